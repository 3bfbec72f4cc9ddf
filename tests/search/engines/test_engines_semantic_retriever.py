from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import IndexDamaged, ModelError
from encoders.encoder import EncodedTexts
from search.engines import query_encoder
from search.engines.query_encoder import QueryEncoder
from search.engines.semantic_retriever import SemanticRetriever
from store.layout import Generation
from store.passages import PassageTable
from tests.builds import built_lighthouse, open_semantic, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from tests.editions import EDITION, lighthouse_edition

ROWS = {unit.id.removeprefix(f"{EDITION}/"): row for row, unit in enumerate(lighthouse_edition().units)}


class SlowEncoder(HashingEncoder):
    """Takes long enough for others to ask meanwhile."""

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        time.sleep(0.1)
        return super().encode_queries(texts)


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return built_lighthouse(tmp_path_factory.mktemp("indexes"))


@pytest.fixture(scope="module")
def retriever(generation: Generation) -> SemanticRetriever:
    return open_semantic(generation)


def test_the_nearest_unit_comes_first(retriever: SemanticRetriever) -> None:
    found = retriever.search(HashingEncoder().encode(["forty wagons of coal at the junction"]), None, None, 5)
    assert found[0].row == ROWS["doc-9"]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_each_unit_is_found_once(retriever: SemanticRetriever) -> None:
    found = retriever.search(HashingEncoder().encode(["lens"]), None, None, len(ROWS))
    assert len({hit.row for hit in found}) == len(found)


def test_no_more_units_are_found_than_wished(retriever: SemanticRetriever) -> None:
    assert len(retriever.search(HashingEncoder().encode(["lens"]), None, None, 2)) == 2


def test_the_units_nearest_to_one_come_in_order_and_without_itself(retriever: SemanticRetriever) -> None:
    found = list(retriever.similar_units(ROWS["doc-1"]))
    assert len(found) == len({row for row, _ in found}) == len(ROWS) - 1
    assert ROWS["doc-1"] not in {row for row, _ in found}
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    assert -1 <= cosines[-1] < cosines[0] < 1


def test_a_query_is_embedded_once(generation: Generation) -> None:
    encoder = HashingEncoder()
    queries = QueryEncoder(generation, encoder)
    assert np.array_equal(queries.encode("lens").vectors, queries.encode("lens").vectors)
    assert encoder.embedded == 1


def test_who_asks_the_same_at_once_waits_for_one_encoding(generation: Generation) -> None:
    encoder = SlowEncoder()
    queries = QueryEncoder(generation, encoder)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(queries.encode, ["lens"] * 8))
    assert encoder.embedded == 1
    assert all(one is found[0] for one in found)


def test_a_failed_encoding_is_tried_again(generation: Generation) -> None:
    queries = QueryEncoder(generation, FailingEncoder(error=ModelError("The model is gone.")))
    for _ in range(2):
        with pytest.raises(ModelError, match="gone"):
            queries.encode("lens")


def test_queries_not_met_for_long_are_forgotten(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_encoder, "ENCODINGS_CACHED", 1)
    encoder = HashingEncoder()
    queries = QueryEncoder(generation, encoder)
    for text in ("lens", "lamp", "lens"):
        queries.encode(text)
    assert encoder.embedded == 3


def test_another_model_than_the_indexs_is_refused(generation: Generation) -> None:
    with pytest.raises(ModelError, match="which is not available"):
        QueryEncoder(generation, HashingEncoder(checksum="other")).encode("lens")


def test_a_model_that_fails_is_not_hidden(generation: Generation) -> None:
    failing = FailingEncoder(error=ModelError("The model is gone."))
    with pytest.raises(ModelError, match="gone"):
        QueryEncoder(generation, failing).encode("lens")


def test_damaged_vectors_are_reported(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    generation.vector_index.write_bytes(b"no vectors")
    with pytest.raises(IndexDamaged):
        open_semantic(generation)


def test_an_index_of_words_alone_has_no_meaning(tmp_path: Path) -> None:
    from indexer.build import build
    from store.layout import open_generation

    build([lighthouse_edition()], root=tmp_path, name="words", settings=settings_in(tmp_path, model="none"))
    generation = open_generation(tmp_path, "words")
    retriever = SemanticRetriever(generation, None, PassageTable.open(generation).unit_rows)
    assert retriever.search(HashingEncoder().encode(["lens"]), None, None, 5) == []
    with pytest.raises(ModelError, match="no vectors"):
        QueryEncoder(generation).encode("lens")
    shutil.rmtree(tmp_path / "words")
