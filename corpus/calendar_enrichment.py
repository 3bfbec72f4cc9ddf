"""Topics and abstracts from a calendar, applied to the edition that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpus.model import Edition, Unit
from corpus.unit_id import UnitId


def apply_calendar(
    edition: Edition, calendar: Edition, *, abstracts: bool = True, to_all: bool = False
) -> Edition:
    """Return the edition that a calendar describes with the calendar's topics and with enriched units.

    An enriched unit has the topics of its calendar entry and the abstract, with who wrote it. The entry has
    the same number, so that their ids differ only in the edition. Units without an entry are unchanged, as is
    an edition that already has topics. An edition that the calendar does not describe is returned as it is,
    or only with the topics.

    Args:
        edition: the edition to enrich.
        calendar: the calendar, as an edition; ``calendar.describes`` is the id of the described edition.
        abstracts: whether the calendar's abstracts replace those of the units.
        to_all: whether an edition that the calendar does not describe gets its topics too.
    """
    if edition.topics:
        return edition
    if calendar.describes != edition.id:
        return replace(edition, topics=calendar.topics) if to_all else edition
    entries = {UnitId(unit.id).name: unit for unit in calendar.units if unit.kind == "document"}
    units = tuple(_enrich(unit, entries, abstracts=abstracts) for unit in edition.units)
    return replace(edition, units=units, topics=calendar.topics)


def _enrich(unit: Unit, entries: Mapping[str, Unit], *, abstracts: bool) -> Unit:
    """Return a unit with the topics and, if requested, the abstract of its entry, if it has one."""
    entry = entries.get(UnitId(unit.id).name)
    if entry is None:
        return unit
    enriched = unit if unit.is_corrected("topics") else replace(unit, topics=entry.topics)
    if not abstracts:
        return enriched
    return replace(enriched, abstract=entry.abstract, abstract_source=entry.abstract_source)
