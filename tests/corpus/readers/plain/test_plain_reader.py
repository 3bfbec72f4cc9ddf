from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import PerepiskaError, SourceUnrecognised
from corpus.model import Edition, Unit
from corpus.readers import read_edition
from corpus.readers.plain.footnotes import part_notes
from corpus.readers.plain.heads import arabic, find_heads
from corpus.readers.plain.parties import author_of

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
    assert second.place == "5 Quay Row, Capital"
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


def test_a_date_that_the_list_of_letters_contradicts_stays_and_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "harbour.txt"
    path.write_text(HARBOUR.replace("Capital\n11 March", "Capital\n11 May"), "utf-8")
    edition = read_edition(path)
    date = unit(edition, "doc-2").date
    assert date
    assert str(date.earliest) == "1921-05-11"
    assert [line.message for line in edition.report.lines if line.code == "date-contradicted"] == [
        "letter 2 is dated “11 May, 1921”, in the list of letters “11 March, 1921”"
    ]


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
    ("heads", "recipients"),
    [
        (["1. An Otto Lind.", "2. An Frau von Moor.", "3. An dieselbe."],
         ["Otto Lind", "Frau von Moor", "Frau von Moor"]),
        (["LETTRE I.\n\nÀ Madame Lind.", "LETTRE II.\n\nA la même.", "LETTRE III.\n\nAu comte Moor."],
         ["Madame Lind", "Madame Lind", "comte Moor"]),
        (["Lettre 4. À M. Lind", "Lettre 5. À Mme Moor", "Lettre 6. À M. Lind"],
         ["M. Lind", "Mme Moor", "M. Lind"]),
        (["12. TO MRS. VON LIND", "13. TO THE SAME.", "14. TO A. MOOR, ESQ."],
         ["Mrs. von Lind", "Mrs. von Lind", "A. Moor, Esq"]),
        (["Lettera 1. Al signor Lind", "Lettera 2. Alla signora Moor", "Lettera 3. Allo stesso"],
         ["signor Lind", "signora Moor", "signora Moor"]),
        (["Brief Nr. 1\n\nAan de heer Lind", "Brief Nr. 2\n\nAan mevrouw Moor", "Brief Nr. 3\n\nAan Moor"],
         ["heer Lind", "mevrouw Moor", "Moor"]),
        (["1.\n\nTO THE MOST NOBLE HERR LIND, WARDEN OF THE LOCK AND OF\nALL SLUICES.", "2.\n\nTO MOOR.",
          "3.\n\nTO LIND."], ["Herr Lind", "Moor", "Lind"]),
        (["Lind an Moor", "Moor an Lind", "Lind an Moor"], ["Moor", "Lind", "Moor"]),
        (["Mme Lind à M. Moor", "M. Moor à Mme Lind", "Mme Lind à M. Moor"],
         ["M. Moor", "Mme Lind", "M. Moor"]),
    ],
)  # fmt: skip
def test_heads_of_several_languages_name_the_recipient(
    tmp_path: Path, heads: list[str], recipients: list[str]
) -> None:
    path = tmp_path / "letters.txt"
    path.write_text(
        "\n\n\n".join(f"{head}\n\nReval, 4. 3. 1821.\n\nThe net tore." for head in heads), "utf-8"
    )
    edition = read_edition(path)
    assert [ref.name for one in edition.units for ref in one.recipients] == recipients
    assert {one.text.split("\n\n")[-1] for one in edition.units} == {"The net tore."}


@pytest.mark.parametrize(
    ("title", "frame", "author"),
    [
        ("Lind's Letters", "Author: Lady Moor\nTranslator: Lady Moor", "Lind"),
        ("Letters of Anna Lind to her Brother", "", "Anna Lind"),
        ("The Letters of Lind, 1790-1826", "Author: Anna Lind", "Anna Lind"),
        ("Briefe von Anna Lind", "", "Anna Lind"),
        ("Linds Briefe", "", "Lind"),
        ("Ausgewählte Briefe", "Author: Anna Lind", "Anna Lind"),
        ("Lettres de Madame Lind", "", "Madame Lind"),
        ("Lettere di Anna Lind", "", "Anna Lind"),
        ("A Year at Sea", "Author: A. Moor\nEditor: A. Moor", ""),
        ("A Year at Sea", "", ""),
    ],
)
def test_the_author_is_the_writer_and_no_translator(title: str, frame: str, author: str) -> None:
    assert author_of(title, frame) == author


def test_a_month_alone_is_a_dateline(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    text = "\n\n\n".join(
        f"{number}. TO LIND\n\nReval, July, 1823.\n\nIn July 1825 the net tore." for number in "123"
    )
    path.write_text(text, "utf-8")
    assert {(one.place, one.date and one.date.edtf) for one in read_edition(path).units} == {
        ("Reval", "1823-07")
    }


def test_a_text_without_heads_shows_its_first_lines(tmp_path: Path) -> None:
    path = tmp_path / "novel.txt"
    path.write_text("It rained.\n\nIt rained again.\n", "utf-8")
    with pytest.raises(SourceUnrecognised) as caught:
        read_edition(path)
    assert "It rained. / It rained again." in caught.value.message
    assert "12. To Mr. Berg" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "body", "notes"),
    [
        ("Ice.*\n\n-----\n* Of the bay.\n\nCoal.", ["Ice.[1]", "Coal."], ["[1] Of the bay."]),
        ("Ice.*\n\n-----\n* Of the\nbay.\n\nCoal.*\n\n-----\n* Of Reval.\n-----\n\nSalt.",
         ["Ice.[1]", "Coal.[2]", "Salt."], ["[1] Of the bay.", "[2] Of Reval."]),
        ("Ice.*\n\n-----\n* Of the bay.\n\nIt froze.\n-----\n\nCoal.", ["Ice.[1]", "Coal."],
         ["[1] Of the bay. It froze."]),
        ("Ice.* Fog.*\n\n-----\n*Of the bay.\n*That of *May*.\n-----\n\nCoal.", ["Ice.[1]", "Fog.*", "Coal."],
         ["[1] Of the bay. *That of *May*."]),
    ],
)  # fmt: skip
def test_a_rule_that_is_missing_swallows_no_text(text: str, body: list[str], notes: list[str]) -> None:
    found, listed, loose = part_notes(text)
    assert (found.split(), listed, loose) == (body, notes, 0)


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


def test_a_number_without_an_address_begins_a_letter_if_it_is_the_next(tmp_path: Path) -> None:
    heads = (
        "12.\n\nTO MR. BERG.",
        "13.\n\nPETITION TO THE BOARD.",
        "14.",
        "15.\n\nTO MR. FELL.",
        "16.\n\nTO MR. BERG.",
    )
    body = "\n\n\n".join(f"{head}\n\nThe ice broke.\n\n3.\n\nThe net tore." for head in heads)
    path = tmp_path / "letters.txt"
    path.write_text(f"Lind's Letters\n\n\n{body}\n\n\n17.\n\nThe last.\n", "utf-8")
    units = [unit for unit in read_edition(path).units if unit.kind == "document"]
    assert [unit.number for unit in units] == ["12", "13", "14", "15", "16", "17"]
    assert [len(unit.recipients) for unit in units] == [1, 0, 0, 1, 1, 0]
    assert units[1].text.startswith("PETITION TO THE BOARD.")
    assert units[5].text == "The last."
