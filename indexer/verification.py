"""A generation is opened and counted before it is published."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import faiss

from corpus.errors import BuildError
from store.catalogue import Catalogue
from store.keyword_schema import open_keyword_index
from store.layout import (
    CATALOGUE,
    KEYWORD,
    PASSAGE_UNITS,
    PASSAGES,
    TABLE_ARRAYS,
    TABLE_NAMES,
    VECTOR_INDEX,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
    Generation,
    Manifest,
    verify_generation,
)
from store.passages import PassageTable
from store.unit_table import UnitTable

_HINT = "Start the build again."
_REQUIRED = (
    CATALOGUE, PASSAGES, PASSAGE_UNITS, TABLE_ARRAYS, TABLE_NAMES, f"{KEYWORD}/meta.json",
)  # fmt: skip
_REQUIRED_OF_MODEL = (VECTOR_INDEX, WORD_ENDS, WORD_SPANS, WORD_VECTORS)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FAILURES = (OSError, MemoryError, RuntimeError, ValueError, LookupError, TypeError, sqlite3.Error)
"""What the engines raise when they open what is not theirs."""


def verify_build(generation: Generation) -> None:
    """Every checksum holds, and every part holds as much as the manifest says.

    Raises:
        IndexDamaged, BuildError
    """
    verify_generation(generation)
    verify_parts(generation)


def verify_parts(generation: Generation) -> None:
    """Every part can be opened and holds as much as the manifest says.

    Raises:
        IndexDamaged, BuildError
    """
    missing = find_omission(generation.manifest)
    if missing:
        raise BuildError(f"The generation is not whole: {missing}.", _HINT)
    try:
        _count(generation)
    except _FAILURES as error:
        raise BuildError(
            f"The generation cannot be opened: {error or type(error).__name__}.", _HINT
        ) from error


def find_omission(manifest: Manifest) -> str | None:
    """What a manifest must have, and this one has not; None where it is whole."""
    for count in ("units", "passages"):
        if manifest.counts.get(count, -1) < 0:
            return f"its manifest does not count its {count}"
    for path, record in manifest.files.items():
        if record.size < 0 or not _SHA256.fullmatch(record.sha256):
            return f"its manifest has no size and checksum of {path}"
    required = (*_REQUIRED, *(_REQUIRED_OF_MODEL if manifest.model else ()))
    return next((f"it has no {path}" for path in required if path not in manifest.files), None)


def _count(generation: Generation) -> None:
    with closing(Catalogue.open(generation)) as catalogue, closing(PassageTable.open(generation)) as passages:
        _expect(generation, "units", len(catalogue.ids()), "catalogue")
        _expect(generation, "passages", len(passages), "passages")
    _expect(generation, "units", len(UnitTable.open(generation).ids), "table")
    _expect(generation, "units", open_keyword_index(generation).searcher().num_docs, "keyword index")
    if generation.manifest.model:
        _expect(generation, "passages", faiss.read_index(str(generation.vector_index)).ntotal, "vector index")


def _expect(generation: Generation, what: str, found: int, where: str) -> None:
    expected = generation.manifest.counts[what]
    if found != expected:
        raise BuildError(f"The {where} holds {found} {what} instead of {expected}.", _HINT)
