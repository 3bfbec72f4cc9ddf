"""A name finds whoever bears it, however the edition or the reader writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Person
from corpus.persons.bearers import spelled_words
from corpus.persons.names import display_name, is_group
from corpus.persons.person_index import PersonIndex

NAMES = {
    "anton": "Ostheim, Anton von",
    "bertha": "Bertha von Ostheim",
    "lena": "Lena Kranz-Wedel",
    "karl": "Karl Kranz",
    "fiona": "Fiona Mac Leod",
    "hendrik": "Hendrik van der Velde",
    "ines": "Inés de la Torre",
    "aubert": "Jean le Grand d’Aubert",
    "otto": "Otto Graf von Rabenau",
    "vega": "Vega Montes, Luis",
    "mollner": "Möllner, Max",
    "gross": "Groß, Ida",
    "ense": "Paula Brand von Ense, geb. Loew",
    "rahela": "Rahela",
    "nadia": "Petrova (Orlova), Nadia",
    "dean": "Rask, David Dean",
    "arthur": "Wesley, Arthur, Duke of Wellow",
    "ohara": "O'Mara, Sally",
    "wang": "王小明",
    "lev": "Лев Полевой",
    "hof": "Peyer im Tal, Johann",
    "junior": "Kingsley, Martin, Jr.",
    "luise": "Luise, Königin von Sandau",
    "anna": "Anna Schmitt (née Meyer)",
    "meier": "Meier, Karl",
    "stjohn": "St. Clair, Henry",
    "lights": "Commission of the Southern Beacons, Leith",
    "harbour": "Members of the Harbour Board",
    "ezhov": "Yezhov, N. I.",
}
PERSONS = tuple(
    Person(id, name, display_name(name), "group" if is_group(name) else "person")
    for id, name in NAMES.items()
)
INDEX = PersonIndex(PERSONS)


def bearers(name: str) -> set[str]:
    return {person.id for person in INDEX.bearers(name)}


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        # particles
        ("Ostheim", {"anton", "bertha"}),
        ("von Ostheim", {"anton", "bertha"}),
        ("ostheim", {"anton", "bertha"}),
        ("Anton Ostheim", {"anton"}),
        ("A. v. Ostheim", {"anton"}),
        ("Ostheim, Anton", {"anton"}),
        ("Ostheim Anton", {"anton"}),
        ("von Kranz", {"karl", "lena"}),
        ("Velde", {"hendrik"}),
        ("van der Velde", {"hendrik"}),
        ("der Velde", {"hendrik"}),
        ("de la Torre", {"ines"}),
        ("Aubert", {"aubert"}),
        ("d'Aubert", {"aubert"}),
        ("dAubert", {"aubert"}),
        ("Peyer", {"hof"}),
        ("im Tal", {"hof"}),
        # several surnames
        ("Kranz", {"lena", "karl"}),
        ("Wedel", {"lena"}),
        ("Kranz Wedel", {"lena"}),
        ("kranz-wedel", {"lena"}),
        ("Vega", {"vega"}),
        ("Montes", {"vega"}),
        ("Vega Montes", {"vega"}),
        # spellings
        ("MacLeod", {"fiona"}),
        ("McLeod", {"fiona"}),
        ("M’Leod", {"fiona"}),
        ("mac leod", {"fiona"}),
        ("Moellner", {"mollner"}),
        ("Mollner", {"mollner"}),
        ("MÖLLNER", {"mollner"}),
        ("Gross", {"gross"}),
        ("O’Mara", {"ohara"}),
        ("OMara", {"ohara"}),
        ("O Mara", {"ohara"}),
        ("Saint Clair", {"stjohn"}),
        ("Ezhov", {"ezhov"}),
        ("Jeschow", set()),
        ("Meyer", {"anna"}),
        ("Meier", {"meier"}),
        # titles
        ("Graf von Rabenau", {"otto"}),
        ("Graf Rabenau", {"otto"}),
        ("Otto Rabenau", {"otto"}),
        ("Secretary of State Rask", {"dean"}),
        ("Dean Rask", {"dean"}),
        ("D. Rask", {"dean"}),
        ("Peter Rask", set()),
        ("Wellow", {"arthur"}),
        ("Duke of Wellow", {"arthur"}),
        ("Königin Luise", {"luise"}),
        ("Kingsley", {"junior"}),
        ("Martin Kingsley Jr.", {"junior"}),
        # other names
        ("Loew", {"ense"}),
        ("Löw", {"ense"}),
        ("Brand", {"ense"}),
        ("von Ense", {"ense"}),
        ("Orlova", {"nadia"}),
        ("Anna Meyer", {"anna"}),
        ("Rahela", {"rahela"}),
        ("Paula", {"ense"}),
        # scripts
        ("Полевой", {"lev"}),
        ("полевой", {"lev"}),
        ("王小明", {"wang"}),
        ("王", {"wang"}),
        ("李", set()),
        # bodies
        ("Southern Beacons", {"lights"}),
        ("commission of the southern beacons", {"lights"}),
        ("Commission of the Southern Beacons, Leith", {"lights"}),
        ("Harbour Board", {"harbour"}),
        # nobody
        ("Nobody", set()),
        ("von", set()),
        ("Graf", set()),
        ("", set()),
        ("?", set()),
    ],
)
def test_a_name_finds_whoever_bears_it(name: str, ids: set[str]) -> None:
    assert bearers(name) == ids


@pytest.mark.parametrize("id", NAMES)
def test_a_whole_name_finds_its_person_alone(id: str) -> None:
    assert bearers(NAMES[id]) == {id} == bearers(INDEX.bearers(NAMES[id])[0].display)


@pytest.mark.parametrize(
    ("query", "named", "ids"),
    [
        (
            "letters from von Ostheim to Kranz",
            ["von Ostheim", "Kranz"],
            [{"anton", "bertha"}, {"karl", "lena"}],
        ),
        ("Bertha von Ostheim to Wedel", ["Bertha von Ostheim", "Wedel"], [{"bertha"}, {"lena"}]),
        ("what Montes wrote", ["Montes"], [{"vega"}]),
    ],
)
def test_names_in_a_query_are_found_with_their_particles(
    query: str, named: list[str], ids: list[set[str]]
) -> None:
    found = INDEX.find_names(query)
    assert [query[start:end] for start, end, _ in found] == named
    assert [{person.id for person in persons} for _, _, persons in found] == ids


def test_a_surname_comes_before_a_given_name() -> None:
    index = PersonIndex((Person("a", "Anton, Ida", "Ida Anton"), Person("b", "Rot, Anton", "Anton Rot")))
    assert [person.id for person in index.bearers("Anton")] == ["a"]


def test_bearers_are_listed_by_weight() -> None:
    index = PersonIndex(PERSONS, {"bertha": 5})
    assert [person.id for person in index.bearers("Ostheim")] == ["bertha", "anton"]


def test_names_in_a_script_that_is_not_folded_are_told_apart() -> None:
    assert INDEX.resolve("王小明") == INDEX.get("wang")
    assert INDEX.resolve("李小明") is None
    assert INDEX.resolve("") is None


@given(st.text(max_size=40))
def test_any_text_may_be_asked_for(name: str) -> None:
    assert all(person in PERSONS for person in INDEX.bearers(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Göthe", "Goethe"),
        ("Groß", "GROSS"),
        ("McKay", "Mackay"),
        ("D’Amico", "d'Amico"),
        ("Håkon", "Haakon"),
    ],
)
def test_spellings_are_alike(one: str, other: str) -> None:
    assert spelled_words(one) == spelled_words(other)


@pytest.mark.parametrize(("one", "other"), [("Bauer", "Baur"), ("Neuer", "Neur"), ("Meyer", "Meier")])
def test_names_that_only_resemble_each_other_stay_apart(one: str, other: str) -> None:
    assert spelled_words(one) != spelled_words(other)
