"""Splitting of units into passages, at ends of sentences and preferably at ends of paragraphs.

The split of a unit minimizes the total cost of its passages (dynamic programming), so that no short remainder
is left at the end. A passage costs its squared relative deviation from the target length, and a little if it
ends inside a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from corpus.model import Edition, Paragraph, Unit
from corpus.text.sentences import sentence_spans
from corpus.text.word_patterns import UNSPACED
from store.passages import Passage

_CUT_INSIDE_PARAGRAPH = 0.15
_CUT_INSIDE_SENTENCE = 0.6
_TOO_SHORT = 2.0
_WORD = re.compile(rf"[{UNSPACED}][{UNSPACED}]?|[^\s{UNSPACED}]+")
"""A word, or two signs of a script without spaces."""
_CLAUSE = re.compile(r"\S.*?(?:[,;:–—](?=\s)|[，、；：]|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PassageLengths:
    """The lengths of passages in words: shorter than ``minimum`` is penalized, ``maximum`` is a limit."""

    minimum: int = 30
    target: int = 60
    maximum: int = 100


@dataclass(frozen=True, slots=True)
class _Segment:
    """A sentence, or a part of one that exceeds the maximum; a passage consists of whole segments.

    ``start`` and ``end`` are offsets in the paragraph's text; ``cut`` is the cost of ending a passage after
    it.
    """

    paragraph: int
    start: int
    end: int
    words: int
    cut: float


def split_editions(editions: Iterable[Edition], lengths: PassageLengths) -> Iterator[Passage]:
    """Yield the passages of all units in row order, numbered from 0."""
    id = 0
    for edition in editions:
        by_id = {unit.id: unit for unit in edition.units}
        for unit in sorted(edition.units, key=lambda unit: unit.order):
            for passage in split_unit(unit, passage_context(unit, by_id), lengths, first_id=id):
                yield passage
                id += 1


def passage_context(unit: Unit, by_id: Mapping[str, Unit]) -> str:
    """Return the context of a unit's passages: its title, or its parent's title if it is a note."""
    parent = by_id.get(unit.parent) if unit.parent else None
    return parent.title if parent else unit.title


def split_unit(unit: Unit, context: str, lengths: PassageLengths, *, first_id: int = 0) -> list[Passage]:
    """Return the passages of a unit's text, then those of its abstract; none for a unit without words.

    The paragraphs of an abstract are separate subjects: they are never joined, however short.

    Args:
        context: embedded before the text of each passage.
        first_id: the id of the first passage; ids are consecutive.
    """
    is_abstract = unit.abstract == unit.text
    passages = [
        *_split(unit.id, unit.paragraphs, lengths, by_paragraph=is_abstract),
        *_split_abstract(unit, lengths),
    ]
    return [replace(passage, id=id, context=context) for id, passage in enumerate(passages, first_id)]


def _split_abstract(unit: Unit, lengths: PassageLengths) -> Iterator[Passage]:
    """Yield the passages of a unit's abstract; none if it has no abstract."""
    paragraphs = [Paragraph(text) for text in unit.summary.split("\n\n")] if unit.summary else []
    passages = _split(unit.id, paragraphs, lengths, by_paragraph=True)
    return (replace(passage, part="abstract") for passage in passages)


def _split(
    unit: str, paragraphs: Sequence[Paragraph], lengths: PassageLengths, *, by_paragraph: bool
) -> Iterator[Passage]:
    """Yield the passages of paragraphs, without id and context.

    Args:
        by_paragraph: split each paragraph separately, so that no passage spans two.
    """
    by_index = [
        list(_segments(index, paragraph, lengths.maximum)) for index, paragraph in enumerate(paragraphs)
    ]
    for segments in by_index if by_paragraph else [list(chain.from_iterable(by_index))]:
        for start, end in _best_split(segments, lengths):
            yield _passage(unit, paragraphs, segments[start:end])


def _segments(index: int, paragraph: Paragraph, maximum: int) -> Iterator[_Segment]:
    """Yield the segments of the paragraph with an index; none has more than ``maximum`` words."""
    spans = sentence_spans(paragraph.text)
    for number, (start, end) in enumerate(spans, 1):
        cut = 0.0 if number == len(spans) else _CUT_INSIDE_PARAGRAPH
        for first, last, words in _parts(paragraph.text, start, end, maximum):
            yield _Segment(index, first, last, words, cut if last == end else _CUT_INSIDE_SENTENCE)


def _parts(text: str, start: int, end: int, maximum: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, words) of a sentence, or of parts of its clauses if it exceeds the maximum."""
    words = sum(1 for _ in _WORD.finditer(text, start, end))
    if words <= maximum:
        yield start, end, words
        return
    for clause in _CLAUSE.finditer(text, start, end):
        yield from _equal_parts(text, *clause.span(), maximum)


def _equal_parts(text: str, start: int, end: int, maximum: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, words) of the fewest parts of about equal length with at most ``maximum`` words."""
    words = [word.span() for word in _WORD.finditer(text, start, end)]
    size = -(-len(words) // -(-len(words) // maximum))
    for first in range(0, len(words), size):
        part = words[first : first + size]
        yield part[0][0], part[-1][1], len(part)


def _best_split(segments: Sequence[_Segment], lengths: PassageLengths) -> list[tuple[int, int]]:
    """Return the cheapest split of segments into runs, as (first, end) indexes, ``end`` exclusive."""
    if not segments:
        return []
    if sum(segment.words for segment in segments) <= lengths.maximum:
        return [(0, len(segments))]
    costs = [0.0] + [float("inf")] * len(segments)
    begins = [0] * (len(segments) + 1)
    for end in range(1, len(segments) + 1):
        words = 0
        for start in range(end - 1, -1, -1):
            words += segments[start].words
            if words > lengths.maximum:
                break
            cost = costs[start] + _cost(words, lengths) + segments[end - 1].cut
            if cost < costs[end]:
                costs[end], begins[end] = cost, start
    return _runs(begins)


def _runs(begins: Sequence[int]) -> list[tuple[int, int]]:
    """Return the runs of the best split, in order, given where the best last run before each end begins."""
    runs: list[tuple[int, int]] = []
    end = len(begins) - 1
    while end > 0:
        runs.append((begins[end], end))
        end = begins[end]
    return runs[::-1]


def _cost(words: int, lengths: PassageLengths) -> float:
    """Return the cost of a passage's length in words.

    It is the squared relative deviation from the target, plus a penalty below the minimum.
    """
    cost = ((words - lengths.target) / lengths.target) ** 2
    if words < lengths.minimum:
        cost += _TOO_SHORT * (lengths.minimum - words) / lengths.minimum
    return cost


def _passage(unit: str, paragraphs: Sequence[Paragraph], segments: Sequence[_Segment]) -> Passage:
    """Return the passage that consists of consecutive segments, without its id and context."""
    first, last = segments[0], segments[-1]
    return Passage(
        id=0,
        unit=unit,
        text=_text_between(paragraphs, first, last),
        context="",
        paragraph=first.paragraph,
        page=page_at(paragraphs[first.paragraph], first.start),
    )


def _text_between(paragraphs: Sequence[Paragraph], first: _Segment, last: _Segment) -> str:
    """Return the text from one segment to another, inclusive, with a blank line between paragraphs."""
    if first.paragraph == last.paragraph:
        return paragraphs[first.paragraph].text[first.start : last.end]
    between = (paragraphs[index].text.strip() for index in range(first.paragraph + 1, last.paragraph))
    ends = (
        paragraphs[first.paragraph].text[first.start :].rstrip(),
        paragraphs[last.paragraph].text[: last.end].lstrip(),
    )
    return "\n\n".join(text for text in (ends[0], *between, ends[1]) if text)


def page_at(paragraph: Paragraph, offset: int) -> str | None:
    """Return the label of the printed page that a character is on; None if the pages are unknown."""
    page = paragraph.page
    for start, label in paragraph.breaks:
        if start <= offset:
            page = label
    return page
