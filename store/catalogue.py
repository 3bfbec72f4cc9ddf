"""Read access to a generation's catalogue: units, persons, places, references, topics and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import UnitWithdrawn, UnknownUnit
from corpus.model import Edition, IndexEntry, Place, Reference, Reply, Term, Topic, Unit
from corpus.persons.across_editions import Entry, group_entries
from corpus.places.place_index import merge_places
from store.databases import ReadOnlyDatabase
from store.integrity import reporting_damage
from store.layout import CATALOGUE, Generation
from store.records import EDITION, INDEX_ENTRY, PERSON, PLACE, REFERENCE, REPLY, TERM, TOPIC, UNIT, Codec

T = TypeVar("T")
LAST_CHARACTER = "\U0010ffff"
"""The character that sorts after all others."""
_BATCH = 500


class Catalogue:
    """The catalogue (``catalogue.sqlite``) of a generation: read-only and thread-safe.

    Units come in row order (edition by edition, each in its own order) unless stated otherwise. Every method
    raises IndexDamaged if the file cannot be read.
    """

    def __init__(self, database: ReadOnlyDatabase, path: Path = Path(CATALOGUE)) -> None:
        self._database = database
        self._path = path

    @classmethod
    def open(cls, generation: Generation) -> Catalogue:
        """Open the catalogue of a generation.

        Raises:
            IndexDamaged: the file cannot be read.
        """
        return cls(ReadOnlyDatabase(generation.catalogue), generation.catalogue)

    def close(self) -> None:
        """Close the database file; no query may be running."""
        self._database.close()

    # Units

    def unit(self, id: str) -> Unit:
        """Return a unit by its full id (``<edition>/<unit>``).

        Raises:
            UnknownUnit: no unit has this id; ``UnitWithdrawn`` if one had.
        """
        rows = self._database.rows("SELECT data FROM units WHERE id = ?", [id])
        if not rows:
            raise self._missing(id)
        return self._decode(UNIT, rows[0][0])

    def withdrawal(self, id: str) -> str | None:
        """Return why the unit or edition with an id has been withdrawn; None if it has not."""
        rows = self._database.rows("SELECT reason FROM withdrawn WHERE id = ?", [id])
        return str(rows[0][0]) if rows else None

    def current_id(self, id: str) -> str:
        """Return the current id of a renamed unit; any other id is returned unchanged, even if unknown."""
        rows = self._database.rows("SELECT unit FROM aliases WHERE alias = ?", [id])
        return str(rows[0][0]) if rows else id

    def aliases(self) -> dict[str, str]:
        """Return all former ids of units, each mapped to the current id."""
        return dict(self._database.rows("SELECT alias, unit FROM aliases"))

    def units(self, ids: Iterable[str]) -> dict[str, Unit]:
        """Map the given ids to their units, in the given order; unknown ids are left out."""
        requested = list(ids)
        data_by_id = dict(self._rows_in("SELECT id, data FROM units WHERE id IN", requested))
        return {id: self._decode(UNIT, data_by_id[id]) for id in requested if id in data_by_id}

    def units_at(self, rows: Iterable[int]) -> list[Unit]:
        """Return the units at the given rows (row 0 is the first unit), in the given order.

        Raises:
            KeyError: there is no such row.
        """
        requested = [int(row) for row in rows]
        data_by_row = dict(self._rows_in("SELECT row, data FROM units WHERE row IN", requested))
        return [self._decode(UNIT, data_by_row[row]) for row in requested]

    def all_units(self) -> Iterator[Unit]:
        """Yield every unit in row order; the first has row 0."""
        for (data,) in self._database.rows("SELECT data FROM units ORDER BY row"):
            yield self._decode(UNIT, data)

    def documents(self) -> Iterator[Unit]:
        """Yield the units of kind ``document`` (not notes or introductions) in row order."""
        for (data,) in self._database.rows("SELECT data FROM units WHERE kind = 'document' ORDER BY row"):
            yield self._decode(UNIT, data)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all units; the position of an id is the unit's row."""
        return tuple(id for (id,) in self._database.rows("SELECT id FROM units ORDER BY row"))

    def notes_of(self, id: str) -> tuple[Unit, ...]:
        """Return the notes to a document or introduction in row order; empty if there are none."""
        return self._decode_all(UNIT, "SELECT data FROM units WHERE parent = ? ORDER BY row", [id])

    def previous_next(self, id: str) -> tuple[str | None, str | None]:
        """Return the ids of the units before and after one, of the same edition, kind and parent.

        Either is None at the ends.

        Raises:
            UnknownUnit: no unit has this id.
        """
        rows = self._database.rows("SELECT edition, kind, parent, row FROM units WHERE id = ?", [id])
        if not rows:
            raise UnknownUnit(f"There is no unit “{id}”.")
        return self._neighbour(rows[0], "row < ? ORDER BY row DESC"), self._neighbour(
            rows[0], "row > ? ORDER BY row"
        )

    def units_of_file(self, file: str) -> tuple[Unit, ...]:
        """Return the units with originals in an archive file (``ArchiveReference.file``), in row order."""
        return self._decode_all(UNIT, "SELECT data FROM units WHERE file = ? ORDER BY row", [file])

    # Cross-references

    def references_from(self, id: str) -> tuple[Reference, ...]:
        """Return the cross-references printed in a unit, in order; empty if there are none."""
        return self._decode_all(
            REFERENCE, "SELECT data FROM reference_lines WHERE source = ? ORDER BY row", [id]
        )

    def references_to(self, id: str) -> tuple[Reference, ...]:
        """Return the cross-references whose targets include a unit; empty if there are none."""
        statement = (
            "SELECT data FROM reference_lines WHERE row IN "
            "(SELECT reference FROM reference_targets WHERE target = ?) ORDER BY row"
        )
        return self._decode_all(REFERENCE, statement, [id])

    # Replies

    def replies_of(self, id: str) -> tuple[Reply, ...]:
        """Return the inferred replies by or to a letter, the most confident first."""
        statement = "SELECT data FROM replies WHERE answer = ? OR answered = ? ORDER BY row"
        replies = self._decode_all(REPLY, statement, [id, id])
        return tuple(sorted(replies, key=lambda reply: -reply.confidence))

    # Persons, places, topics, glossary terms and printed indexes

    def person_entries(self) -> dict[str, tuple[Entry, ...]]:
        """Return the entries of the editions' person indexes by the ids of the persons in this index."""
        rows = self._database.rows("SELECT person, edition, data FROM persons ORDER BY row")
        return group_entries((id, edition, self._decode(PERSON, data)) for id, edition, data in rows)

    def person_aliases(self) -> dict[str, str]:
        """Return all former ids of persons, each mapped to the current id; all are ``<edition>/<id>``."""
        return dict(self._database.rows("SELECT alias, person FROM person_aliases"))

    def places(self, edition: str | None = None) -> tuple[Place, ...]:
        """Return the place index of an edition, empty if unknown, or of all editions if none is given.

        In the index of all editions, entries that share an id are merged.
        """
        if edition is None:
            return merge_places(self._decode_all(PLACE, "SELECT data FROM places ORDER BY row"))
        return self._decode_all(PLACE, "SELECT data FROM places WHERE edition = ? ORDER BY row", [edition])

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics of all editions; a topic that several editions share is returned once."""
        topics = self._decode_all(TOPIC, "SELECT data FROM topics ORDER BY row")
        return tuple({topic.id: topic for topic in reversed(topics)}.values())[::-1]

    def terms(self) -> tuple[Term, ...]:
        """Return the glossary terms of all editions, with their expansions."""
        return self._decode_all(TERM, "SELECT data FROM terms ORDER BY row")

    def index_entries(self, edition: str) -> tuple[IndexEntry, ...]:
        """Return the entries of an edition's printed index; empty if it has none."""
        return self._decode_all(
            INDEX_ENTRY, "SELECT data FROM printed_index WHERE edition = ? ORDER BY row", [edition]
        )

    def editions(self) -> tuple[Edition, ...]:
        """Return the metadata of all editions.

        Their units, persons, places, topics, terms, references and index entries are empty.
        """
        return self._decode_all(EDITION, "SELECT data FROM editions ORDER BY row")

    # Compounds

    def compounds(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Return the folded words of the compounds whose closed form, or its stem, is ``key``."""
        rows = self._database.rows("SELECT words FROM compounds WHERE key = ? ORDER BY words", [key])
        return tuple(tuple(words.split(" ")) for (words,) in rows)

    def compounds_beginning(self, prefix: str, limit: int) -> tuple[tuple[str, ...], ...]:
        """Return the folded words of at most ``limit`` compounds whose closed form begins with a prefix."""
        statement = "SELECT DISTINCT words FROM compounds WHERE key >= ? AND key < ? ORDER BY words LIMIT ?"
        rows = self._database.rows(statement, [prefix, prefix + LAST_CHARACTER, limit])
        return tuple(tuple(words.split(" ")) for (words,) in rows)

    def _missing(self, id: str) -> UnknownUnit:
        """Return the error for an id that no unit has: it has been withdrawn, or is unknown."""
        reason = self.withdrawal(id)
        if reason:
            return UnitWithdrawn(id, reason)
        hint = "Check the id (<edition>/<unit>), or search for the unit."
        return UnknownUnit(f"There is no unit “{id}”.", hint)

    def _neighbour(self, key: Sequence[object], side: str) -> str | None:
        """Return the id of the unit next to ``key`` (edition, kind, parent, row); None at the ends."""
        same = "edition = ? AND kind = ? AND parent IS ?"
        statement = f"SELECT id FROM units WHERE {same} AND {side} LIMIT 1"
        rows = self._database.rows(statement, key)
        return str(rows[0][0]) if rows else None

    def _decode_all(self, codec: Codec[T], statement: str, values: Sequence[object] = ()) -> tuple[T, ...]:
        """Return the decoded first column of a statement's rows."""
        return tuple(self._decode(codec, data) for (data,) in self._database.rows(statement, values))

    def _decode(self, codec: Codec[T], data: bytes) -> T:
        with reporting_damage(self._path):
            return codec.decode(data)

    def _rows_in(self, statement: str, values: Sequence[object]) -> Iterator[Any]:
        """Yield the rows of a statement that ends in ``IN``, queried in batches of ``_BATCH`` values."""
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            yield from self._database.rows(f"{statement} ({','.join('?' * len(batch))})", batch)
