"""Aliases: former ids of renamed units and persons, so that an old id still leads to the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple


class RecordIdentity(NamedTuple):
    """The properties by which a unit or person is recognised in two generations.

    The ``number`` of a person is what identifies the person in authority files, the ``text`` the name.
    """

    id: str
    edition: str
    kind: str
    parent: str | None
    number: str | None
    text: str


Key = Callable[[RecordIdentity, str | None], Hashable | None]
"""Returns what must be equal in both generations, or None if the key does not apply; called with the unit and
the current id of its parent."""


def find_aliases(
    removed: Sequence[RecordIdentity],
    added: Sequence[RecordIdentity],
    inherited: Mapping[str, str],
    ids: Iterable[str],
) -> dict[str, str]:
    """Return the former ids of renamed units, each mapped to the unit's current id.

    A renamed unit has the edition and kind of the former one and the same parent, number and text; if no unit
    has, the same text; if none has, the same parent and number and, for a note, half of the words. Ambiguous
    matches are ignored. Units with a parent are compared after their parents. An inherited alias is dropped
    if its unit no longer exists or a current unit has its id.

    Args:
        removed: units of the previous generation whose ids no longer exist.
        added: current units whose ids are new.
        inherited: the aliases of the previous generation.
        ids: all current ids.
    """
    aliases: dict[str, str] = {}
    for has_parent in (False, True):
        for key in _KEYS:
            previous = _by_key((unit for unit in removed if unit.id not in aliases), key, aliases, has_parent)
            matched = set(aliases.values())
            current = _by_key((unit for unit in added if unit.id not in matched), key, {}, has_parent)
            aliases |= {
                former[0].id: current[value][0].id
                for value, former in previous.items()
                if len(former) == len(current.get(value, ())) == 1 and _agree(former[0], current[value][0])
            }
    current_ids = set(ids)
    updated = {alias: aliases.get(id, id) for alias, id in inherited.items()}
    return aliases | {
        alias: id for alias, id in updated.items() if id in current_ids and alias not in current_ids
    }


def _by_key(
    units: Iterable[RecordIdentity], key: Key, renamed: Mapping[str, str], has_parent: bool
) -> dict[Hashable, list[RecordIdentity]]:
    """Group units by the value of a key; units whose value is None are left out.

    Args:
        renamed: current ids of renamed parents, by former id.
        has_parent: whether only the units with a parent are grouped, or only those without.
    """
    groups: dict[Hashable, list[RecordIdentity]] = defaultdict(list)
    for unit in units:
        value = key(unit, renamed.get(unit.parent, unit.parent) if unit.parent else None)
        if value is not None and bool(unit.parent) == has_parent:
            groups[value].append(unit)
    return groups


def _agree(former: RecordIdentity, current: RecordIdentity) -> bool:
    """Return whether a note may be a former one: half of the words of the shorter text are in both."""
    words, others = set(former.text.split()), set(current.text.split())
    return not former.parent or 2 * len(words & others) >= min(len(words), len(others))


_KEYS: tuple[Key, ...] = (
    lambda unit, parent: (unit.edition, unit.kind, parent, unit.number, unit.text) if unit.text else None,
    lambda unit, _: (unit.edition, unit.kind, unit.text) if unit.text else None,
    lambda unit, parent: (unit.edition, unit.kind, parent, unit.number) if unit.number else None,
)
