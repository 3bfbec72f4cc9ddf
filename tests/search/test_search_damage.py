"""A file that changes under a running server is named, where what comes of it is an error."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from search.damage import DamageCheck
from search.model import SearchRequest
from search.searcher import Searcher
from tests.builds import NAME, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from web.app import create_app


def test_what_comes_of_a_changed_file_names_it(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    settings = settings_in(tmp_path)
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    ends = np.load(generation.word_ends, mmap_mode="r+")
    ends[:] = np.arange(len(ends)) * 2**40
    with pytest.raises(IndexDamaged, match=r"vectors/word-ends\.npy has changed"):
        searcher.search(SearchRequest("lens", mode="semantic"))
    response = create_app(searcher, settings).test_client().get("/api/v1/search?q=lens&mode=semantic")
    assert (response.status_code, response.json["code"]) == (503, "index-damaged")  # type: ignore[index]


def test_what_comes_of_it_in_opening_names_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.layout.CHECKSUM_ON_OPEN_MAX", 0)
    generation = built_lighthouse(tmp_path)
    np.load(generation.table_arrays, mmap_mode="r+")[:] = 2**30
    with pytest.raises(IndexDamaged, match=r"table/arrays\.npy has changed"):
        Searcher.open(tmp_path, NAME, settings_in(tmp_path))


def test_an_error_of_another_cause_stays_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("what nobody foresaw")

    built_lighthouse(tmp_path)
    searcher = Searcher.open(tmp_path, NAME, settings_in(tmp_path), HashingEncoder())
    monkeypatch.setattr("search.pipeline.fuse", fail)
    for _ in range(2):
        with pytest.raises(TypeError):
            searcher.search(SearchRequest("lens"))


def test_a_panic_of_an_engine_is_an_error_that_can_be_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        pass

    def panic(*_: object, **__: object) -> None:
        raise Panic("unwrap")

    built_lighthouse(tmp_path)
    settings = settings_in(tmp_path)
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    monkeypatch.setattr("search.pipeline.parse_query", panic)
    with pytest.raises(RuntimeError, match="unwrap"):
        searcher.search(SearchRequest("lens"))
    assert create_app(searcher, settings).test_client().get("/search?q=lens").status_code == 500


def test_files_are_compared_once_a_minute_and_not_where_they_were_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = built_lighthouse(tmp_path)
    compared = []
    monkeypatch.setattr("search.damage.check_files", lambda *_: compared.append(1))
    check = DamageCheck(generation)
    for _ in range(3):
        check.check()
    assert compared == [1]
    shutil.rmtree(generation.directory)
    monkeypatch.undo()
    DamageCheck(generation).check()
