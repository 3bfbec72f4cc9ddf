"""The notes of a text: each gets an id when its marker is parsed; its text is parsed afterwards.

They may be encoded apart from the text: in ``back``, ``standOff``, a division of notes or another file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from corpus.slugs import unique_slug

from .divisions import DIVISION_TAGS, REGISTER_TAGS, division_role
from .inline import NoteMark, PageTracker, TextContext, is_note_mark
from .note_positions import NotePositions
from .xml_tree import XmlElement

SOURCE_TYPE = "source"
_COMMENTARY = "commentary"
_APART = ("back", "standOff", "noteGrp", "listAnnotation", "annotation", "annotationBlock")
_DIVISIONS = (*DIVISION_TAGS, "body", "text", "front", "group", "floatingText")
_NOTE_LIKE = ("p", "item", "ab", "bibl")
"""Elements that are notes if they have an id and are in a division of notes without ``note``."""
_REGISTER_TAGS = frozenset((*REGISTER_TAGS, "person", "personGrp", "org", "place", "index"))
_ENTRY_POINTERS = ("corresp", "ref", "key", "sameAs")
_POINTERS = ("target", "corresp", "ana")
_ANCHORS = ("targetEnd", "target", "corresp")


@dataclass(frozen=True, slots=True)
class CollectedNote:
    """A note: its element, the suffix of its unit id (``n3``), its number, and the page of its marker.

    ``number`` is the printed number or, by default, the note's place among those of its unit; None for an
    unnumbered source note and for a commentary.
    """

    element: XmlElement
    suffix: str
    number: str | None
    page: str | None


@dataclass(slots=True)
class StandOffNotes:
    """The notes of a file that are encoded apart from its text; ``path`` is the file.

    They are mapped by their own ids (``by_id``) and by those of the elements they point to (``by_anchor``).
    ``others`` are notes in other files.
    """

    path: Path | None = None
    elements: list[XmlElement] = field(default_factory=list)
    by_id: dict[str, XmlElement] = field(default_factory=dict)
    by_anchor: dict[str, list[XmlElement]] = field(default_factory=dict)
    others: NoteFiles | None = None
    _ids: set[int] = field(default_factory=set)

    @classmethod
    def find(
        cls, root: XmlElement, path: Path | None = None, others: NoteFiles | None = None
    ) -> StandOffNotes:
        """Find the notes with text that are apart from the text of a file, given by its root."""
        anchors = {element.id for element in root.walk() if element.id and element.tag != "note"}
        grouped = [note for group in root.find_all("interpGrp") for note in group.find_all("note")]
        apart = [*grouped, *_notes_apart(root, anchors, is_apart=False)]
        found = cls(path, [note for note in apart if note.text])
        found._ids = set(map(id, found.elements))
        for note in found.elements:
            if note.id:
                found.by_id.setdefault(note.id, note)
            anchor = anchor_of(note)
            if anchor:
                found.by_anchor.setdefault(anchor.rpartition("#")[2], []).append(note)
        found.others = others
        return found

    def holds(self, element: XmlElement) -> bool:
        """Return whether a note is one of those apart from the text."""
        return id(element) in self._ids

    def notes_at(self, element: XmlElement) -> list[XmlElement]:
        """Return the notes that an element refers to or that point to it, without duplicates."""
        notes = list(self.by_anchor.get(element.id or "", ()))
        notes += self.others.anchored_at(element.id, self.path) if self.others and element.id else ()
        for name in _POINTERS:
            for pointer in (element.get(name) or "").split():
                note = self.by_id.get(pointer.removeprefix("#"))
                if note is None and self.others:
                    note = self.others.find(pointer, self.path)
                notes += [note] if note else []
        return list({id(note): note for note in notes}.values())


@dataclass(slots=True)
class NoteFiles:
    """The notes that letters in other files, or one of several letters in a file, may refer to.

    ``used`` holds ``id()`` of the notes that a letter refers to.
    """

    by_path: dict[Path, StandOffNotes] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    _by_name: dict[tuple[str, str], XmlElement] = field(default_factory=dict)
    _by_id: dict[str, XmlElement | None] = field(default_factory=dict)
    _by_anchor: dict[tuple[str, str], list[XmlElement]] = field(default_factory=dict)

    def add(self, root: XmlElement, path: Path) -> None:
        """Add the notes of a file."""
        notes = self.by_path[path] = StandOffNotes.find(root, path)
        for note in notes.elements:
            if note.id:
                self._by_id[note.id] = None if note.id in self._by_id else note
                self._by_name.setdefault((path.name, note.id), note)
            file, _, anchor = (anchor_of(note) or "").rpartition("#")
            if anchor:
                self._by_anchor.setdefault((Path(unquote(file)).name, anchor), []).append(note)

    def find(self, pointer: str, path: Path | None) -> XmlElement | None:
        """Return the note that a pointer in a file leads to: there, in the file it names, or by its id.

        An id alone must be unique among all files.
        """
        name, _, id = pointer.rpartition("#")
        if name:
            return self._by_name.get((Path(unquote(name)).name, id))
        same_file = self.by_path.get(path) if path else None
        return (same_file.by_id.get(id) if same_file else None) or self._by_id.get(id)

    def anchored_at(self, id: str, path: Path | None) -> list[XmlElement]:
        """Return the notes that point to an element of a file, given by its id."""
        same_file = self.by_path.get(path) if path else None
        in_file = same_file.by_anchor.get(id, []) if same_file else []
        named = self._by_anchor.get((path.name, id), []) if path else []
        return [*in_file, *named, *self._by_anchor.get(("", id), ())]

    def unused(self) -> Iterator[tuple[Path, list[XmlElement]]]:
        """Yield each file with notes that no letter refers to, and those notes."""
        for path, notes in self.by_path.items():
            left = [note for note in notes.elements if id(note) not in self.used]
            if left:
                yield path, left


@dataclass(slots=True)
class NoteCollector:
    """A collector of the notes of one unit.

    ``parent`` is the id of the unit. ``by_id`` maps the ``xml:id`` of each collected note to its unit id.
    ``positions`` are those of the notes from which ids are made.
    ``entries`` holds, by ``id()``, the elements that are only entries of a register. ``context`` is the
    edition's.
    """

    parent: str
    pages: PageTracker
    stand_off: StandOffNotes = field(default_factory=StandOffNotes)
    context: TextContext = field(default_factory=TextContext)
    positions: NotePositions = field(default_factory=NotePositions)
    notes: list[CollectedNote] = field(default_factory=list)
    by_id: dict[str, str] = field(default_factory=dict)
    entries: dict[int, XmlElement] = field(default_factory=dict)
    _collected: dict[int, CollectedNote] = field(default_factory=dict)
    _used_suffixes: set[str] = field(default_factory=set)
    _commentaries: int = 0

    def marks_at(self, element: XmlElement) -> list[NoteMark]:
        """Collect a note, or the notes that an element refers to, and return their marks (label, unit id).

        A note that was collected before is not added again. The unit id is None if an empty ``note`` points
        to one that is unknown. Entries of a register are no notes.
        """
        if is_register_entry(element):
            self._add_entry(element)
            return []
        if element.tag == "note" and element.text:
            is_apart = self.holds(element) or self.stand_off.holds(element)
            return [] if is_apart else [self._mark(self.add(element))]
        marks = [self._mark_of(note, element) for note in self.stand_off.notes_at(element)]
        if marks or element.tag != "note":
            return marks
        target = (element.get("target") or "").removeprefix("#")
        return [(element.get("n") or "*", self.by_id.get(target))] if target else []

    def holds(self, element: XmlElement) -> bool:
        """Return whether a note has been collected."""
        return id(element) in self._collected

    def add(self, element: XmlElement, number: str | None = None) -> CollectedNote:
        """Collect a note and assign the suffix of its unit id, by its own number or its position.

        Args:
            number: the number of its mark, if the note itself has none.
        """
        position = self.positions.position(element)
        number = element.get("n") or number
        if element.get("type") == SOURCE_TYPE and not number:
            return self._add(element, unique_slug(SOURCE_TYPE, self._used_suffixes), None)
        number = number or str(len(self.notes) + 1 - self._commentaries)
        return self._add(
            element, unique_slug(f"n{element.get('n') or position}", self._used_suffixes), number
        )

    def add_unplaced(self, element: XmlElement) -> bool:
        """Collect a note without a marker; return whether it is one, rather than an entry of a register."""
        if is_register_entry(element):
            self._add_entry(element)
            return False
        self.add(element)
        return True

    def add_commentary(self, division: XmlElement) -> CollectedNote:
        """Collect a division of editors' commentary as a note to the whole text."""
        self._commentaries += 1
        suffix = _COMMENTARY if self._commentaries == 1 else f"{_COMMENTARY}-{self._commentaries}"
        return self._add(division, unique_slug(suffix, self._used_suffixes), None)

    def _add_entry(self, element: XmlElement) -> None:
        """Keep an entry of a register; a ``note`` has a position like any other."""
        self.entries[id(element)] = element
        if element.tag == "note":
            self.positions.position(element)

    def _add(self, element: XmlElement, suffix: str, number: str | None) -> CollectedNote:
        """Collect an element as a note with a suffix and a number."""
        note = CollectedNote(element, suffix, number, self.pages.current)
        self.notes.append(note)
        self._collected[id(element)] = note
        if self.stand_off.others:
            self.stand_off.others.used.add(id(element))
        if element.id:
            self.by_id.setdefault(element.id, f"{self.parent}.{suffix}")
        return note

    def _mark_of(self, note: XmlElement, element: XmlElement) -> NoteMark:
        """Return the mark by which an element refers to a note, which is collected unless it was before."""
        label = element.get("n") or (element.text if is_note_mark(element) else None)
        if self.holds(note):
            known = self._collected[id(note)]
            return label or known.number or "*", f"{self.parent}.{known.suffix}"
        return self._mark(self.add(note, label))

    def _mark(self, note: CollectedNote) -> NoteMark:
        """Return a collected note's mark: its label and unit id."""
        return note.number or note.suffix, f"{self.parent}.{note.suffix}"


def anchor_of(note: XmlElement) -> str | None:
    """Return the pointer to the place that a note belongs to, the last of several; None if it has none."""
    pointers = next((note.get(name) for name in _ANCHORS if note.get(name)), None)
    return re.split(r"[\s,()]+", pointers.rstrip(") "))[-1] if pointers else None


def is_register_entry(element: XmlElement) -> bool:
    """Return whether an element is an ``index`` or a note with nothing but entries of registers.

    Bibliographic references that point to no entry are none.
    """
    if element.tag != "note":
        return element.tag == "index"
    is_bare = not any(isinstance(child, str) and child.strip() for child in element.children)
    tags = {child.tag for child in element.child_elements}
    references = (any(map(bibl.get, _ENTRY_POINTERS)) for bibl in element.find_all("bibl"))
    return is_bare and bool(tags) and tags <= _REGISTER_TAGS and all(references)


def is_note_file(root: XmlElement) -> bool:
    """Return whether a file without ``correspDesc`` holds notes and, apart from headings, no other text."""
    if root.find("note") is None or root.find("correspDesc"):
        return False
    parts = [element for element in root.child_elements if element.tag != "teiHeader"]
    return bool(StandOffNotes.find(root).elements) and not any(map(has_other_words, parts))


def has_other_words(division: XmlElement) -> bool:
    """Return whether a division has words outside of its notes and headings."""
    return _has_words(division, {id(note) for note in notes_in(division)})


def _has_words(element: XmlElement, notes: Set[int]) -> bool:
    """Return whether an element has words outside of headings and notes, which are given as ``id()``s."""
    return any(
        bool(child.strip())
        if isinstance(child, str)
        else id(child) not in notes and child.tag != "head" and _has_words(child, notes)
        for child in element.children
    )


def _notes_apart(element: XmlElement, anchors: set[str], *, is_apart: bool) -> Iterator[XmlElement]:
    """Yield the notes below an element that are not part of the running text.

    Args:
        anchors: the ids of all elements but notes; a note between paragraphs that points to one is apart.
        is_apart: whether the element is itself apart from the text.
    """
    for child in element.child_elements:
        role = division_role(child)
        if child.tag == "note":
            target = (anchor_of(child) or "").rpartition("#")[2]
            if is_apart or (element.tag in _DIVISIONS and target in anchors):
                yield child
        elif child.tag in ("teiHeader", *_REGISTER_TAGS):
            continue
        elif role == "notes":
            yield from notes_in(child)
        elif child.tag in _APART or child.tag in _DIVISIONS or child.tag == "TEI":
            yield from _notes_apart(
                child, anchors, is_apart=child.tag in _APART or (is_apart and child.tag in DIVISION_TAGS)
            )


def translated_notes(root: XmlElement, language: str | None) -> set[int]:
    """Return, by ``id()``, the notes apart from the text in lists whose language is not that of the text.

    Those are left in which are in the only lists of their type, or of a text without a declared language.
    """
    lists = [group for group in root.find_all("listAnnotation", "noteGrp") if group.get("xml:lang")]
    groups: dict[str, dict[str, list[XmlElement]]] = {}
    for group in lists:
        by_language = groups.setdefault(group.get("type") or "", {})
        by_language.setdefault(_main_language(group), []).append(group)
    main = (language or "").partition("-")[0]
    others = (
        group
        for by_language in groups.values()
        if main in by_language
        for other, found in by_language.items()
        if other != main
        for group in found
    )
    return {id(note) for group in others for note in group.find_all("note")}


def _main_language(element: XmlElement) -> str:
    """Return the language of an element without script and region."""
    return (element.get("xml:lang") or "").partition("-")[0]


def notes_in(division: XmlElement) -> list[XmlElement]:
    """Return the notes in a division of notes: its ``note`` elements, else its parts that have an id."""
    notes = list(division.find_all("note"))
    inner = {id(nested) for note in notes for nested in note.find_all("note")}
    if notes:
        return [note for note in notes if id(note) not in inner]
    return [part for part in division.find_all(*_NOTE_LIKE) if part.id]
