from __future__ import annotations

from dataclasses import replace
from datetime import date

from corpus.model import DateSpan
from search.model import HistogramBin, SearchRequest
from search.results.facets import FoundRows, count_facets, histogram
from store.fields import FACETS
from store.unit_table import Mask, UnitTable
from tests.editions import EDITION, lighthouse_edition

UNITS = lighthouse_edition().units
TABLE = UnitTable.from_units(UNITS, lighthouse_edition().topics)
EVERYTHING = SearchRequest()


def mask(*ids: str) -> Mask:
    found = ~TABLE.all_rows()
    found[[TABLE.rows[f"{EDITION}/{id}"] for id in ids]] = True
    return found


def rows(*ids: str, by_words: tuple[str, ...] | None = None) -> FoundRows:
    return FoundRows(mask(*ids), mask(*(ids if by_words is None else by_words)))


EVERY_ROW = FoundRows(TABLE.all_rows(), TABLE.all_rows())


def test_every_facet_is_counted() -> None:
    assert tuple(count_facets(TABLE, EVERY_ROW, EVERYTHING, {}, {}, 60)) == FACETS


def test_a_facet_counts_units_of_the_mask_alone() -> None:
    found = count_facets(
        TABLE,
        rows("doc-1", "doc-1.n1", "doc-5"),
        EVERYTHING,
        {},
        {"sender": {"brandt-a": "A. K. Brandt"}},
        60,
    )
    assert [(one.value, one.label, one.count) for one in found["sender"]] == [("brandt-a", "A. K. Brandt", 2)]
    assert {one.value: one.count for one in found["kind"]} == {"document": 2, "note": 1}


def test_a_note_counts_in_its_documents_year() -> None:
    found = count_facets(TABLE, rows("doc-1.n1"), EVERYTHING, {}, {}, 60)
    assert [(one.value, one.count) for one in found["year"]] == [("1921", 1)]


def test_years_stand_in_their_order() -> None:
    years = [one.value for one in count_facets(TABLE, EVERY_ROW, EVERYTHING, {}, {}, 60)["year"]]
    assert years == ["1921", "1922", "1923"]


def test_what_is_filtered_by_is_selected() -> None:
    found = count_facets(TABLE, rows("doc-1", "doc-6"), EVERYTHING, {"sender": ("brandt-a",)}, {}, 60)
    assert {one.value: one.selected for one in found["sender"]} == {"brandt-a": True, "haugen-i": False}


def test_a_wide_topic_counts_the_units_of_its_narrower_ones_once() -> None:
    found = {one.value: one for one in count_facets(TABLE, EVERY_ROW, EVERYTHING, {}, {}, 60)["topic"]}
    narrow = [one for one in found.values() if one.broader == "works"]
    assert found["works"].broader is None
    assert len(narrow) > 1
    assert max(one.count for one in narrow) <= found["works"].count <= sum(one.count for one in narrow)


def test_a_long_facet_is_cut_but_for_what_is_selected() -> None:
    found = count_facets(TABLE, EVERY_ROW, EVERYTHING, {"topic": ("wrecks",)}, {}, 1)["topic"]
    assert len(found) == 2
    assert (found[-1].value, found[-1].selected) == ("wrecks", True)


def test_the_histogram_has_empty_months_between() -> None:
    assert histogram(TABLE, rows("doc-5", "doc-8")) == (
        HistogramBin("1922-06", 1, 0, 1), HistogramBin("1922-07", 0), HistogramBin("1922-08", 1, 0, 1),
    )  # fmt: skip


def test_an_open_date_counts_as_uncertain_in_the_month_of_its_known_end() -> None:
    assert histogram(TABLE, rows("doc-7")) == (HistogramBin("1922-07", 1, 1, 1, 1),)


def test_the_undated_stand_last() -> None:
    assert histogram(TABLE, rows("doc-12", "doc-5")) == (
        HistogramBin("1922-06", 1, 0, 1), HistogramBin(None, 1, 0, 1),
    )  # fmt: skip


def test_nothing_makes_no_histogram() -> None:
    assert histogram(TABLE, rows()) == ()


def test_months_and_values_tell_units_with_words_from_similar_ones() -> None:
    found = rows("doc-5", "doc-7", "doc-8", "doc-12", by_words=("doc-8",))
    months = [(one.month, one.count, one.words, one.uncertain_words) for one in histogram(TABLE, found)]
    assert months == [("1922-06", 1, 0, 0), ("1922-07", 1, 0, 0), ("1922-08", 1, 1, 0), (None, 1, 0, 0)]
    senders = count_facets(TABLE, found, EVERYTHING, {}, {}, 60)["sender"]
    assert senders[0].words == 1
    assert sum(one.words for one in senders) == 1


def test_years_of_silence_are_not_drawn_month_by_month() -> None:
    span = DateSpan("1321-02-03", "3 February 1321", date(1321, 2, 3), date(1321, 2, 3), "exact", "dateline")
    table = UnitTable.from_units([replace(UNITS[0], date=span), *UNITS[1:]])
    bins = histogram(table, FoundRows(table.all_rows(), table.all_rows()))
    assert bins[0].month == "1321-02"
    assert len(bins) < 50


def test_a_column_gives_the_values_of_a_row() -> None:
    row = TABLE.rows[f"{EDITION}/doc-11"]
    assert set(TABLE.columns["sender"].row_values(row)) == {"brandt-a", "haugen-i"}
    assert TABLE.value("medium", TABLE.rows[f"{EDITION}/glossary.nlc"]) is None


def test_a_document_has_its_notes() -> None:
    notes = TABLE.notes_of(TABLE.rows[f"{EDITION}/doc-1"])
    assert [TABLE.ids[row] for row in notes] == [f"{EDITION}/doc-1.n1", f"{EDITION}/doc-1.n2"]
