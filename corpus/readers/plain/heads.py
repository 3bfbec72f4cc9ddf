"""Where letters begin: the heads in the form that occurs most often in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.numerals import from_roman

HEADS_LEAST = 3
"""The fewest heads that make a text a correspondence."""
NEARLY = 0.8
"""The share of the most frequent form's heads that a more specific form must have to be preferred."""
_NUMBER = r"(?P<number>[IVXLCDM]+|[0-9]{1,4})"
_NAME = (
    r"(?:[A-Z][\w.'’-]*|of|de|du|la|van|von|the|and)(?:[ ,]+(?:[A-Z][\w.'’-]*|of|de|du|la|van|von|the|and))*"
)
_MARK = r"\s*(?P<mark>\*{1,3}|†|\[[0-9]+\])?"
_FORMS = tuple(
    re.compile(rf"\s*{form}{_MARK}\s*", re.IGNORECASE if "letter" in form else 0)
    for form in (
        rf"(?:LETTER\s+)?{_NUMBER}[.:]?\s+[-—–]*\s*(?P<sender>{_NAME})\s+(?:to|TO)\s+(?P<recipient>{_NAME})",
        rf"(?P<sender>{_NAME})\s+(?:to|TO)\s+(?P<recipient>{_NAME})",
        rf"letter\s+{_NUMBER}\.?",
        rf"{_NUMBER}\.?",
    )
)
_ADDRESSED = re.compile(rf"\s*(?:To|TO)\s+(?P<recipient>[A-Z].{{1,60}}?)[.,]?{_MARK}\s*")


@dataclass(frozen=True, slots=True)
class LetterHead:
    """A letter's head: lines ``start`` to ``end`` (exclusive, from 0) and its parts, "" if missing.

    ``mark`` is the marker of a note on the head.
    """

    start: int
    end: int
    number: str
    sender: str
    recipient: str
    mark: str


def find_heads(lines: Sequence[str]) -> list[LetterHead]:
    """Return the heads of the letters, all in the same form, in order; empty if fewer than ``HEADS_LEAST``.

    The most specific form is chosen of those that are about as frequent as the most frequent one. A head is
    set off by blank lines; one without a recipient ("LETTER IV", "12.") counts only if the next line that is
    not blank, at most four lines below, is an address ("To R. Moor").
    """
    found = [[head for place in range(len(lines)) if (head := _head(lines, place, form))] for form in _FORMS]
    most = max(map(len, found))
    return next((heads for heads in found if len(heads) >= max(HEADS_LEAST, NEARLY * most)), [])


def arabic(number: str) -> str:
    """Convert a Roman numeral to Arabic digits; return anything else unchanged."""
    return str(from_roman(number) or number)


def _head(lines: Sequence[str], place: int, form: re.Pattern[str]) -> LetterHead | None:
    """Return the head in this form that begins at a line, or None."""
    line = lines[place]
    if not line.strip() or (place and lines[place - 1].strip()):
        return None
    match = form.fullmatch(line)
    if match is None:
        return None
    given = match.groupdict()
    end = place + 1
    if not given.get("recipient"):
        below = next((row for row in range(end, min(end + 4, len(lines))) if lines[row].strip()), None)
        address = _ADDRESSED.fullmatch(lines[below]) if below is not None else None
        if below is None or address is None:
            return None
        given |= {"recipient": address["recipient"], "mark": given.get("mark") or address["mark"]}
        end = below + 1
    elif end < len(lines) and lines[end].strip():
        return None
    return LetterHead(
        place,
        end,
        arabic(given.get("number") or ""),
        (given.get("sender") or "").strip(),
        (given.get("recipient") or "").strip(),
        given.get("mark") or "",
    )
