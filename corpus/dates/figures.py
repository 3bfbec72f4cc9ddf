"""Dates in figures and numerals: their patterns, and the values of what they match.

``DATELINE_FIGURES`` match what only a dateline can mean as a date ("187-", "1875–81", "IV Non. Mart.");
``PLAIN_FIGURES`` hold in running text as well.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from corpus.dates.calendars import parse_roman, republican_day, republican_month, roman_day
from corpus.dates.evidence import DateEvidence
from corpus.dates.languages import (
    NUMBERED_MONTH,
    WEEKDAY_ABBREVIATIONS,
    dateline_month,
    weekdays_pattern,
    words_pattern,
)

TokenKind = Literal[
    "day", "month", "season", "year", "part", "list", "comma", "aside", "word", "other", "undated",
    "or-earlier", "or-later", "not-before", "not-after", "after", "before", "between", "about", "doubt",
    "filler", "or", "and", "to", "old-style", "new-style", "venetian-style",
]  # fmt: skip
TokenMark = Literal["", "incomplete", "dual", "range", "decade", "century", "either", "converted"]

_YEAR = r"[012][0-9]{3}"
_TIME = r"T[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_ROMAN = r"(?-i:[IVX]{1,4})"
PLAIN_FIGURES: Final[tuple[tuple[str, str], ...]] = (
    ("iso", rf"\b[0-9]{{4}}-[0-9]{{2}}(?:-[0-9]{{2}}(?:{_TIME})?)?(?![\w-])"),
    (
        "numeric",
        r"\b[0-9]{1,2}\s?[./]\s?(?:[0-9]{1,2}|[IVX]{1,4})\s?[./]\s?(?:[0-9]{4}|[0-9]{2})\b(?![./-]?\w)",
    ),
    ("roman", rf"\b[0-9]{{1,2}}\.?\s?{_ROMAN}\b\.?(?![\w])"),
    (
        "aside",
        r"\b[0-9]{1,2}(?:[:.][0-9]{2})?\s?[ap]\.?\s?m\b\.?|\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
        r"(?:\s(?:midnight|noon|hours))?|\b[0-9]{4}Z\b|\b[0-9]{1,2}\so['’]clock|\b(?:No|Nos|Nr|N)\.?\s?[0-9][0-9/]*|№\s?[0-9/]+"
        rf"|\b(?:{weekdays_pattern()})\b\.?",
    ),
)
DATELINE_FIGURES: Final[tuple[tuple[str, str], ...]] = (
    ("year_month_day", r"\b[0-9]{4}(?P<sign>[-/.])[0-9]{1,2}(?P=sign)[0-9]{1,2}(?![\w/-])"),
    ("year_slash", rf"\b{_YEAR}\s?/\s?[0-9]{{1,4}}\b(?!/)"),
    (
        "years",
        rf"\b{_YEAR}(?:\s?[–—]\s?[0-9]{{1,2}}|-(?:1[3-9]|[2-9][0-9]|[0-9]))\b"
        r"(?!\s?[-–.:]|\s*\[?[^\W\d_]{3}|\s?[aph]\b)",
    ),
    ("decade", r"\b[12][0-9]{2}(?:0['’]?s\b|0(?:er|-?[ех])\b|(?:[-–—*_?•]|\.{2,3})(?!\w))"),
    ("century", r"\b[12][0-9](?:--|––|——|\?\?|\*\*)(?!\w)"),
    (
        "numbered_century",
        r"\b(?:[0-9]{1,2}|[IVX]+)\.?\s?(?:st|nd|rd|th|e|ème)?\s"
        r"(?:century|jahrhunderts?|jh\.?|jhdt\.?|siècle|век[ае]?|вв?\.|eeuw)(?!\w)"
        r"|\b(?:siglo|secolo|sec\.|saec(?:uli|ulo|\.))\s(?-i:[IVX]+)\b",
    ),
    (
        "republican",
        r"(?:\b(?P<republican_day>[0-9]{1,2})(?:er)?\s)?"
        r"\b(?P<republican_month>vend[ée]miaire|brumaire|frimaire|niv[oô]se|pluvi[oô]se|vent[oô]se|germinal"
        r"|flor[ée]al|prairial|messidor|thermidor|fructidor),?\s(?:de\sl['’])?an\.?\s"
        r"(?P<republican_year>[0-9]{1,2}|[IVX]+)\b",
    ),
    (
        "roman_calendar",
        r"\b(?:(?P<count>pridie|prid\.|pr\.|[IVXJ]+\.?|[0-9]{1,2}\.?)\s)?(?P<roman_name>[KC]al|Non|Id)"
        r"(?:\.|end[ia]s|[ia]s|ibus|us)\s(?P<roman_month>[^\W\d_]+)\.?",
    ),
    ("numbered_month", NUMBERED_MONTH),
    (
        "day_month",
        r"\b[0-9]{1,2}\??\.\??\s?[0-9]{1,2}\??[./]{1,2}\??"
        r"(?=\s?(?:\[?['’]?[0-9]{3,4}|\[[0-9]{2})\b|\s?[^\w\s]?\s[0-9]{4}\b)",
    ),
    ("slash_dot", r"\b[0-9]{1,2}/[0-9]{1,2}\./\s?[0-9]{2,4}\b"),
    ("numeric_dash", r"\b[0-9]{1,2}-(?:[0-9]{1,2}|[IVX]{1,4})-[0-9]{4}\b(?![./-]?\w)"),
    (
        "numeric_space",
        rf"\b[0-9]{{1,2}}\s?[./]\s?(?:[0-9]{{1,2}}|{_ROMAN})\.?\s[0-9]{{4}}\b(?![./-]?\w)",
    ),
    ("roman_slash", rf"\b[0-9]{{1,2}}\s?[./]\s?{_ROMAN}\b\.?(?!\w)"),
    ("day_and_year", r"\b[0-9]{1,2}\.?/(?:3[2-9]|[4-9][0-9])\b(?![/.-]\w)"),
    ("early_year", r"\b0[0-9]{3}\b"),
    ("short_year", r"['’][0-9]{2}\b"),
    (
        "era_year",
        r"\b(?:A\.\s?D\.|AD)\s?[0-9]{1,3}\b"
        rf"|\b[0-9]{{1,3}}\s(?:{words_pattern('christian-era', is_dateline=True)})",
    ),
    ("roman_year", r"\b(?-i:M\.?\s?[DCLXVI]\.?[DCLXVI][DCLXVI.]*)"),
    ("parenthesis", r"\((?=\s?[0-9]{1,2}\.?\s?(?:[^\W\d_]+\.?\s?)?\))"),
    (
        "time",
        r"\b[0-9]{1,2}(?:[.:][0-9]{2})?\s?(?:uhr|heures?|h\.?|часов|ч\.|uur)(?!\w)|\b(?:ore|alle)\s[0-9]{1,2}\b"
        rf"|\bNos\.?\s?[0-9]+(?:(?:,\s|\sand\s|\s&\s|[–-])[0-9]+)*|[½¼¾]|\b{WEEKDAY_ABBREVIATIONS}",
    ),
)


class TokenValue(NamedTuple):
    """What a token stands for, before its position in the text is known; see ``DateToken``."""

    kind: TokenKind
    value: int = 0
    mark: TokenMark = ""
    days_back: int = 0


TokenValues: TypeAlias = list[TokenValue]
_UNREAD: Final = [TokenValue("word")]


def parse_figures(kind: str, match: re.Match[str], evidence: DateEvidence | None) -> TokenValues | None:
    """Return the values of a date in figures; None if ``kind`` is no pattern of this module.

    Args:
        kind: the name of the pattern.
        match: its match.
        evidence: what other dates tell about the order of day and month; None in running text.
    """
    text = match.group()
    numbers = [int(number) for number in re.findall(r"(?<![0-9])[0-9]{1,4}(?![0-9])", text)]
    match kind:
        case "iso" | "year_month_day":
            return _year_first(numbers)
        case "numeric" | "roman" | "numeric_dash" | "numeric_space" | "roman_slash":
            return _day_first(text, evidence)
        case "day_month" | "slash_dot":
            return [*_day_first(text.replace("/", "."), evidence), *[TokenValue("doubt")] * ("?" in text)]
        case "year_slash":
            return _slashed_years(text, *numbers)
        case "years":
            return _year_range(*numbers)
        case "decade":
            return [TokenValue("year", int(text[:3]) * 10, "decade")]
        case "century":
            return [TokenValue("year", int(text[:2]) * 100, "century")]
        case "day_and_year":
            return [TokenValue("day", numbers[0]), TokenValue("year", numbers[1], "incomplete")]
        case "short_year" | "misprint":
            return [TokenValue("year", numbers[0], "incomplete")]
        case "era_year" | "early_year":
            return [TokenValue("year", numbers[0])]
        case "time":
            return [TokenValue("aside")]
        case "parenthesis":
            return [TokenValue("list")]
        case _:
            return _parse_numerals(kind, match)


def _parse_numerals(kind: str, match: re.Match[str]) -> TokenValues | None:
    """Return the values of a date in numerals or in another calendar; None if ``kind`` is no such pattern."""
    match kind:
        case "numbered_century":
            numeral = re.search(r"[0-9]+|(?<!\w)[IVX]+(?!\w)|[IVX]+(?=e\b)", match.group())
            number = _number(numeral.group()) if numeral else 0
            return [TokenValue("year", 100 * (number - 1), "century")] if 1 < number < 100 else _UNREAD
        case "republican":
            return _republican(match)
        case "roman_calendar":
            return _roman_calendar(match)
        case "numbered_month":
            return [TokenValue("month", dateline_month(match.group()) or 0)]
        case "roman_year":
            return [TokenValue("year", parse_roman(match.group()) or 0)]
        case _:
            return None


def _year_first(numbers: list[int]) -> TokenValues:
    """Return year, month and day, as far as there are numbers for them; those of a time are left out."""
    kinds: tuple[TokenKind, ...] = ("year", "month", "day")
    return [TokenValue(kind, number) for kind, number in zip(kinds, numbers, strict=False)]


def _day_first(text: str, evidence: DateEvidence | None) -> TokenValues:
    """Return day, month and, if present, year of ``5.VI.1932``, ``5.6.1932``, ``6/25/1932`` or ``5 VI``.

    A month that is not a numeral is 0. Between slashes or hyphens the month may come first: if neither the
    numbers nor the evidence tell, the month is marked "either".
    """
    day, month, *rest = re.findall(r"[0-9]+|[IVXivx]+", text)
    first, second = int(day), _number(month)
    is_either: bool = (
        evidence is not None
        and month.isdecimal()
        and bool(re.search(r"[/-]", text))
        and max(first, second) <= 12
        and first != second
    )
    is_month_first = is_either and evidence is not None and evidence.is_month_first is True
    if second > 12 >= first or is_month_first:
        first, second = second, first
    mark: TokenMark = "either" if is_either and evidence and evidence.is_month_first is None else ""
    values = [TokenValue("day", first), TokenValue("month", second, mark)]
    if rest:
        values.append(TokenValue("year", int(rest[0]), "" if len(rest[0]) == 4 else "incomplete"))
    return values


def _slashed_years(text: str, first: int, second: int) -> TokenValues:
    """Return the values of "1731/32" (the later of two years), "1875/81" (a range) or "1921/03" (a month)."""
    digits = text.rpartition("/")[2].strip()
    last = int(str(first)[: -len(digits)] + digits) if len(digits) < 4 else second
    if last == first + 1 or (first + 1) % 10 ** len(digits) == second:
        return [TokenValue("year", first + 1, "dual")]
    if len(digits) == 2 and second <= 12:
        return [TokenValue("year", first), TokenValue("month", second)]
    return _year_range(first, second)


def _year_range(first: int, second: int) -> TokenValues:
    """Return the values of a range of years, of which the second may be shortened ("1875–81").

    If it would end before it begins, the second number is a month ("1866-5").
    """
    digits = len(str(second))
    last = first // 10**digits * 10**digits + second
    if last > first:
        return [TokenValue("year", first), TokenValue("to"), TokenValue("year", last, "range")]
    if digits == 1:
        return [TokenValue("year", first), TokenValue("month", second)]
    return _UNREAD


def _republican(match: re.Match[str]) -> TokenValues:
    """Return the Gregorian day of a day of the French republic, or the first and last day of its month."""
    month, year = republican_month(match["republican_month"]), _number(match["republican_year"])
    days = [int(match["republican_day"])] if match["republican_day"] else [1, 30]
    found = [republican_day(year, month, day) for day in days]
    values: TokenValues = []
    for day in found:
        if day is None:
            return _UNREAD
        values += [TokenValue("to")] if values else []
        values += [
            TokenValue("year", day.year),
            TokenValue("month", day.month, "converted"),
            TokenValue("day", day.day),
        ]
    return values


def _roman_calendar(match: re.Match[str]) -> TokenValues:
    """Return day and month of "IV Non. Mart.", with the days to go back from the Nones."""
    month, count = dateline_month(match["roman_month"]), (match["count"] or "I").rstrip(".")
    number = 2 if count.lower().startswith("pr") else _number(count)
    if month is None or not 1 <= number <= 19:
        return _UNREAD
    day, days_back = roman_day(number, match["roman_name"][0].lower(), month)
    return [TokenValue("day", day, days_back=days_back), TokenValue("month", month, "converted")]


def _number(numeral: str) -> int:
    """Return the value of a number in digits or Roman numerals; 0 if it is none."""
    return int(numeral) if numeral.isdecimal() else parse_roman(numeral) or 0
