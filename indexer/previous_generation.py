"""The generation that a build replaces, in any format: a source of embeddings and of former ids.

Only parts that have not changed since format 7 (version 0.1.0) are read.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from corpus.errors import IndexMissing, PerepiskaError
from corpus.model import Edition, Unit
from corpus.persons.bearers import spelled_words
from indexer.aliases import RecordIdentity, find_aliases
from indexer.embeddings import CachedEmbedding, cache_key
from store.databases import connect
from store.layout import (
    CATALOGUE,
    PASSAGES,
    VECTOR_INDEX,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
    FileRecord,
    Generation,
    Manifest,
    check_files,
    published_manifest,
)
from store.passages import join_context
from store.vectors import VectorIndex
from store.word_vectors import EncodedWords

_EMBEDDINGS = (PASSAGES, VECTOR_INDEX, WORD_ENDS, WORD_SPANS, WORD_VECTORS)
_FAILURES = (PerepiskaError, OSError, ValueError, LookupError, TypeError, RuntimeError, sqlite3.Error)


class PreviousGeneration:
    """The published generation of an index, if there is one.

    What cannot be read is computed again or left out; ``notices`` then has a sentence for the user.
    """

    def __init__(self, index: Path) -> None:
        self._index = index
        self.notices: list[str] = []

    def embeddings(self, model: str, texts: Mapping[bytes, str]) -> dict[bytes, CachedEmbedding]:
        """Return the stored embeddings of those texts that are in this generation, by cache key.

        Empty if it was built with another model, stores vectors with reduced precision, or cannot be read.

        Args:
            model: the checksum of the model.
            texts: texts by cache key.
        """
        with self._reporting_failures("embeddings"):
            manifest = published_manifest(self._index.parent, self._index.name)
            if texts and manifest["model"] and manifest["model"]["checksum"] == model:
                return _embeddings(self._checked(manifest, _EMBEDDINGS), model, texts)
        return {}

    def aliases(self, units: Sequence[Unit], withdrawn: Iterable[str] = ()) -> dict[str, str]:
        """Return the former ids of units (renamed now or earlier), each mapped to the current id.

        Empty if there is no previous generation or it cannot be read.

        Args:
            withdrawn: the ids of units that have been withdrawn, which nothing else may have.
        """
        ids = {*(unit.id for unit in units), *withdrawn}
        with self._reporting_failures("ids"), self._catalogue() as connection:
            previous_ids = {id for (id,) in connection.execute("SELECT id FROM units")}
            removed = list(_identities(connection, previous_ids - ids))
            inherited = _aliases(connection, "aliases")
            added = [_identity(unit) for unit in units if unit.id not in previous_ids]
            return find_aliases(removed, added, inherited, ids)
        return {}

    def person_aliases(self, editions: Iterable[Edition]) -> dict[str, str]:
        """Return the former ids of persons, each mapped to the current id; all are ``<edition>/<id>``.

        Persons are recognised by their names, whatever the order of the parts, or their authority URIs. Empty
        if there is no previous generation or it cannot be read.
        """
        persons = [(edition.id, person) for edition in editions for person in edition.persons]
        current = [
            _person_identity(edition, person.id, person.kind, person.name, person.same_as)
            for edition, person in persons
        ]
        ids = {person.id for person in current}
        with self._reporting_failures("ids"), self._catalogue() as connection:
            removed = [person for person in _previous_persons(connection) if person.id not in ids]
            return find_aliases(removed, current, _aliases(connection, "person_aliases"), ids)
        return {}

    @contextmanager
    def _catalogue(self) -> Iterator[sqlite3.Connection]:
        """Connect to the catalogue of the published generation."""
        manifest = published_manifest(self._index.parent, self._index.name)
        with closing(connect(self._checked(manifest, [CATALOGUE]).catalogue)) as connection:
            yield connection

    def _checked(self, manifest: Mapping[str, Any], paths: Sequence[str]) -> Generation:
        """Return the generation with only the given files; raise IndexDamaged if one of them differs."""
        id, files = str(manifest["generation"]), {path: manifest["files"][path] for path in paths}
        records = msgspec.convert(files, dict[str, FileRecord])
        generation = Generation(self._index.name, self._index / id, Manifest(id, "", "", files=records))
        check_files(generation, None)
        return generation

    @contextmanager
    def _reporting_failures(self, what: str) -> Iterator[None]:
        """Suppress failures to read the generation, with a notice; a missing index needs none."""
        try:
            yield
        except IndexMissing:
            pass
        except _FAILURES as error:
            reason = (
                error.message if isinstance(error, PerepiskaError) else f"{type(error).__name__}: {error}"
            )
            self.notices.append(f"The {what} of the previous generation could not be read. {reason}")


def _embeddings(
    generation: Generation, model: str, texts: Mapping[bytes, str]
) -> dict[bytes, CachedEmbedding]:
    """Return the embeddings of those texts that a generation has; none if they have reduced precision."""
    vectors = VectorIndex.open(generation)
    if not vectors.is_exact:
        return {}
    keys = ((cache_key(model, text), id) for id, text in _embedded_texts(generation))
    ids = {key: id for key, id in keys if key in texts}
    ends, spans, words = (
        np.load(path) for path in (generation.word_ends, generation.word_spans, generation.word_vectors)
    )
    runs = {id: slice(ends[id - 1] if id else 0, ends[id]) for id in ids.values()}
    rows = vectors.vectors(np.array(list(ids.values()), dtype=np.int64))
    return {
        key: (vector, EncodedWords(spans[runs[id]], words[runs[id]]))
        for (key, id), vector in zip(ids.items(), rows, strict=True)
    }


def _embedded_texts(generation: Generation) -> Iterator[tuple[int, str]]:
    """Yield the id and the embedded text of each passage."""
    with closing(connect(generation.passages)) as connection:
        for id, context, text in connection.execute("SELECT id, context, text FROM passages"):
            yield id, join_context(context, text)


def _identity(unit: Unit) -> RecordIdentity:
    return RecordIdentity(unit.id, unit.edition, unit.kind, unit.parent, unit.number, unit.text)


def _identities(connection: sqlite3.Connection, ids: Collection[str]) -> Iterator[RecordIdentity]:
    """Yield the identities of the given units, from a catalogue in any format."""
    for id, edition, kind, parent, data in connection.execute(
        "SELECT id, edition, kind, parent, data FROM units"
    ):
        if id in ids:
            unit = msgspec.json.decode(data)
            text = "\n\n".join(paragraph["text"] for paragraph in unit.get("paragraphs", ()))
            yield RecordIdentity(id, edition, kind, parent, unit.get("number"), text)


def _person_identity(edition: str, id: str, kind: str, name: str, same_as: Iterable[str]) -> RecordIdentity:
    """Return the identity of a person: the words of the name, in any order, and the authority URIs."""
    words, uris = " ".join(sorted(spelled_words(name))), " ".join(sorted(same_as))
    return RecordIdentity(f"{edition}/{id}", edition, kind, None, uris or None, words)


def _previous_persons(connection: sqlite3.Connection) -> Iterator[RecordIdentity]:
    """Yield the identities of all persons, from a catalogue in any format.

    Persons who shared a name in their edition are recognised by their authority URIs alone.
    """
    rows = _rows(connection, "SELECT edition, data FROM", "persons")
    persons = [(edition, msgspec.json.decode(data)) for edition, data in rows]
    bearers = Counter((edition, person["name"]) for edition, person in persons)
    for edition, person in persons:
        name = person["name"] if bearers[edition, person["name"]] == 1 else ""
        yield _person_identity(
            edition, person["id"], person.get("kind", "person"), name, person.get("same_as", ())
        )


def _aliases(connection: sqlite3.Connection, table: str) -> dict[str, str]:
    """Return the aliases of a generation from one of the tables of aliases; older formats lack it."""
    return dict(_rows(connection, "SELECT * FROM", table))


def _rows(connection: sqlite3.Connection, selection: str, table: str) -> list[Any]:
    """Return what is selected from a table; nothing if a format does not have the table."""
    has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone()
    return connection.execute(f"{selection} {table}").fetchall() if has_table else []
