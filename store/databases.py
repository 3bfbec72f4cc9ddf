"""Read-only SQLite files of a published generation, shared between threads."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from store.integrity import reporting_damage

CONNECTIONS = 8
"""Number of connections per SQLite file; threads that find none idle take turns on one that they share."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a SQLite file read-only and immutable, for use by any thread.

    Raises:
        sqlite3.OperationalError: the file does not exist or cannot be opened.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


class ReadOnlyDatabase:
    """An immutable SQLite file, queried by several threads at once.

    All connections are opened on construction: an open file stays readable after it has been deleted, but
    SQLite can only open files by name, even for ``/dev/fd/N``.

    Raises:
        IndexDamaged: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with reporting_damage(path):
            self._shared, *self._idle = [connect(path) for _ in range(CONNECTIONS)]
            self._shared.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._shared_lock = threading.Lock()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """Return all rows of a query; ``values`` replace its placeholders.

        Raises:
            IndexDamaged: the query fails, usually because the file is damaged.
        """
        with reporting_damage(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                with self._shared_lock:
                    return self._shared.execute(statement, tuple(values)).fetchall()
            try:
                return connection.execute(statement, tuple(values)).fetchall()
            finally:
                self._idle.append(connection)

    def close(self) -> None:
        """Close all connections; no query may be running."""
        for connection in (self._shared, *self._idle):
            connection.close()
