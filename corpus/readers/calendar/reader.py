"""Reads a calendar's directory into an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from corpus.errors import SourceInvalid
from corpus.model import DescribedEdition, Edition, Kind, ReportLine, Term, Topic, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.source import Source
from corpus.readers.yaml_files import Value, YamlFile, read_yaml_file
from corpus.slugs import unique_slug

from .persons import make_biography, make_person, merge_persons
from .units import CalendarContext, make_documents, make_introduction, make_term
from .validation import document_errors, entries, person_errors, schema_errors, topic_errors

CORRECTIONS = "corrections.yaml"
"""The file of corrections beside those of the calendar."""
HEAD_FILE = "edition.yaml"
MAX_SHOWN_ERRORS = 50
FORMAT_HINT = "docs/calendar-format.md explains the format."


@dataclass(frozen=True, slots=True)
class CalendarChapter:
    """A chapter of the calendar: the range of its document numbers (both inclusive), and its file."""

    id: str
    title: str
    first: int
    last: int
    appendix: bool
    file: YamlFile


@dataclass(frozen=True, slots=True)
class Calendar:
    """The parsed files of a calendar; ``head`` is the content of edition.yaml."""

    head: dict[str, Value]
    chapters: tuple[CalendarChapter, ...]
    files: tuple[YamlFile, ...]
    """All files but edition.yaml, sorted by name."""


def recognises(source: Source) -> bool:
    """Return whether the source is a calendar: a directory with an edition.yaml, or that file."""
    return (
        source.has_metadata_file(source.directory / HEAD_FILE)
        if source.is_directory
        else source.path.name == HEAD_FILE
    )


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read a calendar's directory.

    Raises:
        SourceInvalid: with up to ``MAX_SHOWN_ERRORS`` errors, each with file and line.
        SourceTooLarge: a file, or all files together, exceed the limit.
        SourceError: a file is missing, empty or unreadable.
    """
    progress(f"reading the calendar {source.path}")
    calendar = open_calendar(source)
    errors = list(find_errors(calendar))
    if errors:
        more = f"\n… and {len(errors) - MAX_SHOWN_ERRORS} more." if len(errors) > MAX_SHOWN_ERRORS else ""
        raise SourceInvalid("\n".join(errors[:MAX_SHOWN_ERRORS]) + more, FORMAT_HINT)
    return _make_edition(calendar)


def open_calendar(source: Source) -> Calendar:
    """Parse all files of a calendar and check them against the schema.

    Raises:
        SourceInvalid: a file is not valid YAML or breaks the schema, or the calendar has no id.
        SourceError: a file is missing, empty, too large or unreadable.
    """
    source = source.as_directory()
    paths = [
        path
        for path in source.list_files(".yaml")
        if path.parent == source.directory and path.name != CORRECTIONS
    ]
    head = _read_checked_file(source, source.directory / HEAD_FILE)
    if "id" not in head.value:
        raise SourceInvalid(f"{head.path}:1: the calendar has no id.", FORMAT_HINT)
    chapters = tuple(_chapters(head, source))
    listed = {chapter.file.path for chapter in chapters} | {head.path}
    other_files = [_read_checked_file(source, path) for path in paths if path not in listed]
    files = sorted([*(chapter.file for chapter in chapters), *other_files], key=lambda file: file.path.name)
    return Calendar(head.value, chapters, tuple(files))


def find_errors(calendar: Calendar) -> Iterator[str]:
    """Yield the errors that a schema cannot express, each with file and line."""
    topics = {cast("str", entry["id"]) for entry in _all_entries(calendar, "topics") if "broader" in entry}
    persons = {cast("str", entry["id"]) for entry in _all_entries(calendar, "persons")}
    for file in calendar.files:
        yield from topic_errors(file)
    yield from person_errors(calendar.files)
    for chapter in calendar.chapters:
        yield from document_errors(chapter.file, chapter.first, chapter.last, topics, persons)


def _read_checked_file(source: Source, path: Path) -> YamlFile:
    """Parse a file and check it against the schema.

    Raises:
        SourceInvalid: it is not valid YAML or breaks the schema, with up to ``MAX_SHOWN_ERRORS`` errors.
        SourceError: it is missing, empty, too large or unreadable.
    """
    file = read_yaml_file(source, path)
    errors = list(schema_errors(file))
    if errors:
        raise SourceInvalid("\n".join(errors[:MAX_SHOWN_ERRORS]), FORMAT_HINT)
    return file


def _chapters(head: YamlFile, source: Source) -> Iterator[CalendarChapter]:
    """Yield the chapters listed in edition.yaml, with their files parsed and checked against the schema."""
    for _, entry in entries(head, "chapters"):
        first, last = cast("list[int]", entry["documents"])
        yield CalendarChapter(
            cast("str", entry["id"]),
            cast("str", entry["title"]),
            first,
            last,
            "appendix" in entry,
            _read_checked_file(source, source.directory / cast("str", entry["file"])),
        )


def _all_entries(calendar: Calendar, key: str) -> Iterator[dict[str, Value]]:
    """Yield the entries listed under ``key`` in all files."""
    for file in calendar.files:
        for _, entry in entries(file, key):
            yield entry


def _make_edition(calendar: Calendar) -> Edition:
    """Turn a checked calendar into an edition; its report lists the documents not catalogued yet."""
    assembly = Assembly(_edition_metadata(calendar.head))
    edition = assembly.edition.id
    merged = merge_persons(calendar.files)
    persons = [make_person(entry, edition) for entry, _, _ in merged]
    assembly.topics = [_make_topic(entry) for entry in _all_entries(calendar, "topics")]
    by_id = {person.id: person for person in persons}
    topics = {topic.id: topic for topic in assembly.topics}
    context = CalendarContext(assembly.edition, by_id, topics)
    terms = list(_make_terms(calendar, context))
    assembly.terms = [term for _, term in terms]
    biographies = [make_biography(entry, edition, line) for entry, _, line in merged if entry.get("roles")]
    for unit in (*_texts(calendar, context), *(unit for unit, _ in terms), *biographies):
        assembly.add_unit(context.signed(unit))
    assembly.report = list(_report_missing_documents(calendar))
    return assembly.finish(PersonIndex(persons), search_names=False, references_in=get_args(Kind))


def _edition_metadata(head: dict[str, Value]) -> Edition:
    """Return the edition described by edition.yaml, without units."""
    return Edition(
        id=cast("str", head["id"]),
        title=cast("str", head["title"]),
        editors=tuple(cast("list[str]", head["cataloguers"])),
        publisher=cast("str | None", head.get("publisher")),
        place=cast("str | None", head.get("place")),
        year=cast("str | None", head.get("year")),
        language=cast("str", head.get("language", "en")),
        described=_described_edition(cast("dict[str, Value]", head.get("describes", {}))),
    )


def _described_edition(stated: dict[str, Value]) -> DescribedEdition | None:
    """Return the edition that a calendar describes; None if it names none."""
    if "edition" not in stated:
        return None
    return DescribedEdition(
        id=cast("str", stated["edition"]),
        title=cast("str", stated.get("title", "")),
        editors=tuple(cast("list[str]", stated.get("editors", []))),
        publisher=cast("str | None", stated.get("publisher")),
        place=cast("str | None", stated.get("place")),
        year=cast("str | None", stated.get("year")),
    )


def _texts(calendar: Calendar, context: CalendarContext) -> Iterator[Unit]:
    """Yield general introductions, then each chapter's introduction and documents, all with their notes."""
    chapter_files = {chapter.file.path for chapter in calendar.chapters}
    for file in calendar.files:
        if file.path not in chapter_files:
            yield from make_introduction(file, file.path.stem, None, context)
    for chapter in calendar.chapters:
        file, title = chapter.file, chapter.title
        yield from make_introduction(file, f"{chapter.id}-introduction", title, context)
        yield from make_documents(file, title, appendix=chapter.appendix, context=context)


def _make_terms(calendar: Calendar, context: CalendarContext) -> Iterator[tuple[Unit, Term]]:
    """Yield the glossary entries, each as a unit and as a term."""
    used_slugs: set[str] = set()
    for file in calendar.files:
        for key_path, entry in entries(file, "glossary"):
            slug = unique_slug(cast("str", entry["term"]), used_slugs)
            yield make_term(entry, slug, context, file.line(key_path))


def _make_topic(entry: dict[str, Value]) -> Topic:
    """Return an entry as a topic."""
    broader = cast("str | None", entry.get("broader"))
    return Topic(cast("str", entry["id"]), cast("str", entry["label"]), broader, cast("str", entry["note"]))


def _report_missing_documents(calendar: Calendar) -> Iterator[ReportLine]:
    """Yield a warning for each chapter that has numbers in its range without an entry."""
    for chapter in calendar.chapters:
        present = {entry["number"] for _, entry in entries(chapter.file, "documents")}
        missing = [str(number) for number in range(chapter.first, chapter.last + 1) if number not in present]
        if missing:
            message = f"{chapter.title}: documents not catalogued yet: {', '.join(missing)}"
            yield ReportLine("warning", "document-missing", message, file=chapter.file.path.name)
