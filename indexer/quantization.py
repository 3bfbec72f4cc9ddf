"""Quantization of a graph's weights to 8 bits, in blocks of 32 with a scale each.

The activations that they are multiplied with are quantized at run time, so that processors multiply bytes.
Embedding tables (of tokens and positions) are quantized too; the rows looked up are dequantized.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, load, save
from onnx.helper import make_node, make_opsetid
from onnx.numpy_helper import from_array, to_array

BLOCK = 32
"""Number of components that share a scale."""
_DOMAIN = "com.microsoft"
_WEIGHT_INPUTS = {"MatMul": 1, "Gather": 0}
"""The operators whose weights are quantized, and the position of that input."""
_ACCURACY_LEVEL = 4
"""8-bit activations; lower levels take three times as long as unquantized multiplication."""


def quantize_weights(path: Path) -> None:
    """Quantize the matrices and embedding tables of an ONNX file to 8 bits, in place."""
    model = load(path)
    weights = {weight.name: weight for weight in model.graph.initializer}
    quantized: set[str] = set()
    for node in model.graph.node:
        weight = (
            weights.get(node.input[_WEIGHT_INPUTS[node.op_type]]) if node.op_type in _WEIGHT_INPUTS else None
        )
        if weight is not None and _is_quantizable(weight, node):
            if weight.name not in quantized:
                model.graph.initializer.extend(_quantize(weight, node))
            quantized.add(weight.name)
            node.CopyFrom(_quantized_node(node, weight))
    _drop_unused(model.graph, quantized)
    model.opset_import.append(make_opsetid(_DOMAIN, 1))
    save(model, path)


def _is_quantizable(weight: TensorProto, node: NodeProto) -> bool:
    """Return whether a weight can be quantized: a float32 matrix, or a table with rows of whole blocks.

    Tables of relative attention positions, for example, are too narrow.
    """
    if len(weight.dims) != 2 or weight.data_type != TensorProto.FLOAT:
        return False
    looks_up_rows = not any(attribute.i for attribute in node.attribute)  # axis 0 is the default
    return node.op_type == "MatMul" or (looks_up_rows and weight.dims[1] % BLOCK == 0)


def _quantize(weight: TensorProto, node: NodeProto) -> tuple[TensorProto, TensorProto]:
    """Return the bytes and the scales of a weight.

    Blocks run down the columns of a matrix, or along the rows of a table.
    """
    values = to_array(weight)
    if node.op_type == "MatMul":
        blocks, scales = quantize_rows(values.T)
        return from_array(blocks, _bytes_name(weight)), from_array(scales.reshape(-1), _scales_name(weight))
    blocks, scales = quantize_rows(values)
    return from_array(blocks.reshape(values.shape), _bytes_name(weight)), from_array(
        scales, _scales_name(weight)
    )


def quantize_rows(rows: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Quantize float32 rows (n, k) to bytes offset by 128; the last block of a row is padded with zeros.

    Returns:
        The blocks, shape (n, ceil(k / 32), 32), uint8, and their scales, shape (n, ceil(k / 32)), float32.
    """
    padded = np.pad(rows, ((0, 0), (0, -rows.shape[1] % BLOCK)))
    blocks = padded.reshape(len(rows), -1, BLOCK)
    scales = np.abs(blocks).max(axis=2) / np.float32(127)
    divisors = np.where(scales == 0, np.float32(1), scales)[..., None]
    return (np.rint(blocks / divisors) + 128).astype(np.uint8), scales


def _quantized_node(node: NodeProto, weight: TensorProto) -> NodeProto:
    """Return the node that replaces a node after its weight has been quantized."""
    blocks, scales = _bytes_name(weight), _scales_name(weight)
    if node.op_type == "MatMul":
        return make_node(
            "MatMulNBits",
            [node.input[0], blocks, scales],
            node.output,
            domain=_DOMAIN,
            K=weight.dims[0],
            N=weight.dims[1],
            bits=8,
            block_size=BLOCK,
            accuracy_level=_ACCURACY_LEVEL,
        )
    return make_node(
        "GatherBlockQuantized",
        [blocks, node.input[1], scales],
        node.output,
        domain=_DOMAIN,
        bits=8,
        block_size=BLOCK,
        quantize_axis=1,
    )


def _drop_unused(graph: GraphProto, names: set[str]) -> None:
    """Remove those of the named weights that no node uses any more from a graph, in place."""
    used = {name for node in graph.node for name in node.input}
    remaining = [weight for weight in graph.initializer if weight.name in used or weight.name not in names]
    del graph.initializer[:]
    graph.initializer.extend(remaining)


def _bytes_name(weight: TensorProto) -> str:
    return f"{weight.name}_bytes"


def _scales_name(weight: TensorProto) -> str:
    return f"{weight.name}_scales"
