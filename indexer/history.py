"""In what order the generations of an index were published: a file with a line for each publication.

A line has the moment, the generation's id and what published it: ``build``, ``restore`` or ``rollback``. It
is written before ``current`` is, so a command that is killed in between leaves a line that never came true:
what counts ends with the line of the published generation. What stands behind it, a torn line too, is cut off
by the next publication. Generations without a line are older than the history; their order is that of their
names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from store.layout import CURRENT, MANIFEST, is_index_name

HISTORY = "history"
Action = Literal["build", "restore", "rollback"]
_LINE = re.compile(rb"^(\S+) (\S+)(?: (\w+))?\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Publication:
    """A line of the history; ``end`` is where it ends in the file."""

    generation: str
    act: str
    end: int


def record(index: Path, generation: str, act: Action) -> None:
    """Add a publication that is about to be made; it is on the disk when this returns.

    Where the published generation has no line, it is given one: another version, or a hand, published it.

    Raises:
        OSError
    """
    published = _published(index)
    past = _valid(_publications(index), published)
    generations = [generation]
    if published and (not past or past[-1].generation != published):
        generations.insert(0, published)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    lines = "".join(f"{moment} {id} {act if id == generation else 'build'}\n" for id in generations)
    descriptor = os.open(index / HISTORY, os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(past[-1].end if past else 0)
        file.seek(0, os.SEEK_END)
        file.write(lines.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def ids_by_publication(index: Path) -> list[str]:
    """The ids of the generations that are there, those published most recently last.

    Raises:
        OSError
    """
    last = {one.generation: place for place, one in enumerate(_publications(index))}
    return sorted(_stored(index), key=lambda id: (last.get(id, -1), id))


def earlier(index: Path, published: str) -> list[str]:
    """The generations that are there and were published before the published one, the nearest first.

    Going back is taken at its word: what was published after the one gone back to does not count any more.

    Raises:
        OSError
    """
    publications = _publications(index)
    stored = set(_stored(index))
    listed = {one.generation for one in publications}
    first = publications[0].generation if publications else published
    unlisted = sorted(id for id in stored - listed - {published} if id < first)
    order = [*unlisted, *_stack(_valid(publications, published))]
    if order and order[-1] == published:
        order.pop()
    return [id for id in dict.fromkeys(reversed(order)) if id in stored and id != published]


def _stack(publications: Sequence[Publication]) -> list[str]:
    stack: list[str] = []
    for one in publications:
        if one.act == "rollback" and one.generation in stack:
            while stack[-1] != one.generation:
                stack.pop()
        else:
            stack.append(one.generation)
    return stack


def _valid(publications: Sequence[Publication], published: str) -> Sequence[Publication]:
    """The publications up to that of the published generation; all where it has none."""
    for count in range(len(publications), 0, -1):
        if publications[count - 1].generation == published:
            return publications[:count]
    return publications


def _publications(index: Path) -> list[Publication]:
    return list(_read(index))


def _read(index: Path) -> Iterator[Publication]:
    """The whole lines of the history; anything else is passed over."""
    try:
        content = (index / HISTORY).read_bytes()
    except FileNotFoundError:
        return
    for match in _LINE.finditer(content):
        generation = match[2].decode("utf-8", "replace")
        if is_index_name(generation):
            yield Publication(generation, (match[3] or b"").decode("ascii", "replace"), match.end())


def _published(index: Path) -> str:
    """What ``current`` names; empty where nothing is published, or the file is damaged."""
    try:
        text = (index / CURRENT).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return text if is_index_name(text) else ""


def _stored(index: Path) -> list[str]:
    return [path.parent.name for path in index.glob(f"*/{MANIFEST}")]
