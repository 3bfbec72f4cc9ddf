"""A server that runs takes up what is published, while it is asked."""

from __future__ import annotations

import re
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import msgspec
import pytest
from flask import Flask

from corpus.errors import EngineMissing
from corpus.model import Edition
from indexer import publication
from indexer.generations import backup, restore
from search.searcher import Searcher
from store.layout import Generation, published_id
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web import generation_watcher
from web.app import create_app
from web.generation_watcher import GenerationWatcher, WatcherState, watcher_state
from web.site import site_of

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


def watcher_of(app: Flask, root: Path) -> GenerationWatcher:
    return GenerationWatcher(app, root, NAME, 0.01)


def answering(app: Flask) -> str:
    return str(app.test_client().get("/health").json["index"]["generation"])  # type: ignore[index]


def test_a_published_generation_is_served(tmp_path: Path, app: Flask, generations: list[str]) -> None:
    watch = watcher_of(app, tmp_path)
    assert not watch.poll()
    assert answering(app) == generations[1]
    publication.set_current(tmp_path / NAME, generations[0])
    assert watch.poll()
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

    publication.set_current(tmp_path / NAME, generations[0])
    watch = watcher_of(app, tmp_path)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Searcher, "reopened_on", is_not_fed)
        assert not watch.poll()
        assert not watch.poll()
    assert caplog.text.count("Waiting for generation") == 1
    assert watch.poll()
    assert answering(app) == generations[0]


def test_a_damaged_generation_is_passed_over(
    tmp_path: Path, app: Flask, generations: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NAME / generations[0] / "catalogue.sqlite").unlink()
    publication.set_current(tmp_path / NAME, generations[0])
    watch = watcher_of(app, tmp_path)
    assert not watch.poll()
    assert not watch.poll()
    assert caplog.text.count("cannot be served") == 1
    assert answering(app) == generations[1]
    (tmp_path / NAME / "current").unlink()
    assert not watch.poll()
    assert app.test_client().get("/search?q=lens").status_code == 200


def test_caches_of_a_generation_are_freed_with_it(tmp_path: Path, app: Flask, generations: list[str]) -> None:
    for address in ("/", "/lighthouse/calendar", "/lighthouse/pictures", "/lighthouse/doc-1?q=lens"):
        assert app.test_client().get(address).status_code == 200
    before = weakref.ref(site_of(app).searcher)
    publication.set_current(tmp_path / NAME, generations[0])
    assert watcher_of(app, tmp_path).poll()
    assert before() is None


def test_a_loaded_model_is_reused(tmp_path: Path, app: Flask, generations: list[str]) -> None:
    before = site_of(app).searcher
    app.test_client().get("/search?q=lens")
    publication.set_current(tmp_path / NAME, generations[0])
    assert watcher_of(app, tmp_path).poll()
    after = site_of(app).searcher
    assert isinstance(before, Searcher)
    assert isinstance(after, Searcher)
    assert after is not before
    assert after.index.retrieval._encoder._encoder is before.index.retrieval._encoder._encoder


def test_a_cursor_of_what_no_longer_answers_is_gone(
    tmp_path: Path, app: Flask, generations: list[str]
) -> None:
    client = app.test_client()
    first = client.get("/api/v1/search?q=lens&limit=2").json
    assert first
    publication.set_current(tmp_path / NAME, generations[0])
    watcher_of(app, tmp_path).poll()
    response = client.get(first["links"]["next"])
    assert (response.status_code, response.json["code"]) == (410, "cursor-expired")  # type: ignore[index]


@pytest.mark.parametrize("switches", [4, pytest.param(20, marks=pytest.mark.slow)])
def test_switches_under_load_fail_nothing_and_mix_nothing(
    tmp_path: Path, app: Flask, generations: list[str], switches: int
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

    watch = watcher_of(app, tmp_path)
    watch.start()
    with ThreadPoolExecutor(CLIENTS) as pool:
        asked = [pool.submit(ask) for _ in range(CLIENTS)]
        try:
            for number in range(switches):
                publication.set_current(tmp_path / NAME, generations[number % 2])
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


class Panic(BaseException):
    """What an extension in Rust raises."""


@pytest.mark.parametrize("error", [msgspec.DecodeError("odd"), Panic("unwrap"), SystemExit(1), MemoryError()])
def test_a_watcher_outlives_whatever_a_generation_raises(
    tmp_path: Path,
    app: Flask,
    generations: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    def broken(_: Searcher, __: Generation) -> Searcher:
        raise error

    monkeypatch.setattr(generation_watcher, "RETRY_SECONDS", 0)
    monkeypatch.setattr(generation_watcher, "_RETRY_SHARE", 0)
    publication.set_current(tmp_path / NAME, generations[0])
    watch = watcher_of(app, tmp_path)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Searcher, "reopened_on", broken)
        watch.start()
        await_that(lambda: state_of(app).failures >= 3)
        assert watch.is_alive()
    await_that(lambda: answering(app) == generations[0])
    watch.stop()
    watch.join()
    assert caplog.text.count("cannot be served") == 1
    assert caplog.text.count("Traceback") == 1


def test_a_refused_generation_is_reported_to_monitoring(
    tmp_path: Path, generations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(tmp_path, metrics=True)
    app = create_app(Searcher.open(tmp_path, NAME, settings, HashingEncoder()), settings)
    client, watch = app.test_client(), watcher_of(app, tmp_path)
    monkeypatch.setattr(generation_watcher, "RETRY_SECONDS", 0)
    assert client.get("/health/ready").json == {
        "status": "ok", "generation": generations[1], "refused": None, "left_out": [],
    }  # fmt: skip
    names = tmp_path / NAME / generations[0] / "table" / "names.json"
    kept = names.read_bytes()
    names.write_bytes(kept.replace(b"letter", b"latter"))
    publication.set_current(tmp_path / NAME, generations[0])
    watch.poll()
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json
    assert (ready.json["status"], ready.json["generation"]) == ("degraded", generations[1])
    assert ready.json["refused"]["generation"] == generations[0]
    assert "table/names.json has changed since it was built" in ready.json["refused"]["reason"]
    figures = client.get("/metrics").text
    assert "perepiska_generation_behind 1.0" in figures
    assert "perepiska_generation_failures_total 1.0" in figures
    (polled,) = re.findall(r"^perepiska_generation_poll_timestamp_seconds (\S+)", figures, re.MULTILINE)
    assert time.time() - float(polled) < 60
    names.write_bytes(kept)
    time.sleep(0.01)
    watch._retry_at = 0
    assert watch.poll()
    assert client.get("/health/ready").json["status"] == "ok"  # type: ignore[index]
    assert "perepiska_generation_behind 0.0" in client.get("/metrics").text


def test_a_generation_that_was_restored_is_taken_up_at_once(
    tmp_path: Path, app: Flask, generations: list[str]
) -> None:
    publication.set_current(tmp_path / NAME, generations[0])
    backup(tmp_path, NAME, tmp_path / "backup.tar")
    (tmp_path / NAME / generations[0] / "catalogue.sqlite").write_bytes(b"")
    watch = watcher_of(app, tmp_path)
    assert not watch.poll()
    attempts = state_of(app).failures
    assert not watch.poll()
    assert state_of(app).failures == attempts  # nothing has changed: it is not tried again
    restore(tmp_path, NAME, tmp_path / "backup.tar")
    assert watch.poll()
    assert answering(app) == generations[0]
    assert state_of(app).refused is None


def test_one_that_was_mended_in_place_is_tried_after_a_while(
    tmp_path: Path, app: Flask, generations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path / NAME / generations[0] / "catalogue.sqlite"
    kept = catalogue.read_bytes()
    catalogue.write_bytes(b"")
    publication.set_current(tmp_path / NAME, generations[0])
    watch = watcher_of(app, tmp_path)
    assert not watch.poll()
    catalogue.write_bytes(kept)
    assert not watch.poll()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + generation_watcher.RETRY_SECONDS)
    assert watch.poll()


def test_one_whose_pages_fail_is_passed_over(
    tmp_path: Path, app: Flask, generations: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError("no page")

    publication.set_current(tmp_path / NAME, generations[0])
    watch = watcher_of(app, tmp_path)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("web.pages.make_unit_page", fail)
        assert not watch.poll()
    assert answering(app) == generations[1]
    refused = state_of(app).refused
    assert refused
    assert (refused.generation, refused.reason) == (generations[0], "ArithmeticError: no page")


@pytest.mark.parametrize("path", ["vectors/words.npy", "catalogue.sqlite"])
def test_a_changed_byte_of_any_file_is_refused(
    tmp_path: Path, app: Flask, generations: list[str], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("store.layout.CHECKSUM_ON_OPEN_MAX", 0)
    folder = tmp_path / NAME / generations[0]
    changed = bytearray((folder / path).read_bytes())
    changed[len(changed) // 2] ^= 4
    (folder / path).write_bytes(changed)
    publication.set_current(tmp_path / NAME, generations[0])
    assert not watcher_of(app, tmp_path).poll()
    refused = state_of(app).refused
    assert refused
    assert f"{path} has changed" in refused.reason


def test_a_server_with_one_generation_kept_answers_while_others_are_built(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, generations_kept=1)
    build_lighthouse(tmp_path, settings=settings)
    app = create_app(Searcher.open(tmp_path, NAME, settings, HashingEncoder()), settings)
    served = answering(app)
    for edition in (renamed(), lighthouse_edition()):
        build_lighthouse(tmp_path, settings=settings, edition=edition)
    assert not (tmp_path / NAME / served).exists()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(lambda: app.test_client().get("/search?q=lens").status_code) for _ in range(24)]
        assert {one.result() for one in asked} == {200}
    assert watcher_of(app, tmp_path).poll()
    assert answering(app) == published_id(tmp_path, NAME)


def state_of(app: Flask) -> WatcherState:
    found = watcher_state(app)
    assert found
    return found


def await_that(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
