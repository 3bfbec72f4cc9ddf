"""The query encoder, which uses the model that the index was built with."""

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
    """An encoder of queries with the generation's model, which is loaded on the first query.

    Recent encodings are cached; concurrent requests for the same text wait for a single encoding.

    Args:
        encoder: an encoder that is already loaded, to be used instead.
        model: a name or directory of the model to try, besides those recorded in the generation.
    """

    def __init__(self, generation: Generation, encoder: Encoder | None = None, model: str = NONE) -> None:
        self._open = partial(find_generation_encoder, generation, model, encoder=encoder)
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self.loaded: Encoder | None = None
        """The encoder, once a query has needed it."""
        self._cache: OrderedDict[str, Future[EncodedTexts]] = OrderedDict()

    def encode(self, text: str) -> EncodedTexts:
        """Encode a query: its vector, of length 1, shape (1, dimension), and those of its content words.

        Raises:
            ModelError: there is no model, it cannot be loaded, or it is not the one of the index.
        """
        with self._lock:
            reading = self._cache.get(text)
            if is_new := reading is None:
                reading = self._cache[text] = Future()
                if len(self._cache) > ENCODINGS_CACHED:
                    self._cache.popitem(last=False)
            else:
                self._cache.move_to_end(text)
        if is_new:
            self._compute(text, reading)
        return reading.result()

    def _compute(self, text: str, reading: Future[EncodedTexts]) -> None:
        """Encode a query into its pending result; after a failure it is no longer cached."""
        try:
            reading.set_result(self._encoder.encode_queries([text]))
        except BaseException as error:
            with self._lock:
                self._cache.pop(text, None)
            reading.set_exception(error)

    @property
    def _encoder(self) -> Encoder:
        """The encoder, loaded when it is first needed; raises ModelError if that fails."""
        with self._opening:
            if self.loaded is None:
                self.loaded = self._open()
            return self.loaded
