"""Filters resolved to index values, applied within both retrievers: as a row mask and as a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

import numpy as np
from rapidfuzz import process

from corpus.dates.datelines import parse_day
from corpus.errors import FilterError
from corpus.model import Kind, PersonRef, Topic
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import fold
from search.engines.clauses import EVERYTHING, AllOf, AnyOf, Clause, RangeClause, TermSetClause
from search.messages import Message, NameNotice
from search.model import Filters
from store import keyword_schema as fields
from store.fields import BY_NAME, fold_archive, fold_page
from store.keyword_schema import DAY_MAX, DAY_MIN
from store.unit_table import Mask, UnitTable

NAMES_LISTED_MAX = 10
"""Names that a notice lists at most."""


@dataclass(frozen=True, slots=True)
class ResolvedFilters:
    """Filters as index values: required and excluded (field, values) pairs, and date bounds as ordinal days.

    ``notices`` reports unknown and ambiguous names; a value that no unit has matches nothing.
    """

    required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    excluded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    earliest: int | None = None
    latest: int | None = None
    is_certain: bool = False
    notices: tuple[Message, ...] = ()
    periods: tuple[tuple[int, int], ...] = ()
    """Periods, as ordinal days, of which a unit's date must fall into one, if there are any."""

    def narrowed(
        self, conditions: Iterable[tuple[str, tuple[str, ...]]], periods: Iterable[tuple[date, date]]
    ) -> ResolvedFilters:
        """Return the filters with further (field, values) pairs that must match, and with periods."""
        days = tuple((first.toordinal(), last.toordinal()) for first, last in periods)
        return replace(self, required=(*self.required, *conditions), periods=(*self.periods, *days))

    def without(self, name: str) -> ResolvedFilters:
        """Return the filters without the values required in a field; for ``year`` without the date bounds."""
        if name == "year":
            return replace(self, earliest=None, latest=None)
        return replace(self, required=tuple(pair for pair in self.required if pair[0] != name))

    @property
    def is_empty(self) -> bool:
        """Whether there are no filters, so that all units match."""
        return not (self.required or self.excluded or self.earliest or self.latest or self.periods)

    def mask(self, table: UnitTable) -> Mask:
        """Return the mask that selects the rows of a unit table that match."""
        mask = table.all_rows()
        for name, values in self.required:
            mask &= _rows_with(table, name, values)
        for name, values in self.excluded:
            mask &= ~_rows_with(table, name, values)
        if self.earliest is not None or self.latest is not None:
            mask &= self._in_period(table, self.earliest or DAY_MIN, self.latest or DAY_MAX)
        if self.periods:
            mask &= np.logical_or.reduce([self._in_period(table, *period) for period in self.periods])
        return mask

    def _in_period(self, table: UnitTable, first: int, last: int) -> Mask:
        """Return the mask of the dated rows that may lie, or certainly lie, between two days."""
        starts, ends = table.earliest, table.latest
        if self.is_certain:
            starts, ends = ends, starts
        return table.dated & (ends >= first) & (starts <= last)

    def clause(self) -> Clause | None:
        """Return the same filters as a clause that does not score; None if all units match."""
        if self.is_empty:
            return None
        required: list[Clause] = [TermSetClause(name, values) for name, values in self.required]
        if self.earliest is not None or self.latest is not None:
            required.append(self._period_clause(self.earliest or DAY_MIN, self.latest or DAY_MAX))
        if self.periods:
            required.append(AnyOf(tuple(self._period_clause(*period) for period in self.periods)))
        return AllOf(tuple(required), tuple(TermSetClause(name, values) for name, values in self.excluded))

    def _period_clause(self, first: int, last: int) -> Clause:
        """Return the clause of ``_in_period``."""
        start, end = (fields.LATEST, fields.EARLIEST) if self.is_certain else (fields.EARLIEST, fields.LATEST)
        return AllOf(
            (
                RangeClause(fields.DATED, 1, 1),
                RangeClause(end, first, DAY_MAX),
                RangeClause(start, DAY_MIN, last),
            )
        )


def resolve_filters(
    filters: Filters, table: UnitTable, person_index: PersonIndex, topics: Iterable[Topic]
) -> ResolvedFilters:
    """Resolve filters as requested to index values; unknown and ambiguous names are reported.

    Raises:
        FilterError: a filter with a fixed list of values has no such value.
    """
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
    """Return the clause and the notices of ``name:value`` in a query, resolved like that filter.

    Raises:
        FilterError: the filter has no such value, or a date is not valid.
    """
    if name in ("number", "page"):
        return TermSetClause(name, values if name == "number" else tuple(map(fold_page, values))), ()
    alternatives = [_date_filter(value) for value in values] if name == "date" else [Filters({name: values})]
    resolved = [resolve(filters) for filters in alternatives]
    any_of = AnyOf(tuple(filters.clause() or EVERYTHING for filters in resolved))
    return any_of, tuple(notice for filters in resolved for notice in filters.notices)


def _date_filter(value: str) -> Filters:
    """Parse ``1932-06``, ``1932-06..1932-08``, ``1932-06..`` or ``..1932-06`` into date bounds.

    Raises:
        FilterError: it is not a date or range of dates, or the range ends before it begins.
    """
    first, dots, last = value.partition("..")
    try:
        earliest = parse_day(first)[0] if first or not dots else None
        latest = parse_day(last if dots else first)[1] if last or not dots else None
    except ValueError as error:
        hint = "Use a year, month or day (1932, 1932-06, 1932-06-05) or a range (1932-06..1932-08)."
        raise FilterError(f"“{value}” is not a date.", hint, parameter="date") from error
    if earliest and latest and latest < earliest:
        raise FilterError(f"“{value}” ends before it begins.", "Swap the two dates.", parameter="date")
    return Filters(earliest=earliest, latest=latest)


def _values(
    name: str,
    given: Iterable[str],
    table: UnitTable,
    person_index: PersonIndex,
    vocabulary: Mapping[str, str],
) -> tuple[tuple[str, ...], list[Message]]:
    """Return the index values of one filter, and the notices about names.

    Raises:
        FilterError: a filter with a fixed list of values has no such value.
    """
    kind = BY_NAME[name].filter
    if kind == "person":
        persons_by_value = {value: find_persons(name, value, table, person_index) for value in given}
        ids = dict.fromkeys(
            id
            for value, persons in persons_by_value.items()
            for id in ([person.id for person in persons] or [_encodable(value)])
        )
        notices = (_name_notice(name, *pair, table, person_index) for pair in persons_by_value.items())
        return tuple(ids), [notice for notice in notices if notice]
    if kind == "archive":
        prefixes = [fold_archive(value) for value in given]
        archives = table.columns[name].values
        return tuple(
            archive for archive in archives if any(is_archive_prefix(prefix, archive) for prefix in prefixes)
        ), []
    ids_by_name = vocabulary if kind == "topic" else {}
    known = (*ids_by_name, *_known_values(name, table))
    matches = [match for value in given for match in _match_value(name, value, known)]
    return tuple(dict.fromkeys(ids_by_name.get(match, match) for match in matches)), []


def _match_value(name: str, value: str, known: tuple[str, ...]) -> list[str]:
    """Return the known value equal to a value; if there is none, those that differ in case and accents only.

    Raises:
        FilterError: there are none of these either.
    """
    matches = [value] if value in known else [other for other in known if fold(other) == fold(value)]
    if not matches:
        raise _no_such_value(name, value, known)
    return matches


def _no_such_value(name: str, value: str, known: tuple[str, ...]) -> FilterError:
    """Return the error for an unknown value, with the most similar known value or all of them as the hint."""
    nearest = process.extractOne(value, known, score_cutoff=60) if known else None
    hint = f"Did you mean “{nearest[0]}”?" if nearest else f"Valid values: {', '.join(known) or 'none'}."
    return FilterError(f"Unknown {name} “{value}”.", hint, parameter=name)


def _known_values(name: str, table: UnitTable) -> tuple[str, ...]:
    """Return the valid values of a filter: those of the units, and every kind for ``kind``."""
    values = table.columns[name].values
    return tuple(dict.fromkeys((*get_args(Kind), *values))) if name == "kind" else values


def find_persons(name: str, value: str, table: UnitTable, person_index: PersonIndex) -> tuple[PersonRef, ...]:
    """Return the person with an id, or all who have it in an edition, or all who bear a name.

    Only persons that units have in the filter's column are returned, unless none of them is in it. Empty if
    nobody has the id or bears the name.
    """
    ids = table.columns[name].values
    if person_index.get(value) is None and value in ids:
        return (PersonRef(value, value),)
    persons = person_index.identify(value) or person_index.bearers(value)
    bearers = tuple(PersonRef(person.id, person.display) for person in persons)
    present = set(ids).intersection(person.id for person in bearers)
    return tuple(person for person in bearers if person.id in present) or bearers


def _encodable(value: str) -> str:
    """Replace lone surrogates, which the engines could not encode as UTF-8, by question marks."""
    return value.encode("utf-8", "replace").decode()


def _name_notice(
    name: str, value: str, persons: tuple[PersonRef, ...], table: UnitTable, person_index: PersonIndex
) -> Message | None:
    """Return the notice that several persons bear a name, or nobody, with similar names; otherwise None."""
    if len(persons) == 1:
        return None
    code, values = "name-ambiguous", {"value": value}
    if not persons:
        code, persons = "person-unknown-nearest", _similar_persons(name, value, table, person_index)
    if not persons:
        return Message("person-unknown", values)
    names = [person.name for person in persons]
    listed = (*names[:NAMES_LISTED_MAX], "…") if len(names) > NAMES_LISTED_MAX else tuple(names)
    return NameNotice(code, {**values, "names": listed}, name, value, persons)


def _similar_persons(
    name: str, value: str, table: UnitTable, person_index: PersonIndex
) -> tuple[PersonRef, ...]:
    """Return up to three persons in the filter's column with similar names, the most similar first."""
    ids = set(table.columns[name].values)
    names = {person.id: person.display for person in person_index.persons if person.id in ids}
    nearest = process.extract(value, names, limit=3, score_cutoff=60)
    return tuple(PersonRef(id, display) for display, _, id in nearest)


def _rows_with(table: UnitTable, name: str, values: tuple[str, ...]) -> Mask:
    """Return the mask that selects the rows that have any of some values in a column."""
    return table.columns[name].mask(values, len(table))


def is_archive_prefix(prefix: str, archive: str) -> bool:
    """Return whether ``archive`` begins with ``prefix``, with or without the archive's name; both are folded.

    Numbers must match as a whole: "f. 5" is not a prefix of "f. 558".
    """
    for reference in (archive, archive.partition(", ")[2]):
        if reference.startswith(prefix) and not reference[len(prefix) : len(prefix) + 1].isdigit():
            return True
    return False
