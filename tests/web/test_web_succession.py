"""A server that runs takes up what is published, while it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from corpus.errors import EngineMissing
from corpus.model import Edition
from corpus.store.layout import Generation, published_id
from indexer import publication
from search.service import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.app import create_app
from web.room import room_of
from web.succession import Succession

SWITCHES = 20
CLIENTS = 4


def renamed() -> Edition:
    """The same edition in which every title says that it is another."""
    edition = lighthouse_edition()
    return replace(
        edition, units=tuple(replace(unit, title=f"Second {unit.title}") for unit in edition.units)
    )


@pytest.fixture
def generations(tmp_path: Path) -> list[str]:
    """Two generations, the second published."""
    editions = (lighthouse_edition(), renamed())
    return [build_lighthouse(tmp_path, edition=edition).generation for edition in editions]


@pytest.fixture
def app(tmp_path: Path, generations: list[str]) -> Flask:
    return create_app(
        Searcher.open(tmp_path, NAME, settings_in(tmp_path), HashingEncoder()), settings_in(tmp_path)
    )


def succession(app: Flask, root: Path) -> Succession:
    return Succession(app, root, NAME, 0.01)


def answering(app: Flask) -> str:
    return str(app.test_client().get("/health").json["index"]["generation"])  # type: ignore[index]


def test_what_is_published_is_taken_up(tmp_path: Path, app: Flask, generations: list[str]) -> None:
    watch = succession(app, tmp_path)
    assert not watch.look()
    assert answering(app) == generations[1]
    publication.point_to(tmp_path / NAME, generations[0])
    assert watch.look()
    assert answering(app) == generations[0]
    page = app.test_client().get("/").text
    assert "Second" not in page


def test_one_that_an_engine_does_not_hold_yet_is_waited_for(
    tmp_path: Path,
    app: Flask,
    generations: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_not_fed(_: Searcher, __: Generation) -> Searcher:
        raise EngineMissing("The Milvus does not hold it.")

    publication.point_to(tmp_path / NAME, generations[0])
    watch = succession(app, tmp_path)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Searcher, "successor", is_not_fed)
        assert not watch.look()
        assert not watch.look()
    assert caplog.text.count("is waited for") == 1
    assert watch.look()
    assert answering(app) == generations[0]


def test_a_damaged_generation_is_passed_over(
    tmp_path: Path, app: Flask, generations: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NAME / generations[0] / "catalogue.sqlite").unlink()
    publication.point_to(tmp_path / NAME, generations[0])
    watch = succession(app, tmp_path)
    assert not watch.look()
    assert not watch.look()
    assert caplog.text.count("is not taken up") == 1
    assert answering(app) == generations[1]
    (tmp_path / NAME / "current").unlink()
    assert not watch.look()
    assert app.test_client().get("/search?q=lens").status_code == 200


def test_the_model_that_is_loaded_is_kept(tmp_path: Path, app: Flask, generations: list[str]) -> None:
    before = room_of(app).searcher
    app.test_client().get("/search?q=lens")
    publication.point_to(tmp_path / NAME, generations[0])
    assert succession(app, tmp_path).look()
    after = room_of(app).searcher
    assert isinstance(before, Searcher)
    assert isinstance(after, Searcher)
    assert after is not before
    assert after._backend._encoder._encoder is before._backend._encoder._encoder


def test_a_cursor_of_what_no_longer_answers_is_gone(
    tmp_path: Path, app: Flask, generations: list[str]
) -> None:
    client = app.test_client()
    first = client.get("/api/v1/search?q=lens&limit=2").json
    assert first
    publication.point_to(tmp_path / NAME, generations[0])
    succession(app, tmp_path).look()
    response = client.get(first["links"]["next"])
    assert (response.status_code, response.json["code"]) == (410, "cursor-expired")  # type: ignore[index]


def test_twenty_switches_under_load_fail_nothing_and_mix_nothing(
    tmp_path: Path, app: Flask, generations: list[str]
) -> None:
    stopped = Event()

    def pages() -> Iterator[tuple[int, str, bool]]:
        """Turn pages: status, generation, whether the titles are those of that generation."""
        client = app.test_client()
        address = "/api/v1/search?q=lens&limit=3&include=facets"
        while not stopped.is_set():
            response = client.get(address)
            answer = response.json
            assert answer is not None
            if response.status_code != 200:
                yield response.status_code, "", True
                address = "/api/v1/search?q=lens&limit=3"
                continue
            generation = answer["index"]["generation"]
            is_second = {hit["title"].startswith("Second") for hit in answer["hits"]}
            yield 200, generation, is_second == {generation == generations[1]}
            address = answer["links"]["next"] or "/api/v1/search?q=lens&limit=3"

    def ask() -> list[tuple[int, str, bool]]:
        return list(pages())

    watch = succession(app, tmp_path)
    watch.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(ask) for _ in range(CLIENTS)]
        try:
            for number in range(SWITCHES):
                publication.point_to(tmp_path / NAME, generations[number % 2])
                wanted = published_id(tmp_path, NAME)
                while answering(app) != wanted:
                    stopped.wait(0.01)
        finally:
            stopped.set()
            watch.stop()
        answers = [answer for one in asked for answer in one.result()]
    watch.join()
    assert Counter(status for status, _, _ in answers).keys() <= {200, 410}
    assert {generation for _, generation, _ in answers} >= set(generations)
    assert all(is_whole for _, _, is_whole in answers)
