"""The correspondents of a letter: from ``correspDesc``, roles in the header, or "X to Y" in a title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.model import PersonKind
from corpus.persons.authorities import find_authority_uris
from corpus.persons.transliteration import fold_name

from .index_files import PERSON_TAGS, printed_name
from .name_resolution import local_ids, pointers
from .stated_facts import labelled_facts, states_recipient, states_sender
from .xml_tree import XmlElement

PARTY_TAGS = ("persName", "orgName", "name", "rs", *PERSON_TAGS)
_GROUP_TAGS = ("orgName", "org", "personGrp")
_TO = r"to|an|à|au|aux|a|al|alla|aan|ad|к|ко"
_TITLE = re.compile(rf"(?P<sender>\S.*?)\s+(?:{_TO})\s+(?P<recipient>\S.*)")
_LETTER = (
    r"(?:letter|brief|schreiben|lettre|lettera|carta|epistola|epistula|письмо|telegram\w*|télégramme|телеграмма"
    r"|(?:post|air)?(?:karte|card)|postkarte|carte\spostale|cartolina|aerogram\w*|envelope|umschlag)"
)
_KIND = rf"(?:[^\W\d_]+\s+){{0,3}}?{_LETTER}(?:\s+(?:signed|unsigned|draft|copy))?"
"""The kind of a letter at the beginning of a title: "Copy Typed Letter Signed"."""
_LEAD = re.compile(rf"(?:{_KIND}\s+)?(?:(?:from|von|de|di|da|van|от)\s+|d['’])?", re.IGNORECASE)
_LETTER_TITLE = re.compile(
    rf"{_KIND}\s+(?:(?P<to>{_TO})|(?P<from>from|von|de|di|da|van|от))\s+(?P<name>\S.*)", re.IGNORECASE
)
"""A title that names one party: "Letter to Otto Berg"."""
_TITLE_LENGTH_MAX = 1_000
"""The characters of the longest title that may name correspondents."""
_KIND_FIRST = re.compile(rf"{_KIND}\s", re.IGNORECASE)
_SUPPLIED = re.compile(r"\[([^\W\d][^\]\d]*?)\??\]")
"""Words that the editors supply in brackets."""
_END_OF_NAME = re.compile(
    r"\s*(?:[;:|(\[]|,\s|\.\s(?=\[?\d)|\s[-–—]\s|\s(?:vom|on|dated|du|le|del|am)\s+\W?\d|\s\W?\d"
    r"|\s(?:with|mit|avec)\s).*\Z",
    re.DOTALL,
)
_AND = re.compile(rf"\s+(?:and|und|et|e|y|en|и|&)\s+(?:(?:{_TO})\s+)?")
_LIST = re.compile(r",\s+(?=[^,;.(\[]*(?:,[^,;.(\[]*)*\s(?:and|und|et|e|y|en|и|&)\s)")
"""A comma before the last name of several: "A. Berg, C. Dorn and E. Falk"."""
_NAME = re.compile(r"[^\W\d_][.’'\w-]*(?:\s+[^\W\d_][.’'\w-]*){0,6}")
_ARTICLE = re.compile(
    r"(?:the|an?|der|die|das|des|dem|eine?|le|la|les|une?|il|lo|el|los|het|een)\s", re.IGNORECASE
)
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

    ``name`` is "" if only ids are encoded. ``role`` is what the element itself states.
    """

    name: str
    keys: tuple[str, ...]
    kind: PersonKind
    same_as: tuple[str, ...]
    role: str = ""

    @property
    def is_sender(self) -> bool:
        """Whether the element itself states that this is a sender."""
        return states_sender(self.role)

    @property
    def is_recipient(self) -> bool:
        """Whether the element itself states that this is a recipient."""
        return states_recipient(self.role)


@dataclass(slots=True)
class Correspondents:
    """The senders and recipients found; ``conflict`` is set if roles in the markup contradict the title.

    ``is_forwarded`` is set if the description has the office that forwarded the letter as its sender.
    """

    senders: list[NamedCorrespondent]
    recipients: list[NamedCorrespondent]
    conflict: bool = False
    is_forwarded: bool = False


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
    name = printed_name(named).strip(" []?;") if named else ""
    return NamedCorrespondent(name, tuple(dict.fromkeys(keys)), kind, same_as, role.lstrip("#"))


def described_correspondents(
    corresp_desc: XmlElement | None, header: XmlElement, titles: Iterable[str]
) -> Correspondents:
    """Return the correspondents of a letter, from the first source that names any.

    Those are the actions of the ``correspDesc``, the persons of the header by their roles, and the titles. A
    title also names the party that the description leaves out, or for which it has the office that forwarded
    the letter; the author of the file is the sender of a letter of which only the recipient is stated.

    Args:
        corresp_desc: the description, or None.
        header: the letter's header.
        titles: titles and headings of the letter ("A. Brandt to O. Berg, 4 March 1921").
    """
    printed = [title for title in titles if len(title) <= _TITLE_LENGTH_MAX]
    found = _from_actions(corresp_desc, printed) if corresp_desc else Correspondents([], [])
    if not found.senders and not found.recipients:
        found = _from_roles(header)
    titled = next(filter(None, map(_from_title, printed)), None)
    if titled and corresp_desc is None and not found.senders and not found.recipients:
        found = titled
    elif titled and _agrees(found.recipients, titled.recipients):
        found = _with_title(found, titled, corresp_desc)
    if corresp_desc is None and not found.senders and states_letter(header):
        recipients = {fold_name(party.name) for party in found.recipients}
        found.senders = [party for party in _authors(header) if fold_name(party.name) not in recipients]
    return found


def states_letter(header: XmlElement) -> bool:
    """Return whether a header says that its text is a letter: by a recipient, or by the title."""
    statements = header.find_all("titleStmt")
    titles = (title.text for statement in statements for title in statement.find_all("title"))
    stated = _from_roles(header).recipients or any(role == "recipient" for role, _ in labelled_facts(header))
    short = (title for title in titles if len(title) <= _TITLE_LENGTH_MAX)
    return bool(stated) or any(map(_is_letter_title, short))


def _is_letter_title(title: str) -> bool:
    """Return whether a title begins with the kind of a letter and names a party."""
    return bool(_KIND_FIRST.match(title)) and (
        bool(_LETTER_TITLE.fullmatch(title)) or _from_title(title) is not None
    )


def _with_title(
    found: Correspondents, titled: Correspondents, corresp_desc: XmlElement | None
) -> Correspondents:
    """Return correspondents with those of a title in place of missing ones, and of an office as the sender.

    A party that the description states, even as unknown, is not missing.
    """
    senders, recipients = found.senders, found.recipients
    is_office = bool(senders) and all(party.kind == "group" for party in senders)
    is_office = is_office and bool(titled.senders) and not _agrees(senders, titled.senders)
    if is_office or not (senders or _states_party(corresp_desc, states_sender)):
        senders = titled.senders
    if not recipients and not _states_party(corresp_desc, states_recipient):
        recipients = titled.recipients
    return Correspondents(senders, recipients, found.conflict, is_office)


def _agrees(parties: list[NamedCorrespondent], others: list[NamedCorrespondent]) -> bool:
    """Return whether one of some parties may be among other parties; true if either are not named."""
    named = [party for party in parties if party.name]
    if not named or not others:
        return True
    return any(
        _is_named(party, other.name) or _is_named(other, party.name) for party in named for other in others
    )


def _states_party(corresp_desc: XmlElement | None, is_side: Callable[[str], bool]) -> bool:
    """Return whether an action of one side, by its type, names anybody, even as unknown."""
    actions = corresp_desc.child_elements if corresp_desc else []
    stated = (action for action in actions if is_side(action.get("type") or ""))
    return any(action.find(*PARTY_TAGS) for action in stated)


def _authors(header: XmlElement) -> list[NamedCorrespondent]:
    """Return the authors that the title statement of a header names."""
    statement = header.find("titleStmt")
    authors = statement.find_all("author") if statement else ()
    return [party for author in authors for party in stated_parties(author)]


def _from_actions(corresp_desc: XmlElement, titles: list[str]) -> Correspondents:
    """Return the correspondents of the actions of a description, and of names beside the actions."""
    found = Correspondents([], [])
    for action in corresp_desc.child_elements:
        if action.tag != "correspAction":
            continue
        parties = list(named_parties(action))
        kind = action.get("type") or ""
        if states_recipient(kind):
            found.recipients += parties
        elif states_sender(kind) or any(party.is_sender or party.is_recipient for party in parties):
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
    for role, element in labelled_facts(header):
        if role in ("sender", "recipient") and element.tag not in PARTY_TAGS:
            side = found.senders if role == "sender" else found.recipients
            side += stated_parties(element)
    return found


def stated_parties(element: XmlElement) -> list[NamedCorrespondent]:
    """Return the correspondents that an element states, by names in it or its words; empty if unknown."""
    parties = list(named_parties(element)) or [_party(element)]
    return [party for party in parties if party.name and not is_unknown(party.name)]


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
    """Return the correspondents that a title names, as in "Anna Brandt to Otto Berg, 4 March"; or None.

    A title may name the recipient or the sender alone: "Letter to Otto Berg".
    """
    if single := _LETTER_TITLE.fullmatch(title):
        names = _names(single["name"])
        if names and not (single["from"] and _TITLE.fullmatch(single["name"])):
            return Correspondents([], names) if single["to"] else Correspondents(names, [])
    match = _TITLE.fullmatch(title)
    if match is None:
        return None
    senders = _names(_LEAD.sub("", match["sender"], count=1))
    recipients = _names(match["recipient"])
    return Correspondents(senders, recipients) if senders and recipients else None


def _names(text: str) -> list[NamedCorrespondent]:
    """Return the persons named in a part of a title; empty if it does not look like names."""
    text = _SUPPLIED.sub(r"\1", text.strip())
    for parts in (_LIST.split(text), [text]):
        names = [name for part in parts for name in _AND.split(_END_OF_NAME.sub("", part).strip(" ,."))]
        if all(map(_looks_like_name, names)):
            return [NamedCorrespondent(name, (), "person", ()) for name in names if not is_unknown(name)]
    return []


def _looks_like_name(name: str) -> bool:
    """Return whether a part of a title is a name: few words without digits, of which two have capitals."""
    capitals = sum(word[0].isupper() for word in name.split())
    return bool(_NAME.fullmatch(name)) and capitals >= 2 and not _ARTICLE.match(name)
