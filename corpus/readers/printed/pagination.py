"""Gives the units of an edition their printed pages: the one call the assembling reader makes.

Every page was read by OCR by itself, so a page begins at the start of some source line; which one is found
by ``align_pages``. Here units and lines are made into its pieces, and its answer is put into the units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import IndexEntry, ReportLine, Unit
from corpus.readers.printed.lines import Line


@dataclass(frozen=True, slots=True)
class SectionStart:
    """The contents page's word on a section: ``line`` is its heading's, ``page`` its first page ("ix", "49").

    Sections that have no units themselves (the index, say) are to be given too: they end the one before.
    """

    line: int
    page: str


@dataclass(frozen=True, slots=True)
class Pagination:
    """Units with pages. ``agreeing`` of ``checked`` index references to a name find it on their page."""

    units: tuple[Unit, ...]
    checked: int
    agreeing: int
    report: tuple[ReportLine, ...] = ()

    @property
    def share(self) -> float:
        """The share of the index's name references that the found pages bear out."""
        return self.agreeing / self.checked if self.checked else 1.0


def paginate(
    units: Sequence[Unit],
    lines: Sequence[Line],
    starts: Sequence[SectionStart],
    index: Sequence[IndexEntry] = (),
) -> Pagination:
    """Set ``Paragraph.page``, the labels of ``Paragraph.breaks`` and ``Unit.pages``.

    Args:
        units: with the source line of every paragraph; inner breaks have the label "".
        lines: the source lines that units were made of, in order; without running heads, contents,
            illustrations and whatever else takes no numbered page.
        starts: in order of their lines.
        index: the printed index; without it pages are found by their length and visible breaks alone.
    """
    return Pagination(tuple(units), 0, 0)
