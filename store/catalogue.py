"""Reads the catalogue of a generation: units, cross-references, replies, registers, the printed index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnknownUnit
from corpus.model import Edition, IndexEntry, Person, Reference, Reply, Term, Topic, Unit
from corpus.persons.person_index import merge_persons
from store.databases import ReadOnlyDatabase
from store.integrity import reporting_damage
from store.layout import CATALOGUE, Generation
from store.records import EDITION, INDEX_ENTRY, PERSON, REFERENCE, REPLY, TERM, TOPIC, UNIT, Codec

T = TypeVar("T")
_BATCH = 500


class Catalogue:
    """The catalogue, read-only and safe to share between threads. Units come in the edition's order."""

    def __init__(self, database: ReadOnlyDatabase, path: Path = Path(CATALOGUE)) -> None:
        self._database = database
        self._path = path

    @classmethod
    def open(cls, generation: Generation) -> Catalogue:
        """The catalogue of a generation."""
        return cls(ReadOnlyDatabase(generation.catalogue), generation.catalogue)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # Units

    def unit(self, id: str) -> Unit:
        """One unit by its whole id."""
        rows = self._database.rows("SELECT data FROM units WHERE id = ?", [id])
        if not rows:
            raise UnknownUnit(
                f"There is no unit “{id}”.", "Search for it, or check the id: <edition>/<unit>."
            )
        return self._decode(UNIT, rows[0][0])

    def current_id(self, id: str) -> str:
        """The id that a unit has now, by one that it may have had before."""
        rows = self._database.rows("SELECT unit FROM aliases WHERE alias = ?", [id])
        return str(rows[0][0]) if rows else id

    def aliases(self) -> dict[str, str]:
        """The ids that units had before, each with the one it has now."""
        return dict(self._database.rows("SELECT alias, unit FROM aliases"))

    def units(self, ids: Iterable[str]) -> dict[str, Unit]:
        """Several units by id, in the order asked for; ids nobody has are left out."""
        wanted = list(ids)
        found = dict(self._in("SELECT id, data FROM units WHERE id IN", wanted))
        return {id: self._decode(UNIT, found[id]) for id in wanted if id in found}

    def units_at(self, rows: Iterable[int]) -> list[Unit]:
        """Units by their rows, in the order asked for."""
        wanted = [int(row) for row in rows]
        found = dict(self._in("SELECT row, data FROM units WHERE row IN", wanted))
        return [self._decode(UNIT, found[row]) for row in wanted]

    def all_units(self) -> Iterator[Unit]:
        """Every unit; the first has row 0."""
        for (data,) in self._database.rows("SELECT data FROM units ORDER BY row"):
            yield self._decode(UNIT, data)

    def documents(self) -> Iterator[Unit]:
        """Every document, in order."""
        for (data,) in self._database.rows("SELECT data FROM units WHERE kind = 'document' ORDER BY row"):
            yield self._decode(UNIT, data)

    def ids(self) -> tuple[str, ...]:
        """The id of every unit; the index of an id is its row."""
        return tuple(id for (id,) in self._database.rows("SELECT id FROM units ORDER BY row"))

    def notes_of(self, id: str) -> tuple[Unit, ...]:
        """The notes of a document or introduction."""
        return self._decoded(UNIT, "SELECT data FROM units WHERE parent = ? ORDER BY row", [id])

    def previous_next(self, id: str) -> tuple[str | None, str | None]:
        """The ids of the units of the same kind before and after; of a note, those of the same parent."""
        rows = self._database.rows("SELECT edition, kind, parent, row FROM units WHERE id = ?", [id])
        if not rows:
            raise UnknownUnit(f"There is no unit “{id}”.")
        return self._neighbour(rows[0], "row < ? ORDER BY row DESC"), self._neighbour(
            rows[0], "row > ? ORDER BY row"
        )

    def units_of_file(self, file: str) -> tuple[Unit, ...]:
        """The units whose original lies in an archive file (``ArchiveReference.file``)."""
        return self._decoded(UNIT, "SELECT data FROM units WHERE file = ? ORDER BY row", [file])

    # Cross-references

    def references_from(self, id: str) -> tuple[Reference, ...]:
        """The cross-references printed in a unit."""
        return self._decoded(
            REFERENCE, "SELECT data FROM reference_lines WHERE source = ? ORDER BY row", [id]
        )

    def references_to(self, id: str) -> tuple[Reference, ...]:
        """The cross-references that lead to a unit."""
        statement = (
            "SELECT data FROM reference_lines WHERE row IN "
            "(SELECT reference FROM reference_targets WHERE target = ?) ORDER BY row"
        )
        return self._decoded(REFERENCE, statement, [id])

    # Replies

    def replies_of(self, id: str) -> tuple[Reply, ...]:
        """What a letter answers and what answers it, the surest first."""
        statement = "SELECT data FROM replies WHERE answer = ? OR answered = ? ORDER BY row"
        replies = self._decoded(REPLY, statement, [id, id])
        return tuple(sorted(replies, key=lambda reply: -reply.confidence))

    # Registers

    def persons(self, edition: str | None = None) -> tuple[Person, ...]:
        """The register of an edition; of all editions, with the entries of one id as one person's."""
        if edition is None:
            return merge_persons(self._decoded(PERSON, "SELECT data FROM persons ORDER BY row"))
        return self._decoded(PERSON, "SELECT data FROM persons WHERE edition = ? ORDER BY row", [edition])

    def topics(self) -> tuple[Topic, ...]:
        """The vocabulary of topics; editions that share one share its entries."""
        topics = self._decoded(TOPIC, "SELECT data FROM topics ORDER BY row")
        return tuple({topic.id: topic for topic in reversed(topics)}.values())[::-1]

    def terms(self) -> tuple[Term, ...]:
        """The glossary's terms and what they stand for."""
        return self._decoded(TERM, "SELECT data FROM terms ORDER BY row")

    def index_entries(self, edition: str) -> tuple[IndexEntry, ...]:
        """The entries of an edition's printed index."""
        return self._decoded(
            INDEX_ENTRY, "SELECT data FROM printed_index WHERE edition = ? ORDER BY row", [edition]
        )

    def editions(self) -> tuple[Edition, ...]:
        """The editions, without their units and registers."""
        return self._decoded(EDITION, "SELECT data FROM editions ORDER BY row")

    def _neighbour(self, key: Sequence[object], side: str) -> str | None:
        same = "edition = ? AND kind = ? AND parent IS ?"
        statement = f"SELECT id FROM units WHERE {same} AND {side} LIMIT 1"
        found = self._database.rows(statement, key)
        return str(found[0][0]) if found else None

    def _decoded(self, codec: Codec[T], statement: str, values: Sequence[object] = ()) -> tuple[T, ...]:
        return tuple(self._decode(codec, data) for (data,) in self._database.rows(statement, values))

    def _decode(self, codec: Codec[T], data: bytes) -> T:
        with reporting_damage(self._path):
            return codec.decode(data)

    def _in(self, statement: str, values: Sequence[object]) -> Iterator[Any]:
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            yield from self._database.rows(f"{statement} ({','.join('?' * len(batch))})", batch)
