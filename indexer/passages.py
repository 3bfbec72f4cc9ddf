"""Units are cut into passages at the ends of sentences, where possible at the ends of paragraphs.

The cuts of a unit are chosen together (least cost over all ways to cut it), so that no crumb is left at the
end: each passage costs the square of its distance from the wished length, a cut inside a paragraph a little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.model import Edition, Paragraph, Unit
from corpus.text.sentences import sentence_spans
from store.passages import Passage

_CUT_INSIDE_PARAGRAPH = 0.15
_CUT_INSIDE_SENTENCE = 0.6
_TOO_SHORT = 2.0
_WORD = re.compile(r"\S+")
_CLAUSE = re.compile(r"\S.*?(?:[,;:–—](?=\s)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PassageLengths:
    """Words of a passage: below ``least`` is too short, beyond ``most`` never."""

    least: int = 30
    wished: int = 60
    most: int = 100


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one longer than a passage; ``cut`` is the cost of a passage's end after it."""

    paragraph: int
    start: int
    end: int
    words: int
    cut: float


def split_editions(editions: Iterable[Edition], lengths: PassageLengths) -> Iterator[Passage]:
    """The passages of all units, numbered through from 0."""
    id = 0
    for edition in editions:
        by_id = {unit.id: unit for unit in edition.units}
        for unit in sorted(edition.units, key=lambda unit: unit.order):
            for passage in split_unit(unit, passage_context(unit, by_id), lengths, first_id=id):
                yield passage
                id += 1


def passage_context(unit: Unit, by_id: Mapping[str, Unit]) -> str:
    """What a passage is about without its words: who to whom and when; of a note, that of its document."""
    parent = by_id.get(unit.parent) if unit.parent else None
    return parent.title if parent else unit.title


def split_unit(unit: Unit, context: str, lengths: PassageLengths, *, first_id: int = 0) -> list[Passage]:
    """The passages of one unit, then those of its abstract; none where it has no words.

    The points of an abstract are matters of their own and are not joined, however short.
    """
    is_abstract = unit.abstract == unit.text
    bare = [*_cut(unit.id, unit.paragraphs, lengths, by_paragraph=is_abstract), *_cut_abstract(unit, lengths)]
    return [replace(passage, id=id, context=context) for id, passage in enumerate(bare, first_id)]


def _cut_abstract(unit: Unit, lengths: PassageLengths) -> Iterator[Passage]:
    paragraphs = [Paragraph(text) for text in unit.summary.split("\n\n")] if unit.summary else []
    cut = _cut(unit.id, paragraphs, lengths, by_paragraph=True)
    return (replace(passage, part="abstract") for passage in cut)


def _cut(
    unit: str, paragraphs: Sequence[Paragraph], lengths: PassageLengths, *, by_paragraph: bool
) -> Iterator[Passage]:
    """The passages of some paragraphs, without number and context."""
    pieces = [list(_pieces(place, paragraph, lengths.most)) for place, paragraph in enumerate(paragraphs)]
    for together in pieces if by_paragraph else [[piece for own in pieces for piece in own]]:
        for start, end in _cuts(together, lengths):
            yield _passage(unit, paragraphs, together[start:end])


def _pieces(place: int, paragraph: Paragraph, most: int) -> Iterator[_Piece]:
    spans = sentence_spans(paragraph.text)
    for number, (start, end) in enumerate(spans, 1):
        cut = 0.0 if number == len(spans) else _CUT_INSIDE_PARAGRAPH
        for first, last, words in _parts(paragraph.text, start, end, most):
            yield _Piece(place, first, last, words, cut if last == end else _CUT_INSIDE_SENTENCE)


def _parts(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int, int]]:
    """A sentence (start, end, words), or its clauses where it is longer than a passage may be."""
    words = len(text[start:end].split())
    if words <= most:
        yield start, end, words
        return
    for clause in _CLAUSE.finditer(text, start, end):
        yield from _equal_parts(text, *clause.span(), most)


def _equal_parts(text: str, start: int, end: int, most: int) -> Iterator[tuple[int, int, int]]:
    words = [word.span() for word in _WORD.finditer(text, start, end)]
    size = -(-len(words) // -(-len(words) // most))
    for first in range(0, len(words), size):
        some = words[first : first + size]
        yield some[0][0], some[-1][1], len(some)


def _cuts(pieces: Sequence[_Piece], lengths: PassageLengths) -> list[tuple[int, int]]:
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
            cost = costs[start] + _cost(words, lengths) + pieces[end - 1].cut
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


def _cost(words: int, lengths: PassageLengths) -> float:
    cost = ((words - lengths.wished) / lengths.wished) ** 2
    if words < lengths.least:
        cost += _TOO_SHORT * (lengths.least - words) / lengths.least
    return cost


def _passage(unit: str, paragraphs: Sequence[Paragraph], pieces: Sequence[_Piece]) -> Passage:
    first, last = pieces[0], pieces[-1]
    return Passage(
        id=0,
        unit=unit,
        text=_quoted(paragraphs, first, last),
        context="",
        paragraph=first.paragraph,
        page=page_at(paragraphs[first.paragraph], first.start),
    )


def _quoted(paragraphs: Sequence[Paragraph], first: _Piece, last: _Piece) -> str:
    """The text from one piece to another, paragraphs parted by a blank line."""
    if first.paragraph == last.paragraph:
        return paragraphs[first.paragraph].text[first.start : last.end]
    between = (paragraphs[place].text.strip() for place in range(first.paragraph + 1, last.paragraph))
    ends = (
        paragraphs[first.paragraph].text[first.start :].rstrip(),
        paragraphs[last.paragraph].text[: last.end].lstrip(),
    )
    return "\n\n".join(text for text in (ends[0], *between, ends[1]) if text)


def page_at(paragraph: Paragraph, offset: int) -> str | None:
    """The printed page on which a character of a paragraph stands."""
    page = paragraph.page
    for begins, label in paragraph.breaks:
        if begins <= offset:
            page = label
    return page
