"""Conversion of any failure to decode an index file into ``IndexDamaged``, which names the file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from corpus.errors import IndexDamaged, PerepiskaError

REBUILD_HINT = "Build the index again: perepiska index SOURCE --name NAME"
_PASSED_THROUGH = (KeyboardInterrupt, SystemExit, GeneratorExit)
_INVALID_QUERY = UnicodeEncodeError
"""Raised for a query that is not encodable text; reading a file never raises it."""


class reporting_damage(AbstractContextManager[None]):  # noqa: N801  it is used as a function
    """Context manager that turns failures to read a file into ``IndexDamaged``, which names the file.

    A corrupt file can make the engines raise anything; tantivy's panics do not even derive from
    ``Exception``. The project's own errors, interrupts, exits and errors of queries that are not encodable
    pass through.

    Args:
        hint: the hint of the error.
    """

    __slots__ = ("_hint", "_path")

    def __init__(self, path: Path, hint: str = REBUILD_HINT) -> None:
        self._path = path
        self._hint = hint

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Raise IndexDamaged in place of an engine's error."""
        if error is None or isinstance(error, (PerepiskaError, _INVALID_QUERY, *_PASSED_THROUGH)):
            return
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise IndexDamaged(
            f"{'/'.join(self._path.parts[-3:])} cannot be read: {reason}.", self._hint
        ) from error
