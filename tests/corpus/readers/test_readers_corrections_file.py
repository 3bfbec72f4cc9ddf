"""Corrections in a YAML file beside the source: applied, recorded with who and why, and checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.calendar_enrichment import apply_calendar
from corpus.errors import ProfileError
from corpus.model import Correction, DescribedEdition, Edition, Topic, TopicRef, Unit
from corpus.readers import read_edition
from corpus.topics import with_corrected_topics

TABLE = """\
id,from,to,date,place,text,notes,topics
a,Karl Tamm,Otto Berg,1921-03-04,Narva,The ships wait [1].,[1] See note 1 to letter b.,harbor
b,Otto Berg,Karl Tamm,1921-03-09,Reval,They may go [1].,[1] On ice.,
"""
CORRECTIONS = """\
a:
  who: Eva Kask
  when: 2026-11-30
  why: postmark
  date: 1921-03-05
  sender: Tamm, Jaan
  place: Ansel
  topics: [harbor, Ice]
letters/a.n1:
  - who: Eva Kask
    why: it means the note to b
    references: {"note 1 to letter b": b.n1}
"""
SIGNED = ("Eva Kask", "postmark", date(2026, 11, 30))


def read(tmp_path: Path, corrections: str, table: str = TABLE) -> Edition:
    source = tmp_path / "letters.csv"
    source.write_text(table, "utf-8")
    (tmp_path / "letters.corrections.yaml").write_text(corrections, "utf-8")
    return read_edition(source)


def by_name(edition: Edition) -> dict[str, Unit]:
    return {unit.id.partition("/")[2]: unit for unit in edition.units}


def warnings(edition: Edition) -> list[tuple[str, str]]:
    return [(line.code, line.message) for line in edition.report.lines if line.code.startswith("correction-")]


def test_names_dates_places_and_topics_are_corrected(tmp_path: Path) -> None:
    edition = read(tmp_path, CORRECTIONS)
    letter, note = (by_name(edition)[name] for name in ("a", "a.n1"))
    assert [sender.name for sender in letter.senders] == ["Jaan Tamm"]
    assert letter.date is not None
    assert letter.date.edtf == "1921-03-05"
    assert note.date == letter.date
    assert letter.sent_from is not None
    assert (letter.place, letter.sent_from.name) == ("Ansel", "Ansel")
    assert [topic.label for topic in letter.topics] == ["harbor", "Ice"]
    assert warnings(edition) == []


def test_what_was_corrected_is_recorded_with_who_and_why(tmp_path: Path) -> None:
    edition = read(tmp_path, CORRECTIONS)
    letter, note = (by_name(edition)[name] for name in ("a", "a.n1"))
    assert set(letter.corrections) == {
        Correction("sender", "Karl Tamm", "Jaan Tamm", *SIGNED),
        Correction("date", "4 March 1921", "5 March 1921", *SIGNED),
        Correction("place", "Narva", "Ansel", *SIGNED),
        Correction("topics", "harbor", "harbor; Ice", *SIGNED),
    }
    (record,) = note.corrections
    assert (record.field, record.value, record.who) == ("references", "letters/b.n1", "Eva Kask")
    assert [ref.targets for ref in edition.references if ref.source == note.id] == [("letters/b.n1",)]


def test_units_that_do_not_exist_are_reported_with_file_and_line(tmp_path: Path) -> None:
    edition = read(tmp_path, f"{CORRECTIONS}zz:\n  who: X\n  why: Y\n  place: Z\n")
    (line,) = (line for line in edition.report.lines if line.code == "correction-unknown")
    assert (line.line, line.file, line.level) == (13, "letters.corrections.yaml", "warning")
    assert "zz" in line.message


@pytest.mark.parametrize(
    "stated",
    [
        "date: 1921-03-04",
        "sender: Karl Tamm",
        "place: Narva",
        "topics: harbor",
        "title: Karl Tamm to Otto Berg, 4 March 1921",
    ],
)
def test_a_correction_that_says_what_the_edition_says_is_reported(tmp_path: Path, stated: str) -> None:
    edition = read(tmp_path, f"a:\n  who: X\n  why: Y\n  {stated}\n")
    assert [code for code, _ in warnings(edition)] == ["correction-needless"]
    assert by_name(edition)["a"].corrections == ()


@pytest.mark.parametrize(
    ("references", "message"),
    [
        ("{nowhere: b}", "does not occur"),
        ("{ships: zz}", "leads a reference in letters/a to zz"),
    ],
)
def test_references_that_cannot_be_led_are_reported(tmp_path: Path, references: str, message: str) -> None:
    edition = read(tmp_path, f"a:\n  who: X\n  why: Y\n  references: {references}\n")
    assert any(code == "correction-unknown" and message in text for code, text in warnings(edition))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n  why: Y\n  place: Z\n", "letters.corrections.yaml:1: a.who"),
        ("a:\n  who: X\n  place: Z\n", "a.why"),
        ("a:\n  who: X\n  why: Y\n  colour: red\n", "letters.corrections.yaml:4: a.colour"),
        ("a:\n  who: X\n  why: Y\n  date: tomorrow\n", "letters.corrections.yaml:4: a.date"),
        ("- a\n", "mapping"),
        ("a: {\n", "not valid YAML"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("[" * 5000, "not valid YAML"),
        ("a:\n  who: X\n  who: Z\n", "occurs twice"),
        ("a: 5\n", "letters.corrections.yaml:1: a: "),
        ("[a, b]: {who: X, why: Y}\n", "letters.corrections.yaml:1: a key is a text"),
        ("a:\n  who: ' '\n  why: Y\n", "letters.corrections.yaml:2: a.who"),
        ("a:\n  who: X\n  why: Y\n  title: ' '\n", "letters.corrections.yaml:4: a.title"),
        ("a:\n  who: X\n  why: Y\n  date: 1921-13-45\n", "letters.corrections.yaml:4: a.date"),
        ("a:\n  who: X\n  why: Y\n  date: [1921-03-05]\n", "letters.corrections.yaml:4: a.date"),
        ("a:\n  who: X\n  why: Y\n  references: {'': b}\n", "letters.corrections.yaml:4: a.references"),
        ("a: {who: X}\n---\nb: {who: X}\n", "another document"),
    ],
)
def test_invalid_files_are_refused_with_the_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ProfileError, match=r"corrections\.yaml") as caught:
        read(tmp_path, text)
    assert message in caught.value.message


def test_of_several_corrections_of_a_property_the_last_counts(tmp_path: Path) -> None:
    edition = read(
        tmp_path, "a:\n- {who: X, why: first, place: Ansel}\n- {who: Z, why: second, place: Orlets}\n"
    )
    letter = by_name(edition)["a"]
    assert letter.place == "Orlets"
    assert letter.corrections == (Correction("place", "Narva", "Orlets", "Z", "second"),)


def test_a_directory_has_its_own_file_and_the_profile_goes_first(tmp_path: Path) -> None:
    directory = tmp_path / "harbour"
    directory.mkdir()
    (directory / "letters.csv").write_text(TABLE, "utf-8")
    (directory / "profile.toml").write_text('[letters.a]\nplace = "Ansel"\nwhy = "guess"\n', "utf-8")
    (directory / "corrections.yaml").write_text("a: {who: X, why: sure, place: Orlets}\n", "utf-8")
    edition = read_edition(directory)
    assert by_name(edition)["a"].corrections == (Correction("place", "Narva", "Orlets", "X", "sure"),)
    assert not [line for line in edition.report.lines if line.code == "file-unused"]


def test_topics_stay_corrected_when_a_calendar_is_applied(tmp_path: Path) -> None:
    (letter, *_) = read(tmp_path, CORRECTIONS, TABLE.replace(",harbor", ",")).units
    edition = Edition("letters", "Letters", units=(letter,))
    entry = replace(letter, id="register/a", topics=(TopicRef("trade", "Trade", "calendar"),), corrections=())
    calendar = Edition(
        "register", "Register", units=(entry,), topics=(Topic("ice", "Ice"), Topic("trade", "Trade")),
        described=DescribedEdition("letters"),
    )  # fmt: skip
    enriched = with_corrected_topics(apply_calendar(edition, calendar))
    assert [topic.id for topic in enriched.units[0].topics] == ["harbor", "ice"]
    assert [topic.id for topic in enriched.topics] == ["ice", "trade", "harbor"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_in_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "letters.csv"
    source.write_text(TABLE, "utf-8")
    corrections = "a: {who: Jürgen Müller, why: Größe und Höhe, place: Jõhvi für später}\n"
    text = corrections.replace("õ", "ö")
    (tmp_path / "letters.corrections.yaml").write_bytes(text.encode(encoding))
    (record,) = by_name(read_edition(source))["a"].corrections
    assert (record.who, record.why, record.value) == ("Jürgen Müller", "Größe und Höhe", "Jöhvi für später")


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "a: []\n"])
def test_a_file_without_corrections_changes_nothing(tmp_path: Path, text: str) -> None:
    edition = read(tmp_path, text)
    assert not any(unit.corrections for unit in edition.units)
    assert warnings(edition) == []


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ('title: "Two\\n\\nlines\\0"', "Two lines\ufffd"),
        ('title: "\\ud800 half"', "\ufffd half"),
        ("title: 1984", "1984"),
        ("topics: ['***', '港', ' ']", "港"),
        ("sender: ['', ' ', 'Berg, Jaan']", "Jaan Berg"),
    ],
)
def test_odd_values_become_lines_of_printable_text(tmp_path: Path, stated: str, value: str) -> None:
    edition = read(tmp_path, f"a:\n  who: X\n  why: Y\n  {stated}\n")
    (record,) = by_name(edition)["a"].corrections
    assert record.value == value
    assert all(topic.id for unit in edition.units for topic in unit.topics)


def test_the_kind_of_a_note_cannot_be_corrected(tmp_path: Path) -> None:
    edition = read(tmp_path, "a.n1: {who: X, why: Y, kind: document}\n")
    assert by_name(edition)["a.n1"].kind == "note"
    assert warnings(edition) == [
        ("correction-unknown", "letters/a.n1 is a note, whose kind cannot be corrected")
    ]


def test_an_id_as_in_the_source_is_reported_with_that_of_the_unit(tmp_path: Path) -> None:
    edition = read(tmp_path, "A: {who: X, why: Y, place: Z}\n")
    assert warnings(edition) == [
        ("correction-unknown", "a correction of “A”, which does not exist; “a” does")
    ]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Tamm, Karl", "tamm-karl"),
        ("K. Tamm", "tamm-karl"),
        ("Tamm", "tamm-karl"),
        ("KARL TAMM", "tamm-karl"),
        ("Tamm, Karla", "tamm-karla"),
        ("Tamm, Karl junior", "tamm-karl-junior"),
    ],
)
def test_a_name_means_a_person_of_the_edition_only_if_it_adds_nothing(
    tmp_path: Path, name: str, id: str
) -> None:
    edition = read(tmp_path, f"b: {{who: X, why: Y, sender: '{name}'}}\n")
    assert [sender.id for sender in by_name(edition)["b"].senders] == [id]
