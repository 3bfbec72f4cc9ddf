from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page; the test fails if anything is asked of another host or the console complains."""
    yield from watched(browser, site, script=request.param)


@pytest.fixture
def scripted(browser: Browser, site: str) -> Iterator[Page]:
    """The same, for what only a script can do."""
    yield from watched(browser, site, script=True)


def watched(browser: Browser, site: str, *, script: bool) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=script, base_url=site, locale="en-GB")
    page = context.new_page()
    host = urlsplit(site).netloc
    wrong: list[str] = []
    page.on("request", lambda asked: wrong.append(asked.url) if urlsplit(asked.url).netloc != host else None)
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def test_a_reader_follows_an_exchange(page: Page) -> None:
    page.goto("/lighthouse/doc-2")
    exchange = page.get_by_role("region", name="Letters in this exchange")
    expect(exchange.get_by_text("reply to document 1 (stated by the editors: note 1)")).to_be_visible()
    exchange.get_by_role("link", name="Brandt to Lindqvist, 4 March 1921").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brandt to Lindqvist, 4 March 1921")


def test_a_name_leads_to_the_biography(page: Page) -> None:
    page.goto("/lighthouse/doc-1")
    name = page.locator("a.at-hand", has_text="Zelenov").first
    name.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zelenov")


def test_a_name_is_explained_where_it_stands(scripted: Page) -> None:
    scripted.goto("/lighthouse/doc-1")
    name = scripted.locator("a.at-hand", has_text="Zelenov").first
    name.focus()
    card = scripted.get_by_role("complementary", name="Explanation")
    expect(card).to_be_visible()
    expect(card).to_contain_text("M. P. Zelenov")
    box, viewport = card.bounding_box(), scripted.viewport_size
    assert box
    assert viewport
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= viewport["width"]
    scripted.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_one_goes_from_one_marked_place_to_the_next(page: Page) -> None:
    page.goto("/lighthouse/doc-1?q=lens")
    places = page.get_by_role("navigation", name="Matches")
    places.get_by_role("link", name="2", exact=True).click()
    assert page.url.endswith("#hit-2")
    expect(page.locator("#hit-2")).to_be_in_viewport()


def test_keys_go_from_one_marked_place_to_the_next(scripted: Page) -> None:
    scripted.goto("/lighthouse/doc-1?q=lens")
    scripted.locator("h1").click()
    scripted.keyboard.press("n")
    scripted.keyboard.press("n")
    expect(scripted.locator("mark.here")).to_have_id("hit-2")
    scripted.keyboard.press("p")
    expect(scripted.locator("mark.here")).to_have_id("hit-1")


def test_related_documents_are_asked_for_by_some_channels(page: Page) -> None:
    page.goto("/lighthouse/doc-5?q=bar")
    related = page.get_by_role("region", name="Related")
    related.get_by_text("Kinds of relation").click()
    for channel in (
        "Replies",
        "Shared words",
        "Similar meaning",
        "Shared persons",
        "Shared topics",
        "Same archive file",
        "Cross-references",
        "Mentioned dates",
        "Close in the edition",
    ):
        related.get_by_label(channel, exact=True).uncheck()
    related.get_by_role("button", name="Apply").click()
    assert "related=time" in page.url
    assert "q=bar" in page.url
    expect(related.get_by_text("7 days apart", exact=True)).to_be_visible()
    expect(related.get_by_text("words in common")).to_have_count(0)


def test_a_day_of_the_calendar_leads_to_its_letter(page: Page) -> None:
    page.goto("/lighthouse")
    page.get_by_role("navigation", name="Edition").get_by_role("link", name="Day by day").click()
    page.get_by_role("link", name="4 March 1921: Brandt to Lindqvist").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brandt to Lindqvist, 4 March 1921")


def test_a_person_is_looked_up_and_searched_for(page: Page) -> None:
    page.goto("/lighthouse/persons")
    page.get_by_role("link", name="Brandt, A. K.").click()
    sent = page.get_by_role("region", name="Sent")
    sent.get_by_role("link", name="Search these documents").click()
    expect(page.get_by_role("list", name="Active filters and interpretation")).to_contain_text(
        "Sender A. K. Brandt"
    )


def test_the_network_is_drawn_for_a_year(page: Page) -> None:
    page.goto("/lighthouse/pictures")
    page.get_by_label("Minimum number of documents").fill("1")
    page.get_by_label("Year", exact=True).select_option("1922")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".network circle").first).to_be_visible()
    page.locator(".network summary").click()
    assert page.locator(".network tbody tr").count() == page.locator(".network line").count()


def test_the_reader_switches_the_language_and_stays_where_he_is(page: Page) -> None:
    page.goto("/search?q=lens")
    page.get_by_role("link", name="Deutsch").click()
    assert page.url.endswith("/search?q=lens")
    expect(page.get_by_role("heading", name="Treffer")).to_be_visible()
    page.goto("/help")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hilfe zur Suche")


def test_a_reference_is_taken_home(page: Page, tmp_path: Path) -> None:
    page.goto("/lighthouse/doc-1")
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    download.value.save_as(tmp_path / "reference.bib")
    assert "@incollection{lighthouse:doc-1" in (tmp_path / "reference.bib").read_text("utf-8")
    page.get_by_text("Other citation styles").click()
    expect(page.get_by_text("APA", exact=True)).to_be_visible()


def test_notes_fold_under_their_document_or_stand_alone(page: Page) -> None:
    page.goto("/search?q=lens")
    assert page.locator(".folded li").count() > 0
    page.get_by_label("Editors’ notes", exact=True).select_option("none")
    page.get_by_role("button", name="Apply").click()
    assert "group=none" in page.url
    expect(page.locator(".folded")).to_have_count(0)


def test_the_next_page_and_back_again(page: Page) -> None:
    page.goto("/search?limit=3&kind=document")
    first = page.locator(".hit h3").first.inner_text()
    page.get_by_role("link", name="More results").click()
    expect(page.locator(".hit h3").first).not_to_have_text(first)
    page.go_back()
    expect(page.locator(".hit h3").first).to_have_text(first)


def test_a_search_is_cited(page: Page) -> None:
    page.goto("/search?q=lens&sender=zelenov-m")
    page.get_by_text("Cite this search").click()
    expect(page.get_by_text("search for “lens” (Sender: M. P. Zelenov)")).to_be_visible()


def test_drawing_across_the_months_narrows_to_them(scripted: Page) -> None:
    scripted.goto("/search?q=lens")
    box = scripted.locator(".histogram svg").bounding_box()
    assert box
    scripted.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    scripted.mouse.down()
    scripted.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2, steps=4)
    scripted.mouse.up()
    scripted.wait_for_url("**from=1921**")
    expect(scripted.get_by_role("list", name="Active filters and interpretation")).to_contain_text("Date")


def test_the_last_searches_are_remembered_and_forgotten(scripted: Page) -> None:
    scripted.goto("/search?q=lens")
    scripted.goto("/search?q=boots")
    scripted.goto("/")
    history = scripted.get_by_role("region", name="Recent searches")
    expect(history.get_by_role("listitem")).to_have_count(2)
    expect(history.get_by_role("listitem").first).to_contain_text("boots")
    history.get_by_role("button", name="Clear").click()
    expect(history).to_be_hidden()
    scripted.reload()
    expect(history).to_be_hidden()


def test_completions_are_chosen_by_keyboard(scripted: Page) -> None:
    scripted.goto("/")
    box = scripted.get_by_role("combobox").last
    box.press_sequentially("bran", delay=20)
    expect(scripted.get_by_role("option").first).to_be_visible()
    scripted.keyboard.press("ArrowDown")
    scripted.keyboard.press("Enter")
    expect(scripted.get_by_role("heading", level=1)).to_contain_text("Brandt")


def test_nothing_moves_once_a_page_is_there(scripted: Page) -> None:
    scripted.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "one => { if (!one.hadRecentInput) window.moved += one.value; }))"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for address in ("/", "/search?q=lens", "/lighthouse/doc-1?q=lens"):
        scripted.goto(address)
        scripted.wait_for_timeout(300)
        assert scripted.evaluate("window.moved") < 0.1, address
