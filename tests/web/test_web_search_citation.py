from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from search.model import Filters, SearchRequest
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.filter_links import Chip
from web.search_citation import cite_search

ADDRESS = "https://letters.example/search?q=lens"


def cited(request: SearchRequest, *chips: Chip, about: bool = False) -> str:
    result = replace(FakeSearcher(lighthouse_edition()).search(request), total_is_exact=not about)
    publications = [lighthouse_edition()]
    return str(
        cite_search(result, chips, publications, version="1.2", address=ADDRESS, day=date(2026, 11, 23))
    )


def test_a_search_is_cited_with_all_that_decides_its_answer() -> None:
    text = cited(SearchRequest("lens", mode="keyword"), Chip("Sender", "M. P. Zelenov", "/search"))
    assert text.startswith("Perepiska 1.2, search for “lens” (Sender: M. P. Zelenov), keywords: ")
    assert "index fake" in text or "index " in text
    assert text.endswith(f"{ADDRESS}, 23 November 2026.")


def test_what_is_left_out_and_what_is_counted_roughly_is_said() -> None:
    text = cited(SearchRequest("lens"), Chip("Kind", "Notes", None, excluded=True), about=True)
    assert "(not Kind: Notes), keywords and meaning: about " in text


@pytest.mark.parametrize("filters", [Filters(), Filters(include={"kind": ("note",)})])
def test_leafing_through_is_cited_too(filters: Filters) -> None:
    assert "all entries" in cited(SearchRequest(filters=filters))
