"""The steps by which an edition of letters in TEI, with one or many letters in a file, is read.

files → index files → letters with their notes → references → ``Edition``
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from corpus.errors import SourceUnrecognised
from corpus.model import Edition, PersonKind, Reference, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.source import Source
from corpus.slugs import slug
from corpus.unit_id import UnitId

from .accounting import count_words
from .broken_words import rejoin_broken_words
from .classification import TopicIndex
from .correspondents import NamedCorrespondent
from .data_registers import read_data_registers
from .enclosures import find_enclosures
from .facsimiles import Facsimiles
from .files import TeiFile
from .header import declared_language, parse_header
from .hyphenation import Hyphenation
from .index_files import PERSON_TAGS, TeiIndexFiles
from .inline import TextBlock, TextContext
from .letters import (
    LetterContext,
    TeiLetter,
    account_for_file,
    entry_persons,
    find_letters,
    letter_metadata,
    parse_letter,
)
from .marked_names import add_marked_persons
from .metadata import related_letters, series_title
from .name_resolution import NameResolver, local_id, local_ids, name_of_key
from .notes import NoteFiles, StandOffNotes, is_note_file, is_register_entry
from .preparation import convert_interpretations, prepare_text
from .rights import parse_header_rights
from .unused_attributes import AttributeUse, report_unused_attributes
from .unused_facts import report_unused_facts
from .unused_parts import report_unused_entries, report_unused_parts
from .xml_tree import XmlElement

_URL_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NAME_TAGS = ("persName", "rs", "name")
_KEYED_NAME_TAGS = ("persName", "orgName")
_REPLY_TYPE = re.compile(
    r"repl|answer|antwort|réponse|reponse|rispost|respons|respuesta|ответ", re.IGNORECASE
)
_UNPLACED = "notes whose position in the text was not found"
_HINT = "See docs/tei-editions.md for the supported markup."


@dataclass(frozen=True, slots=True)
class _FileContent:
    """The letters of a file; ``has_shared_notes`` is set if its notes may belong to several letters."""

    file: TeiFile
    letters: tuple[TeiLetter, ...]
    has_shared_notes: bool


@dataclass(slots=True)
class _LetterEditionBuilder:
    """The letters parsed so far.

    ``blocks`` holds the text blocks of each unit by its id, ``files`` the names of their files. ``by_id`` and
    ``notes_by_id`` map the ``xml:id``s of letters and notes to unit ids; ``note_files`` has the notes that
    are not in the file of a single letter; ``related`` the ids of letters with their links to others.
    """

    assembly: Assembly
    context: LetterContext
    note_files: NoteFiles
    blocks: dict[str, tuple[TextBlock, ...]] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    notes_by_id: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    related: list[tuple[str, XmlElement]] = field(default_factory=list)

    def parse(self, contents: Sequence[_FileContent]) -> None:
        """Add the letters of all files, then the notes that none of them refers to."""
        for content in contents:
            self.context.facsimiles.add(content.file.root, content.file.name)
            if content.has_shared_notes:
                self.note_files.add(content.file.root, content.file.path)
        roots = (content.file.root for content in contents)
        use = AttributeUse.of(self.context.resolver, self.assembly.places, roots)
        for content in contents:
            self.context.text.account.file = content.file.name
            report_unused_attributes(content.file.root, use, self.context.text.account)
            report_unused_entries(content.file.root, self.context.text.account)
            if content.letters or content.has_shared_notes:
                self._prepare(content.file.root)
                account_for_file(content.file.root, content.letters, self.context.text.account)
                self._find_images(content)
            for letter in content.letters:
                stand_off = StandOffNotes(content.file.path, others=self.note_files)
                if not content.has_shared_notes:
                    stand_off = StandOffNotes.find(letter.root, content.file.path, self.note_files)
                self._parse_letter(letter, content.file, stand_off)
        files = {content.file.path: content.file for content in contents}
        for path, notes in list(self.note_files.unused()):
            self._parse_letter(_without_text(files[path].root), files[path], StandOffNotes(path, notes))

    def _prepare(self, root: XmlElement) -> None:
        """Prepare the texts of a file, and report what it states and the edition does not use."""
        account = self.context.text.account
        for sign in prepare_text(root):
            account.add("warning", "facts-unused", "g without a character", sign.line, sign.get("ref") or "")
        report_unused_facts(root, account)
        report_unused_parts(root, account)

    def _find_images(self, content: _FileContent) -> None:
        """Find the images of the pages on which the letters of a file stand."""
        texts = [letter.text for letter in content.letters if letter.text]
        owns_pages = not any(letter.shares_header for letter in content.letters)
        self.context.facsimiles.assign(content.file.root, texts, content.file.name, owns_pages=owns_pages)

    def _parse_letter(self, letter: TeiLetter, file: TeiFile, stand_off: StandOffNotes) -> None:
        """Add a letter with its notes; unparsable dates and notes without a marker are reported."""
        line = (letter.text or letter.root).line
        report = partial(self.assembly.add_report_line, line=line, file=file.name)
        id = self.assembly.assign_id(letter.id, file.path.stem, verbatim=True, line=line, file=file.name)
        name = UnitId(id).name
        account = self.context.text.account
        account.file = file.name
        for enclosure in find_enclosures(letter.text) if letter.text else ():
            head = enclosure.find("head")
            example = f"{name}: {head.text if head else enclosure.text}"
            account.add("info", "enclosure", "enclosures, part of their letters", enclosure.line, example)
        parsed = parse_letter(letter, id, stand_off, self.context)
        for error in parsed.date_errors:
            report("warning", "date-unreadable", f"{name}: {error}")
        for note in parsed.unplaced:
            account.add("warning", "note-without-marker", _UNPLACED, note.line, f"{name}: {note.text}")
        if parsed.implausible:
            report("warning", "date-implausible", f"{name}: {parsed.implausible}")
        if not letter.is_letter:
            report("info", "no-letter", f"{name} is treated as an introduction")
        for unit in parsed.units:
            has_text = letter.text is not None
            self.assembly.add_unit(unit.unit, line=line, file=file.name, has_text=has_text)
            self.blocks[unit.unit.id] = unit.blocks
            self.files[unit.unit.id] = file.name
        self.by_id.setdefault(letter.id or name, id)
        self.related += ((id, link) for link in related_letters(letter.corresp_desc))
        for note_id, unit_id in parsed.by_id.items():
            self.notes_by_id.setdefault(note_id, unit_id)

    def finish(self) -> Edition:
        """Sort the letters by date, resolve references and return the edition."""
        assembly, resolver, index_files = self.assembly, self.context.resolver, self.context.index_files
        if not any(unit.kind == "document" for unit in assembly.units):
            message = f"no text was recognised as a letter; introductions: {len(assembly.units):,}"
            assembly.add_report_line("warning", "no-letters", message)
        sort_keys = {unit.id: _sort_key(unit) for unit in assembly.units if unit.parent is None}
        assembly.units.sort(key=lambda unit: sort_keys[unit.parent or unit.id])
        assembly.references = list(self._references())
        assembly.replies = list(self._stated_replies())
        assembly.units += index_files.units
        assembly.terms = index_files.terms
        assembly.topics = list(self.context.topics.topics.values())
        self.context.facsimiles.report_unused()
        assembly.report += self.context.text.account.report_lines()
        assembly.report += index_files.findings.report_lines()
        assembly.text_counts = self.context.text.account.counts()
        return assembly.finish(resolver.person_index, search_names=resolver.search_names, references_in=())

    def _references(self) -> Iterator[Reference]:
        """Yield the references in the texts to other units; those that lead nowhere are reported."""
        by_id = self.notes_by_id | self.by_id
        for unit in self.assembly.units:
            for number, block in enumerate(self.blocks[unit.id]):
                for link in block.links:
                    pointers = (link.element.get("target") or "").split()
                    keys = [*local_ids(link.element), *map(local_id, pointers)]
                    target = next((by_id[key] for key in keys if key in by_id), None)
                    if target and target.partition(".")[0] != (unit.parent or unit.id):
                        printed = block.paragraph.text[link.start : link.end]
                        yield Reference(unit.id, number, link.start, link.end, printed, (target,))
                    elif pointers and not target and not self._is_known(link.element, keys):
                        self._report_unresolved(link.element, unit)

    def _stated_replies(self) -> Iterator[tuple[str, str]]:
        """Yield the pairs of letters of which, as ``correspContext`` states, one answers the other.

        Other links (next, previous) and those that lead to no letter of the edition are reported.
        """
        account = self.context.text.account
        for id, link in self.related:
            kind = link.get("type") or ""
            target = self.by_id.get(local_id(link.get("target") or ""))
            if target and target != id and _REPLY_TYPE.search(kind):
                yield id, target
            else:
                account.file = self.files[id]
                example = f"{UnitId(id).name}: {link.get('target') or link.text}"
                account.add("warning", "facts-unused", f"correspContext type={kind}", link.line, example)

    def _is_known(self, element: XmlElement, keys: Iterable[str]) -> bool:
        """Return whether an element refers to a person or place of the edition, by one of the keys."""
        is_place = any(key in self.assembly.places for key in keys)
        return is_place or self.context.resolver.resolve_markup(element) is not None

    def _report_unresolved(self, element: XmlElement, unit: Unit) -> None:
        """Report a reference that leads to nothing in the edition."""
        pointer = element.get("target") or ""
        kind = "to addresses on the web" if "://" in pointer else "to nothing in this edition"
        content = "with text" if element.text else "without text"
        account = self.context.text.account
        account.file = self.files[unit.id]
        example = f"{UnitId(unit.parent or unit.id).name}: {pointer}"
        account.add(
            "warning", "reference-unresolved", f"{element.tag} {content} {kind}", element.line, example
        )


def read_letter_edition(files: Sequence[TeiFile], source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters of the parsed files as one edition; files without letters or entries are reported.

    Args:
        files: the XML files of the edition, letters and index files.
        source: the source they belong to.
        progress: called with a description of each step.

    Raises:
        SourceUnrecognised: no file contains a letter.
    """
    for file in files:
        convert_interpretations(file.root)
    header = source.settings.correct(_header(files, source))
    index_files = TeiIndexFiles(header.id)
    progress("reading index files")
    entries = {file.name: index_files.parse(file.root) for file in files}
    registers = read_data_registers(files, source, index_files.findings.account)
    for register in registers:
        index_files.parse(register.root)
    contents = [_read_file(file) for file in files]
    letters = [(letter, content.file) for content in contents for letter in content.letters]
    if not letters:
        raise SourceUnrecognised(f"{source.path} contains no letters or documents.", _HINT)
    _add_correspondents(letters, index_files)
    texts = ((file.name, letter.text) for letter, file in letters if letter.text)
    add_marked_persons(texts, index_files)
    resolver = NameResolver(
        PersonIndex(index_files.persons),
        index_files.by_id,
        search_names=not _has_marked_names(files),
        party_ids=index_files.party_ids,
    )
    assembly = Assembly(header, places=index_files.places)
    hyphenation = Hyphenation(text for file in files for text in file.root.texts())
    text_context = TextContext(hyphenation=hyphenation)
    rejoin_broken_words({file.name: file.root for file in files}, text_context.account)
    facsimiles = Facsimiles(text_context.account)
    context = LetterContext(assembly, resolver, index_files, TopicIndex(), text_context, facsimiles)
    builder = _LetterEditionBuilder(assembly, context, NoteFiles())
    progress(f"reading {len(letters)} letters")
    builder.parse(contents)
    used = {file.name for _, file in letters} | {name for name, count in entries.items() if count}
    without_text = Counter(file.name for letter, file in letters if letter.text is None)
    for name, count in without_text.items():
        message = f"letters with metadata but no text: {count}"
        assembly.add_report_line("info", "no-text", message, file=name)
    used |= {content.file.name for content in contents if content.has_shared_notes}
    for file in files:
        if file.name not in used:
            message = "the file has no letters and no entries of persons, places or terms"
            assembly.add_report_line("dropped", "file-without-letters", message, file=file.name)
            text_context.account.file = file.name
            account_for_file(file.root, (), text_context.account)
    return builder.finish()


def _read_file(file: TeiFile) -> _FileContent:
    """Find the letters of a file; there are none in files that hold only entries or only notes."""
    if is_note_file(file.root):
        return _FileContent(file, (), has_shared_notes=True)
    letters = () if _is_index_file(file.root) else tuple(find_letters(file.root))
    return _FileContent(file, letters, has_shared_notes=any(letter.shares_header for letter in letters))


def _without_text(root: XmlElement) -> TeiLetter:
    """Return a text without words for a file, to which notes are added that nothing refers to."""
    header = root.find("teiHeader") or XmlElement("teiHeader")
    language, rights = declared_language(root), parse_header_rights(header)
    return TeiLetter(root.id, None, header, None, root, language, is_letter=False, rights=rights)


def _header(files: Sequence[TeiFile], source: Source) -> Edition:
    """Return the edition's metadata, without units; its id is the name of the directory or file.

    Editors are those named by at least half of the files with ``correspDesc``, or of all files if none has
    one.
    """
    first = next((file for file in files if file.root.find("correspDesc")), files[0] if files else None)
    stem = source.name
    id = stem if _URL_SEGMENT.fullmatch(stem) else slug(stem) or "edition"
    if first is None:
        return Edition(id, id, language="")
    header = parse_header(first.root, first.path)
    series = series_title(first.root.find("teiHeader") or XmlElement("teiHeader"))
    title = series or (header.title if len(files) == 1 else stem.replace("-", " ").replace("_", " ").title())
    described = [file for file in files if file.root.find("correspDesc")] or files
    counts = Counter(name for file in described for name in parse_header(file.root, file.path).editors)
    editors = tuple(name for name, count in counts.most_common() if 2 * count >= len(described))
    return replace(header, id=id, title=title, editors=editors, language="")


def _is_index_file(root: XmlElement) -> bool:
    """Return whether a file holds only lists of persons, places, organisations or terms.

    A file with a ``correspDesc`` is not an index file, nor one with more words outside of lists than in them.
    """
    if root.find("correspDesc") or root.find("person", "place", "org", "label") is None:
        return False
    bodies = list(root.find_all("body"))
    return 2 * sum(map(_words_outside_lists, bodies)) <= sum(map(count_words, bodies))


def _words_outside_lists(element: XmlElement) -> int:
    """Return the number of words in an element outside of headings and lists of entries."""
    words = sum(len(child.split()) for child in element.children if isinstance(child, str))
    parts = (child for child in element.child_elements if child.tag not in (*PERSON_TAGS, "place", "head"))
    return words + sum(_words_outside_lists(part) for part in parts if not part.tag.startswith("list"))


def _add_correspondents(letters: Sequence[tuple[TeiLetter, TeiFile]], index_files: TeiIndexFiles) -> None:
    """Add the correspondents and the persons of register entries in texts to the index files, if unknown.

    What the metadata hold beyond that is noted in the findings.
    """
    findings = index_files.findings
    for letter, file in letters:
        findings.account.file = file.name
        metadata = letter_metadata(letter)
        for party in (*metadata.senders, *metadata.recipients):
            several = index_files.persons_of(key for key in party.keys if key not in party.same_as)
            id = index_files.add(party.name, party.keys, party.kind, party.same_as)
            if id:
                index_files.party_ids[party] = several if len(several) > 1 else (id,)
            else:
                findings.add("correspondent-unresolved", " ".join(party.keys))
        for party in (*_registered(letter), *_named_by_key(letter)):
            if not any(key in index_files.by_id for key in party.keys):
                index_files.add(party.name, party.keys, party.kind, party.same_as)
        for fact in metadata.facts:
            findings.add("facts-unused", f"{fact.get('type')}: {fact.text}", fact.line)
        if metadata.roles_conflict:
            findings.add("correspondent-roles", letter.id or file.name)


def _registered(letter: TeiLetter) -> Iterator[NamedCorrespondent]:
    """Yield the persons and bodies in register entries in a letter's text."""
    for entry in letter.text.find_all("note", "index") if letter.text else ():
        if is_register_entry(entry):
            yield from entry_persons(entry)


def _named_by_key(letter: TeiLetter) -> Iterator[NamedCorrespondent]:
    """Yield the persons whom a letter's text identifies by a name that serves as the key ("Tamm Otto")."""
    for element in letter.text.find_all(*_KEYED_NAME_TAGS) if letter.text else ():
        key = " ".join((element.get("key") or "").split())
        if " " in key and not any(char.isdecimal() or char in "#/:" for char in key):
            kind: PersonKind = "group" if element.tag == "orgName" else "person"
            yield NamedCorrespondent(name_of_key(key, element.text), tuple(local_ids(element)), kind, ())


def _has_marked_names(files: Sequence[TeiFile]) -> bool:
    """Return whether names in the texts are marked up with the ids of persons."""
    bodies = (body for file in files for body in file.root.find_all("body"))
    return any(local_ids(element) for body in bodies for element in body.find_all(*_NAME_TAGS))


def _sort_key(unit: Unit) -> tuple[bool, date, str]:
    """Return the sort key of a unit: documents by date, undated ones last, equal dates by id.

    Introductions have no date and come first.
    """
    span = unit.date
    day = (span.earliest or span.latest) if span else None
    return unit.kind == "document" and day is None, day or date.min, unit.id
