"""What ``correspDesc`` and the header say of a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import ArchiveReference, DateSpan, PersonKind
from corpus.persons.authorities import find_authority_uris

from .dates import parse_date_element
from .name_resolution import local_ids, pointers
from .xml_tree import XmlElement

_PARTIES = ("persName", "orgName", "name", "rs")
_SENT = ("sent", "sender", "from")
_RECEIVED = ("received", "recipient", "addressee", "to")
_LOCATION = ("institution", "repository", "collection")


@dataclass(frozen=True, slots=True)
class NamedCorrespondent:
    """A correspondent as named, and the ids and authority files' addresses the name is marked with."""

    name: str
    keys: tuple[str, ...]
    kind: PersonKind
    same_as: tuple[str, ...]


@dataclass(slots=True)
class LetterMetadata:
    """Who wrote to whom, when and where; ``faults`` are dates that are none."""

    senders: list[NamedCorrespondent] = field(default_factory=list)
    recipients: list[NamedCorrespondent] = field(default_factory=list)
    place: XmlElement | None = None
    destination: XmlElement | None = None
    date: DateSpan | None = None
    printed_date: str | None = None
    remarks: list[XmlElement] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def parse_corresp_desc(element: XmlElement | None, header: XmlElement) -> LetterMetadata:
    """Read a ``correspDesc``; what it lacks of a date is looked for in the header."""
    found = LetterMetadata()
    for action in element.child_elements if element else ():
        kind = (action.get("type") or "").lower()
        if action.tag == "note":
            found.remarks.append(action)
        elif kind in _SENT:
            found.senders += _parties(action)
            found.place = found.place or action.find("placeName", "settlement")
            _take_date(action, found)
        elif kind in _RECEIVED:
            found.recipients += _parties(action)
            found.destination = found.destination or action.find("placeName", "settlement")
    if found.date is None:
        for origin in (*header.find_all("creation"), *header.find_all("origDate")):
            _take_date(origin, found)
    return found


def header_title(header: XmlElement) -> str | None:
    """The title of the letter itself, not that of its series."""
    statement = header.find("titleStmt")
    titles = [one for one in statement.find_all("title") if one.text] if statement else []
    own = [one for one in titles if one.get("level") != "s" and not (one.get("type") or "").startswith("iso")]
    article = [one for one in own if one.get("level") == "a"]
    return next((one.text for one in (*article, *own)), None)


def series_title(header: XmlElement) -> str | None:
    """The title of the edition that a letter belongs to."""
    series = [one for one in header.find_all("title") if one.get("level") == "s" and one.text]
    statements = [one for tag in ("editionStmt", "seriesStmt") for one in header.find_all(tag)]
    series += [one for statement in statements for one in statement.find_all("title") if one.text]
    return series[0].text if series else None


def archive_reference(header: XmlElement) -> ArchiveReference | None:
    """Where the original lies, in one line: institution, collection, shelf mark."""
    identifier = header.find("msIdentifier")
    if identifier is None:
        return None
    parts = [child.text for child in identifier.child_elements if child.tag in _LOCATION and child.text]
    marks = [child.text for child in identifier.child_elements if child.tag == "idno" and child.text]
    printed = ", ".join(dict.fromkeys((*parts, *marks)))
    return ArchiveReference(printed, parts[0] if parts else None, scheme="free") if printed else None


def letter_medium(header: XmlElement, text: XmlElement | None) -> str | None:
    """Letter, postcard …: as the text, the object or the keywords say."""
    if text and text.get("type"):
        return text.get("type")
    for element in header.find_all("objectType", "objectDesc"):
        named = element.get("ana") or element.get("corresp") or element.get("form") or element.text
        if named:
            return named.lstrip("#")
    keywords = header.find("keywords")
    term = keywords.find("term") if keywords else None
    return term.text or None if term else None


def _parties(action: XmlElement) -> Iterator[NamedCorrespondent]:
    for element in action.child_elements:
        if element.tag in _PARTIES and element.text:
            kind: PersonKind = "group" if element.tag == "orgName" else "person"
            same_as = find_authority_uris(pointers(element))
            yield NamedCorrespondent(element.text, tuple(local_ids(element)), kind, same_as)


def _take_date(element: XmlElement, found: LetterMetadata) -> None:
    """Take the first date there is; what is no date is kept for the report."""
    for date in (
        (element, *element.find_all("date")) if element.tag == "origDate" else element.find_all("date")
    ):
        if found.date is None:
            found.printed_date = date.text or found.printed_date
            try:
                found.date = parse_date_element(date, bracketed=date.text.startswith("["))
            except ValueError as error:
                found.faults.append(str(error))
