"""An edition of letters in TEI, a file a letter or many in one: the one orchestration.

files → registers → letters with their notes → references → ``Edition``
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from corpus.errors import SourceUnrecognised
from corpus.model import Edition, IngestReport, Reference, ReportLine, Unit
from corpus.persons.person_index import Register
from corpus.readers.source import Source
from corpus.slugs import slug, unique_slug

from .documents import ReadUnit
from .files import SourceFile
from .header import Header, read_header
from .letters import Letter, find_letters, read_letter
from .metadata import read_correspondence, series_of
from .naming import Names, keys_of, local_id
from .nodes import Node
from .register_files import RegisterFiles

_ADDRESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_MARKED = ("persName", "rs", "name")
_HINT = "See docs/tei-editions.md for what is read."


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    edition: str
    registers: RegisterFiles
    names: Names
    letters: list[list[ReadUnit]] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    report: list[ReportLine] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)

    def read_letter(self, letter: Letter, file: SourceFile) -> None:
        """Read a letter; what it lacks is reported."""
        id = self._own_id(letter, file)
        units, faults, loose = read_letter(letter, f"{self.edition}/{id}", self.names, self.registers)
        self.letters.append(units)
        self.by_id.setdefault(letter.id or id, units[0].unit.id)
        for fault in faults:
            self._say("warning", "date-unreadable", f"{id}: {fault}", file, letter)
        for note in loose:
            self._say("warning", "note-without-marker", f"{id}: {note.text[:60]}", file, letter)
        self._report_lacks(units[0].unit, id, file, letter)

    def _report_lacks(self, unit: Unit, id: str, file: SourceFile, letter: Letter) -> None:
        if unit.kind != "document":
            self._say("info", "no-letter", f"{id} is taken for an introduction", file, letter)
            return
        has_text = bool(unit.paragraphs) or letter.text is None
        parts = {
            "sender": bool(unit.senders),
            "recipient": bool(unit.recipients),
            "date": unit.date is not None,
            "text": has_text,
        }
        lacking = [name for name, is_there in parts.items() if not is_there]
        if lacking:
            self._say("info", "metadata-missing", f"{id} has no {', no '.join(lacking)}", file, letter)

    def _own_id(self, letter: Letter, file: SourceFile) -> str:
        """The ``xml:id``, else the file's name; one given twice is numbered."""
        wanted = (
            letter.id if letter.id and _ADDRESS.fullmatch(letter.id) else slug(letter.id or file.path.stem)
        )
        if wanted not in self._taken and wanted:
            self._taken.add(wanted)
            return wanted
        if letter.id:
            self._say("warning", "id-twice", f"the id {letter.id} is given twice", file, letter)
        return unique_slug(wanted or "letter", self._taken)

    def _say(
        self,
        level: Literal["info"] | Literal["warning"],
        code: str,
        message: str,
        file: SourceFile,
        letter: Letter,
    ) -> None:
        line = (letter.text or letter.whole).line
        self.report.append(ReportLine(level, code, message, line, file.name))


def read_letter_edition(files: Sequence[SourceFile], source: Source, say: Callable[[str], None]) -> Edition:
    """Read the letters of some files as one edition.

    Raises:
        SourceUnrecognised: none of them holds a letter.
    """
    header = _header(files, source)
    registers = RegisterFiles(header.id)
    say("reading registers")
    entries = {file.name: registers.read(file.root) for file in files}
    found = [
        (letter, file) for file in files if not _is_register(file.root) for letter in find_letters(file.root)
    ]
    if not found:
        raise SourceUnrecognised(f"{source.path} holds no letters or documents.", _HINT)
    _add_correspondents(found, registers)
    names = Names(Register(registers.persons), registers.by_id, search=not _marks_names(files))
    reading = _Reading(header.id, registers, names)
    say(f"reading {len(found)} letters")
    for letter, file in found:
        reading.read_letter(letter, file)
    read = {file.name for _, file in found} | {name for name, count in entries.items() if count}
    bare = Counter(file.name for letter, file in found if letter.text is None)
    for name, count in bare.items():
        message = f"{count} letters are known by their metadata alone"
        reading.report.append(ReportLine("info", "no-text", message, file=name))
    for file in files:
        if file.name not in read:
            message = "neither a letter nor a register"
            reading.report.append(ReportLine("dropped", "file-without-letters", message, file=file.name))
    return _assemble(reading, header)


def _header(files: Sequence[SourceFile], source: Source) -> Header:
    """The edition by what the files agree on; its id is the name of the folder or file."""
    first = next((file for file in files if file.root.first("correspDesc")), files[0] if files else None)
    stem = source.name
    id = stem if _ADDRESS.fullmatch(stem) else slug(stem) or "edition"
    if first is None:
        return Header(id, id, (), None, None, None, "en")
    header = read_header(first.root, first.path)
    series = series_of(first.root.first("teiHeader") or Node("teiHeader"))
    title = series or (header.title if len(files) == 1 else stem.replace("-", " ").replace("_", " ").title())
    described = [file for file in files if file.root.first("correspDesc")] or files
    editors = Counter(one for file in described for one in read_header(file.root, file.path).editors)
    named = tuple(name for name, count in editors.most_common() if 2 * count >= len(described))
    return replace(header, id=id, title=title, editors=named)


def _is_register(root: Node) -> bool:
    """Whether a file is nothing but a register: one that describes no correspondence."""
    if root.first("correspDesc"):
        return False
    body = root.first("body")
    parts = [node.tag for node in body.elements] if body else []
    has_entries = root.first("person", "place", "org", "label") is not None
    return has_entries and all(tag.startswith("list") or tag in ("head", "div") for tag in parts)


def _add_correspondents(found: Sequence[tuple[Letter, SourceFile]], registers: RegisterFiles) -> None:
    """Give everybody who writes or is written to an entry."""
    for letter, _ in found:
        described = read_correspondence(letter.correspondence, letter.own_header)
        for one in (*described.senders, *described.recipients):
            if not any(key in registers.by_id for key in one.keys):
                registers.add(one.name, one.keys, "group" if one.is_group else "person", one.same_as)


def _marks_names(files: Sequence[SourceFile]) -> bool:
    """Whether the texts say by an id who is named."""
    bodies = (body for file in files for body in file.root.all("body"))
    return any(keys_of(node) for body in bodies for node in body.all(*_MARKED))


def _assemble(reading: _Reading, header: Header) -> Edition:
    chronological = sorted(reading.letters, key=lambda units: _when(units[0].unit))
    read = [one for units in chronological for one in units]
    units = [one.unit for one in read] + reading.registers.units
    numbered = tuple(replace(unit, order=order) for order, unit in enumerate(units))
    languages = Counter(units[0].unit.language for units in reading.letters)
    persons = reading.names.persons
    counts = dict(Counter(str(unit.kind) for unit in numbered)) | {"persons": len(persons)}
    return Edition(
        header.id,
        header.title,
        header.editors,
        header.publisher,
        header.place,
        header.year,
        languages.most_common(1)[0][0],
        numbered,
        persons,
        terms=tuple(reading.registers.terms),
        references=tuple(_references(read, reading.by_id)),
        report=IngestReport(counts, tuple(reading.report)),
    )


def _when(unit: Unit) -> tuple[bool, date, str]:
    """Introductions first, then letters by day, those without one last."""
    span = unit.date
    day = (span.earliest or span.latest) if span else None
    return unit.kind == "document" and day is None, day or date.min, unit.id


def _references(read: Sequence[ReadUnit], by_id: dict[str, str]) -> Iterator[Reference]:
    """Where a text leads to another letter of the edition."""
    for one in read:
        for place, block in enumerate(one.blocks):
            for link in block.links:
                keys = [*keys_of(link.node), local_id(link.node.get("target") or "")]
                target = next((by_id[key] for key in keys if key in by_id), None)
                if target and target not in (one.unit.id, one.unit.parent):
                    printed = block.paragraph.text[link.start : link.end]
                    yield Reference(one.unit.id, place, link.start, link.end, printed, (target,))
