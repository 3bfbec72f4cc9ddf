"""A bit that flips in any file of an index is refused by the file's name, or changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.flips import Flips, Outcome, compared, is_good, run
from tests.builds import NAME, build_lighthouse


@pytest.fixture
def flips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flips:
    monkeypatch.setenv("PEREPISKA_MODEL", "none")
    build_lighthouse(tmp_path / "built")
    return Flips(tmp_path / "built" / NAME, tmp_path / "copied", 1931)


def test_no_flip_is_silent(flips: Flips) -> None:
    said: list[str] = []
    everywhere = len(flips.files)
    counts = {"start": everywhere, "watch": everywhere, "serve": 1, "command": 2, "unchecked": everywhere}
    found = run(flips, counts, said.append)
    assert is_good(found), said
    assert found["start"]["refused by name"] == found["watch"]["refused by name"] == everywhere
    assert found["serve"]["refused by name"] == 1
    assert found["command"]["refused by name"] == 2
    assert found["unchecked"].total() == everywhere


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "a", "same answers"),
        (200, "b", "silently wrong"),
        (500, "a", "status 500"),
        (200, "Traceback (most recent call last)", "traceback"),
        (503, "words.npy has changed", "refused by name"),
        (503, "something has changed", "traceback"),
    ],
)
def test_answers_are_told_apart(status: int, body: str, outcome: Outcome) -> None:
    assert compared({"/": (200, "a")}, {"/": (status, body)}, Path("words.npy"))[0] == outcome


def test_a_file_is_as_it_was_after_a_flip(flips: Flips) -> None:
    for path in flips.files:
        before = path.read_bytes()
        with flips.flipped(path):
            changed = path.read_bytes()
            differing = [one ^ other for one, other in zip(before, changed, strict=True) if one != other]
            assert [bin(one).count("1") for one in differing] == [1]
        assert path.read_bytes() == before
