"""SQLite files of a published generation, opened read-only and shared by threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.errors import IndexDamaged

_HINT = "Build the index again: perepiska index SOURCE --name NAME"


class Database:
    """A file that never changes: each thread gets its own connection, without locks."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self.rows("SELECT count(*) FROM sqlite_master")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query; IndexDamaged where the file cannot be read."""
        try:
            return self._connection().execute(statement, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{self._path} cannot be read: {error}.", _HINT) from error

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._opened:
            self._opened.pop().close()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"file:{quote(str(self._path.absolute()))}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._local.connection = connection
            self._opened.append(connection)
        return connection
