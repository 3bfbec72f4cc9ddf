"""What an edition's other dates tell about one that is ambiguous: "3/4/1901", "4 March 64"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_NUMERIC = re.compile(r"(?<![\w/.-])([0-9]{1,2})([/-])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?![\w/.-])")
_FULL_YEAR = re.compile(r"(?<![\w./-])[12][0-9]{3}(?!\w)|(?<=[./-])1[0-9]{3}(?!\w)")
_EARLY_YEAR = re.compile(r"(?:\w+\.? )?[1-9][0-9]{2}(?![\w.])")
_MEDIEVAL_BEFORE: Final = 1300
"""Where complete years go back before this, three digits are a year rather than the rest of one."""
_MONTH_FIRST_LANGUAGES: Final = ("", "en")
YEARS_AROUND: Final = 20
"""The years before and after those of an edition's complete dates in which an incomplete one may lie."""


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """What is known of an edition's dates.

    ``is_month_first`` is whether "3/4/1901" is March the fourth, None if nothing tells; ``years`` are the
    first and last year that its dates name in full; ``is_medieval`` is whether "594" is a year of theirs.
    """

    is_month_first: bool | None = None
    years: tuple[int, int] | None = None
    is_medieval: bool = False

    def complete_year(self, incomplete: int) -> int | None:
        """Return the one year of the edition with these last two digits; None if there is none or several.

        Three digits are a year of a medieval edition.
        """
        if incomplete > 99 and self.is_medieval:
            return incomplete
        if self.years is None or incomplete > 99:
            return None
        first, last = self.years[0] - YEARS_AROUND, self.years[1] + YEARS_AROUND
        candidates = [year for year in range(first, last + 1) if year > 0 and year % 100 == incomplete]
        return candidates[0] if len(candidates) == 1 else None


NO_EVIDENCE: Final = DateEvidence()


def collect_evidence(texts: Iterable[str], language: str = "") -> DateEvidence:
    """Collect what the dates of an edition tell, given its language (ISO 639-1; "" if unknown).

    A number over 12 shows which of the two is the day; if both orders occur, none is assumed. Only English
    writes the month first. Years of three digits are such if several dates have them, and the complete
    ones, if any, go back to the Middle Ages.
    """
    orders: set[bool] = set()
    years: list[int] = []
    early = 0
    for text in texts:
        early += _EARLY_YEAR.match(text) is not None
        years += (int(match.group()) for match in _FULL_YEAR.finditer(text))
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[3])
            if max(first, second) > 12 >= min(first, second):
                orders.add(second > 12)
    if not orders and language[:2].lower() not in _MONTH_FIRST_LANGUAGES:
        orders.add(False)
    return DateEvidence(
        orders.pop() if len(orders) == 1 else None,
        (min(years), max(years)) if years else None,
        early > 1 and min(years, default=0) < _MEDIEVAL_BEFORE,
    )
