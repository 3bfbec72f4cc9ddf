"""Weights of a byte are near to what they were, and only those are rounded that can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info
from onnx.numpy_helper import from_array

from indexer.quantization import BLOCK, exact_rows, pack_tables, quantize_rows, quantize_weights

_LOT = np.random.default_rng(1931)


def numbers_of_4_bits(rows: int, width: int) -> np.ndarray:
    """Rows of 4-bit numbers times half-precision scales, as files of quantized models have them."""
    steps = _LOT.integers(-8, 8, (rows, width // BLOCK, BLOCK)).astype(np.float32)
    scales = _LOT.normal(size=(rows, width // BLOCK, 1)).astype(np.float16)
    return (steps * scales.astype(np.float32)).reshape(rows, width)


def a_graph(path: Path, *, width: int, height: int, narrow: int = 8, table: np.ndarray | None = None) -> None:
    """A graph that looks up rows of two tables and multiplies those of the first."""
    shapes = {"table": (50, height), "narrow": (50, narrow), "matrix": (height, width)}
    weights = {name: _LOT.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    if table is not None:
        weights["table"] = table
    graph = make_graph(
        [
            make_node("Gather", ["table", "rows"], ["looked_up"]),
            make_node("Gather", ["narrow", "rows"], ["beside"]),
            make_node("MatMul", ["looked_up", "matrix"], ["multiplied"]),
        ],
        "a graph",
        [make_tensor_value_info("rows", onnx.TensorProto.INT64, ["many"])],
        [make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("multiplied", "beside")],
        [from_array(values, name) for name, values in weights.items()],
    )
    onnx.save(make_model(graph, opset_imports=[make_opsetid("", 17)], ir_version=10), path)


def results(path: Path) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found: list[np.ndarray] = session.run(["multiplied", "beside"], {"rows": np.arange(50)})
    return found


@pytest.mark.parametrize(("width", "height"), [(24, 64), (7, 96), (64, 40)])
def test_a_graph_of_bytes_gives_nearly_the_same(tmp_path: Path, width: int, height: int) -> None:
    path = tmp_path / "graph.onnx"
    a_graph(path, width=width, height=height)
    given = results(path)
    quantize_weights(path)
    found = results(path)
    assert 0 < np.abs(found[0] - given[0]).max() < 0.03 * np.abs(given[0]).max()
    assert np.array_equal(found[1], given[1])


def test_what_was_rounded_is_not_kept_in_full(tmp_path: Path) -> None:
    a_graph(tmp_path / "graph.onnx", width=64, height=64)
    quantize_weights(tmp_path / "graph.onnx")
    kept = {weight.name for weight in onnx.load(tmp_path / "graph.onnx").graph.initializer}
    assert kept == {"narrow", "table_bytes", "table_scales", "matrix_bytes", "matrix_scales"}


def test_a_table_of_4_bit_numbers_is_packed_without_loss(tmp_path: Path) -> None:
    path = tmp_path / "graph.onnx"
    a_graph(path, width=64, height=64, table=numbers_of_4_bits(50, 64))
    given = results(path)
    pack_tables(path)
    assert all(np.array_equal(one, other) for one, other in zip(given, results(path), strict=True))
    kept = {weight.name: weight for weight in onnx.load(path).graph.initializer}
    assert kept.keys() == {"narrow", "table_bytes", "table_scales", "matrix"}
    assert list(kept["table_bytes"].dims) == [50, 32]


def test_a_table_of_other_numbers_is_not_packed(tmp_path: Path) -> None:
    path = tmp_path / "graph.onnx"
    table = numbers_of_4_bits(50, 64)
    table[49, 63] *= 1.001
    a_graph(path, width=64, height=64, table=table)
    pack_tables(path)
    assert "table" in {weight.name for weight in onnx.load(path).graph.initializer}


@pytest.mark.parametrize("factor", [1, -1])
def test_4_bit_numbers_are_found_in_blocks_without_the_extreme_one(factor: int) -> None:
    for least, most in ((-8, 7), (-7, 7), (-1, 3), (0, 1), (0, 0)):
        steps = np.resize(np.arange(least, most + 1), (3, 2 * BLOCK)).astype(np.float32)
        rows = steps * np.float32(factor * np.float16(0.0123))
        found = exact_rows(rows)
        assert found is not None
        back = (found.values.astype(np.float32) - 8) * found.scales[..., None]
        assert np.array_equal(back.reshape(rows.shape), rows)


def test_rows_come_back_to_half_a_step() -> None:
    rows = _LOT.normal(size=(5, 70)).astype(np.float32)
    rows[2] = 0
    quantized = quantize_rows(rows)
    kept, scales = quantized.values, quantized.scales
    assert kept.shape == (5, 3, BLOCK)
    back = ((kept.astype(np.float32) - 128) * scales[..., None]).reshape(5, -1)[:, :70]
    assert (np.abs(back - rows) <= np.repeat(scales, BLOCK, axis=1)[:, :70] * 0.501).all()
