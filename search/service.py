"""The one entrance to this room: opens a published generation and answers."""

from __future__ import annotations

import gc
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.dates.datelines import parse_day
from corpus.errors import FilterError, ModelError, QuerySyntaxError
from corpus.model import Edition, Person, Reference, Term, Topic, Unit
from corpus.persons.person_index import Register
from encoders.encoder import Encoder
from encoders.reranker import find_reranker
from search.damage import DamageCheck, naming_damage
from search.deadline import Deadline
from search.engines.clauses import EVERYTHING, Clause, OneOf, Some
from search.engines.opening import open_engine
from search.engines.retrieval import Candidates
from search.messages import Message
from search.model import (
    Answer,
    Channel,
    Filters,
    IndexInfo,
    Related,
    Relaxation,
    SearchRequest,
    SearchResult,
    Suggestion,
    UnitView,
)  # fmt: skip
from search.optional_parts import left_out, optional
from search.query.filters import ResolvedFilters, resolve_filters
from search.query.grammar import parse_query
from search.query.interpretation import Understanding, understand
from search.query.keyword_query import BuiltQuery, QueryBuilder
from search.query.lexicon import Lexicon
from search.query.matching import QueryTerms
from search.query.spelling import Speller
from search.query.syntax import ParsedQuery
from search.ranking.ranking import Ranked, Ranking, missing_items, rank
from search.ranking.reranking import rerank
from search.resources import COLLECTED_AFTER, keep_near
from search.results.facets import count_facets, histogram
from search.results.hits import HitMaker
from search.results.listing import in_order, listed_scores, page_of
from search.results.quoted_answers import is_question, word_weights
from search.results.relaxations import relaxations, unfiltered
from search.results.threads import thread_of
from search.settings import SearchSettings
from store.catalogue import Catalogue
from store.layout import Generation, open_generation
from store.passages import PassageTable
from store.unit_table import Mask, UnitTable
from store.word_vectors import Vectors

if TYPE_CHECKING:
    from search.query.suggest import Suggester
    from search.results.related import Neighbourhood

LETTER_WEIGHT = 100
"""Mentions of a person that weigh as much as a letter to or from another of the same surname."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, what was understood of it, and the ranked units of its result."""

    request: SearchRequest
    meant: Understanding
    query: BuiltQuery
    ranking: Ranking
    notices: list[Message]


class Searcher:
    """A published generation, opened for reading; safe to be used by several threads."""

    @naming_damage
    def __init__(
        self, generation: Generation, settings: SearchSettings, encoder: Encoder | None = None
    ) -> None:
        self.damage = DamageCheck(generation)
        self.settings = settings
        self._given = encoder
        self._generation = generation
        self._catalogue = Catalogue.open(generation)
        self._passages = PassageTable.open(generation)
        self._topics = self._catalogue.topics()
        self._table = UnitTable.open(generation)
        self._register = Register(self._catalogue.persons(), self._person_weights())
        self._backend = open_engine(
            generation, settings, self._table, self._passages, self._catalogue, encoder
        )
        self._keyword = self._backend.keyword_retriever
        self._meaning = self._backend.semantic_retriever
        entries = (
            entry
            for edition in self._catalogue.editions()
            for entry in self._catalogue.index_entries(edition.id)
        )
        self._lexicon = Lexicon.of(
            self._register, self._catalogue.terms(), self._table.years, entries, self._backend.vocabulary()
        )
        self._labels = self._facet_labels()
        self._hits = HitMaker(
            self._catalogue, self._passages, self._table, self._backend, settings.passages_shown
        )
        self._reranker = find_reranker(settings.reranker)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._backend.vocabulary(), self._lexicon.names, self._keyword.languages)

    @cached_property
    def _neighbourhood(self) -> Neighbourhood:
        from search.results.related import Neighbourhood

        return Neighbourhood(self._catalogue, self._table, self._keyword, self._meaning)

    @cached_property
    def _suggester(self) -> Suggester:
        from search.query.suggest import Suggester

        return Suggester(self._gather(self._catalogue.documents()))

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
        return Searcher(generation, self.settings, self._backend.encoder_for(generation) or self._given)

    @naming_damage
    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search."""
        started = time.perf_counter()
        deadline = Deadline(self.settings.search_seconds)
        with left_out() as missing:
            result = self._answer(request, deadline)
            if not result.total:
                relaxed = optional("relaxations", lambda: tuple(self._relaxed(request, deadline)), ())
                result = replace(result, relaxations=relaxed)
        parts = tuple(Message(part) for part in dict.fromkeys(missing))
        notices = (Message("left-out", {"parts": parts}),) if parts else ()
        return replace(
            result, notices=result.notices + notices, took_ms=(time.perf_counter() - started) * 1000
        )

    @naming_damage
    def units(self, request: SearchRequest, most: int) -> tuple[Unit, ...]:
        """Return the units of a result in its order, from its cursor on, at most ``most`` of them."""
        asked = self._ask(replace(request, limit=most), Deadline(self.settings.search_seconds))
        rows = in_order(request, listed_scores(request, asked.ranking, self._table), self._table)
        page, _ = page_of(asked.request, rows, self._table, self._generation.id)
        return tuple(self._catalogue.units_at(page))

    def _answer(self, request: SearchRequest, deadline: Deadline) -> SearchResult:
        asked = self._ask(request, deadline)
        query, ranking, notices = asked.query, asked.ranking, asked.notices
        result = self._result(request, ranking, query)
        if not result.total:
            notices += [
                Message("word-absent", {"word": word}) for word in self._speller.absent(query.plain_words)
            ]
        return replace(
            result,
            answers=None
            if deadline.is_over
            else optional("answers", lambda: self._answers(request, ranking, query), None),
            understood=asked.meant.items,
            suggestion=optional(
                "suggestion", lambda: self._speller.suggest(request.text, query.plain_words), None
            ),
            notices=tuple(notices),
        )

    def _ask(self, request: SearchRequest, deadline: Deadline) -> _Asked:
        """Understand a request and rank the units that belong to its result."""
        self._check(request)
        parsed = self._parse(request.text)
        meant = understand(parsed, self._lexicon, literal=request.literal)
        filters = resolve_filters(request.filters, self._table, self._register, self._topics)
        notices = [*parsed.notices, *filters.notices]
        builder = QueryBuilder(self._keyword, self.settings)
        query = builder.build(parsed, meant, self._resolve_field)
        notices += query.notices
        query = self._keyword.rewrite(query)
        ranking = self._rank(request, query, meant, filters, notices, deadline)
        notices += missing_items(meant, ranking)
        return _Asked(request, meant, query, ranking, notices)

    def _parse(self, text: str) -> ParsedQuery:
        settings = self.settings
        return parse_query(text, clauses_max=settings.clauses_max, phrase_words_max=settings.phrase_words_max)

    def _relaxed(self, request: SearchRequest, deadline: Deadline) -> Iterator[Relaxation]:
        """The requests with one thing less that find something, else the one without filters."""
        bare = replace(request, limit=1, include=frozenset())
        count = partial(self._counted, deadline=deadline)
        tried = islice(relaxations(bare, self._parse(bare.text)), self.settings.relaxations_max)
        found = [one for one in map(count, tried) if one.total]
        for one in found or map(count, unfiltered(bare)):
            if one.total:
                asked = replace(one.request, limit=request.limit, include=request.include)
                yield replace(one, request=asked)

    def _counted(self, one: Relaxation, deadline: Deadline) -> Relaxation:
        """A relaxation with the number of its hits; 0 where it cannot be asked, or there is no time to."""
        if deadline.is_over:
            return one
        try:
            return replace(one, total=self._answer(one.request, deadline).total)
        except (FilterError, QuerySyntaxError):
            return one

    def query_terms(self, text: str) -> QueryTerms:
        """Return what a question matches in a text, as in the passages of its hits.

        Raises:
            QuerySyntaxError, FilterError
        """
        parsed = self._parse(text)
        meant = understand(parsed, self._lexicon)
        builder = QueryBuilder(self._keyword, self.settings)
        return builder.build(parsed, meant, self._resolve_field).wanted

    @naming_damage
    def unit(self, id: str) -> UnitView:
        """Give a unit with what surrounds it.

        Raises:
            UnknownUnit
        """
        unit = self._catalogue.unit(id)
        notes = self._catalogue.notes_of(id)
        previous, following = self._catalogue.previous_next(id)
        sources = dict.fromkeys(reference.source for reference in self._catalogue.references_to(id))
        return UnitView(
            unit,
            notes,
            _plain(self._catalogue.references_from(id)),
            {note.id: _plain(self._catalogue.references_from(note.id)) for note in notes},
            tuple(self._catalogue.units(sources).values()),
            previous,
            following,
            optional("thread", partial(thread_of, self._catalogue, id), None),
        )

    @naming_damage
    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[Related, ...]:
        """Give what belongs with a unit, best first, each with its reasons."""
        return self._neighbourhood.related(
            self._catalogue.unit(id), channels, min(limit, self.settings.related_max)
        )

    @naming_damage
    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Complete what is being typed."""
        typed = text[: self.settings.query_length_max]
        return self._suggester.suggest(typed, min(limit, self.settings.suggestions_max))

    @naming_damage
    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Count the units of every value of a facet, among those that pass some filters."""
        resolved = resolve_filters(filters, self._table, self._register, self._topics)
        return self._table.columns[facet].counts(resolved.mask(self._table))

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Say how the values of filters are called: (filter, value) → label, as far as they are known."""
        asked = [pair for side in (filters.include, filters.exclude) for pair in side.items()]
        return {
            (name, value): self._labels[name][value]
            for name, values in asked
            for value in values
            if value in self._labels.get(name, {})
        }

    def editions(self) -> tuple[Edition, ...]:
        """List the editions, without their units."""
        return self._catalogue.editions()

    def persons(self, edition: str | None = None) -> tuple[Person, ...]:
        """List the register of an edition, or of all together."""
        return self._catalogue.persons(edition) if edition else self._register.persons

    def topics(self) -> tuple[Topic, ...]:
        """List the vocabulary of topics."""
        return self._topics

    def terms(self) -> tuple[Term, ...]:
        """List the glossary's terms."""
        return self._catalogue.terms()

    def info(self) -> IndexInfo:
        """Say which generation answers."""
        model = self._generation.manifest.model
        return IndexInfo(
            self._generation.id, len(self._table), len(self._passages), model.name if model else "none"
        )

    def read(self, text: str) -> Vectors:
        """The vector of a question, one row of length 1, as the meaning arm compares it.

        Raises:
            ModelError
        """
        return self._backend.read(text)

    def warm(self) -> None:
        """Load the model before the first question needs it, and let memory rest.

        What is loaded by now stays for good, and what a search leaves behind is freed by counting references:
        the garbage collector need not look through it all every few searches (8 to 50 ms each time).

        Raises:
            ModelError: it cannot be loaded; searches then find by words alone and say so.
        """
        self._backend.warm()
        if self._reranker is not None:
            self._reranker.scores("warm", ["warm"])
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTED_AFTER)

    def keep_near(self) -> None:
        """Read the index's files once, so that questions need not wait for the disk."""
        keep_near(self._generation.folder / path for path in self._generation.manifest.files)

    def _resolve_field(self, name: str, values: tuple[str, ...]) -> tuple[Clause, tuple[Message, ...]]:
        """Turn ``field:value`` of a query into a clause, as the filter of that name would."""
        if name == "number":
            return OneOf("number", values), ()
        choices = [_dated(value) for value in values] if name == "date" else [Filters({name: values})]
        found = [resolve_filters(filters, self._table, self._register, self._topics) for filters in choices]
        any_of = Some(tuple(one.clause() or EVERYTHING for one in found))
        return any_of, tuple(notice for one in found for notice in one.notices)

    def _check(self, request: SearchRequest) -> None:
        longest = self.settings.query_length_max
        if len(request.text) > longest:
            raise FilterError(
                f"The query has {len(request.text)} characters; {longest} are allowed.",
                "Shorten it.",
                parameter="q",
            )

    def _rank(
        self,
        request: SearchRequest,
        query: BuiltQuery,
        meant: Understanding,
        filters: ResolvedFilters,
        notices: list[Message],
        deadline: Deadline,
    ) -> Ranking:
        """Ask the arms and fuse; without a query everything that passes the filters, unranked."""
        allowed = None if filters.is_empty else filters.mask(self._table)
        if query.is_empty and not meant.names_units:
            rows = np.flatnonzero(allowed) if allowed is not None else range(len(self._table))
            return Ranking({int(row): Ranked(0.0) for row in rows})
        found = Candidates({}, {})
        if request.mode != "semantic" or query.constraint is not None:
            found = self._backend.keyword(query, filters, self.settings.candidates)
        if request.mode != "keyword" and deadline.is_over:
            notices.append(Message("meaning-cut-short", {"seconds": deadline.seconds}))
        elif request.mode != "keyword":
            try:
                found = self._backend.meaning(query, found, filters, allowed, self.settings.candidates)
            except ModelError as error:
                notices.append(Message("meaning-unavailable", {"error": error.message.rstrip(".")}))
                found = self._backend.keyword(query, filters, self.settings.candidates)
        if request.mode == "semantic" and found.semantic:
            found = replace(found, keyword={})
        ranking = rank(
            found,
            meant,
            self._table,
            allowed,
            self.settings,
            words=len(query.plain_words),
            is_constrained=query.constraint is not None,
        )
        if deadline.is_over:
            return ranking
        return self._reranked(ranking, request, query)

    def _reranked(self, ranking: Ranking, request: SearchRequest, query: BuiltQuery) -> Ranking:
        """Have the best hits read once more where a cross-encoder is set and meaning counts."""
        if self._reranker is None or request.mode == "keyword" or not query.text:
            return ranking
        read = partial(self._hits.text_to_read, query=query)
        return rerank(ranking, query.text, read, self._reranker, self.settings.reranked)

    def _result(self, request: SearchRequest, ranking: Ranking, query: BuiltQuery) -> SearchResult:
        """The page that was asked for, and what is counted over the whole result."""
        scores = listed_scores(request, ranking, self._table)
        rows = in_order(request, scores, self._table)
        page, next_cursor = page_of(request, rows, self._table, self._generation.id)
        mask = self._mask_of(ranking.scores)
        most = self.settings.facet_values_max
        facets = partial(count_facets, self._table, mask, request.filters, self._labels, most)
        bins = partial(histogram, self._table, mask)
        return SearchResult(
            request,
            self._hits.make(request, {row: scores[row] for row in page}, ranking, query),
            len(rows),
            ranking.is_complete,
            0.0,
            self.info(),
            facets=optional("facets", facets, None) if "facets" in request.include else None,
            histogram=optional("histogram", bins, None) if "histogram" in request.include else None,
            next_cursor=next_cursor,
        )

    def _answers(
        self, request: SearchRequest, ranking: Ranking, query: BuiltQuery
    ) -> tuple[Answer, ...] | None:
        """Sentences that may answer, where a question was asked in plain words and its meaning searched."""
        is_asked = "answers" in request.include and request.cursor is None and is_question(request.text)
        if not is_asked or not any(one.semantic for one in ranking.scores.values()):
            return None
        weights = word_weights(request.text, self._keyword.rarity, self._keyword.languages)
        settings = self.settings
        return self._hits.answers(ranking, query, weights, settings.answers_max, settings.answer_threshold)

    def _mask_of(self, scores: Mapping[int, object]) -> Mask:
        mask = ~self._table.everything()
        mask[list(scores)] = True
        return mask

    def _person_weights(self) -> dict[str, int]:
        """How much a bare surname may be taken for a person: letters count far more than mentions."""
        everything = self._table.everything()
        weights = Counter(self._table.columns["mentions"].counts(everything))
        for person, count in self._table.columns["correspondent"].counts(everything).items():
            weights[person] += LETTER_WEIGHT * count
        return weights

    def _facet_labels(self) -> dict[str, dict[str, str]]:
        persons = {person.id: person.display for person in self._register.persons}
        topics = {topic.id: topic.label for topic in self._topics}
        editions = {edition.id: edition.title for edition in self._catalogue.editions()}
        return {
            "sender": persons, "recipient": persons, "correspondent": persons, "topic": topics,
            "edition": editions,
        }  # fmt: skip

    def _gather(self, documents: Iterable[Unit]) -> list[tuple[Suggestion, str, int]]:
        from search.query.suggest import gather

        counts: Counter[str] = Counter()
        for name in ("correspondent", "mentions", "topic"):
            counts.update(self._table.columns[name].counts(self._table.everything()))
        return gather(self._register.persons, self._topics, self._catalogue.terms(), documents, counts)


def _dated(value: str) -> Filters:
    """Read ``1932-06``, ``1932-06..1932-08``, ``1932-06..`` or ``..1932-06`` as a filter."""
    first, dots, last = value.partition("..")
    try:
        earliest = parse_day(first)[0] if first or not dots else None
        latest = parse_day(last if dots else first)[1] if last or not dots else None
    except ValueError as error:
        hint = "Write a year, month or day as 1932, 1932-06 or 1932-06-05, or a span as 1932-06..1932-08."
        raise FilterError(f"“{value}” is not a date.", hint, parameter="date") from error
    return Filters(earliest=earliest, latest=latest)


def _plain(references: Iterable[Reference]) -> tuple[tuple[str, int, int, int, tuple[str, ...]], ...]:
    return tuple((one.printed, one.paragraph, one.start, one.end, one.targets) for one in references)
