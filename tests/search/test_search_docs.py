"""What the documentation says of the query language and the ranking is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.settings import load_settings
from search.calibration import RELATED_DEVIATIONS
from search.engines.passage_hits import REFINEMENT_DEPTH
from search.query.grammar import FIELDS, NESTING_MAX, parse_query
from search.query.keyword_query import ALTERNATIVE_BOOST, FIELD_BOOSTS
from search.ranking.ranking import BACKGROUND_RANK, SHORT_QUERY_WORDS_MAX
from search.results.related import HALF_STEPS, REPLY_DAYS, WEIGHTS
from search.results.snippets import MOST_SIMILAR_SHARE

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGE = (DOCS / "query-language.md").read_text("utf-8")
RANKING = (DOCS / "ranking.md").read_text("utf-8")
SIGNS = LANGUAGE.partition("## Operators")[2].partition("## How plain words")[0]
EXAMPLES = sorted(set(re.findall(r"`([^`]*[\w\"”)][^`]*)`", SIGNS)) - {"*", "AND", "OR", "NOT", "“…”"})


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_documented(field: str) -> None:
    assert f"`{field}:" in LANGUAGE


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_a_query_but_for_the_one_that_is_not(example: str) -> None:
    if example == "sendr:Brandt" or example.endswith(":"):
        return
    assert parse_query(example).root


@pytest.mark.parametrize(
    "name",
    [
        "coordination",
        "meaning_hits",
        "weight_semantic",
        "weight_semantic_long",
        "weight_words",
        "document_share",
        "note_share",
        "candidates",
        "date_boost",
    ],
)
def test_every_weight_is_documented_as_it_is_set(name: str) -> None:
    value = getattr(load_settings(), name)
    shown = f"{value:.0%}".replace("%", " %") if name == "date_boost" else f"{value:g}"
    assert shown in RANKING
    assert f"`{name}`" in RANKING or f"*{name}*" in RANKING or f"^{name}*" in RANKING


@pytest.mark.parametrize(
    "number",
    [
        BACKGROUND_RANK,
        REFINEMENT_DEPTH,
        SHORT_QUERY_WORDS_MAX,
        RELATED_DEVIATIONS,
        MOST_SIMILAR_SHARE,
        ALTERNATIVE_BOOST,
        HALF_STEPS,
        REPLY_DAYS,
        *FIELD_BOOSTS.values(),
        *WEIGHTS.values(),
    ],
)
def test_every_number_in_the_code_is_documented(number: float) -> None:
    assert f"{number:g}" in RANKING


def test_the_depth_of_brackets_is_documented() -> None:
    assert f"more than {NESTING_MAX} deep" in LANGUAGE
