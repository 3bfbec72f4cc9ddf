"""Recovers the printed pages of a text that lost its page numbers.

A page begins at the start of some source line. Which line begins which page is found by dynamic programming
over all of them at once (a monotone alignment): it weighs how full each page would be, where the text shows
a break (a sentence cut off, blank lines), where a break is shown and none would be made, and whether the
names that the index puts on the page stand on it. The contents page says on which page each section begins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .layout import Piece, height, is_cut, page_label, page_number

Numbers = NDArray[np.float64]

_SPREAD = 0.12
"""Standard deviation of how full pages are, as a share of a page."""
_CUT_IGNORED, _UNSEEN_BREAK, _GAP_BREAK, _NAME_MISSED, _EMPTY_PAGE = 5.0, 3.0, 0.5, 0.8, 6.0
"""The costs of the alignment, in units of one standard deviation squared."""
_FULLEST, _EMPTIEST = 1.5, 0.5
_DRIFT = 5
"""Pages by which a page may begin before or after where even filling puts it."""
_IMPOSSIBLE, _BACKWARDS = 1e9, 1e12
_USUAL_PAGE = 3000.0
_FEWEST_PAGES = 2
_SHORTFALL = 1.03
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class NamedPage:
    """The index's word that a name, in one of its spellings, stands on a page, perhaps in a note."""

    names: tuple[str, ...]
    page: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where pages begin: line numbers and labels, in order."""

    lines: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()

    def page_of(self, line: int) -> str | None:
        """Give the label of the page a source line stands on; None before the first known page."""
        place = bisect_right(self.lines, line) - 1
        return self.labels[place] if place >= 0 else None


def align_pages(pieces: Sequence[Piece], names: Sequence[NamedPage] = ()) -> Alignment:
    """Find the line each page begins with.

    Args:
        pieces: all lines that stand on numbered pages, in order; those with a ``section`` hold the pages
            known from the contents.
        names: what the index says; the more, the better.
    """
    runs = [pieces[start:end] for start, end in _runs(pieces)]
    usual = max((_full_page(run) for run in runs), default=(0, _USUAL_PAGE))[1]
    lines: list[int] = []
    labels: list[str] = []
    for run in runs:
        known, full = _full_page(run)
        for place, label in _align_run(run, names, full if known else usual):
            lines.append(run[place].line)
            labels.append(label)
    return Alignment(tuple(lines), tuple(labels))


def _runs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Part the pieces where roman numbers change to arabic; what comes before all sections is left out."""
    sections = [
        (place, piece.section)
        for place, piece in enumerate(pieces)
        if piece.section and page_number(piece.section) is not None
    ]
    starts = [
        place
        for number, (place, label) in enumerate(sections)
        if number == 0 or label.isdecimal() != sections[number - 1][1].isdecimal()
    ]
    return list(pairwise([*starts, len(pieces)]))


def _align_run(run: Sequence[Piece], names: Sequence[NamedPage], full: float) -> list[tuple[int, str]]:
    """Align one run of pages of the same numbering: (place of the piece, label) of each page."""
    roman = not str(run[0].section).isdecimal()
    anchors = _anchors(run)
    filling = _filling(run)
    first, last = anchors[0][1], _last_page(filling, anchors, full)
    wanted = _wanted(run, names, roman)
    costs = _break_costs(run)
    starts = _best_starts(filling, full, anchors, (first, last), costs, wanted)
    return [(place, page_label(first + page, roman=roman)) for page, place in enumerate(starts)]


def _anchors(run: Sequence[Piece]) -> list[tuple[int, int]]:
    """The sections' headings and their pages, without those that would run backwards."""
    anchors: list[tuple[int, int]] = []
    for place, piece in enumerate(run):
        number = page_number(piece.section) if piece.section else None
        if number is not None and (not anchors or number >= anchors[-1][1]):
            anchors.append((place, number))
    return anchors


def _filling(run: Sequence[Piece]) -> Numbers:
    """How much stands before each piece, and in all."""
    return np.concatenate([[0.0], np.cumsum([height(piece) for piece in run])])


def _full_page(run: Sequence[Piece]) -> tuple[int, float]:
    """Estimate what a full page holds, and from how many pages; sections end a little short of theirs."""
    anchors, filling = _anchors(run), _filling(run)
    (place, page), (last_place, last_page) = anchors[0], anchors[-1]
    count = last_page - page
    if count < _FEWEST_PAGES:
        return 0, _USUAL_PAGE
    return count, max(1.0, float(filling[last_place] - filling[place]) / count * _SHORTFALL)


def _last_page(filling: Numbers, anchors: Sequence[tuple[int, int]], full: float) -> int:
    """Reckon the last page from what follows the last section's heading."""
    rest = float(filling[-1] - filling[anchors[-1][0]])
    return anchors[-1][1] + max(0, int(np.ceil(rest / full - 0.1)) - 1)


def _break_costs(run: Sequence[Piece]) -> tuple[Numbers, Numbers]:
    """What it costs to begin a page at each piece, and to go on with the same page there."""
    breaking, ignoring = np.full(len(run) + 1, _UNSEEN_BREAK), np.zeros(len(run) + 1)
    breaking[-1] = 0.0
    last: dict[str, str] = {}
    for place, piece in enumerate(run):
        before = run[place - 1] if place else None
        if piece.section:
            breaking[place] = 0.0
        elif is_cut(last.get(piece.kind, ""), piece.text):
            breaking[place], ignoring[place] = 0.0, _CUT_IGNORED
        elif piece.gap > 1 or (before and before.kind == "note" and piece.kind == "text" and not piece.note):
            breaking[place] = _GAP_BREAK
        last[piece.kind] = piece.text
        if piece.kind == "heading":
            last.clear()
    return breaking, np.concatenate([[0.0], np.cumsum(ignoring)])


def _wanted(run: Sequence[Piece], names: Sequence[NamedPage], roman: bool) -> Mapping[int, Numbers]:
    """For each page, where each of its names comes next: one row a name, one column a piece."""
    places = _places_of_words(run)
    rows: dict[tuple[tuple[str, ...], str | None], Numbers] = {}
    wanted: dict[int, list[Numbers]] = {}
    for named in names:
        number = page_number(named.page)
        if number is None or named.page.isdecimal() == roman:
            continue
        key = named.names, named.note
        if key not in rows:
            rows[key] = _next_places(run, places, *key)
        wanted.setdefault(number, []).append(rows[key])
    return {number: np.stack(found) for number, found in wanted.items()}


def _places_of_words(run: Sequence[Piece]) -> Mapping[str, Sequence[int]]:
    """The pieces each word stands in."""
    places: dict[str, list[int]] = {}
    for place, piece in enumerate(run):
        for word in set(_WORD.findall(piece.text.casefold())):
            places.setdefault(word, []).append(place)
    return places


def _next_places(
    run: Sequence[Piece], places: Mapping[str, Sequence[int]], names: Sequence[str], note: str | None
) -> Numbers:
    """The place of the next piece with one of the names, from each piece on."""
    pattern = name_pattern(names)
    firsts = {words[0] for name in names if (words := _WORD.findall(name.casefold()))}
    following = np.full(len(run) + 1, float(len(run) + 1))
    end = 0
    for place in sorted({place for word in firsts for place in places.get(word, ())}):
        piece = run[place]
        if (note is None or piece.note == note) and pattern.search(piece.text):
            following[end : place + 1] = place
            end = place + 1
    return following


def name_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Match any of the names as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)


def _best_starts(
    filling: Numbers,
    full: float,
    anchors: Sequence[tuple[int, int]],
    pages: tuple[int, int],
    costs: tuple[Numbers, Numbers],
    wanted: Mapping[int, Numbers],
) -> list[int]:
    """Find the cheapest place for each page to begin, the first at 0."""
    first, last = pages
    ends = len(filling) - 1
    previous, total = np.array([0]), np.array([0.0])
    trace: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    section_places = {place for place, _ in anchors} | {ends}
    for page in range(first, last + 1):
        places = np.array([ends]) if page == last else _candidates(page + 1, filling, full, anchors)
        cost = total[:, None] + _page_costs(
            previous, places, filling, full, section_places, costs, wanted.get(page)
        )
        chosen = cost.argmin(axis=0)
        trace.append((previous, chosen))
        previous, total = places, cost.min(axis=0)
    return _traced(trace)


def _candidates(
    page: int, filling: Numbers, full: float, anchors: Sequence[tuple[int, int]]
) -> NDArray[np.int64]:
    """The places where a page may begin: between the headings that stand before it and after it."""
    before = [(place, number) for place, number in anchors if number < page]
    after = [(place, number) for place, number in anchors if number >= page]
    low_place, low_page = before[-1]
    expected = filling[low_place] + (page - low_page) * full
    low, high = low_place + 1, len(filling) - 2
    if after:
        high_place, high_page = after[0]
        share = (page - low_page) / (high_page - low_page)
        expected = filling[low_place] + (filling[high_place] - filling[low_place]) * share
        high = high_place
    low = max(low, int(np.searchsorted(filling, expected - _DRIFT * full)))
    high = min(high, int(np.searchsorted(filling, expected + _DRIFT * full)))
    low = min(low, high, len(filling) - 2)
    return np.arange(low, max(low, high) + 1)


def _page_costs(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    filling: Numbers,
    full: float,
    section_places: set[int],
    costs: tuple[Numbers, Numbers],
    wanted: Numbers | None,
) -> Numbers:
    """What it costs that the page begins at each of ``starts`` and the next one at each of ``ends``."""
    breaking, ignored = costs
    share = (filling[ends][None, :] - filling[starts][:, None]) / full
    may_be_short = np.array([int(end) in section_places for end in ends])[None, :]
    lacking = np.where(may_be_short & (share < 1), 0.0, (share - 1) / _SPREAD)
    cost = np.minimum(lacking**2, 60.0) + breaking[ends][None, :]
    cost += ignored[ends][None, :] - ignored[np.minimum(starts + 1, len(ignored) - 1)][:, None]
    cost += np.where(may_be_short & (share <= 0), _EMPTY_PAGE, 0.0)
    impossible = (share > _FULLEST) | ((share < _EMPTIEST) & ~may_be_short)
    cost += np.where(ends[None, :] < starts[:, None], _BACKWARDS, np.where(impossible, _IMPOSSIBLE, 0.0))
    if wanted is not None:
        missed = (wanted[:, starts][:, :, None] >= ends[None, None, :]).sum(axis=0)
        cost += _NAME_MISSED * missed
    return np.asarray(cost, dtype=np.float64)


def _traced(trace: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> list[int]:
    """Follow the best choices back from the last page to the first."""
    starts: list[int] = []
    choice = 0
    for places, chosen in reversed(trace):
        choice = int(chosen[choice])
        starts.append(int(places[choice]))
    return starts[::-1]
