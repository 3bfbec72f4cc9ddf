from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import CursorError, CursorExpired
from search.model import Filters, SearchRequest
from search.results.cursor import decode_cursor, encode_cursor, fingerprint

REQUEST = SearchRequest("lens", filters=Filters(include={"kind": ("note",)}))
BOUND = fingerprint(REQUEST, "g1")


@given(st.text(min_size=1))
@example("lighthouse/doc-1.n2")
def test_a_cursor_gives_back_where_to_go_on(last: str) -> None:
    assert decode_cursor(encode_cursor(last, BOUND), BOUND) == last


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, text="lamp"),
        replace(REQUEST, mode="keyword"),
        replace(REQUEST, sort="date"),
        replace(REQUEST, group="document"),
        replace(REQUEST, literal=frozenset({"date:1"})),
        replace(REQUEST, filters=Filters(exclude={"kind": ("note",)})),
        replace(REQUEST, filters=Filters(include={"kind": ("note",)}, earliest=date(1921, 1, 1))),
        replace(REQUEST, filters=Filters(include={"kind": ("note",)}, date_mode="certain")),
    ],
)
def test_a_cursor_of_another_query_is_refused(other: SearchRequest) -> None:
    with pytest.raises(CursorError, match="another query"):
        decode_cursor(encode_cursor("lighthouse/doc-1", fingerprint(other, "g1")), BOUND)


def test_a_cursor_of_another_generation_is_refused() -> None:
    with pytest.raises(CursorExpired):
        decode_cursor(encode_cursor("lighthouse/doc-1", fingerprint(REQUEST, "g0")), BOUND)


@pytest.mark.parametrize("change", [{"limit": 5}, {"include": frozenset({"facets"})}, {"cursor": "x"}])
def test_the_size_of_a_page_may_change(change: dict[str, object]) -> None:
    assert fingerprint(replace(REQUEST, **change), "g1") == BOUND  # type: ignore[arg-type]


@given(st.text())
@example("")
@example("é")
@example("MTIzNDU2Nzg5MDEyNQ")
def test_a_damaged_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        decode_cursor(cursor, BOUND)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_one_changed_character_is_noticed(place: int, sign: str) -> None:
    cursor = encode_cursor("lighthouse/doc-1", BOUND)
    place %= len(cursor)
    changed = cursor[:place] + sign + cursor[place + 1 :]
    try:
        assert decode_cursor(changed, BOUND) == "lighthouse/doc-1"
    except CursorError:
        assert changed != cursor
