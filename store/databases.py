"""The tables of a published generation, in SQLite files that threads share."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from store.integrity import reporting_damage

CONNECTIONS = 8
"""Of a SQLite file; threads beyond these take turns."""


def connect(path: Path) -> sqlite3.Connection:
    """Open a SQLite file that never changes, to be read by any thread."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


class ReadOnlyDatabase:
    """A SQLite file that never changes, read by several threads at once.

    All connections are opened with it, for a file that is deleted meanwhile can be read to the end, but not
    be opened again: SQLite opens by the name alone, even what is given as ``/dev/fd/N``.

    Raises:
        IndexDamaged: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with reporting_damage(path):
            self._shared, *self._idle = [connect(path) for _ in range(CONNECTIONS)]
            self._shared.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self._turns = threading.Lock()

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        """All rows of a query; IndexDamaged where the file cannot be read."""
        with reporting_damage(self.path):
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
