"""What is read of a source is bounded, a file by itself and the files of a folder together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from corpus.errors import SourceTooLarge

MAX_BYTES: Final = 100_000_000
_HINT: Final = "Raise the setting PEREPISKA_SOURCE_MAX_BYTES if this really is an edition."


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Read a file.

    Raises:
        SourceTooLarge: it has more bytes, or goes on beyond the size it is said to have.
    """
    size = path.stat().st_size
    if size <= max_bytes:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
        if len(content) <= max_bytes:
            return content
        size = len(content)
    raise SourceTooLarge(f"{path} has {size:,} bytes; {max_bytes:,} are allowed.", _HINT)


def check_total(folder: Path, paths: Iterable[Path], max_bytes: int) -> None:
    """Refuse the files of a folder that are too large together; one that is so by itself is another matter.

    Raises:
        SourceTooLarge: they have more bytes.
    """
    sizes = (path.stat().st_size for path in paths if path.is_file())
    total = sum(size for size in sizes if size <= max_bytes)
    if total > max_bytes:
        raise SourceTooLarge(
            f"The files of {folder} have {total:,} bytes; {max_bytes:,} are allowed together.", _HINT
        )
