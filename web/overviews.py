"""Overview pages of an edition: day view, persons, places, topics, archive files and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial, wraps
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import UnknownUnit
from corpus.model import Topic, Unit
from corpus.text.natural_order import natural_key
from exports.addresses import filtered_search_address
from exports.api.parameters import NumberParameter
from search.optional_parts import optional
from web.bar_chart import BarChart, make_bar_chart, most_common_names
from web.browse import UnitEntry, edition_view_by_id, unit_entry, unit_exists
from web.day_view import DayView, make_day_view
from web.heatmap import make_topic_heatmap
from web.labels import format_count, medium_label
from web.network import Network, make_network
from web.pages import existing_units
from web.pages import unit as unit_page
from web.person_page import EditionEntry, make_person_page
from web.place_page import make_place_page
from web.redirects import redirect_permanently
from web.site import Site, cached_on_site, current_site
from web.texts import DisplayText, LazyText

overviews = Blueprint("overviews", __name__)

SENDERS_SHOWN: Final = 3
MIN_DOCUMENTS: Final = NumberParameter(
    "least", "Minimum number of documents that mention both persons", largest=1000, default=3
)

View = Callable[[str], AnyResponse | str]


def unit_takes_precedence(view: View) -> View:
    """Decorate a view of ``/<edition>/<name>`` so that a unit with the same address is shown instead."""

    @wraps(view)
    def wrapper(edition: str) -> AnyResponse | str:
        name = request.path.rpartition("/")[2]
        if unit_exists(current_site(), f"{edition}/{name}"):
            return unit_page(edition, name)
        return view(edition)

    return wrapper


@overviews.get("/<edition>/calendar")
@unit_takes_precedence
def calendar(edition: str) -> AnyResponse | str:
    """Show an edition's correspondence day by day, or the unit that has this address."""
    site = current_site()
    view = edition_view_by_id(site, edition)
    empty = DayView((), (), ())
    day_view = optional("days", lambda: day_view_of(site, edition), empty)
    return render_template("calendar.html", edition=view, day_view=day_view, is_known=day_view is not empty)


@overviews.get("/<edition>/persons/<person>")
def person(edition: str, person: str) -> AnyResponse | str:
    """Show a person of all editions: biographies, documents by role, and persons mentioned together.

    The address has the id that the person has in the edition. The id in the index and former ids redirect.

    Raises:
        UnknownEdition: the index has no such edition.
        UnknownUnit: the edition has no such person.
    """
    site = current_site()
    view = edition_view_by_id(site, edition)
    id = person_id(site, edition, person)
    entries = dict(site.searcher.person_entries()[id])
    if entries[edition].id != person:
        return redirect_permanently(site.person_address(edition, id))
    biographies = existing_units(site, (entry.biography for entry in entries.values() if entry.biography))
    page = make_person_page(
        site.persons()[id],
        [
            EditionEntry(site.edition(other), entry, biographies.get(entry.biography or ""))
            for other, entry in entries.items()
        ],
        [unit for other in entries for unit in site.units(other, "document")],
        site.persons(),
        partial(site.person_address, edition),
    )
    return render_template("person.html", edition=view, page=page)


@overviews.get("/<edition>/places/<place>")
def place(edition: str, place: str) -> str:
    """Show a place: its names, ids and coordinates, and the documents sent from and to it.

    Raises:
        UnknownEdition: the index has no such edition.
        UnknownUnit: the edition has no such place.
    """
    site = current_site()
    view = edition_view_by_id(site, edition)
    entry = site.places(edition).get(place)
    if entry is None:
        raise UnknownUnit(f"Place “{place}” not found.", f"See /{edition}/places for the place index.")
    page = make_place_page(entry, site.units(edition, "document"), edition)
    return render_template("place.html", edition=view, page=page)


def person_id(site: Site, edition: str, person: str) -> str:
    """Return the id in the index of a person of an edition, from the id there, in the index, or a former one.

    Raises:
        UnknownUnit: the edition has no such person.
    """
    entries = site.searcher.person_entries()
    for given in (f"{edition}/{person}", person):
        for found in site.searcher.identify_person(given):
            if edition in dict(entries.get(found.id, ())):
                return found.id
    raise UnknownUnit(f"Person “{person}” not found.", f"See /{edition}/persons for the person index.")


@overviews.get("/<edition>/topics/<topic>")
def topic(edition: str, topic: str) -> str:
    """Show a topic with an edition's documents on it and on its directly narrower topics.

    Raises:
        UnknownEdition: the index has no such edition.
        UnknownUnit: there is no such topic.
    """
    site = current_site()
    view = edition_view_by_id(site, edition)
    topics = {other.id: other for other in site.searcher.topics()}
    entry = topics.get(topic)
    if entry is None:
        raise UnknownUnit(f"Topic “{topic}” not found.", f"See /{edition}/topics for all topics.")
    narrower = [other for other in topics.values() if other.broader == topic]
    topic_ids = {topic, *(other.id for other in narrower)}
    documents = [
        unit for unit in site.units(edition, "document") if topic_ids & {other.id for other in unit.topics}
    ]
    return render_template(
        "topic.html",
        edition=view,
        topic=entry,
        broader=topics.get(entry.broader or ""),
        narrower=narrower,
        entries=[(unit_entry(unit), unit.date.display if unit.date else "") for unit in documents],
        chart=optional(
            "chart",
            lambda: make_bar_chart([(unit, [entry.label]) for unit in documents], [entry.label]),
            None,
        ),
        search=filtered_search_address(topic=topic, edition=edition),
        document_count=format_count(len(documents), "document"),
    )


@overviews.get("/<edition>/archive")
@unit_takes_precedence
def archive(edition: str) -> AnyResponse | str:
    """Show the archive files with their documents, or the unit that has this address."""
    site = current_site()
    view = edition_view_by_id(site, edition)
    return render_template("archive.html", edition=view, files=group_by_file(site.units(edition, "document")))


@overviews.get("/<edition>/pictures")
@unit_takes_precedence
def charts(edition: str) -> AnyResponse | str:
    """Show charts: letters over time, the network of persons, and topics by year.

    The network is limited by ``year`` and ``least`` (``MIN_DOCUMENTS``) in the query string.
    """
    site = current_site()
    view = edition_view_by_id(site, edition)
    year = request.args.get("year", "")
    least = MIN_DOCUMENTS.parse({MIN_DOCUMENTS.name: request.args.getlist("least")})
    documents = site.units(edition, "document")
    return render_template(
        "charts.html",
        edition=view,
        letters_by_sender=optional("chart", lambda: letters_by_sender(documents), None),
        letters_by_medium=optional("chart", lambda: letters_by_medium(documents), None),
        network=optional("network", lambda: network_of(site, edition, year, least), None),
        years=sorted({year for unit in documents if unit.date for year in unit.date.year_values}),
        year=year,
        least=least,
        heatmap=optional("topics by year", lambda: make_topic_heatmap(documents, topics_by_id(site)), None),
        person_address=site.person_address,
        filtered_search_address=filtered_search_address,
    )


def topics_by_id(site: Site) -> Mapping[str, Topic]:
    """Return the topics of the vocabulary by id."""
    return {topic.id: topic for topic in site.searcher.topics()}


@cached_on_site(16)
def day_view_of(site: Site, edition: str) -> DayView:
    """Return the day view of an edition, cached per generation."""
    return make_day_view(site.units(edition, "document"), edition)


@cached_on_site(64)
def network_of(site: Site, edition: str, year: str, least: int) -> Network | None:
    """Return the network of persons of an edition, cached per generation; None if it would be empty.

    Args:
        year: a year of four digits to which the documents are limited; "": all.
        least: documents that must mention two persons for an edge between them.
    """
    documents = [
        unit
        for unit in site.units(edition, "document")
        if not year or (unit.date and year in unit.date.year_values)
    ]
    names = {id: person.display for id, person in site.persons(edition).items()}
    return make_network(documents, names, least=least)


def letters_by_sender(documents: Sequence[Unit]) -> BarChart | None:
    """Return a chart of the letters by their first senders; None if no letter is dated.

    All but the ``SENDERS_SHOWN`` most frequent are shown as "Other senders".
    """
    others = LazyText("Other senders")
    first_senders: list[DisplayText] = [
        unit.senders[0].name if unit.senders else others for unit in documents
    ]
    most_frequent = most_common_names((name for name in first_senders if name != others), SENDERS_SHOWN)
    series = [name if name in most_frequent else others for name in first_senders]
    series_names = [*most_frequent, others] if others in series else most_frequent
    return make_bar_chart(zip(documents, ([name] for name in series), strict=True), series_names)


def letters_by_medium(documents: Sequence[Unit]) -> BarChart | None:
    """Return a chart of the letters by the five most frequent media; None if none of them is dated."""
    medium_labels = [
        medium_label(unit.medium) if unit.medium else LazyText("Not specified") for unit in documents
    ]
    return make_bar_chart(
        zip(documents, ([name] for name in medium_labels), strict=True), most_common_names(medium_labels, 5)
    )


def group_by_file(documents: Iterable[Unit]) -> list[tuple[str, str, list[tuple[UnitEntry, str]]]]:
    """Group documents by archive file: (file, address of its search, (entry, date) pairs), by their numbers.

    Documents without an archive reference are omitted.
    """
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
        for file, units in sorted(files.items(), key=lambda item: natural_key(item[0]))
    ]
