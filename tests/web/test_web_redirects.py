"""Redirects lead to this site, whatever the request holds."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import web
from web.redirects import is_site_path

SITE = "http://letters.example"
ABROAD = [
    "//evil.example",
    "///evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    "/\r\n/evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/a\r\nX-Set: 1",
    "http://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "//[evil",
    "",
]
HOSTILE = st.text(
    st.one_of(st.sampled_from("/\\\t\r\n:?#@%.\x00\x0b\x85\u2028\uff0f"), st.characters()), max_size=12
)


def as_a_browser_reads(location: str) -> str:
    """The host that a location leads to: tabs and newlines are dropped, backslashes are slashes."""
    read = re.sub(r"[\t\r\n]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return urlsplit(urljoin(f"{SITE}/", f"//{read.lstrip('/')}" if read.startswith("//") else read)).netloc


@pytest.mark.parametrize("location", ABROAD)
def test_who_switches_the_language_stays_on_the_site(client: FlaskClient, location: str) -> None:
    response = client.get(f"/language/de?back={quote(location)}")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert "language=de" in response.headers["Set-Cookie"]


@pytest.mark.parametrize("location", ["/", "/search?q=a%20b&from=1932#top", "/lighthouse/doc-1", "/a/../b"])
def test_a_path_of_the_site_is_led_back_to(client: FlaskClient, location: str) -> None:
    assert client.get(f"/language/ru?back={quote(location)}").headers["Location"] == location


@given(location=HOSTILE)
@settings(max_examples=500, deadline=None)
def test_what_is_taken_for_a_path_is_one_for_browsers(location: str) -> None:
    if is_site_path(location):
        assert as_a_browser_reads(location) == "letters.example"


@given(first=HOSTILE, second=HOSTILE, query=HOSTILE)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_redirect_stays_on_the_site(client: FlaskClient, first: str, second: str, query: str) -> None:
    one, two, asked = (quote(text, safe="", errors="replace") for text in (first, second, query))
    places = [
        f"/language/de?back={asked}",
        f"/{one}/{two}.json",
        f"/{one}.json",
        f"/search.json?q={asked}",
        f"/{one}/{two}?q={asked}",
        f"/search?q={asked}&from=",
        f"/{one}//{two}",
    ]
    for place in places:
        for accepted in ("text/html", "application/json", "application/tei+xml"):
            response = client.get(place, headers={"Accept": accepted}, base_url=SITE)
            assert response.status_code < 500
            for location in response.headers.getlist("Location"):
                assert as_a_browser_reads(location) == "letters.example", place


def test_the_parts_of_an_address_stay_parts(client: FlaskClient) -> None:
    location = client.get("/a%3Fb/c%23%0d%0a.json").headers["Location"]
    assert location == "/api/v1/units/a%3Fb/c%23%0D%0A"
    assert client.get("/search.json?q=a%0d%0aX").headers["Location"] == "/api/v1/search?q=a%0d%0aX"


def test_a_query_string_of_other_bytes_is_percent_encoded(client: FlaskClient) -> None:
    response = client.get("/search.json", environ_overrides={"QUERY_STRING": "q=\xff"})
    assert response.headers["Location"] == "/api/v1/search?q=%FF"


def test_redirects_are_made_in_one_module() -> None:
    importing = re.compile(r"from flask import [^\n]*\bredirect\b|flask\.redirect")
    sources = Path(web.__file__).parent.glob("*.py")
    assert [path.name for path in sources if importing.search(path.read_text("utf-8"))] == ["redirects.py"]
