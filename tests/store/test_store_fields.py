"""What derives from the table of fields: whatever is added to it is everywhere."""

from __future__ import annotations

from dataclasses import replace

import click
import pytest

import perepiska
from corpus.errors import FilterError
from corpus.model import PlaceRef
from exports.api.models import FacetsModel
from search.model import Filters, SearchRequest
from search.query.grammar import FIELDS as QUERY_FIELDS
from search.searcher import Searcher
from store.fields import FACETS, FIELDS, FILTERS
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.filter_links import FILTER_HEADINGS


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """The small edition: letters from Port Ansel go to the Capital, those from there to Orlets."""
    root = tmp_path_factory.mktemp("indexes")
    sent = {"Port Ansel": PlaceRef("capital", "Capital"), "Capital": PlaceRef("orlets", "Orlets")}
    edition = lighthouse_edition()
    units = tuple(replace(unit, sent_to=sent.get(unit.place or "")) for unit in edition.units)
    build_lighthouse(root, edition=replace(edition, units=units))
    return Searcher.open(root, NAME, settings_in(root), HashingEncoder())


def test_a_field_is_in_every_list_it_belongs_to() -> None:
    options = {
        option
        for parameter in perepiska.main.commands["search"].params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    for field in FIELDS:
        assert (field.name in QUERY_FIELDS) == bool(field.filter or field.query_only)
        assert (f"--{field.name}" in options) == (f"--not-{field.name}" in options) == bool(field.filter)
        assert (field.name in FacetsModel.model_fields) == field.is_facet
        assert (field.name in FILTER_HEADINGS) == bool(field.label)


@pytest.mark.parametrize("name", [name for name in FACETS if name in FILTERS])
def test_the_count_of_a_facet_is_what_its_filter_and_query_field_find(searcher: Searcher, name: str) -> None:
    facets = searcher.search(SearchRequest("", include=frozenset({"facets"}))).facets
    assert facets
    assert facets[name]
    for value in facets[name]:
        found = searcher.search(SearchRequest("", filters=Filters({name: (value.value,)})))
        asked = searcher.search(SearchRequest(f'{name}:"{value.value}"', mode="keyword"))
        assert (value.count, value.count) == (found.total, asked.total), value


def test_a_place_is_either_end_of_a_letter(searcher: Searcher) -> None:
    def total(**filters: str) -> int:
        include = {name: (value,) for name, value in filters.items()}
        return searcher.search(SearchRequest("", filters=Filters(include))).total

    assert (
        total(place="orlets") == total(origin="Orlets") + total(destination="Orlets") > total(origin="Orlets")
    )
    assert total(origin="Port Ansel", destination="Capital") == total(origin="Port Ansel")


def test_a_place_is_found_by_its_id_and_by_every_name(searcher: Searcher) -> None:
    names = ("port-ansel", "Port Ansel", "[port ansel].", "PORT-ANSEL", "Anselhaven")
    totals = {
        name: searcher.search(SearchRequest("", filters=Filters({"origin": (name,)}))).total for name in names
    }
    assert set(totals.values()) == {5}, totals
    assert searcher.search(SearchRequest('origin:"Port Ansel"', mode="keyword")).total == 5


def test_a_facet_of_places_has_one_value_per_place_labelled_by_its_name(searcher: Searcher) -> None:
    facets = searcher.search(SearchRequest("", include=frozenset({"facets"}))).facets
    assert facets
    assert {value.value: value.label for value in facets["origin"]} == {
        place.id: place.name for place in lighthouse_edition().places
    }


def test_an_unknown_place_is_refused_and_the_nearest_offered(searcher: Searcher) -> None:
    with pytest.raises(FilterError) as refused:
        searcher.search(SearchRequest("", filters=Filters({"origin": ("Port Hansel",)})))
    assert refused.value.hint == "Did you mean “Port Ansel”?"


def test_a_place_that_no_letter_went_to_has_none(searcher: Searcher) -> None:
    assert searcher.search(SearchRequest("", filters=Filters({"destination": ("Le Havre",)}))).total == 0
