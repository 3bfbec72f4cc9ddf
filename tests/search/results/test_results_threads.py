from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.dates.datelines import parse_dateline
from corpus.model import Edition, Reply, Unit
from indexer.catalogue import write_catalogue
from search.results.threads import THREAD_LETTERS_MAX, reason_of, thread_of
from store.catalogue import Catalogue
from store.databases import ReadOnlyDatabase
from store.layout import CATALOGUE


def unit(number: int) -> Unit:
    date = parse_dateline(f"{number} June 1921") if number < 31 else None
    return Unit(f"e/doc-{number}", "e", "document", f"Letter {number}", number, number=str(number), date=date)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterable[Catalogue]:
    """2 answers 1; 3 and 4 answer 2; 5 answers 4 and 20; 6 to 20 answer one another; 31 has no date."""
    pairs = [(2, 1), (3, 2), (4, 2), (5, 4), (5, 31), *((n + 1, n) for n in range(6, 25))]
    replies = [
        Reply(f"e/doc-{answer}", f"e/doc-{answered}", 0.9, "named", "your letter")
        for answer, answered in pairs
    ]
    units = [unit(number) for number in range(1, 32)]
    write_catalogue(tmp_path, [Edition("e", "E", units=tuple(units))], units, replies)
    catalogue = Catalogue(ReadOnlyDatabase(tmp_path / CATALOGUE))
    yield catalogue
    catalogue.close()


def thread(catalogue: Catalogue, number: int) -> dict[str, list[str]]:
    return {
        letter.unit.number or "": [reply.answered.removeprefix("e/doc-") for reply in letter.answers]
        for letter in thread_of(catalogue, f"e/doc-{number}")
    }


def test_a_thread_goes_back_and_forth_but_not_sideways(catalogue: Catalogue) -> None:
    assert thread(catalogue, 4) == {"1": [], "2": ["1"], "4": ["2"], "5": ["4"]}


def test_letters_come_by_date_the_undated_last(catalogue: Catalogue) -> None:
    assert list(thread(catalogue, 5)) == ["1", "2", "4", "5", "31"]


def test_a_letter_alone_has_no_thread(catalogue: Catalogue) -> None:
    assert thread(catalogue, 30) == {}


def test_a_long_thread_is_cut_to_the_nearest(catalogue: Catalogue) -> None:
    found = thread(catalogue, 25)
    assert list(found) == [str(number) for number in range(26 - THREAD_LETTERS_MAX, 26)]
    assert found[str(26 - THREAD_LETTERS_MAX)] == []


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply("a", "b", 0.9, "number", "Urtel 7"), "cites it as “Urtel 7”"),
        (Reply("a", "b", 0.9, "day", "your letter of 2 June"), "cites it as “your letter of 2 June”"),
        (
            Reply("a", "b", 0.6, "named", "your letter"),
            "mentions “your letter”; this is the closest letter in time",
        ),
        (Reply("a", "b", 0.9, "editors", "note 1"), "stated by the editors: note 1"),
        (Reply("a", "b", 0.6, "words", "lamp, fog"), "words in common: lamp, fog"),
    ],
)
def test_reasons_are_for_people(reply: Reply, expected: str) -> None:
    assert str(reason_of(reply)) == expected
