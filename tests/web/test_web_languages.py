from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import web
from cli.settings import load_settings
from corpus.model import PersonRef, Unit
from exports.api.openapi import endpoints
from search.messages import TEMPLATES
from store.fields import FIELDS
from web.hits import title_language
from web.labels import COUNT_TEMPLATES, format_count
from web.languages import LANGUAGES, TRANSLATIONS, catalogue
from web.texts import LazyText

FOLDER = Path(web.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]
KEYWORDS = {"_": None, "LazyText": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_noop": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
ENGLISH_DETAIL = "error"
"""What an error says; the other languages leave it out where it is the value of a notice."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def shown() -> set[str | tuple[str, ...]]:
    """Every text of the interface in the sources, all that a search says, and the headings of fields."""
    summaries = {endpoint.summary for endpoint in endpoints(load_settings())}
    of_pages = {message for _, _, message, _, _ in extract_from_dir(FOLDER, METHODS, keywords=KEYWORDS)}
    return of_pages | set(TEMPLATES.values()) | {field.label for field in FIELDS if field.label} | summaries


def read(language: str) -> Catalog:
    with (TRANSLATIONS / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def messages(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_text_and_no_other(language: str) -> None:
    catalog = read(language)
    assert {one.id if isinstance(one.id, str) else tuple(one.id) for one in messages(catalog)} == shown()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_its_values(language: str) -> None:
    catalog = read(language)
    assert not catalog.obsolete
    for message in messages(catalog):
        assert not message.fuzzy
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert len(strings) == (1 if len(ids) == 1 else catalog.num_plurals)
        for string in strings:
            assert string, message.id
            expected = set(PLACEHOLDER.findall(ids[0])) - {ENGLISH_DETAIL}
            assert set(PLACEHOLDER.findall(string)) == expected, message.id


def test_what_is_counted_follows_each_language(client: FlaskClient) -> None:
    assert [catalogue("ru").ngettext(*COUNT_TEMPLATES["hit"], count) for count in (1, 3, 5, 21)] == [
        "%(count)s результат",
        "%(count)s результата",
        "%(count)s результатов",
        "%(count)s результат",
    ]
    assert str(format_count(1204, "hit")) == "1,204 results"


def test_outside_a_request_texts_are_english() -> None:
    assert str(LazyText("until %(day)s", {"day": "noon"})) == "until noon"
    assert str(LazyText(("%(count)s boat", "%(count)s boats"), {"count": 2})) == "2 boats"


@pytest.mark.parametrize(
    ("accepted", "language", "heading"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Treffer"),
        ("ru", "ru", "результат"),
        ("fr,en;q=0.5", "en", "results"),
        ("fr", "en", "results"),
        ("", "en", "results"),
    ],
)
def test_a_page_is_in_the_language_the_browser_accepts(
    client: FlaskClient, accepted: str, language: str, heading: str
) -> None:
    response = client.get("/search?q=lens", headers={"Accept-Language": accepted})
    assert f'<html lang="{language}">' in response.text
    assert heading in response.text
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    ("language", "bound"), [("en", "from 1 June 1922"), ("de", "ab 1. Juni 1922"), ("ru", "с 1 июня 1922")]
)
def test_a_day_is_written_as_the_language_writes_it(client: FlaskClient, language: str, bound: str) -> None:
    assert bound in client.get("/search?from=1922-06", headers={"Accept-Language": language}).text


def test_a_language_switched_to_stays(client: FlaskClient) -> None:
    response = client.get("/language/de?back=/lighthouse/doc-1?q=lens")
    assert (response.status_code, response.location) == (302, "/lighthouse/doc-1?q=lens")
    assert '<html lang="de">' in client.get("/help", headers={"Accept-Language": "ru"}).text


@pytest.mark.parametrize(
    "back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"]
)
def test_one_is_never_led_to_another_site(client: FlaskClient, back: str) -> None:
    assert client.get("/language/de", query_string={"back": back}).location == "/"


def test_an_unknown_language_is_explained(client: FlaskClient) -> None:
    assert client.get("/language/xx").status_code == 400


def test_the_start_page_is_not_remembered_in_one_language(client: FlaskClient) -> None:
    first = client.get("/", headers={"Accept-Language": "de"}).text
    second = client.get("/", headers={"Accept-Language": "ru"}).text
    assert "Anmerkungen" in first
    assert "примечани" in second


def test_the_text_of_the_edition_keeps_its_own_language(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1", headers={"Accept-Language": "ru"}).text
    assert '<div class="text" lang="en">' in html


def test_text_is_written_in_its_own_direction(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1").text
    assert '<div class="prose" dir="auto">' in html
    assert '<h1 lang="en" dir="auto">' in html
    results = client.get("/search", query_string={"q": "lens"}).text
    assert '<p class="passage" lang="en" dir="auto">' in results
    assert re.search(r'<input id="q" [^>]*dir="auto"', results)


def test_a_title_made_from_metadata_is_english_in_any_language_of_the_text() -> None:
    letter = Unit("e/1", "e", "document", "", 0, senders=(PersonRef("a", "A"),), language="he")
    assert title_language(replace(letter, title="A to unknown")) == "en"
    assert title_language(replace(letter, title="מכתב מירושלים")) == "he"
    assert title_language(replace(letter, kind="note", title="Note 1 to A to unknown")) == "en"
