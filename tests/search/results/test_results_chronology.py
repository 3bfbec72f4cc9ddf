from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from corpus.dates.datelines import parse_dateline
from corpus.model import Unit
from search.results.chronology import Chronology, typical_distance
from store.unit_table import UnitTable


def chronology(*datelines: str | None, edition: str = "e") -> Chronology:
    return Chronology(UnitTable.from_units(documents(datelines, edition)))


def documents(datelines: Iterable[str | None], edition: str) -> list[Unit]:
    return [
        Unit(
            f"{edition}/doc-{number}",
            edition,
            "document",
            "",
            number,
            date=parse_dateline(dateline, year=1921) if dateline else None,
        )
        for number, dateline in enumerate(datelines)
    ]


def distances(found: tuple[np.ndarray, np.ndarray]) -> dict[int, int]:
    return dict(zip(*(values.tolist() for values in found), strict=True))


def test_a_distance_in_time_is_the_largest_that_both_dates_permit() -> None:
    dated = chronology("1 June", "3 June", "5-9 June")
    assert distances(dated.days_from(0)) == {1: 2, 2: 8}
    assert distances(dated.days_from(2)) == {0: 8, 1: 6}


@pytest.mark.parametrize("dateline", [None, "[later than 1 June]", "[before 5 June]"])
def test_undated_and_open_ended_letters_have_no_distance_in_time(dateline: str | None) -> None:
    dated = chronology("1 June", dateline, "5 June")
    assert distances(dated.days_from(0)) == {2: 4}
    assert distances(dated.days_from(1)) == {}


def test_letters_of_other_editions_have_no_distances() -> None:
    units = [*documents(["1 June", "2 June"], "e"), *documents(["1 June", "2 June", "3 June"], "f")]
    both = Chronology(UnitTable.from_units(units))
    assert distances(both.days_from(0)) == {1: 1}
    assert distances(both.steps_from(2)) == {3: 1, 4: 2}


def test_steps_count_documents_alone() -> None:
    first, second = documents(["1 June", None], "e")
    note = Unit("e/doc-0.n1", "e", "note", "", 5, parent="e/doc-0")
    table = Chronology(UnitTable.from_units([first, note, second]))
    assert distances(table.steps_from(0)) == {2: 1}
    assert distances(table.steps_from(1)) == {}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], 1),
        ([5], 1),
        ([5, 5, 5], 1),
        ([0, 7], 7),
        (list(range(50)), 5),
        ([day * 30 for day in range(50)], 150),
        ([0] * 30 + [10_000], 1),
    ],
)
def test_the_typical_distance_follows_the_density(days: list[int], expected: int) -> None:
    assert typical_distance(np.array(days, dtype=np.int32)) == expected


def test_the_typical_distance_is_the_median_distance_to_the_tenth_nearest() -> None:
    days = np.random.default_rng(7).integers(0, 3000, 90)
    tenth = np.sort(abs(days[:, None] - days[None]), axis=1)[:, 10]
    assert typical_distance(days) == int(np.median(tenth))


def test_each_edition_has_its_typical_distance() -> None:
    units = [*documents(["1 June", "2 June"], "e"), *documents(["1 June", "30 June"], "f")]
    both = Chronology(UnitTable.from_units([*units, *documents([None], "g")]))
    assert [both.typical_days(row) for row in (0, 3, 4)] == [1, 29, 1]
