"""The steps by which an edition of letters in TEI, with one or many letters in a file, is read.

files → index files → letters with their notes → references → ``Edition``
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from corpus.errors import SourceUnrecognised
from corpus.model import Edition, Reference, Unit
from corpus.persons.person_index import PersonIndex
from corpus.readers.assembly import Assembly
from corpus.readers.source import Source
from corpus.slugs import slug
from corpus.unit_id import UnitId

from .files import TeiFile
from .header import parse_header
from .index_files import TeiIndexFiles
from .inline import TextBlock
from .letters import TeiLetter, find_letters, letter_metadata, parse_letter
from .metadata import series_title
from .name_resolution import NameResolver, local_id, local_ids
from .xml_tree import XmlElement

_URL_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_NAME_TAGS = ("persName", "rs", "name")
_HINT = "See docs/tei-editions.md for the supported markup."


@dataclass(slots=True)
class _LetterEditionBuilder:
    """The letters parsed so far.

    ``blocks`` holds the text blocks of each unit by its id; ``by_id`` maps ``xml:id``s of letters to unit
    ids.
    """

    assembly: Assembly
    index_files: TeiIndexFiles
    resolver: NameResolver
    blocks: dict[str, tuple[TextBlock, ...]] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)

    def parse_letter(self, letter: TeiLetter, file: TeiFile) -> None:
        """Add a letter with its notes; unparsable dates and notes without a marker are reported."""
        line = (letter.text or letter.root).line
        report = partial(self.assembly.add_report_line, line=line, file=file.name)
        id = self.assembly.assign_id(letter.id, file.path.stem, verbatim=True, line=line, file=file.name)
        name = UnitId(id).name
        units, date_errors, unplaced = parse_letter(
            letter, id, self.resolver, self.index_files, self.assembly
        )
        for error in date_errors:
            report("warning", "date-unreadable", f"{name}: {error}")
        for note in unplaced:
            report("warning", "note-without-marker", f"{name}: {note.text[:60]}")
        if not letter.is_letter:
            report("info", "no-letter", f"{name} is treated as an introduction")
        for parsed in units:
            has_text = letter.text is not None
            self.assembly.add_unit(parsed.unit, line=line, file=file.name, has_text=has_text)
            self.blocks[parsed.unit.id] = parsed.blocks
        self.by_id.setdefault(letter.id or name, id)

    def finish(self) -> Edition:
        """Sort the letters by date, resolve references and return the edition."""
        assembly = self.assembly
        sort_keys = {unit.id: _sort_key(unit) for unit in assembly.units if unit.parent is None}
        assembly.units.sort(key=lambda unit: sort_keys[unit.parent or unit.id])
        assembly.references = list(_references(assembly.units, self.blocks, self.by_id))
        assembly.units += self.index_files.units
        assembly.terms = self.index_files.terms
        assembly.report += self.index_files.findings.report_lines()
        return assembly.finish(
            self.resolver.person_index, search_names=self.resolver.search_names, references_in=()
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
    header = _header(files, source)
    index_files = TeiIndexFiles(header.id)
    progress("reading index files")
    entries = {file.name: index_files.parse(file.root) for file in files}
    letters = [
        (letter, file)
        for file in files
        if not _is_index_file(file.root)
        for letter in find_letters(file.root)
    ]
    if not letters:
        raise SourceUnrecognised(f"{source.path} contains no letters or documents.", _HINT)
    _add_correspondents(letters, index_files)
    resolver = NameResolver(
        PersonIndex(index_files.persons),
        index_files.by_id,
        search_names=not _has_marked_names(files),
        party_ids=index_files.party_ids,
    )
    assembly = Assembly(header)
    builder = _LetterEditionBuilder(assembly, index_files, resolver)
    progress(f"reading {len(letters)} letters")
    for letter, file in letters:
        builder.parse_letter(letter, file)
    used = {file.name for _, file in letters} | {name for name, count in entries.items() if count}
    without_text = Counter(file.name for letter, file in letters if letter.text is None)
    for name, count in without_text.items():
        message = f"letters with metadata but no text: {count}"
        assembly.add_report_line("info", "no-text", message, file=name)
    for file in files:
        if file.name not in used:
            message = "the file has no letters and no entries of persons, places or terms"
            assembly.add_report_line("dropped", "file-without-letters", message, file=file.name)
    return builder.finish()


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

    A file with a ``correspDesc`` is not an index file.
    """
    if root.find("correspDesc"):
        return False
    body = root.find("body")
    parts = [element.tag for element in body.child_elements] if body else []
    has_entries = root.find("person", "place", "org", "label") is not None
    return has_entries and all(tag.startswith("list") or tag in ("head", "div") for tag in parts)


def _add_correspondents(letters: Sequence[tuple[TeiLetter, TeiFile]], index_files: TeiIndexFiles) -> None:
    """Add every sender and recipient without an entry to the index files, and note what is not used."""
    findings = index_files.findings
    for letter, file in letters:
        findings.file = file.name
        metadata = letter_metadata(letter)
        for party in (*metadata.senders, *metadata.recipients):
            id = index_files.add(party.name, party.keys, party.kind, party.same_as)
            if id:
                index_files.party_ids[party] = id
            else:
                findings.add("correspondent-unresolved", " ".join(party.keys))
        for fact in metadata.facts:
            findings.add("facts-unused", f"{fact.get('type')}: {fact.text}", fact.line)
        if metadata.roles_conflict:
            findings.add("correspondent-roles", letter.id or file.name)


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


def _references(
    units: Iterable[Unit], blocks: Mapping[str, tuple[TextBlock, ...]], by_id: Mapping[str, str]
) -> Iterator[Reference]:
    """Yield the references in the texts to other letters of the edition.

    Args:
        blocks: the text blocks of each unit by its id.
        by_id: the unit ids by ``xml:id``.
    """
    for unit in units:
        for number, block in enumerate(blocks[unit.id]):
            for link in block.links:
                keys = [*local_ids(link.element), local_id(link.element.get("target") or "")]
                target = next((by_id[key] for key in keys if key in by_id), None)
                if target and target not in (unit.id, unit.parent):
                    printed = block.paragraph.text[link.start : link.end]
                    yield Reference(unit.id, number, link.start, link.end, printed, (target,))
