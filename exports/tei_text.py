"""The text of a unit as TEI: paragraphs with emphasis, page breaks, references and notes in place. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import itemgetter
from typing import Final
from xml.etree.ElementTree import Element

from corpus.model import Marker, PageImage, Paragraph, Reference, Unit
from corpus.readers.tei.exported import default_note_title
from corpus.unit_id import UnitId
from exports.xml_documents import Content, element

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")
_MANIFEST: Final = "application/ld+json"


def valid_id(name: str) -> str:
    """Return a name as a valid ``xml:id``.

    Characters other than ASCII letters, digits, ".", "-" and "_" become "_"; a name that does not begin with
    a letter is prefixed with "_".
    """
    name = _NOT_IN_NAMES.sub("_", name)
    return name if name[:1].isalpha() else f"_{name}"


def default_title(note: Unit, unit: Unit) -> str:
    """Return the title that a note of a unit has by its number."""
    return default_note_title(note.number, UnitId(note.id).label, unit.number, unit.title)


def facsimile(unit: Unit, xml_id: str) -> Element | None:
    """Return the images of a unit as ``facsimile``, with a surface for each; None if there are none."""
    surfaces = [
        element("surface", {"xml:id": _surface_id(xml_id, i), "n": image.page}, _graphic(image))
        for i, image in enumerate(unit.images, 1)
    ]
    return element("facsimile", *surfaces) if surfaces else None


def _surface_id(xml_id: str, number: int) -> str:
    """Return the ``xml:id`` of the surface of an image, by its number."""
    return f"facs.{xml_id}.{number}"


def _graphic(image: PageImage) -> Element:
    """Return an image as ``graphic``; a manifest has its media type."""
    is_manifest = image.iiif == image.url
    return element("graphic", {"url": image.url, "mimeType": _MANIFEST if is_manifest else None})


@dataclass(frozen=True, slots=True)
class _Range:
    """A range of a paragraph that is an element; ``end`` is exclusive."""

    start: int
    end: int
    tag: str
    attributes: Mapping[str, str | None]


_Event = tuple[int, Callable[[], list[Element]]]
"""An offset in a paragraph, and a function that returns the elements there."""


@dataclass(slots=True)
class TextWriter:
    """A writer of the text of one unit with its notes.

    ``xml_id`` returns the ``xml:id`` of a unit, ``pointer`` the pointer to it. ``page`` is the current page.
    """

    xml_id: Callable[[str], str]
    pointer: Callable[[str], str]
    references: Sequence[Reference]
    page: str | None = None
    _notes: dict[str, Unit] = field(default_factory=dict)
    _anchored: set[tuple[int, int]] = field(default_factory=set)
    """The markers at which notes are placed: the numbers of the paragraph and of the marker in it."""
    _after: dict[str, list[Unit]] = field(default_factory=dict)
    """The notes without a marker, by the id of the note before them; "": those before all others."""
    _surfaces: dict[str, str] = field(default_factory=dict)
    """The surfaces of pages whose page break has not been written."""

    def write(self, unit: Unit, notes: Sequence[Unit]) -> Iterator[Element]:
        """Yield the contents of the division of a unit: paragraphs, page breaks between them, and notes."""
        self._place(unit, notes)
        for number, image in enumerate(unit.images, 1):
            if image.page:
                self._surfaces.setdefault(image.page, _surface_id(self.xml_id(unit.id), number))
        yield from self._unplaced("")
        yield from self._paragraphs(unit)
        if not unit.paragraphs:
            yield element("p")

    def _paragraphs(self, unit: Unit) -> Iterator[Element]:
        """Yield the paragraphs of a unit or note, and the page breaks between them."""
        for number, paragraph in enumerate(unit.paragraphs):
            if paragraph.page != self.page:
                yield self._page_break(paragraph.page)
            ranges = sorted(self._ranges(unit.id, number, paragraph), key=_nesting_order)
            events = sorted(self._events(unit, number, paragraph), key=itemgetter(0))
            rend = None if paragraph.style == "paragraph" else paragraph.style
            yield element("p", {"rend": rend}, *_Nesting(paragraph.text, ranges, events).contents())

    def _place(self, unit: Unit, notes: Sequence[Unit]) -> None:
        """Find the places of the notes: at their first marker, else after the note before them."""
        self._notes = {note.id: note for note in notes}
        places: dict[str, tuple[int, int]] = {}
        for number, paragraph in enumerate(unit.paragraphs):
            for position, marker in enumerate(paragraph.markers):
                note = self._notes.get(marker.note or "")
                if note and marker.label == note.number and 0 <= marker.offset <= len(paragraph.text):
                    places.setdefault(note.id, (number, position))
        self._anchored = set(places.values())
        before = ""
        for note in notes:
            if note.id in places:
                before = note.id
            else:
                self._after.setdefault(before, []).append(note)

    def _page_break(self, page: str | None) -> Element:
        """Return the break before a page, which becomes the current one."""
        self.page = page
        surface = self._surfaces.pop(page, None) if page else None
        facs = f"#{surface}" if surface else None
        return element("pb", {"n": page, "facs": facs})

    def _ranges(self, unit: str, number: int, paragraph: Paragraph) -> Iterator[_Range]:
        """Yield the ranges of a paragraph that are references or emphasised."""
        length = len(paragraph.text)
        for reference in self.references:
            if reference.source == unit and reference.paragraph == number:
                target = " ".join(map(self.pointer, reference.targets)) or None
                yield _Range(reference.start, min(reference.end, length), "ref", {"target": target})
        for span in paragraph.spans:
            yield _Range(span.start, min(span.end, length), "hi", {"rend": span.style})

    def _events(self, unit: Unit, number: int, paragraph: Paragraph) -> Iterator[_Event]:
        """Yield what stands at single offsets of a paragraph, given by its unit or note and its number."""
        for position, marker in enumerate(paragraph.markers):
            is_placed = unit.parent is None and (number, position) in self._anchored
            yield marker.offset, partial(self._marked, marker, is_placed)
        for offset, page in paragraph.breaks:
            around = paragraph.text[max(offset - 1, 0) : offset + 1]
            yield offset, partial(self._break_within, page, len(around) == 2 and around.isalnum())

    def _break_within(self, page: str, is_within_word: bool) -> list[Element]:
        """Return the break before a page that begins within a paragraph."""
        page_break = self._page_break(page)
        page_break.attrib |= {"break": "no"} if is_within_word else {}
        return [page_break]

    def _marked(self, marker: Marker, is_placed: bool) -> list[Element]:
        """Return the note of a marker and those without one that follow it, or a pointer to the note."""
        note = self._notes.get(marker.note or "")
        if note and is_placed:
            return [self._note(note), *self._unplaced(note.id)]
        target = self.pointer(marker.note) if marker.note else None
        return [element("ref", {"type": "note", "n": marker.label, "target": target})]

    def _unplaced(self, before: str) -> Iterator[Element]:
        """Yield the notes without a marker that follow a note."""
        for note in self._after.get(before, ()):
            yield self._note(note, anchored="false")

    def _note(self, note: Unit, anchored: str | None = None) -> Element:
        """Return a note."""
        attributes = {
            "xml:id": self.xml_id(note.id),
            "type": "editorial",
            "n": note.number,
            "anchored": anchored,
        }
        return element("note", attributes, *self._note_paragraphs(note))

    def _note_paragraphs(self, note: Unit) -> list[Element]:
        """Return the contents of a note; page breaks in it do not count for the text around it."""
        page = self.page
        contents = list(self._paragraphs(note))
        self.page = page
        return contents


@dataclass(slots=True)
class _Nesting:
    """The text of a paragraph with ranges, made into nested elements, and events at offsets, both sorted.

    Of ranges that overlap without one containing the other the second is divided.
    """

    text: str
    ranges: list[_Range]
    events: list[_Event]

    def contents(self) -> list[Content]:
        """Return the contents of the paragraph."""
        contents = self._between(0, len(self.text))
        for _, make_elements in self.events:
            contents += make_elements()
        return contents

    def _between(self, start: int, end: int) -> list[Content]:
        """Return the contents from one offset to another, without events at the end."""
        contents: list[Content] = []
        while True:
            event = self.events[0][0] if self.events else end
            following = self.ranges[0].start if self.ranges else end
            stop = max(start, min(event, following, end))
            contents.append(self.text[start:stop])
            if stop == end:
                return contents
            start = stop
            if event <= stop:
                contents += self.events.pop(0)[1]()
            else:
                start = self._add_range(contents, end)

    def _add_range(self, contents: list[Content], end: int) -> int:
        """Append the next range as an element; return its end, or ``end`` if it ends later."""
        span = self.ranges.pop(0)
        inner_end = min(span.end, end)
        if span.end > end:
            self.ranges.append(replace(span, start=end))
            self.ranges.sort(key=_nesting_order)
        contents.append(element(span.tag, span.attributes, *self._between(span.start, inner_end)))
        return inner_end


def _nesting_order(span: _Range) -> tuple[int, int]:
    """Return the key by which ranges are sorted: by their beginnings, of equal ones the longest first."""
    return span.start, -span.end
