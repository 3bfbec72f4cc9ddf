# ruff: noqa: E501  markup of fixtures
"""Enclosures within the text of a letter: their text is kept, their facts are not the letter's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.readers.tei.letters import tei
from tests.corpus.readers.tei.test_tei_texts import lines, read

INNER = """<head>Dale to Beck</head><opener><dateline><placeName>Linn</placeName>, <date when="1799-01-02">2 January 1799</date></dateline></opener>
<p>The lens is cracked.</p><signed>Tom Dale</signed>"""
TEXT = "The boat is late.\n\nDale to Beck\n\nLinn, 2 January 1799\n\nThe lens is cracked.\n\nTom Dale"


def in_body(markup: str) -> str:
    """The text of a letter."""
    return f'<text type="letter"><body>{markup}</body></text>'


@pytest.mark.parametrize(
    "enclosure",
    [
        f"<floatingText><body>{INNER}</body></floatingText>",
        f'<div type="enclosure">{INNER}</div>',
        f'<div type="attachment">{INNER}</div>',
        f'<div type="letter-part" subtype="Beilage">{INNER}</div>',
        f'<div type="pièce jointe">{INNER}</div>',
        f'<div type="annexes">{INNER}</div>',
    ],
)
def test_the_facts_of_an_enclosure_are_not_the_letters(tmp_path: Path, enclosure: str) -> None:
    found = read(tmp_path, tei("", "", in_body(f"{enclosure}<p>The boat is late.</p>"), "L1"))
    letter = found.units[0]
    assert (letter.date, letter.place, letter.dateline) == (None, None, None)
    assert letter.title != "Dale to Beck"
    assert sorted(letter.text.split("\n\n")) == sorted(TEXT.split("\n\n"))
    assert [line.message for line in lines(found, "enclosure")] == [
        "enclosures, part of their letters: 1, the first “L1: Dale to Beck”"
    ]


def test_the_letter_keeps_its_own_facts_and_the_heading_of_the_enclosure(tmp_path: Path) -> None:
    own = '<opener><dateline><placeName>Tarn</placeName>, <date when="1831-03-04">4 March 1831</date></dateline></opener><p>The boat is late.</p>'
    body = in_body(
        f'{own}<div type="enclosure">{INNER}</div>',
    )
    letter = read(tmp_path, tei("", "", body, "L1")).units[0]
    assert letter.date
    assert letter.date.edtf == "1831-03-04"
    assert letter.place == "Tarn"
    assert [p.text for p in letter.paragraphs if p.style == "heading"] == ["Dale to Beck"]


def test_a_text_of_nothing_but_a_quoted_letter_is_that_letter(tmp_path: Path) -> None:
    body = in_body(
        f"<floatingText><body>{INNER}</body></floatingText>",
    )
    letter = read(tmp_path, tei("", "", body, "L1")).units[0]
    assert letter.date
    assert letter.date.edtf == "1799-01-02"
