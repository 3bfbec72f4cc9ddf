"""Nothing is lost: builds are killed at any moment; what is published is on the disk before it is in view."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.store.layout import open_generation, verify_generation
from indexer import publication
from tests.builds import NAME, build_lighthouse

KILLS = 50
BUILDS = """
import os, sys
from pathlib import Path
from tests.builds import build_lighthouse
from tests.doubles import HashingEncoder
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


@pytest.mark.slow
def test_a_build_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    seconds = [_timed(tmp_path) for _ in range(2)][1]
    chance = random.Random(1931)
    killed = 0
    with subprocess.Popen(
        [sys.executable, "-c", BUILDS, str(tmp_path)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as builder:  # fmt: skip
        assert builder.stdin
        assert builder.stdout
        for _ in range(KILLS):
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
    assert killed > KILLS / 2
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
    sync, rename, replace = publication.sync, Path.rename, Path.replace

    def watched_sync(path: Path) -> None:
        synced.add(path)
        sync(path)

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

    monkeypatch.setattr(publication, "sync", watched_sync)
    monkeypatch.setattr(Path, "rename", watched_rename)
    monkeypatch.setattr(Path, "replace", watched_replace)
    build_lighthouse(tmp_path)
    index = tmp_path / NAME
    assert [path.name for path in renamed] == [open_generation(tmp_path, NAME).id, "current"]
    assert index in synced
