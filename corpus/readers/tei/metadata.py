"""Metadata of letters from ``correspDesc`` and the ``teiHeader``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.model import ArchiveReference, DateSpan

from .correspondents import NamedCorrespondent, described_correspondents, stated_parties
from .dates import combine_dates, contradiction, find_dateline_date, is_single_date, parse_date_element
from .places import find_origin, find_place
from .stated_facts import FactRole, labelled_facts, states_recipient, states_sender
from .xml_tree import XmlElement

_DATING_TAGS = ("date", "docDate", "origDate")
_MAX_FACT_WORDS = 4
_OF_THE_POST = re.compile(r"post|stamp|stempel|timbr|frank|receiv|receipt|arriv|штемп", re.IGNORECASE)
"""Types of dates of a postmark or of the receipt of a letter."""
_GENERATIONS = 80
"""The years between two dates of which both cannot be those of one letter."""
_LOCATION = ("institution", "repository", "collection")
_BODY_TAGS = ("orgName", *_LOCATION)
_PRINTED_SOURCE_TAGS = ("imprint", "publisher", "pubPlace", "biblScope")
"""Parts of a bibliographic reference to something printed, which has a date and place of its own."""


@dataclass(slots=True)
class LetterMetadata:
    """The correspondents, date and places of a letter, which are empty or None if not stated.

    ``notes`` are the notes of the ``correspDesc``, ``facts`` those that are mere values, ``date_errors`` the
    messages about dates that cannot be parsed. ``roles_conflict`` is set if roles in the markup contradict
    the title, ``is_of_edition`` if the date is a span of years that may be that of the whole edition.
    ``implausible`` says what contradicts the date of the header, ``contradicted`` has each date whose words
    name another day, with its line.
    """

    senders: list[NamedCorrespondent] = field(default_factory=list)
    recipients: list[NamedCorrespondent] = field(default_factory=list)
    place: XmlElement | None = None
    destination: XmlElement | None = None
    date: DateSpan | None = None
    printed_date: str | None = None
    notes: list[XmlElement] = field(default_factory=list)
    date_errors: list[str] = field(default_factory=list)
    contradicted: list[tuple[int, str]] = field(default_factory=list)
    facts: list[XmlElement] = field(default_factory=list)
    roles_conflict: bool = False
    is_of_edition: bool = False
    implausible: str | None = None


def parse_corresp_desc(
    element: XmlElement | None,
    header: XmlElement,
    titles: Iterable[str] = (),
    front: XmlElement | None = None,
) -> LetterMetadata:
    """Parse a ``correspDesc``, or None; what is missing is taken from the front, then from the header.

    The place and date at which another office forwarded a letter only count if nothing else is stated.

    Args:
        header: the letter's header, which may have ``creation``, ``origDate`` and facts of the source.
        titles: titles and headings of the letter, which may name the correspondents.
        front: the front of the letter's text, or None.
    """
    found = described_correspondents(element, header, titles)
    authors = front.find_all("docAuthor") if front and not found.senders else ()
    senders = found.senders or [party for author in authors for party in stated_parties(author)]
    conflict = found.conflict or found.is_forwarded
    metadata = LetterMetadata(senders, found.recipients, roles_conflict=conflict)
    if found.is_forwarded:
        _add_origin(metadata, front, header)
    for action in element.child_elements if element else ():
        kind = action.get("type") or ""
        if action.tag == "note":
            if _is_cmif_list(action):
                continue
            (metadata.facts if _is_fact(action) else metadata.notes).append(action)
        elif states_sender(kind):
            metadata.place = metadata.place or find_place(action)
            _set_date(action, metadata)
        elif states_recipient(kind):
            metadata.destination = metadata.destination or find_place(action)
        if action.tag != "note":
            metadata.notes += action.find_all("note")
    _add_origin(metadata, front, header)
    return metadata


def _add_origin(metadata: LetterMetadata, front: XmlElement | None, header: XmlElement) -> None:
    """Add the place and date that metadata lack, from ``docDate``, the source and its origin."""
    facts: dict[FactRole, XmlElement] = {}
    for role, element in labelled_facts(header):
        facts.setdefault(role, element)
    printed = list(front.find_all("docDate")) if front else []
    origins = (*header.find_all("creation"), *header.find_all("origin", "origPlace"))
    stated = (*map(find_place, printed), facts.get("place"), *map(find_origin, origins))
    metadata.place = metadata.place or next(filter(None, stated), None)
    metadata.destination = metadata.destination or facts.get("destination")
    for origin in (*printed, *filter(None, [facts.get("date")])):
        _set_date(origin, metadata)
    if metadata.date is None and (words := facts.get("date")):
        metadata.date = find_dateline_date(words.text)
    if metadata.date is None:
        for origin in (*header.find_all("creation"), *header.find_all("origDate")):
            _set_date(origin, metadata)
        metadata.is_of_edition = metadata.date is not None and _is_longer_than_a_year(metadata.date)


def _is_longer_than_a_year(date: DateSpan) -> bool:
    """Return whether a date is a span of more than a year, as that of a whole edition."""
    return len(date.years) > 1 and date.years[-1] - date.years[0] > 1


def add_facts_of_text(metadata: LetterMetadata, opening: XmlElement, header: XmlElement) -> None:
    """Add the place and date that the metadata lack, from the opening and the manuscript's reference.

    Args:
        metadata: the metadata, changed in place.
        opening: the element of the text that states them: a dateline, an opener, a closer.
        header: the letter's header, which may describe the manuscript in a ``bibl``.
    """
    metadata.place = metadata.place or find_place(opening)
    of_edition = metadata.date if metadata.is_of_edition else None
    metadata.date = None if of_edition else metadata.date
    for element in (opening, *manuscripts(header)):
        if metadata.date is None:
            _set_date(element, metadata)
    metadata.date = metadata.date or of_edition


def check_date(metadata: LetterMetadata, titled: DateSpan | None, printed: DateSpan | None) -> None:
    """Note a date that is generations away from those of the title and the dateline.

    If these two agree, the date of the dateline takes its place.
    """
    date = metadata.date
    others = [other for other in (titled, printed) if other and other.years]
    if date is None or not date.years or not others:
        return
    years = [other.years[0] for other in others]
    if min(abs(year - date.years[0]) for year in years) <= _GENERATIONS:
        return
    metadata.implausible = f"the header has {date.edtf}, the title or dateline {years[0]}"
    if titled and printed and max(years) - min(years) <= 1:
        metadata.date = printed


def related_letters(element: XmlElement | None) -> Iterator[XmlElement]:
    """Yield the links of a ``correspDesc``, or None, to other letters: those in its ``correspContext``."""
    for context in element.find_all("correspContext") if element else ():
        yield from context.find_all("ref", "ptr")


def header_title(header: XmlElement) -> str | None:
    """Return the title of the letter itself, rather than of its series; None if there is none."""
    return next(iter(header_titles(header)), None)


def header_titles(header: XmlElement) -> list[str]:
    """Return the titles of the letter itself, the preferred one first, without those of its series."""
    statement = header.find("titleStmt")
    titles = [title for title in statement.find_all("title") if title.text] if statement else []
    of_letter = [
        title
        for title in titles
        if title.get("level") != "s" and not (title.get("type") or "").startswith("iso")
    ]
    analytic = [title for title in of_letter if title.get("level") == "a"]
    return list(dict.fromkeys(title.text for title in (*analytic, *of_letter)))


def series_title(header: XmlElement) -> str | None:
    """Return the title of the series or edition that a letter belongs to; None if there is none."""
    titles = [title for title in header.find_all("title") if title.get("level") == "s" and title.text]
    statements = [*header.find_all("editionStmt"), *header.find_all("seriesStmt")]
    titles += [title for statement in statements for title in statement.find_all("title") if title.text]
    return titles[0].text if titles else None


def archive_reference(header: XmlElement, front: XmlElement | None = None) -> ArchiveReference | None:
    """Return the location of the original from ``msIdentifier``: town, institution, collection, shelf mark.

    The first ``witness`` in the front of the letter comes first; else it is that of a ``bibl`` of a
    manuscript, or a labelled shelf mark. The town is left out if the name of the institution has it.
    """
    witness = front.find("witness") if front else None
    described = witness or header
    labelled = (element for role, element in labelled_facts(header) if role == "archive")
    identifier = described.find("msIdentifier") or next(manuscripts(header), None)
    if witness and not witness.find("msIdentifier"):
        return ArchiveReference(witness.text, None, scheme="free") if witness.text else None
    if identifier is None:
        mark = next(labelled, None)
        return ArchiveReference(mark.text, None, scheme="free") if mark else None
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


def _is_cmif_list(note: XmlElement) -> bool:
    """Return whether a note of a ``correspDesc`` has nothing but references of CMIF."""
    parts = note.child_elements
    return bool(parts) and all(part.tag == "ref" and _cmif_type(part) for part in parts)


def cmif_references(corresp_desc: XmlElement | None) -> Iterator[tuple[str, XmlElement]]:
    """Yield CMIF's references in the notes of a ``correspDesc``, each after its type ("mentionsPerson")."""
    for note in corresp_desc.find_all("note") if corresp_desc else ():
        for ref in note.find_all("ref"):
            if kind := _cmif_type(ref):
                yield kind, ref


def _cmif_type(ref: XmlElement) -> str | None:
    """Return the type of a reference in the vocabulary of CMIF ("cmif:mentionsPerson"); or None."""
    prefix, _, kind = (ref.get("type") or "").partition(":")
    return kind if prefix == "cmif" and kind else None


def _is_fact(note: XmlElement) -> bool:
    """Return whether a note of a ``correspDesc`` is a value with a type ("151"), not a sentence."""
    return bool(note.get("type")) and len(note.text.split()) <= _MAX_FACT_WORDS


def _dates_of_writing(dates: list[XmlElement]) -> list[XmlElement]:
    """Return the dates among others whose types do not say that they are those of the post.

    Those of the post are all the same if there are no others.
    """
    written = [date for date in dates if date.attributes and not _OF_THE_POST.search(date.get("type") or "")]
    return written if any(map(is_single_date, written)) else dates


def _set_date(element: XmlElement, metadata: LetterMetadata) -> None:
    """Set the date to that of an element, if none is set; collect messages about what cannot be parsed.

    Several dates of one ``correspAction`` count together, of other elements the first. One in another
    calendar than the first is another form of it.
    """
    if metadata.date is not None:
        return
    dates = [element] if element.tag in _DATING_TAGS else []
    dates += _dates_of_writing(list(element.find_all("date")))
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
            words = contradiction(date, span)
            metadata.contradicted += [(date.line, words)] if words else []
    metadata.date = combine_dates(next(iter(spans.values()), []))
