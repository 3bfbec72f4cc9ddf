"""Facts of a letter in the description of its source, by the types, roles and ids of elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from .xml_tree import XmlElement

FactRole = Literal["sender", "recipient", "date", "place", "destination", "archive"]
_SENT_WORDS: Final = """
sent sender senders from author writer signatory creator absender absenderin verfasser verfasserin schreiber
expéditeur expediteur expéditrice auteur mittente autore remitente autor afzender auctor отправитель автор
"""
_RECEIVED_WORDS: Final = """
received recipient recipients receiver addressee addressees addressed to empfänger empfängerin empfaenger
adressat adressatin destinataire destinatario destinataria ontvanger geadresseerde получатель адресат
"""
SENT: Final = frozenset(_SENT_WORDS.split())
"""Types of actions and roles of persons, in lower case, that mean a sender."""
RECEIVED: Final = frozenset(_RECEIVED_WORDS.split())
"""Types of actions and roles of persons, in lower case, that mean a recipient."""
_BY: Final = frozenset(("by",))
_TO: Final = frozenset(("sent", "delivered", "letter", "by"))
"""Words that may stand beside those for a sender and for a recipient: "sent by", "delivered to"."""
_DESTINATION_WORDS: Final = "destination receipt bestimmungsort empfangsort"
_PLACE_WORDS: Final = "where place ort ortsangabe lieu luogo lugar plaats locus место"
_DATE_WORDS: Final = "date datum datierung data fecha dated дата"
_ARCHIVE_WORDS: Final = "shelfmark callnumber signatur cote segnatura signatura шифр"
_WRITTEN: Final = frozenset(
    ("composition", "origin", "writing", "written", "sent", "dispatch", "letter", "of")
)
_ROLES: Final[tuple[tuple[FactRole, frozenset[str], frozenset[str]], ...]] = (
    ("destination", frozenset(_DESTINATION_WORDS.split()), RECEIVED),
    ("place", frozenset(_PLACE_WORDS.split()), _WRITTEN),
    ("date", frozenset(_DATE_WORDS.split()), _WRITTEN),
    ("archive", frozenset(_ARCHIVE_WORDS.split()), frozenset()),
    ("recipient", RECEIVED, frozenset()),
    ("sender", SENT, frozenset()),
)
"""Each role with the words that name it, and those that may stand beside them, in the order of preference."""
_LABELS: Final = ("type", "role", "xml:id")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿа-я])(?=[A-ZÀ-ÞА-Я])")
_PLACES: Final = frozenset(("placeName", "settlement", "geogName"))


def states_sender(label: str) -> bool:
    """Return whether the type of an action or the role of a person means a sender: "sent", "sentBy"."""
    words = _label_words(label)
    return bool(words & SENT) and words <= SENT | _BY and not states_recipient(label)


def states_recipient(label: str) -> bool:
    """Return whether the type of an action or the role of a person means a recipient: "deliveredTo"."""
    words = _label_words(label)
    return bool(words & RECEIVED) and words <= RECEIVED | _TO


def _label_words(label: str) -> frozenset[str]:
    """Return the words of a label, in lower case; each capital after a small letter begins one."""
    return frozenset(word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", label)))


def labelled_facts(header: XmlElement) -> Iterator[tuple[FactRole, XmlElement]]:
    """Yield the elements of a header's ``sourceDesc`` that state a fact of the letter, with its role."""
    for description in header.find_all("sourceDesc"):
        for element in (element for element in description.walk() if element is not description):
            role = _role(element)
            if role and element.text:
                yield role, element


def _role(element: XmlElement) -> FactRole | None:
    """Return what an element states, by its type, role or id ("addressee", "compositionPlace"), or None.

    The date or place of the letter may also say no more than that it is that of its composition.
    """
    for name in _LABELS:
        words = _label_words(element.get(name) or "")
        for role, names, others in _ROLES:
            if words & names and words <= names | others:
                return role
        if words and words <= _WRITTEN and (element.tag == "date" or element.tag in _PLACES):
            return "date" if element.tag == "date" else "place"
    return None
