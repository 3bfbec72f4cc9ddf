"""Verification of phrases that an engine cannot match exactly: each candidate unit is checked by its terms.

The check is the one that highlights use (``search.query.proximity``), so that every match is highlighted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from corpus.errors import QueryTooCostly
from search.engines.clauses import AllOf, AnyOf, Clause, PhraseClause, RowSetClause, TermClause
from search.query.proximity import occurs

ReadCandidates = Callable[[PhraseClause, int | None], Mapping[int, Sequence[str]] | None]
"""A function that returns row -> terms of the phrase's field for the units that may contain a phrase; None if
there are more of them than the given limit (None: no limit)."""
PHRASES_CACHED = 64
"""Number of phrases whose rows are cached, since further pages and relaxations repeat them."""


class PhraseCheck:
    """A verifier of the phrases that an engine cannot match itself.

    Args:
        read: returns the candidate units of a phrase.
        needs_check: returns whether the engine cannot match a phrase itself.
        units_max: the maximum number of units that are checked for all sloppy phrases of a query.
    """

    def __init__(
        self, read: ReadCandidates, needs_check: Callable[[PhraseClause], bool], units_max: int
    ) -> None:
        self._read = read
        self._needs_check = needs_check
        self._units_max = units_max
        self._cache: dict[PhraseClause, Clause] = {}

    def query_rewriter(self) -> Callable[[Clause], Clause]:
        """Return a function that replaces the phrases of one query by the rows in which they occur.

        Phrases that the engine can match, and other clauses, are returned unchanged. The function raises
        QueryTooCostly if more than ``units_max`` units would have to be checked for sloppy phrases.
        """
        remaining = self._units_max
        if len(self._cache) > PHRASES_CACHED:
            self._cache = {}

        def rewrite(clause: Clause) -> Clause:
            nonlocal remaining
            if not isinstance(clause, PhraseClause) or not self._needs_check(clause):
                return clause
            if clause not in self._cache:
                candidates = self._candidates(clause, remaining)
                remaining -= len(candidates) if clause.slop else 0
                self._cache[clause] = _rewritten(clause, candidates)
            return self._cache[clause]

        return rewrite

    def _candidates(self, phrase: PhraseClause, remaining: int) -> Mapping[int, Sequence[str]]:
        """Return row -> terms of the units that may contain a phrase.

        Raises:
            QueryTooCostly: the phrase is sloppy, and there are more than ``remaining`` such units.
        """
        candidates = self._read(phrase, remaining if phrase.slop else None)
        if candidates is None:
            raise QueryTooCostly(
                f"The words “{' '.join(phrase.terms)}” occur together in more units than one query may check "
                f"({self._units_max:,}).",
                "Leave out the most common words, use a smaller number after the ~, or add a filter.",
            )
        return candidates


def _rewritten(phrase: PhraseClause, candidates: Mapping[int, Sequence[str]]) -> Clause:
    """Return a clause that matches the units in which a phrase occurs and scores them by its terms."""
    rows = (row for row, terms in candidates.items() if occurs(terms, phrase.terms, phrase.slop))
    words = tuple(TermClause(phrase.field, term) for term in dict.fromkeys(phrase.terms))
    return AllOf((RowSetClause(frozenset(rows)), AnyOf(words)))
