"""Parses one entry of a printed index into a heading and subheadings with locators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.model import IndexEntry, Locator, ReportLine

_LOCATOR = r"(?:\d+(?:[-–]\d+)?(?:nn?\d*(?:[-–]\d+)?)?|[ivxl]+(?:[-–][ivxl]+)?)"
_LOCATORS = re.compile(
    rf"(?:[,.](?P<quote>[\"”’']?)\s*|\A\s*)(?P<locators>{_LOCATOR}(?:\s*[,.]\s*{_LOCATOR})*)\s*\.?\Z"
)
_LOCATORS_CHARS = " \t\n0123456789ivxln,.-–\"”’'"
"""The characters of locators and what separates them."""
_LOCATORS_LENGTH_MAX = 4_000
"""The characters at the end of a heading in which its locators are."""
_LOCATOR_PATTERN = re.compile(
    r"(?P<first>\d+|[ivxl]+)(?:[-–](?P<last>\d+|[ivxl]+))?(?P<mark>nn?(?P<note>\d*)(?:[-–](?P<last_note>\d+))?)?"
)
_SEE = re.compile(
    r"(?:[.;,]\s*|\A\s*)(?P<kind>See also|See)\s+(?P<targets>.+?(?:\b\w{1,2}\.)?)\.?\Z", re.IGNORECASE
)
_SEE_IN_BRACKETS = re.compile(r"\s*\((?P<kind>see also|see)\s+(?P<targets>[^()]+)\)", re.IGNORECASE)
_YEAR = re.compile(r"\A(?P<year>1\d{3}|20\d\d)(?:,\s*|\Z)(?P<locators>.*)\Z")


@dataclass(frozen=True, slots=True)
class _IndexHeading:
    """A heading or subheading: its words, its locators as printed, its see-references."""

    words: str
    locators: str
    see: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()


def parse_entry(text: str, line: int) -> tuple[list[IndexEntry], list[ReportLine]]:
    """Parse an entry into its heading and its subheadings, in order, and warnings about its locators.

    The heading has no subheading (None), and carries the entry's see-references at its end.

    Args:
        line: the line of the source to record.
    """
    body, see, see_also = _split_off_see(text.strip())
    head, subheadings = _split_subheadings(body)
    printed = [_parse_heading(head), *(_parse_heading(subheading, is_sub=True) for subheading in subheadings)]
    heading = printed[0].words
    entries: list[IndexEntry] = []
    report: list[ReportLine] = []
    for position, heading_part in enumerate(printed):
        locators, warnings = _read_locators(heading_part.locators, heading, line)
        report += warnings
        entries.append(
            IndexEntry(
                heading,
                heading_part.words if position else None,
                locators,
                heading_part.see + (() if position else see),
                heading_part.see_also + (() if position else see_also),
                line,
            )
        )
    if not any(entry.locators or entry.see or entry.see_also for entry in entries):
        report.append(ReportLine("warning", "index-without-page", f"“{heading}” has no page number", line))
    return entries, report


def expand_range(first: str, last: str) -> str:
    """Complete the abbreviated end of a range: 74 in 173–74 becomes 174, 7 in 106–7 becomes 107.

    An end that is not abbreviated, or not a number, is returned unchanged.
    """
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        return first[: len(first) - len(last)] + last
    return last


def _split_off_see(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split the see-reference off the end of an entry: (the rest, "see" targets, "see also" targets).

    Either or both tuples of targets are empty. A see-reference in brackets stays in the rest.
    """
    for match in _SEE.finditer(text):
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start()):
            see, see_also = _targets(match["kind"], match["targets"])
            return text[: match.start()], see, see_also
    return text, (), ()


def _targets(kind: str, targets: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the "see" and the "see also" targets, one of them empty; targets are separated by semicolons.

    Args:
        kind: "see" or "see also", in any case.
    """
    names = tuple(re.sub(r"\Aand\s+", "", target.strip()) for target in targets.split(";") if target.strip())
    return ((), names) if kind.lower() == "see also" else (names, ())


def _split_subheadings(body: str) -> tuple[str, list[str]]:
    """Split an index entry into its heading, with its locators, and its subheadings.

    The heading ends at a colon, unless only locators follow that, or at a semicolon; subheadings end at
    semicolons. Separators in brackets or quotation marks do not count.
    """
    segments = list(_split_outside_brackets(body, ";"))
    head, *rest = _split_outside_brackets(segments[0], ":", at_most=1)
    if rest and _is_locators(rest[0]):
        head, rest = f"{head},{rest[0]}".rstrip(" ,"), []
    return head, [heading_part.strip() for heading_part in (*rest, *segments[1:]) if heading_part.strip()]


def _is_locators(text: str) -> bool:
    """Return whether the text after a colon is only locators or blank; a year counts as a subheading."""
    stripped = text.strip()
    return not stripped or bool(_LOCATORS.fullmatch(stripped) and not _YEAR.match(stripped))


def _split_outside_brackets(text: str, separator: str, at_most: int = 0) -> Iterator[str]:
    """Yield the parts of a text between separators outside brackets and quotation marks.

    Args:
        at_most: the number of splits; 0 for no limit.
    """
    depth, start, count = 0, 0, 0
    for position, character in enumerate(text):
        if character in "([“":
            depth += 1
        elif character in ")]”" and depth:
            depth -= 1
        elif character == separator and depth == 0 and (not at_most or count < at_most):
            yield text[start:position]
            start, count = position + 1, count + 1
    yield text[start:]


def _parse_heading(text: str, *, is_sub: bool = False) -> _IndexHeading:
    """Split a heading into words, locators and a see-reference in brackets; a subheading may be a year."""
    see: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    bracketed = _SEE_IN_BRACKETS.search(text)
    if bracketed:
        see, see_also = _targets(bracketed["kind"], bracketed["targets"])
        text = text[: bracketed.start()] + text[bracketed.end() :]
    year = _YEAR.match(text.strip()) if is_sub else None
    if year:
        return _IndexHeading(year["year"], year["locators"], see, see_also)
    before = text.rstrip(_LOCATORS_CHARS)
    locators = _LOCATORS.search(text, max(len(text) - _LOCATORS_LENGTH_MAX, len(before)))
    if locators is None:
        return _IndexHeading(text.strip(" ,"), "", see, see_also)
    words = text[: locators.start()].strip(" ,") + (locators["quote"] or "")
    return _IndexHeading(words, locators["locators"], see, see_also)


def _read_locators(printed: str, heading: str, line: int) -> tuple[tuple[Locator, ...], list[ReportLine]]:
    """Return the locators in a printed list; notes without numbers and pages out of order are reported.

    Args:
        heading: the entry's heading, for the report.
    """
    locators = tuple(locator for match in _LOCATOR_PATTERN.finditer(printed) for locator in _locators(match))
    report = []
    if any(match["mark"] and not match["note"] for match in _LOCATOR_PATTERN.finditer(printed)):
        message = f"“{heading}”: note without a number in {printed.strip(' ,')}"
        report.append(ReportLine("warning", "index-note-number", message, line))
    pages = [int(locator.page) for locator in locators if locator.page.isdigit()]
    if pages != sorted(pages):
        message = f"“{heading}”: page numbers out of order: {printed.strip(' ,')}"
        report.append(ReportLine("warning", "index-page-order", message, line))
    return locators, report


def _locators(match: re.Match[str]) -> Iterator[Locator]:
    """Yield a matched locator: "52–53n3" is note 3 on pages 52–53, "72nn4–6" are three notes on page 72."""
    last = expand_range(match["first"], match["last"]) if match["last"] else None
    if match["last_note"]:
        for note in range(int(match["note"]), int(expand_range(match["note"], match["last_note"])) + 1):
            yield Locator(match["first"], last, str(note))
    else:
        yield Locator(match["first"], last, match["note"] or None)
