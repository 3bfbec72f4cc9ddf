"""Files that are written whole or not at all, and what is said where the disk does not let one."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import BinaryIO

from corpus.errors import StorageError

UNFINISHED = ".unfinished"
_STALE_SECONDS = 60
"""After so long a temporary file that nobody has locked was left by a command that was killed."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
CACHED_SHARE = 0.5
"""Of the machine's memory, what the files of an index may take of the system's cache when a server starts."""
_CHUNK = 1 << 20


def write_file(target: Path, text: str) -> None:
    """Write a text whole or not at all; a device or a pipe is written to as it stands.

    Raises:
        OSError
    """
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_text(text, "utf-8")
        return
    with atomic_write(target) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def atomic_write(target: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside the target that takes its place at the end, synced to the disk.

    Its name is its own, so that several may replace one target at once: the last to end stays. Each is locked
    while it is written; one that a killed command left is removed by the next one that replaces its target.

    Raises:
        OSError: the target stays as it was.
    """
    place = Path(os.path.realpath(target))
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    prefix = f".{place.name[:40]}."
    _remove_stale(place.parent, prefix)
    waiting = place.with_name(f"{prefix}{secrets.token_hex(8)}{UNFINISHED}")
    try:
        with waiting.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, waiting)
        waiting.replace(place)
        sync(place.parent)
    except BaseException:
        with suppress(OSError):
            waiting.unlink()
        raise


def _remove_stale(directory: Path, prefix: str) -> None:
    """Remove temporary files that no process has locked, as far as this user may."""
    for path in directory.glob(f"{escape(prefix)}*{UNFINISHED}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()


def sync(path: Path) -> None:
    """Have a file or folder written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_error(error: OSError) -> StorageError:
    """What an error of the operating system means for a user, with what to do about it."""
    reason = error.strerror or str(error) or type(error).__name__
    named = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    if error.errno in _FULL:
        hint = "Free disk space (or raise the limit of file sizes), then run the command again."
    elif error.errno in _FORBIDDEN:
        hint = "Give this user leave to read and write there, or choose another place."
    else:
        hint = "See to the cause, then run the command again."
    return StorageError(f"{named}{reason}.", hint)


def prefetch(paths: Iterable[Path], memory: int | None = None) -> list[Path]:
    """Read files once, so that they lie in the system's cache and no question waits for the disk.

    The smallest come first; those that would take more than their share of memory are left alone, and so is
    what cannot be read: whoever needs it will say so.

    Args:
        memory: bytes, by default all that the machine has.

    Returns:
        What was read.
    """
    room = CACHED_SHARE * (memory or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    read = []
    for size, path in sorted((path.stat().st_size, path) for path in paths if path.is_file()):
        room -= size
        if room < 0:
            break
        with suppress(OSError), path.open("rb", buffering=0) as file:
            while file.read(_CHUNK):
                pass
            read.append(path)
    return read
