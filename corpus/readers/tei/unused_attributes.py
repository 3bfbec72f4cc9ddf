"""Attributes in TEI that state a fact of which nothing is made: one report line for each kind.

Every attribute is reported unless it is known to be used, or to state no fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import Final

from corpus.model import ReportLevel
from corpus.persons.authorities import find_authority_uris
from corpus.places.place_index import PlaceIndex

from .accounting import TextAccount
from .correspondents import PARTY_TAGS
from .index_files import PERSON_TAGS
from .name_resolution import NameResolver, local_id, local_ids, pointers
from .places import is_place
from .xml_tree import XmlElement

_POINTERS: Final = ("ref", "key", "corresp", "sameAs")
"""Attributes that identify whom or what an element names; one of them is enough."""
_NOTE_POINTERS: Final = ("corresp", "ana", "target")
"""Attributes by which an element may lead to a note."""
_DATING: Final = tuple(
    f"{name}{kind}"
    for name in ("when", "from", "to", "notBefore", "notAfter")
    for kind in ("", "-iso", "-custom")
)
_DATED: Final = ("dateline", "opener", "closer", "front", "teiHeader", "birth", "death")
"""Parts whose dates are those of the letter or of a life."""
_WITHOUT_FACTS: Final = frozenset((
    "xml:id", "id", "xml:lang", "lang", "xml:space", "xml:base", "schemaLocation", "class", "style",
    "n", "type", "subtype", "rend", "rendition", "facs", "ed", "break", "part", "org", "sample", "full",
    "status", "level", "form", "notation", "ident", "usage", "scheme", "mimeType", "url", "version",
    "cols", "rows", "width", "height", "scale", "dim", "dur", "anchored", "targetEnd", "spanTo", "seq",
    "instant", "join", "force", "scope", "hands", "default", "TEIform",
))  # fmt: skip
"""Attributes that name, order, type or render an element, or that are read wherever they occur."""
_OF_THE_SCRIPT: Final = frozenset((
    "reason", "unit", "quantity", "extent", "atLeast", "atMost", "min", "max", "precision", "agent",
    "cause", "degree", "place", "lemma", "pos", "msd", "norm", "lemmaRef",
))  # fmt: skip
"""Attributes that describe the state of a manuscript or the words of a language: left out by rule."""
_DATES: Final = ("date", "docDate", "origDate")
_USED: Final = {
    "target": ("ref", "ptr", "note", "gloss", "term", "licence", "link", "annotation"),
    "ref": ("g", "correspDesc"),
    "key": ("correspDesc", *PERSON_TAGS, "place"),
    "corresp": ("note", "objectType", "objectDesc"),
    "ana": ("objectType", "objectDesc"),
    "decls": ("div", "text"),
    "role": ("cell", "row", "person"),
    "calendar": ("date",),
    "when": ("birth", "death"),
    "when-iso": ("birth", "death"),
    "notBefore": ("birth", "death"),
}
"""Attributes that are used on some elements."""
_USED_IN_HEADERS: Final = {"role": PARTY_TAGS, "cert": ("date",), "evidence": ("date",)}
_SKIPPED: Final = frozenset((
    "facsimile", "sourceDoc", "encodingDesc", "revisionDesc", "publicationStmt", "editionStmt", "seriesStmt",
    "titleStmt", "notesStmt", "langUsage", "correspContext", "linkGrp",
))  # fmt: skip
"""Parts that are accounted for elsewhere."""


@dataclass(frozen=True, slots=True)
class AttributeUse:
    """What tells the used attributes of an edition: its persons, its places, and the ids of its notes."""

    resolver: NameResolver
    places: PlaceIndex
    note_ids: Set[str]

    @classmethod
    def of(cls, resolver: NameResolver, places: PlaceIndex, roots: Iterable[XmlElement]) -> AttributeUse:
        """Return what is used in an edition whose files have these roots."""
        notes = (note for root in roots for note in root.find_all("note"))
        return cls(resolver, places, {note.id for note in notes if note.id})

    def unused(self, element: XmlElement, *, in_header: bool, is_dated: bool) -> Iterator[str]:
        """Yield the names of the attributes of an element of which nothing is made.

        Args:
            in_header: whether the element is in a header.
            is_dated: whether dates there are used.
        """
        pointer = next((name for name in _POINTERS if element.get(name)), None)
        dating = next((name for name in _DATING if element.get(name)), None)
        for name in element.attributes:
            if element.get(name) is None or self._is_used(element, name, in_header=in_header):
                continue
            if name in _POINTERS:
                is_unused = name == pointer and not self._is_known(element, in_header=in_header)
            elif name in _DATING:
                is_unused = name == dating and not (is_dated and element.tag in _DATES)
            else:
                is_unused = not (is_dated and element.tag == "date" and name in ("cert", "evidence"))
            if is_unused:
                yield name

    def _is_used(self, element: XmlElement, name: str, *, in_header: bool) -> bool:
        """Return whether an attribute states no fact, is always used on its element, or leads to a note."""
        if name in _WITHOUT_FACTS or element.tag in _USED.get(name, ()):
            return True
        if in_header and element.tag in _USED_IN_HEADERS.get(name, ()):
            return True
        targets = (element.get(name) or "").split() if name in _NOTE_POINTERS else ()
        return any(local_id(target) in self.note_ids for target in targets)

    def _is_known(self, element: XmlElement, *, in_header: bool) -> bool:
        """Return whether the ids of an element say whom or which place it means.

        They do if they are those of a person, in an entry also addresses in authority files; in a header also
        those of a place, or of a place with a name.
        """
        if self.resolver.resolve_markup(element) is not None:
            return True
        if element.tag in (*PERSON_TAGS, "place") and find_authority_uris(pointers(element)):
            return True
        is_known_place = bool(element.text) or any(key in self.places for key in local_ids(element))
        return in_header and is_place(element) and is_known_place


def report_unused_attributes(root: XmlElement, use: AttributeUse, account: TextAccount) -> None:
    """Report the attributes in a file of which nothing is made.

    Args:
        root: the root of the file.
        use: what is used.
        account: the account to report to.
    """
    _report(root, use, account, in_header=False, is_dated=False)


def _report(
    element: XmlElement, use: AttributeUse, account: TextAccount, *, in_header: bool, is_dated: bool
) -> None:
    """Report the unused attributes of an element and its descendants."""
    in_header = in_header or element.tag == "teiHeader"
    is_dated = is_dated or element.tag in _DATED
    if element.tag.startswith("{"):
        account.add("warning", "facts-unused", element.tag, element.line, element.text)
        return
    for name in use.unused(element, in_header=in_header, is_dated=is_dated):
        level: ReportLevel = "dropped" if name in _OF_THE_SCRIPT else "warning"
        kind = f" type={element.get('type')}" if element.tag in ("rs", "name") and element.get("type") else ""
        value = element.get(name) or ""
        account.add(level, "facts-unused", f"{element.tag}{kind}/@{name}", element.line, value)
    for child in element.child_elements:
        if child.tag not in _SKIPPED:
            _report(child, use, account, in_header=in_header, is_dated=is_dated)
