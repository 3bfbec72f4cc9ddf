"""The adapter of cross-encoders: models that read a query together with a text. None is used by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from encoders.encoder import find_downloaded_model, silence_libraries
from store.settings import NONE

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_HINT = "Set PEREPISKA_RERANKER to a model's folder, to the name of one already downloaded, or to none."


class Reranker(Protocol):
    """Says how well texts answer a query."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """One score a text, the higher the better; comparable within one query."""


class CrossEncoderReranker:
    """A cross-encoder of sentence-transformers in a folder; loaded on the first query."""

    def __init__(self, name: str, directory: Path) -> None:
        self.name = name
        self._folder = directory
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Read the query with each text.

        Raises:
            ModelError: the model cannot be loaded, or gives more than one score a text.
        """
        with self._lock:
            found = self._model.predict(
                [(query, text) for text in texts], show_progress_bar=False, convert_to_numpy=True
            )
        scores = np.asarray(found, dtype=np.float32)
        if scores.shape != (len(texts),):
            raise ModelError(f"The model “{self.name}” does not give one score a text.", _HINT)
        return scores

    @cached_property
    def _model(self) -> CrossEncoder:
        silence_libraries()
        try:
            from sentence_transformers import CrossEncoder

            model: CrossEncoder = CrossEncoder(str(self._folder), device="cpu", local_files_only=True)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"The model “{self.name}” cannot be loaded: {error}.", _HINT) from error
        return model


def find_reranker(model: str) -> CrossEncoderReranker | None:
    """The cross-encoder given by folder or name, None where it is ``none``; nothing is ever downloaded.

    Raises:
        ModelError: there is no such model on this machine.
    """
    if model == NONE:
        return None
    directory = Path(model).expanduser()
    if directory.is_dir():
        return CrossEncoderReranker(directory.resolve().name, directory)
    return CrossEncoderReranker(model, find_downloaded_model(model, _HINT))
