"""A reading page marks what the passages of a question's hits mark."""

from __future__ import annotations

import pytest

from corpus.model import Edition, Paragraph, Unit
from indexer.build import build
from search.model import SearchRequest
from search.searcher import Searcher
from tests.builds import settings_in
from web.query_highlights import make_highlighter

PARAGRAPHS = (
    "They repaired the harbor wall. The harvest of rye, not of wheat, was late that year.",
    "The procurement of the whole grain plan waited for seed",
    "loans, and for the masons' lamps.",
)
UNIT = Unit(
    "coast/doc-1", "coast", "document", "Letter 1", 1, tuple(map(Paragraph, PARAGRAPHS)), language="en"
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    root = tmp_path_factory.mktemp("indexes")
    settings = settings_in(root, model="none")
    edition = Edition("coast", "Letters from the coast", (), None, None, None, "en", (UNIT,))
    build([edition], root=root, name="coast", settings=settings)
    return Searcher.open(root, "coast", settings)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("", []),
        ("repairing walls", ["repaired", "wall"]),
        ("repair -wheat", ["repaired"]),
        ("harvest NOT (wheat OR barley)", ["harvest"]),
        ("NOT (wheat OR rye) harvest", ["harvest"]),
        ('"harvest of rye" wheat', ["harvest of rye", "wheat"]),
        ('"procurement plan"~8', ["procurement", "plan"]),
        ('"plan grain"~8', ["grain plan"]),
        ('"seed loans"', ["seed", "loans"]),
        ('"plan seed loans"~6', ["plan", "seed", "loans"]),
        ("harb*", ["harbor"]),
        ("text:lamp*", ["lamps"]),
        ("text:lamps*", ["lamps"]),
        ("reparied~2", ["repaired"]),
        ("harbour", ["harbor"]),
        ("harbour AND wall", ["harbor", "wall"]),
        ("kind:document rye", ["rye"]),
        ("kind:document", []),
        ("what of the harvest -barley", ["harvest"]),
        ("(harbor OR", []),
    ],
)
def test_what_a_question_matches_is_marked(searcher: Searcher, question: str, marked: list[str]) -> None:
    find = make_highlighter(searcher, question, UNIT)
    assert [text[start:end] for text in PARAGRAPHS for start, end in find(text)] == marked


@pytest.mark.parametrize(
    "question",
    ["rye harvest", 'harvest -"rye wheat"', '"procurement plan"~8', "harb* AND wall~", "harbour OR lamp"],
)
def test_a_page_marks_what_a_hit_marks(searcher: Searcher, question: str) -> None:
    (hit,) = searcher.search(SearchRequest(question, mode="keyword")).hits
    (passage,) = hit.passages
    find = make_highlighter(searcher, question, UNIT)
    assert [passage.text[start:end] for start, end in passage.highlights] == [
        text[start:end] for text in PARAGRAPHS for start, end in find(text)
    ]
    assert passage.highlights


def test_a_text_of_no_unit_is_marked_too(searcher: Searcher) -> None:
    text = "Grain for the plan"
    assert [text[start:end] for start, end in make_highlighter(searcher, "grain", UNIT)(text)] == ["Grain"]
