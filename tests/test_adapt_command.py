"""The command that adapts a model, with the learning itself taken as done (tests/indexer has it)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import perepiska
from encoders.encoder import SentenceEncoder
from indexer.adaptation import Verdict
from indexer.adapted import AdaptedModel
from indexer.held_out import Keeping
from store.layout import open_generation
from tests.indexer.test_indexer_held_out import found
from tests.models import tiny_model

HARBOUR = Path(__file__).parent / "fixtures" / "printed" / "harbour-letters.txt"
BETTER = Verdict(
    {"note": 70}, {"note": 15}, 0.5, found(*[3] * 50), found(*[1] * 50), Keeping(0.99, 0.01), None, {}
)

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[SentenceEncoder, SentenceEncoder]:
    folder, text = tmp_path_factory.mktemp("models"), HARBOUR.read_text("utf-8")
    return tiny_model(folder / "base", [text]), tiny_model(folder / "other", [text, "zebra"])


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: tuple[SentenceEncoder, SentenceEncoder]
) -> Run:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))
    monkeypatch.setenv("PEREPISKA_MODEL", str(models[0].folder))
    monkeypatch.setenv("PEREPISKA_CALENDAR", "none")

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(perepiska.main, [*arguments, "--name", "harbour"])

    return invoke


def learning(
    monkeypatch: pytest.MonkeyPatch, models: tuple[SentenceEncoder, SentenceEncoder], verdict: Verdict
) -> None:
    """Let every adaptation end with this verdict; questions are asked of both models."""

    def adapt(
        *_: object, ask: Callable[[SentenceEncoder], float] | None, **__: object
    ) -> tuple[AdaptedModel, Verdict]:
        asked = (ask(models[0]), ask(models[1])) if ask else None
        return AdaptedModel(SentenceEncoder("base, adapted", models[1].folder), models[0].checksum), replace(
            verdict, asked=asked
        )

    monkeypatch.setattr("indexer.adaptation.adapt", adapt)


def model_of(root: Path) -> str:
    record = open_generation(root, "harbour").manifest.model
    assert record is not None
    return record.name


@pytest.mark.slow
def test_a_better_model_is_used_until_told_not_to(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: tuple[SentenceEncoder, SentenceEncoder]
) -> None:
    learning(monkeypatch, models, BETTER)
    result = run("adapt", str(HARBOUR))
    assert result.exit_code == 0, result.output
    assert "Learned from 70 notes; 50% of it is taken." in result.output
    assert "0.333   1.000" in result.output
    assert model_of(tmp_path) == "base, adapted"
    assert run("index", str(HARBOUR)).exit_code == 0
    assert model_of(tmp_path) == "base, adapted"
    found = json.loads(run("search", "harbour wall", "--mode", "semantic", "--json").stdout)
    assert (found["index"]["model"], found["query"]["notices"]) == ("base, adapted", [])
    assert run("index", str(HARBOUR), "--base-model").exit_code == 0
    assert model_of(tmp_path) == "base"


@pytest.mark.slow
def test_a_model_that_is_no_better_changes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: tuple[SentenceEncoder, SentenceEncoder]
) -> None:
    assert run("index", str(HARBOUR)).exit_code == 0
    before = open_generation(tmp_path, "harbour").id
    learning(monkeypatch, models, replace(BETTER, after=BETTER.before))
    result = run("adapt", str(HARBOUR))
    assert result.exit_code == 8
    assert "What was published is unchanged." in result.output
    assert open_generation(tmp_path, "harbour").id == before
    assert list(tmp_path.glob(".adapting-*")) == []


@pytest.mark.slow
def test_questions_are_asked_of_both_models(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: tuple[SentenceEncoder, SentenceEncoder]
) -> None:
    questions = tmp_path / "questions.jsonl"
    question = {"qid": "Q1", "type": "known-item", "query": "document 1", "gold": {"doc-1": 3}}
    questions.write_text(json.dumps(question) + "\n", "utf-8")
    learning(monkeypatch, models, BETTER)
    result = run("adapt", str(HARBOUR), "--questions", str(questions))
    assert result.exit_code == 0, result.output
    assert "nDCG@10 of the questions  1.000   1.000" in result.output


def test_without_a_model_there_is_nothing_to_adapt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_MODEL", "none")
    result = run("adapt", str(HARBOUR))
    assert result.exit_code == 8
    assert "no model to adapt" in result.output
