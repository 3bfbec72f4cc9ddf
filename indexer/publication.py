"""Publication of generations: the lock, the staging directory and the atomic switch of ``current``.

A build writes to ``.building-<generation>`` under a lock. Once complete and verified, the directory gets its
final name; last, ``current`` is replaced by one rename. Until then no published file is touched.

Restoring a backup over a damaged generation with the same id cannot be a single rename, because a directory
never replaces a non-empty one: the damaged one is renamed to ``.damaged-<generation>``, the intact one gets
its name, and the damaged one is removed. If a command is killed between the renames, the index has no
directory of that id, but both beside it; the intact one has already been verified and synced. The next holder
of the lock finishes the swap first (``index_lock``): the intact one gets the name if its checksums match,
otherwise the damaged one gets it back. So the index never has less than the damaged generation it had before.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import BuildRunning, IndexDamaged
from indexer import history
from indexer.history import Action
from store.files import UNFINISHED, sync
from store.layout import CURRENT, load_generation, verify_generation

_LOCK = ".lock"
_BUILDING = ".building-"
_DAMAGED = ".damaged-"
_REMOVED = ".removed-"
LEFTOVERS = (f"{_BUILDING}*", f"{_DAMAGED}*", f"{_REMOVED}*", f".*{UNFINISHED}")
"""Patterns of what a killed command may leave in the directory of an index."""


@contextmanager
def index_lock(index: Path) -> Iterator[None]:
    """Hold the lock of an index, which keeps out other builds and is released when the process ends.

    The directory is created if needed; leftovers of killed commands are cleaned up first.

    Raises:
        BuildRunning: another process holds the lock; there is no waiting.
        OSError: the directory or the lock file cannot be written.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildRunning(
                f"Another build of index “{index.name}” is running.", "Wait until it has finished."
            ) from None
        _finish_swaps(index)
        clear_leftovers(index)
        yield


@contextmanager
def staging_directory(index: Path, generation: str) -> Iterator[Path]:
    """Yield a new directory for building a generation; it is removed on exit unless published."""
    directory = index / f"{_BUILDING}{generation}"
    directory.mkdir()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def clear_leftovers(index: Path) -> None:
    """Remove what killed commands left behind; errors are ignored and tried again next time."""
    for pattern in LEFTOVERS:
        for path in index.glob(pattern):
            with suppress(OSError):
                _remove(path)


def publish(index: Path, directory: Path, generation: str, action: Action = "build") -> None:
    """Make a staging directory the published generation; it is synced to the disk before it becomes visible.

    Raises:
        OSError: it failed; the published generation stays.
    """
    _sync_folder(directory)
    replaced = _move_into_place(index, directory, generation)
    sync(index)
    set_current(index, generation, action)
    if replaced:
        with suppress(OSError):
            _remove(replaced)


def set_current(index: Path, generation: str, action: Action = "build") -> None:
    """Make a generation the published one, atomically.

    Raises:
        OSError: it failed; the published generation stays.
    """
    history.record(index, generation, action)
    temporary = index / f".{CURRENT}"
    temporary.write_text(f"{generation}\n", "utf-8")
    sync(temporary)
    temporary.replace(index / CURRENT)
    sync(index)


def remove_old_generations(
    index: Path, *, keep: int, notify: Callable[[str], object] = lambda _: None
) -> None:
    """Remove all generations but the published one and the ``keep`` most recently published.

    Args:
        notify: called with a message about each failure; the next build tries again.
    """
    try:
        published = (index / CURRENT).read_text("utf-8").strip()
        order = history.ids_by_publication(index)
        old = [id for id in order[: max(0, len(order) - keep)] if id != published]
    except OSError as error:
        notify(f"Old generations could not be listed: {error}.")
        return
    for id in old:
        try:
            renamed = (index / id).rename(index / f"{_REMOVED}{id}")
            _remove(renamed)
        except OSError as error:
            notify(f"Old generation {id} could not be removed: {error}. The next build tries again.")


def _move_into_place(index: Path, directory: Path, generation: str) -> Path | None:
    """Rename a staging directory to its generation's id.

    If a generation has this id already, it is renamed first, and its new path is returned, otherwise None.
    """
    target, damaged = index / generation, index / f"{_DAMAGED}{generation}"
    if not target.exists() and not target.is_symlink():
        directory.rename(target)
        return None
    target.rename(damaged)
    try:
        directory.rename(target)
    except BaseException:
        damaged.rename(target)
        raise
    return damaged


def _finish_swaps(index: Path) -> None:
    """Finish the swaps that a kill interrupted in ``_move_into_place``."""
    for damaged in index.glob(f"{_DAMAGED}*"):
        generation = damaged.name.removeprefix(_DAMAGED)
        target, intact = index / generation, index / f"{_BUILDING}{generation}"
        if not target.exists():
            (intact if _is_intact(intact) else damaged).rename(target)
            sync(index)


def _is_intact(directory: Path) -> bool:
    """Return whether a directory is a generation that matches its checksums."""
    try:
        verify_generation(load_generation(directory.parent.parent, directory.parent.name, directory.name))
    except (IndexDamaged, OSError):
        return False
    return True


def _remove(path: Path) -> None:
    """Remove a file, a link or a directory tree."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sync_folder(directory: Path) -> None:
    """Flush a directory and everything in it to the disk."""
    for path in directory.rglob("*"):
        sync(path)
    sync(directory)
