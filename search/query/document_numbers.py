"""Document and note numbers in a query: "document 24", "note 3 to document 24", "no. 24"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.unit_id import UnitId, document_id, note_id

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b"
"""Pattern of a month's name; a number before it is a day."""
_NUMBER = rf"\d{{1,4}}\b(?![./]\d|\s+{MONTH})"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,|,?\s*\band\b|&)\s*{_NUMBER})*"
_SIGN = r"\.?\s*(?:(?:no|nr|number)\b\.?\s*|[#№]\s*)?"
_DOCUMENT = rf"(?P<appendix>\bappendix[:,]?\s+)?\b(?:document|doc|letter){_SIGN}(?P<number>{_NUMBER})"
_DOCUMENTS = rf"(?P<appendix>\bappendix[:,]?\s+)?\b(?:documents|docs){_SIGN}(?P<number>{_NUMBERS})"
_NOTES = r"\bnotes?\s+(?P<note>\d{1,3}(?:\s*(?:,|,?\s*\band\b|&)\s*\d{1,3})*)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NOTES}\s*(?:\bto\b|\bof\b|,)\s*{_DOCUMENT}",
        rf"{_DOCUMENT}\s*,?\s*{_NOTES}\b(?!\s+(?:to|of)\b)",
        _DOCUMENT,
        _DOCUMENTS,
        rf"\A\W*(?:no|nr|number)\b\.?\s*(?P<number>{_NUMBER})\W*\Z",
        rf"\A\s*[#№]\s*(?P<number>{_NUMBER})\W*\Z",
    )
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The printed number of a document, or of one of its notes."""

    document: str
    note: str | None = None
    appendix: bool = False

    @property
    def unit_name(self) -> str:
        """The id of the unit without its edition: ``doc-24.n3``."""
        id = document_id("", self.document, appendix=self.appendix)
        return UnitId(note_id(id, self.note) if self.note else id).name


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A mention of document or note numbers in a text, at ``text[start:end]``."""

    start: int
    end: int
    numbers: tuple[DocumentNumber, ...]


def find_document_numbers(text: str, *, years: tuple[int, int] | None = None) -> tuple[NumberMention, ...]:
    """Find the mentions of document and note numbers in a query, in order and without overlaps.

    Args:
        text: the query.
        years: the first and last year of the documents, None if unknown; a mention with a number within them
            is skipped as a year.
    """
    mentions: list[NumberMention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            is_free = all(match.end() <= other.start or match.start() >= other.end for other in mentions)
            numbers = _numbers(match)
            if is_free and not any(_is_year(number.document, years) for number in numbers):
                mentions.append(NumberMention(match.start(), match.end(), numbers))
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _numbers(match: re.Match[str]) -> tuple[DocumentNumber, ...]:
    """Return the numbers in a match: each document number, combined with each note number if it has any."""
    groups = match.groupdict()
    notes: Sequence[str | None] = _digits(groups.get("note")) or (None,)
    return tuple(
        DocumentNumber(document, note, bool(groups.get("appendix")))
        for document in _digits(match["number"])
        for note in notes
    )


def _digits(text: str | None) -> tuple[str, ...]:
    """Return the numbers in a list such as "4, 5 and 6", each once and without leading zeros."""
    return tuple(dict.fromkeys(str(int(number)) for number in re.findall(r"\d+", text or "")))


def _is_year(number: str, years: tuple[int, int] | None) -> bool:
    """Return whether a number is within the first and last year; False if these are None."""
    return years is not None and years[0] <= int(number) <= years[1]
