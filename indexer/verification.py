"""A generation is opened and counted before it is published."""

from __future__ import annotations

from contextlib import closing

import faiss

from corpus.errors import BuildError
from corpus.store.catalogue import Catalogue
from corpus.store.keyword_schema import open_keyword_index
from corpus.store.layout import Generation, verify_generation
from corpus.store.passages import PassageTable


def verify_build(generation: Generation) -> None:
    """Every checksum holds, and every part holds as much as the manifest says."""
    verify_generation(generation)
    with closing(Catalogue.open(generation)) as catalogue, closing(PassageTable.open(generation)) as passages:
        _expect(generation, "units", len(catalogue.ids()), "catalogue")
        _expect(generation, "passages", len(passages), "passages")
    _expect(generation, "units", open_keyword_index(generation).searcher().num_docs, "keyword index")
    if generation.manifest.model:
        _expect(generation, "passages", faiss.read_index(str(generation.vector_index)).ntotal, "vector index")


def _expect(generation: Generation, what: str, found: int, where: str) -> None:
    expected = generation.manifest.counts[what]
    if found != expected:
        raise BuildError(f"The {where} holds {found} {what} instead of {expected}.", "Start the build again.")
