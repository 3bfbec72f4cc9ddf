"""Mixed content parsed into plain text, with offsets of styles, note markers, page breaks and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from corpus.model import Marker, Paragraph, ParagraphStyle, SpanStyle, StyledSpan

from .accounting import TextAccount
from .hyphenation import DOUBTFUL_HYPHENS, HYPHENS, LINE_END_HYPHEN, Hyphenation
from .xml_tree import XmlElement

_STYLES: dict[str, SpanStyle] = {
    "italic": "italic", "italics": "italic", "i": "italic", "bold": "bold", "strong": "bold", "b": "bold",
    "superscript": "superscript", "sup": "superscript",
}  # fmt: skip
_PREFERRED_READINGS = (
    "corr", "reg", "expan", "ex", "lem", "sic", "orig", "abbr", "am", "rdg", "seg", "unclear", "choice",
)  # fmt: skip
"""Elements of ``choice`` and ``app`` in order of preference; only the first that occurs is used."""
_OMITTED = {
    "del": "deletions", "fw": "running heads", "surplus": "surplus text", "index": "index entries",
    "graphic": "descriptions of figures", "figDesc": "descriptions of figures", "desc": "descriptions",
    "certainty": "descriptions", "precision": "descriptions",
}  # fmt: skip
"""Elements that are left out, with what they are called in the report."""
OMITTED_TAGS = frozenset(_OMITTED)
_LINK_TAGS = frozenset(
    ("persName", "orgName", "name", "rs", "ref", "ptr", "placeName", "gloss", "term", "geogName", "link")
)
_REFERENCE_TAGS = ("ref", "ptr")
_SEPARATED = frozenset(
    ("p", "ab", "head", "item", "l", "lg", "row", "cell", "addrLine", "table", "list", "stamp")
)
"""Elements that are separated from their neighbours within running text."""
_TOKENS = ("w", "pc")
_NO_TEXT = frozenset(("no text", "omit", "omitted", "deleted", "kein text", "aucun texte"))
"""What a ``corr`` may hold if the correction is that there is no text."""
_DATE = re.compile(r"-?\d{4}(?:-\d\d){0,2}")
_GLOSS = re.compile(r"\s+/\s.*|\s+\([^()]*\)\Z")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,4}[a-z]?|[a-z]|[ivxlc]+|[*†‡§¶]+)[)\].]?", re.IGNORECASE)
_MAX_WORD_LENGTH = 200
_TIGHT_BEFORE = tuple("),.;]")
_TIGHT_AFTER = ("(", "[")
NoteMark = tuple[str, str | None]
"""The label of a note's marker, and the unit id of the note, if known."""


@dataclass(frozen=True, slots=True)
class InlineLink:
    """An element that names a person, place or term or refers to something, with its offsets in the text.

    ``end`` is exclusive.
    """

    start: int
    end: int
    element: XmlElement


_Range = TypeVar("_Range", StyledSpan, InlineLink)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, and the links in it to persons, places, terms or other texts."""

    paragraph: Paragraph
    links: tuple[InlineLink, ...] = ()


@dataclass(slots=True)
class PageTracker:
    """The label of the current page, advanced by page breaks; None before the first."""

    current: str | None = None

    def advance(self, element: XmlElement) -> str | None:
        """Advance to the page of a ``pb`` and return its label; None (and no change) if it has none."""
        label = page_label(element)
        self.current = label or self.current
        return label


def page_label(element: XmlElement) -> str | None:
    """Return the label of the page that begins at a ``pb``; None if it has none."""
    return element.get("n") or (element.id or "").removeprefix("pg_") or None


@dataclass(slots=True)
class TextContext:
    """What the parsing of all texts of an edition shares: the account, and the rule for broken words."""

    account: TextAccount = field(default_factory=TextAccount)
    hyphenation: Hyphenation = field(default_factory=Hyphenation)


@dataclass(slots=True)
class TextBuilder:
    """A builder of the text of one paragraph, which collapses white space.

    ``marks_at`` is called for each element; it returns the marks of the notes that it is or refers to.
    """

    pages: PageTracker
    marks_at: Callable[[XmlElement], list[NoteMark]]
    context: TextContext = field(default_factory=TextContext)
    style: ParagraphStyle = "paragraph"
    line: int = 0
    page: str | None = None
    _pieces: list[str] = field(default_factory=list)
    _length: int = 0
    _spans: list[StyledSpan] = field(default_factory=list)
    _markers: list[Marker] = field(default_factory=list)
    _breaks: list[tuple[int, str]] = field(default_factory=list)
    _links: list[InlineLink] = field(default_factory=list)
    _is_joining: bool = False
    _is_after_break: bool = False
    _hyphen: str = ""
    _previous: XmlElement | None = None

    def add_source_text(self, text: str) -> None:
        """Append text of the source, which is counted as words out."""
        self.context.account.keep(text)
        self._previous = None if text else self._previous
        text = _without_soft_hyphens(text)
        if self._is_after_break and text.strip():
            text = self._without_repeated_hyphen(text)
        if text and not self._hyphen:
            self._remove_last("\u00ad")
        self.add_text(text)

    def _without_repeated_hyphen(self, text: str) -> str:
        """Return text after a break without the hyphen that repeats the one before it.

        Signs that are nothing but hyphens ("=tisch") join their word to the one before the break alone.
        """
        self._is_after_break = False
        bare = text.lstrip()
        is_hyphen = bare[0] in HYPHENS and (bare[1:2].isalpha() or not bare[1:].strip())
        if is_hyphen and not self._is_joining and bare[0] not in DOUBTFUL_HYPHENS and bare[1:2].islower():
            self._remove_last(" ")
            self._hyphen, self._is_joining = bare[0], True
        return bare[1:] if is_hyphen and self._is_joining else text

    def add_text(self, text: str) -> None:
        """Append text, collapsing white space and dropping it before punctuation and after brackets."""
        if self._hyphen and text.strip():
            self._rejoin(text.split(maxsplit=1)[0])
        if self._is_joining and text:
            text = text.lstrip()
            self._is_joining = not text
        collapsed = " ".join(text.split())
        if text[:1].isspace() and self._length and self._last not in (" ", *_TIGHT_AFTER):
            self._append(" ")
        if collapsed.startswith(_TIGHT_BEFORE) and not text[:1].isspace():
            self._remove_last(" ")
        if collapsed and not self._length:
            self.page = self.pages.current
        self._append(collapsed)
        if collapsed and text[-1:].isspace():
            self._append(" ")

    def add_element(self, element: XmlElement) -> None:
        """Append an element of the running text, with its styles, markers, page breaks and links.

        Deleted text, running heads and pictures are left out; of ``choice`` and ``app`` one reading is
        appended. The mark of a note that a reference prints ("2") is replaced by a marker.
        """
        marks = self.marks_at(element)
        if element.tag in _TOKENS:
            self._separate(element)
        if element.tag in _REFERENCE_TAGS and marks and is_note_mark(element):
            self.context.account.leave(element, "note marks")
        elif element.tag != "note":
            self._add_by_tag(element)
        self.add_marks(marks)
        self._previous = element if element.tag in _TOKENS else self._previous

    def add_marks(self, marks: Iterable[NoteMark]) -> None:
        """Append the markers of notes."""
        self._markers += (Marker(self._end, *mark) for mark in marks)

    def _add_by_tag(self, element: XmlElement) -> None:
        """Append an element that is no note, in the way of its kind."""
        if element.tag in ("pb", "milestone"):
            self._add_page_break(element)
        elif element.tag in ("lb", "cb", "gb", "space"):
            self._add_break(element)
        elif element.tag in _REFERENCE_TAGS and not element.text:
            self._add_pointer(element)
        elif element.tag in _SEPARATED or (
            element.tag == "seg" and (element.get("rend") or element.get("type"))
        ):
            self._add_spaced(element)
        elif element.tag == "gap":
            self.add_text("[…]")
            self.context.account.leave(element, "descriptions")
        elif element.tag == "c" and not element.children:
            self.add_text("." * _count(element))
        elif element.tag in ("choice", "app"):
            self._add_preferred(element)
        elif element.tag == "restore":
            self._add_restored(element)
        elif element.tag == "subst":
            self._add_without_spaces(element)
        elif element.tag in _OMITTED and not _is_letterhead(element):
            self.context.account.leave(element, _OMITTED[element.tag])
        else:
            self._add_content(element)

    def build(self) -> TextBlock | None:
        """Return the paragraph that has been built; None if it has no text."""
        if self._hyphen:
            self._rejoin("")
        text = "".join(self._pieces).rstrip()
        if not text:
            return None
        end = len(text)
        spans = tuple(
            StyledSpan(span.start, min(span.end, end), span.style) for span in self._spans if span.start < end
        )
        markers = tuple(
            Marker(min(marker.offset, end), marker.label, marker.note) for marker in self._markers
        )
        links = tuple(_fitted(link, text) for link in self._links if link.start < end)
        breaks = tuple((offset, label) for offset, label in self._breaks if 0 < offset < end)
        paragraph = Paragraph(text, self.style, self.page, spans, markers, breaks, self.line)
        return TextBlock(paragraph, links)

    @property
    def marks(self) -> list[NoteMark]:
        """The marks of the notes so far, without their offsets."""
        return [(marker.label, marker.note) for marker in self._markers]

    @property
    def _last(self) -> str:
        """The last character of the text; "" if it is empty."""
        return self._pieces[-1][-1] if self._pieces else ""

    @property
    def _end(self) -> int:
        """The length of the text without a trailing space, of which there is at most one."""
        return self._length - (self._last == " ")

    def _append(self, text: str) -> None:
        """Append text as it is."""
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _remove_last(self, char: str) -> None:
        """Remove a character from the end of the text, if it is there."""
        if char and self._last == char:
            piece = self._pieces.pop()[:-1]
            self._length -= 1 + len(piece)
            self._append(piece)

    def _add_content(self, element: XmlElement) -> None:
        """Append the content of an element, and record its style and, if it is a link, its offsets."""
        start, first_piece = self._length, len(self._pieces)
        for child in element.children:
            if isinstance(child, str):
                self.add_source_text(child)
            else:
                self.add_element(child)
        start += self._pieces[first_piece : first_piece + 1] == [" "]
        end = self._end
        style = _style(element)
        if style and end > start:
            self._spans.append(StyledSpan(start, end, style))
        if element.tag in _LINK_TAGS and end > start:
            self._links.append(InlineLink(start, end, element))

    def _add_spaced(self, element: XmlElement) -> None:
        """Append the content of an element with a space before and after it."""
        self.add_text(" ")
        self._add_content(element)
        self.add_text(" ")

    def _add_without_spaces(self, element: XmlElement) -> None:
        """Append the content of a ``subst`` without the white space between its elements."""
        for child in element.children:
            if isinstance(child, XmlElement):
                self.add_element(child)
            elif child.strip():
                self.add_source_text(child)

    def _add_restored(self, element: XmlElement) -> None:
        """Append the content of a ``restore``, including the deletions in it, which the writer took back."""
        for child in element.children:
            if isinstance(child, str):
                self.add_source_text(child)
            elif child.tag == "del":
                self._add_restored(child)
            else:
                self.add_element(child)

    def _add_pointer(self, element: XmlElement) -> None:
        """Append a reference without text: as a link on the word before it, or the date it leads to.

        Without a word before it, the link is that of the word after it.
        """
        target = element.get("target") or ""
        if _DATE.fullmatch(target):
            self.add_text(target)
        elif target or element.get("key") or element.get("ref") or element.get("corresp"):
            self._links.append(InlineLink(self._end - len(self._last_word()), self._end, element))

    def _add_page_break(self, element: XmlElement) -> None:
        """Append a ``pb``: advance to its page and record the break, unless the paragraph begins there.

        A ``milestone`` is ignored.
        """
        if element.tag != "pb":
            return
        self._add_break(element)
        label = self.pages.advance(element)
        if label and self._length:
            self._breaks.append((self._length, label))

    def _add_break(self, element: XmlElement) -> None:
        """Append a space for a line or page break, or prepare to rejoin the word that it divides."""
        self._is_after_break = True
        if self._hyphen:
            return
        last_letter = self._last_word()[-2:-1]
        if element.get("break") == "no" or is_rendered_as_hyphen(element):
            self._remove_last(" ")
            is_hyphenated = bool(self._remove_hyphen()) or is_rendered_as_hyphen(element)
            self._hyphen = LINE_END_HYPHEN if is_hyphenated else ""
            self._is_joining = True
        elif self._last_word().endswith(tuple(HYPHENS)) and last_letter.isalnum():
            self._remove_last(" ")
            self._hyphen = self._remove_hyphen()
            self._is_joining = True
        elif not self._is_joining:
            self.add_text(" ")

    def _remove_hyphen(self) -> str:
        """Remove a hyphen from the end of the text and return it; "" if there is none."""
        hyphen = self._last if self._last and self._last in HYPHENS else ""
        self._remove_last(hyphen)
        _trim_ends(self._spans, self._length)
        _trim_ends(self._links, self._length)
        return hyphen

    def _rejoin(self, after: str) -> None:
        """Append what connects the halves of a word that a break divides.

        Args:
            after: the text after the break up to the next space.
        """
        before = re.split(r"[\W\d_]+", self._last_word())[-1]
        word = re.split(r"[\W\d_]", after, maxsplit=1)[0] or after[:1]
        connection = self.context.hyphenation.connect(before, self._hyphen, word)
        self._hyphen = ""
        self._append(connection)
        self._is_joining = True

    def _separate(self, element: XmlElement) -> None:
        """Append a space between words (``w``) that are encoded without one, unless they are parts of one."""
        previous = self._previous
        if previous is None or previous.tag not in _TOKENS:
            return
        is_joined = any(word.get("part") not in (None, "N") for word in (previous, element))
        is_joined = (
            is_joined or previous.get("join") in ("right", "both") or element.get("join") in ("left", "both")
        )
        is_opening = previous.tag == "pc" and previous.text in "([{«„‚'’-"
        begins_word = element.tag == "w" and not element.text.startswith(("'", "’"))
        if not is_joined and not is_opening and (begins_word or element.text in tuple("([{«„‚")):
            self.add_text(" ")

    def _last_word(self) -> str:
        """Return the text after the last space, a space at the end of the text not counted."""
        word = ""
        for piece in reversed(self._pieces):
            _, space, tail = (piece.rstrip(" ") if not word else piece).rpartition(" ")
            word = tail + word
            if space or len(word) > _MAX_WORD_LENGTH:
                break
        return word

    def _add_preferred(self, element: XmlElement) -> None:
        """Append the preferred reading of a ``choice`` or ``app``."""
        chosen = preferred_reading(element)
        for reading in _readings(element):
            if reading is not chosen:
                self.context.account.leave(reading, "alternative readings")
        if chosen is None:
            return
        if chosen.tag == "corr" and chosen.text.lower().strip("[]()") in _NO_TEXT:
            self.context.account.leave(chosen, "alternative readings")
        elif chosen.tag in ("choice", "app"):
            self.add_element(chosen)
        else:
            bare, gloss = _split_gloss(chosen)
            self.context.account.leave(gloss, "glosses of expansions")
            self._add_content(bare)


def preferred_reading(element: XmlElement) -> XmlElement | None:
    """Return the child of a ``choice`` or ``app`` that comes first in ``_PREFERRED_READINGS``; or None.

    A regularized or expanded form without text is no reading. Of groups of readings the first is used.
    """
    usable = [
        reading for reading in _readings(element) if reading.text or reading.tag in ("corr", "lem", "rdg")
    ]
    ranked = (reading for tag in _PREFERRED_READINGS for reading in usable if reading.tag == tag)
    return next(ranked, next(iter(usable), None))


def _split_gloss(reading: XmlElement) -> tuple[XmlElement, XmlElement]:
    """Split an expansion of text alone from what explains it: "Doktor / Doctor", "et cetera (und so weiter)".

    Returns:
        The reading, and an element with the alternative or the gloss.
    """
    text = reading.text
    match = _GLOSS.search(text) if reading.tag == "expan" and not reading.child_elements else None
    if not match or not match.start():
        return reading, XmlElement(reading.tag)
    return replace(reading, children=[text[: match.start()]]), replace(reading, children=[match.group()])


def _readings(element: XmlElement) -> list[XmlElement]:
    """Return the readings in a ``choice`` or ``app`` and in its groups of readings."""
    groups = (child.child_elements if child.tag == "rdgGrp" else [child] for child in element.child_elements)
    return [reading for group in groups for reading in group]


def _style(element: XmlElement) -> SpanStyle | None:
    """Return the style of a ``hi`` or ``emph``, italic by default; None for other elements and renderings."""
    if element.tag not in ("hi", "emph"):
        return None
    rendered = (element.get("rend") or element.get("rendition") or "italic").lstrip("#").lower()
    return _STYLES.get(rendered.partition(" ")[0])


def _count(element: XmlElement) -> int:
    """Return the number of characters that a ``c`` stands for, from 1 if undeclared to at most 10."""
    number = element.get("n") or "1"
    return min(int(number), 10) if number.isdecimal() else 1


def is_note_mark(element: XmlElement) -> bool:
    """Return whether an element that refers to a note holds no more than the mark of the note, or nothing."""
    text = element.text
    return not text or text == element.get("n") or _NOTE_MARK.fullmatch(text) is not None


def _without_soft_hyphens(text: str) -> str:
    """Return a text without soft hyphens, but for one at its end; words broken in it are rejoined."""
    if "\u00ad" not in text and "¬" not in text:
        return text
    return re.sub(r"[\u00ad¬][^\S\n]*\n\s*(?=\w)|\u00ad(?!\s*\Z)", "", text)


def is_rendered_as_hyphen(element: XmlElement) -> bool:
    """Return whether a break is rendered with a hyphen, because it divides a word."""
    return any("hyphen" in (element.get(name) or "").lower() for name in ("rendition", "rend", "type"))


def _is_letterhead(element: XmlElement) -> bool:
    """Return whether an ``fw`` is the printed head of letter paper."""
    return element.tag == "fw" and "letter" in (element.get("type") or "").lower()


def _contains(element: XmlElement, other: XmlElement) -> bool:
    """Return whether another element is below an element."""
    return any(child is other for child in element.walk())


def _trim_ends(ranges: list[_Range], length: int) -> None:
    """Trim the last of some ranges, which are in the order of their ends, to the length of a text."""
    for i in reversed(range(len(ranges))):
        if ranges[i].end <= length:
            return
        ranges[i] = replace(ranges[i], end=length)


def _fitted(link: InlineLink, text: str) -> InlineLink:
    """Return a link that ends within a text; one without text is extended over the word after it."""
    end = min(link.end, len(text))
    if end > link.start:
        return InlineLink(link.start, end, link.element)
    start = link.start + (len(text[link.start :]) - len(text[link.start :].lstrip()))
    space = text.find(" ", start)
    return InlineLink(start, space if space > 0 else len(text), link.element)
