"""Who wrote an abstract, as a message: the label of everything quoted from it."""

from __future__ import annotations

from corpus.model import AbstractSource
from search.messages import Message


def abstract_message(source: AbstractSource | None) -> Message:
    """Return the label of an abstract: "Abstract by the cataloguers, 2026".

    One that the edition itself has, which comes from no calendar, is an "Abstract".
    """
    if source is None:
        return Message("abstract")
    by = ", ".join((*(source.authors or (source.title,)), *filter(None, (source.year,))))
    return Message("abstract-by", {"by": by})


def origin_message(source: AbstractSource) -> Message:
    """Return where an abstract comes from: the calendar, which is not the edition."""
    return Message("abstract-origin", {"calendar": source.title})
