"""Ids that units have given up: each leads to the unit that was cited by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple


class UnitIdentity(NamedTuple):
    """What a unit is known by, in one generation and the next."""

    id: str
    edition: str
    kind: str
    parent: str | None
    number: str | None
    text: str


Key = Callable[[UnitIdentity, str | None], Hashable | None]
"""What two generations of a unit have in common; the parent is given by the id that it has now."""


def find_aliases(
    gone: Sequence[UnitIdentity],
    fresh: Sequence[UnitIdentity],
    inherited: Mapping[str, str],
    ids: Iterable[str],
) -> dict[str, str]:
    """Return the ids given up, each with the id that the same unit has now.

    Units are the same by kind, number and text; else by kind and text; else by kind and number; those that
    two could be are nobody's. What stands under a document is compared after it.

    Args:
        gone: the units before whose ids no unit has any more.
        fresh: the units now whose ids no unit had before.
        inherited: the aliases of the generation before.
        ids: all ids now.
    """
    found: dict[str, str] = {}
    for is_part in (False, True):
        for key in _KEYS:
            before = _by_key((one for one in gone if one.id not in found), key, found, is_part)
            taken = set(found.values())
            now = _by_key((one for one in fresh if one.id not in taken), key, {}, is_part)
            found |= {
                ids[0]: now[same][0]
                for same, ids in before.items()
                if len(ids) == 1 and len(now.get(same, ())) == 1
            }
    there = set(ids)
    carried = {alias: found.get(id, id) for alias, id in inherited.items()}
    return found | {alias: id for alias, id in carried.items() if id in there and alias not in there}


def _by_key(
    units: Iterable[UnitIdentity], key: Key, renamed: Mapping[str, str], is_part: bool
) -> dict[Hashable, list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for one in units:
        same = key(one, renamed.get(one.parent, one.parent) if one.parent else None)
        if same is not None and bool(one.parent) == is_part:
            groups[same].append(one.id)
    return groups


_KEYS: tuple[Key, ...] = (
    lambda one, parent: (one.edition, one.kind, parent, one.number, one.text) if one.text else None,
    lambda one, _: (one.edition, one.kind, one.text) if one.text else None,
    lambda one, parent: (one.edition, one.kind, parent, one.number) if one.number else None,
)
