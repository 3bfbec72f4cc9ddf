"""The printed index of a volume: nested items that refer to pages or documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import MAX_INDEX_RANGE, IndexEntry, Locator
from corpus.readers.index_terms import PageIndex
from corpus.readers.printed.index_entries import expand_range

from .xml_tree import XmlElement

_SEE = re.compile(r"(?<![\s.,;(])[\s.,;(]*+(?<![\w-])(?P<kind>[Ss]ee(?:\s+also)?)(?:\s+under)?\b[:\s]*(?=\S)")
_RANGE = re.compile(r"\s*[-–]\s*")
_CONTINUED = re.compile(r"(?<!\s)\s*+(?<![-–—])[-–—]++\s*+Continued\b\.?", re.IGNORECASE)
_NUMBERED = re.compile(r"(\D*)(\d+)")
_LOCATOR = re.compile(r"#(?:pg_|d)[0-9A-Za-z]")
_LABEL = re.compile(r"[0-9]+|[ivxlcIVXLC]+")
_REFERS_TO_DOCUMENTS = re.compile(r"\b[Rr]eferences\s+are\s+to\s+document\s+numbers")
_NUMBERS = re.compile(
    r"[,\s]\s*(?P<numbers>\d+\w?(?:\s?[-–]\s?\d+)?(?:,\s*\d+\w?(?:\s?[-–]\s?\d+)?)*)\s*\.?\Z"
)
_SINGLE_NUMBER = re.compile(r"(?P<first>\d+)(?:\s?[-–]\s?(?P<last>\d+))?")
_TRIMMED = " ,;:("


_ItemParser = Callable[[XmlElement, tuple[str, ...]], "IndexHeading"]
"""Parses an item, given the headings above it."""


@dataclass(frozen=True, slots=True)
class IndexHeading:
    """A heading with those above it as ``path`` ("Ruritania", "Trade"), and the ids that it refers to.

    ``targets`` are the ids of page breaks or documents, without duplicates.
    """

    path: tuple[str, ...]
    targets: tuple[str, ...]
    entry: IndexEntry


def parse_printed_index(sections: Iterable[XmlElement]) -> list[IndexHeading]:
    """Parse the lists of an index, each heading before its subheadings.

    If an index states that it refers to documents, their numbers are used instead of links.

    Args:
        sections: the divisions that contain the index.
    """
    headings: list[IndexHeading] = []
    for section in sections:
        refers_to_documents = _REFERS_TO_DOCUMENTS.search(_preamble(section))
        parse_item = _parse_document_item if refers_to_documents else _parse_page_item
        for child in section.child_elements:
            if child.tag == "list":
                headings += _headings(child, (), parse_item)
    return headings


def _preamble(section: XmlElement) -> str:
    """Return the text of a section's headings and paragraphs outside its lists."""
    return " ".join(element.text for element in section.child_elements if element.tag in ("p", "head"))


def index_targets(
    heading: IndexHeading, pages: Mapping[str, str], page_index: PageIndex, known: Mapping[str, str]
) -> Iterator[str]:
    """Yield the ids of the units that a heading refers to, by page or directly; unknown targets are ignored.

    Args:
        heading: the heading.
        pages: the page labels by the ``xml:id`` of their page breaks.
        page_index: the units by page label.
        known: the unit ids by their names (the part after the edition).
    """
    for target in heading.targets:
        if target in pages:
            yield from page_index.texts_on_page(pages[target])
        elif target in known:
            yield known[target]


def _headings(element: XmlElement, above: tuple[str, ...], parse_item: _ItemParser) -> Iterator[IndexHeading]:
    """Yield the headings in a list and in the lists inside its items.

    Args:
        above: the headings above the list, outermost first.
    """
    for item in element.child_elements:
        if item.tag != "item":
            continue
        heading = parse_item(item, above)
        if heading.path != above:
            yield heading
        for inner in item.child_elements:
            if inner.tag == "list":
                yield from _headings(inner, heading.path, parse_item)


def _parse_document_item(item: XmlElement, above: tuple[str, ...]) -> IndexHeading:
    """Parse an item of an index that refers to documents by number, linked or not.

    Args:
        above: the headings above it, which are also its path if it has no words of its own.
    """
    text = " ".join(
        "".join(piece if isinstance(piece, str) else piece.text for piece in _pieces(item)).split()
    )
    numbers = _NUMBERS.search(text)
    words, see, see_also = _split_see(text[: numbers.start()] if numbers else text)
    path = (*above, _CONTINUED.sub("", words)) if words else above
    ranges = _SINGLE_NUMBER.finditer(numbers["numbers"] if numbers else "")
    targets = [target for match in ranges for target in _document_ids(match["first"], match["last"])]
    entry = IndexEntry(path[0] if path else "", ": ".join(path[1:]) or None, (), see, see_also, item.line)
    return IndexHeading(path, tuple(dict.fromkeys(targets)), entry)


def _document_ids(first: str, last: str | None) -> list[str]:
    """Return the ids of a document or a range of documents by number: 3, 5 → d3, d4, d5."""
    return [f"d{first}", *(_expand_ids(f"d{first}", f"d{expand_range(first, last)}") if last else [])]


def _parse_page_item(item: XmlElement, above: tuple[str, ...]) -> IndexHeading:
    """Parse an item of an index that refers to pages or documents by links.

    Args:
        above: the headings above it, which are also its path if it has no words of its own.
    """
    pieces = list(_pieces(item))
    first = next((i for i, piece in enumerate(pieces) if _is_locator(piece)), len(pieces))
    words, see, see_also = _split_see(_joined_text(pieces[:first]))
    _, *after = _split_see(_joined_text(pieces[first:]))
    path = (*above, words) if words else above
    targets, locators = _parse_locators(pieces[first:])
    entry = IndexEntry(
        path[0] if path else "",
        ": ".join(path[1:]) or None,
        locators,
        see + after[0],
        see_also + after[1],
        item.line,
    )
    return IndexHeading(path, targets, entry)


def _pieces(element: XmlElement) -> Iterator[str | XmlElement]:
    """Yield the text and references of an item in order, without nested lists, notes and page breaks."""
    for child in element.children:
        if isinstance(child, str) or child.tag == "ref":
            yield child
        elif child.tag not in ("list", "note", "pb"):
            yield from _pieces(child)


def _is_locator(piece: str | XmlElement) -> bool:
    """Return whether a piece is a reference to a page or document of the volume."""
    return isinstance(piece, XmlElement) and bool(_LOCATOR.match(piece.get("target") or ""))


def _joined_text(pieces: Sequence[str | XmlElement]) -> str:
    """Return the text of the pieces without locators and the word "Continued"."""
    texts = (piece if isinstance(piece, str) else piece.text for piece in pieces if not _is_locator(piece))
    return _CONTINUED.sub("", " ".join("".join(texts).split()))


def _split_see(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split a heading from its see-references: (heading, "see" targets, "see also" targets).

    Either or both tuples of targets are empty.
    """
    match = _SEE.search(text)
    if not match:
        return _trim(text), (), ()
    targets = tuple(target for target in map(_trim, text[match.end() :].rstrip(" ).,").split(";")) if target)
    return (
        _trim(text[: match.start()]),
        *(((), targets) if "also" in match["kind"].lower() else (targets, ())),
    )


def _trim(text: str) -> str:
    """Return a text without space and punctuation around it."""
    return text.strip(_TRIMMED)


def _parse_locators(pieces: Sequence[str | XmlElement]) -> tuple[tuple[str, ...], tuple[Locator, ...]]:
    """Return the ids that references point to, ranges expanded, and the page references as printed."""
    targets: list[str] = []
    locators: list[Locator] = []
    between = ""
    for piece in pieces:
        if isinstance(piece, str) or not _is_locator(piece):
            between += piece if isinstance(piece, str) else piece.text
            continue
        target = (piece.get("target") or "").removeprefix("#")
        printed = _LABEL.match(piece.text)
        label = printed.group() if printed else target.removeprefix("pg_")
        is_range = bool(targets) and bool(_RANGE.fullmatch(between))
        targets += _expand_ids(targets[-1], target) if is_range else [target]
        if target.startswith("pg_"):
            if is_range and locators:
                first = locators.pop().page
                locators.append(Locator(first, expand_range(first, label)))
            else:
                locators.append(Locator(label))
        between = ""
    return tuple(dict.fromkeys(targets)), tuple(locators)


def _expand_ids(first: str, last: str) -> list[str]:
    """Return the ids of a range without its first: pg_12, pg_15 → pg_13, pg_14, pg_15.

    If the range is too long or its ends have different prefixes, return only the last id; if it runs
    backwards, none.
    """
    start, end = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if not start or not end or start[1] != end[1]:
        return [last]
    numbers = range(int(start[2]) + 1, int(end[2]) + 1)
    return [f"{start[1]}{number}" for number in numbers] if len(numbers) <= MAX_INDEX_RANGE else [last]
