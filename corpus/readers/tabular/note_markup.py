"""Lightweight markup of letters: paragraphs by blank lines, [1] or [^1] for notes, *emphasis*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.model import Marker, Paragraph, StyledSpan
from corpus.unit_id import note_id

_BLANK = re.compile(r"\n[ \t]*\n+")
_DEFINITION = re.compile(r"\A\[\^?([0-9]{1,4}|[*†‡a-z])\]:?\s+(?=\S)")
_MARK = re.compile(r"[ \t]?\[\^?([0-9]{1,4}|[*†‡])\]")
_OPENING = re.compile(r"(?<![\w*_\\])(\*\*|__|\*|_)(?=\S)|(?<=[^\W\d_])_(?=[^\W\d_]+[,.;:!?]?_(?!\w))")
_CLOSING = {
    mark: re.compile(rf"(?<=\S){re.escape(mark)}(?![\w*_])", re.DOTALL) for mark in ("**", "__", "*", "_")
}
_PART_OF_WORD = re.compile(r"_[^\W\d_]+_(?=[^\W\d_])|(?<=[^\W\d_])_[^\W\d_]+[,.;:!?]?_(?!\w)")
"""Letters emphasised at the beginning or end of a word ("_un_seen"); identifiers ("a_b_c") have none."""
_STYLES = {1: "italic", 2: "bold"}


@dataclass(frozen=True, slots=True)
class TextWithNotes:
    """The paragraphs of a text, and its notes in order, each as (label, paragraphs)."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[tuple[str, tuple[Paragraph, ...]], ...]
    repeated: tuple[str, ...] = ()
    """The labels that a second note, or a second paragraph that could be one, has as well."""


def parse_note_markup(text: str, unit: str, listed: Sequence[str] = (), line: int = 0) -> TextWithNotes:
    """Parse a text with its notes.

    Notes are paragraphs that begin with a label in brackets, or are ``listed`` in order. A label in brackets
    within the text is a marker if it has a note; otherwise it stays in the text. If a label occurs twice, it
    marks the first note: a second paragraph stays text, a second listed note has no marker.

    Args:
        text: the text, with or without notes.
        unit: the id of its unit, for the ids of the notes.
        listed: further notes, whose labels are optional; by default a note's position from 1.
        line: the line of the source to record for the paragraphs.
    """
    pieces = [piece.strip("\n") for piece in _BLANK.split(text.replace("\r\n", "\n"))]
    pieces = [piece for piece in pieces if piece.strip()]
    notes: list[tuple[str, str]] = []
    labels: set[str] = set()
    repeated: list[str] = []
    body: list[str] = []
    for piece in pieces:
        for part in _split_definitions(piece):
            match = _DEFINITION.match(part)
            if match and match[1] not in labels:
                notes.append((match[1], part[match.end() :]))
                labels.add(match[1])
            else:
                body.append(part)
                repeated += [match[1]] if match else []
    for number, note in enumerate(listed, 1):
        match = _DEFINITION.match(note)
        label = match[1] if match else str(number)
        repeated += [label] if label in labels else []
        notes.append((label, note[match.end() :] if match else note))
        labels.add(label)
    ids: dict[str, str] = {}
    for number, (label, _) in enumerate(notes, 1):
        ids.setdefault(label, note_id(unit, number))
    return TextWithNotes(
        tuple(_paragraph(piece, ids, line) for piece in body),
        tuple((label, (_paragraph(note, {}, line),)) for label, note in notes),
        tuple(dict.fromkeys(repeated)),
    )


def _split_definitions(piece: str) -> list[str]:
    """Split a paragraph that begins with a note's label before each further label; leave others whole."""
    lines = piece.split("\n")
    starts = [i for i, line in enumerate(lines) if _DEFINITION.match(line)]
    if not starts or starts[0] != 0:
        return [piece]
    bounds = [*starts, len(lines)]
    return ["\n".join(lines[start:end]) for start, end in pairwise(bounds)]


def _paragraph(piece: str, ids: dict[str, str], line: int) -> Paragraph:
    """Return a piece of text as a paragraph; heading signs, emphasis and markers are removed and recorded.

    Args:
        ids: the note ids by label; a bracketed label that is not among them stays in the text.
    """
    text = re.sub(r"[ \t]*\n[ \t]*", " ", piece).strip()
    style = "heading" if (heading := re.match(r"#{1,6}\s+", text)) else "paragraph"
    text = text[heading.end() :] if heading else text
    text, spans = _strip_emphasis(text)
    markers: list[Marker] = []
    pieces: list[str] = []
    end = removed_length = 0
    removed: list[tuple[int, int]] = []
    for match in _MARK.finditer(text):
        if match[1] in ids:
            pieces.append(text[end : match.start()])
            markers.append(Marker(match.start() - removed_length, match[1], ids[match[1]]))
            removed.append((match.start(), match.end()))
            removed_length += match.end() - match.start()
            end = match.end()
    pieces.append(text[end:])
    bounds = _shifted([offset for span in spans for offset in (span.start, span.end)], removed)
    shifted = zip(bounds[::2], bounds[1::2], spans, strict=True)
    non_empty = tuple(StyledSpan(start, end, span.style) for start, end, span in shifted if end > start)
    return Paragraph("".join(pieces), style, spans=non_empty, markers=tuple(markers), line=line)  # type: ignore[arg-type]


def _shifted(offsets: Sequence[int], removed: Sequence[tuple[int, int]]) -> list[int]:
    """Return what ascending offsets become once the ranges (start, end), also ascending, are removed."""
    shifted: list[int] = []
    number = length = 0
    for offset in offsets:
        while number < len(removed) and removed[number][1] <= offset:
            length += removed[number][1] - removed[number][0]
            number += 1
        inside = max(offset - removed[number][0], 0) if number < len(removed) else 0
        shifted.append(offset - length - inside)
    return shifted


def _strip_emphasis(text: str) -> tuple[str, list[StyledSpan]]:
    """Return the text without its emphasis markup, and the italic and bold spans in it."""
    spans: list[StyledSpan] = []
    pieces: list[str] = []
    end = length = 0
    for opening, closing, mark in _emphases(text):
        before, emphasised = text[end:opening], text[opening + len(mark) : closing]
        pieces += [before, emphasised]
        start = length + len(before)
        length = start + len(emphasised)
        spans.append(StyledSpan(start, length, _STYLES[len(mark)]))  # type: ignore[arg-type]
        end = closing + len(mark)
    pieces.append(text[end:])
    return "".join(pieces), spans


def _emphases(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the offsets of the opening and the closing mark of each emphasis, and the mark.

    A mark that is never closed is not searched for again, so that the time is linear.
    """
    position, unclosed = 0, set[str]()
    while match := _OPENING.search(text, position):
        position = match.start() + 1
        if part := _PART_OF_WORD.match(text, match.start()):
            yield match.start(), part.end() - 1, "_"
            position = part.end()
            continue
        for mark in dict.fromkeys((match[1], match[1][0])):
            if mark in unclosed:
                continue
            closing = _CLOSING[mark].search(text, match.start() + len(mark) + 1)
            if closing:
                yield match.start(), closing.start(), mark
                position = closing.end()
                break
            unclosed.add(mark)
