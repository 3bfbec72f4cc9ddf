from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from search.evaluation.evaluation import read_questions

pytestmark = pytest.mark.browser

WIDTHS = {"desk": 1440, "phone": 390}


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A fresh page; the test fails if anything is asked of another host or the console complains."""
    context = browser.new_context(java_script_enabled=request.param, base_url=site)
    page = context.new_page()
    foreign: list[str] = []
    complaints: list[str] = []
    host = urlsplit(site).netloc
    page.on(
        "request", lambda asked: foreign.append(asked.url) if urlsplit(asked.url).netloc != host else None
    )
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert foreign == []
    assert complaints == []


def test_a_reader_asks_narrows_and_reads_a_note(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("lens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile(r"results .*by relevance"))).to_be_visible()
    expect(page.locator("mark").first).to_have_text("lens")

    sender = page.locator(".facet", has=page.get_by_role("heading", name="Sender"))
    sender.get_by_role("link", name="M. P. Zelenov").first.click()
    expect(page.get_by_role("list", name="Active filters and interpretation")).to_contain_text(
        "M. P. Zelenov"
    )
    expect(page.get_by_role("heading", name="1 result, by relevance")).to_be_visible()

    page.get_by_role("link", name="Zelenov to Brandt and Lindqvist").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zelenov to Brandt and Lindqvist")
    expect(page.locator(".text mark").first).to_have_text("lens")

    page.get_by_role("link", name="Note 1", exact=True).click()
    assert page.url.endswith("#n1")
    expect(page.locator("#n1")).to_be_in_viewport()
    page.get_by_role("link", name="Note 1: back to text").click()
    assert page.url.endswith("#ref-n1")

    page.get_by_role("link", name="Back to results").click()
    expect(page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first).to_have_value("lens")


def test_a_filter_is_removed_by_its_chip(page: Page) -> None:
    page.goto("/search?q=lens&sender=zelenov-m")
    page.get_by_role("link", name="Remove: Sender M. P. Zelenov").click()
    expect(page.get_by_role("list", name="Active filters and interpretation")).to_have_count(0)


def test_the_dates_beside_the_hits_belong_to_the_question(page: Page) -> None:
    page.goto("/search?q=lens&kind=document")
    page.get_by_role("textbox", name="Start date").fill("1922")
    page.get_by_role("button", name="Apply").click()
    assert page.url.endswith("/search?q=lens&from=1922&kind=document")
    expect(page.get_by_role("textbox", name="Start date")).to_have_value("1922")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_nothing_stands_out_over_the_edge(browser: Browser, site: str, width: int) -> None:
    page = browser.new_page(base_url=site, viewport={"width": width, "height": 800})
    for address in (
        "/",
        "/search?q=lens",
        "/lighthouse/doc-1",
        "/lighthouse",
        "/lighthouse/persons",
        "/help",
        "/judge",
        "/judge/question?q=lens&kind=document",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    page.close()


def test_a_long_note_does_not_hold_the_text_up(browser: Browser, site: str) -> None:
    page = browser.new_page(base_url=site, viewport={"width": 1440, "height": 800})
    page.goto("/lighthouse/doc-1")
    expect(page.locator(".text")).to_have_class("text flowing")
    notes = [box for note in page.locator(".note").all() if (box := note.bounding_box())]
    text = page.locator(".prose").first.bounding_box()
    assert text
    assert all(note["x"] > text["x"] + text["width"] for note in notes)
    assert all(below["y"] >= above["y"] + above["height"] for above, below in pairwise(notes))
    page.close()


def test_the_skip_link_comes_first_by_keyboard(page: Page) -> None:
    page.goto("/lighthouse/doc-1")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


def test_an_editor_judges_a_question_and_takes_it_home(page: Page, tmp_path: Path) -> None:
    page.goto("/search?q=lens&kind=document")
    page.get_by_role("link", name="Judge results").click()
    expect(page.get_by_role("list", name="Active filters and interpretation")).to_contain_text("Documents")
    letter = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Brandt to Lindqvist"))
    letter.get_by_text("Full text").click()
    expect(letter.get_by_text("no bread ration since Sunday").last).to_be_visible()
    letter.get_by_role("radio", name="3 answers the question").check()
    page.get_by_role("textbox", name="Ids or page addresses").fill("doc-12")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("status")).to_contain_text("Saved. 1 of")
    added = page.get_by_role("group", name="Grade for Lindqvist to Brandt, undated")
    expect(added).to_be_in_viewport()
    added.get_by_role("radio", name="2 highly relevant").check()
    page.get_by_role("combobox", name="Type").fill("theme")
    page.get_by_role("checkbox", name="not relevant").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")

    page.get_by_role("link", name="Judged questions").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="questions.jsonl").click()
    download.value.save_as(tmp_path / "questions.jsonl")
    question = read_questions(tmp_path / "questions.jsonl")[-1]
    assert (question.text, question.type, question.filters) == ("lens", "theme", (("kind", "document"),))
    assert (question.grades["lighthouse/doc-1"], question.grades["lighthouse/doc-12"]) == (3, 2)
    assert 0 in question.grades.values()

    page.get_by_role("link", name=f"Delete {question.id}").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No judged questions yet.")).to_be_visible()


def test_grades_that_were_not_saved_are_not_left_behind_unasked(browser: Browser, site: str) -> None:
    page = browser.new_page(base_url=site)
    page.goto("/judge/question?q=lens")
    page.get_by_role("radio", name="3 answers the question").first.check()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Editions").click(no_wait_after=True)
    expect(page.get_by_role("radio", name="3 answers the question").first).to_be_checked()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/judge/question?q=lens")
    page.close()
