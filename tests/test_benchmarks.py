"""What the benchmarks reckon with: exact neighbours, the setting chosen, what is kept, scales."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import asking, axes, compare
from benchmarks.engines import fastest


def test_nearest_rows_are_found_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_ROWS", 7)
    chance = np.random.default_rng(1)
    vectors, asked = (chance.standard_normal((rows, 8), dtype=np.float32) for rows in (40, 3))
    wanted = np.argsort(-(asked @ vectors.T), axis=1)[:, :10]
    assert asking.nearest_exactly(vectors, asked).tolist() == wanted.tolist()


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ({"own": (0.5, 1), "more": (0.96, 3), "most": (1.0, 9)}, "more"),
        ({"own": (0.97, 3.1), "more": (0.99, 3)}, "own"),
        ({"own": (1.0, 900), "bits": (0.97, 40)}, "bits"),
        ({"own": (0.5, 1), "more": (0.8, 3), "most": (0.9, 9)}, "most"),
    ],
)
def test_fastest_setting_that_finds_enough_is_chosen(
    found: dict[str, tuple[float, float]], chosen: str
) -> None:
    assert fastest({name: {"recall": one[0], "p50": one[1]} for name, one in found.items()}) == chosen


def test_run_of_one_size_is_kept_once_and_joined(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    for passages, engine in ((200, "a"), (100, "a"), (200, "b")):
        compare.keep(kept, {"passages": passages, "engines": {engine: {"p50": 1.0}}, "settings": {}})
    runs = json.loads(kept.read_text("utf-8"))
    assert [(run["passages"], sorted(run["engines"])) for run in runs] == [(100, ["a"]), (200, ["a", "b"])]


def test_phase_that_takes_too_long_keeps_what_it_told() -> None:
    script = 'import time; print(\'{"row": "own", "p50": 1.5}\', flush=True); time.sleep(60)'
    rows, note = compare.phase([sys.executable, "-c", script], 0.02)
    assert rows == {"own": {"p50": 1.5}}
    assert note == {"note": "not done within 0.02 minutes"}


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other() -> None:
    places = axes.spread({"a": 10, "b": 11, "c": 80}, 15)
    assert places["b"] - places["a"] == 15
    assert places["c"] == 80
