"""The texts of a unit's stemmed fields, used for indexing and for checking phrases with slop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from corpus.model import Person, PersonRef, Unit
from store import keyword_schema as fields


def field_texts(unit: Unit, parent: Unit | None, persons: Mapping[str, Person]) -> dict[str, str]:
    """Return the text of each stemmed field of a unit, by field; "" for a field without text.

    Args:
        parent: the document or introduction of a note, None for other units: its title and correspondents are
            added to the note's.
        persons: the person index by id, for the variants of names.
    """
    return {
        fields.TEXT: unit.text,
        fields.HEADING: _heading(unit, parent),
        fields.NAMES: " · ".join(_names(unit, parent, persons)),
        fields.TOPICS: " · ".join(topic.label for topic in unit.topics),
        fields.INDEX_TERMS: " · ".join(unit.index_terms),
        fields.ABSTRACT: unit.summary or "",
    }


def notes_by_parent(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """Return the notes among some units by the id of their document or introduction."""
    notes: dict[str, list[Unit]] = {}
    for unit in units:
        if unit.parent:
            notes.setdefault(unit.parent, []).append(unit)
    return notes


def _heading(unit: Unit, parent: Unit | None) -> str:
    """Return a unit's title, its parent's title, its dateline, place and medium, joined with " · "."""
    parts = (unit.title, parent.title if parent else None, unit.dateline, unit.place, unit.medium)
    return " · ".join(part for part in parts if part)


def _names(unit: Unit, parent: Unit | None, persons: Mapping[str, Person]) -> Iterator[str]:
    """Yield all forms of the names of a unit's persons; a note also has its parent's correspondents."""
    refs: list[PersonRef] = [*unit.senders, *unit.recipients, *unit.mentions]
    if parent:
        refs += [*parent.senders, *parent.recipients]
    for ref in {ref.id: ref for ref in refs}.values():
        person = persons.get(ref.id)
        forms = (ref.name, person.name, person.display, *person.variants) if person else (ref.name,)
        yield from dict.fromkeys(forms)
