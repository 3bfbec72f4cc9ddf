"""Every command, through the door a user has; the index is one whose model is not to be had here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import perepiska
from cli.results import _print
from tests.builds import NAME, build_lighthouse

HARBOUR = Path(__file__).parent / "fixtures" / "printed" / "harbour-letters.txt"


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    return root


@pytest.fixture
def run(indexes: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("PEREPISKA_INDEXES", str(indexes))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(perepiska.main, arguments)

    return invoke


def perform(run: object, *arguments: str) -> Result:
    assert callable(run)
    result: Result = run(*arguments)
    return result


def first_document(run: object) -> str:
    found = perform(run, "search", "", "--kind", "document", "--name", NAME, "--json")
    return str(json.loads(found.stdout)["hits"][0]["id"])


def test_search_prints_hits_and_reports_that_search_by_meaning_is_unavailable(run: object) -> None:
    result = perform(run, "search", "lamp oil", "--name", NAME)
    assert result.exit_code == 0
    assert "results in" in result.output
    assert "Search by meaning is unavailable" in result.output


@pytest.mark.parametrize(("environment", "is_styled"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_hits_are_as_wide_as_the_terminal_and_their_words_marked(
    indexes: Path, environment: dict[str, str], is_styled: bool
) -> None:
    environment |= {"PEREPISKA_INDEXES": str(indexes), "COLUMNS": "50"}
    arguments = ["search", "lamp [oil]", "--name", NAME, "--mode", "keyword", "--limit", "3"]
    output = CliRunner(env=environment).invoke(perepiska.main, arguments, color=True).output
    assert ("\x1b[33m\x1b[1mlamp\x1b[0m" in output) is is_styled
    assert ("\x1b[2mlighthouse/" in output) is is_styled
    lines = click.unstyle(output).splitlines()
    assert 40 < max(map(len, lines)) <= 50
    assert any(line.startswith("   ") for line in lines)


def test_lines_stay_as_they_are_printed_and_long_ones_are_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    _print("one | two\nthree | four\n\na line that is longer than twenty", "  ")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["  one | two", "  three | four", ""]
    assert lines[3:] == ["  a line that is", "  longer than twenty"]


def test_search_as_json_is_what_the_endpoint_returns(run: object) -> None:
    arguments = ("search", "lamp", "--name", NAME, "--json", "--limit", "2", "--not-kind", "note")
    answer = json.loads(perform(run, *arguments, "--include", "facets").stdout)
    assert {"query", "total", "hits", "facets", "links", "index"} <= answer.keys()
    assert all(hit["kind"] != "note" for hit in answer["hits"])
    assert len(answer["hits"]) <= 2


def test_show_prints_a_unit(run: object) -> None:
    id = first_document(run)
    assert perform(run, "show", id, "--name", NAME).exit_code == 0
    assert json.loads(perform(run, "show", id, "--name", NAME, "--json").stdout)["id"] == id


def test_export_writes_what_a_search_finds(run: object, tmp_path: Path) -> None:
    target = tmp_path / "letters.xml"
    arguments = ("--form", "cmif.xml", "--sender", "Brandt", "--root", "https://letters.example/")
    assert perform(run, "export", *arguments, "--name", NAME, "-o", str(target)).exit_code == 0
    text = target.read_text("utf-8")
    assert 'ref="https://letters.example/lighthouse/doc-' in text
    assert text.count('<correspAction type="sent"><persName key="brandt-a"') == text.count("<correspDesc")
    rows = perform(run, "export", "lens", "--form", "csv", "--kind", "note", "--name", NAME).stdout
    assert rows.startswith("\ufeffid,")
    assert ",note," in rows
    wrong = perform(run, "export", "--form", "doc", "--name", NAME)
    assert (wrong.exit_code, "Valid formats: csv" in wrong.output) == (2, True)


def test_related_prints_units_with_reasons(run: object) -> None:
    id = first_document(run)
    result = perform(run, "related", id, "--name", NAME, "--channel", "time")
    assert result.exit_code == 0
    found = json.loads(perform(run, "related", id, "--name", NAME, "--json").stdout)["related"]
    assert found
    assert all(one["reasons"] for one in found)


def test_without_a_source_the_calendar_is_indexed_and_answers_the_sample_question(
    run: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEREPISKA_MODEL", "none")
    result = perform(run, "index", "--name", "calendar")
    assert result.exit_code == 0
    assert "documents: 177" in result.output
    assert "documents with a date: 182" in result.output
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8").replace("$(comma)", ",")
    question = re.search(r"^QUESTION.*decided\?,(.*)\)$", makefile, re.MULTILINE)
    assert question
    found = json.loads(perform(run, "search", question[1], "--name", "calendar", "--json").stdout)["hits"]
    assert "stalin-kaganovich-calendar/doc-109" in [hit["id"] for hit in found[:3]]


def test_without_a_source_and_a_calendar_there_is_nothing_to_index(
    run: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEREPISKA_CALENDAR", "none")
    result = perform(run, "index", "--name", "nothing")
    assert result.exit_code == 2
    assert "PEREPISKA_CALENDAR" in result.output


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    asked = [
        {"qid": "Q1", "type": "question", "query": "cracked lens", "gold": {"doc-1": 3, "doc-2": 1}},
        {"qid": "Q2", "type": "theme", "query": "coal for the stoves", "gold": {"doc-9": 2}},
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in asked), "utf-8")
    return path


def test_eval_measures_and_writes_trec_files(run: object, questions: Path, tmp_path: Path) -> None:
    saved, qrels = tmp_path / "run.txt", tmp_path / "qrels.txt"
    arguments = ("eval", str(questions), "--name", NAME, "--mode", "keyword")
    result = perform(run, *arguments, "--save-run", str(saved), "--save-qrels", str(qrels))
    assert result.exit_code == 0
    assert re.search(r"all +2 +\d\.\d{3} +\d\.\d\d–\d\.\d\d", result.output)
    assert qrels.read_text("utf-8").splitlines()[0] == "Q1 0 doc-1 3"
    again = perform(run, "eval", str(questions), "--run", str(saved), "--json")
    measured = json.loads(perform(run, *arguments, "--json").stdout)
    assert json.loads(again.stdout) == measured
    assert measured["questions"]["Q1"]["ndcg"] > 0.5


def test_eval_tells_what_became_better_and_worse(run: object, questions: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.txt"
    earlier.write_text("Q1 Q0 doc-1 1 1.0 x\nQ1 Q0 doc-2 2 0.5 x\n", "utf-8")
    arguments = ("eval", str(questions), "--name", NAME, "--mode", "keyword", "--compare", str(earlier))
    assert re.search(r"0\.00 → \d\.\d\d  Q2  coal for the stoves", perform(run, *arguments).output)


def test_eval_takes_other_judgements(run: object, questions: Path, tmp_path: Path) -> None:
    qrels = tmp_path / "qrels.txt"
    qrels.write_text("Q2 0 lighthouse/doc-9 3\n", "utf-8")
    arguments = ("eval", str(questions), "--name", NAME, "--mode", "keyword", "--qrels", str(qrels), "--json")
    assert list(json.loads(perform(run, *arguments).stdout)["questions"]) == ["Q2"]


def test_check_prints_counts_and_warnings(run: object) -> None:
    result = perform(run, "check", str(HARBOUR))
    assert result.exit_code == 0
    assert "documents: 14\n" in result.output
    assert "warning: date-contradiction" in result.output
    assert "page-break-rejoined:" not in result.output.replace("info: page-break-rejoined", "")
    assert "page-break-rejoined:" in perform(run, "check", str(HARBOUR), "--all").output


def test_check_ends_with_a_verdict(run: object, tmp_path: Path) -> None:
    described = (
        '<correspDesc><correspAction type="sent"><persName>Fell</persName><placeName>Tarn</placeName>'
        '<date when="1831-03-04"/></correspAction></correspDesc>'
    )
    for number, header in enumerate((described, "", "<correspDesc/>")):
        header = f"<teiHeader><profileDesc>{header}</profileDesc></teiHeader>"
        text = '<text type="letter"><body><p>The <del>old</del> moss.</p></body></text>'
        (tmp_path / f"L{number}.xml").write_text(f"<TEI>{header}{text}</TEI>", "utf-8")
    output = perform(run, "check", str(tmp_path)).stdout
    assert output.splitlines()[-2:] == [
        "Letters: 3; 33 % with a sender, 0 % with a recipient, 33 % with a date, 33 % with a place.",
        "Words: 9 in, 6 out; left out: 3 of deletions.",
    ]
    report = json.loads(perform(run, "check", str(tmp_path), "--json").stdout)
    assert report["text"] == {"words_in": 9, "words_out": 6, "left": {"deletions": 3}}


def test_check_locates_what_is_left_out(run: object, tmp_path: Path) -> None:
    (tmp_path / "letters.csv").write_text("text,colour\nThe lens came cracked.,red\n", "utf-8")
    output = perform(run, "check", str(tmp_path / "letters.csv"), "--all").output
    assert "letters.csv 1: unknown-column: the column “colour”" in output
    assert "line 0" not in output


def test_check_shows_the_use_of_the_columns(run: object, tmp_path: Path) -> None:
    source = tmp_path / "letters.csv"
    source.write_text("Absender,Farbe,Text\nBrandt,rot,Eis.\nOrr,,Salz.\n", "utf-8")
    columns = perform(run, "check", str(source)).output.partition("Columns:\n")[2].splitlines()[:-2]
    assert columns == [
        "  info: the column “Absender” is read as sender (rows: 2)",
        "  dropped: the column “Farbe” is unknown and was left out (rows: 1)",
        "  info: the column “Text” is read as text (rows: 2)",
    ]


def test_a_folder_of_tables_is_checked_as_several_editions(run: object, tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("sender,text\nBrandt,Ice.\n", "utf-8")
    output = perform(run, "check", str(tmp_path)).output
    assert "One (one)" in output
    assert "Two (two)" in output
    assert len(json.loads(perform(run, "check", str(tmp_path), "--json").stdout)) == 2


def test_check_as_json_has_every_line(run: object) -> None:
    report = json.loads(perform(run, "check", str(HARBOUR), "--json").stdout)
    assert report["counts"]["documents"] == 14
    assert {line["level"] for line in report["lines"]} == {"info", "dropped", "warning"}


def test_index_builds_an_index_of_words_without_a_model(run: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEREPISKA_MODEL", "none")
    result = perform(run, "index", str(HARBOUR), "--name", "harbour")
    assert result.exit_code == 0, result.output
    assert "Published" in result.output
    found = json.loads(perform(run, "search", "harbour wall", "--name", "harbour", "--json").stdout)
    assert found["total"] > 0


def test_verify_compares_what_is_published_and_with_all_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [build_lighthouse(tmp_path).generation for _ in range(3)]
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))

    def verify(*arguments: str) -> Result:
        return CliRunner().invoke(perepiska.main, ["verify", "--name", NAME, *arguments])

    assert [line.split(":")[0] for line in verify().stdout.splitlines()] == [ids[2]]
    assert [line.split(":")[0] for line in verify("--all").stdout.splitlines()] == ids
    (tmp_path / NAME / ids[0] / "manifest.json").unlink()
    (tmp_path / NAME / ids[1] / "catalogue.sqlite").write_bytes(b"damaged")
    assert verify().exit_code == 0
    everything = verify("--all")
    assert everything.exit_code == 5
    assert [line.split(":")[0] for line in everything.stdout.splitlines()] == ids
    assert "manifest.json is missing" in everything.stderr
    (tmp_path / NAME / ids[2]).rename(tmp_path / "elsewhere")
    gone = verify()
    assert (gone.exit_code, "manifest.json is missing" in gone.stderr) == (5, True)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("search", "x", "--name", "nowhere"), 4, "perepiska index SOURCE"),
        (("search", "lamp AND", "--name", NAME), 2, "missing after “AND”"),
        (("search", "x", "--from", "1932-13", "--name", NAME), 2, "is not a date"),
        (("search", "x", "--limit", "0", "--name", NAME), 2, "whole number"),
        (("search", "x", "--kind", "poem", "--name", NAME), 2, "Unknown kind"),
        (("show", "lighthouse/doc-999", "--name", NAME), 4, "no unit"),
        (("check", "missing.txt"), 3, "does not exist"),
        (("related", "lighthouse/doc-1", "--channel", "smell", "--name", NAME), 2, "smell"),
    ],
)
def test_an_error_says_what_is_wrong_and_has_its_exit_status(
    run: object, arguments: tuple[str, ...], status: int, said: str
) -> None:
    result = perform(run, *arguments)
    assert (result.exit_code, said in result.output) == (status, True), result.output


def test_help_answers_without_waiting_for_engines() -> None:
    program = (
        "import sys, perepiska\n"
        "try: perepiska.main(['--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'torch', 'faiss', 'tantivy', 'flask', 'pydantic'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=20)


MODULES_MOST = 515
"""Modules of a command that searches, with a small margin: a start gets slow by ever more of them."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "lamp oil", "--mode", "keyword"),
        ("show", "lighthouse/doc-1"),
        ("related", "lighthouse/doc-1"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_that_answers_imports_no_more_than_it_needs(
    indexes: Path, arguments: tuple[str, ...]
) -> None:
    program = (
        "import sys, perepiska\n"
        "try: perepiska.main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "unneeded = {'torch', 'sentence_transformers', 'huggingface_hub', 'onnxruntime', 'flask', 'pydantic',"
        " 'rich', 'asyncio', 'importlib.metadata'}\n"
        "assert not unneeded & sys.modules.keys(), unneeded & sys.modules.keys()\n"
        f"assert len(sys.modules) < {MODULES_MOST}, len(sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--name", NAME],
        env=os.environ | {"PEREPISKA_INDEXES": str(indexes)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
