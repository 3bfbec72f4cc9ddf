"""The search pipeline: parse, interpret, retrieve, rank and present a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from corpus.errors import FilterError, ModelError
from corpus.model import Unit
from search.deadline import Deadline
from search.engines.retrieval import Candidates
from search.messages import Message
from search.model import QuotedSentence, SearchRequest, SearchResult
from search.open_index import OpenIndex
from search.optional_parts import optional
from search.query.filters import ResolvedFilters, resolve_field
from search.query.grammar import parse_query
from search.query.interpretation import QueryInterpretation, interpret_query
from search.query.keyword_query import BuiltQuery, QueryBuilder
from search.query.matching import QueryTerms
from search.query.syntax import ParsedQuery
from search.ranking.ranking import RankedUnit, Ranking, missing_item_notices
from search.ranking.ranking import rank as fuse
from search.ranking.reranking import rerank
from search.results.facets import count_facets, histogram
from search.results.listing import listed_scores, order_rows, select_page
from search.results.quoted_answers import is_question, word_weights
from store.unit_table import Mask, UnitTable


@dataclass(frozen=True, slots=True)
class InterpretedRequest:
    """A request with its interpretation, its resolved filters and the query for the engine."""

    request: SearchRequest
    interpretation: QueryInterpretation
    filters: ResolvedFilters
    query: BuiltQuery
    notices: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class RetrievalResult:
    """The candidates of both retrievers; None if the query is empty, so that all units are listed.

    ``allowed`` is the mask of the rows that match the filters; None means all rows.
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
    rows = order_rows(request, listed_scores(request, ranking, index.table), index.table)
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
    """Parse a query into its syntax tree.

    Raises:
        QuerySyntaxError, FilterError
    """
    settings = index.settings
    if len(text) > settings.query_length_max:
        raise FilterError(
            f"The query has {len(text)} characters; {settings.query_length_max} are allowed.",
            "Shorten it.",
            parameter="q",
        )
    return parse_query(text, clauses_max=settings.clauses_max, phrase_words_max=settings.phrase_words_max)


def interpret(index: OpenIndex, request: SearchRequest, parsed: ParsedQuery) -> InterpretedRequest:
    """Interpret the query (dates, persons, references), resolve the filters and build the engine's query."""
    interpretation = interpret_query(parsed, index.lexicon, literal=request.literal)
    filters = index.resolve(request.filters)
    query = _build_query(index, parsed, interpretation)
    notices = (*parsed.notices, *filters.notices, *query.notices)
    return InterpretedRequest(
        request, interpretation, filters, index.keyword_retriever.rewrite(query), notices
    )


def retrieve(index: OpenIndex, interpreted: InterpretedRequest, deadline: Deadline) -> RetrievalResult:
    """Retrieve candidates with the retrievers that the mode of the request selects."""
    query, mode = interpreted.query, interpreted.request.mode
    allowed = None if interpreted.filters.is_empty else interpreted.filters.mask(index.table)
    if query.is_empty and not interpreted.interpretation.is_identifier_query:
        return RetrievalResult(None, allowed)
    candidates = Candidates({}, {})
    if mode != "semantic" or query.constraint is not None:
        candidates = _keyword_candidates(index, interpreted)
    if mode == "keyword":
        return RetrievalResult(candidates, allowed)
    candidates, notices = _add_semantic(index, interpreted, candidates, allowed, deadline)
    if mode == "semantic" and candidates.semantic:
        candidates = replace(candidates, keyword={})
    return RetrievalResult(candidates, allowed, notices)


def rank(
    index: OpenIndex, interpreted: InterpretedRequest, retrieved: RetrievalResult, deadline: Deadline
) -> Ranking:
    """Fuse the candidates into one ranking, and rerank the best hits if a reranker is configured."""
    table, candidates = index.table, retrieved.candidates
    if candidates is None:
        rows = range(len(table)) if retrieved.allowed is None else np.flatnonzero(retrieved.allowed)
        return Ranking({int(row): RankedUnit(0.0) for row in rows})
    query = interpreted.query
    ranking = fuse(
        candidates,
        interpreted.interpretation,
        table,
        retrieved.allowed,
        index.settings,
        words=len(query.plain_words),
        is_constrained=query.constraint is not None,
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
    """Build the requested page of hits, with facets and histogram of the whole result."""
    request, table, query = interpreted.request, index.table, interpreted.query
    scores = listed_scores(request, ranking, table)
    rows = order_rows(request, scores, table)
    page, next_cursor = select_page(request, rows, table, index.generation.id)
    mask = _row_mask(ranking.scores, table)
    facets = partial(
        count_facets, table, mask, request.filters, index.labels, index.settings.facet_values_max
    )
    return SearchResult(
        request,
        index.hit_builder.build(request, {row: scores[row] for row in page}, ranking, query),
        len(rows),
        ranking.is_complete,
        0.0,
        index.info,
        facets=optional("facets", facets, None) if "facets" in request.include else None,
        histogram=optional("histogram", partial(histogram, table, mask), None)
        if "histogram" in request.include
        else None,
        next_cursor=next_cursor,
        answers=None
        if deadline.is_over
        else optional("answers", partial(quote_answers, index, interpreted, ranking), None),
        interpretations=interpreted.interpretation.items,
        suggestion=optional(
            "suggestion", lambda: index.spell_checker.suggest(request.text, query.plain_words), None
        ),
        notices=(
            *interpreted.notices,
            *retrieved.notices,
            *missing_item_notices(interpreted.interpretation, ranking),
            *(() if rows else _absent_word_notices(index, query)),
        ),
    )


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
    weights = word_weights(request.text, index.keyword_retriever.idf, index.keyword_retriever.languages)
    return index.hit_builder.quote_sentences(
        ranking, interpreted.query, weights, settings.answers_max, settings.answer_threshold
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
    most = index.settings.candidates
    try:
        return index.retrieval.add_semantic_candidates(
            interpreted.query, candidates, interpreted.filters, allowed, most
        ), ()
    except ModelError as error:
        notice = Message("meaning-unavailable", {"error": error.message.rstrip(".")})
        return _keyword_candidates(index, interpreted), (notice,)


def _absent_word_notices(index: OpenIndex, query: BuiltQuery) -> list[Message]:
    """Return a notice for each query word that does not occur in the index."""
    return [Message("word-absent", {"word": word}) for word in index.spell_checker.absent(query.plain_words)]


def _row_mask(scores: Mapping[int, object], table: UnitTable) -> Mask:
    mask = ~table.all_rows()
    mask[list(scores)] = True
    return mask
