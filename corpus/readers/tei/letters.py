"""Finds the letters of a file, one or many, and makes each a document with its notes."""

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
from .name_resolution import NameResolver, local_id, local_ids, unique_refs
from .notes import NoteCollector
from .xml_tree import XmlElement

LETTER_TYPE = "letter"
_SIGNS = ("opener", "closer", "salute", "signed", "dateline", "postscript")
_NOT_TEXT = ("back", "standOff", "listPerson", "listPlace", "listOrg", "listEvent", "noteGrp")
_STANDING_OFF = ("back", "standOff", "noteGrp")


@dataclass(frozen=True, slots=True)
class TeiLetter:
    """A letter found: its text, its metadata, and the whole file's element for what stands off."""

    id: str | None
    text: XmlElement | None
    header: XmlElement
    corresp_desc: XmlElement | None
    whole: XmlElement
    language: str | None
    is_letter: bool = True
    shares_header: bool = False

    @property
    def letter_header(self) -> XmlElement:
        """The header, if it is this letter's alone; else an empty one."""
        return XmlElement("teiHeader") if self.shares_header else self.header


def find_letters(root: XmlElement) -> Iterator[TeiLetter]:
    """The letters of a file: each TEI of a corpus; in one TEI, divisions that are letters, or all of it."""
    inner = [element for element in root.child_elements if element.tag in ("TEI", "teiCorpus")]
    if inner:
        for one in inner:
            yield from find_letters(one)
        return
    header = next(
        (element for element in root.child_elements if element.tag == "teiHeader"), XmlElement("teiHeader")
    )
    described = list(header.find_all("correspDesc"))
    text = next((element for element in root.child_elements if element.tag == "text"), None)
    language = declared_language(root)
    divisions = [div for div in text.find_all("div") if div.get("type") == LETTER_TYPE] if text else []
    if len(divisions) > 1 or (divisions and len(described) > 1):
        for place, div in enumerate(divisions):
            corresp_desc = _described(div, place, described, len(divisions))
            yield TeiLetter(div.id, div, header, corresp_desc, root, language, shares_header=True)
    elif len(described) > 1:
        for one in described:
            yield TeiLetter(_id_of(one), None, header, one, root, language, shares_header=True)
    elif described or (text and text.text):
        is_letter = bool(described or divisions) or bool(text and text.find(*_SIGNS))
        yield TeiLetter(root.id, text, header, described[0] if described else None, root, language, is_letter)


def _id_of(described: XmlElement) -> str | None:
    """The id of a letter that is known by its metadata alone: its own, else that of what it describes."""
    address = local_id(described.get("key") or described.get("ref") or "")
    return described.id or slug(address) or None


def _described(div: XmlElement, place: int, described: list[XmlElement], count: int) -> XmlElement | None:
    """The ``correspDesc`` of one letter of several: inside it, named by id, or at its place in the order."""
    own = div.find("correspDesc")
    named = {key for name in ("corresp", "decls") for key in (div.get(name) or "").replace("#", "").split()}
    led = (one for one in described if one.id in named or (div.id and div.id in local_ids(one)))
    return own or next(led, described[place] if len(described) == count else None)


def parse_letter(
    letter: TeiLetter, unit_id: str, names: NameResolver, index_files: TeiIndexFiles, assembly: Assembly
) -> tuple[list[ParsedUnit], list[str], list[XmlElement]]:
    """Read a letter and its notes.

    Returns:
        The units, the letter first; dates that are none; notes whose place in the text was not found.
    """
    found = parse_corresp_desc(letter.corresp_desc, letter.letter_header)
    pages = PageTracker()
    standing = [] if letter.shares_header else _standing_notes(letter.whole)
    collector = NoteCollector(unit_id, pages, _by_place(standing))
    blocks = _read_text(letter.text, collector, pages)
    for remark in found.remarks:
        collector.add(remark)
    loose = [note for note in standing if all(one.element is not note for one in collector.notes)]
    for note in loose:
        collector.add(note)
    unit = _unit(letter, unit_id, found, blocks, names, index_files)
    language = assembly.resolve_language(unit.paragraphs, letter.language)
    unit = replace(unit, language=language, title=unit.title or letter_title(unit))
    notes = parse_notes(collector, unit, unit.title, names)
    return [ParsedUnit(unit, tuple(blocks)), *notes], found.faults, loose


def _read_text(text: XmlElement | None, collector: NoteCollector, pages: PageTracker) -> list[TextBlock]:
    """The text alone: registers and notes that stand behind it are none."""

    def intercept(element: XmlElement) -> bool:
        return element.tag in _NOT_TEXT or element.tag == "correspDesc"

    return BlockParser(pages, collector.marker_for, intercept).parse(text) if text else []


def _unit(
    letter: TeiLetter,
    id: str,
    found: LetterMetadata,
    blocks: list[TextBlock],
    names: NameResolver,
    index_files: TeiIndexFiles,
) -> Unit:
    senders, recipients = (
        unique_refs(names.correspondent(one.name, one.keys, one.kind) for one in parties)
        for parties in (found.senders, found.recipients)
    )
    dateline = _dateline(letter.text)
    head = header_title(letter.letter_header)
    date = found.date or find_date(dateline or "") or find_date(head or "")
    return Unit(
        id,
        UnitId(id).edition,
        "document" if letter.is_letter else "introduction",
        head or _heading(letter) or "",
        0,
        tuple(block.paragraph for block in blocks),
        chapter=str(date.years[0]) if date and date.years else "Undated",
        medium=letter_medium(letter.letter_header, letter.text) if letter.is_letter else None,
        dateline=dateline or found.printed_date,
        date=date if letter.is_letter else None,
        senders=senders,
        recipients=recipients,
        mentions=names.mentions(blocks, (*senders, *recipients)),
        place=_place(found.place, index_files),
        destination=_place(found.destination, index_files),
        archive=archive_reference(letter.letter_header),
        pages=pages_of_blocks(None, blocks),
    )


def _heading(letter: TeiLetter) -> str | None:
    head = letter.text.find("head") if letter.text else None
    return head.text or None if head else None


def _dateline(text: XmlElement | None) -> str | None:
    element = text.find("dateline") if text else None
    block = parse_line(element, PageTracker(), NoteCollector("", PageTracker())) if element else None
    return block.paragraph.text if block else None


def _place(element: XmlElement | None, index_files: TeiIndexFiles) -> str | None:
    if element is None:
        return None
    known = (index_files.places[key] for key in local_ids(element) if key in index_files.places)
    return element.text or next(known, None)


def _standing_notes(whole: XmlElement) -> list[XmlElement]:
    """The notes that stand apart from the text."""
    return [note for place in whole.find_all(*_STANDING_OFF) for note in _notes_in(place) if note.text]


def _notes_in(place: XmlElement) -> Iterator[XmlElement]:
    """The notes of a place and of the divisions in it."""
    for element in place.child_elements:
        if element.tag == "note":
            yield element
        elif element.tag == "div":
            yield from _notes_in(element)


def _by_place(notes: list[XmlElement]) -> dict[str, XmlElement]:
    """Notes by their own id and by those of the places they belong to."""
    found: dict[str, XmlElement] = {}
    for note in notes:
        places = [
            key.removeprefix("#") for name in ("target", "corresp") for key in (note.get(name) or "").split()
        ]
        for key in (note.id, *places):
            if key:
                found.setdefault(key, note)
    return found
