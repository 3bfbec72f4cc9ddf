"""Senders and recipients in a plain-language query ("Stalin to Kaganovich", "letters from Molotov")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.model import Person
from corpus.text.analysis import STOP_WORDS, tokens
from search.query.lexicon import Lexicon

Role = Literal["sender", "recipient"]

_FIRST, _LAST = 0xE000, 0xF8FF
"""Range of private-use characters that replace person names, so that the patterns need not match names."""
_PERSON = rf"(?:(?:[Cc]omrades?|[Cc]om\.|[Tt]ov\.|[Mm]rs?\.?)\s+)?[{chr(_FIRST)}-{chr(_LAST)}]"
_START = rf"\A[^\w{chr(_FIRST)}-{chr(_LAST)}]*"
_PEOPLE = rf"{_PERSON}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*){_PERSON})*"
_LETTER = r"(?:letter|telegram|cipher|phonegram|wire|cable|message|memorandum|memo)s?"
_ANSWER = (
    r"(?:repl(?:y|ies)|answers?|reports?|appeals?|instructions?|orders?|directives?|proposals?|requests?)"
)
_WRITES = (
    r"(?:wr(?:ites?|ote|itten|iting)|telegraph(?:s|ed)?|cabl(?:es?|ed)|wir(?:es?|ed)|repl(?:y|ies|ied)|"
    r"answer(?:s|ed)?|report(?:s|ed)?)"
)
_DATED = r"(?:\s*,?\s*(?:(?:of|on|dated)\s+)?(?:[A-Za-z]+\s+)?\d[^?;]{0,24}?)?"
_TO = rf"\s+to\s+(?P<recipient>{_PEOPLE})"
_INITIAL = re.compile(r"\b\w(?=\.)")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_START}(?P<sender>{_PEOPLE}){_TO}",
        rf"{_START}[Ff]rom\s+(?P<sender>{_PEOPLE})",
        rf"\b[Ff]rom\s+(?P<sender>{_PEOPLE}){_TO}",
        rf"\b(?i:{_LETTER}|{_ANSWER})\b[^?;]{{0,60}}?\bfrom\s+(?P<sender>{_PEOPLE})(?:{_DATED}{_TO})?",
        rf"(?P<sender>{_PEOPLE})[’']s?\s+(?:\w+\s+){{0,2}}?(?i:{_LETTER})\b(?:{_DATED}{_TO})?",
        rf"(?P<sender>{_PEOPLE})[’']s?\s+(?:\w+\s+){{0,2}}?(?i:{_ANSWER})\b{_DATED}{_TO}",
        rf"\b(?i:{_LETTER}|{_ANSWER})\b{_DATED}{_TO}",
        rf"(?P<sender>{_PEOPLE})\s+{_WRITES}(?:\s+back)?{_TO}",
    )
)


@dataclass(frozen=True, slots=True)
class QueryCorrespondent:
    """A sender or recipient that a query names; ``printed`` is the name as written in the query."""

    role: Role
    printed: str
    person: Person


def find_correspondents(text: str, lexicon: Lexicon) -> tuple[QueryCorrespondent, ...]:
    """Find the senders and recipients in a query, each once; persons mentioned without a role are omitted.

    Lower-case names are recognised too.
    """
    persons, outline = _replace_names(text, lexicon)
    correspondents: dict[tuple[Role, str], QueryCorrespondent] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(outline):
            for correspondent in _correspondents(match, persons):
                correspondents.setdefault((correspondent.role, correspondent.person.id), correspondent)
    return tuple(correspondents.values())


def _correspondents(
    match: re.Match[str], persons: dict[str, tuple[str, Person]]
) -> Iterator[QueryCorrespondent]:
    """Yield the senders, then the recipients, in a match of a pattern."""
    roles: tuple[Role, ...] = ("sender", "recipient")
    for role in roles:
        for placeholder in match.groupdict().get(role) or "":
            if placeholder in persons:
                yield QueryCorrespondent(role, *persons[placeholder])


def _replace_names(text: str, lexicon: Lexicon) -> tuple[dict[str, tuple[str, Person]], str]:
    """Replace each person name in a text by one placeholder character.

    Returns:
        The (name, person) of each placeholder, and the text with placeholders.
    """
    bare = re.sub(f"[{chr(_FIRST)}-{chr(_LAST)}]", " ", text)
    persons: dict[str, tuple[str, Person]] = {}
    outline, end = "", 0
    for start, stop, id in lexicon.person_index.find_mentions(_capitalised(bare, lexicon)):
        person = lexicon.person_index.get(id)
        if person and len(persons) <= _LAST - _FIRST:
            placeholder = chr(_FIRST + len(persons))
            persons[placeholder] = (text[start:stop], person)
            outline += bare[end:start] + placeholder
            end = stop
    return persons, outline + bare[end:]


def _capitalised(text: str, lexicon: Lexicon) -> str:
    """Return a text with lower-case names and initials capitalised for recognition; offsets are the same."""
    characters = list(text)
    names = [token for token in tokens(text) if token.word in lexicon.names and token.word not in STOP_WORDS]
    for start in (*(token.start for token in names), *(match.start() for match in _INITIAL.finditer(text))):
        capital = text[start].upper()
        if len(capital) == 1:
            characters[start] = capital
    return "".join(characters)
