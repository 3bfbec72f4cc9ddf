"""The whole room over the small edition: every way to ask, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CursorError, FilterError, IndexMissing, ModelError, QuerySyntaxError, UnknownUnit
from indexer.build import build
from search.model import Filters, Grouping, Include, Mode, SearchRequest, SearchResult, Sort
from search.searcher import Searcher
from store.fields import FACETS
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from tests.editions import EDITION, lighthouse_edition

UNITS = lighthouse_edition().units
MODES: tuple[Mode, ...] = ("hybrid", "keyword", "semantic")


def ids(result: SearchResult) -> list[str]:
    return [hit.unit.id.removeprefix(f"{EDITION}/") for hit in result.hits]


def ask(searcher: Searcher, text: str, **given: object) -> list[str]:
    return ids(searcher.search(replace(SearchRequest(text, limit=100), **given)))  # type: ignore[arg-type]


def documents(found: list[str]) -> set[str]:
    return {id for id in found if id.startswith("doc") and ".n" not in id}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("forty wagons of coal at the junction", "doc-9"),
        ("document 5", "doc-5"),
        ("note 1 to document 3", "doc-3.n1"),
        ("Brandt's letter of 5 June 1922", "doc-5"),
        ("letter of 12 June 1922 from Haugen", "doc-6"),
        ("CAL, f. 12, op. 4, d. 7, ll. 19-25", "doc-5"),
        ("Selenow", "bio.zelenov-m"),
        ("NLC", "glossary.nlc"),
        ('"double wages for night work"', "doc-7"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_what_is_meant_comes_first(searcher: Searcher, query: str, first: str, mode: Mode) -> None:
    assert ask(searcher, query, mode=mode)[0] == first


def on_page(*labels: str) -> set[str]:
    return {unit.id.removeprefix(f"{EDITION}/") for unit in UNITS if set(unit.pages) & set(labels)}


@pytest.mark.parametrize(
    ("query", "labels"),
    [("p. 12", ["12"]), ("pp. 11–12", ["11", "12"]), ("letter about the lens on page 12", ["12"])],
)
@pytest.mark.parametrize("mode", MODES)
def test_what_is_printed_on_a_page_comes_first(
    searcher: Searcher, query: str, labels: list[str], mode: Mode
) -> None:
    expected = on_page(*labels)
    assert expected
    assert set(ask(searcher, query, mode=mode)[: len(expected)]) == expected


def test_a_page_can_be_a_field_or_dismissed(searcher: Searcher) -> None:
    assert set(ask(searcher, "page:12")) == on_page("12")
    result = searcher.search(SearchRequest("p. 12", literal=frozenset(("page:12",))))
    assert not any(item.kind == "page" for item in result.interpretations)


def test_a_page_that_does_not_exist_is_reported(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest("p. 9998"))
    assert [notice.code for notice in result.notices] == ["item-missing"]
    assert "p. 9998" in str(result.notices[0])
    assert result.total == 0


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"French lens"', {"doc-11"}),
        ('"lens French"', set()),
        ("+lens +French", {"doc-11"}),
        ("coal AND wagons", {"doc-9"}),
        ("coal AND NOT wagons", {"doc-3", "doc-12"}),
        ("wagons OR fathom", {"doc-9", "doc-6"}),
        ("locom*", {"doc-9"}),
        ("lokomotives~1", {"doc-9"}),
        ("sender:Tamm", {"doc-8"}),
        ("sender:(Tamm OR Moreau)", {"doc-8", "doc-10"}),
        ("kind:document -sender:Brandt medium:letter date:1923", {"doc-10"}),
        ("date:1922-11..1923-01 kind:document", {"doc-9", "doc-10"}),
        ("date:(1921-03-04 OR 1923-01) kind:document date:..1923-01", {"doc-1", "doc-10"}),
        ('archive:"f. 30, op. 1, d. 5"', {"doc-10", "doc-11"}),
        ("heading:Havre", {"doc-10"}),
        ('text:"third furnace"', {"doc-11"}),
        ("text:(wagons AND junction)", {"doc-9"}),
        ("text:(wagons AND NOT junction)", set()),
        ("text:locom*", {"doc-9"}),
        ("heading:Havr*", {"doc-10"}),
        ("heading:locom*", set()),
        ("heading:Havr~", {"doc-10"}),
        ("heading:(Tamm telegram)", {"doc-2", "doc-8"}),
        ("heading:(+Tamm AND NOT Brandt)", {"doc-8"}),
        ("-heading:(Brandt OR Lindqvist OR Haugen)", set()),
        ("-heading:(NOT Tamm)", {"doc-8"}),
        ("sender:(A. K. Brandt) kind:document date:1921", {"doc-1"}),
        ("(coal wagons) AND kind:document AND sender:Yezerskii", {"doc-9"}),
        ("(+coal wagons) AND junction", {"doc-9"}),
        ("+(coal AND junction)", {"doc-9"}),
        ("(NOT wagons) AND fathom", {"doc-6"}),
        ('"forty wagons" the of', {"doc-9"}),
        ('xyzzy* OR "forty wagons"', {"doc-9"}),
        ("number:5 kind:document", {"doc-5"}),
        ("sender:Nobody", set()),
        ("text:(lens -lens)", set()),
        ("text:(+wagons fathom)", {"doc-9"}),
        ("(wagons -junction) AND kind:document", set()),
        ("(the wagons) AND kind:document", {"doc-9"}),
        ("text:(heading:Havre)", {"doc-10"}),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_operators_are_hard_constraints(
    searcher: Searcher, query: str, expected: set[str], mode: Mode
) -> None:
    assert documents(ask(searcher, query, mode=mode)) >= expected
    if not query.startswith("date:("):
        assert documents(ask(searcher, query, mode=mode)) == expected


def test_exclusion_alone_lists_the_rest(searcher: Searcher) -> None:
    with_lens = ask(searcher, "+lens")
    assert set(ask(searcher, "-lens")) == {unit.id.removeprefix(f"{EDITION}/") for unit in UNITS} - set(
        with_lens
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_of_three_units_finds_them_though_they_rank_last(searcher: Searcher, mode: Mode) -> None:
    filters = Filters(include={"kind": ("glossary",)}, exclude={})
    found = ask(searcher, "harbour bar sand mouth ships", mode=mode, filters=filters)
    assert found
    assert all(id.startswith("glossary.") for id in found)


def test_nothing_asked_lists_everything_by_date(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest(limit=100))
    days = [unit.date.known_day for hit in result.hits if (unit := hit.unit).date]
    known = [day for day in days if day]
    assert result.total == len(UNITS)
    assert known == sorted(known)
    assert all(hit.unit.date is None for hit in result.hits[len(days) :])


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_sorted_by_date_the_undated_stand_last(searcher: Searcher, sort: Sort) -> None:
    result = searcher.search(SearchRequest("lens", sort=sort, limit=100))
    days = [hit.unit.date.known_day if hit.unit.date else None for hit in result.hits]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=sort == "-date")
    assert days[: len(dated)] == dated


@settings(max_examples=40, deadline=None)
@given(
    text=st.sampled_from(["", "lens", "coal and wages", "+lens", "kind:note", "document 5 coal"]),
    sort=st.sampled_from(["relevance", "date", "-date"]),
    group=st.sampled_from(["none", "document"]),
    mode=st.sampled_from(MODES),
    limit=st.integers(1, 20),
)
def test_paging_shows_every_unit_once(
    searcher: Searcher, text: str, sort: Sort, group: Grouping, mode: Mode, limit: int
) -> None:
    request = SearchRequest(text, mode, group=group, sort=sort, limit=100)
    whole = ids(searcher.search(request))
    found: list[str] = []
    page = searcher.search(replace(request, limit=limit))
    found += ids(page)
    while page.next_cursor:
        page = searcher.search(replace(request, limit=limit, cursor=page.next_cursor))
        found += ids(page)
    assert found == whole
    assert len(set(found)) == len(found) == page.total


def test_a_cursor_of_another_query_is_refused(searcher: Searcher) -> None:
    cursor = searcher.search(SearchRequest("lens", limit=1)).next_cursor
    with pytest.raises(CursorError):
        searcher.search(SearchRequest("coal", limit=1, cursor=cursor))


def test_note_hits_fold_under_their_document(searcher: Searcher) -> None:
    hits = searcher.search(SearchRequest("lens", group="document", limit=100)).hits
    parents = {note.unit.parent for hit in hits for note in hit.folded}
    assert all(note.unit.parent == hit.unit.id for hit in hits for note in hit.folded)
    assert all(hit.unit.kind != "note" for hit in hits)
    assert f"{EDITION}/doc-4" in parents


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["lens", "lamp oil", "NLC", "dredg*", '"the bar"', "wages~1", "O'Dair"]), min_size=1
    )
)
def test_highlights_lie_inside_their_passage(searcher: Searcher, pieces: list[str]) -> None:
    for hit in searcher.search(SearchRequest(" ".join(pieces))).hits:
        for passage in hit.passages:
            assert passage.text in str(hit.unit.abstract if passage.part == "abstract" else hit.unit.text)
            assert all(0 <= start < end <= len(passage.text) for start, end in passage.highlights)


def test_facets_count_the_whole_result(searcher: Searcher) -> None:
    include: frozenset[Include] = frozenset({"facets", "histogram"})
    result = searcher.search(SearchRequest("lens", limit=100, include=include))
    assert result.facets is not None
    assert result.histogram is not None
    assert tuple(result.facets) == FACETS
    assert sum(value.count for value in result.facets["kind"]) == result.total
    no_letters = [
        hit.unit for hit in result.hits if hit.unit.kind in ("biography", "glossary", "introduction")
    ]
    notes = [hit.unit for hit in result.hits if hit.unit.parent in {unit.id for unit in no_letters}]
    undated = len(no_letters) + len(notes)
    assert sum(month.count for month in result.histogram) == result.total - undated


def test_facets_and_explanations_come_only_when_asked_for(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest("lens"))
    assert (result.facets, result.histogram, result.hits[0].explain) == (None, None, None)


def test_a_hit_says_why_it_was_found(searcher: Searcher) -> None:
    hit = searcher.search(SearchRequest("lens", include=frozenset({"explain"}))).hits[0]
    assert hit.matched_by == ("keyword", "semantic")
    assert hit.explain is not None
    assert hit.explain["words"] == ["lens"]
    assert hit.explain["keyword_score"]
    assert hit.explain["semantic_rank"]


def test_an_expansion_can_be_taken_back(searcher: Searcher) -> None:
    with_it = searcher.search(SearchRequest("document 5"))
    keys = {item.removable_as for item in with_it.interpretations if item.removable_as}
    without = searcher.search(SearchRequest("document 5", literal=frozenset(keys)))
    assert with_it.total == 1
    assert without.total > 1
    assert without.interpretations == ()


def test_other_wordings_rank_beside_operators(searcher: Searcher) -> None:
    assert ask(searcher, "NLC -French")[0] == "glossary.nlc"


def test_of_a_pasted_page_the_rarest_words_are_looked_for(root: Path) -> None:
    searcher = Searcher.open(root, NAME, settings_in(root, clauses_max=2), HashingEncoder())
    page = "the lens and the lens and the Board and the forty wagons"
    assert ask(searcher, page, mode="keyword")[0] == "doc-9"


def test_what_is_named_and_not_there_is_said(searcher: Searcher) -> None:
    result = searcher.search(SearchRequest("document 99"))
    assert result.total == 0
    assert "doc-99" in str(result.notices[0])


def test_a_filter_that_leaves_a_named_unit_out_holds(searcher: Searcher) -> None:
    assert ask(searcher, "document 5", filters=Filters(include={"kind": ("note",)})) == []


def test_a_named_unit_must_have_what_operators_ask(searcher: Searcher) -> None:
    assert ask(searcher, 'document 5 "French lens"') == ["doc-11"]


def test_a_misspelling_is_noticed(searcher: Searcher) -> None:
    assert searcher.search(SearchRequest("harbor lens")).suggestion == "harbour lens"


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (SearchRequest("lens AND"), QuerySyntaxError),
        (SearchRequest("x" * 1001), FilterError),
        (SearchRequest("kind:letters"), FilterError),
        (SearchRequest("date:someday"), FilterError),
        (SearchRequest("sender:(Brandt NOT Tamm)"), FilterError),
        (SearchRequest("sender:Bra*"), FilterError),
        (SearchRequest(filters=Filters(include={"medium": ("pigeon",)})), FilterError),
        (SearchRequest("lens", cursor="nonsense"), CursorError),
    ],
)
def test_bad_requests_are_explained(
    searcher: Searcher, request_: SearchRequest, error: type[Exception]
) -> None:
    with pytest.raises(error):
        searcher.search(request_)


@pytest.mark.parametrize(
    ("query", "position", "length"),
    [
        ("lens kind:letters", 5, 12),
        ("date:someday lens", 0, 12),
        ("date:1922-13", 0, 12),
        ("date:0000", 0, 9),
        ("date:1923..1922", 0, 15),
        ("-date:1922-06..1922-05 lens", 1, 21),
        ('date:"1923 .. 1922"', 0, 19),
        ("sender:Bra* lens", 0, 11),
        ("+(lens kind:(note OR letters))", 7, 22),
    ],
)
def test_a_wrong_value_of_a_field_is_explained_where_it_stands(
    searcher: Searcher, query: str, position: int, length: int
) -> None:
    with pytest.raises(FilterError) as caught:
        searcher.search(SearchRequest(query))
    assert (caught.value.position, caught.value.length) == (position, length)
    assert caught.value.hint


def test_without_its_model_an_index_is_searched_by_words_and_says_so(root: Path) -> None:
    failing = FailingEncoder(error=ModelError("The model is gone."))
    searcher = Searcher.open(root, NAME, settings_in(root), failing)
    modes: tuple[Mode, ...] = ("hybrid", "semantic")
    for mode in modes:
        result = searcher.search(SearchRequest("forty wagons of coal", mode))
        assert ids(result)[0] == "doc-9"
        assert "The model is gone" in str(result.notices[0])


@pytest.mark.parametrize(
    ("model", "mode", "query", "is_noticed"),
    [
        ("all-MiniLM-L6-v2", "hybrid", "Wann wurde die Linse nach Orlets geschickt?", True),
        ("sentence-transformers/all-MiniLM-L6-v2", "semantic", "когда прислали линзу для маяка", True),
        ("all-MiniLM-L6-v2", "keyword", "Wann wurde die Linse nach Orlets geschickt?", False),
        ("all-MiniLM-L6-v2", "hybrid", "When was the lens sent to Orlets?", False),
        ("multilingual-e5-small", "hybrid", "Wann wurde die Linse nach Orlets geschickt?", False),
        ("my-own-model", "hybrid", "Wann wurde die Linse nach Orlets geschickt?", False),
    ],
)
def test_a_language_that_the_model_does_not_understand_is_noticed(
    tmp_path: Path, model: str, mode: Mode, query: str, is_noticed: bool
) -> None:
    encoder = HashingEncoder(name=model)
    build_lighthouse(tmp_path, encoder=encoder)
    searcher = Searcher.open(tmp_path, NAME, settings_in(tmp_path), encoder)
    notices = [one for one in searcher.search(SearchRequest(query, mode)).notices if "language" in str(one)]
    assert bool(notices) == is_noticed
    if is_noticed:
        assert "all-MiniLM-L6-v2, does not understand" in str(notices[0])
        assert "PEREPISKA_MODEL=multilingual-e5-small" in str(notices[0])


def test_an_index_of_words_alone_answers(tmp_path: Path) -> None:
    given = settings_in(tmp_path, model="none")
    build([lighthouse_edition()], root=tmp_path, name="words", settings=given)
    searcher = Searcher.open(tmp_path, "words", given)
    assert ask(searcher, "forty wagons of coal", mode="keyword")[0] == "doc-9"
    assert searcher.search(SearchRequest("coal")).notices
    assert searcher.info().model == "none"


def test_a_missing_index_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Searcher.open(tmp_path, "none", settings_in(tmp_path))


def test_a_unit_comes_with_its_surroundings(searcher: Searcher) -> None:
    view = searcher.unit(f"{EDITION}/doc-3")
    assert [note.id for note in view.notes] == [f"{EDITION}/doc-3.n1"] or view.notes
    assert {unit.id for unit in view.referenced_by} >= {f"{EDITION}/doc-1.n1"}
    assert (view.previous, view.next) == (f"{EDITION}/doc-2", f"{EDITION}/doc-4")


def test_an_unknown_unit_is_said_to_be_unknown(searcher: Searcher) -> None:
    with pytest.raises(UnknownUnit):
        searcher.unit("lighthouse/doc-99")
    with pytest.raises(UnknownUnit):
        searcher.related("lighthouse/doc-99")


def test_registers_are_listed(searcher: Searcher) -> None:
    edition = lighthouse_edition()
    assert [one.id for one in searcher.editions()] == [EDITION]
    assert searcher.persons() == edition.persons
    assert searcher.topics() == edition.topics
    assert searcher.terms() == edition.terms
    assert searcher.info().units == len(UNITS)


def test_related_and_suggested_keep_their_limits(searcher: Searcher) -> None:
    assert len(searcher.related(f"{EDITION}/doc-5", None, 3)) == 3
    assert len(searcher.suggest("b", 2)) == 2


def test_warming_loads_the_model(root: Path) -> None:
    encoder = HashingEncoder()
    Searcher.open(root, NAME, settings_in(root), encoder).warm()
    assert encoder.embedded == 1


def test_dates_bound_what_is_found(searcher: Searcher) -> None:
    filters = Filters({"kind": ("document",)}, earliest=date(1923, 1, 1), date_mode="certain")
    assert set(ask(searcher, "lens", filters=filters)) == {"doc-10", "doc-11"}


def test_a_facet_is_counted_over_what_passes_the_filters(searcher: Searcher) -> None:
    counts = searcher.counts("kind", Filters(include={"sender": ("brandt-a",)}))
    assert counts == {"document": counts["document"]}
    assert searcher.counts("topic", Filters())["works"] >= searcher.counts("topic", Filters())["dredging"]


def test_an_empty_result_says_what_emptied_it(searcher: Searcher) -> None:
    filters = Filters(include={"sender": ("brandt-a",), "topic": ("coal",)})
    result = searcher.search(SearchRequest("lens", filters=filters, limit=7))
    assert result.total == 0
    assert {one.name for one in result.relaxations} == {"sender", "topic"}
    for one in result.relaxations:
        again = searcher.search(one.request)
        assert (again.total, again.request.limit) == (one.total, 7)
    assert searcher.search(SearchRequest("lens")).relaxations == ()


def test_an_empty_result_is_offered_without_each_condition(searcher: Searcher) -> None:
    found = searcher.search(SearchRequest("+lens AND zeppelin AND NOT lens", mode="keyword"))
    assert (found.total, [one.request.text for one in found.relaxations]) == (0, ["lens zeppelin"])
    excluded = searcher.search(SearchRequest("+lens -lens", mode="keyword")).relaxations
    assert [(one.value, one.request.text) for one in excluded] == [
        ("NOT lens", "+lens"),
        ("+lens -lens", "lens"),
    ]


def test_half_a_surrogate_pair_finds_nothing(searcher: Searcher) -> None:
    assert ask(searcher, "lens sender:x\ud800") == []
    assert ask(searcher, "lens", filters=Filters({"sender": ("\ud800",)})) == []
    assert ask(searcher, "lens \ud800 -mentions:x\udfff")


def test_a_search_that_takes_too_long_gives_what_it_has(root: Path) -> None:
    hurried = Searcher.open(root, NAME, settings_in(root, search_seconds=1e-9), HashingEncoder())
    found = hurried.search(SearchRequest("who paid for the second lens?", include=frozenset({"answers"})))
    assert found.hits
    assert all(hit.matched_by == ("keyword",) for hit in found.hits)
    assert found.answers is None
    (notice,) = found.notices
    assert str(notice) == "The search reached its limit of 1e-09 seconds: only keywords were searched."
    assert hurried.search(SearchRequest("zeppelin", filters=Filters({"topic": ("coal",)}))).relaxations == ()


def test_where_one_filter_less_does_not_help_all_are_left_out(searcher: Searcher) -> None:
    filters = Filters({"sender": ("brandt-a",), "topic": ("coal",), "recipient": ("brandt-a",)})
    (one,) = searcher.search(SearchRequest("lens", filters=filters)).relaxations
    assert (one.name, one.request.filters) == ("filters", Filters())
    assert one.total == searcher.search(SearchRequest("lens")).total


def test_the_values_of_filters_have_names(searcher: Searcher) -> None:
    filters = Filters({"sender": ("brandt-a", "nobody"), "kind": ("note",)}, {"topic": ("coal",)})
    labels = searcher.labels(filters)
    assert labels.keys() == {("sender", "brandt-a"), ("topic", "coal")}
    assert labels["sender", "brandt-a"] == "A. K. Brandt"


def test_a_question_is_answered_with_sentences_of_the_edition(root: Path) -> None:
    settings = settings_in(root, answer_threshold=0.1)
    searcher = Searcher.open(root, NAME, settings, HashingEncoder())
    result = searcher.search(SearchRequest("Who paid for a second lens?", include=frozenset({"answers"})))
    assert result.answers
    for answer in result.answers:
        assert answer.text in answer.unit.text
    assert len(result.answers) <= settings.answers_max


@pytest.mark.parametrize(
    ("text", "mode", "include"),
    [("second lens", "hybrid", "answers"), ("who paid for the lens?", "keyword", "answers")],
)
def test_what_asks_nothing_or_searches_words_alone_is_not_answered(
    searcher: Searcher, text: str, mode: Mode, include: Include
) -> None:
    assert searcher.search(SearchRequest(text, mode=mode, include=frozenset({include}))).answers is None
