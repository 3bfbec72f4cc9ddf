"""Parses the Markdown and HTML of a paragraph into plain text with spans, note markers and page breaks.

All offsets refer to the plain text. A form feed (``PAGE_BREAK``), inserted by ``rejoin``, marks where a page
begins inside the paragraph; it is removed and its offset recorded. Asterisks that open or close nothing stay
in the text; tags that open or close nothing are dropped.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import TypeAlias, TypeVar

from corpus.model import Marker, SpanStyle, StyledSpan

PAGE_BREAK = "\f"

HEADING_MARK = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$", re.DOTALL)
_SPACE_INSIDE_TAGS = re.compile(r"(?<=[(\[])[ ]+(?=<[a-z])|(?<=>)[ ]+(?=[)\],;:.])")
_TOKEN = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!$<>&|~-])"
    r"|(?P<tag></?(?:i|em|b|strong|sup|sub|u|br)\s*/?>)"
    r"|(?P<stars>\*{1,3}(?!\*)(?<!\*\*\*\*))"
    r"|(?P<break>\f)",
    re.IGNORECASE,
)
_TAG_STYLES: dict[str, SpanStyle] = {
    "i": "italic",
    "em": "italic",
    "b": "bold",
    "strong": "bold",
    "sup": "superscript",
}
_STAR_STYLES: dict[str, SpanStyle] = {"*": "italic", "**": "bold"}
_LABELS = re.compile(r"\s*(?:\d{1,3}|\*{1,3}|[†‡])(?:\s*[,–-]\s*\d{1,3})*\s*\Z")
_CLOSES_GAP = (" ", ".", ",", ";", ":", "!", "?", ")")
_UNIT_BEFORE = re.compile(r"\d\s?(?:m|km|cm|mm|dm)\Z")
_POWER_BEFORE = re.compile(r"[×·x]\s?10\Z")
_TAIL_LENGTH = 64
"""Characters at the end of a text that decide what follows it."""
_MARKER_TOKENS_MAX = 50
"""Tokens of a superscript that may be a note marker."""
_MarkForm: TypeAlias = tuple[SpanStyle | None, bool]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class InlineText:
    """A paragraph's plain text; ``breaks`` are the offsets at which a new page begins."""

    text: str
    spans: tuple[StyledSpan, ...] = ()
    markers: tuple[Marker, ...] = ()
    breaks: tuple[int, ...] = ()


@dataclass(slots=True)
class _InlineToken:
    """A token of the source: text, a page break, or a mark that opens or closes ``style``.

    ``partner`` is the index of the matching mark.
    """

    kind: str
    text: str
    style: SpanStyle | None = None
    partner: int | None = None


def parse_inline(markdown: str) -> InlineText:
    """Parse a paragraph's markup, and return its plain text with spans, note markers and page breaks.

    The signs of a heading are removed; note markers are not linked to notes yet.
    """
    heading = HEADING_MARK.match(markdown)
    source = heading[2] if heading else markdown
    tokens = list(_tokenize(_SPACE_INSIDE_TAGS.sub("", source.strip(" \r\n"))))
    _pair_marks(tokens)
    return _InlineBuilder().build(tokens)


@lru_cache(maxsize=16_384)
def plain_text(markdown: str) -> str:
    """Return a paragraph's text without markup, note markers and page breaks."""
    return parse_inline(markdown).text


def heading_level(markdown: str) -> int:
    """Return the level of a Markdown heading, 1 to 6, or 0 for other text."""
    heading = HEADING_MARK.match(markdown)
    return len(heading[1]) if heading else 0


def _tokenize(source: str) -> Iterator[_InlineToken]:
    """Yield the tokens of a source in order, with HTML entities unescaped and marks not paired yet."""
    position = 0
    for match in _TOKEN.finditer(source):
        if match.start() > position:
            yield _InlineToken("text", html.unescape(source[position : match.start()]))
        yield from _mark_tokens(match, source)
        position = match.end()
    if position < len(source):
        yield _InlineToken("text", html.unescape(source[position:]))


def _mark_tokens(match: re.Match[str], source: str) -> Iterator[_InlineToken]:
    """Yield the tokens of a matched escape, page break, tag or run of asterisks."""
    if match["escaped"]:
        yield _InlineToken("text", match["escaped"])
    elif match["break"]:
        yield _InlineToken("break", "")
    elif match["tag"]:
        yield _tag_token(match["tag"].lower())
    else:
        yield from _star_tokens(match, source)


def _tag_token(tag: str) -> _InlineToken:
    """Return the token of an HTML tag; a line break becomes a space."""
    name = tag.strip("</> ")
    if name == "br":
        return _InlineToken("text", " ")
    return _InlineToken("closing-tag" if tag.startswith("</") else "opening-tag", tag, _TAG_STYLES.get(name))


def _star_tokens(match: re.Match[str], source: str) -> Iterator[_InlineToken]:
    """Yield the tokens of a run of asterisks; adjacent space decides whether they may open or close."""
    before, after = source[: match.start()][-1:], source[match.end() :][:1]
    may_open, may_close = bool(after.strip()), bool(before.strip())
    kind = {(True, True): "either", (True, False): "opens", (False, True): "closes"}.get(
        (may_open, may_close), "text"
    )
    marks = {3: ("*", "**") if kind == "closes" else ("**", "*")}.get(len(match[0]), (match[0],))
    for mark in marks:
        yield _InlineToken(kind, mark, _STAR_STYLES[mark])


def _pair_marks(tokens: list[_InlineToken]) -> None:
    """Set ``partner`` of matching marks; a mark that crosses another pair or matches none keeps None."""
    open_marks: list[int] = []
    by_form: defaultdict[_MarkForm, list[int]] = defaultdict(list)
    """The indexes in ``tokens`` of the open marks of each form."""
    for index, token in enumerate(tokens):
        if token.kind in ("closes", "either", "closing-tag") and (same := by_form[_form(token)]):
            opened = same[-1]
            while open_marks and open_marks[-1] >= opened:
                by_form[_form(tokens[open_marks.pop()])].pop()
            tokens[opened].partner, token.partner = index, opened
        elif token.kind in ("opens", "either", "opening-tag"):
            open_marks.append(index)
            by_form[_form(token)].append(index)


def _form(mark: _InlineToken) -> _MarkForm:
    """Return the form of a mark: its style, and whether it is a tag."""
    return mark.style, mark.kind.endswith("tag")


class _InlineBuilder:
    """Builds an ``InlineText`` from tokens and keeps track of the offsets."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._tail = ""
        """The last characters of the text, ``_TAIL_LENGTH`` at most."""
        self.spans: list[StyledSpan] = []
        self.markers: list[Marker] = []
        self.breaks: list[int] = []

    def build(self, tokens: list[_InlineToken]) -> InlineText:
        """Return the text of paired tokens, with spans, markers and breaks in order; call it once only."""
        starts: dict[int, int] = {}
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.partner is None:
                self._write_unpaired(token)
            elif token.partner > index and self._write_markers(tokens, index):
                index = token.partner
            elif token.partner > index:
                starts[index] = self._length
            elif token.style and self._length > starts[token.partner]:
                self.spans.append(StyledSpan(starts[token.partner], self._length, token.style))
            index += 1
        return self._build_result()

    def _write_unpaired(self, token: _InlineToken) -> None:
        """Add a token without a partner: record a page break, drop a tag, append anything else as text."""
        if token.kind == "break":
            self.breaks.append(self._length)
        elif not token.kind.endswith("tag"):
            self._append(token.text.replace("\u00ad", "").replace("\u00a0", " "))

    def _append(self, text: str) -> None:
        """Append text; close the gap that a removed marker left between two spaces or before punctuation."""
        after_marker = bool(self.markers) and self.markers[-1].offset == self._length
        if after_marker and self._tail.endswith(" ") and text.startswith(_CLOSES_GAP):
            self._drop_last_space()
        if text:
            self._pieces.append(text)
            self._length += len(text)
            self._tail = f"{self._tail}{text}"[-_TAIL_LENGTH:]

    def _drop_last_space(self) -> None:
        """Remove the space at the end of the text and adjust the offsets after it."""
        self._pieces[-1], self._tail = self._pieces[-1][:-1], self._tail[:-1]
        self._length = end = self._length - 1
        for i in _positions_from_end(self.markers, lambda marker: marker.offset > end):
            self.markers[i] = Marker(end, self.markers[i].label)
        for i in _positions_from_end(self.spans, lambda span: span.end > end):
            self.spans[i] = StyledSpan(self.spans[i].start, end, self.spans[i].style)
        for i in _positions_from_end(self.breaks, lambda offset: offset > end):
            self.breaks[i] = end

    def _write_markers(self, tokens: Sequence[_InlineToken], index: int) -> bool:
        """Record a superscript that is a note marker, and return whether it is one.

        Args:
            tokens: the tokens of the paragraph.
            index: the index of the opening tag, which has a partner.
        """
        opening, end = tokens[index], tokens[index].partner or index
        if opening.style != "superscript" or end - index > _MARKER_TOKENS_MAX:
            return False
        content = "".join(token.text for token in tokens[index + 1 : end])
        if not _LABELS.match(content) or self._is_power(content):
            return False
        self.markers.extend(Marker(self._length, label) for label in _labels(content))
        return True

    def _is_power(self, content: str) -> bool:
        """Return whether a superscript is an exponent: after a unit of length ("m²") or a power of ten."""
        unit = content.strip() in ("2", "3") and _UNIT_BEFORE.search(self._tail)
        return bool(unit or _POWER_BEFORE.search(self._tail))

    def _build_result(self) -> InlineText:
        """Return the result without the trailing spaces that a marker may have left."""
        text = "".join(self._pieces).rstrip(" ")
        end = len(text)
        markers = tuple(Marker(min(marker.offset, end), marker.label) for marker in self.markers)
        spans = tuple(StyledSpan(span.start, min(span.end, end), span.style) for span in self.spans)
        breaks = tuple(min(offset, end) for offset in self.breaks)
        ordered = sorted(
            (span for span in spans if span.end > span.start), key=lambda span: (span.start, -span.end)
        )
        return InlineText(text, tuple(ordered), markers, breaks)


def _positions_from_end(values: Sequence[_T], is_after: Callable[[_T], bool]) -> Iterator[int]:
    """Return the positions of the last values that are after an offset, which rises along the values."""
    return takewhile(lambda i: is_after(values[i]), range(len(values) - 1, -1, -1))


def _labels(content: str) -> Iterator[str]:
    """Yield the labels of single notes: "3", "1,2" and "1–3" are one, two and three notes."""
    for part in content.replace(" ", "").split(","):
        first, dash, last = part.replace("-", "–").partition("–")
        if dash and int(first) < int(last):
            yield from (str(number) for number in range(int(first), int(last) + 1))
        else:
            yield first
