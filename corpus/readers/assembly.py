"""The steps that are the same for every reader: completing units and putting the edition together.

Unit ids are made unique, titles and languages filled in, mentions of persons and cross-references found,
units and persons counted, and documents with missing metadata reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from corpus.dates.bounds import close_open_dates
from corpus.dates.datelines import format_span
from corpus.model import (
    Edition,
    IndexEntry,
    IngestReport,
    Kind,
    Paragraph,
    PersonRef,
    PlaceRef,
    Reference,
    ReportLevel,
    ReportLine,
    Term,
    TextCounts,
    Topic,
    Unit,
)
from corpus.persons.person_index import PersonIndex
from corpus.places.place_index import PlaceIndex
from corpus.references.cross_references import EDITORIAL_KINDS, resolve_cross_references
from corpus.slugs import slug, unique_slug
from corpus.text.languages import guess_languages
from corpus.unit_id import UnitId, biography_id, glossary_id, note_id

EDITORIAL_NOTE: Final = "editorial note"
_MEDIA_WITHOUT_CORRESPONDENTS: Final = (
    EDITORIAL_NOTE,
    "minutes",
    "memorandum of conversation",
    "estimate",
    "directive",
)
"""Media of documents that have neither sender nor recipient."""
_GUESSED: Final = ("document", "introduction")
"""The kinds of units whose language is guessed; others have that of their letter or edition."""
_ID_SEGMENT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_COUNT_NAMES: Final[dict[Kind, str]] = {
    "document": "documents",
    "note": "notes",
    "introduction": "introductions",
    "biography": "biographies",
    "glossary": "glossary entries",
}
_COUNT_ORDER: Final = ("documents", "appendix documents", "notes", "introductions", "footnotes")


@dataclass(slots=True)
class Assembly:
    """An edition under construction: a reader adds units and lists, ``finish`` returns the edition.

    ``edition`` holds the metadata known beforehand, and no units. ``places`` is the place index; the places
    of units that a reader does not identify are identified by their printed names at the end.
    """

    edition: Edition
    units: list[Unit] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    index: list[IndexEntry] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    replies: list[tuple[str, str]] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)
    text_counts: TextCounts | None = None
    places: PlaceIndex = field(default_factory=PlaceIndex)
    _used_ids: set[str] = field(default_factory=set)

    def add_report_line(
        self, level: ReportLevel, code: str, message: str, line: int = 0, file: str | None = None
    ) -> None:
        """Append a line to the ingest report; ``line`` counts from 1, and is 0 if unknown."""
        self.report.append(ReportLine(level, code, message, line, file))

    def assign_id(
        self,
        source_id: str | None,
        fallback: str,
        *,
        verbatim: bool = False,
        line: int = 0,
        file: str | None = None,
    ) -> str:
        """Return a unique id ``<edition>/<name>`` for a unit, named after its id in the source or a fallback.

        An id that is already in use gets a numbered suffix, which is reported if it came from the source.

        Args:
            source_id: the unit's id in the source; ignored if no slug can be made of it.
            fallback: the name to use if there is no usable ``source_id``.
            verbatim: keep a ``source_id`` of letters, digits, hyphens and underscores as it is instead of
                making a slug of it.
            line, file: the position for the report.
        """
        candidate = source_id if source_id and slug(source_id) else fallback
        name = (
            candidate
            if verbatim and candidate == source_id and _ID_SEGMENT.fullmatch(candidate)
            else slug(candidate)
        )
        if not name or name in self._used_ids:
            name = unique_slug(candidate, self._used_ids)
            if candidate == source_id:
                message = f"the id {source_id} occurs twice; the second unit becomes {name}"
                self.add_report_line("warning", "id-twice", message, line, file)
        self._used_ids.add(name)
        return f"{self.edition.id}/{name}"

    def add_unit(self, unit: Unit, *, line: int = 0, file: str | None = None, has_text: bool = True) -> None:
        """Append a unit; for a document, report missing senders, recipients, dates and text.

        Args:
            line, file: the position for the report; by default the line of the first paragraph.
            has_text: whether the document should have text, so that a missing one is reported.
        """
        self.units.append(unit)
        missing = ", no ".join(_missing_metadata(unit, has_text)) if unit.kind == "document" else ""
        if missing:
            lines = (paragraph.line for paragraph in unit.paragraphs)
            message = f"{UnitId(unit.id).name} has no {missing}"
            self.add_report_line("info", "metadata-missing", message, line or next(lines, 0), file)

    def finish(
        self,
        persons: PersonIndex,
        *,
        search_names: bool = True,
        references_in: Collection[Kind] = EDITORIAL_KINDS,
    ) -> Edition:
        """Complete the units and return the edition; the current order of the units becomes ``Unit.order``.

        Args:
            search_names: search the texts for names, because mentions of persons are not marked up.
            references_in: the kinds of units to search for cross-references that are not marked up.
        """
        self._guess_languages()
        language = self.edition.language or _most_common_language(self.units) or "en"
        index = persons if search_names else None
        completed = (_complete_unit(unit, language, index) for unit in self._units_with_places())
        ordered = [replace(unit, order=order) for order, unit in enumerate(completed)]
        units = close_open_dates(ordered)
        resolved, unresolved = resolve_cross_references(units, references_in)
        places = self.places.places
        counts = count_units(units) | {"persons": len(persons.all_persons), "places": len(places)}
        counts |= {"topics": len(self.topics)}
        counts |= _count_headings(self.index)
        report = (*self.report, *unresolved, *_place_lines(self.places))
        lines = tuple(sorted(report, key=lambda line: (line.file or "", line.line)))
        return replace(
            self.edition,
            language=language,
            units=units,
            persons=persons.all_persons,
            places=places,
            topics=tuple(self.topics),
            terms=tuple(self.terms),
            references=(*resolved, *self.references),
            index=tuple(self.index),
            replies=tuple(self.replies),
            report=IngestReport(
                {what: count for what, count in counts.items() if count}, lines, self.text_counts
            ),
        )

    def _units_with_places(self) -> list[Unit]:
        """Return the units with references to their places, by name where a reader has not identified them.

        Names are resolved when all identified places are known, and references have the places' final names.
        """
        refs = [
            tuple(
                ref or (self.places.identify(printed) if printed else None)
                for ref, printed in ((unit.sent_from, unit.place), (unit.sent_to, unit.destination))
            )
            for unit in self.units
        ]
        return [
            replace(unit, sent_from=self._final(sent_from), sent_to=self._final(sent_to))
            for unit, (sent_from, sent_to) in zip(self.units, refs, strict=True)
        ]

    def _final(self, ref: PlaceRef | None) -> PlaceRef | None:
        """Return a reference to a place with the name that the place has in the end."""
        return self.places.ref(ref.id) if ref else None

    def _guess_languages(self) -> None:
        """Guess the languages of documents and introductions if neither they nor the edition declare any.

        Notes without a language have that of the unit that they belong to.
        """
        if self.edition.language:
            return
        texts = {
            at: unit for at, unit in enumerate(self.units) if unit.kind in _GUESSED and not unit.language
        }
        languages = guess_languages([unit.text for unit in texts.values()])
        for (at, unit), language in zip(texts.items(), languages, strict=True):
            self.units[at] = replace(unit, language=language)
        by_id = {unit.id: unit.language for unit in self.units}
        self.units = [
            replace(unit, language=unit.language or by_id.get(unit.parent or "", "")) for unit in self.units
        ]


def make_note(
    parent: Unit,
    label: str,
    paragraphs: tuple[Paragraph, ...],
    parent_title: str,
    *,
    suffix: str = "",
    title: str = "",
) -> Unit:
    """Return a note to a unit, with the parent's chapter, date and language.

    Args:
        label: the note's number as printed; "" if it has none.
        parent_title: how the note's title names its parent ("document 24").
        suffix: the end of the note's id; by default made from ``label``.
        title: the title; by default "Note 3 to document 24".
    """
    return Unit(
        note_id(parent.id, suffix or label),
        parent.edition,
        "note",
        title or f"Note {label} to {parent_title}",
        0,
        paragraphs,
        number=label or None,
        parent=parent.id,
        chapter=parent.chapter,
        date=parent.date,
        language=parent.language,
    )


def make_entry(
    edition: str,
    kind: Literal["biography", "glossary"],
    suffix: str,
    title: str,
    paragraphs: tuple[Paragraph, ...],
    chapter: str | None = None,
) -> Unit:
    """Return a biography or glossary entry, its language still "".

    Args:
        suffix: the end of the unit's id: a person's id for a biography, a slug for a glossary entry.
    """
    make_id = biography_id if kind == "biography" else glossary_id
    return Unit(make_id(edition, suffix), edition, kind, title, 0, paragraphs, chapter=chapter, language="")


def letter_title(unit: Unit) -> str:
    """Return a title such as "A. Fell and I. Ash to R. Moor, 2 June 1932".

    One unknown party becomes "Unknown"; if both are, the last part of the unit's id stands for them. An
    unknown date is left out.
    """
    sent, received = (join_names([ref.name for ref in refs]) for refs in (unit.senders, unit.recipients))
    parties = f"{sent or 'Unknown'} to {received or 'unknown'}" if sent or received else UnitId(unit.id).name
    return f"{parties}, {format_span(unit.date)}" if unit.date and unit.date.years else parties


def join_names(names: Sequence[str]) -> str:
    """Join names as in running text: "A, B and C"; return "" for no names."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _missing_metadata(unit: Unit, has_text: bool) -> list[str]:
    """Return which of "sender", "recipient", "date" and "text" a document should have but lacks."""
    is_personal = unit.medium not in _MEDIA_WITHOUT_CORRESPONDENTS
    present = {
        "sender": unit.senders or not is_personal,
        "recipient": unit.recipients or not is_personal,
        "date": unit.medium == EDITORIAL_NOTE or (unit.date and (unit.date.earliest or unit.date.latest)),
        "text": unit.paragraphs or not has_text,
    }
    return [name for name, value in present.items() if not value]


def _complete_unit(unit: Unit, language: str, persons: PersonIndex | None) -> Unit:
    """Return a unit with a language, and with mentions of the persons named in its text.

    Its correspondents, and the subject of a biography, are not mentions; nor is anyone if ``persons`` is
    None.
    """
    mentions = {ref.id: ref for ref in unit.mentions}
    correspondents = {ref.id for ref in (*unit.senders, *unit.recipients)} | {UnitId(unit.id).person}
    for paragraph in unit.paragraphs if persons else ():
        for person in persons.mentioned_persons(paragraph.text) if persons else ():
            if person.id not in correspondents:
                mentions.setdefault(person.id, PersonRef(person.id, person.display))
    return replace(unit, language=unit.language or language, mentions=tuple(mentions.values()))


def _most_common_language(units: Iterable[Unit]) -> str:
    """Return the language that most units have; "" if no unit has one."""
    known = Counter(unit.language for unit in units if unit.language)
    return known.most_common(1)[0][0] if known else ""


def count_units(units: Sequence[Unit]) -> dict[str, int]:
    """Count units by kind, for the report, and documents with a sender, recipient, date and place.

    Appendix documents are counted apart from documents, notes to introductions (footnotes) apart from notes.
    """
    introductions = {unit.id for unit in units if unit.kind == "introduction"}
    counts: Counter[str] = Counter()
    for unit in units:
        name = _COUNT_NAMES[unit.kind]
        if unit.kind == "document" and UnitId(unit.id).is_appendix:
            name = "appendix documents"
        elif unit.kind == "note" and unit.parent in introductions:
            name = "footnotes"
        counts[name] += 1
    documents = [unit for unit in units if unit.kind == "document"]
    return {name: counts[name] for name in (*_COUNT_ORDER, *_COUNT_NAMES.values())} | {
        "documents with a sender": sum(bool(unit.senders) for unit in documents),
        "documents with a recipient": sum(bool(unit.recipients) for unit in documents),
        "documents with a date": sum(
            unit.date is not None and unit.date.edtf != "XXXX" for unit in documents
        ),
        "documents with a place": sum(bool(unit.place) for unit in documents),
    }


def _place_lines(places: PlaceIndex) -> Iterator[ReportLine]:
    """Yield what cannot be reconciled in the ids and names of places, one line for each kind."""
    if places.ambiguous:
        name, count = next(iter(places.ambiguous)), places.ambiguous.total()
        message = f"places without an id whose name several places have: {count}, the first “{name}”"
        yield ReportLine("warning", "place-ambiguous", message)
    shared = list(places.shared_uris())
    if shared:
        uri, names = shared[0]
        message = (
            f"authority ids that several places have: {len(shared)}, the first {uri}: {', '.join(names)}"
        )
        yield ReportLine("warning", "place-id-shared", message)


def _count_headings(index: Sequence[IndexEntry]) -> dict[str, int]:
    """Count the headings and subheadings of a printed index."""
    headings = sum(entry.subheading is None for entry in index)
    return {"index headings": headings, "index subheadings": len(index) - headings}
