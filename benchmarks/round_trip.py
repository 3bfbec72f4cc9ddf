"""Do editions survive an export as TEI? Each is exported and read again, and compared field by field.

Run: python -m benchmarks.round_trip SOURCE …
Prints a row for each edition: units, differences, and the differences by field with the first of each.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from corpus.model import Edition, Paragraph, Unit
from corpus.readers import read_edition, read_editions
from corpus.rights_of_units import resolve_rights
from exports.addresses import unit_address
from exports.bibliography import BibliographicRecord
from exports.tei import TeiLists, TeiUnit, write_tei

_SITE: Final = "https://letters.example"
_NOT_EXPORTED: Final = ("index", "report")
"""What an export does not have: the headings of a printed index, and the report of the reader."""
_SHOWN: Final = 70


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between two editions: the field, the id of what has it, and both values."""

    field: str
    id: str
    before: object
    after: object

    def __str__(self) -> str:
        """Return the difference in one line."""
        return f"{self.field} of {self.id}: {str(self.before)[:_SHOWN]} → {str(self.after)[:_SHOWN]}"


def export_tei(edition: Edition) -> str:
    """Return an edition as TEI, as ``perepiska export`` does with all of its units."""
    edition = resolve_rights(edition)
    persons = {person.id: person for person in edition.persons}
    places = {place.id: place for place in edition.places}
    notes: dict[str, list[Unit]] = {}
    for unit in edition.units:
        notes.setdefault(unit.parent or "", []).append(unit)
    owner = {unit.id: unit.parent or unit.id for unit in edition.units}
    references: dict[str, list[Any]] = {}
    for reference in edition.references:
        references.setdefault(owner[reference.source], []).append(reference)
    bare = replace(edition, units=(), persons=(), places=())
    units = [
        TeiUnit(
            BibliographicRecord(unit, bare, persons, _SITE + unit_address(unit.id), places),
            notes.get(unit.id, ()),
            references.get(unit.id, ()),
        )
        for unit in notes.get("", ())
    ]
    return write_tei(units, TeiLists(edition.persons, edition.topics, edition.terms, is_whole=True))


def round_trip(edition: Edition, directory: Path) -> Edition:
    """Return the edition that is read from an export of an edition, which is written to a directory."""
    path = directory / "export.xml"
    path.write_text(export_tei(edition), "utf-8")
    return read_edition(path)


def differences(before: Edition, after: Edition) -> Iterator[Difference]:
    """Yield the differences between two editions, without ``_NOT_EXPORTED`` and the lines of sources."""
    before, after = resolve_rights(before), resolve_rights(after)
    for name in (field.name for field in fields(Edition) if field.name not in _NOT_EXPORTED):
        pair = getattr(before, name), getattr(after, name)
        compare = _COMPARISONS.get(name)
        if compare:
            yield from compare(name, *pair)
        elif pair[0] != pair[1]:
            yield Difference(name, before.id, *pair)


def _compare_entries(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    """Yield the differences between entries that have an id, in whatever order they are."""
    known: Mapping[str, Any] = {entry.id: entry for entry in after}
    for entry in before:
        other = known.get(entry.id)
        if other is None:
            yield Difference(f"{name} lost", entry.id, entry, None)
            continue
        for field in fields(entry):
            pair = getattr(entry, field.name), getattr(other, field.name)
            if pair[0] != pair[1]:
                yield from _compare_values(f"{name}.{field.name}", entry.id, *pair)
    for id in known.keys() - {entry.id for entry in before}:
        yield Difference(f"{name} added", id, None, known[id])


def _compare_values(name: str, id: str, before: object, after: object) -> Iterator[Difference]:
    """Yield the difference between two values, of paragraphs that between their parts."""
    if name != "units.paragraphs":
        yield Difference(name, id, before, after)
        return
    assert isinstance(before, tuple)
    assert isinstance(after, tuple)
    for number, pair in enumerate(zip_longest(before, after)):
        if not all(map(is_dataclass, pair)):
            yield Difference("units.paragraphs", f"{id} p{number}", *pair)
            continue
        for field in fields(Paragraph):
            values = [_comparable(field.name, getattr(paragraph, field.name)) for paragraph in pair]
            if field.name != "line" and values[0] != values[1]:
                yield Difference(f"paragraphs.{field.name}", f"{id} p{number}", *values)


def _comparable(name: str, value: Any) -> Any:
    """Return a value in the form in which it is compared: ranges and markers in the order of the text."""
    if name == "spans":
        return sorted((span.start, span.end, span.style) for span in value)
    if name == "markers":
        return sorted((marker.offset, marker.label, marker.note or "") for marker in value)
    return value


def _compare_sets(name: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    """Yield what only one of two collections has."""
    counts = Counter(before), Counter(after)
    for value in counts[0] - counts[1]:
        yield Difference(f"{name} lost", str(getattr(value, "source", "")), value, None)
    for value in counts[1] - counts[0]:
        yield Difference(f"{name} added", str(getattr(value, "source", "")), None, value)


_COMPARISONS: Final[Mapping[str, Callable[[str, Any, Any], Iterator[Difference]]]] = {
    "units": _compare_entries,
    "persons": _compare_entries,
    "places": _compare_entries,
    "topics": _compare_entries,
    "terms": _compare_sets,
    "references": _compare_sets,
    "replies": _compare_sets,
}


def main() -> None:
    """Compare the editions of the sources that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    for source in parser.parse_args().sources:
        for edition in read_editions(source):
            with TemporaryDirectory() as directory:
                found = list(differences(edition, round_trip(edition, Path(directory))))
            print(f"{source.name}/{edition.id}: {len(edition.units):,} units, {len(found):,} differences")
            counts = Counter(difference.field for difference in found)
            first = {difference.field: difference for difference in reversed(found)}
            for field, count in counts.most_common():
                print(f"  {field}: {count:,}; {first[field]}")


if __name__ == "__main__":
    main()
