"""Rows put together as an edition: documents with ids, correspondents, dates and notes, and a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from corpus.dates.datelines import format_span, read_dateline
from corpus.dates.spans import read_edtf
from corpus.model import (
    DateSpan,
    Edition,
    IngestReport,
    Kind,
    Person,
    PersonKind,
    PersonRef,
    ReportLine,
    Topic,
    TopicRef,
    Unit,
)
from corpus.persons.names import display_name, is_group, parse_name
from corpus.persons.person_index import Register
from corpus.references.archives import parse_archive_reference
from corpus.references.cross_references import resolve_references
from corpus.slugs import slug, unique_slug
from corpus.text.languages import guess_language

from .columns import Row
from .note_markup import read_note_markup

KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "note")
_EDTF_SIGNS = re.compile(r"[-\dX/.,?~%\[\]{}]{4,}")
"""Dates in figures and signs alone, which are meant to be EDTF."""
_NUMBER = re.compile(r"[0-9]+[a-z]?", re.IGNORECASE)


def assemble(id: str, metadata: Mapping[str, str], found: Iterable[Row | ReportLine]) -> Edition:
    """Make an edition of rows; what is wrong with one is reported and the rest of it is kept."""
    assembly = _Assembly(id, metadata.get("language", ""))
    for one in found:
        if isinstance(one, ReportLine):
            assembly.report.append(one)
        else:
            assembly.add(one)
    return assembly.edition(metadata)


@dataclass(slots=True)
class _Assembly:
    id: str
    language: str
    units: list[Unit] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    report: list[ReportLine] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    _taken: set[str] = field(default_factory=set)
    _person_ids: set[str] = field(default_factory=set)

    def add(self, row: Row) -> None:
        """Add a letter with its notes."""
        self.unknown.update(row.unknown)
        kind = self._kind(row)
        name = self._name(row, kind)
        address = f"{self.id}/{name}"
        listed = row.values.get("notes", ())
        notes = listed if isinstance(listed, tuple) else tuple(_parted(listed))
        written = read_note_markup(row.text("text"), address, notes, row.line)
        date = self._date(row)
        unit = Unit(
            address,
            self.id,
            kind,
            "",
            len(self.units),
            written.paragraphs,
            number=row.text("number") or None,
            chapter=row.text("chapter") or None,
            medium=row.text("medium").lower() or ("letter" if kind == "document" else None),
            dateline=row.text("dateline") or None,
            date=date,
            senders=self._refs(row, "sender"),
            recipients=self._refs(row, "recipient"),
            place=row.text("place") or None,
            archive=parse_archive_reference(row.text("archive")) if row.text("archive") else None,
            pages=tuple(re.findall(r"[0-9ivxlc]+", row.text("pages"))),
            topics=self._topics(row),
            abstract=row.text("abstract") or None,
            language=row.text("language")
            or self.language
            or guess_language(paragraph.text for paragraph in written.paragraphs)
            or "",
        )
        unit = replace(unit, title=row.text("title") or _title(unit))
        self._report_lacks(unit, row)
        self.units.append(unit)
        for place, (label, paragraphs) in enumerate(written.notes, 1):
            self.units.append(
                Unit(
                    f"{address}.n{place}",
                    self.id,
                    "note",
                    f"Note {label} to {_called(unit)}",
                    len(self.units),
                    paragraphs,
                    number=label,
                    parent=address,
                    chapter=unit.chapter,
                    date=date,
                    language=unit.language,
                )
            )

    def edition(self, metadata: Mapping[str, str]) -> Edition:
        """The whole edition, with persons found in the texts."""
        for heading, count in self.unknown.items():
            message = f"the column “{heading}” is none that is known; left out in {count} rows"
            self.report.append(ReportLine("dropped", "unknown-column", message))
        register = Register.build(self.persons.values())
        language = self.language or _commonest(unit.language for unit in self.units) or "en"
        units = [
            replace(unit, mentions=_mentions(unit, register), language=unit.language or language)
            for unit in self.units
        ]
        references, remarks = resolve_references(units)
        counts = Counter(str(unit.kind) for unit in units)
        return Edition(
            self.id,
            metadata.get("title") or self.id.replace("-", " ").capitalize(),
            tuple(_parted_at_semicolons(metadata.get("editors", ""))),
            metadata.get("publisher"),
            metadata.get("place"),
            metadata.get("year"),
            language,
            tuple(units),
            register.persons,
            tuple(self.topics.values()),
            references=references,
            report=IngestReport(dict(sorted(counts.items())), (*self.report, *remarks)),
        )

    def _kind(self, row: Row) -> Kind:
        wanted = row.text("kind").lower()
        for kind in KINDS:
            if wanted == kind:
                return kind
        if wanted and wanted not in ("letter", "telegram"):
            self._say("warning", "kind-unknown", f"“{wanted}” is no kind; taken for a document", row)
        return "document"

    def _name(self, row: Row, kind: Kind) -> str:
        number, given = row.text("number"), row.text("id")
        wanted = given or (f"doc-{number}" if _NUMBER.fullmatch(number) and kind == "document" else number)
        wanted = wanted or f"doc-{sum(unit.parent is None for unit in self.units) + 1}"
        name = unique_slug(wanted, self._taken)
        if name != slug(wanted) and slug(wanted):
            self._say("warning", "id-twice", f"“{wanted}” is given twice; the second is {name}", row)
        return name

    def _date(self, row: Row) -> DateSpan | None:
        printed = row.text("date") or row.text("dateline")
        if not printed:
            return None
        remarks: tuple[str, ...] = ()
        try:
            span = read_edtf(printed, dateline=row.text("dateline") or None)
            if not span.earliest and not span.latest and span.edtf != "XXXX":
                remarks = (f"“{printed}” is before the year 1; it is shown, but not found by date",)
        except ValueError as error:
            reading = read_dateline(printed)
            span, remarks = reading.span, reading.remarks
            if _EDTF_SIGNS.fullmatch(printed):
                remarks = (f"it is read as it was meant: {error}", *remarks)
        for remark in remarks:
            self._say("warning", "date-unreadable", remark, row)
        return span

    def _refs(self, row: Row, name: Literal["sender", "recipient"]) -> tuple[PersonRef, ...]:
        found = [self._person(written) for written in row.several(name)]
        return tuple(PersonRef(person.id, person.display) for person in found)

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

    def _report_lacks(self, unit: Unit, row: Row) -> None:
        if unit.kind != "document":
            return
        parts = {
            "sender": unit.senders,
            "recipient": unit.recipients,
            "date": unit.date and (unit.date.earliest or unit.date.latest),
            "text": unit.paragraphs,
        }
        lacking = [name for name, value in parts.items() if not value]
        if lacking:
            self._say("info", "metadata-missing", f"{unit.id} has no {', no '.join(lacking)}", row)

    def _say(self, level: Literal["info", "warning"], code: str, message: str, row: Row) -> None:
        self.report.append(ReportLine(level, code, message, row.line, row.file))


def _commonest(languages: Iterable[str]) -> str:
    """The language most units have; empty where none is known."""
    known = Counter(language for language in languages if language)
    return known.most_common(1)[0][0] if known else ""


def _title(unit: Unit) -> str:
    who = (
        " to ".join(part for part in (_names(unit.senders), _names(unit.recipients)) if part)
        or unit.id.rpartition("/")[2]
    )
    return f"{who}, {format_span(unit.date)}" if unit.date and unit.date.earliest else who


def _names(persons: Sequence[PersonRef]) -> str:
    names = [person.name for person in persons]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _called(unit: Unit) -> str:
    return f"document {unit.number}" if unit.number else unit.title


def _mentions(unit: Unit, register: Register) -> tuple[PersonRef, ...]:
    own = {person.id for person in (*unit.senders, *unit.recipients)}
    ids = dict.fromkeys(
        id for paragraph in unit.paragraphs for *_, id in register.find_mentions(paragraph.text)
    )
    persons = (register.get(id) for id in ids if id not in own)
    return tuple(PersonRef(person.id, person.display) for person in persons if person)


def _parted(text: str) -> Iterator[str]:
    """Notes in one cell: a paragraph each."""
    return (piece.strip() for piece in re.split(r"\n\s*\n|\n(?=\[)", text) if piece.strip())


def _parted_at_semicolons(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]
