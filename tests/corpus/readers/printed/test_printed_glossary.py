from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers.printed.expansions import expand_term
from corpus.readers.printed.glossary import Glossary, read_glossary
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.rejoin import Vocabulary

TEXT = """# Glossary

## TERMS GIVEN IN NORSE

HB\tHavnestyret (Harbour Board)
skip (s., plural ss.)\tship (at sea)
HG\t<i>Havnegazetten</i> (Harbour Gazette), the official

paper of the port

GROUPS

Harbour Office\t—see HB
HB of Bergen\tBergens havnestyre
Light Office\t—see Lighthouses
HB\tthe second one
"""


def _lines(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1))


@pytest.fixture(scope="module")
def read() -> Glossary:
    return read_glossary(_lines(TEXT), Vocabulary(), edition="port")


def test_entries_are_units_under_their_group(read: Glossary) -> None:
    assert [(unit.id, unit.title, unit.chapter) for unit in read.units] == [
        ("port/glossary.hb", "HB", "TERMS GIVEN IN NORSE"),
        ("port/glossary.skip-s-plural-ss", "skip (s., plural ss.)", "TERMS GIVEN IN NORSE"),
        ("port/glossary.hg", "HG", "TERMS GIVEN IN NORSE"),
        ("port/glossary.harbour-office", "Harbour Office", "GROUPS"),
        ("port/glossary.hb-of-bergen", "HB of Bergen", "GROUPS"),
        ("port/glossary.light-office", "Light Office", "GROUPS"),
        ("port/glossary.hb-2", "HB", "GROUPS"),
    ]


def test_an_entry_split_by_a_page_break_is_rejoined(read: Glossary) -> None:
    assert read.units[2].text == "HG — Havnegazetten (Harbour Gazette), the official paper of the port"
    assert [line.code for line in read.report].count("entry-rejoined") == 1


def test_see_references_make_other_names_of_the_entry(read: Glossary) -> None:
    assert read.units[3].text == "Harbour Office — see HB"
    forms = {term.unit: term.forms for term in read.terms}
    assert forms["port/glossary.harbour-office"] == ("HB",)
    assert "Harbour Office" in forms["port/glossary.hb"]


def test_a_see_reference_to_nothing_is_reported(read: Glossary) -> None:
    assert [line.message for line in read.report if line.code == "see-unresolved"] == [
        "glossary entry “Light Office” refers to “Lighthouses”, which is not an entry"
    ]


def test_an_abbreviation_inside_a_term_is_spelled_out(read: Glossary) -> None:
    forms = {term.term: term.forms for term in read.terms}
    assert forms["HB of Bergen"] == ("Havnestyret of Bergen", "Bergens havnestyre")


def test_no_glossary_gives_no_entries() -> None:
    assert read_glossary((), Vocabulary(), edition="port") == Glossary((), (), ())


@pytest.mark.parametrize(
    "row", ["CER — the railroad (long)", "**CER** the railroad (long)", "| CER | the railroad (long) |"]
)
def test_other_ways_to_set_a_row_are_read(row: str) -> None:
    (unit,) = read_glossary(_lines(row), Vocabulary(), edition="port").units
    assert (unit.title, unit.text) == ("CER", "CER — the railroad (long)")


@pytest.mark.parametrize(
    ("term", "gloss", "name", "forms"),
    [
        ("CER", "Eastern Line (Vostochnaia doroga)", "CER", ("Eastern Line", "Vostochnaia doroga")),
        ("works(s)", "<i>obed</i> (pl. <i>obedy</i> )—now gone", "works", ("obed", "obedy")),
        ("area", "<i>oblast</i> or <i>krai</i>", "area", ("oblast", "krai")),
        ("farm", "<i>khoziaistvo (hoz)</i>", "farm", ("khoziaistvo", "hoz")),
        ("board", "<i>komitet</i> (usually of a port)", "board", ("komitet",)),
        ("VKP(b)", "Partiia (bolsh) (All Party [Bolsh])", "VKP(b)", ("Partiia bolsh", "All Party")),
        ("weight", "16.38 kilos (0.01638 tons)", "weight", ()),
        ("SO", "Soviet Office, a part of HB", "SO", ("Soviet Office",)),
        ("ODV", "Obshchestvo domov, vod (Society of Houses)", "ODV", ("Obshchestvo domov, vod",)),
        (
            "ARC",
            "Arkhiv (State Archive); formerly RTs; formerly Party Archive",
            "ARC",
            ("RTs", "Party Archive"),
        ),
        ("MIX", "Tsentralnyi Iсполнительnyi Dom", "MIX", ("Tsentralnyi Ispolnitelnyi Dom",)),
        ("DV", "<i>Dokumenty</i> (Documents), (Moscow, 1968), vol. 1", "DV", ("Dokumenty", "Documents")),
    ],
)
def test_glosses_give_names_and_not_remarks(term: str, gloss: str, name: str, forms: tuple[str, ...]) -> None:
    expansion = expand_term(term, gloss)
    assert expansion.term == name
    assert set(forms) <= set(expansion.forms)
    assert not [
        form for form in expansion.forms if form.startswith(("usually", "of ", "Moscow", "now", "16"))
    ]


@pytest.mark.book
def test_the_book_has_79_glossary_entries(book_path: Path) -> None:
    lines = _lines(book_path.read_text(encoding="utf-8"))
    first = next(line.number for line in lines if line.text.startswith("# Glossary of Terms"))
    last = next(line.number for line in lines if line.text.startswith("## Brief Biographies"))
    read = read_glossary(lines[first : last - 1], Vocabulary(), edition="book")
    assert len(read.units) == 79
    assert read.report == ()
    forms = {term.term: term.forms for term in read.terms}
    assert forms["CER"] == ("Chinese Eastern Railroad", "Kitaisko-Vostochnaia zheleznaia doroga")
    assert forms["PC of Finance"][0] == "People's Commissariat of Finance"
    assert "Central Executive Committee" in forms["TsIK"]
    assert [term for term, found in forms.items() if not found] == ["pood", "tsentner"]
