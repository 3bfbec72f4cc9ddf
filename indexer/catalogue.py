"""Writing of the catalogue: units, persons, places, references, replies, topics, terms and indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from corpus.model import Edition, Reply, Unit
from corpus.persons.across_editions import EDITION_IDS, PersonIdentities
from store.layout import CATALOGUE
from store.records import EDITION, INDEX_ENTRY, PERSON, PLACE, REFERENCE, REPLY, TERM, TOPIC, UNIT
from store.schema import CATALOGUE_TABLES

_Row = tuple[object, ...]


def units_in_order(editions: Sequence[Edition]) -> list[Unit]:
    """Return all units in row order: edition by edition, each in its own order."""
    return [unit for edition in editions for unit in sorted(edition.units, key=lambda unit: unit.order)]


def write_catalogue(
    directory: Path,
    editions: Sequence[Edition],
    units: Sequence[Unit],
    replies: Sequence[Reply],
    aliases: Mapping[str, str] = MappingProxyType({}),
    identities: PersonIdentities = EDITION_IDS,
    person_aliases: Mapping[str, str] = MappingProxyType({}),
    withdrawn: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write the catalogue into the directory of a generation, which must not have one yet.

    Args:
        units: in row order.
        aliases: former ids of units, each mapped to the current id.
        identities: the persons of the index.
        person_aliases: likewise former ids of persons (``<edition>/<id>``).
        withdrawn: ids of units and editions that are not written, each with the reason of its withdrawal.
    """
    with closing(sqlite3.connect(directory / CATALOGUE)) as connection, connection:
        connection.executescript(CATALOGUE_TABLES)
        _insert(connection, "units", [_unit_row(row, unit) for row, unit in enumerate(units)])
        _insert(connection, "aliases", sorted(aliases.items()))
        _insert(connection, "person_aliases", sorted(person_aliases.items()))
        _insert(connection, "withdrawn", sorted(withdrawn.items()))
        _write_references(connection, editions)
        _insert(
            connection,
            "replies",
            [(row, reply.answer, reply.answered, REPLY.encode(reply)) for row, reply in enumerate(replies)],
        )
        _write_editions(connection, editions, identities)


def write_compounds(directory: Path, compounds: Iterable[tuple[str, str]]) -> None:
    """Write the compounds of the texts, each as its key and its words, into the catalogue of a generation."""
    with closing(sqlite3.connect(directory / CATALOGUE)) as connection, connection:
        _insert(connection, "compounds", sorted(set(compounds)))


def _unit_row(row: int, unit: Unit) -> _Row:
    """Return the values of a unit's row in the table of units."""
    file = unit.archive.file if unit.archive else None
    return row, unit.id, unit.edition, unit.kind, unit.parent, file, UNIT.encode(unit)


def _write_references(connection: sqlite3.Connection, editions: Sequence[Edition]) -> None:
    """Write the cross-references, and a table of their targets for finding them by target."""
    references = [reference for edition in editions for reference in edition.references]
    lines = [(row, line.source, REFERENCE.encode(line)) for row, line in enumerate(references)]
    targets = {(target, row) for row, line in enumerate(references) for target in line.targets}
    _insert(connection, "reference_lines", lines)
    _insert(connection, "reference_targets", sorted(targets))


def _write_editions(
    connection: sqlite3.Connection, editions: Sequence[Edition], identities: PersonIdentities
) -> None:
    """Write the editions' metadata, persons, places, topics, terms and printed indexes."""
    metadata = [
        replace(e, units=(), persons=(), places=(), topics=(), terms=(), references=(), index=())
        for e in editions
    ]
    _insert(connection, "editions", [(row, EDITION.encode(e)) for row, e in enumerate(metadata)])
    persons = [
        (e.id, identities.id_of(e.id, person.id), PERSON.encode(person))
        for e in editions
        for person in e.persons
    ]
    places = [(e.id, PLACE.encode(place)) for e in editions for place in e.places]
    topics = [(TOPIC.encode(topic),) for e in editions for topic in e.topics]
    terms = [(TERM.encode(term),) for e in editions for term in e.terms]
    entries = [(e.id, INDEX_ENTRY.encode(entry)) for e in editions for entry in e.index]
    for table, rows in (
        ("persons", persons),
        ("places", places),
        ("topics", topics),
        ("terms", terms),
        ("printed_index", entries),
    ):
        _insert(connection, table, [(number, *row) for number, row in enumerate(rows)])


def _insert(connection: sqlite3.Connection, table: str, rows: Sequence[_Row]) -> None:
    """Insert rows into a table; all have a value for each of its columns."""
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)
