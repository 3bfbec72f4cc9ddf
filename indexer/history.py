"""The publication history of an index: a file with one line per publication.

A line has the time, the generation's id and the action: ``build``, ``restore`` or ``rollback``. It is written
before ``current``, so that a command killed in between leaves a line for a publication that never happened:
the valid history ends with the line of the published generation, and the next publication removes what
follows, including a torn line. Generations without a line predate the history and are ordered by name.
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
    """A line of the history; ``end`` is its end as a byte offset in the file."""

    generation: str
    action: str
    end: int


def record(index: Path, generation: str, action: Action) -> None:
    """Append a publication that is about to happen, synced to the disk.

    If the published generation has no line (another version, or a user, published it), one is added for it
    first. Lines after that of the published generation are removed.

    Raises:
        OSError: the history cannot be read or written.
    """
    published = _current_id(index)
    past = _valid(_publications(index), published)
    generations = [generation]
    if published and (not past or past[-1].generation != published):
        generations.insert(0, published)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    lines = "".join(f"{moment} {id} {action if id == generation else 'build'}\n" for id in generations)
    descriptor = os.open(index / HISTORY, os.O_RDWR | os.O_CREAT, 0o666)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(past[-1].end if past else 0)
        file.seek(0, os.SEEK_END)
        file.write(lines.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def ids_by_publication(index: Path) -> list[str]:
    """Return the ids of the existing generations, the most recently published last.

    Generations without a line come first, ordered by id.

    Raises:
        OSError: the directory or the history cannot be read.
    """
    last = {publication.generation: line for line, publication in enumerate(_publications(index))}
    return sorted(_existing_ids(index), key=lambda id: (last.get(id, -1), id))


def earlier_ids(index: Path, published: str) -> list[str]:
    """Return the ids of the existing generations published before the published one, the most recent first.

    A rollback undoes what was published after its target: those publications no longer count.

    Raises:
        OSError: the directory or the history cannot be read.
    """
    publications = _publications(index)
    existing = set(_existing_ids(index))
    listed = {publication.generation for publication in publications}
    first = publications[0].generation if publications else published
    unlisted = sorted(id for id in existing - listed - {published} if id < first)
    order = [*unlisted, *_apply_rollbacks(_valid(publications, published))]
    if order and order[-1] == published:
        order.pop()
    return [id for id in dict.fromkeys(reversed(order)) if id in existing and id != published]


def _apply_rollbacks(publications: Sequence[Publication]) -> list[str]:
    """Return the published ids in order, without those that a later rollback undid."""
    stack: list[str] = []
    for publication in publications:
        if publication.action == "rollback" and publication.generation in stack:
            while stack[-1] != publication.generation:
                stack.pop()
        else:
            stack.append(publication.generation)
    return stack


def _valid(publications: Sequence[Publication], published: str) -> Sequence[Publication]:
    """Return the publications up to the last one of the published generation, or all if it has none."""
    for count in range(len(publications), 0, -1):
        if publications[count - 1].generation == published:
            return publications[:count]
    return publications


def _publications(index: Path) -> list[Publication]:
    """Return the publications in the history, in order; empty if there is no history."""
    return list(_parse_lines(index))


def _parse_lines(index: Path) -> Iterator[Publication]:
    """Yield the complete lines of the history; anything else is skipped."""
    try:
        content = (index / HISTORY).read_bytes()
    except FileNotFoundError:
        return
    for match in _LINE.finditer(content):
        generation = match[2].decode("utf-8", "replace")
        if is_index_name(generation):
            yield Publication(generation, (match[3] or b"").decode("ascii", "replace"), match.end())


def _current_id(index: Path) -> str:
    """Return the id in ``current``; "" if nothing is published or the file is damaged."""
    try:
        text = (index / CURRENT).read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return text if is_index_name(text) else ""


def _existing_ids(index: Path) -> list[str]:
    """Return the ids of the generations on disk: the directories that have a manifest."""
    return [path.parent.name for path in index.glob(f"*/{MANIFEST}")]
