"""Atomic file writes, prefetching, and conversion of storage errors to messages for users."""

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
"""Age after which an unlocked temporary file is taken to be left by a killed command."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
CACHED_SHARE = 0.5
"""Largest share of the machine's memory that ``prefetch`` fills with index files."""
_CHUNK = 1 << 20


def write_file(target: Path, text: str) -> None:
    """Write a text file (UTF-8) atomically; devices and pipes are written to directly.

    Raises:
        OSError: the target cannot be written; an existing file is unchanged.
    """
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_text(text, "utf-8")
        return
    with atomic_write(target) as file:
        file.write(text.encode("utf-8"))


@contextmanager
def atomic_write(target: Path) -> Iterator[BinaryIO]:
    """Yield a temporary binary file that replaces the target on success, once synced to the disk.

    Symbolic links are followed, and an existing file's permissions are preserved. Temporary names are unique,
    so that processes may write the same target at once; the last to finish wins. Each temporary file is
    locked while it is written; those left by killed commands are removed by the next write of the same
    target.

    Raises:
        OSError: the target cannot be replaced; it is unchanged.
    """
    path = Path(os.path.realpath(target))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    prefix = f".{path.name[:40]}."
    _remove_stale(path.parent, prefix)
    temporary = path.with_name(f"{prefix}{secrets.token_hex(8)}{UNFINISHED}")
    try:
        with temporary.open("xb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path)
        sync(path.parent)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _remove_stale(directory: Path, prefix: str) -> None:
    """Remove the files with a prefix that are stale and not locked by a process; errors are ignored."""
    for path in directory.glob(f"{escape(prefix)}*{UNFINISHED}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()


def sync(path: Path) -> None:
    """Flush a file or directory to the disk (fsync).

    Raises:
        OSError: it does not exist or cannot be flushed.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_error(error: OSError) -> StorageError:
    """Convert an error of the operating system to a ``StorageError`` whose hint says how to fix it."""
    reason = error.strerror or str(error) or type(error).__name__
    prefix = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    if error.errno in _FULL:
        hint = "Free disk space (or raise the limit of file sizes), then run the command again."
    elif error.errno in _FORBIDDEN:
        hint = "Give this user permission to read and write there, or choose another location."
    else:
        hint = "Fix the cause, then run the command again."
    return StorageError(f"{prefix}{reason}.", hint)


def prefetch(paths: Iterable[Path], memory: int | None = None) -> list[Path]:
    """Read files into the operating system's page cache, so that the first queries do not wait for the disk.

    The smallest files are cached first, until the next would exceed ``CACHED_SHARE`` of the memory. Missing
    and unreadable files are skipped: the error is raised when they are opened.

    Args:
        memory: in bytes; by default the machine's physical memory.

    Returns:
        The paths that were cached.
    """
    remaining = CACHED_SHARE * (memory or os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    cached = []
    for size, path in sorted((path.stat().st_size, path) for path in paths if path.is_file()):
        remaining -= size
        if remaining < 0:
            break
        with suppress(OSError), path.open("rb", buffering=0) as file:
            while file.read(_CHUNK):
                pass
            cached.append(path)
    return cached
