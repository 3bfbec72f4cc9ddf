"""The text of a letter as people type it: paragraphs by blank lines, [1] or [^1] for notes, *emphasis*."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Marker, Paragraph, StyledSpan
from corpus.unit_id import note_id

_BLANK = re.compile(r"\n[ \t]*\n+")
_DEFINITION = re.compile(r"\A\[\^?([0-9]{1,4}|[*†‡a-z])\]:?\s+(?=\S)")
_MARK = re.compile(r"[ \t]?\[\^?([0-9]{1,4}|[*†‡])\]")
_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?![\w*_])", re.DOTALL)
_STYLES = {1: "italic", 2: "bold"}


@dataclass(frozen=True, slots=True)
class TextWithNotes:
    """A text with its notes: (label, paragraphs) in order."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[tuple[str, tuple[Paragraph, ...]], ...]


def read_note_markup(text: str, unit: str, listed: Sequence[str] = (), line: int = 0) -> TextWithNotes:
    """Read a text; notes stand after it, each beginning with its label, or are ``listed`` in their order.

    A label in brackets in the text is a marker where there is such a note, else it stays as it is.
    """
    pieces = [piece.strip("\n") for piece in _BLANK.split(text.replace("\r\n", "\n"))]
    pieces = [piece for piece in pieces if piece.strip()]
    notes: dict[str, list[str]] = {}
    body: list[str] = []
    for piece in pieces:
        for one in _definitions(piece):
            match = _DEFINITION.match(one)
            if match and match[1] not in notes:
                notes[match[1]] = [one[match.end() :]]
            else:
                body.append(one)
    for number, one in enumerate(listed, 1):
        match = _DEFINITION.match(one)
        label = match[1] if match else str(number)
        notes.setdefault(label, [one[match.end() :] if match else one])
    ids = {label: note_id(unit, place) for place, label in enumerate(notes, 1)}
    return TextWithNotes(
        tuple(_paragraph(piece, ids, line) for piece in body),
        tuple((label, tuple(_paragraph(one, {}, line) for one in texts)) for label, texts in notes.items()),
    )


def _definitions(piece: str) -> list[str]:
    """Notes that stand in lines of one paragraph, each by itself."""
    lines = piece.split("\n")
    starts = [place for place, line in enumerate(lines) if _DEFINITION.match(line)]
    if not starts or starts[0] != 0:
        return [piece]
    bounds = [*starts, len(lines)]
    return ["\n".join(lines[start:end]) for start, end in pairwise(bounds)]


def _paragraph(piece: str, ids: dict[str, str], line: int) -> Paragraph:
    text = re.sub(r"[ \t]*\n[ \t]*", " ", piece).strip()
    style = "heading" if (heading := re.match(r"#{1,6}\s+", text)) else "paragraph"
    text = text[heading.end() :] if heading else text
    text, spans = _without_emphasis(text)
    markers: list[Marker] = []
    bare: list[str] = []
    end = taken = 0
    removed: list[tuple[int, int]] = []
    for match in _MARK.finditer(text):
        if match[1] in ids:
            bare.append(text[end : match.start()])
            markers.append(Marker(match.start() - taken, match[1], ids[match[1]]))
            removed.append((match.start(), match.end()))
            taken += match.end() - match.start()
            end = match.end()
    bare.append(text[end:])
    moved = tuple(
        StyledSpan(_moved(span.start, removed), _moved(span.end, removed), span.style) for span in spans
    )
    kept = tuple(span for span in moved if span.end > span.start)
    return Paragraph("".join(bare), style, spans=kept, markers=tuple(markers), line=line)  # type: ignore[arg-type]


def _moved(offset: int, removed: Sequence[tuple[int, int]]) -> int:
    return offset - sum(min(end, offset) - start for start, end in removed if start < offset)


def _without_emphasis(text: str) -> tuple[str, list[StyledSpan]]:
    spans: list[StyledSpan] = []
    bare: list[str] = []
    end = length = 0
    for match in _EMPHASIS.finditer(text):
        before = text[end : match.start()]
        bare += [before, match[2]]
        start = length + len(before)
        length = start + len(match[2])
        spans.append(StyledSpan(start, length, _STYLES[len(match[1])]))  # type: ignore[arg-type]
        end = match.end()
    bare.append(text[end:])
    return "".join(bare), spans
