"""Letters of TEI files, one or many in a file: found, and parsed into documents with their notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.assembly import Assembly, letter_title
from corpus.slugs import slug
from corpus.unit_id import UnitId

from .blocks import BlockParser, pages_of_blocks
from .dates import find_date
from .documents import ParsedUnit, parse_line, parse_notes
from .header import declared_language
from .index_files import TeiIndexFiles
from .inline import PageTracker, TextBlock
from .metadata import LetterMetadata, archive_reference, header_title, letter_medium, parse_corresp_desc
from .name_resolution import NameResolver, local_id, local_ids
from .notes import NoteCollector
from .xml_tree import XmlElement

LETTER_TYPE = "letter"
_LETTER_TAGS = ("opener", "closer", "salute", "signed", "dateline", "postscript")
_NON_TEXT = ("back", "standOff", "listPerson", "listPlace", "listOrg", "listEvent", "noteGrp")
_STAND_OFF_TAGS = ("back", "standOff", "noteGrp")


@dataclass(frozen=True, slots=True)
class TeiLetter:
    """A letter in a file: its text and metadata, and the ``root`` of the file, which holds stand-off notes.

    ``text`` is None if only metadata are encoded. ``is_letter`` is False for a text treated as an
    introduction; ``shares_header`` is True if the header is also that of other letters.
    """

    id: str | None
    text: XmlElement | None
    header: XmlElement
    corresp_desc: XmlElement | None
    root: XmlElement
    language: str | None
    is_letter: bool = True
    shares_header: bool = False

    @property
    def letter_header(self) -> XmlElement:
        """The header if it belongs to this letter alone; otherwise an empty one."""
        return XmlElement("teiHeader") if self.shares_header else self.header


def find_letters(root: XmlElement) -> Iterator[TeiLetter]:
    """Yield the letters of a file; none if it has neither text nor ``correspDesc``.

    In a ``teiCorpus`` these are those of each ``TEI``. Within a ``TEI`` they are the divisions of type
    "letter" if there are several, or else one letter per ``correspDesc`` (without text) if there are several,
    or else the whole text.
    """
    inner = [element for element in root.child_elements if element.tag in ("TEI", "teiCorpus")]
    if inner:
        for tei in inner:
            yield from find_letters(tei)
        return
    header = next(
        (element for element in root.child_elements if element.tag == "teiHeader"), XmlElement("teiHeader")
    )
    descriptions = list(header.find_all("correspDesc"))
    text = next((element for element in root.child_elements if element.tag == "text"), None)
    language = declared_language(root)
    divisions = [div for div in text.find_all("div") if div.get("type") == LETTER_TYPE] if text else []
    if len(divisions) > 1 or (divisions and len(descriptions) > 1):
        for i, div in enumerate(divisions):
            corresp_desc = _corresp_desc_of(div, i, descriptions, len(divisions))
            yield TeiLetter(div.id, div, header, corresp_desc, root, language, shares_header=True)
    elif len(descriptions) > 1:
        for corresp_desc in descriptions:
            id = _described_id(corresp_desc)
            yield TeiLetter(id, None, header, corresp_desc, root, language, shares_header=True)
    elif descriptions or (text and text.text):
        is_letter = bool(descriptions or divisions) or bool(text and text.find(*_LETTER_TAGS))
        corresp_desc = descriptions[0] if descriptions else None
        yield TeiLetter(root.id, text, header, corresp_desc, root, language, is_letter)


def _described_id(corresp_desc: XmlElement) -> str | None:
    """Return the ``xml:id`` of a ``correspDesc``, or a slug of the letter that it points to, or None."""
    target = local_id(corresp_desc.get("key") or corresp_desc.get("ref") or "")
    return corresp_desc.id or slug(target) or None


def _corresp_desc_of(
    div: XmlElement, i: int, descriptions: list[XmlElement], count: int
) -> XmlElement | None:
    """Return the ``correspDesc`` of the letter in a division: inside it, or linked to it by id.

    If there is neither, it is number ``i`` of the descriptions if there are as many as letters (``count``),
    or None.
    """
    inside = div.find("correspDesc")
    ids = {id for name in ("corresp", "decls") for id in (div.get(name) or "").replace("#", "").split()}
    linked = (
        corresp_desc
        for corresp_desc in descriptions
        if corresp_desc.id in ids or (div.id and div.id in local_ids(corresp_desc))
    )
    return inside or next(linked, descriptions[i] if len(descriptions) == count else None)


def parse_letter(
    letter: TeiLetter,
    unit_id: str,
    resolver: NameResolver,
    index_files: TeiIndexFiles,
    assembly: Assembly,
) -> tuple[list[ParsedUnit], list[str], list[XmlElement]]:
    """Parse a letter and its notes.

    Args:
        letter: the letter.
        unit_id: the id of its unit.
        resolver: resolves names to persons; unknown correspondents are added to its person index.
        index_files: the entries of places.
        assembly: the edition, for its language.

    Returns:
        The units, the letter first; an error message for each date that cannot be parsed; and the stand-off
        notes whose position in the text was not found.
    """
    metadata = letter_metadata(letter)
    pages = PageTracker()
    stand_off = [] if letter.shares_header else _stand_off_notes(letter.root)
    collector = NoteCollector(unit_id, pages, _by_id(stand_off))
    blocks = _parse_text(letter.text, collector, pages)
    for note in metadata.notes:
        collector.add(note)
    unplaced = [note for note in stand_off if all(placed.element is not note for placed in collector.notes)]
    for note in unplaced:
        collector.add(note)
    unit = _unit(letter, unit_id, metadata, blocks, resolver, index_files)
    language = assembly.resolve_language(unit.paragraphs, letter.language)
    unit = replace(unit, language=language, title=unit.title or letter_title(unit))
    notes = parse_notes(collector, unit, unit.title, resolver)
    return [ParsedUnit(unit, tuple(blocks)), *notes], metadata.date_errors, unplaced


def letter_metadata(letter: TeiLetter) -> LetterMetadata:
    """Return the metadata of a letter: its description, its header, its title and its heading."""
    titles = [header_title(letter.letter_header), _heading(letter)] if letter.is_letter else []
    return parse_corresp_desc(letter.corresp_desc, letter.letter_header, filter(None, titles))


def _parse_text(text: XmlElement | None, collector: NoteCollector, pages: PageTracker) -> list[TextBlock]:
    """Parse the text of a letter without back matter, lists and stand-off notes; no blocks if it is None."""

    def intercept(element: XmlElement) -> bool:
        return element.tag in _NON_TEXT or element.tag == "correspDesc"

    return BlockParser(pages, collector.marker_for, intercept).parse(text) if text else []


def _unit(
    letter: TeiLetter,
    id: str,
    metadata: LetterMetadata,
    blocks: list[TextBlock],
    resolver: NameResolver,
    index_files: TeiIndexFiles,
) -> Unit:
    """Return the unit of a letter, made from its text and metadata.

    The chapter is the year of the date, or "Undated"; the title is "" if neither header nor text has one.
    """
    senders = resolver.resolve_parties(metadata.senders)
    recipients = resolver.resolve_parties(metadata.recipients)
    dateline = _dateline(letter.text)
    head = header_title(letter.letter_header)
    date = metadata.date or find_date(dateline or "") or find_date(head or "")
    return Unit(
        id,
        UnitId(id).edition,
        "document" if letter.is_letter else "introduction",
        head or _heading(letter) or "",
        0,
        tuple(block.paragraph for block in blocks),
        chapter=str(date.years[0]) if date and date.years else "Undated",
        medium=letter_medium(letter.letter_header, letter.text) if letter.is_letter else None,
        dateline=dateline or metadata.printed_date,
        date=date if letter.is_letter else None,
        senders=senders,
        recipients=recipients,
        mentions=resolver.mentions(blocks, (*senders, *recipients)),
        place=_place(metadata.place, index_files),
        destination=_place(metadata.destination, index_files),
        archive=archive_reference(letter.letter_header),
        pages=pages_of_blocks(None, blocks),
    )


def _heading(letter: TeiLetter) -> str | None:
    """Return the first heading in a letter's text; None if there is none."""
    head = letter.text.find("head") if letter.text else None
    return head.text or None if head else None


def _dateline(text: XmlElement | None) -> str | None:
    """Return the first dateline of a text, without notes; None if there is none."""
    element = text.find("dateline") if text else None
    block = parse_line(element, PageTracker(), NoteCollector("", PageTracker())) if element else None
    return block.paragraph.text if block else None


def _place(element: XmlElement | None, index_files: TeiIndexFiles) -> str | None:
    """Return the name of a place: the element's text, or the entry that it points to; None if unknown."""
    if element is None:
        return None
    known = (index_files.places[key] for key in local_ids(element) if key in index_files.places)
    return element.text or next(known, None)


def _stand_off_notes(root: XmlElement) -> list[XmlElement]:
    """Return the notes of a file that are encoded apart from the text; those without text are left out."""
    return [note for parent in root.find_all(*_STAND_OFF_TAGS) for note in _notes_in(parent) if note.text]


def _notes_in(parent: XmlElement) -> Iterator[XmlElement]:
    """Yield the notes directly in an element and in the divisions in it."""
    for element in parent.child_elements:
        if element.tag == "note":
            yield element
        elif element.tag == "div":
            yield from _notes_in(element)


def _by_id(notes: list[XmlElement]) -> dict[str, XmlElement]:
    """Map the notes by their own ids and by the ids of the elements that they point to; the first counts."""
    by_id: dict[str, XmlElement] = {}
    for note in notes:
        targets = [
            id.removeprefix("#") for name in ("target", "corresp") for id in (note.get(name) or "").split()
        ]
        for id in (note.id, *targets):
            if id:
                by_id.setdefault(id, note)
    return by_id
