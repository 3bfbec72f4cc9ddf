"""The rights that a ``teiHeader`` states: ``availability``, rights holder and withdrawal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.rights import Rights, is_open_licence
from corpus.rights_statements import WITHDRAWN, parse_rights

from .xml_tree import XmlElement

_HOLDER = re.compile(
    r"rights? ?holder|copyright|rechteinhaber|rechtsinhaber|ayants? droit|titulaire des droits|правообладател"
    r"|titolar[ei] dei diritti|titular(?:es)? de los derechos|rechthebbende",
    re.IGNORECASE,
)
_HOLDER_TAGS = ("publisher", "authority", "distributor")
_NEUTRAL = ("free", "unknown")
"""Statuses by which nothing is withheld."""


def parse_header_rights(header: XmlElement) -> Rights:
    """Return the rights that a header states; what is not understood lets nothing more leave."""
    return parse_rights(_stated(header))[0]


def rights_problems(header: XmlElement) -> Iterator[str]:
    """Yield what a header states of rights and is not understood."""
    yield from parse_rights(_stated(header))[1]
    availability = availability_of(header)
    if availability and availability.get("status") == "unknown":
        yield "status “unknown” states nothing; the text is shown"


def availability_of(header: XmlElement) -> XmlElement | None:
    """Return the ``availability`` of the text, rather than of the original; None if there is none."""
    statement = header.find("publicationStmt")
    return statement.find("availability") if statement else None


def states_rights(element: XmlElement, header: XmlElement) -> bool:
    """Return whether an element of a header is read as a statement of rights in the text."""
    return element is availability_of(header) or (element.tag == "respStmt" and _names_holder(element))


def _names_holder(element: XmlElement) -> bool:
    """Return whether a ``respStmt`` names the rights holder."""
    return any(_HOLDER.search(resp.text) for resp in element.find_all("resp"))


def _stated(header: XmlElement) -> dict[str, str]:
    """Return what a header states, as texts by the attributes of ``Rights``."""
    availability = availability_of(header)
    stated = {"holder": _holder(header), "withdrawn": _withdrawal(header, availability)}
    if availability is None:
        return stated
    licence = _licence(availability)
    return {
        **stated,
        "licence": licence,
        "access": _access(availability, licence),
        "embargo": _embargo(availability),
    }


def _licence(availability: XmlElement) -> str:
    """Return the address of the licence, else its text, else the paragraphs of the statement."""
    licence = availability.find("licence", "license")
    if licence:
        return licence.get("target") or licence.text
    address = next((ref.get("target") or "" for ref in availability.find_all("ref", "ptr")), "")
    if is_open_licence(address):
        return address
    paragraphs = (part.text for part in availability.child_elements if part.tag == "p")
    return " ".join(filter(None, paragraphs)) or availability.text * (not availability.child_elements)


def _access(availability: XmlElement, licence: str) -> str:
    """Return the access, or the status that limits it; "" if everything may leave.

    A text under an open licence is not withheld because its status is "restricted" (by that licence).
    """
    status = (availability.get("status") or "").strip().lower()
    if stated := _typed(availability, "access"):
        return stated.text
    if status in _NEUTRAL or status == WITHDRAWN or (status == "restricted" and is_open_licence(licence)):
        return ""
    return status


def _embargo(availability: XmlElement) -> str:
    """Return the day on which an embargo ends, or from which the licence applies; "" if there is none."""
    if stated := _typed(availability, "embargo"):
        date = stated if stated.tag == "date" else stated.find("date") or stated
        attributes = ("when", "to", "notAfter", "notBefore", "from")
        return next((value for name in attributes if (value := date.get(name))), stated.text)
    licence = availability.find("licence", "license")
    return (licence.get("notBefore") or licence.get("from") or "") if licence else ""


def _typed(availability: XmlElement, kind: str) -> XmlElement | None:
    """Return the first element of a statement with a type; None if there is none."""
    return next((part for part in availability.walk() if part.get("type") == kind), None)


def _withdrawal(header: XmlElement, availability: XmlElement | None) -> str:
    """Return the reason of a withdrawal that ``availability`` or ``revisionDesc`` states; "" if none does."""
    revision = header.find("revisionDesc")
    for element in (availability, revision):
        if element and (element.get("status") or "").strip().lower() == WITHDRAWN:
            return (element.text if element is availability else "") or WITHDRAWN
    return ""


def _holder(header: XmlElement) -> str:
    """Return the rights holder: in a ``respStmt`` or as a publisher of this role, else the authority."""
    for statement in header.find_all("respStmt"):
        if _names_holder(statement):
            name = statement.find("persName", "orgName", "name")
            return name.text if name else ""
    imprint = header.find("publicationStmt")
    agencies = list(imprint.find_all(*_HOLDER_TAGS)) if imprint else []
    roles = ((agency, f"{agency.get('role') or ''} {agency.get('type') or ''}") for agency in agencies)
    named = next((agency.text for agency, role in roles if _HOLDER.search(role.replace("_", " "))), "")
    authority = next((agency.text for agency in agencies if agency.tag == "authority"), "")
    return named or (authority if availability_of(header) else "")
