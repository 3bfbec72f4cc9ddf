from __future__ import annotations

import pytest

from cli.settings import load_settings
from search.model import Hit, SearchRequest, SearchResult
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.pool import interleave, make_cards, make_pool
from web.site import Site

UNITS = {unit.id: unit for unit in lighthouse_edition().units}


def ranking(*numbers: int) -> list[Hit]:
    return [Hit(UNITS[f"lighthouse/doc-{number}"], 1.0, (), ()) for number in numbers]


@pytest.mark.parametrize(
    ("rankings", "expected"),
    [
        (([1, 2], [3], [4, 1, 5]), [1, 3, 4, 2, 5]),
        (([], [], []), []),
        (([1, 2], [1, 2]), [1, 2]),
    ],
)
def test_rankings_are_mixed_place_by_place(rankings: tuple[list[int], ...], expected: list[int]) -> None:
    mixed = interleave(ranking(*numbers) for numbers in rankings)
    assert [hit.unit.id for hit in mixed] == [f"lighthouse/doc-{number}" for number in expected]


class ModesApart(FakeSearcher):
    """Finds something else in each mode."""

    def __init__(self) -> None:
        super().__init__(lighthouse_edition())
        self.asked: list[SearchRequest] = []

    def search(self, request: SearchRequest) -> SearchResult:
        self.asked.append(request)
        numbers = {"hybrid": (1, 2), "keyword": (2, 3), "semantic": (4, 1)}[request.mode]
        return SearchResult(request, tuple(ranking(*numbers)), 2, True, 1.0, self.info())


def test_every_mode_is_asked_as_deep_as_set() -> None:
    searcher = ModesApart()
    request = SearchRequest("lens", sort="date", group="document", limit=3, cursor="at-3")
    pool = make_pool(Site(searcher, load_settings(pool_depth=7)), request)
    assert {hit.unit.id.rpartition("-")[2] for hit in pool} == {"1", "2", "3", "4"}
    assert {(one.limit, one.sort, one.group, one.cursor) for one in searcher.asked} == {
        (7, "relevance", "none", None)
    }
    assert {one.mode for one in searcher.asked} == {"hybrid", "keyword", "semantic"}


def test_what_no_search_has_shown_comes_last_and_what_is_gone_keeps_its_place() -> None:
    site = Site(FakeSearcher(lighthouse_edition()), load_settings())
    others = ("lighthouse/doc-1", "lighthouse/doc-2.n1", "lighthouse/doc-99")
    cards = make_cards(site, "lens", ranking(3, 1), others)
    assert [card.id.partition("/")[2] for card in cards] == ["doc-3", "doc-1", "doc-2.n1", "doc-99"]
    assert str(cards[2].eyebrow) == "Editors’ note · on Lindqvist to Brandt, 11 March 1921"
    assert (str(cards[3].eyebrow), cards[3].address) == ("Not in this index", "")
    assert "<mark>lens</mark>" in cards[1].paragraphs[0]
