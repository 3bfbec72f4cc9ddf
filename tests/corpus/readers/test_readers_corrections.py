"""Single letters that a profile corrects."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ProfileError
from corpus.model import Edition, Unit
from corpus.readers import read_edition, read_editions

TABLE = """id,from,to,date,place,text
one,Anna Brandt,Otto Berg,4 March 1921,Narva,"Ice.[1]

[1] Thick."
two,Carl Dorn,Otto Berg,5 March 1921,Reval,Fog.
"""


def read(folder: Path, profile: str) -> Edition:
    """Read a table of two letters, the first with a note, with a profile."""
    source = folder / "letters.csv"
    source.write_text(TABLE, "utf-8")
    source.with_suffix(".toml").write_text(profile, "utf-8")
    return read_edition(source)


def unit(edition: Edition, name: str) -> Unit:
    return next(one for one in edition.units if one.id == f"letters/{name}")


def messages(edition: Edition, code: str) -> list[str]:
    return [line.message for line in edition.report.lines if line.code == code]


def test_a_profile_corrects_single_letters(tmp_path: Path) -> None:
    profile = """
[letters.one]
sender = ["Berg, Otto", "Erik Falk"]
recipient = "brandt-anna"
date = 1922-03-04
place = "Reval"
destination = "Port Ansel"
language = "German"
"""
    edition = read(tmp_path, profile)
    one = unit(edition, "one")
    assert [person.name for person in one.senders] == ["Otto Berg", "Erik Falk"]
    assert [person.id for person in one.recipients] == ["brandt-anna"]
    assert one.date
    assert one.date.edtf == "1922-03-04"
    assert (one.title, one.language) == ("Otto Berg and Erik Falk to Anna Brandt, 4 March 1922", "de")
    assert one.sent_from == unit(edition, "two").sent_from
    assert one.sent_to
    assert one.sent_to.id in {place.id for place in edition.places}
    assert "falk-erik" in {person.id for person in edition.persons}
    note = unit(edition, "one.n1")
    assert (note.date, note.title) == (one.date, f"Note 1 to {one.title}")
    assert unit(edition, "two").title == "Carl Dorn to Otto Berg, 5 March 1921"
    assert messages(edition, "letter-corrected") == ["units corrected: 1, the first letters/one"]


@pytest.mark.parametrize(
    ("stated", "edtf", "certainty"),
    [
        ('"about 1920"', "1920~", "approximate"),
        ('"1921-03?"', "1921-03?", "uncertain"),
        ('"4 [March] 1921"', "1921-03-04", "inferred"),
    ],
)
def test_dates_of_a_profile_may_be_words_or_edtf(
    tmp_path: Path, stated: str, edtf: str, certainty: str
) -> None:
    date = unit(read(tmp_path, f"[letters.two]\ndate = {stated}"), "two").date
    assert date
    assert (date.edtf, date.certainty) == (edtf, certainty)


def test_a_title_and_a_kind_stay_as_stated(tmp_path: Path) -> None:
    edition = read(tmp_path, '[letters."letters/two"]\ntitle = "A poem"\nkind = "introduction"\nsender = []')
    two = unit(edition, "two")
    assert (two.title, two.kind, two.senders) == ("A poem", "introduction", ())
    assert edition.report.counts["documents"] == 1


def test_a_blank_name_is_nobody(tmp_path: Path) -> None:
    edition = read(tmp_path, '[letters.two]\nsender = ""\nrecipient = " "')
    two = unit(edition, "two")
    assert (two.senders, two.recipients) == ((), ())
    assert all(person.name for person in edition.persons)


def test_a_letter_may_be_left_out_with_its_notes(tmp_path: Path) -> None:
    edition = read(tmp_path, '[letters.one]\nexclude = "a duplicate"')
    assert [one.id for one in edition.units] == ["letters/two"]
    assert "notes" not in edition.report.counts
    assert messages(edition, "letter-excluded") == ["letters/one is left out: a duplicate"]


def test_unknown_letters_are_reported_with_the_line(tmp_path: Path) -> None:
    edition = read(tmp_path, 'id = "letters"\n\n[letters.three]\nplace = "Narva"')
    (line,) = (one for one in edition.report.lines if one.code == "correction-unknown")
    assert (line.message, line.line, line.file) == (
        "a correction of “three”, which does not exist",
        3,
        "letters.toml",
    )


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ('[letters.one]\nplace = "Narva"\nsendr = "Anna"', r"letters\.toml:3: letters\.one\.sendr"),
        ('\n[letters.one]\ndate = "soon"', r"letters\.toml:3: letters\.one\.date: .*“soon” is not a date"),
        ('[letters.one]\nexclude = ""', r"letters\.toml:2: letters\.one\.exclude"),
    ],
)
def test_what_a_profile_cannot_say_is_refused_with_the_line(
    tmp_path: Path, profile: str, message: str
) -> None:
    with pytest.raises(ProfileError, match=message):
        read(tmp_path, profile)


def test_the_profile_of_an_edition_goes_before_that_of_its_folder(tmp_path: Path) -> None:
    for name in ("north", "south"):
        (tmp_path / f"{name}.csv").write_text(TABLE, "utf-8")
    shared = '[letters.one]\nplace = "Dorpat"\n[letters."north/two"]\nplace = "Dorpat"'
    (tmp_path / "profile.toml").write_text(shared, "utf-8")
    (tmp_path / "south.toml").write_text(
        '[letters.one]\nplace = "Riga"\n[letters.nine]\nplace = "Riga"', "utf-8"
    )
    north, south = read_editions(tmp_path)
    places = {
        one.id: one.place for edition in (north, south) for one in edition.units if one.kind == "document"
    }
    assert places == {"north/one": "Dorpat", "north/two": "Dorpat", "south/one": "Riga", "south/two": "Reval"}
    assert messages(north, "correction-unknown") == ["a correction of “nine”, which does not exist"]
