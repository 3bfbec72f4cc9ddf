"""Nothing is lost: builds are killed at any moment; what is published is on the disk before it is in view."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from indexer import publication
from indexer.generations import backup, restore, rollback
from store import files
from store.layout import open_generation, published_id, verify_generation
from tests.builds import NAME, build_lighthouse, settings_in

BUILDS = """
import os, sys
from pathlib import Path
from tests.builds import build_lighthouse
from tests.doubles import HashingEncoder
build_lighthouse(Path(sys.argv[1]))  # so that a child embeds as fast as the test has measured
while sys.stdin.readline():
    child = os.fork()
    if not child:
        build_lighthouse(Path(sys.argv[1]), encoder=HashingEncoder(checksum=str(os.getpid())))
        os._exit(0)
    print(child, flush=True)
    status = os.waitpid(child, 0)[1]
    print("killed" if os.WIFSIGNALED(status) else "ended", flush=True)
"""
PROJECT = Path(__file__).parents[2]


@pytest.mark.parametrize("kills", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_moment_loses_nothing(tmp_path: Path, kills: int) -> None:
    seconds = [_timed(tmp_path) for _ in range(2)][1]
    chance = random.Random(1931)
    killed = 0
    with subprocess.Popen(
        [sys.executable, "-c", BUILDS, str(tmp_path)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as builder:  # fmt: skip
        assert builder.stdin
        assert builder.stdout
        for _ in range(kills):
            builder.stdin.write("\n")
            builder.stdin.flush()
            child = int(builder.stdout.readline())
            time.sleep(chance.uniform(0, 1.2 * seconds))
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            killed += builder.stdout.readline() == "killed\n"
            verify_generation(open_generation(tmp_path, NAME))
        builder.stdin.close()
    report = build_lighthouse(tmp_path)
    assert killed > kills / 2
    assert open_generation(tmp_path, NAME).id == report.generation
    assert [path.name for path in (tmp_path / NAME).glob(".building-*")] == []


def _timed(root: Path) -> float:
    began = time.monotonic()
    build_lighthouse(root)
    return time.monotonic() - began


def test_what_is_published_is_on_the_disk_before_it_is_in_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut keeps what was synced: at each rename, everything the new name leads to was."""
    synced: set[Path] = set()
    renamed: list[Path] = []
    rename, replace = Path.rename, Path.replace

    def watched_sync(path: Path) -> None:
        synced.add(path)
        files.sync(path)

    def watched(path: Path, target: Path) -> None:
        missing = [one for one in (path, *path.rglob("*")) if one not in synced]
        assert missing == [], f"{missing} may be lost when {target} is in view"
        if renamed:
            assert renamed[-1].parent in synced, f"{renamed[-1]} may be lost"
        synced.discard(target.parent)
        renamed.append(target)

    def watched_rename(path: Path, target: Path) -> Path:
        watched(path, target)
        return rename(path, target)

    def watched_replace(path: Path, target: Path) -> Path:
        watched(path, target)
        return replace(path, target)

    monkeypatch.setattr("indexer.publication.sync", watched_sync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    monkeypatch.setattr(Path, "replace", watched_replace)
    build_lighthouse(tmp_path)
    index = tmp_path / NAME
    assert [path.name for path in renamed] == [open_generation(tmp_path, NAME).id, "current"]
    assert index in synced


def test_old_generations_that_cannot_be_removed_are_said_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, generations_kept=1)
    first = build_lighthouse(tmp_path, settings=settings)

    def refuse(path: Path, **options: object) -> None:
        if not options:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refuse)
        second = build_lighthouse(tmp_path, settings=settings)
    assert published_id(tmp_path, NAME) == second.generation
    assert f"{first.generation} could not be removed" in str(second)
    third = build_lighthouse(tmp_path, settings=settings)
    assert third.notices == ()
    assert [path.name for path in (tmp_path / NAME).iterdir() if path.is_dir()] == [third.generation]


def test_a_generation_that_cannot_be_renamed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(tmp_path, generations_kept=1)
    first = build_lighthouse(tmp_path, settings=settings)
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == first.generation:
            raise OSError(errno.EBUSY, "Device or resource busy", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    second = build_lighthouse(tmp_path, settings=settings)
    assert published_id(tmp_path, NAME) == second.generation
    assert "Device or resource busy" in second.notices[-1]
    verify_generation(open_generation(tmp_path, NAME, first.generation))


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole", "half"])
def test_an_exchange_that_was_killed_is_ended_by_the_next_command(tmp_path: Path, is_whole: bool) -> None:
    """Between its two renames there is no folder of the generation's id."""
    first, published = (build_lighthouse(tmp_path).generation for _ in range(2))
    index = tmp_path / NAME
    shutil.copytree(index / published, index / f".building-{published}")
    (index / published).rename(index / f".damaged-{published}")
    (index / f".damaged-{published}" / "catalogue.sqlite").write_bytes(b"damaged")
    if not is_whole:
        (index / f".building-{published}" / "catalogue.sqlite").write_bytes(b"half")
    with publication.index_lock(index):
        pass
    if is_whole:
        verify_generation(open_generation(tmp_path, NAME))
    else:
        assert (index / published / "catalogue.sqlite").read_bytes() == b"damaged"
    assert sorted(path.name for path in index.iterdir() if path.is_dir()) == [first, published]


@pytest.mark.parametrize(
    "write",
    [
        lambda root: build_lighthouse(root),
        lambda root: rollback(root, NAME),
        lambda root: restore(root, NAME, root / "letters.tar"),
    ],
    ids=["index", "rollback", "restore"],
)
def test_what_killed_commands_left_is_cleared_by_the_next(
    tmp_path: Path, write: Callable[[Path], object]
) -> None:
    built = [build_lighthouse(tmp_path) for _ in range(2)][1].generation
    backup(tmp_path, NAME, tmp_path / "letters.tar")
    index = tmp_path / NAME
    for name in (".building-x", ".removed-x", f".damaged-{built}"):
        (index / name / "folder").mkdir(parents=True)
    (index / ".removed-link").symlink_to(tmp_path, target_is_directory=True)
    (index / f".x.0{files.UNFINISHED}").write_bytes(b"half")
    write(tmp_path)
    assert [path.name for pattern in publication.LEFTOVERS for path in index.glob(pattern)] == []
    assert (tmp_path / "letters.tar").exists()
    verify_generation(open_generation(tmp_path, NAME))
