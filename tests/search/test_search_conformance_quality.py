"""Both engines answer judged questions equally well, on the letters of 1931 of the bundled calendar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Edition
from corpus.readers import read_edition
from encoders.encoder import find_encoder
from indexer.build import build
from indexer.milvus import feed
from indexer.settings import BUNDLED_CALENDAR
from search.evaluation.evaluation import Evaluation, evaluate, read_questions, search_ranker
from search.model import Mode
from search.searcher import Searcher
from store.layout import open_generation
from store.milvus_schema import connect
from store.settings import DEFAULT_MODEL
from tests.builds import settings_in
from tests.conftest import FIXTURES

pytest.importorskip("pymilvus", reason="pymilvus is not installed")
pytestmark = pytest.mark.slow

NAME, YEAR = "letters-of-1931", "1931"
QUESTIONS = read_questions(FIXTURES / "calendar-1931-questions.jsonl")
NEAR = 0.02
"""How far the mean nDCG@10 of the engines may be from each other."""


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory, milvus: str) -> dict[str, Searcher]:
    """Searchers of both engines over one generation, with the packaged model."""
    root = tmp_path_factory.mktemp("indexes")
    settings = settings_in(root, query_encoder="none", milvus=milvus)
    encoder = find_encoder(DEFAULT_MODEL)
    build([letters_of_the_year()], root=root, name=NAME, settings=settings, encoder=encoder)
    generation = open_generation(root, NAME)
    feed(generation, connect(milvus))
    return {
        engine: Searcher(generation, replace(settings, engine=engine), encoder)
        for engine in ("local", "milvus")
    }


def letters_of_the_year() -> Edition:
    """The part of the calendar that is embedded in a few seconds."""
    calendar = read_edition(BUNDLED_CALENDAR)
    units = tuple(unit for unit in calendar.units if unit.chapter == YEAR)
    ids = {unit.id for unit in units}
    known = tuple(one for one in calendar.references if {one.source, *one.targets} <= ids)
    return replace(calendar, units=units, references=known)


def measured(searcher: Searcher, mode: Mode) -> Evaluation:
    return evaluate(QUESTIONS, search_ranker(searcher), mode)


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
def test_engines_are_equally_good(engines: dict[str, Searcher], mode: Mode) -> None:
    local, other = (measured(engines[engine], mode) for engine in ("local", "milvus"))
    apart = {id: f"{one.ndcg:.3f} {other.questions[id].ndcg:.3f}" for id, one in local.questions.items()}
    assert abs(local.overall.ndcg - other.overall.ndcg) <= NEAR, apart


def test_the_questions_are_neither_too_easy_nor_unanswerable(engines: dict[str, Searcher]) -> None:
    assert 0.5 < measured(engines["local"], "hybrid").overall.ndcg < 0.98


def test_every_judged_unit_is_there(engines: dict[str, Searcher]) -> None:
    for question in QUESTIONS:
        for id in question.grades:
            assert engines["local"].unit(f"stalin-kaganovich-calendar/{id}")
