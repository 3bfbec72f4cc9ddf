"""Places in TEI: the entries of registers, and the places that letters name with their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import PlaceRef
from corpus.persons.authorities import authority_uri, find_authority_uris
from corpus.places.coordinates import Coordinates, parse_coordinates
from corpus.places.place_index import PlaceIndex, place_key

from .name_resolution import local_ids, pointer_key, pointers
from .xml_tree import XmlElement

_NAME_TAGS = ("placeName", "settlement", "geogName", "district", "region", "country", "name", "head")
USED_OF_PLACES = (*_NAME_TAGS, "idno", "location", "geo", "add", "ref", "ptr")
"""The parts of an entry of a place that are used."""
PLACE_TAGS = ("placeName", "settlement", "geogName", "place")
"""Elements that name a place, whatever their type."""
_ADDITIONS = ("add", "note")
_REGULAR_TYPES = ("reg", "pref", "main")
_AREA = re.compile(
    r"area|region|country|land|state|staat|[kc]anton|provin|district|bezirk|water|gewässer|river|fluss|fluß"
    r"|lake|\bsee\b|sea|meer|ocean|mountain|berg|gebirge|island|insel|continent|kontinent",
    re.IGNORECASE,
)
"""Types of places that are no settlements."""
_PLACE_TYPES = ("place", "city", "settlement", "ort")


def is_place(element: XmlElement) -> bool:
    """Return whether an element names a place."""
    if element.tag in ("name", "rs"):
        return (element.get("type") or "").lower() in _PLACE_TYPES
    return element.tag in PLACE_TAGS


def find_place(element: XmlElement) -> XmlElement | None:
    """Return the first element in another that names a place; if there is none, the first region or country.

    None if there is neither.
    """
    named = next(filter(is_place, element.find_all(*PLACE_TAGS, "name", "rs")), None)
    return named or element.find("district", "region", "country")


def find_origin(element: XmlElement) -> XmlElement | None:
    """Return what names the place in a statement of origin: a part of it, or ``origPlace`` whole; or None."""
    origin = element if element.tag == "origPlace" else element.find("origPlace")
    return find_place(origin or element) or (origin if origin and origin.text else None)


def identify_place(element: XmlElement | None, places: PlaceIndex) -> PlaceRef | None:
    """Return a reference to the place that an element names or points to, which is added if it is unknown.

    None without an element, or if neither its name nor its ids say which place it is.
    """
    if element is None:
        return None
    parts = [element, *filter(is_place, element.child_elements)]
    uris = find_authority_uris(value for part in parts for value in pointers(part))
    keys = [key for part in parts for key in local_ids(part) if key not in uris]
    return places.identify(_name(element), keys, uris, _coordinates(element))


def add_entry(element: XmlElement, places: PlaceIndex) -> None:
    """Add the entry of a ``place`` with an ``xml:id`` to the place index.

    Its label (``n``, ``key``) is a further name, or the id that exports of this project give it.
    """
    named = [child for child in element.child_elements if child.tag in _NAME_TAGS and not _is_addition(child)]
    named.sort(key=lambda child: child.get("type") not in _REGULAR_TYPES)
    idnos = [child for child in element.child_elements if child.tag == "idno" and child.text]
    links = [target for child in element.child_elements if (target := child.get("target"))]
    pointing = [value for part in (element, *named) for value in pointers(part)]
    written = [authority_uri(idno.get("type") or "", idno.text) or idno.text for idno in idnos]
    uris = find_authority_uris((*written, *pointing, *links))
    label = " ".join((element.get("n") or element.get("key") or "").split())
    private = [pointer_key(text) for text in (*written, *pointing) if not find_authority_uris((text,))]
    keys = [key for key in (element.id or "", label, *private) if key]
    names = [name for child in named for name in (_name(child), child.text)]
    is_id = place_key(label) == label and label.startswith(place_key(next(iter(names), "")))
    names += [label] if label and not is_id else []
    is_area = bool(_AREA.search(element.get("type") or "")) or not any(map(is_place, named))
    coordinates = _coordinates(element)
    places.add_entry(
        list(dict.fromkeys(keys)), names, uris, coordinates, id=label if is_id else "", is_area=is_area
    )


def _is_addition(name: XmlElement) -> bool:
    """Return whether an element of an entry is no name, but what tells two of the same name apart."""
    text = name.text
    return (name.get("type") or "") in _ADDITIONS or (text.startswith("(") and text.endswith(")"))


def _name(element: XmlElement) -> str:
    """Return the name of a place as printed, without additions and notes."""
    return " ".join("".join(_texts(element)).split()).strip(" ,")


def _texts(element: XmlElement) -> Iterator[str]:
    """Yield the texts in an element without additions, notes, identifiers and coordinates."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in (*_ADDITIONS, "idno", "location", "geo"):
            yield from _texts(child)


def _coordinates(element: XmlElement) -> Coordinates | None:
    """Return the coordinates in an element; None if there are none that can be parsed."""
    geo = element.find("geo")
    return parse_coordinates(geo.text) if geo else None
