from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import QuerySyntaxError
from corpus.model import IndexEntry
from corpus.persons.person_index import PersonIndex
from search.query.document_numbers import DocumentNumber
from search.query.grammar import parse_query
from search.query.interpretation import QueryInterpretation, interpret_query
from search.query.lexicon import Lexicon, see_references
from tests.editions import EDITION, lighthouse_edition

LANGUAGE = (Path(__file__).parents[3] / "docs" / "query-language.md").read_text("utf-8")
TABLE, _, AFTER_TABLE = LANGUAGE.partition("| written | interpreted as |")[2].partition("\n\n")
LIGHTHOUSE = lighthouse_edition()
VOCABULARY = {"harbor", "harbour", "lamp", "lorries", "trucks", "for", "filed"}
LEXICON = Lexicon.of(
    PersonIndex(LIGHTHOUSE.persons), LIGHTHOUSE.terms, (1921, 1923), LIGHTHOUSE.index, VOCABULARY
)


def meaning(query: str, *literal: str) -> QueryInterpretation:
    return interpret_query(parse_query(query), LEXICON, literal=frozenset(literal))


def kinds(query: str, *literal: str) -> list[str]:
    return [item.kind for item in meaning(query, *literal).items]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("document 5", DocumentNumber("5")),
        ("doc 5", DocumentNumber("5")),
        ("Doc. no. 5", DocumentNumber("5")),
        ("letter 5", DocumentNumber("5")),
        ("note 1 to document 3", DocumentNumber("3", "1")),
        ("note 1 of doc 3", DocumentNumber("3", "1")),
        ("appendix document 2", DocumentNumber("2", appendix=True)),
    ],
)
def test_a_printed_number_is_understood(query: str, number: DocumentNumber) -> None:
    found = meaning(query)
    assert found.numbers == (number,)
    assert found.identifies_document
    assert not found.remaining_text.strip()


@pytest.mark.parametrize(
    ("query", "editions"),
    [("p. 15", set()), ("vol. 2, p. 15", {"second"}), ("vol. 3, p. 15", {""})],
)
def test_a_volume_restricts_a_page_to_its_edition(query: str, editions: set[str]) -> None:
    lexicon = Lexicon.of(PersonIndex(()), (), volumes={2: frozenset(("second",))})
    ((reference, found),) = interpret_query(parse_query(query), lexicon).pages
    assert reference.labels == ("15",)
    assert found == editions
    assert interpret_query(parse_query(query), LEXICON).pages == ((reference, frozenset()),)


@pytest.mark.parametrize(
    "query", ["letter 5 June", "document", "5", "1922 documents", "notes on 3 documents"]
)
def test_other_numbers_are_words(query: str) -> None:
    assert meaning(query).numbers == ()


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("CAL, f. 12, op. 4, d. 7, ll. 19-25", "CAL, f. 12, op. 4, d. 7, ll. 19–25"),
        ("what lies in f. 30 op. 1 d. 5?", "f. 30, op. 1, d. 5"),
    ],
)
def test_an_archive_reference_is_understood(query: str, normal: str) -> None:
    assert str(meaning(query).archive) == normal


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("letter of 5 June 1922", date(1922, 6, 5), date(1922, 6, 5)),
        ("the strike in August 1922", date(1922, 8, 1), date(1922, 8, 31)),
        ("coal in 1922", date(1922, 1, 1), date(1922, 12, 31)),
    ],
)
def test_a_date_in_plain_words_is_understood(query: str, first: date, last: date) -> None:
    assert [(one, other) for one, other, _ in meaning(query).dates] == [(first, last)]


@pytest.mark.parametrize("query", ["in the year 1850", "coal", "the 3 of them"])
def test_dates_without_documents_are_words(query: str) -> None:
    assert meaning(query).dates == ()


@pytest.mark.parametrize(
    ("query", "senders", "recipients"),
    [
        ("from Brandt to Lindqvist", ("brandt-a",), ("lindqvist-o",)),
        ("letter of 12 June 1922 from Haugen", ("haugen-i",), ()),
        ("Brandt's letter of 5 June 1922", ("brandt-a",), ()),
        ("Brandt’s telegram to Haugen", ("brandt-a",), ("haugen-i",)),
        ("Tamm to Lindqvist, August 1922", ("tamm-j",), ("lindqvist-o",)),
        ("Brandt to Lindqvist February 1923", ("brandt-a",), ("lindqvist-o",)),
        ("what did Brandt ask of Lindqvist?", (), ()),
        ("from Orlets to Port Ansel", (), ()),
        ("coal", (), ()),
    ],
)
def test_who_wrote_to_whom_is_understood(
    query: str, senders: tuple[str, ...], recipients: tuple[str, ...]
) -> None:
    found = meaning(query)
    assert (found.senders, found.recipients) == (senders, recipients)


def test_a_day_with_its_sender_pins_a_document() -> None:
    assert meaning("Brandt's letter of 5 June 1922").identifies_document
    assert not meaning("what happened in June 1922").identifies_document


@pytest.mark.parametrize(
    ("query", "alternatives"),
    [
        ("NLC lens", ("Northern Lights Commission",)),
        ("the Northern Lights Commission", ("NLC",)),
        ("Selenow's furnace", ("Zelenov",)),
        ("ezerskii", ("Yezerskii",)),
        ("Zelenov's furnace", ()),
        ("board", ()),
    ],
)
def test_other_wordings_are_looked_for_too(query: str, alternatives: tuple[str, ...]) -> None:
    assert tuple(form for one in meaning(query).expansions for form in one.alternatives) == alternatives


@pytest.mark.parametrize("query", ["Zelenov", "who was M. P. Zelenov?", "Selenow", "zelenov"])
def test_a_name_alone_asks_for_the_biography(query: str) -> None:
    assert meaning(query).biographies == (f"{EDITION}/bio.zelenov-m",)


@pytest.mark.parametrize("query", ["Zelenov's furnace", "furnace", ""])
def test_a_name_among_words_does_not(query: str) -> None:
    assert meaning(query).biographies == ()


@pytest.mark.parametrize(
    "query",
    [
        "document 5", "documents 4 and 5", "coal, 1922", "CAL, f. 30, op. 1, d. 5",
        "coal in August 1922", "from Brandt to Lindqvist about coal",
        "NLC lens", "Selenow's furnace", "who was Zelenov?",
    ],
)  # fmt: skip
def test_everything_understood_can_be_taken_back(query: str) -> None:
    keys = [item.removable_as for item in meaning(query).items]
    assert keys
    assert kinds(query, *[key for key in keys if key]) == []


def test_one_of_several_numbers_can_be_taken_back() -> None:
    found = meaning("documents 4 and 5", "number:doc-4")
    assert found.numbers == (DocumentNumber("5"),)
    assert found.remaining_text == "documents 4 and 5"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"by night"~2', ["phrase"]),
        ("dredg* lens~1", ["prefix", "fuzzy"]),
        ("sender:(Brandt OR Tamm) -lens", ["field", "exclusion"]),
        ("+coal AND (wagons OR iron)", []),
    ],
)
def test_operators_are_told_of(query: str, expected: list[str]) -> None:
    assert kinds(query) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Brandt", "Brandt's", "letter", "of", "5", "June", "1922", "from", "to", "Haugen", "note", "31",
             "document", "f.", "12,", "op.", "NLC", "(", '"', "AND", "-", "Northern", "Lights", "Commission"]
        ),
        max_size=12,
    ).map(" ".join)
)  # fmt: skip
def test_any_query_is_understood_or_malformed(query: str) -> None:
    parsed = None
    try:
        parsed = parse_query(query)
    except QuerySyntaxError as error:
        assert error.hint  # noqa: PT017  malformed queries are another test's concern
    if parsed:
        found = interpret_query(parsed, LEXICON)
        assert len({item.removable_as for item in found.items if item.removable_as}) == len(
            [item for item in found.items if item.removable_as]
        )


@pytest.mark.parametrize("example", re.findall(r"`([^`]+)`", TABLE))
def test_what_is_documented_to_be_understood_is(example: str) -> None:
    assert kinds(example)


@pytest.mark.parametrize("example", re.findall(r"`([^`]+)`", AFTER_TABLE.partition("## Errors")[0]))
def test_what_is_documented_to_be_plain_words_is(example: str) -> None:
    assert kinds(example) == []


def test_the_headings_that_an_index_says_to_see_are_looked_for_too() -> None:
    (found,) = meaning("sand at the bar").expansions
    assert (found.printed, found.alternatives, found.kind) == ("sand", ("dredging",), "see")
    assert meaning("sand at the bar", "see:sand").expansions == ()


def test_only_plain_headings_are_references() -> None:
    entries = [
        IndexEntry("Beacons (lit)", None, see=("Lights", "Lamps, oil", "Coal: for lamps")),
        IndexEntry("Works, Board of", None, see=("Building",)),
        IndexEntry("Coal", "carriage of", see=("Wagons",)),
        IndexEntry("Coal", None, see_also=("Peat",)),
    ]
    assert see_references(entries) == {("beacons",): ("Lights",)}


def test_british_forms_of_american_words_are_looked_for_too() -> None:
    found = meaning("lorries in the harbour").expansions
    assert [(one.printed, one.alternatives) for one in found] == [
        ("lorries", ("trucks",)),
        ("harbour", ("harbor",)),
    ]
    assert {one.kind for one in found} == {"regional"}
    assert meaning("lamps for four keepers").expansions == ()
