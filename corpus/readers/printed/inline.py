"""Markdown and HTML marks of one paragraph → plain text with spans, note markers and page breaks.

All offsets refer to the cleaned text. A form feed (``PAGE_BREAK``), put in by ``rejoin``, says where a
page began inside the paragraph; it is taken out and remembered. What opens and never closes is no mark:
a stray asterisk stays in the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class InlineText:
    """A cleaned paragraph; ``breaks`` are the offsets at which a new page begins."""

    text: str
    spans: tuple[StyledSpan, ...] = ()
    markers: tuple[Marker, ...] = ()
    breaks: tuple[int, ...] = ()


@dataclass(slots=True)
class _InlineToken:
    """A piece of the source: plain text, or a mark that opens or closes ``style``."""

    kind: str
    text: str
    style: SpanStyle | None = None
    partner: int | None = None


def parse_inline(markdown: str) -> InlineText:
    """Take the marks out of a paragraph, so that search and page work on plain text and offsets."""
    heading = HEADING_MARK.match(markdown)
    source = heading[2] if heading else markdown
    tokens = list(_tokenize(_SPACE_INSIDE_TAGS.sub("", source.strip(" \r\n"))))
    _pair_marks(tokens)
    return _InlineBuilder().build(tokens)


@lru_cache(maxsize=16_384)
def plain_text(markdown: str) -> str:
    """Give the text alone, for rules that look at words."""
    return parse_inline(markdown).text


def heading_level(markdown: str) -> int:
    """Count the heading hashes of a line; 0 is no heading."""
    heading = HEADING_MARK.match(markdown)
    return len(heading[1]) if heading else 0


def _tokenize(source: str) -> Iterator[_InlineToken]:
    position = 0
    for match in _TOKEN.finditer(source):
        if match.start() > position:
            yield _InlineToken("text", html.unescape(source[position : match.start()]))
        yield from _mark_tokens(match, source)
        position = match.end()
    if position < len(source):
        yield _InlineToken("text", html.unescape(source[position:]))


def _mark_tokens(match: re.Match[str], source: str) -> Iterator[_InlineToken]:
    if match["escaped"]:
        yield _InlineToken("text", match["escaped"])
    elif match["break"]:
        yield _InlineToken("break", "")
    elif match["tag"]:
        yield _tag_token(match["tag"].lower())
    else:
        yield from _star_tokens(match, source)


def _tag_token(tag: str) -> _InlineToken:
    name = tag.strip("</> ")
    if name == "br":
        return _InlineToken("text", " ")
    return _InlineToken("closing-tag" if tag.startswith("</") else "opening-tag", tag, _TAG_STYLES.get(name))


def _star_tokens(match: re.Match[str], source: str) -> Iterator[_InlineToken]:
    """Say whether asterisks may open, may close, or both, by what stands beside them."""
    before, after = source[: match.start()][-1:], source[match.end() :][:1]
    may_open, may_close = bool(after.strip()), bool(before.strip())
    kind = {(True, True): "either", (True, False): "opens", (False, True): "closes"}.get(
        (may_open, may_close), "text"
    )
    marks = {3: ("*", "**") if kind == "closes" else ("**", "*")}.get(len(match[0]), (match[0],))
    for mark in marks:
        yield _InlineToken(kind, mark, _STAR_STYLES[mark])


def _pair_marks(tokens: list[_InlineToken]) -> None:
    """Find each closing mark's opening one; a mark that crosses another pair or has no partner is text."""
    open_marks: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind in ("closes", "either", "closing-tag"):
            opened = _find_open(tokens, open_marks, token)
            if opened is not None:
                del open_marks[open_marks.index(opened) :]
                tokens[opened].partner, token.partner = index, opened
                continue
        if token.kind in ("opens", "either", "opening-tag"):
            open_marks.append(index)


def _find_open(tokens: list[_InlineToken], open_marks: list[int], closing: _InlineToken) -> int | None:
    stars = closing.kind != "closing-tag"
    for index in reversed(open_marks):
        opening = tokens[index]
        if opening.style == closing.style and (opening.kind != "opening-tag") == stars:
            return index
    return None


class _InlineBuilder:
    """Puts tokens together into an ``InlineText``, keeping count of offsets."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[StyledSpan] = []
        self.markers: list[Marker] = []
        self.breaks: list[int] = []

    def build(self, tokens: list[_InlineToken]) -> InlineText:
        starts: dict[int, int] = {}
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.partner is None:
                self._write_unpaired(token)
            elif token.partner > index and self._write_markers(tokens[index + 1 : token.partner], token):
                index = token.partner
            elif token.partner > index:
                starts[index] = len(self.text)
            elif token.style and len(self.text) > starts[token.partner]:
                self.spans.append(StyledSpan(starts[token.partner], len(self.text), token.style))
            index += 1
        return self._build_result()

    def _write_unpaired(self, token: _InlineToken) -> None:
        if token.kind == "break":
            self.breaks.append(len(self.text))
        elif not token.kind.endswith("tag"):
            self._append(token.text.replace("\u00ad", "").replace("\u00a0", " "))

    def _append(self, text: str) -> None:
        """Add text; where a marker was taken out between two spaces, or before a stop, close the gap."""
        after_marker = bool(self.markers) and self.markers[-1].offset == len(self.text)
        if after_marker and self.text.endswith(" ") and text.startswith(_CLOSES_GAP):
            self._drop_last_space()
        self.text += text

    def _drop_last_space(self) -> None:
        self.text = self.text[:-1]
        end = len(self.text)
        self.markers = [Marker(min(marker.offset, end), marker.label) for marker in self.markers]
        self.spans = [StyledSpan(span.start, min(span.end, end), span.style) for span in self.spans]
        self.breaks = [min(offset, end) for offset in self.breaks]

    def _write_markers(self, inner: list[_InlineToken], opening: _InlineToken) -> bool:
        """Take out a superscript that is a note marker; say whether it was one."""
        content = "".join(token.text for token in inner)
        if opening.style != "superscript" or not _LABELS.match(content) or self._is_power(content):
            return False
        self.markers.extend(Marker(len(self.text), label) for label in _labels(content))
        return True

    def _is_power(self, content: str) -> bool:
        unit = content.strip() in ("2", "3") and _UNIT_BEFORE.search(self.text)
        return bool(unit or _POWER_BEFORE.search(self.text))

    def _build_result(self) -> InlineText:
        """Trim the end, where trailing spaces or a marker's gap may be left."""
        text = self.text.rstrip(" ")
        end = len(text)
        markers = tuple(Marker(min(marker.offset, end), marker.label) for marker in self.markers)
        spans = tuple(StyledSpan(span.start, min(span.end, end), span.style) for span in self.spans)
        breaks = tuple(min(offset, end) for offset in self.breaks)
        ordered = sorted(
            (span for span in spans if span.end > span.start), key=lambda span: (span.start, -span.end)
        )
        return InlineText(text, tuple(ordered), markers, breaks)


def _labels(content: str) -> Iterator[str]:
    """Read "3", "1,2" and "1–3" as the labels of single notes."""
    for part in content.replace(" ", "").split(","):
        first, dash, last = part.replace("-", "–").partition("–")
        if dash and int(first) < int(last):
            yield from (str(number) for number in range(int(first), int(last) + 1))
        else:
            yield first
