"""Lists of persons and of terms in a volume → persons with biographies, glossary entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.model import Person, Term, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.slugs import unique_slug

from .blocks import BlockParser
from .inline import PageTracker
from .xml_tree import XmlElement

_FORM_END = re.compile(r"[;.(]|, (?=[a-z])")
_LONGEST_FORM = 80


@dataclass(slots=True)
class VolumeLists:
    """What the lists hold; ``by_id`` gives the person or term's unit for each ``xml:id``."""

    persons: list[Person] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)
    _terms_taken: set[str] = field(default_factory=set)

    def add_persons(self, section: XmlElement, edition: str, chapter: str, pages: PageTracker) -> None:
        """Read the persons of a section: one of each item that marks a name with an id."""
        for item, marked in _marked_items(section, ("persName", "name"), pages):
            name = _bare(marked.text)
            if not name:
                continue
            suffix = unique_slug(name, self._taken)
            unit = _unit(item, edition, "biography", suffix, name, chapter, pages)
            self.persons.append(Person(suffix, name, display_name(name), biography=unit.id))
            self.units.append(unit)
            if marked.id:
                self.by_id.setdefault(marked.id, suffix)

    def add_terms(self, section: XmlElement, edition: str, chapter: str, pages: PageTracker) -> None:
        """Read the terms of a section and what each stands for."""
        for item, marked in _marked_items(section, ("term",), pages):
            name = _bare(marked.text)
            if not name:
                continue
            suffix = unique_slug(name, self._terms_taken)
            unit = _unit(item, edition, "glossary", suffix, name, chapter, pages)
            form = _bare(_FORM_END.split(unit.text.removeprefix(marked.text).lstrip(" ,:–—"), 1)[0])
            self.terms.append(Term(unit.id, name, (form,) if 0 < len(form) <= _LONGEST_FORM else ()))
            self.units.append(unit)


def _marked_items(
    section: XmlElement, tags: Iterable[str], pages: PageTracker
) -> Iterator[tuple[XmlElement, XmlElement]]:
    """Each item that marks a name or term of its own; page breaks are followed on the way."""
    wanted = tuple(tags)
    for element in section.walk():
        if element.tag == "pb":
            pages.advance(element)
        if element.tag == "item" and element.find("list") is None:
            marked = next((one for one in element.find_all(*wanted) if one.id), None)
            if marked:
                yield element, marked


def _unit(
    item: XmlElement,
    edition: str,
    kind: Literal["biography", "glossary"],
    suffix: str,
    title: str,
    chapter: str,
    pages: PageTracker,
) -> Unit:
    blocks = BlockParser(PageTracker(pages.current), lambda _: None).parse(item)
    unit = make_entry(edition, kind, suffix, title, tuple(block.paragraph for block in blocks), chapter)
    return replace(unit, pages=(pages.current,) if pages.current else ())


def _bare(text: str) -> str:
    return text.strip(" ,;:.–—") + ("." if re.search(r"\b[A-Z]\.[\s,;:]*\Z|\bJr\.\Z", text) else "")
