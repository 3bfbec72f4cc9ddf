import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, UnknownUnit
from store.catalogue import Catalogue
from store.databases import ReadOnlyDatabase
from tests.builds import built_lighthouse
from tests.editions import EDITION, lighthouse_edition


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    opened = Catalogue.open(built_lighthouse(tmp_path_factory.mktemp("indexes")))
    yield opened
    opened.close()


def test_every_unit_comes_back_as_it_was(catalogue: Catalogue) -> None:
    assert tuple(catalogue.all_units()) == lighthouse_edition().units


def test_a_unit_is_found_by_id_and_by_row(catalogue: Catalogue) -> None:
    unit = catalogue.unit(f"{EDITION}/doc-5")
    assert unit.number == "5"
    assert catalogue.units_at([catalogue.ids().index(unit.id)]) == [unit]


def test_units_come_in_the_order_asked_for(catalogue: Catalogue) -> None:
    ids = [f"{EDITION}/doc-7", f"{EDITION}/doc-99", f"{EDITION}/doc-2"]
    assert list(catalogue.units(ids)) == [ids[0], ids[2]]
    assert [unit.order for unit in catalogue.units_at([9, 3])] == [9, 3]


@pytest.mark.parametrize("id", ["", "doc-5", f"{EDITION}/doc-99"])
def test_an_unknown_id_is_an_error(catalogue: Catalogue, id: str) -> None:
    for look_up in (catalogue.unit, catalogue.previous_next):
        with pytest.raises(UnknownUnit):
            look_up(id)


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("doc-1", (None, "doc-2")),
        ("doc-7", ("doc-6", "doc-8")),
        ("doc-12", ("doc-11", None)),
        ("doc-2.n1", (None, "doc-2.n2")),
        ("introduction", (None, "1922-introduction")),
    ],
)
def test_neighbours_are_of_the_same_kind(
    catalogue: Catalogue, id: str, expected: tuple[str | None, str | None]
) -> None:
    found = catalogue.previous_next(f"{EDITION}/{id}")
    assert found == tuple(side and f"{EDITION}/{side}" for side in expected)


def test_notes_belong_to_their_document(catalogue: Catalogue) -> None:
    assert [note.number for note in catalogue.notes_of(f"{EDITION}/doc-1")] == ["1", "2"]
    assert catalogue.notes_of(f"{EDITION}/doc-1.n1") == ()


def test_cross_references_are_found_from_both_ends(catalogue: Catalogue) -> None:
    (reference,) = catalogue.references_from(f"{EDITION}/doc-5.n1")
    assert reference.targets == (f"{EDITION}/doc-4", f"{EDITION}/doc-6")
    assert [found.source for found in catalogue.references_to(f"{EDITION}/doc-4")] == [reference.source]


def test_units_share_an_archive_file(catalogue: Catalogue) -> None:
    found = catalogue.units_of_file("CAL, f. 12, op. 3, d. 41")
    assert [unit.number for unit in found] == ["1", "2"]


def test_registers_come_back_as_they_were(catalogue: Catalogue) -> None:
    edition = lighthouse_edition()
    assert catalogue.person_entries() == {person.id: ((EDITION, person),) for person in edition.persons}
    assert catalogue.topics() == edition.topics
    assert catalogue.terms() == edition.terms
    assert catalogue.index_entries(EDITION) == edition.index


def test_an_edition_comes_without_its_units(catalogue: Catalogue) -> None:
    (edition,) = catalogue.editions()
    assert (edition.id, edition.units, edition.year) == (EDITION, (), "1999")


def test_threads_share_a_catalogue(catalogue: Catalogue) -> None:
    ids = catalogue.ids()
    with ThreadPoolExecutor(8) as pool:
        assert [unit.id for unit in pool.map(catalogue.unit, ids * 5)] == [*ids * 5]


def test_a_unit_is_fetched_within_a_third_of_a_millisecond(catalogue: Catalogue) -> None:
    catalogue.unit(f"{EDITION}/doc-5")
    best = min(_seconds(catalogue) for _ in range(20))
    assert best < 0.0003


def _seconds(catalogue: Catalogue) -> float:
    started = time.perf_counter()
    catalogue.unit(f"{EDITION}/doc-5")
    return time.perf_counter() - started


def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"no database at all" * 100)
    with pytest.raises(IndexDamaged):
        ReadOnlyDatabase(tmp_path / "file")
    with pytest.raises(IndexDamaged):
        ReadOnlyDatabase(tmp_path / "nothing")
