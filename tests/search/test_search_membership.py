"""A result is decided by the query alone: filters narrow it, and a facet count is the total behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates.datelines import parse_day
from search.calibration import Thresholds, calibrate, everyday_sentences
from search.messages import Message
from search.model import DateMode, Filters, Grouping, Include, Mode, SearchRequest, SearchResult, Sort
from search.searcher import Searcher
from store.fields import FACETS
from tests.editions import EDITION, lighthouse_edition

WORDS = sorted({word for unit in lighthouse_edition().units for word in unit.text.split() if word.isalpha()})
COUNTED: frozenset[Include] = frozenset({"facets", "histogram"})

word = st.sampled_from(WORDS)
queries = st.one_of(
    st.just(""),
    st.lists(word, min_size=1, max_size=5).map(" ".join),
    st.tuples(word, word).map(" AND ".join),
    st.tuples(word, word).map(" -".join),
    word.map("NOT {}".format),
    word.map("{0:.3}*".format),
    st.sampled_from(("Brandt's letters", "letters to Brandt of 1922", "letters of June", "by March 1922")),
    word.map("letters from Brandt about {}".format),
)
requests = st.builds(
    SearchRequest,
    queries,
    mode=st.sampled_from(get_args(Mode)),
    group=st.sampled_from(get_args(Grouping)),
    filters=st.builds(Filters, date_mode=st.sampled_from(get_args(DateMode))),
    include=st.just(COUNTED),
)


def with_value(request: SearchRequest, facet: str, value: str) -> SearchRequest:
    filters = request.filters
    if facet == "year":
        earliest, latest = parse_day(value)
        return replace(request, filters=replace(filters, earliest=earliest, latest=latest))
    return replace(request, filters=replace(filters, include={**filters.include, facet: (value,)}))


def all_ids(searcher: Searcher, request: SearchRequest) -> set[str]:
    found: set[str] = set()
    cursor = None
    while True:
        result = searcher.search(replace(request, limit=100, cursor=cursor, include=frozenset()))
        found |= {hit.unit.id for hit in result.hits}
        cursor = result.next_cursor
        if cursor is None:
            return found


@settings(max_examples=60, deadline=None)
@given(request=requests, chance=st.randoms(use_true_random=False))
def test_every_facet_count_is_the_total_behind_it(
    searcher: Searcher, request: SearchRequest, chance: object
) -> None:
    result = searcher.search(request)
    assert result.facets is not None
    assert tuple(result.facets) == FACETS
    for facet, values in result.facets.items():
        for value in chance.sample(values, min(2, len(values))):  # type: ignore[attr-defined]
            narrowed = searcher.search(with_value(request, facet, value.value))
            words = narrowed.totals.words if narrowed.totals else narrowed.total
            assert (narrowed.total, words) == (value.count, value.words), facet


def with_another_value(request: SearchRequest, facet: str, value: str) -> SearchRequest:
    include = request.filters.include
    values = tuple(dict.fromkeys((*include[facet], value)))
    return replace(request, filters=replace(request.filters, include={**include, facet: values}))


@settings(max_examples=60, deadline=None)
@given(request=requests, chance=st.randoms(use_true_random=False), facet=st.sampled_from(FACETS))
def test_a_facet_of_which_a_value_is_chosen_counts_what_others_would_give(
    searcher: Searcher, request: SearchRequest, chance: object, facet: str
) -> None:
    values = (searcher.search(request).facets or {})[facet]
    if not values:
        return
    chosen = with_value(request, facet, chance.choice(values).value)  # type: ignore[attr-defined]
    result = searcher.search(chosen)
    counted = (result.facets or {})[facet]
    assert {value.value: value.count for value in counted} == {value.value: value.count for value in values}
    for value in chance.sample(counted, min(3, len(counted))):  # type: ignore[attr-defined]
        assert searcher.search(with_value(chosen, facet, value.value)).total == value.count
        if facet != "year":
            added = with_another_value(chosen, facet, value.value)
            assert searcher.search(added).total == result.total + value.added


@settings(max_examples=40, deadline=None)
@given(request=requests, sender=st.sampled_from(["brandt-a", "haugen-i"]))
def test_a_filter_and_its_exclusion_share_out_a_result(
    searcher: Searcher, request: SearchRequest, sender: str
) -> None:
    request = replace(request, group="none")
    whole = all_ids(searcher, request)
    with_sender = all_ids(searcher, with_value(request, "sender", sender))
    without = replace(request, filters=replace(request.filters, exclude={"sender": (sender,)}))
    assert with_sender | all_ids(searcher, without) == whole
    assert with_sender.isdisjoint(all_ids(searcher, without))


@settings(max_examples=40, deadline=None)
@given(request=requests)
def test_totals_add_up_and_every_hit_is_listed_once(searcher: Searcher, request: SearchRequest) -> None:
    result = searcher.search(request)
    assert len(all_ids(searcher, request)) == result.total
    conditions = [item for item in result.interpretations if item.effect == "condition"]
    assert result.totals or conditions or not request.text
    assert result.totals is None or request.text
    if result.totals:
        assert result.totals.words + result.totals.similar == result.total


@settings(max_examples=30, deadline=None)
@given(request=requests)
def test_every_order_has_the_same_total(searcher: Searcher, request: SearchRequest) -> None:
    totals = {searcher.search(replace(request, sort=sort)).total for sort in get_args(Sort)}
    assert len(totals) == 1


@settings(max_examples=30, deadline=None)
@given(request=requests, chance=st.randoms(use_true_random=False))
def test_a_month_counts_what_its_filter_gives(
    searcher: Searcher, request: SearchRequest, chance: object
) -> None:
    months = [bin for bin in searcher.search(request).histogram or () if bin.month and bin.count]
    for bin in chance.sample(months, min(2, len(months))):  # type: ignore[attr-defined]
        assert bin.month
        earliest, latest = parse_day(bin.month)
        filters = replace(request.filters, earliest=earliest, latest=latest, date_mode="certain")
        assert searcher.search(replace(request, filters=filters)).total == bin.count - bin.uncertain


def histogram_total(result: SearchResult) -> int:
    return sum(month.count for month in result.histogram or ())


def test_biographies_are_not_undated_letters(searcher: Searcher) -> None:
    request = SearchRequest("", filters=Filters({"kind": ("biography", "glossary")}), include=COUNTED)
    result = searcher.search(request)
    assert result.total > 0
    assert result.histogram == ()


def test_the_histogram_counts_documents_and_their_notes_once(searcher: Searcher) -> None:
    filters = Filters({"kind": ("document", "note")})
    for group in get_args(Grouping):
        request = SearchRequest("", filters=filters, group=group, include=COUNTED)
        documents = searcher.search(request)
        introductions = sum(
            hit.unit.kind == "introduction" for hit in searcher.search(replace(request, limit=100)).hits
        )
        assert histogram_total(documents) <= documents.total - introductions


@pytest.mark.parametrize("mode", get_args(Mode))
def test_a_word_that_occurs_nowhere_is_named_in_every_mode(searcher: Searcher, mode: Mode) -> None:
    result = searcher.search(SearchRequest("Lens of Zeppelin", mode=mode))
    assert Message("word-absent", {"word": "Zeppelin"}) in result.notices
    assert len([notice for notice in result.notices if notice.code.startswith("word-absent")]) == 1


def test_an_absent_word_is_named_with_similar_ones(searcher: Searcher) -> None:
    notice, *_ = searcher.search(SearchRequest("coalx")).notices
    assert notice.code == "word-absent-similar"
    assert notice.values["similar"] == ("coal",)


@pytest.mark.parametrize("plain", ["letters from Brandt", "the lens in 1921", "document 5", "Zelenov"])
@pytest.mark.parametrize("excluded", ["lens", "kind:note", "zeppelin", '"night work"'])
@pytest.mark.parametrize("mode", get_args(Mode))
def test_words_beside_exclusions_are_interpreted_like_words_alone(
    searcher: Searcher, plain: str, excluded: str, mode: Mode
) -> None:
    alone = all_ids(searcher, SearchRequest(plain, mode=mode))
    without = all_ids(searcher, SearchRequest(excluded, mode="keyword"))
    request = SearchRequest(f"{plain} -{excluded}", mode=mode)
    assert all_ids(searcher, request) == alone - without
    result = searcher.search(request)
    assert all(hit.has_words or result.totals for hit in result.hits)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ('"zeppelin harbour"', ["zeppelin"]),
        ("text:zeppelin", ["zeppelin"]),
        ("lens AND Zeppelin", ["Zeppelin"]),
        ("zeppel*", ["zeppel*"]),
        ("lens -zeppelin", []),
        ("the zeppelin's lens", ["zeppelin's"]),
        ("Brandt's lenses", []),
        ("lens-zeppelin", ["zeppelin"]),
        ("Selenow and Zeppelin in June 1922", ["Zeppelin"]),
        ("und der Zeppelin mit den Wagen", ["Zeppelin", "Wagen"]),
        ("Dredging", []),
        ("Цеппелин", ["Цеппелин"]),
        ("acme bell coda dune echo fern glen", ["acme", "bell", "coda", "dune", "echo", "2"]),
    ],
)
@pytest.mark.parametrize("mode", get_args(Mode))
def test_absent_words_are_named_wherever_they_stand(
    searcher: Searcher, text: str, absent: list[str], mode: Mode
) -> None:
    notices = searcher.search(SearchRequest(text, mode=mode)).notices
    named = [notice for notice in notices if notice.code.startswith(("word-absent", "words-absent"))]
    assert [str(notice.values.get("word", notice.values.get("count"))) for notice in named] == absent


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("harbor lens", "harbour lens"),
        ("lamp harbuor", "lamp harbour"),
        ("harbuor sender:Tamm", None),
        ("board AND harbuor", "board AND harbour"),
        ("lens", None),
    ],
)
def test_a_spelling_is_only_suggested_if_it_finds_more(
    searcher: Searcher, text: str, suggestion: str | None
) -> None:
    assert searcher.search(SearchRequest(text, mode="keyword")).suggestion == suggestion


def test_hits_without_any_word_of_the_query_are_counted_apart(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest("zeppelin"))
    assert result.totals
    assert (result.totals.words, result.totals.similar) == (0, result.total)


@pytest.mark.parametrize("text", ["😀", "%", '""', "?", "§ …", "( )"])
@pytest.mark.parametrize("mode", get_args(Mode))
def test_signs_alone_find_nothing_and_say_so(searcher: Searcher, text: str, mode: Mode) -> None:
    result = searcher.search(SearchRequest(text, mode=mode))
    assert result.total == 0
    assert Message("query-empty") in result.notices


def test_the_best_score_says_how_well_it_matches(searcher: Searcher) -> None:
    def best(text: str) -> float:
        return max((hit.score for hit in searcher.search(SearchRequest(text)).hits), default=0.0)

    assert best("lens zeppelin dirigible airship") < best("lens")


def test_thresholds_are_measured_by_everyday_sentences(searcher: Searcher) -> None:
    record = calibrate(searcher.index.retrieval)
    thresholds = Thresholds.of(record)
    assert record.sentences == len(everyday_sentences()) == 80
    assert thresholds.cosine_floor < record.cosine_mean <= 1
    assert thresholds.similarity_floor < record.similarity_mean <= thresholds.answer <= 1
    assert searcher.index.thresholds == thresholds
    assert thresholds.sentence == record.similarity_mean
    assert record.cosine_mean <= thresholds.related <= 1


def test_a_document_of_the_edition_is_among_the_similar_ones(searcher: Searcher) -> None:
    text = next(unit.text for unit in lighthouse_edition().units if unit.kind == "document")
    result = searcher.search(SearchRequest(" ".join(text.split()[:12]), mode="semantic"))
    assert f"{EDITION}/doc-1" in {hit.unit.id for hit in result.hits}


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize(
    ("text", "keys", "ids"),
    [
        ("Brandt's letters of 1921", ["date:1921", "sender:brandt-a"], {"doc-1"}),
        ("letters to Brandt from January 1923", ["date:1923-01", "recipient:brandt-a"], {"doc-10"}),
        ("letters before April 1921", ["date:[..1921-03-31]", "kind:document"], {"doc-1", "doc-2", "doc-3"}),
        (
            "correspondence between Haugen and Brandt",
            ["correspondent:haugen-i", "correspondent:brandt-a"],
            {"doc-5", "doc-6", "doc-11"},
        ),
    ],
)
def test_conditions_decide_what_is_found(
    searcher: Searcher, mode: Mode, text: str, keys: list[str], ids: set[str]
) -> None:
    request = SearchRequest(text, mode=mode, include=COUNTED)
    found = searcher.search(request)
    assert [item.removable_as for item in found.interpretations if item.effect == "condition"] == keys
    assert {id.partition("/")[2] for id in all_ids(searcher, request)} == ids
    assert found.totals is None
    optional = replace(request, boosts=frozenset(keys))
    assert {item.effect for item in searcher.search(optional).interpretations} == {"boost"}


def test_what_is_said_beside_conditions_is_searched_for(searcher: Searcher) -> None:
    request = SearchRequest("Brandt's letters about the lens", mode="keyword")
    lens = all_ids(searcher, SearchRequest("lens", mode="keyword"))
    of_brandt = all_ids(searcher, SearchRequest("", filters=Filters({"sender": ("brandt-a",)})))
    assert all_ids(searcher, request) == lens & of_brandt


def test_a_condition_that_nothing_meets_can_be_made_optional(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("Brandt's letters of 1940"))
    assert found.total == 0
    (relaxation,) = found.relaxations
    assert (relaxation.name, relaxation.value, relaxation.request.boosts) == (
        "interpretation", "1940", frozenset({"date:1940"}),
    )  # fmt: skip
    assert searcher.search(relaxation.request).total == relaxation.total > 0
