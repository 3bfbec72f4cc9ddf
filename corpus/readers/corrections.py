"""Single letters corrected as the profile says: correspondents, date, places, title; or left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from corpus.model import Edition, Person, PersonRef, Place, PlaceRef, ReportLine, Unit
from corpus.persons.names import display_name, is_group, parse_name
from corpus.persons.person_index import PersonIndex
from corpus.places.place_index import place_key
from corpus.readers.assembly import count_units, letter_title
from corpus.readers.profile import LetterCorrection, line_of
from corpus.readers.source import Source
from corpus.rights_of_units import without_withdrawn
from corpus.slugs import unique_person_slug, unique_slug
from corpus.unit_id import UnitId

_PLAIN = ("title", "date", "dateline", "place", "destination", "language", "medium", "kind")
"""The values of a correction that replace those of a unit as they are."""


def with_corrections(edition: Edition, letters: Mapping[str, LetterCorrection]) -> Edition:
    """Return an edition with the corrections of single units, whose number and ids the report names.

    What a correction says replaces what the source says. A title that was made of the correspondents and the
    date is made anew; the notes of a letter have its date and title. Letters that are left out take their
    notes with them.

    Args:
        letters: the corrections by the id of the unit, or by the part of it after the edition.
    """
    stated = {unit.id: letters[name] for unit in edition.units for name in _names(unit) if name in letters}
    if not stated:
        return edition
    corrector = _Corrector(edition)
    former = {unit.id: unit for unit in edition.units if unit.id in stated}
    corrected = {id: corrector.correct(unit, stated[id]) for id, unit in former.items()}
    units = tuple(corrected.get(unit.id) or _follow(unit, former, corrected) for unit in edition.units)
    left_out = _excluded(stated)
    excluded = {unit.id for unit in units if left_out & {unit.id, unit.parent}}
    persons = (*edition.persons, *corrector.persons.values())
    complete = replace(edition, units=units, persons=persons, places=(*edition.places, *corrector.places))
    kept = without_withdrawn(complete, excluded)
    counts = edition.report.counts | count_units(kept.units)
    lines = (*edition.report.lines, *_report(stated))
    report = replace(edition.report, counts={what: n for what, n in counts.items() if n}, lines=lines)
    return replace(kept, report=report)


def unknown_letters(source: Source, editions: Iterable[Edition]) -> tuple[ReportLine, ...]:
    """Return a report line for each unit that a source's profile corrects and that no edition has.

    Args:
        editions: the editions before letters are left out.
    """
    letters = source.settings.letters
    known = {name for edition in editions for unit in edition.units for name in _names(unit)}
    text = source.profile_path.read_text("utf-8-sig") if letters else ""
    return tuple(
        ReportLine(
            "warning",
            "correction-unknown",
            f"the profile corrects {id}, which does not exist",
            line_of(text, ("letters", id)),
            source.profile_path.name,
        )
        for id in letters
        if id not in known
    )


@dataclass(slots=True)
class _Corrector:
    """What corrections add to an edition: persons by name, and places, that it does not have."""

    edition: Edition
    persons: dict[str, Person] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    _index: PersonIndex = field(init=False)

    def __post_init__(self) -> None:
        """Index the persons of the edition."""
        self._index = PersonIndex(self.edition.persons)

    def correct(self, unit: Unit, correction: LetterCorrection) -> Unit:
        """Return a unit as it is corrected."""
        values = {name: value for name in _PLAIN if (value := getattr(correction, name)) is not None}
        for role, names in (("senders", correction.sender), ("recipients", correction.recipient)):
            if names is not None:
                values[role] = tuple(map(self._person, names))
        for ref, name in (("sent_from", correction.place), ("sent_to", correction.destination)):
            if name is not None:
                values[ref] = self._place(name)
        corrected = replace(unit, **values)
        is_title_kept = "title" in values or unit.title != letter_title(unit)
        title = corrected.title if is_title_kept else letter_title(corrected)
        return replace(corrected, title=title, chapter=_chapter(unit, corrected))

    def _person(self, name: str) -> PersonRef:
        """Return a reference to the person with an id or name; one who is not in the edition is added."""
        known = self._index.get(name) or self._index.resolve(name) or self.persons.get(name)
        if known is None:
            taken = {person.id for person in (*self.edition.persons, *self.persons.values())}
            inverted = name if "," in name else parse_name(name).inverted
            id, kind = unique_person_slug(inverted, taken), "group" if is_group(name) else "person"
            known = self.persons[name] = Person(id, inverted, display_name(name), kind)  # type: ignore[arg-type]
        return PersonRef(known.id, known.display)

    def _place(self, name: str) -> PlaceRef | None:
        """Return a reference to the place with an id or name, added if it is unknown; None for ""."""
        key = place_key(name)
        places = (*self.edition.places, *self.places)
        for place in places:
            if name == place.id or key in map(place_key, (place.name, *place.variants)):
                return PlaceRef(place.id, place.name)
        if not key:
            return None
        self.places.append(Place(unique_slug(key, {place.id for place in places}), name))
        return PlaceRef(self.places[-1].id, name)


def _chapter(unit: Unit, corrected: Unit) -> str | None:
    """Return the chapter of a corrected unit: another year, if that of the unit is the year of its date."""
    of_date, of_corrected = (
        str(version.date.years[0]) if version.date and version.date.years else "Undated"
        for version in (unit, corrected)
    )
    return of_corrected if unit.chapter == of_date else unit.chapter


def _follow(unit: Unit, former: Mapping[str, Unit], corrected: Mapping[str, Unit]) -> Unit:
    """Return a unit that is not corrected; a note has the date, chapter and title of its letter."""
    letter = corrected.get(unit.parent or "")
    if letter is None:
        return unit
    former_title = former[letter.id].title
    title = unit.title.replace(former_title, letter.title) if former_title else unit.title
    return replace(unit, date=letter.date, chapter=letter.chapter, title=title)


def _excluded(stated: Mapping[str, LetterCorrection]) -> set[str]:
    """Return the ids of the units that are left out."""
    return {id for id, correction in stated.items() if correction.exclude}


def _names(unit: Unit) -> tuple[str, str]:
    """Return the names by which a profile can mean a unit."""
    return unit.id, UnitId(unit.id).name


def _report(stated: Mapping[str, LetterCorrection]) -> Iterator[ReportLine]:
    """Yield a line on the units that are corrected, and one for each that is left out."""
    corrected = [id for id, correction in stated.items() if not correction.exclude]
    if corrected:
        message = f"units corrected by the profile: {len(corrected)}, the first {corrected[0]}"
        yield ReportLine("info", "letter-corrected", message)
    for id in sorted(_excluded(stated)):
        message = f"{id} is left out, as the profile says: {stated[id].exclude}"
        yield ReportLine("dropped", "letter-excluded", message)
