from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import MappingProxyType
from typing import Any

import pytest
from mcp import Client

from assistants.mcp_server import create_mcp_server
from cli.settings import load_settings
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher

ROOT = "https://letters.example/"


def asked(
    work: Callable[[Client], Coroutine[Any, Any, Any]], renamed: Mapping[str, str] = MappingProxyType({})
) -> Any:
    """Connect the protocol's own client to the server in memory and let it work.

    In a thread of its own: a browser of other tests may have left its event loop running in this one.
    """

    async def connected() -> Any:
        searcher = FakeSearcher(lighthouse_edition())
        searcher.renamed = dict(renamed)
        async with Client(create_mcp_server(searcher, load_settings(), ROOT)) as client:
            return await work(client)

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, connected()).result()


def called(tool: str, **given: object) -> Any:
    return asked(lambda client: client.call_tool(tool, given))


def test_every_tool_describes_what_it_takes_and_answers() -> None:
    tools = {tool.name: tool for tool in asked(lambda client: client.list_tools()).tools}
    assert set(tools) == {
        "search", "get_document", "related_documents", "find_person", "find_place", "timeline", "cite",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.input_schema["type"] == "object"


def test_a_search_gives_ids_citations_and_whole_addresses() -> None:
    found = called("search", question="lens", kind="document", limit=3).structured_content
    assert len(found["hits"]) == 3
    hit = found["hits"][0]
    assert hit["url"] == f"{ROOT}{hit['id']}"
    assert hit["citation"]


@pytest.mark.parametrize(
    ("tool", "given", "hint"),
    [
        ("timeline", {"q": "lens"}, "Did you mean “question”?"),
        ("search", {"question": "lens", "senders": "Brandt"}, "Did you mean “sender”?"),
        ("cite", {"id": "lighthouse/doc-1", "style": "apa"}, "Valid parameters: id."),
    ],
)
def test_an_unknown_argument_is_refused_with_the_nearest(tool: str, given: dict[str, str], hint: str) -> None:
    result = called(tool, **given)
    assert result.is_error
    assert hint in result.content[0].text


def test_a_document_is_read_whole() -> None:
    found = called("get_document", id="lighthouse/doc-1").structured_content
    assert len(found["paragraphs"]) == 3
    assert found["url"] == f"{ROOT}lighthouse/doc-1"


@pytest.mark.parametrize("tool", ["get_document", "related_documents", "cite"])
def test_a_unit_is_found_by_an_id_that_it_had(tool: str) -> None:
    renamed = {"lighthouse/letter-1": "lighthouse/doc-1"}
    old, new = (
        asked(partial(Client.call_tool, name=tool, arguments={"id": id}), renamed).structured_content
        for id in next(iter(renamed.items()))
    )
    notices = old.pop("notices", None)
    assert new.pop("notices", None) == (None if tool == "cite" else [])
    assert old == new
    assert tool == "cite" or "has changed to lighthouse/doc-1" in notices[0]


def test_related_documents_come_with_reasons() -> None:
    found = called("related_documents", id="lighthouse/doc-1", limit=2).structured_content
    assert len(found["related"]) == 2
    assert found["related"][0]["reasons"]


@pytest.mark.parametrize("name", ["Zelenoff", "zelenov", "Zelen", "Comrade Zelenov", "M. Zelenov"])
def test_persons_are_found_by_any_spelling(name: str) -> None:
    found = called("find_person", name=name).structured_content
    assert [person["id"] for person in found["persons"]] == ["zelenov-m"]


def test_places_are_found_by_any_name_and_filter_a_search() -> None:
    found = called("find_place", name="anselh").structured_content
    assert [place["id"] for place in found["places"]] == ["port-ansel"]
    hits = called("search", origin="port-ansel", kind="document").structured_content
    assert hits["total"] == found["places"][0]["count"] > 0


def test_a_timeline_counts_by_month() -> None:
    found = called("timeline", earliest="1921", latest="1921").structured_content
    assert sum(month["count"] for month in found["months"]) == found["total"] > 0


def test_a_unit_is_cited() -> None:
    found = called("cite", id="lighthouse/doc-1").structured_content
    assert found["chicago"].startswith("Brandt to Lindqvist, 4 March 1921, in ")
    assert found["bibtex"].startswith("@incollection{lighthouse:doc-1")
    assert found["url"] == f"{ROOT}lighthouse/doc-1"


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("get_document", {"id": "lighthouse/doc-99"}, "There is no unit"),
        ("search", {"question": '"lens'}, "quotation mark is not closed"),
        ("search", {"earliest": "soon"}, "is not a date"),
    ],
)
def test_errors_say_what_to_do(tool: str, given: dict[str, str], words: str) -> None:
    result = called(tool, **given)
    assert result.is_error
    assert words in result.content[0].text
