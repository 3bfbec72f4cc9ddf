import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import IndexEntry, Locator, Person
from corpus.persons.names import NamedParty, Register, fold_name, group_person, parse_head, variants


@pytest.mark.parametrize(
    ("text", "senders", "recipients"),
    [
        ("Petrov to Ivanov", ["Petrov"], ["Ivanov"]),
        ("· Petrov to Ivanov", ["Petrov"], ["Ivanov"]),
        (
            "Petrov and Ivanov to Sidorov, Orlov and Belov",
            ["Petrov", "Ivanov"],
            ["Sidorov", "Orlov", "Belov"],
        ),
        ("Petrov, Ivanov, and Sidorov to Orlov", ["Petrov", "Ivanov", "Sidorov"], ["Orlov"]),
        ("Petrov to Ivanov (for members of the Board)", ["Petrov"], ["Ivanov", "members of the Board"]),
        ("Petrov to Ivanov (for the members of the Board)", ["Petrov"], ["Ivanov", "members of the Board"]),
        (
            "Petrov to Ivanov, Orlov,\nand other members of the Board",
            ["Petrov"],
            ["Ivanov", "Orlov", "members of the Board"],
        ),
        ("Petrov to the members of the Board and Orlov", ["Petrov"], ["members of the Board", "Orlov"]),
        ("Petrov to Comrades Ivanov and Orlov", ["Petrov"], ["Ivanov", "Orlov"]),
        ("I. V. Petrov to L. M. Ivanov", ["I. V. Petrov"], ["L. M. Ivanov"]),
        ("Count von Orlow to the Foreign Office", ["Count von Orlow"], ["Foreign Office"]),
        ("*Petrov* to Ivanov<sup>1</sup>", ["Petrov"], ["Ivanov"]),
    ],
)
def test_head_gives_senders_and_recipients(text: str, senders: list[str], recipients: list[str]) -> None:
    head = parse_head(text)
    assert head is not None
    assert [party.name for party in head.senders] == senders
    assert [party.name for party in head.recipients] == recipients


@pytest.mark.parametrize(
    ("text", "medium"),
    [("Cipher from Petrov to Ivanov", "cipher"), ("Letter to Ivanov from Petrov", "letter")],
)
def test_head_may_name_the_medium(text: str, medium: str) -> None:
    head = parse_head(text)
    assert head is not None
    assert (head.medium, head.senders, head.recipients) == (
        medium,
        (NamedParty("Petrov"),),
        (NamedParty("Ivanov"),),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Petrov reported to Ivanov",
        "Regards to Comrade Ivanov. P.K.",
        "To Comrade Ivanov",
        "Petrov to",
        "We shall have to give",
        "Always ready to resist",
        "5 June",
        "",
    ],
)
def test_other_line_is_no_head(text: str) -> None:
    assert parse_head(text) is None


def test_group_is_told_from_a_person() -> None:
    head = parse_head("Petrov to all members of the Board")
    assert head is not None
    assert head.recipients == (NamedParty("members of the Board", "group"),)
    assert group_person(head.recipients[0]).id == "members-of-the-board"


@pytest.mark.parametrize(
    "spellings",
    [
        ("Yezhov", "Ezhov", "Ezhow"),
        ("Mikoian", "Mikoyan", "Mikojan"),
        ("Piatakov", "Pyatakov"),
        ("Zinoviev", "Zinovyev", "Zinov'ev", "Zinov’ev"),
        ("Trotsky", "Trotskii", "Trotskiy", "Trotskij", "Trotzki"),
        ("Kaganovich", "Kaganowitsch", "Kaganovitch"),
        ("Andreev", "Andreyev"),
        ("Allilueva", "Alliluyeva"),
        ("Gorky", "Gor'kii"),
        ("Bukharin", "Boukharin"),
        ("Thälmann", "Thalmann"),
        ("Aleksandr", "Alexandr"),
        ("Petrov, Ya. I.", "Ia. I. Petrov"),
    ],
)
def test_spellings_of_a_name_fold_to_one_key(spellings: tuple[str, ...]) -> None:
    assert len({fold_name(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    "names", [("Petrov", "Petrova"), ("Kirov", "Kurov"), ("Eden", "Edin"), ("Ivanov", "Ivanovsky")]
)
def test_different_names_stay_apart(names: tuple[str, str]) -> None:
    assert fold_name(names[0]) != fold_name(names[1])


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Yezhov", "Ezhov"),
        ("Ezhov", "Yezhov"),
        ("Mikoian", "Mikoyan"),
        ("Trotsky", "Trotskii"),
        ("Pyatakov", "Piatakov"),
    ],
)
def test_variants_are_listed(name: str, variant: str) -> None:
    assert variant in variants(name)


@given(st.text(max_size=40))
def test_variants_share_the_key_and_are_new(name: str) -> None:
    found = variants(name)
    assert name not in found
    assert {fold_name(variant) for variant in found} <= {fold_name(name)}


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
REGISTER = Register.build(PERSONS, (OREKHOV,), INDEX)


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
    found = REGISTER.resolve(name)
    assert (found.id if found else None) == (expected.id if expected else None)


def test_persons_known_to_the_index_alone_are_added() -> None:
    names = {one.name for one in REGISTER.persons}
    assert {"Sorokin, V. V.", "Orekhov, Maria"} <= names
    assert not any(name.startswith(("Grain", "Omsk", "Yelim")) for name in names)


def test_surname_of_several_stays_open_without_a_preference() -> None:
    assert Register((GREAT, SMALL)).resolve("Belov") is None


def test_person_outside_the_register_gets_an_id_from_the_name() -> None:
    assert REGISTER.person_id("Ivan Nobody") == "ivan-nobody"
    assert REGISTER.ref("Orekhov").id == OREKHOV.id
    assert REGISTER.ref("Orekhov").name == "Orekhov"
    assert REGISTER.get(OREKHOV.id) is not None


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
    found = REGISTER.find_mentions(text)
    assert [(text[start:end], id) for start, end, id in found] == [(name, one.id) for name, one in expected]


VOCABULARY = (
    "Orekhov Petrov to and from Cipher (for members of the Board) , L. M. Yelin Belov’s Dos Rios- Anna to"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(VOCABULARY.split())).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    head = parse_head(text)
    assert head is None or (head.senders and head.recipients)
    REGISTER.resolve(text)
    for start, end, id in REGISTER.find_mentions(text):
        assert 0 <= start < end <= len(text)
        assert REGISTER.get(id)
