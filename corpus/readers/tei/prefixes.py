"""Private URI schemes of an edition ("psn:A1"), which its header defines by ``prefixDef``.

Guidelines: https://tei-c.org/guidelines/p5/ (section 17.2.3). The patterns are parts of the source and may be hostile:
those that could take long are refused.
"""  # noqa: E501  the address is one word

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from .files import TeiFile
from .xml_tree import XmlElement

_POINTING: Final = ("ref", "key", "corresp", "sameAs", "target", "facs", "url", "source", "ana", "decls")
"""Attributes in which private schemes are expanded."""
_MAX_LENGTH: Final = 200
_MAX_REPETITIONS: Final = 3
_MAX_OPTIONS: Final = 6
_REPETITION: Final = re.compile(r"(?<!\\)[*+{]")
_OPTION: Final = re.compile(r"(?<![\\(*+?}])\?")
_REPEATED_GROUP: Final = re.compile(r"(?<!\\)\)[*+{]")
_GROUP_NUMBER: Final = re.compile(r"\$(\d)")


@dataclass(frozen=True, slots=True)
class PrefixDefinition:
    """A scheme (``ident``), the pattern of what follows it, and what replaces the whole."""

    ident: str
    pattern: re.Pattern[str]
    replacement: str

    def expand(self, value: str) -> str | None:
        """Return the address of a value, which is given without the scheme; None if it does not match."""
        match = self.pattern.fullmatch(value) if len(value) <= _MAX_LENGTH else None
        if match is None:
            return None
        groups = ("", *(group or "" for group in match.groups()))
        return _GROUP_NUMBER.sub(
            lambda number: groups[int(number[1])] if int(number[1]) < len(groups) else "", self.replacement
        )


@dataclass(slots=True)
class PrefixDefinitions:
    """The private schemes that a file may use."""

    by_ident: dict[str, list[PrefixDefinition]] = field(default_factory=dict)
    refused: list[XmlElement] = field(default_factory=list)
    """The definitions whose pattern cannot be used."""

    @classmethod
    def of(cls, root: XmlElement) -> PrefixDefinitions:
        """Return the definitions in a file, given by its root."""
        definitions = cls()
        for element in root.find_all("prefixDef"):
            definitions._add(element)
        return definitions

    def _add(self, element: XmlElement) -> None:
        """Add the definition in a ``prefixDef``, or note it as refused."""
        ident, replacement = element.get("ident"), element.get("replacementPattern")
        pattern = _compile(element.get("matchPattern") or "")
        if ident and replacement and pattern:
            self.by_ident.setdefault(ident, []).append(PrefixDefinition(ident, pattern, replacement))
        else:
            self.refused.append(element)

    def expand_all(self, root: XmlElement) -> None:
        """Replace the pointers of private schemes in the pointing attributes of a file, in place."""
        if not self.by_ident:
            return
        for element in root.walk():
            for name in _POINTING:
                value = element.attributes.get(name)
                if value and ":" in value and element.tag != "prefixDef":
                    element.attributes[name] = " ".join(map(self._expand, value.split(" ")))

    def _expand(self, pointer: str) -> str:
        """Return the address of a pointer of a private scheme; any other pointer is returned unchanged."""
        ident, colon, value = pointer.partition(":")
        expansions = (definition.expand(value) for definition in self.by_ident.get(ident, ()) if colon)
        return next(filter(None, expansions), pointer)


def expand_prefixes(files: Sequence[TeiFile]) -> Iterator[tuple[TeiFile, XmlElement]]:
    """Replace the pointers of private schemes in all files of an edition, in place.

    Returns:
        An iterator over the definitions that cannot be used, each with its file.
    """
    by_file = [PrefixDefinitions.of(file.root) for file in files]
    shared: dict[str, list[PrefixDefinition]] = {}
    for definitions in by_file:
        for ident, defined in definitions.by_ident.items():
            shared.setdefault(ident, defined)
    for file, definitions in zip(files, by_file, strict=True):
        PrefixDefinitions(shared | definitions.by_ident).expand_all(file.root)
    return ((file, refused) for file, found in zip(files, by_file, strict=True) for refused in found.refused)


def _compile(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern compiled; None if it is malformed or could take long to match.

    A group that is repeated could, and so could many repetitions or optional parts.
    """
    is_costly = (
        len(pattern) > _MAX_LENGTH
        or _REPEATED_GROUP.search(pattern) is not None
        or len(_REPETITION.findall(pattern)) > _MAX_REPETITIONS
        or len(_OPTION.findall(pattern)) > _MAX_OPTIONS
    )
    if not pattern or is_costly:
        return None
    try:
        return re.compile(pattern)
    except (re.error, OverflowError):
        return None
