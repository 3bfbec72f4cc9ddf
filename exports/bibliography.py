"""The bibliographic record of a unit, common to all citation styles and reference formats. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from corpus.model import Edition, Person, PersonKind, Place, Unit
from corpus.persons.names import is_group


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author or editor, by a name in inverted or direct order; a body has one that is never divided."""

    name: str
    is_body: bool = False

    @classmethod
    def named(cls, name: str, kind: PersonKind | None = None) -> Contributor:
        """Return the contributor with a name, whose kind is judged by it if it is not known."""
        return cls(name, is_group(name) if kind is None else kind == "group")


@dataclass(frozen=True, slots=True)
class BibliographicRecord:
    """A unit as part of an edited book, with its data for citations; texts that are unknown are empty.

    An entry of a calendar is cited as what it is: an abstract by the cataloguers, in their calendar.
    ``source`` is then the record of the letter in the printed edition.

    ``persons`` is the edition's person index by id, which gives authors their full names, ``places`` its
    place index by id; ``address`` is the URL of the unit's page.
    """

    unit: Unit
    edition: Edition
    persons: Mapping[str, Person] = field(default_factory=dict)
    address: str = ""
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def authors(self) -> tuple[Contributor, ...]:
        """The senders, named as in the person index or, if they are not in it, as in the unit.

        Those of an entry of a calendar are the cataloguers; a unit without senders, such as an introduction,
        has none.
        """
        if self.unit.is_abstract:
            source = self.unit.abstract_source
            return tuple(map(Contributor.named, source.authors)) if source else ()
        senders = ((sender, self.persons.get(sender.id)) for sender in self.unit.senders)
        return tuple(
            Contributor.named(person.name, person.kind) if person else Contributor.named(sender.name)
            for sender, person in senders
        )

    @property
    def editors(self) -> tuple[Contributor, ...]:
        """The editors of the book; those who wrote the abstract that is cited are its authors alone."""
        return tuple(
            editor for editor in map(Contributor.named, self.edition.editors) if not self._wrote(editor)
        )

    def _wrote(self, editor: Contributor) -> bool:
        return self.unit.is_abstract and editor in self.authors

    @property
    def title(self) -> str:
        """The title of the unit; that of an entry of a calendar says that it is an abstract."""
        return f"Abstract of {self.unit.title}" if self.unit.is_abstract else self.unit.title

    @property
    def source(self) -> BibliographicRecord | None:
        """The letter that an entry of a calendar is an abstract of, in the printed edition that it describes.

        None for any other unit, and if the calendar does not name the edition.
        """
        described = self.edition.described
        if not self.unit.is_abstract or described is None or not described.title:
            return None
        edition = Edition(
            described.id,
            described.title,
            described.editors,
            described.publisher,
            described.place,
            described.year,
        )
        letter = replace(self.unit, abstract=None, abstract_source=None)
        return replace(self, unit=letter, edition=edition, address="")

    @property
    def pages(self) -> tuple[str, ...]:
        """The labels of the unit's printed pages; none for an entry of a calendar: they are the letter's."""
        return () if self.unit.is_abstract and self.unit.abstract_source else self.unit.pages

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
        return self.pages[0] if self.pages else ""

    @property
    def last_page(self) -> str:
        """The label of the unit's last printed page; "" if it is also the first, or unknown."""
        last = self.pages[-1] if self.pages else ""
        return last if last != self.first_page else ""

    def page_range(self, dash: str = "–") -> str:
        """Return the unit's pages, not abbreviated: "114–116", or "114" for a single one; "" if unknown."""
        return dash.join(page for page in (self.first_page, self.last_page) if page)
