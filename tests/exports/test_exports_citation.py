from __future__ import annotations

import pytest

from corpus.model import Edition, Kind, Unit
from exports.bibliography import BibliographicRecord
from exports.citation import cite, editors_text, pages_text

EDITION = Edition(
    "papers",
    "Papers of the Lighthouse Service",
    ("A. Orr", "Lund, B. C."),
    "Coastal Press",
    "Port Ansel",
    "1999",
)


def unit(slug: str, kind: Kind, title: str, number: str | None = None, pages: tuple[str, ...] = ()) -> Unit:
    return Unit(f"papers/{slug}", "papers", kind, title, 0, number=number, pages=pages)


IMPRINT = "in Orr and Lund (eds.), Papers of the Lighthouse Service (Port Ansel: Coastal Press, 1999)"


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (
            unit("doc-24", "document", "Brandt to Tamm, 2 June 1922", "24", ("114", "115", "116")),
            f"Brandt to Tamm, 2 June 1922, {IMPRINT}, document 24, pp. 114–16.",
        ),
        (
            unit("app-2", "document", "Brandt to Tamm, 2 June 1922", "2", ("380",)),
            f"Brandt to Tamm, 2 June 1922, {IMPRINT}, appendix document 2, p. 380.",
        ),
        (
            unit("doc-24.n3", "note", "Note 3 to document 24", "3", ("116",)),
            f"Note 3 to document 24, {IMPRINT}, p. 116.",
        ),
        (
            unit("introduction", "introduction", "Introduction", None, ("1", "20")),
            f"“Introduction”, {IMPRINT}, pp. 1–20.",
        ),
        (unit("bio.tamm-j", "biography", "Tamm, J."), f"“Tamm, J.”, {IMPRINT}, biographical note."),
        (unit("glossary.cal", "glossary", "CAL", None, ("387",)), f"“CAL”, {IMPRINT}, glossary, p. 387."),
    ],
)
def test_every_kind_of_unit_is_cited(cited: Unit, expected: str) -> None:
    assert str(cite(BibliographicRecord(cited, EDITION))) == expected


def test_the_title_stands_apart_for_italics() -> None:
    assert cite(BibliographicRecord(unit("doc-1", "document", "A"), EDITION)).title == EDITION.title


def test_what_is_not_known_of_an_edition_is_left_out() -> None:
    bare = Edition("papers", "Papers")
    assert (
        str(cite(BibliographicRecord(unit("doc-1", "document", "A to B, undated", "1"), bare)))
        == "A to B, undated, in Papers, document 1."
    )


@pytest.mark.parametrize(
    ("editors", "text"),
    [
        ((), ""),
        (("R. W. Davies",), "Davies (ed.)"),
        (("A. Orr", "B. Lund"), "Orr and Lund (eds.)"),
        (("A. Orr", "B. Lund", "C. Ek"), "Orr, Lund, and Ek (eds.)"),
        (("A. Orr", "B. Lund", "C. Ek", "D. Ahl"), "Orr et al. (eds.)"),
    ],
)
def test_editors_are_named_by_surname(editors: tuple[str, ...], text: str) -> None:
    assert editors_text(editors) == text


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ((), ""),
        (("5",), "p. 5"),
        (("5", "5"), "p. 5"),
        (("96", "117"), "pp. 96–117"),
        (("71", "72"), "pp. 71–72"),
        (("100", "104"), "pp. 100–104"),
        (("101", "108"), "pp. 101–8"),
        (("104", "113"), "pp. 104–13"),
        (("114", "116"), "pp. 114–16"),
        (("199", "201"), "pp. 199–201"),
        (("321", "328"), "pp. 321–28"),
        (("xi", "xiv"), "pp. xi–xiv"),
        (("xx", "3"), "pp. xx–3"),
    ],
)
def test_pages_are_written_as_in_chicago(pages: tuple[str, ...], text: str) -> None:
    assert pages_text(pages) == text
