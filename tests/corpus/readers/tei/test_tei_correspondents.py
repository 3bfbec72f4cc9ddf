# ruff: noqa: E501  markup of fixtures
"""Who wrote to whom in TEI: invented letters between a harbour board, a lens grinder and their friends."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Edition, Unit
from corpus.readers import read_edition
from corpus.readers.tei.correspondents import is_unknown

_FILE = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="{id}"><teiHeader><fileDesc><titleStmt>
<title>{title}</title></titleStmt><sourceDesc><p/></sourceDesc></fileDesc><profileDesc>{profile}</profileDesc>
</teiHeader><text><body><opener><salute>Sir</salute></opener><p>{text}</p></body></text></TEI>"""


def read(folder: Path, *profiles: str, title: str = "A letter", persons: str = "") -> Edition:
    """Read an edition of one letter per profile, and of a file with entries of persons."""
    for i, profile in enumerate(profiles, 1):
        text = _FILE.format(id=f"L{i}", title=title, profile=profile, text="The lens is cracked.")
        (folder / f"L{i}.xml").write_text(text, encoding="utf-8")
    if persons:
        entries = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><standOff><listPerson>{persons}</listPerson></standOff></TEI>'
        (folder / "persons.xml").write_text(entries, encoding="utf-8")
    return read_edition(folder)


def described(sender: str, recipient: str) -> str:
    """A description of a letter with the markup of both parties."""
    return (
        f'<correspDesc><correspAction type="sent">{sender}</correspAction>'
        f'<correspAction type="received">{recipient}</correspAction></correspDesc>'
    )


def parties(edition: Edition) -> list[tuple[list[str], list[str]]]:
    """The display names of senders and recipients of each letter, by id."""
    letters = sorted((unit for unit in edition.units if unit.kind == "document"), key=lambda unit: unit.id)
    return [_parties(letter) for letter in letters]


def _parties(letter: Unit) -> tuple[list[str], list[str]]:
    return [ref.name for ref in letter.senders], [ref.name for ref in letter.recipients]


def codes(edition: Edition) -> set[str]:
    """The codes of the report's lines."""
    return {line.code for line in edition.report.lines}


def test_key_is_whole_even_with_blanks(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        described(
            '<persName key="Gilde de Loo">Gilde de Loo</persName>', '<persName key="Ek Ivo">Ivo Ek</persName>'
        ),
        described(
            '<persName key="Ask Ivo">Ivo Ask</persName>', '<persName key="Frau de Loo">Frau de Loo</persName>'
        ),
    )
    assert parties(edition) == [(["Gilde de Loo"], ["Ivo Ek"]), (["Ivo Ask"], ["Frau de Loo"])]


def test_list_of_pointers_is_split(tmp_path: Path) -> None:
    sender = '<persName ref="https://loo.example/P1 http://d-nb.info/gnd/118500015">Ek</persName>'
    persons = '<person xml:id="P1"><persName>Ek, Ivo</persName></person><person xml:id="P2"><persName>Ask, Una</persName></person>'
    edition = read(tmp_path, described(sender, '<persName ref="persons.xml#P2"/>'), persons=persons)
    assert parties(edition) == [(["Ivo Ek"], ["Una Ask"])]


def test_entry_is_found_by_the_label_that_letters_use_as_key(tmp_path: Path) -> None:
    persons = '<person xml:id="Ek-Ivo-_d.J." n="Ek Ivo (d. J.)"><persName><forename>Ivo</forename><surname>Ek</surname></persName></person>'
    edition = read(
        tmp_path, described('<persName key="Ek Ivo (d. J.)">Ek junior</persName>', ""), persons=persons
    )
    assert [one.id for one in edition.persons] == ["ek-ivo"]


@pytest.mark.parametrize(
    ("title", "types", "expected"),
    [
        ("Of the lens", ("sender", "addressee"), (["Una Ask"], ["Ivo Ek"])),
        ("Of the lens", ("recipient", "author"), (["Ivo Ek"], ["Una Ask"])),
        ("Una Ask an Ivo Ek, Reval, 4. März 1921", ("x", ""), (["Una Ask"], ["Ivo Ek"])),
        ("Lettre d’Ivo Ek à Una Ask", ("", ""), (["Ivo Ek"], ["Una Ask"])),
        ("Ek to Ask", ("sender", "addressee"), (["Ivo Ek"], ["Una Ask"])),
        ("Of the lens", ("", ""), (["Una Ask", "Ivo Ek"], [])),
    ],
)
def test_both_parties_in_one_action(
    tmp_path: Path, title: str, types: tuple[str, str], expected: tuple[list[str], list[str]]
) -> None:
    names = "".join(
        f'<persName type="{kind}">{name}</persName>'
        for kind, name in zip(types, ("Una Ask", "Ivo Ek"), strict=True)
    )
    profile = f'<correspDesc><correspAction type="sent">{names}</correspAction></correspDesc>'
    edition = read(tmp_path, profile, title=title)
    assert parties(edition) == [expected]
    assert ("correspondent-roles" in codes(edition)) == (title == "Ek to Ask")


@pytest.mark.parametrize(
    ("first", "second"), [("sender", "recipient"), ("Absender", "Empfänger"), ("автор", "адресат")]
)
def test_persons_with_roles_are_correspondents(tmp_path: Path, first: str, second: str) -> None:
    profile = "".join(
        f'<person role="{role}"><persName key="{key}">{name}</persName></person>'
        for role, key, name in (
            (first, "Ask, U.", "U. Ask"),
            (second, "Ek, I.", "I. Ek"),
            ("scribe", "Z", "Z"),
        )
    )
    assert parties(read(tmp_path, f"<particDesc>{profile}</particDesc>")) == [(["U. Ask"], ["I. Ek"])]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Una Ask to Ivo Ek, 4 March 1921", (["Una Ask"], ["Ivo Ek"])),
        ("Brief von Una Ask und Ada Ask an Ivo Ek vom 4.3.1921", (["Una Ask", "Ada Ask"], ["Ivo Ek"])),
        ("Ана Аск к Иво Эк", (["Ана Аск"], ["Иво Эк"])),
        ("The Road to New Reval", ([], [])),
        ("To the reader", ([], [])),
    ],
)
def test_title_names_the_correspondents_if_nothing_else_does(
    tmp_path: Path, title: str, expected: tuple[list[str], list[str]]
) -> None:
    assert parties(read(tmp_path, "", title=title)) == [expected]


def test_one_authority_id_of_different_names_is_reported_and_merges_nobody(tmp_path: Path) -> None:
    gnd = "https://d-nb.info/gnd/118500015"
    names = [
        f'<persName key="{key}" ref="{gnd}">{name}</persName>'
        for key, name in (("p1", "Loo Board"), ("p2", "Ivo Ek"))
    ]
    edition = read(tmp_path, described(names[0], names[1]), described(names[1], names[0]))
    assert parties(edition) == [(["Loo Board"], ["Ivo Ek"]), (["Ivo Ek"], ["Loo Board"])]
    assert "authority-shared" in codes(edition)


def test_namesakes_with_different_keys_are_different_persons(tmp_path: Path) -> None:
    names = [f'<persName key="{key}">Ivo Ek</persName>' for key in ("p1", "p2")]
    edition = read(tmp_path, described(names[0], names[1]), described(names[1], names[0]))
    assert [one.id for one in edition.persons] == ["ivo-ek", "ivo-ek-2"]
    assert "name-shared" in codes(edition)


def test_one_authority_id_joins_no_persons_of_different_given_names(tmp_path: Path) -> None:
    names = [
        f'<persName ref="https://d-nb.info/gnd/118500015">{name}</persName>' for name in ("Ivo Ek", "Una Ek")
    ]
    edition = read(tmp_path, described(names[0], names[1]), described(names[1], names[0]))
    assert parties(edition) == [(["Ivo Ek"], ["Una Ek"]), (["Una Ek"], ["Ivo Ek"])]
    assert "authority-shared" in codes(edition)


def test_a_name_without_an_id_is_one_person_beside_namesakes_with_ids(tmp_path: Path) -> None:
    names = [
        '<persName key="p1">Ivo Ek</persName>',
        '<persName key="p2">Ivo Ek</persName>',
        "<persName>Ivo Ek</persName>",
    ]
    letters = [described(name, "<persName>Una Ask</persName>") for name in (*names, names[2], names[2])]
    edition = read(tmp_path, *letters)
    assert len([person for person in edition.persons if person.name == "Ivo Ek"]) == 3


def test_name_without_ids_is_one_person_in_both_orders(tmp_path: Path) -> None:
    edition = read(
        tmp_path,
        described("<persName>Ek, Ivo</persName>", "<persName>Una Ask</persName>"),
        described("<persName>Ask, Una</persName>", "<persName>Ivo Ek</persName>"),
    )
    assert [one.id for one in edition.persons] == ["ek-ivo", "una-ask"]


def test_parts_of_a_name_are_joined_with_spaces(tmp_path: Path) -> None:
    sender = "<persName><roleName>Dr.</roleName><forename>Ivo</forename><nameLink>von</nameLink><surname>Ek</surname></persName>"
    recipient = "<persName><surname>Ask</surname><forename>Una</forename></persName>"
    assert parties(read(tmp_path, described(sender, recipient))) == [(["Dr. Ivo von Ek"], ["Una Ask"])]


def test_unresolved_id_and_values_in_notes_are_reported(tmp_path: Path) -> None:
    profile = described('<persName ref="#p77"/>', "<persName>N. N.</persName>")
    profile = profile.replace("</correspDesc>", '<note type="number">151</note></correspDesc>')
    edition = read(tmp_path, profile)
    assert parties(edition) == [([], [])]
    assert {"correspondent-unresolved", "facts-unused"} <= codes(edition)
    assert [unit.kind for unit in edition.units] == ["document"]


@pytest.mark.parametrize(
    "name", ["?", "[unbekannt]", "N. N.", "Unknown person", "неизвестный", "inconnu", "—"]
)
def test_unknown_persons_are_none(name: str) -> None:
    assert is_unknown(name)


@pytest.mark.parametrize("name", ["N. Norden", "Unbekannthausen", "Anna", "王"])
def test_names_are_not_unknown(name: str) -> None:
    assert not is_unknown(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('<persName key="Ask Una">Ask</persName>', "Una Ask"),
        ('<persName key="Ask Una">Una Ask</persName>', "Una Ask"),
        ('<persName key="Ask, Una">her</persName>', "Una Ask"),
        ('<persName key="Dame de Loo">the lady</persName>', "Dame de Loo"),
        ('<persName key="p 17">Ask</persName>', "Ask"),
        ('<persName key="P17">Ask</persName>', "Ask"),
    ],
)
def test_a_key_without_an_entry_is_a_mentioned_person(tmp_path: Path, name: str, shown: str) -> None:
    letter = described("<persName>Ivo Ek</persName>", "<persName>Ole Ek</persName>")
    text = _FILE.format(id="L1", title="A letter", profile=letter, text=f"The lens came from {name}.")
    (tmp_path / "L1.xml").write_text(text, encoding="utf-8")
    mentions = [ref.name for ref in read_edition(tmp_path).units[0].mentions]
    assert mentions == [shown]


def test_persons_without_entries_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    names = (
        '<persName ref="#a">my sister</persName>, <rs type="person" ref="#a">Una</rs>, <rs type="person" ref="#b">Una</rs>'
        ' and <persName ref="#a">Una Ask</persName>, <persName ref="#a">Una Ask</persName>, <rs type="place" ref="#c">Loo</rs>'
    )
    letter = described('<persName ref="#d">Una Ask</persName>', "<persName>Ole Ek</persName>")
    text = _FILE.format(id="L1", title="A letter", profile=letter, text=f"With {names}.")
    (tmp_path / "L1.xml").write_text(text, encoding="utf-8")
    edition = read_edition(tmp_path)
    assert [(ref.id, ref.name) for ref in edition.units[0].mentions] == [
        ("una-ask-2", "Una Ask"),
        ("una", "Una"),
    ]
    assert [ref.id for ref in edition.units[0].senders] == ["una-ask"]
    (line,) = [line for line in edition.report.lines if line.code == "mention-without-entry"]
    assert line.message.endswith(": 2, the first “a: Una Ask”")


@pytest.mark.parametrize(
    ("source", "text", "facts"),
    [
        (
            '<bibl><date when="1921-03-06"/><idno>Box 7</idno><orgName>Loo Archive</orgName></bibl>',
            '<dateline><name type="place">Loo</name>, <date when="1921-03-04">4 March</date></dateline>',
            ("1921-03-04", "Loo", "Loo Archive, Box 7"),
        ),
        ('<bibl><date when="1921-03-06"/><idno>Box 7</idno></bibl>', "<salute>Sir</salute>", ("1921-03-06", None, "Box 7")),
        ('<bibl><publisher>Quay</publisher><date when="1950"/><idno>3</idno></bibl>', "<salute>Sir</salute>", (None, None, None)),
        ("", '<dateline>Loo, <date when="1921-03-04">4 March</date></dateline>', ("1921-03-04", "Loo", None)),
        ("", '<salute><date when="1921-03-04"/>Sir</salute>', ("1921-03-04", None, None)),
        ("", "<dateline>Loo, 4 March 1921</dateline>", ("1921-03-04", "Loo", None)),
    ],
)  # fmt: skip
def test_facts_without_a_description_come_from_the_text_and_the_manuscript(
    tmp_path: Path, source: str, text: str, facts: tuple[str | None, ...]
) -> None:
    letter = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A letter</title>
    </titleStmt><sourceDesc>{source}</sourceDesc></fileDesc></teiHeader><text type="letter"><body><opener>{text}
    </opener><p>The lens is cracked.</p></body></text></TEI>"""
    (tmp_path / "L1.xml").write_text(letter, encoding="utf-8")
    unit = read_edition(tmp_path).units[0]
    assert (unit.date and unit.date.edtf, unit.place, unit.archive and str(unit.archive)) == facts
