from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.model import Certainty, DateSpan, YearSource
from exports.addresses import with_question
from search.model import (
    FacetValue,
    Filters,
    HistogramBin,
    IndexInfo,
    Interpretation,
    Relaxation,
    SearchRequest,
    SearchResult,
)  # fmt: skip
from web.filter_links import (
    make_chips,
    make_facets,
    period_text,
    search_page_address,
    with_period,
    with_value,
    without_value,
)
from web.histogram import make_histogram
from web.hits import can_link_periods, relaxation_link
from web.home import example_questions, query_from_heading
from web.labels import date_bounds, date_remark, format_count


def asked(text: str = "", *, cursor: str | None = None) -> SearchRequest:
    """Ask as the page does, unless told otherwise."""
    return SearchRequest(text, cursor=cursor, group="document")


def test_a_value_is_added_once_and_removed_whole() -> None:
    request = with_value(with_value(asked(cursor="x"), "sender", "a"), "sender", "a")
    assert request.filters.include == {"sender": ("a",)}
    assert request.cursor is None
    assert without_value(request, "sender", "a") == asked()
    exclude_address = with_value(asked(), "kind", "note", excluded=True)
    assert search_page_address(exclude_address) == "/search?not.kind=note"
    assert without_value(exclude_address, "kind", "note", excluded=True) == asked()


def test_a_period_bounds_the_date_on_both_sides() -> None:
    bounded = with_period(asked(), "1922-02")
    assert (bounded.filters.earliest, bounded.filters.latest) == (date(1922, 2, 1), date(1922, 2, 28))
    assert with_period(bounded, None) == asked()


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        (None, None, ""),
        (date(1922, 3, 4), None, "from 4 March 1922"),
        (None, date(1922, 3, 4), "until 4 March 1922"),
        (date(1922, 3, 4), date(1922, 3, 4), "4 March 1922"),
        (date(1922, 3, 4), date(1922, 5, 1), "4 March 1922 – 1 May 1922"),
    ],
)
def test_bounds_are_said_in_words(earliest: date | None, latest: date | None, text: str) -> None:
    assert str(period_text(Filters(earliest=earliest, latest=latest))) == text


def test_a_fixed_interpretation_has_no_link() -> None:
    (chip,) = make_chips(asked(text='"ice"'), (Interpretation("phrase", "ice", "ice"),), {})
    assert (str(chip.heading), chip.label, chip.address) == ("Exact phrase", "ice", None)


def test_a_facet_shows_some_values_and_keeps_the_rest() -> None:
    values = tuple(FacetValue(f"t{n}", f"T{n}", 20 - n, selected=n == 9) for n in range(12))
    (facet,) = make_facets(asked(), {"topic": values})
    assert facet.shown[0].label == "T9"
    assert (len(facet.shown), len(facet.more)) == (7, 5)


def test_narrow_topics_stand_under_their_wide_one_and_the_chosen_are_never_hidden() -> None:
    values = tuple(FacetValue(f"w{n}", f"W{n}", 30 - n) for n in range(6)) + tuple(
        FacetValue(f"n{n}", f"N{n}", 9 - n, selected=n == 8, broader=f"w{5 * (n == 8)}") for n in range(9)
    )
    (facet,) = make_facets(asked(), {"topic": values})
    shown = [(link.label, link.is_narrower) for link in facet.shown]
    assert shown[:4] == [("W0", False), ("N0", True), ("N1", True), ("W1", False)]
    assert shown[-2:] == [("W5", False), ("N8", True)]
    assert [link.label for link in facet.more] == ["N2", "N3", "N4", "N5", "N6", "N7", "W4"]


def test_a_facet_without_a_choice_is_left_out() -> None:
    assert make_facets(asked(), {"kind": (FacetValue("note", "note", 3),), "unheard-of": ()}) == ()


def test_a_count_with_words_is_kept_unless_the_value_would_be_added() -> None:
    values = (FacetValue("a", "A", 9, added=9, words=2), FacetValue("b", "B", 5, added=3, words=1))
    (facet,) = make_facets(asked(text="ice"), {"sender": values})
    assert [(link.count, link.words) for link in facet.shown] == [(9, 2), (5, 1)]
    chosen = (replace(values[0], selected=True), values[1])
    (facet,) = make_facets(with_value(asked(text="ice"), "sender", "a"), {"sender": chosen})
    assert [(link.count, link.words, link.is_added) for link in facet.shown] == [
        (9, 2, False),
        (3, None, True),
    ]


def test_a_filter_given_by_name_is_removed_too() -> None:
    request = with_value(asked(), "sender", "Brandt")
    values = (FacetValue("brandt-a", "Brandt", 3, selected=True), FacetValue("tamm-j", "Tamm", 1))
    (facet,) = make_facets(request, {"sender": values})
    assert facet.shown[0].address == "/search"


def test_kinds_are_called_as_people_do() -> None:
    values = (FacetValue("note", "note", 3), FacetValue("glossary", "glossary", 1))
    (facet,) = make_facets(asked(), {"kind": values})
    assert [str(link.label) for link in facet.shown] == ["Editors’ notes", "Glossary entries"]


def test_a_selected_year_is_followed_to_take_it_away() -> None:
    request = with_period(asked(text="ice"), "1922")
    (facet,) = make_facets(request, {"year": (FacetValue("1922", "1922", 3), FacetValue("1923", "1923", 1))})
    assert [(link.selected, link.address) for link in facet.shown] == [
        (True, "/search?q=ice"),
        (False, "/search?q=ice&from=1923&to=1923"),
    ]


def test_months_are_drawn_over_whole_years() -> None:
    histogram = make_histogram(
        (HistogramBin("1921-03", 2), HistogramBin("1922-12", 4, 1), HistogramBin(None, 3))
    )
    assert histogram
    assert [(bar.period, str(bar.label), bar.count, bar.uncertain) for bar in histogram.bars] == [
        ("1921-03", "March 1921", 2, 0),
        ("1922-12", "December 1922", 4, 1),
    ]
    assert histogram.bars[1].height == histogram.height
    assert all(bar.x + bar.width <= histogram.width for bar in histogram.bars)
    assert [mark.year for mark in histogram.years] == ["1921", "1922"]
    assert (histogram.first, histogram.periods) == ("1921-01", 24)
    assert histogram.bars[0].x == round(2 * histogram.step, 2)


def test_what_may_be_of_another_month_and_what_has_no_date_is_set_apart() -> None:
    histogram = make_histogram(
        (HistogramBin("1921-03", 4, 1), HistogramBin("1921-05", 2), HistogramBin(None, 8))
    )
    assert histogram
    march, may = histogram.bars
    assert march.uncertain_height == march.height / 4
    assert may.uncertain_height == 0
    undated = histogram.undated
    assert undated
    assert (str(undated.label), undated.count, undated.height) == ("Undated", 8, histogram.height)
    assert undated.x > max(bar.x + bar.width for bar in histogram.bars)


def test_many_years_are_drawn_as_years() -> None:
    histogram = make_histogram(tuple(HistogramBin(f"{year}-05", 1) for year in range(1800, 1900)))
    assert histogram
    assert histogram.bars[0].label == "1800"
    assert len(histogram.years) < 40


def test_nothing_dated_draws_nothing() -> None:
    assert make_histogram(()) is None
    assert make_histogram((HistogramBin(None, 5),)) is None


@pytest.mark.parametrize(
    ("certainty", "source", "remark"),
    [
        ("exact", "dateline", ""),
        ("inferred", "editors", "supplied by the editors"),
        ("exact", "editors", "year supplied by the editors"),
        ("approximate", "chapter", "approximate; year taken from the chapter"),
    ],
)
def test_it_is_said_how_sure_a_date_is(certainty: Certainty, source: YearSource, remark: str) -> None:
    assert str(date_remark(DateSpan("1922", "1922", None, None, certainty, source))) == remark


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        (None, None, ""),
        (date(1922, 3, 4), date(1922, 3, 4), ""),
        (date(1922, 3, 4), date(1922, 3, 6), "4 March 1922 to 6 March 1922"),
        (date(1922, 3, 4), None, "not before 4 March 1922"),
        (None, date(1922, 3, 4), "not after 4 March 1922"),
    ],
)
def test_a_span_of_days_is_said_in_words(earliest: date | None, latest: date | None, text: str) -> None:
    assert str(date_bounds(DateSpan("x", "x", earliest, latest, "approximate", "dateline"))) == text


def test_numbers_are_counted_in_words() -> None:
    counts = [(1, "hit"), (1204, "hit"), (2, "entry")]
    assert [str(format_count(*count)) for count in counts] == ["1 result", "1,204 results", "2 entries"]


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("Harbour: dredging of", "Harbour dredging"),
        ("Lamps, French", "Lamps French"),
        ("of", "of"),
        ("Ice", "Ice"),
    ],
)
def test_an_index_heading_is_written_as_one_would_ask(term: str, words: str) -> None:
    assert query_from_heading(term) == words


def test_an_empty_index_has_no_examples() -> None:
    assert example_questions({}, ()) == ()


@pytest.mark.parametrize(
    ("name", "excluded", "text"),
    [
        ("topic", False, "Remove the filter “Coal” (Topic): 3 results"),
        ("sender", True, "Stop excluding “brandt-a” (Sender): 3 results"),
        ("date", False, "Search all dates: 3 results"),
        ("operators", False, "Search the same words without operators: 3 results"),
        ("filters", False, "Remove all filters: 3 results"),
        ("condition", False, "Remove “x” from the query: 3 results"),
    ],
)
def test_what_emptied_a_result_is_said_in_words(name: str, excluded: bool, text: str) -> None:
    value = {"topic": "coal", "sender": "brandt-a"}.get(name, "x")
    one = Relaxation(name, value, excluded, asked("lens"), 3)
    shown = relaxation_link(one, {("topic", "coal"): "Coal"})
    assert (str(shown.text), shown.address) == (text, "/search?q=lens")


@pytest.mark.parametrize("length", [10, 100, 1000])
def test_links_have_a_bounded_length_together(length: int) -> None:
    request = asked(text="中" * length)
    values = {
        name: tuple(FacetValue(f"{name}{n}", f"V{n}", 1) for n in range(60)) for name in ("topic", "kind")
    }
    links = [link for facet in make_facets(request, values) for link in (*facet.shown, *facet.more)]
    written = sum(len(link.address) + len(link.exclude_address or "") for link in links)
    assert 0 < written < 600_000
    selected = make_facets(
        request, {"topic": (FacetValue("t", "T", 1), FacetValue("u", "U", 1, selected=True))}
    )
    assert any(link.selected for facet in selected for link in facet.shown)


def test_the_histogram_of_a_very_long_search_is_left_out() -> None:
    bins = tuple(HistogramBin(f"19{year:02}-01", 1) for year in range(60))
    short, long = (
        SearchResult(asked(text="中" * length), (), 0, True, 0.0, IndexInfo("g", 1, 1, "m"), histogram=bins)
        for length in (10, 1000)
    )
    assert can_link_periods(short)
    assert not can_link_periods(long)


def test_a_link_to_a_unit_carries_the_beginning_of_a_long_question() -> None:
    assert with_question("/e/doc-1#p2", "lamp oil") == "/e/doc-1?q=lamp+oil#p2"
    assert len(with_question("/e/doc-1", "a" * 1000)) < 600
