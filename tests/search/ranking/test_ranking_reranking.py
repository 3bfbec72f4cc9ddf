from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search.model import Mode, SearchRequest
from search.ranking.ranking import KNOWN_ITEM_BONUS, RankedUnit, Ranking
from search.ranking.reranking import rerank
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder


class ShortestFirst:
    """Likes short texts."""

    def __init__(self) -> None:
        self.read: list[tuple[str, Sequence[str]]] = []

    def scores(self, query: str, texts: Sequence[str]) -> np.ndarray:
        self.read.append((query, texts))
        return np.array([-len(text) for text in texts], dtype=np.float32)


def ranking_of(scores: dict[int, RankedUnit]) -> Ranking:
    return Ranking(scores, np.ones(10, dtype=np.bool_), np.zeros(10, dtype=np.bool_))


def text_of(row: int, ranked: RankedUnit) -> str:
    return "x" * row


def test_the_best_are_ordered_anew_and_stay_before_the_rest() -> None:
    ranking = ranking_of({5: RankedUnit(0.9), 2: RankedUnit(0.8), 3: RankedUnit(0.7), 1: RankedUnit(0.6)})
    found = rerank(ranking, "lamp", text_of, ShortestFirst(), 3).scores
    assert sorted(found, key=lambda row: -found[row].score) == [2, 3, 5, 1]
    assert found[1] == ranking.scores[1]
    assert [found[row].reranker for row in (2, 3, 5)] == [-2, -3, -5]


def test_named_units_stay_first() -> None:
    ranking = ranking_of({9: RankedUnit(KNOWN_ITEM_BONUS, is_known_item=True), 2: RankedUnit(0.8)})
    found = rerank(ranking, "lamp", text_of, ShortestFirst(), 30).scores
    assert found[9].score > found[2].score


def test_nothing_found_is_not_read() -> None:
    reader = ShortestFirst()
    assert rerank(ranking_of({}), "lamp", text_of, reader, 30).scores == {}
    assert reader.read == []


@pytest.mark.parametrize(("mode", "times"), [("hybrid", 1), ("semantic", 1), ("keyword", 0)])
def test_a_search_reads_its_best_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: Mode, times: int
) -> None:
    reader = ShortestFirst()
    monkeypatch.setattr("search.open_index.find_reranker", lambda model: reader)
    build_lighthouse(tmp_path)
    searcher = Searcher.open(tmp_path, NAME, settings_in(tmp_path, reranked=4), HashingEncoder())
    found = searcher.search(SearchRequest("lamp oil", mode=mode, include=frozenset({"explain"})))
    assert len(reader.read) == times
    if times:
        query, texts = reader.read[0]
        assert (query, len(texts)) == ("lamp oil", 4)
        scores = [float(str(hit.explain["reranker_score"])) for hit in found.hits[:4] if hit.explain]
        assert scores == sorted(scores, reverse=True)
