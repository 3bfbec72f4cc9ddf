"""The lists of persons and terms in a volume, parsed into persons with biographies and glossary entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.model import Person, Term, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.slugs import unique_slug

from .blocks import BlockParser
from .inline import PageTracker
from .xml_tree import XmlElement

_NAME_TAGS = ("persName", "name")
_TERM_TAGS = ("term",)
_EXPANSION_END = re.compile(r"[;.(]|, (?=[a-z])")
_MAX_EXPANSION_LENGTH = 80


@dataclass(slots=True)
class VolumeLists:
    """The persons and terms of a volume's lists; ``by_id`` maps an ``xml:id`` to the id of its person.

    ``units`` holds the biographies and glossary entries.
    """

    persons: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    _used_slugs: set[str] = field(default_factory=set)
    _used_term_slugs: set[str] = field(default_factory=set)

    def add_persons(self, section: XmlElement, edition: str, chapter: str, pages: PageTracker) -> None:
        """Add the persons of a section: one for each item with a name that has an ``xml:id``.

        Args:
            edition: the id of the edition.
            chapter: the chapter of the biographies.
            pages: the tracker of the current page, which is advanced.
        """
        for item, marked in _marked_items(section, _NAME_TAGS, pages):
            name = _trim(marked.text)
            if not name:
                continue
            suffix = unique_slug(name, self._used_slugs)
            unit = _unit(item, edition, "biography", suffix, name, chapter, pages)
            self.persons.append(Person(suffix, name, display_name(name), biography=unit.id))
            self.units.append(unit)
            if marked.id:
                self.by_id.setdefault(marked.id, suffix)

    def add_terms(self, section: XmlElement, edition: str, chapter: str, pages: PageTracker) -> None:
        """Add the terms of a section, each with the expansion with which its gloss begins, if that is short.

        Args:
            edition: the id of the edition.
            chapter: the chapter of the glossary entries.
            pages: the tracker of the current page, which is advanced.
        """
        for item, marked in _marked_items(section, _TERM_TAGS, pages):
            name = _trim(marked.text)
            if not name:
                continue
            suffix = unique_slug(name, self._used_term_slugs)
            unit = _unit(item, edition, "glossary", suffix, name, chapter, pages)
            expansion = _trim(_EXPANSION_END.split(unit.text.removeprefix(marked.text).lstrip(" ,:–—"), 1)[0])
            self.terms.append(
                Term(unit.id, name, (expansion,) if 0 < len(expansion) <= _MAX_EXPANSION_LENGTH else ())
            )
            self.units.append(unit)


def _marked_items(
    section: XmlElement, tags: Sequence[str], pages: PageTracker
) -> Iterator[tuple[XmlElement, XmlElement]]:
    """Yield each item with its first name or term that has an ``xml:id``, advancing ``pages`` on the way.

    Items without such a name or term, and items that contain lists, are left out.
    """
    for element in section.walk():
        if element.tag == "pb":
            pages.advance(element)
        if element.tag == "item" and element.find("list") is None:
            marked = _marked(element, tags)
            if marked:
                yield element, marked


def unread_items(section: XmlElement) -> Iterator[XmlElement]:
    """Yield the items of a list of persons or terms that are left out, because no name or term is marked."""
    for item in section.find_all("item"):
        if item.find("list") is None and not _marked(item, (*_NAME_TAGS, *_TERM_TAGS)):
            yield item


def _marked(item: XmlElement, tags: Sequence[str]) -> XmlElement | None:
    """Return the first name or term of an item that has an ``xml:id``; or None."""
    return next((child for child in item.find_all(*tags) if child.id), None)


def _unit(
    item: XmlElement,
    edition: str,
    kind: Literal["biography", "glossary"],
    suffix: str,
    title: str,
    chapter: str,
    pages: PageTracker,
) -> Unit:
    """Return a biography or glossary entry with the text of an item and the current page.

    Args:
        suffix: the end of the unit's id.
    """
    blocks = BlockParser(PageTracker(pages.current), lambda _: []).parse(item)
    unit = make_entry(edition, kind, suffix, title, tuple(block.paragraph for block in blocks), chapter)
    return replace(unit, pages=(pages.current,) if pages.current else ())


def _trim(text: str) -> str:
    """Return a text without punctuation around it, but with the full stop of a final initial or "Jr."."""
    return text.strip(" ,;:.–—") + ("." if re.search(r"\b[A-Z]\.[\s,;:]*\Z|\bJr\.\Z", text) else "")
