"""Filters resolved once, then applied inside both arms: a mask for vectors, clauses for the keyword index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from rapidfuzz import process

from corpus.errors import FilterError
from corpus.model import Kind, Topic
from corpus.persons.person_index import Register
from search.engines.clauses import Between, Clause, Each, OneOf
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
    notices: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether everything passes."""
        return not (self.required or self.excluded or self.earliest or self.latest)

    def mask(self, table: UnitTable) -> Mask:
        """Which rows pass."""
        mask = table.everything()
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
        required: list[Clause] = [OneOf(name, values) for name, values in self.required]
        if self.earliest is not None or self.latest is not None:
            required.append(Between(fields.DATED, 1, 1))
        if self.earliest is not None:
            name = fields.EARLIEST if self.is_certain else fields.LATEST
            required.append(Between(name, self.earliest, fields.DAY_MAX))
        if self.latest is not None:
            name = fields.LATEST if self.is_certain else fields.EARLIEST
            required.append(Between(name, fields.DAY_MIN, self.latest))
        return Each(tuple(required), tuple(OneOf(name, values) for name, values in self.excluded))


def resolve_filters(
    filters: Filters, table: UnitTable, register: Register, topics: Iterable[Topic]
) -> ResolvedFilters:
    """Turn what the user gave into values of the index."""
    vocabulary = {name: topic.id for topic in topics for name in (topic.id, topic.label)}
    notices: list[str] = []
    required = [
        (name, _values(name, given, table, register, vocabulary, notices))
        for name, given in filters.include.items()
    ]
    excluded = [
        (name, _values(name, given, table, register, vocabulary, notices))
        for name, given in filters.exclude.items()
    ]
    return ResolvedFilters(
        tuple(required),
        tuple(excluded),
        filters.earliest.toordinal() if filters.earliest else None,
        filters.latest.toordinal() if filters.latest else None,
        filters.date_mode == "certain",
        tuple(notices),
    )


def _values(
    name: str,
    given: Iterable[str],
    table: UnitTable,
    register: Register,
    vocabulary: Mapping[str, str],
    notices: list[str],
) -> tuple[str, ...]:
    kind = BY_NAME[name].filter
    if kind == "person":
        return tuple(
            dict.fromkeys(id for value in given for id in _persons(name, value, table, register, notices))
        )
    if kind == "archive":
        wanted = [fold_archive(value) for value in given]
        archives = table.columns[name].values
        return tuple(
            archive for archive in archives if any(is_archive_prefix(value, archive) for value in wanted)
        )
    called = vocabulary if kind == "topic" else {}
    known = (*called, *_known(name, table))
    for value in given:
        if value not in known:
            nearest = process.extractOne(value, known, score_cutoff=60) if known else None
            hint = (
                f"Did you mean “{nearest[0]}”?"
                if nearest
                else f"It takes one of: {', '.join(known) or 'none'}."
            )
            raise FilterError(f"There is no {name} “{value}” here.", hint, parameter=name)
    return tuple(called.get(value, value) for value in given)


def _known(name: str, table: UnitTable) -> tuple[str, ...]:
    values = table.columns[name].values
    return tuple(dict.fromkeys((*get_args(Kind), *values))) if name == "kind" else values


def _persons(
    name: str, value: str, table: UnitTable, register: Register, notices: list[str]
) -> tuple[str, ...]:
    """The ids a value means: an id, or any form of the name; a notice where nobody is meant."""
    known = table.columns[name].values
    if value in known:
        return (value,)
    person = register.get(value) or register.resolve(value)
    if person:
        return (person.id,)
    bearers = set(known)
    names = dict.fromkeys(one.display for one in register.persons if one.id in bearers)
    nearest = process.extract(value, list(names), limit=3, score_cutoff=60)
    hint = f" Nearest: {', '.join(found[0] for found in nearest)}." if nearest else ""
    notices.append(f"Nobody here is called “{value}”, so {name} finds nothing.{hint}")
    return (value.encode("utf-8", "replace").decode(),)


def _having(table: UnitTable, name: str, values: tuple[str, ...]) -> Mask:
    return table.columns[name].mask(values, len(table))


def is_archive_prefix(given: str, archive: str) -> bool:
    """Whether a folded reference begins with a given one, the archive's name or not; in whole numbers."""
    for whole in (archive, archive.partition(", ")[2]):
        if whole.startswith(given) and not whole[len(given) : len(given) + 1].isdigit():
            return True
    return False
