"""Placeholders: wordings that state that a name, place or date is not known."""

from __future__ import annotations

import re
from typing import Final

_PLACEHOLDER: Final = re.compile(
    r"[?\-–—.\s]+|n\.? ?[pd]\.?|s\.? ?[ld]\.?|o\. ?[od]\.|б\. ?[мд]\.?|n/a|none|null|unstated|unknown|undated"
    r"|unidentified|not (?:given|known|stated|identified)|no (?:date|place)|unbekannt|undatiert|inconnue?"
    r"|sans (?:date|lieu)|неизвестн\w+|без даты|sconosciut[oa]|senza data|desconocid[oa]|sin fecha|onbekend"
    r"|ignotus",
    re.IGNORECASE,
)


def states_absence(text: str) -> bool:
    """Return whether a text states that there is no name, place or date: "?", "[unknown]", "n.d."."""
    return _PLACEHOLDER.fullmatch(text.strip("[]() ")) is not None
