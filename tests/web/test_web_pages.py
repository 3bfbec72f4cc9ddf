from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from corpus.model import Paragraph, PersonRef, Unit
from search.model import QuotedSentence, SearchRequest
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app

HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"
PAGES = (
    "/",
    "/search",
    "/search?q=lamp",
    "/search?q=nothingatall",
    "/search?sender=brandt-a&not.kind=note&from=1921&q=lens",
    '/search?q="lamp',
    "/editions",
    "/lighthouse",
    "/lighthouse/persons",
    "/lighthouse/topics",
    "/lighthouse/glossary",
    "/lighthouse/calendar",
    "/lighthouse/archive",
    "/lighthouse/pictures",
    "/lighthouse/pictures?year=1921&least=1",
    "/lighthouse/persons/brandt-a",
    "/lighthouse/persons/members-of-the-harbour-board",
    "/lighthouse/topics/works",
    "/lighthouse/topics/coal",
    "/lighthouse/doc-3",
    "/lighthouse/doc-1?q=lens",
    "/lighthouse/1922-introduction",
    "/lighthouse/bio.brandt-a",
    "/help",
    "/docs/errors",
    "/docs/api",
    "/no-such-page",
    "/judge",
    "/judge/question?q=lens&kind=document",
    "/judge/question?q=nothingatall",
    '/judge/question?q="lamp',
    "/judge/question/Q1",
    "/judge/delete/Q1",
)
VOID = {"meta", "link", "input", "img", "br", "line", "rect", "path", "circle"}


class Outline(HTMLParser):
    """What a page is made of: its elements in order, and whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, *tags: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.elements if tag in tags)


def outline(client: FlaskClient, address: str) -> Outline:
    return Outline(client.get(address).text)


@pytest.mark.parametrize("address", PAGES)
class TestEveryPage:
    @pytest.fixture
    def client(self, address: str, client: FlaskClient, judge: FlaskClient) -> FlaskClient:
        """The usual client; for the pages of judges, one whose first question is judged."""
        if not address.startswith("/judge"):
            return client
        grades = {"grade.lighthouse/doc-1": "3", "grade.lighthouse/doc-3": "0"}
        judge.post("/judge/question", data={"q": "cracked lens", "type": "question", **grades})
        return judge

    def test_has_its_landmarks_once(self, client: FlaskClient, address: str) -> None:
        page = outline(client, address)
        assert [len(list(page.all(tag))) for tag in ("html", "main", "h1", "footer")] == [1, 1, 1, 1]
        assert next(page.all("html"))["lang"] == "en"
        assert any(link.get("href") == "#main" for link in page.all("a"))
        assert sum(form.get("role") == "search" for form in page.all("form")) == 1
        navigations = [nav.get("aria-label") for nav in page.all("nav")]
        assert all(navigations)
        assert len(set(navigations)) == len(navigations)

    def test_skips_no_level_of_headings(self, client: FlaskClient, address: str) -> None:
        levels = [
            int(tag[1]) for tag, _ in outline(client, address).elements if tag in ("h1", "h2", "h3", "h4")
        ]
        assert levels[0] == 1
        assert all(below - above <= 1 for above, below in pairwise(levels))

    def test_labels_every_field(self, client: FlaskClient, address: str) -> None:
        page = outline(client, address)
        labelled = {label.get("for") for label in page.all("label")}
        fields = [field for field in page.all("input", "select") if field.get("type") != "hidden"]
        assert fields
        assert all(field.get("id") in labelled for field in fields)

    def test_has_no_id_twice_and_no_fragment_to_nowhere(self, client: FlaskClient, address: str) -> None:
        page = outline(client, address)
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        fragments = {
            str(link.get("href"))[1:] for link in page.all("a") if str(link.get("href")).startswith("#")
        }
        assert fragments <= set(ids)

    def test_has_nothing_inline_and_nothing_from_elsewhere(self, client: FlaskClient, address: str) -> None:
        for tag, attributes in outline(client, address).elements:
            assert tag != "style"
            assert not any(name == "style" or name.startswith("on") for name in attributes)
            if tag in ("script", "link", "img") and attributes.get("rel") not in (
                "canonical",
                "alternate",
                "search",
            ):
                assert (attributes.get("src") or attributes.get("href") or "").startswith("/static/")

    def test_is_guarded_by_headers(self, client: FlaskClient, address: str) -> None:
        headers = client.get(address).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"

    def test_leads_nowhere_into_the_void(self, client: FlaskClient, address: str) -> None:
        for link in outline(client, address).all("a"):
            target = str(link.get("href"))
            if target.startswith("/") and "/docs/errors#" not in target:
                assert client.get(target).status_code in (200, 302), target


def test_what_a_form_sends_is_led_to_the_short_address(client: FlaskClient) -> None:
    response = client.get("/search?q=lens&from=1921&to=&mode=hybrid&sort=relevance&kind=document")
    assert (response.status_code, response.location) == (302, "/search?q=lens&from=1921&kind=document")


def test_a_question_to_the_start_page_is_answered(client: FlaskClient) -> None:
    assert "results, by relevance" in client.get("/?q=lens").text


def test_persons_and_notes_lead_to_each_other(client: FlaskClient) -> None:
    biography = client.get("/lighthouse/bio.brandt-a").text
    assert "/search?correspondent=brandt-a" in biography
    assert "/search?mentions=brandt-a" in biography


def test_the_start_page_introduces_the_edition(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Papers of the Lighthouse Service" in page
    assert "12 documents, 24 editors’ notes" in page
    assert "/search?from=1921&amp;to=1921" in page
    assert "Examples" in page


def test_hits_show_date_archive_page_and_the_words_found(client: FlaskClient) -> None:
    page = client.get("/search?q=lens&kind=document").text
    assert "<mark>lens</mark>" in page
    assert "CAL, f. 12, op. 3" in page
    assert "20 March [1921]" in page
    assert ">p. 14</a>" in page
    assert "keyword match" in page
    assert 'href="/lighthouse/doc-3?q=lens"' in page


def test_a_note_says_what_it_is_a_note_on(client: FlaskClient) -> None:
    page = client.get("/search?kind=note").text
    assert "Editors’ note · on Brandt to Lindqvist, 4 March 1921" in page


def test_filters_in_force_can_be_removed_one_by_one(client: FlaskClient) -> None:
    page = client.get("/search?q=lens&sender=brandt-a&not.kind=note&from=1921-03&to=1922").text
    assert 'href="/search?q=lens&amp;from=1921-03&amp;to=1922&amp;not.kind=note"' in page
    assert 'href="/search?q=lens&amp;from=1921-03&amp;to=1922&amp;sender=brandt-a"' in page
    assert 'href="/search?q=lens&amp;sender=brandt-a&amp;not.kind=note"' in page
    assert "1 March 1921 – 31 December 1922" in page


def test_a_new_question_keeps_the_filters(client: FlaskClient) -> None:
    page = outline(client, "/search?q=lens&sender=brandt-a&not.kind=note&from=1921")
    hidden = {(field["name"], field["value"]) for field in page.all("input") if field.get("type") == "hidden"}
    assert hidden == {("sender", "brandt-a"), ("not.kind", "note")}
    (typed,) = [field for field in page.all("input") if field.get("name") == "from"]
    assert typed["value"] == "1921"


def test_interpretations_can_be_switched_off(client: FlaskClient) -> None:
    assert "/search?q=Brandt&amp;literal=person%3Abrandt-a" in client.get("/search?q=Brandt").text


def test_another_spelling_is_offered(client: FlaskClient) -> None:
    assert 'Did you mean <a href="/search?q=lamp">' in client.get("/search?q=lampp").text


def test_the_result_can_be_turned_page_by_page(client: FlaskClient) -> None:
    first = outline(client, "/search?kind=note")
    (following,) = [link["href"] for link in first.all("a") if link.get("rel") == "next"]
    second = client.get(str(following)).text
    assert "First results" in second


def test_months_are_links_and_stand_in_a_table_too(client: FlaskClient) -> None:
    page = client.get("/search?kind=document").text
    assert "<svg" in page
    assert page.count('href="/search?from=1921-03&amp;to=1921-03&amp;kind=document"') == 2
    assert "Undated" in page


def test_an_empty_result_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/search?q=nothingatall&sender=brandt-a").text
    assert "No results" in page
    assert "Use fewer words" in page
    assert "without any filter" not in page, "that would find nothing either"


def test_a_malformed_question_is_explained_beside_the_box(client: FlaskClient) -> None:
    response = client.get('/search?q=two "lamps&sender=brandt-a')
    assert response.status_code == 400
    assert "The quotation mark is not closed." in response.text
    assert '<mark>"</mark>' in response.text.replace("&#34;", '"')
    assert 'aria-invalid="true"' in response.text
    assert 'name="sender" value="brandt-a"' in response.text


def test_a_wrong_filter_is_explained_on_the_page(client: FlaskClient) -> None:
    response = client.get("/search?q=lamp&from=someday")
    assert response.status_code == 400
    assert "1932-06" in response.text


def test_a_document_is_read_with_all_that_belongs_to_it(client: FlaskClient) -> None:
    page = client.get("/lighthouse/doc-3").text
    for piece in (
        "M. P. Zelenov",
        "20 March [1921]",
        "supplied by the editors",
        "CAL, f. 12, op. 3, d. 42",
        "Autograph.",
        'id="p1"',
        'href="#n1" id="ref-n1"',
        'id="n1"',
        'href="#ref-n1"',
        "[p. 14]",
        "same archive file: f. 1, op. 2, d. 3",
        "Note 1 to document 1",
        'rel="prev" href="/lighthouse/doc-2"',
        'rel="next" href="/lighthouse/doc-4"',
        "<cite>Papers of the Lighthouse Service, 1921–1923</cite>",
        "/search?archive=CAL%2C+f.+12%2C+op.+3%2C+d.+42",
    ):
        assert piece in page, piece


def test_the_editors_references_are_links(client: FlaskClient) -> None:
    assert 'class="reference" href="/lighthouse/doc-3"' in client.get("/lighthouse/doc-1").text


def test_persons_are_listed_with_what_they_wrote_and_where_they_are_named(client: FlaskClient) -> None:
    page = client.get("/lighthouse/persons").text
    assert re.search(r'href="/search\?correspondent=brandt-a&amp;kind=document">\d+ documents<', page)
    assert re.search(
        r'href="/search\?mentions=zelenov-m&amp;kind=document">mentioned in \d+ documents?<', page
    )


def test_topics_are_listed_with_their_units_and_lead_to_them(client: FlaskClient) -> None:
    page = client.get("/lighthouse/topics").text
    assert re.search(r'href="/lighthouse/topics/coal">Coal</a> <span[^>]*>1 unit<', page)
    assert "<h1>Topics</h1>" in page


def test_the_glossary_says_each_term_once(client: FlaskClient) -> None:
    page = client.get("/lighthouse/glossary").text
    assert "<dt>" in page
    assert not re.search(r">(\w+)</a></dt><dd>\1", page)


def test_a_note_is_shown_on_the_page_of_its_document(client: FlaskClient) -> None:
    response = client.get("/lighthouse/doc-1.n1?q=ice")
    assert (response.status_code, response.location) == (302, "/lighthouse/doc-1?q=ice#n1")


def test_the_words_of_the_question_are_marked_in_the_text(client: FlaskClient) -> None:
    assert '<mark id="hit-1">packed</mark>' in client.get("/lighthouse/doc-3?q=packing").text
    assert "<mark>" not in client.get("/lighthouse/doc-3").text


def test_a_unit_goes_before_a_page_of_the_same_name() -> None:
    edition = lighthouse_edition()
    named = Unit(
        "lighthouse/persons", "lighthouse", "introduction", "On persons", 999, (Paragraph("Of them."),)
    )
    client = create_app(
        FakeSearcher(replace(edition, units=(*edition.units, named))), load_settings()
    ).test_client()
    assert "Of them." in client.get("/lighthouse/persons").text
    assert "<h1>Glossary</h1>" in client.get("/lighthouse/glossary").text


@pytest.mark.parametrize("address", ["/nowhere", "/nowhere/doc-1", "/lighthouse/doc-99", "/nowhere/persons"])
def test_what_is_not_there_is_a_404_with_a_way_back(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert 'href="/"' in response.text


def test_nothing_of_an_edition_is_markup() -> None:
    edition = lighthouse_edition()
    person = PersonRef("x", HOSTILE)
    hostile = replace(
        edition.units[2],
        title=HOSTILE,
        paragraphs=(Paragraph(HOSTILE, page='1"><b>'), Paragraph(HOSTILE, style="heading")),
        medium=HOSTILE,
        place=HOSTILE,
        chapter=HOSTILE,
        abstract=HOSTILE,
        senders=(person,),
        mentions=(person,),
    )
    units = (*edition.units[:2], hostile, *edition.units[3:])
    searcher = FakeSearcher(replace(edition, title=HOSTILE, units=units))
    client = create_app(searcher, load_settings()).test_client()
    for address in (f"/{hostile.id}", "/search?q=script", "/", "/lighthouse", f"/search?q={HOSTILE}", "/api"):
        page = client.get(address, query_string=None)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
        assert "<b>" not in page.text


@pytest.mark.parametrize(
    ("quoted", "expected"),
    [
        ("The lens <broke>.", "The lens &lt;broke&gt;.</blockquote>"),
        ("", "No direct answer found"),
    ],
)
def test_answers_stand_above_the_hits(
    client: FlaskClient, searcher: FakeSearcher, monkeypatch: pytest.MonkeyPatch, quoted: str, expected: str
) -> None:
    found = searcher.search(SearchRequest("lens", include=frozenset({"facets"})))
    answers = (QuotedSentence(quoted, searcher.edition.units[0], "11", "p2", 0.9),) if quoted else ()
    monkeypatch.setattr(searcher, "search", lambda request: replace(found, request=request, answers=answers))
    page = client.get("/search?q=lens").text
    assert expected in page
    assert page.index(expected) < page.index('<ol class="hits">')


def test_a_letter_shows_the_exchange_it_belongs_to(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1").text
    exchange = html[html.index("Letters in this exchange") :].partition("</ol>")[0]
    here, answer = exchange.split("<li")[1:]
    assert 'aria-current="true"' in here
    assert "<a" not in here
    assert 'href="/lighthouse/doc-2"' in answer
    assert "reply to document 1 (cites it as “your letter of 4 March”)" in answer
    assert "Letters in this exchange" not in client.get("/lighthouse/doc-3").text


def test_a_search_is_cited_by_its_whole_address(client: FlaskClient) -> None:
    html = client.get("/search?q=lens&sender=zelenov-m&sort=date", base_url="https://letters.example").text
    cited = html[html.index("Cite this search") :].partition("</details>")[0]
    assert "search for “lens” (Sender: M. P. Zelenov)" in cited
    assert "https://letters.example/search?q=lens&amp;sender=zelenov-m&amp;sort=date" in cited


def test_the_page_folds_notes_unless_asked_otherwise(client: FlaskClient) -> None:
    folded = client.get("/search?q=lens").text
    apart = client.get("/search?q=lens&group=none").text
    assert '<option value="document" selected>' in folded
    assert '<option value="none" selected>' in apart
    assert "group=none" not in folded.partition("<fieldset")[0]
    assert "q=lens&amp;sender=brandt-a&amp;group=none" in apart


def test_names_and_terms_lead_to_what_explains_them(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1").text
    assert (
        '<a class="at-hand" href="/lighthouse/bio.zelenov-m" data-card="at-hand-zelenov-m">Zelenov</a>'
        in html
    )
    assert html.count('data-card="at-hand-zelenov-m"') == 2
    assert '<template id="at-hand-zelenov-m">' in html
    assert html.count("<template ") == len(set(re.findall(r'data-card="([^"]+)"', html)))


def test_marked_places_are_numbered(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1?q=lens").text
    count = html.count("<mark ")
    assert f"{count} matches" in html
    assert [f'id="hit-{number}"' in html for number in range(1, count + 2)] == [True] * count + [False]
    assert "matches" not in client.get("/lighthouse/doc-1").text


def test_the_channels_of_related_documents_can_be_switched(client: FlaskClient) -> None:
    all_on = client.get("/lighthouse/doc-3").text
    one_on = client.get("/lighthouse/doc-3?related=time&q=lens").text
    assert all_on.count('name="related"') == all_on.count(" checked>") == 10
    assert one_on.count(" checked>") == 1
    assert '<input type="hidden" name="q" value="lens">' in one_on
    assert client.get("/lighthouse/doc-3?related=guess").status_code == 400
