"""Rounds the weights of a graph to bytes: 32 at a time, each block with a scale of its own.

What is multiplied by them is rounded likewise while the graph runs, so that processors multiply bytes. Tables
of vectors (of word pieces, of places) are kept as bytes, too; the rows looked up are made full.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, load, save
from onnx.helper import make_node, make_opsetid
from onnx.numpy_helper import from_array, to_array

BLOCK = 32
"""Numbers that share a scale."""
_DOMAIN = "com.microsoft"
_PLACES = {"MatMul": 1, "Gather": 0}
"""The nodes whose weights are rounded, and which input these are."""
_ROUND_WHAT_COMES_IN = 4
"""The accuracy level of the multiplication; lower ones take three times as long as without rounding."""


def quantize_weights(path: Path) -> None:
    """Write a graph anew, with bytes for the matrices it multiplies by and the tables it reads rows of."""
    model = load(path)
    full = {weight.name: weight for weight in model.graph.initializer}
    rounded: set[str] = set()
    for node in model.graph.node:
        weight = full.get(node.input[_PLACES[node.op_type]]) if node.op_type in _PLACES else None
        if weight is not None and _can_be_rounded(weight, node):
            if weight.name not in rounded:
                model.graph.initializer.extend(_rounded(weight, node))
            rounded.add(weight.name)
            node.CopyFrom(_taking_bytes(node, weight))
    _drop_unused(model.graph, rounded)
    model.opset_import.append(make_opsetid(_DOMAIN, 1))
    save(model, path)


def _can_be_rounded(weight: TensorProto, node: NodeProto) -> bool:
    """Matrices can, and tables with rows of whole blocks (those of attention by distance are narrow)."""
    if len(weight.dims) != 2 or weight.data_type != TensorProto.FLOAT:
        return False
    looks_up_rows = not any(attribute.i for attribute in node.attribute)  # an axis of 0 may go unsaid
    return node.op_type == "MatMul" or (looks_up_rows and weight.dims[1] % BLOCK == 0)


def _rounded(weight: TensorProto, node: NodeProto) -> tuple[TensorProto, TensorProto]:
    """The bytes of a matrix, block by block down its columns, or of a table along its rows; the scales."""
    numbers = to_array(weight)
    if node.op_type == "MatMul":
        blocks, scales = quantize_rows(numbers.T)
        return from_array(blocks, _bytes_of(weight)), from_array(scales.reshape(-1), _scales_of(weight))
    blocks, scales = quantize_rows(numbers)
    return from_array(blocks.reshape(numbers.shape), _bytes_of(weight)), from_array(
        scales, _scales_of(weight)
    )


def quantize_rows(rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Bytes about 128, shape (rows, blocks, 32), and each block's scale; the last is filled up with zeros."""
    filled = np.pad(rows, ((0, 0), (0, -rows.shape[1] % BLOCK)))
    blocks = filled.reshape(len(rows), -1, BLOCK)
    scales = np.abs(blocks).max(axis=2) / np.float32(127)
    divisors = np.where(scales == 0, np.float32(1), scales)[..., None]
    return (np.rint(blocks / divisors) + 128).astype(np.uint8), scales


def _taking_bytes(node: NodeProto, weight: TensorProto) -> NodeProto:
    """The node that does with bytes what a node did with a weight."""
    kept = _bytes_of(weight), _scales_of(weight)
    if node.op_type == "MatMul":
        return make_node(
            "MatMulNBits",
            [node.input[0], *kept],
            node.output,
            domain=_DOMAIN,
            K=weight.dims[0],
            N=weight.dims[1],
            bits=8,
            block_size=BLOCK,
            accuracy_level=_ROUND_WHAT_COMES_IN,
        )
    inputs = [kept[0], node.input[1], kept[1]]
    return make_node(
        "GatherBlockQuantized", inputs, node.output, domain=_DOMAIN, bits=8, block_size=BLOCK, quantize_axis=1
    )


def _drop_unused(graph: GraphProto, names: set[str]) -> None:
    """Leave out those of some weights that no node takes any more."""
    used = {name for node in graph.node for name in node.input}
    kept = [weight for weight in graph.initializer if weight.name in used or weight.name not in names]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def _bytes_of(weight: TensorProto) -> str:
    return f"{weight.name}_bytes"


def _scales_of(weight: TensorProto) -> str:
    return f"{weight.name}_scales"
