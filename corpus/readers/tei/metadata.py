"""Metadata of letters from ``correspDesc`` and the ``teiHeader``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.model import ArchiveReference, DateSpan

from .correspondents import RECEIVED, SENT, NamedCorrespondent, described_correspondents
from .dates import combine_dates, parse_date_element
from .xml_tree import XmlElement

_MAX_FACT_WORDS = 4
_LOCATION = ("institution", "repository", "collection")
_BODY_TAGS = ("orgName", *_LOCATION)
PLACE_TAGS = ("placeName", "settlement")
_PRINTED_PLACE_TAGS = (*PLACE_TAGS, "geogName", "name", "rs")
_PRINTED_SOURCE_TAGS = ("imprint", "publisher", "pubPlace", "biblScope")
"""Parts of a bibliographic reference to something printed, which has a date and place of its own."""


@dataclass(slots=True)
class LetterMetadata:
    """The correspondents, date and places of a letter, which are empty or None if not stated.

    ``notes`` are the notes of the ``correspDesc``, ``facts`` those that are mere values, ``date_errors`` the
    messages about dates that cannot be parsed. ``roles_conflict`` is set if roles in the markup contradict
    the title.
    """

    senders: list[NamedCorrespondent] = field(default_factory=list)
    recipients: list[NamedCorrespondent] = field(default_factory=list)
    place: XmlElement | None = None
    destination: XmlElement | None = None
    date: DateSpan | None = None
    printed_date: str | None = None
    notes: list[XmlElement] = field(default_factory=list)
    date_errors: list[str] = field(default_factory=list)
    facts: list[XmlElement] = field(default_factory=list)
    roles_conflict: bool = False


def parse_corresp_desc(
    element: XmlElement | None, header: XmlElement, titles: Iterable[str] = ()
) -> LetterMetadata:
    """Parse a ``correspDesc``, or None; a missing date is taken from ``creation`` or ``origDate``.

    Args:
        header: the letter's header, which may contain those.
        titles: titles and headings of the letter, which may name the correspondents.
    """
    found = described_correspondents(element, header, titles)
    metadata = LetterMetadata(found.senders, found.recipients, roles_conflict=found.conflict)
    for action in element.child_elements if element else ():
        kind = (action.get("type") or "").lower()
        if action.tag == "note":
            (metadata.facts if _is_fact(action) else metadata.notes).append(action)
        elif kind in SENT:
            metadata.place = metadata.place or action.find(*PLACE_TAGS)
            _set_date(action, metadata)
        elif kind in RECEIVED:
            metadata.destination = metadata.destination or action.find(*PLACE_TAGS)
    if metadata.date is None:
        for origin in (*header.find_all("creation"), *header.find_all("origDate")):
            _set_date(origin, metadata)
    return metadata


def add_facts_of_text(metadata: LetterMetadata, opening: XmlElement, header: XmlElement) -> None:
    """Add the place and date that the metadata lack, from the opening and the manuscript's reference.

    Args:
        metadata: the metadata, changed in place.
        opening: the element of the text that states them: a dateline, an opener, a closer.
        header: the letter's header, which may describe the manuscript in a ``bibl``.
    """
    places = opening.find_all(*_PRINTED_PLACE_TAGS)
    marked = (place for place in places if place.tag not in ("name", "rs") or place.get("type") == "place")
    metadata.place = metadata.place or next(marked, None)
    for element in (opening, *manuscripts(header)):
        if metadata.date is None:
            _set_date(element, metadata)


def related_letters(element: XmlElement | None) -> Iterator[XmlElement]:
    """Yield the links of a ``correspDesc``, or None, to other letters: those in its ``correspContext``."""
    for context in element.find_all("correspContext") if element else ():
        yield from context.find_all("ref", "ptr")


def header_title(header: XmlElement) -> str | None:
    """Return the title of the letter itself, rather than of its series; None if there is none."""
    statement = header.find("titleStmt")
    titles = [title for title in statement.find_all("title") if title.text] if statement else []
    of_letter = [
        title
        for title in titles
        if title.get("level") != "s" and not (title.get("type") or "").startswith("iso")
    ]
    analytic = [title for title in of_letter if title.get("level") == "a"]
    return next((title.text for title in (*analytic, *of_letter)), None)


def series_title(header: XmlElement) -> str | None:
    """Return the title of the series or edition that a letter belongs to; None if there is none."""
    titles = [title for title in header.find_all("title") if title.get("level") == "s" and title.text]
    statements = [*header.find_all("editionStmt"), *header.find_all("seriesStmt")]
    titles += [title for statement in statements for title in statement.find_all("title") if title.text]
    return titles[0].text if titles else None


def archive_reference(header: XmlElement) -> ArchiveReference | None:
    """Return the location of the original from ``msIdentifier``: town, institution, collection, shelf mark.

    Else it is that of a ``bibl`` of a manuscript; None if the header states none of them. The town is left
    out if the name of the institution has it.
    """
    identifier = header.find("msIdentifier") or next(manuscripts(header), None)
    if identifier is None:
        return None
    parts = [child.text for child in identifier.child_elements if child.tag in _BODY_TAGS and child.text]
    idnos = (child for child in identifier.child_elements if child.tag == "idno")
    marks = [mark.text for idno in idnos for mark in (list(idno.find_all("idno")) or [idno]) if mark.text]
    towns = [child.text for child in identifier.child_elements if child.tag == "settlement"]
    named = set(" ".join(parts).replace(",", " ").split())
    towns = [town for town in towns if not set(town.replace(",", " ").split()) <= named]
    printed = ", ".join(dict.fromkeys((*towns, *parts, *marks)))
    return ArchiveReference(printed, parts[0] if parts else None, scheme="free") if printed else None


def manuscripts(header: XmlElement) -> Iterator[XmlElement]:
    """Yield the manuscripts in ``sourceDesc``: each ``bibl`` that names a shelf mark or its keeper."""
    for description in header.find_all("sourceDesc"):
        for bibl in description.find_all("bibl"):
            if bibl.find("idno", *_BODY_TAGS) and not bibl.find(*_PRINTED_SOURCE_TAGS):
                yield bibl


def _is_fact(note: XmlElement) -> bool:
    """Return whether a note of a ``correspDesc`` is a value with a type ("151"), not a sentence."""
    return bool(note.get("type")) and len(note.text.split()) <= _MAX_FACT_WORDS


def _set_date(element: XmlElement, metadata: LetterMetadata) -> None:
    """Set the date to that of an element, if none is set; collect messages about what cannot be parsed.

    Several dates of one ``correspAction`` count together, of other elements the first. One in another
    calendar than the first is another form of it.
    """
    if metadata.date is not None:
        return
    dates = [element, *element.find_all("date")] if element.tag == "origDate" else element.find_all("date")
    spans: dict[str | None, list[DateSpan]] = {}
    for date in dates:
        if spans and element.tag != "correspAction":
            break
        metadata.printed_date = metadata.printed_date if spans else date.text or metadata.printed_date
        try:
            span = parse_date_element(date, bracketed=date.text.startswith("["))
        except ValueError as error:
            metadata.date_errors.append(str(error))
            continue
        if span:
            spans.setdefault(date.get("calendar"), []).append(span)
    metadata.date = combine_dates(next(iter(spans.values()), []))
