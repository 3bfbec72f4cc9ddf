"""EDTF (ISO 8601-2:2019, Extended Date/Time Format), parsed and written by one grammar. Pure functions.

    1932-06-05  1932-06  1932  -0044-03-15          day, month, year
    1932-21 … 1932-41                               season, quarter, quadrimester, semester of a year
    193X  19XX  1932-XX  1932-06-XX  XXXX           unspecified digits
    1932-06?  1932-06~  1932-06%                    uncertain, approximate, both; of a part: 1932-06-~05
    1932-06-05/1932-08  ../1932-08  1932-06/..      interval, open at an end
    [1932-08-26,1932-08-27]  [1932-08..1932-10]     one of several dates, or of all from one to another
    {1932-08,1932-10..1932-12}                      all of them
    1932-06-05T10:15:00Z                            a time: only its day is used

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
"""A first or last day; None if that end is open or unknown."""

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
"""Days by which an approximate date is widened, by its precision: one unit, as the edtf package pads."""
YEAR_MIN, YEAR_MAX = 1, 9999
"""The range of years of ``datetime.date``."""
_SUBYEARS: dict[int, tuple[int, int]] = {
    **{21 + n: (3 * n + 3, 3 * n + 5) for n in range(3)},  # spring, summer, autumn
    **{25 + n: (3 * n + 3, 3 * n + 5) for n in range(3)},  # of the northern hemisphere
    29: (9, 11), 31: (3, 5), 32: (6, 8),  # spring, autumn, winter of the southern hemisphere
    **{33 + n: (3 * n + 1, 3 * n + 3) for n in range(4)},  # quarters
    **{37 + n: (4 * n + 1, 4 * n + 4) for n in range(3)},  # quadrimesters
    40: (1, 6), 41: (7, 12),  # semesters
}  # fmt: skip
"""First and last month of the divisions of a year (ISO 8601-2, table 6) that lie within it."""
_WINTERS = (24, 28)
"""Codes of northern winter, which can be the beginning or the end of a year."""
_SOUTHERN_SUMMER = 30


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A single date in EDTF: a year, with or without month (or division of the year) and day.

    ``year`` has four characters after an optional minus, ``month`` and ``day`` have two or none; X stands for
    an unspecified digit. ``qualifiers`` belong to year, month and day.
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
        """The finest part that the date has; "season" stands for every division of a year."""
        if self.day:
            return "day"
        is_division = self.month.isdigit() and int(self.month) > 12
        return "season" if is_division else "month" if self.month else "year"

    @property
    def qualifier(self) -> Qualifier:
        """The qualifiers of all parts, merged: uncertain (?), approximate (~), both (%) or ""."""
        return _merge_qualifiers(*self.qualifiers)


@dataclass(frozen=True, slots=True)
class EdtfInterval:
    """An interval from one date to another; an end that is None is open (``..``)."""

    start: EdtfDate | None
    end: EdtfDate | None

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end or '..'}"


@dataclass(frozen=True, slots=True)
class EdtfRange:
    """A member of an ``EdtfSet``: all dates from ``first`` to ``last``; an end that is None is open."""

    first: EdtfDate | None
    last: EdtfDate | None

    def __str__(self) -> str:
        return f"{self.first or ''}..{self.last or ''}"


@dataclass(frozen=True, slots=True)
class EdtfSet:
    """A set of dates: one of them is meant (``is_choice``, ``[…]``), or all of them (``{…}``)."""

    members: tuple[EdtfDate | EdtfRange, ...]
    is_choice: bool = True

    def __str__(self) -> str:
        inside = ",".join(map(str, self.members))
        return f"[{inside}]" if self.is_choice else f"{{{inside}}}"


Edtf: TypeAlias = EdtfDate | EdtfInterval | EdtfSet


def parse_edtf(text: str) -> Edtf:
    """Parse an EDTF date.

    Raises:
        ValueError: not EDTF, not a possible date, or an end before the beginning; the message states which.
    """
    stripped = text.strip()
    if stripped[:1] + stripped[-1:] in ("[]", "{}"):
        return _parse_set(stripped)
    if "/" in stripped:
        return _parse_interval(stripped)
    return _parse_date(stripped)


def edtf_bounds(edtf: Edtf) -> tuple[Bound, Bound]:
    """Return the first and last possible day of a date; None for an end that is open or unknown.

    An approximate date is widened by one unit of its precision on both sides.

    Raises:
        ValueError: the date, or an end of it, lies before the year 1.
    """
    match edtf:
        case EdtfDate():
            return _date_bounds(edtf)
        case EdtfInterval(start=start, end=end):
            return _earliest(start), _latest(end)
        case EdtfSet(members=members):
            ends = [_member_bounds(member) for member in members]
            firsts, lasts = [first for first, _ in ends], [last for _, last in ends]
            return (
                None if None in firsts else min(first for first in firsts if first),
                None if None in lasts else max(last for last in lasts if last),
            )


def edtf_dates(edtf: Edtf) -> Iterator[EdtfDate]:
    """Yield the single dates that a date consists of; open ends are skipped."""
    match edtf:
        case EdtfDate():
            yield edtf
        case EdtfInterval(start=first, end=last):
            yield from filter(None, (first, last))
        case EdtfSet(members=members):
            for member in members:
                parts = (member,) if isinstance(member, EdtfDate) else (member.first, member.last)
                yield from filter(None, parts)


def _parse_date(text: str) -> EdtfDate:
    """Parse a single date; a qualifier before a part is its own, one after a part also that of coarser parts.

    Raises:
        ValueError: it is not a date in EDTF, or a month or day does not exist.
    """
    with_time = _TIME.fullmatch(text)
    match = _SINGLE.fullmatch(with_time[1] if with_time else text)
    if not match or match[2] == "-0000":
        raise ValueError(f"“{text}” is not a date in EDTF")
    prefixes = (match[1], match[4] or "", match[7] or "")
    suffixes = (match[3], match[6] or "", match[9] or "")
    year, month, day = match[2], match[5] or "", match[8] or ""
    count = sum(map(bool, (year, month, day)))
    marks = [
        _merge_qualifiers(prefixes[i], *suffixes[i:count]) if i < count else _merge_qualifiers()
        for i in range(3)
    ]
    parsed = EdtfDate(year, month, day, (marks[0], marks[1], marks[2]))
    _check_calendar(parsed, text)
    return parsed


def _check_calendar(parsed: EdtfDate, text: str) -> None:
    """Raise ``ValueError`` if a month or day does not exist, or if a season has a day."""
    if parsed.month.isdigit() and not (1 <= int(parsed.month) <= 12 or 21 <= int(parsed.month) <= 41):
        raise ValueError(f"“{text}” has a month that does not exist")
    if parsed.day and parsed.month.isdigit() and int(parsed.month) > 12:
        raise ValueError(f"“{text}” has a day within a season, which EDTF does not allow")
    if parsed.day.isdigit():
        year = int(parsed.year) if parsed.year.lstrip("-").isdigit() else 2000
        month = int(parsed.month) if parsed.month.isdigit() else 1
        year_in_range = year % 400 + 400  # the same leap years; the calendar module has no years before 1
        if not 1 <= int(parsed.day) <= calendar.monthrange(year_in_range, month)[1]:
            raise ValueError(f"“{text}” has a day that does not exist")


def _parse_interval(text: str) -> EdtfInterval:
    """Parse ``first/last``; an end that is empty or ``..`` is open.

    Raises:
        ValueError: an end is not a date, both are open, or the interval ends before it begins.
    """
    start, _, end = text.partition("/")
    if "/" in end:
        raise ValueError(f"“{text}” is not an interval in EDTF")
    first, last = (None if side in ("", "..") else _parse_date(side) for side in (start, end))
    if first is None and last is None:
        raise ValueError("an interval needs at least one end")
    _check_order(first, last)
    return EdtfInterval(first, last)


def _parse_set(text: str) -> EdtfSet:
    """Parse ``[…]`` or ``{…}``, a set of dates and ranges separated by commas."""
    members = tuple(_parse_member(member.strip()) for member in text[1:-1].split(","))
    return EdtfSet(members, is_choice=text[0] == "[")


def _parse_member(text: str) -> EdtfDate | EdtfRange:
    """Parse a member of a set: a date, or a range ``first..last`` of which one end may be missing.

    Raises:
        ValueError: an end is not a date, both are missing, or the range ends before it begins.
    """
    first, dots, last = text.partition("..")
    if not dots:
        return _parse_date(text)
    ends = (_parse_date(first) if first else None, _parse_date(last) if last else None)
    if ends == (None, None):
        raise ValueError("a range needs at least one end")
    _check_order(*ends)
    return EdtfRange(*ends)


def _check_order(first: EdtfDate | None, last: EdtfDate | None) -> None:
    """Raise ``ValueError`` if a span ends before it begins; dates before the year 1 are not checked."""
    if first is None or last is None:
        return
    try:
        start, end = _date_bounds(first)[0], _date_bounds(last)[1]
    except ValueError:
        return
    if start and end and start > end:
        raise ValueError(f"“{first}” to “{last}” ends before it begins")


def _merge_qualifiers(*marks: str) -> Qualifier:
    """Merge the qualifiers of parts into one: "", "?", "~", or "%" for both of these."""
    return _MERGED[frozenset("".join(marks).replace("%", "?~"))]


def _member_bounds(member: EdtfDate | EdtfRange) -> tuple[Bound, Bound]:
    """Return the first and last possible day of a member of a set; None for an open or unknown end."""
    if isinstance(member, EdtfDate):
        return _date_bounds(member)
    return _earliest(member.first), _latest(member.last)


def _earliest(edtf: EdtfDate | None) -> Bound:
    """Return the first possible day of an end; None if it is open or unknown."""
    return _date_bounds(edtf)[0] if edtf else None


def _latest(edtf: EdtfDate | None) -> Bound:
    """Return the last possible day of an end; None if it is open or unknown."""
    return _date_bounds(edtf)[1] if edtf else None


def _date_bounds(edtf: EdtfDate) -> tuple[Bound, Bound]:
    """Return the first and last possible day of a single date; None for both if the year is XXXX.

    Raises:
        ValueError: the date lies before the year 1.
    """
    if edtf.year.lstrip("-") == "XXXX":
        return None, None
    lowest, highest = edtf.year.replace("X", "0"), edtf.year.replace("X", "9")
    if int(highest) < YEAR_MIN or int(lowest) > YEAR_MAX:
        raise ValueError(f"“{edtf}” is before the year 1, which is not supported")
    years = max(int(lowest), YEAR_MIN), int(highest)
    first, last = _first_day(edtf, years[0]), _last_day(edtf, years[1])
    if "~" in edtf.qualifier or "%" in edtf.qualifier:
        width = timedelta(_PADDING[edtf.precision])
        first = first - min(width, first - date.min)
        last = last + min(width, date.max - last)
    return first, last


def _first_day(edtf: EdtfDate, year: int) -> date:
    """Return the first possible day of a date in a year; unspecified digits are as low as possible."""
    if edtf.precision == "season":
        return season_bounds(int(edtf.month), year)[0]
    month = int(edtf.month) if edtf.month.isdigit() else 1
    day = max(1, int(edtf.day.replace("X", "0"))) if _has_digits(edtf.day) else 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _last_day(edtf: EdtfDate, year: int) -> date:
    """Return the last possible day of a date in a year; unspecified digits are as high as possible."""
    if edtf.precision == "season":
        return season_bounds(int(edtf.month), year)[1]
    month = int(edtf.month) if edtf.month.isdigit() else 12
    longest = calendar.monthrange(year, month)[1]
    day = int(edtf.day.replace("X", "9")) if _has_digits(edtf.day) else longest
    return date(year, month, min(day, longest))


def _has_digits(part: str) -> bool:
    return part[:1].isdigit()


def season_bounds(code: int, year: int) -> tuple[date, date]:
    """Return the first and last day of a division of a year, given its EDTF code (21 to 41).

    A northern winter can be at the beginning or the end of the year, so it spans from January to the next
    February; a southern summer spans the whole year.
    """
    if code in _WINTERS:
        return date(year, 1, 1), _end_of_month(min(year + 1, YEAR_MAX), 2)
    if code == _SOUTHERN_SUMMER:
        return date(year, 1, 1), date(year, 12, 31)
    first, last = _SUBYEARS[code]
    return date(year, first, 1), _end_of_month(year, last)


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
