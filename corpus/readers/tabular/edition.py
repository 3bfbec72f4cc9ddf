"""Rows assembled into an edition: documents with ids, correspondents, dates and notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from corpus.dates.evidence import DateEvidence
from corpus.images import is_image_location, make_page_image
from corpus.model import (
    DateSpan,
    Edition,
    Kind,
    PageImage,
    Person,
    PersonKind,
    PersonRef,
    PlaceRef,
    ReportLevel,
    ReportLine,
    Topic,
    TopicRef,
    Unit,
)
from corpus.persons.authorities import authority_of, find_authority_uris
from corpus.persons.bearers import given_names_differ
from corpus.persons.names import display_name, is_group, parse_name, split_dates, surname
from corpus.persons.person_index import PersonIndex
from corpus.persons.transliteration import fold_name
from corpus.places.coordinates import parse_coordinates
from corpus.readers.assembly import Assembly, letter_title, make_note
from corpus.references.archives import parse_archive_reference
from corpus.rights import Rights
from corpus.rights_statements import RIGHTS_COLUMNS, parse_rights
from corpus.slugs import slug, unique_person_slug
from corpus.text.languages import language_tag
from corpus.unit_id import UnitId

from .columns import LetterRow
from .dating import collect_date_evidence, date_of
from .html_markup import convert_html
from .note_markup import parse_note_markup
from .parties import Party, Role, is_complete, parties

KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "note")
_NUMBER = re.compile(r"[0-9]+[a-z]?", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:[0-9]+[a-z]?|[ivxlc]+)\b")
_ADDITION = re.compile(r"\(([^()]*)\)")
_LOCATIONS = re.compile(r",?\s+(?=https?://)|,(?=https?://)")
_MAIDEN_NAME = re.compile(r"née?\b|geb\.|born\b|урожд", re.IGNORECASE)


def assemble_edition(id: str, metadata: Mapping[str, str], rows: Iterable[LetterRow | ReportLine]) -> Edition:
    """Assemble an edition from rows; an invalid value is reported and the rest of its row is used.

    Args:
        id: the id of the edition.
        metadata: the edition's title, editors (separated by ";"), publisher, place, year, language and
            rights, if known.
        rows: the letters, among them lines for the report.
    """
    rows = list(rows)
    letters = [row for row in rows if isinstance(row, LetterRow)]
    evidence = collect_date_evidence(letters, metadata.get("language", ""))
    rights, problems = parse_rights({name: metadata.get(key, "") for name, key in RIGHTS_COLUMNS.items()})
    edition = replace(_empty_edition(id, metadata), rights=rights)
    builder = _TabularEditionBuilder(Assembly(edition), evidence, _find_namesakes(letters))
    for problem in problems:
        builder.assembly.add_report_line("warning", "rights-unread", problem)
    for row in rows:
        if isinstance(row, ReportLine):
            builder.assembly.report.append(row)
        else:
            builder.add(row)
    return builder.finish()


def _empty_edition(id: str, metadata: Mapping[str, str]) -> Edition:
    """Return an edition with the metadata and without units; a missing title is made from the id."""
    return Edition(
        id,
        metadata.get("title") or id.replace("-", " ").capitalize(),
        tuple(name.strip() for name in metadata.get("editors", "").split(";") if name.strip()),
        metadata.get("publisher"),
        metadata.get("place"),
        metadata.get("year"),
        metadata.get("language", ""),
    )


@dataclass(slots=True)
class _TabularEditionBuilder:
    """The letters added so far, with their persons and topics by id.

    ``evidence`` is what the dates of all rows tell about an ambiguous one, ``namesakes`` are the names that
    rows give different ids.
    """

    assembly: Assembly
    evidence: DateEvidence
    namesakes: frozenset[str]
    persons: dict[str, Person] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    _by_name: dict[str, str] = field(default_factory=dict)
    """The id of the first person with each name, of a namesake that of the person without an id."""
    _by_identity: dict[str, str] = field(default_factory=dict)
    """The id of the first person with each URI or id that the source gives."""
    _identities: dict[str, dict[str | None, str]] = field(default_factory=dict)
    """The id that each person has in each authority file; None: the ids of the source."""
    _shared_ids: Counter[str] = field(default_factory=Counter)
    _person_ids: set[str] = field(default_factory=set)
    _removed_tags: Counter[str] = field(default_factory=Counter)
    _count: int = 0

    def add(self, row: LetterRow) -> None:
        """Add the letter of a row, with its notes; invalid values are reported."""
        self._count += 1
        kind = self._kind(row)
        id = self._id(row, kind)
        listed = row.values.get("notes", ())
        cells = listed if isinstance(listed, tuple) else tuple(_split_notes(listed))
        notes = [convert_html(cell, self._removed_tags) for cell in cells]
        text = convert_html(row.value("text"), self._removed_tags)
        parsed = parse_note_markup(text, id, notes, row.line)
        for label in parsed.repeated:
            message = f"{UnitId(id).name} has two notes [{label}]; the marker leads to the first"
            self._report("warning", "note-label-twice", message, row)
        sent_from, sent_to = self._place_ref(row, "place"), self._place_ref(row, "destination")
        unit = Unit(
            id,
            self.assembly.edition.id,
            kind,
            "",
            0,
            parsed.paragraphs,
            number=row.value("number") or None,
            chapter=row.value("chapter") or None,
            medium=self._medium(row, kind),
            dateline=row.value("dateline") or None,
            date=self._date(row),
            senders=self._person_refs(row, "sender"),
            recipients=self._person_refs(row, "recipient"),
            place=row.value("place") or self.assembly.places.known_name(sent_from),
            destination=row.value("destination") or self.assembly.places.known_name(sent_to),
            sent_from=sent_from,
            sent_to=sent_to,
            archive=parse_archive_reference(row.value("archive")) if row.value("archive") else None,
            pages=_pages(row),
            images=self._images(row),
            topics=self._topics(row),
            abstract=convert_html(row.value("abstract"), self._removed_tags) or None,
            language=_language(row),
        )
        title = row.value("title") or letter_title(unit)
        unit = replace(unit, title=title, rights=self._rights(row))
        self.assembly.add_unit(unit, line=row.line, file=row.file)
        parent_label = f"document {unit.number}" if unit.number else unit.title
        for number, (label, paragraphs) in enumerate(parsed.notes, 1):
            self.assembly.add_unit(make_note(unit, label, paragraphs, parent_label, suffix=f"n{number}"))

    def finish(self) -> Edition:
        """Return the finished edition, with mentions of its persons in the texts."""
        if self.namesakes:
            message = f"persons of the same name, told apart by their ids: {len(self.namesakes)}"
            self.assembly.add_report_line(
                "warning", "name-shared", f"{message}, the first “{min(self.namesakes)}”"
            )
        for message, count in self._shared_ids.items():
            self.assembly.add_report_line("warning", "id-shared", f"{message} (rows: {count})")
        for tag, count in self._removed_tags.items():
            self.assembly.add_report_line("dropped", "markup-removed", f"HTML <{tag}> in texts: {count}")
        self.assembly.topics = list(self.topics.values())
        return self.assembly.finish(PersonIndex.build(self.persons.values()))

    def _kind(self, row: LetterRow) -> Kind:
        """Return the kind of a row's unit; an unknown kind is reported and becomes "document"."""
        value = row.value("kind").lower()
        for kind in KINDS:
            if value == kind:
                return kind
        if value and value not in ("letter", "telegram"):
            message = f"“{value}” is not a kind of unit; the row is treated as a document"
            self._report("warning", "kind-unknown", message, row)
        return "document"

    def _medium(self, row: LetterRow, kind: Kind) -> str | None:
        """Return a row's medium, by default the kind of document that it names, else "letter"."""
        named = row.value("kind").lower() if kind == "document" else ""
        return (
            row.value("medium").lower()
            or named.replace("document", "")
            or ("letter" if kind == "document" else None)
        )

    def _id(self, row: LetterRow, kind: Kind) -> str:
        """Return a unique unit id from the row's id or number, or from its position among the rows."""
        number = row.value("number")
        numbered = f"doc-{number}" if _NUMBER.fullmatch(number) and kind == "document" else number
        source_id = row.value("id") or numbered
        return self.assembly.assign_id(source_id, f"doc-{self._count}", line=row.line, file=row.file)

    def _date(self, row: LetterRow) -> DateSpan | None:
        """Return a row's date, and report its faults; None if undated."""
        date = date_of(row, self.evidence)
        for warning in date.warnings:
            self._report("warning", "date-unreadable", warning, row)
        return date.span

    def _rights(self, row: LetterRow) -> Rights:
        """Return the rights that a row states; what is not understood is reported."""
        rights, problems = parse_rights({name: row.value(column) for name, column in RIGHTS_COLUMNS.items()})
        for problem in problems:
            self._report("warning", "rights-unread", problem, row)
        return rights

    def _person_refs(self, row: LetterRow, role: Role) -> tuple[PersonRef, ...]:
        """Return references to a row's correspondents, in order; new persons are added."""
        if not is_complete(row, role):
            message = f"the columns for parts of the {role} have different numbers of values"
            self._report("warning", "parts-uneven", message, row)
        persons = [self._person(party) for party in parties(row, role)]
        return tuple(PersonRef(person.id, person.display) for person in persons)

    def _person(self, party: Party) -> Person:
        """Return the person with a name, or with an id; add one if there is none.

        Persons of one name are parted by their ids, and by what their names add in brackets ("son"). Names
        with one id are one person's if the surname is the same and the given names do not differ; otherwise
        they are parted and reported.
        """
        display, uris = _distinct_display(party.name), find_authority_uris((party.id,))
        identity, key = _identity(party), _name_key(display)
        known = self._identified(identity, party.name) or self._named(key, identity)
        if known is None:
            known = self._new_person(party.name, display)
        names = (
            (*known.variants, display) if display not in (known.display, *known.variants) else known.variants
        )
        same_as = tuple(dict.fromkeys((*known.same_as, *uris)))
        self.persons[known.id] = replace(known, variants=names, same_as=same_as)
        if not (identity and key in self.namesakes):
            self._by_name.setdefault(key, known.id)
        if identity:
            self._by_identity.setdefault(identity, known.id)
            self._identities.setdefault(known.id, {}).setdefault(authority_of(identity), identity)
        return self.persons[known.id]

    def _identified(self, identity: str, name: str) -> Person | None:
        """Return the person with an id if the name may be another form of the name; report another one."""
        known = self.persons.get(self._by_identity.get(identity, ""))
        if known is None or _names_fit(known.name, name):
            return known
        message = f"“{known.display}” and “{name}” have the same id, {identity}; they are read as two persons"
        self._shared_ids[message] += 1
        return None

    def _named(self, key: str, identity: str) -> Person | None:
        """Return the person with a name, unless it is a namesake's, or the person has another id."""
        known = self.persons.get(self._by_name.get(key, ""))
        if known is None or (identity and key in self.namesakes):
            return None
        known_ids = self._identities.get(known.id, {})
        is_other = identity and known_ids.get(authority_of(identity), identity) != identity
        return None if is_other else known

    def _new_person(self, name: str, display: str) -> Person:
        """Return a new person or group; the id is made from the name."""
        parsed = parse_name(name)
        kind: PersonKind = "group" if is_group(name) else "person"
        id = unique_person_slug(name if "," in name else parsed.inverted, self._person_ids)
        return Person(id, parsed.inverted, display, kind, dates=parsed.dates)

    def _place_ref(self, row: LetterRow, end: Literal["place", "destination"]) -> PlaceRef | None:
        """Return a reference to a row's place of writing or of receipt; None without a name and an id.

        Coordinates that cannot be parsed are reported.
        """
        ids = row.values_of(f"{end}_id")
        uris = find_authority_uris(ids)
        keys = [id for id in ids if not find_authority_uris((id,))]
        degrees = [row.value(f"{end}_{part}") for part in ("latitude", "longitude")]
        written = row.value(f"{end}_coordinates") or (" ".join(degrees) if any(degrees) else "")
        coordinates = parse_coordinates(written)
        if written and coordinates is None:
            message = f"“{written}” are no coordinates of a place"
            self._report("warning", "coordinates-unreadable", message, row)
        return self.assembly.places.identify(row.value(end), keys, uris, coordinates)

    def _topics(self, row: LetterRow) -> tuple[TopicRef, ...]:
        """Return references to a row's topics, without duplicates; new topics are added."""
        refs = []
        for label in row.values_of("topics"):
            id = slug(label)
            if id:
                self.topics.setdefault(id, Topic(id, label))
                refs.append(TopicRef(id, self.topics[id].label, "edition"))
        return tuple(dict.fromkeys(refs))

    def _images(self, row: LetterRow) -> tuple[PageImage, ...]:
        """Return a row's images, with the labels of the pages if there are as many, and its manifests.

        What is neither an address of the web nor the name of a file is reported.
        """
        locations = [location for cell in row.values_of("images") for location in _LOCATIONS.split(cell)]
        pages = _pages(row)
        labels = pages if len(pages) == len(locations) else (None,) * len(locations)
        images = [make_page_image(*pair) for pair in zip(labels, locations, strict=True)]
        images += [PageImage(None, location, location) for location in row.values_of("manifest")]
        for image in images:
            if not is_image_location(image.url):
                self._report("warning", "image-unresolved", f"“{image.url}” does not locate an image", row)
        return tuple(image for image in images if is_image_location(image.url))

    def _report(self, level: ReportLevel, code: str, message: str, row: LetterRow) -> None:
        """Add a report line with the row's file and line."""
        self.assembly.add_report_line(level, code, message, row.line, row.file)


def _language(row: LetterRow) -> str:
    """Return the tag of the first language that a row names, "" if none."""
    named = (name.strip() for value in row.values_of("language") for name in value.split(","))
    return next(filter(None, map(language_tag, named)), "")


def _pages(row: LetterRow) -> tuple[str, ...]:
    """Return the labels of a row's pages."""
    return tuple(_PAGE.findall(row.value("pages")))


def _find_namesakes(rows: Iterable[LetterRow]) -> frozenset[str]:
    """Return the keys of the names to which rows give different ids of one kind."""
    ids: dict[tuple[str, str | None], set[str]] = {}
    for row in rows:
        for role in get_args(Role):
            for party in parties(row, role):
                if identity := _identity(party):
                    name = _name_key(_distinct_display(party.name))
                    ids.setdefault((name, authority_of(identity)), set()).add(identity)
    return frozenset(name for (name, _), identities in ids.items() if len(identities) > 1)


def _identity(party: Party) -> str:
    """Return a correspondent's id, as the canonical address if it is of an authority file; "" if unknown."""
    return next(iter(find_authority_uris((party.id,))), party.id)


def _name_key(display: str) -> str:
    """Return the key of a name in direct order, with and without commas before a suffix."""
    return display.replace(",", "")


def _names_fit(name: str, other: str) -> bool:
    """Return whether two names may be one person's: the same surname, and given names that do not differ."""
    is_same = fold_name(surname(name)) == fold_name(surname(other))
    return is_same and not given_names_differ(name, other)


def _distinct_display(name: str) -> str:
    """Return a name in direct order, with what it adds in brackets to tell two persons apart: "(son)"."""
    display = display_name(name)
    additions = _ADDITION.findall(split_dates(name)[0]) if "," in name else []
    distinct = [text for text in additions if f"({text})" not in display and not _MAIDEN_NAME.match(text)]
    return " ".join((display, *(f"({text})" for text in distinct)))


def _split_notes(text: str) -> Iterator[str]:
    """Yield the notes in one cell, split at blank lines and before lines that begin with a bracket."""
    return (piece.strip() for piece in re.split(r"\n\s*\n|\n(?=\[)", text) if piece.strip())
