from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Marker, StyledSpan
from corpus.readers.printed.inline import PAGE_BREAK, InlineText, heading_level, parse_inline, plain_text

WORDS = st.lists(st.text("abcdeä", min_size=1, max_size=6), min_size=1, max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("The *Harbour Gazette* wrote", "The Harbour Gazette wrote"),
        ("**Bold** start", "Bold start"),
        ("***Both*** marks", "Both marks"),
        ("### *Headed*  ", "Headed"),
        ("Rows ( <i>alpha</i> and <i>beta</i> )\t13", "Rows (alpha and beta)\t13"),
        ("<i>gamma (delta)</i> , a part", "gamma (delta), a part"),
        ("Fish &amp; ships &lt;i&gt;", "Fish & ships <i>"),
        ("It cost \\$5 and \\*more\\*", "It cost $5 and *more*"),
        ("ends in two spaces  ", "ends in two spaces"),
        ("a gap <sup>3</sup>.", "a gap."),
        ("a gap <sup>3</sup> here", "a gap here"),
        ("one<br/>two", "one two"),
    ],
)
def test_markup_is_removed(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    "text", ["5 * 6", "a word* with a star", "* loose", "**half open", "a *b** c", "****"]
)
def test_an_asterisk_without_partner_stays(text: str) -> None:
    assert parse_inline(text) == InlineText(text)


def test_spans_are_offsets_in_the_cleaned_text() -> None:
    cleaned = parse_inline("Read *Ships* and **Sails**.<sup>4</sup> Then")
    assert cleaned.text == "Read Ships and Sails. Then"
    assert cleaned.spans == (StyledSpan(5, 10, "italic"), StyledSpan(15, 20, "bold"))
    assert cleaned.markers == (Marker(21, "4"),)


@pytest.mark.parametrize(
    ("superscript", "labels"),
    [("3", ["3"]), ("1,2", ["1", "2"]), ("1, 2", ["1", "2"]), ("4–6", ["4", "5", "6"]), ("*", ["*"])],
)
def test_superscripts_of_numbers_are_markers(superscript: str, labels: list[str]) -> None:
    cleaned = parse_inline(f"The sea.<sup>{superscript}</sup>")
    assert cleaned.text == "The sea."
    assert [marker.label for marker in cleaned.markers] == labels
    assert {marker.offset for marker in cleaned.markers} == {8}


@pytest.mark.parametrize(
    "markdown", ["the 1<sup>st</sup> ship", "40 m<sup>2</sup> of sail", "4 × 10<sup>6</sup> nets"]
)
def test_superscripts_that_are_no_markers_stay_as_text(markdown: str) -> None:
    cleaned = parse_inline(markdown)
    assert cleaned.markers == ()
    assert [span.style for span in cleaned.spans] == ["superscript"]


@pytest.mark.parametrize("number", ["in 1932", "23–10", "document 10"])
def test_a_number_before_a_marker_is_no_power(number: str) -> None:
    assert parse_inline(f"{number}<sup>2</sup>").markers == (Marker(len(number), "2"),)


def test_page_breaks_are_remembered_as_offsets() -> None:
    assert parse_inline(f"*har{PAGE_BREAK}bour* wall") == InlineText(
        "harbour wall", (StyledSpan(0, 7, "italic"),), (), (3,)
    )


def test_an_unpaired_tag_is_no_text() -> None:
    assert plain_text("left <i>open") == "left open"


@pytest.mark.parametrize(("line", "level"), [("# One", 1), ("### Three", 3), ("#hash", 0), ("text", 0)])
def test_heading_levels_are_counted(line: str, level: int) -> None:
    assert heading_level(line) == level


@given(WORDS)
def test_text_without_marks_is_unchanged(text: str) -> None:
    assert parse_inline(text) == InlineText(text)


@given(st.text("a b*<>/sup i1,.&\\\f#", max_size=40))
def test_offsets_always_lie_in_the_text_and_in_order(markdown: str) -> None:
    cleaned = parse_inline(markdown)
    assert all(0 <= span.start < span.end <= len(cleaned.text) for span in cleaned.spans)
    assert all(0 <= marker.offset <= len(cleaned.text) for marker in cleaned.markers)
    assert all(0 <= offset <= len(cleaned.text) for offset in cleaned.breaks)
    assert PAGE_BREAK not in cleaned.text


@given(WORDS, WORDS, WORDS)
def test_a_marked_phrase_is_found_where_it_stands(before: str, phrase: str, after: str) -> None:
    cleaned = parse_inline(f"{before} *{phrase}* {after}")
    (span,) = cleaned.spans
    assert cleaned.text == f"{before} {phrase} {after}"
    assert cleaned.text[span.start : span.end] == phrase
