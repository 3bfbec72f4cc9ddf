"""Units are cut into passages at the ends of sentences, where possible at the ends of paragraphs.

The cuts of a unit are chosen together (least cost over all ways to cut it), so that no crumb is left at the
end: each passage costs the square of its distance from the wished length, a cut inside a paragraph a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Edition, Paragraph, Unit
from corpus.store.passages import Passage
from indexer.sentences import sentences

_CUT_INSIDE_PARAGRAPH = 0.15
_TOO_SHORT = 2.0
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Lengths:
    """Words of a passage: below ``least`` is too short, beyond ``most`` never."""

    least: int = 60
    wished: int = 110
    most: int = 160


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one longer than a passage; ``closes`` its paragraph if it is the last."""

    paragraph: int
    start: int
    end: int
    words: int
    closes: bool


def cut_editions(editions: Iterable[Edition], lengths: Lengths) -> Iterator[Passage]:
    """The passages of all units, numbered through from 0."""
    id = 0
    for edition in editions:
        by_id = {unit.id: unit for unit in edition.units}
        for unit in sorted(edition.units, key=lambda unit: unit.order):
            for passage in cut_unit(unit, context_of(unit, by_id), lengths, first_id=id):
                yield passage
                id += 1


def context_of(unit: Unit, by_id: Mapping[str, Unit]) -> str:
    """What a passage is about without its words: who to whom and when; of a note, that of its document."""
    parent = by_id.get(unit.parent) if unit.parent else None
    return parent.title if parent else unit.title


def cut_unit(unit: Unit, context: str, lengths: Lengths, *, first_id: int = 0) -> list[Passage]:
    """The passages of one unit; none where it has no words."""
    pieces = [
        piece
        for place, paragraph in enumerate(unit.paragraphs)
        for piece in _pieces(place, paragraph, lengths.most)
    ]
    return [
        _passage(first_id + number, unit, context, pieces[start:end])
        for number, (start, end) in enumerate(_cuts(pieces, lengths))
    ]


def _pieces(place: int, paragraph: Paragraph, most: int) -> Iterator[_Piece]:
    text = paragraph.text
    spans = [part for span in sentences(text) for part in _parts(text, *span, most)]
    for number, (start, end) in enumerate(spans, 1):
        yield _Piece(place, start, end, len(text[start:end].split()), closes=number == len(spans))


def _parts(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int]]:
    """A sentence, or equal parts of it where it is longer than a passage may be."""
    words = [word.span() for word in _WORD.finditer(text, start, end)]
    count = -(-len(words) // most)
    size = -(-len(words) // max(count, 1))
    for first in range(0, len(words), max(size, 1)):
        last = min(first + size, len(words)) - 1
        yield words[first][0], words[last][1]


def _cuts(pieces: Sequence[_Piece], lengths: Lengths) -> list[tuple[int, int]]:
    """The cheapest way to cut the pieces into runs, as (first, past the last)."""
    if not pieces:
        return []
    if sum(piece.words for piece in pieces) <= lengths.most:
        return [(0, len(pieces))]
    costs = [0.0] + [float("inf")] * len(pieces)
    begins = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        words = 0
        for start in range(end - 1, -1, -1):
            words += pieces[start].words
            if words > lengths.most:
                break
            cost = costs[start] + _cost(words, lengths, closes=pieces[end - 1].closes)
            if cost < costs[end]:
                costs[end], begins[end] = cost, start
    return _runs(begins)


def _runs(begins: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    end = len(begins) - 1
    while end > 0:
        runs.append((begins[end], end))
        end = begins[end]
    return runs[::-1]


def _cost(words: int, lengths: Lengths, *, closes: bool) -> float:
    cost = ((words - lengths.wished) / lengths.wished) ** 2
    if not closes:
        cost += _CUT_INSIDE_PARAGRAPH
    if words < lengths.least:
        cost += _TOO_SHORT * (lengths.least - words) / lengths.least
    return cost


def _passage(id: int, unit: Unit, context: str, pieces: Sequence[_Piece]) -> Passage:
    first, last = pieces[0], pieces[-1]
    return Passage(
        id=id,
        unit=unit.id,
        text=_quoted(unit, first, last),
        context=context,
        first_paragraph=first.paragraph,
        start=first.start,
        last_paragraph=last.paragraph,
        end=last.end,
        page=page_at(unit.paragraphs[first.paragraph], first.start),
        words=sum(piece.words for piece in pieces),
    )


def _quoted(unit: Unit, first: _Piece, last: _Piece) -> str:
    """The text from one piece to another, paragraphs parted by a blank line."""
    if first.paragraph == last.paragraph:
        return unit.paragraphs[first.paragraph].text[first.start : last.end]
    between = (unit.paragraphs[place].text.strip() for place in range(first.paragraph + 1, last.paragraph))
    ends = (
        unit.paragraphs[first.paragraph].text[first.start :].rstrip(),
        unit.paragraphs[last.paragraph].text[: last.end].lstrip(),
    )
    return "\n\n".join(text for text in (ends[0], *between, ends[1]) if text)


def page_at(paragraph: Paragraph, offset: int) -> str | None:
    """The printed page on which a character of a paragraph stands."""
    page = paragraph.page
    for begins, label in paragraph.breaks:
        if begins <= offset:
            page = label
    return page
