"""Corrections as messages: what the edition says, what is right, who says so, and why."""

from __future__ import annotations

from typing import Final

from corpus.model import Correction
from search.messages import Message

NOTHING: Final = "–"
"""What stands for a property that has no value."""
_FIELDS: Final = {
    "sender": "corrected-sender",
    "recipient": "corrected-recipient",
    "mentions": "corrected-mentions",
    "date": "corrected-date",
    "dateline": "corrected-dateline",
    "place": "corrected-place",
    "destination": "corrected-destination",
    "title": "corrected-title",
    "language": "corrected-language",
    "medium": "corrected-medium",
    "kind": "corrected-kind",
    "topics": "corrected-topics",
    "references": "corrected-references",
}
"""The codes of the names of properties."""


def correction_message(correction: Correction) -> Message:
    """Return what has been corrected and why: "Date: “4 March 1921” instead of “3 March 1921” (postmark)"."""
    values = {
        "field": Message(_FIELDS[correction.field]),
        "value": correction.value or NOTHING,
        "former": correction.former or NOTHING,
        "why": correction.why,
    }
    return Message("corrected-why" if correction.why else "corrected", values)


def signature_message(correction: Correction) -> Message | None:
    """Return who corrected it and when; None if that is not stated."""
    if not correction.who:
        return None
    if correction.when is None:
        return Message("corrected-by", {"who": correction.who})
    return Message("corrected-by-on", {"who": correction.who, "day": correction.when})
