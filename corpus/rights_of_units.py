"""The rights of every unit of an edition, and the edition without what has been withdrawn. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from corpus.model import Edition, IngestReport, Person, Place, Reference, Unit
from corpus.rights import Rights


def resolve_rights(edition: Edition) -> Edition:
    """Return an edition whose units have all the rights that apply to them: also those of their edition.

    A note has those of its document too.
    """
    by_id = {unit.id: unit for unit in edition.units}
    units = tuple(_with_all_rights(unit, by_id, edition.rights) for unit in edition.units)
    return replace(edition, units=units) if units != edition.units else edition


def _with_all_rights(unit: Unit, by_id: dict[str, Unit], of_edition: Rights) -> Unit:
    """Return a unit with its own rights, those of its document if it is a note, and those of the edition."""
    document = by_id.get(unit.parent or "")
    rights = unit.rights.within(document.rights.within(of_edition) if document else of_edition)
    return replace(unit, rights=rights) if rights != unit.rights else unit


def withdrawals(edition: Edition) -> dict[str, str]:
    """Return the reasons of withdrawals by id: of units, which have all their rights, and of the edition."""
    reasons = {unit.id: unit.rights.withdrawn for unit in edition.units}
    reasons[edition.id] = edition.rights.withdrawn
    return {id: reason for id, reason in reasons.items() if reason}


def without_withdrawn(edition: Edition, withdrawn: Set[str]) -> Edition:
    """Return an edition without the withdrawn units, and without what is known from them alone.

    These are references and replies in them or to them, glossary terms, persons and places that no other unit
    names, and the lines of the report, which quote.
    """
    if not withdrawn:
        return edition
    units = tuple(_without_targets(unit, withdrawn) for unit in edition.units if unit.id not in withdrawn)
    return replace(
        edition,
        units=units,
        persons=tuple(_known_persons(edition, units, withdrawn)),
        places=tuple(_known_places(edition, units, withdrawn)),
        terms=tuple(term for term in edition.terms if term.unit not in withdrawn),
        references=tuple(_references(edition.references, withdrawn)),
        replies=tuple(pair for pair in edition.replies if not withdrawn & set(pair)),
        report=IngestReport(edition.report.counts),
    )


def _without_targets(unit: Unit, withdrawn: Set[str]) -> Unit:
    """Return a unit whose corrected references name no withdrawn unit."""
    corrections = tuple(
        replace(
            correction,
            former=_other_ids(correction.former, withdrawn),
            value=_other_ids(correction.value, withdrawn),
        )
        if correction.field == "references"
        else correction
        for correction in unit.corrections
    )
    return replace(unit, corrections=corrections) if corrections != unit.corrections else unit


def _other_ids(ids: str, withdrawn: Set[str]) -> str:
    """Return the ids in a list joined by commas that are not withdrawn."""
    return ", ".join(id for id in ids.split(", ") if id not in withdrawn)


def _references(references: Iterable[Reference], withdrawn: Set[str]) -> Iterator[Reference]:
    """Yield the references of units that are not withdrawn, without targets that are."""
    for reference in references:
        if reference.source not in withdrawn:
            targets = tuple(id for id in reference.targets if id not in withdrawn)
            yield replace(reference, targets=targets)


def _known_persons(edition: Edition, units: Iterable[Unit], withdrawn: Set[str]) -> Iterator[Person]:
    """Yield the persons except those whom only withdrawn units name; biographies withdrawn are unlinked."""
    named = _named(unit for unit in edition.units if unit.id in withdrawn)
    named -= _named(units)
    for person in edition.persons:
        biography = None if person.biography in withdrawn else person.biography
        if biography or person.id not in named:
            yield replace(person, biography=biography)


def _known_places(edition: Edition, units: Iterable[Unit], withdrawn: Set[str]) -> Iterator[Place]:
    """Yield the places except those that only withdrawn units name."""
    named = _places_of(unit for unit in edition.units if unit.id in withdrawn) - _places_of(units)
    yield from (place for place in edition.places if place.id not in named)


def _places_of(units: Iterable[Unit]) -> set[str]:
    """Return the ids of the places that units were sent from or to."""
    return {ref.id for unit in units for ref in (unit.sent_from, unit.sent_to) if ref}


def _named(units: Iterable[Unit]) -> set[str]:
    """Return the ids of the persons whom units name as correspondents or mention."""
    return {
        ref.id for unit in units for refs in (unit.senders, unit.recipients, unit.mentions) for ref in refs
    }
