"""The reader of TEI that Perepiska itself has exported: it restores the edition, ids and all.

An export of units of one edition names its format in ``appInfo``. Its text is read as it stands, without the rules for
white space, hyphens and readings that editions by others need. docs/tei-editions.md describes the format.
"""  # noqa: E501  one sentence

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from typing import Final, cast, get_args

from corpus.images import make_page_image
from corpus.model import (
    CORRECTED_FIELDS,
    AbstractSource,
    ArchiveReference,
    Certainty,
    Correction,
    DateSpan,
    DescribedEdition,
    Edition,
    Kind,
    Marker,
    PageImage,
    Paragraph,
    ParagraphStyle,
    Person,
    PersonRef,
    Place,
    PlaceRef,
    Reference,
    SpanStyle,
    StyledSpan,
    Term,
    Topic,
    TopicRef,
    Unit,
    YearSource,
)
from corpus.persons.person_index import PersonIndex
from corpus.places.coordinates import parse_coordinates
from corpus.readers.assembly import Assembly
from corpus.slugs import person_slug, slug

from .accounting import TextAccount
from .dates import parse_date_element
from .files import TeiFile
from .rights import parse_header_rights
from .xml_tree import XmlElement

VERSION: Final = "1"
SCHEMES: Final = {
    "media": ("scheme.media", "Kinds of documents"),
    "topics": ("scheme.topics", "Topics"),
    "index": ("scheme.index", "Headings of the printed index"),
    "terms": ("scheme.terms", "Glossary: a term and its other forms"),
}
"""Schemes of keywords → their ids in the file, and what they are."""
_PERSON_TAGS: Final = ("person", "org")
_UNSTYLED: Final = "paragraph"
_POSITION: Final = re.compile(r"[0-9]{1,9}")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def is_export(root: XmlElement) -> bool:
    """Return whether a file is an export of units of one edition, in the version that this reader reads."""
    header = next((child for child in root.child_elements if child.tag == "teiHeader"), None)
    applications = header.find_all("application") if header else ()
    return any(
        (application.get("ident"), application.get("version")) == ("perepiska", VERSION)
        for application in applications
    )


def default_note_title(number: str | None, label: str, parent_number: str | None, parent_title: str) -> str:
    """Return the title of a note that its number and its parent give: "Note 3 to document 24".

    Args:
        number: the number of the note; None if it has none.
        label: the last part of its id (``n3``, ``source``).
        parent_number: the number of the parent, if it is a numbered document.
        parent_title: the title of the parent.
    """
    parent = f"document {parent_number}" if parent_number else parent_title
    if number is None:
        return f"Source note to {parent}" if label == "source" else f"Commentary on {parent}"
    return f"Note {number} to {parent}"


def pages_of_paragraphs(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return the labels of the pages on which paragraphs stand, in order."""
    labels = (
        label
        for paragraph in paragraphs
        for label in (paragraph.page, *(label for _, label in paragraph.breaks))
    )
    return tuple(dict.fromkeys(filter(None, labels)))


def read_exports(files: Sequence[TeiFile], progress: Callable[[str], None]) -> Edition:
    """Read the files of an export as the edition whose units they are.

    Args:
        files: the files, all of one edition.
        progress: called with a description of each step.
    """
    header = _edition(files[0].root)
    builder = _Builder(Assembly(header))
    for file in files:
        progress(f"reading {file.name}")
        builder.read(file)
    return builder.finish()


def exported_edition(root: XmlElement) -> str:
    """Return the id of the edition whose units a file holds."""
    return _edition(root).id


@dataclass(slots=True)
class _Builder:
    """The units, persons and topics read so far."""

    assembly: Assembly
    account: TextAccount = field(default_factory=TextAccount)
    parsed: list[tuple[tuple[int, int], Unit]] = field(default_factory=list)
    """The units and notes, each with the key by which they are in order."""
    persons: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    used_ids: set[str] = field(default_factory=set)

    def read(self, file: TeiFile) -> None:
        """Read the lists and units of a file."""
        self.account.file = file.name
        for entry in _entries(file.root):
            self.add_person(_person(entry, self.assembly.edition.id))
        for place in file.root.find_all("place"):
            self.places.setdefault(place.get("n") or "", _place(place))
        known = {topic.id for topic in self.assembly.topics}
        self.assembly.topics += (topic for topic in _topics(file.root) if topic.id not in known)
        inner = [element for element in file.root.child_elements if element.tag == "TEI"]
        for root in inner or [file.root]:
            self.parsed += _UnitReader(self, root).read(len(self.parsed))

    def add_person(self, person: Person) -> None:
        """Add a person, unless there is one with this id."""
        self.persons.setdefault(person.id, person)

    def finish(self) -> Edition:
        """Return the edition, with its units in their order."""
        assembly = self.assembly
        for _, unit in sorted(self.parsed, key=itemgetter(0)):
            assembly.add_unit(replace(unit, sent_from=None, sent_to=None), file=self.account.file)
        known = {unit.id for unit in assembly.units}
        for reference in assembly.references:
            for target in reference.targets:
                if target not in known:
                    self.account.add("warning", "reference-unresolved", "to units not exported", 0, target)
        assembly.report += self.account.report_lines()
        assembly.text_counts = self.account.counts()
        edition = assembly.finish(PersonIndex(self.persons.values()), search_names=False, references_in=())
        return self._with_places(edition) if self.places else edition

    def _with_places(self, edition: Edition) -> Edition:
        """Return the edition with the places of the export, instead of those that names alone identify."""
        stated = {unit.id: (unit.sent_from, unit.sent_to) for _, unit in self.parsed}
        units = tuple(
            replace(unit, sent_from=stated[unit.id][0], sent_to=stated[unit.id][1]) for unit in edition.units
        )
        return replace(edition, units=units, places=tuple(self.places.values()))


@dataclass(slots=True)
class _UnitReader:
    """A reader of one ``TEI``; ``page`` is the current page, ``notes`` the notes found so far."""

    builder: _Builder
    root: XmlElement
    page: str | None = None
    notes: list[tuple[XmlElement, str | None]] = field(default_factory=list)
    """The elements of notes, each with the page that it is on."""

    @property
    def edition(self) -> str:
        """The id of the edition."""
        return self.builder.assembly.edition.id

    def read(self, position: int) -> Iterator[tuple[tuple[int, int], Unit]]:
        """Yield the unit and its notes, each with the key by which those of the edition are in order.

        Args:
            position: the position of the unit if the file states none.
        """
        root, header = self.root, _child(self.root, "teiHeader")
        text = _child(root, "text")
        self.builder.account.expect(text)
        division = text.find("div") or text
        unit = self._unit(header, division, text.get("xml:lang") or "")
        self._add_terms(header, unit)
        self._add_replies(header, unit)
        position = _position(root.get("n"), position)
        yield (position, 0), unit
        for number, (element, page) in enumerate(self.notes, 1):
            position = _position(next(_scope(header, "position", element.id), None), position)
            yield (position, number), self._note(element, page, unit)

    def _unit(self, header: XmlElement, division: XmlElement, language: str) -> Unit:
        """Return the unit itself."""
        id = self._unique_id(self.root)
        kind = cast(Kind, division.get("type") if division.get("type") in get_args(Kind) else "document")
        paragraphs = tuple(self._paragraphs(division, id))
        sent, received = (_action(header, type) for type in ("sent", "received"))
        creation = _child(header, "creation")
        dates = {element.get("type"): element for element in creation.find_all("date")}
        abstract = _child(header, "abstract")
        date = _first(sent, "date") or next((dates[type] for type in dates if type != "dateline"), None)
        return Unit(
            id,
            self.edition,
            kind,
            _raw(_child(_child(header, "titleStmt"), "title")),
            0,
            paragraphs,
            number=division.get("n"),
            chapter=next(iter(_scope(header, "chapter")), None),
            medium=next((_raw(term) for term in _keywords(header, "media", None)), None),
            dateline=_raw(dates["dateline"]) if "dateline" in dates else None,
            date=self._date(date) if date else None,
            senders=self._parties(sent),
            recipients=self._parties(received),
            mentions=self._mentions(self.root.id),
            place=_text_of(sent, "placeName"),
            destination=_text_of(received, "placeName"),
            sent_from=self._place(sent),
            sent_to=self._place(received),
            archive=_archive(header),
            pages=tuple(_scope(header, "page")),
            images=tuple(_images(self.root)),
            topics=_topic_refs(header, None),
            index_terms=tuple(_raw(term) for term in _keywords(header, "index", None)),
            abstract="\n\n".join(_raw(p) for p in abstract.find_all("p")) or None,
            abstract_source=_abstract_source(header),
            language=language,
            corrections=tuple(_corrections(header)),
            rights=parse_header_rights(header),
        )

    def _note(self, element: XmlElement, page: str | None, unit: Unit) -> Unit:
        """Return a note of a unit."""
        self.page = page
        id = self._unique_id(element)
        paragraphs = tuple(self._paragraphs(element, id))
        header, number = _child(self.root, "teiHeader"), element.get("n")
        titles = (note for note in header.find_all("note") if note.get("target") == f"#{element.id}")
        title = next((_raw(note) for note in titles if note.get("type") == "title"), None)
        return Unit(
            id,
            self.edition,
            "note",
            title or default_note_title(number, id.rpartition(".")[2], unit.number, unit.title),
            0,
            paragraphs,
            number=number,
            parent=unit.id,
            chapter=unit.chapter,
            date=unit.date,
            mentions=self._mentions(element.id),
            abstract_source=replace(unit.abstract_source, unit=id)
            if unit.abstract_source and unit.is_of_calendar
            else None,
            pages=tuple(_scope(header, "page", element.id)) or pages_of_paragraphs(paragraphs),
            topics=_topic_refs(header, element.id),
            index_terms=tuple(_raw(term) for term in _keywords(header, "index", element.id)),
            language=unit.language,
        )

    def _paragraphs(self, parent: XmlElement, unit: str) -> Iterator[Paragraph]:
        """Yield the paragraphs in a division or note; a page break between them begins a page."""
        number = 0
        for element in parent.child_elements:
            if element.tag == "pb":
                self.page = element.get("n")
            elif element.tag == "note":
                self.notes.append((element, self.page))
            else:
                if element.tag != "p":
                    self.report_unknown(element)
                paragraph = _ParagraphReader(self, unit, number).read(element)
                if paragraph.text:
                    number += 1
                    yield paragraph

    def _unique_id(self, element: XmlElement) -> str:
        """Return the id of the unit in an element; one that occurs twice is reported and gets a suffix."""
        id, used, count = self._id(element.id or ""), self.builder.used_ids, 1
        unique = id
        while unique in used:
            count += 1
            unique = f"{id}-{count}"
        if count > 1:
            message = f"the id {element.id} occurs twice; the second unit becomes {unique}"
            self.builder.assembly.add_report_line("warning", "id-twice", message, element.line)
        used.add(unique)
        return unique

    def _id(self, xml_id: str) -> str:
        """Return the id of a unit, given its ``xml:id``."""
        bare = xml_id[1:] if xml_id.startswith("_") and not xml_id[1:2].isalpha() else xml_id
        return f"{self.edition}/{bare if _ID.fullmatch(bare) else slug(bare) or 'unnamed'}"

    def report_unknown(self, element: XmlElement) -> None:
        """Report an element that exports do not have; only its text is read."""
        kind = f"{element.tag} in an export"
        self.builder.account.add("warning", "facts-unused", kind, element.line, element.text)

    def target(self, pointer: str) -> str:
        """Return the id of the unit that a pointer leads to, in this file or on a site."""
        if pointer.startswith("#"):
            return self._id(pointer[1:])
        page, _, fragment = pointer.partition("#")
        name = "/".join(page.rsplit("/", 2)[-2:])
        return f"{name}.{fragment}" if fragment else name

    def _mentions(self, xml_id: str | None) -> tuple[PersonRef, ...]:
        """Return the persons whom a unit mentions."""
        persons = self.builder.persons
        ids = (
            pointer.removeprefix("#person.")
            for relation in _child(self.root, "standOff").find_all("relation")
            if relation.get("name") == "mentions" and relation.get("active") == f"#{xml_id}"
            for pointer in (relation.get("passive") or "").split()
        )
        return tuple(PersonRef(id, persons[id].display if id in persons else id) for id in ids)

    def _place(self, action: XmlElement) -> PlaceRef | None:
        """Return a reference to the place of an action; None if it has no name, or one without an entry."""
        name = action.find("placeName")
        place = self.builder.places.get(name.get("key") or "") if name else None
        return PlaceRef(place.id, place.name) if place else None

    def _parties(self, action: XmlElement) -> tuple[PersonRef, ...]:
        """Return the correspondents of an action; one without a key is added to the person index."""
        refs = []
        for element in action.child_elements:
            if element.tag in ("persName", "orgName"):
                name, key = element.get("n") or _raw(element), element.get("key")
                if key is None:
                    self.builder.add_person(Person(person_slug(name), name, name))
                refs.append(PersonRef(key or person_slug(name), name))
        return tuple(refs)

    def _date(self, element: XmlElement) -> DateSpan | None:
        """Return the date in an element: as exported, else as any TEI date; None if it cannot be read."""
        account = self.builder.account
        try:
            return _exported_date(element) or parse_date_element(element)
        except ValueError as error:
            account.add("warning", "date-unreadable", "dates in an export", element.line, str(error))
            return None

    def _add_terms(self, header: XmlElement, unit: Unit) -> None:
        """Add the glossary term of a unit, if it has one."""
        terms = [_raw(term) for term in _keywords(header, "terms", None)]
        if terms:
            self.builder.assembly.terms.append(Term(unit.id, terms[0], tuple(terms[1:])))

    def _add_replies(self, header: XmlElement, unit: Unit) -> None:
        """Add the letters that a letter answers."""
        for reply in _child(header, "correspContext").find_all("ref"):
            if reply.get("type") == "reply" and reply.get("target"):
                self.builder.assembly.replies.append((unit.id, self.target(reply.get("target") or "")))


@dataclass(slots=True)
class _ParagraphReader:
    """A reader of one paragraph, with the position of all that is not text in it."""

    unit_reader: _UnitReader
    unit: str
    number: int
    text: str = ""
    spans: list[StyledSpan] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    breaks: list[tuple[int, str]] = field(default_factory=list)

    def read(self, element: XmlElement) -> Paragraph:
        """Return the paragraph that an element holds."""
        page = self.unit_reader.page
        self._add_contents(element)
        style = element.get("rend") or _UNSTYLED
        return Paragraph(
            self.text,
            cast(ParagraphStyle, style if style in get_args(ParagraphStyle) else _UNSTYLED),
            page,
            tuple(sorted(self.spans, key=lambda span: (span.start, span.end))),
            tuple(self.markers),
            tuple(self.breaks),
            element.line,
        )

    def _add_contents(self, element: XmlElement) -> None:
        """Add the text and elements in an element."""
        for child in element.children:
            if isinstance(child, str):
                self.unit_reader.builder.account.keep(child)
                self.text += child
            else:
                self._add(child)

    def _add(self, element: XmlElement) -> None:
        """Add an element; one that exports do not have is reported, and its text added."""
        if element.tag == "pb":
            self._add_break(element)
        elif element.tag == "note":
            self._add_note(element)
        elif element.tag == "ref" and element.get("type") == "note":
            target = element.get("target")
            note = self.unit_reader.target(target) if target else None
            self.markers.append(Marker(len(self.text), element.get("n") or "", note))
        elif element.tag in ("hi", "ref"):
            self._add_range(element)
        else:
            self.unit_reader.report_unknown(element)
            self._add_contents(element)

    def _add_break(self, element: XmlElement) -> None:
        """Add a page break."""
        page = element.get("n")
        self.unit_reader.page = page
        if page:
            self.breaks.append((len(self.text), page))

    def _add_note(self, element: XmlElement) -> None:
        """Add a note, with a marker unless it is not anchored."""
        self.unit_reader.notes.append((element, self.unit_reader.page))
        if element.get("anchored") != "false":
            note = self.unit_reader.target(f"#{element.id}") if element.id else None
            self.markers.append(Marker(len(self.text), element.get("n") or "", note))

    def _add_range(self, element: XmlElement) -> None:
        """Add a range that is emphasised or is a reference."""
        start = len(self.text)
        self._add_contents(element)
        end = len(self.text)
        if element.tag == "ref":
            targets = tuple(map(self.unit_reader.target, (element.get("target") or "").split()))
            reference = Reference(self.unit, self.number, start, end, self.text[start:end], targets)
            self.unit_reader.builder.assembly.references.append(reference)
        elif element.get("rend") in get_args(SpanStyle):
            self.spans.append(StyledSpan(start, end, cast(SpanStyle, element.get("rend"))))


def _edition(root: XmlElement) -> Edition:
    """Return the metadata of the edition, without units."""
    bibl = _bibl(root, "edition")
    ids = {idno.get("type"): _raw(idno) for idno in bibl.child_elements if idno.tag == "idno"}
    header = _child(root, "teiHeader")
    languages = (language.get("ident") or "" for language in header.find_all("language"))
    id = ids.get("edition") or ""
    return Edition(
        id if _ID.fullmatch(id) else slug(id) or "edition",
        _text_of(bibl, "title") or "",
        *_imprint(bibl),
        next(languages, ""),
        described=_described(bibl, ids.get("describes")),
    )


def _bibl(root: XmlElement, kind: str) -> XmlElement:
    """Return the bibliographic description of a kind; an empty one if there is none."""
    return next((bibl for bibl in root.find_all("bibl") if bibl.get("type") == kind), XmlElement("bibl"))


def _imprint(bibl: XmlElement) -> tuple[tuple[str, ...], str | None, str | None, str | None]:
    """Return the editors, publisher, place and year of a bibliographic description."""
    parts = [child for child in bibl.child_elements if child.tag != "relatedItem"]
    publisher, place, year = (
        next((_raw(child) for child in parts if child.tag == tag), None)
        for tag in ("publisher", "pubPlace", "date")
    )
    return tuple(_raw(child) for child in parts if child.tag == "editor"), publisher, place, year


def _described(bibl: XmlElement, id: str | None) -> DescribedEdition | None:
    """Return the edition that a calendar describes; None if this is no calendar.

    Args:
        id: its id, if that is all that is stated.
    """
    described = bibl.find("relatedItem")
    if described is None:
        return DescribedEdition(id) if id else None
    return DescribedEdition(
        _text_of(described, "idno") or "",
        _text_of(described, "title") or "",
        *_imprint(_child(described, "bibl")),
    )


def _abstract_source(header: XmlElement) -> AbstractSource | None:
    """Return the calendar that the abstract of a unit comes from; None if it comes from none."""
    bibl = _bibl(header, "abstract")
    unit = _text_of(bibl, "idno")
    if not unit:
        return None
    authors = tuple(_raw(author) for author in bibl.find_all("author"))
    return AbstractSource(unit, _text_of(bibl, "title") or "", authors, _text_of(bibl, "date"))


def _corrections(header: XmlElement) -> Iterator[Correction]:
    """Yield the corrections of a unit."""
    for change in _child(header, "revisionDesc").find_all("change"):
        if change.get("type") == "correction" and change.get("n") in CORRECTED_FIELDS:
            yield Correction(
                change.get("n") or "",
                _text_of(change, "sic") or "",
                _text_of(change, "corr") or "",
                _text_of(change, "name"),
                _text_of(change, "note"),
                _day(change.get("when") or ""),
            )


def _day(text: str) -> date | None:
    """Return a day in ISO form; None if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _position(stated: str | None, default: int) -> int:
    """Return a position in the edition that is stated, if it is a number of at most nine digits."""
    return int(stated) if stated and _POSITION.fullmatch(stated) else default


def _entries(root: XmlElement) -> Iterator[XmlElement]:
    """Yield the entries of the person index in the header of a file."""
    header = _child(root, "teiHeader")
    return (entry for entry in header.find_all(*_PERSON_TAGS) if (entry.id or "").startswith("person."))


def _place(entry: XmlElement) -> Place:
    """Return the place of an entry."""
    name, *variants = [_raw(child) for child in entry.child_elements if child.tag == "placeName"] or [""]
    uris = (_raw(child) for child in entry.child_elements if child.tag == "idno")
    geo = entry.find("geo")
    latitude, longitude = (parse_coordinates(_raw(geo)) if geo else None) or (None, None)
    return Place(entry.get("n") or "", name, tuple(variants), tuple(uris), latitude, longitude)


def _person(entry: XmlElement, edition: str) -> Person:
    """Return the person or group of an entry."""
    names: dict[str, list[str]] = {}
    for element in entry.child_elements:
        if element.tag in ("persName", "orgName"):
            names.setdefault(element.get("type") or "", []).append(_raw(element))
    name = names.get("main", [""])[0]
    biography = (entry.get("corresp") or "").removeprefix("#")
    members = (member.get("sameAs") or "" for member in entry.find_all("person"))
    life = (_raw(state) for state in entry.find_all("state") if state.get("type") == "life")
    return Person(
        (entry.id or "").removeprefix("person."),
        name,
        names.get("display", [name])[0],
        "group" if entry.tag == "org" else "person",
        tuple(names.get("variant", ())),
        next(life, None),
        f"{edition}/{biography}" if biography else None,
        tuple(member.removeprefix("#person.") for member in members),
        tuple(_raw(idno) for idno in entry.find_all("idno")),
    )


def _topics(root: XmlElement) -> Iterator[Topic]:
    """Yield the topics in the header of a file, a broader one before those below it."""
    for taxonomy in _child(root, "teiHeader").find_all("taxonomy"):
        yield from _narrower(taxonomy, None)


def _narrower(parent: XmlElement, broader: str | None) -> Iterator[Topic]:
    """Yield the topics of the categories in a taxonomy or a category, and those below them."""
    for category in parent.child_elements:
        if category.tag == "category":
            id, description = (category.id or "").removeprefix("topic."), _child(category, "catDesc")
            label = _text_of(description, "term") or ""
            yield Topic(id, label, broader, _raw(description).removeprefix(label).removeprefix(" "))
            yield from _narrower(category, id)


def _action(header: XmlElement, type: str) -> XmlElement:
    """Return the action of a type in the description of a letter; an empty element if there is none."""
    actions = (action for action in header.find_all("correspAction") if action.get("type") == type)
    return next(actions, XmlElement("correspAction"))


def _exported_date(element: XmlElement) -> DateSpan | None:
    """Return the date in an element that states all of it; None if it does not.

    Raises:
        ValueError: a bound is not a day.
    """
    edtf, certainty, year_source = (element.get(name) for name in ("when-custom", "type", "subtype"))
    if edtf is None or certainty not in get_args(Certainty) or year_source not in get_args(YearSource):
        return None
    first = element.get("when") or element.get("from") or element.get("notBefore")
    last = element.get("when") or element.get("to") or element.get("notAfter")
    return DateSpan(
        edtf,
        _raw(element),
        date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
        cast(Certainty, certainty),
        cast(YearSource, year_source),
    )


def _scope(header: XmlElement, unit: str, note: str | None = None) -> Iterator[str]:
    """Yield the chapter or the pages of a unit in its edition, or of a note, given by its ``xml:id``."""
    pointer = f"#{note}" if note else None
    for scope in header.find_all("biblScope"):
        if (scope.get("unit"), scope.get("corresp")) == (unit, pointer):
            yield _raw(scope)


def _keywords(header: XmlElement, scheme: str, note: str | None) -> Iterator[XmlElement]:
    """Yield the terms of a scheme that a unit has, or a note to it, given by its ``xml:id``."""
    pointers = (f"#{SCHEMES[scheme][0]}", f"#{note}" if note else None)
    for keywords in header.find_all("keywords"):
        if (keywords.get("scheme"), keywords.get("corresp")) == pointers:
            yield from keywords.find_all("term")


def _topic_refs(header: XmlElement, note: str | None) -> tuple[TopicRef, ...]:
    """Return the topics that a unit has, or a note to it, given by its ``xml:id``."""
    return tuple(
        TopicRef(term.get("key") or "", _raw(term), term.get("type") or "edition")
        for term in _keywords(header, "topics", note)
    )


def _archive(header: XmlElement) -> ArchiveReference | None:
    """Return the archive reference in a header; None if it has none."""
    description = header.find("msDesc")
    if description is None:
        return None
    identifiers = (part.find("idno") for part in description.find_all("altIdentifier"))
    parts = {idno.get("type"): _raw(idno) for idno in identifiers if idno}
    return ArchiveReference(
        parts.get("printed") or "",
        _text_of(description, "repository"),
        parts.get("fond"),
        parts.get("opis"),
        parts.get("delo"),
        parts.get("leaves"),
        _text_of(description, "p"),
        "free" if parts.get("scheme") == "free" else "fond-opis-delo",
    )


def _images(root: XmlElement) -> Iterator[PageImage]:
    """Yield the images of the pages of a unit."""
    for surface in _child(root, "facsimile").find_all("surface"):
        for graphic in surface.find_all("graphic"):
            url = graphic.get("url") or ""
            is_manifest = bool(graphic.get("mimeType"))
            yield (
                PageImage(surface.get("n"), url, url)
                if is_manifest
                else make_page_image(surface.get("n"), url)
            )


def _child(element: XmlElement, tag: str) -> XmlElement:
    """Return the first descendant with a tag, or an empty element."""
    return element.find(tag) or XmlElement(tag)


def _first(element: XmlElement, tag: str) -> XmlElement | None:
    """Return the first child with a tag; None if there is none."""
    return next((child for child in element.child_elements if child.tag == tag), None)


def _text_of(element: XmlElement, tag: str) -> str | None:
    """Return the text of the first descendant with a tag; None if there is none or it is empty."""
    return _raw(_child(element, tag)) or None


def _raw(element: XmlElement) -> str:
    """Return the text of an element as it stands, with all white space."""
    return "".join(element.texts())
