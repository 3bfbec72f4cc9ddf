"""Look for the request that costs most: a search by mutation over the query grammar and the API's parameters.

    python benchmarks/costs.py INDEXES/NAME --minutes 60 --json costs.json

Each request is answered in a process of its own, under a limit of memory, by the pages and the API as they
are served. The costliest so far, by processor time and by memory, are kept and changed further. Printed is
each request that costs more than all before it; the last lines are the costliest.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import resource
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

MEMORY_MAX = 6_000_000_000
"""Bytes of address space that the answering process may have above what it has when it is ready."""
ANSWER_SECONDS = 60
CANDIDATES = 30
MUTATED_SHARE = 0.7
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Request:
    """An address and its parameters."""

    path: str
    pairs: Pairs = ()

    @property
    def address(self) -> str:
        """The address as it is sent."""
        return self.path + "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in self.pairs)


@dataclass(frozen=True)
class Cost:
    """What a request took: seconds of the processor, new megabytes at their peak, bytes of the response."""

    seconds: float
    megabytes: float
    bytes: int
    status: int


class Answering:
    """A process that answers requests one by one; it is started anew where one ends or hangs it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._start()

    def cost(self, request: Request) -> Cost:
        """Answer a request; a status of 0 says that the process ended or gave no answer in time."""
        self._connection.send(request.address)
        began = time.monotonic()
        try:
            if self._connection.poll(ANSWER_SECONDS):
                return Cost(*self._connection.recv())
        except (EOFError, ConnectionError):
            pass
        self._process.kill()
        self._process.join()
        self._start()
        return Cost(time.monotonic() - began, MEMORY_MAX / 1e6, 0, 0)

    def words(self) -> list[str]:
        """The words of the index, the most frequent first."""
        self._connection.send("")
        return list(self._connection.recv())

    def stop(self) -> None:
        """End the process."""
        self._process.kill()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self._process = context.Process(target=_answer, args=(other, self._folder), daemon=True)
        self._process.start()


def _answer(connection: Connection, folder: Path) -> None:
    """Answer addresses with their costs; an empty one with the words of the index."""
    import logging

    from cli.settings import load_settings
    from corpus.errors import ModelError
    from search.searcher import Searcher
    from web.app import create_app

    logging.disable(logging.WARNING)
    settings = load_settings(indexes=folder.parent)
    searcher = Searcher.open(folder.parent, folder.name, settings)
    with suppress(ModelError):  # an index of words alone
        searcher.warm()
    client = create_app(searcher, settings).test_client()
    client.get("/search?q=a")
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_address_space() + MEMORY_MAX + used, hard))
    while True:
        address = connection.recv()
        if not address:
            connection.send(list(searcher.index.retrieval.vocabulary())[:20_000])
            continue
        Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew from here
        before, began = _memory("VmRSS"), time.process_time()
        response = client.get(address)
        seconds = time.process_time() - began
        connection.send(
            (seconds, (_memory("VmHWM") - before) / 1e6, len(response.data), response.status_code)
        )


def _memory(name: str) -> int:
    """Bytes of a line of /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def _address_space() -> int:
    return _memory("VmSize")


class Grammar:
    """Requests made up of what the query language and the API know."""

    def __init__(self, chance: random.Random, words: list[str], units: list[str], edition: str) -> None:
        self._chance = chance
        self._common, self._rare = words[:40], words[40:]
        self._units = units
        self._edition = edition

    def request(self) -> Request:
        """Make up a request."""
        choose = self._chance.choice
        kind = self._chance.random()
        if kind < 0.75:
            path = choose(["/api/v1/search", "/api/v1/search", "/search", *self._files()])
            return Request(path, (("q", self.query()), *self._parameters()))
        unit = choose(self._units)
        path = choose(
            [
                f"/{unit}", f"/{unit}", f"/api/v1/units/{unit}/related", "/api/v1/suggest", f"/{unit}.xml",
                f"/{self._edition}.xml", f"/{self._edition}/pictures", f"/{self._edition}/persons",
                f"/{self._edition}/calendar", "/sitemap.xml", "/suggest.json", "/api/v1/persons",
            ]
        )  # fmt: skip
        takes_query = path.startswith((f"/{unit}", "/api/v1/suggest", "/suggest")) and "." not in path
        return Request(path, (("q", self.query()),) if takes_query else ())

    def query(self) -> str:
        """Make up a question."""
        size = self._chance.choice([1, 2, 4, 8, 16, 32, 64])
        joined = self._chance.choice([" ", " ", " OR ", " AND ", " NOT "])
        return joined.join(self.operand() for _ in range(size))[:1000]

    def operand(self, depth: int = 0) -> str:
        """Make up a word, phrase, prefix, near spelling, field or group."""
        kind = self._chance.randrange(12 if depth < 3 else 8)
        word = self.word()
        match kind:
            case 0 | 1:
                return word
            case 2:
                return f"{word[: self._chance.randrange(1, 4)]}*"
            case 3:
                return f"{word}~{self._chance.choice([1, 2])}"
            case 4 | 5:
                words = [self.word() for _ in range(self._chance.choice([1, 2, 3, 5, 10, 30]))]
                phrase = " ".join(words * self._chance.choice([1, 1, 4]))
                return f'"{phrase}"' + self._chance.choice(["", "~1", "~9", "~99"])
            case 6:
                return self._chance.choice(
                    ["document 1", "letter of 5 June 1932", "f. 558, op. 11, d. 1", word]
                )
            case 7:
                field = self._chance.choice(["sender", "recipient", "mentions", "archive", "number", "date"])
                return f"{field}:{self._chance.choice([word, '1932', '1931..1936'])}"
            case 8:
                return f"{self._chance.choice(['text', 'heading'])}:{self.operand(depth + 1)}"
            case 9:
                return f"-{self.operand(depth + 1)}"
            case 10:
                return f"+{self.operand(depth + 1)}"
            case _:
                inner = [self.operand(depth + 1) for _ in range(self._chance.randrange(1, 5))]
                return f"({self._chance.choice([' ', ' OR ', ' AND ']).join(inner)})"

    def word(self) -> str:
        """A common word mostly, for these cost most."""
        kind = self._chance.random()
        if kind < 0.6:
            return self._chance.choice(self._common)
        return (
            self._chance.choice(self._rare) if kind < 0.95 else self._chance.choice(["中" * 40, "😀", "zz"])
        )

    def mutated(self, request: Request) -> Request:
        """Change a request a little."""
        kind = self._chance.randrange(5)
        pairs = dict(request.pairs)
        if kind == 0 or "q" not in pairs:
            return Request(self.request().path if kind == 0 else request.path, request.pairs)
        if kind == 1:
            return Request(request.path, (("q", pairs["q"]), *self._parameters()))
        pieces = pairs["q"].split(" ")
        place = self._chance.randrange(len(pieces))
        if kind == 2:
            pieces[place] = self.operand()
        elif kind == 3:
            pieces.insert(place, self._chance.choice([pieces[place], self.operand()]))
        else:
            pieces *= 2
        others = tuple(pair for pair in request.pairs if pair[0] != "q")
        return Request(request.path, (("q", " ".join(pieces)[:1000]), *others))

    def _files(self) -> list[str]:
        return ["/search.csv", "/search.xml", "/search.atom", "/search.jsonld"]

    def _parameters(self) -> Pairs:
        chance = self._chance
        pairs: list[tuple[str, str]] = []
        if chance.random() < 0.6:
            pairs += [("limit", "100"), ("include", "facets,histogram,explain,text,answers")]
        if chance.random() < 0.3:
            pairs.append(("mode", chance.choice(["keyword", "semantic"])))
        if chance.random() < 0.3:
            pairs.append(("group", chance.choice(["none", "document"])))
        if chance.random() < 0.3:
            pairs.append(("sort", chance.choice(["date", "-date"])))
        if chance.random() < 0.3:
            name = chance.choice(
                ["sender", "not.mentions", "archive", "not.archive", "literal", "correspondent"]
            )
            values = dict.fromkeys(f"{self.word()} {number}" for number in range(chance.choice([1, 10, 50])))
            pairs += [(name, value) for value in values]
        return tuple(pairs)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--seed", default=1931, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Where the costliest are kept.")
def main(folder: Path, minutes: float, seed: int, target: Path | None) -> None:
    """Search for the costliest request of an index, FOLDER being the index's own."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    chance = random.Random(seed)
    answering = Answering(folder)
    from store.catalogue import Catalogue
    from store.layout import open_generation

    ids = Catalogue.open(open_generation(folder.parent, folder.name)).ids()
    longest = [id for id in ids if "introduction" in id or id.endswith("/doc-1")]
    grammar = Grammar(chance, answering.words(), [*longest, *chance.sample(ids, 20)], ids[0].split("/")[0])
    costliest: list[tuple[Request, Cost]] = []
    tried, most_seconds, most_memory = 0, 0.0, 0.0
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        is_mutated = costliest and chance.random() < MUTATED_SHARE
        request = grammar.mutated(chance.choice(costliest)[0]) if is_mutated else grammar.request()
        cost = answering.cost(request)
        tried += 1
        costliest = _costliest([*costliest, (request, cost)])
        if cost.seconds > most_seconds or cost.megabytes > most_memory or not 200 <= cost.status < 500:
            most_seconds, most_memory = max(most_seconds, cost.seconds), max(most_memory, cost.megabytes)
            click.echo(_line(request, cost))
    answering.stop()
    click.echo(f"{tried:,} requests in {minutes:g} minutes; the costliest by time and by memory:")
    for request, cost in (_by_time(costliest)[0], _by_memory(costliest)[0]):
        click.echo(_line(request, cost))
    if target:
        found = [{"address": request.address, **asdict(cost)} for request, cost in _by_time(costliest)]
        target.write_text(json.dumps(found, ensure_ascii=False, indent=2), "utf-8")


def _line(request: Request, cost: Cost) -> str:
    taken = f"{cost.seconds:7.3f} s {cost.megabytes:7.1f} MB {cost.bytes:>10,} B  {cost.status}"
    return f"{taken}  {request.address[:300]}"


def _by_time(costs: list[tuple[Request, Cost]]) -> list[tuple[Request, Cost]]:
    return sorted(costs, key=lambda item: -item[1].seconds)


def _by_memory(costs: list[tuple[Request, Cost]]) -> list[tuple[Request, Cost]]:
    return sorted(costs, key=lambda item: -item[1].megabytes)


def _costliest(costs: list[tuple[Request, Cost]]) -> list[tuple[Request, Cost]]:
    """The first half by time, the other by memory."""
    return [*_by_time(costs)[: CANDIDATES // 2], *_by_memory(costs)[: CANDIDATES // 2]]


if __name__ == "__main__":
    main()
