from __future__ import annotations

import pytest

from cli.settings import load_settings
from search.engines.retrieval import Candidates
from search.query.interpretation import QueryInterpretation
from search.ranking.ranking import BACKGROUND_RANK, SHORT_QUERY_WORDS_MAX, Ranking, rank
from store.unit_table import UnitTable
from tests.editions import EDITION, lighthouse_edition

TABLE = UnitTable.from_units(lighthouse_edition().units)
ALONE = load_settings(document_share=0, note_share=0)
"""No unit is given a share of another's score."""


def row(id: str) -> int:
    return TABLE.rows[f"{EDITION}/{id}"]


def ranked(found: Candidates, *, words: int = 3) -> dict[int, float]:
    ranking: Ranking = rank(found, QueryInterpretation(""), TABLE, None, ALONE, floor=0.2, words=words)
    return {row: one.score for row, one in ranking.scores.items()}


def test_a_long_query_trusts_meaning_more() -> None:
    by_words, by_meaning = row("doc-1"), row("doc-9")
    found = Candidates({by_words: 8.0}, {by_meaning: 0.9, by_words: 0.1}, coverage=1.0)
    short, long = ranked(found, words=SHORT_QUERY_WORDS_MAX), ranked(found, words=SHORT_QUERY_WORDS_MAX + 1)
    assert short[by_words] == pytest.approx(1 - ALONE.weight_semantic)
    assert short[by_meaning] == pytest.approx(ALONE.weight_semantic)
    assert long[by_meaning] == pytest.approx(ALONE.weight_semantic_long)
    assert long[by_words] == pytest.approx(1 - ALONE.weight_semantic_long)


def test_what_is_no_nearer_than_the_background_tells_nothing() -> None:
    rows = range(min(len(TABLE), BACKGROUND_RANK + 5))
    assert len(rows) > BACKGROUND_RANK
    similarities = {one: 0.9 - 0.01 * place for place, one in enumerate(rows)}
    found = ranked(Candidates({}, similarities, coverage=1.0))
    assert found[0] == pytest.approx(1)
    assert all(found[one] == 0 for one in rows[BACKGROUND_RANK - 1 :])
    assert found[rows[BACKGROUND_RANK - 2]] > 0
