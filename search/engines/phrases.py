"""Phrases that an engine cannot match exactly: its candidates, each checked in its own terms.

The check is that of highlights (``search.query.proximity``), so that what is found is what is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corpus.errors import QueryTooCostly
from search.engines.clauses import AllOf, AnyOf, Clause, PhraseClause, RowSetClause, TermClause
from search.query.proximity import occurs

ReadCandidates = Callable[[PhraseClause, int | None], Mapping[int, Sequence[str]] | None]
"""Returns the terms of a phrase's field in the units, by row, that may have it; None where these are more
than the number given."""
PHRASES_CACHED = 64
"""Phrases whose rows are remembered, since pages and relaxations of a search ask for them again."""


class PhraseCheck:
    """The phrases of an index that have to be checked.

    Args:
        read: reads the candidates of a phrase.
        needs_check: whether the engine cannot match a phrase itself.
        units_max: units that are checked at most for all loose phrases of a query together.
    """

    def __init__(
        self, read: ReadCandidates, needs_check: Callable[[PhraseClause], bool], units_max: int
    ) -> None:
        self._read = read
        self._needs_check = needs_check
        self._units_max = units_max
        self._known: dict[PhraseClause, Clause] = {}

    def of_query(self) -> Callable[[Clause], Clause]:
        """Return what replaces the phrases of one query by the rows in which they occur.

        It raises QueryTooCostly where too many units would have to be checked.
        """
        left = self._units_max
        if len(self._known) > PHRASES_CACHED:
            self._known = {}

        def rewrite(clause: Clause) -> Clause:
            nonlocal left
            if not isinstance(clause, PhraseClause) or not self._needs_check(clause):
                return clause
            if clause not in self._known:
                candidates = self._candidates(clause, left)
                left -= len(candidates) if clause.slop else 0
                self._known[clause] = _rewritten(clause, candidates)
            return self._known[clause]

        return rewrite

    def _candidates(self, phrase: PhraseClause, left: int) -> Mapping[int, Sequence[str]]:
        candidates = self._read(phrase, left if phrase.slop else None)
        if candidates is None:
            raise QueryTooCostly(
                f"The words “{' '.join(phrase.terms)}” are near each other in more units than can be checked"
                f" ({self._units_max:,}).",
                "Leave out the commonest words, write a smaller number after the ~, or add a filter.",
            )
        return candidates


def _rewritten(phrase: PhraseClause, candidates: Mapping[int, Sequence[str]]) -> Clause:
    """The units of which a phrase holds; they score by its terms."""
    rows = (row for row, terms in candidates.items() if occurs(terms, phrase.terms, phrase.slop))
    words = tuple(TermClause(phrase.field, term) for term in dict.fromkeys(phrase.terms))
    return AllOf((RowSetClause(frozenset(rows)), AnyOf(words)))
