"""Who wrote an abstract, as a message: the label of everything quoted from it."""

from __future__ import annotations

from corpus.model import AbstractSource, Unit
from search.messages import Message


def part_message(unit: Unit, part: str = "text") -> Message | None:
    """Return who wrote a part of a unit, its text or its abstract; None if it is in the edition's words."""
    if part == "abstract" or unit.is_abstract:
        return abstract_message(unit.abstract_source)
    if unit.abstract_source and unit.is_of_calendar:
        return Message("written-by", {"by": _by(unit.abstract_source)})
    return None


def abstract_message(source: AbstractSource | None) -> Message:
    """Return the label of an abstract: "Abstract by the cataloguers, 2026".

    One that the edition itself has, which comes from no calendar, is an "Abstract".
    """
    if source is None:
        return Message("abstract")
    return Message("abstract-by", {"by": _by(source)})


def origin_message(source: AbstractSource) -> Message:
    """Return where an abstract comes from: the calendar, which is not the edition."""
    return Message("abstract-origin", {"calendar": source.title})


def _by(source: AbstractSource) -> str:
    return ", ".join((*(source.authors or (source.title,)), *filter(None, (source.year,))))
