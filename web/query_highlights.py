"""What a question matches in the texts that are read, marked as in the passages of its hits."""

from __future__ import annotations

from corpus.errors import RequestError
from corpus.model import Unit
from corpus.text.analysis import token_tuples
from exports.search_service import SearchService
from search.query.matching import QueryTerms, Span, find_matches, matches_in
from web.text_layout import Highlighter


def make_highlighter(searcher: SearchService, question: str, unit: Unit, *others: Unit) -> Highlighter:
    """Make the function that finds what a question matches in the texts of units.

    A phrase may reach from one paragraph of a unit into the next. A malformed question matches nothing.
    """
    try:
        query = searcher.query_terms(question)
    except RequestError:
        query = QueryTerms()
    spans: dict[str, tuple[Span, ...]] = {}
    for one in (unit, *others):
        texts = [paragraph.text for paragraph in one.paragraphs]
        pieces = [tuple(token_tuples(text, one.language)) for text in texts]
        spans.update(zip(texts, matches_in(pieces, query), strict=True))

    def find(text: str) -> tuple[Span, ...]:
        found = spans.get(text)
        return find_matches(text, query, unit.language) if found is None else found

    return find
