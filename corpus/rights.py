"""Rights: licence, holder, what may leave the index, embargo and withdrawal, of an edition or a unit. Pure.

The rules for combining the rights of an edition and of its units are in docs/rights.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

Access = Literal["full-text", "snippets", "metadata"]
"""What of a unit may leave the index: everything, its metadata and quoted passages, or its metadata alone."""
_STRICTNESS: Final[Mapping[Access, int]] = {access: rank for rank, access in enumerate(get_args(Access))}
_CREATIVE_COMMONS: Final = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)(?:/([0-9.]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights in an edition or a unit; the default states nothing, and everything may leave.

    ``licence`` is a URI or a text, ``holder`` the rights holder. Before the day ``embargo``, only metadata
    may leave; on that day itself, what ``access`` allows. ``withdrawn`` is the reason of a withdrawal, None
    if there is none.
    """

    licence: str | None = None
    holder: str | None = None
    access: Access = "full-text"
    embargo: date | None = None
    withdrawn: str | None = None

    def access_on(self, day: date) -> Access:
        """Return what may leave on a day."""
        return "metadata" if self.is_embargoed(day) else self.access

    def on(self, day: date) -> Rights:
        """Return the rights as they are on a day: what may leave then, and the embargo if it is in force."""
        embargo = self.embargo if self.is_embargoed(day) else None
        return replace(self, access=self.access_on(day), embargo=embargo)

    def is_embargoed(self, day: date) -> bool:
        """Return whether the embargo is in force on a day."""
        return self.embargo is not None and day < self.embargo

    def within(self, other: Rights) -> Rights:
        """Return the rights of a unit in an edition, or of a note in a document, that has other rights.

        Licence and holder are the unit's own, if stated; of access and embargo, the stricter counts; what is
        part of something withdrawn is withdrawn.
        """
        return Rights(
            self.licence or other.licence,
            self.holder or other.holder,
            stricter(self.access, other.access),
            max((day for day in (self.embargo, other.embargo) if day), default=None),
            other.withdrawn or self.withdrawn,
        )


NO_RIGHTS: Final = Rights()
"""Rights that state nothing."""


def stricter(first: Access, second: Access) -> Access:
    """Return the access that lets less leave."""
    return max(first, second, key=_STRICTNESS.__getitem__)


def is_open_licence(licence: str) -> bool:
    """Return whether a licence is a URI of Creative Commons, which allows everyone to share the text."""
    return _CREATIVE_COMMONS.match(licence) is not None


def licence_uri(licence: str | None) -> str | None:
    """Return a licence that is a URI; None if it is a text, or not stated."""
    return licence if licence and re.fullmatch(r"https?://\S+", licence) else None


def licence_name(licence: str) -> str:
    """Return the name of a licence: "CC BY-SA 4.0" for a URI of Creative Commons, else the licence itself."""
    match = _CREATIVE_COMMONS.match(licence)
    if match is None:
        return licence
    kind, version = match[1].lower(), match[2] or ""
    names = {"zero": "CC0", "mark": "Public Domain Mark"}
    return f"{names.get(kind, f'CC {kind.upper()}')} {version}".strip()
