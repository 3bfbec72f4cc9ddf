"""What cannot be decoded of a generation's files becomes one error that names the file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from corpus.errors import IndexDamaged, PerepiskaError

REBUILD_HINT = "Build the index again: perepiska index SOURCE --name NAME"
_STOPPING = (KeyboardInterrupt, SystemExit, GeneratorExit)
_ASKED_WRONGLY = UnicodeEncodeError
"""What was asked for is no text; nothing that is read raises it."""


class reporting_damage(AbstractContextManager[None]):  # noqa: N801  it is used as a function
    """Turns what goes wrong while a file is read into an error that names it.

    The engines raise whatever a changed byte leads them to: tantivy's panics are not even an ``Exception``.
    """

    __slots__ = ("_hint", "_path")

    def __init__(self, path: Path, hint: str = REBUILD_HINT) -> None:
        self._path = path
        self._hint = hint

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Raise IndexDamaged in the place of what is no error of ours."""
        if error is None or isinstance(error, (PerepiskaError, _ASKED_WRONGLY, *_STOPPING)):
            return
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        raise IndexDamaged(
            f"{'/'.join(self._path.parts[-3:])} cannot be read: {reason}.", self._hint
        ) from error
