"""Reads a printed documentary edition, by the steps that the other modules of this package define."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.model import Edition, IndexEntry, Person, ReportLine, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.index_terms import PageIndex, assign_index_terms
from corpus.readers.printed.biographies import read_biographies
from corpus.readers.printed.carried_over_notes import split_carried_over_notes
from corpus.readers.printed.document_units import DocumentContext, make_document
from corpus.readers.printed.documents import PrintedDocument, split_documents
from corpus.readers.printed.glossary import read_glossary
from corpus.readers.printed.introductions import missing_labels, read_introduction
from corpus.readers.printed.lines import SourceLine, split_lines
from corpus.readers.printed.mixed_scripts import repair_mixed_scripts
from corpus.readers.printed.notes import UnitWithNotes
from corpus.readers.printed.pagination import SectionStart, paginate
from corpus.readers.printed.paragraphs import SourceBlock, group_blocks
from corpus.readers.printed.printed_index import AFTER_INDEX, read_index
from corpus.readers.printed.profile import Profile, find_profile, load_profile
from corpus.readers.printed.rejoin import Vocabulary
from corpus.readers.printed.sections import Section, Sections, edition_title, read_sections
from corpus.readers.source import Source
from corpus.readers.word_account import account_for_words

_AFTER_PAGE = re.compile(r"pages?\s+(\d{1,4})")
_RUN = re.compile(r"[( ](?:lines )?(\d+)–(\d+)\)")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
ReportProgress = Callable[[str], None]


@dataclass(slots=True)
class _ReaderState:
    """The data that all steps share, and what has been read so far."""

    assembly: Assembly
    profile: Profile
    vocabulary: Vocabulary
    persons: list[Person] = field(default_factory=list)
    introductions: dict[str, tuple[SourceBlock, ...]] = field(default_factory=dict)
    """The blocks of each introduction, by the slug of its section."""
    carried_over: dict[str, tuple[SourceLine, ...]] = field(default_factory=dict)
    """The lines of each introduction's footnotes printed in the next document, by the slug of its section."""

    def add(self, unit: UnitWithNotes) -> None:
        """Add a unit, its notes and its report lines to the assembly."""
        self.assembly.units += [unit.unit, *unit.notes]
        self.assembly.report += unit.report


def recognises(source: Source) -> bool:
    """Return whether the source is one text whose contents page or headings announce documents.

    Raises:
        SourceError: the text cannot be read.
    """
    if source.text_file is None:
        return False
    return read_sections(split_lines(source.read_text(source.text_file))).has_documents


def read(source: Source, progress: ReportProgress) -> Edition:
    """Read a printed edition with the profile the user named, the one next to it, or a bundled one.

    If there is none of these, the profile is made from the title.

    Raises:
        SourceError: the text cannot be read.
        ProfileError: the profile is unreadable or invalid.
    """
    path = source.text_file or source.path
    lines = split_lines(source.read_text(path))
    profile = load_profile(source.profile) if source.profile else find_profile(path, edition_title(lines))
    progress(f"reading {path} as a printed edition, “{profile.id}”")
    return read_printed(lines, profile, progress)


def read_printed(lines: Sequence[SourceLine], profile: Profile, progress: ReportProgress) -> Edition:
    """Read a printed edition; lines that end up in no unit are reported.

    Text directly below a chapter heading is neither part of a unit nor reported.
    """
    lines, scripts = repair_mixed_scripts(lines)
    sections = read_sections(lines)
    state = _ReaderState(
        Assembly(profile.to_edition(), report=[*scripts, *sections.report, *_report_unused_lines(sections)]),
        profile,
        Vocabulary.from_lines(line.text for line in lines),
    )
    progress("reading persons, glossary and index")
    _read_reference_sections(sections, state)
    correspondents = [correspondent.to_person() for correspondent in profile.correspondents]
    person_index = PersonIndex.build(state.persons, correspondents, state.assembly.index)
    progress("reading documents and introductions")
    introductions = (section for section in sections.sections if section.kind == "introduction")
    state.introductions = {section.slug: group_blocks(section.lines) for section in introductions}
    documents = _split_document_sections(sections, state)
    for section in sections.sections:
        if section.kind == "introduction":
            _read_introduction(section, sections, state)
        elif section.kind in ("documents", "appendix"):
            _read_documents(section, documents[section.slug], person_index, state)
    progress("finding page numbers and references")
    return _finish(lines, sections, person_index, state)


def _read_reference_sections(sections: Sections, state: _ReaderState) -> None:
    """Add what the sections of biographies, the glossary and the printed index contain to the state."""
    assembly, vocabulary = state.assembly, state.vocabulary
    for section in sections.sections:
        lines = (section.heading, *section.lines)
        if section.kind == "biographies":
            biographies = read_biographies(lines, vocabulary, edition=state.profile.id)
            assembly.units += biographies.units
            state.persons += biographies.persons
            assembly.references += biographies.references
            assembly.report += biographies.report
        elif section.kind == "glossary":
            glossary = read_glossary(lines, vocabulary, edition=state.profile.id)
            assembly.units += glossary.units
            assembly.terms += glossary.terms
            assembly.report += glossary.report
        elif section.kind == "index":
            index = read_index(lines, vocabulary)
            assembly.index += index.entries
            assembly.report += index.report


def _split_document_sections(
    sections: Sections, state: _ReaderState
) -> dict[str, tuple[PrintedDocument, ...]]:
    """Split each section of documents; return the documents by the section's slug.

    Footnotes of an introduction that were printed in the next section's first document are moved to
    ``state.carried_over``. Document numbers run on from section to section; in each appendix they begin at 1.
    """
    by_section: dict[str, tuple[PrintedDocument, ...]] = {}
    number = 1
    before: Section | None = None
    for section in sections.sections:
        if section.kind in ("documents", "appendix"):
            split = split_documents(section.lines, first_number=1 if section.kind == "appendix" else number)
            documents = list(split.documents)
            if before and documents and before.kind == "introduction":
                labels = missing_labels(state.introductions[before.slug])
                note_lines, rest = split_carried_over_notes(documents[0].lines, labels)
                state.carried_over[before.slug] = note_lines
                documents[0] = replace(documents[0], lines=rest)
            state.assembly.report += [*split.report, *_dropped(split.before, "before-first-document")]
            by_section[section.slug] = tuple(documents)
            if section.kind == "documents" and documents:
                number = documents[-1].number + 1
        before = section
    return by_section


def _read_introduction(section: Section, sections: Sections, state: _ReaderState) -> None:
    """Read an introduction and add it to the state."""
    edition = state.profile.id
    title = f"{section.title} to {section.chapter}" if section.chapter else section.title
    introduction = read_introduction(
        state.introductions[section.slug],
        state.vocabulary,
        id=f"{edition}/{section.slug}",
        edition=edition,
        title=title,
        chapter=section.chapter,
        carried_over=state.carried_over.get(section.slug, ()),
        illustrated=_is_illustrated(section, sections),
    )
    state.add(introduction)


def _is_illustrated(section: Section, sections: Sections) -> bool:
    """Return whether the contents page places illustrations after a page of this section."""
    pages = [_AFTER_PAGE.search(line.text) for line in sections.front_matter if "llustration" in line.text]
    numbers = [int(match[1]) for match in pages if match]
    firsts = [other.first_page for other in sections.sections]
    start = section.first_page
    after = next((page for page in firsts[firsts.index(start) + 1 :] if page and page.isdigit()), None)
    if not start or not start.isdigit() or not after:
        return False
    return any(int(start) <= number < int(after) for number in numbers)


def _read_documents(
    section: Section, documents: Iterable[PrintedDocument], person_index: PersonIndex, state: _ReaderState
) -> None:
    """Add the units of a section's documents.

    A dateline without a year takes that of the chapter's title or, in an appendix, of the previous document.
    """
    match = _YEAR.search(section.chapter or "")
    year = int(match[1]) if match else None
    profile, is_appendix = state.profile, section.kind == "appendix"
    chapter = section.chapter or section.title
    for printed in documents:
        printed_year = is_appendix and _YEAR.search(printed.dateline or "")
        context = DocumentContext(
            profile.id, is_appendix, chapter, None if printed_year else year, profile.archive
        )
        document = make_document(printed, context, person_index, state.vocabulary)
        state.add(document)
        span = document.unit.date
        if is_appendix and span and span.earliest:
            year = span.earliest.year


def _finish(
    lines: Sequence[SourceLine], sections: Sections, person_index: PersonIndex, state: _ReaderState
) -> Edition:
    """Find pages, assign index terms and return the finished edition."""
    assembly = state.assembly
    units = sorted(assembly.units, key=_first_line)
    starts = [
        SectionStart(section.heading.number, section.first_page)
        for section in sections.sections
        if section.first_page
    ]
    units, page_report = paginate(
        units, _lines_with_pages(lines, sections, assembly), starts, assembly.index, person_index
    )
    assembly.report += page_report
    assembly.units = []
    page_index = PageIndex(units)
    targets = ((entry.term, _target_ids(entry, page_index)) for entry in assembly.index)
    for unit in assign_index_terms(units, targets):
        assembly.add_unit(unit)
    edition = assembly.finish(person_index)
    return account_for_words(
        edition, (line.plain_text for line in lines), _left_out(lines, sections, assembly.report)
    )


def _left_out(
    lines: Sequence[SourceLine], sections: Sections, report: Iterable[ReportLine]
) -> dict[str, list[str]]:
    """Return the texts of the lines that belong to no unit, by reason: what they are."""
    headings = [section.heading for section in sections.sections]
    left = {
        "front matter": sections.front_matter,
        "half titles": sections.half_titles,
        "headings of sections": headings,
    }
    known = {line.number for part in left.values() for line in part}
    dropped = {
        number: line.code
        for line in report
        if line.level == "dropped"
        for number in _run_of(line, len(lines))
        if number not in known
    }
    texts = {reason: [line.plain_text for line in part] for reason, part in left.items()}
    for line in lines:
        if line.number in dropped:
            texts.setdefault(f"lines reported as {dropped[line.number]}", []).append(line.plain_text)
    return texts


def _run_of(line: ReportLine, last: int) -> range:
    """Return the numbers of the lines that a report line is about: a run that it names, else its line.

    What follows the index extends to the ``last`` line.
    """
    if line.code == AFTER_INDEX:
        return range(line.line, last + 1)
    run = _RUN.search(line.message)
    return range(int(run[1]), int(run[2]) + 1) if run else range(line.line, line.line + 1)


def _target_ids(entry: IndexEntry, page_index: PageIndex) -> Iterator[str]:
    """Yield the ids of the texts on an entry's pages, and of the notes that it names."""
    return (id for locator in entry.locators for id in page_index.resolve_locator(locator))


def _first_line(unit: Unit) -> tuple[int, str]:
    """Return a sort key that orders units by their first line; those of the same line are ordered by id."""
    lines = [paragraph.line for paragraph in unit.paragraphs if paragraph.line]
    return (min(lines, default=0), unit.id)


def _lines_with_pages(
    lines: Sequence[SourceLine], sections: Sections, assembly: Assembly
) -> list[SourceLine]:
    """Return the lines that are on numbered pages, from the first section on.

    The lines at which plates begin are left out.
    """
    dropped = {line.line for line in assembly.report if line.code == "illustrations"}
    first = sections.sections[0].heading.number if sections.sections else 1
    return [line for line in lines if line.number >= first and line.number not in dropped]


def _report_unused_lines(sections: Sections) -> list[ReportLine]:
    """Report the front matter and half titles, which belong to no unit."""
    return [
        *_dropped(sections.front_matter, "front-matter"),
        *_dropped(sections.half_titles, "half-title"),
    ]


def _dropped(lines: Sequence[SourceLine], code: str) -> list[ReportLine]:
    """Return one report line for lines that belong to no unit; none if all are blank."""
    filled = [line for line in lines if not line.is_blank]
    if not filled:
        return []
    message = f"{len(filled)} lines ({filled[0].number}–{filled[-1].number}) do not belong to any unit"
    return [ReportLine("dropped", code, message, filled[0].number)]
