"""Units as JSON-LD in the vocabulary of schema.org. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from corpus.images import is_web_address
from corpus.model import PageImage, Person, PersonRef, Place
from corpus.persons.names import is_group
from corpus.rights import Rights
from exports.bibliography import BibliographicRecord
from search.access_messages import access_message

TYPES: Final = {
    "document": "Message",
    "note": "Comment",
    "introduction": "Chapter",
    "biography": "AboutPage",
    "glossary": "DefinedTerm",
}
_MANIFEST: Final = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
CONTEXT: Final = "https://schema.org"


def write_linked_data(records: Iterable[BibliographicRecord]) -> str:
    """Return units as JSON-LD text.

    An exact day of writing is ``dateCreated``, any other date ``temporal`` (in EDTF).
    """
    graph = [_unit(record) for record in records]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _unit(record: BibliographicRecord) -> dict[str, object]:
    unit, edition, persons, day = record.unit, record.edition, record.persons, record.day
    properties = {
        "@type": TYPES[unit.kind],
        "@id": record.address,
        "url": record.address,
        "name": unit.title,
        "inLanguage": unit.language,
        "sender": _persons(unit.senders, persons),
        "recipient": _persons(unit.recipients, persons),
        "mentions": _persons(unit.mentions, persons),
        "about": [{"@type": "DefinedTerm", "name": topic.label} for topic in unit.topics],
        "dateCreated": day.isoformat() if day else None,
        "temporal": record.edtf if not day else None,
        "locationCreated": _place(unit.place, record.places.get(unit.sent_from.id if unit.sent_from else "")),
        "abstract": unit.summary,
        **rights_properties(unit.rights),
        "pagination": record.page_range(),
        "archivedAt": record.archive,
        "associatedMedia": [_image(image) for image in unit.images if is_web_address(image.url)],
        "isPartOf": {
            "@type": "Book",
            "name": edition.title,
            "editor": [{"@type": "Person", "name": name} for name in edition.editors],
            "publisher": edition.publisher,
            "datePublished": edition.year,
        },
    }
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
