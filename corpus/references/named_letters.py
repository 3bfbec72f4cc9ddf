"""Letters that a letter names: "your letter of 2 June", "Your telegram No. 34", "Embtel 771 Feb. 24".

English only. What a letter quotes from others is left alone: there "your" is somebody else's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.dates.tokens import MONTHS
from corpus.model import DateSpan, Unit

By = Literal["recipient", "sender", "either"]
Means = Literal["letter", "telegram", "any"]

_TELEGRAMS = r"telegrams?|cables?|cablegrams?|cyphers?|ciphers?|wires?|phonegrams?|radiograms?"
_LETTERS = r"letters?|dispatch(?:es)?|despatch(?:es)?|epistles?|postcards?|airgrams?"
_OTHERS = r"messages?|notes?|memorand(?:um|a)|lines|communications?"
_NOUN = rf"(?P<telegram>{_TELEGRAMS})|(?P<letter>{_LETTERS})|(?P<other>{_OTHERS})"
_NO_ADJECTIVE = r"(?:by|in|on|for|to|the|a|an|and|of|that|as|from|with|sending)\b"
_NAMED = re.compile(
    rf"\b(?:(?P<owner>your|my|our)(?:\s+(?P<many>two|three|both|last\s+two|last\s+three)\b)?"
    rf"(?:\s+(?!{_NO_ADJECTIVE})[\w-]+){{0,3}}?\s+(?:{_NOUN})\b"
    rf"|(?P<bare>your|yours|my|our)(?=\s+(?:of\s+(?:the\s+)?[0-9A-Z]|[0-9]+\b(?!,[0-9])))"
    rf"|(?P<short>ur|my|our|emb|dep|leg|con)tels?\b)",
    re.IGNORECASE,
)
_MONTH = r"(?:" + "|".join(sorted((re.escape(form) for form in MONTHS), key=len, reverse=True)) + r")\b\.?"
_DATE = re.compile(
    rf"(?:the\s+)?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:\s+(?:of\s+)?(?P<month>{_MONTH})"
    r"(?!\s+[0-9]{1,2}\b))?(?:,?\s+(?P<year>[0-9]{4})\b)?"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year2>[0-9]{{4}})\b)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:Nos?\.?\s*)?(?P<number>[0-9]{1,5})(?![\w/.:]*[0-9A-Za-z%])", re.IGNORECASE)
_LEADS_TO_DATE = re.compile(r"\s*(?:,\s*)?(?:of|dated|from|on)?\s*", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:,|and|&|,\s*and)\s*", re.IGNORECASE)
_TO_ANOTHER = re.compile(r"\s+to\s+(?!you\b)(?!the\s+effect)", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\bNo\.?\s*([0-9]{1,5})\b|№\s*([0-9]{1,5})\b")
_LEADING_NUMBER = re.compile(r"\A([0-9]{1,5})\.\s+[A-Z“\"(]")
_OPENING_PARAGRAPHS = 3
_COUNTS = {"two": 2, "three": 3, "both": 2}


@dataclass(frozen=True, slots=True)
class NamedLetter:
    """A letter as another names it; ``text`` is as printed.

    ``by`` says who wrote it, seen from the letter that names it; ``count`` how many are named at once.
    """

    text: str
    by: By
    means: Means
    day: date | None = None
    number: str | None = None
    count: int = 1


def named_letters(unit: Unit) -> tuple[NamedLetter, ...]:
    """The letters that a letter names, in order. The sender's own are told only by day or number."""
    found = (
        one
        for paragraph in unit.paragraphs
        for match in _NAMED.finditer(paragraph.text)
        if not _is_quoted(paragraph.text, match.start())
        for one in _named(paragraph.text, match, unit.date)
    )
    return tuple(one for one in found if one.by == "recipient" or one.day or one.number)


def own_number(unit: Unit) -> str | None:
    """The number a telegram bears: "No. 34" in its first or last lines, or "145." before its text."""
    texts = [paragraph.text for paragraph in unit.paragraphs]
    for text in (*texts[:_OPENING_PARAGRAPHS], *texts[-1:]):
        match = _LEADING_NUMBER.match(text) if means_of(unit.medium) == "telegram" else None
        match = match or _OWN_NUMBER.search(text)
        if match:
            return next(group for group in match.groups() if group)
    return None


def means_of(medium: str | None) -> Means:
    """Letter or telegram, as the medium of a document says; "any" where it says nothing."""
    if medium is None:
        return "any"
    return (
        "telegram" if re.search(r"tele|cable|ciph|cyph|wire|phone|radio", medium, re.IGNORECASE) else "letter"
    )


def _named(text: str, match: re.Match[str], written: DateSpan | None) -> Iterator[NamedLetter]:
    """What follows the noun: numbers and days, joined by commas and "and"; without any, the noun alone."""
    by = _by(match)
    means = _means(match)
    end = match.end()
    is_found = False
    for number, day, stop in _numbers_and_days(text, end, written):
        is_found, end = True, stop
        named = text[match.start() : end].rstrip(".")
        yield NamedLetter(named, by, means, day, number)
    if not is_found and not match["bare"] and not match["short"] and not _TO_ANOTHER.match(text, end):
        count = _COUNTS.get((match["many"] or "").lower().removeprefix("last").strip(), 1)
        yield NamedLetter(match.group(), by, means, count=count)


def _by(match: re.Match[str]) -> By:
    word = (match["owner"] or match["bare"] or match["short"]).lower()
    if word in ("your", "yours", "ur"):
        return "recipient"
    return "sender" if word in ("my", "our") else "either"


def _means(match: re.Match[str]) -> Means:
    if match["telegram"] or match["short"]:
        return "telegram"
    return "letter" if match["letter"] else "any"


def _numbers_and_days(
    text: str, start: int, written: DateSpan | None
) -> Iterator[tuple[str | None, date | None, int]]:
    """Read "234, May 5 and 240, May 7" or "of 5 and 7 June" from ``start`` on."""
    waiting: list[tuple[int, int]] = []
    at = start
    while True:
        lead = _LEADS_TO_DATE.match(text, at)
        begin = lead.end() if lead else at
        match = _DATE.match(text, begin)
        has_month = match is not None and bool(match["month"] or match["month2"])
        if match and has_month:
            month = MONTHS[(match["month"] or match["month2"]).rstrip(".").lower()]
            year = match["year"] or match["year2"]
            for number_of_day, end in waiting:
                yield None, _day(number_of_day, month, year, written), end
            waiting = []
            yield None, _day(int(match["day"] or match["day2"]), month, year, written), match.end()
            at = match.end()
        elif match and _is_day_of_month(text, match, lead):
            waiting.append((int(match["day"]), match.end()))
            at = match.end()
        elif number := _NUMBER.match(text, begin):
            day, at = _day_after(text, number.end(), written)
            yield number["number"], day, at
        else:
            break
        joint = _JOINT.match(text, at)
        if not joint:
            break
        at = joint.end()
    for number_of_day, end in waiting:
        yield None, _latest(number_of_day, written), end


def _is_day_of_month(text: str, match: re.Match[str], lead: re.Match[str] | None) -> bool:
    """Tell "of the 7th" and "of 5 and 7 June" from numbers."""
    return bool(lead and lead.group().strip(" ,")) or text[match.end() - 2 : match.end()].isalpha()


def _day_after(text: str, start: int, written: DateSpan | None) -> tuple[date | None, int]:
    """The day that follows a number: "234, May 5"."""
    lead = _LEADS_TO_DATE.match(text, start)
    match = _DATE.match(text, lead.end() if lead else start)
    if not match or not (match["month"] or match["month2"]):
        return None, start
    month = MONTHS[(match["month"] or match["month2"]).rstrip(".").lower()]
    day = _day(int(match["day"] or match["day2"]), month, match["year"] or match["year2"], written)
    return day, match.end()


def _day(day: int, month: int, year: str | None, written: DateSpan | None) -> date | None:
    """A day in its year; without a year, the last such day before the letter was written."""
    last = _last(written)
    years = [int(year)] if year else [last.year, last.year - 1] if last else []
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or (last and found <= last):
            return found
    return None


def _latest(day: int, written: DateSpan | None) -> date | None:
    """The last such day of a month before the letter was written."""
    last = _last(written)
    if last is None:
        return None
    months = [(last.year, last.month), (last.year - (last.month == 1), (last.month - 2) % 12 + 1)]
    for year, month in months:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= last:
            return found
    return None


def _last(written: DateSpan | None) -> date | None:
    return written.stated[1] or written.known_day if written else None


def _is_quoted(text: str, place: int) -> bool:
    before = text[:place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
