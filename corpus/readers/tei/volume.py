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

from .blocks import BlockReader, pages_of
from .documents import ReadUnit, Setting, read_document, read_line, read_notes
from .header import read_header
from .inline import Link, Pages
from .naming import Names
from .nodes import Node
from .notes import NoteTaker
from .printed_index import IndexHeading, read_index, units_led_to
from .registers import Registers

DOCUMENT = "document"
_LISTS = {"names": "persons", "terms": "terms", "index": "index", "toc": "toc"}
_PARTS = ("front", "body", "back")
_LONGEST_CHAPTER = 120


def holds_documents(root: Node) -> bool:
    """Whether this is a volume: one that has divisions of the type ``document``."""
    return any(div.get("type") == DOCUMENT for div in root.all("div"))


def read_volume(root: Node, path: Path, progress: Callable[[str], None]) -> Edition:
    """Read a volume; nothing of the text is lost without a line in the report."""
    header = read_header(root, path)
    reading = _Reading(Assembly(header), path.name)
    index = read_index(section for section in root.all("div") if kind_of_list(section) == "index")
    progress("reading persons and terms")
    reading.read_registers(root)
    person_index = PersonIndex.build(reading.registers.persons, (), [heading.entry for heading in index])
    marks_names = any(node.get("corresp") for node in root.all("persName"))
    reading.names = Names(person_index, reading.registers.by_id, search=not marks_names)
    progress("reading documents")
    for part in (root.first("text") or root).elements:
        if part.tag == "pb":
            reading.pages.turn(part)
        elif part.tag in _PARTS:
            reading.read_section(part, None)
    progress("following references")
    return reading.finish(index, _page_labels(root))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    assembly: Assembly
    file: str
    names: Names = field(default_factory=lambda: Names(PersonIndex(()), {}))
    registers: Registers = field(default_factory=Registers)
    read: list[ReadUnit] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    pages: Pages = field(default_factory=Pages)

    def read_registers(self, root: Node) -> None:
        """Read the lists of persons and of terms."""
        pages = Pages()
        for section in root.all("div"):
            kind = kind_of_list(section)
            add = {"persons": self.registers.add_persons, "terms": self.registers.add_terms}.get(kind)
            if add:
                first = section.first("pb")
                pages.current = first.get("n") if first else None
                add(section, self.assembly.edition.id, _heading(section) or kind.capitalize(), pages)

    def read_section(self, node: Node, chapter: str | None) -> None:
        """Read a section: what is in it besides documents is an introduction."""
        kind = kind_of_list(node) if node.tag == "div" else ""
        if node.get("type") == DOCUMENT:
            self._read_document(node, chapter)
        elif kind:
            self._pass_over(node, kind)
        else:
            self._read_introduction(node, _heading(node) or chapter)

    def _read_document(self, div: Node, chapter: str | None) -> None:
        id = self._take_id(div, f"doc-{div.get('n') or len(self.read)}")
        setting = Setting(chapter, self.names, self.pages, self.assembly, self.file)
        units, taker = read_document(div, id, setting)
        self.read += units
        self._lead(div, taker)

    def _read_introduction(self, node: Node, chapter: str | None) -> None:
        place = len(self.read)
        title = _heading(node) or node.tag.capitalize()
        id = self._take_id(node, title if node.tag == "div" else node.tag)
        taker = NoteTaker(id, self.pages)
        head = next((child for child in node.elements if child.tag == "head"), None)

        def aside(child: Node) -> bool:
            if child is head:
                read_line(child, self.pages, taker)
                return True
            if child.tag == "div" and _is_section(child):
                self.read_section(child, chapter)
                return True
            return False

        blocks = BlockReader(self.pages, taker.mark, aside).read(node)
        if not blocks and not taker.found:
            return
        if not blocks and head:
            blocks = BlockReader(Pages(self.pages.current), lambda _: None).read(head, "heading")
        unit = Unit(
            id,
            self.assembly.edition.id,
            "introduction",
            title,
            0,
            tuple(block.paragraph for block in blocks),
            chapter=chapter if chapter != title else None,
            mentions=self.names.mentions(blocks),
            pages=pages_of(None, blocks),
            language="",
        )
        notes = read_notes(taker, unit, title, self.names)
        self.read[place:place] = [ReadUnit(unit, tuple(blocks)), *notes]
        self._lead(node, taker)

    def _lead(self, node: Node, taker: NoteTaker) -> None:
        """Let references lead to a unit and its notes."""
        if node.id:
            self.targets.setdefault(node.id, taker.parent)
        for id, unit in taker.by_id.items():
            self.targets.setdefault(id, unit)

    def _take_id(self, node: Node, otherwise: str) -> str:
        return self.assembly.assign_id(node.id, otherwise, verbatim=True, line=node.line, file=self.file)

    def _pass_over(self, node: Node, kind: str) -> None:
        """Follow the pages of a list that is read elsewhere; the contents are dropped."""
        for child in node.all("pb"):
            self.pages.turn(child)
        if kind == "toc":
            message = f"the table of contents, “{_heading(node)}”, is text of no unit"
            self.assembly.add_report_line("dropped", "contents", message, node.line, self.file)

    def finish(self, index: list[IndexHeading], pages: dict[str, str]) -> Edition:
        """Give units their index terms, follow references and complete the edition."""
        assembly = self.assembly
        units = [one.unit for one in self.read] + self.registers.units
        page_index, known = PageIndex(units), {UnitId(unit.id).name: unit.id for unit in units}
        leads = ((one.entry.term, units_led_to(one, pages, page_index, known)) for one in index)
        for unit in assign_index_terms(units, leads):
            assembly.add_unit(unit, file=self.file)
        assembly.terms = self.registers.terms
        assembly.index = [heading.entry for heading in index]
        assembly.references = list(_references(self, pages))
        for one in assembly.references:
            if not one.targets:
                message = f"“{one.printed}” in {one.source} leads to nothing"
                assembly.add_report_line("warning", "reference-unresolved", message, file=self.file)
        return assembly.finish(self.names.person_index, search_names=self.names.search, references_in=())


def kind_of_list(section: Node) -> str:
    """What a section lists: ``persons``, ``terms``, ``index``, ``toc``; empty if it is running text."""
    types = {_LISTS.get(node.get("type") or "", "") for node in section.elements if node.tag == "list"} - {""}
    kind = next(iter(types), section.id or section.get("type") or "")
    return kind if kind in _LISTS.values() else ""


def _is_section(div: Node) -> bool:
    return div.get("type") == DOCUMENT or bool(div.id) or any(_is_section(d) for d in div.elements)


def _heading(node: Node) -> str | None:
    """The heading without its notes, shortened to what fits a line."""
    head = next((child for child in node.elements if child.tag == "head"), None)
    block = read_line(head, Pages(), NoteTaker("", Pages())) if head else None
    if not block:
        return None
    text = block.paragraph.text.rstrip(": ")
    return text if len(text) <= _LONGEST_CHAPTER else text[:_LONGEST_CHAPTER].rpartition(" ")[0] + " …"


def _page_labels(root: Node) -> dict[str, str]:
    """The label of each page by the ``xml:id`` of its break."""
    return {node.id: node.get("n") or node.id.removeprefix("pg_") for node in root.all("pb") if node.id}


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
                target = link.node.get("target") or ""
                if link.node.tag != "ref" or not target.startswith("#"):
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


def _reference(unit: Unit, place: int, text: str, link: Link, targets: tuple[str, ...]) -> Reference:
    return Reference(unit.id, place, link.start, link.end, text[link.start : link.end], targets)
