"""How a build becomes the published generation, and what becomes of one that fails.

A build works in ``.building-<generation>`` under a lock. Whole and verified, the folder takes its name; last,
``current`` is replaced by one rename. Until then nothing that is published has been touched.

A generation that takes the place of a damaged one of its own id (a backup that is restored) cannot do so in
one rename, for a folder never replaces another: the damaged one is renamed to ``.damaged-<generation>``, the
whole one takes its name, the damaged one is removed. Killed between the renames, the index has no folder of
that id, but both beside its place; the whole one was verified and is on the disk. Whoever takes the lock next
ends the exchange before anything else (``locked``): the whole one takes its name if its checksums hold, else
the damaged one gets its own back. So no moment leaves less than the damaged generation that was there before.
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
"""What a killed command may leave in the folder of an index."""


@contextmanager
def index_lock(index: Path) -> Iterator[None]:
    """Keep other builds of the same index out; the lock ends with the process, however that ends.

    What killed commands left is set right first.

    Raises:
        BuildRunning
        OSError: the folder or the lock cannot be written.
    """
    index.mkdir(parents=True, exist_ok=True)
    with (index / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildRunning(
                f"Another build of the index “{index.name}” is under way.", "Wait until it has finished."
            ) from None
        _end_exchanges(index)
        clear_leftovers(index)
        yield


@contextmanager
def staging_directory(index: Path, generation: str) -> Iterator[Path]:
    """A new folder to build in, removed again where the build does not end in ``publish``."""
    directory = index / f"{_BUILDING}{generation}"
    directory.mkdir()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def clear_leftovers(index: Path) -> None:
    """Remove what killed commands left behind; what cannot be removed stays for the next."""
    for pattern in LEFTOVERS:
        for path in index.glob(pattern):
            with suppress(OSError):
                _remove(path)


def publish(index: Path, directory: Path, generation: str, act: Action = "build") -> None:
    """Make the folder the published generation, on disk before it is in view.

    Raises:
        OSError: what was published stays.
    """
    _sync_folder(directory)
    aside = _put_in_place(index, directory, generation)
    sync(index)
    set_current(index, generation, act)
    if aside:
        with suppress(OSError):
            _remove(aside)


def set_current(index: Path, generation: str, act: Action = "build") -> None:
    """Make a generation the published one, by one rename.

    Raises:
        OSError: what was published stays.
    """
    history.record(index, generation, act)
    waiting = index / f".{CURRENT}"
    waiting.write_text(f"{generation}\n", "utf-8")
    sync(waiting)
    waiting.replace(index / CURRENT)
    sync(index)


def remove_old_generations(
    index: Path, *, kept: int, notify: Callable[[str], object] = lambda _: None
) -> None:
    """Remove all but the most recently published generations and the published one.

    Args:
        notify: is told of those that cannot be removed; they are tried again by the next build.
    """
    try:
        published = (index / CURRENT).read_text("utf-8").strip()
        order = history.ids_by_publication(index)
        old = [id for id in order[: max(0, len(order) - kept)] if id != published]
    except OSError as error:
        notify(f"Old generations could not be looked for: {error}.")
        return
    for id in old:
        try:
            aside = (index / id).rename(index / f"{_REMOVED}{id}")
            _remove(aside)
        except OSError as error:
            notify(f"The old generation {id} could not be removed: {error}. The next build tries again.")


def _put_in_place(index: Path, directory: Path, generation: str) -> Path | None:
    """Give a whole folder its name; a damaged one of the name is set aside first, and returned."""
    place, aside = index / generation, index / f"{_DAMAGED}{generation}"
    if not place.exists() and not place.is_symlink():
        directory.rename(place)
        return None
    place.rename(aside)
    try:
        directory.rename(place)
    except BaseException:
        aside.rename(place)
        raise
    return aside


def _end_exchanges(index: Path) -> None:
    """End what a kill has cut short in ``_put_in_place``."""
    for aside in index.glob(f"{_DAMAGED}*"):
        generation = aside.name.removeprefix(_DAMAGED)
        place, whole = index / generation, index / f"{_BUILDING}{generation}"
        if not place.exists():
            (whole if _is_whole(whole) else aside).rename(place)
            sync(index)


def _is_whole(directory: Path) -> bool:
    try:
        verify_generation(load_generation(directory.parent.parent, directory.parent.name, directory.name))
    except (IndexDamaged, OSError):
        return False
    return True


def _remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _sync_folder(directory: Path) -> None:
    for path in directory.rglob("*"):
        sync(path)
    sync(directory)
