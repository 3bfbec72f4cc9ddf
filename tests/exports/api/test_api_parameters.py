from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.settings import load_settings
from corpus.errors import FilterError, UnknownParameter
from exports.addresses import search_address
from exports.api.parameters import CHANNELS
from exports.api.search_parameters import parse_search, search_pairs
from search.model import Filters, SearchRequest
from store.fields import FILTERS


def asked(query: str) -> SearchRequest:
    return parse_search(parse_qsl(query, keep_blank_values=True), load_settings())


def test_an_empty_query_string_browses() -> None:
    assert asked("") == SearchRequest()


def test_every_parameter_has_its_place() -> None:
    request = asked(
        "q=lamp&mode=keyword&from=1921-03&to=1922&date_mode=certain&sender=a&sender=b&not.kind=note&group=document"
        "&sort=-date&limit=5&cursor=x&include=facets,text&include=explain&literal=person:a"
    )
    assert request == SearchRequest(
        text="lamp",
        mode="keyword",
        filters=Filters(
            include={"sender": ("a", "b")},
            exclude={"kind": ("note",)},
            earliest=date(1921, 3, 1),
            latest=date(1922, 12, 31),
            date_mode="certain",
        ),
        group="document",
        sort="-date",
        limit=5,
        cursor="x",
        include=frozenset({"facets", "text", "explain"}),
        literal=frozenset({"person:a"}),
    )


def test_untouched_fields_of_a_form_are_ignored() -> None:
    assert asked("q=&from=&to=&sender=&sender=+&mode=&sort=") == SearchRequest()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("sendr", "sender"), ("query", None), ("not.sendr", "not.sender"), ("Limit", "limit"), ("xyzzy", None)],
)
def test_an_unknown_parameter_names_the_nearest(name: str, nearest: str | None) -> None:
    with pytest.raises(UnknownParameter) as caught:
        parse_search([(name, "1")], load_settings())
    assert caught.value.parameter == name
    if nearest:
        assert caught.value.nearest == nearest
        assert nearest in caught.value.hint


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("q=a&q=b", "q"),
        ("mode=hybrid&mode=hybrid", "mode"),
        ("mode=magic", "mode"),
        ("sort=best", "sort"),
        ("group=all", "group"),
        ("date_mode=sure", "date_mode"),
        ("include=everything", "include"),
        ("from=yesterday", "from"),
        ("from=1922-13", "from"),
        ("to=1922-02-30", "to"),
        ("from=1923&to=1922", "to"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("limit=٣", "limit"),
        ("limit=99999999999999999999", "limit"),
    ],
)
def test_a_value_that_is_none_names_its_parameter(query: str, parameter: str) -> None:
    with pytest.raises(FilterError) as caught:
        asked(query)
    assert caught.value.parameter == parameter
    assert caught.value.hint


def test_a_malformed_date_is_explained() -> None:
    with pytest.raises(FilterError, match="1932-06"):
        asked("from=June")


def test_the_limits_of_a_page_can_be_set() -> None:
    assert parse_search([], load_settings(page_size=7)).limit == 7
    with pytest.raises(FilterError, match="from 1 to 9"):
        parse_search([("limit", "10")], load_settings(page_size_max=9))


@pytest.mark.parametrize(
    ("query", "shortest"),
    [
        ("from=1932-01-01&to=1932-12-31", "/search?from=1932&to=1932"),
        ("from=1932-06-01&to=1932-06-30", "/search?from=1932-06&to=1932-06"),
        ("from=1932-06-02", "/search?from=1932-06-02"),
        ("to=1932-02-29", "/search?to=1932-02"),
        ("", "/search"),
        ("limit=20&mode=hybrid&sort=relevance", "/search"),
    ],
)
def test_addresses_are_written_in_their_shortest_form(query: str, shortest: str) -> None:
    assert search_address(asked(query)) == shortest


words = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)
days = st.one_of(st.none(), st.dates(min_value=date(1000, 1, 1)))
filters = st.dictionaries(
    st.sampled_from(FILTERS), st.lists(words, min_size=1, max_size=3, unique=True).map(tuple), max_size=7
)


@given(
    text=st.text(max_size=20).map(str.strip),
    include=filters,
    exclude=filters,
    bounds=st.tuples(days, days).filter(lambda two: not (two[0] and two[1] and two[1] < two[0])),
    limit=st.integers(1, 100),
    literal=st.frozensets(words, max_size=3),
)
def test_a_request_survives_the_way_through_an_address(
    text: str,
    include: dict[str, tuple[str, ...]],
    exclude: dict[str, tuple[str, ...]],
    bounds: tuple[date | None, date | None],
    limit: int,
    literal: frozenset[str],
) -> None:
    request = SearchRequest(
        text=text, filters=Filters(include, exclude, *bounds), limit=limit, literal=literal, sort="date"
    )
    assert parse_search(search_pairs(request), load_settings()) == request


@pytest.mark.parametrize(
    ("values", "channels"),
    [
        ([], set()),
        (["meaning,reply"], {"meaning", "reply"}),
        (["meaning", "time"], {"meaning", "time"}),
        ([" , "], set()),
    ],
)
def test_channels_may_repeat_or_be_joined(values: list[str], channels: set[str]) -> None:
    assert CHANNELS.parse_all({"channels": values}) == channels


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(FilterError, match="same-file"):
        CHANNELS.parse_all({"channels": ["telepathy"]})


def test_the_values_of_all_lists_are_bounded_together() -> None:
    values = [("sender", f"s{n}") for n in range(3)] + [("literal", f"l{n}") for n in range(3)]
    assert parse_search(values, load_settings(filter_values_max=6)).filters.include == {
        "sender": ("s0", "s1", "s2")
    }
    with pytest.raises(FilterError, match="at most 5 are allowed") as caught:
        parse_search(values, load_settings(filter_values_max=5))
    assert caught.value.parameter == "literal"
