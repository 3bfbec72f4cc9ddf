"""The rights in an edition that has been read: corrected by its profile, and reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.model import Edition, ReportLine, Unit
from corpus.readers.profile import EditionProfileRights, ProfileRights
from corpus.rights import NO_RIGHTS
from corpus.rights_statements import statement_of
from corpus.unit_id import UnitId


def with_stated_rights(
    edition: Edition, shared: EditionProfileRights, edition_profile: EditionProfileRights
) -> Edition:
    """Return an edition with the rights that profiles state, and with its rights in the report.

    Rights that the source states for every document are those of the edition. What a profile says of the
    edition or of a unit replaces what the source says of the same.

    Args:
        shared: the profile of the whole source, which may have several editions.
        edition_profile: that of the edition, which goes before it; the same if it is the only one.
    """
    edition = _apply(edition_profile, _apply(shared, _with_common_rights(edition)))
    lines = () if edition_profile == shared else unknown_units(edition_profile, [edition])
    lines = (*lines, *_report_rights(edition))
    return replace(edition, report=replace(edition.report, lines=(*edition.report.lines, *lines)))


def unknown_units(profile: EditionProfileRights, editions: Sequence[Edition]) -> tuple[ReportLine, ...]:
    """Return a report line for each unit whose rights a profile states and which no edition has."""
    known = {name for edition in editions for unit in edition.units for name in _names(unit)}
    return tuple(
        ReportLine(
            "warning", "rights-unit-unknown", f"the profile states rights in {id}, which does not exist"
        )
        for id in profile.units
        if id not in known
    )


def _apply(profile: EditionProfileRights, edition: Edition) -> Edition:
    """Return an edition with the rights that a profile states in place of its own."""
    units = tuple(
        replace(unit, rights=stated.apply(unit.rights)) if (stated := _stated(profile, unit)) else unit
        for unit in edition.units
    )
    return replace(edition, units=units, rights=profile.apply(edition.rights))


def _stated(profile: EditionProfileRights, unit: Unit) -> ProfileRights | None:
    """Return what a profile says of a unit, by its id or by the part of it after the edition."""
    return next((profile.units[name] for name in _names(unit) if name in profile.units), None)


def _names(unit: Unit) -> tuple[str, str]:
    return unit.id, UnitId(unit.id).name


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


def _report_rights(edition: Edition) -> Iterator[ReportLine]:
    """Yield a line on the rights in the edition, and one for each different statement on units."""
    if edition.rights != NO_RIGHTS:
        yield ReportLine("info", "rights-stated", f"the edition: {statement_of(edition.rights)}")
    counts = Counter(unit.rights for unit in edition.units if unit.rights != NO_RIGHTS)
    for rights, count in counts.items():
        yield ReportLine("info", "rights-stated", f"units: {count:,}: {statement_of(rights)}")
