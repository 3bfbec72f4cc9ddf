"""The steps by which a volume of documents in TEI (Foreign Relations of the United States) is read.

front matter → persons and terms → index → documents with notes → references, index terms → ``Edition``
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.model import Edition, Reference, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.index_terms import PageIndex, assign_index_terms
from corpus.unit_id import UnitId

from .accounting import TextAccount, count_words
from .blocks import BlockParser, pages_of_blocks
from .broken_words import rejoin_broken_words
from .documents import ParsedUnit, VolumeContext, parse_document, parse_line, parse_notes
from .facsimiles import Facsimiles
from .header import parse_header
from .hyphenation import Hyphenation
from .inline import InlineLink, PageTracker, TextContext
from .name_resolution import NameResolver
from .notes import NoteCollector
from .preparation import prepare_text
from .printed_index import IndexHeading, index_targets, parse_printed_index
from .rights import parse_header_rights
from .unused_attributes import AttributeUse, report_unused_attributes
from .unused_facts import report_unused_facts
from .unused_parts import report_unused_parts
from .volume_lists import VolumeLists, unread_items
from .xml_tree import XmlElement

DOCUMENT_TYPE = "document"
_LIST_KINDS = {"names": "persons", "terms": "terms", "index": "index", "toc": "toc"}
_PARTS = ("front", "body", "back")
_MAX_HEADING_LENGTH = 120


def holds_documents(root: XmlElement) -> bool:
    """Return whether a file is a volume of documents, with divisions of type ``document``."""
    return any(div.get("type") == DOCUMENT_TYPE for div in root.find_all("div"))


def read_volume(root: XmlElement, path: Path, progress: Callable[[str], None]) -> Edition:
    """Read a volume from its parsed file; everything that is left out has a line in the report.

    Args:
        root: the root element.
        path: the file, for the edition's id and the report.
        progress: called with a description of each step.
    """
    header = parse_header(root, path)
    body = root.find("text") or root
    text = TextContext(TextAccount(path.name), Hyphenation(body.texts()))
    for tei_header in root.find_all("teiHeader"):
        header = replace(header, rights=parse_header_rights(tei_header).within(header.rights))
    builder = _VolumeBuilder(Assembly(header), path.name, text=text)
    prepare_text(root)
    rejoin_broken_words({path.name: body}, text.account)
    text.account.expect(body)
    index = parse_printed_index(section for section in root.find_all("div") if list_kind(section) == "index")
    progress("reading persons and terms")
    builder.read_lists(root)
    person_index = PersonIndex.build(builder.lists.persons, (), [heading.entry for heading in index])
    has_marked_names = any(name.get("corresp") for name in root.find_all("persName"))
    builder.resolver = NameResolver(person_index, builder.lists.by_id, search_names=not has_marked_names)
    report_unused_facts(root, text.account)
    report_unused_parts(root, text.account)
    use = AttributeUse.of(builder.resolver, builder.assembly.places, [root])
    report_unused_attributes(root, use, text.account)
    builder.find_images(root)
    progress("reading documents")
    for part in body.child_elements:
        if part.tag == "pb":
            builder.pages.advance(part)
        elif part.tag in _PARTS:
            builder.read_section(part, None)
    progress("resolving references")
    return builder.finish(index, _page_labels(root))


@dataclass(slots=True)
class _VolumeBuilder:
    """The units parsed so far (``parsed``); ``targets`` maps ``xml:id``s to the ids of their units.

    ``file`` is the file's name, ``pages`` tracks the current page, ``text`` is the context of all texts.
    """

    assembly: Assembly
    file: str
    resolver: NameResolver = field(default_factory=lambda: NameResolver(PersonIndex(()), {}))
    lists: VolumeLists = field(default_factory=VolumeLists)
    parsed: list[ParsedUnit] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    pages: PageTracker = field(default_factory=PageTracker)
    text: TextContext = field(default_factory=TextContext)
    facsimiles: Facsimiles = field(init=False)

    def __post_init__(self) -> None:
        self.facsimiles = Facsimiles(self.text.account)

    def find_images(self, root: XmlElement) -> None:
        """Find the images of the pages on which the sections of the volume stand."""
        sections = [div for div in root.find_all("div", *_PARTS) if div.tag != "div" or _is_section(div)]
        self.facsimiles.add(root, self.file)
        self.facsimiles.assign(root, sections, self.file)

    def read_lists(self, root: XmlElement) -> None:
        """Parse the lists of persons and terms, with the pages they are on."""
        pages = PageTracker()
        for section in root.find_all("div"):
            kind = list_kind(section)
            add = {"persons": self.lists.add_persons, "terms": self.lists.add_terms}.get(kind)
            if add:
                first = section.find("pb")
                pages.current = first.get("n") if first else None
                add(section, self.assembly.edition.id, _heading(section) or kind.capitalize(), pages)

    def read_section(self, element: XmlElement, chapter: str | None) -> None:
        """Parse a section into units; its text outside of documents becomes an introduction.

        Lists that are parsed separately are skipped, the contents are left out and reported.

        Args:
            chapter: the heading of the section above, if any.
        """
        kind = list_kind(element) if element.tag == "div" else ""
        if element.get("type") == DOCUMENT_TYPE:
            self._parse_document(element, chapter)
        elif kind:
            self._skip_list(element, kind)
        else:
            self._parse_introduction(element, _heading(element) or chapter)

    def _parse_document(self, div: XmlElement, chapter: str | None) -> None:
        """Parse a document and its notes into units."""
        id = self._assign_id(div, f"doc-{div.get('n') or len(self.parsed)}")
        context = VolumeContext(
            chapter, self.resolver, self.pages, self.text, self.assembly, self.file, self.facsimiles
        )
        units, collector = parse_document(div, id, context)
        self.parsed += units
        self._add_targets(div, collector)

    def _parse_introduction(self, element: XmlElement, chapter: str | None) -> None:
        """Parse a section's own text into an introduction with notes, and the sections in it into units.

        The introduction comes before them; without text and notes there is none. A section with notes alone
        has its heading as text.
        """
        position = len(self.parsed)
        title = _heading(element) or element.tag.capitalize()
        id = self._assign_id(element, title if element.tag == "div" else element.tag)
        collector = NoteCollector(id, self.pages, context=self.text)
        head = next((child for child in element.child_elements if child.tag == "head"), None)

        def intercept(child: XmlElement) -> bool:
            if child is head:
                parse_line(child, self.pages, collector)
                return True
            if child.tag == "div" and _is_section(child):
                self.read_section(child, chapter)
                return True
            return False

        blocks = BlockParser(self.pages, collector.marks_at, intercept, self.text).parse(element)
        if not blocks and not collector.notes:
            return
        if not blocks and head:
            blocks = BlockParser(PageTracker(self.pages.current), lambda _: []).parse(head, "heading")
        unit = Unit(
            id,
            self.assembly.edition.id,
            "introduction",
            title,
            0,
            tuple(block.paragraph for block in blocks),
            chapter=chapter if chapter != title else None,
            mentions=self.resolver.mentions(blocks),
            pages=pages_of_blocks(None, blocks),
            images=self.facsimiles.images_of(element),
            language="",
        )
        notes = parse_notes(collector, unit, title, self.resolver)
        self.parsed[position:position] = [ParsedUnit(unit, tuple(blocks)), *notes]
        self._add_targets(element, collector)

    def _add_targets(self, element: XmlElement, collector: NoteCollector) -> None:
        """Register a unit and its notes as targets of references."""
        if element.id:
            self.targets.setdefault(element.id, collector.parent)
        for id, unit in collector.by_id.items():
            self.targets.setdefault(id, unit)

    def _assign_id(self, element: XmlElement, fallback: str) -> str:
        """Return a unique unit id from an element's ``xml:id`` or, if it has none, a fallback."""
        return self.assembly.assign_id(element.id, fallback, verbatim=True, line=element.line, file=self.file)

    def _skip_list(self, element: XmlElement, kind: str) -> None:
        """Skip a list that is parsed separately and track its pages; report a dropped contents list."""
        for child in element.find_all("pb"):
            self.pages.advance(child)
        if kind == "toc":
            message = f"the table of contents, “{_heading(element)}”, was left out"
            self.assembly.add_report_line("dropped", "contents", message, element.line, self.file)
            self.text.account.leave(element, "tables of contents")
        else:
            for item in unread_items(element) if kind in ("persons", "terms") else ():
                self.text.account.leave(item, "entries of lists without a name")
                self.text.account.words_out -= count_words(item)
            self.text.account.keep_element(element)

    def finish(self, index: list[IndexHeading], pages: dict[str, str]) -> Edition:
        """Assign index terms, resolve references and return the edition; unresolved ones are reported.

        Args:
            index: the headings of the printed index.
            pages: the page labels by the ``xml:id`` of their page breaks.
        """
        assembly = self.assembly
        units = [parsed.unit for parsed in self.parsed] + self.lists.units
        page_index, known = PageIndex(units), {UnitId(unit.id).name: unit.id for unit in units}
        targets = (
            (heading.entry.term, index_targets(heading, pages, page_index, known)) for heading in index
        )
        for unit in assign_index_terms(units, targets):
            assembly.add_unit(unit, file=self.file)
        assembly.terms = self.lists.terms
        assembly.index = [heading.entry for heading in index]
        self.facsimiles.report_unused()
        assembly.report += self.text.account.report_lines()
        assembly.text_counts = self.text.account.counts()
        assembly.references = list(_references(self, pages))
        for reference in assembly.references:
            if not reference.targets:
                message = f"“{reference.printed}” in {reference.source} has no target in this volume"
                assembly.add_report_line("warning", "reference-unresolved", message, file=self.file)
        return assembly.finish(
            self.resolver.person_index, search_names=self.resolver.search_names, references_in=()
        )


def list_kind(section: XmlElement) -> str:
    """Return what a section lists: ``persons``, ``terms``, ``index`` or ``toc``; "" for running text."""
    types = {
        _LIST_KINDS.get(element.get("type") or "", "")
        for element in section.child_elements
        if element.tag == "list"
    } - {""}
    kind = next(iter(types), section.id or section.get("type") or "")
    return kind if kind in _LIST_KINDS.values() else ""


def _is_section(div: XmlElement) -> bool:
    """Return whether an element is a document, has an ``xml:id``, or contains such an element."""
    return div.get("type") == DOCUMENT_TYPE or bool(div.id) or any(map(_is_section, div.child_elements))


def _heading(element: XmlElement) -> str | None:
    """Return the heading of a section without its notes; None if there is none.

    It is truncated to ``_MAX_HEADING_LENGTH`` characters, at a space.
    """
    head = next((child for child in element.child_elements if child.tag == "head"), None)
    block = parse_line(head, PageTracker(), NoteCollector("", PageTracker())) if head else None
    if not block:
        return None
    text = block.paragraph.text.rstrip(": ")
    if len(text) <= _MAX_HEADING_LENGTH:
        return text
    return text[:_MAX_HEADING_LENGTH].rpartition(" ")[0] + " …"


def _page_labels(root: XmlElement) -> dict[str, str]:
    """Return the page labels by the ``xml:id`` of their page breaks."""
    return {
        element.id: element.get("n") or element.id.removeprefix("pg_")
        for element in root.find_all("pb")
        if element.id
    }


def _references(builder: _VolumeBuilder, pages: dict[str, str]) -> Iterator[Reference]:
    """Yield the references within the volume: to documents, notes and sections, and to pages of one document.

    A reference to an unknown id has no targets; one to a page of several documents, or of none, is left out.
    """
    by_page: dict[str, list[str]] = {}
    for parsed in builder.parsed:
        if parsed.unit.kind == "document":
            for page in parsed.unit.pages:
                by_page.setdefault(page, []).append(parsed.unit.id)
    for parsed in builder.parsed:
        for number, block in enumerate(parsed.blocks):
            for link in block.links:
                target = link.element.get("target") or ""
                if link.element.tag != "ref" or not target.startswith("#"):
                    continue
                targets = _targets(builder, target[1:], by_page, pages)
                if targets is not None:
                    yield _reference(parsed.unit, number, block.paragraph.text, link, targets)


def _targets(
    builder: _VolumeBuilder, id: str, by_page: dict[str, list[str]], pages: dict[str, str]
) -> tuple[str, ...] | None:
    """Return the unit ids for an ``xml:id``: one, or none if the id is unknown.

    None for a page that is not of exactly one document.
    """
    if id in pages:
        on_page = by_page.get(pages[id], [])
        return tuple(on_page) if len(on_page) == 1 else None
    return (builder.targets[id],) if id in builder.targets else ()


def _reference(unit: Unit, number: int, text: str, link: InlineLink, targets: tuple[str, ...]) -> Reference:
    """Return the reference that a link in a paragraph (by index) of a unit makes to its targets."""
    return Reference(unit.id, number, link.start, link.end, text[link.start : link.end], targets)
