import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import IndexEntry, Locator, Person
from corpus.persons.person_index import PersonIndex
from corpus.persons.transliteration import fold_name


def person(name: str, *other: str) -> Person:
    surname, _, given = name.partition(", ")
    return Person(fold_name(name).replace(" ", "-"), name, f"{given} {surname}".strip(), variants=other)


OREKHOV = person("Orekhov, L. M.")
BROTHER = person("Orekhov, S. M.")
YELIN = person("Yelin, N. I.")
ANNA = person("Orlova, A. P.", "Anna Petrovna")
DOS_RIOS = person("Dos Rios, Juan")
GREAT, SMALL = person("Belov, A. A."), person("Belov, P. P.")
PERSONS = (BROTHER, YELIN, ANNA, DOS_RIOS, GREAT, SMALL)
INDEX = (
    IndexEntry("Belov, A. A.", None, tuple(Locator(str(page)) for page in range(9))),
    IndexEntry("Belov, P. P.", None, (Locator("5"),)),
    IndexEntry("Yelim, N. I.", None, (Locator("7"),)),
    IndexEntry("Orekhov, Lev Mikhailovich", None, (Locator("8"),)),
    IndexEntry("Orekhov, Maria (wife)", None, (Locator("9"),)),
    IndexEntry("Sorokin, V. V.", None, (Locator("3"),)),
    IndexEntry("Grain, export of", None, (Locator("3"),)),
    IndexEntry("Omsk, Siberia", None, (Locator("3"),)),
    IndexEntry("Siberia", None, (Locator("3"),)),
)
PERSON_INDEX = PersonIndex.build(PERSONS, (OREKHOV,), INDEX)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Orekhov", OREKHOV),
        ("Comrade Orekhov", OREKHOV),
        ("L. M. Orekhov", OREKHOV),
        ("S. Orekhov", BROTHER),
        ("Orekhov, S. M.", BROTHER),
        ("Elin", YELIN),
        ("N. Yelin", YELIN),
        ("Yelim, N. I.", YELIN),
        ("Anna Petrovna", ANNA),
        ("Juan Dos Rios", DOS_RIOS),
        ("Belov", GREAT),
        ("P. Belov", SMALL),
        ("K. Yelin", None),
        ("Nobody", None),
        ("", None),
    ],
)
def test_name_is_resolved(name: str, expected: Person | None) -> None:
    found = PERSON_INDEX.resolve(name)
    assert (found.id if found else None) == (expected.id if expected else None)


def test_persons_known_to_the_index_alone_are_added() -> None:
    names = {one.name for one in PERSON_INDEX.persons}
    assert {"Sorokin, V. V.", "Orekhov, Maria"} <= names
    assert not any(name.startswith(("Grain", "Omsk", "Yelim")) for name in names)


def test_surname_of_several_stays_open_without_a_preference() -> None:
    assert PersonIndex((GREAT, SMALL)).resolve("Belov") is None


def test_a_person_outside_the_index_gets_an_id_from_the_name() -> None:
    person_index = PersonIndex((OREKHOV, person("Ivan")))
    assert person_index.get_or_add("Orekhov") == OREKHOV
    added = [person_index.get_or_add(name) for name in ("Ivan Nobody", "周恩来", "毛泽东", "周恩来")]
    assert [one.id for one in added] == ["ivan-nobody", "3a984a00", "e5404262", "3a984a00"]
    board = person_index.get_or_add("Board of Ivan", "group")
    assert (board.id, board.kind) == ("board-of-ivan", "group")
    assert person_index.all_persons == (*person_index.persons, *added[:3], board)
    assert person_index.resolve("Nobody") is None


def test_different_names_with_the_same_slug_are_different_persons() -> None:
    person_index = PersonIndex((person("Kraus, Emil"), person("Wei, Hans")))
    names = ("Kra’us Emil", "Hans Weiß", "Łoś Jan", "Os Jan", "王 (Wang)", "李 (Wang)", "Hans Wei", "os jan")
    added = [person_index.get_or_add(name) for name in names]
    assert added[-2:] == [person_index.persons[1], added[3]]
    assert len({one.id for one in added[:6]}) == 6


def test_headings_with_the_same_slug_are_different_persons() -> None:
    entries = [IndexEntry(heading, None, ()) for heading in ("Böttger, Ada", "Bo’ttger, Ada", "Weiß, Hans")]
    persons = PersonIndex.build((person("Wei-ss, Hans"),), (), entries).persons
    assert len({one.id for one in persons}) == len(persons) > 2


def test_heading_of_the_same_words_is_the_same_person() -> None:
    persons = PersonIndex.build((person("Bo Elim N."),), (), [IndexEntry("Bo, Elim N.", None, ())]).persons
    assert [one.id for one in persons] == [person("Bo Elim N.").id]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orekhov’s letter to Yelin.", [("Orekhov", OREKHOV), ("Yelin", YELIN)]),
        ("They met S. M. Orekhov there.", [("S. M. Orekhov", BROTHER)]),
        ("K. K. Yelin is another.", []),
        ("He saw Boris Yelin there.", []),
        ("He saw Nikolai Yelin there.", [("Nikolai Yelin", YELIN)]),
        ("the Orekhov-Yelin talks", [("Orekhov", OREKHOV), ("Yelin", YELIN)]),
        ("Señor Dos Rios came", [("Dos Rios", DOS_RIOS)]),
        ("the Belov Region and the Orekhov Plant", []),
        ("orekhov in lower case, Orekhovsky", []),
        ("On 5 August Orekhov left.", [("Orekhov", OREKHOV)]),
        ("They met Mr. Yelin there.", [("Yelin", YELIN)]),
        ("They met Mr. N. Yelin there.", [("N. Yelin", YELIN)]),
        ("They met Mr. K. Yelin there.", []),
        ("They met the Rev. Yelin there.", [("Yelin", YELIN)]),
        ("They met Dr. Yelin and Mrs. Orlova there.", [("Yelin", YELIN), ("Orlova", ANNA)]),
        ("They met Miss Orlova there.", [("Orlova", ANNA)]),
        ("They met Messrs. Yelin there.", [("Yelin", YELIN)]),
        ("ORLOVA signed", [("ORLOVA", ANNA)]),
    ],
)
def test_mentions_are_found(text: str, expected: list[tuple[str, Person]]) -> None:
    found = PERSON_INDEX.find_mentions(text)
    assert [(text[start:end], id) for start, end, id in found] == [(name, one.id) for name, one in expected]


def test_a_given_name_at_the_beginning_of_a_text_decides() -> None:
    persons = [Person("brandt-a", "Brandt, Anna", "Brandt"), Person("brandt-j", "Brandt, John", "Brandt")]
    index = PersonIndex(persons, {"brandt-a": 100, "brandt-j": 1})
    found = {text: [id for *_, id in index.find_mentions(text)] for text in ("John Brandt’s", "Yes Brandt")}
    assert found == {"John Brandt’s": ["brandt-j"], "Yes Brandt": ["brandt-a"]}


def test_a_title_is_no_given_name() -> None:
    assert PERSON_INDEX.find_mentions("to Chairman Yelin") == [
        (12, 17, PERSON_INDEX.find_mentions("Yelin")[0][2])
    ]


VOCABULARY = (
    "Orekhov Petrov to and from Cipher (for members of the Board) , L. M. Yelin Belov’s Dos Rios- Anna to"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    PERSON_INDEX.resolve(text)
    for start, end, id in PERSON_INDEX.find_mentions(text):
        assert 0 <= start < end <= len(text)
        assert PERSON_INDEX.get(id)
