"""In which form errors are answered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

MACHINE = [
    ("/search.csv?nothing=1", 400),
    ("/search.jsonl?q=%22", 400),
    ("/search.jsonld?q=%22", 400),
    ("/search.xml?from=x", 400),
    ("/search.cmif.xml?from=x", 400),
    ("/search.bib?limit=0", 400),
    ("/search.ris?mode=x", 400),
    ("/search.csl.json?sort=x", 400),
    ("/search.atom?nothing=1", 400),
    ("/nowhere.csv", 404),
    ("/nowhere.json", 404),
    ("/lighthouse/doc-99.xml", 404),
    ("/lighthouse/doc-99.bib", 404),
    ("/sitemap.xml?part=99", 404),
    ("/nowhere/beacon-gnd.txt", 404),
    ("/lighthouse/beacon-nobody.txt", 404),
    ("/openapi.json", 405),
    ("/suggest.json", 405),
    ("/search.csv", 405),
    ("/health", 405),
    ("/api/v1/search", 405),
]


@pytest.mark.parametrize(("address", "status"), MACHINE)
def test_programs_are_answered_with_a_problem(client: FlaskClient, address: str, status: int) -> None:
    response = client.post(address) if status == 405 else client.get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.get_json()["status"] == status


@pytest.mark.parametrize("address", ["/search?nothing=1", "/nowhere/doc-1", "/lighthouse/doc-99", "/a/b/c"])
@pytest.mark.parametrize(
    ("accepted", "mimetype"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/json;q=0.5,text/html", "text/html"),
        ("application/problem+json", "application/problem+json"),
    ],
)
def test_a_page_that_cannot_be_had_is_explained_as_asked(
    client: FlaskClient, address: str, accepted: str, mimetype: str
) -> None:
    response = client.get(address, headers={"Accept": accepted}, follow_redirects=True)
    assert response.status_code in (400, 404)
    if address.startswith("/search") and mimetype != "text/html":
        return  # the search page explains beside the box
    assert response.mimetype == mimetype


def test_json_is_accepted_of_errors(client: FlaskClient) -> None:
    response = client.get("/nowhere/doc-1", headers={"Accept": "application/json"}, follow_redirects=True)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    response = client.post("/help", headers={"Accept": "application/json"})
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")


def test_judging_explains_its_files_too(judge: FlaskClient) -> None:
    assert judge.post("/judge/qrels.txt").mimetype == "application/problem+json"
