"""Other calendars and numerals: Julian, French republican and Roman days, Roman numerals. Pure functions."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from corpus.dates.languages import fold

_ROMAN_NUMBER = re.compile(r"M{0,3}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})", re.IGNORECASE)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
REPUBLICAN_MONTHS = (
    "vendemiaire", "brumaire", "frimaire", "nivose", "pluviose", "ventose",
    "germinal", "floreal", "prairial", "messidor", "thermidor", "fructidor",
)  # fmt: skip
_FIRST_REPUBLICAN_DAY = date(1792, 9, 22)
_LAST_REPUBLICAN_YEAR = 14


def parse_roman(text: str) -> int | None:
    """Return the value of a Roman numeral ("IV", "iiij", "M.D.XXI."); None if it is none."""
    digits = text.replace(".", "").replace(" ", "").upper().replace("J", "I")
    if not digits or not _ROMAN_NUMBER.fullmatch(digits):
        return None
    values = [_ROMAN_DIGITS[digit] for digit in digits]
    following = [*values[1:], 0]
    return sum(value if value >= after else -value for value, after in zip(values, following, strict=True))


def gregorian_day(year: int, month: int, day: int) -> date:
    """Convert a day of the Julian calendar, whose year begins in January, to the Gregorian one.

    Raises:
        ValueError: the day does not exist in the Julian calendar, or is out of the range of ``date``.
    """
    longest = 29 if month == 2 and year % 4 == 0 else calendar.monthrange(2001, month)[1]
    if not 1 <= day <= longest:
        raise ValueError(f"{year}-{month}-{day} is not a day of the Julian calendar")
    leap_years = year - (month <= 2)
    difference = leap_years // 100 - leap_years // 400 - 2
    try:
        return date(year, month, 1) + timedelta(day - 1 + difference)
    except OverflowError as error:
        raise ValueError(f"{year} is out of range") from error


def republican_month(name: str) -> int:
    """Return the number of a month of the French republic, whose accents may be missing.

    Raises:
        ValueError: it is not the name of a month.
    """
    return REPUBLICAN_MONTHS.index(fold(name)) + 1


def republican_day(year: int, month: int, day: int) -> date | None:
    """Convert a day of the French republican calendar; None if it does not exist.

    Args:
        year: 1 to 14; the years 3, 7 and 11 were leap years.
        month: 1 to 12.
        day: 1 to 30.
    """
    if not (1 <= year <= _LAST_REPUBLICAN_YEAR and 1 <= day <= 30):
        return None
    return _FIRST_REPUBLICAN_DAY + timedelta(365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def roman_day(count: int, name: str, month: int) -> tuple[int, int]:
    """Return the day of the month that a Roman day is counted from, and the days to go back from it.

    Args:
        count: 1 for the day itself, 2 for the eve (pridie), 3 for "III Kal." and so on.
        name: the first letter of Kalends (k or c), Nones or Ides.
        month: the month of the Kalends, Nones or Ides.
    """
    nones = 7 if month in (3, 5, 7, 10) else 5
    return {"n": nones, "i": nones + 8}.get(name, 1), count - 1
