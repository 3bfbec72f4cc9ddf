"""Archive references: many ways of printing one, one normal form.

The fond-opis-delo scheme of Russian archives is read with all the slips of print ("ll.6-7", "d, 743"); what
follows another scheme is kept as printed.
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
_MARKUP = re.compile(r"</?\w+/?>|[*_#\\\u00ad]")
_PRIVATE = re.compile(r"(?:From\s+(?:the\s+)?)?(?P<name>[A-Z][^,;:!?]{2,60}?\barchives?)\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArchiveReferenceMatch:
    """A reference in a text; ``text[start:end]`` is it as written."""

    start: int
    end: int
    reference: ArchiveReference


def parse_archive_reference(printed: str, *, archive: str | None = None) -> ArchiveReference:
    """Read the line above or below a document; ``archive`` holds where none is printed."""
    return parse_archive_reference_with_warnings(printed, archive=archive)[0]


def parse_archive_reference_with_warnings(
    printed: str, *, archive: str | None = None
) -> tuple[ArchiveReference, tuple[str, ...]]:
    """Read an archive line, with what is odd about it for the report."""
    text = _clean(printed)
    match = _SCHEME.match(text)
    if not match or not (match["fond"] and (match["opis"] or match["delo"])):
        return _free(text, archive), ()
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
    """Say whether a line by itself is an archive reference, as it stands at the head of a document."""
    line = _clean(text)
    match = _SCHEME.match(line)
    if match and match["fond_label"] and match["opis"] and match["delo"]:
        return not line[match.end() :].strip().startswith((")", "]"))
    return bool(_PRIVATE.fullmatch(line) and len(line.split()) <= 8)


def find_archive_references(text: str) -> tuple[ArchiveReferenceMatch, ...]:
    """Find references in a text or query, whole or in part ("f. 558 op. 11 d. 740")."""
    found: list[ArchiveReferenceMatch] = []
    position = 0
    while position < len(text):
        match = _SCHEME.search(text, position)
        while match and not match.group():
            position = match.end() + 1
            match = _SCHEME.search(text, position) if position <= len(text) else None
        if not match:
            break
        if _is_reference(match):
            found.append(_found(match))
        position = max(match.end(), position + 1)
    taken = [(one.start, one.end) for one in found]
    marks = (_shelf_mark(match) for match in _SHELF_MARK.finditer(text))
    found += [one for one in marks if all(one.end <= start or one.start >= end for start, end in taken)]
    return tuple(sorted(found, key=lambda one: one.start))


def _is_reference(match: re.Match[str]) -> bool:
    """Take two labelled numbers, or a fond by itself; "l. 5" or "d. 1936" alone may be anything."""
    count = sum(match[part] is not None for part in _PARTS)
    return count >= 2 or (match["fond"] is not None and match["fond_label"].lower() in ("f", "fond"))


def _found(match: re.Match[str]) -> ArchiveReferenceMatch:
    written = match.group().rstrip(" ,.;")
    start = match.start() + len(written) - len(written.lstrip(" ,.;"))
    written = written.lstrip(" ,.;")
    reference = ArchiveReference(
        written,
        match["archive"],
        _fond(match["fond"]),
        match["opis"],
        _span(match["delo"]),
        _leaves(match["leaves"]),
    )
    return ArchiveReferenceMatch(start, start + len(written), reference)


def _shelf_mark(match: re.Match[str]) -> ArchiveReferenceMatch:
    """A reference in the scheme of another archive: "BArch, R 9215/23, Bl. 4"."""
    reference = ArchiveReference(
        match.group(), match["archive"], delo=match["mark"], leaves=match["leaves"], scheme="free"
    )
    return ArchiveReferenceMatch(match.start(), match.end(), reference)


def _free(text: str, archive: str | None) -> ArchiveReference:
    """Keep what follows no scheme of ours as printed; the archive is what it names itself."""
    mark = _SHELF_MARK.match(text)
    private = _PRIVATE.fullmatch(text)
    named = mark["archive"] if mark else private["name"] if private else None
    return ArchiveReference(text, named or archive, scheme="free")


def _clean(printed: str) -> str:
    return re.sub(r"\s+", " ", _MARKUP.sub("", printed)).strip()


def _fond(number: str | None) -> str | None:
    return re.sub(r"\s", "", number) if number else None


def _span(number: str | None) -> str | None:
    return re.sub(r"\s?[-–—]\s?", "–", number) if number else None


def _leaves(leaves: str | None) -> str | None:
    """Write leaves in one way: ``19–25``, ``8, 8ob``."""
    if not leaves:
        return None
    joined = re.sub(r"\s?(ob|verso|v)\b\.?", lambda match: "ob" if match[1] == "ob" else "v", leaves)
    dashed = re.sub(r"\s*[-–—]\s*", "–", joined)
    return re.sub(r"\s*(?:,|\band\b)\s*", ", ", dashed).strip(" .,")


def _warnings(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """Say what the print lacks: leaves, or full stops after the labels."""
    warnings = [] if match["leaves"] else [f"no leaves in “{text}”"]
    for label in ("opis_label", "delo_label", "leaf_label"):
        if match[label] and not text[match.end(label) :].startswith("."):
            warnings.append(f"no full stop after “{match[label]}” in “{text}”")
    return tuple(warnings)
