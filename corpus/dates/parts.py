"""Parts of dates (day, month, year …): grouped from tokens, completed, and resolved to EDTF with bounds."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from corpus.dates.edtf import edtf_bounds, parse_edtf, season_bounds
from corpus.dates.tokens import SEASONS, DateToken, TokenKind
from corpus.model import Certainty

QUALIFIERS: frozenset[TokenKind] = frozenset(
    ("after", "not-before", "before", "not-after", "between", "about", "doubt", "part")
)
CONNECTORS: frozenset[TokenKind] = frozenset(("or", "to", "and", "list"))
_DATE_KINDS: frozenset[TokenKind] = frozenset(("day", "month", "season", "year"))
_PARTS_OF_MONTH = ((1, 10), (11, 20), (21, 31))
_EARLIEST_YEAR = 1
SWAPPED_ENDS = "it ends before it begins; its ends were swapped"


@dataclass(frozen=True, slots=True)
class DateParts:
    """The parts of one date as written, at characters ``start`` to ``end`` (exclusive).

    ``qualifiers`` are words such as "after" and "about" that apply to it, ``connector`` joins it to the date
    before ("or", "to"). ``part`` is 0, 1 or 2 for the beginning, middle or end of the month or year;
    ``season`` is an EDTF code. A part is ``…_bracketed`` if it is in the editors' brackets.
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
    year_incomplete: bool = False

    @property
    def is_bracketed(self) -> bool:
        """Whether all parts except the year are in the editors' brackets; true if there is only a year."""
        return (self.day_bracketed or not self.day) and (
            self.month_bracketed or not (self.month or self.season)
        )

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
        elif words_divide and token.kind in ("word", "other", "undated"):
            expressions.append([])
            qualifiers, connector, is_open = [], None, False
    return [dates for dates in expressions if dates]


def fill_missing_parts(dates: Sequence[DateParts], year: int | None) -> list[DateParts]:
    """Return the dates of an expression with the months and years that they share filled in.

    A date takes its missing month and year from the next one, then its year from the one before, or ``year``
    if that has none. In "30 December–2 January 1933" the first date gets the year before.
    """
    result = list(dates)
    for i in range(len(result) - 2, -1, -1):
        result[i] = _fill_from_next(result[i], result[i + 1])
    for i, parts in enumerate(result):
        previous_year = result[i - 1].year if i else None
        result[i] = replace(parts, year=parts.year or previous_year or year)
    if len(result) > 1 and dates[0].year is None and _is_after(result[0], result[-1]):
        result[0] = replace(result[0], year=max(_EARLIEST_YEAR, (result[0].year or 2) - 1))
    return result


def parts_bounds(parts: DateParts) -> tuple[date, date]:
    """Return the first and last day of a date, regardless of its qualifiers; without a year, in the year 1.

    Raises:
        ValueError: the day does not exist ("31 June").
    """
    year = parts.year or _EARLIEST_YEAR
    if parts.season:
        return season_bounds(parts.season, year)
    if not parts.month:
        month, months = (1, 12) if parts.part is None else (4 * parts.part + 1, 4)
        end = month + months - 1
        return date(year, month, 1), date(year, end, calendar.monthrange(year, end)[1])
    last = calendar.monthrange(year, parts.month)[1]
    if parts.day:
        day = date(year, parts.month, parts.day)
        return day, day
    first_day, last_day = (1, last) if parts.part is None else _PARTS_OF_MONTH[parts.part]
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
        return _resolve_single(dates[-1])
    if _is_winter_of_two_years(dates):
        return ResolvedDate.from_edtf(f"{dates[0].year:04}-12/{dates[1].year:04}-02", "approximate")
    first, last = dates[0], dates[-1]
    earliest, latest = (
        _qualified_bounds(first)[0] or parts_bounds(first)[0],
        _qualified_bounds(last)[1] or parts_bounds(last)[1],
    )
    warnings = (SWAPPED_ENDS,) if earliest > latest else ()
    if warnings:
        first, last, earliest, latest = last, first, latest, earliest
    if any(parts.connector == "or" for parts in dates):
        return _resolve_alternatives(dates, earliest, latest)
    is_doubtful = any("doubt" in parts.qualifiers for parts in dates)
    certainty: Certainty = "uncertain" if is_doubtful else "approximate"
    if first.qualifiers & {"between", "after", "not-before"} and "to" not in {last.connector}:
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
        return replace(
            parts, year=token.value, year_bracketed=token.bracketed, year_incomplete=token.is_incomplete_year
        )
    match token.kind:
        case "day":
            return replace(parts, day=token.value, day_bracketed=token.bracketed)
        case "month":
            return replace(parts, month=token.value, month_bracketed=token.bracketed)
        case _:
            return replace(parts, season=token.value, month_bracketed=token.bracketed)


def _can_extend(parts: DateParts, token: DateToken) -> bool:
    """Return whether a token can be a further part of a date."""
    match token.kind:
        case "day":
            return parts.day is None and parts.month is not None
        case "month":
            return parts.month is None and parts.season is None
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


def _fill_from_next(parts: DateParts, following: DateParts) -> DateParts:
    """Fill in the month and year of a date from the one that follows, as for "3" in "3 and 7 May 1932"."""
    if parts.month is None and parts.season is None and parts.day:
        parts = replace(parts, month=following.month, month_bracketed=following.month_bracketed)
    if parts.year is None and following.year:
        return replace(parts, year=following.year, year_bracketed=following.year_bracketed)
    return parts


def _is_after(first: DateParts, last: DateParts) -> bool:
    """Return whether two dates of one year are in the wrong order: "30 December–2 January 1933"."""
    return first.year == last.year and (first.month or 0, first.day or 0) > (last.month or 12, last.day or 31)


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
    earliest, latest = _qualified_bounds(parts)
    if earliest is None or latest is None:
        return ResolvedDate.from_edtf(f"[{earliest or ''}..{latest or ''}]", "uncertain")
    is_exact = parts.precision == "day" and "about" not in parts.qualifiers
    certainty: Certainty = "exact" if is_exact else "approximate"
    return ResolvedDate.from_edtf(_edtf(parts), "uncertain" if "doubt" in parts.qualifiers else certainty)


def _is_dual_dated(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are one day in the Julian and the Gregorian calendar: "5/17 May 1840"."""
    if len(dates) != 2 or dates[1].connector != "list" or {parts.precision for parts in dates} != {"day"}:
        return False
    return 10 <= (parts_bounds(dates[1])[0] - parts_bounds(dates[0])[0]).days <= 13


def _is_winter_of_two_years(dates: Sequence[DateParts]) -> bool:
    """Return whether two dates are a winter with both of its years: "winter 1961–1962"."""
    first, last = dates[0], dates[-1]
    is_winter = len(dates) == 2 and first.season == SEASONS["winter"] and last.precision == "year"
    return is_winter and last.connector in ("to", "list") and last.year == (first.year or 0) + 1


def _resolve_alternatives(dates: Sequence[DateParts], earliest: date, latest: date) -> ResolvedDate:
    """Resolve alternatives: days ("26 or 27 August") to a set, others to the span from earliest to latest."""
    if all(parts.precision == "day" for parts in dates):
        edtf = "[" + ",".join(str(parts_bounds(parts)[0]) for parts in dates) + "]"
    else:
        edtf = f"[{earliest}..{latest}]"
    return ResolvedDate.from_edtf(edtf, "approximate")


def _edtf(parts: DateParts) -> str:
    """Format one date in EDTF, with ?, ~ or % for the qualifiers "doubt" and "about"."""
    doubt, about = "doubt" in parts.qualifiers, "about" in parts.qualifiers
    mark = "%" if doubt and about else "?" if doubt else "~" if about else ""
    first, last = parts_bounds(parts)
    if parts.part is not None and parts.precision in ("month", "year"):
        return f"[{first}{mark}..{last}{mark}]"
    if parts.precision == "season":
        season = f"{parts.year:04}-{parts.season}"
        return season if not mark else f"{str(first)[:7]}{mark}/{str(last)[:7]}{mark}"
    forms = {"day": str(first), "month": str(first)[:7], "year": str(first)[:4]}
    return forms[parts.precision] + mark


def _has_part(dates: Sequence[DateParts]) -> bool:
    """Return whether any of the dates is the beginning, middle or end of a month."""
    return any(parts.part is not None for parts in dates)
