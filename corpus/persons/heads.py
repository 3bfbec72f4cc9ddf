"""Senders and recipients parsed from document headings: "Petrov and Ivanov to Sidorov"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import PersonKind
from corpus.persons.names import is_group, strip_title

_MARKUP = re.compile(r"<sup>.*?</sup>|</?\w+/?>|[*_#\\\u00ad]")
_MEDIUM = re.compile(
    r"(?P<medium>(?:[\w-]+\s)?(?:cipher|letter|telegram|phonegram|note|memorandum|postcard|report|message))\s+"
    r"(?:(?P<order>from)\s+|(?P<inverse>to)\s+(?P<recipients>.+?)\s+from\s+)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s+\((?:(?:for|copy to|copies to|and|via)\s+)?(?P<content>[^()]*(?:\([^()]*\))?[^()]*)\)"
)
_SEPARATOR = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+and\s+|\s*&\s*")
_PREFIX = re.compile(r"(?:(?:for|to|the|all|other|some)\s+)+", re.IGNORECASE)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-я]"
_WORD_OF_NAME = rf"(?:{_CAPITAL}\w*(?:[-'’]\w+)*\.?(?:-?{_CAPITAL}\w{{0,2}}\.)*|von|van|de|der|di|du|la|le|y)"
_NAME = re.compile(rf"{_WORD_OF_NAME}(?:\s{_WORD_OF_NAME}){{0,4}}")
_NO_NAMES = frozenset(("regards", "greetings", "welcome", "thanks", "hello", "best", "letters", "according"))
_MAX_HEAD_LENGTH = 240


@dataclass(frozen=True, slots=True)
class HeadParty:
    """A sender or recipient named in a heading: a person, or a group such as "members of the Politburo"."""

    name: str
    kind: PersonKind = "person"


@dataclass(frozen=True, slots=True)
class CorrespondenceHead:
    """A parsed document heading; ``medium`` is in lower case ("cipher"), or None if it states none."""

    senders: tuple[HeadParty, ...]
    recipients: tuple[HeadParty, ...]
    medium: str | None = None


def parse_correspondence_head(text: str) -> CorrespondenceHead | None:
    """Parse "Petrov and Ivanov to Sidorov (for members of the Board)"; None if the text is not a heading.

    The lines of a heading must be joined first. Names in brackets are further senders or recipients. A text
    of more than ``_MAX_HEAD_LENGTH`` characters is not a heading.
    """
    line = re.sub(r"\s+", " ", _MARKUP.sub("", text)).strip(" \t·•-–—")
    if len(line) > _MAX_HEAD_LENGTH:
        return None
    medium = _MEDIUM.match(line)
    rest = line[medium.end() :] if medium else line
    if medium and medium["inverse"]:
        senders, recipients = rest, medium["recipients"]
    else:
        senders, to, recipients = rest.partition(" to ")
        if not to:
            return None
    parties = _parties(senders), _parties(recipients)
    if not all(parties) or parties[0][0].name.split()[0].lower() in _NO_NAMES:
        return None
    return CorrespondenceHead(*parties, medium["medium"].lower() if medium else None)


def _parties(text: str) -> tuple[HeadParty, ...]:
    """Parse a list of names, each once; empty if any part of the list is not a name."""
    asides = [match["content"] for match in _ASIDE.finditer(text)]
    lists = [_SEPARATOR.split(part) for part in (_ASIDE.sub("", text), *asides)]
    parties = [_party(name.strip(" .")) for names in lists for name in names if name.strip(" .")]
    valid = [party for party in parties if party]
    return tuple(dict.fromkeys(valid)) if len(valid) == len(parties) else ()


def _party(name: str) -> HeadParty | None:
    """Classify a name as a group or a person; None if it is neither."""
    bare = strip_title(_PREFIX.sub("", name, count=1) if _PREFIX.match(name) else name)
    if is_group(bare) and len(bare.split()) <= 10:
        return HeadParty(_group_name(bare), "group")
    return HeadParty(bare) if _NAME.fullmatch(bare) else None


def _group_name(name: str) -> str:
    """Normalise a group's name: "Members", "Editors" or "Secretaries" at the start becomes lower case."""
    first, _, rest = name.partition(" ")
    return (
        f"{first.lower()} {rest}".strip() if first.lower() in ("members", "editors", "secretaries") else name
    )
