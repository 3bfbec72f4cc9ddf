"""Mentions of letters in letters: "your letter of 2 June", "Your telegram No. 34", "Embtel 771 Feb. 24".

English only. Quoted text is skipped, because there "your" refers to someone else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.dates.tokens import MONTHS
from corpus.model import DateSpan, Unit

MentionedAuthor = Literal["recipient", "sender", "either"]
MediumClass = Literal["letter", "telegram", "any"]

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
_LETTER_NUMBER = re.compile(r"\bNo\.?\s*([0-9]{1,5})\b|№\s*([0-9]{1,5})\b")
_LEADING_NUMBER = re.compile(r"\A([0-9]{1,5})\.\s+[A-Z“\"(]")
_OPENING_PARAGRAPHS = 3
_COUNTS = {"two": 2, "three": 3, "both": 2}


@dataclass(frozen=True, slots=True)
class LetterMention:
    """A mention of one letter in another; ``text`` is the wording as printed.

    ``author`` is the role that the author of the mentioned letter has in the mentioning one ("your letter" is
    by its recipient); ``day`` and ``number`` are None if not stated; ``count`` is the number of letters
    mentioned at once ("your last two letters").
    """

    text: str
    author: MentionedAuthor
    medium: MediumClass
    day: date | None = None
    number: str | None = None
    count: int = 1


def find_letter_mentions(unit: Unit) -> tuple[LetterMention, ...]:
    """Return the mentions of other letters in a letter, in order.

    A letter that is not the recipient's is returned only if the mention has its date or number ("my letter"
    alone may be the letter itself).
    """
    mentions = (
        mention
        for paragraph in unit.paragraphs
        for match in _NAMED.finditer(paragraph.text)
        if not _is_quoted(paragraph.text, match.start())
        for mention in _mentions(paragraph.text, match, unit.date)
    )
    return tuple(
        mention for mention in mentions if mention.author == "recipient" or mention.day or mention.number
    )


def letter_number(unit: Unit) -> str | None:
    """Return the number that a letter or telegram states as its own; None if there is none.

    It is the first "No. 34" in the first three paragraphs or the last one; in telegrams also "145." before
    the text.
    """
    texts = [paragraph.text for paragraph in unit.paragraphs]
    for text in (*texts[:_OPENING_PARAGRAPHS], *texts[-1:]):
        match = _LEADING_NUMBER.match(text) if medium_class(unit.medium) == "telegram" else None
        match = match or _LETTER_NUMBER.search(text)
        if match:
            return next(group for group in match.groups() if group)
    return None


def medium_class(medium: str | None) -> MediumClass:
    """Classify a medium: "telegram" if its name indicates one, otherwise "letter"; "any" for None."""
    if medium is None:
        return "any"
    return (
        "telegram" if re.search(r"tele|cable|ciph|cyph|wire|phone|radio", medium, re.IGNORECASE) else "letter"
    )


def _mentions(text: str, match: re.Match[str], written: DateSpan | None) -> Iterator[LetterMention]:
    """Yield a mention for each number or day after the noun or, if there are none, one for the noun alone.

    A noun alone yields nothing if it is missing or abbreviated, or if the letter went to someone else.
    """
    author = _author(match)
    medium = _medium(match)
    end = match.end()
    is_identified = False
    for number, day, stop in _numbers_and_days(text, end, written):
        is_identified, end = True, stop
        wording = text[match.start() : end].rstrip(".")
        yield LetterMention(wording, author, medium, day, number)
    if not is_identified and not match["bare"] and not match["short"] and not _TO_ANOTHER.match(text, end):
        count = _COUNTS.get((match["many"] or "").lower().removeprefix("last").strip(), 1)
        yield LetterMention(match.group(), author, medium, count=count)


def _author(match: re.Match[str]) -> MentionedAuthor:
    """Return the role that the author of the mentioned letter has in the mentioning one."""
    word = (match["owner"] or match["bare"] or match["short"]).lower()
    if word in ("your", "yours", "ur"):
        return "recipient"
    return "sender" if word in ("my", "our") else "either"


def _medium(match: re.Match[str]) -> MediumClass:
    """Return the medium that the noun of a mention names; "any" if it names neither."""
    if match["telegram"] or match["short"]:
        return "telegram"
    return "letter" if match["letter"] else "any"


def _numbers_and_days(
    text: str, start: int, written: DateSpan | None
) -> Iterator[tuple[str | None, date | None, int]]:
    """Parse "234, May 5 and 240, May 7" or "of 5 and 7 June" from ``start`` on.

    Yields:
        (number, day, end offset); number or day may be None. Days whose month comes later are yielded after
        it; days that have no month are dated by ``written``.
    """
    pending: list[tuple[int, int]] = []
    position = start
    while True:
        lead = _LEADS_TO_DATE.match(text, position)
        begin = lead.end() if lead else position
        match = _DATE.match(text, begin)
        has_month = match is not None and bool(match["month"] or match["month2"])
        if match and has_month:
            month = MONTHS[(match["month"] or match["month2"]).rstrip(".").lower()]
            year = match["year"] or match["year2"]
            for day_of_month, end in pending:
                yield None, _day(day_of_month, month, year, written), end
            pending = []
            yield None, _day(int(match["day"] or match["day2"]), month, year, written), match.end()
            position = match.end()
        elif match and _is_day_of_month(text, match, lead):
            pending.append((int(match["day"]), match.end()))
            position = match.end()
        elif number := _NUMBER.match(text, begin):
            day, position = _day_after(text, number.end(), written)
            yield number["number"], day, position
        else:
            break
        joint = _JOINT.match(text, position)
        if not joint:
            break
        position = joint.end()
    for day_of_month, end in pending:
        yield None, _latest(day_of_month, written), end


def _is_day_of_month(text: str, match: re.Match[str], lead: re.Match[str] | None) -> bool:
    """Return whether a number without a month is a day ("of the 7th", "of 5 and 7 June")."""
    return bool(lead and lead.group().strip(" ,")) or text[match.end() - 2 : match.end()].isalpha()


def _day_after(text: str, start: int, written: DateSpan | None) -> tuple[date | None, int]:
    """Return the date after a letter's number ("234, May 5") and its end; (None, start) if there is none."""
    lead = _LEADS_TO_DATE.match(text, start)
    match = _DATE.match(text, lead.end() if lead else start)
    if not match or not (match["month"] or match["month2"]):
        return None, start
    month = MONTHS[(match["month"] or match["month2"]).rstrip(".").lower()]
    day = _day(int(match["day"] or match["day2"]), month, match["year"] or match["year2"], written)
    return day, match.end()


def _day(day: int, month: int, year: str | None, written: DateSpan | None) -> date | None:
    """Return the date of a day and month in ``year`` or, if that is None, the latest not after ``written``.

    Only the year of ``written`` and the one before are tried. None if there is no such date, or if neither
    year nor ``written`` is known.
    """
    last = _last(written)
    years = [int(year)] if year else [last.year, last.year - 1] if last else []
    for candidate_year in years:
        try:
            candidate = date(candidate_year, month, day)
        except ValueError:
            continue
        if year or (last and candidate <= last):
            return candidate
    return None


def _latest(day: int, written: DateSpan | None) -> date | None:
    """Return the latest date with this day of the month that is not after ``written``.

    Only the month of ``written`` and the one before are tried. None if neither has such a date, or if
    ``written`` has no bounds.
    """
    last = _last(written)
    if last is None:
        return None
    months = [(last.year, last.month), (last.year - (last.month == 1), (last.month - 2) % 12 + 1)]
    for year, month in months:
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= last:
            return candidate
    return None


def _last(written: DateSpan | None) -> date | None:
    """Return the last possible day of a date, or the first if its end is open; None if it has no bounds."""
    return written.stated[1] or written.known_day if written else None


def _is_quoted(text: str, position: int) -> bool:
    """Return whether a position in a text is inside quotation marks."""
    before = text[:position]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
