"""Filters apply in both retrievers, and both agree on the units that match."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import FilterError
from corpus.model import Person
from corpus.persons.person_index import PersonIndex
from corpus.places.place_names import PlaceNames
from search.engines.clauses import EVERYTHING, NOTHING, TermClause
from search.engines.local.keyword_retriever import LocalKeywordRetriever
from search.engines.protocols import Restriction
from search.engines.semantic_retriever import SemanticRetriever
from search.messages import NameNotice
from search.model import DateMode, Filters
from search.query.filters import ResolvedFilters, is_archive_prefix, resolve_filters
from search.query.keyword_query import BuiltQuery
from search.query.matching import QueryTerms
from store import keyword_schema as fields
from store.unit_table import UnitTable
from tests.builds import built_lighthouse, open_keyword, open_semantic
from tests.doubles import HashingEncoder
from tests.editions import EDITION, lighthouse_edition

LIGHTHOUSE = lighthouse_edition()
TABLE = UnitTable.from_units(LIGHTHOUSE.units, LIGHTHOUSE.topics)
REGISTER = PersonIndex(LIGHTHOUSE.persons)
DAYS = st.none() | st.dates(date(1920, 12, 1), date(1923, 12, 31))


@pytest.fixture(scope="module")
def retrievers(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalKeywordRetriever, SemanticRetriever]:
    generation = built_lighthouse(tmp_path_factory.mktemp("indexes"))
    return open_keyword(generation), open_semantic(generation)


def resolved(filters: Filters) -> ResolvedFilters:
    return resolve_filters(filters, TABLE, REGISTER, LIGHTHOUSE.topics, PlaceNames(LIGHTHOUSE.places))


def passing(filters: Filters) -> set[str]:
    rows = np.flatnonzero(resolved(filters).mask(TABLE)).tolist()
    return {TABLE.ids[row].removeprefix(f"{EDITION}/") for row in rows}


def by_keyword(retriever: LocalKeywordRetriever, filters: Filters) -> set[str]:
    rows = retriever.matching_rows(EVERYTHING, resolved(filters))
    return {TABLE.ids[row].removeprefix(f"{EDITION}/") for row in rows}


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ({"sender": ("tamm-j",)}, {"doc-8"}),
        ({"sender": ("Tamm",)}, {"doc-8"}),
        ({"sender": ("J. Tamm",)}, {"doc-8"}),
        ({"sender": ("Ezerskii",)}, {"doc-9"}),
        ({"recipient": ("members of the Harbour Board",)}, {"doc-7"}),
        ({"correspondent": ("moreau-c", "tamm-j")}, {"doc-8", "doc-10"}),
        ({"mentions": ("O'Dair",), "kind": ("document",)}, {"doc-3", "doc-8"}),
        ({"medium": ("phonegram",)}, {"doc-9"}),
        ({"topic": ("coal",)}, {"doc-9"}),
        ({"archive": ("CAL, f. 30, op. 1, d. 5",)}, {"doc-10", "doc-11"}),
        ({"archive": ("f. 30, op. 1",)}, {"doc-9", "doc-10", "doc-11", "doc-12"}),
        ({"archive": ("CAL, f. 12, op. 4, d. 7, ll. 19-25",)}, {"doc-5"}),
        ({"archive": ("CAL, f. 3",)}, set()),
        ({"archive": ("\\w ý\u00ad [CAL", ".*")}, set()),
        ({"sender": ("tamm-j",), "recipient": ("brandt-a",)}, set()),
    ],
)
def test_a_filter_keeps(
    include: dict[str, tuple[str, ...]],
    expected: set[str],
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
) -> None:
    assert passing(Filters(include=include)) == expected
    assert by_keyword(retrievers[0], Filters(include=include)) == expected


def test_a_wide_topic_keeps_its_narrower_ones() -> None:
    assert passing(Filters(include={"topic": ("supply",)})) == passing(
        Filters(include={"topic": ("supply", "coal")})
    )


def test_a_topic_may_be_named_by_its_label() -> None:
    label = next(topic.label for topic in LIGHTHOUSE.topics if topic.id == "coal")
    assert passing(Filters(include={"topic": (label,)})) == passing(Filters(include={"topic": ("coal",)}))


def test_exclusion_keeps_the_rest() -> None:
    kept = passing(
        Filters(include={"kind": ("document",)}, exclude={"medium": ("letter",), "sender": ("Tamm",)})
    )
    assert kept == {"doc-7", "doc-9"} | (kept - {"doc-8"})
    assert not kept & {"doc-1", "doc-5", "doc-8"}


@pytest.mark.parametrize(
    ("mode", "first", "last", "kept", "dropped"),
    [
        ("possible", date(1922, 8, 2), date(1922, 8, 2), "doc-8", "doc-9"),
        ("certain", date(1922, 8, 1), date(1922, 8, 3), "doc-8", "doc-9"),
        ("certain", date(1922, 8, 1), date(1922, 8, 31), "doc-8", "doc-7"),
        ("possible", None, date(1922, 1, 31), "doc-7", "doc-8"),
        ("certain", None, date(1922, 7, 14), "doc-7", "doc-8"),
        ("possible", date(1922, 7, 14), None, "doc-7", "doc-6"),
        ("certain", date(1922, 8, 1), date(1922, 8, 3), "doc-8", "doc-4"),
    ],
)
def test_a_span_is_possible_where_it_overlaps_and_certain_where_it_lies_inside(
    mode: DateMode, first: date | None, last: date | None, kept: str, dropped: str
) -> None:
    found = passing(Filters(earliest=first, latest=last, date_mode=mode))
    assert kept in found
    assert dropped not in found


def test_a_day_inside_a_span_is_possible_but_not_certain() -> None:
    day = date(1922, 8, 2)
    assert "doc-8" in passing(Filters(earliest=day, latest=day))
    assert "doc-8" not in passing(Filters(earliest=day, latest=day, date_mode="certain"))


def test_the_undated_fail_any_date() -> None:
    assert "doc-12" not in passing(Filters(latest=date(2000, 1, 1)))


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.frozensets(st.sampled_from(["document", "note", "glossary"])),
    senders=st.frozensets(st.sampled_from(["brandt-a", "tamm-j", "haugen-i", "nobody"])),
    unwanted=st.frozensets(st.sampled_from(["letter", "cipher"])),
    first=DAYS,
    last=DAYS,
    mode=st.sampled_from(["possible", "certain"]),
)
def test_both_retrievers_let_the_same_units_pass(
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
    kinds: frozenset[str],
    senders: frozenset[str],
    unwanted: frozenset[str],
    first: date | None,
    last: date | None,
    mode: DateMode,
) -> None:
    include = {"kind": tuple(kinds), "sender": tuple(senders)}
    filters = Filters(
        {name: values for name, values in include.items() if values},
        {"medium": tuple(unwanted)} if unwanted else {},
        first,
        last,
        mode,
    )
    assert by_keyword(retrievers[0], filters) == passing(filters)


def test_a_filter_of_three_units_finds_them_though_they_rank_last(
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
) -> None:
    rows = [TABLE.rows[f"{EDITION}/{id}"] for id in ("glossary.bar", "glossary.mole", "bio.tamm-j")]
    allowed = ~TABLE.all_rows()
    allowed[rows] = True
    found = retrievers[1].search(
        HashingEncoder().encode(["French lens payment in advance"]), None, Restriction(EVERYTHING, allowed), 3
    )
    assert {hit.row for hit in found} == set(rows)


def test_a_filter_that_nothing_passes_finds_nothing_by_meaning(
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
) -> None:
    assert (
        retrievers[1].search(
            HashingEncoder().encode(["lens"]), None, Restriction(NOTHING, ~TABLE.all_rows()), 3
        )
        == []
    )


def test_a_filter_is_inside_the_limit_of_the_keyword_retriever(
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
) -> None:
    filters = resolved(Filters(include={"kind": ("glossary",)}))
    found = retrievers[0].search(
        BuiltQuery(TermClause(fields.TEXT, "harbour"), None, QueryTerms(), ""), filters, 2
    )
    assert {TABLE.value("kind", row) for row in found} == {"glossary"}


def test_case_and_accents_do_not_matter_in_a_closed_list() -> None:
    assert passing(Filters({"medium": ("CIPHER",)})) == passing(Filters({"medium": ("cipher",)})) != set()


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("kind", "documents", "Did you mean “document”?"),
        ("kind", "xyz", "document, note, introduction, biography, glossary"),
        ("medium", "leter", "“letter”"),
        ("topic", "dredgin", "“dredging”"),
        ("edition", "lighthous", "“lighthouse”"),
    ],
)
def test_an_unknown_value_of_a_closed_list_is_explained(name: str, value: str, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        resolved(Filters(include={name: (value,)}))
    assert caught.value.parameter == name
    assert hint in str(caught.value)


def test_an_unknown_person_finds_nothing_and_is_told_who_is_near() -> None:
    found = resolved(Filters(include={"sender": ("Brandtt, A.",)}))
    assert not found.mask(TABLE).any()
    assert "A. K. Brandt" in str(found.notices[0])


def test_a_name_means_all_who_bear_it_and_have_units_in_the_column() -> None:
    persons = (*LIGHTHOUSE.persons, Person("brandt-z", "Brandt, Z.", "Z. Brandt"))
    index = PersonIndex((*persons, Person("tamm-brandt-k", "Tamm-Brandt, K.", "K. Tamm-Brandt")))
    found = resolve_filters(Filters({"sender": ("Brandt",)}), TABLE, index, (), PlaceNames())
    assert found.required == (("sender", ("brandt-a",)),)
    assert found.notices == ()


def test_a_name_of_several_persons_is_their_union_in_both_retrievers(
    retrievers: tuple[LocalKeywordRetriever, SemanticRetriever],
) -> None:
    persons = [
        replace(person, variants=(*person.variants, "Keeper"))
        if person.id in ("brandt-a", "tamm-j")
        else person
        for person in LIGHTHOUSE.persons
    ]
    found = resolve_filters(Filters({"sender": ("keeper",)}), TABLE, PersonIndex(persons), (), PlaceNames())
    rows = set(np.flatnonzero(found.mask(TABLE)).tolist())
    expected = passing(Filters({"sender": ("brandt-a",)})) | passing(Filters({"sender": ("tamm-j",)}))
    assert {TABLE.ids[row].removeprefix(f"{EDITION}/") for row in rows} == expected
    assert retrievers[0].matching_rows(EVERYTHING, found) == rows
    (notice,) = found.notices
    assert isinstance(notice, NameNotice)
    assert {person.id for person in notice.persons} == {"brandt-a", "tamm-j"}


def test_no_filter_lets_everything_pass() -> None:
    found = resolved(Filters())
    assert found.is_empty
    assert found.mask(TABLE).all()
    assert found.clause() is None


@pytest.mark.parametrize(
    ("given_reference", "matches"),
    [
        ("cal, f. 30, op. 1, d. 5", True),
        ("f. 30, op. 1, d. 5", True),
        ("cal", True),
        ("cal, f. 30, op. 1, d. 55", False),
        ("cal, f. 3", False),
        ("op. 1", False),
    ],
)
def test_an_archive_is_matched_by_its_beginning_in_whole_numbers(given_reference: str, matches: bool) -> None:
    assert is_archive_prefix(given_reference, "cal, f. 30, op. 1, d. 5, l. 1") is matches
