from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.persons.names import display_name
from corpus.readers.printed.biographies import Biographies, read_biographies
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.person_headings import (
    PersonHeading,
    heading_variants,
    text_variants,
)
from corpus.readers.printed.rejoin import Vocabulary

TEXT = """## Brief Biographies

- Alving, H. P.** (1851–1902)—Captain of the *Nora*. Joined the

- Harbour Board, 1890. Drowned.
- Berg, Dr Anna (Nansen)** ("Nora") (b. 1870)—Physician.
- Bull**—see Berg, Dr Anna.

**Dahl, O. Ye.** (1860?–1911)—Wrote under the pseudonym P. Holm. Deputy pilot of the Inner Har-

bour, 1901–5.

- Eide, K. (1870–1903)—Pilot.
- Eide, K. (1880–?)—Another pilot. Saw the strike of
- Inner Harbour, 1904.
- Foss Lang-sen—Cook.
- Hermann—*see* Nobody, N.
"""


def _lines(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), start=1))


@pytest.fixture(scope="module")
def read() -> Biographies:
    return read_biographies(_lines(TEXT), Vocabulary.from_lines(["a harbour of harbour"]), edition="port")


def test_every_entry_is_a_unit(read: Biographies) -> None:
    assert [unit.id for unit in read.units] == [
        "port/bio.alving-h-p",
        "port/bio.berg-dr-anna-nansen",
        "port/bio.bull",
        "port/bio.dahl-o-ye",
        "port/bio.eide-k",
        "port/bio.eide-k-2",
        "port/bio.foss-lang-sen",
        "port/bio.hermann",
    ]


def test_entries_split_by_page_breaks_are_rejoined(read: Biographies) -> None:
    texts = [unit.text for unit in read.units]
    assert (
        texts[0] == "Alving, H. P. (1851–1902)—Captain of the Nora. Joined the Harbour Board, 1890. Drowned."
    )
    assert texts[3].endswith("Deputy pilot of the Inner Harbour, 1901–5.")
    assert texts[5].endswith("Saw the strike of Inner Harbour, 1904.")
    assert [line.code for line in read.report].count("entry-rejoined") == 3


def test_headings_are_bold_and_titles_italic(read: Biographies) -> None:
    first = read.units[0].paragraphs[0]
    assert [(first.text[span.start : span.end], span.style) for span in first.spans] == [
        ("Alving, H. P.", "bold"),
        ("Nora", "italic"),
    ]


def test_persons_have_dates_and_other_names(read: Biographies) -> None:
    persons = {person.id: person for person in read.persons}
    assert persons["berg-dr-anna-nansen"].display == "Dr Anna Berg"
    assert persons["berg-dr-anna-nansen"].dates == "b. 1870"
    assert {"Nora", "Bull", "Berg, Nansen"} <= set(persons["berg-dr-anna-nansen"].variants)
    assert persons["dahl-o-ye"].variants == ("P. Holm",)
    assert persons["dahl-o-ye"].dates == "1860?–1911"
    assert persons["eide-k-2"].biography == "port/bio.eide-k-2"
    assert persons["foss-lang-sen"].dates is None


def test_see_references_are_units_but_no_persons(read: Biographies) -> None:
    assert {"bull", "hermann"}.isdisjoint(person.id for person in read.persons)
    assert [(reference.source, reference.printed, reference.targets) for reference in read.references] == [
        ("port/bio.bull", "Berg, Dr Anna", ("port/bio.berg-dr-anna-nansen",)),
        ("port/bio.hermann", "Nobody, N.", ()),
    ]
    for reference in read.references:
        (text,) = [unit.text for unit in read.units if unit.id == reference.source]
        assert text[reference.start : reference.end] == reference.printed


def test_a_see_reference_to_nobody_is_reported(read: Biographies) -> None:
    assert [line.message for line in read.report if line.level == "warning"] == [
        "“Hermann” refers to “Nobody, N.”, who has no biography"
    ]


def test_no_biographies_give_no_units() -> None:
    assert read_biographies((), Vocabulary(), edition="port") == Biographies((), (), (), ())


@pytest.mark.parametrize(
    ("heading", "display", "variants"),
    [
        (PersonHeading("Holm, P. A."), "P. A. Holm", ()),
        (PersonHeading("Holm (Dahl), P."), "P. Holm", ("Dahl, P.", "Holm, P.")),
        (PersonHeading("Holm, P. (O. D. Dahl)"), "P. Holm", ("O. D. Dahl", "Holm, P.")),
        (PersonHeading("Holm, Peer (Peder)"), "Peer Holm", ("Holm, Peder", "Holm, Peer")),
        (PersonHeading("Ruiz (y Paz), Ana"), "Ana Ruiz", ("Ruiz y Paz, Ana", "Ruiz, Ana")),
        (PersonHeading("Dahl, Dahlov, O. D."), "O. D. Dahl", ("Dahl, O. D.", "Dahlov, O. D.")),
        (PersonHeading("Holm, Colonel Peer"), "Colonel Peer Holm", ("Holm, Peer",)),
        (PersonHeading("Holm", ("Peer Gynt Holm",)), "Holm", ("Peer Gynt Holm",)),
        (PersonHeading("Holm, Peer", ("“Pirate”",)), "Peer Holm", ("Pirate",)),
        (PersonHeading("Wang Li"), "Wang Li", ()),
    ],
)
def test_headings_give_a_display_name_and_variants(
    heading: PersonHeading, display: str, variants: tuple[str, ...]
) -> None:
    assert display_name(heading.name) == display
    assert heading_variants(heading) == variants


@pytest.mark.parametrize(
    "printed",
    [
        "**Holm, P.** (1870–1903)—Pilot (of sorts).",
        "- Holm, P.** (1870–1903)—Pilot (of sorts).",
        "* **Holm, P.** (1870–1903) — Pilot (of sorts).",
        "**Holm, P. (1870–1903)**—Pilot (of sorts).",
        "**Holm, P. (1870–1903)—** Pilot (of sorts).",
        "**Holm, P.** (1870–1903) – Pilot (of sorts).",
        "**Holm, P.** (1870–1903). Pilot (of sorts).",
        "Holm, P. (1870–1903)—Pilot (of sorts).",
        "Holm, P. (1870–1903) – Pilot (of sorts).",
    ],
)
def test_other_ways_to_set_an_entry_are_read(printed: str) -> None:
    (person,) = read_biographies(_lines(printed), Vocabulary(), edition="port").persons
    assert (person.id, person.name, person.dates, person.variants) == ("holm-p", "Holm, P.", "1870–1903", ())


@pytest.mark.parametrize(
    "printed", ["**Bull**—see Holm, P.", "Bull, *see* Holm, P.", "**Bull** see Holm, P."]
)
def test_other_ways_to_set_a_see_reference_are_read(printed: str) -> None:
    read = read_biographies(
        _lines(f"**Holm, P.** (1870–1903)—Pilot.\n\n{printed}"), Vocabulary(), edition="port"
    )
    assert [reference.targets for reference in read.references] == [("port/bio.holm-p",)]
    assert read.persons[0].variants == ("Bull",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Pilot (real name Peer Holm), 1902.", ("Peer Holm",)),
        ("Wrote under the pseudonym Yu. Holm, 1902.", ("Yu. Holm",)),
        ("Was born in the port.", ()),
    ],
)
def test_other_names_in_the_text_are_found(text: str, names: tuple[str, ...]) -> None:
    assert text_variants(text) == names


@pytest.mark.book
def test_the_book_has_404_biographies_of_which_12_are_see_references(book_path: Path) -> None:
    lines = _lines(book_path.read_text(encoding="utf-8"))
    first = next(line.number for line in lines if line.text.startswith("## Brief Biographies"))
    last = next(line.number for line in lines if line.text.startswith("# Index"))
    vocabulary = Vocabulary.from_lines(line.text for line in lines)
    read = read_biographies(lines[first : last - 1], vocabulary, edition="book")
    assert (len(read.units), len(read.persons), len(read.references)) == (404, 392, 12)
    assert all(reference.targets for reference in read.references)
    assert len([line for line in read.report if line.code == "entry-rejoined"]) == 9
    assert not [line for line in read.report if line.level != "info"]
    sergo = next(person for person in read.persons if "Sergo" in person.variants)
    assert (sergo.id, sergo.dates) == ("ordzhonikidze-g-k", "1886–1937")
    printed = Counter("".join(plain_text(line.text.replace("**", "")) for line in lines[first : last - 1]))
    result = Counter("".join(unit.text for unit in read.units))
    assert not [sign for sign in {*printed, *result} if sign.isalnum() and printed[sign] != result[sign]]
