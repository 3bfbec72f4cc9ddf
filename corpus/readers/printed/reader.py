"""Reads a printed documentary edition: the one orchestration of this package.

source → lines → sections → units of each section → register, references, pages → ``Edition`` with its report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import (
    Edition,
    IndexEntry,
    IngestReport,
    Person,
    PersonRef,
    Reference,
    ReportLine,
    Term,
    Unit,
)
from corpus.persons.heads import NamedParty
from corpus.persons.person_index import Register
from corpus.readers.printed.biographies import read_biographies
from corpus.readers.printed.carried_over_notes import take_carried_over
from corpus.readers.printed.document_units import DocumentSetting, make_document
from corpus.readers.printed.documents import PrintedDocument, split_documents
from corpus.readers.printed.glossary import read_glossary
from corpus.readers.printed.introductions import missing_labels, read_introduction
from corpus.readers.printed.lines import Line, split_lines
from corpus.readers.printed.pagination import SectionStart, paginate
from corpus.readers.printed.printed_index import read_index
from corpus.readers.printed.profile import Profile, find_profile, load_profile
from corpus.readers.printed.rejoin import Vocabulary
from corpus.readers.printed.scripts import mend_scripts
from corpus.readers.printed.sections import Section, Sections, printed_title, read_sections
from corpus.readers.printed.subject_headings import give_index_terms
from corpus.readers.source import Source
from corpus.references.cross_references import resolve_references

_AFTER_PAGE = re.compile(r"pages?\s+(\d{1,4})")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
_COUNTED = (
    "documents",
    "appendix documents",
    "notes",
    "introductions",
    "footnotes",
    "biographies",
    "glossary entries",
)
Say = Callable[[str], None]


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    units: list[Unit] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    index: list[IndexEntry] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    report: list[ReportLine] = field(default_factory=list)
    carried_over: dict[str, tuple[Line, ...]] = field(default_factory=dict)


def recognises(source: Source) -> bool:
    """Whether this is a text whose contents page or headings promise documents."""
    if source.document is None:
        return False
    return read_sections(split_lines(source.text(source.document))).has_documents


def read(source: Source, say: Say) -> Edition:
    """Read a printed edition by its profile: the one named, the one beside it, or a bundled one."""
    path = source.document or source.path
    lines = split_lines(source.text(path))
    profile = load_profile(source.profile) if source.profile else find_profile(path, printed_title(lines))
    say(f"reading {path} as a printed edition, “{profile.id}”")
    return read_printed(lines, profile, say)


def read_printed(lines: Sequence[Line], profile: Profile, say: Say) -> Edition:
    """Read all of a printed edition; nothing of the source is lost without a line in the report."""
    lines, scripts = mend_scripts(lines)
    sections = read_sections(lines)
    vocabulary = Vocabulary.from_lines(line.text for line in lines)
    reading = _Reading(report=[*scripts, *sections.report, *_report_left_out(sections)])
    say("reading the register")
    _read_registers(sections, profile, vocabulary, reading)
    correspondents = [one.person() for one in profile.correspondents]
    register = Register.build(reading.persons, correspondents, reading.index)
    say("reading documents and introductions")
    documents = _split_all(sections, reading)
    for section in sections.sections:
        if section.kind == "introduction":
            _read_introduction(section, sections, profile, vocabulary, reading)
        elif section.kind in ("documents", "appendix"):
            _read_documents(section, documents[section.slug], profile, register, vocabulary, reading)
    say("finding pages and references")
    return _assemble(lines, sections, profile, register, reading)


def _read_registers(sections: Sections, profile: Profile, vocabulary: Vocabulary, reading: _Reading) -> None:
    for section in sections.sections:
        lines = (section.heading, *section.lines)
        if section.kind == "biographies":
            found = read_biographies(lines, vocabulary, edition=profile.id)
            reading.units += found.units
            reading.persons += found.persons
            reading.references += found.references
            reading.report += found.report
        elif section.kind == "glossary":
            glossary = read_glossary(lines, vocabulary, edition=profile.id)
            reading.units += glossary.units
            reading.terms += glossary.terms
            reading.report += glossary.report
        elif section.kind == "index":
            index = read_index(lines, vocabulary)
            reading.index += index.entries
            reading.report += index.report


def _split_all(sections: Sections, reading: _Reading) -> dict[str, tuple[PrintedDocument, ...]]:
    """Split the documents' sections; footnotes printed in a first letter go to the introduction before it."""
    found: dict[str, tuple[PrintedDocument, ...]] = {}
    number = 1
    before: Section | None = None
    for section in sections.sections:
        if section.kind in ("documents", "appendix"):
            split = split_documents(section.lines, first_number=1 if section.kind == "appendix" else number)
            documents = list(split.documents)
            if before and documents and before.kind == "introduction":
                taken, rest = take_carried_over(documents[0].lines, missing_labels(before.lines))
                reading.carried_over[before.slug] = taken
                documents[0] = replace(documents[0], lines=rest)
            reading.report += [*split.report, *_dropped(split.before, "before-first-document")]
            found[section.slug] = tuple(documents)
            if section.kind == "documents" and documents:
                number = documents[-1].number + 1
        before = section
    return found


def _read_introduction(
    section: Section, sections: Sections, profile: Profile, vocabulary: Vocabulary, reading: _Reading
) -> None:
    title = f"{section.title} to {section.chapter}" if section.chapter else section.title
    found = read_introduction(
        section.lines,
        vocabulary,
        id=f"{profile.id}/{section.slug}",
        edition=profile.id,
        title=title,
        chapter=section.chapter,
        carried_over=reading.carried_over.get(section.slug, ()),
        illustrated=_is_illustrated(section, sections),
    )
    reading.units += [found.unit, *found.notes]
    reading.report += found.report


def _is_illustrated(section: Section, sections: Sections) -> bool:
    """Say whether the contents page places illustrations after a page of this section."""
    pages = [_AFTER_PAGE.search(line.text) for line in sections.left_out if "llustration" in line.text]
    numbers = [int(match[1]) for match in pages if match]
    firsts = [one.first_page for one in sections.sections]
    start = section.first_page
    after = next((page for page in firsts[firsts.index(start) + 1 :] if page and page.isdigit()), None)
    if not start or not start.isdigit() or not after:
        return False
    return any(int(start) <= number < int(after) for number in numbers)


def _read_documents(
    section: Section,
    documents: Iterable[PrintedDocument],
    profile: Profile,
    register: Register,
    vocabulary: Vocabulary,
    reading: _Reading,
) -> None:
    match = _YEAR.search(section.chapter or "")
    year = int(match[1]) if match else None
    prefix = "app" if section.kind == "appendix" else "doc"
    chapter = section.chapter or section.title
    for printed in documents:
        printed_year = section.kind == "appendix" and _YEAR.search(printed.dateline or "")
        setting = DocumentSetting(
            profile.id, prefix, chapter, None if printed_year else year, profile.archive
        )
        found = make_document(printed, setting, register, vocabulary)
        reading.units += [found.document, *found.notes]
        reading.report += found.report
        span = found.document.date
        if section.kind == "appendix" and span and span.earliest:
            year = span.earliest.year


def _assemble(
    lines: Sequence[Line], sections: Sections, profile: Profile, register: Register, reading: _Reading
) -> Edition:
    units = sorted(reading.units, key=_first_line)
    starts = [
        SectionStart(section.heading.number, section.first_page)
        for section in sections.sections
        if section.first_page
    ]
    paged = paginate(units, _lines_with_pages(lines, sections, reading), starts, reading.index, register)
    references, unresolved = resolve_references(paged.units)
    mentioned = [_with_mentions(unit, register) for unit in paged.units]
    described = give_index_terms(mentioned, reading.index)
    numbered = tuple(replace(unit, order=order) for order, unit in enumerate(described))
    report = [*reading.report, *paged.report, *unresolved]
    return Edition(
        profile.id,
        profile.title,
        profile.editors,
        profile.publisher,
        profile.place,
        profile.year,
        profile.language,
        numbered,
        _all_persons(register, documents=numbered),
        (),
        tuple(reading.terms),
        (*references, *reading.references),
        tuple(reading.index),
        IngestReport(_counts(numbered, reading), tuple(sorted(report, key=lambda line: line.line))),
    )


def _first_line(unit: Unit) -> tuple[int, str]:
    """Order units as printed; a footnote comes after its introduction, which it stands inside of."""
    lines = [paragraph.line for paragraph in unit.paragraphs if paragraph.line]
    return (min(lines, default=0), unit.id)


def _lines_with_pages(lines: Sequence[Line], sections: Sections, reading: _Reading) -> list[Line]:
    """The lines that stand on numbered pages: those of the sections, without plates."""
    dropped = {line.line for line in reading.report if line.code == "illustrations"}
    first = sections.sections[0].heading.number if sections.sections else 1
    return [line for line in lines if line.number >= first and line.number not in dropped]


def _with_mentions(unit: Unit, register: Register) -> Unit:
    """Name the persons a text mentions, but not those who write or are written to."""
    own = {person.id for person in (*unit.senders, *unit.recipients)}
    own.add(unit.id.rpartition("/bio.")[2])
    found: dict[str, PersonRef] = {}
    for paragraph in unit.paragraphs:
        for _, _, id in register.find_mentions(paragraph.text):
            person = register.get(id)
            if person and id not in own:
                found.setdefault(id, PersonRef(id, person.display))
    return replace(unit, mentions=tuple(found.values()))


def _all_persons(register: Register, documents: Iterable[Unit]) -> tuple[Person, ...]:
    """The register's persons and whoever writes or is written to besides."""
    persons = {person.id: person for person in register.persons}
    for unit in documents:
        for ref in (*unit.senders, *unit.recipients):
            if ref.id not in persons:
                kind = NamedParty(ref.name, "group" if ref.name[:1].islower() else "person").kind
                persons[ref.id] = Person(ref.id, ref.name, ref.name, kind=kind)
    return tuple(persons.values())


def _report_left_out(sections: Sections) -> list[ReportLine]:
    return [
        *_dropped(sections.left_out, "front-matter"),
        *_dropped(sections.title_leaves, "half-title"),
    ]


def _dropped(lines: Sequence[Line], code: str) -> list[ReportLine]:
    """One report line for a run of lines that are text of no unit."""
    filled = [line for line in lines if line.text.strip()]
    if not filled:
        return []
    message = f"{len(filled)} lines ({filled[0].number}–{filled[-1].number}) are text of no unit"
    return [ReportLine("dropped", code, message, filled[0].number)]


def _counts(units: Iterable[Unit], reading: _Reading) -> dict[str, int]:
    found = Counter(_counted_as(unit) for unit in units)
    headings = sum(entry.subheading is None for entry in reading.index)
    counts = {name: found[name] for name in _COUNTED}
    return counts | {"index headings": headings, "index subheadings": len(reading.index) - headings}


def _counted_as(unit: Unit) -> str:
    slug = unit.id.rpartition("/")[2]
    if unit.kind == "document":
        return "appendix documents" if slug.startswith("app-") else "documents"
    if unit.kind == "note":
        return "notes" if slug.startswith(("doc-", "app-")) else "footnotes"
    return {"biography": "biographies", "glossary": "glossary entries"}.get(unit.kind, "introductions")
