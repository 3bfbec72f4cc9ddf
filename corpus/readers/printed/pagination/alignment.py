"""Aligns the lines of a text that has lost its page numbers with its printed pages.

Each page begins with some source line. Which line begins which page is found for all pages at once by dynamic
programming (a monotone alignment). The cost of an alignment depends on how full each page is, on whether the
text shows a break where a page ends (a sentence cut off, blank lines), on breaks that would fall inside a
page, and on whether names occur on the pages where the index lists them. The contents page states on which
page each section begins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .layout import LayoutLine, height, is_cut, page_label, page_number

Numbers = NDArray[np.float64]

_FILL_DEVIATION = 0.12
"""Standard deviation of how full pages are, as a share of a page."""
_CUT_IGNORED, _UNSEEN_BREAK, _GAP_BREAK, _NAME_MISSED, _EMPTY_PAGE = 5.0, 3.0, 0.5, 0.8, 6.0
"""Costs of the alignment, in units of one standard deviation squared."""
_MAX_FILL, _MIN_FILL = 1.5, 0.5
_DRIFT = 5
"""Pages by which the start of a page may differ from its position if all pages were equally full."""
_IMPOSSIBLE, _BACKWARDS = 1e9, 1e12
_DEFAULT_PAGE_HEIGHT = 3000.0
_MIN_PAGES = 2
_SECTION_END_FACTOR = 1.03
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NamedPage:
    """The index's statement that a name, in one of its spellings, occurs on a page, or in a note on it."""

    names: tuple[str, ...]
    page: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The line numbers with which pages begin, and the labels of the pages, in order."""

    lines: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()

    def page_of(self, line: int) -> str | None:
        """Return the label of the page that a source line is on; None before the first known page."""
        position = bisect_right(self.lines, line) - 1
        return self.labels[position] if position >= 0 else None


def align_pages(layout: Sequence[LayoutLine], names: Sequence[NamedPage] = ()) -> Alignment:
    """Find the line with which each page begins; the result is empty if no section has a known page.

    Args:
        layout: all lines on numbered pages, in order; those with a ``section`` carry the page numbers known
            from the contents.
        names: the names the index lists on pages, which make the alignment more exact.
    """
    runs = [layout[start:end] for start, end in _runs(layout)]
    default_height = max((_estimate_page_height(run) for run in runs), default=(0, _DEFAULT_PAGE_HEIGHT))[1]
    lines: list[int] = []
    labels: list[str] = []
    for run in runs:
        known, page_height = _estimate_page_height(run)
        for position, label in _align_run(run, names, page_height if known else default_height):
            lines.append(run[position].number)
            labels.append(label)
    return Alignment(tuple(lines), tuple(labels))


def _runs(layout: Sequence[LayoutLine]) -> list[tuple[int, int]]:
    """Return the (start, end) of each run of lines with the same kind of page numbers, roman or arabic.

    ``end`` is exclusive. Lines before the first section are left out.
    """
    sections = [
        (position, line.section)
        for position, line in enumerate(layout)
        if line.section and page_number(line.section) is not None
    ]
    starts = [
        position
        for number, (position, label) in enumerate(sections)
        if number == 0 or label.isdecimal() != sections[number - 1][1].isdecimal()
    ]
    return list(pairwise([*starts, len(layout)]))


def _align_run(
    run: Sequence[LayoutLine], names: Sequence[NamedPage], page_height: float
) -> list[tuple[int, str]]:
    """Return the index of the first line and the label of each page in a run."""
    roman = not str(run[0].section).isdecimal()
    anchors = _anchors(run)
    filled = _cumulative_height(run)
    first, last = anchors[0][1], _last_page(filled, anchors, page_height)
    name_rows = _name_rows(run, names, roman)
    costs = _break_costs(run)
    starts = _choose_page_starts(filled, page_height, anchors, (first, last), costs, name_rows)
    return [(position, page_label(first + page, roman=roman)) for page, position in enumerate(starts)]


def _anchors(run: Sequence[LayoutLine]) -> list[tuple[int, int]]:
    """Return the index and page number of each section heading, except those lower than the one before."""
    anchors: list[tuple[int, int]] = []
    for position, line in enumerate(run):
        number = page_number(line.section) if line.section else None
        if number is not None and (not anchors or number >= anchors[-1][1]):
            anchors.append((position, number))
    return anchors


def _cumulative_height(run: Sequence[LayoutLine]) -> Numbers:
    """Return the total height of the lines before each line, and of all lines: shape (n + 1,)."""
    return np.concatenate([[0.0], np.cumsum([height(line) for line in run])])


def _estimate_page_height(run: Sequence[LayoutLine]) -> tuple[int, float]:
    """Return how many pages lie between the first and last anchor, and the height of a full page.

    Sections end before the foot of their last page, so the average is raised a little. With too few pages,
    the result is 0 and a default height.
    """
    anchors, filled = _anchors(run), _cumulative_height(run)
    (position, page), (last_position, last_page) = anchors[0], anchors[-1]
    count = last_page - page
    if count < _MIN_PAGES:
        return 0, _DEFAULT_PAGE_HEIGHT
    return count, max(1.0, float(filled[last_position] - filled[position]) / count * _SECTION_END_FACTOR)


def _last_page(filled: Numbers, anchors: Sequence[tuple[int, int]], page_height: float) -> int:
    """Estimate the number of the last page from the height of the text after the last section heading."""
    rest = float(filled[-1] - filled[anchors[-1][0]])
    return anchors[-1][1] + max(0, int(np.ceil(rest / page_height - 0.1)) - 1)


def _break_costs(run: Sequence[LayoutLine]) -> tuple[Numbers, Numbers]:
    """Return the cost of beginning a page at each line, and the cumulative cost of ignoring each break.

    Shapes (n + 1,) and (n + 2,) for n lines.
    """
    breaking, ignoring = np.full(len(run) + 1, _UNSEEN_BREAK), np.zeros(len(run) + 1)
    breaking[-1] = 0.0
    last: dict[str, str] = {}
    for position, line in enumerate(run):
        before = run[position - 1] if position else None
        if line.section:
            breaking[position] = 0.0
        elif is_cut(last.get(line.kind, ""), line.text):
            breaking[position], ignoring[position] = 0.0, _CUT_IGNORED
        elif line.gap > 1 or (before and before.kind == "note" and line.kind == "text" and not line.note):
            breaking[position] = _GAP_BREAK
        last[line.kind] = line.text
        if line.kind == "heading":
            last.clear()
    return breaking, np.concatenate([[0.0], np.cumsum(ignoring)])


def _name_rows(run: Sequence[LayoutLine], names: Sequence[NamedPage], roman: bool) -> Mapping[int, Numbers]:
    """Return, by page number, the next occurrences of the page's names: an array of names × (lines + 1)."""
    positions = _word_positions(run)
    rows: dict[tuple[tuple[str, ...], str | None], Numbers] = {}
    name_rows: dict[int, list[Numbers]] = {}
    for named_page in names:
        number = page_number(named_page.page)
        if number is None or named_page.page.isdecimal() == roman:
            continue
        key = named_page.names, named_page.note
        if key not in rows:
            rows[key] = _next_positions(run, positions, *key)
        name_rows.setdefault(number, []).append(rows[key])
    return {number: np.stack(rows_of_page) for number, rows_of_page in name_rows.items()}


def _word_positions(run: Sequence[LayoutLine]) -> Mapping[str, Sequence[int]]:
    """Return the indexes of the lines in which each word, in lower case, occurs."""
    positions: dict[str, list[int]] = {}
    for position, line in enumerate(run):
        for word in set(_WORD.findall(line.text.casefold())):
            positions.setdefault(word, []).append(position)
    return positions


def _next_positions(
    run: Sequence[LayoutLine], positions: Mapping[str, Sequence[int]], names: Sequence[str], note: str | None
) -> Numbers:
    """Return, for each line, the index of the first line from there on that contains one of the names.

    If none follows, the value is the number of lines plus 1. The shape is (lines + 1,).

    Args:
        positions: the indexes of the lines by the words in them, in lower case.
        note: the number of the note in which the name must be; None for anywhere.
    """
    pattern = name_pattern(names)
    firsts = {words[0] for name in names if (words := _WORD.findall(name.casefold()))}
    following = np.full(len(run) + 1, float(len(run) + 1))
    end = 0
    for position in sorted({position for word in firsts for position in positions.get(word, ())}):
        line = run[position]
        if (note is None or line.note == note) and pattern.search(line.text):
            following[end : position + 1] = position
            end = position + 1
    return following


def name_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that matches any of the names as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def _choose_page_starts(
    filled: Numbers,
    page_height: float,
    anchors: Sequence[tuple[int, int]],
    pages: tuple[int, int],
    costs: tuple[Numbers, Numbers],
    name_rows: Mapping[int, Numbers],
) -> list[int]:
    """Return the cheapest index for each page to begin with, in page order; the first is 0.

    Args:
        filled: the height of all lines before each line.
        anchors: the index and page number of each section heading.
        pages: the numbers of the first and last page.
        costs: the costs of breaks, as ``_break_costs`` returns them.
        name_rows: the next occurrences of names by page number, as ``_name_rows`` returns them.
    """
    first, last = pages
    ends = len(filled) - 1
    previous, total = np.array([0]), np.array([0.0])
    trace: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    section_positions = {position for position, _ in anchors} | {ends}
    for page in range(first, last + 1):
        positions = np.array([ends]) if page == last else _candidates(page + 1, filled, page_height, anchors)
        cost = total[:, None] + _page_costs(
            previous, positions, filled, page_height, section_positions, costs, name_rows.get(page)
        )
        chosen = cost.argmin(axis=0)
        trace.append((previous, chosen))
        previous, total = positions, cost.min(axis=0)
    return _backtrack(trace)


def _candidates(
    page: int, filled: Numbers, page_height: float, anchors: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    """Return the indexes at which a page may begin, at least one.

    They lie between the section headings before and after it, and within ``_DRIFT`` pages of its expected
    position.
    """
    before = [(position, number) for position, number in anchors if number < page]
    after = [(position, number) for position, number in anchors if number >= page]
    low_position, low_page = before[-1]
    expected = filled[low_position] + (page - low_page) * page_height
    low, high = low_position + 1, len(filled) - 2
    if after:
        high_position, high_page = after[0]
        share = (page - low_page) / (high_page - low_page)
        expected = filled[low_position] + (filled[high_position] - filled[low_position]) * share
        high = high_position
    low = max(low, int(np.searchsorted(filled, expected - _DRIFT * page_height)))
    high = min(high, int(np.searchsorted(filled, expected + _DRIFT * page_height)))
    low = min(low, high, len(filled) - 2)
    return np.arange(low, max(low, high) + 1)


def _page_costs(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    filled: Numbers,
    page_height: float,
    section_positions: set[int],
    costs: tuple[Numbers, Numbers],
    name_rows: Numbers | None,
) -> Numbers:
    """Return the cost of a page that begins at each of ``starts`` and ends before each of ``ends``.

    The result is an array of starts × ends.

    Args:
        section_positions: the indexes before which a page may end early.
        name_rows: the next occurrences of the page's names, an array of names × (lines + 1).
    """
    breaking, ignored = costs
    share = (filled[ends][None, :] - filled[starts][:, None]) / page_height
    may_be_short = np.array([int(end) in section_positions for end in ends])[None, :]
    deviation = np.where(may_be_short & (share < 1), 0.0, (share - 1) / _FILL_DEVIATION)
    cost = np.minimum(deviation**2, 60.0) + breaking[ends][None, :]
    cost += ignored[ends][None, :] - ignored[np.minimum(starts + 1, len(ignored) - 1)][:, None]
    cost += np.where(may_be_short & (share <= 0), _EMPTY_PAGE, 0.0)
    impossible = (share > _MAX_FILL) | ((share < _MIN_FILL) & ~may_be_short)
    cost += np.where(ends[None, :] < starts[:, None], _BACKWARDS, np.where(impossible, _IMPOSSIBLE, 0.0))
    if name_rows is not None:
        missed = (name_rows[:, starts][:, :, None] >= ends[None, None, :]).sum(axis=0)
        cost += _NAME_MISSED * missed
    return np.asarray(cost, dtype=np.float64)


def _backtrack(trace: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> list[int]:
    """Return the index at which each page starts, in page order, by tracing the best choices backwards."""
    starts: list[int] = []
    choice = 0
    for positions, chosen in reversed(trace):
        choice = int(chosen[choice])
        starts.append(int(positions[choice]))
    return starts[::-1]
