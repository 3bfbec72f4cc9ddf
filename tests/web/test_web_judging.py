from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from markupsafe import escape
from werkzeug.test import TestResponse

import perepiska
from cli.settings import load_settings
from corpus.errors import PerepiskaError, SourceInvalid
from search.evaluation.evaluation import read_questions
from search.evaluation.trec import read_qrels
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

ADDRESSES = (
    "/judge",
    "/judge/question?q=lens",
    "/judge/question/Q1",
    "/judge/delete/Q1",
    "/judge/questions.jsonl",
    "/judge/qrels.txt",
)
FIRST = "lighthouse/doc-1"


def form(**changed: str) -> dict[str, str]:
    return {"q": "cracked lens", "type": "question", "revision": "", f"grade.{FIRST}": "3", **changed}


def revision(page: TestResponse) -> str:
    found = re.search(r'name="revision" value="(\w*)"', page.text)
    assert found
    return found[1]


def chosen(page: TestResponse) -> dict[str, str]:
    """The grades chosen in a judging form."""
    return dict(re.findall(r'name="grade\.([^"]+)" value="([0-3])" checked', page.text))


def send(client: FlaskClient, fields: Mapping[str, str], address: str = "/judge/question") -> TestResponse:
    return client.post(address, data=fields)


def kept(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_setting_nothing_is_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in (404, 405)


def test_without_the_setting_nothing_leads_there(client: FlaskClient) -> None:
    assert "/judge" not in client.get("/search?q=lens").text


def test_a_question_is_taken_over_with_its_filters(judge: FlaskClient, judged: Path) -> None:
    page = judge.get("/search?q=lens&kind=document&not.sender=zelenov-m&from=1921&mode=keyword&sort=date")
    link = re.search(r'href="(/judge/question[^"]+)"', page.text)
    assert link
    asked = judge.get(link[1].replace("&amp;", "&"))
    assert '<span class="chip-heading">Kind</span> Documents' in asked.text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
    send(judge, {**fields, **form()})
    assert kept(judged)[0]["filters"] == {"date_from": "1921", "kind": "document", "not.sender": "zelenov-m"}


def test_the_pool_does_not_say_who_found_what(judge: FlaskClient) -> None:
    page = judge.get("/judge/question?q=lens").text
    assert "Full text" in page
    assert "found by" not in page


def test_grades_are_saved_and_shown_again(judge: FlaskClient, judged: Path) -> None:
    answer = send(judge, form(**{"grade.lighthouse/doc-3": "0", "grade.lighthouse/doc-2": ""}))
    assert (answer.status_code, answer.location) == (303, "/judge/question/Q1?saved=1")
    assert kept(judged)[0]["gold"] == {FIRST: 3, "lighthouse/doc-3": 0}
    page = judge.get("/judge/question/Q1")
    assert chosen(page) == {FIRST: "3", "lighthouse/doc-3": "0"}
    assert 'href="/judge/question/Q1">cracked lens</a>' in judge.get("/judge").text
    send(
        judge, form(revision=revision(page), **{f"grade.{FIRST}": "", "type": "theme"}), "/judge/question/Q1"
    )
    assert kept(judged)[0]["gold"] == {}
    assert kept(judged)[0]["type"] == "theme"
    assert "No relevant results yet" in judge.get("/judge").text


def test_a_question_judged_before_is_opened_again(judge: FlaskClient) -> None:
    send(judge, form(kind="document"))
    assert judge.get("/judge/question?q=cracked++lens&kind=document").location == "/judge/question/Q1"
    assert judge.get("/judge/question?q=cracked+lens").status_code == 200


def test_an_empty_question_leads_to_the_list(judge: FlaskClient) -> None:
    assert judge.get("/judge/question?q=").location == "/judge"


def test_what_is_left_can_be_called_irrelevant_at_once(judge: FlaskClient, judged: Path) -> None:
    send(judge, form(rest="0", **{"grade.lighthouse/doc-3": ""}))
    assert kept(judged)[0]["gold"] == {FIRST: 3, "lighthouse/doc-3": 0}


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("lighthouse/doc-5", "lighthouse/doc-5"),
        ("doc-4.n2", "lighthouse/doc-4.n2"),
        ("http://127.0.0.1:8000/lighthouse/doc-5?q=lens", "lighthouse/doc-5"),
        ("/lighthouse/doc-4#n2", "lighthouse/doc-4.n2"),
    ],
)
def test_a_unit_no_search_has_shown_is_added(judge: FlaskClient, written: str, id: str) -> None:
    answer = send(judge, form(add=f" {written}, {FIRST}"))
    assert answer.location.endswith(f"#{id}")
    page = judge.get(answer.location)
    assert f'name="grade.{id}"' in page.text
    assert f'<input type="hidden" name="add" value="{id}">' in page.text
    fields = form(revision=revision(page), add=id, **{f"grade.{id}": "2"})
    assert send(judge, fields, "/judge/question/Q1").location == "/judge/question/Q1?saved=1"
    assert chosen(judge.get("/judge/question/Q1"))[id] == "2"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"q": " "}, "The question is empty. Enter what"),
        ({"q": '"lens'}, "The quotation mark is not closed."),
        ({"type": ""}, "The type is empty."),
        ({"type": "[bold]"}, "“[bold]” is not a valid type"),
        ({"type": "x" * 41}, "is not a valid type"),
        ({"add": "doc-99"}, "Unit “lighthouse/doc-99” not found. Enter its id"),
        ({"grade.lighthouse/doc-99": "1"}, "Unit “lighthouse/doc-99” not found."),
        ({"grade.lighthouse/doc-2": "4"}, "Invalid grade “4” for lighthouse/doc-2. Choose 3"),
        ({"sendr": "brandt-a"}, "Unknown parameter “sendr”. Did you mean “sender”?"),
        ({"from": "someday"}, "“someday” is not a date."),
    ],
)
def test_a_mistake_is_explained_and_nothing_is_lost(
    judge: FlaskClient, judged: Path, changed: dict[str, str], said: str
) -> None:
    answer = send(judge, form(**changed))
    assert answer.status_code == 400
    assert said in re.sub(r"</?strong>", "", answer.text)
    assert chosen(answer)[FIRST] == "3"
    assert 'name="grade.doc-' not in answer.text
    typed = [value.strip() for name, value in changed.items() if name in ("q", "type", "add")]
    assert [value for value in typed if f'value="{escape(value)}"' not in answer.text] == []
    assert not judged.exists()


def test_a_question_that_cannot_be_searched_is_explained_in_the_list(judge: FlaskClient) -> None:
    answer = judge.get("/judge/question?q=%22lens")
    assert answer.status_code == 400
    assert "The quotation mark is not closed." in answer.text
    assert 'value="&#34;lens"' in answer.text


def test_two_judges_of_one_question_see_each_others_grades(judge: FlaskClient, judged: Path) -> None:
    send(judge, form(**{"grade.lighthouse/doc-2": "1"}))
    before = revision(judge.get("/judge/question/Q1"))
    send(judge, form(revision=before, **{"grade.lighthouse/doc-3": "2"}), "/judge/question/Q1")
    mine = form(revision=before, **{f"grade.{FIRST}": "1", "grade.lighthouse/doc-4": "2"})
    answer = send(judge, mine, "/judge/question/Q1")
    assert answer.status_code == 409
    assert "Someone else has saved: 3 (answers the question)." in answer.text
    assert chosen(answer) == {FIRST: "1", "lighthouse/doc-3": "2", "lighthouse/doc-4": "2"}
    assert kept(judged)[0]["gold"] == {FIRST: 3, "lighthouse/doc-3": 2}
    again = {
        **form(revision=revision(answer)),
        **{f"grade.{id}": mark for id, mark in chosen(answer).items()},
    }
    assert send(judge, again, "/judge/question/Q1").status_code == 303
    assert kept(judged)[0]["gold"] == {"lighthouse/doc-3": 2, "lighthouse/doc-4": 2, FIRST: 1}


def test_a_question_begun_by_two_becomes_one(judge: FlaskClient, judged: Path) -> None:
    send(judge, form())
    answer = send(judge, form(**{f"grade.{FIRST}": "1"}))
    assert answer.status_code == 409
    assert 'action="/judge/question/Q1"' in answer.text
    assert len(kept(judged)) == 1


def test_a_question_deleted_meanwhile_can_be_saved_as_a_new_one(judge: FlaskClient, judged: Path) -> None:
    send(judge, form(kind="document"))
    mine = form(revision=revision(judge.get("/judge/question/Q1")), kind="document", type="theme")
    send(judge, {"revision": mine["revision"]}, "/judge/delete/Q1")
    answer = send(judge, mine, "/judge/question/Q1")
    assert answer.status_code == 409
    assert 'action="/judge/question"' in answer.text
    send(judge, {**mine, "revision": revision(answer)})
    assert (kept(judged)[0]["filters"], kept(judged)[0]["type"]) == ({"kind": "document"}, "theme")


def test_a_question_is_deleted_after_asking(judge: FlaskClient, judged: Path) -> None:
    send(judge, form())
    page = judge.get("/judge/delete/Q1")
    assert "“cracked lens” and 1 judgement will be deleted." in page.text
    assert len(kept(judged)) == 1
    assert send(judge, {"revision": "old"}, "/judge/delete/Q1").status_code == 409
    assert send(judge, {"revision": revision(page)}, "/judge/delete/Q1").location == "/judge"
    assert kept(judged) == []
    assert judge.get("/judge/delete/Q1").status_code == 404


def test_a_file_written_by_hand_is_taken_up(judge: FlaskClient, judged: Path) -> None:
    written = {"qid": "a b/c", "type": "x", "query": "lens", "gold": {"doc-2": 2, "doc-99": 1}}
    judged.write_text(json.dumps(written) + "\n", "utf-8")
    page = judge.get("/judge/question/a%20b/c")
    assert "Not in this index" in page.text
    assert chosen(page) == {"lighthouse/doc-2": "2", "lighthouse/doc-99": "1"}
    fields = form(
        q="lens", revision=revision(page), **{f"grade.{id}": mark for id, mark in chosen(page).items()}
    )
    address = send(judge, fields, "/judge/question/a%20b/c").location
    assert judge.get(address).status_code == 200
    assert kept(judged)[0]["gold"] == {FIRST: 3, "lighthouse/doc-2": 2, "lighthouse/doc-99": 1}


def test_filters_that_no_longer_hold_do_not_hide_what_was_judged(judge: FlaskClient, judged: Path) -> None:
    written = {
        "qid": "Q1",
        "type": "x",
        "query": "lens",
        "filters": {"date_from": "some day"},
        "gold": {"doc-2": 2},
    }
    judged.write_text(json.dumps(written) + "\n", "utf-8")
    page = judge.get("/judge/question/Q1")
    assert "“some day” is not a date." in page.text
    assert chosen(page) == {"lighthouse/doc-2": "2"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "http://localhost:8001"}, 403),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.a.proxy"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_forms_of_other_sites_are_refused(
    judge: FlaskClient, judged: Path, headers: dict[str, str], status: int
) -> None:
    answer = judge.post("/judge/question", data=form(), headers=headers)
    assert answer.status_code == status
    assert judged.exists() == (status == 303)


def test_other_sites_cannot_delete(judge: FlaskClient, judged: Path) -> None:
    send(judge, form())
    fields = {"revision": revision(judge.get("/judge/delete/Q1"))}
    assert (
        judge.post("/judge/delete/Q1", data=fields, headers={"Sec-Fetch-Site": "cross-site"}).status_code
        == 403
    )
    assert len(kept(judged)) == 1


def test_a_form_that_is_too_large_is_refused(judge: FlaskClient, judged: Path) -> None:
    answer = send(judge, form(add="doc-1 " * 20_000))
    assert answer.status_code == 413
    assert "PEREPISKA_BODY_MAX_BYTES" in answer.text
    assert not judged.exists()


def test_nothing_a_judge_writes_is_markup(judge: FlaskClient) -> None:
    hostile = "<script>alert('x')</script>\"><img src=x>"
    send(judge, form(q=hostile, sender=hostile))
    pages = ("/judge", "/judge/question/Q1", "/judge/delete/Q1")
    for page in (*map(judge.get, pages), send(judge, form(type=hostile, add=hostile))):
        assert "<script>alert" not in page.text
        assert "<img" not in page.text


def test_pages_are_asked_for_again(judge: FlaskClient) -> None:
    assert judge.get("/judge/question?q=lens").headers["Cache-Control"] == "no-store"


def test_the_qrels_have_whole_ids(judge: FlaskClient, judged: Path, tmp_path: Path) -> None:
    judged.write_text(
        '{"qid": "Q1", "type": "x", "query": "lens", "gold": {"doc-2": 2, "doc-3": 0}}\n', "utf-8"
    )
    answer = judge.get("/judge/qrels.txt")
    assert answer.headers["Content-Disposition"] == "attachment; filename=qrels.txt"
    saved = tmp_path / "saved.txt"
    saved.write_bytes(answer.data)
    assert read_qrels(saved) == {"Q1": {"lighthouse/doc-2": 2, "lighthouse/doc-3": 0}}


def test_a_file_that_cannot_be_used_is_said_before_serving(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("no json", "utf-8")
    searcher = FakeSearcher(lighthouse_edition())
    with pytest.raises(SourceInvalid):
        create_app(searcher, load_settings(judgements=path))
    with pytest.raises(PerepiskaError):
        create_app(searcher, load_settings(judgements=path / "below.jsonl"))


def test_eval_measures_what_was_judged_in_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_lighthouse(tmp_path)
    settings = settings_in(tmp_path, judgements=tmp_path / "judged.jsonl")
    searcher = Searcher.open(tmp_path, NAME, settings, HashingEncoder())
    judge = create_app(searcher, settings).test_client()
    send(judge, form(**{"grade.lighthouse/doc-3": "1", "not.kind": "biography"}))
    downloaded = tmp_path / "questions.jsonl"
    downloaded.write_bytes(judge.get("/judge/questions.jsonl").data)
    assert read_questions(downloaded)[0].grades == {FIRST: 3, "lighthouse/doc-3": 1}
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))
    arguments = ["eval", str(downloaded), "--name", NAME, "--mode", "keyword", "--json"]
    result = CliRunner().invoke(perepiska.main, arguments)
    assert json.loads(result.stdout)["questions"]["Q1"]["ndcg"] > 0.5
