# ruff: noqa: E501  markup of fixtures
"""Ids of notes in TEI letters, which stay whatever else the reader takes a ``note`` for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.readers.tei.letters import SECOND, tei
from tests.corpus.readers.tei.test_tei_texts import in_body, letter_of, markers_of, notes_of, read

_ENTRY = '<note><listPerson><person corresp="#P1"><persName>Dale</persName></person></listPerson></note>'


@pytest.mark.parametrize(
    ("markup", "notes"),
    [
        (f"<p>Moss{_ENTRY} and fern<note>A fern.</note>.</p>", {"n2": "A fern."}),
        (f'<p>Moss{_ENTRY} and fern<note n="1">A fern.</note>.</p>', {"n1": "A fern."}),
        ("<p>Moss<note><listPerson/></note> and fern<note>A fern.</note>.</p>", {"n2": "A fern."}),
        (
            '<div type="comment"><p>H<note>Torn.</note></p></div><div><p>Fern<note>A fern.</note>.</p></div>',
            {"commentary": "H", "n1": "Torn.", "n2": "A fern."},
        ),
        (
            '<div type="translation"><p>Farn<note>Ein Farn.</note></p></div><div><p>Fern<note>A fern.</note>.</p></div>',
            {"n2": "A fern."},
        ),
        (
            '<div><p>Moss<ref target="#b">1</ref>, fern<ref target="#a">2</ref>.</p></div>'
            '<div type="notes"><note xml:id="a">A fern.</note><note xml:id="b">A moss.</note></div>',
            {"n1": "A fern.", "n2": "A moss."},
        ),
        ("<p>Fern<note>A fern<note>Not tall.</note>.</note> and moss<note>A moss.</note></p>",
         {"n1": "A fern.", "n2": "A moss.", "n3": "Not tall."}),
        (f"<p>Fern<choice><sic>{_ENTRY}</sic><corr>!</corr></choice> and moss<note>A moss.</note></p>", {"n1": "A moss."}),
    ],
)  # fmt: skip
def test_the_id_of_a_note_is_its_position_among_all(
    tmp_path: Path, markup: str, notes: dict[str, str]
) -> None:
    assert notes_of(read(tmp_path, in_body(markup))) == notes


def test_notes_are_numbered_without_gaps_for_readers(tmp_path: Path) -> None:
    letter = letter_of(read(tmp_path, in_body(f"<p>Moss{_ENTRY} and fern<note>A fern.</note></p>")))
    assert markers_of(letter) == [("fern", "1", "n2")]


def test_notes_that_were_not_read_before_come_last(tmp_path: Path) -> None:
    text = '<p>Moss<ptr target="#a"/> and fern<note>A fern.</note></p>'
    apart = '<standOff><listAnnotation><note xml:id="a">A moss.</note></listAnnotation></standOff>'
    letter = tei("A letter", SECOND, in_body(text), "L1").replace("</TEI>", f"{apart}</TEI>")
    assert notes_of(read(tmp_path, letter)) == {"n1": "A fern.", "n2": "A moss."}
