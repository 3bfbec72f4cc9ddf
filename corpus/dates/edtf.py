"""EDTF (ISO 8601-2:2019, Extended Date/Time Format), read and written by one grammar. Pure.

    1932-06-05  1932-06  1932  -0044-03-15          day, month, year
    1932-21 … 1932-41                               season, quarter, quadrimester, semester of a year
    193X  19XX  1932-XX  1932-06-XX  XXXX           unspecified digits
    1932-06?  1932-06~  1932-06%                    uncertain, approximate, both; of a part: 1932-06-~05
    1932-06-05/1932-08  ../1932-08  1932-06/..      interval, open at an end
    [1932-08-26,1932-08-27]  [1932-08..1932-10]     one of several dates, or of all from one to another
    {1932-08,1932-10..1932-12}                      all of them
    1932-06-05T10:15:00Z                            a moment: its day is what counts

``parse_edtf`` parses a date, ``str()`` writes it back, and ``edtf_bounds`` returns its first and last day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Qualifier = Literal["", "?", "~", "%"]
Bound = date | None
"""A first or last day; None: open, or unknown."""

_PART = r"([?~%]?)"
_SINGLE = re.compile(
    rf"{_PART}(-?(?:\d{{4}}|\d{{3}}X|\d{{2}}XX|XXXX)){_PART}"
    rf"(?:-{_PART}(\d{{2}}|XX){_PART}(?:-{_PART}(\d{{2}}|XX|\dX){_PART})?)?"
)
_TIME = re.compile(
    r"(-?\d{4}-\d{2}-\d{2})[T ]\d{2}(?::\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?"
)
_MERGED: dict[frozenset[str], Qualifier] = {
    frozenset(): "", frozenset("?"): "?", frozenset("~"): "~", frozenset("?~"): "%",
}  # fmt: skip
_PADDING = {"day": 1, "month": 30, "season": 30, "year": 365}
"""Days by which "approximately" widens a date of each precision: one unit of it, as the edtf package pads."""
YEAR_MIN, YEAR_MAX = 1, 9999
"""The years of which days can be computed."""
_SUBYEARS: dict[int, tuple[int, int]] = {
    **{21 + n: (3 * n + 3, 3 * n + 5) for n in range(3)},  # spring, summer, autumn
    **{25 + n: (3 * n + 3, 3 * n + 5) for n in range(3)},  # of the northern hemisphere
    29: (9, 11), 31: (3, 5), 32: (6, 8),  # spring, autumn, winter of the southern one
    **{33 + n: (3 * n + 1, 3 * n + 3) for n in range(4)},  # quarters
    **{37 + n: (4 * n + 1, 4 * n + 4) for n in range(3)},  # quadrimesters
    40: (1, 6), 41: (7, 12),  # semesters
}  # fmt: skip
"""First and last month of the divisions of a year (ISO 8601-2, table 6) that lie within it."""
_WINTERS = (24, 28)
"""The winter of a year: its beginning or its end."""
_SOUTHERN_SUMMER = 30


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A year, month or day as written: ``year`` of four characters and perhaps a minus, the others of two.

    ``qualifiers`` are those of year, month and day; parts that are not written have none.
    """

    year: str
    month: str = ""
    day: str = ""
    qualifiers: tuple[Qualifier, Qualifier, Qualifier] = ("", "", "")

    def __str__(self) -> str:
        parts = [part for part in (self.year, self.month, self.day) if part]
        marks = self.qualifiers[: len(parts)]
        if len(set(marks)) == 1:
            return "-".join(parts) + marks[0]
        return "-".join(mark + part for part, mark in zip(parts, marks, strict=True))

    @property
    def precision(self) -> Literal["day", "month", "season", "year"]:
        """The finest part that is written."""
        if self.day:
            return "day"
        is_division = self.month.isdigit() and int(self.month) > 12
        return "season" if is_division else "month" if self.month else "year"

    @property
    def qualifier(self) -> Qualifier:
        """What is said of it as a whole: uncertain, approximate or both where that is said of any part."""
        return _merged(*self.qualifiers)


@dataclass(frozen=True, slots=True)
class EdtfInterval:
    """From one date to another; None: open (``..``)."""

    start: EdtfDate | None
    end: EdtfDate | None

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}"


@dataclass(frozen=True, slots=True)
class EdtfRange:
    """A member of a set: all dates from ``first`` to ``last``; None: open."""

    first: EdtfDate | None
    last: EdtfDate | None

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class EdtfSet:
    """One of several dates (``[…]``), or all of them (``{…}``)."""

    members: tuple[EdtfDate | EdtfRange, ...]
    is_choice: bool = True

    def __str__(self) -> str:
        inside = ",".join(map(str, self.members))
        return f"[{inside}]" if self.is_choice else f"{{{inside}}}"


Edtf: TypeAlias = EdtfDate | EdtfInterval | EdtfSet


def parse_edtf(text: str) -> Edtf:
    """Read an EDTF date.

    Raises:
        ValueError: it is none, names no possible day, or ends before it begins; the message says which.
    """
    written = text.strip()
    if written[:1] + written[-1:] in ("[]", "{}"):
        return _set(written)
    if "/" in written:
        return _interval(written)
    return _date(written)


def edtf_bounds(edtf: Edtf) -> tuple[Bound, Bound]:
    """Return the first and the last day that a date can mean; None: open, or unknown.

    An approximate date is widened by one unit of its precision on both sides.

    Raises:
        ValueError: its years are before the year 1 or after 9999.
    """
    match edtf:
        case EdtfDate():
            return _bounds_of(edtf)
        case EdtfInterval(start=start, end=end):
            return _first(start), _last(end)
        case EdtfSet(members=members):
            ends = [_ends(member) for member in members]
            firsts, lasts = [first for first, _ in ends], [last for _, last in ends]
            return (
                None if None in firsts else min(first for first in firsts if first),
                None if None in lasts else max(last for last in lasts if last),
            )


def edtf_dates(edtf: Edtf) -> Iterator[EdtfDate]:
    """Yield the single dates of a date."""
    match edtf:
        case EdtfDate():
            yield edtf
        case EdtfInterval(start=first, end=last):
            yield from (one for one in (first, last) if one)
        case EdtfSet(members=members):
            for member in members:
                parts = (member,) if isinstance(member, EdtfDate) else (member.first, member.last)
                yield from (one for one in parts if one)


def _date(text: str) -> EdtfDate:
    moment = _TIME.fullmatch(text)
    match = _SINGLE.fullmatch(moment[1] if moment else text)
    if not match or match[2] == "-0000":
        raise ValueError(f"“{text}” is no date in EDTF")
    before = (match[1], match[4] or "", match[7] or "")
    after = (match[3], match[6] or "", match[9] or "")
    year, month, day = match[2], match[5] or "", match[8] or ""
    count = sum(map(bool, (year, month, day)))
    marks = [
        _merged(before[place], *after[place:count]) if place < count else _merged() for place in range(3)
    ]
    found = EdtfDate(year, month, day, (marks[0], marks[1], marks[2]))
    _check(found, text)
    return found


def _check(found: EdtfDate, text: str) -> None:
    """Refuse months and days that there are not."""
    if found.month.isdigit() and not (1 <= int(found.month) <= 12 or 21 <= int(found.month) <= 41):
        raise ValueError(f"“{text}” has no such month")
    if found.day and found.month.isdigit() and int(found.month) > 12:
        raise ValueError(f"“{text}” has a day of a season")
    if found.day.isdigit():
        year = int(found.year) if found.year.lstrip("-").isdigit() else 2000
        month = int(found.month) if found.month.isdigit() else 1
        leap = year % 400 + 400  # the same leap years, in a range that can be computed
        if not 1 <= int(found.day) <= calendar.monthrange(leap, month)[1]:
            raise ValueError(f"“{text}” names a day that there is not")


def _interval(text: str) -> EdtfInterval:
    start, _, end = text.partition("/")
    if "/" in end:
        raise ValueError(f"“{text}” is no interval in EDTF")
    first, last = (None if side in ("", "..") else _date(side) for side in (start, end))
    if first is None and last is None:
        raise ValueError("an interval needs at least one end")
    _check_order(first, last)
    return EdtfInterval(first, last)


def _set(text: str) -> EdtfSet:
    members = tuple(_member(one.strip()) for one in text[1:-1].split(","))
    return EdtfSet(members, is_choice=text[0] == "[")


def _member(text: str) -> EdtfDate | EdtfRange:
    first, dots, last = text.partition("..")
    if not dots:
        return _date(text)
    ends = (_date(first) if first else None, _date(last) if last else None)
    if ends == (None, None):
        raise ValueError("a range needs at least one end")
    _check_order(*ends)
    return EdtfRange(*ends)


def _check_order(first: EdtfDate | None, last: EdtfDate | None) -> None:
    """Refuse what ends before it begins, as far as that can be computed."""
    if first is None or last is None:
        return
    try:
        start, end = _bounds_of(first)[0], _bounds_of(last)[1]
    except ValueError:
        return
    if start and end and start > end:
        raise ValueError(f"“{first}” to “{last}” ends before it begins")


def _merged(*marks: str) -> Qualifier:
    return _MERGED[frozenset("".join(marks).replace("%", "?~"))]


def _ends(member: EdtfDate | EdtfRange) -> tuple[Bound, Bound]:
    return _bounds_of(member) if isinstance(member, EdtfDate) else (_first(member.first), _last(member.last))


def _first(one: EdtfDate | None) -> Bound:
    return _bounds_of(one)[0] if one else None


def _last(one: EdtfDate | None) -> Bound:
    return _bounds_of(one)[1] if one else None


def _bounds_of(one: EdtfDate) -> tuple[Bound, Bound]:
    if one.year.lstrip("-") == "XXXX":
        return None, None
    least, most = one.year.replace("X", "0"), one.year.replace("X", "9")
    if int(most) < YEAR_MIN or int(least) > YEAR_MAX:
        raise ValueError(f"“{one}” is before the year 1, of which no days are computed")
    years = max(int(least), YEAR_MIN), int(most)
    first, last = _first_day(one, years[0]), _last_day(one, years[1])
    if "~" in one.qualifier or "%" in one.qualifier:
        width = timedelta(_PADDING[one.precision])
        first = first - min(width, first - date.min)
        last = last + min(width, date.max - last)
    return first, last


def _first_day(one: EdtfDate, year: int) -> date:
    if one.precision == "season":
        return season_bounds(int(one.month), year)[0]
    month = int(one.month) if one.month.isdigit() else 1
    return date(year, month, max(1, int(one.day.replace("X", "0"))) if _has_digits(one.day) else 1)


def _last_day(one: EdtfDate, year: int) -> date:
    if one.precision == "season":
        return season_bounds(int(one.month), year)[1]
    month = int(one.month) if one.month.isdigit() else 12
    longest = calendar.monthrange(year, month)[1]
    day = int(one.day.replace("X", "9")) if _has_digits(one.day) else longest
    return date(year, month, min(day, longest))


def _has_digits(part: str) -> bool:
    return part[:1].isdigit()


def season_bounds(code: int, year: int) -> tuple[date, date]:
    """Return the first and last day of a division of a year; its winter may be its beginning or its end."""
    if code in _WINTERS:
        return date(year, 1, 1), _end_of_month(min(year + 1, YEAR_MAX), 2)
    if code == _SOUTHERN_SUMMER:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = _SUBYEARS[code]
    return date(year, first, 1), _end_of_month(year, last)


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
