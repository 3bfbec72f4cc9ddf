"""Days that a text mentions: "February 24", "3. März 1904", "le 1er mars"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corpus.dates.languages import PLAIN_MONTHS, fold

_DAY = re.compile(r"(?<![\w.:/-])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|°|\.(?=\s))?(?![\w/:%-]|[.,][0-9])")
_WORD_BEFORE = re.compile(r"(?<!\w)(?P<word>[^\W\d_]{3,12})\.?\s+\Z")
_WORD_AFTER = re.compile(r"\s+(?:(?:of|de|di|d[’'])\s*)?(?P<word>[^\W\d_]{3,12})\b\.?")
_YEAR = re.compile(r",?\s+(?:de\s+)?(?P<year>[0-9]{4})(?![0-9])")
_VERBS = ("may", "march")
"""Months that are English verbs unless they are capitalised."""
_REACH = 20
"""Characters before a number in which the name of its month is sought."""


def find_mentioned_days(text: str, written: date) -> dict[date, str]:
    """Return the days that a text mentions with the month in words, each as first printed, in order.

    A day without a year is the one nearest to the day of writing.

    Args:
        written: the day on which the text was written.
    """
    days: dict[date, str] = {}
    for day_of_month, month, year, printed in _printed_days(text):
        years = [year] if year else [written.year + offset for offset in (-1, 0, 1)]
        day = _nearest(day_of_month, month, years, written)
        if day is not None:
            days.setdefault(day, printed)
    return days


def forms_of_month(month: int) -> tuple[str, ...]:
    """Return the names and abbreviations of a month in all languages, folded."""
    return tuple(form for form, number in PLAIN_MONTHS.items() if number == month)


def _printed_days(text: str) -> Iterator[tuple[int, int, int | None, str]]:
    """Yield the day of the month, the month, the year if it is printed, and the wording of each day."""
    used = 0
    for match in _DAY.finditer(text):
        start, end = match.span()
        before = _WORD_BEFORE.search(text, max(used, start - _REACH), start)
        after = _WORD_AFTER.match(text, end)
        if before and (month := _month(before["word"])):
            start = before.start()
        elif after and (month := _month(after["word"])):
            end = after.end()
        else:
            continue
        year = _YEAR.match(text, end)
        used = year.end() if year else end
        yield int(match["day"]), month, int(year["year"]) if year else None, text[start:used].rstrip(".")


def _month(word: str) -> int | None:
    """Return the number of the month that a word names; None if it names none."""
    return None if word in _VERBS else PLAIN_MONTHS.get(fold(word))


def _nearest(day: int, month: int, years: list[int], written: date) -> date | None:
    """Return the date with this day and month in one of some years that is nearest to the day of writing."""
    dates = []
    for year in years:
        try:
            dates.append(date(year, month, day))
        except ValueError:
            continue
    return min(dates, key=lambda candidate: abs(candidate - written), default=None)
