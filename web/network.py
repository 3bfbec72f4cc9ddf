"""Who is mentioned with whom: persons as nodes, shared documents as edges, laid out by forces. Pure.

The layout is that of Fruchterman and Reingold, "Graph drawing by force-directed placement" (1991), begun on a
circle in the order of the persons' frequency, so that the same letters always give the same picture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from corpus.model import Unit
from corpus.persons.names import surname

WIDTH: Final = 720
HEIGHT: Final = 560
MARGIN: Final = 60
ITERATIONS: Final = 240
PERSONS_MAX: Final = 28


@dataclass(frozen=True, slots=True)
class PersonNode:
    """A person at a place, called shortly by ``label``; ``count`` documents mention the person.

    ``radius`` grows with the square root of that.
    """

    id: str
    name: str
    label: str
    count: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Edge:
    """Two persons and the number of documents that mention both."""

    first: PersonNode
    second: PersonNode
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """All that a template needs to draw it."""

    nodes: tuple[PersonNode, ...]
    edges: tuple[Edge, ...]
    width: int = WIDTH
    height: int = HEIGHT


def make_network(documents: Iterable[Unit], names: Mapping[str, str], *, least: int) -> Network | None:
    """Draw the persons mentioned most, joined where at least so many documents mention both; None: nobody.

    Args:
        names: what persons are called, by id.
    """
    mentioned = [sorted({person.id for person in unit.mentions}) for unit in documents]
    counts = Counter(id for ids in mentioned for id in ids)
    chosen = [id for id, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:PERSONS_MAX]]
    kept = frozenset(chosen)
    pairs = Counter(pair for ids in mentioned for pair in combinations([id for id in ids if id in kept], 2))
    pair_counts = {pair: count for pair, count in pairs.items() if count >= least}
    ids = [id for id in chosen if any(id in pair for pair in pair_counts)]
    if not ids:
        return None
    places = _positions(ids, pair_counts)
    most = counts[ids[0]]
    sizes = {id: round(4 + 10 * (counts[id] / most) ** 0.5, 1) for id in ids}
    called = {id: names.get(id, id) for id in ids}
    labels = _labels(called)
    nodes = {id: PersonNode(id, called[id], labels[id], counts[id], *places[id], sizes[id]) for id in ids}
    heaviest = max(pair_counts.values())
    edges = tuple(
        Edge(nodes[first], nodes[second], count, round(0.6 + 4 * count / heaviest, 1))
        for (first, second), count in sorted(pair_counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return Network(tuple(nodes.values()), edges)


def _labels(names: Mapping[str, str]) -> dict[str, str]:
    """Surnames, but for namesakes."""
    surnames = {id: surname(name) for id, name in names.items()}
    shared = Counter(surnames.values())
    return {id: names[id] if shared[short] > 1 else short for id, short in surnames.items()}


def _positions(
    ids: Sequence[str], pair_counts: Mapping[tuple[str, str], int]
) -> dict[str, tuple[float, float]]:
    count = len(ids)
    angles = 2 * np.pi * np.arange(count) / count
    at = np.stack([np.cos(angles), np.sin(angles)], axis=1) * (0.4 + 0.1 * (np.arange(count) % 3))[:, None]
    rows = {id: row for row, id in enumerate(ids)}
    pull = np.zeros((count, count))
    for (first, second), shared in pair_counts.items():
        pull[rows[first], rows[second]] = pull[rows[second], rows[first]] = np.log1p(shared)
    wish = 1.1 / np.sqrt(count)
    for step in range(ITERATIONS):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        force = (wish**2 / distance**2)[:, :, None] * apart
        force -= (pull * distance / wish / 6)[:, :, None] * apart
        moved = force.sum(axis=1) - 0.4 * at
        length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
        at += moved / length * np.minimum(length, 0.12 * (1 - step / ITERATIONS))
    low, high = at.min(axis=0), at.max(axis=0)
    scaled = (at - low) / np.maximum(high - low, 1e-9)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    return {
        id: (round(float(x), 1), round(float(y), 1))
        for id, (x, y) in zip(ids, scaled * room + MARGIN, strict=True)
    }
