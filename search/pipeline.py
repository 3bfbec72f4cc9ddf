"""The search pipeline: parse, interpret, retrieve, rank and present a request."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from corpus.errors import FilterError, ModelError
from corpus.model import Unit
from corpus.text.analysis import words
from encoders.registry import E5 as MULTILINGUAL
from encoders.registry import packaged_model
from search.deadline import Deadline
from search.engines.retrieval import Candidates
from search.messages import Message
from search.model import FacetValue, QuotedSentence, SearchRequest, SearchResult, Totals
from search.open_index import OpenIndex
from search.optional_parts import optional
from search.query.correspondence import ROLES
from search.query.filters import ResolvedFilters, resolve_field
from search.query.grammar import parse_query
from search.query.interpretation import QueryInterpretation, interpret_query
from search.query.keyword_query import BuiltQuery, QueryBuilder
from search.query.matching import QueryTerms
from search.query.model_languages import is_foreign
from search.query.spelling import absent_word_notices, absent_words
from search.query.syntax import ParsedQuery
from search.ranking.ranking import Ranking, known_items, missing_item_notices
from search.ranking.ranking import rank as fuse
from search.ranking.reranking import rerank
from search.results.facets import FoundRows, count_facets, histogram
from search.results.listing import listed_rows, order_rows, select_page
from search.results.quoted_answers import is_question
from store.fields import FACETS
from store.unit_table import Mask, UnitTable


@dataclass(frozen=True, slots=True)
class InterpretedRequest:
    """A request with its interpretation, its resolved filters and the query for the engine."""

    request: SearchRequest
    interpretation: QueryInterpretation
    requested: ResolvedFilters
    query: BuiltQuery
    notices: tuple[Message, ...]

    @property
    def filters(self) -> ResolvedFilters:
        """The filters of the request with the conditions of the query."""
        return self.requested.narrowed(self.interpretation.conditions, self.interpretation.periods)

    @property
    def filtered_facets(self) -> tuple[str, ...]:
        """The facets that the filters of the request choose values of; the dates are those of ``year``."""
        return tuple(name for name in FACETS if self.requested.without(name) != self.requested)


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """The outcome of the retrieval step.

    ``candidates`` is None if the query is empty, or consists of conditions, so that all units that match the
    filters and conditions are listed; ``allowed`` is the mask of the rows that match these, and the
    exclusions beside plain words; None means all rows.
    """

    candidates: Candidates | None
    allowed: Mask | None
    notices: tuple[Message, ...] = ()


def run_search(index: OpenIndex, request: SearchRequest, deadline: Deadline) -> SearchResult:
    """Run all five steps for a request and return its result.

    Raises:
        FilterError, QuerySyntaxError, QueryTooCostly, CursorError
    """
    parsed = parse(index, request.text)
    interpreted = interpret(index, request, parsed)
    retrieved = retrieve(index, interpreted, deadline)
    ranking = rank(index, interpreted, retrieved, deadline)
    return present(index, interpreted, retrieved, ranking, deadline)


def list_units(index: OpenIndex, request: SearchRequest, deadline: Deadline) -> tuple[Unit, ...]:
    """Return the units of one page of a result, in result order, without passages or facets."""
    interpreted = interpret(index, request, parse(index, request.text))
    ranking = rank(index, interpreted, retrieve(index, interpreted, deadline), deadline)
    rows = order_rows(request, listed_rows(request, ranking, index.table), index.table)
    page, _ = select_page(request, rows, index.table, index.generation.id)
    return tuple(index.catalogue.units_at(page))


def query_terms(index: OpenIndex, text: str) -> QueryTerms:
    """Return the terms and phrases of a query to highlight in a text, the same as in hits.

    Raises:
        QuerySyntaxError, FilterError
    """
    parsed = parse(index, text)
    return _build_query(index, parsed, interpret_query(parsed, index.lexicon)).query_terms


def parse(index: OpenIndex, text: str) -> ParsedQuery:
    """Parse a query into its syntax tree; letters typed with combining marks are composed ("März").

    Raises:
        QuerySyntaxError, FilterError
    """
    settings = index.settings
    if len(text) > settings.query_length_max:
        raise FilterError(
            f"The query has {len(text)} characters; at most {settings.query_length_max} are allowed.",
            "Shorten the query.",
            parameter="q",
        )
    composed = unicodedata.normalize("NFC", text)
    return parse_query(composed, clauses_max=settings.clauses_max, phrase_words_max=settings.phrase_words_max)


def interpret(index: OpenIndex, request: SearchRequest, parsed: ParsedQuery) -> InterpretedRequest:
    """Interpret the query (dates, persons, references), resolve the filters and build the engine's query."""
    interpretation = interpret_query(parsed, index.lexicon, literal=request.literal, boosts=request.boosts)
    requested = index.resolve(request.filters)
    query = _build_query(index, parsed, interpretation)
    notices = (*parsed.notices, *interpretation.notices, *requested.notices, *query.notices)
    return InterpretedRequest(
        request, interpretation, requested, index.keyword_retriever.rewrite(query), notices
    )


def retrieve(index: OpenIndex, interpreted: InterpretedRequest, deadline: Deadline) -> RetrievalResult:
    """Retrieve candidates with the retrievers that the mode of the request selects."""
    query, mode = interpreted.query, interpreted.request.mode
    allowed, candidates = _allowed_rows(index, interpreted), Candidates({}, {})
    if query.is_empty:
        return _without_words(interpreted, RetrievalResult(candidates, allowed))
    if mode != "semantic" or not query.wants_words:
        candidates = _keyword_candidates(index, interpreted)
    if mode == "keyword":
        return RetrievalResult(candidates, allowed)
    candidates, notices = _add_semantic(index, interpreted, candidates, allowed, deadline)
    if mode == "semantic" and candidates.semantic:
        candidates = _without_keywords(index, interpreted, candidates)
    return RetrievalResult(candidates, allowed, notices)


def _allowed_rows(index: OpenIndex, interpreted: InterpretedRequest) -> Mask | None:
    """Return the mask of the rows that match the filters, and the exclusions beside words; None: all rows."""
    query, filters = interpreted.query, interpreted.filters
    if query.wants_words and query.constraint is not None:
        return index.table.mask_of(index.keyword_retriever.matching_rows(query.constraint, filters))
    return None if filters.is_empty else filters.mask(index.table)


def _without_words(interpreted: InterpretedRequest, retrieved: RetrievalResult) -> RetrievalResult:
    """Return the outcome for a query without words: what it identifies, all units, or nothing."""
    interpretation = interpreted.interpretation
    if interpretation.is_identifier_query:
        return retrieved
    if interpretation.has_conditions or not interpreted.request.text.strip():
        return replace(retrieved, candidates=None)
    return replace(retrieved, notices=(Message("query-empty"),))


def rank(
    index: OpenIndex, interpreted: InterpretedRequest, retrieved: RetrievalResult, deadline: Deadline
) -> Ranking:
    """Fuse the candidates into one ranking, and rerank the best hits if a reranker is configured."""
    table, candidates = index.table, retrieved.candidates
    if candidates is None:
        members = table.all_rows() if retrieved.allowed is None else retrieved.allowed
        return Ranking({}, members, ~table.all_rows())
    query = interpreted.query
    ranking = fuse(
        candidates,
        interpreted.interpretation,
        table,
        retrieved.allowed,
        index.settings,
        floor=index.thresholds.similarity_floor if candidates.semantic else 0.0,
        words=len(query.plain_words),
        is_constrained=not query.wants_words,
    )
    if deadline.is_over or index.reranker is None or interpreted.request.mode == "keyword" or not query.text:
        return ranking
    text_of = partial(index.hit_builder.reranker_text, query=query)
    return rerank(ranking, query.text, text_of, index.reranker, index.settings.reranked)


def present(
    index: OpenIndex,
    interpreted: InterpretedRequest,
    retrieved: RetrievalResult,
    ranking: Ranking,
    deadline: Deadline,
) -> SearchResult:
    """Build the search result: the requested page of hits, with totals and facets of the whole result."""
    request, table, query = interpreted.request, index.table, interpreted.query
    listed = listed_rows(request, ranking, table)
    ordered = order_rows(request, listed, table)
    page, next_cursor = select_page(request, ordered, table, index.generation.id)
    score_of = dict(zip(page, listed.scores[np.searchsorted(listed.rows, page)].tolist(), strict=True))
    by_document = request.group == "document"
    facets = partial(_facets, index, interpreted, retrieved, ranking)
    by_month = partial(histogram, table, _found_rows(ranking), by_document=by_document)
    totals = None if retrieved.candidates is None else _totals(ranking, table, by_document=by_document)
    absent = _absent_words(index, interpreted)
    is_exact = index.retrieval.is_exact or request.mode == "keyword" or not query.wants_words
    return SearchResult(
        request,
        index.hit_builder.build(request, score_of, ranking, query),
        len(ordered),
        is_exact or retrieved.candidates is None,
        0.0,
        index.info,
        totals=totals,
        facets=optional("facets", facets, None) if "facets" in request.include else None,
        histogram=optional("histogram", by_month, None) if "histogram" in request.include else None,
        next_cursor=next_cursor,
        answers=None
        if deadline.is_over
        else optional("answers", partial(quote_answers, index, interpreted, ranking), None),
        interpretations=interpreted.interpretation.items,
        suggestion=optional("suggestion", partial(_suggestion, index, interpreted, absent), None),
        notices=(
            *interpreted.notices,
            *retrieved.notices,
            *missing_item_notices(interpreted.interpretation, ranking),
            *_absent_word_notices(index, interpreted, absent),
            *_similar_only_notices(interpreted, totals),
        ),
    )


def _facets(
    index: OpenIndex, interpreted: InterpretedRequest, retrieved: RetrievalResult, ranking: Ranking
) -> dict[str, tuple[FacetValue, ...]]:
    """Count the facets; one of which the request chooses values is counted as if it did not."""
    return count_facets(
        index.table,
        _found_rows(ranking),
        interpreted.request,
        dict(interpreted.requested.required),
        index.labels,
        index.settings.facet_values_max,
        {
            name: _rows_found_by(
                index,
                replace(interpreted, requested=interpreted.requested.without(name)),
                retrieved.candidates,
            )
            for name in interpreted.filtered_facets
        },
    )


def _found_rows(ranking: Ranking) -> FoundRows:
    """Return the rows of a ranking; all have words of the query if it has none."""
    return FoundRows(ranking.members, ranking.by_words if ranking.scores else ranking.members)


def _rows_found_by(
    index: OpenIndex, interpreted: InterpretedRequest, candidates: Candidates | None
) -> FoundRows:
    """Return all rows of the result that candidates have with other filters, unranked."""
    table, query = index.table, interpreted.query
    allowed = _allowed_rows(index, interpreted)
    if allowed is None:
        allowed = table.all_rows()
    if candidates is None:
        return FoundRows(allowed, allowed)
    known = list(known_items(interpreted.interpretation, table)) if query.wants_words else []
    members = by_words = table.mask_of(known)
    if query.membership is not None:
        by_words = by_words | table.mask_of(
            index.keyword_retriever.matching_rows(query.membership, interpreted.filters)
        )
    if candidates.similar is None or interpreted.request.mode != "semantic":
        members = by_words
    if candidates.similar is not None:
        members = members | candidates.similar.anywhere
    members = members & allowed
    return FoundRows(members, by_words & members)


def quote_answers(
    index: OpenIndex, interpreted: InterpretedRequest, ranking: Ranking
) -> tuple[QuotedSentence, ...] | None:
    """Quote sentences that may answer a question.

    Returns None if sentences were not requested, beyond the first page, if the query is not a question, or if
    nothing was found by the semantic retriever.
    """
    request, settings = interpreted.request, index.settings
    is_requested = "answers" in request.include and request.cursor is None and is_question(request.text)
    if not is_requested or not any(ranked.semantic for ranked in ranking.scores.values()):
        return None
    return index.hit_builder.quote_sentences(
        ranking,
        interpreted.query,
        settings.answers_max,
        index.thresholds.answer if settings.answer_threshold is None else settings.answer_threshold,
    )


def _build_query(index: OpenIndex, parsed: ParsedQuery, interpretation: QueryInterpretation) -> BuiltQuery:
    builder = QueryBuilder(index.keyword_retriever, index.settings)
    return builder.build(parsed, interpretation, partial(resolve_field, resolve=index.resolve))


def _keyword_candidates(index: OpenIndex, interpreted: InterpretedRequest) -> Candidates:
    return index.retrieval.keyword_candidates(
        interpreted.query, interpreted.filters, index.settings.candidates
    )


def _add_semantic(
    index: OpenIndex,
    interpreted: InterpretedRequest,
    candidates: Candidates,
    allowed: Mask | None,
    deadline: Deadline,
) -> tuple[Candidates, tuple[Message, ...]]:
    """Add semantic candidates; without time or a model, return the keyword candidates and a notice."""
    if deadline.is_over:
        return candidates, (Message("meaning-cut-short", {"seconds": deadline.seconds}),)
    settings = index.settings
    try:
        found = index.retrieval.add_semantic_candidates(
            interpreted.query,
            candidates,
            allowed,
            limit=settings.candidates,
            similar=settings.meaning_hits,
            floor=index.thresholds.cosine_floor,
        )
        return found, _language_notices(index, interpreted)
    except ModelError as error:
        notice = Message("meaning-unavailable", {"error": error.message.rstrip(".")})
        return _keyword_candidates(index, interpreted), (notice,)


def _language_notices(index: OpenIndex, interpreted: InterpretedRequest) -> tuple[Message, ...]:
    """Return the notice that the model does not understand the language of the query; empty if it may.

    Nothing is known of the languages of models that are not in the registry.
    """
    model = packaged_model(index.info.model)
    names = {
        word
        for item in interpreted.interpretation.items
        if item.kind in ("person", *ROLES)
        for word in words(item.text)
    }
    if model is None or not model.languages or not is_foreign(interpreted.query.text, model.languages, names):
        return ()
    values = {"model": model.name, "better": MULTILINGUAL.name, "install": MULTILINGUAL.install}
    return (Message("language-not-understood", values),)


def _without_keywords(
    index: OpenIndex, interpreted: InterpretedRequest, candidates: Candidates
) -> Candidates:
    """Return the candidates of a semantic search, with the rows among them that have words of the query."""
    query, similar, word_rows = interpreted.query, candidates.similar, candidates.word_rows
    if similar and query.membership is not None:
        rows = index.keyword_retriever.matching_rows(query.membership, interpreted.filters)
        word_rows = [row for row in rows if similar.members[row]]
    return replace(candidates, keyword={}, word_rows=word_rows)


def _absent_words(index: OpenIndex, interpreted: InterpretedRequest) -> list[str]:
    """Return the words of the query that occur nowhere in the index, not even as an inflection."""
    keyword_retriever = index.keyword_retriever
    builder = QueryBuilder(keyword_retriever, index.settings)

    def occurs(word: str) -> bool:
        return word in keyword_retriever.vocabulary or bool(
            keyword_retriever.matching_rows(builder.word_clause(word), ResolvedFilters())
        )

    return absent_words(interpreted.request.text, interpreted.query.typed_words, occurs)


def _absent_word_notices(
    index: OpenIndex, interpreted: InterpretedRequest, absent: Sequence[str]
) -> Iterator[Message]:
    """Yield the notices that name the absent words, except those that have been interpreted."""
    dismissible = [item.text for item in interpreted.interpretation.items if item.removable_as]
    interpreted_words = {word for text in dismissible for word in words(text)}
    named = [word for word in absent if word not in interpreted_words]
    yield from absent_word_notices(interpreted.request.text, named, index.spell_checker.similar)


def _suggestion(index: OpenIndex, interpreted: InterpretedRequest, absent: Sequence[str]) -> str | None:
    """Return the query with absent words corrected, if it then has more hits or hits with more words.

    Alternative wordings do not count, since they are searched either way.
    """
    request, interpretation = interpreted.request, interpreted.interpretation
    text = index.spell_checker.suggest(request.text, interpreted.query.plain_words, absent)
    if text is None:
        return None
    literal = request.literal | {expansion.key for expansion in interpretation.expansions}
    before, after = (
        _keyword_candidates(index, interpret(index, alternative, parse(index, alternative.text)))
        for alternative in (replace(request, text=query, literal=literal) for query in (request.text, text))
    )
    is_better = len(after.word_rows) > len(before.word_rows) or after.coverage > before.coverage
    return text if is_better else None


def _similar_only_notices(interpreted: InterpretedRequest, totals: Totals | None) -> tuple[Message, ...]:
    """Return the notice that no hit has words of the query; empty if any has, or if there are none."""
    if totals is None or totals.words or not totals.similar:
        return ()
    is_narrowed = not interpreted.filters.is_empty or interpreted.query.constraint is not None
    is_whole = interpreted.request.mode == "hybrid" and not is_narrowed
    return (Message("words-nowhere" if is_whole else "words-in-no-result"),)


def _totals(ranking: Ranking, table: UnitTable, *, by_document: bool) -> Totals:
    """Count what has words of the query, and what is only similar."""
    by_words, members = ranking.by_words, ranking.members
    if by_document:
        by_words, members = table.documents_of(by_words), table.documents_of(members)
    return Totals(int(by_words.sum()), int((members & ~by_words).sum()))
