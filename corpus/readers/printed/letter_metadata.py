"""What a letter says of itself in the short lines before and after its text: medium, place, its own date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from corpus.dates.datelines import find_dates, parse_dateline_details, refine_with_dateline
from corpus.model import DateSpan, Paragraph, ReportLine
from corpus.readers.printed.inline import plain
from corpus.readers.printed.paragraphs import Block

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
_SPEAKS = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|[Mm]y|[Oo]ur|me|us)\b")
_NUMBERED_ITEM = re.compile(r"\s*\(?\d{1,3}[.)]\s")
_BARE_DATE = re.compile(r"[\d\[\]]+ \[?[^\W\d]+\]?,? [\d\[\]]+")
LABEL_LENGTH = 120
FIRST_BLOCKS = 4
LAST_BLOCKS = 4


def medium_of(letter: Sequence[Block]) -> str:
    """Name the medium as the first lines do ("Cipher.", "telegram No. 25"); else it is a letter."""
    for text in _opening(letter):
        match = _MEDIA.search(text)
        if match:
            found = match[1].lower()
            return _MEDIUM_NAMES.get(found, found)
    return "letter"


def place_of(letter: Sequence[Block], dateline: str | None, names: Sequence[str]) -> str | None:
    """Find where it was written: in the dateline, a telegram's opening, or beside the letter's own date.

    Args:
        names: the correspondents', which are no places.
    """
    if dateline and (place := parse_dateline_details(dateline).place):
        return place
    for text in _opening(letter):
        if match := _FROM_PLACE.search(text):
            return match["place"]
    ends = (*letter[:2], *letter[2:][-LAST_BLOCKS:])
    lines = [
        plain(line) for block in ends if len(block.text) < LABEL_LENGTH for line in block.text.split("\n")
    ]
    places = (_place_beside_date(lines, at) for at, line in enumerate(lines) if find_dates(line))
    return next((one for one in places if one and not any(name in one for name in names)), None)


def date_of(
    dateline: str | None, line: int, paragraphs: Sequence[Paragraph], year: int | None
) -> tuple[DateSpan, list[ReportLine]]:
    """Read the head's dateline, completed by the letter's own; contradictions are reported.

    Args:
        line: where the document starts in the source.
        year: the chapter's.
    """
    reading = parse_dateline_details(dateline or "", year=year)
    span = reading.span
    remarks = [(line, f"“{dateline}”: {remark}") for remark in reading.warnings]
    contradictions: list[ReportLine] = []
    for paragraph in _labels_around(paragraphs):
        own = refine_with_dateline(span, paragraph.text, year=year)
        if own is not None:
            span = _completed(span, own.span)
            remarks += [(paragraph.line, f"“{paragraph.text}”: {remark}") for remark in own.warnings]
        else:
            contradictions += _contradictions(dateline, span, paragraph, year)
    report = [ReportLine("warning", "dateline", message, where) for where, message in remarks]
    return span, report + contradictions


def _completed(span: DateSpan, own: DateSpan) -> DateSpan:
    """Take over how the year is known, and the wording where it is nothing but a date."""
    is_bare = bool(_BARE_DATE.fullmatch(own.display))
    return replace(span, display=own.display if is_bare else span.display, year_source=own.year_source)


def _contradictions(
    dateline: str | None, span: DateSpan, paragraph: Paragraph, year: int | None
) -> Iterator[ReportLine]:
    for found in find_dates(paragraph.text, year=year):
        day = found.earliest
        if found.precision == "day" and day is not None and not _may_be(span, day):
            message = f"the head says “{dateline}”, the letter itself {day.isoformat()}"
            yield ReportLine("warning", "date-contradiction", message, paragraph.line)


def _may_be(span: DateSpan, day: date) -> bool:
    return (span.earliest is None or span.earliest <= day) and (span.latest is None or day <= span.latest)


def _opening(letter: Sequence[Block]) -> Iterator[str]:
    """The labels before the text begins."""
    for block in letter[:FIRST_BLOCKS]:
        if block.label is not None or not _is_label(block.text):
            return
        yield plain(block.text)


def _labels_around(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The labels at both ends."""
    ends = (*paragraphs[:FIRST_BLOCKS], *paragraphs[FIRST_BLOCKS:][-LAST_BLOCKS:])
    return [
        paragraph
        for paragraph in ends
        if len(paragraph.text) < LABEL_LENGTH / 2 and _is_label(paragraph.text)
    ]


def _is_label(text: str) -> bool:
    """A short line in which nobody speaks."""
    return len(text) <= LABEL_LENGTH and not _NUMBERED_ITEM.match(text) and not _SPEAKS.search(plain(text))


def _place_beside_date(lines: Sequence[str], at: int) -> str | None:
    """Read "Sochi, 4 June" or the name of a place by itself on the line before."""
    found = find_dates(lines[at])[0]
    rest = lines[at][: found.start] + lines[at][found.end :]
    before = lines[at - 1] if at and not rest.strip(" []().,") else ""
    for text in (rest, before):
        if match := _PLACE_NAME.fullmatch(text.strip(" []().,")):
            return match[0]
    return None
