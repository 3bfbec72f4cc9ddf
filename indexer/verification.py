"""Verification of a generation before it is published: every part is opened and counted."""

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
    TERM_ENDS,
    TERM_ENTRIES,
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
    CATALOGUE, PASSAGES, PASSAGE_UNITS, TABLE_ARRAYS, TABLE_NAMES, TERM_ENDS, TERM_ENTRIES,
    f"{KEYWORD}/meta.json",
)  # fmt: skip
_REQUIRED_OF_MODEL = (VECTOR_INDEX, WORD_ENDS, WORD_SPANS, WORD_VECTORS)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FAILURES = (OSError, MemoryError, RuntimeError, ValueError, LookupError, TypeError, sqlite3.Error)
"""Errors that the engines raise when they open corrupt files."""


def verify_build(generation: Generation) -> None:
    """Verify that every file matches its checksum and every part has the counts of the manifest.

    Raises:
        IndexDamaged: a file is missing or differs.
        BuildError: a part is missing, cannot be opened or has a different count.
    """
    verify_generation(generation)
    verify_parts(generation)


def verify_parts(generation: Generation) -> None:
    """Verify that every part can be opened and has the counts of the manifest; checksums are not compared.

    Raises:
        IndexDamaged: a file cannot be read.
        BuildError: a part is missing, cannot be opened or has a different count.
    """
    missing = find_omission(generation.manifest)
    if missing:
        raise BuildError(f"The generation is not complete: {missing}.", _HINT)
    try:
        _check_counts(generation)
    except _FAILURES as error:
        raise BuildError(
            f"The generation cannot be opened: {error or type(error).__name__}.", _HINT
        ) from error


def find_omission(manifest: Manifest) -> str | None:
    """Return what a manifest lacks (counts, checksums or files) as a clause; None if it is complete."""
    for count in ("units", "passages"):
        if manifest.counts.get(count, -1) < 0:
            return f"its manifest has no number of {count}"
    for path, record in manifest.files.items():
        if record.size < 0 or not _SHA256.fullmatch(record.sha256):
            return f"its manifest has no size and checksum of {path}"
    required = (*_REQUIRED, *(_REQUIRED_OF_MODEL if manifest.model else ()))
    return next((f"it has no {path}" for path in required if path not in manifest.files), None)


def _check_counts(generation: Generation) -> None:
    """Raise BuildError if a part of a generation does not have the count of the manifest."""
    with closing(Catalogue.open(generation)) as catalogue, closing(PassageTable.open(generation)) as passages:
        _expect(generation, "units", len(catalogue.ids()), "catalogue")
        _expect(generation, "passages", len(passages), "passages")
    _expect(generation, "units", len(UnitTable.open(generation).ids), "table")
    _expect(generation, "units", open_keyword_index(generation).searcher().num_docs, "keyword index")
    if generation.manifest.model:
        _expect(generation, "passages", faiss.read_index(str(generation.vector_index)).ntotal, "vector index")


def _expect(generation: Generation, kind: str, count: int, part: str) -> None:
    """Raise BuildError if the number of units or passages in a part is not that of the manifest."""
    expected = generation.manifest.counts[kind]
    if count != expected:
        raise BuildError(f"The {part} contains {count} {kind} instead of {expected}.", _HINT)
