from __future__ import annotations

import pytest

from corpus.model import Edition, Person, PersonRef, Unit
from corpus.persons.across_editions import (
    EDITION_IDS,
    PersonIdentities,
    identify_persons,
    merge_entries,
)
from corpus.slugs import person_slug

GND, OTHER_GND = "https://d-nb.info/gnd/900000001", "https://d-nb.info/gnd/900000002"
VIAF = "http://viaf.org/viaf/7"


def person(name: str, *same_as: str, id: str = "", dates: str | None = None) -> Person:
    family, _, given = name.partition(", ")
    return Person(id or person_slug(name), name, f"{given} {family}".strip(), dates=dates, same_as=same_as)


def identify(*indexes: tuple[Person, ...]) -> PersonIdentities:
    """The persons of editions ``a``, ``b`` … with these person indexes."""
    return identify_persons(
        [Edition(id, id.upper(), persons=persons) for id, persons in zip("abcdef", indexes, strict=False)]
    )


def are_one(identities: PersonIdentities, *entries: tuple[str, str]) -> bool:
    return len({identities.id_of(*entry) for entry in entries}) == 1


def test_an_edition_alone_keeps_its_ids() -> None:
    identities = identify((person("Brandt, Anna"), person("Berg, Otto")))
    assert identities is EDITION_IDS
    assert identities.id_of("a", "brandt-anna") == "brandt-anna"


def test_one_authority_id_makes_one_person_of_different_headings() -> None:
    identities = identify((person("Brandt, Anna", GND),), (person("Brandt, A. K.", VIAF, GND),))
    assert are_one(identities, ("a", "brandt-anna"), ("b", "brandt-a-k"))
    assert identities.id_of("b", "brandt-a-k") == "brandt-anna"
    assert identities.conflicts == ()


def test_a_chain_of_authority_ids_joins() -> None:
    identities = identify(
        (person("Brandt, Anna", GND),), (person("Brandt, A.", GND, VIAF),), (person("Brant, Anne", VIAF),)
    )
    assert are_one(identities, ("a", "brandt-anna"), ("b", "brandt-a"), ("c", "brant-anne"))


def test_a_chain_that_joins_two_persons_of_same_edition_is_a_conflict() -> None:
    identities = identify(
        (person("Brandt, Anna", GND), person("Brant, Anne", VIAF)), (person("Brandt, A.", GND, VIAF),)
    )
    assert not are_one(identities, ("a", "brandt-anna"), ("a", "brant-anne"))
    assert not are_one(identities, ("a", "brandt-anna"), ("b", "brandt-a"))
    (conflict,) = identities.conflicts
    assert [(edition, entry.id) for edition, entry in conflict] == [
        ("a", "brandt-anna"), ("a", "brant-anne"), ("b", "brandt-a"),
    ]  # fmt: skip


def test_persons_beside_a_conflict_are_joined_all_the_same() -> None:
    twice = (person("Brandt, Anna", GND), person("Brant, Anne", GND))
    identities = identify(twice, (person("Brandt, A.", GND),), (person("Brandt, A. K.", GND),))
    assert are_one(identities, ("b", "brandt-a"), ("c", "brandt-a-k"))
    assert len({identities.id_of("a", entry.id) for entry in twice} | {"brandt-a"}) == 3


def test_a_fault_within_one_edition_is_no_conflict_of_the_index() -> None:
    identities = identify((person("Brandt, Anna", GND), person("Brant, Anne", GND)), (person("Berg, O."),))
    assert identities.conflicts == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("Smith, John"), person("Smith, John")),
        (person("Smith, John", GND), person("Smith, John")),
        (person("Smith, John", GND), person("Smith, John", VIAF)),
        (person("Smith, John"), person("Smith, John", id="smith-john-2")),
        (person("Müller, Hans"), person("Muller, Hans")),
        (person("Smith, John", dates="1801–1850"), person("Smith, John", dates="c. 1801")),
        (person("Doe, J.", id="doe"), Person("doe", "Doe, Jane", "Jane Doe", variants=("Doe, J.",))),
    ],
)
def test_one_name_is_one_person_unless_something_speaks_against_it(first: Person, second: Person) -> None:
    assert are_one(identify((first,), (second,)), ("a", first.id), ("b", second.id))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("Smith, John", GND), person("Smith, John", OTHER_GND)),
        (person("Smith, John", dates="1801–1850"), person("Smith, John", dates="1879–1953")),
        (person("Brandt, Anna"), person("Brandt, Otto")),
        (person("Smith, John", id="p1"), person("Doe, Jane", id="p1")),
        (person("Smith, John", id="p1"), Person("p1", "John Smith", "John Smith", "group")),
    ],
)
def test_other_persons_stay_apart(first: Person, second: Person) -> None:
    identities = identify((first,), (second,))
    assert first.id != second.id or identities.id_of("a", first.id) == f"a/{first.id}"
    assert not are_one(identities, ("a", first.id), ("b", second.id))


def test_a_name_that_two_persons_of_same_edition_bear_joins_neither() -> None:
    two = (person("Smith, John"), person("Smith, John", id="smith-john-2"))
    identities = identify(two, two, (person("Smith, John"),))
    assert len({identities.id_of(edition, entry.id) for edition in "ab" for entry in two}) == 4
    assert identities.id_of("c", "smith-john") == "c/smith-john"


def test_the_id_is_one_that_nobody_else_has() -> None:
    identities = identify((person("Smith, J.", GND, id="x"),), (person("Smith, J.", GND, id="y"),),
                          (person("Doe, J.", OTHER_GND, id="x"),))  # fmt: skip
    assert identities.id_of("a", "x") == identities.id_of("b", "y") == "y"
    assert identities.id_of("c", "x") == "c/x"


def test_units_refer_to_persons_by_their_ids_in_the_index() -> None:
    ref = PersonRef("brandt-a", "A. Brandt")
    unit = Unit("b/doc-1", "b", "document", "T", 0, senders=(ref,), mentions=(PersonRef("x", "X"), ref))
    edition = Edition("b", "B", units=(unit,), persons=(person("Brandt, A.", GND),))
    identities = identify_persons([Edition("a", "A", persons=(person("Brandt, Anna", GND),)), edition])
    (changed,) = identities.with_index_ids(edition).units
    assert changed.senders == (PersonRef("brandt-anna", "A. Brandt"),)
    assert [mention.id for mention in changed.mentions] == ["x", "brandt-anna"]
    assert identities.with_index_ids(edition).persons == edition.persons
    assert EDITION_IDS.with_index_ids(edition) is edition


def test_entries_are_merged_into_a_person() -> None:
    first = Person("fell-i", "Fell, I.", "I. Fell", same_as=(GND,))
    second = Person(
        "fell-ida", "Fell, Ida", "Ida Fell", variants=("Idda Fell",), dates="1801–1870",
        biography="b/bio.fell-ida", same_as=(GND, VIAF),
    )  # fmt: skip
    board = Person("board", "Board", "Board", "group", members=("fell-ida",))
    editions = [Edition("a", "A", persons=(first,)), Edition("b", "B", persons=(second, board))]
    persons = merge_entries(identify_persons(editions).group(editions))
    joined = persons["fell-i"]
    assert (joined.name, joined.dates, joined.biography) == ("Fell, I.", "1801–1870", "b/bio.fell-ida")
    assert joined.variants == ("Fell, Ida", "Ida Fell", "Idda Fell")
    assert joined.same_as == (GND, VIAF)
    assert persons["board"].members == ("fell-i",)
    assert merge_entries(EDITION_IDS.group(editions[:1])) == {"fell-i": first}
