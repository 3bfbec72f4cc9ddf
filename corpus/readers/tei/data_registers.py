"""Lists of persons, bodies and places in JSON, CSV and TSV files beside letters in TEI.

A file is such a list if its entries have names, and ids to which the markup of the letters points. Each entry
becomes an entry of TEI (``person``, ``org``, ``place``), so that all lists are read alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Final, Literal

from corpus.persons.authorities import authority_uri, find_authority_uris
from corpus.readers.source import Source
from corpus.readers.tabular.csv_records import DELIMITERS, read_records, sample_records
from corpus.readers.tabular.tables import flatten, load_json

from .accounting import TextAccount
from .files import TeiFile
from .name_resolution import local_ids
from .places import is_place
from .xml_tree import XmlElement

EntryKind = Literal["person", "org", "place"]
_SUFFIXES: Final = (".json", ".csv", ".tsv")
_KEY: Final = "key of the entry"
"""The heading of the id that an object of objects has as its key."""
_ID_WORDS: Final = "id xmlid key uid identifier kennung schlüssel nr no номер"
_NAME_WORDS: Final = """
name names label preflabel preferredname prefname persname fullname displayname hauptname bezeichnung title
ort ortsname place placename orgname nom nome nombre naam имя название
"""
_SURNAME_WORDS: Final = """
surname lastname familyname nachname familienname nomdefamille cognome apellido apellidos achternaam фамилия
"""
_FORENAME_WORDS: Final = """
forename forenames firstname givenname givennames vorname vornamen prénom prenom voornaam
"""
_BIRTH_WORDS: Final = "birth born birthdate dateofbirth birthyear geburt geburtsjahr geburtsdatum geboren"
_DEATH_WORDS: Final = "death died deathdate dateofdeath deathyear tod todesjahr todesdatum gestorben"
_NOTE_WORDS: Final = """
note notes description desc bio biography kurzbiographie biographie beschreibung bemerkung anmerkung comment
occupation beruf
"""
_HEADINGS: Final[dict[str, frozenset[str]]] = {
    "id": frozenset(_ID_WORDS.split()),
    "name": frozenset(_NAME_WORDS.split()),
    "surname": frozenset(_SURNAME_WORDS.split()),
    "forename": frozenset(_FORENAME_WORDS.split()),
    "birth": frozenset(_BIRTH_WORDS.split()),
    "death": frozenset(_DEATH_WORDS.split()),
    "note": frozenset(_NOTE_WORDS.split()),
    "latitude": frozenset(("lat", "latitude", "breite", "breitengrad")),
    "longitude": frozenset(("lon", "lng", "long", "longitude", "länge", "längengrad")),
}
"""The headings of each role, in lower case, without spaces and punctuation."""
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")
_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")

Entry = Mapping[str, str]
"""The values of an entry by heading."""


@dataclass(frozen=True, slots=True)
class DataRegister:
    """A list of entries in a file, and a TEI root with one element for each."""

    path: Path
    root: XmlElement


def read_data_registers(
    files: Sequence[TeiFile], source: Source, account: TextAccount
) -> Iterator[DataRegister]:
    """Yield the lists in the data files of a directory to which the markup of its TEI files points.

    Args:
        files: the TEI files.
        source: the directory; the files that are read are added to ``source.registers``.
        account: the account to report columns to that are not used.
    """
    paths = [path for path in source.files if path.suffix.lower() in _SUFFIXES] if source.is_directory else []
    pointers = _pointers(file.root for file in files) if paths else {}
    for path in paths if pointers else ():
        with source.skip_unreadable(path):
            entries = _entries(path, source)
            register = _register(entries, pointers, account, source.relative_name(path))
            if register:
                source.registers.add(path)
                yield DataRegister(path, register)


def _pointers(roots: Iterable[XmlElement]) -> dict[str, Counter[tuple[EntryKind | None, str]]]:
    """Return, by id, what the markup points to with it, and how it writes the id.

    "psn:12" is also found by the id "12".
    """
    found: defaultdict[str, Counter[tuple[EntryKind | None, str]]] = defaultdict(Counter)
    for root in roots:
        for element in root.walk():
            for key in local_ids(element):
                for id in {key, key.rpartition(":")[2]}:
                    found[id][_kind_of(element), key] += 1
    return dict(found)


def _kind_of(element: XmlElement) -> EntryKind | None:
    """Return what an element names; None if that has no list here (a work, an event)."""
    if is_place(element):
        return "place"
    if element.tag == "orgName" or (element.get("type") or "").lower() in ("org", "organisation"):
        return "org"
    is_person = element.tag == "persName" or (element.get("type") or "").lower().startswith("pers")
    return "person" if is_person else None


def _entries(path: Path, source: Source) -> list[Entry]:
    """Return the entries of a file, without empty values; none if it is no list of objects or rows."""
    text = source.read_text(path)
    if path.suffix.lower() == ".json":
        return list(_objects(load_json(text)))
    delimiter = max(DELIMITERS, key=lambda sign: len(next(iter(sample_records(text, sign)), ())))
    headings = next(iter(sample_records(text, delimiter)), [])
    records = list(read_records(text, delimiter, len(headings), path.name))[1:]
    return [
        {
            heading.strip("\ufeff "): cell.strip()
            for heading, cell in zip(headings, record.cells, strict=False)
        }
        for record in records
    ]


def _objects(value: object, key: str = "") -> Iterator[Entry]:
    """Yield the innermost objects of a JSON value that hold values, with the keys under which they stand."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        inner = [entry for entry in value.values() if isinstance(entry, dict)]
        lists = [entry for entry in value.values() if isinstance(entry, list) and entry]
        is_table = inner and len(inner) == len(value)
        holds_list = any(all(isinstance(item, dict) for item in entry) for entry in lists)
        if is_table or (holds_list and not _value({k: str(v) for k, v in value.items()}, "name")):
            for name, entry in value.items():
                yield from _objects(entry, name)
        else:
            cells = {name: text for name, cell in flatten(value) for name, text in _texts(name, cell)}
            yield {_KEY: key, **cells} if key else cells


def _texts(name: str, cell: object) -> Iterator[tuple[str, str]]:
    """Yield the text of a value of JSON; that of lists and objects inside a list has a name of its own."""
    if isinstance(cell, list):
        is_inner = [isinstance(item, (dict, list)) for item in cell]
        yield name, " ".join(str(item) for item, inner in zip(cell, is_inner, strict=True) if not inner)
        if any(is_inner):
            yield f"{name} (inner)", " ".join(_scalars(list(compress(cell, is_inner))))
    else:
        yield name, "" if cell is None else " ".join(str(cell).split())


def _scalars(value: object) -> Iterator[str]:
    """Yield the texts and numbers of a value of JSON, however deep."""
    if isinstance(value, (dict, list)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _scalars(item)
    elif value is not None:
        yield str(value)


def _register(
    entries: Sequence[Entry],
    pointers: Mapping[str, Counter[tuple[EntryKind | None, str]]],
    account: TextAccount,
    file: str,
) -> XmlElement | None:
    """Return the entries as a TEI root; None if they have no names or the markup does not point to them."""
    heading = _id_heading(entries, pointers)
    cited = Counter[EntryKind | None]()
    for entry in entries if heading else ():
        for (of, _), count in pointers.get(entry.get(heading or "", ""), {}).items():
            cited[of] += count
    kind = cited.most_common(1)[0][0] if cited else None
    named = [entry for entry in entries if _value(entry, "name") or _value(entry, "surname")]
    if heading is None or kind is None or not named:
        return None
    elements: list[XmlElement | str] = []
    used = {heading, _KEY}
    for number, entry in enumerate(named, 1):
        id = entry.get(heading, "")
        written = Counter({key: count for (of, key), count in pointers.get(id, {}).items() if of == kind})
        if key := written.most_common(1)[0][0] if written else id:
            elements.append(_element(entry, kind, key, number, used))
    _report_columns(named, used, account, file)
    return XmlElement("TEI", {}, [XmlElement("standOff", {}, elements)])


def _id_heading(entries: Sequence[Entry], pointers: Container[str]) -> str | None:
    """Return the heading under which entries have most of the ids that the markup uses; None if none has."""
    headings = dict.fromkeys(heading for entry in entries for heading in entry)
    candidates = (
        heading
        for heading in headings
        if heading == _KEY or _is(heading, "id") or _identifies(heading, entries)
    )
    counts = {name: sum(entry.get(name, "") in pointers for entry in entries) for name in candidates}
    best = max(counts, key=lambda heading: counts[heading], default=None)
    return best if best and counts[best] else None


def _report_columns(entries: Sequence[Entry], used: Set[str], account: TextAccount, file: str) -> None:
    """Report the headings of values of which nothing is made."""
    account.file = file
    for entry in entries:
        for heading, value in entry.items():
            if value and heading not in used:
                account.add("warning", "facts-unused", f"column “{heading}” of {file}", 0, value)


def _identifies(heading: str, entries: Sequence[Entry]) -> bool:
    """Return whether the values under a heading are ids, rather than names or numbers: all different."""
    values = [entry[heading] for entry in entries if entry.get(heading)]
    is_bare = all(" " not in value and not value.isdecimal() for value in values)
    return len(values) == len(entries) == len(set(values)) and is_bare


def _element(entry: Entry, kind: EntryKind, key: str, line: int, used: set[str]) -> XmlElement:
    """Return an entry as an element of TEI; the headings of its values are added to ``used``."""

    def value(role: str) -> str:
        found = _heading(entry, role)
        used.update({found} if found else ())
        return entry[found] if found else ""

    children: list[XmlElement | str] = [
        _name_element(kind, value("name"), value("surname"), value("forename"))
    ]
    for tag in ("birth", "death", "note"):
        if text := value(tag):
            children.append(XmlElement(tag, {}, [text], line))
    latitude, longitude = value("latitude"), value("longitude")
    if latitude and longitude:
        geo = XmlElement("geo", {}, [f"{latitude} {longitude}"])
        children.append(XmlElement("location", {}, [geo], line))
    for heading, cell in entry.items():
        uris = find_authority_uris((cell,)) or tuple(filter(None, (authority_uri(heading, cell),)))
        used.update({heading} if uris else ())
        children += [XmlElement("idno", {"type": "URI"}, [uri], line) for uri in uris]
    return XmlElement(kind, {"xml:id": key}, children, line)


def _name_element(kind: EntryKind, name: str, surname: str, forename: str) -> XmlElement:
    """Return the element of a name; beside a given name alone, the name is the surname."""
    tag = {"person": "persName", "org": "orgName", "place": "placeName"}[kind]
    is_surname = "," not in _IN_BRACKETS.sub("", name) and forename not in name
    if kind == "person" and forename and not surname and is_surname:
        surname = name
    if surname and kind == "person" and (surname == name or not name):
        parts = [("surname", surname), ("forename", forename)]
        return XmlElement(tag, {}, [XmlElement(part, {}, [text]) for part, text in parts if text])
    return XmlElement(tag, {}, [name or surname])


def _value(entry: Entry, role: str) -> str:
    """Return the first value of an entry in a role ("name"); "" if it has none."""
    heading = _heading(entry, role)
    return entry[heading] if heading else ""


def _heading(entry: Entry, role: str) -> str | None:
    """Return the first heading of an entry with a value that has a role, or None."""
    return next((heading for heading, cell in entry.items() if cell and _is(heading, role)), None)


def _is(heading: str, role: str) -> bool:
    """Return whether a heading has a role, whatever its spelling: "Full name", "full_name"."""
    return _NOT_ALPHANUMERIC.sub("", heading).lower() in _HEADINGS[role]
