# ruff: noqa: E501  markup of fixtures
"""Images of pages: from page breaks, facsimiles, manifests and private schemes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.model import Edition, PageImage
from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import SECOND, tei
from tests.corpus.readers.tei.volumes import write_volume

BASE = "https://iiif.example/image/7"


def read(folder: Path, body: str, before: str = "", header: str = "", attributes: str = "") -> Edition:
    """Read a letter with this body, with other parts before its text."""
    text = tei("A to B", header + SECOND, f"{before}<text><body>{body}</body></text>", "L1")
    source = folder / "letter.xml"
    source.write_text(text.replace('xml:id="L1"', f'xml:id="L1" {attributes}', 1), "utf-8")
    return read_edition(source)


def images(edition: Edition) -> list[tuple[str | None, str, str | None]]:
    return [(image.page, image.url, image.iiif) for image in edition.units[0].images]


def messages(edition: Edition, code: str) -> list[str]:
    return [line.message for line in edition.report.lines if line.code == code]


@pytest.mark.parametrize(
    ("facs", "before", "expected"),
    [
        ("https://a.example/1.jpg", "", ("1r", "https://a.example/1.jpg", None)),
        ("scan 1.jpg", "", ("1r", "scan 1.jpg", None)),
        (f"{BASE}/full/max/0/default.jpg", "", ("1r", f"{BASE}/full/max/0/default.jpg", BASE)),
        (f"{BASE}/10,20,300,400/!200,200/90/gray.png", "", ("1r", f"{BASE}/10,20,300,400/!200,200/90/gray.png", BASE)),
        (f"{BASE}/info.json", "", ("1r", f"{BASE}/full/max/0/default.jpg", BASE)),
        ("https://a.example/7/manifest.json", "", ("1r", "https://a.example/7/manifest.json", "https://a.example/7/manifest.json")),
        ("#s1", '<facsimile><surface xml:id="s1"><graphic url="t.jpg" type="thumbnail"/><graphic url="1.jpg"/></surface></facsimile>', ("1r", "1.jpg", None)),
        ("#g1", '<facsimile><graphic xml:id="g1" url="1.jpg"/></facsimile>', ("1r", "1.jpg", None)),
        ("#z1", '<sourceDoc><surface><graphic url="1.jpg"/><zone xml:id="z1"/></surface></sourceDoc>', ("1r", "1.jpg", None)),
        ("#s1", '<facsimile><surface xml:id="s1" corresp="https://a.example/canvas/1"/></facsimile>', ("1r", "https://a.example/canvas/1", None)),
        ("#s1", '<facsimile xml:base="https://a.example/scans/"><surface xml:id="s1"><media url="1.jpg" mimeType="image/jpeg"/></surface></facsimile>', ("1r", "https://a.example/scans/1.jpg", None)),
    ],
)  # fmt: skip
def test_a_page_break_leads_to_an_image(
    tmp_path: Path, facs: str, before: str, expected: tuple[str | None, str, str | None]
) -> None:
    edition = read(tmp_path, f'<pb n="1r" facs="{facs}"/><p>One.</p>', before)
    assert images(edition) == [expected]
    assert messages(edition, "image-unresolved") == []
    assert not [message for message in messages(edition, "facts-unused") if "zone" not in message]


def test_the_pages_of_a_letter_have_an_image_each(tmp_path: Path) -> None:
    body = '<p><pb n="1r" facs="1.jpg"/>One <pb n="1v" facs="2.jpg"/>two<lb facs="#z"/>three.</p><pb n="2r" facs="3.jpg"/>'
    before = '<facsimile><graphic url="2.jpg"/><surface n="2v"><graphic url="4.jpg"/><zone xml:id="z"/></surface></facsimile>'
    assert images(read(tmp_path, body, before)) == [
        ("1r", "1.jpg", None), ("1v", "2.jpg", None), ("1v", "4.jpg", None), ("2r", "3.jpg", None),
    ]  # fmt: skip


def test_a_surface_may_point_to_its_page_and_a_manifest_is_of_no_page(tmp_path: Path) -> None:
    before = '<facsimile sameAs="https://a.example/m"><surface start="#p1"><graphic url="1.jpg"/></surface></facsimile>'
    edition = read(tmp_path, '<pb n="1r" xml:id="p1"/><p>One.</p>', before)
    assert images(edition) == [("1r", "1.jpg", None), (None, "https://a.example/m", "https://a.example/m")]


def test_identifiers_are_not_made_addresses_by_the_base(tmp_path: Path) -> None:
    body = '<pb facs="HS.NZ85_1"/><p>One.<pb facs="img/2.jpg"/>Two.</p>'
    edition = read(tmp_path, body, attributes='xml:base="https://a.example/letters/"')
    assert [url for _, url, _ in images(edition)] == ["HS.NZ85_1", "https://a.example/letters/img/2.jpg"]


@pytest.mark.parametrize(
    "facs", ["#nowhere", "javascript:alert(1)", "data:image/png;base64,AAAA", "psn:7", "x.xml#s"]
)
def test_what_leads_to_no_image_is_reported(tmp_path: Path, facs: str) -> None:
    edition = read(tmp_path, f'<pb facs="{facs}"/><p>One.</p><pb facs="{facs}"/>')
    assert images(edition) == []
    assert messages(edition, "image-unresolved") == [
        f"pb/@facs that leads to no image: 2, the first “{facs}”"
    ]


def test_a_page_that_two_letters_share_is_of_both_and_an_empty_one_of_none(tmp_path: Path) -> None:
    body = (
        '<pb n="1" facs="1.jpg"/><div type="letter" xml:id="A"><p>One.</p></div>'
        '<div type="letter" xml:id="B"><p>Two <pb n="2" facs="2.jpg"/>three.</p><pb n="3" facs="3.jpg"/></div>'
        '<div type="letter" xml:id="C"><p>Four.</p></div>'
    )
    edition = read(tmp_path, body, "<facsimile><surface><graphic url='9.jpg'/></surface></facsimile>")
    found = {unit.id: [image.url for image in unit.images] for unit in edition.units}
    assert found == {"letter/A": ["1.jpg"], "letter/B": ["1.jpg", "2.jpg"], "letter/C": ["3.jpg"]}
    assert "surfaces without a page: 1, the first “9.jpg”" in messages(edition, "facts-unused")


def test_surfaces_in_another_file_are_found(tmp_path: Path) -> None:
    text = '<text><body><pb n="1" facs="images.xml#s1"/><p>One.</p></body></text>'
    (tmp_path / "L1.xml").write_text(tei("A to B", SECOND, text, "L1"), "utf-8")
    (tmp_path / "images.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><facsimile><surface xml:id="s1"><graphic url="1.jpg"/>'
        "</surface></facsimile></TEI>"
    )
    assert images(read_edition(tmp_path)) == [("1", "1.jpg", None)]


def test_the_pages_of_a_volume_have_images(tmp_path: Path) -> None:
    source = write_volume(tmp_path)
    text = source.read_text("utf-8").replace("<pb ", '<pb facs="0001" ')
    source.write_text(text, "utf-8")
    documents = [unit for unit in read_edition(source).units if unit.kind == "document" and unit.pages]
    assert documents
    assert all(PageImage(unit.pages[0], "0001") in unit.images for unit in documents)


def defined(pattern: str, replacement: str) -> str:
    """The definition of a private scheme."""
    return (
        f'</profileDesc><encodingDesc><listPrefixDef><prefixDef ident="own" matchPattern="{pattern}" '
        f'replacementPattern="{replacement}"/></listPrefixDef></encodingDesc><profileDesc>'
    )


def test_a_private_scheme_is_what_its_definition_makes_of_it(tmp_path: Path) -> None:
    header = defined("([a-z]+)/([0-9]+)", f"{BASE}/$1-$2/info.json")
    edition = read(tmp_path, '<pb n="1" facs="own:ab/12"/><p>One.</p><pb facs="own:AB"/>', header=header)
    assert images(edition) == [("1", f"{BASE}/ab-12/full/max/0/default.jpg", f"{BASE}/ab-12")]
    assert messages(edition, "image-unresolved") == ["pb/@facs that leads to no image: 1, the first “own:AB”"]


def test_a_private_scheme_identifies_persons(tmp_path: Path) -> None:
    header = defined("(.+)", "https://d-nb.info/gnd/$1")
    described = SECOND.replace("#P2", "own:118540238")
    (tmp_path / "L1.xml").write_text(tei("A", header + described, "<text><body><p>One.</p></body></text>"))
    edition = read_edition(tmp_path)
    person = next(person for person in edition.persons if person.id == edition.units[0].senders[0].id)
    assert person.same_as == ("https://d-nb.info/gnd/118540238",)


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "a?" * 30, ".*.*.*.*b", "(", "a{99999999999}", "", "a" * 500]
)
def test_a_pattern_that_could_take_long_is_refused(tmp_path: Path, pattern: str) -> None:
    began = time.monotonic()
    edition = read(tmp_path, f'<pb facs="own:{"a" * 60}"/><p>One.</p>', header=defined(pattern, "$1"))
    assert time.monotonic() - began < 5
    assert len(messages(edition, "prefix-refused")) == 1
    assert images(edition) == []
