"""Footnotes of an introduction that were printed at the foot of the next document's first page."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.readers.printed.lines import SourceLine


def split_carried_over_notes(
    lines: Sequence[SourceLine], labels: Sequence[int]
) -> tuple[tuple[SourceLine, ...], tuple[SourceLine, ...]]:
    """Split a document's lines into the notes with these labels, and the remaining lines.

    The notes must follow each other in order, and must not continue a numbered list of the document itself.
    If they are not all found, all lines remain.

    Args:
        labels: the footnotes that the preceding introduction lacks, as ``missing_labels`` returns them.
    """
    starts = [position for position, line in enumerate(lines) if labels and line.label == labels[0]]
    for start in starts:
        positions = _label_positions(lines, start, labels)
        if len(positions) == len(labels) and not _is_in_numbered_list(lines, start):
            note_positions = {
                position for note_start in positions for position in _note_range(lines, note_start)
            }
            return (
                tuple(line for position, line in enumerate(lines) if position in note_positions),
                tuple(line for position, line in enumerate(lines) if position not in note_positions),
            )
    return (), tuple(lines)


def _label_positions(lines: Sequence[SourceLine], start: int, labels: Sequence[int]) -> list[int]:
    """Return the positions from ``start`` on of the numbered lines whose labels agree with these, in order.

    Numbered lines and labels are compared pair by pair; fewer positions than labels are returned if any
    differ.
    """
    numbered = [position for position in range(start, len(lines)) if lines[position].label is not None]
    return [
        position for position, label in zip(numbered, labels, strict=False) if lines[position].label == label
    ]


def _is_in_numbered_list(lines: Sequence[SourceLine], start: int) -> bool:
    """Return whether the number before that of line ``start`` occurs earlier, as in a numbered list."""
    before = (lines[start].label or 0) - 1
    return any(line.label == before for line in lines[:start])


def _note_range(lines: Sequence[SourceLine], start: int) -> range:
    """Return the positions of a note: its first line, and those before the next blank or numbered line."""
    end = start + 1
    while end < len(lines) and not lines[end].is_blank and lines[end].label is None:
        end += 1
    return range(start, end)
