"""Single units corrected as profiles and files of corrections say; or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from corpus.model import (
    Correction,
    Edition,
    Person,
    PersonRef,
    Place,
    PlaceRef,
    Reference,
    ReportLine,
    TopicRef,
    Unit,
)
from corpus.persons.names import display_name, is_group, parse_name, strip_title
from corpus.persons.person_index import PersonIndex
from corpus.persons.transliteration import fold_name
from corpus.places.place_index import place_key
from corpus.readers.assembly import count_units, letter_title
from corpus.readers.corrections_file import CorrectionSet
from corpus.readers.encodings import printable
from corpus.readers.profile import LetterCorrection
from corpus.readers.word_account import without_letters
from corpus.rights_of_units import without_withdrawn
from corpus.slugs import person_slug, slug, unique_person_slug, unique_slug
from corpus.topics import CORRECTED
from corpus.unit_id import UnitId

_WORD: Final = re.compile(r"\w+")
_PLAIN = ("title", "date", "dateline", "place", "destination", "language", "medium", "kind")
"""The values of a correction that replace those of a unit as they are."""
_KINDS = ("document", "introduction")
"""The kinds of units whose kind can be corrected, and which they may have then."""
_PERSONS = (("senders", "sender"), ("recipients", "recipient"), ("mentions", "mentions"))
"""The persons of a unit, and the key that corrects them."""


def _joined(refs: Iterable[PersonRef]) -> str:
    return "; ".join(ref.name for ref in refs)


TEXTS: Final[Mapping[str, Callable[[Unit], str | None]]] = {
    "sender": lambda unit: _joined(unit.senders),
    "recipient": lambda unit: _joined(unit.recipients),
    "mentions": lambda unit: _joined(unit.mentions),
    "date": lambda unit: unit.date.display if unit.date else "",
    "dateline": lambda unit: unit.dateline,
    "place": lambda unit: unit.place or (unit.sent_from.name if unit.sent_from else ""),
    "destination": lambda unit: unit.destination or (unit.sent_to.name if unit.sent_to else ""),
    "title": lambda unit: unit.title,
    "language": lambda unit: unit.language,
    "medium": lambda unit: unit.medium,
    "kind": lambda unit: unit.kind,
    "topics": lambda unit: "; ".join(topic.label for topic in unit.topics),
}
"""The text of a property of a unit, by the key that corrects it."""


def with_corrections(edition: Edition, sets: Sequence[CorrectionSet]) -> Edition:
    """Return an edition with the corrections of single units, whose number and ids the report names.

    What a correction says replaces what the source says, and is recorded with it; of several corrections of
    one property the last counts. A title that was made of the correspondents and the date is made anew; the
    notes of a letter have its date and title. Letters that are left out take their notes with them.

    Args:
        sets: the corrections, the most general first.
    """
    stated = {unit.id: found for unit in edition.units if (found := _stated(unit, sets))}
    if not stated:
        return edition
    corrector = _Corrector(edition, list(edition.references))
    former = {unit.id: unit for unit in edition.units if unit.id in stated}
    corrected = {
        id: corrector.correct_all(unit, stated[id]) for id, unit in former.items() if not unit.parent
    }
    units = tuple(
        corrected[unit.id]
        if unit.id in corrected
        else corrector.correct_all(_follow(unit, former, corrected), stated.get(unit.id, ()))
        for unit in edition.units
    )
    left_out = {
        id: reason for id, found in stated.items() for correction in found if (reason := correction.exclude)
    }
    excluded = {unit.id for unit in units if left_out.keys() & {unit.id, unit.parent}}
    complete = replace(
        edition,
        units=units,
        persons=(*edition.persons, *corrector.persons.values()),
        places=(*edition.places, *corrector.places),
        references=corrector.in_order(units),
    )
    kept = without_withdrawn(complete, excluded)
    counts = edition.report.counts | count_units(kept.units)
    lines = (*edition.report.lines, *corrector.lines, *_report(stated, left_out))
    report = replace(
        edition.report,
        counts={what: n for what, n in counts.items() if n},
        lines=lines,
        text=edition.report.text and without_letters(edition.report.text, edition.units, excluded),
    )
    return replace(kept, report=report)


def unknown_letters(sets: Iterable[CorrectionSet], editions: Iterable[Edition]) -> Iterator[ReportLine]:
    """Yield a report line for each unit that corrections name and that no edition has.

    Args:
        editions: the editions before letters are left out.
    """
    known = {name for edition in editions for unit in edition.units for name in _names(unit)}
    for corrections in sets:
        for id in corrections.by_unit:
            if id not in known:
                similar = f"; “{slug(id)}” does" if slug(id) in known else ""
                message = f"a correction of “{printable(id)}”, which does not exist{similar}"
                line = corrections.lines.get(id, 0)
                yield ReportLine("warning", "correction-unknown", message, line, corrections.path.name)


@dataclass(slots=True)
class _Corrector:
    """What corrections add to an edition: persons by name, and places, that it does not have."""

    edition: Edition
    references: list[Reference]
    persons: dict[str, Person] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    lines: list[ReportLine] = field(default_factory=list)
    """What is wrong with corrections."""
    _index: PersonIndex = field(init=False)
    _units: dict[str, Unit] = field(init=False)

    def __post_init__(self) -> None:
        """Index the persons and the units of the edition."""
        self._index = PersonIndex(self.edition.persons)
        self._units = {unit.id: unit for unit in self.edition.units}

    def correct_all(self, unit: Unit, corrections: Iterable[LetterCorrection]) -> Unit:
        """Return a unit as several corrections make it, in their order."""
        for correction in corrections:
            unit = self._correct(unit, correction)
        return unit

    def in_order(self, units: Iterable[Unit]) -> tuple[Reference, ...]:
        """Return the references of the edition as corrected, in the order of the units."""
        if self.references == list(self.edition.references):
            return self.edition.references
        order = {unit.id: position for position, unit in enumerate(units)}
        by_place = sorted(
            self.references, key=lambda found: (order[found.source], found.paragraph, found.start)
        )
        return tuple(by_place)

    def _correct(self, unit: Unit, correction: LetterCorrection) -> Unit:
        """Return a unit as it is corrected, with a record of what has changed."""
        if correction.kind and unit.kind not in _KINDS:
            self._warn("correction-unknown", f"{unit.id} is a {unit.kind}, whose kind cannot be corrected")
            correction = correction.model_copy(update={"kind": None})
        values = {name: value for name in _PLAIN if (value := getattr(correction, name)) is not None}
        for role, key in _PERSONS:
            if (names := getattr(correction, key)) is not None:
                values[role] = tuple(map(self._person, names))
        for ref, name in (("sent_from", correction.place), ("sent_to", correction.destination)):
            if name is not None:
                values[ref] = self._place(name)
        if correction.topics is not None:
            values["topics"] = tuple(filter(None, map(self._topic, correction.topics)))
        corrected = replace(unit, **values)
        is_title_kept = "title" in values or unit.title != letter_title(unit)
        title = corrected.title if is_title_kept else letter_title(corrected)
        records = (*self._changes(unit, corrected, correction), *self._redirect(unit, correction))
        known = {record.field: record for record in unit.corrections}
        first = {field: record.former for field, record in known.items() if field != "references"}
        new = tuple(replace(record, former=first.get(record.field, record.former)) for record in records)
        kept = (old for old in unit.corrections if old.field == "references" or not _has(new, old.field))
        return replace(corrected, title=title, chapter=_chapter(unit, corrected), corrections=(*kept, *new))

    def _changes(self, unit: Unit, corrected: Unit, correction: LetterCorrection) -> Iterator[Correction]:
        """Yield a record of each property that a correction changes; one that it does not is reported."""
        for key, text in TEXTS.items():
            if getattr(correction, key) is None:
                continue
            if _same(unit, corrected, key):
                value = text(unit) or "nothing"
                self._warn("correction-needless", f"{key} of {unit.id} is {value} in the edition already")
            else:
                yield _record(correction, key, text(unit), text(corrected))

    def _redirect(self, unit: Unit, correction: LetterCorrection) -> Iterator[Correction]:
        """Lead cross-references of a unit to other units; yield a record of each that changes."""
        for printed, names in correction.references.items():
            targets = tuple(filter(None, map(self._target, names, [unit.id] * len(names))))
            found = [
                i
                for i, known in enumerate(self.references)
                if (known.source, known.printed) == (unit.id, printed)
            ]
            former = self.references[found[0]].targets if found else ()
            if found and targets == former:
                message = f"“{printed}” in {unit.id} leads to {', '.join(targets) or 'nothing'} already"
                self._warn("correction-needless", message)
                continue
            if not found:
                added = list(_occurrences(unit, printed, targets))
                if not added:
                    self._warn("correction-unknown", f"“{printed}” does not occur in {unit.id}")
                    continue
                self.references += added
            for i in found:
                self.references[i] = replace(self.references[i], targets=targets)
            yield _record(correction, "references", ", ".join(former), ", ".join(targets))

    def _target(self, name: str, source: str) -> str | None:
        """Return the id of a unit, stated with or without the edition; None, reported, if there is none."""
        id = name if name in self._units else f"{self.edition.id}/{name}"
        if id in self._units:
            return id
        self._warn("correction-unknown", f"leads a reference in {source} to {name}, which does not exist")
        return None

    def _warn(self, code: str, message: str) -> None:
        self.lines.append(ReportLine("warning", code, message))

    def _topic(self, name: str) -> TopicRef | None:
        """Return a reference to a topic, by its id or label in the edition, or with what is stated.

        Return None, reported, for a name without letters and digits.
        """
        known = (topic for topic in self.edition.topics if name in (topic.id, topic.label))
        if topic := next(known, None):
            return TopicRef(topic.id, topic.label, CORRECTED)
        if id := slug(name) or person_slug(name):
            return TopicRef(id, name, CORRECTED)
        self._warn("correction-unknown", f"“{name}” is no topic")
        return None

    def _person(self, name: str) -> PersonRef:
        """Return a reference to the person with an id or name; one who is not in the edition is added."""
        known = self._index.get(name) or self._resolve(name) or self.persons.get(name)
        if known is None:
            taken = {person.id for person in (*self.edition.persons, *self.persons.values())}
            inverted = name if "," in name else parse_name(name).inverted
            id, kind = unique_person_slug(inverted, taken), "group" if is_group(name) else "person"
            known = self.persons[name] = Person(id, inverted, display_name(name), kind)  # type: ignore[arg-type]
        return PersonRef(known.id, known.display)

    def _resolve(self, name: str) -> Person | None:
        """Return the person of the edition with a name, all words of which are words or initials of theirs.

        A text may inflect a name or add to it; a correction that does means somebody else ("Falk, Erika").
        """
        person = self._index.resolve(name)
        if person is None:
            return None
        known = {word for form in (person.name, person.display, *person.variants) for word in _words(form)}
        initials = {word[0] for word in known}
        return person if _words(name) <= known | initials else None

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


def _words(name: str) -> set[str]:
    """Return the words of a name, without case, accents and titles."""
    return set(_WORD.findall(fold_name(strip_title(name))))


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


def _stated(unit: Unit, sets: Iterable[CorrectionSet]) -> tuple[LetterCorrection, ...]:
    """Return the corrections of a unit, the most general first."""
    return tuple(
        correction for stated in sets for name in _names(unit) for correction in stated.by_unit.get(name, ())
    )


def _record(correction: LetterCorrection, key: str, former: str | None, value: str | None) -> Correction:
    return Correction(key, former or "", value or "", correction.who, correction.why, correction.when)


def _has(records: Iterable[Correction], key: str) -> bool:
    return any(record.field == key for record in records)


def _same(unit: Unit, corrected: Unit, key: str) -> bool:
    """Return whether a property is the same as corrected; a date is, if its EDTF and certainty are."""
    dates = unit.date, corrected.date
    if key == "date" and all(dates):
        former, value = ((date.edtf, date.certainty) for date in dates if date)
        return former == value
    former_text, text = (TEXTS[key](version) or "" for version in (unit, corrected))
    return former_text == text


def _occurrences(unit: Unit, printed: str, targets: tuple[str, ...]) -> Iterator[Reference]:
    """Yield a reference for each place in a unit where a text stands."""
    for number, paragraph in enumerate(unit.paragraphs):
        for match in re.finditer(re.escape(printed), paragraph.text):
            yield Reference(unit.id, number, match.start(), match.end(), printed, targets)


def _names(unit: Unit) -> tuple[str, str]:
    """Return the names by which corrections can mean a unit."""
    return unit.id, UnitId(unit.id).name


def _report(
    stated: Mapping[str, Sequence[LetterCorrection]], left_out: Mapping[str, str]
) -> Iterator[ReportLine]:
    """Yield a line on the units that are corrected, and one for each that is left out."""
    corrected = [id for id in stated if id not in left_out]
    if corrected:
        message = f"units corrected: {len(corrected)}, the first {corrected[0]}"
        yield ReportLine("info", "letter-corrected", message)
    for id, reason in sorted(left_out.items()):
        yield ReportLine("dropped", "letter-excluded", f"{id} is left out: {reason}")
