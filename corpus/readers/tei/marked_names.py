"""Persons whom only the markup of texts names: by an id that has no entry in a list of persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from corpus.model import PersonKind
from corpus.persons.authorities import find_authority_uris

from .index_files import TeiIndexFiles
from .name_resolution import local_ids, pointers
from .xml_tree import XmlElement

_NAME_TAGS: Final = ("persName", "orgName")
_TYPED_TAGS: Final = ("rs", "name")
_TYPES: Final = {
    "person": "person",
    "pers": "person",
    "people": "person",
    "org": "group",
    "organisation": "group",
}


def add_marked_persons(texts: Iterable[XmlElement], index_files: TeiIndexFiles) -> None:
    """Add a person for each id in the markup of names that has no entry, named as the texts most often do.

    Names with several unknown ids are left out. Names in lower case count only if there are no others.
    """
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    first: dict[str, XmlElement] = {}
    for element in (element for text in texts for element in _marked(text)):
        keys = local_ids(element)
        if keys and element.text and not any(key in index_files.by_id for key in keys):
            private = [key for key in keys if not find_authority_uris((key,))]
            if len(private) < 2:
                names[keys[0]][element.text] += 1
                first.setdefault(keys[0], element)
    for key, element in first.items():
        name = max(names[key], key=lambda name: (not name[:1].islower(), names[key][name], len(name)))
        index_files.add_keyed(name, key, _kind(element), find_authority_uris(pointers(element)))
        index_files.findings.add("mention-without-entry", f"{key}: {name}", element.line)


def _marked(text: XmlElement) -> Iterator[XmlElement]:
    """Yield the elements in a text that name persons and bodies."""
    for element in text.find_all(*_NAME_TAGS, *_TYPED_TAGS):
        if element.tag in _NAME_TAGS or element.get("type") in _TYPES:
            yield element


def _kind(element: XmlElement) -> PersonKind:
    """Return whether an element names a person or a body."""
    is_group = element.tag == "orgName" or _TYPES.get(element.get("type") or "") == "group"
    return "group" if is_group else "person"
