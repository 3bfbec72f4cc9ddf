"""Footnotes of an introduction that were printed at the foot of the next document's first page."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.readers.printed.lines import Line


def take_carried_over(
    lines: Sequence[Line], labels: Sequence[int]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Part a document's lines into the notes with these labels and the rest; nothing found leaves all.

    The notes stand together in order, and not in a list of the document's own, which would count up to
    their first number.

    Args:
        labels: what ``missing_labels`` names for the introduction before the document.
    """
    starts = [place for place, line in enumerate(lines) if labels and line.label == labels[0]]
    for start in starts:
        places = _places(lines, start, labels)
        if len(places) == len(labels) and not _in_own_list(lines, start):
            taken = {place for begin in places for place in _paragraph(lines, begin)}
            return (
                tuple(line for place, line in enumerate(lines) if place in taken),
                tuple(line for place, line in enumerate(lines) if place not in taken),
            )
    return (), tuple(lines)


def _places(lines: Sequence[Line], start: int, labels: Sequence[int]) -> list[int]:
    """Find the lines where the labels stand one after the other, with nothing numbered otherwise between."""
    numbered = [place for place in range(start, len(lines)) if lines[place].label is not None]
    return [place for place, label in zip(numbered, labels, strict=False) if lines[place].label == label]


def _in_own_list(lines: Sequence[Line], start: int) -> bool:
    """The number before the first label stands earlier in the document: it counts its own paragraphs."""
    before = (lines[start].label or 0) - 1
    return any(line.label == before for line in lines[:start])


def _paragraph(lines: Sequence[Line], start: int) -> range:
    """A note with the lines that follow without a blank one or another number."""
    end = start + 1
    while end < len(lines) and not lines[end].is_blank and lines[end].label is None:
        end += 1
    return range(start, end)
