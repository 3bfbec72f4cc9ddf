from __future__ import annotations

import json
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from corpus.model import Edition, Unit
from exports.bibliography import BibliographicRecord
from exports.citation_formats import styles, write_references
from tests.editions import lighthouse_edition

EDITION = replace(
    lighthouse_edition(),
    title="Lights & Letters",
    editors=("Ann Orr", "Bo Lund"),
    publisher="Quay Press",
    place="Port Ansel",
    year="1950",
)
PERSONS = {person.id: person for person in EDITION.persons}
ADDRESS = "https://letters.example/lighthouse/doc-1"


def record(unit: Unit, edition: Edition = EDITION) -> BibliographicRecord:
    return BibliographicRecord(unit, edition, PERSONS, ADDRESS)


def unit(name: str) -> Unit:
    return next(one for one in EDITION.units if one.id.endswith(f"/{name}"))


def test_three_styles() -> None:
    cited = {name: str(citation) for name, citation in styles(record(unit("doc-1"))).items()}
    title = "Brandt to Lindqvist, 4 March 1921"
    assert cited["Chicago"].startswith(f"{title}, in Orr and Lund (eds.), Lights & Letters")
    assert cited["MLA"] == (
        f"Brandt, A. K. “{title}.” Lights & Letters, edited by Ann Orr and Bo Lund, Quay Press, 1950, "
        "pp. 11–12."
    )
    assert cited["APA"] == (
        f"Brandt, A. K. (1950). {title}. In Ann Orr and Bo Lund (Eds.), Lights & Letters (pp. 11–12). "
        "Quay Press."
    )


def test_what_the_editors_wrote_has_no_author() -> None:
    introduction = next(one for one in EDITION.units if one.kind == "introduction")
    cited = styles(record(introduction))
    assert str(cited["MLA"]).startswith(f"“{introduction.title}.” ")
    assert str(cited["APA"]).startswith(f"{introduction.title}. (1950). In ")


def test_several_writers_and_editors() -> None:
    two = unit("doc-3")
    many = replace(EDITION, editors=("A. One", "B. Two", "C. Three", "D. Four"))
    joint = replace(two, senders=(*two.senders, *two.recipients))
    assert str(styles(record(joint, many))["MLA"]).startswith("Zelenov, M. P., et al. “")
    assert "edited by A. One et al., " in str(styles(record(joint, many))["MLA"])
    assert "Brandt, A. K., & Lindqvist, O. E. (1950)" in str(styles(record(joint, many))["APA"])


def test_bibtex_escapes_what_latex_would_read() -> None:
    text = write_references("bib", [record(unit("doc-1"))])
    assert text.startswith("@incollection{lighthouse:doc-1,\n")
    assert r"booktitle = {Lights \& Letters}" in text
    assert "editor = {Orr, Ann and Lund, Bo}" in text
    assert "pages = {11--12}" in text
    assert f"url = {{{ADDRESS}}}" in text
    assert text.count("{") == text.count("}")


def test_ris_has_a_tag_a_line() -> None:
    text = write_references("ris", [record(unit("doc-1"))])
    lines = text.split("\r\n")
    assert (lines[0], lines[-2]) == ("TY  - CHAP", "ER  - ")
    assert {"AU  - Brandt, A. K.", "SP  - 11", "EP  - 12", "PY  - 1950", f"UR  - {ADDRESS}"} <= set(lines)
    hostile = replace(unit("doc-1"), title="A\nER  - \nTY  - BOOK")
    assert write_references("ris", [record(hostile)]).count("\r\nER  - ") == 1


def test_csl_is_one_item() -> None:
    (item,) = json.loads(write_references("csl.json", [record(unit("doc-1"))]))
    assert item["author"] == [{"family": "Brandt", "given": "A. K."}]
    assert item["editor"][0] == {"family": "Orr", "given": "Ann"}
    assert item["original-date"] == {"date-parts": [[1921, 3, 4]]}
    assert (item["type"], item["page"], item["URL"]) == ("chapter", "11–12", ADDRESS)


@pytest.mark.parametrize("form", ["bib", "ris", "csl.json"])
@pytest.mark.parametrize("name", ["doc-1", "doc-1.n1", "doc-12", "glossary.nlc", "bio.brandt-a"])
def test_every_unit_can_be_taken(client: FlaskClient, name: str, form: str) -> None:
    response = client.get(f"/lighthouse/{name}.{form}")
    assert response.status_code == 200
    assert f'.{form}"' in response.headers["Content-Disposition"]
    assert unit(name).title.split(",")[0] in response.text


def test_a_page_tells_reference_managers_what_it_is(client: FlaskClient) -> None:
    html = client.get("/lighthouse/doc-1", base_url="https://letters.example").text
    for name, content in (
        ("citation_title", "Brandt to Lindqvist, 4 March 1921"),
        ("citation_author", "Brandt, A. K."),
        ("citation_firstpage", "11"),
        ("DC.date", "1921-03-04"),
        ("DC.identifier", ADDRESS),
    ):
        assert f'<meta name="{name}" content="{content}">' in html
    assert f'<link rel="canonical" href="{ADDRESS}">' in html
    assert 'type="application/x-bibtex" href="/lighthouse/doc-1.bib"' in html
