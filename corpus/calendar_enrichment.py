"""What a calendar says of the documents of an edition, given to the edition itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corpus.model import Edition, Unit
from corpus.unit_id import UnitId


def apply_calendar(edition: Edition, calendar: Edition, *, abstracts: bool = True) -> Edition:
    """Give an edition the vocabulary of a calendar and, if it is described there, topics and abstracts.

    A document and its entry have the same number, so that their ids differ by the edition alone. An edition
    with a vocabulary of its own keeps it.
    """
    if edition.topics:
        return edition
    if calendar.describes != edition.id:
        return replace(edition, topics=calendar.topics)
    entries = {UnitId(unit.id).name: unit for unit in calendar.units if unit.kind == "document"}
    units = tuple(_described(unit, entries, abstracts=abstracts) for unit in edition.units)
    return replace(edition, units=units, topics=calendar.topics)


def _described(unit: Unit, entries: Mapping[str, Unit], *, abstracts: bool) -> Unit:
    entry = entries.get(UnitId(unit.id).name)
    if entry is None:
        return unit
    return replace(unit, topics=entry.topics, abstract=entry.abstract if abstracts else unit.abstract)
