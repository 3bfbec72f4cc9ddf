"""The calendar's register of persons, and their biographies put together from facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from corpus.model import Paragraph, Person, PersonKind, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.unit_id import biography_id

from .nodes import Sheet, Value
from .validation import entries

Entry = dict[str, Value]


def merge_persons(sheets: Iterable[Sheet]) -> list[tuple[Entry, str, int]]:
    """All persons by id, each with file and line; of one listed twice the entry that says more is taken."""
    found: dict[str, tuple[Entry, str, int]] = {}
    for sheet in sheets:
        for place, entry in entries(sheet, "persons"):
            known = found.get(cast("str", entry["id"]))
            if known is None or len(str(entry)) > len(str(known[0])):
                found[cast("str", entry["id"])] = (entry, sheet.path.name, sheet.line(place))
    return sorted(found.values(), key=lambda one: cast("str", one[0]["id"]))


def make_person(entry: Entry, edition: str) -> Person:
    """The entry as a person of the register."""
    name = cast("str", entry["name"])
    kind = cast("PersonKind", entry.get("kind", "person"))
    return Person(
        id=cast("str", entry["id"]),
        name=name,
        display=display_name(name, kind),
        kind=kind,
        variants=tuple(_variants(entry)),
        dates=cast("str | None", entry.get("dates")),
        biography=biography_id(edition, cast("str", entry["id"])) if entry.get("roles") else None,
        members=tuple(cast("list[str]", entry.get("members") or [])),
    )


def make_biography(entry: Entry, edition: str, line: int) -> Unit:
    """The entry as a biography: full name, dates, roles."""
    id, name = cast("str", entry["id"]), cast("str", entry["name"])
    return make_entry(edition, "biography", id, name, (Paragraph(_sentence(entry), line=line),), "Persons")


def _variants(entry: Entry) -> Iterator[str]:
    named = [entry.get("full"), entry.get("russian"), *cast("list[str]", entry.get("variants") or [])]
    seen = {entry["name"]}
    for variant in named:
        if variant and variant not in seen:
            seen.add(variant)
            yield cast("str", variant)


def _sentence(entry: Entry) -> str:
    head = cast("str", entry.get("full") or display_name(cast("str", entry["name"])))
    facts = ", ".join(str(fact) for fact in (entry.get("russian"), entry.get("dates")) if fact)
    roles = "; ".join(cast("list[str]", entry["roles"]))
    return f"{head}{f' ({facts})' if facts else ''}. {roles[:1].upper()}{roles[1:]}.".replace("..", ".")
