"""The correspondents of a letter: from ``correspDesc``, roles in the header, or "X to Y" in a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.model import PersonKind
from corpus.persons.authorities import find_authority_uris
from corpus.persons.transliteration import fold_name

from .index_files import PERSON_TAGS, printed_name
from .name_resolution import local_ids, pointers
from .xml_tree import XmlElement

PARTY_TAGS = ("persName", "orgName", "name", "rs", *PERSON_TAGS)
_GROUP_TAGS = ("orgName", "org", "personGrp")
_SENT_WORDS = """
sent sender senders from author writer signatory creator absender absenderin verfasser verfasserin schreiber
expéditeur expediteur expéditrice auteur mittente autore remitente autor afzender auctor отправитель автор
"""
_RECEIVED_WORDS = """
received recipient recipients receiver addressee addressees addressed to empfänger empfängerin empfaenger
adressat adressatin destinataire destinatario destinataria ontvanger geadresseerde получатель адресат
"""
SENT = frozenset(_SENT_WORDS.split())
"""Types of actions and roles of persons, in lower case, that mean a sender."""
RECEIVED = frozenset(_RECEIVED_WORDS.split())
"""Types of actions and roles of persons, in lower case, that mean a recipient."""
_TO = r"to|an|à|au|aux|a|al|alla|aan|ad|к|ко"
_TITLE = re.compile(rf"(?P<sender>\S.*?)\s+(?:{_TO})\s+(?P<recipient>\S.*)")
_LEAD = re.compile(
    r"(?:(?:letter|brief|schreiben|lettre|lettera|carta|письмо|telegram\w*|telegramm|postkarte|postcard)\s+)?"
    r"(?:(?:from|von|de|di|da|van|от)\s+)?",
    re.IGNORECASE,
)
_END_OF_NAME = re.compile(
    r"\s*(?:[;:|(\[]|,\s|\.\s(?=\[?\d)|\s[-–—]\s|\s(?:vom|on|dated|du|le|del|am)\s+\W?\d|\s\W?\d).*\Z",
    re.DOTALL,
)
_AND = re.compile(r"\s+(?:and|und|et|e|y|en|и|&)\s+")
_NAME = re.compile(r"[^\W\d_][.’'\w-]*(?:\s+[^\W\d_][.’'\w-]*){0,6}")
_ARTICLE = re.compile(r"(?:the|an?|der|die|das|eine?|le|la|les|une?|il|lo|el|los|het|een)\s", re.IGNORECASE)
_UNKNOWN = re.compile(
    r"[\W_]*|n\.?\s?n\.?|s\.\s?n\.|anonym(?:e|us|o)?|sconosciut[oa]|ignot[oa]|desconocid[oa]|onbekend"
    r"|(?:an\s+)?(?:unknown|unidentified|anonymous)(?:\s+(?:person|sender|recipient|correspondent|author))?"
    r"|(?:ein\s+)?(?:unbekannt|ungenannt)(?:e[rns]?)?(?:\s+\w+)?|inconnue?|(?:non\s+)?identifi[ée]e?"
    r"|incertus|ignotus|неизвестн(?:ый|ая|ое|о)|неустановленн\w+(?:\s+лицо)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedCorrespondent:
    """A correspondent as encoded, with the ids (``keys``) and authority URIs in the markup.

    ``name`` is "" if only ids are encoded. ``role`` is what the element itself states, in lower case.
    """

    name: str
    keys: tuple[str, ...]
    kind: PersonKind
    same_as: tuple[str, ...]
    role: str = ""

    @property
    def is_sender(self) -> bool:
        """Whether the element itself states that this is a sender."""
        return self.role in SENT

    @property
    def is_recipient(self) -> bool:
        """Whether the element itself states that this is a recipient."""
        return self.role in RECEIVED


@dataclass(slots=True)
class Correspondents:
    """The senders and recipients found; ``conflict`` is set if roles in the markup contradict the title."""

    senders: list[NamedCorrespondent]
    recipients: list[NamedCorrespondent]
    conflict: bool = False


def is_unknown(name: str) -> bool:
    """Return whether a name says that the person is not known: "unbekannt", "N. N.", "?"."""
    return bool(_UNKNOWN.fullmatch(name.strip(" []()<>?")))


def named_parties(parent: XmlElement) -> Iterator[NamedCorrespondent]:
    """Yield the correspondents in an element, without those who are stated to be unknown."""
    for element in parent.child_elements:
        if element.tag not in PARTY_TAGS:
            if element.tag in ("p", "ab", "seg", "choice", "reg", "listPerson", "particDesc", "list", "item"):
                yield from named_parties(element)
            continue
        party = _party(element)
        if (party.name or party.keys) and not (party.name and is_unknown(party.name)):
            yield party


def _party(element: XmlElement) -> NamedCorrespondent:
    """Return the correspondent in a name or an entry of persons, unknown or without a name as well."""
    named = element.find("persName", "orgName", "name") if element.tag in PERSON_TAGS else element
    parts = [element] if named is None or named is element else [element, named]
    keys = [key for part in parts for key in local_ids(part)]
    if element.tag in PERSON_TAGS and element.id:
        keys.append(element.id)
    role = next((value for part in parts for value in (part.get("role"), part.get("type")) if value), "")
    kind: PersonKind = (
        "group" if element.tag in _GROUP_TAGS or (named and named.tag == "orgName") else "person"
    )
    same_as = find_authority_uris(value for part in parts for value in pointers(part))
    name = printed_name(named) if named else ""
    return NamedCorrespondent(name, tuple(dict.fromkeys(keys)), kind, same_as, role.lower().lstrip("#"))


def described_correspondents(
    corresp_desc: XmlElement | None, header: XmlElement, titles: Iterable[str]
) -> Correspondents:
    """Return the correspondents of a letter, from the first source that names any.

    Those are the actions of the ``correspDesc``, the persons of the header by their roles, and the titles.

    Args:
        corresp_desc: the description, or None.
        header: the letter's header.
        titles: titles and headings of the letter ("A. Brandt to O. Berg, 4 March 1921").
    """
    printed = list(titles)
    found = _from_actions(corresp_desc, printed) if corresp_desc else Correspondents([], [])
    if not found.senders and not found.recipients:
        found = _from_roles(header)
    if not found.senders and not found.recipients and corresp_desc is None:
        found = next(filter(None, map(_from_title, printed)), found)
    return found


def _from_actions(corresp_desc: XmlElement, titles: list[str]) -> Correspondents:
    """Return the correspondents of the actions of a description, and of names beside the actions."""
    found = Correspondents([], [])
    for action in corresp_desc.child_elements:
        if action.tag != "correspAction":
            continue
        parties = list(named_parties(action))
        kind = (action.get("type") or "").lower()
        if kind in RECEIVED:
            found.recipients += parties
        elif kind in SENT or any(party.is_sender or party.is_recipient for party in parties):
            found.senders += parties
    direct = list(named_parties(corresp_desc))
    found.senders += [party for party in direct if party.is_sender]
    found.recipients += [party for party in direct if party.is_recipient]
    return found if found.recipients or len(found.senders) < 2 else _split(found.senders, titles)


def _split(parties: list[NamedCorrespondent], titles: list[str]) -> Correspondents:
    """Split parties of one action into senders and recipients: by a title that names both, or by their roles.

    Without either, all are senders.
    """
    by_role = Correspondents(
        [party for party in parties if not party.is_recipient],
        [party for party in parties if party.is_recipient],
    )
    for title in titles:
        match = _TITLE.fullmatch(title)
        if match is None:
            continue
        before = [party for party in parties if _is_named(party, match["sender"])]
        after = [party for party in parties if party not in before and _is_named(party, match["recipient"])]
        if before and after and len(before) + len(after) == len(parties):
            conflict = bool(by_role.recipients) and by_role.recipients != after
            return Correspondents(before, after, conflict)
    return by_role if by_role.senders and by_role.recipients else Correspondents(list(parties), [])


def _is_named(party: NamedCorrespondent, text: str) -> bool:
    """Return whether a text contains the last word of a correspondent's name, or all of it."""
    words, name = fold_name(text.replace(",", " ")).split(), fold_name(party.name).split()
    return bool(name) and (name[-1] in words or all(word in words for word in name))


def _from_roles(header: XmlElement) -> Correspondents:
    """Return the correspondents whose role a header states outside of ``correspDesc``."""
    found = Correspondents([], [])
    for parent in header.find_all("particDesc", "profileDesc", "sourceDesc"):
        for party in _with_roles(parent):
            side = found.senders if party.is_sender else found.recipients
            if (party.is_sender or party.is_recipient) and party not in side:
                side.append(party)
    return found


def _with_roles(parent: XmlElement) -> Iterator[NamedCorrespondent]:
    """Yield the persons in an element that have a role, without the names in their entries."""
    for element in parent.child_elements:
        if element.tag in PARTY_TAGS and (element.get("role") or element.tag not in PERSON_TAGS):
            party = _party(element)
            if (party.name or party.keys) and not (party.name and is_unknown(party.name)):
                yield party
        else:
            yield from _with_roles(element)


def _from_title(title: str) -> Correspondents | None:
    """Return the correspondents that a title names, as in "Anna Brandt to Otto Berg, 4 March"; or None."""
    match = _TITLE.fullmatch(title)
    if match is None:
        return None
    senders = _names(_LEAD.sub("", match["sender"], count=1))
    recipients = _names(match["recipient"])
    return Correspondents(senders, recipients) if senders and recipients else None


def _names(text: str) -> list[NamedCorrespondent]:
    """Return the persons named in a part of a title; empty if it does not look like names."""
    names = _AND.split(_END_OF_NAME.sub("", text.strip()).strip(" ,."))
    if not all(_looks_like_name(name) for name in names):
        return []
    return [NamedCorrespondent(name, (), "person", ()) for name in names if not is_unknown(name)]


def _looks_like_name(name: str) -> bool:
    """Return whether a part of a title is a name: few words without digits, of which two have capitals."""
    capitals = sum(word[0].isupper() for word in name.split())
    return bool(_NAME.fullmatch(name)) and capitals >= 2 and not _ARTICLE.match(name)
