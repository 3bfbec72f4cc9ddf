"""By which names the site may be asked."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

FEED = "/search.atom?q=lamp"
NAMES = [
    "letters.example",
    "LETTERS.example:8000",
    "localhost",
    "127.0.0.1:5000",
    "[::1]:80",
    "a-b.example.",
    "xn--e1afmkfd.example",
]
NO_NAMES = [
    "a b",
    "x<y>",
    "evil/x",
    "user@evil",
    "x:port",
    "x:123456",
    "[::1",
    "x..y",
    "a" * 300,
    f"{'a' * 64}.example",
    "x, y",
    'x"y',
    "é.example",
    "x%00",
    "-x",
    "a_b",
]


def get(client: FlaskClient, host: str, address: str = FEED) -> int:
    return client.get(address, environ_overrides={"HTTP_HOST": host}).status_code


@pytest.mark.parametrize("host", NAMES)
def test_addresses_are_made_of_the_name_that_was_used(client: FlaskClient, host: str) -> None:
    response = client.get(FEED, environ_overrides={"HTTP_HOST": host})
    assert response.status_code == 200
    assert f"http://{host.removesuffix(':80').lower()}/search.atom" in response.text


@pytest.mark.parametrize("host", NO_NAMES)
@pytest.mark.parametrize("address", [FEED, "/", "/nothing", "/a//b", "/static/nothing"])
def test_what_is_no_name_is_refused(client: FlaskClient, host: str, address: str) -> None:
    response = client.get(address, environ_overrides={"HTTP_HOST": host})
    assert response.status_code in ((400, 404) if address.startswith("/static") else (400,))
    assert host not in response.text


def test_other_names_are_refused_where_some_are_set(searcher: FakeSearcher) -> None:
    client = create_app(searcher, load_settings(hosts="letters.example www.letters.example")).test_client()
    hosts = ("letters.example", "WWW.letters.example.:8000", "evil.example", "10.0.0.1:8000")
    assert [get(client, host) for host in hosts] == [200, 200, 400, 400]
    assert get(client, "10.0.0.1:8000", "/health/live") == 200


def test_a_prefix_that_is_no_path_is_refused(searcher: FakeSearcher) -> None:
    client = create_app(searcher, load_settings(trusted_proxies=1)).test_client()
    sent = {prefix: client.get("/", headers={"X-Forwarded-Prefix": prefix}) for prefix in ("/a", "//evil")}
    assert {prefix: response.status_code for prefix, response in sent.items()} == {"/a": 200, "//evil": 400}
    assert "evil" not in sent["//evil"].text


def test_refused_names_count_against_the_limit(searcher: FakeSearcher) -> None:
    client = create_app(searcher, load_settings(rate_limit="2 per minute")).test_client()
    assert [get(client, "a b") for _ in range(3)] == [400, 400, 429]


def test_headers_name_an_international_site_in_ascii(client: FlaskClient) -> None:
    response = client.get("/lighthouse/doc-1", environ_overrides={"HTTP_HOST": "xn--e1afmkfd.example"})
    assert response.headers["Link"].startswith("<http://xn--e1afmkfd.example/lighthouse/doc-1>")
