"""Which ids become aliases of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.aliases import RecordIdentity, find_aliases


def one(
    id: str, number: str | None = None, text: str = "", *, kind: str = "", parent: str = ""
) -> RecordIdentity:
    kind = kind or ("note" if parent else "document")
    return RecordIdentity(f"e/{id}", "e", kind, f"e/{parent}" if parent else None, number, text)


def aliases(
    before: Sequence[RecordIdentity], now: Sequence[RecordIdentity], inherited: Mapping[str, str] = {}
) -> dict[str, str]:
    """The aliases without the edition."""
    old, new = ({unit.id for unit in units} for units in (before, now))
    found = find_aliases(
        [unit for unit in before if unit.id not in new],
        [unit for unit in now if unit.id not in old],
        {f"e/{alias}": f"e/{id}" for alias, id in inherited.items()},
        new,
    )
    return {alias.removeprefix("e/"): id.removeprefix("e/") for alias, id in found.items()}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([one("a", "1", "coal")], [one("b", "1", "coal")], {"a": "b"}),
        ([one("a", "1", "coal")], [one("b", "2", "coal")], {"a": "b"}),
        ([one("a", "1", "coal")], [one("b", "1", "coal and oil")], {"a": "b"}),
        ([one("a", None, "coal")], [one("b", None, "oil")], {}),
        ([one("a", "1", "coal")], [one("b", "2", "oil")], {}),
        ([one("a", "1", "coal")], [one("b", "1", "coal", kind="introduction")], {}),
        ([one("a", "1", "coal")], [one("a", "1", "coal"), one("b", "1", "coal")], {}),
        ([one("a", "1", "coal")], [one("b", None, "coal"), one("c", None, "coal")], {}),
        (
            [one("a", "1", "x"), one("b", "2", "x")],
            [one("c", "1", "x"), one("d", "2", "x")],
            {"a": "c", "b": "d"},
        ),
        ([one("a"), one("b", kind="glossary")], [one("c"), one("d", kind="glossary")], {}),
        ([one("a", "1", "coal")], [], {}),
    ],
)
def test_a_unit_that_has_another_id_is_found_by_what_it_is(
    before: list[RecordIdentity], now: list[RecordIdentity], expected: dict[str, str]
) -> None:
    assert aliases(before, now) == expected


def test_notes_follow_their_document() -> None:
    before = [one("a", "1", "coal")] + [one(f"a.n{n}", str(n), "Ibid.", parent="a") for n in (1, 2)]
    now = [one("b", "1", "coal")] + [one(f"b.n{n}", str(n), "Ibid.", parent="b") for n in (1, 2)]
    assert aliases(before, now) == {"a": "b", "a.n1": "b.n1", "a.n2": "b.n2"}


def test_another_note_of_the_same_number_is_no_successor() -> None:
    before = [one("a", "1"), one("a.n1", "1", "Tamm, Karl", parent="a")]
    assert aliases(before, [one("a", "1"), one("a.n4", "1", "A boat.", parent="a")]) == {}
    now = [one("a", "1"), one("a.n4", "1", "Tamm, Karl (1801)", parent="a")]
    assert aliases(before, now) == {"a.n1": "a.n4"}


def test_aliases_go_on_from_build_to_build() -> None:
    inherited = {"oldest": "a", "kept": "there", "lost": "gone"}
    before, now = [one("a", "1", "coal"), one("there")], [one("b", "1", "coal"), one("there")]
    assert aliases(before, now, inherited) == {"oldest": "b", "a": "b", "kept": "there"}


def test_an_id_that_is_a_units_again_is_no_alias() -> None:
    assert aliases([one("b", "1", "coal")], [one("a", "1", "coal")], {"a": "b"}) == {"b": "a"}


IDS = st.sampled_from([f"u{n}" for n in range(6)])
UNITS = st.lists(
    st.builds(one, IDS, st.sampled_from(["1", "2", None]), st.sampled_from(["", "coal", "oil"])),
    unique_by=lambda unit: unit.id,
)


@given(st.lists(UNITS, min_size=2, max_size=6))
def test_however_often_ids_change_an_alias_leads_to_a_unit_at_once(
    generations: list[list[RecordIdentity]],
) -> None:
    known: dict[str, str] = {}
    for before, now in pairwise(generations):
        known = aliases(before, now, known)
        there = {unit.id.removeprefix("e/") for unit in now}
        assert set(known.values()) <= there
        assert there.isdisjoint(known)
