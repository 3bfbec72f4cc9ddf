"""The bibliographic record of a unit, common to all citation styles and reference formats. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from corpus.model import Edition, Person, Place, Unit


@dataclass(frozen=True, slots=True)
class BibliographicRecord:
    """A unit as part of an edited book, with its data for citations; texts that are unknown are empty.

    ``persons`` is the edition's person index by id, which gives authors their full names, ``places`` its
    place index by id; ``address`` is the URL of the unit's page.
    """

    unit: Unit
    edition: Edition
    persons: Mapping[str, Person] = field(default_factory=dict)
    address: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def authors(self) -> tuple[str, ...]:
        """The senders' names: inverted as in the person index, or as in the unit for persons not in it.

        Empty for a unit without senders, such as an introduction.
        """
        persons = self.persons
        return tuple(
            persons[sender.id].name if sender.id in persons else sender.name for sender in self.unit.senders
        )

    @property
    def number(self) -> str:
        """The printed number, such as "document 24"; "" if the unit is not a numbered document."""
        unit = self.unit
        return f"document {unit.number}" if unit.kind == "document" and unit.number else ""

    @property
    def note(self) -> str:
        """The number and the date as printed, for formats without fields for them; "" if both are unknown."""
        return "; ".join(part for part in (self.number, self.display_date) if part)

    @property
    def display_date(self) -> str:
        """The date as printed; "" if the unit is undated."""
        return self.unit.date.display if self.unit.date else ""

    @property
    def edtf(self) -> str:
        """The date of writing in EDTF; "" if the unit is undated."""
        return self.unit.date.edtf if self.unit.date else ""

    @property
    def bounds(self) -> tuple[date | None, date | None]:
        """The stated earliest and latest day of writing (inclusive); None if a bound is unknown."""
        span = self.unit.date
        return span.stated if span else (None, None)

    @property
    def day(self) -> date | None:
        """The day of writing; None if it is not exactly known."""
        earliest, latest = self.bounds
        return earliest if earliest == latest else None

    @property
    def archive(self) -> str:
        """The archive reference of the original in its normal form; "" if unknown."""
        return str(self.unit.archive) if self.unit.archive else ""

    @property
    def first_page(self) -> str:
        """The label of the unit's first printed page; "" if unknown."""
        return self.unit.pages[0] if self.unit.pages else ""

    @property
    def last_page(self) -> str:
        """The label of the unit's last printed page; "" if it is also the first, or unknown."""
        last = self.unit.pages[-1] if self.unit.pages else ""
        return last if last != self.first_page else ""

    def page_range(self, dash: str = "–") -> str:
        """Return the unit's pages, not abbreviated: "114–116", or "114" for a single one; "" if unknown."""
        return dash.join(page for page in (self.first_page, self.last_page) if page)
