"""The network of persons mentioned in the same documents, laid out by forces. Pure.

The layout is that of Fruchterman and Reingold, "Graph drawing by force-directed placement" (1991). It starts
from a circle in the order of frequency, so that the same documents always give the same drawing.
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
    """A person in the drawing; ``count`` is the number of documents that mention the person.

    ``label`` is the short name; ``radius`` grows with the square root of ``count``. Lengths are in SVG units.
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
    """Two persons and the number of documents that mention both; ``width`` is that of the line."""

    first: PersonNode
    second: PersonNode
    count: int
    width: float


@dataclass(frozen=True, slots=True)
class Network:
    """The geometry of the drawing, in SVG units; the most frequent persons and pairs come first."""

    nodes: tuple[PersonNode, ...]
    edges: tuple[Edge, ...]
    width: int = WIDTH
    height: int = HEIGHT


def make_network(documents: Iterable[Unit], names: Mapping[str, str], *, least: int) -> Network | None:
    """Lay out the persons mentioned most, at most ``PERSONS_MAX``; None if none has an edge.

    Persons without an edge are omitted.

    Args:
        names: display names by person id.
        least: documents that must mention two persons for an edge between them.
    """
    mentioned = [sorted({person.id for person in unit.mentions}) for unit in documents]
    counts = Counter(id for ids in mentioned for id in ids)
    chosen = [id for id, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:PERSONS_MAX]]
    chosen_set = frozenset(chosen)
    pairs = Counter(
        item for ids in mentioned for item in combinations([id for id in ids if id in chosen_set], 2)
    )
    pair_counts = {item: count for item, count in pairs.items() if count >= least}
    ids = [id for id in chosen if any(id in item for item in pair_counts)]
    if not ids:
        return None
    positions = _positions(ids, pair_counts)
    most = counts[ids[0]]
    sizes = {id: round(4 + 10 * (counts[id] / most) ** 0.5, 1) for id in ids}
    display_names = {id: names.get(id, id) for id in ids}
    labels = _labels(display_names)
    nodes = {
        id: PersonNode(id, display_names[id], labels[id], counts[id], *positions[id], sizes[id]) for id in ids
    }
    heaviest = max(pair_counts.values())
    edges = tuple(
        Edge(nodes[person], nodes[companion], count, round(0.6 + 4 * count / heaviest, 1))
        for (person, companion), count in sorted(pair_counts.items(), key=lambda item: (-item[1], item[0]))
    )
    return Network(tuple(nodes.values()), edges)


def _labels(names: Mapping[str, str]) -> dict[str, str]:
    """Return surnames by person id; full names for those who share a surname."""
    surnames = {id: surname(name) for id, name in names.items()}
    shared = Counter(surnames.values())
    return {id: names[id] if shared[short] > 1 else short for id, short in surnames.items()}


def _positions(
    ids: Sequence[str], pair_counts: Mapping[tuple[str, str], int]
) -> dict[str, tuple[float, float]]:
    """Return the position (x, y) of each person in SVG units, by the simulation of forces."""
    count = len(ids)
    angles = 2 * np.pi * np.arange(count) / count
    positions = (
        np.stack([np.cos(angles), np.sin(angles)], axis=1) * (0.4 + 0.1 * (np.arange(count) % 3))[:, None]
    )
    rows = {id: row for row, id in enumerate(ids)}
    attraction = np.zeros((count, count))
    for (person, companion), shared in pair_counts.items():
        row, column = rows[person], rows[companion]
        attraction[row, column] = attraction[column, row] = np.log1p(shared)
    ideal_distance = 1.1 / np.sqrt(count)
    for step in range(ITERATIONS):
        offsets = positions[:, None, :] - positions[None, :, :]
        distance = np.maximum(np.linalg.norm(offsets, axis=2), 1e-3)
        force = (ideal_distance**2 / distance**2)[:, :, None] * offsets
        force -= (attraction * distance / ideal_distance / 6)[:, :, None] * offsets
        displacement = force.sum(axis=1) - 0.4 * positions
        length = np.maximum(np.linalg.norm(displacement, axis=1, keepdims=True), 1e-9)
        positions += displacement / length * np.minimum(length, 0.12 * (1 - step / ITERATIONS))
    low, high = positions.min(axis=0), positions.max(axis=0)
    scaled = (positions - low) / np.maximum(high - low, 1e-9)
    extent = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    return {
        id: (round(float(x), 1), round(float(y), 1))
        for id, (x, y) in zip(ids, scaled * extent + MARGIN, strict=True)
    }
