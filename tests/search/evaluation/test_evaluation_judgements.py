from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import JudgementChanged, JudgementError, PerepiskaError, SourceInvalid, UnknownQuestion
from search.evaluation.evaluation import Question, read_questions
from search.evaluation.judgements import Judgements

ASKED = Question(
    "",
    "question",
    "who paid for the lens?",
    (
        ("from", "1921"),
        ("date_mode", "certain"),
        ("kind", "document"),
        ("kind", "note"),
        ("not.sender", "O’Dair"),
    ),
    {"lighthouse/doc-1": 0, "lighthouse/doc-2": 3},
)
OTHER = replace(ASKED, text="coal for the stoves")


@pytest.fixture
def file(tmp_path: Path) -> Judgements:
    return Judgements(tmp_path / "judged" / "questions.jsonl")


def test_a_file_that_does_not_exist_has_no_questions(file: Judgements) -> None:
    assert file.all() == ()
    assert file.find("Q1") is None


def test_what_is_kept_is_what_eval_reads(file: Judgements) -> None:
    kept = file.save(ASKED, "")
    assert kept == replace(ASKED, id="Q1")
    assert read_questions(file.path) == (kept,)
    assert json.loads(file.path.read_text("utf-8")) == {
        "qid": "Q1",
        "type": "question",
        "query": "who paid for the lens?",
        "filters": {
            "date_from": "1921",
            "date_mode": "certain",
            "kind": ["document", "note"],
            "not.sender": "O’Dair",
        },
        "gold": {"lighthouse/doc-2": 3, "lighthouse/doc-1": 0},
    }


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), value=st.text(st.characters(codec="utf-8")))
def test_any_text_survives_the_file(tmp_path: Path, text: str, value: str) -> None:
    file = Judgements(tmp_path / "questions.jsonl")
    file.path.unlink(missing_ok=True)
    kept = file.save(replace(ASKED, text=text, filters=(("sender", value),)), "")
    assert read_questions(file.path) == (kept,)


def test_numbers_go_on_after_the_highest(file: Judgements) -> None:
    file.path.parent.mkdir()
    file.path.write_text('{"qid": "Q7", "type": "x", "query": "a", "gold": {}}\n', "utf-8")
    assert file.save(ASKED, "").id == "Q8"


def test_other_lines_and_unknown_keys_stay_as_they_are(file: Judgements) -> None:
    file.path.parent.mkdir()
    odd = '{"gold":{"doc-9":2}, "qid":"odd", "type":"x", "query":"coal"}'
    own = '{"qid": "Q1", "type": "x", "query": "lens", "gold": {"doc-1": 1}, "asked_by": "a reader"}'
    file.path.write_text(f"{odd}\n\n{own}\n", "utf-8")
    kept = file.get("Q1")
    file.save(replace(kept.question, grades={"doc-1": 3}), kept.revision)
    first, second = file.path.read_text("utf-8").splitlines()
    assert first == odd
    assert json.loads(second)["asked_by"] == "a reader"
    assert json.loads(second)["gold"] == {"doc-1": 3}


def test_a_judge_never_overwrites_what_was_not_seen(file: Judgements) -> None:
    file.save(ASKED, "")
    opened = file.get("Q1")
    file.save(replace(opened.question, grades={"lighthouse/doc-4": 2}), opened.revision)
    with pytest.raises(JudgementChanged) as raised:
        file.save(replace(opened.question, grades={"lighthouse/doc-5": 1}), opened.revision)
    assert raised.value.id == "Q1"
    assert file.get("Q1").question.grades == {"lighthouse/doc-4": 2}


def test_the_same_sheet_sent_twice_is_kept_once(file: Judgements) -> None:
    assert file.save(ASKED, "") == file.save(ASKED, "")
    assert len(file.all()) == 1


def test_two_judges_who_begin_the_same_question_meet(file: Judgements) -> None:
    file.save(ASKED, "")
    with pytest.raises(JudgementChanged) as raised:
        file.save(replace(ASKED, grades={}), "")
    assert raised.value.id == "Q1"


def test_a_question_cannot_become_another_one_of_the_file(file: Judgements) -> None:
    file.save(ASKED, "")
    second = file.save(OTHER, "")
    with pytest.raises(JudgementError, match="Q1 already asks the same question"):
        file.save(replace(second, text=ASKED.text), file.get("Q2").revision)


def test_a_question_deleted_meanwhile_is_said_to_be_gone(file: Judgements) -> None:
    kept = file.save(ASKED, "")
    revision = file.get("Q1").revision
    file.delete("Q1", revision)
    with pytest.raises(JudgementChanged) as raised:
        file.save(kept, revision)
    assert raised.value.id is None


def test_only_what_was_seen_is_deleted(file: Judgements) -> None:
    kept = file.save(ASKED, "")
    file.save(OTHER, "")
    old = file.get("Q1").revision
    file.save(replace(kept, type="theme"), old)
    with pytest.raises(JudgementChanged):
        file.delete("Q1", old)
    file.delete("Q1", file.get("Q1").revision)
    assert [one.question.id for one in file.all()] == ["Q2"]
    with pytest.raises(UnknownQuestion):
        file.delete("Q1", old)


def test_judges_at_the_same_time_lose_nothing(file: Judgements) -> None:
    def judge(number: int) -> None:
        for place in range(5):
            Judgements(file.path).save(replace(ASKED, text=f"question {number}.{place}"), "")

    judges = [threading.Thread(target=judge, args=(number,)) for number in range(6)]
    for thread in judges:
        thread.start()
    for thread in judges:
        thread.join()
    kept = file.all()
    assert len({one.question.id for one in kept}) == len({one.question.text for one in kept}) == 30


def test_a_write_that_fails_leaves_the_file_whole(file: Judgements, monkeypatch: pytest.MonkeyPatch) -> None:
    file.save(ASKED, "")
    before = file.path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.evaluation.judgements.os.fsync", full)
    with pytest.raises(PerepiskaError, match="No space left"):
        file.save(OTHER, "")
    assert file.path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "line 1: not a judged question"),
        ('{"qid": "Q1", "type": "x", "query": "a", "gold": {}}\n' * 2, "“Q1” occurs twice"),
        ('{"qid": "Q1", "type": "x", "query": "a", "gold": {"doc-1": 4}}', "Q1 has an invalid grade"),
    ],
)
def test_a_faulty_file_is_refused_before_anything_is_kept(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(SourceInvalid, match=message):
        Judgements(path).check()


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(PerepiskaError, match="PEREPISKA_JUDGEMENTS"):
        Judgements(tmp_path / "file" / "questions.jsonl").check()
