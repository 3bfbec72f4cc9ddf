"""The protocol behind which an engine stands, and the engine of one machine: tantivy and faiss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from corpus.store.encoder import Encoder, Vectors
from corpus.store.layout import Generation
from corpus.store.passages import Passage
from corpus.store.unit_table import Mask
from search.filters import ResolvedFilters
from search.fusion import coordinated
from search.keyword_arm import KeywordArm
from search.keyword_query import BuiltQuery
from search.late_interaction import AskedWords
from search.meaning_arm import MeaningArm, QueryEncoder


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the arms found: scores by row (BM25; nearness), and the nearest passage of each row."""

    keyword: Mapping[int, float]
    semantic: Mapping[int, float]
    passages: Mapping[int, int] = field(default_factory=dict)


class SearchBackend(Protocol):
    """An engine that answers both arms with the filters applied inside."""

    def keyword(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words."""

    def meaning(
        self, query: BuiltQuery, found: Candidates, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> Candidates:
        """Add the units nearest in meaning to what was found by words.

        Raises:
            ModelError: the query cannot be encoded.
        """

    def nearest_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence that is nearest to a query in meaning."""

    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each word, folded and not stemmed."""


class LocalBackend:
    """tantivy and faiss in this process."""

    def __init__(
        self, keyword: KeywordArm, meaning: MeaningArm, encoder: QueryEncoder, coordination: float = 0.0
    ) -> None:
        self._coordination = coordination
        self._keyword = keyword
        self._meaning = meaning
        self._encoder = encoder

    def keyword(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Find units by words; those that have all of them before those that repeat one."""
        scores = self._keyword.search(query, filters, limit)
        matched = self._keyword.matched_words(query, filters, limit)
        return Candidates(coordinated(scores, matched, len(query.plain_words), self._coordination), {})

    def meaning(
        self, query: BuiltQuery, found: Candidates, filters: ResolvedFilters, allowed: Mask | None, limit: int
    ) -> Candidates:
        """Add the units nearest in meaning; operators are hard constraints here too."""
        if not query.text:
            return found
        if query.constraint is not None:
            allowed = np.zeros(len(self._keyword), dtype=np.bool_)
            allowed[list(self._keyword.matching(query.constraint, filters))] = True
        vectors = self._encoder.read(query.text).vectors
        hits = self._meaning.search(vectors, self._asked(query), allowed, limit)
        return replace(
            found,
            semantic={hit.row: hit.score for hit in hits},
            passages={hit.row: hit.passage for hit in hits},
        )

    def nearest_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """The characters of a passage's sentence that is nearest to a query in meaning."""
        asked = self._asked(query)
        return self._meaning.nearest_sentence(asked, passage) if asked else None

    def _asked(self, query: BuiltQuery) -> AskedWords | None:
        return AskedWords.of(query.text, self._encoder.read(query.text).words[0], self._keyword.rarity)

    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each word."""
        return self._keyword.vocabulary

    def encoder_for(self, generation: Generation) -> Encoder | None:
        """The model that is loaded, if the vectors of a generation are its own."""
        encoder, record = self._encoder.loaded, generation.manifest.model
        return encoder if encoder and record and encoder.checksum == record.checksum else None

    def read(self, text: str) -> Vectors:
        """The vector of a query."""
        return self._encoder.read(text).vectors

    def warm(self) -> None:
        """Load the model."""
        self._encoder.read("warm")
