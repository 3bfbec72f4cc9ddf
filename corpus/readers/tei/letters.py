"""Letters of TEI files, one or many in a file: found, and parsed into documents with their notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain

from corpus.dates.datelines import parse_dateline_details
from corpus.model import ArchiveReference, DateSpan, PersonKind, PersonRef, Unit
from corpus.persons.authorities import find_authority_uris
from corpus.readers.assembly import Assembly, letter_title
from corpus.rights import NO_RIGHTS, Rights
from corpus.slugs import slug
from corpus.unit_id import UnitId

from .accounting import TextAccount
from .blocks import BlockParser, pages_of_blocks
from .classification import TopicIndex, is_typed_letter, letter_medium
from .correspondents import NamedCorrespondent, states_letter
from .dates import CONTRADICTED, adopt_certainty, find_date, find_dateline_date, is_single_date
from .divisions import (
    DIVISION_TAGS,
    LETTER_TYPES,
    REGISTER_TAGS,
    LetterDivisions,
    classify_divisions,
    letter_divisions,
    translations,
)
from .documents import ParsedUnit, parse_line, parse_notes
from .enclosures import without_enclosures
from .facsimiles import Facsimiles
from .header import declared_language, language_code
from .index_files import PERSON_TAGS, TeiIndexFiles
from .inline import PageTracker, TextBlock, TextContext
from .metadata import (
    LetterMetadata,
    add_facts_of_text,
    archive_reference,
    check_date,
    cmif_references,
    header_title,
    header_titles,
    parse_corresp_desc,
)
from .name_resolution import NameResolver, local_id, local_ids, pointer_key, pointers, unique_refs
from .note_positions import NotePositions
from .notes import NoteCollector, StandOffNotes, has_other_words, notes_in, translated_notes
from .places import identify_place
from .rights import parse_header_rights
from .xml_tree import XmlElement

_LETTER_TAGS = ("opener", "closer", "salute", "signed", "dateline", "postscript")
_APART_TAGS = ("standOff", "noteGrp", "correspDesc")
_NAME_TAGS = ("persName", "orgName")


@dataclass(frozen=True, slots=True)
class TeiLetter:
    """A letter in a file: its text and metadata, and the ``root`` of the file, which holds stand-off notes.

    ``text`` is None if only metadata are encoded. ``is_letter`` is False for a text treated as an
    introduction; ``shares_header`` is True if the header is also that of other letters. ``rights`` are those
    that the header states, within those of the ``teiCorpus`` around it.
    """

    id: str | None
    text: XmlElement | None
    header: XmlElement
    corresp_desc: XmlElement | None
    root: XmlElement
    language: str | None
    is_letter: bool = True
    shares_header: bool = False
    rights: Rights = NO_RIGHTS

    @property
    def letter_header(self) -> XmlElement:
        """The header if it belongs to this letter alone; otherwise an empty one."""
        return XmlElement("teiHeader") if self.shares_header else self.header

    @property
    def front(self) -> XmlElement | None:
        """The front of the letter's text, which may state what the letter is; None if there is none."""
        parts = self.text.child_elements if self.text and self.is_letter else []
        return next((part for part in parts if part.tag == "front"), None)

    @property
    def text_without_enclosures(self) -> XmlElement | None:
        """The text without enclosures, whose dates and headings are not the letter's; None without a text."""
        return without_enclosures(self.text) if self.text else None

    @property
    def front_head(self) -> XmlElement | None:
        """The heading of the front, which is the letter's title; None if there is none."""
        parts = self.front.child_elements if self.front else []
        return next((part for part in parts if part.tag == "head" and part.text), None)

    @property
    def letter_root(self) -> XmlElement | None:
        """The root of the file if it holds only this letter; otherwise None."""
        return None if self.shares_header else self.root


def find_letters(root: XmlElement) -> Iterator[TeiLetter]:
    """Yield the letters of a file; none if it has neither text nor ``correspDesc``.

    In a ``teiCorpus`` these are those of each ``TEI``. Within a ``TEI`` they are the divisions of type
    "letter" or that name a ``correspDesc``, and the texts in a ``group``, if there are several, or else one
    letter per ``correspDesc`` (without text) if there are several, or else the whole text.
    """
    headers = (child for child in root.child_elements if child.tag == "teiHeader")
    header = next(headers, XmlElement("teiHeader"))
    rights = parse_header_rights(header)
    inner = [element for element in root.child_elements if element.tag in ("TEI", "teiCorpus")]
    letters = chain.from_iterable(map(find_letters, inner)) if inner else _letters_of(root, header)
    for letter in letters:
        yield replace(letter, rights=letter.rights.within(rights))


def _letters_of(root: XmlElement, header: XmlElement) -> Iterator[TeiLetter]:
    """Yield the letters of a ``TEI``, given with its header."""
    descriptions = list(header.find_all("correspDesc"))
    text = next((element for element in root.child_elements if element.tag == "text"), None)
    language = declared_language(root)
    described = _DescribedLetters.of(descriptions)
    parts = _letter_elements(text, described) if text else []
    if text and parts:
        front = next((part for part in text.child_elements if part.tag == "front"), None)
        if front and front.text and parts[0].tag == "text":
            yield TeiLetter(root.id, front, header, None, root, language, is_letter=False, shares_header=True)
        for i, part in enumerate(parts):
            corresp_desc = described.find(part, i, len(parts))
            is_letter = (
                part.tag != "text" or bool(corresp_desc or part.find("docDate")) or _is_letter(None, part)
            )
            id = part.id or _id_of_link(part, corresp_desc)
            yield TeiLetter(id, part, header, corresp_desc, root, language, is_letter, shares_header=True)
    elif len(descriptions) > 1:
        for corresp_desc in descriptions:
            id = _described_id(corresp_desc)
            yield TeiLetter(id, None, header, corresp_desc, root, language, shares_header=True)
    elif descriptions or (text and text.text):
        is_letter = bool(descriptions) or _is_letter(root, text) or states_letter(header)
        corresp_desc = descriptions[0] if descriptions else None
        yield TeiLetter(root.id, text, header, corresp_desc, root, language, is_letter)


def _grouped_texts(element: XmlElement) -> Iterator[XmlElement]:
    """Yield the texts in the groups of a text, at any depth."""
    for child in element.child_elements:
        if child.tag == "text" and not any(inner.tag == "group" for inner in child.child_elements):
            yield child
        elif child.tag in ("group", "text"):
            yield from _grouped_texts(child)


def _letter_elements(text: XmlElement, described: _DescribedLetters) -> list[XmlElement]:
    """Return the elements of a text that are letters of their own; none if the whole text is a letter.

    Args:
        text: the text.
        described: the ``correspDesc``s; one alone describes the whole text with its enclosures, if it has
            a date that is not a period, as that of a correspondence is, and the divisions have no ids.
    """
    descriptions = described.descriptions
    grouped = list(_grouped_texts(text)) if len(descriptions) != 1 else []
    if len(grouped) > 1:
        return [part for inner in grouped for part in letter_divisions(inner) or [inner]]
    divisions = letter_divisions(text)
    if len(descriptions) == 1:
        is_whole = _has_day(descriptions[0]) and not any(
            div.id or div.find("correspDesc") for div in divisions
        )
        return [] if is_whole or len(divisions) - len(translations(text)) < 2 else divisions
    linked = [div for div in text.find_all(*DIVISION_TAGS) if described.linked(div)]
    return divisions or linked if len(descriptions) > 1 or len(divisions) > 1 else []


def _has_day(corresp_desc: XmlElement) -> bool:
    """Return whether a description has a date of sending that is not a period."""
    dates = (date for action in corresp_desc.find_all("correspAction") for date in action.find_all("date"))
    return any(map(is_single_date, dates))


def _is_letter(root: XmlElement | None, text: XmlElement | None) -> bool:
    """Return whether the type of a file or its text, or what the text holds, is that of a letter."""
    is_marked = bool(text and (text.find(*_LETTER_TAGS) or letter_divisions(text)))
    return is_marked or is_typed_letter(root, text)


def _id_of_link(div: XmlElement, corresp_desc: XmlElement | None) -> str | None:
    """Return the id of the description that alone says that a division is a letter; else None."""
    is_typed = div.tag == "text" or (div.get("type") or "").lower() in LETTER_TYPES
    return None if is_typed or corresp_desc is None else _described_id(corresp_desc)


def _described_id(corresp_desc: XmlElement) -> str | None:
    """Return the ``xml:id`` of a ``correspDesc``, or a slug of the letter that it points to, or None."""
    target = local_id(corresp_desc.get("key") or corresp_desc.get("ref") or "")
    return corresp_desc.id or slug(target) or None


@dataclass(frozen=True, slots=True)
class _DescribedLetters:
    """The ``correspDesc``s of a file, and their positions by their ids and by those that they point to."""

    descriptions: Sequence[XmlElement]
    by_id: dict[str, int] = field(default_factory=dict)
    by_pointer: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, descriptions: Sequence[XmlElement]) -> _DescribedLetters:
        """Return the descriptions; of several with one id the first counts."""
        described = cls(descriptions)
        for position, corresp_desc in enumerate(descriptions):
            if corresp_desc.id:
                described.by_id.setdefault(corresp_desc.id, position)
            for pointer in local_ids(corresp_desc):
                described.by_pointer.setdefault(pointer, position)
        return described

    def linked(self, div: XmlElement) -> XmlElement | None:
        """Return the description of a letter whose division or which names the other by id; or None."""
        ids = [id for name in ("corresp", "decls") for id in (div.get(name) or "").replace("#", "").split()]
        positions = [self.by_id[id] for id in ids if id in self.by_id]
        positions += [self.by_pointer[div.id]] if div.id and div.id in self.by_pointer else []
        return self.descriptions[min(positions)] if positions else None

    def find(self, div: XmlElement, i: int, count: int) -> XmlElement | None:
        """Return the description of letter ``i`` of ``count``: inside its division, or linked to it by an id.

        If there is neither, it is number ``i`` if there are as many descriptions as letters, or None.
        """
        linked = div.find("correspDesc") or self.linked(div)
        return linked or (self.descriptions[i] if len(self.descriptions) == count else None)


@dataclass(frozen=True, slots=True)
class LetterContext:
    """What the letters of an edition share.

    ``resolver`` resolves names to persons, ``topics`` has the topics; ``text`` is the context of all texts,
    ``facsimiles`` has the images of their pages, ``archives`` shared headers, by ``id()``, with
    the locations that they state.
    """

    assembly: Assembly
    resolver: NameResolver
    index_files: TeiIndexFiles
    topics: TopicIndex
    text: TextContext
    facsimiles: Facsimiles
    archives: dict[int, tuple[XmlElement, ArchiveReference | None]] = field(default_factory=dict)


@dataclass(slots=True)
class ParsedLetter:
    """A parsed letter: its ``units``, the letter first; what could not be parsed or placed; and its abstract.

    ``date_errors`` has a message for each date that cannot be parsed, ``unplaced`` the notes whose position
    in the text was not found. ``by_id`` maps the ``xml:id``s of notes to their unit ids. ``implausible`` says
    what contradicts the date.
    """

    units: list[ParsedUnit]
    date_errors: list[str]
    unplaced: list[XmlElement]
    by_id: dict[str, str]
    implausible: str | None = None


@dataclass(slots=True)
class _LetterText:
    """The text of a letter: its blocks, the paragraphs of an editors' abstract, and its declared language."""

    blocks: list[TextBlock] = field(default_factory=list)
    abstract: list[str] = field(default_factory=list)
    language: str | None = None


def parse_letter(
    letter: TeiLetter, unit_id: str, stand_off: StandOffNotes, context: LetterContext
) -> ParsedLetter:
    """Parse a letter and its notes; unknown correspondents are added to the person index.

    Args:
        letter: the letter.
        unit_id: the id of its unit.
        stand_off: the notes apart from its text.
        context: the edition.
    """
    metadata = letter_metadata(letter)
    for line, words in metadata.contradicted:
        context.text.account.add("warning", "date-contradicted", CONTRADICTED, line, words)
    pages = PageTracker()
    collector = NoteCollector(unit_id, pages, stand_off, context.text, _note_positions(letter))
    text = _parse_text(letter, collector, pages)
    for note in metadata.notes:
        context.text.account.expect(note)
        collector.add(note)
    unplaced = [note for note in stand_off.elements if not collector.holds(note)]
    translated = translated_notes(letter.root, text.language or letter.language) if unplaced else set()
    for note in unplaced:
        if id(note) in translated:
            context.text.account.leave(note, "translation beside the text")
    unplaced = [note for note in unplaced if id(note) not in translated and collector.add_unplaced(note)]
    unit = _unit(letter, unit_id, metadata, text, collector, context)
    language = text.language or letter.language or ""
    unit = replace(unit, language=language, title=unit.title or letter_title(unit))
    notes = list(parse_notes(collector, unit, unit.title, context.resolver))
    listed = (*_entries(collector, unit, context), *_described_mentions(letter, unit, context))
    unit = replace(unit, mentions=unique_refs((*unit.mentions, *listed)))
    return ParsedLetter(
        [ParsedUnit(unit, tuple(text.blocks)), *notes],
        metadata.date_errors,
        unplaced,
        collector.by_id,
        metadata.implausible,
    )


def _note_positions(letter: TeiLetter) -> NotePositions:
    """Return the positions of a letter's notes, from which their ids are made."""
    described = letter.corresp_desc.child_elements if letter.corresp_desc else []
    text = letter.text or (letter.letter_root and letter.letter_root.find("text"))
    return NotePositions.of(text, letter.letter_root, (child for child in described if child.tag == "note"))


def letter_metadata(letter: TeiLetter) -> LetterMetadata:
    """Return the metadata of a letter: its description, its header, its front, its title and its heading."""
    front = letter.front
    text = letter.text_without_enclosures
    titles = [*header_titles(letter.letter_header), *_headings(text)] if letter.is_letter else []
    metadata = parse_corresp_desc(letter.corresp_desc, letter.letter_header, titles, front)
    if letter.is_letter and text:
        opening = _dateline_element(text) or text.find("opener", "closer")
        printed = LetterMetadata()
        add_facts_of_text(printed, opening or XmlElement("dateline"), XmlElement("teiHeader"))
        check_date(metadata, next(filter(None, map(find_date, titles)), None), printed.date)
        add_facts_of_text(metadata, opening or XmlElement("dateline"), letter.letter_header)
    return metadata


def _parse_text(letter: TeiLetter, collector: NoteCollector, pages: PageTracker) -> _LetterText:
    """Parse the text of a letter without other versions of it; commentaries in it are collected as notes.

    There are no blocks if it is None.
    """
    if letter.text is None:
        return _LetterText()
    divisions = classify_divisions(letter.text) if letter.is_letter else LetterDivisions()
    arguments = letter.front.find_all("argument") if letter.front else ()
    divisions.roles |= {id(element): "abstract" for element in arguments}
    parsed = _LetterText(language=divisions.language and language_code(divisions.language))
    account = collector.context.account
    stated = _stated_in_front(letter)

    def intercept(element: XmlElement) -> bool:
        role = divisions.role(element)
        if id(element) in stated:
            account.keep_element(element)
            return True
        if not letter.is_letter and element.tag == "listBibl":
            return False
        if element.tag in REGISTER_TAGS or role == "index":
            account.leave(element, "lists of persons, places and works")
        elif (
            role == "commentary" or element.tag == "listWit" or (role == "notes" and has_other_words(element))
        ):
            collector.add_commentary(element)
        elif role == "notes" or element.tag in _APART_TAGS:
            leave_rest(element, account)
        elif role == "abstract":
            blocks = BlockParser(pages, collector.marks_at, context=collector.context).parse(element)
            parsed.abstract += (block.paragraph.text for block in blocks)
        elif role != "text":
            account.leave(element, f"{role} beside the text")
        return role != "text" or element.tag in (*REGISTER_TAGS, *_APART_TAGS, "listWit")

    parsed.blocks = BlockParser(pages, collector.marks_at, intercept, collector.context).parse(letter.text)
    if divisions.is_abstract:
        parsed.abstract += (block.paragraph.text for block in parsed.blocks)
    return parsed


def _stated_in_front(letter: TeiLetter) -> set[int]:
    """Return, by ``id()``, the parts of a letter's front that are metadata: its heading, date and author."""
    stated = letter.front.find_all("docDate", "docAuthor") if letter.front else ()
    return {id(element) for element in (letter.front_head, *stated) if element}


def _unit(
    letter: TeiLetter,
    id: str,
    metadata: LetterMetadata,
    text: _LetterText,
    collector: NoteCollector,
    context: LetterContext,
) -> Unit:
    """Return the unit of a letter, made from its text and metadata.

    The chapter is the year of the date, or "Undated"; the title is "" if neither header nor text has one.
    """
    resolver, header = context.resolver, letter.letter_header
    senders = resolver.resolve_parties(metadata.senders)
    recipients = resolver.resolve_parties(metadata.recipients)
    own_text = letter.text_without_enclosures
    dateline = _dateline(own_text)
    head = (letter.front_head and letter.front_head.text) or header_title(header)
    date = metadata.date or find_dateline_date(dateline or "") or _titled_date(header)
    if date:
        date = adopt_certainty(date, filter(None, (dateline, head)))
    abstract = [*text.abstract, *_header_abstract(header)]
    places = context.assembly.places
    sent_from = identify_place(metadata.place, places)
    sent_to = identify_place(metadata.destination, places)
    return Unit(
        id,
        UnitId(id).edition,
        "document" if letter.is_letter else "introduction",
        head or _heading(own_text) or "",
        0,
        tuple(block.paragraph for block in text.blocks),
        chapter=str(date.years[0]) if date and date.years else "Undated",
        medium=letter_medium(header, letter.text, letter.letter_root) if letter.is_letter else None,
        dateline=dateline or metadata.printed_date,
        date=date if letter.is_letter else None,
        senders=senders,
        recipients=recipients,
        mentions=resolver.mentions(text.blocks, (*senders, *recipients)),
        place=(metadata.place and metadata.place.text_without_notes)
        or places.known_name(sent_from)
        or _printed_place(letter, dateline),
        destination=(metadata.destination and metadata.destination.text_without_notes)
        or places.known_name(sent_to),
        sent_from=sent_from,
        sent_to=sent_to,
        archive=archive_reference(header, letter.front) or _shared_archive(letter, context),
        pages=pages_of_blocks(None, text.blocks),
        images=context.facsimiles.images_of(letter.text, letter.letter_root),
        topics=context.topics.refs(header) if letter.is_letter else (),
        abstract="\n\n".join(abstract) or None,
        rights=letter.rights,
    )


def _shared_archive(letter: TeiLetter, context: LetterContext) -> ArchiveReference | None:
    """Return the location of the manuscripts that a header shared by several letters states; or None."""
    if not (letter.is_letter and letter.shares_header):
        return None
    header = letter.header
    if id(header) not in context.archives:
        is_stated = header.find("msIdentifier") is not None
        context.archives[id(header)] = header, archive_reference(header) if is_stated else None
    return context.archives[id(header)][1]


def _titled_date(header: XmlElement) -> DateSpan | None:
    """Return the date in the first title of a letter that has one; None if there is none."""
    return next(filter(None, map(find_date, header_titles(header))), None)


def _header_abstract(header: XmlElement) -> Iterator[str]:
    """Yield the paragraphs of the abstract in a letter's header."""
    for element in header.find_all("abstract"):
        collector = NoteCollector("", PageTracker())
        blocks = BlockParser(PageTracker(), collector.marks_at).parse(element)
        yield from (block.paragraph.text for block in blocks)


def _entries(collector: NoteCollector, unit: Unit, context: LetterContext) -> Iterator[PersonRef]:
    """Yield the persons of the register entries in a letter's text, who are added if they are unknown.

    The correspondents are left out; the words of the entries and those of places and works are accounted for.
    """
    account, correspondents = context.text.account, {ref.id for ref in (*unit.senders, *unit.recipients)}
    for entry in collector.entries.values():
        if entry.tag == "note":
            account.leave(entry, "entries of registers in notes")
        for party in entry_persons(entry):
            ref = context.resolver.resolve_correspondent(party.name, party.keys, party.kind)
            if ref.id not in correspondents:
                yield ref
        for element in entry.find_all("place", "bibl", "term"):
            account.add(
                "warning", "facts-unused", f"{element.tag} in register entries", element.line, element.text
            )


def _described_mentions(letter: TeiLetter, unit: Unit, context: LetterContext) -> Iterator[PersonRef]:
    """Yield the persons and bodies whom the description of a letter lists as mentioned, but correspondents.

    What else it lists is reported.
    """
    correspondents = {ref.id for ref in (*unit.senders, *unit.recipients)}
    for kind, element in cmif_references(letter.corresp_desc):
        pointer = element.get("target") or ""
        if kind not in ("mentionsPerson", "mentionsOrg") or not element.text:
            context.text.account.add(
                "warning", "facts-unused", f"{kind} in correspDesc", element.line, pointer
            )
            continue
        keys = (pointer_key(pointer), *find_authority_uris((pointer,))) if pointer else ()
        group: PersonKind = "group" if kind == "mentionsOrg" else "person"
        ref = context.resolver.resolve_correspondent(element.text, keys, group)
        if ref.id not in correspondents:
            yield ref


def account_for_file(root: XmlElement, letters: Iterable[TeiLetter], account: TextAccount) -> None:
    """Account for the text of a file: the words in it, and those that are in none of its letters."""
    texts = {id(letter.text) for letter in letters if letter.text}
    for header in root.find_all("teiHeader"):
        for group in header.find_all("interpGrp"):
            for note in group.find_all("note"):
                account.expect(note)
    parts = list(_parts(root))
    parsed = set(texts)
    if any(part.tag == "text" and id(part) not in texts for part in parts):
        parsed |= set(map(id, StandOffNotes.find(root).elements))
    for part in parts:
        account.expect(part)
        if part.tag in ("facsimile", "sourceDoc"):
            account.leave(part, "transcriptions in facsimiles")
        elif part.tag != "text" or not texts:
            leave_rest(part, account)
        elif id(part) not in texts:
            _leave_unparsed(part, parsed, account, "texts outside of the letters")


def _parts(root: XmlElement) -> Iterator[XmlElement]:
    """Yield the parts of a file beside its headers."""
    for element in root.child_elements:
        if element.tag in ("TEI", "teiCorpus"):
            yield from _parts(element)
        elif element.tag != "teiHeader":
            yield element


def entry_persons(entry: XmlElement) -> Iterator[NamedCorrespondent]:
    """Yield the persons and bodies that a register entry in a text names."""
    for element in entry.find_all(*PERSON_TAGS, *_NAME_TAGS):
        name = (element.find(*_NAME_TAGS) or element).text
        keys = tuple(local_ids(element))
        if name and (keys or element.tag in PERSON_TAGS):
            kind: PersonKind = "person" if element.tag in ("person", "persName") else "group"
            yield NamedCorrespondent(name, keys, kind, find_authority_uris(pointers(element)))


def leave_rest(element: XmlElement, account: TextAccount) -> None:
    """Account for the text of an element whose notes are parsed apart from it."""
    notes = {id(note) for note in notes_in(element)}
    _leave_unparsed(element, notes, account, "text beside notes", headings="headings of notes")


def _leave_unparsed(
    element: XmlElement, parsed: Set[int], account: TextAccount, reason: str, headings: str = ""
) -> None:
    """Account for the text of an element outside of what is parsed, which is given as ``id()``s.

    Args:
        reason: why the text is left out.
        headings: the same for headings; "": they are text like any other.
    """
    for child in element.child_elements:
        if child.tag in (*REGISTER_TAGS, *PERSON_TAGS, "place"):
            account.leave(child, "lists of persons, places and works")
        elif headings and child.tag == "head":
            account.leave(child, headings)
        elif id(child) not in parsed:
            _leave_unparsed(child, parsed, account, reason, headings)
    account.leave(_direct_text(element), reason)


def _direct_text(element: XmlElement) -> XmlElement:
    """Return an element with its own text alone."""
    strings: list[XmlElement | str] = [child for child in element.children if isinstance(child, str)]
    return XmlElement(element.tag, {}, strings, element.line)


def _heading(text: XmlElement | None) -> str | None:
    """Return the first heading in a letter's text; None if there is none."""
    head = text.find("head") if text else None
    return head.text or None if head else None


def _headings(text: XmlElement | None) -> Iterator[str]:
    """Yield the first heading in a letter's text, as it is and with spaces after the elements in it."""
    head = text.find("head") if text else None
    if head:
        yield head.text
        yield " ".join(_with_boundaries(head).split())


def _with_boundaries(element: XmlElement) -> str:
    """Return the text of an element, with a space after each element before a letter ("I<hi>er</hi>à")."""
    text = ""
    is_after_element = False
    for child in element.children:
        piece = child if isinstance(child, str) else _with_boundaries(child)
        text += f" {piece}" if is_after_element and piece[:1].isalpha() else piece
        is_after_element = not isinstance(child, str)
    return text


def _dateline_element(text: XmlElement) -> XmlElement | None:
    """Return the first dateline of a text; None if there is none."""
    typed = (div for div in text.find_all(*DIVISION_TAGS) if div.get("type") == "dateline")
    return text.find("dateline") or next(typed, None)


def _dateline(text: XmlElement | None) -> str | None:
    """Return the words of the first dateline of a text, without notes; None if there is none."""
    element = _dateline_element(text) if text else None
    block = parse_line(element, PageTracker(), NoteCollector("", PageTracker())) if element else None
    return block.paragraph.text if block else None


def _printed_place(letter: TeiLetter, dateline: str | None) -> str | None:
    """Return the place that a dateline begins with, for a letter without ``correspDesc``; or None."""
    if not dateline or letter.corresp_desc or not letter.is_letter:
        return None
    return parse_dateline_details(dateline).place
