"""A calendar's folder read as an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from corpus.errors import SourceInvalid
from corpus.model import Edition, Kind, ReportLine, Term, Topic, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.source import Source
from corpus.slugs import unique_slug

from .nodes import Sheet, Value, read_sheet
from .persons import make_biography, make_person, merge_persons
from .units import Vocabulary, make_documents, make_introduction, make_term
from .validation import document_faults, entries, person_faults, schema_faults, topic_faults

HEAD = "edition.yaml"
SHOWN_FAULTS = 50
HINT = "docs/calendar-format.md explains the form."


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the calendar with its file."""

    id: str
    title: str
    first: int
    last: int
    appendix: bool
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Calendar:
    """The files of a calendar, read but not yet made into units."""

    head: dict[str, Value]
    chapters: tuple[Chapter, ...]
    sheets: tuple[Sheet, ...]
    """All files but the head, in the order of their names."""


def recognises(source: Source) -> bool:
    """Whether this is a calendar: a folder with an edition.yaml, or that file."""
    return (source.directory / HEAD).is_file() if source.is_directory else source.path.name == HEAD


def read(source: Source, say: Callable[[str], None]) -> Edition:
    """Read a calendar's folder.

    Raises:
        SourceInvalid: with every fault, its file and line.
        SourceTooLarge: a file, or all together.
    """
    say(f"reading the calendar {source.path}")
    calendar = open_calendar(source)
    faults = list(find_faults(calendar))
    if faults:
        more = f"\n… and {len(faults) - SHOWN_FAULTS} more." if len(faults) > SHOWN_FAULTS else ""
        raise SourceInvalid("\n".join(faults[:SHOWN_FAULTS]) + more, HINT)
    return _edition(calendar)


def open_calendar(source: Source) -> Calendar:
    """Read all files of a calendar; what the schema finds wrong is raised before anything else is asked."""
    source = source.as_directory()
    files = [path for path in source.list_files(".yaml") if path.parent == source.directory]
    head = _checked(source, source.directory / HEAD)
    if "id" not in head.value:
        raise SourceInvalid(f"{head.path}:1: this is no head of a calendar: it has no id.", HINT)
    chapters = tuple(_chapters(head, source))
    named = {chapter.sheet.path for chapter in chapters} | {head.path}
    others = [_checked(source, file) for file in files if file not in named]
    sheets = sorted([*(chapter.sheet for chapter in chapters), *others], key=lambda sheet: sheet.path.name)
    return Calendar(head.value, chapters, tuple(sheets))


def find_faults(calendar: Calendar) -> Iterator[str]:
    """Everything wrong that the schema cannot say."""
    topics = {cast("str", entry["id"]) for entry in _all(calendar, "topics") if "broader" in entry}
    persons = {cast("str", entry["id"]) for entry in _all(calendar, "persons")}
    for sheet in calendar.sheets:
        yield from topic_faults(sheet)
    yield from person_faults(calendar.sheets)
    for chapter in calendar.chapters:
        yield from document_faults(chapter.sheet, chapter.first, chapter.last, topics, persons)


def _checked(source: Source, path: Path) -> Sheet:
    sheet = read_sheet(source, path)
    faults = list(schema_faults(sheet))
    if faults:
        raise SourceInvalid("\n".join(faults[:SHOWN_FAULTS]), HINT)
    return sheet


def _chapters(head: Sheet, source: Source) -> Iterator[Chapter]:
    for _, entry in entries(head, "chapters"):
        first, last = cast("list[int]", entry["documents"])
        yield Chapter(
            cast("str", entry["id"]),
            cast("str", entry["title"]),
            first,
            last,
            "appendix" in entry,
            _checked(source, source.directory / cast("str", entry["file"])),
        )


def _all(calendar: Calendar, key: str) -> Iterator[dict[str, Value]]:
    for sheet in calendar.sheets:
        for _, entry in entries(sheet, key):
            yield entry


def _edition(calendar: Calendar) -> Edition:
    assembly = Assembly(_described(calendar.head))
    edition = assembly.edition.id
    merged = merge_persons(calendar.sheets)
    persons = [make_person(entry, edition) for entry, _, _ in merged]
    assembly.topics = [_topic(entry) for entry in _all(calendar, "topics")]
    by_id = {person.id: person for person in persons}
    topics = {topic.id: topic for topic in assembly.topics}
    vocabulary = Vocabulary(edition, assembly.edition.language, by_id, topics)
    terms = list(_terms(calendar, vocabulary))
    assembly.terms = [term for _, term in terms]
    biographies = [make_biography(entry, edition, line) for entry, _, line in merged if entry.get("roles")]
    for unit in (*_texts(calendar, vocabulary), *(unit for unit, _ in terms), *biographies):
        assembly.add_unit(unit)
    assembly.report = list(_missing(calendar))
    return assembly.finish(PersonIndex(persons), search_names=False, references_in=get_args(Kind))


def _described(head: dict[str, Value]) -> Edition:
    """What the head says of the edition."""
    return Edition(
        id=cast("str", head["id"]),
        title=cast("str", head["title"]),
        editors=tuple(cast("list[str]", head["cataloguers"])),
        publisher=cast("str | None", head.get("publisher")),
        place=cast("str | None", head.get("place")),
        year=cast("str | None", head.get("year")),
        language=cast("str", head.get("language", "en")),
        describes=cast("dict[str, str]", head.get("describes", {})).get("edition"),
    )


def _texts(calendar: Calendar, vocabulary: Vocabulary) -> Iterator[Unit]:
    """General introductions first, then each chapter's introduction and documents."""
    chaptered = {chapter.sheet.path for chapter in calendar.chapters}
    for sheet in calendar.sheets:
        if sheet.path not in chaptered:
            yield from make_introduction(sheet, sheet.path.stem, None, vocabulary)
    for chapter in calendar.chapters:
        sheet, title = chapter.sheet, chapter.title
        yield from make_introduction(sheet, f"{chapter.id}-introduction", title, vocabulary)
        yield from make_documents(sheet, title, appendix=chapter.appendix, vocabulary=vocabulary)


def _terms(calendar: Calendar, vocabulary: Vocabulary) -> Iterator[tuple[Unit, Term]]:
    taken: set[str] = set()
    for sheet in calendar.sheets:
        for place, entry in entries(sheet, "glossary"):
            slug = unique_slug(cast("str", entry["term"]), taken)
            yield make_term(entry, slug, vocabulary, sheet.line(place))


def _topic(entry: dict[str, Value]) -> Topic:
    broader = cast("str | None", entry.get("broader"))
    return Topic(cast("str", entry["id"]), cast("str", entry["label"]), broader, cast("str", entry["note"]))


def _missing(calendar: Calendar) -> Iterator[ReportLine]:
    """One line for each chapter that lacks documents it says it has."""
    for chapter in calendar.chapters:
        present = {entry["number"] for _, entry in entries(chapter.sheet, "documents")}
        absent = [str(number) for number in range(chapter.first, chapter.last + 1) if number not in present]
        if absent:
            message = f"{chapter.title}: not catalogued yet: {', '.join(absent)}."
            yield ReportLine("warning", "document-missing", message, file=chapter.sheet.path.name)
