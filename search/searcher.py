"""The entrance: opens a published generation and answers."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from corpus.errors import FilterError, QuerySyntaxError
from corpus.model import Unit
from encoders.encoder import Encoder
from search.damage import DamageCheck, detects_damage
from search.deadline import Deadline
from search.lookups import Lookups
from search.messages import Message
from search.model import Channel, RelatedUnit, Relaxation, SearchRequest, SearchResult, Suggestion
from search.open_index import OpenIndex
from search.optional_parts import collect_failed_parts, optional
from search.pipeline import list_units, parse, query_terms, run_search
from search.query.matching import QueryTerms
from search.results.relaxations import relaxations, unfiltered
from search.settings import SearchSettings
from store.files import prefetch
from store.layout import Generation, open_generation
from store.word_vectors import Vectors


class Searcher(Lookups):
    """A published generation, opened for reading; safe to be used by several threads."""

    @detects_damage
    def __init__(
        self, generation: Generation, settings: SearchSettings, encoder: Encoder | None = None
    ) -> None:
        self.damage = DamageCheck(generation)
        self.settings = settings
        self._given = encoder
        self.index = OpenIndex(generation, settings, encoder)

    @classmethod
    def open(
        cls, root: Path, name: str, settings: SearchSettings, encoder: Encoder | None = None
    ) -> Searcher:
        """Open the published generation of an index.

        Raises:
            IndexMissing, IndexDamaged
        """
        return cls(open_generation(root, name), settings, encoder)

    def reopened_on(self, generation: Generation) -> Searcher:
        """Open another generation, with the model that is loaded already where it is the same."""
        encoder = self.index.retrieval.encoder_for(generation) or self._given
        return Searcher(generation, self.settings, encoder)

    @detects_damage
    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search."""
        started = time.perf_counter()
        deadline = Deadline(self.settings.search_seconds)
        with collect_failed_parts() as missing:
            result = run_search(self.index, request, deadline)
            if not result.total:
                relaxed = optional("relaxations", partial(self._find_relaxations, request, deadline), ())
                result = replace(result, relaxations=relaxed)
        parts = tuple(Message(part) for part in dict.fromkeys(missing))
        notices = (Message("left-out", {"parts": parts}),) if parts else ()
        return replace(
            result, notices=result.notices + notices, took_ms=(time.perf_counter() - started) * 1000
        )

    @detects_damage
    def units(self, request: SearchRequest, most: int) -> tuple[Unit, ...]:
        """Return the units of a result in its order, from its cursor on, at most ``most`` of them."""
        return list_units(self.index, replace(request, limit=most), Deadline(self.settings.search_seconds))

    def query_terms(self, text: str) -> QueryTerms:
        """Return what a question matches in a text, as in the passages of its hits.

        Raises:
            QuerySyntaxError, FilterError
        """
        return query_terms(self.index, text)

    @detects_damage
    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        """Return what belongs with a unit, best first, each with its reasons."""
        unit = self.index.catalogue.unit(id)
        return self.index.related_unit_finder.related(unit, channels, min(limit, self.settings.related_max))

    @detects_damage
    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Complete what is being typed."""
        typed = text[: self.settings.query_length_max]
        return self.index.suggester.suggest(typed, min(limit, self.settings.suggestions_max))

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a question, one row of length 1, as the semantic retriever compares it.

        Raises:
            ModelError
        """
        return self.index.retrieval.encode_query(text)

    def warm(self) -> None:
        """Load the models before the first question needs them.

        Raises:
            ModelError: one cannot be loaded; searches then find by words alone and say so.
        """
        self.index.retrieval.warm()
        if self.index.reranker is not None:
            self.index.reranker.scores("warm", ["warm"])

    def prefetch(self) -> None:
        """Read the index's files once, so that questions need not wait for the disk."""
        generation = self.index.generation
        prefetch(generation.directory / path for path in generation.manifest.files)

    def _find_relaxations(self, request: SearchRequest, deadline: Deadline) -> tuple[Relaxation, ...]:
        """The requests with one thing less that find something, else the one without filters."""
        bare = replace(request, limit=1, include=frozenset())
        count = partial(self._counted, deadline=deadline)
        tried = islice(relaxations(bare, parse(self.index, bare.text)), self.settings.relaxations_max)
        found = [one for one in map(count, tried) if one.total] or map(count, unfiltered(bare))
        return tuple(_as_asked(one, request) for one in found if one.total)

    def _counted(self, one: Relaxation, deadline: Deadline) -> Relaxation:
        """A relaxation with the number of its hits; 0 where it cannot be asked, or there is no time to."""
        if deadline.is_over:
            return one
        try:
            return replace(one, total=run_search(self.index, one.request, deadline).total)
        except (FilterError, QuerySyntaxError):
            return one


def _as_asked(one: Relaxation, request: SearchRequest) -> Relaxation:
    return replace(one, request=replace(one.request, limit=request.limit, include=request.include))
