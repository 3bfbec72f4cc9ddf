"""Exported encoders, stored once beside the indexes by their checksum; generations refer to them.

    <root>/.models/<checksum>/      the files of an export, as ``encoder/`` of a generation would have them
    <root>/.models/.lock            shared while an encoder is stored that no generation refers to yet

A build or restore holds the lock, shared, from storing an encoder until the generation is published.
Encoders to which no generation refers are removed under the exclusive lock; if it is held, the next build
removes them.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from indexer.hardlinks import hardlink_or_copy
from store.files import UNFINISHED, sync
from store.layout import ENCODER, MANIFEST, SHARED_ENCODERS, FileRecord, encoder_checksum, file_checksum

_LOCK = ".lock"


@contextmanager
def storing_lock(root: Path) -> Iterator[None]:
    """Keep stored encoders from being removed; waits while unused ones are.

    Raises:
        OSError: the directory or the lock file cannot be written.
    """
    (root / SHARED_ENCODERS).mkdir(parents=True, exist_ok=True)
    with (root / SHARED_ENCODERS / _LOCK).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def share_encoder(directory: Path, root: Path, files: Mapping[str, FileRecord]) -> str | None:
    """Move the encoder in the directory of a generation to the shared ones; return its checksum.

    If an equal and intact one is there already, the generation's is removed. None if it has no encoder.

    Args:
        files: the records of the generation's files, as in its manifest.

    Raises:
        OSError: the encoder cannot be stored.
    """
    checksum = encoder_checksum(files)
    if checksum is None:
        return None
    encoder, target = directory / ENCODER, root / SHARED_ENCODERS / checksum
    if not _is_intact(target, files):
        staging = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}-", dir=target.parent))
        hardlink_or_copy(encoder, staging)
        for path in (*staging.rglob("*"), staging):
            sync(path)
        if target.exists():
            target.rename(staging.with_name(f"{staging.name}-damaged"))
        staging.rename(target)
        sync(target.parent)
    shutil.rmtree(encoder)
    return checksum


def remove_unused_encoders(root: Path, notify: Callable[[str], object] = lambda _: None) -> None:
    """Remove the shared encoders that no generation of any index refers to, unless one is being stored.

    Nothing is removed if a manifest cannot be read.

    Args:
        notify: called with a message about a failure; the next build tries again.
    """
    try:
        with (root / SHARED_ENCODERS / _LOCK).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            used = {_encoder_of(manifest) for manifest in root.glob(f"*/*/{MANIFEST}")}
            for path in (root / SHARED_ENCODERS).iterdir():
                if path.is_dir() and path.name not in used:
                    shutil.rmtree(path)
    except (BlockingIOError, FileNotFoundError):
        return
    except (OSError, ValueError) as error:
        notify(f"Unused encoders could not be removed: {error}. The next build tries again.")


def _is_intact(directory: Path, files: Mapping[str, FileRecord]) -> bool:
    """Return whether a shared encoder has the recorded files."""
    expected = {path: record.sha256 for path, record in files.items() if path.startswith(f"{ENCODER}/")}
    try:
        return all(
            file_checksum(directory / path.removeprefix(f"{ENCODER}/")) == checksum
            for path, checksum in expected.items()
        )
    except OSError:
        return False


def _encoder_of(manifest: Path) -> object:
    """Return the checksum of the encoder that a manifest in any format refers to; None without one.

    Raises:
        ValueError: it cannot be read.
    """
    content = json.loads(manifest.read_text("utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("manifest"), dict):
        raise ValueError(f"{manifest} is not a manifest")
    return content["manifest"].get("encoder")
