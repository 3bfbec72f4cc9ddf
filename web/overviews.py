"""Pages that show an edition as a whole: day by day, a person, a topic, archive files, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import UnknownUnit
from corpus.model import Topic, Unit
from exports.addresses import filtered_search_address, person_address
from exports.api.parameters import NumberParameter
from search.optional_parts import optional
from web.bar_chart import BarChart, make_bar_chart, most_common_names
from web.browse import UnitEntry, edition_view_of, unit_entry, unit_exists
from web.day_view import DayView, make_day_view
from web.heatmap import make_topic_heatmap
from web.labels import format_count, medium_label
from web.network import Network, make_network
from web.pages import existing_units
from web.pages import unit as unit_page
from web.person_page import make_person_page
from web.site import Site, cached_on_site, current_site
from web.texts import DisplayText, LazyText

overviews = Blueprint("overviews", __name__)

SENDERS_SHOWN: Final = 3
MIN_DOCUMENTS: Final = NumberParameter(
    "least", "Documents that must mention two persons for a line between them", largest=1000, default=3
)

View = Callable[[str], AnyResponse | str]


def unit_takes_precedence(view: View) -> View:
    """Let a unit that is named as the page is go first."""

    @wraps(view)
    def shown(edition: str) -> AnyResponse | str:
        name = request.path.rpartition("/")[2]
        if unit_exists(current_site(), f"{edition}/{name}"):
            return unit_page(edition, name)
        return view(edition)

    return shown


@overviews.get("/<edition>/calendar")
@unit_takes_precedence
def calendar(edition: str) -> AnyResponse | str:
    """Show the correspondence day by day."""
    site = current_site()
    shown = edition_view_of(site, edition)
    nothing = DayView((), (), ())
    day_view = optional("days", lambda: day_view_of(site, edition), nothing)
    return render_template(
        "calendar.html", edition=shown, day_view=day_view, is_known=day_view is not nothing
    )


@overviews.get("/<edition>/persons/<person>")
def person(edition: str, person: str) -> str:
    """Show a person."""
    site = current_site()
    shown = edition_view_of(site, edition)
    persons = site.persons(edition)
    known = persons.get(person)
    if known is None:
        raise UnknownUnit(
            f"There is no person “{person}” here.", f"See /{edition}/persons for those there are."
        )
    biography = existing_units(site, [known.biography]).get(known.biography) if known.biography else None
    documents = site.units(edition, "document")
    page = make_person_page(known, documents, biography, persons, edition)
    return render_template("person.html", edition=shown, page=page)


@overviews.get("/<edition>/topics/<topic>")
def topic(edition: str, topic: str) -> str:
    """Show a topic with its documents."""
    site = current_site()
    shown = edition_view_of(site, edition)
    topics = {one.id: one for one in site.searcher.topics()}
    known = topics.get(topic)
    if known is None:
        raise UnknownUnit(f"There is no topic “{topic}” here.", f"See /{edition}/topics for those there are.")
    narrower = [one for one in topics.values() if one.broader == topic]
    wanted = {topic, *(one.id for one in narrower)}
    documents = [unit for unit in site.units(edition, "document") if wanted & {one.id for one in unit.topics}]
    return render_template(
        "topic.html",
        edition=shown,
        topic=known,
        broader=topics.get(known.broader or ""),
        narrower=narrower,
        entries=[(unit_entry(unit), unit.date.display if unit.date else "") for unit in documents],
        chart=optional(
            "chart",
            lambda: make_bar_chart([(unit, [known.label]) for unit in documents], [known.label]),
            None,
        ),
        search=filtered_search_address(topic=topic, edition=edition),
        document_count=format_count(len(documents), "document"),
    )


@overviews.get("/<edition>/archive")
@unit_takes_precedence
def archive(edition: str) -> AnyResponse | str:
    """List the archive files with their documents."""
    site = current_site()
    shown = edition_view_of(site, edition)
    return render_template(
        "archive.html", edition=shown, files=group_by_file(site.units(edition, "document"))
    )


@overviews.get("/<edition>/pictures")
@unit_takes_precedence
def charts(edition: str) -> AnyResponse | str:
    """Draw the edition: letters over time, who is mentioned with whom, topics over the years."""
    site = current_site()
    shown = edition_view_of(site, edition)
    year = request.args.get("year", "")
    least = MIN_DOCUMENTS.parse({MIN_DOCUMENTS.name: request.args.getlist("least")})
    documents = site.units(edition, "document")
    return render_template(
        "charts.html",
        edition=shown,
        letters_by_sender=optional("chart", lambda: letters_by_sender(documents), None),
        letters_by_medium=optional("chart", lambda: letters_by_medium(documents), None),
        network=optional("network", lambda: network_of(site, edition, year, least), None),
        years=sorted({year for unit in documents if unit.date for year in unit.date.year_values}),
        year=year,
        least=least,
        heatmap=optional("topics by year", lambda: make_topic_heatmap(documents, topics_by_id(site)), None),
        person_address=person_address,
        filtered_search_address=filtered_search_address,
    )


def topics_by_id(site: Site) -> Mapping[str, Topic]:
    """Map a topic's id to its entry."""
    return {topic.id: topic for topic in site.searcher.topics()}


@cached_on_site(16)
def day_view_of(site: Site, edition: str) -> DayView:
    """Lay the days out, once for each generation."""
    return make_day_view(site.units(edition, "document"), edition)


@cached_on_site(64)
def network_of(site: Site, edition: str, year: str, least: int) -> Network | None:
    """Lay the network out, once for each generation."""
    documents = [
        unit
        for unit in site.units(edition, "document")
        if not year or (unit.date and year in unit.date.year_values)
    ]
    names = {id: one.display for id, one in site.persons(edition).items()}
    return make_network(documents, names, least=least)


def letters_by_sender(documents: Sequence[Unit]) -> BarChart | None:
    """Draw the letters by those who wrote most, each letter under its first writer."""
    others = LazyText("Other senders")
    first: list[DisplayText] = [unit.senders[0].name if unit.senders else others for unit in documents]
    main = most_common_names((name for name in first if name != others), SENDERS_SHOWN)
    series = [name if name in main else others for name in first]
    shown = [*main, others] if others in series else main
    return make_bar_chart(zip(documents, ([name] for name in series), strict=True), shown)


def letters_by_medium(documents: Sequence[Unit]) -> BarChart | None:
    """Draw the letters by medium."""
    media = [medium_label(unit.medium) if unit.medium else LazyText("Not specified") for unit in documents]
    return make_bar_chart(
        zip(documents, ([name] for name in media), strict=True), most_common_names(media, 5)
    )


def group_by_file(documents: Iterable[Unit]) -> list[tuple[str, str, list[tuple[UnitEntry, str]]]]:
    """Gather documents under the files they lie in: (file, address of its search, documents with dates)."""
    files: dict[str, list[Unit]] = {}
    for unit in documents:
        if unit.archive:
            files.setdefault(unit.archive.file, []).append(unit)
    return [
        (
            file,
            filtered_search_address(archive=file),
            [(unit_entry(unit), unit.date.display if unit.date else "") for unit in units],
        )
        for file, units in sorted(files.items())
    ]
