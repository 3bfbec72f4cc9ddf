"""Metadata in the short lines before and after a letter's text: its medium, place and own date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.dates.datelines import find_dates, parse_dateline_details, refine_with_dateline
from corpus.model import DateSpan, Paragraph, ReportLine
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.paragraphs import SourceBlock

_MEDIA = re.compile(
    r"\b(cipher(?:ed)?(?: telegram)?|telegram|phon[eo]gram|memorandum|postcard|letter|radiogram)\b",
    re.IGNORECASE,
)
_MEDIUM_NAMES = {
    "ciphered": "cipher",
    "cipher telegram": "cipher",
    "ciphered telegram": "cipher",
    "phonogram": "phonegram",
}
_FROM_PLACE = re.compile(r"\b[Ff]rom (?P<place>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)")
_PLACE_NAME = re.compile(r"[A-Z][a-zà-ÿ]{2,}(?:[ -][A-Z][a-zà-ÿ]+)?")
_PERSONAL_PRONOUN = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|[Mm]y|[Oo]ur|me|us)\b")
_NUMBERED_ITEM = re.compile(r"\s*\(?\d{1,3}[.)]\s")
_BARE_DATE = re.compile(r"[\d\[\]]+ \[?[^\W\d]+\]?,? [\d\[\]]+")
LONGEST_METADATA_LINE = 120
"""The most characters in a line with metadata."""
FIRST_BLOCKS = 4
"""The number of blocks at a letter's start that are searched for metadata."""
LAST_BLOCKS = 4
"""The number of blocks at a letter's end that are searched for metadata."""


def detect_medium(letter: Sequence[SourceBlock]) -> str:
    """Return the medium that the first lines name ("Cipher.", "telegram No. 25"), or "letter" if none is."""
    for text in _opening_lines(letter):
        match = _MEDIA.search(text)
        if match:
            mention = match[1].lower()
            return _MEDIUM_NAMES.get(mention, mention)
    return "letter"


def detect_place(letter: Sequence[SourceBlock], dateline: str | None, names: Sequence[str]) -> str | None:
    """Return the place of writing; None if it is not stated.

    The dateline is searched first, then a telegram's opening, then the lines with the letter's own date.

    Args:
        names: the correspondents' names, which are not places.
    """
    if dateline and (place := parse_dateline_details(dateline).place):
        return place
    for text in _opening_lines(letter):
        if match := _FROM_PLACE.search(text):
            return match["place"]
    ends = (*letter[:2], *letter[2:][-LAST_BLOCKS:])
    lines = [
        plain_text(line)
        for block in ends
        if len(block.text) < LONGEST_METADATA_LINE
        for line in block.text.split("\n")
    ]
    places = (_place_next_to_date(lines, index) for index, line in enumerate(lines) if find_dates(line))
    return next((place for place in places if place and not any(name in place for name in names)), None)


def resolve_date(
    dateline: str | None, line: int, paragraphs: Sequence[Paragraph], year: int | None
) -> tuple[DateSpan, list[ReportLine]]:
    """Parse the head's dateline and refine it with the letter's own date; contradictions are reported.

    Args:
        dateline: the dateline; if None, the date is unknown.
        line: the source line at which the document starts, for the report.
        year: the chapter's year, for a dateline that lacks a year.
    """
    parsed = parse_dateline_details(dateline or "", year=year)
    span = parsed.span
    remarks = [(line, f"“{dateline}”: {remark}") for remark in parsed.warnings]
    contradictions: list[ReportLine] = []
    for paragraph in _metadata_paragraphs(paragraphs):
        letter_date = refine_with_dateline(span, paragraph.text, year=year)
        if letter_date is not None:
            span = _adopt_letter_date(span, letter_date.span)
            remarks += [(paragraph.line, f"“{paragraph.text}”: {remark}") for remark in letter_date.warnings]
        else:
            contradictions += _contradictions(dateline, span, paragraph, year)
    report = [ReportLine("warning", "dateline", message, number) for number, message in remarks]
    return span, report + contradictions


def _adopt_letter_date(span: DateSpan, letter_date: DateSpan) -> DateSpan:
    """Return the head's date with the source of the year from the letter's date.

    Its wording is also taken from the letter's date if that is nothing but a date.
    """
    is_bare = bool(_BARE_DATE.fullmatch(letter_date.display))
    return replace(
        span, display=letter_date.display if is_bare else span.display, year_source=letter_date.year_source
    )


def _contradictions(
    dateline: str | None, span: DateSpan, paragraph: Paragraph, year: int | None
) -> Iterator[ReportLine]:
    """Yield a warning for each day in a paragraph that lies outside the date of the head.

    Args:
        dateline: the dateline of the head as printed.
        span: the date of the head.
    """
    for mention in find_dates(paragraph.text, year=year):
        day = mention.earliest
        if mention.precision == "day" and day is not None and not _allows(span, day):
            message = f"the head is dated “{dateline}”, the letter {day.isoformat()}"
            yield ReportLine("warning", "date-contradiction", message, paragraph.line)


def _allows(span: DateSpan, day: date) -> bool:
    """Return whether a day lies within a date span, both ends inclusive; open ends allow any day."""
    return (span.earliest is None or span.earliest <= day) and (span.latest is None or day <= span.latest)


def _opening_lines(letter: Sequence[SourceBlock]) -> Iterator[str]:
    """Yield the plain texts of the metadata lines before the letter's text."""
    for block in letter[:FIRST_BLOCKS]:
        if block.label is not None or not _is_metadata_line(block.text):
            return
        yield plain_text(block.text)


def _metadata_paragraphs(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the metadata lines among the first and last paragraphs."""
    ends = (*paragraphs[:FIRST_BLOCKS], *paragraphs[FIRST_BLOCKS:][-LAST_BLOCKS:])
    return [
        paragraph
        for paragraph in ends
        if len(paragraph.text) < LONGEST_METADATA_LINE / 2 and _is_metadata_line(paragraph.text)
    ]


def _is_metadata_line(text: str) -> bool:
    """Return whether a line is short, not numbered and without personal pronouns, unlike text."""
    return (
        len(text) <= LONGEST_METADATA_LINE
        and not _NUMBERED_ITEM.match(text)
        and not _PERSONAL_PRONOUN.search(plain_text(text))
    )


def _place_next_to_date(lines: Sequence[str], index: int) -> str | None:
    """Return the place in "Sochi, 4 June", or one alone on the line above a date; None if there is none.

    Args:
        index: the index of a line that contains a date.
    """
    mention = find_dates(lines[index])[0]
    rest = lines[index][: mention.start] + lines[index][mention.end :]
    before = lines[index - 1] if index and not rest.strip(" []().,") else ""
    for text in (rest, before):
        if match := _PLACE_NAME.fullmatch(text.strip(" []().,")):
            return match[0]
    return None
