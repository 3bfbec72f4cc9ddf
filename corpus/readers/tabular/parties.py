"""The names of senders and recipients: from one column, or put together from columns for parts of names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from corpus.persons.names import is_group

from .columns import LetterRow

Role = Literal["sender", "recipient"]
_PARTS: Final = ("surname", "forename", "patronymic", "title", "suffix")
_AND: Final = re.compile(r"\s+(?:and|und|et|and|и|y|e|en|&)\s+")
_NAME_WORD: Final = r"(?:[^\W\d_a-zß-öø-ÿа-я][\w.'’-]*|von|van|de|der|di|du|la)"
_FULL_NAME: Final = re.compile(rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{1,4}}")
_MAIDEN_NAME: Final = re.compile(r"(?P<born>(?:née?|geb\.|born|урожд\.)\s[^,]+),\s*(?P<forename>.+)")


@dataclass(frozen=True, slots=True)
class Party:
    """A correspondent's name, and the URI or id that the row gives, "" if none."""

    name: str
    id: str = ""


def parties(row: LetterRow, role: Role) -> tuple[Party, ...]:
    """Return the correspondents of a row, in order."""
    names = tuple(_names(row, role))
    ids = row.values_of(f"{role}_id")
    if len(ids) != len(names):
        ids = ("",) * len(names)
    return tuple(Party(name, id) for name, id in zip(names, ids, strict=True))


def is_complete(row: LetterRow, role: Role) -> bool:
    """Return whether the columns for parts of names and ids have as many values as there are names."""
    names = len(tuple(_names(row, role)))
    counts = {len(row.values_of(f"{role}_{part}")) for part in (*_PARTS, "id")} - {0}
    return counts <= {names}


def _names(row: LetterRow, role: Role) -> Iterable[str]:
    """Yield the names of a row's correspondents, each from its parts if there are columns for these."""
    whole = row.values_of(role)
    parts = {part: row.values_of(f"{role}_{part}") for part in _PARTS}
    if whole and not parts["surname"] and parts["forename"]:
        parts["surname"], whole = whole, ()
    elif whole and parts["surname"] and not parts["forename"]:
        parts["forename"], whole = whole, ()
    if whole:
        return (name for value in whole for name in split_names(value))
    count = max(map(len, parts.values()))
    return (
        _join_parts({part: values[position] for part, values in parts.items() if position < len(values)})
        for position in range(count)
    )


def split_names(value: str) -> tuple[str, ...]:
    """Split "Anna Brandt and Otto Berg" into names, if all parts are full names of persons.

    "John and Mary Smith", "Smith & Sons" and names of bodies stay whole.
    """
    names = tuple(_AND.split(value))
    are_full = all(_FULL_NAME.fullmatch(name) and not is_group(name) for name in names)
    return names if len(names) > 1 and are_full else (value,)


def _join_parts(parts: dict[str, str]) -> str:
    """Return an inverted name made of its parts: "Sheffield (née Newbolt), Lady Julia Brigida"."""
    surname, forename = parts.get("surname", ""), parts.get("forename", "")
    maiden = _MAIDEN_NAME.fullmatch(forename)
    if maiden:
        surname, forename = f"{surname} ({maiden['born']})", maiden["forename"]
    given = " ".join(filter(None, (parts.get("title"), forename, parts.get("patronymic"))))
    return ", ".join(filter(None, (surname, given, parts.get("suffix"))))
