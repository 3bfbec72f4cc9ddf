"""A calendar's person entries as persons, and as biographies composed of their facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from corpus.model import Paragraph, Person, PersonKind, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.readers.yaml_files import Value, YamlFile
from corpus.unit_id import biography_id

from .validation import entries

PersonEntry = dict[str, Value]


def merge_persons(files: Iterable[YamlFile]) -> list[tuple[PersonEntry, str, int]]:
    """Return all person entries sorted by id, each with file name and line.

    If several files list a person, the longest entry is returned.
    """
    persons: dict[str, tuple[PersonEntry, str, int]] = {}
    for file in files:
        for key_path, entry in entries(file, "persons"):
            known = persons.get(cast("str", entry["id"]))
            if known is None or len(str(entry)) > len(str(known[0])):
                persons[cast("str", entry["id"])] = (entry, file.path.name, file.line(key_path))
    return sorted(persons.values(), key=lambda person: cast("str", person[0]["id"]))


def make_person(entry: PersonEntry, edition: str) -> Person:
    """Return an entry as a person of the person index; only an entry with roles has a biography."""
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


def make_biography(entry: PersonEntry, edition: str, line: int) -> Unit:
    """Return an entry as a biography: full name, original name, dates and roles, which it must have."""
    id, name = cast("str", entry["id"]), cast("str", entry["name"])
    return make_entry(
        edition, "biography", id, name, (Paragraph(_biography_text(entry), line=line),), "Persons"
    )


def _variants(entry: PersonEntry) -> Iterator[str]:
    """Yield the full name, the Russian name and the variants, without duplicates or the entry's own name."""
    names = [entry.get("full"), entry.get("russian"), *cast("list[str]", entry.get("variants") or [])]
    seen = {entry["name"]}
    for variant in names:
        if variant and variant not in seen:
            seen.add(variant)
            yield cast("str", variant)


def _biography_text(entry: PersonEntry) -> str:
    """Compose "Full Name (original name, dates). Roles." from an entry, which must have roles."""
    name = cast("str", entry.get("full") or display_name(cast("str", entry["name"])))
    facts = ", ".join(str(fact) for fact in (entry.get("russian"), entry.get("dates")) if fact)
    roles = "; ".join(cast("list[str]", entry["roles"]))
    return f"{name}{f' ({facts})' if facts else ''}. {roles[:1].upper()}{roles[1:]}.".replace("..", ".")
