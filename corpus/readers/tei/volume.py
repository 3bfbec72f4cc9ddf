"""A volume of documents in one TEI file, as Foreign Relations of the United States: the one orchestration.

front matter → registers → index → documents with their notes → references, index terms → ``Edition``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.model import Edition, Reference, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.index_terms import PageIndex, assign_index_terms
from corpus.unit_id import UnitId

from .blocks import BlockParser, pages_of_blocks
from .documents import ParsedUnit, VolumeContext, parse_document, parse_line, parse_notes
from .header import parse_header
from .inline import InlineLink, PageTracker
from .name_resolution import NameResolver
from .notes import NoteCollector
from .printed_index import IndexHeading, index_targets, parse_printed_index
from .volume_lists import VolumeLists
from .xml_tree import XmlElement

DOCUMENT_TYPE = "document"
_LISTS = {"names": "persons", "terms": "terms", "index": "index", "toc": "toc"}
_PARTS = ("front", "body", "back")
_LONGEST_CHAPTER = 120


def holds_documents(root: XmlElement) -> bool:
    """Whether this is a volume: one that has divisions of the type ``document``."""
    return any(div.get("type") == DOCUMENT_TYPE for div in root.find_all("div"))


def read_volume(root: XmlElement, path: Path, progress: Callable[[str], None]) -> Edition:
    """Read a volume; nothing of the text is lost without a line in the report."""
    header = parse_header(root, path)
    reading = _Reading(Assembly(header), path.name)
    index = parse_printed_index(section for section in root.find_all("div") if list_kind(section) == "index")
    progress("reading persons and terms")
    reading.read_lists(root)
    person_index = PersonIndex.build(reading.lists.persons, (), [heading.entry for heading in index])
    marks_names = any(element.get("corresp") for element in root.find_all("persName"))
    reading.names = NameResolver(person_index, reading.lists.by_id, search=not marks_names)
    progress("reading documents")
    for part in (root.find("text") or root).child_elements:
        if part.tag == "pb":
            reading.pages.advance(part)
        elif part.tag in _PARTS:
            reading.read_section(part, None)
    progress("following references")
    return reading.finish(index, _page_labels(root))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    assembly: Assembly
    file: str
    names: NameResolver = field(default_factory=lambda: NameResolver(PersonIndex(()), {}))
    lists: VolumeLists = field(default_factory=VolumeLists)
    read: list[ParsedUnit] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    pages: PageTracker = field(default_factory=PageTracker)

    def read_lists(self, root: XmlElement) -> None:
        """Read the lists of persons and of terms."""
        pages = PageTracker()
        for section in root.find_all("div"):
            kind = list_kind(section)
            add = {"persons": self.lists.add_persons, "terms": self.lists.add_terms}.get(kind)
            if add:
                first = section.find("pb")
                pages.current = first.get("n") if first else None
                add(section, self.assembly.edition.id, _heading(section) or kind.capitalize(), pages)

    def read_section(self, element: XmlElement, chapter: str | None) -> None:
        """Read a section: what is in it besides documents is an introduction."""
        kind = list_kind(element) if element.tag == "div" else ""
        if element.get("type") == DOCUMENT_TYPE:
            self._read_document(element, chapter)
        elif kind:
            self._pass_over(element, kind)
        else:
            self._read_introduction(element, _heading(element) or chapter)

    def _read_document(self, div: XmlElement, chapter: str | None) -> None:
        id = self._take_id(div, f"doc-{div.get('n') or len(self.read)}")
        context = VolumeContext(chapter, self.names, self.pages, self.assembly, self.file)
        units, collector = parse_document(div, id, context)
        self.read += units
        self._lead(div, collector)

    def _read_introduction(self, element: XmlElement, chapter: str | None) -> None:
        place = len(self.read)
        title = _heading(element) or element.tag.capitalize()
        id = self._take_id(element, title if element.tag == "div" else element.tag)
        collector = NoteCollector(id, self.pages)
        head = next((child for child in element.child_elements if child.tag == "head"), None)

        def intercept(child: XmlElement) -> bool:
            if child is head:
                parse_line(child, self.pages, collector)
                return True
            if child.tag == "div" and _is_section(child):
                self.read_section(child, chapter)
                return True
            return False

        blocks = BlockParser(self.pages, collector.marker_for, intercept).parse(element)
        if not blocks and not collector.notes:
            return
        if not blocks and head:
            blocks = BlockParser(PageTracker(self.pages.current), lambda _: None).parse(head, "heading")
        unit = Unit(
            id,
            self.assembly.edition.id,
            "introduction",
            title,
            0,
            tuple(block.paragraph for block in blocks),
            chapter=chapter if chapter != title else None,
            mentions=self.names.mentions(blocks),
            pages=pages_of_blocks(None, blocks),
            language="",
        )
        notes = parse_notes(collector, unit, title, self.names)
        self.read[place:place] = [ParsedUnit(unit, tuple(blocks)), *notes]
        self._lead(element, collector)

    def _lead(self, element: XmlElement, collector: NoteCollector) -> None:
        """Let references lead to a unit and its notes."""
        if element.id:
            self.targets.setdefault(element.id, collector.parent)
        for id, unit in collector.by_id.items():
            self.targets.setdefault(id, unit)

    def _take_id(self, element: XmlElement, otherwise: str) -> str:
        return self.assembly.assign_id(
            element.id, otherwise, verbatim=True, line=element.line, file=self.file
        )

    def _pass_over(self, element: XmlElement, kind: str) -> None:
        """Follow the pages of a list that is read elsewhere; the contents are dropped."""
        for child in element.find_all("pb"):
            self.pages.advance(child)
        if kind == "toc":
            message = f"the table of contents, “{_heading(element)}”, is text of no unit"
            self.assembly.add_report_line("dropped", "contents", message, element.line, self.file)

    def finish(self, index: list[IndexHeading], pages: dict[str, str]) -> Edition:
        """Give units their index terms, follow references and complete the edition."""
        assembly = self.assembly
        units = [one.unit for one in self.read] + self.lists.units
        page_index, known = PageIndex(units), {UnitId(unit.id).name: unit.id for unit in units}
        leads = ((one.entry.term, index_targets(one, pages, page_index, known)) for one in index)
        for unit in assign_index_terms(units, leads):
            assembly.add_unit(unit, file=self.file)
        assembly.terms = self.lists.terms
        assembly.index = [heading.entry for heading in index]
        assembly.references = list(_references(self, pages))
        for one in assembly.references:
            if not one.targets:
                message = f"“{one.printed}” in {one.source} leads to nothing"
                assembly.add_report_line("warning", "reference-unresolved", message, file=self.file)
        return assembly.finish(self.names.person_index, search_names=self.names.search, references_in=())


def list_kind(section: XmlElement) -> str:
    """What a section lists: ``persons``, ``terms``, ``index``, ``toc``; empty if it is running text."""
    types = {
        _LISTS.get(element.get("type") or "", "")
        for element in section.child_elements
        if element.tag == "list"
    } - {""}
    kind = next(iter(types), section.id or section.get("type") or "")
    return kind if kind in _LISTS.values() else ""


def _is_section(div: XmlElement) -> bool:
    return div.get("type") == DOCUMENT_TYPE or bool(div.id) or any(_is_section(d) for d in div.child_elements)


def _heading(element: XmlElement) -> str | None:
    """The heading without its notes, shortened to what fits a line."""
    head = next((child for child in element.child_elements if child.tag == "head"), None)
    block = parse_line(head, PageTracker(), NoteCollector("", PageTracker())) if head else None
    if not block:
        return None
    text = block.paragraph.text.rstrip(": ")
    return text if len(text) <= _LONGEST_CHAPTER else text[:_LONGEST_CHAPTER].rpartition(" ")[0] + " …"


def _page_labels(root: XmlElement) -> dict[str, str]:
    """The label of each page by the ``xml:id`` of its break."""
    return {
        element.id: element.get("n") or element.id.removeprefix("pg_")
        for element in root.find_all("pb")
        if element.id
    }


def _references(reading: _Reading, pages: dict[str, str]) -> Iterator[Reference]:
    """The references within the volume: to documents, notes and sections, and to pages of one document."""
    by_page: dict[str, list[str]] = {}
    for one in reading.read:
        if one.unit.kind == "document":
            for page in one.unit.pages:
                by_page.setdefault(page, []).append(one.unit.id)
    for one in reading.read:
        for place, block in enumerate(one.blocks):
            for link in block.links:
                target = link.element.get("target") or ""
                if link.element.tag != "ref" or not target.startswith("#"):
                    continue
                found = _target(reading, target[1:], by_page, pages)
                if found is not None:
                    yield _reference(one.unit, place, block.paragraph.text, link, found)


def _target(
    reading: _Reading, id: str, by_page: dict[str, list[str]], pages: dict[str, str]
) -> tuple[str, ...] | None:
    if id in pages:
        on_page = by_page.get(pages[id], [])
        return tuple(on_page) if len(on_page) == 1 else None
    return (reading.targets[id],) if id in reading.targets else ()


def _reference(unit: Unit, place: int, text: str, link: InlineLink, targets: tuple[str, ...]) -> Reference:
    return Reference(unit.id, place, link.start, link.end, text[link.start : link.end], targets)
