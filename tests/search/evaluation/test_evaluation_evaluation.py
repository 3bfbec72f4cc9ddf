"""The measures agree with worked examples and with ir_measures."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import Qrel, ScoredDoc, nDCG

from corpus.errors import SourceInvalid, SourceMissing
from search.evaluation.evaluation import (
    Question,
    evaluate,
    measure,
    ndcg,
    parameters,
    read_questions,
    recall,
    reciprocal_rank,
)
from search.model import Mode

QUESTION = Question(
    "Q1",
    "filter",
    "cracked lens",
    (("sender", "Brandt"), ("from", "1921-03"), ("to", "1921-04")),
    {"doc-1": 3},
)


@pytest.mark.parametrize(
    ("found", "grades", "expected"),
    [
        ([3], [3], 1.0),
        ([0, 3], [3], 0.6309),
        ([1, 3], [3, 1], 0.7098),
        ([0, 0], [2], 0.0),
        ([], [1], 0.0),
        ([3], [], 0.0),
    ],
)
def test_ndcg_discounts_by_place(found: list[int], grades: list[int], expected: float) -> None:
    assert ndcg(found, grades) == pytest.approx(expected, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_ndcg_agrees_with_ir_measures_of_the_same_gains(found: list[int]) -> None:
    judged = [Qrel("q", str(place), 2**grade - 1) for place, grade in enumerate(found)]
    run = [ScoredDoc("q", str(place), -place) for place in range(len(found))]
    theirs = ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10]
    assert ndcg(found, found) == pytest.approx(theirs)


def test_recall_counts_grades_two_and_three_only() -> None:
    assert recall([2, 1, 0], [3, 2, 1]) == 0.5


def test_recall_is_whole_where_nothing_helpful_exists() -> None:
    assert recall([0], [1]) == 1.0


def test_reciprocal_rank_looks_at_ten_places() -> None:
    assert reciprocal_rank([0, 1, 2]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0] * 10 + [3]) == 0.0


def test_grades_may_leave_the_edition_out() -> None:
    assert measure(["lighthouse/doc-1"], {"doc-1": 3}).ndcg == 1.0
    assert measure(["lighthouse/doc-1"], {"lighthouse/doc-1": 3}).ndcg == 1.0


def test_means_are_taken_by_type() -> None:
    other = Question("Q2", "theme", "coal", (), {"doc-9": 3})

    def ask(question: Question, mode: Mode) -> list[str]:
        return ["lighthouse/doc-1"]

    found = evaluate([QUESTION, other], ask)
    assert {type: one.ndcg for type, one in found.by_type.items()} == {"filter": 1.0, "theme": 0.0}
    assert found.overall.reciprocal_rank == 0.5


def test_nothing_asked_measures_nothing() -> None:
    assert evaluate([], lambda question, mode: []).overall.ndcg == 0.0


def test_a_question_is_asked_with_its_filters() -> None:
    request = QUESTION.request
    assert request.filters.include == {"sender": ("Brandt",)}
    assert (request.filters.earliest, request.filters.latest) == (date(1921, 3, 1), date(1921, 4, 30))


def test_a_question_becomes_a_query_string() -> None:
    assert parameters(QUESTION, "keyword") == [
        ("q", "cracked lens"), ("mode", "keyword"), ("limit", "20"),
        ("sender", "Brandt"), ("from", "1921-03"), ("to", "1921-04"),
    ]  # fmt: skip


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    content = {
        "qid": "Q1", "type": "filter", "query": "lens", "gold": {"doc-1": 3},
        "filters": {"date_from": "1921", "kind": ["note", "document"]},
    }  # fmt: skip
    path.write_text(json.dumps(content) + "\n\n", "utf-8")
    assert read_questions(path) == (
        Question(
            "Q1", "filter", "lens", (("from", "1921"), ("kind", "note"), ("kind", "document")), {"doc-1": 3}
        ),
    )


@pytest.mark.parametrize(
    "line", ["no json", "[]", '{"qid": "1"}', '{"qid": 1, "type": "a", "query": "b", "gold": 5}']
)
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(SourceInvalid, match="line 2"):
        read_questions(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        read_questions(tmp_path / "none.jsonl")


def test_an_unreadable_file_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceInvalid):
        read_questions(path)


def test_what_a_question_excludes_is_asked_too() -> None:
    question = Question("Q1", "filter", "lens", (("not.kind", "note"), ("date_mode", "certain")), {})
    assert question.request.filters.exclude == {"kind": ("note",)}
    assert question.request.filters.date_mode == "certain"


def test_a_line_ends_only_where_the_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    line = {"qid": "Q1", "type": "x", "query": "lens\u2028and\u0085lamp", "gold": {}}
    path.write_text(json.dumps(line, ensure_ascii=False) + "\r\n", "utf-8")
    assert [one.text for one in read_questions(path)] == [line["query"]]
