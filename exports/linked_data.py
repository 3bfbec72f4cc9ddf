"""Units as JSON-LD in the vocabulary of schema.org. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from corpus.images import is_web_address
from corpus.model import Correction, PageImage, Person, PersonRef, Place, Unit
from corpus.persons.names import is_group
from corpus.rights import Rights
from exports.bibliography import BibliographicRecord, Contributor
from search.access_messages import access_message
from search.correction_messages import correction_message

TYPES: Final = {
    "document": "Message",
    "note": "Comment",
    "introduction": "Chapter",
    "biography": "AboutPage",
    "glossary": "DefinedTerm",
}
_MANIFEST: Final = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
ABSTRACT: Final = "abstract"
"""The genre of a summary by a cataloguer."""
CONTEXT: Final = "https://schema.org"


def write_linked_data(records: Iterable[BibliographicRecord]) -> str:
    """Return units as JSON-LD text.

    An exact day of writing is ``dateCreated``, any other date ``temporal`` (in EDTF). An entry of a calendar
    is a ``CreativeWork`` by the cataloguers about the letter, which is part of the printed edition; an
    abstract of a letter that comes from a calendar is a work about it (``subjectOf``).
    """
    graph = [_entry(record) if record.unit.is_abstract else _unit(record) for record in records]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _unit(record: BibliographicRecord) -> dict[str, object]:
    unit = record.unit
    properties = {
        "@type": TYPES[unit.kind],
        "@id": record.address,
        "url": record.address,
        "name": unit.title,
        "inLanguage": unit.language,
        **_letter(record),
        "mentions": _persons(unit.mentions, record.persons),
        "about": _topics(record),
        "abstract": unit.summary,
        "subjectOf": _abstract(unit),
        "correction": list(map(_correction, unit.corrections)),
        **rights_properties(unit.rights),
        "associatedMedia": [_image(image) for image in unit.images if is_web_address(image.url)],
    }
    return _stated(properties)


def _entry(record: BibliographicRecord) -> dict[str, object]:
    """Return an entry of a calendar, with the letter that it is an abstract of."""
    unit, letter = record.unit, record.source
    message = {
        "@type": TYPES[unit.kind],
        "name": unit.title,
        **(_letter(letter) if letter else _letter(record) | {"isPartOf": None, "pagination": None}),
    }
    properties = {
        "@type": "CreativeWork",
        "@id": record.address,
        "url": record.address,
        "name": record.title,
        "genre": ABSTRACT,
        "author": list(map(_contributor, record.authors)),
        "datePublished": record.edition.year,
        "inLanguage": unit.language,
        "about": [_stated(message), *_topics(record)],
        "mentions": _persons(unit.mentions, record.persons),
        "correction": list(map(_correction, unit.corrections)),
        **rights_properties(unit.rights),
        "isPartOf": _book(record),
    }
    return _stated(properties)


def _letter(record: BibliographicRecord) -> dict[str, object]:
    """Return the correspondents, date, place and location of a document, and the book that it is part of."""
    unit, persons, day = record.unit, record.persons, record.day
    return {
        "sender": _persons(unit.senders, persons),
        "recipient": _persons(unit.recipients, persons),
        "dateCreated": day.isoformat() if day else None,
        "temporal": record.edtf if not day else None,
        "locationCreated": _place(unit.place, record.places.get(unit.sent_from.id if unit.sent_from else "")),
        "pagination": record.page_range(),
        "archivedAt": record.archive,
        "isPartOf": _book(record),
    }


def _topics(record: BibliographicRecord) -> list[dict[str, object]]:
    return [{"@type": "DefinedTerm", "name": topic.label} for topic in record.unit.topics]


def _book(record: BibliographicRecord) -> dict[str, object]:
    """Return the edition that a unit is part of."""
    edition = record.edition
    return {
        "@type": "Book",
        "name": edition.title,
        "editor": list(map(_contributor, map(Contributor.named, edition.editors))),
        "publisher": edition.publisher,
        "datePublished": edition.year,
    }


def _abstract(unit: Unit) -> dict[str, object] | None:
    """Return the abstract of a letter with the calendar that it comes from; None if it comes from none."""
    source = unit.abstract_source
    if source is None or not unit.summary:
        return None
    calendar = {"@type": "Book", "name": source.title, "datePublished": source.year}
    properties = {
        "@type": "CreativeWork",
        "genre": ABSTRACT,
        "author": list(map(_contributor, map(Contributor.named, source.authors))),
        "datePublished": source.year,
        "text": unit.summary,
        "isPartOf": _stated(calendar),
    }
    return _stated(properties)


def _correction(correction: Correction) -> dict[str, object]:
    """Return a correction as a ``CorrectionComment``."""
    author = _contributor(Contributor.named(correction.who)) if correction.who else None
    properties = {
        "@type": "CorrectionComment",
        "text": str(correction_message(correction)),
        "author": author,
        "dateCreated": correction.when.isoformat() if correction.when else None,
    }
    return _stated(properties)


def _contributor(contributor: Contributor) -> dict[str, object]:
    return {"@type": "Organization" if contributor.is_body else "Person", "name": contributor.name}


def _stated(properties: Mapping[str, object]) -> dict[str, object]:
    """Return the properties that have a value."""
    return {name: value for name, value in properties.items() if value}


def rights_properties(rights: Rights) -> dict[str, object]:
    """Return the licence, rights holder and conditions of access of a unit; what is not stated is None."""
    kind = "Organization" if is_group(rights.holder or "") else "Person"
    message = access_message(rights)
    return {
        "license": rights.licence,
        "copyrightHolder": {"@type": kind, "name": rights.holder} if rights.holder else None,
        "conditionsOfAccess": str(message) if message else None,
    }


def _image(image: PageImage) -> dict[str, object]:
    """Return an image of a page as a ``MediaObject``; the label of the page is its name."""
    is_manifest = image.iiif == image.url
    properties = {
        "@type": "MediaObject" if is_manifest else "ImageObject",
        "contentUrl": image.url,
        "name": image.page,
        "encodingFormat": _MANIFEST if is_manifest else None,
    }
    return {name: value for name, value in properties.items() if value}


def _persons(refs: Iterable[PersonRef], persons: Mapping[str, Person]) -> list[dict[str, object]]:
    return [_person(ref, persons.get(ref.id)) for ref in refs]


def _place(printed: str | None, place: Place | None) -> dict[str, object] | None:
    """Return a place, by its name in the place index or as printed; None if neither is known."""
    name = place.name if place else printed
    properties: dict[str, object] = {"@type": "Place", "name": name}
    if place and place.same_as:
        properties["sameAs"] = list(place.same_as)
    if place and place.latitude is not None:
        coordinates = {"latitude": place.latitude, "longitude": place.longitude}
        properties["geo"] = {"@type": "GeoCoordinates", **coordinates}
    return properties if name else None


def _person(ref: PersonRef, person: Person | None) -> dict[str, object]:
    properties: dict[str, object] = {
        "@type": "Organization" if person and person.kind == "group" else "Person",
        "name": person.display if person else ref.name,
    }
    return properties | ({"sameAs": list(person.same_as)} if person and person.same_as else {})
