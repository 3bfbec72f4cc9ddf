"""The bibliographic record of a unit: one for every style of citation and format of reference. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from corpus.model import Edition, Person, Unit


@dataclass(frozen=True, slots=True)
class BibliographicRecord:
    """A unit of an edition as a part of a book; a text that is not known is empty.

    ``persons`` is the edition's person index, by which authors are named; ``address`` is that of the unit's
    page.
    """

    unit: Unit
    edition: Edition
    persons: Mapping[str, Person] = field(default_factory=dict)
    address: str = ""

    @property
    def authors(self) -> tuple[str, ...]:
        """Who wrote it, inverted as in the person index; the editors' own texts have no author."""
        known = self.persons
        return tuple(known[one.id].name if one.id in known else one.name for one in self.unit.senders)

    @property
    def number(self) -> str:
        """Its number in the edition: "document 24"."""
        unit = self.unit
        return f"document {unit.number}" if unit.kind == "document" and unit.number else ""

    @property
    def note(self) -> str:
        """What no field of the formats takes: its number and the date as printed."""
        return "; ".join(part for part in (self.number, self.display_date) if part)

    @property
    def display_date(self) -> str:
        """The date as printed."""
        return self.unit.date.display if self.unit.date else ""

    @property
    def edtf(self) -> str:
        """The date of writing in EDTF."""
        return self.unit.date.edtf if self.unit.date else ""

    @property
    def bounds(self) -> tuple[date | None, date | None]:
        """The earliest and the latest day of writing that the edition states."""
        span = self.unit.date
        return span.stated if span else (None, None)

    @property
    def day(self) -> date | None:
        """The day of writing, where there is only one."""
        earliest, latest = self.bounds
        return earliest if earliest == latest else None

    @property
    def archive(self) -> str:
        """Where the original lies."""
        return str(self.unit.archive) if self.unit.archive else ""

    @property
    def first_page(self) -> str:
        """The page of the edition that it begins on."""
        return self.unit.pages[0] if self.unit.pages else ""

    @property
    def last_page(self) -> str:
        """The page that it ends on; empty where it has one page alone."""
        last = self.unit.pages[-1] if self.unit.pages else ""
        return last if last != self.first_page else ""

    def page_range(self, dash: str = "–") -> str:
        """Return its pages in full: "114–116"."""
        return dash.join(page for page in (self.first_page, self.last_page) if page)
