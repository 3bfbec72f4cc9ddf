"""A volume of documents in one TEI file, as Foreign Relations of the United States: the one orchestration.

front matter → registers → index → documents with their notes → references, index terms → ``Edition``
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.model import Edition, IngestReport, Reference, ReportLine, Unit
from corpus.persons.person_index import Register
from corpus.slugs import unique_slug

from .blocks import BlockReader, pages_of
from .documents import ReadUnit, Setting, read_document, read_line, read_notes
from .header import Header, read_header
from .inline import Link, Pages
from .naming import Names
from .nodes import Node
from .notes import NoteTaker
from .printed_index import IndexHeading, give_index_terms, read_index
from .registers import Registers

DOCUMENT = "document"
_LISTS = {"names": "persons", "terms": "terms", "index": "index", "toc": "toc"}
_PARTS = ("front", "body", "back")
_LONGEST_CHAPTER = 120


def holds_documents(root: Node) -> bool:
    """Whether this is a volume: one that has divisions of the type ``document``."""
    return any(div.get("type") == DOCUMENT for div in root.all("div"))


def read_volume(root: Node, path: Path, say: Callable[[str], None]) -> Edition:
    """Read a volume; nothing of the text is lost without a line in the report."""
    header = read_header(root, path)
    reading = _Reading(header, path.name)
    index = read_index(section for section in root.all("div") if kind_of_list(section) == "index")
    say("reading persons and terms")
    reading.read_registers(root)
    register = Register.build(reading.registers.persons, (), [heading.entry for heading in index])
    marks_names = any(node.get("corresp") for node in root.all("persName"))
    reading.names = Names(register, reading.registers.by_id, search=not marks_names)
    say("reading documents")
    for part in (root.first("text") or root).elements:
        if part.tag == "pb":
            reading.pages.turn(part)
        elif part.tag in _PARTS:
            reading.read_section(part, None)
    say("following references")
    return _assemble(reading, index, _page_labels(root))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    header: Header
    file: str
    names: Names = field(default_factory=lambda: Names(Register(()), {}))
    registers: Registers = field(default_factory=Registers)
    read: list[ReadUnit] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    report: list[ReportLine] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    _taken: set[str] = field(default_factory=set)

    def read_registers(self, root: Node) -> None:
        """Read the lists of persons and of terms."""
        pages = Pages()
        for section in root.all("div"):
            kind = kind_of_list(section)
            add = {"persons": self.registers.add_persons, "terms": self.registers.add_terms}.get(kind)
            if add:
                first = section.first("pb")
                pages.current = first.get("n") if first else None
                add(section, self.header.id, _heading(section) or kind.capitalize(), pages)

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
        id = self._own_id(div, div.id or f"doc-{div.get('n') or len(self.read)}")
        setting = Setting(self.header.id, chapter, self.names, self.pages, self.file)
        units, taker, report = read_document(div, id, setting)
        self.read += units
        self.report += report
        self._lead(div, taker)
        if not units[0].unit.date and units[0].unit.medium != "editorial note":
            self.report.append(ReportLine("info", "undated", f"{id} has no date", div.line, self.file))

    def _read_introduction(self, node: Node, chapter: str | None) -> None:
        place = len(self.read)
        title = _heading(node) or node.tag.capitalize()
        id = self._own_id(node, node.id or (title if node.tag == "div" else node.tag))
        taker = NoteTaker(f"{self.header.id}/{id}", self.pages)
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
            taker.parent,
            self.header.id,
            "introduction",
            title,
            0,
            tuple(block.paragraph for block in blocks),
            chapter=chapter if chapter != title else None,
            mentions=self.names.mentions(blocks, ()),
            pages=pages_of(None, blocks),
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

    def _own_id(self, node: Node, wanted: str) -> str:
        """The ``xml:id`` as it is; one given twice is numbered, anything else is made a slug."""
        if node.id and node.id not in self._taken and node.id.replace("-", "").replace("_", "").isalnum():
            self._taken.add(node.id)
            return node.id
        if node.id in self._taken:
            message = f"the id {node.id} is given twice"
            self.report.append(ReportLine("warning", "id-twice", message, node.line, self.file))
        return unique_slug(wanted, self._taken)

    def _pass_over(self, node: Node, kind: str) -> None:
        """Follow the pages of a list that is read elsewhere; the contents are dropped."""
        for child in node.all("pb"):
            self.pages.turn(child)
        if kind == "toc":
            message = f"the table of contents, “{_heading(node)}”, is text of no unit"
            self.report.append(ReportLine("dropped", "contents", message, node.line, self.file))


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


def _assemble(reading: _Reading, index: list[IndexHeading], pages: dict[str, str]) -> Edition:
    units = [one.unit for one in reading.read] + reading.registers.units
    described = give_index_terms(units, index, pages)
    numbered = tuple(replace(unit, order=order) for order, unit in enumerate(described))
    references = tuple(_references(reading, pages))
    lost = [one for one in references if not one.targets]
    report = [*reading.report, *(_unresolved(one, reading.file) for one in lost)]
    header = reading.header
    persons = reading.names.persons
    return Edition(
        header.id,
        header.title,
        header.editors,
        header.publisher,
        header.place,
        header.year,
        header.language,
        numbered,
        persons,
        (),
        tuple(reading.registers.terms),
        references,
        tuple(heading.entry for heading in index),
        IngestReport(_counts(numbered, len(persons), index), tuple(report)),
    )


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


def _unresolved(reference: Reference, file: str) -> ReportLine:
    message = f"“{reference.printed}” in {reference.source} leads to nothing"
    return ReportLine("warning", "reference-unresolved", message, file=file)


def _counts(units: tuple[Unit, ...], persons: int, index: list[IndexHeading]) -> dict[str, int]:
    documents = [unit for unit in units if unit.kind == "document"]
    counts = dict(Counter(str(unit.kind) for unit in units))
    return counts | {
        "documents with a sender": sum(bool(unit.senders) for unit in documents),
        "documents with a recipient": sum(bool(unit.recipients) for unit in documents),
        "documents with a date": sum(unit.date is not None for unit in documents),
        "persons": persons,
        "index headings": len(index),
    }
