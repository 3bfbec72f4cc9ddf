"""The tables of a published generation, read by one layer: SQLite files, or schemas of a PostgreSQL."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote
from weakref import finalize
from zlib import crc32

from corpus.errors import EngineMissing
from store.integrity import reading
from store.layout import Generation

if TYPE_CHECKING:
    from psycopg import Connection

_NAME_LENGTH = 30
"""With the id of a generation, of at most 30 too, no schema's name is longer than 63."""
CONNECTIONS = 8
"""Of a SQLite file; threads beyond these take turns."""


class Rows(Protocol):
    """Tables that never change, shared by threads; statements are in the SQL that both engines know."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query."""

    def close(self) -> None:
        """Let go of what is open."""


class Database:
    """A SQLite file that never changes, read by several threads at once.

    All connections are opened with it, for a file that is deleted meanwhile can be read to the end, but not
    be opened again: SQLite opens by the name alone, even what is given as ``/dev/fd/N``.

    Raises:
        IndexDamaged: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with reading(path):
            self._shared, *self._idle = [self._opened() for _ in range(CONNECTIONS)]
            self._shared.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._turns = threading.Lock()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query; IndexDamaged where the file cannot be read."""
        with reading(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                with self._turns:
                    return self._shared.execute(statement, tuple(values)).fetchall()
            try:
                return connection.execute(statement, tuple(values)).fetchall()
            finally:
                self._idle.append(connection)

    def close(self) -> None:
        """Close the connections; nobody may be asking."""
        for connection in (self._shared, *self._idle):
            connection.close()

    def _opened(self) -> sqlite3.Connection:
        uri = f"file:{quote(str(self.path.absolute()))}?mode=ro&immutable=1"
        return sqlite3.connect(uri, uri=True, check_same_thread=False)


class PostgresDatabase:
    """A schema of a PostgreSQL; each thread gets its own connection, and a new one where it was lost."""

    def __init__(self, address: str, schema: str) -> None:
        self._address = address
        self._schema = schema
        self._local = threading.local()
        self._opened: list[Connection[Any]] = []
        finalize(self, _close_all, self._opened)
        if not self.rows("SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", [schema]):
            raise EngineMissing(f"The PostgreSQL has no schema {schema}.", "Feed it: perepiska feed")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query.

        Raises:
            EngineMissing: the server cannot be reached, or does not answer.
        """
        asked = statement.replace("?", "%s").encode(), tuple(values)
        with reached_postgres():
            connection = self._connection()
            try:
                return connection.execute(*asked).fetchall()
            except Exception:
                if not connection.broken:
                    raise
            return self._connection().execute(*asked).fetchall()

    def close(self) -> None:
        """Close the connections of all threads."""
        _close_all(self._opened)
        self._local = threading.local()

    def _connection(self) -> Connection[Any]:
        connection: Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = connect_postgres(self._address)
            connection.execute(f'SET search_path TO "{self._schema}"'.encode())
            self._local.connection = connection
            self._opened.append(connection)
        return connection


def _close_all(connections: list[Connection[Any]]) -> None:
    while connections:
        connections.pop().close()


def connect_postgres(address: str) -> Connection[Any]:
    """A connection to a PostgreSQL, ``postgresql://user:password@host/database``.

    Raises:
        EngineMissing
    """
    with reached_postgres():
        import psycopg

        return psycopg.connect(address, autocommit=True)


class reached_postgres(AbstractContextManager[None]):  # noqa: N801  it is used as a function
    """Turns what the driver raises into an error that says what to do."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Raise EngineMissing in the place of the driver's errors."""
        if isinstance(error, ModuleNotFoundError):
            raise EngineMissing(
                f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[cluster]'."
            ) from error
        if kind is not None and kind.__module__.partition(".")[0] == "psycopg":
            raise EngineMissing(
                f"The PostgreSQL does not answer: {error}.", "See whether it runs, and PEREPISKA_DATABASE."
            ) from error


def open_tables(generation: Generation, file: Path, address: str = "") -> Rows:
    """The tables of a file of a generation; in the PostgreSQL of an address where there is one."""
    return PostgresDatabase(address, schema_of(generation)) if address else Database(file)


def schema_of(generation: Generation) -> str:
    """The schema of a generation in a PostgreSQL."""
    return f"{schema_prefix(generation.name)}{generation.id}"


def schema_prefix(name: str) -> str:
    """What the schemas of an index begin with; PostgreSQL cuts names of more than 63 bytes."""
    is_long = len(name) > _NAME_LENGTH
    short = f"{name[: _NAME_LENGTH - 9]}~{crc32(name.encode()):08x}" if is_long else name
    return f"p_{short}_"
