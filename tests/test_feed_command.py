"""Through the doors a user has: fed to a Milvus server, searched and served from there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import perepiska
from cli.settings import load_settings
from indexer.build import build
from search.searcher import Searcher
from tests.builds import NAME, settings_in
from tests.editions import EDITION, lighthouse_edition
from tests.models import tiny_model
from web.app import create_app

pytest.importorskip("pymilvus", reason="pymilvus is not installed")
pytestmark = pytest.mark.slow
Run = Callable[..., Result]
QUESTION = "who repaired the lens of the lamp?"


@pytest.fixture
def run(tmp_path: Path, milvus: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over an index of a small model, with the server set."""
    edition = lighthouse_edition()
    model = tiny_model(tmp_path / "models" / "tiny", [unit.text for unit in edition.units])
    settings = settings_in(tmp_path, model=str(model.directory), query_encoder="none")
    build([edition], root=tmp_path, name=NAME, settings=settings, encoder=model)
    given = {"INDEXES": tmp_path, "MODEL": model.directory, "MILVUS": milvus}
    for setting, value in given.items():
        monkeypatch.setenv(f"PEREPISKA_{setting}", str(value))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(perepiska.main, [*arguments, "--name", NAME])

    return invoke


def test_what_is_fed_answers_on_the_command_line_and_by_the_api(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEREPISKA_ENGINE", "milvus")
    before = run("search", QUESTION)
    assert before.exit_code == 5
    assert "perepiska feed" in before.output
    fed = run("feed")
    assert fed.exit_code == 0, fed.output
    assert "Loaded generation" in fed.output
    shown = json.loads(run("search", QUESTION, "--limit", "20", "--json").stdout)
    client = create_app(Searcher.open(tmp_path, NAME, load_settings()), load_settings()).test_client()
    answer = client.get("/api/v1/search", query_string={"q": QUESTION, "include": "facets,histogram"}).json
    assert answer
    assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in shown["hits"]]
    assert {way for hit in answer["hits"] for way in hit["matched_by"]} == {"keyword", "semantic"}
    assert answer["facets"]["kind"]
    assert client.get(f"/api/v1/units/{EDITION}/doc-8/related").json["related"]  # type: ignore[index]
    assert client.get(f"/{EDITION}/doc-8").status_code == 200
    monkeypatch.setenv("PEREPISKA_ENGINE", "local")
    local = json.loads(run("search", QUESTION, "--json").stdout)
    assert local["total"] == answer["total"]
    assert local["hits"][0]["id"] == answer["hits"][0]["id"]
