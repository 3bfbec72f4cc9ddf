"""Flip single bits in the files of an index, and see what a server, its watcher and a command make of each.

    python -m benchmarks.flips indexes/lighthouse --flips 500 [--serves 20] [--commands 40] [--unchecked 500]

The index is copied; each file of the copy is changed about as often as any other, half of the time in its
first bytes, and restored. On every flip are opened

    start      a server, in this process
    watch      nothing: a server that answers from a whole generation is told that this one is published
    serve      a real ``perepiska serve``
    command    a real ``perepiska search``
    unchecked  the engines themselves, as if no checksum were compared

and it is counted whether the change was refused by the name of its file (of tantivy's, of their folder),
whether all is answered as before, or whether a client was told something else, a traceback or a status of
500. A traceback, a status of 500, or anything silently wrong from a server ends the run with status 1.
"""

from __future__ import annotations

import json
import logging
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Literal

import click
from flask import Flask

from cli.settings import Settings, load_settings
from corpus.errors import ModelError, PerepiskaError
from search.searcher import Searcher
from store.layout import (
    CHECKSUM_ON_OPEN_MAX,
    CURRENT,
    KEYWORD,
    MANIFEST,
    Generation,
    encode_manifest,
    load_generation,
    open_generation,
    verify_generation,
)
from web.app import create_app
from web.generation_watcher import GenerationWatcher, watcher_state

Outcome = Literal["refused by name", "same answers", "silently wrong", "traceback", "status 500"]
OUTCOMES: tuple[Outcome, ...] = (
    "refused by name", "same answers", "silently wrong", "traceback", "status 500",
)  # fmt: skip
HEAD = 256
"""Bytes at the beginning of a file, in which every second flip is."""
SERVE_SECONDS = 60
Answers = Mapping[str, tuple[int, str]]


def addresses(searcher: Searcher) -> tuple[str, ...]:
    """What is asked each time: searches of each mode, units, related ones, completions, pages, files."""
    units = [hit.unit for hit in _first(searcher)]
    words = " ".join(units[0].title.split()[:2])
    edition = units[0].edition
    searches = [f"/api/v1/search?q={words}&mode={mode}&include=facets,histogram,answers"
                for mode in ("hybrid", "keyword", "semantic")]  # fmt: skip
    return (
        "/", f"/search?q={words}", "/search?sort=date", *searches, f"/api/v1/suggest?q={words[:3]}",
        *(f"/{unit.parent or unit.id}?q={words}" for unit in units[:3]), f"/api/v1/units/{units[-1].id}",
        *(f"/api/v1/units/{unit.id}/related" for unit in units[:3]), f"/{edition}", f"/{edition}/calendar",
        f"/{edition}/persons", f"/{edition}/topics", f"/{edition}/pictures", f"/search.csv?q={words}",
        "/api/v1/persons", "/api/v1/topics", "/api/v1/editions",
    )  # fmt: skip


def _first(searcher: Searcher) -> Any:
    from search.model import SearchRequest

    return searcher.search(SearchRequest(limit=5)).hits


def answered(app: Flask, asked: tuple[str, ...]) -> Answers:
    """What every address gives: status and body, without what differs each time."""
    client = app.test_client()
    found = {}
    for address in asked:
        try:
            response = client.get(address)
            found[address] = response.status_code, without_times(response.text)
        except BaseException:  # what no server could answer
            found[address] = 500, traceback.format_exc()
    return found


def without_times(body: str) -> str:
    """An answer without the milliseconds that it took."""
    return re.sub(r'"took_ms":\s?[0-9.e-]+', "", body)


def compared(before: Answers, after: Answers, path: Path) -> tuple[Outcome, str]:
    """What it came to that answers were given after a flip in a file."""
    for address, (status, body) in after.items():
        if "Traceback" in body:
            return "traceback", address
        if status >= 500 and status != 503:
            return "status 500", address
    refused = [(address, body) for address, (status, body) in after.items() if status == 503]
    if refused:
        return next(
            (refusal for refusal in (_refused(path, body) for _, body in refused) if refusal[1]),
            ("refused by name", ""),
        )
    wrong = [address for address, answer in after.items() if answer != before[address]]
    return ("silently wrong", wrong[0]) if wrong else ("same answers", "")


class Flips:
    """A copy of an index in which bits are flipped, one at a time, and what is opened on it."""

    def __init__(self, index: Path, folder: Path, seed: int) -> None:
        self.root, self.name, self.chance = folder, index.name, random.Random(seed)
        shutil.copytree(index, folder / index.name)
        self.settings: Settings = load_settings(indexes=folder)
        self.published = (folder / index.name / CURRENT).read_text("utf-8").strip()
        app = self.opened()
        searcher = app.extensions["perepiska"].searcher
        self.asked = addresses(searcher)
        self.before = answered(app, self.asked)
        self.watched = self._other_generation()
        place = folder / index.name
        self.files = sorted(
            path
            for path in (place / CURRENT, *(place / self.published).rglob("*"))
            if path.is_file() and path.stat().st_size
        )

    def opened(self) -> Flask:
        """Open a server as ``perepiska serve`` does."""
        generation = open_generation(self.root, self.name)
        verify_generation(generation)
        return self._app_of(generation)

    def _app_of(self, generation: Generation) -> Flask:
        searcher = Searcher(generation, self.settings)
        with suppress(ModelError):  # then all is found by words alone, and said to be
            searcher.warm()
        return create_app(searcher, self.settings)

    def _other_generation(self) -> tuple[Flask, Answers]:
        """A server that answers from the same content under another id."""
        other = f"{self.published[:-8]}00000000"
        place = self.root / self.name
        shutil.copytree(place / self.published, place / other)
        manifest = replace(open_generation(self.root, self.name).manifest, generation=other)
        (place / other / MANIFEST).write_text(encode_manifest(manifest), "utf-8")
        app = self._app_of(open_generation(self.root, self.name, other))
        return app, answered(app, self.asked)

    @contextmanager
    def flipped(self, path: Path) -> Iterator[str]:
        """Change one bit of a file, and restore it afterwards; gives what is changed."""
        size = path.stat().st_size
        offset = self.chance.randrange(min(HEAD, size) if self.chance.random() < 0.5 else size)
        bit = self.chance.randrange(8)
        _flip(path, offset, bit)
        try:
            yield f"{path.relative_to(self.root / self.name)} at byte {offset}, bit {bit}"
        finally:
            _flip(path, offset, bit)

    def start(self, path: Path) -> tuple[Outcome, str]:
        """Open a server on what was changed."""
        try:
            app = self.opened()
        except PerepiskaError as error:
            return _refused(path, str(error))
        except BaseException as error:
            return "traceback", f"{type(error).__name__}: {error}"
        return compared(self.before, answered(app, self.asked), path)

    def unchecked(self, path: Path) -> tuple[Outcome, str]:
        """Open the engines on what was changed, without a look at its checksum."""
        if path.name in (CURRENT, MANIFEST):
            return self.start(path)
        try:
            searcher = Searcher(load_generation(self.root, self.name, self.published), self.settings)
            app = create_app(searcher, self.settings)
        except PerepiskaError as error:
            return (
                ("refused by name", "") if str(path.parent.name) in str(error) else _refused(path, str(error))
            )
        except BaseException as error:
            return "traceback", f"{type(error).__name__}: {error}"
        return compared(self.before, answered(app, self.asked), path)

    def watch(self, path: Path) -> tuple[Outcome, str]:
        """Have a server that answers from another generation told of the one that was changed."""
        app, before = self.watched
        site = app.extensions["perepiska"]
        watcher = GenerationWatcher(app, self.root, self.name, 1)
        try:
            is_taken_up = watcher.poll()
            after = answered(app, self.asked)
        except BaseException as error:
            return "traceback", f"{type(error).__name__}: {error}"
        finally:
            app.extensions["perepiska"] = site
        if is_taken_up:
            return compared(self.before, after, path)
        state = watcher_state(app)
        outcome, detail = compared(before, after, path)
        if outcome != "same answers" or state is None or state.refused is None:
            return outcome, detail
        return _refused(path, state.refused.reason)

    def serve(self, path: Path) -> tuple[Outcome, str]:
        """Run a server of its own."""
        command = [sys.executable, "-m", "perepiska", "serve", "--name", self.name, "--port", "0"]
        with subprocess.Popen(command, env=self._environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            output = ""
            try:
                for line in process.stderr:
                    output += line
                    if port := re.search(r"http://[^:]+:(\d+)/", line):
                        return compared(self.before, _served(int(port[1]), self.asked), path)
            finally:
                process.terminate()
        return _refused(path, output) if "Traceback" not in output else ("traceback", output[-300:])

    def command(self, path: Path) -> tuple[Outcome, str]:
        """Ask once from the command line."""
        run = subprocess.run(
            [sys.executable, "-m", "perepiska", "search", "letter", "--name", self.name, "--json"],
            env=self._environment, capture_output=True, text=True, timeout=SERVE_SECONDS,
        )  # fmt: skip
        if "Traceback" in run.stderr or run.returncode < 0:
            return "traceback", run.stderr[-300:]
        if run.returncode:
            return _refused(path, run.stderr)
        is_same = without_times(run.stdout) == self.printed
        return ("same answers", "") if is_same else ("silently wrong", "perepiska search")

    @property
    def printed(self) -> str:
        """What the command prints where nothing is changed; asked once."""
        if not hasattr(self, "_printed"):
            run = subprocess.run(
                [sys.executable, "-m", "perepiska", "search", "letter", "--name", self.name, "--json"],
                env=self._environment, capture_output=True, text=True, check=True,
            )  # fmt: skip
            self._printed = without_times(run.stdout)
        return self._printed

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PEREPISKA_INDEXES": str(self.root)}


def _refused(path: Path, message: str) -> tuple[Outcome, str]:
    """Whether a refusal names the file; ``current`` may also lead to a generation that is not there."""
    is_named = path.name in message or (path.name == CURRENT and MANIFEST in message)
    is_named |= path.parent.name == KEYWORD and KEYWORD in message
    return ("refused by name", "") if is_named else ("traceback", f"the file is not named: {message}")


def _flip(path: Path, offset: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 1 << bit]))


def _served(port: int, asked: tuple[str, ...]) -> Answers:
    """What a server on this machine answers, once it is ready."""
    end = time.monotonic() + SERVE_SECONDS
    while _get(port, "/health/ready")[0] != 200 and time.monotonic() < end:
        time.sleep(0.05)
    found = {}
    for address in asked:
        status, body = _get(port, address.replace(" ", "%20"))
        found[address] = status, without_times(body.replace(f"127.0.0.1:{port}", "localhost"))
    return found


def _get(port: int, address: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=SERVE_SECONDS)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8")
    finally:
        connection.close()


def run(flips: Flips, counts: Mapping[str, int], say: Callable[[str], None]) -> dict[str, Counter[Outcome]]:
    """Flip as often as each way of opening asks for, and count what came of it."""
    ways: dict[str, Callable[[Path], tuple[Outcome, str]]] = {
        "start": flips.start, "watch": flips.watch, "serve": flips.serve, "command": flips.command,
        "unchecked": flips.unchecked,
    }  # fmt: skip
    found: dict[str, Counter[Outcome]] = {way: Counter() for way in ways}
    order: list[Path] = []
    for number in range(max(counts.values())):
        if not order:
            order = flips.chance.sample(flips.files, len(flips.files))
        path = order.pop()
        with flips.flipped(path) as change:
            for way, open_on in ways.items():
                if number < counts[way]:
                    outcome, detail = open_on(path)
                    found[way][outcome] += 1
                    if outcome not in OUTCOMES[:2]:
                        say(f"{way}: {outcome}, {change}: {detail}")
    return found


def is_good(found: Mapping[str, Counter[Outcome]]) -> bool:
    """Whether nobody was told a traceback or a status of 500, and no server was silently wrong."""
    bad = [way["traceback"] + way["status 500"] for way in found.values()]
    return not any(bad) and not any(found[way]["silently wrong"] for way in ("start", "watch", "serve"))


@click.command()
@click.argument("index", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--flips", "count", default=500, show_default=True)
@click.option("--serves", default=20, show_default=True, help="Flips on which a server of its own is run.")
@click.option("--commands", default=40, show_default=True, help="Flips on which a command is run.")
@click.option("--unchecked", default=0, show_default=True, help="Flips that the engines alone are opened on.")
@click.option("--seed", default=1931, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="File to write the counts to.")
def main(
    index: Path, count: int, serves: int, commands: int, unchecked: int, seed: int, path: Path | None
) -> None:
    """Flip bits in the files of an index and count what is made of it."""
    logging.disable()
    with tempfile.TemporaryDirectory(prefix="flips-") as folder:
        flips = Flips(index.resolve(), Path(folder), seed)
        counts = {
            "start": count,
            "watch": count,
            "serve": serves,
            "command": commands,
            "unchecked": unchecked,
        }
        found = run(flips, counts, lambda line: click.echo(line, err=True))
        large = sum(file.stat().st_size > CHECKSUM_ON_OPEN_MAX for file in flips.files)
        click.echo(f"{len(flips.files)} files, {large} of them larger than a command checks")
        click.echo(f"{'':10}" + "".join(f"{outcome:>17}" for outcome in OUTCOMES))
        for way, outcomes in found.items():
            click.echo(f"{way:10}" + "".join(f"{outcomes[outcome]:>17}" for outcome in OUTCOMES))
        if path:
            path.write_text(
                json.dumps({way: dict(counts) for way, counts in found.items()}, indent=1), "utf-8"
            )
        if not is_good(found):
            sys.exit(1)


if __name__ == "__main__":
    main()
