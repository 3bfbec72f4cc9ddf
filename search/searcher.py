"""The public interface of the package: a searcher over one published generation."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path

from corpus.errors import FilterError, QuerySyntaxError
from corpus.model import Unit
from encoders.encoder import Encoder
from search.access_rights import today
from search.damage import DamageCheck, detect_damage
from search.deadline import Deadline
from search.lookups import Lookups
from search.messages import Message
from search.model import (
    Channel,
    Interpretation,
    RelatedUnit,
    Relaxation,
    SearchRequest,
    SearchResult,
    Suggestion,
)
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
    """A published generation, opened for searching. Thread-safe.

    All units, passages and quotations that its methods return are what the rights allow to leave
    (``search.access_rights``).
    """

    @detect_damage
    def __init__(
        self,
        generation: Generation,
        settings: SearchSettings,
        encoder: Encoder | None = None,
        day: Callable[[], date] = today,
    ) -> None:
        """Open a generation; ``day`` returns the current day, by which embargoes are judged."""
        self.damage = DamageCheck(generation)
        self.settings = settings
        self._encoder = encoder
        self._day = day
        self.index = OpenIndex(generation, settings, encoder, day)

    @classmethod
    def open(
        cls, root: Path, name: str, settings: SearchSettings, encoder: Encoder | None = None
    ) -> Searcher:
        """Open the published generation of an index.

        Raises:
            IndexMissing: nothing is published under this name.
            IndexDamaged: a file is missing or damaged, or in the format of another version.
            EngineMissing: Milvus cannot be reached, or does not hold the generation.
            ModelError: the configured reranker is not on this machine.
        """
        return cls(open_generation(root, name), settings, encoder)

    def reopened_on(self, generation: Generation) -> Searcher:
        """Return a searcher over another generation, reusing the loaded encoder if its model is the same."""
        encoder = self.index.retrieval.encoder_for(generation) or self._encoder
        return Searcher(generation, self.settings, encoder, self._day)

    @detect_damage
    def search(self, request: SearchRequest) -> SearchResult:
        """Run a search; an empty result also lists the relaxations of the request that have hits.

        Raises:
            QuerySyntaxError: the query is malformed.
            QueryTooCostly: it exceeds a limit of the settings.
            FilterError: it is too long, or a filter has an invalid value.
            CursorError: the cursor is damaged, or belongs to another query or generation.
        """
        started = time.perf_counter()
        deadline = Deadline(self.settings.search_seconds)
        with collect_failed_parts() as missing:
            result = run_search(self.index, request, deadline)
            if not result.total:
                relax = partial(self._find_relaxations, request, result.interpretations, deadline)
                relaxed = optional("relaxations", relax, ())
                result = replace(result, relaxations=relaxed)
        result = self.index.rights.result(result)
        parts = tuple(Message(part) for part in dict.fromkeys(missing))
        notices = (Message("left-out", {"parts": parts}),) if parts else ()
        return replace(
            result, notices=result.notices + notices, took_ms=(time.perf_counter() - started) * 1000
        )

    @detect_damage
    def units(self, request: SearchRequest, limit: int) -> tuple[Unit, ...]:
        """Return at most ``limit`` units of a result, in result order, starting at the request's cursor.

        Raises the errors of ``search``.
        """
        units = list_units(self.index, replace(request, limit=limit), Deadline(self.settings.search_seconds))
        return self.index.rights.units(units)

    def query_terms(self, text: str) -> QueryTerms:
        """Return the terms and phrases of a query to highlight in a text, the same as in hits.

        Raises:
            QuerySyntaxError: the query is malformed.
            FilterError: it is too long, or a filter in it has an invalid value.
        """
        return query_terms(self.index, text)

    @detect_damage
    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        """Return the units related to a unit, best first, each with its reasons.

        Args:
            id: the id of the unit; a note is related by its own text, not by that of its document.
            channels: the kinds of relation to use; None: all.
            limit: the maximum number of units, besides the setting ``related_max``.

        Raises:
            UnknownUnit: no unit has this id.
        """
        unit = self.index.catalogue.unit(id)
        related = self.index.related_unit_finder.related(
            unit, channels, min(limit, self.settings.related_max)
        )
        return self.index.rights.related(unit, related)

    @detect_damage
    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return autocomplete suggestions for a partly typed query, best first.

        There are at most ``limit``, and never more than the setting ``suggestions_max``.
        """
        typed = text[: self.settings.query_length_max]
        suggestions = self.index.suggester.suggest(typed, min(limit, self.settings.suggestions_max))
        return self.index.rights.suggestions(suggestions)

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a query as the semantic retriever uses it, of length 1, shape (1, dimension).

        Raises:
            ModelError: the generation has no model, or it cannot be loaded.
        """
        return self.index.retrieval.encode_query(text)

    def warm(self) -> None:
        """Load the encoder and the reranker, so that the first search need not wait for them.

        Raises:
            ModelError: a model cannot be loaded; searches then use keywords alone, with a notice.
        """
        self.index.retrieval.warm()
        if self.index.reranker is not None:
            self.index.reranker.scores("warm", ["warm"])

    def prefetch(self) -> None:
        """Read all index files once, so that the operating system caches them."""
        generation = self.index.generation
        prefetch(map(generation.path, generation.manifest.files))

    def _find_relaxations(
        self, request: SearchRequest, interpretations: Sequence[Interpretation], deadline: Deadline
    ) -> tuple[Relaxation, ...]:
        """Return the relaxations that have hits, each lacking one constraint.

        At most ``relaxations_max`` are tried. If none of them has hits, the request is tried without all of
        its filters, if it has more than one.
        """
        bare = replace(request, limit=1, include=frozenset())
        count = partial(self._counted, deadline=deadline)
        candidates = islice(
            relaxations(bare, parse(self.index, bare.text), interpretations), self.settings.relaxations_max
        )
        counted = [relaxation for relaxation in map(count, candidates) if relaxation.total]
        counted = counted or list(map(count, unfiltered(bare)))
        return tuple(_restored(relaxation, request) for relaxation in counted if relaxation.total)

    def _counted(self, relaxation: Relaxation, deadline: Deadline) -> Relaxation:
        """Return a relaxation with its number of hits; 0 if it is invalid or the deadline has passed."""
        if deadline.is_over:
            return relaxation
        try:
            return replace(relaxation, total=run_search(self.index, relaxation.request, deadline).total)
        except (FilterError, QuerySyntaxError):
            return relaxation


def _restored(relaxation: Relaxation, request: SearchRequest) -> Relaxation:
    """Return a relaxation whose request has the page size and the parts of the original request."""
    relaxed = replace(relaxation.request, limit=request.limit, include=request.include)
    return replace(relaxation, request=relaxed)
