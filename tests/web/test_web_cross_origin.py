"""What other sites' scripts may ask and read."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from exports.api.keys import new_key
from exports.formats import EXPORT_FORMATS
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

FOREIGN = {"Origin": "https://reader.example"}
PREFLIGHT = {
    **FOREIGN,
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authorization, if-none-match",
}
PUBLIC = [
    "/api/v1/search?q=lamp",
    "/api/v1/units/lighthouse/doc-1",
    "/api/v1/units/lighthouse/doc-99",
    "/api/v1/nothing",
    "/api/v1/search?nothing=1",
    "/openapi.json",
    "/health",
    "/search.atom?q=lamp",
    "/suggest.json?q=la",
    "/sitemap.xml",
    "/opensearch.xml",
    "/search.json?q=lamp",
    "/search?q=lamp",
    "/lighthouse/beacon-gnd.txt",
    *(f"/search.{form}?q=lamp" for form in EXPORT_FORMATS),
    *(f"/lighthouse.{form}" for form in EXPORT_FORMATS),
    *(f"/lighthouse/doc-1.{form}" for form in EXPORT_FORMATS),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_any_site_may_read_what_is_public(client: FlaskClient, address: str) -> None:
    for response in (client.get(address, headers=FOREIGN), client.head(address), client.post(address)):
        assert response.headers.getlist("Access-Control-Allow-Origin") == ["*"]
        assert "ETag" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("address", PUBLIC)
def test_any_site_may_send_a_key_and_an_entity_tag(client: FlaskClient, address: str) -> None:
    response = client.options(address, headers=PREFLIGHT)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "if-none-match", "content-type"} <= set(allowed)
    assert response.headers["Access-Control-Allow-Methods"].split(", ")[:2] == ["GET", "HEAD"]
    assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_refusals_are_readable_too(searcher: FakeSearcher, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(new_key("library")[1], "utf-8")
    client = create_app(searcher, load_settings(api_keys=path, rate_limit="3 per minute")).test_client()
    assert client.options("/api/v1/search", headers=PREFLIGHT).status_code == 204
    answers = [client.get("/api/v1/search", headers=FOREIGN) for _ in range(3)]
    assert [one.status_code for one in answers] == [401, 401, 429]
    assert [one.headers["Access-Control-Allow-Origin"] for one in answers] == ["*"] * 3


@pytest.mark.parametrize("address", ["/judge", "/judge/question", "/judge/nothing", "/judge/questions.jsonl"])
def test_judging_is_for_this_site_alone(judge: FlaskClient, address: str) -> None:
    for response in (
        judge.get(address, headers=FOREIGN),
        judge.options(address, headers=PREFLIGHT),
        judge.post(address, headers={**FOREIGN, "Sec-Fetch-Site": "cross-site"}),
    ):
        assert not [name for name, _ in response.headers if name.startswith("Access-Control")]


def test_figures_are_for_no_site(searcher: FakeSearcher) -> None:
    client = create_app(searcher, load_settings(metrics=True)).test_client()
    assert "Access-Control-Allow-Origin" not in client.get("/metrics", headers=FOREIGN).headers


def test_options_without_a_preflight_lists_the_methods(client: FlaskClient) -> None:
    response = client.options("/search")
    assert response.status_code == 200
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
