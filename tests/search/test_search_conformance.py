"""What every engine must do alike: the same suite against tantivy with faiss, and against Milvus.

Milvus Lite is asked in this process (a file) and as a server that speaks gRPC.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CursorError, EngineMissing, FilterError, QuerySyntaxError, QueryTooCostly
from indexer.milvus import feed
from search.model import Filters, Include, SearchRequest
from search.searcher import Searcher
from store.layout import open_generation
from store.milvus_schema import connect
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION

pytest.importorskip("milvus_lite", reason="Milvus Lite is not installed")

FILE, SERVER = "Milvus file", "Milvus server"
OPERATORS = (
    '"the lens"',
    '"wagons junction"~5',
    '"junction wagons"~5',
    '"the file the channel" OR "the lens"',  # not in two notes
    "lamp AND NOT coal",
    "(lens OR oil) harbour",
    "lam*",
    "harbuor~",
    "kind:note lamp",
    "number:8",
    "page:14 OR page:12",
    'sender:"Brandt" OR sender:haugen',
    "date:1921-05..1921-12",
    'heading:Brandt -text:"the lamp"',
    'NOT "the lens"',
    'lens oil -"the lamp" -kind:note',
    "sender:brandt-a OR sender:haugen-i",
)
FILTERS = (
    Filters({"kind": ("document",)}),
    Filters({"sender": ("brandt-a",)}, {"kind": ("note",)}),
    Filters({"correspondent": ("brandt-a", "haugen-i")}),
    Filters({"correspondent": ("A. Brandt", "haugen")}),
    Filters({"mentions": ("zelenov-m",)}),
    Filters({"topic": ("works",)}),
    Filters(earliest=date(1921, 6, 1), latest=date(1922, 3, 31)),
    Filters(earliest=date(1921, 1, 1), latest=date(1923, 12, 31), date_mode="certain"),
    Filters({}, {"kind": ("biography", "glossary")}),
)
COUNTED: frozenset[Include] = frozenset({"facets", "histogram"})


@pytest.fixture(scope="module")
def file(root: Path) -> str:
    """A Milvus that is a file, fed."""
    feed(open_generation(root, NAME), connect(str(root / "engine.db")))
    return str(root / "engine.db")


@pytest.fixture(scope="module")
def server(root: Path, milvus: str) -> str:
    """A Milvus that is a server, fed."""
    feed(open_generation(root, NAME), connect(milvus))
    return milvus


@pytest.fixture(scope="module")
def local(root: Path) -> Searcher:
    return Searcher.open(root, NAME, settings_in(root), HashingEncoder())


@pytest.fixture(scope="module", params=("local", FILE, SERVER))
def engine(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an engine."""
    if request.param == "local":
        return {}
    address = request.getfixturevalue("file" if request.param == FILE else "server")
    return {"engine": "milvus", "milvus": address}


@pytest.fixture(scope="module")
def searcher(root: Path, engine: dict[str, str]) -> Searcher:
    return Searcher.open(root, NAME, settings_in(root, **engine), HashingEncoder())


def ids(searcher: Searcher, request: SearchRequest) -> list[str]:
    return [hit.unit.id.removeprefix(f"{EDITION}/") for hit in searcher.search(request).hits]


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_hold_of_the_same_units(searcher: Searcher, local: Searcher, text: str) -> None:
    for mode in ("keyword", "hybrid"):
        request = SearchRequest(text, mode=mode, limit=100, include=COUNTED)
        given, found = local.search(request), searcher.search(request)
        assert {hit.unit.id for hit in found.hits} == {hit.unit.id for hit in given.hits}
        assert found.hits
        assert (found.total, found.facets, found.histogram) == (given.total, given.facets, given.histogram)


@pytest.mark.parametrize("filters", FILTERS)
def test_filters_are_inside_both_retrievers(searcher: Searcher, local: Searcher, filters: Filters) -> None:
    for mode in ("keyword", "semantic", "hybrid"):
        request = SearchRequest("the lamp and the harbour", mode=mode, filters=filters, limit=100)
        given, found = ids(local, request), ids(searcher, request)
        assert set(found) == set(given)
        assert found
    assert ids(searcher, SearchRequest("", filters=filters, limit=100)) == ids(
        local, SearchRequest("", filters=filters, limit=100)
    )


def test_meaning_ranks_alike(searcher: Searcher, local: Searcher) -> None:
    request = SearchRequest("forty wagons of coal at the junction", mode="semantic")
    assert ids(searcher, request)[:5] == ids(local, request)[:5]


@pytest.mark.parametrize("text", ["forty wagons of coal", "who repaired the lens of the lamp?"])
def test_words_rank_nearly_alike(searcher: Searcher, local: Searcher, text: str) -> None:
    given, found = (ids(one, SearchRequest(text, mode="keyword")) for one in (local, searcher))
    assert found[0] == given[0]
    assert len(set(found[:5]) & set(given[:5])) >= 4


def test_the_most_frequent_words_come_first(searcher: Searcher) -> None:
    counts = list(searcher.index.keyword_retriever.vocabulary.values())
    assert counts == sorted(counts, reverse=True)


def test_pages_follow_each_other_without_gap_or_double(searcher: Searcher) -> None:
    whole = ids(searcher, SearchRequest("the lamp and the harbour", limit=100))
    pages: list[str] = []
    cursor = None
    while True:
        found = searcher.search(SearchRequest("the lamp and the harbour", limit=7, cursor=cursor))
        pages += [hit.unit.id.removeprefix(f"{EDITION}/") for hit in found.hits]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert pages == whole
    with pytest.raises(CursorError):
        searcher.search(SearchRequest("another question", limit=7, cursor="none of ours"))


def test_wrong_questions_are_refused_alike(searcher: Searcher) -> None:
    with pytest.raises(QuerySyntaxError):
        searcher.search(SearchRequest('"never closed AND ('))
    with pytest.raises(FilterError):
        searcher.search(SearchRequest("lamp", filters=Filters({"kind": ("letterr",)})))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ('"the of a"~9', {"loose_phrase_units_max": 3}),
        ("lamp OR lens OR coal OR (oil AND sea)", {"query_postings_max": 500}),
    ],
)
def test_what_costs_too_much_is_refused_alike(
    root: Path, engine: dict[str, str], text: str, bounds: dict[str, int]
) -> None:
    given = settings_in(root, **engine, **bounds)
    with pytest.raises(QueryTooCostly):
        Searcher.open(root, NAME, given, HashingEncoder()).search(SearchRequest(text, mode="keyword"))


def test_spelling_and_completion_work_alike(searcher: Searcher, local: Searcher) -> None:
    request = SearchRequest("harbuor lamp")
    assert searcher.search(request).suggestion == local.search(request).suggestion is not None
    assert searcher.suggest("bra") == local.suggest("bra")


def test_related_units_are_found_alike(searcher: Searcher, local: Searcher) -> None:
    given, found = (
        {one.unit.id for one in engine.related(f"{EDITION}/doc-8")} for engine in (local, searcher)
    )
    assert len(given & found) >= 8


def test_a_generation_that_was_not_fed_is_refused(server: str, tmp_path: Path) -> None:
    build_lighthouse(tmp_path)
    with pytest.raises(EngineMissing, match=r"does not hold.*perepiska feed"):
        Searcher.open(tmp_path, NAME, settings_in(tmp_path, engine="milvus", milvus=server))


def test_an_engine_that_cannot_be_reached_is_named(root: Path) -> None:
    with pytest.raises(EngineMissing, match=r"127\.0\.0\.1:9"):
        connect("http://127.0.0.1:9")
