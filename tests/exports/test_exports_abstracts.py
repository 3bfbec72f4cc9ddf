"""An abstract by a calendar is never taken for the letter, nor its cataloguer for the letter's writer."""

from __future__ import annotations

import json
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest

from corpus.calendar_enrichment import apply_calendar
from corpus.model import AbstractSource, DescribedEdition, Edition, Paragraph, PersonRef, Unit
from exports.bibliography import BibliographicRecord
from exports.citation import cite
from exports.citation_formats import styles, write_references
from exports.feeds import write_atom
from exports.linked_data import write_linked_data
from exports.metadata import metadata
from exports.tei import TeiUnit, write_tei
from search.abstract_messages import abstract_message

TEI = "{http://www.tei-c.org/ns/1.0}"
ADDRESS = "https://letters.example/narva-calendar/doc-3"
SOURCE = AbstractSource("narva-calendar/doc-3", "A Calendar of the Narva Letters", ("Eva Kask",), "2026")
BERG = PersonRef("berg-o", "Otto Berg")
ENTRY = Unit(
    SOURCE.unit, "narva-calendar", "document", "Berg to Lund, 4 March 1921", 0,
    (Paragraph("Berg reports that the ships wait."),), number="3", senders=(BERG,), pages=("11", "12"),
    abstract="Berg reports that the ships wait.", abstract_source=SOURCE,
)  # fmt: skip
NARVA = DescribedEdition(
    "narva", "The Narva Letters", ("Ann Orr", "Bo Lund"), "Quay Press", "Tallinn", "1950"
)
CALENDAR = Edition(
    "narva-calendar", SOURCE.title, SOURCE.authors, year="2026", units=(ENTRY,), described=NARVA
)
LETTER = Unit(
    "narva/doc-3", "narva", "document", ENTRY.title, 0, (Paragraph("The ships are still here."),),
    number="3", senders=(BERG,), pages=("11", "12"),
)  # fmt: skip
EDITION = Edition(
    "narva", "The Narva Letters", ("Ann Orr", "Bo Lund"), "Quay Press", "Tallinn", "1950", units=(LETTER,)
)
ENTRY_RECORD = BibliographicRecord(ENTRY, CALENDAR, {}, ADDRESS)


def enriched() -> BibliographicRecord:
    (letter,) = apply_calendar(EDITION, CALENDAR).units
    return BibliographicRecord(letter, EDITION, {}, "https://letters.example/narva/doc-3")


def test_an_entry_is_cited_by_cataloguer_and_calendar_with_the_edition_as_its_source() -> None:
    calendar, source = "A Calendar of the Narva Letters", "The Narva Letters (Tallinn: Quay Press, 1950)"
    assert str(cite(ENTRY_RECORD)) == (
        f"Eva Kask, abstract of Berg to Lund, 4 March 1921, in {calendar} (2026), entry 3. "
        f"Source: document 3, in Orr and Lund (eds.), {source}, pp. 11–12."
    )


@pytest.mark.parametrize("style", ["Chicago", "MLA", "APA"])
def test_no_style_makes_the_writer_of_a_letter_the_author_of_its_abstract(style: str) -> None:
    entry, letter = (str(styles(record)[style]) for record in (ENTRY_RECORD, enriched()))
    assert entry.startswith("Eva Kask")
    assert "Otto Berg" not in entry
    assert "The Narva Letters (Tallinn" in entry
    assert "Kask" not in letter
    assert "Calendar" not in letter


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_references_of_an_entry_are_by_the_cataloguer(suffix: str) -> None:
    entry, letter = (write_references(suffix, [record]) for record in (ENTRY_RECORD, enriched()))
    assert "Kask" in entry
    assert "Abstract of Berg to Lund" in entry
    assert "Source: document 3" in entry
    assert "Kask" not in letter
    assert "Abstract" not in letter
    author = {"bib": "author = {Kask, Eva}", "ris": "AU  - Kask, Eva", "csl.json": '"family": "Kask"'}[suffix]
    assert author in entry


def test_the_original_of_an_entry_keeps_its_writer_in_csl() -> None:
    (item,) = json.loads(write_references("csl.json", [ENTRY_RECORD]))
    assert item["original-author"] == [{"family": "Berg", "given": "Otto"}]
    assert item["original-publisher"] == "Quay Press"
    assert "page" not in item


def test_a_page_of_an_entry_names_the_cataloguer_to_reference_managers() -> None:
    pairs = metadata(ENTRY_RECORD)
    assert ("citation_author", "Eva Kask") in pairs
    assert ("citation_title", "Abstract of Berg to Lund, 4 March 1921") in pairs
    assert not [content for _, content in pairs if content == "Otto Berg"]


def test_linked_data_of_an_entry_is_a_work_about_the_letter() -> None:
    (entry,) = json.loads(write_linked_data([ENTRY_RECORD]))["@graph"]
    assert (entry["@type"], entry["author"][0]["name"]) == ("CreativeWork", "Eva Kask")
    assert entry["isPartOf"]["name"] == SOURCE.title
    assert "sender" not in entry
    letter = entry["about"][0]
    assert (letter["@type"], letter["sender"][0]["name"]) == ("Message", "Otto Berg")
    assert letter["isPartOf"]["name"] == "The Narva Letters"
    assert letter["pagination"] == "11–12"


def test_linked_data_of_a_letter_says_who_wrote_its_abstract() -> None:
    (letter,) = json.loads(write_linked_data([enriched()]))["@graph"]
    assert (letter["@type"], letter["sender"][0]["name"]) == ("Message", "Otto Berg")
    work = letter["subjectOf"]
    assert (work["author"][0]["name"], work["datePublished"]) == ("Eva Kask", "2026")
    assert work["text"] == letter["abstract"]
    assert work["isPartOf"]["name"] == SOURCE.title


@pytest.mark.parametrize("is_entry", [True, False])
def test_tei_says_who_is_responsible_for_an_abstract(is_entry: bool) -> None:
    record = ENTRY_RECORD if is_entry else enriched()
    root = fromstring(write_tei([TeiUnit(record, ())]))
    statement = root.find(f".//{TEI}titleStmt/{TEI}respStmt")
    abstract, division = root.find(f".//{TEI}abstract"), root.find(f".//{TEI}body/{TEI}div")
    assert statement is not None
    assert abstract is not None
    assert division is not None
    assert abstract.get("resp") == f"#{statement.get('{http://www.w3.org/XML/1998/namespace}id')}"
    assert [child.text for child in statement] == ["abstract", "Eva Kask"]
    assert (division.get("subtype"), division.get("resp")) == (
        ("abstract", abstract.get("resp")) if is_entry else (None, None)
    )


def test_a_feed_says_whose_summary_it_has() -> None:
    feed = write_atom([(ENTRY, ADDRESS)], title="all", address=ADDRESS, updated="2026-12-01T00:00:00Z")
    assert "<summary>Abstract by Eva Kask, 2026: Berg reports" in feed


def test_an_abstract_of_the_edition_itself_has_no_other_author() -> None:
    own = replace(LETTER, abstract="On ships.")
    assert str(abstract_message(own.abstract_source)) == "Abstract"
    (letter,) = json.loads(write_linked_data([BibliographicRecord(own, EDITION)]))["@graph"]
    assert letter["abstract"] == "On ships."
    assert "subjectOf" not in letter


def test_an_edition_of_abstracts_does_not_pass_them_off_as_letters() -> None:
    regest = BibliographicRecord(replace(LETTER, abstract=LETTER.text), EDITION)
    assert str(cite(regest)) == (
        "Abstract of Berg to Lund, 4 March 1921, in Orr and Lund (eds.), The Narva Letters "
        "(Tallinn: Quay Press, 1950), document 3, pp. 11–12."
    )
    assert "author" not in write_references("bib", [regest])
    (entry,) = json.loads(write_linked_data([regest]))["@graph"]
    assert entry["@type"] == "CreativeWork"
    assert 'subtype="abstract"' in write_tei([TeiUnit(regest, ())])


def test_a_calendar_that_names_no_edition_is_cited_without_a_source() -> None:
    alone = BibliographicRecord(ENTRY, replace(CALENDAR, described=None))
    assert str(cite(alone)).endswith("A Calendar of the Narva Letters (2026), entry 3.")
    (entry,) = json.loads(write_linked_data([alone]))["@graph"]
    assert entry["about"][0]["sender"]
    assert "isPartOf" not in entry["about"][0]
