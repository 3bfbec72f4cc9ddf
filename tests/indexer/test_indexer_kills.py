"""Commands that are killed keep their promises: at random moments, and before each change of the disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.kills import measure
from indexer.generations import backup
from tests.builds import NAME, build_lighthouse

PROJECT = Path(__file__).parents[2]
STEPS = """
import os, shutil, signal, sys
from pathlib import Path
from corpus.errors import IndexDamaged
from indexer.backup_file import open_backup
from indexer.generations import backup, restore, rollback, verify
from tests.builds import NAME

pristine, work, command = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
source, target = pristine / "letters.tar", work / "target.tar"
write = {
    "restore": lambda: restore(work, NAME, source),
    "rollback": lambda: rollback(work, NAME),
    "backup": lambda: backup(work, NAME, target),
}[command]

def forked(step):
    child = os.fork()
    if not child:
        steps = iter(range(1, 10_000))
        def killing(function):
            def perform(*arguments, **options):
                if next(steps) == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*arguments, **options)
            return perform
        for name in ("rename", "replace", "fsync", "unlink", "rmdir", "mkdir", "open"):
            setattr(os, name, killing(getattr(os, name)))
        write()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])

step = healed = 0
is_killed = True
while is_killed:
    step += 1
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(pristine, work)
    target.write_bytes(source.read_bytes())
    is_killed = forked(step)
    try:
        verify(work, NAME)
    except IndexDamaged:
        assert command == "restore", step
        healed += 1
        assert not forked(0)
        verify(work, NAME)
    with open_backup(target, NAME) as archive:
        archive.unpack(work / "unpacked")
print(step, healed)
"""


@pytest.mark.slow
def test_commands_killed_at_any_moment_keep_their_promises(tmp_path: Path) -> None:
    rows = measure(tmp_path, 30, 1931, is_fed=False)
    assert {row.command: row.faults for row in rows if row.faults} == {}
    assert [row.whole + row.mended for row in rows] == [5] * 6
    assert sum(row.killed for row in rows) > 10


@pytest.mark.parametrize("command", [pytest.param("restore", marks=pytest.mark.slow), "rollback", "backup"])
def test_a_command_killed_before_any_of_its_steps_loses_nothing(tmp_path: Path, command: str) -> None:
    """A backup is restored over a generation that is damaged; what was whole stays so at every step."""
    pristine = tmp_path / "pristine"
    published = [build_lighthouse(pristine) for _ in range(2)][1]
    backup(pristine, NAME, pristine / "letters.tar")
    if command == "restore":
        (published.directory / "catalogue.sqlite").write_bytes(b"damaged")
    ended = subprocess.run(
        [sys.executable, "-c", STEPS, str(pristine), str(tmp_path / "work"), command],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    steps, healed = map(int, ended.stdout.split())
    assert steps > 3
    assert (healed > 10) is (command == "restore")
