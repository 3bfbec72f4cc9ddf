"""An edition with markup and script in every field, and queries like that: all is text on every view."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from cli.binding import listen
from cli.settings import load_settings
from corpus.model import Edition
from indexer.build import build
from search.searcher import Searcher
from tests.browser.test_browser_access import VIEWS
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.app import create_app
from web.serving import make_server, run

pytestmark = pytest.mark.browser

HOSTILE = (
    " \"'></textarea></title></style><script>window.taken=1</script><img src=x onerror=window.taken=1>"
    "<svg onload=window.taken=1><a href='javascript:window.taken=1'>x</a>{{7*7}}${7*7}<!--"
)
_KEPT = """
    id edition kind parent edtf certainty year_source bounded_by style anchor note targets source language
    broader biography members units level code target see same_as precision describes scheme evidence access
"""
KEPT = frozenset(_KEPT.split())
"""Fields that lead somewhere or take one of a few values; readers do not fill them with text."""
MARKS = "script:not([src]), img, svg[onload], [onerror], a[href^='javascript' i], style:not([nonce])"
EXPORTS = ("xml", "cmif.xml", "csv", "jsonl", "jsonld", "bib", "ris", "csl.json", "atom")


def spoilt(value: Any) -> Any:
    """The same with every text made hostile."""
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: _spoilt_field(field.name, getattr(value, field.name)) for field in fields(value)
        }
        return replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(spoilt(one) for one in value)
    return value + HOSTILE if isinstance(value, str) and value else value


def _spoilt_field(name: str, value: Any) -> Any:
    texts = value if isinstance(value, tuple) else (value,)
    holds_text = any(isinstance(one, str) for one in texts)
    return value if name in KEPT and holds_text else spoilt(value)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root: Path = tmp_path_factory.mktemp("indexes")
    settings = load_settings(indexes=root, judgements=root / "judged.jsonl", passage_words_max=400)
    edition: Edition = spoilt(lighthouse_edition())
    assert all(HOSTILE in unit.title and HOSTILE in unit.text for unit in edition.units if unit.paragraphs)
    encoder = HashingEncoder()
    build((edition,), root=root, name="hostile", settings=settings, encoder=encoder)
    searcher = Searcher.open(root, "hostile", settings, encoder)
    server, stopped = make_server(create_app(searcher, settings), listen("127.0.0.1", 0)), threading.Event()
    thread = threading.Thread(target=run, args=(server, stopped, 1), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stopped.set()
    thread.join(timeout=5)


def test_hostile_text_is_text_on_every_view(browser: Browser, hostile_site: str) -> None:
    """Without the content security policy: escaping alone must do."""
    page = browser.new_context(base_url=hostile_site, bypass_csp=True).new_page()
    asked = quote(HOSTILE)
    queries = (
        f"/search?q={asked}",
        f"/search?q=lens&topic={asked}",
        f"/lighthouse/doc-1?q={asked}",
        f"/{asked}",
    )
    found = []
    seen = 0
    for view in (*VIEWS, *queries):
        page.goto(view)
        page.wait_for_timeout(50)
        marks = page.evaluate(
            "marks => [...document.querySelectorAll(marks)].map(one => one.outerHTML)", MARKS
        )
        found += [f"{view}: {mark[:150]}" for mark in marks]
        if page.evaluate("window.taken"):
            found.append(f"{view}: script was run")
        text = page.inner_text("body")
        seen += "window.taken" in text
        assert "49${" not in text, f"{view}: a template was filled in"
    assert found == []
    assert seen > len(VIEWS) / 2


def test_hostile_completions_are_text(browser: Browser, hostile_site: str) -> None:
    page = browser.new_context(base_url=hostile_site, bypass_csp=True).new_page()
    page.goto("/")
    page.get_by_role("combobox").first.type("bran")
    page.wait_for_selector("[role=option]")
    assert page.evaluate("marks => document.querySelectorAll(marks).length", MARKS) == 0
    assert not page.evaluate("window.taken")


@pytest.mark.parametrize("form", EXPORTS)
def test_hostile_exports_are_whole_and_no_pages(browser: Browser, hostile_site: str, form: str) -> None:
    response = browser.new_context(base_url=hostile_site).request.get(f"/search.{form}?q=lens")
    assert response.status == 200
    assert "html" not in response.headers["content-type"]
    assert response.headers["x-content-type-options"] == "nosniff"
    if form.endswith(("xml", "atom")):
        ElementTree.fromstring(response.body())
