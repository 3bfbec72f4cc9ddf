"""Dates in a plain-language query, including bare years ("the 1932 talks") within the years of the index."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corpus.dates.languages import EARLY, FIRST_HALF, LATE, MIDDLE, SECOND_HALF
from corpus.dates.phrases import DateMatch, find_dates
from corpus.text.analysis import ENGLISH
from search.query.period_words import DAYS, WEEK, PeriodPatterns, period_patterns

Period = tuple[date, date]
"""The first and last day of a period, inclusive."""
YEARLESS_YEARS_MAX = 200
"""Number of years up to which a day or month without a year is taken as one of each of them."""
_YEARS = re.compile(
    r"(?<![\w./#№–-])(?P<first>\d{4})(?:\s?[-–/]\s?(?P<last>\d{4}|\d{2})|\s(?:to|until|through)\s(?P<to>\d{4}))?"
    r"(?![\w%–-]|[./,]\d)"
)
_DECADE = re.compile(
    r"(?<![\w./#№–-])(?:(?P<part>early|mid|late)[\s-]\s*)?(?P<first>\d{3}0)[’']?s\b", re.IGNORECASE
)
_LABELLED = re.compile(
    r"\b(?:f|op|d|l|ll|fond|opis|delo|nos?|nr|pp?|vol|art|number|page|decree)\b\.?\s*\Z", re.IGNORECASE
)
_MEASURE = re.compile(
    r"[.,]\d|\s{0,9}%|\s{0,9}(?:(?:million|thousand|metric)\s{1,9})*(?:tons?|tonnes|rubles?|roubles?|dollars|pounds|marks|poods?|centners?"
    r"|hectares|acres|kilomet\w+|km|meters|metres|miles|kilo\w*|kg|workers|people|men|persons|horsepower)\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?P<which>first|second|third|fourth|last|latter)\s+(?P<unit>half|quarter|week|days)\s+of\s+"
    r"(?:the\s+year\s+)?\Z",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(
    r"(?P<day>(?<![\w./])[0-9]{1,2}[./][0-9]{1,2}[./])(?P<year>[0-9]{2})(?![\w/]|\.\d)"
    r"|(?<=[\w.,]\s)[’'](?P<elided>[0-9]{2})(?!\w)"
)
_DECADE_PARTS = {EARLY: (0, 3), MIDDLE: (4, 6), LATE: (7, 9), FIRST_HALF: (0, 4), SECOND_HALF: (5, 9)}
"""The first and last year of each part of a decade."""
_CENTURY_PARTS = {
    EARLY: (0, 32),
    MIDDLE: (33, 66),
    LATE: (67, 99),
    FIRST_HALF: (0, 49),
    SECOND_HALF: (50, 99),
}
"""The first and last year of each part of a century: its thirds and halves."""
_ENGLISH_PARTS = {"early": EARLY, "mid": MIDDLE, "late": LATE}
_UNITS = {"half": 2, "quarter": 4, "week": WEEK, "days": DAYS}
_LEAP_YEAR = 2000
"""A year that has every day: a text without a date in it has none in any other year."""
_INDEX = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "latter": -1}


@dataclass(frozen=True, slots=True)
class QueryDate:
    """A date that a query names, at ``start``, with its EDTF.

    ``periods`` are the periods that it may be, in order: one, or, if it has no year, one in each year of the
    index. An open end is that of the years of the index. ``is_span`` is whether it is a period between
    two named days or months, ``is_outside`` whether no document can be of that time.
    """

    start: int
    text: str
    periods: tuple[Period, ...]
    edtf: str
    is_open: bool = False
    is_span: bool = False
    is_outside: bool = False

    @property
    def end(self) -> int:
        """The offset in the query at which the date ends (exclusive)."""
        return self.start + len(self.text)

    @property
    def earliest(self) -> date:
        """The first day of the first period."""
        return self.periods[0][0]

    @property
    def latest(self) -> date:
        """The last day of the last period."""
        return self.periods[-1][1]

    @property
    def is_vague(self) -> bool:
        """Whether it has an open end or no year, or is outside the years of the index."""
        return self.is_open or self.is_outside or len(self.periods) > 1


def find_query_dates(
    text: str, years: tuple[int, int] | None, *, vague: bool = False, language: str = ENGLISH
) -> tuple[QueryDate, ...]:
    """Find the days, months, seasons and years in a query, in order.

    Quantities ("1932 tons") are omitted.

    Args:
        text: the query.
        years: the first and last year of the documents; if they are the same, days may lack a year. None (no
            dated documents) finds no dates.
        vague: whether to include dates with an open end ("by September 1932"), days and months without a year
            ("between 5 and 12 June"), and dates outside the years of the index.
        language: the language of the query, one of ``period_words.TABLES`` or English.
    """
    if years is None:
        return ()
    full, offsets = _with_full_years(text, years)
    found = []
    for item in _find_dates(full, years, "" if language == ENGLISH else language, vague=vague):
        start, end = offsets[item.start], offsets[item.end - 1] + 1
        found.append(replace(item, start=start, text=text[start:end]))
    return tuple(found)


def _with_full_years(text: str, years: tuple[int, int]) -> tuple[str, list[int]]:
    """Return a text with the only year of the index that each of two digits can be: "10/27/62", "June '62".

    Returned as well is, for each character, its offset in the original text.
    """
    full, offsets, done = "", list[int](), 0
    for match in _SHORT_YEAR.finditer(text):
        digits = int(match["year"] or match["elided"])
        candidates = range(years[0] + (digits - years[0]) % 100, years[1] + 1, 100)
        if len(candidates) == 1:
            start, end = match.end("day") if match["day"] else match.start(), match.end()
            full += f"{text[done:start]}{candidates[0]:04}"
            offsets += [*range(done, start), start, start, end - 1, end - 1]
            done = end
    return full + text[done:], [*offsets, *range(done, len(text))]


def _find_dates(text: str, years: tuple[int, int], language: str, *, vague: bool) -> tuple[QueryDate, ...]:
    """Find the dates of a query whose years are complete; ``language`` is "" for English."""
    default_year = years[0] if years[0] == years[1] else None
    patterns = period_patterns(language) if language else None
    dates: list[QueryDate] = list(_decades(text, years, patterns)) if patterns else []
    outline = text
    for decade in dates:
        outline = _without(outline, decade)
    for century in _centuries(outline, patterns) if patterns else ():
        dates.append(century)
        outline = _without(outline, century)
    for found in find_dates(outline, year=default_year, language=language):
        is_quantity = _is_number(text, found, patterns)
        if not is_quantity and (found.earliest or found.latest):
            dates.append(_fraction(text, _query_date(found, years), patterns))
        outline = _without(outline, found)
    dates += (
        _fraction(text, year, patterns) if patterns else year
        for year in _bare_years(outline, is_english=not language)
        if not (patterns and _is_labelled(text, year, patterns))
    )
    if vague:
        dates += _yearless(outline, years, language)
    placed = (replace(item, is_outside=not _overlaps(item, years)) for item in dates)
    return tuple(sorted((item for item in placed if vague or not item.is_vague), key=lambda item: item.start))


def _is_number(text: str, found: DateMatch, patterns: PeriodPatterns | None) -> bool:
    """Return whether a year is none, because a measure follows: "in 1932 tons"."""
    is_measure = (patterns.measure if patterns else _MEASURE).match(text, found.end)
    return bool(is_measure) and found.precision == "year"


def _is_labelled(text: str, year: QueryDate, patterns: PeriodPatterns) -> bool:
    """Return whether a bare year is none, because a label or measure stands beside it: "Nr. 1932"."""
    return bool(patterns.label.search(text, 0, year.start) or patterns.measure.match(text, year.end))


def _without(text: str, found: DateMatch | QueryDate) -> str:
    """Return a text with a date overwritten by dashes."""
    return text[: found.start] + "–" * (found.end - found.start) + text[found.end :]


def _query_date(found: DateMatch, years: tuple[int, int]) -> QueryDate:
    """Return a date as found in a query, its open ends closed by the years of the index."""
    earliest = found.earliest or min(date(years[0], 1, 1), found.latest or date.max)
    latest = found.latest or max(date(years[1], 12, 31), earliest)
    if found.precision == "day" and found.edtf.endswith("~"):
        earliest, latest = _around(date.fromisoformat(found.edtf.rstrip("~")))
    return QueryDate(
        found.start,
        found.text,
        ((earliest, latest),),
        found.edtf,
        is_open=not (found.earliest and found.latest),
        is_span=found.precision == "span" and latest - earliest < timedelta(days=366),
    )


def _around(day: date) -> Period:
    """Return the period that "around" a day means: a week more at both ends."""
    week = timedelta(7)
    return day - min(week, day - date.min), day + min(week, date.max - day)


def _fraction(text: str, whole: QueryDate, patterns: PeriodPatterns | None) -> QueryDate:
    """Return the part of a month or year that the words before it name; otherwise the date itself.

    A month has two halves, from the 1st and from the 16th, weeks and first and last days (ten of them); a
    year two halves and four quarters.
    """
    match = (patterns.fraction if patterns else _FRACTION).search(text, 0, whole.start)
    if not match or whole.is_open:
        return whole
    if patterns:
        index, unit = patterns.ordinal(match["ordinal"]), patterns.unit(match["unit"])
    else:
        index, unit = _INDEX[match["which"].lower()], _UNITS[match["unit"].lower()]
    is_of_days = unit in (WEEK, DAYS)
    period = (_run_of_days if is_of_days else _part)(*whole.periods[0], index, unit)
    if period is None:
        return whole
    return replace(
        whole,
        start=match.start(),
        text=text[match.start() : whole.start] + whole.text,
        periods=(period,),
        edtf=f"{period[0]}/{period[1]}",
        is_span=True,
    )


def _run_of_days(first: date, last: date, index: int, days: int) -> Period | None:
    """Return one run of ``days`` days of a month, such as its first week; None for other periods."""
    if (first.year, first.month) != (last.year, last.month) or first == last:
        return None
    begin = last - timedelta(days - 1) if index < 0 else first + timedelta(days * index)
    end = begin + timedelta(days - 1)
    return (begin, end) if first <= begin and end <= last else None


def _part(first: date, last: date, index: int, parts: int) -> Period | None:
    """Return one of two halves of a month, or of the halves or quarters of a year; None for other periods.

    Args:
        index: the number of the part, from 0; -1 is the last.
    """
    if index >= parts:
        return None
    index %= parts
    is_month = (first.year, first.month) == (last.year, last.month) and first.day == 1 and last.day > 27
    if is_month and parts == 2:
        return (first, first.replace(day=15)) if index == 0 else (first.replace(day=16), last)
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first.year != last.year:
        return None
    months = 12 // parts
    end = months * (index + 1)
    day = calendar.monthrange(first.year, end)[1]
    return first.replace(month=months * index + 1), first.replace(month=end, day=day)


def _decades(text: str, years: tuple[int, int], patterns: PeriodPatterns) -> Iterator[QueryDate]:
    """Yield the decades in a query of another language than English: "1890er Jahre", "gli anni venti".

    A decade without its century has a period in each century of the index that has years of it.
    """
    for match in patterns.decade.finditer(text):
        first = patterns.first_year(match["decade"])
        century = patterns.century(match["century"]) if match["century"] else None
        if first > 99 or century:
            firsts = [first if first > 99 else first + (century or 1) * 100 - 100]
        else:
            centuries = range(years[0] // 100 * 100, years[1] + 1, 100)
            firsts = [first + begin for begin in centuries]
            firsts = [year for year in firsts if year + 9 >= years[0] and year <= years[1]]
        part = patterns.part(match["part"]) if match["part"] else None
        decades = [_decade(match, year, part) for year in firsts if 100 <= year < 9990]
        if decades:
            periods = tuple(period for decade in decades for period in decade.periods)
            edtf = decades[0].edtf if len(decades) == 1 else f"XX{first // 10}X"
            yield replace(decades[0], periods=periods, edtf=edtf)


def _decade(match: re.Match[str], first: int, part: int | None) -> QueryDate:
    """Return the date of a decade or part of one."""
    if part is None:
        return _years(match, first, first + 9, f"{first // 10:03}X")
    begin, end = (first + years for years in _DECADE_PARTS[part])
    return _years(match, begin, end, f"{begin:04}/{end:04}")


def _centuries(text: str, patterns: PeriodPatterns) -> Iterator[QueryDate]:
    """Yield the centuries and their parts in a query of another language than English: "XIX в."."""
    for match in patterns.centuries.finditer(text):
        number = patterns.century(match["century"])
        if number is None or not 1 < number < 100:
            continue
        first = 100 * (number - 1)
        if match["part"]:
            begin, end = (first + years for years in _CENTURY_PARTS[patterns.part(match["part"])])
            yield _years(match, begin, end, f"{begin:04}/{end:04}")
        else:
            yield _years(match, first, first + 99, f"{number - 1:02}XX")


def _bare_years(text: str, *, is_english: bool = True) -> Iterator[QueryDate]:
    """Yield bare years, spans of years and, in English, decades, except in references and quantities."""
    for match in _YEARS.finditer(text):
        if _LABELLED.search(text, 0, match.start()) or _MEASURE.match(text, match.end()):
            continue
        first = int(match["first"])
        end = match["to"] or (match["last"] and match["first"][: -len(match["last"])] + match["last"])
        last = int(end) if end else first
        if 1 <= first <= last:
            yield _years(match, first, last, f"{first:04}/{last:04}" if end else f"{first:04}")
    for match in _DECADE.finditer(text) if is_english else ():
        if first := int(match["first"]):
            yield _decade(match, first, _ENGLISH_PARTS[match["part"].lower()] if match["part"] else None)


def _years(match: re.Match[str], first: int, last: int, edtf: str) -> QueryDate:
    """Return the date of a match of whole years."""
    return QueryDate(match.start(), match.group(), ((date(first, 1, 1), date(last, 12, 31)),), edtf)


def _yearless(text: str, years: tuple[int, int], language: str) -> Iterator[QueryDate]:
    """Yield the days and months without a year, with a period in each year of the index that has them."""
    if not 0 < years[1] - years[0] < YEARLESS_YEARS_MAX or not find_dates(
        text, year=_LEAP_YEAR, language=language
    ):
        return
    found: dict[int, list[DateMatch]] = {}
    for year in range(years[0], years[1] + 1):
        for match in find_dates(text, year=year, language=language):
            found.setdefault(match.start, []).append(match)
    for start, matches in found.items():
        periods = tuple(
            (match.earliest, match.latest) for match in matches if match.earliest and match.latest
        )
        if periods:
            edtf = re.sub(r"(?<!\d)\d{4}(?=-)", "XXXX", matches[0].edtf)
            is_span = matches[0].precision == "span"
            yield QueryDate(start, matches[0].text, periods, edtf, is_span=is_span)


def _overlaps(query_date: QueryDate, years: tuple[int, int]) -> bool:
    return years[0] <= query_date.latest.year and query_date.earliest.year <= years[1]
