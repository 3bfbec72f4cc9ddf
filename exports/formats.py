"""The table of export formats: the media type and writer of each suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from corpus.errors import FilterError
from corpus.model import Edition, Person, Reference, Unit
from exports.addresses import SEARCH, absolute, export_address, unit_address, with_query
from exports.api.parameters import Pair
from exports.api.search_parameters import parse_search
from exports.bibliography import BibliographicRecord
from exports.citation_formats import MEDIA_TYPES as REFERENCES
from exports.citation_formats import write_references
from exports.cmif import write_cmif
from exports.linked_data import write_linked_data
from exports.search_service import SearchService, editions_by_id, persons_by_id
from exports.settings import ExportSettings
from exports.tables import write_csv, write_json_lines
from exports.tei import MEDIA_TYPE as TEI
from exports.tei import TeiLists, TeiUnit, write_tei
from exports.xml_documents import clean
from search.model import Filters, UnitView


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
    *,
    root: str,
    address: str,
) -> UnitExport:
    """Return units as an export, in their order.

    Args:
        editions: the editions of the units, by id.
        persons: the person index, by id.
        root: the URL of the site.
        address: the address of the exported file on the site.
    """
    records = [
        BibliographicRecord(unit, editions[unit.edition], persons, absolute(root, unit_address(unit.id)))
        for unit in units
    ]
    return UnitExport(records, searcher, absolute(root, address))


def write_export(suffix: str, export: UnitExport) -> str:
    """Return the text of an export in the format of a suffix, which is a key of ``EXPORT_FORMATS``."""
    return EXPORT_FORMATS[suffix][1](export)


@dataclass(frozen=True, slots=True)
class SearchExport:
    """The text of an export of the results of a search; ``is_complete`` is False if there are more."""

    text: str
    is_complete: bool


def export_search(
    searcher: SearchService, settings: ExportSettings, suffix: str, pairs: Sequence[Pair], root: str
) -> SearchExport:
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
    units = searcher.units(request, settings.export_max + 1)
    export = make_export(
        searcher,
        units[: settings.export_max],
        editions_by_id(searcher),
        persons_by_id(searcher),
        root=root,
        address=with_query(export_address(SEARCH, suffix), pairs),
    )
    return SearchExport(write_export(suffix, export), len(units) <= settings.export_max)


def _text(write: Callable[[Sequence[BibliographicRecord]], str]) -> Writer:
    return lambda export: clean(write(export.records))


def _tei(export: UnitExport) -> str:
    """Return an export as TEI, with the lists of the edition if it is of one."""
    searcher = export.searcher
    editions = {record.edition.id for record in export.records}
    edition = editions.pop() if len(editions) == 1 else None
    documents = sum(record.unit.kind == "document" for record in export.records)
    persons = persons_by_id(searcher, edition).items()
    listed = tuple(replace(person, id=id) for id, person in persons)
    lists = TeiLists(listed, searcher.topics(), searcher.terms())
    if edition:
        filters = Filters(include={"edition": (edition,), "kind": ("document",)})
        all_documents = searcher.counts("edition", filters).get(edition, 0)
        lists = replace(lists, is_whole=bool(documents) and documents == all_documents)
    return write_tei([_tei_unit(record, searcher.unit(record.unit.id)) for record in export.records], lists)


def _tei_unit(record: BibliographicRecord, view: UnitView) -> TeiUnit:
    """Return a unit with all that is written of it as TEI."""
    references = {record.unit.id: view.references, **view.note_references}
    return TeiUnit(
        record,
        view.notes,
        [
            Reference(source, paragraph, start, end, printed, targets)
            for source, found in references.items()
            for printed, paragraph, start, end, targets in found
        ],
    )


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
