"""Highlights of a query's matches in whole texts, consistent with those in the passages of its hits."""

from __future__ import annotations

from corpus.errors import RequestError
from corpus.model import Unit
from corpus.text.analysis import token_tuples
from exports.search_service import SearchService
from search.query.matching import QueryTerms, Span, find_matches, matches_in
from web.text_layout import Highlighter


def make_highlighter(searcher: SearchService, question: str, unit: Unit, *others: Unit) -> Highlighter:
    """Return a function from a text to the (start, end) offsets of a query's matches in it.

    In the texts of the given units, a phrase may match across adjacent paragraphs. A malformed query matches
    nothing.
    """
    try:
        query = searcher.query_terms(question)
    except RequestError:
        query = QueryTerms()
    spans: dict[str, tuple[Span, ...]] = {}
    for member in (unit, *others):
        texts = [paragraph.text for paragraph in member.paragraphs]
        tokens = [tuple(token_tuples(text, member.language)) for text in texts]
        spans.update(zip(texts, matches_in(tokens, query), strict=True))

    def find(text: str) -> tuple[Span, ...]:
        matches = spans.get(text)
        return find_matches(text, query, unit.language) if matches is None else matches

    return find
