"""Finds the letters of a file, one or many, and makes each a document with its notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.model import Unit
from corpus.readers.assembly import Assembly, letter_title
from corpus.slugs import slug
from corpus.unit_id import UnitId

from .blocks import BlockReader, pages_of
from .dates import date_in
from .documents import ReadUnit, read_line, read_notes
from .header import read_language
from .inline import Block, Pages
from .metadata import LetterMetadata, archive_of, medium_of, read_correspondence, title_of
from .naming import Names, each_once, keys_of, local_id
from .nodes import Node
from .notes import NoteTaker
from .register_files import RegisterFiles

LETTER = "letter"
_SIGNS = ("opener", "closer", "salute", "signed", "dateline", "postscript")
_NOT_TEXT = ("back", "standOff", "listPerson", "listPlace", "listOrg", "listEvent", "noteGrp")
_STANDING_OFF = ("back", "standOff", "noteGrp")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter found: its text, its metadata, and the whole file's element for what stands off."""

    id: str | None
    text: Node | None
    header: Node
    correspondence: Node | None
    whole: Node
    language: str | None
    is_letter: bool = True
    shares_header: bool = False

    @property
    def own_header(self) -> Node:
        """The header, if it is this letter's alone; else an empty one."""
        return Node("teiHeader") if self.shares_header else self.header


def find_letters(root: Node) -> Iterator[Letter]:
    """The letters of a file: each TEI of a corpus; in one TEI, divisions that are letters, or all of it."""
    inner = [node for node in root.elements if node.tag in ("TEI", "teiCorpus")]
    if inner:
        for one in inner:
            yield from find_letters(one)
        return
    header = next((node for node in root.elements if node.tag == "teiHeader"), Node("teiHeader"))
    described = list(header.all("correspDesc"))
    text = next((node for node in root.elements if node.tag == "text"), None)
    language = read_language(root)
    divisions = [div for div in text.all("div") if div.get("type") == LETTER] if text else []
    if len(divisions) > 1 or (divisions and len(described) > 1):
        for place, div in enumerate(divisions):
            correspondence = _described(div, place, described, len(divisions))
            yield Letter(div.id, div, header, correspondence, root, language, shares_header=True)
    elif len(described) > 1:
        for one in described:
            yield Letter(_id_of(one), None, header, one, root, language, shares_header=True)
    elif described or (text and text.text):
        is_letter = bool(described or divisions) or bool(text and text.first(*_SIGNS))
        yield Letter(root.id, text, header, described[0] if described else None, root, language, is_letter)


def _id_of(described: Node) -> str | None:
    """The id of a letter that is known by its metadata alone: its own, else that of what it describes."""
    address = local_id(described.get("key") or described.get("ref") or "")
    return described.id or slug(address) or None


def _described(div: Node, place: int, described: list[Node], count: int) -> Node | None:
    """The ``correspDesc`` of one letter of several: inside it, named by id, or at its place in the order."""
    own = div.first("correspDesc")
    named = {key for name in ("corresp", "decls") for key in (div.get(name) or "").replace("#", "").split()}
    led = (one for one in described if one.id in named or (div.id and div.id in keys_of(one)))
    return own or next(led, described[place] if len(described) == count else None)


def read_letter(
    letter: Letter, unit_id: str, names: Names, registers: RegisterFiles, assembly: Assembly
) -> tuple[list[ReadUnit], list[str], list[Node]]:
    """Read a letter and its notes.

    Returns:
        The units, the letter first; dates that are none; notes whose place in the text was not found.
    """
    found = read_correspondence(letter.correspondence, letter.own_header)
    pages = Pages()
    standing = [] if letter.shares_header else _standing_notes(letter.whole)
    taker = NoteTaker(unit_id, pages, _by_place(standing))
    blocks = _read_text(letter.text, taker, pages)
    for remark in found.remarks:
        taker.take(remark)
    loose = [note for note in standing if all(one.node is not note for one in taker.found)]
    for note in loose:
        taker.take(note)
    unit = _unit(letter, unit_id, found, blocks, names, registers)
    language = assembly.resolve_language(unit.paragraphs, letter.language)
    unit = replace(unit, language=language, title=unit.title or letter_title(unit))
    notes = read_notes(taker, unit, unit.title, names)
    return [ReadUnit(unit, tuple(blocks)), *notes], found.faults, loose


def _read_text(text: Node | None, taker: NoteTaker, pages: Pages) -> list[Block]:
    """The text alone: registers and notes that stand behind it are none."""

    def aside(node: Node) -> bool:
        return node.tag in _NOT_TEXT or node.tag == "correspDesc"

    return BlockReader(pages, taker.mark, aside).read(text) if text else []


def _unit(
    letter: Letter,
    id: str,
    found: LetterMetadata,
    blocks: list[Block],
    names: Names,
    registers: RegisterFiles,
) -> Unit:
    senders, recipients = (
        each_once(names.correspondent(one.name, one.keys, one.kind) for one in parties)
        for parties in (found.senders, found.recipients)
    )
    dateline = _dateline(letter.text)
    head = title_of(letter.own_header)
    date = found.date or date_in(dateline or "") or date_in(head or "")
    return Unit(
        id,
        UnitId(id).edition,
        "document" if letter.is_letter else "introduction",
        head or _heading(letter) or "",
        0,
        tuple(block.paragraph for block in blocks),
        chapter=str(date.years[0]) if date and date.years else "Undated",
        medium=medium_of(letter.own_header, letter.text) if letter.is_letter else None,
        dateline=dateline or found.printed_date,
        date=date if letter.is_letter else None,
        senders=senders,
        recipients=recipients,
        mentions=names.mentions(blocks, (*senders, *recipients)),
        place=_place(found.place, registers),
        destination=_place(found.destination, registers),
        archive=archive_of(letter.own_header),
        pages=pages_of(None, blocks),
    )


def _heading(letter: Letter) -> str | None:
    head = letter.text.first("head") if letter.text else None
    return head.text or None if head else None


def _dateline(text: Node | None) -> str | None:
    node = text.first("dateline") if text else None
    block = read_line(node, Pages(), NoteTaker("", Pages())) if node else None
    return block.paragraph.text if block else None


def _place(node: Node | None, registers: RegisterFiles) -> str | None:
    if node is None:
        return None
    known = (registers.places[key] for key in keys_of(node) if key in registers.places)
    return node.text or next(known, None)


def _standing_notes(whole: Node) -> list[Node]:
    """The notes that stand apart from the text."""
    return [note for place in whole.all(*_STANDING_OFF) for note in _notes_in(place) if note.text]


def _notes_in(place: Node) -> Iterator[Node]:
    """The notes of a place and of the divisions in it."""
    for node in place.elements:
        if node.tag == "note":
            yield node
        elif node.tag == "div":
            yield from _notes_in(node)


def _by_place(notes: list[Node]) -> dict[str, Node]:
    """Notes by their own id and by those of the places they belong to."""
    found: dict[str, Node] = {}
    for note in notes:
        places = [
            key.removeprefix("#") for name in ("target", "corresp") for key in (note.get(name) or "").split()
        ]
        for key in (note.id, *places):
            if key:
                found.setdefault(key, note)
    return found
