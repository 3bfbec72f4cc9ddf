"""Ask a running server from many clients at once, and say how it held.

    perepiska serve --name book &
    python benchmarks/load.py http://127.0.0.1:8000 QUESTIONS.jsonl --clients 50 --seconds 120 [--pid PID]

Every client asks one request after another: the judged questions as page and as API, units, pages to browse.
Printed are requests, errors (anything but 200 and 304), percentiles in milliseconds, and the server's memory
(resident, MB) at every tenth of the time.
"""

from __future__ import annotations

import json
import random
import re
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlsplit

import click

LIGHT = re.compile(r"/api/v1/(units|suggest)")
"""What a light load asks."""


def addresses(questions: Path, units: list[str]) -> list[str]:
    """What is asked: of ten requests six searches, three others, one completion."""
    lines = questions.read_text("utf-8").splitlines()
    found = []
    for place, text in enumerate(json.loads(line)["query"] for line in lines if line.strip()):
        asked = quote(text)
        found += [f"/search?q={asked}", f"/api/v1/search?q={asked}&include=facets"] * 2
        found += [f"/api/v1/search?q={asked}&mode=keyword", f"/search?q={asked}&sort=date"]
        found += [f"/{units[place % len(units)]}", f"/api/v1/units/{units[-1 - place % len(units)]}"]
        found += [f"/{units[0].split('/')[0]}/persons", f"/api/v1/suggest?q={quote(text[:4])}"]
    return found


def resident(pid: int) -> float:
    """The resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


class Client(threading.Thread):
    """Asks until the time is over."""

    def __init__(self, host: str, places: list[str], end: float, seed: int) -> None:
        super().__init__(daemon=True)
        self._host = host
        self._places = places
        self._end = end
        self._chance = random.Random(seed)
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    def run(self) -> None:
        """Ask one after another over one connection; a broken one is counted and opened anew."""
        connection = HTTPConnection(self._host, timeout=60)
        while time.monotonic() < self._end:
            began = time.monotonic()
            try:
                connection.request("GET", self._chance.choice(self._places))
                response = connection.getresponse()
                response.read()
                self.statuses[str(response.status)] += 1
            except (OSError, HTTPException) as error:
                self.statuses[type(error).__name__] += 1
                connection.close()
                connection = HTTPConnection(self._host, timeout=60)
            self.milliseconds.append((time.monotonic() - began) * 1000)
        connection.close()


@click.command()
@click.argument("address")
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
@click.option("--clients", default=50, show_default=True)
@click.option("--seconds", default=120.0, show_default=True)
@click.option(
    "--light", is_flag=True, help="Units of the API and completions alone: many requests in little time."
)
@click.option("--pid", type=int, help="The server's process, to watch its memory.")
def main(address: str, questions: Path, clients: int, seconds: float, light: bool, pid: int | None) -> None:
    """Ask a server at ADDRESS from many clients at once."""
    host = urlsplit(address).netloc
    connection = HTTPConnection(host, timeout=60)
    connection.request("GET", "/api/v1/search?kind=document&limit=100")
    units = [hit["id"] for hit in json.loads(connection.getresponse().read())["hits"]]
    places = [address for address in addresses(questions, units) if not light or LIGHT.match(address)]
    end = time.monotonic() + seconds
    asking = [Client(host, places, end, seed) for seed in range(clients)]
    for client in asking:
        client.start()
    memory = []
    for _ in range(10):
        time.sleep(seconds / 10)
        memory.append(resident(pid) if pid else 0.0)
    for client in asking:
        client.join()
    times = sorted(duration for client in asking for duration in client.milliseconds)
    statuses = sum((client.statuses for client in asking), Counter[str]())
    errors = sum(count for status, count in statuses.items() if status not in ("200", "304"))
    p50, p95, p99 = (times[int(len(times) * share)] for share in (0.5, 0.95, 0.99))
    click.echo(
        f"{clients} clients, {seconds:g} s: {len(times):,} requests, {len(times) / seconds:.0f} a second"
    )
    click.echo(f"errors {errors} ({dict(statuses)})")
    click.echo(f"ms p50 {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, most {times[-1]:.0f}")
    if pid:
        click.echo(f"resident MB {' '.join(f'{megabytes:.0f}' for megabytes in memory)}")
    sys.exit(bool(errors))


if __name__ == "__main__":
    main()
