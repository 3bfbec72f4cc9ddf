from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.model import Correction, Edition, Person, PersonRef, Reference, Term, Unit
from corpus.rights import Access, Rights, is_open_licence, licence_name, licence_uri
from corpus.rights_of_units import resolve_rights, withdrawals, without_withdrawn
from corpus.rights_statements import parse_access, parse_rights

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
DAY = date(2030, 3, 1)


@pytest.mark.parametrize(
    ("unit", "edition", "expected"),
    [
        (Rights(), Rights(), Rights()),
        (Rights(), Rights(CC_BY, "A", "snippets", DAY), Rights(CC_BY, "A", "snippets", DAY)),
        (Rights("own", "B"), Rights(CC_BY, "A"), Rights("own", "B")),
        (Rights(access="full-text"), Rights(access="metadata"), Rights(access="metadata")),
        (Rights(access="metadata"), Rights(access="snippets"), Rights(access="metadata")),
        (Rights(embargo=date(2029, 1, 1)), Rights(embargo=DAY), Rights(embargo=DAY)),
        (Rights(embargo=DAY), Rights(embargo=date(2029, 1, 1)), Rights(embargo=DAY)),
        (Rights(), Rights(withdrawn="all"), Rights(withdrawn="all")),
        (Rights(withdrawn="this"), Rights(), Rights(withdrawn="this")),
    ],
)
def test_of_two_rights_the_stricter_counts(unit: Rights, edition: Rights, expected: Rights) -> None:
    assert unit.within(edition) == expected


@pytest.mark.parametrize(
    ("day", "access", "embargo"),
    [(date(2030, 2, 28), "metadata", DAY), (DAY, "snippets", None), (date(2030, 3, 2), "snippets", None)],
)
def test_an_embargo_ends_on_its_day(day: date, access: Access, embargo: date | None) -> None:
    rights = Rights(access="snippets", embargo=DAY)
    assert rights.access_on(day) == access
    assert rights.on(day) == Rights(access=access, embargo=embargo)


@pytest.mark.parametrize(
    ("licence", "name", "is_open"),
    [
        (CC_BY, "CC BY 4.0", True),
        ("http://www.creativecommons.org/licenses/by-nc-sa/3.0/deed.de", "CC BY-NC-SA 3.0", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0", True),
        ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0", True),
        ("https://rightsstatements.org/vocab/InC/1.0/", "https://rightsstatements.org/vocab/InC/1.0/", False),
        ("All rights reserved", "All rights reserved", False),
    ],
)
def test_licences_have_names(licence: str, name: str, is_open: bool) -> None:
    assert licence_name(licence) == name
    assert is_open_licence(licence) is is_open
    assert (licence_uri(licence) == licence) is licence.startswith("http")


@pytest.mark.parametrize("licence", ["javascript:alert(1)", "https://a b", "", None])
def test_nothing_but_an_address_of_the_web_becomes_a_link(licence: str | None) -> None:
    assert licence_uri(licence) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("full-text", "full-text"),
        ("Volltext", "full-text"),
        ("Open Access", "full-text"),
        ("Extraits", "snippets"),
        ("выдержки", "snippets"),
        ("Metadata only", "metadata"),
        ("nur Metadaten", "metadata"),
        ("métadonnées", "metadata"),
        ("только метаданные", "metadata"),
        ("Sólo metadatos", "metadata"),
        ("after consultation", None),
        ("", None),
    ],
)
def test_access_is_read_in_eight_languages(text: str, expected: Access | None) -> None:
    assert parse_access(text) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2030-03-01", DAY),
        ("1 March 2030", DAY),
        ("1. März 2030", DAY),
        ("until 1 March 2030", DAY),
        ("1 марта 2030 г.", DAY),
        ("2030-02", date(2030, 2, 28)),
        ("2030", date(2030, 12, 31)),
        ("none", None),
    ],
)
def test_embargoes_are_read_as_their_last_day(stated: str, expected: date | None) -> None:
    assert parse_rights({"embargo": stated}) == (Rights(embargo=expected), ())


@pytest.mark.parametrize(
    "stated",
    [
        {"access": "ask the curator"},
        {"embargo": "for ever"},
        {"embargo": "2030-13-01"},
        {"embargo": "after 2030"},
        {"access": "full-text", "embargo": "soon"},
    ],
)
def test_what_is_not_understood_is_reported_and_lets_metadata_alone_leave(stated: dict[str, str]) -> None:
    rights, problems = parse_rights(stated)
    assert rights.access == "metadata"
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        ("", None),
        ("no", None),
        ("Nein", None),
        ("0", None),
        ("yes", "withdrawn"),
        ("ja", "withdrawn"),
        ("at the wish of the heirs", "at the wish of the heirs"),
    ],
)
def test_a_withdrawal_has_a_reason(stated: str, reason: str | None) -> None:
    assert parse_rights({"withdrawn": stated})[0].withdrawn == reason


def unit(name: str, parent: str | None = None, rights: Rights | None = None, **given: object) -> Unit:
    kind = "note" if parent else "document"
    return Unit(f"e/{name}", "e", kind, name, 0, parent=parent, rights=rights or Rights(), **given)  # type: ignore[arg-type]


EDITION = Edition(
    "e",
    "E",
    units=(
        unit("a", rights=Rights(access="metadata"), senders=(PersonRef("x", "X"),)),
        unit("a.n1", "e/a"),
        unit(
            "b",
            rights=Rights(withdrawn="private"),
            senders=(PersonRef("y", "Y"),),
            mentions=(PersonRef("x", "X"),),
        ),
        unit("b.n1", "e/b"),
        unit("c", rights=Rights("own licence")),
    ),
    persons=(
        Person("x", "X", "X"),
        Person("y", "Y", "Y"),
        Person("z", "Z", "Z"),
        Person("w", "W", "W", biography="e/b"),
    ),
    terms=(Term("e/b", "B", ()), Term("e/c", "C", ())),
    references=(Reference("e/a", 0, 0, 1, "b", ("e/b", "e/c")), Reference("e/b.n1", 0, 0, 1, "c", ("e/c",))),
    replies=(("e/b", "e/a"), ("e/c", "e/a")),
    rights=Rights(CC_BY, access="snippets"),
)


def test_units_have_the_rights_of_their_edition_and_notes_those_of_their_document() -> None:
    rights = {unit.id: unit.rights for unit in resolve_rights(EDITION).units}
    assert rights["e/a"] == rights["e/a.n1"] == Rights(CC_BY, access="metadata")
    assert rights["e/c"] == Rights("own licence", access="snippets")
    assert rights["e/b.n1"].withdrawn == "private"


def test_what_is_withdrawn_leaves_no_trace() -> None:
    resolved = resolve_rights(EDITION)
    withdrawn = withdrawals(resolved)
    left = without_withdrawn(resolved, withdrawn.keys())
    assert withdrawn == {"e/b": "private", "e/b.n1": "private"}
    assert [unit.id for unit in left.units] == ["e/a", "e/a.n1", "e/c"]
    assert [person.id for person in left.persons] == ["x", "z", "w"]
    assert left.persons[-1].biography is None
    assert [term.unit for term in left.terms] == ["e/c"]
    assert [(line.source, line.targets) for line in left.references] == [("e/a", ("e/c",))]
    assert left.replies == (("e/c", "e/a"),)


def test_corrected_references_do_not_name_what_is_withdrawn() -> None:
    corrections = (
        Correction("references", "e/b, e/c", "e/b", who="Ida Fell"),
        Correction("place", "e/b", "Tarn"),
    )
    units = (unit("a"), unit("b"), unit("c"))
    edition = Edition("e", "E", units=(replace(units[0], corrections=corrections), *units[1:]))
    (left, _) = without_withdrawn(edition, {"e/b"}).units
    assert [(line.former, line.value) for line in left.corrections] == [("e/c", ""), ("e/b", "Tarn")]
