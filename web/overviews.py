"""Pages that show an edition as a whole: day by day, a person, a topic, archive files, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import UnknownUnit
from corpus.model import Topic, Unit
from exports.addresses import person_address, search_for
from exports.api.parameters import Number
from search.optional_parts import optional
from web.bars import Chart, chart, leading
from web.browse import Entry, entry, has_unit, introduced
from web.day_view import Days, lay_out_days
from web.heat import topics_by_year
from web.network import Network, draw_network
from web.pages import found_units
from web.pages import unit as unit_page
from web.person_page import make_person_page
from web.site import Site, cached_on_site, current_site
from web.texts import DisplayText, LazyText
from web.wording import counted, spoken_medium

overviews = Blueprint("overviews", __name__)

SENDERS_SHOWN: Final = 3
LEAST: Final = Number(
    "least", "Documents that must mention two persons for a line between them", largest=1000, default=3
)

View = Callable[[str], AnyResponse | str]


def unless_a_unit(view: View) -> View:
    """Let a unit that is named as the page is go first."""

    @wraps(view)
    def shown(edition: str) -> AnyResponse | str:
        name = request.path.rpartition("/")[2]
        if has_unit(current_site(), f"{edition}/{name}"):
            return unit_page(edition, name)
        return view(edition)

    return shown


@overviews.get("/<edition>/calendar")
@unless_a_unit
def calendar(edition: str) -> AnyResponse | str:
    """Show the correspondence day by day."""
    site = current_site()
    shown = introduced(site, edition)
    nothing = Days((), (), ())
    days = optional("days", lambda: days_of(site, edition), nothing)
    return render_template("calendar.html", edition=shown, days=days, is_known=days is not nothing)


@overviews.get("/<edition>/persons/<person>")
def person(edition: str, person: str) -> str:
    """Show a person."""
    site = current_site()
    shown = introduced(site, edition)
    persons = site.persons(edition)
    known = persons.get(person)
    if known is None:
        raise UnknownUnit(
            f"There is no person “{person}” here.", f"See /{edition}/persons for those there are."
        )
    biography = found_units(site, [known.biography]).get(known.biography) if known.biography else None
    documents = site.units(edition, "document")
    page = make_person_page(known, documents, biography, persons, edition)
    return render_template("person.html", edition=shown, page=page)


@overviews.get("/<edition>/topics/<topic>")
def topic(edition: str, topic: str) -> str:
    """Show a topic with its documents."""
    site = current_site()
    shown = introduced(site, edition)
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
        entries=[(entry(unit), unit.date.display if unit.date else "") for unit in documents],
        chart=optional(
            "chart", lambda: chart([(unit, [known.label]) for unit in documents], [known.label]), None
        ),
        search=search_for(topic=topic, edition=edition),
        counted=counted(len(documents), "document"),
    )


@overviews.get("/<edition>/archive")
@unless_a_unit
def archive(edition: str) -> AnyResponse | str:
    """List the archive files with their documents."""
    site = current_site()
    shown = introduced(site, edition)
    return render_template("archive.html", edition=shown, files=files_of(site.units(edition, "document")))


@overviews.get("/<edition>/pictures")
@unless_a_unit
def pictures(edition: str) -> AnyResponse | str:
    """Draw the edition: letters over time, who is mentioned with whom, topics over the years."""
    site = current_site()
    shown = introduced(site, edition)
    year = request.args.get("year", "")
    least = LEAST.read({LEAST.name: request.args.getlist("least")})
    documents = site.units(edition, "document")
    return render_template(
        "pictures.html",
        edition=shown,
        by_sender=optional("chart", lambda: by_sender(documents), None),
        by_medium=optional("chart", lambda: by_medium(documents), None),
        network=optional("network", lambda: network_of(site, edition, year, least), None),
        years=sorted({year for unit in documents if unit.date for year in unit.date.year_values}),
        year=year,
        least=least,
        heat=optional("topics by year", lambda: topics_by_year(documents, topics_of(site)), None),
        person_address=person_address,
        search_for=search_for,
    )


def topics_of(site: Site) -> Mapping[str, Topic]:
    """Map a topic's id to its entry."""
    return {topic.id: topic for topic in site.searcher.topics()}


@cached_on_site(16)
def days_of(site: Site, edition: str) -> Days:
    """Lay the days out, once for each generation."""
    return lay_out_days(site.units(edition, "document"), edition)


@cached_on_site(64)
def network_of(site: Site, edition: str, year: str, least: int) -> Network | None:
    """Lay the network out, once for each generation."""
    documents = [
        unit
        for unit in site.units(edition, "document")
        if not year or (unit.date and year in unit.date.year_values)
    ]
    names = {id: one.display for id, one in site.persons(edition).items()}
    return draw_network(documents, names, least=least)


def by_sender(documents: Sequence[Unit]) -> Chart | None:
    """Draw the letters by those who wrote most, each letter under its first writer."""
    others = LazyText("Other senders")
    first: list[DisplayText] = [unit.senders[0].name if unit.senders else others for unit in documents]
    main = leading((name for name in first if name != others), SENDERS_SHOWN)
    series = [name if name in main else others for name in first]
    shown = [*main, others] if others in series else main
    return chart(zip(documents, ([name] for name in series), strict=True), shown)


def by_medium(documents: Sequence[Unit]) -> Chart | None:
    """Draw the letters by medium."""
    media = [spoken_medium(unit.medium) if unit.medium else LazyText("Not specified") for unit in documents]
    return chart(zip(documents, ([name] for name in media), strict=True), leading(media, 5))


def files_of(documents: Iterable[Unit]) -> list[tuple[str, str, list[tuple[Entry, str]]]]:
    """Gather documents under the files they lie in: (file, address of its search, documents with dates)."""
    files: dict[str, list[Unit]] = {}
    for unit in documents:
        if unit.archive:
            files.setdefault(unit.archive.file, []).append(unit)
    return [
        (
            file,
            search_for(archive=file),
            [(entry(unit), unit.date.display if unit.date else "") for unit in units],
        )
        for file, units in sorted(files.items())
    ]
