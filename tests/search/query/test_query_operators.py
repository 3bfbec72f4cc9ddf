"""What operators mean: random queries find exactly the texts that the documentation promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Edition, Paragraph, Person, PersonRef, Unit
from search.model import Filters, Mode, SearchRequest
from search.query.grammar import parse_query
from search.query.syntax import (
    And,
    FieldNode,
    Fuzzy,
    Implicit,
    Must,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    exclusions_from_words,
)
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder

WORDS = ("anchor", "barrel", "canvas", "mortar", "the")
"""No two have a stem or a beginning in common; only the last is a stop word."""
SENDERS = ("arno", "vito")


def random_texts() -> Iterator[str]:
    """Forty texts of one to five of the words, the same in every run."""
    state = 7
    for _ in range(40):
        chosen = []
        for _ in range(1 + state % 5):
            state = (state * 1_103_515_245 + 12_345) % 2**31
            chosen.append(WORDS[(state >> 16) % len(WORDS)])
        yield " ".join(chosen)


UNITS = tuple(
    Unit(
        id=f"depot/doc-{number}",
        edition="depot",
        kind="document",
        title=f"Item {number}",
        paragraphs=(Paragraph(text),),
        order=number,
        number=str(number),
        senders=(PersonRef(SENDERS[number % 2], SENDERS[number % 2]),),
        language="en",
    )
    for number, text in enumerate(random_texts(), start=1)
)


@pytest.fixture(scope="module")
def depot(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("depot")
    persons = tuple(Person(name, name.title(), name.title()) for name in SENDERS)
    build_lighthouse(root, edition=Edition("depot", "Depot", units=UNITS, persons=persons))
    return Searcher.open(root, NAME, settings_in(root), HashingEncoder())


def matches(node: Node, unit: Unit) -> bool:
    """Whether a unit satisfies a query, by the documentation and without an index."""
    words = unit.text.split()
    match node:
        case Word(text=text):
            return text in words
        case Phrase(text=text):
            phrase = text.split()
            return any(words[i : i + len(phrase)] == phrase for i in range(len(words)))
        case Prefix(text=text):
            return any(word.startswith(text) for word in words)
        case Fuzzy(text=text):
            return text in words
        case FieldNode(name="sender", child=Word(text=text)):
            return unit.senders[0].id == text
        case FieldNode(child=child) | Must(child=child):
            return matches(child, unit)
        case Not(child=child):
            return not matches(child, unit)
        case And(children=children):
            return all(matches(child, unit) for child in children)
        case Or(children=children):
            return any(matches(child, unit) for child in children)
        case Implicit(children=children):
            return matches_side_by_side(children, unit)


def matches_side_by_side(children: Sequence[Node], unit: Unit) -> bool:
    conditions = [child for child in children if not isinstance(child, Word)]
    words = [child for child in children if isinstance(child, Word)]
    content = [word for word in words if word.text != "the"] or words
    holds = all(matches(child, unit) for child in conditions)
    if not words or any(not isinstance(child, Not) for child in conditions):
        return holds
    return holds and any(matches(word, unit) for word in content)


word = st.sampled_from(WORDS)
leaf = st.one_of(
    word,
    st.tuples(word, word).map('"{0[0]} {0[1]}"'.format),
    word.map("{0:.3}*".format),
    word.map("{}~1".format),
    st.sampled_from(SENDERS).map("sender:{}".format),
    word.map("text:{}".format),
)


def groups(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signed = st.tuples(st.sampled_from(["", "-", "+", "NOT ", "text:"]), part).map(
        lambda pair: f"{pair[0]}({pair[1]})" if pair[0] != "text:" else f"text:({pair[1]})"
    )
    operand = st.one_of(part, signed, st.tuples(st.sampled_from(["-", "+", "NOT "]), leaf).map("".join))
    joined = st.lists(operand, min_size=2, max_size=4)
    return st.one_of(*(joined.map(operator.join) for operator in (" ", " AND ", " OR ")))


queries = st.recursive(leaf, groups, max_leaves=8)


def found(searcher: Searcher, text: str, mode: Mode = "keyword") -> set[str]:
    return {unit.id for unit in searcher.units(SearchRequest(text, mode=mode), 100)}


@settings(max_examples=150, deadline=None)
@given(text=queries)
def test_a_query_finds_what_its_operators_say(depot: Searcher, text: str) -> None:
    root = parse_query(text).root
    assert root is not None
    expected = {unit.id for unit in UNITS if matches(root, unit)}
    assert found(depot, text) == expected
    if not parse_query(text).is_plain and not exclusions_from_words(root):
        assert found(depot, text, "hybrid") == found(depot, text, "semantic") == expected


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(word, min_size=1, max_size=3).map(" ".join),
    exclusion=st.one_of(leaf, st.tuples(word, word).map("({0[0]} OR {0[1]})".format)),
    sign=st.sampled_from(["-", "NOT "]),
    mode=st.sampled_from(get_args(Mode)),
)
def test_words_beside_an_exclusion_find_what_they_find_alone_without_it(
    depot: Searcher, words: str, exclusion: str, sign: str, mode: Mode
) -> None:
    both = f"{words} {sign}{exclusion}"
    assert found(depot, both, mode) == found(depot, words, mode) - found(depot, exclusion)
    result = depot.search(SearchRequest(both, mode=mode, include=frozenset({"facets"})))
    assert result.facets
    assert (
        sum(value.count for value in result.facets["sender"]) == result.total == len(found(depot, both, mode))
    )
    assert result.totals
    assert result.totals.words + result.totals.similar == result.total


def test_an_excluded_field_is_the_filter_that_excludes(depot: Searcher) -> None:
    for mode in get_args(Mode):
        filtered = SearchRequest("anchor", mode=mode, filters=Filters(exclude={"sender": ("arno",)}))
        assert found(depot, "anchor -sender:arno", mode) == {unit.id for unit in depot.units(filtered, 100)}
