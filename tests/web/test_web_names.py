"""A name in a filter finds whoever bears it, says whom it took, and offers each; in every interface."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from corpus.readers import read_edition
from indexer.build import build
from search.searcher import Searcher
from tests.builds import settings_in
from web.app import create_app

LETTERS = """id,from,to,date,text
1,Anton von Ostheim,Lena Kranz-Wedel,1801-01-01,The harbour froze.
2,Bertha von Ostheim,Karl Kranz,1801-01-02,The harbour thawed.
3,"Commission of the Southern Beacons, Leith",Fiona Mac Leod,1801-01-03,Oil for the lamps.
4,Fiona Mac Leod,Anton von Ostheim,1801-01-04,No oil came.
5,Karl Kranz,Clara von Ostheim,1801-01-05,The harbour sleeps.
"""
OSTHEIMS = {"ostheim-anton-von": "Anton von Ostheim", "ostheim-bertha-von": "Bertha von Ostheim"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("names")
    (folder / "letters.csv").write_text(LETTERS, "utf-8")
    settings = settings_in(folder, model="none")
    build([read_edition(folder / "letters.csv")], root=folder, name="letters", settings=settings)
    return create_app(Searcher.open(folder, "letters", settings), settings).test_client()


def answer(client: FlaskClient, **given: str) -> dict[str, object]:
    found: dict[str, object] = client.get("/api/v1/search", query_string=given).get_json()
    return found


def numbers(found: object) -> set[str]:
    return {hit["id"].rpartition("/")[2] for hit in found["hits"]}  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sender": "von Ostheim"}, {"1", "2"}),
        ({"sender": "ostheim"}, {"1", "2"}),
        ({"not.sender": "Ostheim"}, {"3", "4", "5"}),
        ({"q": "sender:Ostheim"}, {"1", "2"}),
        ({"q": 'sender:"von Ostheim" AND harbour'}, {"1", "2"}),
        ({"q": "-sender:Ostheim"}, {"3", "4", "5"}),
        ({"recipient": "Ostheim"}, {"4", "5"}),
        ({"correspondent": "Ostheim"}, {"1", "2", "4", "5"}),
        ({"recipient": "Kranz"}, {"1", "2"}),
        ({"recipient": "Wedel"}, {"1"}),
        ({"recipient": "MacLeod"}, {"3"}),
        ({"sender": "McLeod"}, {"4"}),
        ({"sender": "Southern Beacons"}, {"3"}),
        ({"sender": "Anton Ostheim"}, {"1"}),
        ({"sender": "Clara von Ostheim"}, set()),
    ],
)
def test_a_name_finds_the_letters_of_whoever_bears_it(
    client: FlaskClient, given: dict[str, str], expected: set[str]
) -> None:
    assert numbers(answer(client, **given)) == expected


def test_several_bearers_are_named_and_selected(client: FlaskClient) -> None:
    found = answer(client, sender="Ostheim", include="facets")
    (name,) = found["query"]["names"]  # type: ignore[index]
    assert (name["field"], name["value"], name["is_known"]) == ("sender", "Ostheim", True)
    assert {person["id"]: person["name"] for person in name["persons"]} == OSTHEIMS
    (notice,) = found["query"]["notices"]  # type: ignore[index]
    assert all(display in notice for display in OSTHEIMS.values())
    values = found["facets"]["sender"]  # type: ignore[index]
    selected = {value["value"]: value["count"] for value in values if value["selected"]}
    assert selected.keys() == OSTHEIMS.keys()
    assert sum(selected.values()) == found["total"]


def test_one_bearer_needs_no_notice(client: FlaskClient) -> None:
    found = answer(client, recipient="Rottluff", sender="Kranz")
    assert [name["value"] for name in found["query"]["names"]] == []  # type: ignore[index]


@pytest.mark.parametrize("given", [{"sender": "Osthaim"}, {"q": "sender:Osthaim"}])
def test_nobody_is_found_by_an_unknown_name_but_similar_ones_are_offered(
    client: FlaskClient, given: dict[str, str]
) -> None:
    found = answer(client, **given)
    assert found["total"] == 0
    (name,) = found["query"]["names"]  # type: ignore[index]
    assert not name["is_known"]
    assert {person["id"] for person in name["persons"]} >= set(OSTHEIMS)


def links(page: str) -> dict[str, str]:
    (notice,) = re.findall(r'<p class="notice">([^<]*Ost.*?)</p>', page)
    return {name: unescape(address) for address, name in re.findall(r'<a href="([^"]*)">([^<]*)</a>', notice)}


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("sender=Ostheim&q=harbour", "/search?q=harbour&sender=ostheim-anton-von"),
        ("sender=Osthaim", "/search?sender=ostheim-anton-von"),
        ("not.sender=Ostheim", "/search?not.sender=ostheim-anton-von"),
        ("q=harbour+sender:Ostheim", "/search?q=harbour+sender%3Aostheim-anton-von"),
        ("q=sender:%22von+Ostheim%22", "/search?q=sender%3Aostheim-anton-von"),
    ],
)
def test_the_page_offers_each_person_in_one_click(client: FlaskClient, query: str, address: str) -> None:
    offered = links(client.get(f"/search?{query}").text)
    assert offered["Anton von Ostheim"] == address
    assert client.get(address).status_code == 200


def test_each_person_of_a_name_is_a_chip_that_can_be_removed(client: FlaskClient) -> None:
    page = client.get("/search?sender=Ostheim").text
    assert all(display in page for display in OSTHEIMS.values())
    remaining = {unescape(address) for address in re.findall(r'href="(/search\?sender=[^"&]*)"', page)}
    assert {f"/search?sender={id}" for id in OSTHEIMS} <= remaining


@pytest.mark.parametrize(("language", "text"), [("de", "heißen mehrere Personen"), ("ru", "носят несколько")])
def test_the_notice_is_translated(client: FlaskClient, language: str, text: str) -> None:
    assert text in client.get("/search?sender=Ostheim", headers={"Accept-Language": language}).text
