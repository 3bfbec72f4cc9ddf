"""Encodes queries with the model an index was made with."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future
from functools import partial

from encoders.encoder import EncodedTexts, Encoder
from encoders.generation_encoder import find_generation_encoder
from store.layout import Generation
from store.settings import NONE

ENCODINGS_CACHED = 512


class QueryEncoder:
    """Encodes queries with the model the index was made with; loads it once, on the first query.

    What was asked lately is remembered; several who ask the same at once wait for one encoding.

    Args:
        model: where that model may lie besides where the index says.
    """

    def __init__(self, generation: Generation, encoder: Encoder | None = None, model: str = NONE) -> None:
        self._open = partial(find_generation_encoder, generation, model, encoder=encoder)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self.loaded: Encoder | None = None
        """The model, if a query has needed it."""
        self._known: OrderedDict[str, Future[EncodedTexts]] = OrderedDict()

    def encode(self, text: str) -> EncodedTexts:
        """The query's vector, one row of length 1, and its words.

        Raises:
            ModelError: there is no model, it cannot be loaded, or it is not the index's.
        """
        with self._lock:
            reading = self._known.get(text)
            if is_new := reading is None:
                reading = self._known[text] = Future()
                if len(self._known) > ENCODINGS_CACHED:
                    self._known.popitem(last=False)
            else:
                self._known.move_to_end(text)
        if is_new:
            self._compute(text, reading)
        return reading.result()

    def _compute(self, text: str, reading: Future[EncodedTexts]) -> None:
        try:
            reading.set_result(self._encoder.encode_queries([text]))
        except BaseException as error:
            with self._lock:
                self._known.pop(text, None)
            reading.set_exception(error)

    @property
    def _encoder(self) -> Encoder:
        with self._opening:
            if self.loaded is None:
                self.loaded = self._open()
            return self.loaded
