"""How the keyword retriever finds and orders documents: by their notes, their length and names."""

import pytest

from corpus.model import Edition, Paragraph, Person, Unit
from indexer.build import build
from search.engines.retrieval import Candidates
from search.model import Filters, SearchRequest
from search.pipeline import interpret, parse
from search.query.filters import ResolvedFilters
from search.searcher import Searcher
from tests.builds import settings_in

LONG = "The ferry was late. " * 25 + "Dredger. " * 6
DOCUMENTS = {
    "short": "They mention a dredger once, and then the weather at some length.",
    "long": LONG,
    "surname": "Mr. Sund came to the office.",
    "forename": "Robert and Robert Holm came to the office, said Robert.",
    "annotated": "He came to the office.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    units = [Unit(f"port/{id}", "port", "document", id, 0, (Paragraph(DOCUMENTS[id]),)) for id in DOCUMENTS]
    texts = ["Captain Marlow, of the pilot station", "Buoys were laid in May.", *["Not found."] * 40]
    units += [
        Unit(f"port/note-{n}", "port", "note", f"Note {n}", 0, (Paragraph(text),), parent="port/annotated")
        for n, text in enumerate(texts)
    ]
    edition = Edition(
        "port", "Port", units=tuple(units), persons=(Person("holm", "Holm, Robert", "Robert Holm"),)
    )
    folder = tmp_path_factory.mktemp("indexes")
    build([edition], root=folder, name="port", settings=settings_in(folder, model="none"))
    return Searcher.open(folder, "port", settings_in(folder))


def ids(searcher: Searcher, query: str, kind: str = "document") -> list[str]:
    request = SearchRequest(query, mode="keyword", filters=Filters(include={"kind": (kind,)}))
    return [hit.unit.id.removeprefix("port/") for hit in searcher.search(request).hits]


@pytest.mark.parametrize(
    "query",
    ["Marlow", '"pilot station"', '"Marlow station"~3', '"Marlow pilot station"~2', "Marlow AND buoys"],
)
def test_a_document_is_found_by_the_words_of_its_notes(searcher: Searcher, query: str) -> None:
    assert ids(searcher, query) == ["annotated"]


@pytest.mark.parametrize("query", ['"pilot station buoys"', '"station laid"~1'])
def test_no_phrase_spans_two_notes(searcher: Searcher, query: str) -> None:
    assert ids(searcher, query) == []


def test_a_long_document_is_not_outranked_for_its_length(searcher: Searcher) -> None:
    assert ids(searcher, "dredger") == ["long", "short"]


def test_a_surname_outranks_a_given_name(searcher: Searcher) -> None:
    assert ids(searcher, "Sund, Robert E") == ["surname", "forename"]


def candidates(searcher: Searcher, query: str) -> Candidates:
    index = searcher.index
    built = interpret(index, SearchRequest(query), parse(index, query)).query
    return index.retrieval.keyword_candidates(built, ResolvedFilters(), 100)


def test_the_coverage_of_a_query_is_weighted_by_idf(searcher: Searcher) -> None:
    idf = searcher.index.keyword_retriever.idf
    rare, common = idf("marlow"), idf("found")
    assert rare > common
    assert candidates(searcher, "Marlow walrus").coverage == pytest.approx(rare / (rare + idf("walrus")))
    assert candidates(searcher, "found walrus").coverage == pytest.approx(common / (common + idf("walrus")))
    assert candidates(searcher, "office walrus").coverage < 0.5


def test_a_unit_without_a_common_word_loses_less_than_one_without_a_rare_word(searcher: Searcher) -> None:
    index = searcher.index
    scored = {
        query: candidates(searcher, query).keyword[index.table.rows["port/note-0"]]
        for query in ("Marlow", "Marlow found", "Marlow buoys")
    }
    assert scored["Marlow"] > scored["Marlow found"] > scored["Marlow buoys"]
