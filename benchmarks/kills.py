"""Kill commands at random moments (SIGKILL), and see whether each keeps its promise.

    python benchmarks/kills.py [--kills 60] [--seed 1931]

A small index without a model is built in a folder of its own. Its commands are run in turn, each killed at a
random moment of the time it takes when it is let run; a command that ended before that counts as not killed.
After each kill the published generation must pass its checksums and answer a search, and what the command was
to write must be whole or as it was. A generation that was damaged before ``restore`` may be so still: then
the next one must mend it. Printed is a row for each command; the exit status is the number of promises
broken.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from cli.settings import Settings, load_settings
from corpus.errors import IndexDamaged
from corpus.readers import read_edition
from indexer.backup_file import open_backup
from indexer.build import build
from indexer.generations import backup, verify
from indexer.publication import LEFTOVERS
from search.model import SearchRequest
from search.searcher import Searcher
from store.layout import published_id

PROJECT = Path(__file__).parents[1]
SOURCE = PROJECT / "tests" / "fixtures" / "printed" / "harbour-letters.txt"
NAME = "harbour"
QUESTION = "harbour wall"
RUNNER = """
import json, os, sys
import perepiska
from search.evaluation import evaluation, trec
from search import searcher
from indexer import build, generations
from cli import evaluating, indexing, generations as commands, measures, opening, progress, reading
for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            perepiska.main(json.loads(line))
        except SystemExit as end:
            os._exit(end.code or 0)
        finally:
            os._exit(99)
    print(child, flush=True)
    status = os.waitpid(child, 0)[1]
    print(-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)
"""
"""Runs commands in processes that have all they need imported: what is killed is their work."""
Run = Callable[[Sequence[str], float | None], int]


@dataclass(slots=True)
class Row:
    """How a command held: kills, those that came before its end, and what was seen after them."""

    command: str
    seconds: float = 0.0
    kills: int = 0
    killed: int = 0
    whole: int = 0
    mended: int = 0
    faults: list[str] = field(default_factory=list)


class Case:
    """A command and what it promises; ``prepare`` comes before each run, ``check`` after each kill."""

    def __init__(
        self,
        index: SmallIndex,
        command: str,
        arguments: Sequence[str],
        prepare: Callable[[], object] = lambda: None,
        check: Callable[[], object] = lambda: None,
        run: Run | None = None,
    ) -> None:
        self.row = Row(command)
        self._index = index
        self._arguments = [*arguments, "--name", NAME]
        self._prepare = prepare
        self._check = check
        self._run = run or index.run

    def measure(self) -> None:
        """Let it run to its end, twice; the second time counts."""
        for _ in range(2):
            self._prepare()
            began = time.monotonic()
            status = self._run(self._arguments, None)
            self.row.seconds = time.monotonic() - began
            if status:
                self.row.faults.append(f"exit status {status}")

    def kill(self, share: float) -> None:
        """Kill it after a share of the time it takes."""
        self._prepare()
        self.row.kills += 1
        self.row.killed += self._run(self._arguments, share * self.row.seconds) == -signal.SIGKILL
        try:
            self._mend()
            self._index.answer()
            self._check()
        except Exception as error:  # whatever is raised, a promise is broken
            self.row.faults.append(f"{type(error).__name__}: {error}")

    def _mend(self) -> None:
        """Look at what is published; damage that was there before must be gone after the next run."""
        try:
            verify(self._index.root, NAME)
            self.row.whole += 1
        except IndexDamaged:
            if not self._index.is_damaged:
                raise
            status = self._run(self._arguments, None)
            assert status == 0, f"the next one ends with {status}"
            verify(self._index.root, NAME)
            self.row.mended += 1


class SmallIndex:
    """An index of two generations, a backup of each, and questions."""

    def __init__(self, folder: Path, run: Run, settings: Settings) -> None:
        self.folder = folder
        self.root = settings.indexes
        self.run = run
        self.settings = settings
        self.is_damaged = False
        self.backups = [folder / "first.tar", folder / "second.tar"]
        self.edition = read_edition(SOURCE)
        for target in self.backups:
            build([self.edition], root=self.root, name=NAME, settings=settings)
            backup(self.root, NAME, target)
        self.questions = folder / "questions.jsonl"
        asked = {"qid": "Q1", "type": "question", "query": QUESTION, "gold": {"doc-1": 1}}
        self.questions.write_text(json.dumps(asked), "utf-8")

    def answer(self) -> None:
        """Search in what is published."""
        assert Searcher.open(self.root, NAME, self.settings).search(SearchRequest(QUESTION)).total

    def damage(self) -> None:
        """Publish the second backup, and damage what is published."""
        self.restore_both()
        path = self.root / NAME / published_id(self.root, NAME) / "catalogue.sqlite"
        with path.open("r+b") as file:
            file.write(b"damaged")
        self.is_damaged = True

    def restore_both(self) -> None:
        """Have two generations, the second published."""
        self.is_damaged = False
        for source in self.backups:
            self._must("restore", str(source))

    def remove_second(self) -> None:
        """Publish the first, and have no other."""
        self.restore_both()
        second = published_id(self.root, NAME)
        self._must("rollback")
        shutil.rmtree(self.root / NAME / second)

    def _must(self, *arguments: str) -> None:
        status = self.run([*arguments, "--name", NAME], None)
        assert status == 0, f"{arguments} ends with {status}"

    def check_backup(self, target: Path) -> None:
        """A target is a whole backup, be it the one from before."""
        with open_backup(target, NAME) as archive, tempfile.TemporaryDirectory(dir=self.folder) as folder:
            archive.unpack(Path(folder))

    def check_run(self, target: Path, whole: str) -> None:
        """A file of hits is whole or not there."""
        assert not target.exists() or target.read_text("utf-8") == whole, "half a file"

    def leftovers(self) -> list[str]:
        """What killed commands have left, after one that was not."""
        self._must("rollback", published_id(self.root, NAME))
        return [path.name for pattern in LEFTOVERS for path in (self.root / NAME).glob(pattern)]


@contextmanager
def forked(environment: dict[str, str]) -> Iterator[Run]:
    """What runs commands in forks of one process; with seconds, it kills them after so long."""
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER], cwd=PROJECT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip

        def run(arguments: Sequence[str], seconds: float | None) -> int:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(list(arguments)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            while not line.strip().isdigit():  # what the command before has printed
                line = process.stdout.readline()
            if seconds is not None:
                time.sleep(seconds)
                with suppress(ProcessLookupError):
                    os.kill(int(line), signal.SIGKILL)
            return int(_last(process.stdout))

        yield run
        assert process.stdin
        process.stdin.close()


def _last(lines: Iterator[str]) -> str:
    return next(line for line in lines if line.strip().lstrip("-").isdigit())


def spawned(environment: dict[str, str]) -> Run:
    """What runs commands in processes of their own, as a client of Milvus needs that must not be forked."""

    def run(arguments: Sequence[str], seconds: float | None) -> int:
        command = [sys.executable, "-m", "perepiska", *arguments]
        with subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(seconds)
            process.kill()
            return process.wait()

    return run


def cases(index: SmallIndex, environment: dict[str, str], *, is_fed: bool) -> Iterator[Case]:
    """The commands that write; feeding takes long."""
    target, hits = index.folder / "target.tar", index.folder / "hits.txt"
    shutil.copy(index.backups[0], target)
    asking = ["eval", str(index.questions), "--save-run", str(hits)]
    assert index.run([*asking, "--name", NAME], None) == 0
    whole = hits.read_text("utf-8")
    second = str(index.backups[1])
    yield Case(index, "index", ["index", str(SOURCE)], index.restore_both)
    yield Case(index, "restore, another", ["restore", second], index.remove_second)
    yield Case(index, "restore, damaged", ["restore", second], index.damage)
    yield Case(index, "rollback", ["rollback"], index.restore_both)
    yield Case(
        index, "backup", ["backup", str(target)], index.restore_both, partial(index.check_backup, target)
    )
    remove = partial(hits.unlink, missing_ok=True)
    yield Case(index, "eval --save-run", asking, remove, partial(index.check_run, hits, whole))
    if is_fed and find_spec("pymilvus") and find_spec("milvus_lite"):
        yield _feeding(index, environment)


def _feeding(index: SmallIndex, environment: dict[str, str]) -> Case:
    """A feed to a file of Milvus Lite: after a kill the next one succeeds, and a search there."""
    run, ask = spawned(environment), spawned(environment | {"PEREPISKA_ENGINE": "milvus"})

    def check() -> None:
        for perform, arguments in ((run, ["feed"]), (ask, ["search", QUESTION])):
            status = perform([*arguments, "--name", NAME], None)
            assert status == 0, f"{arguments} ends with {status}"

    return Case(index, "feed", ["feed"], index.restore_both, check, run)


def measure(folder: Path, kills: int, seed: int, *, is_fed: bool = True) -> list[Row]:
    """Kill commands in turn; a row for each."""
    settings = load_settings(
        indexes=folder / "indexes", model="none", calendar="none", milvus=str(folder / "milvus.db")
    )
    given = {"INDEXES": settings.indexes, "MODEL": "none", "CALENDAR": "none", "MILVUS": settings.milvus}
    environment = os.environ | {f"PEREPISKA_{name}": str(value) for name, value in given.items()}
    environment["PYTHONPATH"] = str(PROJECT)
    chance = random.Random(seed)
    with forked(environment) as run:
        index = SmallIndex(folder, run, settings)
        several = list(cases(index, environment, is_fed=is_fed))
        for case in several:
            index.is_damaged = False
            case.measure()
        for number in range(kills):
            index.is_damaged = False
            several[number % len(several)].kill(chance.uniform(0, 1.1))
        left = index.leftovers()
    rows = [case.row for case in several]
    rows[0].faults += [f"{name} is left" for name in left]
    return rows


@click.command()
@click.option("--kills", default=60, show_default=True)
@click.option("--seed", default=1931, show_default=True)
def main(kills: int, seed: int) -> None:
    """Kill commands at random moments, and print how each held."""
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), kills, seed)
    click.echo(
        "command           seconds  kills  before its end  published whole  mended by the next  broken"
    )
    for row in rows:
        click.echo(
            f"{row.command:<17} {row.seconds:>7.2f} {row.kills:>6} {row.killed:>15} {row.whole:>16}"
            f" {row.mended:>19} {len(row.faults):>7}"
        )
    for row in rows:
        for fault in row.faults:
            click.echo(f"{row.command}: {fault}", err=True)
    sys.exit(min(sum(len(row.faults) for row in rows), 100))


if __name__ == "__main__":
    main()
