"""Downloads of results, editions and units: each page's alternate representations, by suffix."""

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
    """Return the units of a search, in order and at most ``export_max``, as a file in an export format."""
    site = current_site()
    search_request = site.parse_search(request.args.items(multi=True))
    return file_response(
        site, suffix, site.searcher.units(search_request, site.settings.export_max), "search"
    )


def export_edition(edition: str, suffix: str) -> Response:
    """Return the documents of an edition, at most ``export_max``, as a file in an export format."""
    site = current_site()
    published_edition = site.edition(edition)
    search_request = SearchRequest(
        filters=Filters(include={"edition": (published_edition.id,), "kind": ("document",)})
    )
    return file_response(site, suffix, site.searcher.units(search_request, site.settings.export_max), edition)


def export_unit(edition: str, unit: str, suffix: str) -> AnyResponse:
    """Return a unit as a file in an export format; redirect from a former id to the current one."""
    site, requested_id = current_site(), f"{edition}/{unit}"
    current_id = site.searcher.current_id(requested_id)
    if current_id != requested_id:
        return redirect_permanently(export_address(current_id, suffix))
    return file_response(site, suffix, [site.searcher.unit(current_id).unit], slug(current_id))


@exports.get("/<edition>/<unit>.json")
def redirect_unit_to_api(edition: str, unit: str) -> AnyResponse:
    """Redirect to the unit in the API."""
    return redirect_within(api_unit_address(f"{edition}/{unit}"))


@exports.get("/<edition>.json")
def redirect_edition_to_api(edition: str) -> AnyResponse:
    """Redirect to the API search for the documents of an edition."""
    id = current_site().edition(edition).id
    return redirect_within(with_query(API_SEARCH, [("edition", id), ("kind", "document")]))


@exports.get("/search.json")
def redirect_search_to_api() -> AnyResponse:
    """Redirect to the same search in the API."""
    return redirect_within(f"{API_SEARCH}{query_suffix()}")


def file_response(site: Site, suffix: str, units: Iterable[Unit], name: str) -> Response:
    """Return units as a file to be downloaded, in the format of a suffix, during the request for it.

    Args:
        name: the file's name without suffix.
    """
    export = make_export(
        site.searcher,
        units,
        site.editions(),
        site.persons(),
        site.places,
        root=root_url(),
        address=request.full_path.rstrip("?"),
    )
    response = Response(
        write_export(suffix, export), content_type=f"{EXPORT_FORMATS[suffix][0]}; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


NEGOTIATED_ENDPOINTS: Final = ("pages.search", "browse.contents", "pages.unit")
"""Pages that have alternate representations, chosen by the ``Accept`` header."""
SUFFIX_BY_MEDIA_TYPE: Final[dict[str, str]] = {
    "text/html": "",
    "application/json": "json",
    "application/xml": "xml",
    **{media_type: suffix for suffix, (media_type, _) in reversed(EXPORT_FORMATS.items())},
}
"""The suffix of each media type that can be requested; pages themselves have none."""


@exports.before_app_request
def negotiate() -> AnyResponse | None:
    """Redirect to an alternate representation if ``Accept`` prefers it to HTML; otherwise return None."""
    if request.endpoint not in NEGOTIATED_ENDPOINTS:
        return None
    suffix = SUFFIX_BY_MEDIA_TYPE[max(SUFFIX_BY_MEDIA_TYPE, key=request.accept_mimetypes.quality)]
    return redirect_within(f"{export_address(request.path, suffix)}{query_suffix()}", 303) if suffix else None


@exports.after_app_request
def vary(response: Response) -> Response:
    """Declare on a response of a negotiated endpoint that it depends on the ``Accept`` header."""
    if request.endpoint in NEGOTIATED_ENDPOINTS:
        response.vary.add("Accept")
    return response


for _suffix in EXPORT_FORMATS:
    _defaults = {"suffix": _suffix}
    exports.add_url_rule(f"/search.{_suffix}", view_func=export_search_result, defaults=_defaults)
    exports.add_url_rule(f"/<edition>.{_suffix}", view_func=export_edition, defaults=_defaults)
    exports.add_url_rule(f"/<edition>/<unit>.{_suffix}", view_func=export_unit, defaults=_defaults)
