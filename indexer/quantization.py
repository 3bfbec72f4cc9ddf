"""Storage of a graph's weights in few bits, in blocks of 32 with a scale each.

Weights that already are 4-bit values times a scale, as those of multilingual-e5-small, are stored in 4 bits
without loss; others can be quantized to 8 bits. The activations that quantized matrices are multiplied with
are quantized at run time, so that processors multiply bytes. Of embedding tables (of tokens and positions)
the rows looked up are dequantized.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, load, save
from onnx.helper import make_node, make_opsetid
from onnx.numpy_helper import from_array, to_array

BLOCK = 32
"""Number of components that share a scale."""
_DOMAIN = "com.microsoft"
_MATRIX, _TABLE = "MatMul", "Gather"
_WEIGHT_INPUTS = {_MATRIX: 1, _TABLE: 0}
"""The operators whose weights are quantized, and the position of that input."""
_ACCURACY_LEVEL = 4
"""8-bit activations; lower levels take three times as long as unquantized multiplication."""
_LEAST, _MOST = -8, 7
"""The range of 4-bit values."""
_ROWS = 4096
"""Number of rows that are compared with 4-bit values at once."""


@dataclass(frozen=True, slots=True)
class QuantizedRows:
    """Rows of numbers as whole numbers times scales: of 4 or 8 bits, offset by 8 or 128.

    ``values`` has the shape (n, blocks, 32), uint8, one number per byte; ``scales`` (n, blocks), float32.
    """

    bits: int
    values: NDArray[np.uint8]
    scales: NDArray[np.float32]

    @property
    def packed(self) -> NDArray[np.uint8]:
        """The numbers as operators read them: two of 4 bits share a byte, the first in its low half."""
        if self.bits == 8:
            return self.values
        return self.values[..., 0::2] | (self.values[..., 1::2] << np.uint8(4))


Quantize = Callable[[NDArray[np.float32], str], QuantizedRows | None]
"""A function from the rows of a weight, and its operator, to quantized rows; None: the weight stays."""


def quantize_weights(path: Path) -> None:
    """Quantize matrices and embedding tables of an ONNX file in place, to 8 bits unless 4 lose nothing."""
    _replace_weights(path, lambda rows, _: exact_rows(rows) or quantize_rows(rows))


def pack_tables(path: Path) -> None:
    """Store embedding tables of an ONNX file in 4 bits, in place, where these give the same numbers.

    Matrices stay: multiplying unpacked numbers is faster.
    """
    _replace_weights(path, lambda rows, operator: exact_rows(rows) if operator == _TABLE else None)


def exact_rows(rows: NDArray[np.float32]) -> QuantizedRows | None:
    """Return float32 rows (n, k) as 4-bit numbers times scales; None if not all numbers are such products."""
    if rows.shape[1] % BLOCK:
        return None
    blocks = rows.reshape(-1, BLOCK)
    parts = []
    for start in range(0, len(blocks), _ROWS):
        part = _exact_blocks(blocks[start : start + _ROWS])
        if part is None:
            return None
        parts.append(part)
    values, scales = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return QuantizedRows(4, values.reshape(len(rows), -1, BLOCK), scales.reshape(len(rows), -1))


def _exact_blocks(blocks: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]] | None:
    """Return the numbers and scales of blocks (n, 32); None if one has none that give the same numbers.

    The largest number of a block is tried as each number from -8 to -1 times a scale.
    """
    peaks = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=1)[:, None], axis=1)
    values, scales = np.full(blocks.shape, -_LEAST, np.uint8), np.zeros(len(blocks), np.float32)
    left = np.flatnonzero(peaks)
    for peak in range(_LEAST, 0):
        scale = peaks[left] / np.float32(peak)
        steps = blocks[left] / scale
        fits = ((steps == np.rint(steps)) & (steps <= _MOST)).all(axis=1)
        values[left[fits]] = steps[fits] - _LEAST
        scales[left[fits]] = scale[fits, 0]
        left = left[~fits]
    return None if len(left) else (values, scales)


def quantize_rows(rows: NDArray[np.float32]) -> QuantizedRows:
    """Quantize float32 rows (n, k) to 8 bits; the last block of a row is padded with zeros."""
    padded = np.pad(rows, ((0, 0), (0, -rows.shape[1] % BLOCK)))
    blocks = padded.reshape(len(rows), -1, BLOCK)
    scales = np.abs(blocks).max(axis=2) / np.float32(127)
    divisors = np.where(scales == 0, np.float32(1), scales)[..., None]
    return QuantizedRows(8, (np.rint(blocks / divisors) + 128).astype(np.uint8), scales)


def _replace_weights(path: Path, quantize: Quantize) -> None:
    """Replace the weights of an ONNX file, in place, by what a function returns for them."""
    model = load(path)
    weights = {weight.name: weight for weight in model.graph.initializer}
    replaced: dict[str, QuantizedRows | None] = {}
    for node in model.graph.node:
        weight = (
            weights.get(node.input[_WEIGHT_INPUTS[node.op_type]]) if node.op_type in _WEIGHT_INPUTS else None
        )
        if weight is None or not _is_quantizable(weight, node):
            continue
        if weight.name not in replaced:
            replaced[weight.name] = quantize(_rows(weight, node), node.op_type)
            model.graph.initializer.extend(_initializers(weight, node, replaced[weight.name]))
        if quantized := replaced[weight.name]:
            node.CopyFrom(_quantized_node(node, weight, quantized.bits))
    _drop_unused(model.graph, replaced.keys())
    model.opset_import.append(make_opsetid(_DOMAIN, 1))
    save(model, path)


def _is_quantizable(weight: TensorProto, node: NodeProto) -> bool:
    """Return whether a weight can be quantized: a float32 matrix, or a table with rows of whole blocks.

    Tables of relative attention positions, for example, are too narrow.
    """
    if len(weight.dims) != 2 or weight.data_type != TensorProto.FLOAT:
        return False
    looks_up_rows = not any(attribute.i for attribute in node.attribute)  # axis 0 is the default
    return node.op_type == _MATRIX or (looks_up_rows and weight.dims[1] % BLOCK == 0)


def _rows(weight: TensorProto, node: NodeProto) -> NDArray[np.float32]:
    """Return what blocks run along: the columns of a matrix, or the rows of a table."""
    values: NDArray[np.float32] = to_array(weight)
    return np.ascontiguousarray(values.T) if node.op_type == _MATRIX else values


def _initializers(weight: TensorProto, node: NodeProto, rows: QuantizedRows | None) -> Iterator[TensorProto]:
    """Yield the bytes and the scales of a quantized weight, in the shapes that its operator expects."""
    if rows is None:
        return
    is_matrix = node.op_type == _MATRIX
    packed = rows.packed
    yield from_array(packed if is_matrix else packed.reshape(len(packed), -1), _bytes_name(weight))
    yield from_array(rows.scales.reshape(-1) if is_matrix else rows.scales, _scales_name(weight))


def _quantized_node(node: NodeProto, weight: TensorProto, bits: int) -> NodeProto:
    """Return the node that replaces a node after its weight has been quantized."""
    blocks, scales = _bytes_name(weight), _scales_name(weight)
    if node.op_type == _MATRIX:
        return make_node(
            "MatMulNBits",
            [node.input[0], blocks, scales],
            node.output,
            domain=_DOMAIN,
            K=weight.dims[0],
            N=weight.dims[1],
            bits=bits,
            block_size=BLOCK,
            accuracy_level=_ACCURACY_LEVEL,
        )
    return make_node(
        "GatherBlockQuantized",
        [blocks, node.input[1], scales],
        node.output,
        domain=_DOMAIN,
        bits=bits,
        block_size=BLOCK,
        quantize_axis=1,
    )


def _drop_unused(graph: GraphProto, names: Collection[str]) -> None:
    """Remove those of the named weights that no node uses any more from a graph, in place."""
    used = {name for node in graph.node for name in node.input}
    remaining = [weight for weight in graph.initializer if weight.name in used or weight.name not in names]
    del graph.initializer[:]
    graph.initializer.extend(remaining)


def _bytes_name(weight: TensorProto) -> str:
    return f"{weight.name}_bytes"


def _scales_name(weight: TensorProto) -> str:
    return f"{weight.name}_scales"
