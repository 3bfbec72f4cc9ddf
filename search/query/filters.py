"""Filters resolved once, then applied inside both arms: a mask for vectors, clauses for the keyword index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from rapidfuzz import process

from corpus.dates.datelines import parse_day
from corpus.errors import FilterError
from corpus.model import Kind, Topic
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import fold
from search.engines.clauses import EVERYTHING, AllOf, AnyOf, Clause, RangeClause, TermSetClause
from search.messages import Message
from search.model import Filters
from store import keyword_schema as fields
from store.fields import BY_NAME, fold_archive
from store.unit_table import Mask, UnitTable


@dataclass(frozen=True, slots=True)
class ResolvedFilters:
    """Filters as values of the index: (field, values) that must or must not be there, and days.

    ``notices`` say what was not found; a value nobody has gives no hits.
    """

    required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    excluded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    earliest: int | None = None
    latest: int | None = None
    is_certain: bool = False
    notices: tuple[Message, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether everything passes."""
        return not (self.required or self.excluded or self.earliest or self.latest)

    def mask(self, table: UnitTable) -> Mask:
        """Which rows pass."""
        mask = table.all_rows()
        for name, values in self.required:
            mask &= _having(table, name, values)
        for name, values in self.excluded:
            mask &= ~_having(table, name, values)
        if self.earliest is not None or self.latest is not None:
            mask &= table.dated
        if self.earliest is not None:
            mask &= (table.earliest if self.is_certain else table.latest) >= self.earliest
        if self.latest is not None:
            mask &= (table.latest if self.is_certain else table.earliest) <= self.latest
        return mask

    def clause(self) -> Clause | None:
        """The same as a clause, which adds nothing to the score; None where everything passes."""
        if self.is_empty:
            return None
        required: list[Clause] = [TermSetClause(name, values) for name, values in self.required]
        if self.earliest is not None or self.latest is not None:
            required.append(RangeClause(fields.DATED, 1, 1))
        if self.earliest is not None:
            name = fields.EARLIEST if self.is_certain else fields.LATEST
            required.append(RangeClause(name, self.earliest, fields.DAY_MAX))
        if self.latest is not None:
            name = fields.LATEST if self.is_certain else fields.EARLIEST
            required.append(RangeClause(name, fields.DAY_MIN, self.latest))
        return AllOf(tuple(required), tuple(TermSetClause(name, values) for name, values in self.excluded))


def resolve_filters(
    filters: Filters, table: UnitTable, person_index: PersonIndex, topics: Iterable[Topic]
) -> ResolvedFilters:
    """Turn what the user gave into values of the index."""
    vocabulary = {name: topic.id for topic in topics for name in (topic.id, topic.label)}

    def resolve(side: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...], list[Message]]]:
        return [
            (name, *_values(name, given, table, person_index, vocabulary)) for name, given in side.items()
        ]

    required, excluded = resolve(filters.include), resolve(filters.exclude)
    return ResolvedFilters(
        tuple((name, values) for name, values, _ in required),
        tuple((name, values) for name, values, _ in excluded),
        filters.earliest.toordinal() if filters.earliest else None,
        filters.latest.toordinal() if filters.latest else None,
        filters.date_mode == "certain",
        tuple(notice for _, _, notices in (*required, *excluded) for notice in notices),
    )


def resolve_field(
    name: str, values: tuple[str, ...], resolve: Callable[[Filters], ResolvedFilters]
) -> tuple[Clause, tuple[Message, ...]]:
    """Turn ``name:value`` of a query into a clause, as the filter of that name would, with its notices."""
    if name == "number":
        return TermSetClause("number", values), ()
    choices = [_dated(value) for value in values] if name == "date" else [Filters({name: values})]
    found = [resolve(filters) for filters in choices]
    any_of = AnyOf(tuple(one.clause() or EVERYTHING for one in found))
    return any_of, tuple(notice for one in found for notice in one.notices)


def _dated(value: str) -> Filters:
    """Read ``1932-06``, ``1932-06..1932-08``, ``1932-06..`` or ``..1932-06`` as a filter."""
    first, dots, last = value.partition("..")
    try:
        earliest = parse_day(first)[0] if first or not dots else None
        latest = parse_day(last if dots else first)[1] if last or not dots else None
    except ValueError as error:
        hint = "Write a year, month or day as 1932, 1932-06 or 1932-06-05, or a span as 1932-06..1932-08."
        raise FilterError(f"“{value}” is not a date.", hint, parameter="date") from error
    return Filters(earliest=earliest, latest=latest)


def _values(
    name: str,
    given: Iterable[str],
    table: UnitTable,
    person_index: PersonIndex,
    vocabulary: Mapping[str, str],
) -> tuple[tuple[str, ...], list[Message]]:
    """The values of the index that are meant, and what is to be said of those that are not there.

    Raises:
        FilterError: a filter with a closed list of values has no such value.
    """
    kind = BY_NAME[name].filter
    if kind == "person":
        found = [(value, _person(name, value, table, person_index)) for value in given]
        ids = tuple(dict.fromkeys(id or _encodable(value) for value, id in found))
        return ids, [_unknown(name, value, table, person_index) for value, id in found if id is None]
    if kind == "archive":
        wanted = [fold_archive(value) for value in given]
        archives = table.columns[name].values
        return tuple(
            archive for archive in archives if any(is_archive_prefix(value, archive) for value in wanted)
        ), []
    called = vocabulary if kind == "topic" else {}
    known = (*called, *_known(name, table))
    listed = [one for value in given for one in _listed(name, value, known)]
    return tuple(dict.fromkeys(called.get(one, one) for one in listed)), []


def _listed(name: str, value: str, known: tuple[str, ...]) -> list[str]:
    """The value of a list as it is written there, else those that differ in case and accents alone."""
    alike = [value] if value in known else [one for one in known if fold(one) == fold(value)]
    if not alike:
        raise _no_such_value(name, value, known)
    return alike


def _no_such_value(name: str, value: str, known: tuple[str, ...]) -> FilterError:
    nearest = process.extractOne(value, known, score_cutoff=60) if known else None
    hint = f"Did you mean “{nearest[0]}”?" if nearest else f"It takes one of: {', '.join(known) or 'none'}."
    return FilterError(f"There is no {name} “{value}” here.", hint, parameter=name)


def _known(name: str, table: UnitTable) -> tuple[str, ...]:
    values = table.columns[name].values
    return tuple(dict.fromkeys((*get_args(Kind), *values))) if name == "kind" else values


def _person(name: str, value: str, table: UnitTable, person_index: PersonIndex) -> str | None:
    """The id a value means: an id, or any form of the name; None where nobody is meant."""
    if value in table.columns[name].values:
        return value
    person = person_index.get(value) or person_index.resolve(value)
    return person.id if person else None


def _encodable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _unknown(name: str, value: str, table: UnitTable, person_index: PersonIndex) -> Message:
    """Say that nobody is called so, and who is nearly."""
    bearers = set(table.columns[name].values)
    names = dict.fromkeys(one.display for one in person_index.persons if one.id in bearers)
    nearest = process.extract(value, list(names), limit=3, score_cutoff=60)
    asked: dict[str, object] = {"value": value, "filter": Message(name)}
    if not nearest:
        return Message("person-unknown", asked)
    return Message("person-unknown-nearest", {**asked, "names": tuple(found[0] for found in nearest)})


def _having(table: UnitTable, name: str, values: tuple[str, ...]) -> Mask:
    return table.columns[name].mask(values, len(table))


def is_archive_prefix(given: str, archive: str) -> bool:
    """Whether a folded reference begins with a given one, the archive's name or not; in whole numbers."""
    for whole in (archive, archive.partition(", ")[2]):
        if whole.startswith(given) and not whole[len(given) : len(given) + 1].isdigit():
            return True
    return False
