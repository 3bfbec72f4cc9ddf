"""Passages: the pieces of units that are embedded and quoted, and the table that keeps them."""

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
    """A piece of a unit, about 30 to 100 words.

    ``id`` is its row in the vector index. ``text`` is quoted as it stands (paragraphs parted by a blank
    line); ``context`` (who to whom, when; or the heading) is embedded in front of it and not quoted.
    ``paragraph`` (from 0) and the printed ``page`` are those it begins in. ``part`` says whether these are
    paragraphs of the unit's text or of the abstract that somebody else wrote of it.
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
        """The fragment of the unit's page where it begins: ``abstract``, or ``p3``: paragraph 3 from 1."""
        return "abstract" if self.part == "abstract" else f"p{self.paragraph + 1}"

    @property
    def embedding_input(self) -> str:
        """What the model is given."""
        return join_context(self.context, self.text)


def join_context(context: str, text: str) -> str:
    """Return what the model is given of a passage."""
    return f"{context}\n{text}" if context else text


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """What a passage is chosen by before it is read: its different terms, each between blanks.

    They stay one text: to look for a few is less work than to part them all, and a text takes less memory
    than a set.
    """

    id: int
    part: Part
    terms: str

    @classmethod
    def of(cls, id: int, part: Part, terms: str) -> PassageTerms:
        """Outline a passage by its terms, parted by blanks."""
        return cls(id, part, f" {terms} ")

    def contains_all(self, terms: Iterable[str]) -> bool:
        """Whether the passage has all of some terms."""
        return all(f" {term} " in self.terms for term in terms)


class PassageTable:
    """The passages of a generation. ``unit_rows[id]`` is the catalogue's row of a passage's unit."""

    def __init__(self, database: ReadOnlyDatabase, unit_rows: NDArray[np.int64]) -> None:
        self._database = database
        self.unit_rows = unit_rows

    @classmethod
    def open(cls, generation: Generation) -> PassageTable:
        """The passages of a generation."""
        with reporting_damage(generation.passage_units):
            unit_rows = np.load(generation.passage_units, allow_pickle=False)
        return cls(ReadOnlyDatabase(generation.passages), unit_rows)

    def __len__(self) -> int:
        return len(self.unit_rows)

    def passage(self, id: int) -> Passage:
        """One passage; KeyError where there is none of this id."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM passages WHERE id = ?", [id])
        if not rows:
            raise KeyError(id)
        return Passage(*rows[0])

    def terms_of_unit(self, unit: str) -> tuple[PassageTerms, ...]:
        """The passages of a unit in reading order, in outline."""
        statement = "SELECT id, part, terms FROM passages WHERE unit = ? ORDER BY id"
        rows = self._database.rows(statement, [unit])
        return tuple(PassageTerms.of(id, part, terms) for id, part, terms in rows)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
