# ruff: noqa: E501  rows of fixtures
"""An edition that is exported as TEI and read again is the same edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import perepiska
from benchmarks.round_trip import differences, export_tei, round_trip
from corpus.errors import PerepiskaError
from corpus.model import (
    AbstractSource,
    ArchiveReference,
    Correction,
    DateSpan,
    DescribedEdition,
    Edition,
    Marker,
    PageImage,
    Paragraph,
    PersonRef,
    PlaceRef,
    Reference,
    SpanStyle,
    StyledSpan,
    Term,
    TopicRef,
)
from corpus.readers import read_edition
from indexer.build import build
from tests.builds import build_lighthouse, settings_in
from tests.corpus.readers.plain.test_plain_reader import HARBOUR
from tests.corpus.readers.tei.letters import write_letters
from tests.corpus.readers.tei.volumes import write_volume
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition

TABLE = """\
id,number,from,to,from GND,date,dateline,place,destination,archive,pages,images,IIIF manifest,text,notes,topics,abstract
a-1,1,"Brandt, Anna",Otto Berg; Harbour Board,118540238,1921-03-04,Friday,Ansel,Capital,"RGASPI, f. 5, op. 1, d. 7, l. 5",\
"3, 4",https://a.example/3.jpg; 4.jpg,https://a.example/m,"The *great* lens [1] came.

  - - Cracked! ,indeed",[1] From Orlets.,lamps; glass,On a lens.
b,,Отто Берг,,,after 10 March 1921,,,,MS 4,,,,«Да» ,,,
"""


def enriched() -> Edition:
    """The edition of the lighthouse service, with all that it lacks in its first document and elsewhere."""
    edition = lighthouse_edition()
    by_id = {unit.id: unit for unit in edition.units}
    first, notes = by_id["lighthouse/doc-1"], ["lighthouse/doc-1.n1", "lighthouse/doc-1.n2"]
    paragraphs = (
        Paragraph(" Dear  Otto ,", "salutation", None),
        Paragraph(
            "See the lens-house at once & <now>.",
            page="11",
            spans=(StyledSpan(0, 12, "italic"), StyledSpan(4, 8, "bold"), StyledSpan(13, 20, "superscript")),
            markers=(
                Marker(0, "1", notes[0]), Marker(12, "1", notes[0]), Marker(12, "9"), Marker(35, "b", notes[1])
            ),
            breaks=((13, "11a"), (21, "12")),
        ),
        Paragraph("a | b", "table", "12"),
        Paragraph("No page.", "postscript", None),
    )  # fmt: skip
    changed = {
        first.id: replace(
            first,
            paragraphs=paragraphs,
            destination="The Capital",
            sent_to=PlaceRef("capital", "Capital"),
            medium="editorial note",
            images=(
                PageImage("11", "https://a.example/i/1/full/max/0/default.jpg", "https://a.example/i/1"),
                PageImage("12", "scan 12.jpg"),
                PageImage(None, "https://a.example/m/7", "https://a.example/m/7"),
            ),
            archive=ArchiveReference("Tarn, MS 4", "Tarn", remark="A copy.", scheme="free"),
            abstract="One.\n\nTwo.",
            abstract_source=AbstractSource(
                "register/doc-1", "A register", ("Eva Kask", "Harbour Board"), "2026"
            ),
            corrections=(
                Correction(
                    "date", "3 March", "4 March 1921", "Eva Kask", "the <postmark>", date(2026, 11, 30)
                ),
                Correction("sender", "", "A. K. Brandt"),
            ),
        ),
        notes[0]: replace(
            by_id[notes[0]],
            title="A note by another editor",
            mentions=(PersonRef("tamm-j", "J. Tamm"),),
            topics=(TopicRef("coal", "Coal", "index"),),
            index_terms=("coal", "lenses: French"),
            pages=("90",),
            paragraphs=(
                Paragraph("See.", page="89", markers=(Marker(3, "x", notes[1]),), breaks=((2, "90"),)),
                Paragraph("Verse", "item", "90"),
            ),
        ),
        "lighthouse/doc-2": replace(
            by_id["lighthouse/doc-2"],
            number=None,
            date=DateSpan("-0043-03-15", "15 March 44 B.C.", None, None, "uncertain", "dateline"),
        ),
        "lighthouse/introduction": replace(
            by_id["lighthouse/introduction"],
            date=DateSpan("1999", "1999", date(1999, 1, 1), date(1999, 12, 31), "exact", "editors"),
        ),
    }
    units = tuple(changed.get(unit.id, unit) for unit in edition.units)
    units = tuple(
        replace(unit, date=changed[unit.parent].date, chapter=changed[unit.parent].chapter)
        if unit.parent in changed
        else unit
        for unit in units
    )
    references = (
        *(reference for reference in edition.references if reference.source != notes[0]),
        Reference(notes[0], 0, 0, 3, "See", ("lighthouse/doc-3",)),
        Reference(first.id, 1, 4, 8, "the ", ("lighthouse/doc-3", "lighthouse/doc-4.n1")),
        Reference(first.id, 3, 0, 2, "No", ()),
    )
    return replace(
        edition,
        units=units,
        terms=(*edition.terms, Term("lighthouse/bio.tamm-j", "Tamm", ())),
        references=references,
        replies=(("lighthouse/doc-2", "lighthouse/doc-1"),),
        described=DescribedEdition("harbour", "Harbour Letters", ("A. Orr", "B. Lund"), "Quay", "Narva", "1950"),
        places=tuple(
            replace(place, variants=("The Capital",)) if place.id == "capital" else place
            for place in edition.places
        ),
    )  # fmt: skip


def table(folder: Path) -> Path:
    path = folder / "harbour.csv"
    path.write_text(TABLE, "utf-8")
    return path


def plain(folder: Path) -> Path:
    path = folder / "harbour.txt"
    path.write_text(HARBOUR, "utf-8")
    return path


@pytest.mark.parametrize("write", [write_letters, write_volume, table, plain])
def test_an_edition_survives_an_export(write: Callable[[Path], Path], tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    edition = read_edition(write(tmp_path / "source"))
    assert edition.units
    assert [str(found) for found in differences(edition, round_trip(edition, tmp_path))] == []


def test_everything_that_an_edition_can_have_survives(tmp_path: Path) -> None:
    edition = enriched()
    again = round_trip(edition, tmp_path)
    assert [str(found) for found in differences(edition, again)] == []
    assert not [line for line in again.report.lines if line.level != "info"]
    assert again.report.text is not None
    assert again.report.text.words_in == again.report.text.words_out


def test_differences_are_found() -> None:
    edition = enriched()
    changed = [
        replace(unit, title="Other", paragraphs=unit.paragraphs[:1]) if unit.kind == "document" else unit
        for unit in edition.units[1:]
    ]
    found = {one.field for one in differences(edition, replace(edition, units=tuple(changed), terms=()))}
    assert found == {"units lost", "units.title", "units.paragraphs", "terms lost"}


def test_a_part_of_an_edition_keeps_its_ids(tmp_path: Path) -> None:
    edition = enriched()
    kept = tuple(unit for unit in edition.units if "lighthouse/doc-1" in (unit.id, unit.parent))
    references = [reference for reference in edition.references if reference.source == "lighthouse/doc-1.n1"]
    part = replace(edition, units=kept, references=tuple(references))
    again = round_trip(part, tmp_path)
    assert [unit.id for unit in again.units] == [unit.id for unit in kept]
    assert [reference.targets for reference in again.references] == [("lighthouse/doc-3",)]
    assert "reference-unresolved" in {line.code for line in again.report.lines}


def test_units_in_files_of_their_own_are_one_edition(tmp_path: Path) -> None:
    edition = lighthouse_edition()
    folder = tmp_path / "units"
    folder.mkdir()
    for number in (1, 2):
        kept = tuple(unit for unit in edition.units if f"lighthouse/doc-{number}" in (unit.id, unit.parent))
        (folder / f"{number}.xml").write_text(
            export_tei(replace(edition, units=kept, references=())), "utf-8"
        )
    again = read_edition(folder)
    assert (again.id, again.title) == (edition.id, edition.title)
    assert [unit.id for unit in again.units if unit.kind == "document"] == [
        "lighthouse/doc-1",
        "lighthouse/doc-2",
    ]


def test_the_command_exports_an_edition_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = replace(enriched(), described=None)
    build_lighthouse(tmp_path, edition=edition)
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))
    target = tmp_path / "export.xml"
    arguments = ["export", "--form", "xml", "--name", "lighthouse", "-o", str(target)]
    assert CliRunner().invoke(perepiska.main, arguments).exit_code == 0
    found = [str(one) for one in differences(edition, read_edition(target)) if one.field != "units.topics"]
    assert found == []
    monkeypatch.setenv("PEREPISKA_EXPORT_MAX", "3")
    result = CliRunner().invoke(perepiska.main, arguments)
    assert "Only the first 3 units were exported" in result.output


def test_an_edition_beside_another_is_exported_with_its_own_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, rows = lighthouse_edition(), tmp_path / "other.csv"
    uri = "https://d-nb.info/gnd/900000001"
    rows.write_text(f"from,from GND,to,text\nAnton Karl Brandt,{uri},O. Berg,Coal.\n", "utf-8")
    other = read_edition(rows)
    build(
        [edition, other], root=tmp_path, name="both", settings=settings_in(tmp_path), encoder=HashingEncoder()
    )
    monkeypatch.setenv("PEREPISKA_INDEXES", str(tmp_path))
    for source in (edition, other):
        target = tmp_path / f"{source.id}.xml"
        arguments = ["export", "--form", "xml", "--name", "both", "--edition", source.id, "-o", str(target)]
        assert CliRunner().invoke(perepiska.main, arguments).exit_code == 0
        found = differences(source, read_edition(target))
        assert [str(one) for one in found if one.field != "units.topics"] == []


LETTERS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("-  \n.,"), min_size=1, max_size=30
)
STYLES: tuple[SpanStyle, ...] = ("italic", "bold")


@st.composite
def paragraph(draw: st.DrawFn) -> Paragraph:
    """A paragraph of any text, with spans of which those of one style do not touch, markers and breaks."""
    text = draw(LETTERS.filter(lambda text: "\ufffe" not in text and "\uffff" not in text))
    offsets = st.integers(0, len(text))
    spans: list[StyledSpan] = []
    for start, end, style in draw(st.lists(st.tuples(offsets, offsets, st.sampled_from(STYLES)), max_size=4)):
        is_free = all(end < span.start or span.end < start for span in spans if span.style == style)
        is_nested = all(
            end <= span.start or span.end <= start or span.start <= start <= end <= span.end
            or start <= span.start <= span.end <= end
            for span in spans
        )  # fmt: skip
        if start < end and is_free and is_nested:
            spans.append(StyledSpan(start, end, style))
    markers = draw(st.lists(st.tuples(offsets, st.sampled_from(["1", "*"])), max_size=3))
    breaks = draw(st.lists(st.tuples(offsets, st.sampled_from(["7", "8r"])), max_size=2))
    return Paragraph(
        text, "paragraph", None, tuple(spans),
        tuple(Marker(offset, label) for offset, label in sorted(markers)),
        tuple(sorted(breaks, key=lambda one: one[0])),
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paragraph())
def test_any_paragraph_survives(tmp_path: Path, paragraph: Paragraph) -> None:
    edition = lighthouse_edition()
    unit = replace(edition.units[0], paragraphs=(paragraph,), order=0)
    one = replace(edition, units=(unit,), persons=(), references=(), topics=(), terms=())
    assert [str(found) for found in differences(one, round_trip(one, tmp_path))] == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_an_export_that_was_edited_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    text = EXPORT
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(text) - 1))
        mark = text.find('="', position)
        end = text.find('"', mark + 2)
        if 0 < mark < end:
            value = data.draw(st.sampled_from(["", "x", "1932", "#", "a/b c", "9" * 20, "doc-1", "-1"]))
            text = text[: mark + 2] + value + text[end:]
    source = tmp_path / "edited.xml"
    source.write_text(text, "utf-8")
    try:
        edition = read_edition(source)
    except PerepiskaError:
        return
    ids = [unit.id for unit in edition.units]
    assert len(ids) == len(set(ids))


def test_markup_that_an_export_does_not_have_is_reported(tmp_path: Path) -> None:
    source = tmp_path / "edited.xml"
    text = export_tei(lighthouse_edition()).replace("the great lens", "the <del>great</del> lens")
    source.write_text(text.replace('when-custom="1921-03-04" ', ""), "utf-8")
    edition = read_edition(source)
    unit = next(unit for unit in edition.units if unit.id == "lighthouse/doc-1")
    assert "the great lens" in unit.text
    assert unit.date is not None
    assert unit.date.edtf == "1921-03-04"
    assert [line.message for line in edition.report.lines if line.code == "facts-unused"] == [
        "del in an export: 1, the first “great”"
    ]


EXPORT = export_tei(enriched())
