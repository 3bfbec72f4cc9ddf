"""Unpacking of a zip file that is stored in several parts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from corpus.errors import ModelError


class JoinedParts(io.RawIOBase):
    """Files read as one, each following the previous one without a gap.

    Raises:
        OSError: a file cannot be read.
    """

    def __init__(self, parts: Sequence[Path]) -> None:
        self._parts = parts
        self._ends = list(accumulate(part.stat().st_size for part in parts))
        self._position = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the current position in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position and return it."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ends[-1]}[whence]
        self._position = origin + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer up to the end of the current part, and return the number of bytes read."""
        start = 0
        for part, end in zip(self._parts, self._ends, strict=True):
            if self._position < end:
                with part.open("rb") as file:
                    file.seek(self._position - start)
                    count = file.readinto(buffer)
                self._position += count
                return count
            start = end
        return 0


def unpack_model(parts: Sequence[Path], directory: Path) -> None:
    """Unpack the single top-level directory of a split zip file into a directory.

    Args:
        parts: the parts of the zip file, in order.

    Raises:
        ModelError: the parts are not a zip file.
        OSError: a part cannot be read, or the directory cannot be written.
    """
    try:
        with ZipFile(io.BufferedReader(JoinedParts(parts), 1 << 20)) as archive:
            for member in archive.infolist():
                _, _, member.filename = member.filename.partition("/")
                if member.filename:
                    archive.extract(member, directory)
    except BadZipFile as error:
        raise ModelError(f"{parts[0]} cannot be unpacked: {error}.") from error
