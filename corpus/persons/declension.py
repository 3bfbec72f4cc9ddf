"""Names in the cases in which a query of another language puts them: "Schnitzlers", "Сталину", "Кагановича".

A name in a case is led back to the forms that it can have in the nominative; which of them is a name, the
caller knows. No lists of names are needed: the endings of a language are a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Flag, auto
from functools import lru_cache
from typing import Final


class Case(Flag):
    """Cases of a name; a form can have several."""

    GENITIVE = auto()
    DATIVE = auto()
    INSTRUMENTAL = auto()
    OTHER = auto()


GENITIVE, DATIVE, INSTRUMENTAL, OTHER = Case.GENITIVE, Case.DATIVE, Case.INSTRUMENTAL, Case.OTHER


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending with the endings that the nominative can have instead, and with its case or cases."""

    ending: str
    nominative: tuple[str, ...]
    case: Case


def _endings(table: str) -> tuple[Ending, ...]:
    """Read lines of endings, nominative endings ("-" for none) and initials of cases; longest first."""
    cases = {"G": GENITIVE, "D": DATIVE, "I": INSTRUMENTAL, "O": OTHER}
    rows = (line.split() for line in table.strip().splitlines())
    endings = []
    for ending, nominative, initials in rows:
        case = Case(0)
        for initial in initials:
            case |= cases[initial]
        endings.append(Ending(ending, tuple(nominative.replace("-", "").split("/")), case))
    return tuple(sorted(endings, key=lambda each: -len(each.ending)))


ENDINGS: Final[Mapping[str, tuple[Ending, ...]]] = {
    "de": _endings("""
        s   -   G
        es  -   G
        ens e   G
        ns  -   G
        """),
    "ru": _endings("""
        а   -/о      G
        я   ь/й      G
        у   -/о      D
        ю   ь/й      D
        ом  -/о      I
        ем  -/ь/й/е  I
        ём  ь/й      I
        ым  -        I
        им  -        I
        е   -/ь/й    O
        ого ый/ой/ий G
        его ий       G
        ому ый/ой/ий D
        ему ий       D
        им  ий/ый    I
        ым  ый/ой    I
        ом  ый/ой/ий O
        ой  а        GDI
        ей  а/я      GDI
        ой  ая       GDI
        ей  яя       GDI
        ы   а        G
        и   а/я/ь/ия GD
        е   а/я      D
        у   а        O
        ю   я        O
        ую  ая       O
        ою  а        I
        """),
}
"""The endings of the cases of names, by language; those that are missing decline no names."""
STEM_LEAST: Final = 2
"""The fewest letters of a name before an ending."""
_VOWELS: Final = "аеёиоуыэюяь"


@lru_cache(maxsize=4096)
def nominatives(word: str, language: str) -> tuple[tuple[str, Case], ...]:
    """Return the nominatives that a folded word can be a case of, each with its case; the likeliest first."""
    return tuple(_nominatives(word, language))


def _nominatives(word: str, language: str) -> Iterator[tuple[str, Case]]:
    for each in ENDINGS.get(language, ()):
        if not word.endswith(each.ending) or len(word) < len(each.ending) + STEM_LEAST:
            continue
        stem = word[: -len(each.ending)]
        for ending in each.nominative:
            yield stem + ending, each.case
            if not ending and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS.replace("ь", ""):
                for vowel in "ео":  # a vowel that only the nominative has: Павел, Павла; Лев, Льва
                    yield stem[:-1].rstrip("ь") + vowel + stem[-1], each.case
