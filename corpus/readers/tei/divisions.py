"""The divisions of a letter's text by what they hold: its text, other versions of it, or editors' words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Final, Literal

from .accounting import count_words
from .header import stated_language
from .xml_tree import XmlElement

DivisionRole = Literal[
    "text", "original", "print", "normalized text", "translation", "commentary", "notes", "abstract", "index"
]
REGISTER_TAGS: Final = frozenset(
    ("listPerson", "listPlace", "listOrg", "listEvent", "listObject", "listBibl", "particDesc", "settingDesc")
)
"""Lists of entries to which names in the text refer."""
DIVISION_TAGS: Final = ("div", *(f"div{n}" for n in range(8)))
"""A division and the numbered divisions, which are the same."""
LETTER_TYPES: Final = frozenset(
    ("letter", "brief", "lettre", "lettera", "carta", "epistola", "epistula", "письмо")
)
"""Types, in lower case, of the texts and divisions that are letters."""
_DIVISION_TAGS: Final = frozenset((*DIVISION_TAGS, "text", "body", "group", "floatingText", "ab"))
_WORD: Final = re.compile(r"[^\W\d_]+")
_CAMEL: Final = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_ROLES: Final[tuple[tuple[DivisionRole, re.Pattern[str]], ...]] = (
    ("translation", re.compile(r"\b(?:transl|übersetz|uebersetz|traduc|traduz|vertal|перевод)")),
    ("normalized text", re.compile(r"normali[sz]|regulari[sz]|moderni[sz]|\blese(?:text|fassung)"
                                   r"|\breading ?text")),
    ("notes", re.compile(r"\b(?:foot|end)?notes\b|anmerkungen|fu(?:ß|ss)noten|\bannotations\b|примечани")),
    ("commentary", re.compile(r"comment|kommentar|apparat|explanat|erläuter|erlaeuter|editor|textkrit"
                              r"|überlieferung|\bintroduct|\beinleitung|bibliograph|комментари")),
    ("abstract", re.compile(r"^(?:abstract|summary|regest\w*|résumé|resume|zusammenfassung|sommario)$")),
    ("index", re.compile(r"^(?:index|register|imprint|colophon|toc|contents)$")),
    ("original", re.compile(r"\b(?:original|transcri|transkri|diplomat|manuscript)")),
    ("print", re.compile(r"^(?:print|printed|druck)$")),
)  # fmt: skip
_VERSIONS: Final[tuple[DivisionRole, ...]] = ("translation", "normalized text")
"""Versions that are left out beside another one, the first kind first."""

_LEFT_OUT: Final[tuple[DivisionRole, ...]] = ("commentary", "abstract", *_VERSIONS)


@dataclass(slots=True)
class LetterDivisions:
    """The divisions of a letter's text that are not simply part of it.

    ``roles`` maps ``id()`` of a division to what it holds; ``language`` is the declared language of the text
    that remains, if the letter has other versions; ``is_abstract`` is set if only an abstract remains.
    """

    roles: dict[int, DivisionRole] = field(default_factory=dict)
    language: str | None = None
    is_abstract: bool = False

    def role(self, element: XmlElement) -> DivisionRole:
        """Return what a division holds; "text" for all other elements."""
        return self.roles.get(id(element), "text")


def classify_divisions(text: XmlElement) -> LetterDivisions:
    """Classify the divisions of a letter's text by their types.

    Of several versions the original is the text, else the printed, the normalised, the first translation: a
    letter of which only a translation is known has that as its text, and one of which there is only an
    abstract has the abstract.
    """
    typed = [*_typed_divisions(text), *((element, "translation") for element in translations(text))]
    divisions = LetterDivisions({id(element): role for element, role in typed if role in ("notes", "index")})
    for role in _LEFT_OUT:
        found = {id(element): role for element, typed_role in typed if typed_role == role}
        if found and not _has_text(text, found.keys() | divisions.roles.keys()):
            divisions.is_abstract = divisions.is_abstract or role == "abstract"
            found = dict(list(found.items())[1:]) if role in _VERSIONS else {}
        divisions.roles |= found
    if any(role == "original" for _, role in typed):
        divisions.roles |= {id(element): role for element, role in typed if role == "print"}
    if {*_VERSIONS, "print"} & set(divisions.roles.values()):
        divisions.language = _language(text, divisions)
    return divisions


def letter_divisions(text: XmlElement) -> list[XmlElement]:
    """Return the divisions of a text whose type is that of a letter."""
    return [div for div in text.find_all(*DIVISION_TAGS) if (div.get("type") or "").lower() in LETTER_TYPES]


def translations(text: XmlElement) -> list[XmlElement]:
    """Return the divisions that are the letter once more, in another language than that of the first.

    Those have the images of the same pages, or as many paragraphs.
    """
    letters = letter_divisions(text)
    language = stated_language(letters[0]) if letters else None
    originals = [div for div in letters if stated_language(div) == language]
    others = [div for div in letters if language and (stated_language(div) or language) != language]
    return [div for div in others if any(_is_parallel(div, original) for original in originals)]


def _is_parallel(div: XmlElement, other: XmlElement) -> bool:
    """Return whether two divisions have an image of a page in common, or as many paragraphs."""
    pages, others = ({page.get("facs") for page in part.find_all("pb")} - {None} for part in (div, other))
    if pages and others:
        return bool(pages & others)
    return len(list(div.find_all("p"))) == len(list(other.find_all("p")))


def division_role(element: XmlElement) -> DivisionRole:
    """Return what the type of a division says that it holds; "text" if it says nothing of the kind."""
    if element.tag not in _DIVISION_TAGS:
        return "text"
    for name in ("type", "subtype"):
        words = " ".join(_WORD.findall(_CAMEL.sub(" ", element.get(name) or ""))).lower()
        role = next((role for role, pattern in _ROLES if pattern.search(words)), None) if words else None
        if role:
            return role
    return (
        "notes" if element.tag == "div" and not element.get("type") and _has_only_notes(element) else "text"
    )


def _typed_divisions(element: XmlElement) -> Iterator[tuple[XmlElement, DivisionRole]]:
    """Yield the outermost divisions with a role, and those inside an original or a print, with the roles."""
    for child in element.child_elements:
        role = division_role(child)
        if role != "text":
            yield child, role
        if role in ("text", "original", "print"):
            yield from _typed_divisions(child)


def _has_only_notes(element: XmlElement) -> bool:
    """Return whether all words of a division are in notes, apart from its heading."""
    return element.find("note") is not None and not any(_direct_words(element, frozenset()))


def _has_text(text: XmlElement, excluded: Set[int]) -> bool:
    """Return whether a text has words of its own outside of the excluded divisions."""
    return any(_direct_words(text, excluded))


def _direct_words(element: XmlElement, excluded: Set[int]) -> Iterator[str]:
    """Yield the pieces of text with words in an element, without notes, headings and excluded divisions."""
    for child in element.children:
        if isinstance(child, str):
            if child.strip():
                yield child
        elif child.tag not in ("note", "head", "fw", *REGISTER_TAGS) and id(child) not in excluded:
            yield from _direct_words(child, excluded)


def _language(text: XmlElement, divisions: LetterDivisions) -> str | None:
    """Return the only language declared for the divisions that remain; None if there are several or none."""
    declared = set(_languages(text, divisions))
    return declared.pop() if len(declared) == 1 else None


def _languages(element: XmlElement, divisions: LetterDivisions) -> Iterator[str]:
    """Yield the outermost languages declared for divisions with text of the letter."""
    for child in element.child_elements:
        if child.tag in _DIVISION_TAGS and divisions.role(child) == "text" and count_words(child):
            language = stated_language(child)
            if language:
                yield language
            else:
                yield from _languages(child, divisions)
