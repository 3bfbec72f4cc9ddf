"""What one search may cost: loose phrases, expansions, postings and relaxations are bounded."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import QuerySyntaxError, QueryTooCostly
from corpus.text.analysis import terms
from search.model import Filters, SearchRequest
from search.pipeline import run_search
from search.query.proximity import occurs
from search.searcher import Searcher
from tests.builds import NAME, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition

UNITS = lighthouse_edition().units
WORDS = st.sampled_from(["the", "lamp", "of", "and", "lens", "coal", "oil", "harbour", "to", "a"])


def bounded(root: Path, **given: object) -> Searcher:
    return Searcher.open(root, NAME, settings_in(root, **given), HashingEncoder())


@given(st.lists(WORDS, min_size=2, max_size=5), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_loose_phrase_finds_exactly_the_units_that_have_it(
    searcher: Searcher, phrase: list[str], slop: int
) -> None:
    request = SearchRequest(f'text:"{" ".join(phrase)}"~{slop}', mode="keyword", limit=100)
    found = {hit.unit.id for hit in searcher.search(request).hits}
    sought = terms(" ".join(phrase))
    assert found == {unit.id for unit in UNITS if occurs(terms(unit.text, unit.language), sought, slop)}


@pytest.mark.parametrize("times", [3, 8, 16])
def test_a_repeated_word_at_a_distance_costs_little(searcher: Searcher, times: int) -> None:
    began = time.process_time()
    searcher.search(SearchRequest(f'"{" ".join(["the"] * times)}"~99'))
    assert time.process_time() - began < 1


def test_a_phrase_at_a_distance_has_few_words(searcher: Searcher) -> None:
    with pytest.raises(QuerySyntaxError, match="30 words; at most 16 are allowed"):
        searcher.search(SearchRequest(f'"{" ".join(["the"] * 30)}"~99'))


def test_a_loose_phrase_of_common_words_is_refused_with_what_to_do(root: Path) -> None:
    with pytest.raises(QueryTooCostly, match=r"“the of a”.*Leave out the most common words"):
        bounded(root, loose_phrase_units_max=3).search(SearchRequest('"the of a"~9'))


def test_units_are_checked_once_for_the_pages_of_a_search(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = bounded(root)
    checking = Mock(side_effect=occurs)
    monkeypatch.setattr("search.engines.phrases.occurs", checking)
    request = SearchRequest('"the of and"~40', limit=1)
    first = searcher.search(request)
    count = checking.call_count
    second = searcher.search(replace(request, cursor=first.next_cursor))
    assert first.total == second.total > 1
    assert checking.call_count == count > 1


def test_a_phrase_may_have_so_many_words(root: Path) -> None:
    few = bounded(root, phrase_words_max=4)
    assert few.search(SearchRequest('"the lamp of the"')).total_is_exact
    with pytest.raises(QuerySyntaxError, match="5 words; at most 4 are allowed") as refused:
        few.search(SearchRequest('lens OR "the lamp of the sea"'))
    assert (refused.value.position, refused.value.length) == (8, 21)


def test_words_in_plain_text_are_no_phrase(root: Path) -> None:
    numbers = ",".join(map(str, range(200)))
    assert bounded(root, phrase_words_max=4).search(SearchRequest(f"lamp {numbers}")).total


def test_the_postings_of_a_query_are_bounded(root: Path) -> None:
    with pytest.raises(QueryTooCostly, match="index entries; at most 1,000 are allowed"):
        bounded(root, query_postings_max=1000).search(SearchRequest("lamp OR lens OR coal OR (oil AND sea)"))


def test_plain_words_are_left_out_with_a_notice_instead(root: Path) -> None:
    few = bounded(root, clauses_max=2)
    (notice,) = few.search(SearchRequest("lamp lens coal")).notices
    assert str(notice) == "Only the 2 rarest of the 3 words in the query were searched."
    assert not bounded(root).search(SearchRequest("lamp lens coal")).notices


def test_what_is_left_out_of_an_expansion_is_told(root: Path) -> None:
    asked = SearchRequest("l* OR lamq~2 OR c*", mode="keyword")
    few = bounded(root, prefix_expansions_max=2, fuzzy_expansions_max=1, expansions_max=3)
    notices = [str(notice) for notice in few.search(asked).notices]
    assert notices[0].startswith("“l*” matches ")
    assert notices[0].endswith("the 2 most frequent were searched.")
    assert notices[1].startswith("“lamq~2” matches ")
    assert notices[2].startswith("“c*” was not searched")
    assert not bounded(root).search(asked).notices


def test_the_ways_to_ask_for_less_are_bounded(root: Path) -> None:
    nobody = tuple(f"nobody {number}" for number in range(20))
    request = SearchRequest("lamp", filters=Filters({"sender": nobody}, {"kind": ("note",)}))
    few = bounded(root, relaxations_max=3)
    with patch("search.searcher.run_search", side_effect=run_search) as answering:
        few.search(request)
    assert answering.call_count <= 5


def test_folded_notes_beyond_a_page_s_share_are_given_without_passages(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = SearchRequest("the OR of OR a", mode="keyword", group="document", limit=100)
    whole = [note for hit in searcher.search(request).hits for note in hit.folded]
    monkeypatch.setattr("search.results.hits.NOTES_QUOTED", 1)
    few = [note for hit in searcher.search(request).hits for note in hit.folded]
    assert [note.unit.id for note in few] == [note.unit.id for note in whole]
    assert [bool(note.passages) for note in few] == [True] + [False] * (len(few) - 1)
    assert len(few) > 1
