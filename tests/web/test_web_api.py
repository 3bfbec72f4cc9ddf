from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from cli.settings import load_settings
from corpus.errors import IndexDamaged
from exports.api.openapi import endpoints
from exports.api.search_parameters import search_parameters
from search.model import SearchRequest, SearchResult
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

BRIEF = {
    "id", "edition", "kind", "title", "number", "medium", "date", "senders", "recipients", "place", "archive",
    "pages", "topics", "parent", "url", "citation",
}  # fmt: skip


def test_a_search_has_every_key_promised(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=lamp&include=facets,histogram,explain").get_json()
    assert found.keys() >= {
        "query", "total", "total_is_exact", "took_ms", "index", "hits", "facets", "histogram",
        "relaxations", "links",
    }  # fmt: skip
    assert found["query"].keys() >= {"text", "mode", "understood", "suggestion", "notices"}
    assert found["index"].keys() >= {"generation", "units", "passages", "model"}
    assert found["facets"].keys() >= {
        "sender", "recipient", "correspondent", "topic", "kind", "medium", "year", "edition",
    }  # fmt: skip
    assert found["facets"]["kind"][0].keys() >= {"value", "label", "count", "selected"}
    assert found["histogram"][0].keys() >= {"month", "count", "uncertain"}
    assert found["links"].keys() >= {"self", "next"}


def test_a_hit_has_every_key_promised(client: FlaskClient) -> None:
    hit = client.get("/api/v1/search?q=lens&kind=document&include=explain").get_json()["hits"][0]
    assert hit.keys() >= BRIEF | {"score", "matched_by", "passages", "explain"}
    assert hit["date"].keys() >= {"edtf", "display", "earliest", "latest", "certainty"}
    assert hit["senders"][0].keys() >= {"id", "name"}
    assert hit["topics"][0].keys() >= {"id", "label"}
    passage = hit["passages"][0]
    assert passage.keys() >= {"text", "highlights", "page", "anchor"}
    start, end = passage["highlights"][0]
    assert passage["text"][start:end].lower() == "lens"
    assert hit["explain"]["words"] == ["lens"]


def test_what_is_not_asked_for_is_null(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=lamp").get_json()
    assert found["facets"] is None
    assert found["histogram"] is None
    assert found["hits"][0]["explain"] is None
    assert found["hits"][0]["text"] is None


def test_the_whole_text_comes_when_asked_for(client: FlaskClient) -> None:
    assert "\n\n" in client.get("/api/v1/search?kind=document&include=text").get_json()["hits"][0]["text"]


def test_interpretations_can_be_switched_off(client: FlaskClient) -> None:
    (thing,) = client.get("/api/v1/search?q=Brandt").get_json()["query"]["understood"]
    assert thing == {
        "kind": "person",
        "text": "Brandt",
        "value": "Brandt, A. K.",
        "removable_as": "person:brandt-a",
        "effect": None,
    }


def test_the_next_links_lead_through_the_whole_result(client: FlaskClient) -> None:
    address, seen = "/api/v1/search?limit=7&sort=date", []
    while address:
        page = client.get(address).get_json()
        seen += [hit["id"] for hit in page["hits"]]
        address = page["links"]["next"]
    assert len(seen) == len(set(seen)) == page["total"]


def test_a_unit_has_every_key_promised(client: FlaskClient) -> None:
    unit = client.get("/api/v1/units/lighthouse/doc-3").get_json()
    assert unit.keys() >= BRIEF | {
        "paragraphs", "notes", "references", "referenced_by", "previous", "next", "abstract",
    }  # fmt: skip
    assert unit["paragraphs"][0].keys() >= {"text", "style", "page", "anchor", "spans", "markers", "breaks"}
    assert unit["notes"][0] == "lighthouse/doc-3.n1"
    assert unit["referenced_by"] == ["lighthouse/doc-1.n1"]
    assert unit["url"] == "/lighthouse/doc-3"


def test_a_note_leads_to_its_place_on_its_parents_page(client: FlaskClient) -> None:
    note = client.get("/api/v1/units/lighthouse/doc-1.n1").get_json()
    assert note["url"] == "/lighthouse/doc-1#n1"
    assert note["parent"] == "lighthouse/doc-1"
    assert note["references"][0].keys() >= {"printed", "to"}
    assert note["references"][0]["to"]


def test_a_letter_names_the_exchange_it_belongs_to(client: FlaskClient) -> None:
    thread = client.get("/api/v1/units/lighthouse/doc-1").get_json()["thread"]
    assert [(letter["id"], letter["date"]["earliest"]) for letter in thread] == [
        ("lighthouse/doc-1", "1921-03-04"),
        ("lighthouse/doc-2", "1921-03-11"),
    ]
    assert thread[0]["answers"] == []
    assert thread[1]["answers"] == [
        {
            "id": "lighthouse/doc-1",
            "confidence": 0.95,
            "evidence": "day",
            "text": "your letter of 4 March",
        }
    ]
    assert client.get("/api/v1/units/lighthouse/doc-3").get_json()["thread"] == []


def test_related_units_come_with_reasons(client: FlaskClient) -> None:
    related = client.get("/api/v1/units/lighthouse/doc-3/related?channels=same-file&limit=2").get_json()[
        "related"
    ]
    assert len(related) == 2
    assert related[0].keys() >= BRIEF | {"score", "reasons"}
    assert related[0]["reasons"] == [
        {"channel": "same-file", "detail": "same archive file: f. 1, op. 2, d. 3"}
    ]


def test_suggestions_complete_what_is_typed(client: FlaskClient) -> None:
    (suggestion,) = client.get("/api/v1/suggest?q=Bra").get_json()["suggestions"]
    assert suggestion["label"] == "A. K. Brandt"
    assert suggestion.keys() >= {"kind", "label", "value", "unit", "detail"}


def test_the_lists_say_what_is_there(client: FlaskClient) -> None:
    (edition,) = client.get("/api/v1/editions").get_json()["editions"]
    assert (edition["id"], edition["counts"]["document"]) == ("lighthouse", 12)
    persons = client.get("/api/v1/persons").get_json()["persons"]
    assert {"id", "name", "display", "kind", "variants", "dates", "biography", "count"} <= persons[0].keys()
    assert persons[0]["count"] > 0
    places = client.get("/api/v1/places").get_json()["places"]
    assert places[0] == {
        "id": "port-ansel",
        "name": "Port Ansel",
        "variants": ["Anselhaven"],
        "same_as": ["https://www.geonames.org/590031"],
        "latitude": 59.4,
        "longitude": 28.2,
        "count": places[0]["count"],
    }
    assert places[0]["count"] > 0
    topics = client.get("/api/v1/topics").get_json()["topics"]
    assert {"id", "label", "broader", "count"} <= topics[0].keys()


def test_health_names_the_generation(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.get_json()["status"] == "ok"
    assert response.get_json()["index"]["generation"] == "g1"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/search?sendr=x", 400, "unknown-parameter"),
        ("/api/v1/search?from=someday", 400, "filter"),
        ('/api/v1/search?q="lamp', 400, "query-syntax"),
        ("/api/v1/search?cursor=broken", 400, "cursor"),
        ("/api/v1/units/lighthouse/doc-99", 404, "unknown-unit"),
        ("/api/v1/units/nowhere/doc-1/related", 404, "unknown-unit"),
        ("/api/v1/units/lighthouse/doc-1?colour=red", 400, "unknown-parameter"),
        ("/api/v1/units/lighthouse/doc-1/related?channels=guess", 400, "filter"),
        ("/api/v1/units/lighthouse/doc-1/related?limit=0", 400, "filter"),
        ("/api/v1/suggest?limit=1000", 400, "filter"),
        ("/api/v1/editions?x=1", 400, "unknown-parameter"),
        ("/api/v1/nothing", 404, "http-404"),
        ("/api/", 404, "http-404"),
    ],
)
def test_errors_are_problems(client: FlaskClient, address: str, status: int, code: str) -> None:
    response = client.get(address)
    problem = response.get_json()
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/docs/errors#{code}")
    assert problem["title"]
    assert problem["detail"]
    assert f'id="{code}"' in client.get("/docs/errors").text


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    problem = client.get('/api/v1/search?q="lamp').get_json()
    assert (problem["position"], problem["length"]) == (0, 1)


def test_writing_is_not_allowed(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert response.get_json()["code"] == "http-405"


class BrokenSearcher(FakeSearcher):
    def search(self, request: SearchRequest) -> SearchResult:
        raise IndexDamaged("The vector index is missing.", "Build the index again: perepiska index SOURCE.")


class CrashingSearcher(FakeSearcher):
    def search(self, request: SearchRequest) -> SearchResult:
        raise ZeroDivisionError("secret")


def test_a_damaged_index_is_a_503_on_every_endpoint() -> None:
    client = create_app(BrokenSearcher(lighthouse_edition()), load_settings()).test_client()
    assert client.get("/api/v1/search").get_json()["code"] == "index-damaged"
    for address in ("/api/v1/search", "/", "/search?q=x"):
        assert client.get(address).status_code == 503
    assert "perepiska index" in client.get("/search").text


def test_a_crash_is_a_500_that_tells_nothing_of_the_inside() -> None:
    client = create_app(CrashingSearcher(lighthouse_edition()), load_settings()).test_client()
    for address in ("/api/v1/search", "/search"):
        response = client.get(address)
        assert response.status_code == 500
        assert "secret" not in response.text


def test_an_answer_a_client_has_is_not_sent_again(app: Flask, searcher: FakeSearcher) -> None:
    client = app.test_client()
    address = "/api/v1/search?q=lamp"
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/api/v1/search?q=lens").headers["ETag"] != tag
    searcher.generation = "g2"
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    described = client.get("/openapi.json").get_json()
    validate(described)
    assert set(described["paths"]) == {endpoint.path for endpoint in endpoints(load_settings())}


def test_the_description_has_every_parameter(client: FlaskClient) -> None:
    search = client.get("/openapi.json").get_json()["paths"]["/api/v1/search"]["get"]
    declared = {one.name: one.schema for one in search_parameters(load_settings())}
    assert {one["name"]: one["schema"] for one in search["parameters"]} == declared


def test_text_is_not_ascii_in_disguise() -> None:
    edition = lighthouse_edition()
    first = replace(edition.units[0], title="Переписка — письмо")
    client = create_app(
        FakeSearcher(replace(edition, units=(first, *edition.units[1:]))), load_settings()
    ).test_client()
    answer = client.get(f"/api/v1/units/{first.id}")
    assert "Переписка" in answer.text
    assert json.loads(answer.text)["title"] == "Переписка — письмо"


def test_a_unit_has_the_places_of_its_letter(client: FlaskClient) -> None:
    unit = client.get("/api/v1/units/lighthouse/doc-1").get_json()
    assert unit["places"] == {"sent": {"id": "port-ansel", "name": "Port Ansel"}, "received": None}
    assert unit["place"] == "Port Ansel"
