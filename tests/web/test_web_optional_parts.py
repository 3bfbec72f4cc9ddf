"""A part that a page can do without is left out where it fails: the page stands, the log has the cause."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.errors import IndexDamaged
from search import optional_parts
from search.messages import Message
from search.optional_parts import collect_failed_parts, optional
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from web.app import create_app

SEARCH = "/search?q=lens&correspondent=brandt-a"
UNIT = "/lighthouse/doc-1?q=lens"
PARTS = (
    # what fails, on which page, and what is then missing from it
    ("search.pipeline.count_facets", SEARCH, '<section class="facet">'),
    ("search.pipeline.histogram", SEARCH, 'class="histogram"'),
    ("web.filter_links._facet_view", SEARCH, '<section class="facet">'),
    ("web.filter_links.parse_day", SEARCH, '<h3>Year</h3>'),
    ("web.hits.make_histogram", SEARCH, 'class="histogram"'),
    ("web.hits.with_period", SEARCH, 'class="histogram"'),
    ("web.hits.make_chips", SEARCH, 'class="chips"'),
    ("web.pages.cite_search", SEARCH, 'class="cite-search"'),
    ("search.searcher.Searcher.labels", SEARCH, None),
    ("search.searcher.Searcher._find_relaxations", "/search?q=lens&topic=coal&from=1950", "Search all dates"),
    ("search.query.spelling.SpellChecker.suggest", "/search?q=lamsp", "Did you mean"),
    ("web.hits.quoted_answer_view", "/search?q=Who+paid+for+the+lens%3F", 'class="answers"'),
    ("search.searcher.Searcher.related", UNIT, 'id="related"'),
    ("search.lookups.thread_of", "/lighthouse/doc-2", 'id="thread-heading"'),
    ("web.unit_page.related_link", UNIT, 'id="related"'),
    ("web.unit_page.unit_persons", UNIT, 'id="people-heading"'),
    ("web.unit_page.styles", UNIT, 'class="citation"'),
    ("web.unit_page.metadata", UNIT, "citation_title"),
    ("web.unit_page.render_abstract", UNIT, 'id="abstract"'),
    ("web.unit_page.person_glosses", UNIT, None),
    ("web.pages.make_highlighter", UNIT, "<mark"),
    ("web.site._glosses", UNIT, None),
    ("web.site._persons", UNIT, 'id="at-hand-zelenov-m"'),
    ("web.home.example_questions", "/", 'class="examples"'),
    ("web.home.year_links", "/", 'class="years"'),
    ("search.searcher.Searcher.counts", "/", None),
    ("search.searcher.Searcher.counts", "/lighthouse/persons", None),
    ("web.overviews.make_day_view", "/lighthouse/calendar", 'class="month"'),
    ("web.overviews.make_bar_chart", "/lighthouse/pictures", 'class="chart"'),
    ("web.overviews.make_network", "/lighthouse/pictures?least=1", 'class="network"'),
    ("web.overviews.make_topic_heatmap", "/lighthouse/pictures", 'class="heat"'),
    ("web.overviews.make_bar_chart", "/lighthouse/topics/lamps", 'class="chart"'),
    ("web.person_page.make_bar_chart", "/lighthouse/persons/zelenov-m", 'class="chart"'),
    ("web.person_page._companions", "/lighthouse/persons/zelenov-m", None),
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    return root


@pytest.fixture
def app(root: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(optional_parts, "_logged", set())
    settings = settings_in(root, answer_threshold=0)
    return create_app(Searcher.open(root, NAME, settings, HashingEncoder()), settings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def fail(*_: object, **__: object) -> None:
    raise ArithmeticError("what nobody foresaw")


@pytest.mark.parametrize(("part", "address", "missing"), PARTS)
def test_what_fails_is_left_out(
    client: FlaskClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    part: str,
    address: str,
    missing: str | None,
) -> None:
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(part, fail)
        page = client.get(address)
        assert page.status_code == 200
        assert "Failed part: " in caplog.text
        assert "what nobody foresaw" in caplog.text
        assert missing is None or missing not in page.text
        assert "nobody foresaw" not in page.text
    after = client.get(address)  # what failed is not remembered
    assert after.status_code == 200
    assert missing is None or missing in after.text


@pytest.mark.parametrize(
    ("part", "key"),
    [("count_facets", "facets"), ("histogram", "histogram"), ("quote_answers", "answers")],
)
def test_the_api_says_what_it_leaves_out(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, part: str, key: str
) -> None:
    address = "/api/v1/search?q=Who+paid+for+the+lens%3F&include=facets,histogram,answers"
    whole = client.get(address).json
    monkeypatch.setattr(f"search.pipeline.{part}", fail)
    answer = client.get(address).json
    assert answer
    assert whole
    assert whole[key]
    assert answer[key] is None
    assert answer["query"]["notices"] == [
        f"Not shown because of an error (see the server log): {Message(key)}."
    ]
    same = set(answer) - {key, "query", "took_ms"}
    assert {name: answer[name] for name in same} == {name: whole[name] for name in same}


def test_an_exchange_that_is_not_known_is_null(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.lookups.thread_of", fail)
    answer = client.get("/api/v1/units/lighthouse/doc-2").json
    assert answer
    assert answer["thread"] is None


def test_a_text_that_cannot_be_marked_is_shown_without_marks(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = client.get(UNIT).text
    monkeypatch.setattr("web.pages.make_highlighter", lambda *_: fail)
    plain = client.get(UNIT)
    assert plain.status_code == 200
    assert "<mark" in marked
    assert "<mark" not in plain.text
    assert "great lens of the Skerry light" in plain.text


def test_a_cause_is_logged_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional_parts, "_logged", set())
    for _ in range(3):
        assert optional("facets", fail, ()) == ()
    assert optional("histogram", fail, None) is None
    assert caplog.text.count("Failed part: ") == 2


def test_damage_is_no_matter_of_a_part() -> None:
    def read() -> None:
        raise IndexDamaged("A file has changed.")

    with pytest.raises(IndexDamaged):
        optional("facets", read, None)


def test_what_is_left_out_is_gathered_by_all_who_want_to_know() -> None:
    with collect_failed_parts() as outside:
        optional("one", fail, None)
        with collect_failed_parts() as inside:
            optional("two", fail, None)
        optional("three", fail, None)
    assert (inside, outside) == (["two"], ["one", "two", "three"])
    assert optional("four", lambda: 4, None) == 4
