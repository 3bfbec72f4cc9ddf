"""Results and units to take away: tables, references, TEI, CMIF; twins of the pages by suffix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.model import Unit
from corpus.slugs import slug
from exports.addresses import API_SEARCH, api_unit_address, export_address, with_query
from exports.forms import FORMS, collect_export, write_export
from search.model import Filters, SearchRequest
from web.redirects import quoted_query, redirect_moved, redirect_within
from web.site import Site, current_site, root_url

exports = Blueprint("exports", __name__)


def result(form: str) -> Response:
    """Give the units of a search, as many as the setting ``export_max`` allows, in their order."""
    site = current_site()
    asked = site.parse_search(request.args.items(multi=True))
    return as_file(site, form, site.searcher.units(asked, site.settings.export_max), "search")


def whole(edition: str, form: str) -> Response:
    """Give the documents of an edition."""
    site = current_site()
    known = site.edition(edition)
    asked = SearchRequest(filters=Filters(include={"edition": (known.id,), "kind": ("document",)}))
    return as_file(site, form, site.searcher.units(asked, site.settings.export_max), edition)


def one(edition: str, unit: str, form: str) -> AnyResponse:
    """Give a unit."""
    site, asked = current_site(), f"{edition}/{unit}"
    id = site.searcher.current_id(asked)
    if id != asked:
        return redirect_moved(export_address(id, form))
    return as_file(site, form, [site.searcher.unit(id).unit], slug(id))


@exports.get("/<edition>/<unit>.json")
def one_as_data(edition: str, unit: str) -> AnyResponse:
    """Lead to the unit in the API."""
    return redirect_within(api_unit_address(f"{edition}/{unit}"))


@exports.get("/<edition>.json")
def whole_as_data(edition: str) -> AnyResponse:
    """Lead to the documents of an edition in the API."""
    id = current_site().edition(edition).id
    return redirect_within(with_query(API_SEARCH, [("edition", id), ("kind", "document")]))


@exports.get("/search.json")
def result_as_data() -> AnyResponse:
    """Lead to the search in the API."""
    return redirect_within(f"{API_SEARCH}{quoted_query()}")


def as_file(site: Site, form: str, units: Iterable[Unit], name: str) -> Response:
    """Answer with units as a file."""
    export = collect_export(
        site.searcher,
        units,
        site.editions(),
        site.persons(),
        root=root_url(),
        address=request.full_path.rstrip("?"),
    )
    response = Response(write_export(form, export), content_type=f"{FORMS[form][0]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


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
    return redirect_within(f"{export_address(request.path, form)}{quoted_query()}", 303) if form else None


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
