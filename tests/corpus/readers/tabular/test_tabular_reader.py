from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import PerepiskaError, SourceUnrecognised
from corpus.model import Edition, Unit
from corpus.readers import read_edition
from corpus.readers.tabular.headings import ALIASES, canonical_column
from corpus.readers.tabular.note_markup import parse_note_markup

CSV = """\
No,From,Addressee,Date,Text,Footnotes,Keywords,Ink
1,A. K. Brandt,"Lindqvist, Otto",1921-03-04,"The lens [1] came cracked.

Send another.","[1] The great lens.",lamps; glass,blue
2,Otto Lindqvist,A. K. Brandt; Members of the Board,after 10 March 1921,Granted.,,lamps,
"""


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def unit(edition: Edition, name: str) -> Unit:
    return next(one for one in edition.units if one.id == f"{edition.id}/{name}")


def codes(edition: Edition) -> set[str]:
    return {line.code for line in edition.report.lines}


def test_a_table_is_read_by_what_its_columns_are_called(tmp_path: Path) -> None:
    edition = read_edition(written(tmp_path, "harbour.csv", CSV))
    assert edition.id == "harbour"
    assert {"documents": 2, "notes": 1, "documents with a date": 2}.items() <= edition.report.counts.items()
    first, second = unit(edition, "doc-1"), unit(edition, "doc-2")
    assert first.title == "A. K. Brandt to Otto Lindqvist, 4 March 1921"
    assert [paragraph.text for paragraph in first.paragraphs] == ["The lens came cracked.", "Send another."]
    assert first.paragraphs[0].markers[0].note == f"{first.id}.n1"
    assert unit(edition, "doc-1.n1").text == "The great lens."
    assert [person.id for person in first.senders] == ["brandt-a-k"]
    assert [person.name for person in second.recipients] == ["A. K. Brandt", "Members of the Board"]
    assert second.date
    assert second.date.earliest
    assert second.date.earliest.isoformat() == "1921-03-11"
    assert [topic.id for topic in first.topics] == ["lamps", "glass"]
    assert {person.id: person.kind for person in edition.persons}["members-of-the-board"] == "group"


def test_a_letter_goes_from_a_place_to_a_place(tmp_path: Path) -> None:
    table = "sender,recipient,Place sent,Place received,text\nBrandt,Tamm,Orlets,Port Ansel,Granted.\n"
    letter = read_edition(written(tmp_path, "harbour.csv", table)).units[0]
    assert (letter.place, letter.destination) == ("Orlets", "Port Ansel")


def test_columns_that_are_none_of_ours_are_reported(tmp_path: Path) -> None:
    report = read_edition(written(tmp_path, "harbour.csv", CSV)).report
    (line,) = [line for line in report.lines if line.code == "unknown-column"]
    assert "“Ink”" in line.message
    assert "rows: 1" in line.message


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_signs_may_part_the_columns(tmp_path: Path, delimiter: str) -> None:
    rows = delimiter.join(("sender", "date", "text")) + "\n" + delimiter.join(("Brandt", "1921", "Ice, ice."))
    edition = read_edition(written(tmp_path, "ice.csv", rows))
    assert edition.units[0].text == "Ice, ice."


def test_lines_of_json_are_read_with_their_lists(tmp_path: Path) -> None:
    rows = [
        {"id": "a1", "from": ["Brandt", "Tamm"], "to": "Haugen", "date": "1922-06/1922-07",
         "text": "*Ice* again[^1]", "notes": ["Of the winter."], "abstract": "Ice.", "language": "de"},
        {"id": "a1", "kind": "introduction", "title": "Preface", "text": "Why."},
        {"id": "x", "kind": "poem", "text": "Ice."},
    ]  # fmt: skip
    lines = "\n".join(json.dumps(row) for row in rows)
    edition = read_edition(written(tmp_path, "ice.jsonl", f"{lines}\nno json\n[1]\n"))
    first = unit(edition, "a1")
    assert [person.name for person in first.senders] == ["Brandt", "Tamm"]
    assert (first.text, first.language, first.abstract) == ("Ice again", "de", "Ice.")
    assert [(span.start, span.end, span.style) for span in first.paragraphs[0].spans] == [(0, 3, "italic")]
    assert unit(edition, "a1-2").kind == "introduction"
    assert {"id-twice", "kind-unknown", "line-unreadable", "metadata-missing"} <= codes(edition)
    assert [line.line for line in edition.report.lines if line.code == "line-unreadable"] == [4, 5]


def test_a_folder_of_texts_is_read_by_their_heads(tmp_path: Path) -> None:
    written(
        tmp_path,
        "a/one.md",
        "---\nfrom: Brandt\nto: Tamm\ndate: 1921-03-04\n---\n# Ice\n\nThe **bar**[^1].\n\n[^1]: Of mud.\n",
    )
    written(tmp_path, "two.txt", "From: Tamm\nTo: Brandt\nDate: 6 March 1921\n\nDredge it.\n")
    written(tmp_path, "three.md", "No head at all.\n")
    written(tmp_path, "README.md", "---\nfrom: x\nto: y\n---\nNot a letter.")
    written(tmp_path, "about.yaml", "title: Ice letters\neditors: [Ann Orr, Bo Lund]\nyear: 1950\n")
    edition = read_edition(tmp_path)
    assert (edition.title, edition.editors, edition.year) == ("Ice letters", ("Ann Orr", "Bo Lund"), "1950")
    assert {one.id.partition("/")[2] for one in edition.units} == {"a-one", "a-one.n1", "two", "three"}
    first = unit(edition, "a-one")
    assert [(one.text, one.style) for one in first.paragraphs] == [
        ("Ice", "heading"),
        ("The bar.", "paragraph"),
    ]
    assert [(span.start, span.end, span.style) for span in first.paragraphs[1].spans] == [(4, 7, "bold")]
    assert "head-missing" in codes(edition)
    assert unit(edition, "two").date


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    written(tmp_path, "secret.md", "---\nfrom: a\nto: b\n---\nSecret.")
    written(tmp_path, "in/one.md", "---\nfrom: a\nto: b\n---\nOpen.")
    os.symlink(tmp_path / "secret.md", tmp_path / "in" / "two.md")
    assert [one.text for one in read_edition(tmp_path / "in").units] == ["Open."]


def test_other_encodings_are_read_and_reported(tmp_path: Path) -> None:
    edition = read_edition(written(tmp_path, "a.csv", "sender,text\nMüller,Grüße\n".encode("cp1252")))
    assert edition.units[0].text == "Grüße"
    assert "encoding" in codes(edition)
    marked = read_edition(written(tmp_path, "b.csv", "\ufeffsender,text\nMüller,Grüße\n"))
    assert "encoding" not in codes(marked)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"one,two\n1,2\n"),
        ("a.jsonl", b"[1, 2]\n"),
        ("a.jsonl", b'{"x": 1}\n'),
        ("a.csv", b"sender,text\nA,\0\n"),
        ("a.csv", b'sender,text\nA,"' + b"x" * 11_000_000),
        ("a.jsonl", b'{"text": ' + b"[" * 5000),
    ],
)
def test_what_is_no_table_of_letters_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(PerepiskaError):
        read_edition(written(tmp_path, name, content))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PerepiskaError):
        read_edition(tmp_path)


def test_nesting_in_a_line_is_bounded(tmp_path: Path) -> None:
    deep = '{"text": ' + "[" * 5000 + "]" * 5000 + "}"
    edition = read_edition(written(tmp_path, "a.jsonl", f'{{"sender": "A", "text": "x"}}\n{deep}\n'))
    assert len(edition.units) == 1
    assert "line-unreadable" in codes(edition)


def test_every_alias_means_one_column() -> None:
    names = [alias for name, aliases in ALIASES.items() for alias in (name, *aliases)]
    assert len(names) == len(set(names))
    assert canonical_column(" Date-Sent ") == "date"
    assert canonical_column("ink") is None


@pytest.mark.parametrize(
    ("text", "bare", "spans"),
    [
        ("*a* and _b_", "a and b", [(0, 1), (6, 7)]),
        ("snake_case_name", "snake_case_name", []),
        (
            "_un_seen, super_human_, _my_ _lens_",
            "unseen, superhuman, my lens",
            [(0, 2), (13, 18), (20, 22), (23, 27)],
        ),
        ("_wind_less, can_not,_ _fog_", "windless, cannot, fog", [(0, 4), (13, 17), (18, 21)]),
        ("2 * 3 * 4", "2 * 3 * 4", []),
        ("**a**[1] b", "a b", [(0, 1)]),
        ("a[1] *b*", "a b", [(2, 3)]),
    ],
)
def test_emphasis_and_markers_keep_their_places(text: str, bare: str, spans: list[tuple[int, int]]) -> None:
    (paragraph,) = parse_note_markup(text, "e/doc-1", ("Note.",)).paragraphs
    assert paragraph.text == bare
    assert [(span.start, span.end) for span in paragraph.spans] == spans


def test_a_number_in_brackets_without_a_note_stays() -> None:
    (paragraph,) = parse_note_markup("Page [12] is lost.", "e/doc-1").paragraphs
    assert paragraph.text == "Page [12] is lost."


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), kind=st.sampled_from(["a.csv", "a.jsonl", "a/x.md"]))
def test_no_text_makes_a_reader_crash(tmp_path: Path, text: str, kind: str) -> None:
    head = {"a.csv": "sender,text\n", "a.jsonl": '{"sender": "A"}\n', "a/x.md": "---\nfrom: A\nto: B\n---\n"}[
        kind
    ]
    content = (head + text).encode("utf-8", "surrogatepass")
    path = written(tmp_path, kind, content)
    try:
        edition = read_edition(path.parent if kind == "a/x.md" else path)
    except PerepiskaError:
        return
    ids = [one.id for one in edition.units]
    assert len(ids) == len(set(ids))
    for one in edition.units:
        for paragraph in one.paragraphs:
            assert all(0 <= marker.offset <= len(paragraph.text) for marker in paragraph.markers)
            assert all(0 <= span.start < span.end <= len(paragraph.text) for span in paragraph.spans)


def test_a_text_without_a_form_names_the_forms(tmp_path: Path) -> None:
    with pytest.raises(SourceUnrecognised) as raised:
        read_edition(written(tmp_path, "a.txt", "Nothing here."))
    assert "CSV" in raised.value.hint


def test_columns_of_places_hold_ids_and_coordinates(tmp_path: Path) -> None:
    path = tmp_path / "letters.csv"
    path.write_text(
        "id,sender,recipient,senderPlace,senderPlaceID,addresseePlace,addresseePlaceID,latitude,longitude,text\n"
        "1,Fell,Ash,Tarn,https://www.geonames.org/590031,Linn,,59.4,28.2,One.\n"
        "2,Fell,Ash,Tarnum,http://sws.geonames.org/590031/,Linn.,7,,,Two.\n"
        "3,Fell,Ash,Tarn,https://www.geonames.org/1,[Linn],8,north,east,Three.\n"
        "4,Fell,Ash,,https://www.geonames.org/590031,,,,,Four.\n",
        "utf-8",
    )
    edition = read_edition(path)
    refs = [
        (unit.sent_from and unit.sent_from.id, unit.sent_to and unit.sent_to.id) for unit in edition.units
    ]
    assert refs == [("tarn", "linn"), ("tarn", "linn"), ("tarn-1", "linn-8"), ("tarn", None)]
    assert edition.units[3].place == "Tarn"
    tarn = edition.places[0]
    assert (tarn.name, tarn.variants, tarn.latitude, tarn.longitude) == ("Tarn", ("Tarnum",), 59.4, 28.2)
    assert [line.line for line in edition.report.lines if line.code == "coordinates-unreadable"] == [4]


@pytest.mark.parametrize(
    ("heading", "cell", "pages", "expected"),
    [
        ("Image URL", "https://a.example/1.jpg", "", [(None, "https://a.example/1.jpg", None)]),
        ("Digitalisat", "1.jpg; 2.jpg", "3, 4", [("3", "1.jpg", None), ("4", "2.jpg", None)]),
        ("изображения", "1.jpg | 2.jpg", "3", [(None, "1.jpg", None), (None, "2.jpg", None)]),
        (
            "Immagini", "https://a.example/1.jpg, https://a.example/2.jpg", "",
            [(None, "https://a.example/1.jpg", None), (None, "https://a.example/2.jpg", None)],
        ),
        (
            "IIIF", "https://a.example/i/7/info.json", "",
            [(None, "https://a.example/i/7/full/max/0/default.jpg", "https://a.example/i/7")],
        ),
        ("IIIF manifest", "https://a.example/m/7", "", [(None, "https://a.example/m/7", "https://a.example/m/7")]),
        ("Scan", "javascript:alert(1)", "", []),
    ],
)  # fmt: skip
def test_a_column_holds_images(
    tmp_path: Path, heading: str, cell: str, pages: str, expected: list[tuple[str | None, str, str | None]]
) -> None:
    table = f'from,to,pages,{heading}\nA. Brandt,O. Berg,"{pages}","{cell}"\n'
    edition = read_edition(written(tmp_path, "scans.csv", table))
    assert [(image.page, image.url, image.iiif) for image in edition.units[0].images] == expected
    assert ("image-unresolved" in codes(edition)) is not bool(expected)
