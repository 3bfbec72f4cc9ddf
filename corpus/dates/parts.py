"""Parts of dates (day, month, year …), grouped from tokens into dates and expressions of several dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from corpus.dates.tokens import DateToken, TokenKind, TokenMark

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
    is_listed = False  # whether a comma is the connector
    previous: TokenKind = "other"
    for token in tokens:
        dates = expressions[-1]
        if token.kind in _DATE_KINDS:
            if is_open and _can_extend(dates[-1], token):
                dates[-1] = _add_token(dates[-1], token)
            else:
                if dates and (connector is None or (is_listed and _is_house_number(dates[-1], token))):
                    expressions.append([])
                    dates = expressions[-1]
                dates.append(_start_date(token, qualifiers, connector if dates else None))
                qualifiers, connector, is_listed = [], None, False
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
            if is_open and connector is None and _is_bare_day(dates[-1]):
                if previous == "word":  # the number of a house: "5 Harbour Row, Loo"
                    expressions.append([])
                    is_open = False
                else:
                    connector, is_listed = "list", True
            qualifiers = [] if previous == "word" else qualifiers
        elif words_divide and token.kind in ("word", "other", "undated"):
            expressions.append([])
            qualifiers, connector, is_open = [], None, False
        previous = token.kind
    return [dates for dates in expressions if dates]


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


def _is_house_number(parts: DateParts, token: DateToken) -> bool:
    """Return whether a bare day before a comma is none, because a list of days ascends: "Row 12, 4 March"."""
    return _is_bare_day(parts) and token.kind == "day" and token.value <= (parts.day or 0)


def _is_bare_day(parts: DateParts) -> bool:
    """Return whether a date is only a day, whose month must follow."""
    return parts.day is not None and parts.month is None


def _is_complete(dates: Sequence[DateParts]) -> bool:
    """Return whether an expression is complete before "and": with a year, and not waiting after "between"."""
    return dates[-1].year is not None and "between" not in dates[0].qualifiers
