"""An edition of letters in TEI, a file a letter or many in one: the one orchestration.

files → registers → letters with their notes → references → ``Edition``
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
from .letters import TeiLetter, find_letters, parse_letter
from .metadata import parse_corresp_desc, series_title
from .name_resolution import NameResolver, local_id, local_ids
from .xml_tree import XmlElement

_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MARKED = ("persName", "rs", "name")
_HINT = "See docs/tei-editions.md for what is read."


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    assembly: Assembly
    index_files: TeiIndexFiles
    names: NameResolver
    blocks: dict[str, tuple[TextBlock, ...]] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)

    def parse_letter(self, letter: TeiLetter, file: TeiFile) -> None:
        """Read a letter; what cannot be read of it is reported."""
        line = (letter.text or letter.whole).line
        say = partial(self.assembly.add_report_line, line=line, file=file.name)
        id = self.assembly.assign_id(letter.id, file.path.stem, verbatim=True, line=line, file=file.name)
        name = UnitId(id).name
        units, faults, loose = parse_letter(letter, id, self.names, self.index_files, self.assembly)
        for fault in faults:
            say("warning", "date-unreadable", f"{name}: {fault}")
        for note in loose:
            say("warning", "note-without-marker", f"{name}: {note.text[:60]}")
        if not letter.is_letter:
            say("info", "no-letter", f"{name} is taken for an introduction")
        for one in units:
            has_text = letter.text is not None
            self.assembly.add_unit(one.unit, line=line, file=file.name, has_text=has_text)
            self.blocks[one.unit.id] = one.blocks
        self.by_id.setdefault(letter.id or name, id)

    def finish(self) -> Edition:
        """Put the letters into the order of their days and complete the edition."""
        assembly = self.assembly
        when = {unit.id: _when(unit) for unit in assembly.units if unit.parent is None}
        assembly.units.sort(key=lambda unit: when[unit.parent or unit.id])
        assembly.references = list(_references(assembly.units, self.blocks, self.by_id))
        assembly.units += self.index_files.units
        assembly.terms = self.index_files.terms
        return assembly.finish(self.names.person_index, search_names=self.names.search, references_in=())


def read_letter_edition(files: Sequence[TeiFile], source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters of some files as one edition.

    Raises:
        SourceUnrecognised: none of them holds a letter.
    """
    header = _header(files, source)
    index_files = TeiIndexFiles(header.id)
    progress("reading registers")
    entries = {file.name: index_files.read(file.root) for file in files}
    found = [
        (letter, file) for file in files if not _is_register(file.root) for letter in find_letters(file.root)
    ]
    if not found:
        raise SourceUnrecognised(f"{source.path} holds no letters or documents.", _HINT)
    _add_correspondents(found, index_files)
    names = NameResolver(PersonIndex(index_files.persons), index_files.by_id, search=not _marks_names(files))
    assembly = Assembly(header)
    reading = _Reading(assembly, index_files, names)
    progress(f"reading {len(found)} letters")
    for letter, file in found:
        reading.parse_letter(letter, file)
    read = {file.name for _, file in found} | {name for name, count in entries.items() if count}
    bare = Counter(file.name for letter, file in found if letter.text is None)
    for name, count in bare.items():
        message = f"{count} letters are known by their metadata alone"
        assembly.add_report_line("info", "no-text", message, file=name)
    for file in files:
        if file.name not in read:
            message = "neither a letter nor a register"
            assembly.add_report_line("dropped", "file-without-letters", message, file=file.name)
    return reading.finish()


def _header(files: Sequence[TeiFile], source: Source) -> Edition:
    """The edition by what the files agree on; its id is the name of the folder or file."""
    first = next((file for file in files if file.root.find("correspDesc")), files[0] if files else None)
    stem = source.name
    id = stem if _ADDRESS.fullmatch(stem) else slug(stem) or "edition"
    if first is None:
        return Edition(id, id, language="")
    header = parse_header(first.root, first.path)
    series = series_title(first.root.find("teiHeader") or XmlElement("teiHeader"))
    title = series or (header.title if len(files) == 1 else stem.replace("-", " ").replace("_", " ").title())
    described = [file for file in files if file.root.find("correspDesc")] or files
    editors = Counter(one for file in described for one in parse_header(file.root, file.path).editors)
    named = tuple(name for name, count in editors.most_common() if 2 * count >= len(described))
    return replace(header, id=id, title=title, editors=named, language="")


def _is_register(root: XmlElement) -> bool:
    """Whether a file is nothing but a register: one that describes no correspondence."""
    if root.find("correspDesc"):
        return False
    body = root.find("body")
    parts = [element.tag for element in body.child_elements] if body else []
    has_entries = root.find("person", "place", "org", "label") is not None
    return has_entries and all(tag.startswith("list") or tag in ("head", "div") for tag in parts)


def _add_correspondents(found: Sequence[tuple[TeiLetter, TeiFile]], index_files: TeiIndexFiles) -> None:
    """Give everybody who writes or is written to an entry."""
    for letter, _ in found:
        described = parse_corresp_desc(letter.corresp_desc, letter.letter_header)
        for one in (*described.senders, *described.recipients):
            if not any(key in index_files.by_id for key in one.keys):
                index_files.add(one.name, one.keys, one.kind, one.same_as)


def _marks_names(files: Sequence[TeiFile]) -> bool:
    """Whether the texts say by an id who is named."""
    bodies = (body for file in files for body in file.root.find_all("body"))
    return any(local_ids(element) for body in bodies for element in body.find_all(*_MARKED))


def _when(unit: Unit) -> tuple[bool, date, str]:
    """Introductions first, then letters by day, those without one last."""
    span = unit.date
    day = (span.earliest or span.latest) if span else None
    return unit.kind == "document" and day is None, day or date.min, unit.id


def _references(
    units: Iterable[Unit], blocks: Mapping[str, tuple[TextBlock, ...]], by_id: Mapping[str, str]
) -> Iterator[Reference]:
    """Where a text leads to another letter of the edition."""
    for unit in units:
        for place, block in enumerate(blocks[unit.id]):
            for link in block.links:
                keys = [*local_ids(link.element), local_id(link.element.get("target") or "")]
                target = next((by_id[key] for key in keys if key in by_id), None)
                if target and target not in (unit.id, unit.parent):
                    printed = block.paragraph.text[link.start : link.end]
                    yield Reference(unit.id, place, link.start, link.end, printed, (target,))
