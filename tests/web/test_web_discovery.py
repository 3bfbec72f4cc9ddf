from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

import web.discovery
from tests.editions import lighthouse_edition

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_crawlers_are_led_to_the_sitemap(client: FlaskClient) -> None:
    text = client.get("/robots.txt", base_url="https://letters.example").text
    assert "Disallow: /search\n" in text
    assert text.endswith("Sitemap: https://letters.example/sitemap.xml\n")


def test_the_sitemap_lists_pages_that_are_there(client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    places = [(one.text or "").removeprefix("http://localhost") for one in root.iter(f"{MAP}loc")]
    assert len(places) == len(set(places))
    assert {"/", "/lighthouse/doc-1", "/lighthouse/bio.brandt-a", "/lighthouse/calendar"} <= set(places)
    for place in places:
        assert client.get(place).status_code == 200, place


def test_a_long_sitemap_comes_in_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ElementTree.fromstring(client.get("/sitemap.xml").data)
    monkeypatch.setattr(web.discovery, "SITEMAP_MAX", 10)
    parts = [
        one.text or "" for one in ElementTree.fromstring(client.get("/sitemap.xml").data).iter(f"{MAP}loc")
    ]
    found = [
        loc.text for part in parts for loc in ElementTree.fromstring(client.get(part).data).iter(f"{MAP}loc")
    ]
    assert found == [loc.text for loc in whole.iter(f"{MAP}loc")]
    assert client.get("/sitemap.xml?part=99").status_code == 404


def test_persons_of_an_authority_file_are_listed_as_beacon(client: FlaskClient) -> None:
    response = client.get("/lighthouse/beacon-gnd.txt", base_url="https://letters.example")
    lines = response.text.splitlines()
    assert lines[:3] == [
        "#FORMAT: BEACON",
        "#PREFIX: https://d-nb.info/gnd/",
        "#TARGET: https://letters.example/lighthouse/persons/{ID}",
    ]
    assert [line for line in lines if line and not line.startswith("#")] == ["900000001||brandt-a"]
    assert client.get("/lighthouse/persons/brandt-a").status_code == 200
    none = client.get("/lighthouse/beacon-viaf.txt").text.splitlines()
    assert [line for line in none if line and not line.startswith("#")] == []
    assert client.get("/lighthouse/beacon-nobody.txt").status_code == 404


def test_a_browser_can_offer_the_search(client: FlaskClient) -> None:
    text = client.get("/opensearch.xml").text
    ElementTree.fromstring(text)
    assert 'template="http://localhost/search?q={searchTerms}"' in text
    response = client.get("/suggest.json?q=bra")
    typed, values = json.loads(response.text)
    assert typed == "bra"
    assert values
    assert response.mimetype == "application/x-suggestions+json"
    assert 'href="/opensearch.xml"' in client.get("/").text


def test_a_search_is_a_feed(client: FlaskClient) -> None:
    response = client.get("/search.atom?q=lens&kind=document")
    root = ElementTree.fromstring(response.data)
    assert response.mimetype == "application/atom+xml"
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for entry in entries:
        assert (entry.findtext(f"{ATOM}id") or "").startswith("http://localhost/lighthouse/doc-")
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}updated")
    assert client.get("/search.atom?sendr=x").status_code == 400


@pytest.mark.parametrize(
    ("generation", "built"),
    [("20261123T140253923Z-a80443f7", "2026-11-23T14:02:53Z"), ("fake", "1970-01-01T00:00:00Z")],
)
def test_a_generation_says_when_it_was_built(generation: str, built: str) -> None:
    assert web.discovery.build_time(generation) == built


def test_linked_data_says_who_wrote_to_whom(client: FlaskClient) -> None:
    (item,) = json.loads(client.get("/lighthouse/doc-1.jsonld").text)["@graph"]
    assert item["@type"] == "Message"
    assert item["sender"][0].items() >= {"@type": "Person", "name": "A. K. Brandt"}.items()
    assert item["dateCreated"] == "1921-03-04"
    assert item["isPartOf"]["name"] == lighthouse_edition().title
    graph = json.loads(client.get("/lighthouse.jsonld").text)["@graph"]
    assert {"@type": "Organization", "name": "members of the Harbour Board"} in [
        person for one in graph for person in one.get("sender", [])
    ]


def test_a_page_points_machines_to_its_descriptions(client: FlaskClient) -> None:
    link = client.get("/lighthouse/doc-1").headers["Link"]
    assert '<http://localhost/lighthouse/doc-1>; rel="cite-as"' in link
    assert '<http://localhost/lighthouse/doc-1.jsonld>; rel="describedby"; type="application/ld+json"' in link
