"""Record the answers of 200 varied requests, and compare them after a change.

    python benchmarks/recorded.py record INDEXES/NAME answers.json
    python benchmarks/recorded.py compare INDEXES/NAME answers.json

The requests are drawn from the index itself (its words, persons, topics, units) by a fixed seed, so that they
are the same as long as it is. Times and the generation's id are left out. Printed is each request whose
answer differs, with the keys that do; the exit status is then 1.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import click
from flask.testing import FlaskClient

sys.path.insert(0, str(Path(__file__).parents[1]))

SEED = 17
FILTERS = ("sender", "recipient", "correspondent", "topic", "kind", "medium", "edition")
QUESTIONS = (
    "when was bread rationing ended, and why?", "grain procurement", "what did they write about railroads?",
    "letter of 14 June 1932", "Stalin's letters of August 1932", "combin* repair~", '"central committee"',
    '"grain procurement"~6', "harvest AND NOT wheat", "(tractor OR combine) -repair", "sender:Stalin oil",
    "heading:telegram", "date:1932-06..1932-08 grain", "number:24", "f. 558, op. 11", "document 5, note 2",
    "Yezhov", "Ezhov", "CER", "the 1933 strike", "from Kaganovich to Stalin", "harbour lorries", "xyzzyplugh",
    "newspapr", "мука", "NOT grain", "", "war in China", "who was ill?", "how much grain was exported?",
)  # fmt: skip
SHOWN = 90
"""Characters of a value that differs."""


def requests_of(client: FlaskClient) -> list[str]:
    """Return 200 addresses for an index."""
    chance = random.Random(SEED)
    facets = _json(client, "/api/v1/search?include=facets&limit=1")["facets"]
    values = [(name, entry["value"]) for name in FILTERS for entry in facets[name][:8]]
    ids = [hit["id"] for hit in _json(client, "/api/v1/search?limit=100")["hits"]]
    ids += [hit["id"] for hit in _json(client, "/api/v1/search?limit=100&kind=note&sort=-date")["hits"]]
    found = [*_searches(chance, values), *_others(chance, ids)]
    assert len(found) >= 200, len(found)
    return found[:200]


def _searches(chance: random.Random, values: list[tuple[str, str]]) -> Iterator[str]:
    """Yield searches: each question as it is, and with parameters drawn for it."""
    for question in QUESTIONS:
        yield _search([("q", question), ("include", "facets,histogram,answers")])
        for _ in range(3):
            pairs = [("q", question), *chance.sample(values, chance.randrange(3))]
            pairs += chance.choice([[], [("not." + name, value) for name, value in chance.sample(values, 1)]])
            pairs += chance.choice([[], [("from", "1932")], [("from", "1931-08"), ("to", "1932-06-15")]])
            pairs += chance.choice([[], [("mode", chance.choice(["keyword", "semantic"]))]])
            pairs += chance.choice([[], [("sort", chance.choice(["date", "-date"]))]])
            pairs += chance.choice([[], [("group", "document")], [("date_mode", "certain")]])
            pairs += chance.choice([[], [("include", "facets"), ("include", "explain,text")]])
            yield _search([*pairs, ("limit", str(chance.choice([1, 5, 20, 100])))])


def _search(pairs: list[tuple[str, str]]) -> str:
    return "/api/v1/search?" + urlencode(pairs)


def _others(chance: random.Random, ids: list[str]) -> Iterator[str]:
    """Yield units, their relatives, completions, lists and files."""
    for id in chance.sample(ids, 20):
        yield f"/api/v1/units/{id}"
        yield f"/api/v1/units/{id}/related?limit=8"
    for text in ("sta", "kag", "gra", "r", "1932", "летт", ""):
        yield f"/api/v1/suggest?q={quote(text)}"
    yield from ("/api/v1/editions", "/api/v1/persons", "/api/v1/topics", "/health")
    for form in ("csv", "jsonl", "xml", "cmif.xml", "bib", "ris", "csl.json", "jsonld", "atom"):
        yield f"/search.{form}?q=oil"
        yield f"/{ids[0]}.{form}"
    yield from ("/api/v1/search?sendr=a", "/api/v1/search?from=1935&to=1931", "/api/v1/units/none/here")
    yield from ("/api/v1/search?kind=lettr", "/api/v1/search?q=(a", "/api/v1/search?limit=0")
    yield from (f"/api/v1/units/{id}/related?channels=words" for id in chance.sample(ids, 10))


def _json(client: FlaskClient, address: str) -> Any:
    return json.loads(client.get(address).data)


def answer_of(client: FlaskClient, address: str) -> Any:
    """Return what is answered, without times and the name of the generation."""
    response = client.get(address)
    text = re.sub(r"\d{8}T\d{9}Z-[0-9a-f]{8}", "GENERATION", response.get_data(as_text=True))
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "MOMENT", text)
    try:
        body = json.loads(text)
    except ValueError:
        return [response.status_code, text]
    if isinstance(body, dict):
        body.pop("took_ms", None)
        body.pop("links", None)  # cursors are bound to the generation
    return [response.status_code, body]


def opened(folder: Path) -> FlaskClient:
    """Open an index as it is served."""
    from cli.settings import load_settings
    from search.searcher import Searcher
    from web.app import create_app

    settings = load_settings(indexes=folder.parent)
    return create_app(Searcher.open(folder.parent, folder.name, settings), settings).test_client()


def differences(before: Any, after: Any, place: str = "") -> Iterator[str]:
    """Yield where two answers differ, with what stood and stands there."""
    if type(before) is not type(after) or not isinstance(before, dict | list):
        if before != after:
            stood, stands = (json.dumps(value, ensure_ascii=False)[:SHOWN] for value in (before, after))
            yield f"{place}: {stood} → {stands}"
    elif isinstance(before, dict):
        for key in sorted(before.keys() | after.keys()):
            if key in before or after[key]:  # a key may be added; one that says nothing yet is no difference
                yield from differences(before.get(key), after.get(key), f"{place}.{key}")
    else:
        if len(before) != len(after):
            yield f"{place}: {len(before)} → {len(after)} entries"
        for number, (left, right) in enumerate(zip(before, after, strict=False)):
            yield from differences(left, right, f"{place}[{number}]")


@click.command()
@click.argument("action", type=click.Choice(["record", "compare"]))
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("file", type=click.Path(path_type=Path))
def main(action: str, folder: Path, file: Path) -> None:
    """Record the answers of an index, FOLDER being its own, in FILE, or compare them with those of FILE."""
    client = opened(folder)
    if action == "record":
        recorded = {address: answer_of(client, address) for address in requests_of(client)}
        file.write_text(json.dumps(recorded, ensure_ascii=False), "utf-8")
        click.echo(f"{len(recorded)} answers")
        return
    recorded = json.loads(file.read_text("utf-8"))
    changed = 0
    for address, before in recorded.items():
        found = list(differences(before, answer_of(client, address)))
        if found:
            changed += 1
            click.echo(f"{address}\n  " + "\n  ".join(found[:6]))
    click.echo(f"{len(recorded)} requests, {changed} with another answer")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
