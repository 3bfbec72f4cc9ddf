"""What every command says of an index or backup of an older format, and how it is built again."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

import perepiska
from search.searcher import Searcher
from store.layout import MANIFEST, open_generation, published_id
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.format_7 import GENERATION, write_format_7
from web.app import create_app
from web.generation_watcher import GenerationWatcher, watcher_state

LETTERS = """id,date,sender,recipient,text
1,1921-03-04,A. Brandt,I. Haugen,The lamp was mended yesterday.
2,1921-03-06,I. Haugen,A. Brandt,Send me word of the lamp.
"""
Run = Callable[..., Result]
READING = {
    "search": ("search", "lamp"),
    "show": ("show", "lighthouse/doc-1"),
    "related": ("related", "lighthouse/doc-1"),
    "export": ("export", "--form", "csv"),
    "eval": ("eval", "{questions}"),
    "serve": ("serve", "--port", "0"),
    "mcp": ("mcp",),
    "feed": ("feed",),
    "verify": ("verify",),
    "verify all": ("verify", "--all"),
    "rollback": ("rollback", GENERATION),
    "backup": ("backup", "{target}"),
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))
    monkeypatch.setenv("PEREPISKA_MODEL", "none")
    monkeypatch.setenv("PEREPISKA_CALENDAR", "none")
    files = {"questions": tmp_path / "questions.jsonl", "target": tmp_path / "target.tar"}
    files["questions"].write_text(
        '{"qid": "1", "type": "t", "query": "lamp", "gold": {"lighthouse/doc-1": 1}}\n', "utf-8"
    )

    def invoke(*arguments: str) -> Result:
        filled = [one.format(**files) for one in arguments]
        return CliRunner().invoke(perepiska.main, [*filled, "--name", NAME])

    return invoke


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "sources" / "letters.csv"
    path.parent.mkdir()
    path.write_text(LETTERS, "utf-8")
    return path


@pytest.mark.parametrize("arguments", READING.values(), ids=READING)
def test_commands_say_how_an_older_index_is_built_again(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    write_format_7(tmp_path, NAME)
    result = run(*arguments)
    assert result.exit_code == 5
    assert "format 7" in result.stderr
    assert f"perepiska index SOURCE --name {NAME}" in result.stderr
    assert "lighthouse" in result.stderr


def test_generations_are_listed_with_what_to_do_about_an_older_one(run: Run, tmp_path: Path) -> None:
    write_format_7(tmp_path, NAME)
    result = run("generations")
    assert result.exit_code == 0
    assert f"* {GENERATION}" in result.stdout
    assert f"perepiska index SOURCE --name {NAME}" in result.stdout


def test_a_rollback_passes_over_an_older_generation(run: Run, tmp_path: Path, source: Path) -> None:
    write_format_7(tmp_path, NAME)
    assert run("index", str(source)).exit_code == 0
    published = published_id(tmp_path, NAME)
    result = run("rollback")
    assert result.exit_code == 5
    assert f"Skipping {GENERATION}" in result.stderr
    assert published_id(tmp_path, NAME) == published


def test_an_older_generation_that_is_not_published_is_listed_and_no_failure(
    run: Run, tmp_path: Path, source: Path
) -> None:
    write_format_7(tmp_path, NAME)
    assert run("index", str(source)).exit_code == 0
    for command in (("verify", "--all"), ("generations",)):
        result = run(*command)
        assert result.exit_code == 0
        assert f"{GENERATION}" in result.stdout
        assert "format 7" in result.stdout
        assert "Build the index again" not in result.output


def test_an_older_backup_is_answered_with_what_to_do(run: Run, tmp_path: Path, source: Path) -> None:
    folder = write_format_7(tmp_path / "elsewhere", NAME)
    with tarfile.open(tmp_path / "old.tar", "w") as archive:
        for name in (MANIFEST, *(str(one.relative_to(folder)) for one in folder.rglob("*.sqlite"))):
            archive.add(folder / name, name)
    assert run("index", str(source)).exit_code == 0
    published = published_id(tmp_path, NAME)
    result = run("restore", str(tmp_path / "old.tar"))
    assert result.exit_code == 3
    assert "format 7" in result.stderr
    assert f"perepiska index SOURCE --name {NAME}" in result.stderr
    assert published_id(tmp_path, NAME) == published


def test_an_older_index_is_built_again_from_a_named_source(run: Run, tmp_path: Path, source: Path) -> None:
    write_format_7(tmp_path, NAME)
    unnamed = run("index")
    assert unnamed.exit_code == 3
    assert "lighthouse" in unnamed.stderr
    assert published_id(tmp_path, NAME) == GENERATION
    assert run("index", str(source)).exit_code == 0
    assert run("search", "lamp").exit_code == 0
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("is_damaged", [False, True])
def test_an_older_index_of_the_calendar_needs_no_source(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_damaged: bool
) -> None:
    folder = write_format_7(tmp_path, NAME, sources=["stalin-kaganovich-calendar"])
    if is_damaged:
        (folder / MANIFEST).write_text("damaged", "utf-8")
    monkeypatch.setenv("PEREPISKA_CALENDAR", "bundled")
    assert run("index").exit_code == 0
    assert list(open_generation(tmp_path, NAME).manifest.sources) == ["stalin-kaganovich-calendar"]


def test_an_index_is_built_again_from_the_sources_it_records(run: Run, tmp_path: Path, source: Path) -> None:
    assert run("index", str(source)).exit_code == 0
    first = open_generation(tmp_path, NAME)
    again = run("index")
    assert again.exit_code == 0
    assert str(source) in again.stderr
    manifest = open_generation(tmp_path, NAME).manifest
    assert manifest.sources == first.manifest.sources
    assert [one.path for one in manifest.sources.values()] == [str(source)]
    moved = source.rename(source.with_name("moved.csv"))
    lost = run("index")
    assert lost.exit_code == 3
    assert str(source) in lost.stderr
    assert open_generation(tmp_path, NAME).manifest == manifest
    assert run("index", str(moved)).exit_code == 0


def test_a_profile_is_recorded_with_its_source(run: Run, tmp_path: Path, source: Path) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text('id = "quay"\ntitle = "Quay letters"\n', "utf-8")
    assert run("index", str(source), "--profile", str(profile)).exit_code == 0
    assert run("index").exit_code == 0
    (record,) = open_generation(tmp_path, NAME).manifest.sources.values()
    assert (record.path, record.profile) == (str(source), str(profile))


def test_a_running_server_refuses_an_older_generation_and_says_what_to_do(tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    settings = settings_in(tmp_path)
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    app: Flask = create_app(searcher, settings)
    write_format_7(tmp_path, NAME)
    watcher = GenerationWatcher(app, tmp_path, NAME, 0.01)
    assert not watcher.poll()
    state = watcher_state(app)
    assert state is not None
    assert state.refused is not None
    assert f"perepiska index SOURCE --name {NAME}" in state.refused.reason
    assert app.test_client().get("/api/v1/search?q=lamp").status_code == 200
