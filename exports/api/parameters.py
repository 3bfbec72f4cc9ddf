"""The parameters of a search over HTTP, and back again: query string → ``SearchRequest`` → query string.

One table says what there is; a name that is not in it is answered with its nearest neighbour.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar, get_args
from urllib.parse import urlencode

from rapidfuzz import process

from corpus.dates.datelines import parse_day
from corpus.errors import FilterError, UnknownParameter
from search.model import Channel, DateMode, Filters, Grouping, Include, Mode, SearchRequest, Sort
from store.fields import FILTERS

Pair = tuple[str, str]
Choice = TypeVar("Choice", bound=str)

SINGLE: Final = ("q", "mode", "from", "to", "date_mode", "group", "sort", "limit", "cursor")
REPEATED: Final = (*FILTERS, *(f"not.{name}" for name in FILTERS), "include", "literal")
SEARCH_PARAMETERS: Final = (*SINGLE, *REPEATED)
DEFAULT_LIMIT: Final = 20
LARGEST_LIMIT: Final = 100
VALUES_MAX: Final = 50
NEAR_ENOUGH: Final = 50


def parse_search(
    pairs: Iterable[Pair],
    *,
    page_size: int = DEFAULT_LIMIT,
    page_size_max: int = LARGEST_LIMIT,
    values_max: int = VALUES_MAX,
    group: Grouping = "none",
) -> SearchRequest:
    """Turn the pairs of a query string into a request, or say which of them is wrong.

    Args:
        values_max: values that the repeated parameters may have together.
        group: what is meant where none is given.
    """
    values = collect(pairs, single=SINGLE, repeated=REPEATED, values_max=values_max)
    first = {name: found[0] for name, found in values.items() if name in SINGLE}
    return SearchRequest(
        text=first.get("q", "").strip(),
        mode=_choice("mode", first.get("mode", "hybrid"), get_args(Mode)),
        filters=_filters(values, first),
        group=_choice("group", first.get("group", group), get_args(Grouping)),
        sort=_choice("sort", first.get("sort", "relevance"), get_args(Sort)),
        limit=whole_number("limit", first.get("limit"), default=page_size, largest=page_size_max),
        cursor=first.get("cursor"),
        include=frozenset(_listed("include", values.get("include", []), get_args(Include))),
        literal=frozenset(values.get("literal", [])),
    )


def parse_channels(values: Iterable[str]) -> frozenset[Channel] | None:
    """Read the channels of ``related``, repeated or joined by commas; None stands for all."""
    return frozenset(_listed("channels", values, get_args(Channel))) or None


def collect(
    pairs: Iterable[Pair],
    *,
    single: tuple[str, ...],
    repeated: tuple[str, ...] = (),
    values_max: int = VALUES_MAX,
) -> dict[str, list[str]]:
    """Group values by name; empty ones are dropped, for that is what an untouched form field sends.

    Args:
        values_max: values that the repeated parameters may have together.
    """
    values: defaultdict[str, list[str]] = defaultdict(list)
    left = values_max
    for name, value in pairs:
        if name not in single and name not in repeated:
            raise _unknown(name, (*single, *repeated))
        if not value.strip() or (name in repeated and value.strip() in values[name]):
            continue
        if values[name] and name in single:
            raise FilterError(
                f"“{name}” is given more than once.", "Give it once, with one value.", parameter=name
            )
        if name in repeated and not left:
            raise FilterError(
                f"More than {values_max} values are given to filters and other lists.",
                "Give fewer, or ask several times.",
                parameter=name,
            )
        left -= name in repeated
        values[name].append(value.strip() if name != "q" else value)
    return {name: found for name, found in values.items() if found}


def whole_number(name: str, value: str | None, *, default: int, largest: int) -> int:
    """Read a number from 1 to ``largest``."""
    if value is None:
        return default
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= largest:
        return int(value)
    raise FilterError(
        f"“{name}” is {value}.", f"It takes a whole number from 1 to {largest}.", parameter=name
    )


def search_pairs(
    request: SearchRequest, *, default_limit: int = DEFAULT_LIMIT, group: Grouping = "none"
) -> list[Pair]:
    """Write a request as the pairs of a query string: shortest form, fixed order, so that it can be a key."""
    filters = request.filters
    pairs: list[Pair] = [
        ("q", request.text),
        ("mode", "" if request.mode == "hybrid" else request.mode),
        ("from", _shortest(filters.earliest, first=True)),
        ("to", _shortest(filters.latest, first=False)),
        ("date_mode", "" if filters.date_mode == "possible" else filters.date_mode),
    ]
    pairs += _filter_pairs("", filters.include) + _filter_pairs("not.", filters.exclude)
    pairs += [
        ("group", "" if request.group == group else request.group),
        ("sort", "" if request.sort == "relevance" else request.sort),
        ("limit", "" if request.limit == default_limit else str(request.limit)),
        ("include", ",".join(sorted(request.include))),
        *(("literal", key) for key in sorted(request.literal)),
        ("cursor", request.cursor or ""),
    ]
    return [(name, value) for name, value in pairs if value]


def address(path: str, request: SearchRequest, *, group: Grouping = "none") -> str:
    """Give the address under ``path`` that asks for ``request``; ``group`` is the grouping it has unasked."""
    pairs = search_pairs(request, group=group)
    return f"{path}?{'&'.join(_encoded(*pair) for pair in pairs)}" if pairs else path


@lru_cache(maxsize=16_384)
def _encoded(name: str, value: str) -> str:
    """A pair as it stands in an address; a page has hundreds of links that share most of theirs."""
    return urlencode([(name, value)])


def _unknown(name: str, valid: tuple[str, ...]) -> UnknownParameter:
    found = process.extractOne(name.lower(), valid, score_cutoff=NEAR_ENOUGH)
    nearest = found[0] if found else None
    hint = f"Did you mean “{nearest}”?" if nearest else f"Valid are: {', '.join(valid)}."
    return UnknownParameter(f"There is no parameter “{name}”.", hint, parameter=name, nearest=nearest)


def _choice(name: str, value: str, choices: tuple[Choice, ...]) -> Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise FilterError(f"“{name}” is “{value}”.", f"It takes one of: {', '.join(choices)}.", parameter=name)


def _listed(name: str, values: Iterable[str], choices: tuple[Choice, ...]) -> list[Choice]:
    """Read values that may be repeated or joined by commas."""
    words = (word.strip() for value in values for word in value.split(","))
    return [_choice(name, word, choices) for word in words if word]


def _filters(values: Mapping[str, list[str]], first: Mapping[str, str]) -> Filters:
    earliest = _day("from", first["from"])[0] if "from" in first else None
    latest = _day("to", first["to"])[1] if "to" in first else None
    if earliest and latest and latest < earliest:
        raise FilterError("“to” lies before “from”.", "Exchange the two dates.", parameter="to")
    return Filters(
        include={name: tuple(values[name]) for name in FILTERS if name in values},
        exclude={name: tuple(values[f"not.{name}"]) for name in FILTERS if f"not.{name}" in values},
        earliest=earliest,
        latest=latest,
        date_mode=_choice("date_mode", first.get("date_mode", "possible"), get_args(DateMode)),
    )


def _day(name: str, value: str) -> tuple[date, date]:
    try:
        return parse_day(value)
    except ValueError as error:
        raise FilterError(
            f"“{value}” is not a date.",
            "Write a year, a month or a day: 1932, 1932-06 or 1932-06-02.",
            parameter=name,
        ) from error


def _shortest(day: date | None, *, first: bool) -> str:
    """Write a bound as the year or month it begins (``first``) or ends, else as the day."""
    if day is None:
        return ""
    if day.day != (1 if first else monthrange(day.year, day.month)[1]):
        return day.isoformat()
    return f"{day.year:04}" if day.month == (1 if first else 12) else f"{day.year:04}-{day.month:02}"


def _filter_pairs(prefix: str, values: Mapping[str, tuple[str, ...]]) -> list[Pair]:
    return [(prefix + name, value) for name in FILTERS for value in values.get(name, ())]
