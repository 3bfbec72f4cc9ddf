"""What a changed byte leads an engine to becomes one error that names the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import IndexDamaged, UnknownUnit
from search.ranking.late_interaction import PassageWords
from store.catalogue import Catalogue
from store.databases import ReadOnlyDatabase
from store.integrity import reporting_damage
from store.keyword_schema import open_keyword_index
from store.layout import Generation
from store.passages import PassageTable
from store.term_vectors import TermVectors
from store.unit_table import UnitTable
from store.vectors import VectorIndex
from tests.builds import built_lighthouse

OPENERS: tuple[tuple[str, Callable[[Generation], object]], ...] = (
    ("catalogue.sqlite", Catalogue.open),
    ("vectors/units.npy", PassageTable.open),
    ("vectors/passages.sqlite", PassageTable.open),
    ("vectors/passages.faiss", VectorIndex.open),
    ("vectors/word-ends.npy", PassageWords.open),
    ("vectors/word-spans.npy", PassageWords.open),
    ("vectors/words.npy", PassageWords.open),
    ("table/names.json", UnitTable.open),
    ("table/arrays.npy", UnitTable.open),
    ("table/term-ends.npy", TermVectors.open),
    ("table/term-entries.npy", TermVectors.open),
    ("keyword", open_keyword_index),
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return built_lighthouse(tmp_path_factory.mktemp("indexes"))


@pytest.fixture
def generation(pristine: Generation, tmp_path: Path) -> Generation:
    """A copy of a generation that a test may damage."""
    copied = tmp_path / pristine.id
    shutil.copytree(pristine.directory, copied)
    return replace(pristine, directory=copied)


class Panic(BaseException):
    """What an extension in Rust raises."""


@pytest.mark.parametrize("error", [ValueError("odd"), KeyError("a"), Panic("unwrap"), MemoryError()])
def test_whatever_goes_wrong_in_reading_names_the_file(error: BaseException) -> None:
    named = pytest.raises(IndexDamaged, match=r"g/vectors/units\.npy cannot be read")
    with named as caught, reporting_damage(Path("/indexes/book/g/vectors/units.npy")):
        raise error
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("error", [UnknownUnit("x"), KeyboardInterrupt(), SystemExit()])
def test_what_is_no_damage_goes_on(error: BaseException) -> None:
    with pytest.raises(type(error)), reporting_damage(Path("file")):
        raise error


@pytest.mark.parametrize(("path", "open"), OPENERS)
@pytest.mark.parametrize("content", [b"", b"\x00" * 300, b"\xff" * 300, b"\x93NUMPY\x01\x00"])
def test_a_file_of_something_else_is_damage(
    generation: Generation, path: str, open: Callable[[Generation], object], content: bytes
) -> None:
    place = generation.directory / path
    if place.is_dir():
        place = place / "meta.json"
    place.write_bytes(content)
    if path == "catalogue.sqlite" and not content:  # an empty file is an empty database
        with pytest.raises(IndexDamaged, match=r"catalogue\.sqlite cannot be read: OperationalError"):
            Catalogue.open(generation).ids()
        return
    if path == "vectors/passages.sqlite" and not content:
        return
    with pytest.raises(IndexDamaged, match=f"{path} cannot be read"):
        open(generation)


def test_a_record_that_is_no_json_is_damage(generation: Generation) -> None:
    class Broken(ReadOnlyDatabase):
        def rows(self, statement: str, values: object = ()) -> list[tuple[bytes]]:
            return [(b'{"id": "a',)]

    catalogue = Catalogue(Broken(generation.catalogue), generation.catalogue)
    for read in (lambda: catalogue.unit("a/b"), lambda: list(catalogue.all_units()), catalogue.editions):
        with pytest.raises(IndexDamaged, match=r"catalogue\.sqlite cannot be read: DecodeError"):
            read()
