"""Weights of a byte are near to what they were, and only those are rounded that can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info
from onnx.numpy_helper import from_array

from indexer.quantization import BLOCK, quantize_rows, quantize_weights

_LOT = np.random.default_rng(1931)


def a_graph(path: Path, *, width: int, height: int, narrow: int = 8) -> None:
    """A graph that looks up rows of two tables and multiplies those of the first."""
    weights = {"table": (50, height), "narrow": (50, narrow), "matrix": (height, width)}
    graph = make_graph(
        [
            make_node("Gather", ["table", "rows"], ["looked_up"]),
            make_node("Gather", ["narrow", "rows"], ["beside"]),
            make_node("MatMul", ["looked_up", "matrix"], ["multiplied"]),
        ],
        "a graph",
        [make_tensor_value_info("rows", onnx.TensorProto.INT64, ["many"])],
        [make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("multiplied", "beside")],
        [from_array(_LOT.normal(size=shape).astype(np.float32), name) for name, shape in weights.items()],
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


def test_rows_come_back_to_half_a_step() -> None:
    rows = _LOT.normal(size=(5, 70)).astype(np.float32)
    rows[2] = 0
    kept, scales = quantize_rows(rows)
    assert kept.shape == (5, 3, BLOCK)
    back = ((kept.astype(np.float32) - 128) * scales[..., None]).reshape(5, -1)[:, :70]
    assert (np.abs(back - rows) <= np.repeat(scales, BLOCK, axis=1)[:, :70] * 0.501).all()
