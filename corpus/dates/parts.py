"""Dates as their parts: from tokens to days, and from days to EDTF with earliest and latest day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from corpus.dates.edtf import edtf_bounds, parse_edtf, season_bounds
from corpus.dates.tokens import DateToken, TokenKind
from corpus.model import Certainty

QUALIFIERS: frozenset[TokenKind] = frozenset(
    ("after", "not-before", "before", "not-after", "between", "about", "doubt", "part")
)
CONNECTORS: frozenset[TokenKind] = frozenset(("or", "to", "and", "list"))
_DATE_KINDS: frozenset[TokenKind] = frozenset(("day", "month", "season", "year"))
_PARTS_OF_MONTH = ((1, 10), (11, 20), (21, 31))
_EARLIEST_YEAR = 1
SWAPPED_ENDS = "it ends before it begins; its ends were exchanged"


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as far as it is written: ``qualifiers`` stood before it, ``connector`` ties it to the last."""

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
        """Say whether all of it but the year stands in the editors' brackets."""
        return (self.day_bracketed or not self.day) and (
            self.month_bracketed or not (self.month or self.season)
        )

    @property
    def precision(self) -> str:
        """The finest part that is written: day, month, season or year."""
        if self.day and self.month:
            return "day"
        return "month" if self.month else "season" if self.season else "year"


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """What written dates come to."""

    edtf: str
    earliest: date | None
    latest: date | None
    certainty: Certainty
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, edtf: str, certainty: Certainty, warnings: tuple[str, ...] = ()) -> ResolvedDate:
        """Return the days that a date in EDTF means."""
        return cls(edtf, *edtf_bounds(parse_edtf(edtf)), certainty, warnings)


def group_tokens(tokens: Sequence[DateToken], *, words_divide: bool = False) -> list[list[DateParts]]:
    """Group tokens into dates, and dates tied by connectors into expressions.

    Args:
        words_divide: another word ends a date and its expression, as in running text.
    """
    expressions: list[list[DateParts]] = [[]]
    qualifiers: list[DateToken] = []
    connector: TokenKind | None = None
    is_open = False
    for token in tokens:
        dates = expressions[-1]
        if token.kind in _DATE_KINDS:
            if is_open and _fits(token, dates[-1]):
                dates[-1] = _with(dates[-1], token)
            else:
                if dates and connector is None:
                    expressions.append([])
                    dates = expressions[-1]
                dates.append(_opened(token, qualifiers, connector if dates else None))
                qualifiers, connector = [], None
            is_open = True
        elif token.kind == "doubt" and is_open:
            dates[-1] = replace(dates[-1], qualifiers=dates[-1].qualifiers | {"doubt"}, end=token.end)
        elif token.kind in QUALIFIERS:
            qualifiers.append(token)
            is_open = False
        elif token.kind in CONNECTORS:
            if words_divide and token.kind in ("and", "list") and dates and _is_whole(dates):
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
    """Give each date the month and year it shares with its neighbours, or the ``year`` it stands under."""
    result = list(dates)
    for place in range(len(result) - 2, -1, -1):
        result[place] = _borrowed(result[place], result[place + 1])
    for place, parts in enumerate(result):
        before = result[place - 1].year if place else None
        result[place] = replace(parts, year=parts.year or before or year)
    if len(result) > 1 and dates[0].year is None and _is_after(result[0], result[-1]):
        result[0] = replace(result[0], year=max(_EARLIEST_YEAR, (result[0].year or 2) - 1))
    return result


def parts_bounds(parts: DateParts) -> tuple[date, date]:
    """The first and the last day a date with a year can mean.

    Raises:
        ValueError: there is no such day ("31 June").
    """
    year = parts.year or _EARLIEST_YEAR
    if parts.season:
        return season_bounds(parts.season, year)
    if not parts.month:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, parts.month)[1]
    if parts.day:
        day = date(year, parts.month, parts.day)
        return day, day
    first_day, last_day = (1, last) if parts.part is None else _PARTS_OF_MONTH[parts.part]
    return date(year, parts.month, first_day), date(year, parts.month, min(last, last_day))


def resolve_dates(dates: Sequence[DateParts]) -> ResolvedDate:
    """Say what an expression of filled dates means."""
    if len(dates) == 1:
        return _single(dates[0])
    if _are_two_styles(dates):
        return _single(dates[-1])
    first, last = dates[0], dates[-1]
    earliest, latest = (
        _shifted(first)[0] or parts_bounds(first)[0],
        _shifted(last)[1] or parts_bounds(last)[1],
    )
    warnings = (SWAPPED_ENDS,) if earliest > latest else ()
    if warnings:
        first, last, earliest, latest = last, first, latest, earliest
    if any(parts.connector == "or" for parts in dates):
        return _alternatives(dates, earliest, latest)
    doubtful = any("doubt" in parts.qualifiers for parts in dates)
    certainty: Certainty = "uncertain" if doubtful else "approximate"
    if first.qualifiers & {"between", "after", "not-before"} and "to" not in {last.connector}:
        return ResolvedDate.of(f"[{earliest}..{latest}]", certainty, warnings)
    if last.precision == first.precision and last.precision != "season" and not _has_part(dates):
        return ResolvedDate.of(f"{_edtf(first)}/{_edtf(last)}", certainty, warnings)
    return ResolvedDate.of(f"{earliest}/{latest}", certainty, warnings)


def _opened(token: DateToken, qualifiers: Sequence[DateToken], connector: TokenKind | None) -> DateParts:
    """Begin a date with its first token and the qualifiers that stood before it."""
    part = next((found.value for found in qualifiers if found.kind == "part"), None)
    start = min([token.start, *(found.start for found in qualifiers)])
    kinds = frozenset(found.kind for found in qualifiers)
    return _with(DateParts(start, token.end, part=part, qualifiers=kinds, connector=connector), token)


def _with(parts: DateParts, token: DateToken) -> DateParts:
    """Add a token to a date."""
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


def _fits(token: DateToken, parts: DateParts) -> bool:
    """Say whether the token can go on with the date."""
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
    """Say whether only a day is written: the month must follow."""
    return parts.day is not None and parts.month is None


def _is_whole(dates: Sequence[DateParts]) -> bool:
    """Say whether a date needs nothing from what follows "and"."""
    return dates[-1].year is not None and "between" not in dates[0].qualifiers


def _borrowed(parts: DateParts, following: DateParts) -> DateParts:
    """Take from the following date what "3" lacks in "3 and 7 May 1932"."""
    if parts.month is None and parts.season is None and parts.day:
        parts = replace(parts, month=following.month, month_bracketed=following.month_bracketed)
    if parts.year is None and following.year:
        return replace(parts, year=following.year, year_bracketed=following.year_bracketed)
    return parts


def _is_after(first: DateParts, last: DateParts) -> bool:
    """Say whether the year must have turned between the two: "30 December–2 January 1933"."""
    return first.year == last.year and (first.month or 0, first.day or 0) > (last.month or 12, last.day or 31)


def _shifted(parts: DateParts) -> tuple[date | None, date | None]:
    """The bounds its qualifiers give a date; None: no bound on that side."""
    first, last = parts_bounds(parts)
    if "after" in parts.qualifiers:
        return last + timedelta(1), None
    if "not-before" in parts.qualifiers:
        return first, None
    if "before" in parts.qualifiers:
        return None, max(date.min, first - timedelta(min(1, (first - date.min).days)))
    return (None, last) if "not-after" in parts.qualifiers else (first, last)


def _single(parts: DateParts) -> ResolvedDate:
    """Read an expression of one date."""
    earliest, latest = _shifted(parts)
    if earliest is None or latest is None:
        return ResolvedDate.of(f"[{earliest or ''}..{latest or ''}]", "uncertain")
    is_exact = parts.precision == "day" and "about" not in parts.qualifiers
    certainty: Certainty = "exact" if is_exact else "approximate"
    return ResolvedDate.of(_edtf(parts), "uncertain" if "doubt" in parts.qualifiers else certainty)


def _are_two_styles(dates: Sequence[DateParts]) -> bool:
    """Say whether one day is given in the old and the new style: "5/17 May 1840"."""
    if len(dates) != 2 or dates[1].connector != "list" or {parts.precision for parts in dates} != {"day"}:
        return False
    return 10 <= (parts_bounds(dates[1])[0] - parts_bounds(dates[0])[0]).days <= 13


def _alternatives(dates: Sequence[DateParts], earliest: date, latest: date) -> ResolvedDate:
    """Read "26 or 27 August": one of several."""
    if all(parts.precision == "day" for parts in dates):
        edtf = "[" + ",".join(str(parts_bounds(parts)[0]) for parts in dates) + "]"
    else:
        edtf = f"[{earliest}..{latest}]"
    return ResolvedDate.of(edtf, "approximate")


def _edtf(parts: DateParts) -> str:
    """Write one date in EDTF with the marks its qualifiers ask for."""
    doubt, about = "doubt" in parts.qualifiers, "about" in parts.qualifiers
    mark = "%" if doubt and about else "?" if doubt else "~" if about else ""
    first, last = parts_bounds(parts)
    if parts.part is not None and parts.precision == "month":
        return f"[{first}{mark}..{last}{mark}]"
    if parts.precision == "season":
        season = f"{parts.year:04}-{parts.season}"
        return season if not mark else f"{str(first)[:7]}{mark}/{str(last)[:7]}{mark}"
    forms = {"day": str(first), "month": str(first)[:7], "year": str(first)[:4]}
    return forms[parts.precision] + mark


def _has_part(dates: Sequence[DateParts]) -> bool:
    """Say whether a date is the beginning, middle or end of a month."""
    return any(parts.part is not None for parts in dates)
