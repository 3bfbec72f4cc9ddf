# ruff: noqa: E501  markup of fixtures
"""Every attribute by which TEI states a fact is read, or has a line in the report: class by class of TEI P5."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.readers import read_edition
from tests.corpus.readers.tei.letters import INDEX_FILE, SECOND, tei
from tests.corpus.readers.tei.test_tei_texts import in_body, lines, read

CLASSES = {
    "canonical": ["ref", "key"],
    "datable": [
        *(name + way for name in ("when", "from", "to", "notBefore", "notAfter") for way in ("", "-iso", "-custom")),
        "calendar", "period", "datingPoint", "datingMethod",
    ],
    "global.linking": ["corresp", "synch", "sameAs", "copyOf", "next", "prev", "exclude", "select"],
    "global.analytic": ["ana"],
    "global.change": ["change"],
    "global.responsibility": ["cert", "resp"],
    "global.source": ["source"],
    "declaring": ["decls"],
    "naming": ["role", "nymRef"],
    "ascribed": ["who", "toWhom"],
    "written": ["hand"],
    "editLike": ["evidence"],
    "handFeatures": ["scribe", "scribeRef", "script", "scriptRef", "medium"],
    "handShift": ["new"],
    "measurement": ["unit", "quantity", "commodity"],
    "dimensions": ["extent", "atLeast", "atMost", "min", "max", "precision"],
    "pointing": ["target"],
    "textCritical": ["wit", "cause"],
    "damaged": ["degree", "agent"],
    "edition": ["edRef"],
    "sortable": ["sortKey"],
    "cReferencing": ["cRef"],
    "locatable": ["where"],
    "relation": ["active", "passive", "mutual", "name"],
    "persons": ["sex", "age", "value"],
    "linguistic": ["lemma", "lemmaRef", "pos", "msd"],
    "of no class of TEI": ["wikidata"],
}  # fmt: skip
DROPPED = {
    "unit", "quantity", "extent", "atLeast", "atMost", "min", "max", "precision", "cause", "degree", "agent",
    "lemma", "lemmaRef", "pos", "msd",
}  # fmt: skip
NAMED = (
    "persName",
    "orgName",
    "placeName",
    "geogName",
    "settlement",
    "name",
    "rs",
    "term",
    "title",
    "bibl",
    "event",
    "time",
)


def kinds(folder: Path, letter: str) -> dict[str, str]:
    """The levels of the kinds of facts that are not used in a letter."""
    return {
        line.message.partition(":")[0]: line.level for line in lines(read(folder, letter), "facts-unused")
    }


def test_attributes_of_which_nothing_is_made_are_reported(tmp_path: Path) -> None:
    names = [name for names in CLASSES.values() for name in names]
    words = "".join(f'<seg {name}="#x1">moss</seg> ' for name in names)
    expected = {f"seg/@{name}": "dropped" if name in DROPPED else "warning" for name in names}
    assert kinds(tmp_path, tei("A letter", SECOND, in_body(f"<p>{words}</p>"), "L1")) == expected


def test_attributes_of_names_are_used_or_reported(tmp_path: Path) -> None:
    pairs = {(tag, name) for tag in NAMED for name in ("ref", "key", "cert", "source", "when")}
    words = "".join(f'<{tag} {name}="#{tag}-{name}">Tarn</{tag}> ' for tag, name in sorted(pairs))
    mentions = {(tag, name) for tag in ("persName", "orgName") for name in ("ref", "key")}
    found = kinds(tmp_path, tei("A letter", SECOND, in_body(f"<p>{words}</p>"), "L1"))
    assert set(found) == {f"{tag}/@{name}" for tag, name in pairs - mentions}


@pytest.mark.parametrize(
    ("place", "reported"),
    [
        ('<placeName ref="#L9"/>', True),
        ('<placeName key="tarn"/>', True),
        ('<placeName ref="#L9">Tarn</placeName>', False),
        ('<placeName ref="https://www.geonames.org/2950159"/>', True),
        ('<placeName ref="#L1"/>', False),
    ],
)
def test_an_id_of_a_place_without_name_and_entry_is_reported(
    tmp_path: Path, place: str, reported: bool
) -> None:
    register = INDEX_FILE.replace(
        "<list>", '<listPlace><place xml:id="L1"><placeName>Linn</placeName></place></listPlace><list>'
    )
    letter = tei("A letter", SECOND.replace("<date", f"{place}<date", 1), in_body("<p>Moss.</p>"), "L1")
    (tmp_path / "places.xml").write_text(register, "utf-8")
    assert any(kind.startswith("placeName/@") for kind in kinds(tmp_path, letter)) == reported


def test_attributes_in_letters_descriptions_are_reported(tmp_path: Path) -> None:
    described = SECOND.replace("<correspDesc>", '<correspDesc source="#b1">').replace(
        '<persName ref="#P2">', '<persName ref="#P2" cert="low" evidence="conjecture">'
    )
    found = kinds(tmp_path, tei("A letter", described, in_body("<p>Moss.</p>"), "L1"))
    assert set(found) == {"correspDesc/@source", "persName/@cert", "persName/@evidence"}


def test_attributes_that_lead_to_a_note_are_used(tmp_path: Path) -> None:
    text = '<text><body><p corresp="#n9">Moss.</p></body><back><note xml:id="n9">Of the tarn.</note></back></text>'
    assert kinds(tmp_path, tei("A letter", SECOND, text, "L1")) == {}


def test_markup_of_other_vocabularies_is_reported_as_a_whole(tmp_path: Path) -> None:
    body = in_body('<p>Moss <x:b xmlns:x="http://x.example/ns" class="c" title="t">grey</x:b></p>')
    (line,) = lines(read(tmp_path, tei("A letter", SECOND, body, "L1")), "facts-unused")
    assert line.message == "{http://x.example/ns}b: 1, the first “grey”"


def test_parts_of_entries_and_relations_are_reported(tmp_path: Path) -> None:
    register = INDEX_FILE.replace(
        "<birth>1801</birth>",
        '<birth>1801</birth><affiliation when="1830">Quay Club</affiliation><sex value="F"/>',
    ).replace(
        "</listPerson>",
        '<relation name="spouse" mutual="#P1 #P2"/></listPerson><listPlace><place xml:id="L1"><placeName>Linn</placeName>'
        "<population>400</population></place></listPlace>",
    )
    (tmp_path / "L1.xml").write_text(tei("A letter", SECOND, in_body("<p>Moss.</p>"), "L1"), "utf-8")
    (tmp_path / "index.xml").write_text(register, "utf-8")
    found = {line.message.partition(":")[0] for line in lines(read_edition(tmp_path), "facts-unused")}
    expected = {
        "affiliation in person",
        "affiliation/@when",
        "sex/@value",
        "relation between entries",
        "population in place",
    }
    assert expected <= found
