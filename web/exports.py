"""Results and units to take away: tables, references, TEI, CMIF; twins of the pages by suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import FilterError
from corpus.model import Unit
from corpus.slugs import slug
from exports.api.parameters import Pair
from exports.citation_formats import MEDIA_TYPES as REFERENCES
from exports.citation_formats import write_references
from exports.clean_text import clean
from exports.cmif import write_cmif
from exports.linked_data import write_linked_data
from exports.tables import write_csv, write_json_lines
from exports.tei import MEDIA_TYPE as TEI
from exports.tei import Exported, write_tei
from search.model import Filters, SearchRequest
from web.pages import whole_address
from web.reading import unit_address
from web.redirects import quoted_query, redirect_within
from web.settings import ServerSettings
from web.site import Room, Searcher, enter, this_room

exports = Blueprint("exports", __name__)

Writer = Callable[[Room, list[Unit]], str]


def result(form: str) -> Response:
    """Give the units of a search, as many as the setting ``export_max`` allows, in their order."""
    room = this_room()
    asked = room.read_search(request.args.items(multi=True))
    return as_file(room, form, list(room.searcher.units(asked, room.settings.export_max)), "search")


def whole(edition: str, form: str) -> Response:
    """Give the documents of an edition."""
    room = this_room()
    known = room.edition(edition)
    asked = SearchRequest(filters=Filters(include={"edition": (known.id,), "kind": ("document",)}))
    return as_file(room, form, list(room.searcher.units(asked, room.settings.export_max)), edition)


def one(edition: str, unit: str, form: str) -> Response:
    """Give a unit."""
    room = this_room()
    id = f"{edition}/{unit}"
    return as_file(room, form, [room.searcher.unit(id).unit], slug(id))


def export(searcher: Searcher, settings: ServerSettings, form: str, asked: Iterable[Pair], root: str) -> str:
    """Write the units of a search in one of ``FORMS``, as the site that is read at ``root`` would.

    Raises:
        FilterError: there is no such form, or the search cannot be asked.
    """
    if form not in FORMS:
        raise FilterError(
            f"“{form}” is no form of export.", f"Known are {', '.join(FORMS)}.", parameter="form"
        )
    app = Flask(__name__)
    enter(app, Room(searcher, settings))
    with app.test_request_context(f"/search.{form}?{urlencode(list(asked))}", base_url=root):
        return result(form).get_data(as_text=True)


@exports.get("/<edition>/<unit>.json")
def one_as_data(edition: str, unit: str) -> AnyResponse:
    """Lead to the unit in the API."""
    return redirect_within(f"/api/v1/units/{quote(edition, safe='')}/{quote(unit, safe='')}")


@exports.get("/<edition>.json")
def whole_as_data(edition: str) -> AnyResponse:
    """Lead to the documents of an edition in the API."""
    id = this_room().edition(edition).id
    return redirect_within(f"/api/v1/search?{urlencode({'edition': id, 'kind': 'document'})}")


@exports.get("/search.json")
def result_as_data() -> AnyResponse:
    """Lead to the search in the API."""
    return redirect_within(f"/api/v1/search{quoted_query()}")


def as_file(room: Room, form: str, units: list[Unit], name: str) -> Response:
    """Answer with units as a file."""
    media_type, write = FORMS[form]
    response = Response(clean(write(room, units)), content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _addressed(units: list[Unit]) -> Iterator[tuple[Unit, str]]:
    return ((unit, whole_address(unit_address(unit.id))) for unit in units)


def _csv(room: Room, units: list[Unit]) -> str:
    return write_csv(_addressed(units), room.editions())


def _json_lines(room: Room, units: list[Unit]) -> str:
    return write_json_lines(_addressed(units), room.editions())


def _tei(room: Room, units: list[Unit]) -> str:
    exported = [
        Exported(unit, room.searcher.unit(unit.id).notes, room.edition(unit.edition), address)
        for unit, address in _addressed(units)
    ]
    return write_tei(exported, room.persons())


def _cmif(room: Room, units: list[Unit]) -> str:
    ids = dict.fromkeys(unit.edition for unit in units)
    return write_cmif(
        _addressed(units),
        [room.edition(id) for id in ids],
        room.persons(),
        address=whole_address(request.full_path.rstrip("?")),
        day=datetime.now(UTC).date(),
    )


def _references(form: str) -> Writer:
    def write(room: Room, units: list[Unit]) -> str:
        persons = room.persons()
        return write_references(
            form,
            [(unit, room.edition(unit.edition), address) for unit, address in _addressed(units)],
            persons,
        )

    return write


def _linked_data(room: Room, units: list[Unit]) -> str:
    described = [(unit, room.edition(unit.edition), address) for unit, address in _addressed(units)]
    return write_linked_data(described, room.persons())


FORMS: Final[dict[str, tuple[str, Writer]]] = {
    "csv": ("text/csv", _csv),
    "jsonl": ("application/x-ndjson", _json_lines),
    "jsonld": ("application/ld+json", _linked_data),
    "xml": (TEI, _tei),
    "cmif.xml": (TEI, _cmif),
    **{form: (media_type, _references(form)) for form, media_type in REFERENCES.items()},
}

NEGOTIATED: Final = ("pages.search", "browse.contents", "pages.unit")
"""Pages that are also given in the forms of their twins, as ``Accept`` wishes."""
ACCEPTED: Final[dict[str, str]] = {
    "text/html": "",
    "application/json": "json",
    "application/xml": "xml",
    **{media_type: form for form, (media_type, _) in reversed(FORMS.items())},
}


@exports.before_app_request
def negotiate() -> AnyResponse | None:
    """Lead whoever asks a page for another media type to its twin; who takes HTML as gladly stays."""
    if request.endpoint not in NEGOTIATED:
        return None
    form = ACCEPTED[max(ACCEPTED, key=request.accept_mimetypes.quality)]
    return redirect_within(f"{quote(request.path)}.{form}{quoted_query()}", 303) if form else None


@exports.after_app_request
def vary(response: Response) -> Response:
    """Say that ``Accept`` chose what was answered."""
    if request.endpoint in NEGOTIATED:
        response.vary.add("Accept")
    return response


for _form in FORMS:
    _given = {"form": _form}
    exports.add_url_rule(f"/search.{_form}", view_func=result, defaults=_given)
    exports.add_url_rule(f"/<edition>.{_form}", view_func=whole, defaults=_given)
    exports.add_url_rule(f"/<edition>/<unit>.{_form}", view_func=one, defaults=_given)
