from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import PerepiskaError
from corpus.model import Edition, Unit
from corpus.readers import read_edition
from corpus.readers.plain.footnotes import part_notes
from corpus.readers.plain.heads import arabic, find_heads

HARBOUR = """\
The Project Gutenberg EBook of Harbour Letters

Title: Harbour Letters,
       1921-1923

Author: A. Brandt

*** START OF THIS PROJECT GUTENBERG EBOOK HARBOUR LETTERS ***

PREFACE

These letters were found in a net.*

---------
* A herring net.
---------

CONTENTS

I. Brandt.  Port Ansel, 4 March, 1921.  The lens.

II. Tamm.  Capital, 11 March, 1921.  An answer.

III. Brandt.  Port Ansel, 20 March, 1921.  Coal.

-----------

I.  Brandt to Tamm *

Port Ansel, 4 March, 1921

My Dear Sir,--The _great_ lens* came cracked,
and the keeper** wept.

----------
* Printed in the Gazette.

* Of the Skerry light.
** His name is lost.
----------

I remain,
     A. Brandt



II. Tamm to Brandt

5 Quay Row, Capital
11 March, 1921

Granted.



III.  Brandt to Mrs. Tamm

No day is given here, and this first paragraph is far too long to be taken
for a dateline of any letter, as it should be.

Coal [sic].*

End of the Project Gutenberg EBook of Harbour Letters
More licence.
"""


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    path = tmp_path / "harbour.txt"
    path.write_text(HARBOUR, "utf-8")
    return read_edition(path)


def unit(edition: Edition, name: str) -> Unit:
    return next(one for one in edition.units if one.id == f"harbour/{name}")


def test_letters_are_found_with_who_when_and_where(edition: Edition) -> None:
    assert edition.title == "Harbour Letters, 1921-1923"
    counts = {"documents": 3, "introductions": 1, "notes": 3, "footnotes": 1}
    assert counts.items() <= edition.report.counts.items()
    first, second, third = (unit(edition, f"doc-{number}") for number in (1, 2, 3))
    assert first.title == "Brandt to Tamm, 4 March 1921"
    assert (first.number, first.place) == ("1", "Port Ansel")
    assert second.date
    assert second.date.earliest
    assert second.date.earliest.isoformat() == "1921-03-11"
    assert third.date is None
    assert [person.id for person in third.recipients] == ["tamm-mrs"]
    assert third.text.endswith("Coal [sic].*")


def test_notes_stand_where_they_are_called(edition: Edition) -> None:
    first = unit(edition, "doc-1")
    paragraph = next(one for one in first.paragraphs if one.markers)
    assert [(paragraph.text[: marker.offset].split()[-1], marker.note) for marker in paragraph.markers] == [
        ("lens", "harbour/doc-1.n2"),
        ("keeper", "harbour/doc-1.n3"),
    ]
    assert unit(edition, "doc-1.n1").text == "Printed in the Gazette."
    assert unit(edition, "doc-1.n3").text == "His name is lost."
    assert [(span.start, span.end) for span in paragraph.spans] == [(18, 23)]
    assert "----" not in first.text


def test_the_frame_and_the_list_of_letters_are_left_out_and_reported(edition: Edition) -> None:
    assert {"frame", "contents", "metadata-missing"} <= {line.code for line in edition.report.lines}
    text = "\n".join(one.text for one in edition.units)
    assert "Gutenberg" not in text
    assert "An answer." not in text
    assert "found in a net" in unit(edition, "introduction").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LETTER I.\n\nTo A.\n\nx\n\nLETTER II.\n\nTo B.\n\ny\n\nLETTER III.\n\nTo C.\n\nz", ["1", "2", "3"]),
        ("BRANDT TO TAMM\n\nx\n\nTAMM TO BRANDT\n\ny\n\nBRANDT TO TAMM\n\nz", ["", "", ""]),
        ("1\n\nTo Tamm\n\nx\n\n2\n\nTo Orr\n\ny\n\n3\n\nTo Lund\n\nz", ["1", "2", "3"]),
        ("I. Brandt to Tamm\n\nx\n\nII. Tamm to Brandt\n\ny", []),
        ("He went\nto Tamm.\n\nThen\n\nto Orr.", []),
    ],
)  # fmt: skip
def test_the_form_that_repeats_is_the_head(text: str, expected: list[str]) -> None:
    assert [head.number for head in find_heads(text.split("\n"))] == expected


@pytest.mark.parametrize(
    ("numeral", "figures"), [("I", "1"), ("XIV", "14"), ("lxxv", "75"), ("MCMXXI", "1921"), ("12", "12")]
)
def test_numerals_become_figures(numeral: str, figures: str) -> None:
    assert arabic(numeral) == figures


def test_bracketed_footnotes_are_notes() -> None:
    text, notes, loose = part_notes("The lens[1] came.\n\n[Footnote 1: Of the\nlight.]\n\nMore.")
    assert text.split() == ["The", "lens[1]", "came.", "More."]
    assert (notes, loose) == (["[1] Of the light."], 0)


def test_a_note_that_nothing_calls_is_counted() -> None:
    assert part_notes("Text.\n\n------\n* Lost.\n------\n")[1:] == (["[1] Lost."], 1)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet="I.V *-\n[1]_ABto", max_size=400))
def test_no_text_makes_the_reader_crash(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(HARBOUR.replace("Granted.", text), "utf-8")
    try:
        found = read_edition(path)
    except PerepiskaError:
        return
    assert len({one.id for one in found.units}) == len(found.units)
