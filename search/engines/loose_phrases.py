"""Loose phrases in the units of this index: candidates from the engine, each checked in its own text.

tantivy's own matching of more than two terms at a distance is an approximation whose time and memory grow
exponentially with repeated terms. For two different terms it is exact and linear; so of a longer phrase
the engine finds the units in which neighbouring terms are near each other, and the few that are left are
checked here (``search.query.proximity``).
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from itertools import pairwise

from tantivy import Occur, Query, Schema

from corpus.errors import QueryTooCostly
from corpus.text.analysis import analysed
from search.engines.clauses import Clause, Each, Has, InOrder, InRows, Some
from search.query.proximity import occurs
from store.catalogue import Catalogue
from store.field_texts import field_texts

FindRows = Callable[[Query, int], Sequence[int]]
"""The rows that match a query, at most so many."""


class LoosePhrases:
    """The loose phrases of one query. At most ``units_max`` units are checked for all of them together."""

    def __init__(
        self,
        catalogue: Catalogue,
        schema: Schema,
        find: FindRows,
        units_max: int,
        known: MutableMapping[InOrder, Clause],
    ) -> None:
        """Begin a query.

        Args:
            find: looks candidates up.
            known: the phrases of earlier queries, rewritten; those of this one are added.
        """
        self._catalogue = catalogue
        self._schema = schema
        self._find = find
        self._units_max = units_max
        self._left = units_max
        self._terms: dict[tuple[int, str], Sequence[str]] = {}
        self._known = known

    def rewrite(self, clause: Clause) -> Clause:
        """Replace a loose phrase that the engine cannot match exactly by the rows in which it occurs.

        Raises:
            QueryTooCostly: too many units would have to be checked.
        """
        if not isinstance(clause, InOrder) or not _needs_check(clause):
            return clause
        rewritten = self._known.get(clause)
        if rewritten is None:
            words = tuple(Has(clause.field, term) for term in dict.fromkeys(clause.terms))
            rewritten = self._known[clause] = Each((InRows(self._rows(clause)), Some(words)))
        return rewritten

    def _rows(self, phrase: InOrder) -> frozenset[int]:
        candidates = self._find(_candidates(phrase, self._schema), self._left + 1)
        if len(candidates) > self._left:
            raise QueryTooCostly(
                f"The words “{' '.join(phrase.terms)}” are near each other in more units than can be checked"
                f" ({self._units_max:,}).",
                "Leave out the commonest words, write a smaller number after the ~, or add a filter.",
            )
        self._left -= len(candidates)
        self._read(phrase.field, candidates)
        return frozenset(
            row for row in candidates if occurs(self._terms[row, phrase.field], phrase.terms, phrase.slop)
        )

    def _read(self, field: str, rows: Sequence[int]) -> None:
        """Read the terms of a field of some units, as far as they are not known."""
        unread = [row for row in rows if (row, field) not in self._terms]
        units = self._catalogue.units_at(unread)
        parents = self._catalogue.units(unit.parent for unit in units if unit.parent)
        for row, unit in zip(unread, units, strict=True):
            text = field_texts(unit, parents.get(unit.parent or ""), {})[field]
            self._terms[row, field] = [term for _, _, _, term in analysed(text, unit.language)]


def _needs_check(phrase: InOrder) -> bool:
    """Whether a phrase is loose, and not just of two different terms."""
    return phrase.slop > 0 and (len(phrase.terms) != 2 or phrase.terms[0] == phrase.terms[1])


def _candidates(phrase: InOrder, schema: Schema) -> Query:
    """The query of the units in which neighbouring terms are no farther apart than the phrase allows."""
    near = [
        Query.phrase_query(schema, phrase.field, [first, second], phrase.slop)
        for first, second in dict.fromkeys(pairwise(phrase.terms))
        if first != second
    ]
    found = near or [Query.term_query(schema, phrase.field, phrase.terms[0], "basic")]
    return Query.boolean_query([(Occur.Must, query) for query in found])
