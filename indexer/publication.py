"""How a build becomes the published generation, and what becomes of one that fails.

A build works in ``.building-<generation>`` under a lock. Whole and verified, the folder takes its name; last,
``current`` is replaced by one rename. Until then nothing that is published has been touched.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import BuildRunning
from corpus.store.layout import CURRENT, MANIFEST

_LOCK = ".lock"
_BUILDING = ".building-"


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """Keep other builds of the same index out; the lock ends with the process, however that ends."""
    index.mkdir(parents=True, exist_ok=True)
    with (index / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildRunning(
                f"Another build of the index “{index.name}” is under way.", "Wait until it has finished."
            ) from None
        yield


@contextmanager
def unfinished(index: Path, generation: str) -> Iterator[Path]:
    """A new folder to build in, removed again where the build does not end in ``publish``."""
    clear_leftovers(index)
    folder = index / f"{_BUILDING}{generation}"
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def clear_leftovers(index: Path) -> None:
    """Remove what killed builds left behind."""
    for folder in index.glob(f"{_BUILDING}*"):
        shutil.rmtree(folder)


def publish(index: Path, folder: Path, generation: str) -> None:
    """Make the folder the published generation, on disk before it is in view."""
    _sync_folder(folder)
    folder.rename(index / generation)
    sync(index)
    point_to(index, generation)


def point_to(index: Path, generation: str) -> None:
    """Make a generation the published one, by one rename."""
    waiting = index / f".{CURRENT}"
    waiting.write_text(f"{generation}\n", "utf-8")
    sync(waiting)
    waiting.replace(index / CURRENT)
    sync(index)


def remove_old(index: Path, *, kept: int) -> list[str]:
    """Remove all but the newest generations and the published one; returns the ids of those removed."""
    published = (index / CURRENT).read_text("utf-8").strip()
    generations = sorted(path.parent.name for path in index.glob(f"*/{MANIFEST}"))
    old = [id for id in generations[: max(0, len(generations) - kept)] if id != published]
    for id in old:
        shutil.rmtree(index / id)
    return old


def _sync_folder(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Have a file or folder written to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
