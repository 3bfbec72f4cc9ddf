"""Printed pages in a query: "p. 284", "pp. xii–xiv", "S. 284 f.", "с. 284", "vol. 2, p. 15"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import MAX_INDEX_RANGE, Edition, Locator
from corpus.text.numerals import from_roman, to_roman
from search.messages import Message
from store.fields import fold_page

_LABEL = r"(?:\d{1,4}(?:[A-EG-Za-eg-z]\b)?|[ivxlc]+\b|[IVXLC]+\b)"
_TO = r"(?:\s?[-–—]\s?|\s+(?:to|bis|по)\s+)"
_RANGE = rf"{_LABEL}(?:{_TO}{_LABEL})?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b"
_PAGES = (
    rf"(?P<pages>{_RANGE}(?:\s*(?:,(?!\d{{3}})|&|\b(?:and|und|et|и)\b)\s*{_RANGE})*)"
    rf"(?:\s?(?P<following>ff?)\b\.?|(?!\w|[.,:]\d|\s+{_MONTH}))"
)
_VOLUME = re.compile(
    r"\b(?i:vol(?:ume\b|\b\.?)|band\b|bd\b\.?|tom[eo]?\b|т(?:ом)?\b\.?)\s*(?P<volume>\d{1,3}|[IVXLC]+|[ivxlc]+)\b"
)
_SIGN = (
    r"(?<![\w.])(?:(?i:pp?|p[aá]g|стр)\b\.?|(?i:pages?|p[aá]gin[ae]s?|seiten?|страниц\w{0,2})\b(?!\s+I\b)"
    r"|(?<!\d\s)[Ssс]\.)"
)
_MENTION = re.compile(rf"(?:{_VOLUME.pattern}[\s,;:]*)?{_SIGN}\s*{_PAGES}")
_PART = re.compile(rf"(?P<first>{_LABEL})(?:{_TO}(?P<last>{_LABEL}))?")


@dataclass(frozen=True, slots=True)
class PageReference:
    """Printed pages: the folded labels of all of them, and the number of the volume if one is named."""

    labels: tuple[str, ...]
    volume: int | None = None

    @property
    def pages(self) -> str:
        """The pages as in a citation: "284–286"."""
        first, *others = self.labels
        is_range = others and self.labels == _labels(first, others[-1])
        return f"{first}–{others[-1]}" if is_range else ", ".join(self.labels)

    @property
    def key(self) -> str:
        """The key that dismisses the interpretation: "page:284–286", or "page:2:15" with a volume."""
        return f"page:{self.volume}:{self.pages}" if self.volume else f"page:{self.pages}"

    @property
    def description(self) -> Message:
        """The pages for readers: "p. 284–286", or "vol. 2, p. 15"."""
        if self.volume:
            return Message("pages-of-volume", {"volume": str(self.volume), "labels": self.pages})
        return Message("pages", {"labels": self.pages})


@dataclass(frozen=True, slots=True)
class PageMention:
    """A mention of printed pages in a text, at ``text[start:end]``."""

    start: int
    end: int
    reference: PageReference


def find_pages(text: str) -> tuple[PageMention, ...]:
    """Find the mentions of printed pages in a query, in order; each begins with a sign ("p.", "S.")."""
    mentions = []
    for match in _MENTION.finditer(text):
        labels = [
            label for part in _PART.finditer(match["pages"]) for label in _labels(part["first"], part["last"])
        ]
        if labels and match["following"] and labels[-1].isdecimal():
            last = int(labels[-1])
            labels += map(str, range(last + 1, last + 1 + len(match["following"])))
        if labels:
            reference = PageReference(tuple(dict.fromkeys(labels)), _number(match["volume"] or ""))
            mentions.append(PageMention(match.start(), match.end(), reference))
    return tuple(mentions)


def volumes_of(editions: Iterable[Edition]) -> dict[int, frozenset[str]]:
    """Return the editions by the number of the volume that their titles state ("Volume VI")."""
    volumes: dict[int, frozenset[str]] = {}
    for edition in editions:
        match = _VOLUME.search(edition.title)
        number = _number(match["volume"]) if match else None
        if number:
            volumes[number] = volumes.get(number, frozenset()) | {edition.id}
    return volumes


def _labels(first: str, last: str | None) -> tuple[str, ...]:
    """Return the folded labels of a range of pages, arabic or roman; none for letters that are no numeral."""
    first, last = fold_page(first), fold_page(last) if last else None
    ends = [_roman(label) for label in (first, last) if label and label.isalpha()]
    if not ends:
        return tuple(Locator(first, last).pages)
    if None in ends:
        return ()
    numbers = [end for end in ends if end]
    pages = range(numbers[0], numbers[-1] + 1)
    return tuple(map(to_roman, pages)) if 0 < len(pages) <= MAX_INDEX_RANGE else (first,)


def _number(numeral: str) -> int | None:
    """Return the value of a number, arabic or roman; None for letters that are no numeral."""
    return int(numeral) if numeral.isdecimal() else _roman(numeral.lower())


def _roman(numeral: str) -> int | None:
    """Return the value of a roman numeral in lower case as it is properly written; None for other letters."""
    value = from_roman(numeral)
    return value if value and to_roman(value) == numeral else None
