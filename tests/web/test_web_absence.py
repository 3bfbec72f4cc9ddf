"""What is not there is said alike by page, API, command line and MCP server."""

from __future__ import annotations

import asyncio
import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from mcp import Client

import perepiska
from assistants.mcp_server import create_mcp_server
from cli import searching
from search.model import Mode
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from web.app import create_app

NOWHERE = "No letter contains these words. Similar in meaning:"
MALFORMED = ("sender:", "sender: Brandt", "sender:*", "-sender:", "date:..", "date:-0044", 'text:"?"')
WRONG = ("date:1923..1922", "date:1922-13", "kind:letters")
PROSE = ("Date: 5 June 1922", "date: 5 June", "From: Port Ansel", "text: what does it say")
NOTHING = (
    "😀", "%", '""', "?", "§", "\u200b", "\ufeff", "\u0301", "* ~ -", "()", "[{<>}]", "-😀", '"?" "!"', "…",
)  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    return Searcher.open(root, NAME, settings_in(root), HashingEncoder())


@pytest.fixture(scope="module")
def client(searcher: Searcher) -> FlaskClient:
    return create_app(searcher, searcher.settings).test_client()  # type: ignore[arg-type]


@pytest.fixture
def similar(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> Searcher:
    """The edition, with every passage similar to whatever is asked."""
    thresholds = type(searcher.index.thresholds)(-1.0, -1.0, 1.0)
    monkeypatch.setitem(searcher.index.__dict__, "thresholds", thresholds)
    return searcher


def api(client: FlaskClient, **parameters: str) -> Any:
    return client.get("/api/v1/search", query_string=parameters).json


def page(client: FlaskClient, language: str = "en", **parameters: str) -> str:
    headers = {"Accept-Language": language}
    return client.get("/search", query_string=parameters, headers=headers).text


def command(searcher: Searcher, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setattr(searching, "open_searcher", lambda *_, **__: searcher)
    return CliRunner().invoke(perepiska.main, ["search", *arguments])


def mcp(searcher: Searcher, tool: str, **given: object) -> Any:
    async def called() -> Any:
        async with Client(create_mcp_server(searcher, searcher.settings, "https://x.example/")) as asking:
            return await asking.call_tool(tool, given)

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, called()).result()


@pytest.mark.parametrize("mode", get_args(Mode))
def test_an_absent_name_is_named_everywhere(
    searcher: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    asked, said = "lens of Zeppelin", "“Zeppelin” does not occur in this edition."
    assert said in api(client, q=asked, mode=mode)["query"]["notices"]
    assert said in page(client, q=asked, mode=mode)
    assert said in command(searcher, monkeypatch, asked, "--mode", mode).output
    if mode == "hybrid":
        assert said in mcp(searcher, "search", question=asked).structured_content["query"]["notices"]
        assert said in mcp(searcher, "timeline", question=asked).structured_content["notices"]


def test_hits_without_any_word_stand_under_a_heading_of_their_own(
    similar: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = api(client, q="zeppelin")
    assert found["totals"] == {"words": 0, "similar": found["total"]}
    assert found["total"] > 0
    assert NOWHERE in found["query"]["notices"]
    assert not any(hit["has_words"] for hit in found["hits"])
    html = page(client, q="zeppelin")
    assert re.search(rf'<h3 class="list-heading">{re.escape(NOWHERE)}</h3>\s*<ol class="hits">', html)
    assert html.count(NOWHERE) == 1
    assert "No results with these words. Similar in meaning:" in html
    assert "results, by relevance" not in html
    printed = command(similar, monkeypatch, "zeppelin").output
    assert "similar in meaning in" in printed
    assert printed.index(NOWHERE) < printed.index("1. ")
    given = mcp(similar, "search", question="zeppelin").structured_content
    assert NOWHERE in given["query"]["notices"]
    assert mcp(similar, "timeline", question="zeppelin").structured_content["totals"]["words"] == 0


@pytest.mark.parametrize(
    ("language", "heading"),
    [("de", "Kein Brief enthält diese Wörter."), ("ru", "Этих слов нет ни в одном письме.")],
)
def test_the_heading_is_in_the_readers_language(
    similar: Searcher, client: FlaskClient, language: str, heading: str
) -> None:
    assert f'<h3 class="list-heading">{heading}' in page(client, language, q="zeppelin")


@pytest.mark.parametrize("parameters", [{"mode": "semantic"}, {"kind": "note"}, {"from": "1921"}])
def test_of_a_part_of_the_letters_no_more_is_said_than_is_known(
    similar: Searcher, client: FlaskClient, parameters: dict[str, str]
) -> None:
    html = page(client, q="zeppelin", **parameters)
    assert "No result contains these words. Similar in meaning:" in html
    assert NOWHERE not in html


@pytest.mark.parametrize("group", ["none", "document"])
def test_hits_that_are_only_similar_are_marked_among_others(
    similar: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    found = api(client, q="wagons", group=group, limit="100")
    similar_only = [hit for hit in found["hits"] if not hit["has_words"]]
    assert len(similar_only) == found["totals"]["similar"] > 0
    assert len(found["hits"]) - len(similar_only) == found["totals"]["words"] > 0
    html = page(client, q="wagons", group=group, limit="100")
    assert html.count('<li class="hit similar">') == len(similar_only)
    assert html.count("similar in meaning only, without these words") == len(similar_only)
    assert "list-heading" not in html
    printed = command(similar, monkeypatch, "wagons", "--group", group, "--limit", "100").output
    assert re.sub(r"\s+", " ", printed).count("(similar in meaning only)") == len(similar_only)


def test_words_are_counted_in_a_search_by_meaning_too(similar: Searcher, client: FlaskClient) -> None:
    by_meaning = api(client, q="wagons", mode="semantic", limit="100")
    with_words = {hit["id"] for hit in api(client, q="wagons", mode="keyword", limit="100")["hits"]}
    assert {hit["id"] for hit in by_meaning["hits"] if hit["has_words"]} == with_words
    assert by_meaning["totals"]["words"] == len(with_words)
    assert all(hit["matched_by"] == ["semantic"] for hit in by_meaning["hits"])


def test_an_identified_document_is_not_called_similar(searcher: Searcher, client: FlaskClient) -> None:
    assert api(client, q="document 5")["totals"] == {"words": 1, "similar": 0}


@pytest.mark.parametrize("text", NOTHING)
def test_signs_alone_find_nothing_everywhere(
    searcher: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    said = "The query has no words to search for."
    for mode in get_args(Mode):
        found = api(client, q=text, mode=mode)
        assert (found["total"], found["hits"], found["query"]["notices"]) == (0, [], [said])
    assert said in page(client, q=text)
    assert client.get("/search.jsonl", query_string={"q": text}).text == ""
    assert client.get("/api/v1/suggest", query_string={"q": text}).json == {"suggestions": []}
    printed = command(searcher, monkeypatch, "--", text)
    assert (printed.exit_code, said in printed.output, "0 results" in printed.output) == (0, True, True)
    assert mcp(searcher, "search", question=text).structured_content["total"] == 0
    assert mcp(searcher, "timeline", question=text).structured_content["notices"] == [said]


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0"])
def test_an_empty_box_lists_everything(searcher: Searcher, client: FlaskClient, text: str) -> None:
    found = api(client, q=text)
    assert found["total"] == found["index"]["units"]
    assert found["query"]["notices"] == []


def test_a_name_without_letters_is_nobodys(searcher: Searcher) -> None:
    assert mcp(searcher, "find_person", name="??").structured_content["persons"] == []


@pytest.mark.parametrize("text", [*MALFORMED, *WRONG])
def test_a_malformed_field_is_an_error_everywhere(
    searcher: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    problem = api(client, q=f"lens {text}")
    assert problem["status"] == 400
    assert problem["code"] == ("filter" if text in WRONG else "query-syntax")
    assert problem["position"] in (5, 6)
    assert problem["length"] > 0
    answer = client.get("/search", query_string={"q": text})
    assert answer.status_code == 400
    assert 'class="problem-place"' in answer.text
    printed = command(searcher, monkeypatch, "--", text)
    assert printed.exit_code == 2
    assert printed.stderr
    assert mcp(searcher, "search", question=text).is_error
    assert mcp(searcher, "timeline", question=text).is_error


@pytest.mark.parametrize("text", PROSE)
def test_prose_with_a_colon_is_no_error(client: FlaskClient, text: str) -> None:
    assert client.get("/search", query_string={"q": text}).status_code == 200
    assert "hits" in api(client, q=text)


def test_json_on_the_command_line_says_the_same(
    similar: Searcher, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = json.loads(command(similar, monkeypatch, "zeppelin", "--json").stdout)
    assert printed["query"]["notices"] == api(client, q="zeppelin")["query"]["notices"]
