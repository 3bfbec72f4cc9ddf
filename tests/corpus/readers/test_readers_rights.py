from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ProfileError
from corpus.model import Edition
from corpus.readers import read_edition, read_editions
from corpus.rights import Rights

TABLE = """id,sender,recipient,date,text,{headings}
one,A. Fell,I. Ash,1921-03-04,The lamp is lit.,{first}
two,I. Ash,A. Fell,1921-03-11,The lamp is out.,{second}
"""


def table(folder: Path, headings: str, first: str, second: str, profile: str = "") -> Edition:
    source = folder / "letters.csv"
    source.write_text(TABLE.format(headings=headings, first=first, second=second), "utf-8")
    if profile:
        source.with_suffix(".toml").write_text(profile, "utf-8")
    return read_edition(source)


def codes(edition: Edition) -> set[str]:
    return {line.code for line in edition.report.lines if line.code.startswith("rights-")}


def rights_by_name(edition: Edition) -> dict[str, Rights]:
    return {unit.id.partition("/")[2]: unit.rights for unit in edition.units}


@pytest.mark.parametrize(
    "headings",
    [
        "Licence,Rights holder,Access,Embargo",
        "dcterms:license,dcterms:rightsHolder,dcterms:accessRights,Embargo until",
        "Lizenz,Rechteinhaber,Zugang,Sperrfrist",
        "Лицензия,Правообладатель,Доступ,Эмбарго",
    ],
)
def test_columns_state_rights(tmp_path: Path, headings: str) -> None:
    edition = table(tmp_path, headings, "CC BY,Harbour Trust,snippets,2030-03-01", ",,,")
    rights = rights_by_name(edition)
    assert rights["one"] == Rights("CC BY", "Harbour Trust", "snippets", date(2030, 3, 1))
    assert rights["two"] == Rights()
    assert codes(edition) == {"rights-stated"}


def test_what_all_letters_state_are_the_rights_of_the_edition(tmp_path: Path) -> None:
    edition = table(tmp_path, "licence", "CC BY", "CC BY")
    assert edition.rights == Rights("CC BY")
    assert set(rights_by_name(edition).values()) == {Rights()}


def test_an_access_that_is_not_understood_is_reported(tmp_path: Path) -> None:
    edition = table(tmp_path, "access", "reading room only", "")
    assert rights_by_name(edition)["one"].access == "metadata"
    assert "rights-unread" in codes(edition)


PROFILE = """
[rights]
licence = "All rights reserved"
access = "snippets"

[rights.units.one]
access = "metadata"

[rights.units."letters/two"]
withdrawn = "at the wish of the heirs"
"""


def test_a_profile_states_rights_and_goes_before_the_source(tmp_path: Path) -> None:
    edition = table(tmp_path, "access,licence", "full-text,CC BY", "full-text,", PROFILE)
    assert edition.rights == Rights("All rights reserved", access="snippets")
    rights = rights_by_name(edition)
    assert rights["one"] == Rights("CC BY", access="metadata")
    assert rights["two"].withdrawn == "at the wish of the heirs"


def test_a_profile_may_loosen_what_the_source_states_for_all_letters(tmp_path: Path) -> None:
    edition = table(tmp_path, "access", "metadata", "metadata", '[rights]\naccess = "full-text"')
    assert edition.rights == Rights()


@pytest.mark.parametrize("embargo", ["2030-03-31", '"2030-03"', '"2030-03-31"'])
def test_an_embargo_in_a_profile_counts_to_its_last_day(tmp_path: Path, embargo: str) -> None:
    edition = table(tmp_path, "pages", "1", "2", f"[rights]\nembargo = {embargo}")
    assert edition.rights.embargo == date(2030, 3, 31)


@pytest.mark.parametrize(
    "wrong", ['access = "some"', 'embargo = "soon"', "withdrawn = true", 'owner = "me"', "embargo = true"]
)
def test_a_wrong_value_in_a_profile_is_an_error(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(ProfileError, match="rights"):
        table(tmp_path, "pages", "1", "2", f"[rights]\n{wrong}")


def test_a_unit_in_a_profile_that_does_not_exist_is_reported(tmp_path: Path) -> None:
    edition = table(tmp_path, "pages", "1", "2", '[rights.units.three]\nwithdrawn = "private"')
    assert "rights-unit-unknown" in codes(edition)


def test_the_edition_of_a_folder_has_rights(tmp_path: Path) -> None:
    (tmp_path / "about.yaml").write_text("title: Letters\naccess: metadata\nembargo: soon\n", "utf-8")
    (tmp_path / "one.md").write_text(
        "---\nfrom: A. Fell\nto: I. Ash\nlicence: CC BY\n---\nThe lamp.\n", "utf-8"
    )
    (tmp_path / "two.md").write_text("---\nfrom: I. Ash\nto: A. Fell\n---\nThe lamp.\n", "utf-8")
    edition = read_edition(tmp_path)
    assert edition.rights.access == "metadata"
    assert rights_by_name(edition)["one"].licence == "CC BY"
    assert "rights-unread" in codes(edition)


TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="l1"><teiHeader>
<fileDesc><titleStmt><title>Letter</title>{statement}</titleStmt>
<publicationStmt>{publication}</publicationStmt><sourceDesc><p>x</p></sourceDesc></fileDesc>
<profileDesc><correspDesc>
<correspAction type="sent"><persName>A. Fell</persName><date when="1921-03-04"/></correspAction>
<correspAction type="received"><persName>I. Ash</persName></correspAction>
</correspDesc></profileDesc>{revision}
</teiHeader><text><body><p>The lamp is lit.</p></body></text></TEI>"""
SA = "http://creativecommons.org/licenses/by-sa/4.0/"


@pytest.mark.parametrize(
    ("statement", "publication", "expected"),
    [
        ("", "<p>Exported</p>", Rights()),
        ("", f'<availability><licence target="{SA}">CC</licence></availability>', Rights(SA)),
        ("", f'<availability status="restricted"><licence target="{SA}"/></availability>', Rights(SA)),
        ("", f'<availability><p>Under <ref target="{SA}">CC</ref>.</p></availability>', Rights(SA)),
        ("", '<availability status="free"><p>Free to use.</p></availability>', Rights("Free to use.")),
        (
            "",
            '<availability status="restricted"><p>© Trust</p></availability>',
            Rights("© Trust", access="metadata"),
        ),
        (
            "",
            '<availability><licence notBefore="2030-03-01">Reserved</licence></availability>',
            Rights("Reserved", embargo=date(2030, 3, 1)),
        ),
        (
            "",
            "<authority>Harbour Trust</authority><availability><p>Reserved</p></availability>",
            Rights("Reserved", "Harbour Trust"),
        ),
        (
            "<respStmt><resp>Copyright holder</resp><orgName>Harbour Trust</orgName></respStmt>",
            "<publisher>P</publisher>",
            Rights(holder="Harbour Trust"),
        ),
        (
            "<respStmt><resp>Encoding</resp><name>B. Orr</name></respStmt>",
            "<publisher>P</publisher>",
            Rights(),
        ),
    ],
)
def test_tei_states_rights(tmp_path: Path, statement: str, publication: str, expected: Rights) -> None:
    source = tmp_path / "letter.xml"
    source.write_text(TEI.format(statement=statement, publication=publication, revision=""), "utf-8")
    edition = read_edition(source)
    assert edition.rights == expected
    assert not any(
        "availability" in line.message for line in edition.report.lines if line.code == "facts-unused"
    )


@pytest.mark.parametrize(
    ("status", "access"), [("unknown", "full-text"), ("gated", "metadata"), ("RESTRICTED", "metadata")]
)
def test_a_status_that_is_not_understood_never_lets_more_leave(
    tmp_path: Path, status: str, access: str
) -> None:
    publication = f'<availability status="{status}"><p>See the desk.</p></availability>'
    source = tmp_path / "letter.xml"
    source.write_text(TEI.format(statement="", publication=publication, revision=""), "utf-8")
    edition = read_edition(source)
    assert edition.rights.access == access
    assert ("rights-unread" in codes(edition)) is (status != "RESTRICTED")


@pytest.mark.parametrize(
    ("publication", "revision", "reason"),
    [
        ('<availability status="withdrawn"><p>Private.</p></availability>', "", "Private."),
        ("<p>x</p>", '<revisionDesc status="withdrawn"><change>x</change></revisionDesc>', "withdrawn"),
        ("<p>x</p>", '<revisionDesc status="draft"><change>x</change></revisionDesc>', None),
    ],
)
def test_tei_states_a_withdrawal(tmp_path: Path, publication: str, revision: str, reason: str | None) -> None:
    source = tmp_path / "letter.xml"
    source.write_text(TEI.format(statement="", publication=publication, revision=revision), "utf-8")
    (unit,) = (unit for unit in read_edition(source).units if unit.kind == "document")
    assert unit.rights.withdrawn == reason


def test_letters_of_a_corpus_have_its_rights(tmp_path: Path) -> None:
    header = '<teiHeader><fileDesc><titleStmt><title>C</title></titleStmt><publicationStmt><publisher>P</publisher><availability status="restricted"><p>R</p></availability></publicationStmt></fileDesc></teiHeader>'  # noqa: E501
    open_licence = f'<availability><licence target="{SA}"/></availability>'
    letters = (
        TEI.format(statement="", publication=publication, revision="").replace("l1", id)
        for id, publication in (("l1", open_licence), ("l2", "<p>x</p>"))
    )
    source = tmp_path / "corpus.xml"
    source.write_text(
        f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{header}{"".join(letters)}</teiCorpus>'
    )
    rights = rights_by_name(read_edition(source))
    assert rights == {"l1": Rights(SA, access="metadata"), "l2": Rights("R", access="metadata")}


def test_a_profile_in_a_folder_holds_for_all_its_editions(tmp_path: Path) -> None:
    for name in ("north", "south"):
        text = TABLE.format(headings="pages", first="1", second="2")
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    (tmp_path / "south.toml").write_text('[rights]\naccess = "snippets"', "utf-8")
    profile = '[rights]\naccess = "metadata"\n[rights.units."north/one"]\nwithdrawn = "private"\n'
    (tmp_path / "profile.toml").write_text(f"{profile}[rights.units.nine]\nwithdrawn = 'private'", "utf-8")
    north, south = read_editions(tmp_path)
    assert (north.rights.access, south.rights.access) == ("metadata", "snippets")
    assert rights_by_name(north)["one"].withdrawn == "private"
    assert rights_by_name(south)["one"] == Rights()
    unknown = [
        line.message
        for edition in (north, south)
        for line in edition.report.lines
        if line.code == "rights-unit-unknown"
    ]
    assert len(unknown) == 1
    assert "nine" in unknown[0]


def test_what_a_profile_says_of_letters_states_no_rights(tmp_path: Path) -> None:
    source = tmp_path / "list.xml"
    sent = (
        "<correspDesc><correspAction type='sent'><persName>A. Fell</persName>{}</correspAction></correspDesc>"
    )
    inside = "<respStmt><resp>rights holder</resp><name>Nobody</name></respStmt>"
    header = "<fileDesc><titleStmt><respStmt><resp>rights holder</resp><name>Harbour Trust</name></respStmt>"
    header += f"</titleStmt></fileDesc><profileDesc>{sent.format(inside)}{sent.format('')}</profileDesc>"
    source.write_text(f"<TEI><teiHeader>{header}</teiHeader></TEI>", "utf-8")
    assert read_edition(source).rights.holder == "Harbour Trust"
