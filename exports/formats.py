"""The table of export formats: the media type and writer of each suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from corpus.errors import FilterError
from corpus.model import Edition, Person, Place, Unit
from exports.addresses import SEARCH, absolute, export_address, unit_address, with_query
from exports.api.parameters import Pair
from exports.api.search_parameters import parse_search
from exports.bibliography import BibliographicRecord
from exports.citation_formats import MEDIA_TYPES as REFERENCES
from exports.citation_formats import write_references
from exports.cmif import write_cmif
from exports.linked_data import write_linked_data
from exports.search_service import SearchService, editions_by_id, persons_by_id, places_by_id
from exports.settings import ExportSettings
from exports.tables import write_csv, write_json_lines
from exports.tei import MEDIA_TYPE as TEI
from exports.tei import TeiUnit, write_tei
from exports.xml_documents import clean


@dataclass(frozen=True, slots=True)
class UnitExport:
    """Units to be exported, as records.

    ``searcher`` looks up their notes, for formats that include them; ``address`` is the URL of the exported
    file.
    """

    records: Sequence[BibliographicRecord]
    searcher: SearchService
    address: str


Writer = Callable[[UnitExport], str]


def make_export(
    searcher: SearchService,
    units: Iterable[Unit],
    editions: Mapping[str, Edition],
    persons: Mapping[str, Person],
    places: Callable[[str], Mapping[str, Place]],
    *,
    root: str,
    address: str,
) -> UnitExport:
    """Return units as an export, in their order.

    Args:
        editions: the editions of the units, by id.
        persons: the person index, by id.
        places: returns the place index of an edition, by id.
        root: the URL of the site.
        address: the address of the exported file on the site.
    """
    units = list(units)
    places_by_edition = {edition: places(edition) for edition in {unit.edition for unit in units}}
    records = [
        BibliographicRecord(
            unit,
            editions[unit.edition],
            persons,
            absolute(root, unit_address(unit.id)),
            places_by_edition[unit.edition],
        )
        for unit in units
    ]
    return UnitExport(records, searcher, absolute(root, address))


def write_export(suffix: str, export: UnitExport) -> str:
    """Return the text of an export in the format of a suffix, which is a key of ``EXPORT_FORMATS``."""
    return EXPORT_FORMATS[suffix][1](export)


def export_search(
    searcher: SearchService, settings: ExportSettings, suffix: str, pairs: Sequence[Pair], root: str
) -> str:
    """Return the results of a search, at most ``export_max``, as the site at ``root`` would export them.

    Raises:
        FilterError: there is no such format, or a parameter of the search is malformed.
        UnknownParameter: there is no such parameter.
        RequestError: the query cannot be run (``Searcher.search`` lists the subclasses).
    """
    if suffix not in EXPORT_FORMATS:
        raise FilterError(
            f"Unknown export format “{suffix}”.",
            f"Valid formats: {', '.join(EXPORT_FORMATS)}.",
            parameter="form",
        )
    request = parse_search(pairs, settings)
    export = make_export(
        searcher,
        searcher.units(request, settings.export_max),
        editions_by_id(searcher),
        persons_by_id(searcher),
        partial(places_by_id, searcher),
        root=root,
        address=with_query(export_address(SEARCH, suffix), pairs),
    )
    return write_export(suffix, export)


def _text(write: Callable[[Sequence[BibliographicRecord]], str]) -> Writer:
    return lambda export: clean(write(export.records))


def _tei(export: UnitExport) -> str:
    searcher = export.searcher
    return write_tei([TeiUnit(record, searcher.unit(record.unit.id).notes) for record in export.records])


def _cmif(export: UnitExport) -> str:
    return write_cmif(export.records, address=export.address, day=datetime.now(UTC).date())


EXPORT_FORMATS: Final[dict[str, tuple[str, Writer]]] = {
    "csv": ("text/csv", _text(write_csv)),
    "jsonl": ("application/x-ndjson", _text(write_json_lines)),
    "jsonld": ("application/ld+json", _text(write_linked_data)),
    "xml": (TEI, _tei),
    "cmif.xml": (TEI, _cmif),
    **{
        suffix: (media_type, _text(partial(write_references, suffix)))
        for suffix, media_type in REFERENCES.items()
    },
}
"""The media type and writer of each format, by the suffix of its files (without the dot)."""
