"""The benchmark of scaling measures every shape, and its exponent is that of the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reader_scaling import check, exponent
from benchmarks.reader_shapes import SHAPES


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_a_source_that_is_read(shape: str, tmp_path: Path) -> None:
    result = check(SHAPES[shape][0](tmp_path, 12))
    assert result == "SourceUnrecognised" if shape == "prose" else int(result.replace(",", "")) >= 1


@pytest.mark.parametrize(("times", "slope"), [([1, 2, 4, 8], 1), ([1, 4, 16, 64], 2), ([3, 3, 3, 3], 0)])
def test_exponent_is_that_of_the_time(times: list[float], slope: float) -> None:
    assert exponent(times) == pytest.approx(slope)
