from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from corpus.model import Marker, Paragraph, StyledSpan
from web.html_rendering import ParagraphOverlay, TextLink, render_highlighted, render_paragraph
from web.tables import render_table


@pytest.mark.parametrize(
    ("paragraph", "overlay", "html"),
    [
        (Paragraph("Coal & <ice>"), ParagraphOverlay(), "Coal &amp; &lt;ice&gt;"),
        (
            Paragraph("Rain. Coal came."),
            ParagraphOverlay(highlights=((6, 10),), nearest=(6, 16)),
            'Rain. <span class="near"><mark>Coal</mark></span><span class="near"> came.</span>',
        ),
        (
            Paragraph("the Argo sails", spans=(StyledSpan(4, 8, "italic"),)),
            ParagraphOverlay(),
            "the <em>Argo</em> sails",
        ),
        (
            Paragraph("the Argo sails", spans=(StyledSpan(4, 8, "italic"),)),
            ParagraphOverlay(highlights=((0, 6),)),
            "<mark>the </mark><em><mark>Ar</mark></em><em>go</em> sails",
        ),
        (
            Paragraph("It broke.", markers=(Marker(9, "1", "e/doc-1.n1"),)),
            ParagraphOverlay(backlinked=frozenset({"e/doc-1.n1"})),
            'It broke.<sup class="marker"><a href="#n1" id="ref-n1" aria-label="Note 1">1</a></sup>',
        ),
        (
            Paragraph("It broke.", markers=(Marker(2, "1", "e/doc-1.n1"),)),
            ParagraphOverlay(),
            'It<sup class="marker"><a href="#n1" aria-label="Note 1">1</a></sup> broke.',
        ),
        (
            Paragraph("No note", markers=(Marker(7, "9"),)),
            ParagraphOverlay(),
            'No note<sup class="marker">9</sup>',
        ),
        (
            Paragraph("one two", breaks=((4, "15"),)),
            ParagraphOverlay(),
            'one <span class="page-break" id="page-15">[p. 15]</span>two',
        ),
        (
            Paragraph("See note 4.", spans=(StyledSpan(0, 3, "italic"),)),
            ParagraphOverlay(links=(TextLink(0, 10, "/e/doc-5#n4"),)),
            '<a class="reference" href="/e/doc-5#n4"><em>See</em> note 4</a>.',
        ),
        (Paragraph(""), ParagraphOverlay(), ""),
    ],
)
def test_what_belongs_to_a_text_is_set_with_it(
    paragraph: Paragraph, overlay: ParagraphOverlay, html: str
) -> None:
    assert render_paragraph(paragraph, overlay) == html


@pytest.mark.parametrize(
    ("offset", "html"),
    [
        (6, "the harbour [15]wall"),
        (4, "the [15]harbour wall"),
        (14, "the harbour wall[15]"),
        (16, "the harbour wall[15]"),
        (0, "[15]the harbour wall"),
    ],
)
def test_a_page_that_ends_within_a_word_is_marked_after_it(offset: int, html: str) -> None:
    marked = render_paragraph(Paragraph("the harbour wall", breaks=((offset, "15"),)))
    assert re.sub(r"<span[^>]*>\[p. (\d+)\]</span>", r"[\1]", marked) == html


def test_a_link_is_closed_before_a_note_marker_stands_in_it() -> None:
    paragraph = Paragraph("See there", markers=(Marker(3, "1", "e/doc-1.n1"),))
    html = render_paragraph(paragraph, ParagraphOverlay(links=(TextLink(0, 9, "/x"),)))
    assert not re.search(r"<a[^>]*>(?:(?!</a>).)*<a", html)
    assert html.count("<a") == html.count("</a>") == 3


def test_a_note_cited_twice_has_one_way_back() -> None:
    paragraph = Paragraph("a b", markers=(Marker(1, "1", "e/d.n1"), Marker(3, "1", "e/d.n1")))
    assert (
        render_paragraph(paragraph, ParagraphOverlay(backlinked=frozenset({"e/d.n1"}))).count('id="ref-n1"')
        == 1
    )


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=4))
def test_no_text_is_lost_and_none_is_markup(text: str, pieces: list[tuple[int, int]]) -> None:
    html = render_highlighted(text, tuple(pieces))
    assert html.replace("<mark>", "").replace("</mark>", "") == str(escape(text))


def test_a_table_is_set_cell_by_cell() -> None:
    paragraph = Paragraph("\t1921\nlamps <lit>\t12", "table", spans=(StyledSpan(6, 11, "italic"),))
    table = render_table(paragraph, ParagraphOverlay(highlights=((18, 20),)))
    assert table.head == ("", "1921")
    assert table.rows == (("<em>lamps</em> &lt;lit&gt;", "<mark>12</mark>"),)


def test_a_table_without_a_head_has_rows_alone() -> None:
    table = render_table(Paragraph("coal\t3\noil\t", "table", markers=(Marker(6, "1"),)), ParagraphOverlay())
    assert table.head == ()
    assert table.rows == (("coal", '3<sup class="marker">1</sup>'), ("oil", ""))
