"""Parts of dates (day, month, year …): grouped from tokens, completed, and resolved to EDTF with bounds."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

from corpus.dates.calendars import gregorian_day
from corpus.dates.edtf import edtf_bounds, parse_edtf, season_bounds
from corpus.dates.languages import WINTER
from corpus.dates.tokens import DateToken, TokenKind, TokenMark
from corpus.model import Certainty

QUALIFIERS: frozenset[TokenKind] = frozenset(
    ("after", "not-before", "before", "not-after", "between", "about", "doubt", "part")
)
CONNECTORS: frozenset[TokenKind] = frozenset(("or", "to", "and", "list"))
_DATE_KINDS: frozenset[TokenKind] = frozenset(("day", "month", "season", "year"))
_SUFFIXES: dict[TokenKind, TokenKind] = {
    "or-earlier": "not-after",
    "or-later": "not-before",
    "old-style": "old-style",
    "new-style": "new-style",
    "venetian-style": "venetian-style",
}
"""What words after a date say of it."""
_DAYS_OF_PARTS = ((1, 10), (11, 20), (21, 31), (1, 15), (16, 31))
_MONTHS_OF_PARTS = ((1, 4), (5, 8), (9, 12), (1, 6), (7, 12))
_CALENDAR_DIFFERENCES = range(10, 14)
"""Days between the Julian and the Gregorian calendar in modern times."""
_LAST_DUAL_MONTH = 3
"""The last month in which years that begin on 1 January and on 25 March differ."""
_UNSPECIFIED_DIGITS = {"decade": 1, "century": 2}
_EARLIEST_YEAR = 1
_ANY_LEAP_YEAR = 2000
SWAPPED_ENDS = "it ends before it begins; its ends were swapped"
EITHER_ORDER = "its day and month may be interchanged, so that both days are possible"


@dataclass(frozen=True, slots=True)
class DateParts:
    """The parts of one date as written, at characters ``start`` to ``end`` (exclusive).

    ``qualifiers`` are words such as "after" and "about" that apply to it, ``connector`` joins it to the date
    before ("or", "to"). ``part`` is a third or half of the month or year; ``season`` is an
    EDTF code; ``days_back`` and ``year_mark`` are as in ``DateToken``; ``is_either`` is whether day and month
    may be interchanged, ``is_converted`` whether they are of another calendar as written. A part is
    ``…_bracketed`` if it is in the editors' brackets.
    """

    start: int
    end: int
    day: int | None = None
    month: int | None = None
    season: int | None = None
    year: int | None = None
    part: int | None = None
    qualifiers: frozenset[TokenKind] = field(default_factory=frozenset)
    connector: TokenKind | None = None
    day_bracketed: bool = False
    month_bracketed: bool = False
    year_bracketed: bool = False
    year_mark: TokenMark = ""
    days_back: int = 0
    is_either: bool = False
    is_converted: bool = False

    @property
    def is_bracketed(self) -> bool:
        """Whether all parts except the year are in the editors' brackets; true if there is only a year."""
        return (self.day_bracketed or not self.day) and (
            self.month_bracketed or not (self.month or self.season)
        )

    @property
    def is_julian(self) -> bool:
        """Whether it is a day of the Julian calendar."""
        return "old-style" in self.qualifiers

    @property
    def precision(self) -> str:
        """The finest part of the date: day (if it has a month too), month, season or year."""
        if self.day and self.month:
            return "day"
        return "month" if self.month else "season" if self.season else "year"


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """The meaning of one or more written dates: EDTF, first and last possible day (None: open), certainty."""

    edtf: str
    earliest: date | None
    latest: date | None
    certainty: Certainty
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_edtf(cls, edtf: str, certainty: Certainty, warnings: tuple[str, ...] = ()) -> ResolvedDate:
        """Resolve a date in EDTF to its bounds.

        Raises:
            ValueError: it is not a date in EDTF, or lies before the year 1.
        """
        return cls(edtf, *edtf_bounds(parse_edtf(edtf)), certainty, warnings)


def group_tokens(tokens: Sequence[DateToken], *, words_divide: bool = False) -> list[list[DateParts]]:
    """Group tokens into dates, and dates joined by connectors ("26 or 27 August") into expressions.

    Args:
        tokens: the tokens of a dateline or text.
        words_divide: whether any other word ends a date and its expression, as in running text; if not, other
            words are ignored.

    Returns:
        The expressions, in order; none of them is empty.
    """
    expressions: list[list[DateParts]] = [[]]
    qualifiers: list[DateToken] = []
    connector: TokenKind | None = None
    is_open = False  # whether the last date can still be extended
    previous: TokenKind = "other"
    for token in tokens:
        dates = expressions[-1]
        if token.kind in _DATE_KINDS:
            if is_open and _can_extend(dates[-1], token):
                dates[-1] = _add_token(dates[-1], token)
            else:
                if dates and connector is None:
                    expressions.append([])
                    dates = expressions[-1]
                dates.append(_start_date(token, qualifiers, connector if dates else None))
                qualifiers, connector = [], None
            is_open = True
        elif token.kind == "doubt" and is_open:
            dates[-1] = replace(dates[-1], qualifiers=dates[-1].qualifiers | {"doubt"}, end=token.end)
        elif token.kind in _SUFFIXES:
            if dates:
                suffixed = dates[-1].qualifiers | {_SUFFIXES[token.kind]}
                dates[-1] = replace(dates[-1], qualifiers=suffixed, end=token.end)
        elif token.kind in QUALIFIERS:
            qualifiers.append(token)
            is_open = False
        elif token.kind in CONNECTORS:
            if words_divide and token.kind in ("and", "list") and dates and _is_complete(dates):
                expressions.append([])
            connector = connector if connector and dates and not is_open else token.kind
            is_open = False
        elif token.kind == "comma":
            connector = connector or ("list" if is_open and _is_bare_day(dates[-1]) else None)
            qualifiers = [] if previous == "word" else qualifiers
        elif words_divide and token.kind in ("word", "other", "undated"):
            expressions.append([])
            qualifiers, connector, is_open = [], None, False
        previous = token.kind
    return [dates for dates in expressions if dates]


def fill_missing_parts(dates: Sequence[DateParts], year: int | None) -> list[DateParts]:
    """Return the dates of an expression with the months and years that they share filled in.

    A date takes its missing month and year from the next one, then its year from the one before, or ``year``
    if that has none. In "30 December–2 January 1933" the first date gets the year before; in "20–4 May" the
    second day is the 24th, in "28–2 June" the first month is May. In "18 July 1875–81" the second date is
    that day again.
    """
    result = list(dates)
    for i in range(len(result) - 2, -1, -1):
        result[i], result[i + 1] = _share_month(result[i], result[i + 1])
        if result[i].year is None and result[i + 1].year:
            result[i] = copy_year(result[i], result[i + 1])
    for i, parts in enumerate(result):
        previous = result[i - 1] if i else DateParts(0, 0)
        parts = replace(parts, year=parts.year or previous.year or year)
        result[i] = _repeat_day(previous, parts)
    if len(result) > 1 and dates[0].year is None and _is_of_previous_year(result[0], result[-1]):
        result[0] = replace(result[0], year=max(_EARLIEST_YEAR, (result[0].year or 2) - 1))
    return _share_calendar([_venetian_year(parts) for parts in result])


def repeat_months(dates: Sequence[DateParts]) -> list[DateParts]:
    """Return the dates of a dateline with the month that stands before their days: "December 13 and 14".

    If a day is the earlier one, it lacks its tens ("May 20–4"), or it is of the month after.
    """
    result = list(dates)
    for i, (previous, parts) in enumerate(pairwise(dates), 1):
        previous = result[i - 1]
        is_bare = parts.day and not parts.month and not parts.season
        if not (is_bare and parts.day and previous.day and previous.month):
            continue
        with_tens = previous.day // 10 * 10 + parts.day
        if parts.day > previous.day or parts.connector == "or":
            result[i] = replace(parts, month=previous.month)
        elif parts.day < 10 and previous.day < with_tens <= 31:
            result[i] = replace(parts, month=previous.month, day=with_tens)
        elif previous.month < 12:
            result[i] = replace(parts, month=previous.month + 1)
    return result


def copy_year(parts: DateParts, other: DateParts) -> DateParts:
    """Return a date with the year of another, and with what is known of it."""
    return replace(parts, year=other.year, year_bracketed=other.year_bracketed, year_mark=other.year_mark)


def parts_bounds(parts: DateParts) -> tuple[date, date]:
    """Return the first and last day of a date, regardless of its qualifiers; without a year, in the year 1.

    Raises:
        ValueError: the day does not exist ("31 June").
    """
    year = parts.year or _EARLIEST_YEAR
    if parts.year_mark in _UNSPECIFIED_DIGITS:
        earliest, latest = edtf_bounds(parse_edtf(_unspecified_edtf(parts)))
        return earliest or date.min, latest or date.max
    if parts.season:
        return season_bounds(parts.season, year)
    if not parts.month:
        month, end = (1, 12) if parts.part is None else _MONTHS_OF_PARTS[parts.part]
        return date(year, month, 1), date(year, end, calendar.monthrange(year, end)[1])
    last = calendar.monthrange(year, parts.month)[1]
    if parts.day:
        day = _day(parts, year, parts.month, parts.day)
        return day, day
    first_day, last_day = (1, last) if parts.part is None else _DAYS_OF_PARTS[parts.part]
    return date(year, parts.month, first_day), date(year, parts.month, min(last, last_day))


def resolve_dates(dates: Sequence[DateParts]) -> ResolvedDate:
    """Resolve an expression (one or more dates) whose missing parts are filled in.

    A day in both calendars ("5/17 May 1840") resolves to the second date, "winter 1961–1962" to December to
    February. Ends in the wrong order are swapped, with a warning.

    Raises:
        ValueError: a day does not exist ("31 June").
    """
    if len(dates) == 1:
        return _resolve_single(dates[0])
    if _is_dual_dated(dates):
        return _resolve_single(_without_calendar(dates[-1]))
    if any(parts.connector == "or" for parts in dates):
        return _resolve_alternatives(dates)
    if _is_winter_of_two_years(dates):
        return _resolve_winter(dates[0].year or _EARLIEST_YEAR)
    first, last = dates[0], dates[-1]
    earliest, latest = (
        _qualified_bounds(first)[0] or parts_bounds(first)[0],
        _qualified_bounds(last)[1] or parts_bounds(last)[1],
    )
    warnings = (SWAPPED_ENDS,) if earliest > latest else ()
    if warnings:
        first, last, earliest, latest = last, first, latest, earliest
    is_doubtful = any("doubt" in parts.qualifiers or parts.is_either for parts in dates)
    certainty: Certainty = "uncertain" if is_doubtful else "approximate"
    is_one_of = first.qualifiers & {"between", "after", "not-before"} and last.connector != "to"
    if is_one_of or _is_day_of_years(first, last):
        return ResolvedDate.from_edtf(f"[{earliest}..{latest}]", certainty, warnings)
    if last.precision == first.precision and last.precision != "season" and not _has_part(dates):
        return ResolvedDate.from_edtf(f"{_edtf(first)}/{_edtf(last)}", certainty, warnings)
    return ResolvedDate.from_edtf(f"{earliest}/{latest}", certainty, warnings)


def _start_date(token: DateToken, qualifiers: Sequence[DateToken], connector: TokenKind | None) -> DateParts:
    """Return a date of one token, with the qualifiers before it and the connector to the previous date."""
    part = next((qualifier.value for qualifier in qualifiers if qualifier.kind == "part"), None)
    start = min([token.start, *(qualifier.start for qualifier in qualifiers)])
    kinds = frozenset(qualifier.kind for qualifier in qualifiers)
    return _add_token(DateParts(start, token.end, part=part, qualifiers=kinds, connector=connector), token)


def _add_token(parts: DateParts, token: DateToken) -> DateParts:
    """Return a date with a token's value as its day, month, year or season."""
    parts = replace(parts, end=token.end)
    if token.kind == "year":
        return replace(parts, year=token.value, year_bracketed=token.bracketed, year_mark=token.mark)
    match token.kind:
        case "day":
            return replace(parts, day=token.value, day_bracketed=token.bracketed, days_back=token.days_back)
        case "month":
            return replace(
                parts,
                month=token.value,
                month_bracketed=token.bracketed,
                is_either=token.mark == "either",
                is_converted=token.mark == "converted",
            )
        case _:
            return replace(parts, season=token.value, month_bracketed=token.bracketed)


def _can_extend(parts: DateParts, token: DateToken) -> bool:
    """Return whether a token can be a further part of a date."""
    match token.kind:
        case "day":
            return parts.day is None and parts.month is not None
        case "month":
            return parts.month in (None, token.value) and parts.season is None
        case "season":
            return parts.month is None and parts.season is None and parts.day is None
        case _:
            return parts.year is None and (parts.month is not None or parts.season is not None)


def _is_bare_day(parts: DateParts) -> bool:
    """Return whether a date is only a day, whose month must follow."""
    return parts.day is not None and parts.month is None


def _is_complete(dates: Sequence[DateParts]) -> bool:
    """Return whether an expression is complete before "and": with a year, and not waiting after "between"."""
    return dates[-1].year is not None and "between" not in dates[0].qualifiers


def _share_month(parts: DateParts, following: DateParts) -> tuple[DateParts, DateParts]:
    """Fill in the month of a date from the one that follows: "3" in "3 and 7 May 1932".

    If its day is the later one, the other lacks its tens ("20–4 May"), or it is of the month before.
    """
    if parts.month or parts.season or not parts.day:
        return parts, following
    shared = replace(parts, month=following.month, month_bracketed=following.month_bracketed)
    day = following.day or 31
    if not following.month or day >= parts.day or following.connector == "or":
        return shared, following
    before = replace(shared, month=(following.month - 2) % 12 + 1)
    if following.connector == "list" and _is_same_day(before, following):
        return before, following
    with_tens = parts.day // 10 * 10 + day
    if day < 10 and parts.day < with_tens <= 31:
        return shared, replace(following, day=with_tens)
    return before if following.connector in ("to", "and") else shared, following


def _repeat_day(previous: DateParts, parts: DateParts) -> DateParts:
    """Fill in the day and month of a year from the date before it: "18 July 1875–81", "May 1860 or 1861"."""
    is_year = parts.precision == "year" and not parts.day
    if not is_year or not previous.month or parts.year == previous.year:
        return parts
    is_repeated = parts.connector == "or" or (parts.connector == "to" and previous.day)
    if not is_repeated:
        return parts
    mark: TokenMark = "range" if parts.connector == "to" else parts.year_mark
    return replace(parts, day=previous.day, month=previous.month, year_mark=mark)


def _is_day_of_years(first: DateParts, last: DateParts) -> bool:
    """Return whether two dates are the same day of two years: "18 July 1875–81"."""
    is_repeated = last.year_mark == "range" and last.precision == "day"
    return is_repeated and (first.day, first.month) == (last.day, last.month)


def _is_of_previous_year(first: DateParts, last: DateParts) -> bool:
    """Return whether the first date is of the year before the last one's: "30 December–2 January 1933".

    Alternatives and lists need not be in order; they reach into another year only at its end.
    """
    if first.year != last.year or not first.month or not last.month:
        return False
    months = first.month - last.month
    return months > 0 if last.connector in ("to", "and") else months > 6


def _venetian_year(parts: DateParts) -> DateParts:
    """Return a date with the year that begins in January, if it is of the Venetian year (from 1 March)."""
    is_next = "venetian-style" in parts.qualifiers and parts.year and parts.month in (1, 2)
    return replace(parts, year=(parts.year or 0) + 1) if is_next else parts


def _share_calendar(dates: list[DateParts]) -> list[DateParts]:
    """Return the dates of an expression, all of the Julian calendar if the last is and none is Gregorian."""
    is_mixed = any("new-style" in parts.qualifiers for parts in dates)
    if not dates or is_mixed or not dates[-1].is_julian:
        return dates
    return [replace(parts, qualifiers=parts.qualifiers | {"old-style"}) for parts in dates]


def _without_calendar(parts: DateParts) -> DateParts:
    """Return a date without the words for its calendar."""
    return replace(parts, qualifiers=parts.qualifiers - {"old-style", "new-style"})


def _day(parts: DateParts, year: int, month: int, day: int) -> date:
    """Return a day in the Gregorian calendar.

    Raises:
        ValueError: it does not exist.
    """
    counted_from = gregorian_day(year, month, day) if parts.is_julian else date(year, month, day)
    if counted_from.toordinal() <= parts.days_back:
        raise ValueError("the day is before the year 1")
    return counted_from - timedelta(parts.days_back)


def _qualified_bounds(parts: DateParts) -> tuple[date | None, date | None]:
    """Return the first and last day of a date with its qualifiers applied ("after"); None for an open end."""
    first, last = parts_bounds(parts)
    if "after" in parts.qualifiers:
        return last + timedelta(1), None
    if "not-before" in parts.qualifiers:
        return first, None
    if "before" in parts.qualifiers:
        return None, max(date.min, first - timedelta(min(1, (first - date.min).days)))
    return (None, last) if "not-after" in parts.qualifiers else (first, last)


def _resolve_single(parts: DateParts) -> ResolvedDate:
    """Resolve a date with its qualifiers; one with an open end ("after") is uncertain."""
    if parts.is_either:
        other = replace(parts, day=parts.month, month=parts.day)
        return replace(_resolve_alternatives([parts, other]), certainty="uncertain", warnings=(EITHER_ORDER,))
    if parts.year_mark == "dual" and (parts.month or _LAST_DUAL_MONTH + 1) > _LAST_DUAL_MONTH:
        return _resolve_dual_year(parts)
    earliest, latest = _qualified_bounds(parts)
    if earliest is None or latest is None:
        return ResolvedDate.from_edtf(f"[{earliest or ''}..{latest or ''}]", "uncertain")
    is_exact = parts.precision == "day" and earliest == latest and "about" not in parts.qualifiers
    certainty: Certainty = "exact" if is_exact else "approximate"
    return ResolvedDate.from_edtf(_edtf(parts), "uncertain" if "doubt" in parts.qualifiers else certainty)


def _resolve_dual_year(parts: DateParts) -> ResolvedDate:
    """Resolve a date of two years ("1731/32") whose month does not tell which of them is meant."""
    if parts.season == WINTER:
        return _resolve_winter((parts.year or 2) - 1)
    years = [replace(parts, year=year, year_mark="") for year in ((parts.year or 2) - 1, parts.year)]
    connector: TokenKind = "to" if parts.precision == "year" else "or"
    resolved = resolve_dates([years[0], replace(years[1], connector=connector)])
    return resolved if parts.precision == "year" else replace(resolved, certainty="uncertain")


def _is_dual_dated(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are one day in the Julian and the Gregorian calendar: "5/17 May 1840"."""
    is_pair = len(dates) == 2 and {parts.precision for parts in dates} == {"day"}
    return is_pair and dates[1].connector == "list" and _is_same_day(*dates)


def _is_same_day(julian: DateParts, gregorian: DateParts) -> bool:
    """Return whether two days may be the same in the Julian and the Gregorian calendar."""
    year = gregorian.year or julian.year or _ANY_LEAP_YEAR
    bare = [replace(_without_calendar(parts), year=parts.year or year) for parts in (julian, gregorian)]
    if bare[0].year == bare[1].year and (bare[0].month or 0) > (bare[1].month or 0):
        bare[0] = replace(bare[0], year=max(_EARLIEST_YEAR, (bare[0].year or 1) - 1))
    try:
        return (parts_bounds(bare[1])[0] - parts_bounds(bare[0])[0]).days in _CALENDAR_DIFFERENCES
    except ValueError:
        return False


def _is_winter_of_two_years(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are a winter with both of its years: "winter 1961–1962"."""
    first, last = dates[0], dates[-1]
    is_winter = len(dates) == 2 and first.season == WINTER and last.precision == "year"
    return is_winter and last.connector in ("to", "list") and last.year == (first.year or 0) + 1


def _resolve_winter(year: int) -> ResolvedDate:
    """Resolve the winter from a year to the next."""
    return ResolvedDate.from_edtf(f"{year:04}-12/{year + 1:04}-02", "approximate")


def _resolve_alternatives(dates: Sequence[DateParts]) -> ResolvedDate:
    """Resolve alternatives: days ("26 or 27 August") to a set, others to the span from earliest to latest."""
    bounds = [parts_bounds(parts) for parts in dates]
    if all(first == last for first, last in bounds):
        edtf = "[" + ",".join(sorted({str(first) for first, _ in bounds})) + "]"
    else:
        edtf = f"[{min(first for first, _ in bounds)}..{max(last for _, last in bounds)}]"
    is_doubtful = any("doubt" in parts.qualifiers for parts in dates)
    return ResolvedDate.from_edtf(edtf, "uncertain" if is_doubtful else "approximate")


def _edtf(parts: DateParts) -> str:
    """Format one date in EDTF, with ?, ~ or % for the qualifiers "doubt" and "about"."""
    doubt, about = "doubt" in parts.qualifiers, "about" in parts.qualifiers
    mark = "%" if doubt and about else "?" if doubt else "~" if about else ""
    if parts.year_mark in _UNSPECIFIED_DIGITS:
        return _unspecified_edtf(parts) + mark
    first, last = parts_bounds(parts)
    if parts.part is not None and parts.precision in ("month", "year"):
        return f"[{first}{mark}..{last}{mark}]"
    if parts.precision == "season":
        season = f"{parts.year:04}-{parts.season}"
        return season if not mark else f"{str(first)[:7]}{mark}/{str(last)[:7]}{mark}"
    forms = {"day": str(first), "month": str(first)[:7], "year": str(first)[:4]}
    return forms[parts.precision] + mark


def _unspecified_edtf(parts: DateParts) -> str:
    """Format a date of a decade or century in EDTF: 187X, 187X-07-18."""
    digits = _UNSPECIFIED_DIGITS[parts.year_mark]
    year = f"{parts.year:04}"[:-digits] + "X" * digits
    day = parts.day if parts.month else None
    return "-".join([year, *(f"{number:02}" for number in (parts.month or parts.season, day) if number)])


def _has_part(dates: Sequence[DateParts]) -> bool:
    """Return whether any of the dates is the beginning, middle or end of a month."""
    return any(parts.part is not None for parts in dates)
