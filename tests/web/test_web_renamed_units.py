"""Whoever asks for a unit by an id that it no longer has is led to it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import perepiska
from corpus.model import Unit
from search.searcher import Searcher
from store.catalogue import Catalogue
from store.layout import open_generation
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION, lighthouse_edition
from tests.format_7 import write_format_7
from web.app import create_app

OLD, NEW = f"{EDITION}/letter-8", f"{EDITION}/doc-8"
"""An id that 0.1.0 gave, and the one that the same letter has now."""


def before(unit: Unit) -> Unit:
    """A unit as an earlier version named it."""
    parent = unit.parent.replace(NEW, OLD) if unit.parent else None
    return replace(unit, id=unit.id.replace(NEW, OLD), parent=parent)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that was built twice since 0.1.0."""
    root = tmp_path_factory.mktemp("indexes")
    write_format_7(root, NAME, units=[before(unit) for unit in lighthouse_edition().units])
    for _ in range(2):
        assert build_lighthouse(root).notices == ()
    return root


@pytest.fixture(scope="module")
def client(root: Path) -> FlaskClient:
    settings = settings_in(root, judgements=root / "judged.jsonl")
    return create_app(Searcher.open(root, NAME, settings, HashingEncoder()), settings).test_client()


def test_aliases_are_those_of_the_units_that_were_renamed(root: Path) -> None:
    aliases = Catalogue.open(open_generation(root, NAME)).aliases()
    notes = [unit.id for unit in lighthouse_edition().units if unit.parent == NEW]
    assert aliases == {OLD: NEW, **{note.replace(NEW, OLD): note for note in notes}}


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        (f"/{OLD}", f"/{NEW}"),
        (f"/{OLD}?q=lamp&related=time", f"/{NEW}?q=lamp&related=time"),
        (f"/{OLD}.n2?q=lamp", f"/{NEW}?q=lamp#n2"),
        (f"/{OLD}.bib", f"/{NEW}.bib"),
        (f"/{OLD}.n2.xml", f"/{NEW}.n2.xml"),
    ],
)
def test_an_old_address_leads_to_the_new_one_for_good(client: FlaskClient, asked: str, location: str) -> None:
    response = client.get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, location)
    assert client.get(location.partition("#")[0]).status_code == 200


@pytest.mark.parametrize("rest", ["", "/related"])
def test_the_api_answers_with_the_unit_and_a_notice(client: FlaskClient, rest: str) -> None:
    old, new = (client.get(f"/api/v1/units/{id}{rest}").json for id in (OLD, NEW))
    assert old is not None
    assert new is not None
    assert new["notices"] == []
    assert old == {**new, "notices": [f"The id {OLD} has changed to {NEW}."]}


def test_an_id_that_no_unit_ever_had_is_unknown_still(client: FlaskClient) -> None:
    assert client.get(f"/{EDITION}/letter-9").status_code == 404
    assert client.get(f"/api/v1/units/{EDITION}/letter-9").status_code == 404


def test_judgements_are_of_the_unit_whatever_its_id_was(client: FlaskClient, root: Path) -> None:
    line = {"qid": "Q1", "type": "t", "query": "lamp", "gold": {OLD: 3, f"{OLD}.n2": 1}}
    (root / "judged.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    page = client.get("/judge/question/Q1").text
    assert NEW in page
    assert OLD not in page
    assert f"{NEW} 3" in client.get("/judge/qrels.txt").text


@pytest.mark.parametrize("command", ["show", "related"])
def test_commands_answer_with_the_unit_and_a_notice(
    root: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(root))
    results = [CliRunner().invoke(perepiska.main, [command, id, "--name", NAME]) for id in (OLD, NEW)]
    assert [one.exit_code for one in results] == [0, 0]
    assert results[0].stdout == results[1].stdout
    assert f"has changed to {NEW}" in results[0].stderr
    assert "has changed" not in results[1].stderr


@pytest.mark.parametrize("id", [OLD, OLD.partition("/")[2]])
def test_eval_takes_old_ids_in_judgements_and_runs(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id: str
) -> None:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(root))
    text = next(unit.text for unit in lighthouse_edition().units if unit.id == NEW)
    questions, run = tmp_path / "questions.jsonl", tmp_path / "earlier.trec"
    line = {"qid": "1", "type": "t", "query": text[:200], "gold": {id: 3}}
    questions.write_text(json.dumps(line) + "\n", "utf-8")
    run.write_text(f"1 Q0 {id} 1 1.0 earlier\n", "utf-8")
    arguments = ["eval", str(questions), "--mode", "keyword", "--compare", str(run), "--json", "--name", NAME]
    result = CliRunner().invoke(perepiska.main, arguments)
    assert result.exit_code == 0, result.output
    assert "ids have changed: 1." in result.stderr
    measured = json.loads(result.stdout)
    assert [measured[which]["1"]["ndcg"] for which in ("questions", "compared")] == [1, 1]
