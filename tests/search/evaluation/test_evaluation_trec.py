from pathlib import Path

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceInvalid, SourceMissing
from search.evaluation.evaluation import Question, measure_run
from search.evaluation.trec import read_qrels, read_run, write_qrels, write_run

IDS = st.from_regex(r"[a-z]{1,5}/doc-[0-9]{1,3}", fullmatch=True)


@given(st.dictionaries(st.sampled_from(["q1", "q2"]), st.lists(IDS, min_size=1, max_size=30, unique=True)))
def test_a_run_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, run: dict[str, list[str]]
) -> None:
    path = tmp_path_factory.mktemp("trec") / "run.txt"
    path.write_text(write_run(run, "tag"), "utf-8")
    assert read_run(path) == run


@given(st.dictionaries(st.sampled_from(["q1", "q2"]), st.dictionaries(IDS, st.integers(0, 3), min_size=1)))
def test_judgements_are_read_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, judgements: dict[str, dict[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("trec") / "qrels.txt"
    path.write_text(write_qrels(judgements), "utf-8")
    assert read_qrels(path) == judgements


def test_another_tool_reads_the_files(tmp_path: Path) -> None:
    (tmp_path / "run").write_text(write_run({"q": ["b", "a"]}, "tag"), "utf-8")
    (tmp_path / "qrels").write_text(write_qrels({"q": {"a": 1}}), "utf-8")
    run = list(ir_measures.read_trec_run(str(tmp_path / "run")))  # type: ignore[no-untyped-call]
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels")))  # type: ignore[no-untyped-call]
    measure = ir_measures.parse_measure("RR@10")
    assert ir_measures.calc_aggregate([measure], qrels, run)[measure] == pytest.approx(0.5)


def test_another_tool_measures_the_same(tmp_path: Path) -> None:
    grades = {"q1": {"a": 3, "b": 1, "c": 2}, "q2": {"d": 2, "e": 2}}
    run = {"q1": ["c", "x", "a"], "q2": ["y", "e"]}
    (tmp_path / "run").write_text(write_run(run, "tag"), "utf-8")
    (tmp_path / "qrels").write_text(write_qrels(grades), "utf-8")
    measure = ir_measures.parse_measure("nDCG(gains={1:1,2:3,3:7})@10")
    qrels = list(ir_measures.read_trec_qrels(str(tmp_path / "qrels")))  # type: ignore[no-untyped-call]
    theirs = list(ir_measures.read_trec_run(str(tmp_path / "run")))  # type: ignore[no-untyped-call]
    questions = [Question(id, "theme", id, (), found) for id, found in grades.items()]
    ours = measure_run(questions, run).overall.ndcg
    assert ir_measures.calc_aggregate([measure], qrels, theirs)[measure] == pytest.approx(ours)


def test_a_run_of_another_tool_is_put_in_the_order_of_its_scores(tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_text("q Q0 a 1 0.2 x\nq Q0 b 2 0.9 x\n\n", "utf-8")
    assert read_run(path) == {"q": ["b", "a"]}


@pytest.mark.parametrize("text", ["q Q0 a 1 0.2\n", "q Q0 a 1 high x\n"])
def test_a_malformed_line_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run"
    path.write_text(f"q Q0 b 1 1.0 x\n{text}", "utf-8")
    with pytest.raises(SourceInvalid, match="line 2"):
        read_run(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        read_qrels(tmp_path / "none")
