"""The rights in an edition that has been read: corrected by its profile, and reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from corpus.model import Edition, ReportLine, Unit
from corpus.readers.profile import EditionProfileRights
from corpus.rights import NO_RIGHTS
from corpus.rights_statements import statement_of


def with_stated_rights(edition: Edition, profile: EditionProfileRights) -> Edition:
    """Return an edition with the rights that its profile states, and with its rights in the report.

    Rights that the source states for every document are those of the edition. What the profile says of the
    edition or of a unit replaces what the source says of the same; a unit that does not exist is reported.
    """
    edition = _with_common_rights(edition)
    by_id = {id if "/" in id else f"{edition.id}/{id}": rights for id, rights in profile.units.items()}
    units = tuple(
        replace(unit, rights=by_id[unit.id].apply(unit.rights)) if unit.id in by_id else unit
        for unit in edition.units
    )
    edition = replace(edition, units=units, rights=profile.apply(edition.rights))
    unknown = by_id.keys() - {unit.id for unit in units}
    lines = (*_report_unknown(sorted(unknown)), *_report_rights(edition))
    return replace(edition, report=replace(edition.report, lines=(*edition.report.lines, *lines)))


def _with_common_rights(edition: Edition) -> Edition:
    """Return an edition that has the rights which all of its documents have, instead of these."""
    documents = [unit for unit in edition.units if unit.kind == "document"]
    common = {unit.rights for unit in documents}
    if len(common) != 1 or common == {NO_RIGHTS}:
        return edition
    (rights,) = common
    if rights.withdrawn:
        return edition
    units = tuple(_without_rights(unit) if unit.rights == rights else unit for unit in edition.units)
    return replace(edition, units=units, rights=rights.within(edition.rights))


def _without_rights(unit: Unit) -> Unit:
    return replace(unit, rights=NO_RIGHTS)


def _report_unknown(ids: list[str]) -> Iterator[ReportLine]:
    for id in ids:
        message = f"the profile states rights in {id}, which this edition does not have"
        yield ReportLine("warning", "rights-unit-unknown", message)


def _report_rights(edition: Edition) -> Iterator[ReportLine]:
    """Yield a line on the rights in the edition, and one for each different statement on units."""
    if edition.rights != NO_RIGHTS:
        yield ReportLine("info", "rights-stated", f"the edition: {statement_of(edition.rights)}")
    counts = Counter(unit.rights for unit in edition.units if unit.rights != NO_RIGHTS)
    for rights, count in counts.items():
        yield ReportLine("info", "rights-stated", f"units: {count:,}: {statement_of(rights)}")
