from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged, ModelError
from corpus.store.layout import Generation
from corpus.store.passages import PassageTable
from search import meaning_arm
from search.meaning_arm import MeaningArm, QueryEncoder
from tests.builds import built_lighthouse, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from tests.editions import EDITION, lighthouse_edition

ROWS = {unit.id.removeprefix(f"{EDITION}/"): row for row, unit in enumerate(lighthouse_edition().units)}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return built_lighthouse(tmp_path_factory.mktemp("indexes"))


@pytest.fixture(scope="module")
def arm(generation: Generation) -> MeaningArm:
    return MeaningArm(generation, PassageTable.open(generation).unit_rows)


def test_the_nearest_unit_comes_first(arm: MeaningArm) -> None:
    found = arm.search(HashingEncoder().encode(["forty wagons of coal at the junction"]), None, None, 5)
    assert found[0].row == ROWS["doc-9"]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_each_unit_is_found_once(arm: MeaningArm) -> None:
    found = arm.search(HashingEncoder().encode(["lens"]), None, None, len(ROWS))
    assert len({hit.row for hit in found}) == len(found)


def test_no_more_units_are_found_than_wished(arm: MeaningArm) -> None:
    assert len(arm.search(HashingEncoder().encode(["lens"]), None, None, 2)) == 2


def test_a_unit_has_one_vector_of_length_one(arm: MeaningArm) -> None:
    vectors = arm.unit_vectors()
    assert np.linalg.norm(vectors[ROWS["doc-1"]]) == pytest.approx(1, abs=1e-5)


def test_a_query_is_embedded_once(generation: Generation) -> None:
    encoder = HashingEncoder()
    queries = QueryEncoder(generation, encoder)
    assert np.array_equal(queries.read("lens").vectors, queries.read("lens").vectors)
    assert encoder.embedded == 1


def test_queries_not_met_for_long_are_forgotten(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning_arm, "READINGS_KEPT", 1)
    encoder = HashingEncoder()
    queries = QueryEncoder(generation, encoder)
    for text in ("lens", "lamp", "lens"):
        queries.read(text)
    assert encoder.embedded == 3


def test_another_model_than_the_indexs_is_refused(generation: Generation) -> None:
    with pytest.raises(ModelError, match="not the one"):
        QueryEncoder(generation, HashingEncoder(checksum="other")).read("lens")


def test_a_model_that_fails_is_not_hidden(generation: Generation) -> None:
    failing = FailingEncoder(error=ModelError("The model is gone."))
    with pytest.raises(ModelError, match="gone"):
        QueryEncoder(generation, failing).read("lens")


def test_damaged_vectors_are_reported(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    generation.vector_index.write_bytes(b"no vectors")
    with pytest.raises(IndexDamaged):
        MeaningArm(generation, PassageTable.open(generation).unit_rows)


def test_an_index_of_words_alone_has_no_meaning(tmp_path: Path) -> None:
    from corpus.store.layout import open_generation
    from indexer.build import build

    build([lighthouse_edition()], root=tmp_path, name="words", settings=settings_in(tmp_path, model="none"))
    generation = open_generation(tmp_path, "words")
    arm = MeaningArm(generation, PassageTable.open(generation).unit_rows)
    assert arm.search(HashingEncoder().encode(["lens"]), None, None, 5) == []
    with pytest.raises(ModelError, match="no vectors"):
        QueryEncoder(generation).read("lens")
    shutil.rmtree(tmp_path / "words")
