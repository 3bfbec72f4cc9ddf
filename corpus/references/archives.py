"""Archive references, parsed from their many printed forms into one normal form.

The fond-opis-delo scheme of Russian archives is parsed with its usual misprints ("ll.6-7", "d, 743"); a
reference in another scheme is kept as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import ArchiveReference

_STOP = r"\s?[.,:]?\s*"
_LEAF = r"[0-9]+(?:\s?(?:ob|v|verso)\b\.?)?"
_SEPARATOR = r"\s*(?:[-–—,]|\band\b)\s*"
_SCHEME = re.compile(
    rf"""
    (?:(?P<archive>\b(?-i:[A-Z][A-Za-z]{{2,}}(?:\s(?:of|the|[A-Z][A-Za-z]+))*))\s?[,:]?\s+(?=f(?:\b|ond)))?
    (?:\b(?P<fond_label>fond|f){_STOP}(?P<fond>(?:[RrPp]\s?-\s?)?[0-9]+[a-zа-я]?)?\b)?
    (?:[\s,.;]*\b(?P<opis_label>opis|op){_STOP}(?P<opis>[0-9]+[a-zа-я]?)\b)?
    (?:[\s,.;]*\b(?P<delo_label>delo|dela|dd|d){_STOP}(?P<delo>[0-9]+[a-zа-я]?(?:\s?[-–]\s?[0-9]+)?)\b)?
    (?:[\s,.;]*\b(?P<leaf_label>list|listy|leaf|leaves|ll|l)\b{_STOP}
       (?P<leaves>{_LEAF}(?:{_SEPARATOR}{_LEAF})*)?)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PARTS = ("fond", "opis", "delo", "leaves")
_SHELF_MARK = re.compile(
    r"\b(?:(?P<archive>[A-Z][A-Za-z]{2,})\s?,?\s+)?(?P<mark>[A-Z]{1,3}\s?[0-9]+(?:/[0-9]+)+[a-z]?)"
    r"(?:\s?,?\s*(?:Bl|fols?|ff?|S|p{1,2})\.?\s?(?P<leaves>[0-9]+[rv]?(?:\s?[-–]\s?[0-9]+[rv]?)?))?"
)
_MARKUP = re.compile(r"</?\w+/?>|[*\\\u00ad]|\A\s*#+\s|(?<!\w)_+|_+(?!\w)")
"""Matches marks of emphasis and headings, but no sign inside a shelfmark ("MS_12")."""
_PRIVATE = re.compile(r"(?:From\s+(?:the\s+)?)?(?P<name>[A-Z][^,;:!?]{2,60}?\barchives?)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArchiveReferenceMatch:
    """An archive reference found in a text, at ``text[start:end]``."""

    start: int
    end: int
    reference: ArchiveReference


def parse_archive_reference(printed: str, *, archive: str | None = None) -> ArchiveReference:
    """Parse the archive line of a document; a line in another scheme is kept as printed.

    ``archive`` is the archive's name if the line has none.
    """
    return parse_archive_reference_with_warnings(printed, archive=archive)[0]


def parse_archive_reference_with_warnings(
    printed: str, *, archive: str | None = None
) -> tuple[ArchiveReference, tuple[str, ...]]:
    """Parse the archive line of a document; return the reference and warnings for the ingest report.

    ``archive`` is the archive's name if the line has none. A line in another scheme is kept as printed,
    without warnings.
    """
    text = _clean(printed)
    match = _SCHEME.match(text)
    if not match or not (match["fond"] and (match["opis"] or match["delo"])):
        return _free_form(text, archive), ()
    remark = text[match.end() :].strip(" .,;")
    reference = ArchiveReference(
        text,
        match["archive"] or archive,
        _fond(match["fond"]),
        match["opis"],
        _span(match["delo"]),
        _leaves(match["leaves"]),
        f"{remark}." if remark else None,
    )
    return reference, _warnings(text, match)


def is_archive_line(text: str) -> bool:
    """Return whether a line is an archive reference, like the one at the head of a document."""
    line = _clean(text)
    match = _SCHEME.match(line)
    if match and match["fond_label"] and match["opis"] and match["delo"]:
        return not line[match.end() :].strip().startswith((")", "]"))
    return bool(_PRIVATE.fullmatch(line) and len(line.split()) <= 8)


def find_archive_references(text: str) -> tuple[ArchiveReferenceMatch, ...]:
    """Find complete and partial archive references ("f. 558 op. 11 d. 740") in a text or query, in order.

    Shelf marks of other archives are found too, and kept as printed.
    """
    references: list[ArchiveReferenceMatch] = []
    position = 0
    while position < len(text):
        match = _SCHEME.search(text, position)
        while match and not match.group():
            position = match.end() + 1
            match = _SCHEME.search(text, position) if position <= len(text) else None
        if not match:
            break
        if _is_reference(match):
            references.append(_make_match(match))
        position = max(match.end(), position + 1)
    spans = [(reference.start, reference.end) for reference in references]
    marks = (_shelf_mark(match) for match in _SHELF_MARK.finditer(text))
    references += [
        mark for mark in marks if all(mark.end <= start or mark.start >= end for start, end in spans)
    ]
    return tuple(sorted(references, key=lambda reference: reference.start))


def _is_reference(match: re.Match[str]) -> bool:
    """Return whether a match has two labelled numbers or a fond; "l. 5" or "d. 1936" alone is not enough."""
    count = sum(match[part] is not None for part in _PARTS)
    return count >= 2 or (match["fond"] is not None and match["fond_label"].lower() in ("f", "fond"))


def _make_match(match: re.Match[str]) -> ArchiveReferenceMatch:
    """Return the parsed reference of a match, without the punctuation at its ends."""
    printed = match.group().rstrip(" ,.;")
    start = match.start() + len(printed) - len(printed.lstrip(" ,.;"))
    printed = printed.lstrip(" ,.;")
    reference = ArchiveReference(
        printed,
        match["archive"],
        _fond(match["fond"]),
        match["opis"],
        _span(match["delo"]),
        _leaves(match["leaves"]),
    )
    return ArchiveReferenceMatch(start, start + len(printed), reference)


def _shelf_mark(match: re.Match[str]) -> ArchiveReferenceMatch:
    """Return a shelf mark of another archive's scheme, kept as printed: "BArch, R 9215/23, Bl. 4"."""
    reference = ArchiveReference(
        match.group(), match["archive"], delo=match["mark"], leaves=match["leaves"], scheme="free"
    )
    return ArchiveReferenceMatch(match.start(), match.end(), reference)


def _free_form(text: str, archive: str | None) -> ArchiveReference:
    """Return a reference in an unknown scheme, as printed; ``archive`` is its archive if it names none."""
    mark = _SHELF_MARK.match(text)
    private = _PRIVATE.fullmatch(text)
    printed_archive = mark["archive"] if mark else private["name"] if private else None
    return ArchiveReference(text, printed_archive or archive, scheme="free")


def _clean(printed: str) -> str:
    """Remove markup, and reduce white space to single spaces."""
    return re.sub(r"\s+", " ", _MARKUP.sub("", printed)).strip()


def _fond(number: str | None) -> str | None:
    """Return the number of a fond without spaces; None if there is no number."""
    return re.sub(r"\s", "", number) if number else None


def _span(number: str | None) -> str | None:
    """Normalise a range of numbers: no spaces, and an en dash; None if there is no number."""
    return re.sub(r"\s?[-–—]\s?", "–", number) if number else None


def _leaves(leaves: str | None) -> str | None:
    """Normalise leaf numbers (``19–25``, ``8, 8ob``); None if there are none."""
    if not leaves:
        return None
    joined = re.sub(r"\s?(ob|verso|v)\b\.?", lambda match: "ob" if match[1] == "ob" else "v", leaves)
    dashed = re.sub(r"\s*[-–—]\s*", "–", joined)
    return re.sub(r"\s*(?:,|\band\b)\s*", ", ", dashed).strip(" .,")


def _warnings(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """Return a warning for missing leaf numbers and for each label without a full stop."""
    warnings = [] if match["leaves"] else [f"“{text}” has no leaf numbers"]
    for label in ("opis_label", "delo_label", "leaf_label"):
        if match[label] and not text[match.end(label) :].startswith("."):
            warnings.append(f"“{text}” has no full stop after “{match[label]}”")
    return tuple(warnings)
