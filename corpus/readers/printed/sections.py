"""Cuts a printed edition into sections by its contents page, each with heading, chapter and first page.

Nothing here is specific to a book: titles, chapters and pages come from its own contents page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.model import ReportLine
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.slugs import slug

SectionKind = Literal["introduction", "documents", "appendix", "glossary", "biographies", "index"]

_CONTENTS = re.compile(r"\W*(?:table of )?contents\W*", re.IGNORECASE)
_ENTRY = re.compile(
    r"\A(?P<title>\S.*?)(?:\t\s*|\s*\.{3,}\s*|\s{3,})(?P<page>\d{1,4}|[ivxlcIVXLC]{1,7})\s*\Z"
)
_KINDS: tuple[tuple[re.Pattern[str], SectionKind], ...] = (
    (re.compile(r"(?:documents?|letters?)(?: and \w+)?\s+\d", re.IGNORECASE), "documents"),
    (re.compile(r"appendi(?:x|ces)\b|supplementary (?:documents|letters)", re.IGNORECASE), "appendix"),
    (re.compile(r"glossary|.*\babbreviations\b", re.IGNORECASE), "glossary"),
    (
        re.compile(r".*\bbiograph(?:ies|ical)\b|.*\b(?:persons|people|who's who)\b", re.IGNORECASE),
        "biographies",
    ),
    (re.compile(r"(?:general |subject )?index\b", re.IGNORECASE), "index"),
)


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An entry of the contents page.

    ``page`` is None for the line of a chapter itself, and "" if the entry was made from a heading.
    """

    title: str
    page: str | None
    chapter: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the edition: ``lines`` excludes the heading, ``slug`` begins with the chapter's slug.

    ``first_page`` is None if unknown.
    """

    kind: SectionKind
    title: str
    slug: str
    chapter: str | None
    first_page: str | None
    heading: SourceLine
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections in order, the entries of the contents page, and the lines that belong to no section.

    ``front_matter`` are the lines before the first section, ``half_titles`` those of divider pages.
    """

    sections: tuple[Section, ...]
    contents: tuple[ContentsEntry, ...]
    front_matter: tuple[SourceLine, ...]
    half_titles: tuple[SourceLine, ...]
    report: tuple[ReportLine, ...]

    @property
    def has_documents(self) -> bool:
        """Whether the edition contains documents."""
        return any(section.kind in ("documents", "appendix") for section in self.sections)


def edition_title(lines: Sequence[SourceLine]) -> str:
    """Return the title of the edition, its first top-level heading; "" if there is none."""
    return next((line.plain_text for line in lines if line.level == 1), "")


def read_contents(lines: Sequence[SourceLine]) -> tuple[tuple[ContentsEntry, ...], int]:
    """Return the entries of the contents page, and the index of the first heading after it.

    Without a contents page, the result is no entries and 0.
    """
    start = next((position for position, line in enumerate(lines) if _is_contents_heading(line)), None)
    if start is None:
        return (), 0
    entries: list[ContentsEntry] = []
    chapter: str | None = None
    end = start + 1
    for position in range(start + 1, len(lines)):
        text = lines[position].plain_text
        if lines[position].level or len(text) > 200:
            break
        entry = _entry(text, lines[position].number, chapter)
        if entry:
            chapter = entry.title if entry.page is None else _chapter_of(entry, chapter)
            entries.append(ContentsEntry(entry.title, entry.page, chapter, entry.line))
            end = position + 1
    return tuple(entries), _skip_to_heading(lines, end)


def read_sections(lines: Sequence[SourceLine]) -> Sections:
    """Cut the source into the sections its contents page lists; a missing heading is reported.

    Without a contents page, headings of the first two levels are used.
    """
    entries, start = read_contents(lines)
    if not entries:
        entries = _entries_from_headings(lines)
    positions: list[tuple[int, ContentsEntry]] = []
    report: list[ReportLine] = []
    search_from = start
    for entry in entries:
        position = _find_heading(lines, entry, search_from)
        if position is None:
            message = f"“{entry.title}” is in the contents, but there is no such heading"
            report.append(ReportLine("warning", "section-missing", message, entry.line))
        else:
            positions.append((position, entry))
            search_from = position + 1
    first = positions[0][0] if positions else len(lines)
    sections = _make_sections(lines, positions)
    titles = {slug(plain_text(entry.title)) for entry in entries}
    half_title_lines = tuple(line for section in sections for line in _half_title(section, titles))
    body_sections = tuple(
        replace(section, lines=section.lines[: len(section.lines) - len(_half_title(section, titles))])
        for section in sections
    )
    return Sections(body_sections, entries, tuple(lines[:first]), half_title_lines, tuple(report))


def _half_title(section: Section, titles: set[str]) -> tuple[SourceLine, ...]:
    """Return the lines at a section's end that only repeat titles of the contents (a divider page), if any.

    Args:
        titles: the slugs of the titles.
    """
    start = len(section.lines)
    while start and slug(section.lines[start - 1].plain_text) in titles | {""}:
        start -= 1
    half_title = section.lines[start:]
    return half_title if any(not line.is_blank for line in half_title) else ()


def section_kind(title: str) -> SectionKind:
    """Return the kind of a section by its title; "introduction" if nothing else fits."""
    return next((kind for pattern, kind in _KINDS if pattern.match(title)), "introduction")


def _is_contents_heading(line: SourceLine) -> bool:
    """Return whether a line is the heading of the contents page."""
    return len(line.plain_text) < 40 and bool(_CONTENTS.fullmatch(line.plain_text))


def _entry(text: str, line: int, chapter: str | None) -> ContentsEntry | None:
    """Return a line of the contents page as an entry, or as a chapter if it has no page.

    None for a blank or long line, or one about illustrations or maps.

    Args:
        chapter: the chapter the entry is listed under.
    """
    match = _ENTRY.match(text)
    if match:
        return ContentsEntry(match["title"], _page(match["page"]), chapter, line)
    is_chapter = 0 < len(text) < 80 and not text.lower().startswith(("illustration", "map", "plates"))
    return ContentsEntry(text, None, None, line) if is_chapter else None


def _page(printed: str) -> str:
    """Return a page label in lower case; a single capital I is a misread 1."""
    return "1" if printed == "I" else printed.lower()


def _chapter_of(entry: ContentsEntry, chapter: str | None) -> str | None:
    """Return ``chapter`` if the entry is an introduction or documents, which alone belong to one; or None."""
    if chapter is None:
        return None
    kind = section_kind(entry.title)
    return chapter if kind in ("documents", "introduction") else None


def _skip_to_heading(lines: Sequence[SourceLine], start: int) -> int:
    """Return the index of the first heading at or after ``start``, or the number of lines."""
    return next((position for position in range(start, len(lines)) if lines[position].level), len(lines))


def _entries_from_headings(lines: Sequence[SourceLine]) -> tuple[ContentsEntry, ...]:
    """Return the headings of the first two levels as entries, in place of a contents page.

    A top-level heading that begins with a year is a chapter.
    """
    entries: list[ContentsEntry] = []
    chapter: str | None = None
    for line in lines:
        level, title = line.level, line.plain_text
        if level == 1:
            chapter = title if re.fullmatch(r"\W*\d{4}.*", title) else None
        if level in (1, 2) and title:
            page = None if level == 1 and chapter else ""
            entries.append(ContentsEntry(title, page, chapter, line.number))
    return tuple(entries)


def _find_heading(lines: Sequence[SourceLine], entry: ContentsEntry, start: int) -> int | None:
    """Return the index of the heading with an entry's title, at or after ``start``; None if missing.

    Only headings of the first three levels count.
    """
    title_slug = slug(plain_text(entry.title))
    for position in range(start, len(lines)):
        if lines[position].level in (1, 2, 3) and slug(lines[position].plain_text) == title_slug:
            return position
    return None


def _make_sections(
    lines: Sequence[SourceLine], positions: list[tuple[int, ContentsEntry]]
) -> tuple[Section, ...]:
    """Return the sections, each from its heading to the next one found.

    A chapter heading, and any text between it and the next heading, belongs to no section.

    Args:
        positions: the index of each heading found, with its entry.
    """
    sections = []
    ends = [position for position, _ in positions[1:]] + [len(lines)]
    for (position, entry), end in zip(positions, ends, strict=False):
        if entry.page is None:
            continue
        prefix = f"{slug(entry.chapter)}-" if entry.chapter else ""
        kind = section_kind(entry.title)
        sections.append(
            Section(
                kind,
                entry.title,
                prefix + slug(entry.title),
                entry.chapter,
                entry.page or None,
                lines[position],
                tuple(lines[position + 1 : end]),
            )
        )
    return tuple(sections)
