"""Results and units to take away: tables, references, TEI, CMIF; twins of the pages by suffix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.model import Unit
from corpus.slugs import slug
from exports.addresses import API_SEARCH, api_unit_address, export_address, with_query
from exports.formats import EXPORT_FORMATS, make_export, write_export
from search.model import Filters, SearchRequest
from web.redirects import query_suffix, redirect_permanently, redirect_within
from web.site import Site, current_site, root_url

exports = Blueprint("exports", __name__)


def export_search_result(suffix: str) -> Response:
    """Give the units of a search, as many as the setting ``export_max`` allows, in their order."""
    site = current_site()
    asked = site.parse_search(request.args.items(multi=True))
    return file_response(site, suffix, site.searcher.units(asked, site.settings.export_max), "search")


def export_edition(edition: str, suffix: str) -> Response:
    """Give the documents of an edition."""
    site = current_site()
    known = site.edition(edition)
    asked = SearchRequest(filters=Filters(include={"edition": (known.id,), "kind": ("document",)}))
    return file_response(site, suffix, site.searcher.units(asked, site.settings.export_max), edition)


def export_unit(edition: str, unit: str, suffix: str) -> AnyResponse:
    """Give a unit."""
    site, asked = current_site(), f"{edition}/{unit}"
    id = site.searcher.current_id(asked)
    if id != asked:
        return redirect_permanently(export_address(id, suffix))
    return file_response(site, suffix, [site.searcher.unit(id).unit], slug(id))


@exports.get("/<edition>/<unit>.json")
def redirect_unit_to_api(edition: str, unit: str) -> AnyResponse:
    """Lead to the unit in the API."""
    return redirect_within(api_unit_address(f"{edition}/{unit}"))


@exports.get("/<edition>.json")
def redirect_edition_to_api(edition: str) -> AnyResponse:
    """Lead to the documents of an edition in the API."""
    id = current_site().edition(edition).id
    return redirect_within(with_query(API_SEARCH, [("edition", id), ("kind", "document")]))


@exports.get("/search.json")
def redirect_search_to_api() -> AnyResponse:
    """Lead to the search in the API."""
    return redirect_within(f"{API_SEARCH}{query_suffix()}")


def file_response(site: Site, suffix: str, units: Iterable[Unit], name: str) -> Response:
    """Answer with units as a file."""
    export = make_export(
        site.searcher,
        units,
        site.editions(),
        site.persons(),
        root=root_url(),
        address=request.full_path.rstrip("?"),
    )
    response = Response(
        write_export(suffix, export), content_type=f"{EXPORT_FORMATS[suffix][0]}; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


NEGOTIATED_ENDPOINTS: Final = ("pages.search", "browse.contents", "pages.unit")
"""Pages that are also given in the forms of their twins, as ``Accept`` wishes."""
SUFFIX_BY_MEDIA_TYPE: Final[dict[str, str]] = {
    "text/html": "",
    "application/json": "json",
    "application/xml": "xml",
    **{media_type: suffix for suffix, (media_type, _) in reversed(EXPORT_FORMATS.items())},
}


@exports.before_app_request
def negotiate() -> AnyResponse | None:
    """Lead whoever asks a page for another media type to its twin; who takes HTML as gladly stays."""
    if request.endpoint not in NEGOTIATED_ENDPOINTS:
        return None
    suffix = SUFFIX_BY_MEDIA_TYPE[max(SUFFIX_BY_MEDIA_TYPE, key=request.accept_mimetypes.quality)]
    return redirect_within(f"{export_address(request.path, suffix)}{query_suffix()}", 303) if suffix else None


@exports.after_app_request
def vary(response: Response) -> Response:
    """Say that ``Accept`` chose what was answered."""
    if request.endpoint in NEGOTIATED_ENDPOINTS:
        response.vary.add("Accept")
    return response


for _suffix in EXPORT_FORMATS:
    _defaults = {"suffix": _suffix}
    exports.add_url_rule(f"/search.{_suffix}", view_func=export_search_result, defaults=_defaults)
    exports.add_url_rule(f"/<edition>.{_suffix}", view_func=export_edition, defaults=_defaults)
    exports.add_url_rule(f"/<edition>/<unit>.{_suffix}", view_func=export_unit, defaults=_defaults)
