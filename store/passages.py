"""Passages, the pieces of units that are embedded and quoted, and the table that stores them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from store.databases import ReadOnlyDatabase
from store.integrity import reporting_damage
from store.layout import Generation

_COLUMNS = "id, unit, text, context, paragraph, page, part"
Part = Literal["text", "abstract"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a unit, by default about 30 to 100 words long.

    ``id`` is its row in the vector index, ``unit`` the id of its unit. ``text`` is quoted verbatim
    (paragraphs separated by a blank line); ``context`` (the title: sender, recipient and date, or the
    heading) is embedded before it but not quoted. ``paragraph`` (from 0) and the printed ``page`` (None if
    unknown) are those in which it begins. ``part`` tells whether it comes from the unit's own text or from
    the calendar's abstract of it.
    """

    id: int
    unit: str
    text: str
    context: str
    paragraph: int
    page: str | None
    part: Part = "text"

    @property
    def anchor(self) -> str:
        """The URL fragment of its position on the unit's page: ``abstract``, or ``p3`` in paragraph 3."""
        return "abstract" if self.part == "abstract" else f"p{self.paragraph + 1}"

    @property
    def embedding_input(self) -> str:
        """The text that is embedded: context and text."""
        return join_context(self.context, self.text)


def join_context(context: str, text: str) -> str:
    """Return the text to embed for a passage: the context, if any, on a line of its own, and the text."""
    return f"{context}\n{text}" if context else text


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """The distinct terms of a passage, by which snippets are chosen before passages are loaded.

    ``terms`` is one string, each term between spaces: searching it for a few terms is faster than splitting
    it, and it takes less memory than a set.
    """

    id: int
    part: Part
    terms: str

    @classmethod
    def of(cls, id: int, part: Part, terms: str) -> PassageTerms:
        """Create from terms separated by spaces."""
        return cls(id, part, f" {terms} ")

    def contains_all(self, terms: Iterable[str]) -> bool:
        """Return whether the passage contains all the given terms."""
        return all(f" {term} " in self.terms for term in terms)


class PassageTable:
    """The passages of a generation.

    ``unit_rows``, shape (passages,), has the catalogue row of each passage's unit, by passage id.
    """

    def __init__(self, database: ReadOnlyDatabase, unit_rows: NDArray[np.int64]) -> None:
        self._database = database
        self.unit_rows = unit_rows

    @classmethod
    def open(cls, generation: Generation) -> PassageTable:
        """Open the passages of a generation.

        Raises:
            IndexDamaged: a file cannot be read.
        """
        with reporting_damage(generation.passage_units):
            unit_rows = np.load(generation.passage_units, allow_pickle=False)
        return cls(ReadOnlyDatabase(generation.passages), unit_rows)

    def __len__(self) -> int:
        return len(self.unit_rows)

    def passage(self, id: int) -> Passage:
        """Return a passage by its id.

        Raises:
            KeyError: there is no such passage.
        """
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM passages WHERE id = ?", [id])
        if not rows:
            raise KeyError(id)
        return Passage(*rows[0])

    def terms_of_unit(self, unit: str) -> tuple[PassageTerms, ...]:
        """Return the terms of each passage of a unit, in reading order; empty for a unit without passages."""
        statement = "SELECT id, part, terms FROM passages WHERE unit = ? ORDER BY id"
        rows = self._database.rows(statement, [unit])
        return tuple(PassageTerms.of(id, part, terms) for id, part, terms in rows)

    def close(self) -> None:
        """Close the database file; no query may be running."""
        self._database.close()
