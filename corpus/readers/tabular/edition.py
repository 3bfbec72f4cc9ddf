"""Rows assembled into an edition: documents with ids, correspondents, dates and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from corpus.dates.datelines import DateEvidence, collect_evidence, parse_dateline_details
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

from .columns import LetterRow
from .note_markup import parse_note_markup

KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "note")
_EDTF_SIGNS = re.compile(r"[-\dX/.,?~%\[\]{}]{4,}")
"""Matches dates of digits and EDTF characters alone, which are evidently meant as EDTF."""
_NUMBER = re.compile(r"[0-9]+[a-z]?", re.IGNORECASE)


def assemble_edition(id: str, metadata: Mapping[str, str], rows: Iterable[LetterRow | ReportLine]) -> Edition:
    """Assemble an edition from rows; an invalid value is reported and the rest of its row is used.

    Args:
        id: the id of the edition.
        metadata: the edition's title, editors (separated by ";"), publisher, place, year and language, if
            known.
        rows: the letters, among them lines for the report.
    """
    rows = list(rows)
    dates = [_printed_date(row) for row in rows if isinstance(row, LetterRow)]
    evidence = collect_evidence(dates, metadata.get("language", ""))
    builder = _TabularEditionBuilder(Assembly(_empty_edition(id, metadata)), evidence)
    for row in rows:
        if isinstance(row, ReportLine):
            builder.assembly.report.append(row)
        else:
            builder.add(row)
    return builder.finish()


def _empty_edition(id: str, metadata: Mapping[str, str]) -> Edition:
    """Return an edition with the metadata and without units; a missing title is made from the id."""
    return Edition(
        id,
        metadata.get("title") or id.replace("-", " ").capitalize(),
        tuple(name.strip() for name in metadata.get("editors", "").split(";") if name.strip()),
        metadata.get("publisher"),
        metadata.get("place"),
        metadata.get("year"),
        metadata.get("language", ""),
    )


@dataclass(slots=True)
class _TabularEditionBuilder:
    """The letters added so far, with their persons by display name and topics by id.

    ``evidence`` is what the dates of all rows tell about an ambiguous one; ``unknown`` counts the rows in
    which each unknown heading occurs.
    """

    assembly: Assembly
    evidence: DateEvidence
    persons: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    _person_ids: set[str] = field(default_factory=set)
    _count: int = 0

    def add(self, row: LetterRow) -> None:
        """Add the letter of a row, with its notes; invalid values are reported."""
        self.unknown.update(row.unknown)
        self._count += 1
        kind = self._kind(row)
        id = self._id(row, kind)
        listed = row.values.get("notes", ())
        notes = listed if isinstance(listed, tuple) else tuple(_split_notes(listed))
        parsed = parse_note_markup(row.value("text"), id, notes, row.line)
        unit = Unit(
            id,
            self.assembly.edition.id,
            kind,
            "",
            0,
            parsed.paragraphs,
            number=row.value("number") or None,
            chapter=row.value("chapter") or None,
            medium=row.value("medium").lower() or ("letter" if kind == "document" else None),
            dateline=row.value("dateline") or None,
            date=self._date(row),
            senders=self._person_refs(row.values_of("sender")),
            recipients=self._person_refs(row.values_of("recipient")),
            place=row.value("place") or None,
            destination=row.value("destination") or None,
            archive=parse_archive_reference(row.value("archive")) if row.value("archive") else None,
            pages=tuple(re.findall(r"[0-9ivxlc]+", row.value("pages"))),
            topics=self._topics(row),
            abstract=row.value("abstract") or None,
            language=self.assembly.resolve_language(parsed.paragraphs, row.value("language")),
        )
        unit = replace(unit, title=row.value("title") or letter_title(unit))
        self.assembly.add_unit(unit, line=row.line, file=row.file)
        parent_label = f"document {unit.number}" if unit.number else unit.title
        for number, (label, paragraphs) in enumerate(parsed.notes, 1):
            self.assembly.add_unit(make_note(unit, label, paragraphs, parent_label, suffix=f"n{number}"))

    def finish(self) -> Edition:
        """Return the finished edition, with mentions of its persons in the texts; report unknown headings."""
        for heading, count in self.unknown.items():
            message = f"the column “{heading}” is unknown or a duplicate and was left out (rows: {count})"
            self.assembly.add_report_line("dropped", "unknown-column", message)
        self.assembly.topics = list(self.topics.values())
        return self.assembly.finish(PersonIndex.build(self.persons.values()))

    def _kind(self, row: LetterRow) -> Kind:
        """Return the kind of a row's unit; an unknown kind is reported and becomes "document"."""
        value = row.value("kind").lower()
        for kind in KINDS:
            if value == kind:
                return kind
        if value and value not in ("letter", "telegram"):
            message = f"“{value}” is not a kind of unit; the row is treated as a document"
            self._report("warning", "kind-unknown", message, row)
        return "document"

    def _id(self, row: LetterRow, kind: Kind) -> str:
        """Return a unique unit id from the row's id or number, or from its position among the rows."""
        number = row.value("number")
        numbered = f"doc-{number}" if _NUMBER.fullmatch(number) and kind == "document" else number
        source_id = row.value("id") or numbered
        return self.assembly.assign_id(source_id, f"doc-{self._count}", line=row.line, file=row.file)

    def _date(self, row: LetterRow) -> DateSpan | None:
        """Return a row's date, parsed as EDTF or as a dateline, and report its faults; None if undated."""
        printed = _printed_date(row)
        if not printed:
            return None
        warnings: tuple[str, ...] = ()
        try:
            span = span_from_edtf(printed, dateline=row.value("dateline") or None)
            if not span.earliest and not span.latest and span.edtf != "XXXX":
                warnings = (f"“{printed}” is before the year 1; it is shown, but cannot be searched by date",)
        except ValueError as error:
            dateline = parse_dateline_details(printed, evidence=self.evidence)
            span, warnings = dateline.span, dateline.warnings
            if _EDTF_SIGNS.fullmatch(printed):
                warnings = (f"the date is not valid EDTF and was parsed as text: {error}", *warnings)
        for warning in warnings:
            self._report("warning", "date-unreadable", warning, row)
        return span

    def _person_refs(self, names: Iterable[str]) -> tuple[PersonRef, ...]:
        """Return references to the persons with these names, in order; new persons are added."""
        persons = [self._person(name) for name in names]
        return tuple(PersonRef(person.id, person.display) for person in persons)

    def _person(self, name: str) -> Person:
        """Return the person whose display name is made from ``name``; add one if there is none."""
        display = display_name(name)
        if display not in self.persons:
            parsed = parse_name(name)
            kind: PersonKind = "group" if is_group(name) else "person"
            id = unique_slug(name if "," in name else parsed.inverted, self._person_ids)
            self.persons[display] = Person(id, parsed.inverted, display, kind, dates=parsed.dates)
        return self.persons[display]

    def _topics(self, row: LetterRow) -> tuple[TopicRef, ...]:
        """Return references to a row's topics, without duplicates; new topics are added."""
        refs = []
        for label in row.values_of("topics"):
            id = slug(label)
            if id:
                self.topics.setdefault(id, Topic(id, label))
                refs.append(TopicRef(id, self.topics[id].label, "edition"))
        return tuple(dict.fromkeys(refs))

    def _report(self, level: ReportLevel, code: str, message: str, row: LetterRow) -> None:
        """Add a report line with the row's file and line."""
        self.assembly.add_report_line(level, code, message, row.line, row.file)


def _printed_date(row: LetterRow) -> str:
    """Return the date of a row as written, in a column of its own or in the dateline; "" if there is none."""
    return row.value("date") or row.value("dateline")


def _split_notes(text: str) -> Iterator[str]:
    """Yield the notes in one cell, split at blank lines and before lines that begin with a bracket."""
    return (piece.strip() for piece in re.split(r"\n\s*\n|\n(?=\[)", text) if piece.strip())
