"""The adapter for cross-encoders, models that score a query and a text together; none is used by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from encoders.encoder import find_downloaded_model, quiet_libraries
from store.settings import NONE

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_HINT = "Set PEREPISKA_RERANKER to a model's directory, to the name of a downloaded model, or to none."


class Reranker(Protocol):
    """A protocol for rerankers, which score how relevant texts are to a query."""

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one score per text, shape (n,); higher is more relevant.

        Scores can be compared only within one query.
        """


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder in a directory, loaded for the first query."""

    def __init__(self, name: str, directory: Path) -> None:
        self.name = name
        self._folder = directory
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """Score the query with each text; shape (n,), float32, higher is more relevant.

        Raises:
            ModelError: the model cannot be loaded, or does not return one score per text.
        """
        with self._lock:
            predicted = self._model.predict(
                [(query, text) for text in texts], show_progress_bar=False, convert_to_numpy=True
            )
        scores = np.asarray(predicted, dtype=np.float32)
        if scores.shape != (len(texts),):
            raise ModelError(f"Model “{self.name}” does not return one score per text.", _HINT)
        return scores

    @cached_property
    def _model(self) -> CrossEncoder:
        quiet_libraries()
        try:
            from sentence_transformers import CrossEncoder

            model: CrossEncoder = CrossEncoder(str(self._folder), device="cpu", local_files_only=True)
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"Model “{self.name}” cannot be loaded: {error}.", _HINT) from error
        return model


def find_reranker(model: str) -> CrossEncoderReranker | None:
    """Return the cross-encoder for a directory or model name; None for ``none``. Nothing is ever downloaded.

    Raises:
        ModelError: the model is not on this machine.
    """
    if model == NONE:
        return None
    directory = Path(model).expanduser()
    if directory.is_dir():
        return CrossEncoderReranker(directory.resolve().name, directory)
    return CrossEncoderReranker(model, find_downloaded_model(model, _HINT))
