"""Rows as letters: documents with ids, correspondents, dates and notes, put together as an edition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from corpus.dates.datelines import parse_dateline_details
from corpus.dates.spans import span_from_edtf
from corpus.model import (
    DateSpan,
    Edition,
    Kind,
    Person,
    PersonKind,
    PersonRef,
    ReportLevel,
    ReportLine,
    Topic,
    TopicRef,
    Unit,
)
from corpus.persons.names import display_name, is_group, parse_name
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly, letter_title, make_note
from corpus.references.archives import parse_archive_reference
from corpus.slugs import slug, unique_slug

from .columns import Row
from .note_markup import read_note_markup

KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "note")
_EDTF_SIGNS = re.compile(r"[-\dX/.,?~%\[\]{}]{4,}")
"""Dates in figures and signs alone, which are meant to be EDTF."""
_NUMBER = re.compile(r"[0-9]+[a-z]?", re.IGNORECASE)


def assemble(id: str, metadata: Mapping[str, str], found: Iterable[Row | ReportLine]) -> Edition:
    """Make an edition of rows; what is wrong with one is reported and the rest of it is kept."""
    letters = _Letters(Assembly(_described(id, metadata)))
    for one in found:
        if isinstance(one, ReportLine):
            letters.assembly.report.append(one)
        else:
            letters.add(one)
    return letters.edition()


def _described(id: str, metadata: Mapping[str, str]) -> Edition:
    """What the metadata say of the edition."""
    return Edition(
        id,
        metadata.get("title") or id.replace("-", " ").capitalize(),
        tuple(one.strip() for one in metadata.get("editors", "").split(";") if one.strip()),
        metadata.get("publisher"),
        metadata.get("place"),
        metadata.get("year"),
        metadata.get("language", ""),
    )


@dataclass(slots=True)
class _Letters:
    """The letters read so far, and the persons and topics they name."""

    assembly: Assembly
    persons: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    _person_ids: set[str] = field(default_factory=set)
    _count: int = 0

    def add(self, row: Row) -> None:
        """Add a letter with its notes."""
        self.unknown.update(row.unknown)
        self._count += 1
        kind = self._kind(row)
        id = self._id(row, kind)
        listed = row.values.get("notes", ())
        notes = listed if isinstance(listed, tuple) else tuple(_parted(listed))
        written = read_note_markup(row.text("text"), id, notes, row.line)
        unit = Unit(
            id,
            self.assembly.edition.id,
            kind,
            "",
            0,
            written.paragraphs,
            number=row.text("number") or None,
            chapter=row.text("chapter") or None,
            medium=row.text("medium").lower() or ("letter" if kind == "document" else None),
            dateline=row.text("dateline") or None,
            date=self._date(row),
            senders=self._refs(row.several("sender")),
            recipients=self._refs(row.several("recipient")),
            place=row.text("place") or None,
            destination=row.text("destination") or None,
            archive=parse_archive_reference(row.text("archive")) if row.text("archive") else None,
            pages=tuple(re.findall(r"[0-9ivxlc]+", row.text("pages"))),
            topics=self._topics(row),
            abstract=row.text("abstract") or None,
            language=self.assembly.resolve_language(written.paragraphs, row.text("language")),
        )
        unit = replace(unit, title=row.text("title") or letter_title(unit))
        self.assembly.add_unit(unit, line=row.line, file=row.file)
        called = f"document {unit.number}" if unit.number else unit.title
        for place, (label, paragraphs) in enumerate(written.notes, 1):
            self.assembly.add_unit(make_note(unit, label, paragraphs, called, suffix=f"n{place}"))

    def edition(self) -> Edition:
        """The whole edition, with persons found in the texts."""
        for heading, count in self.unknown.items():
            message = f"the column “{heading}” is none that is known; left out in {count} rows"
            self.assembly.add_report_line("dropped", "unknown-column", message)
        self.assembly.topics = list(self.topics.values())
        return self.assembly.finish(PersonIndex.build(self.persons.values()))

    def _kind(self, row: Row) -> Kind:
        wanted = row.text("kind").lower()
        for kind in KINDS:
            if wanted == kind:
                return kind
        if wanted and wanted not in ("letter", "telegram"):
            self._say("warning", "kind-unknown", f"“{wanted}” is no kind; taken for a document", row)
        return "document"

    def _id(self, row: Row, kind: Kind) -> str:
        number = row.text("number")
        numbered = f"doc-{number}" if _NUMBER.fullmatch(number) and kind == "document" else number
        given = row.text("id") or numbered
        return self.assembly.assign_id(given, f"doc-{self._count}", line=row.line, file=row.file)

    def _date(self, row: Row) -> DateSpan | None:
        printed = row.text("date") or row.text("dateline")
        if not printed:
            return None
        remarks: tuple[str, ...] = ()
        try:
            span = span_from_edtf(printed, dateline=row.text("dateline") or None)
            if not span.earliest and not span.latest and span.edtf != "XXXX":
                remarks = (f"“{printed}” is before the year 1; it is shown, but not found by date",)
        except ValueError as error:
            reading = parse_dateline_details(printed)
            span, remarks = reading.span, reading.warnings
            if _EDTF_SIGNS.fullmatch(printed):
                remarks = (f"it is read as it was meant: {error}", *remarks)
        for remark in remarks:
            self._say("warning", "date-unreadable", remark, row)
        return span

    def _refs(self, names: Iterable[str]) -> tuple[PersonRef, ...]:
        persons = [self._person(written) for written in names]
        return tuple(PersonRef(person.id, person.display) for person in persons)

    def _person(self, written: str) -> Person:
        """The person of a name, however it is written; bearers of other names have ids of their own."""
        display = display_name(written)
        if display not in self.persons:
            name = parse_name(written)
            kind: PersonKind = "group" if is_group(written) else "person"
            id = unique_slug(written if "," in written else name.inverted, self._person_ids)
            self.persons[display] = Person(id, name.inverted, display, kind, dates=name.dates)
        return self.persons[display]

    def _topics(self, row: Row) -> tuple[TopicRef, ...]:
        found = []
        for label in row.several("topics"):
            id = slug(label)
            if id:
                self.topics.setdefault(id, Topic(id, label))
                found.append(TopicRef(id, self.topics[id].label, "edition"))
        return tuple(dict.fromkeys(found))

    def _say(self, level: ReportLevel, code: str, message: str, row: Row) -> None:
        self.assembly.add_report_line(level, code, message, row.line, row.file)


def _parted(text: str) -> Iterator[str]:
    """Notes in one cell: a paragraph each."""
    return (piece.strip() for piece in re.split(r"\n\s*\n|\n(?=\[)", text) if piece.strip())
