"""Units as TEI P5: header with ``correspDesc``, text with notes in place, page breaks and emphasis. Pure.

Guidelines: https://tei-c.org/guidelines/p5/ (section 2.4.6 for correspondence). An export of one edition is
complete: ``corpus.readers.tei.exported`` restores the edition from it (docs/tei-editions.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final
from xml.etree.ElementTree import Element

from corpus.model import (
    ArchiveReference,
    DateSpan,
    DescribedEdition,
    Edition,
    Person,
    PersonRef,
    Place,
    PlaceRef,
    Reference,
    Term,
    Topic,
    Unit,
)
from corpus.readers.tei.exported import SCHEMES, VERSION, pages_of_paragraphs
from corpus.rights import Rights, is_open_licence, licence_name, licence_uri
from corpus.text.direction import is_right_to_left
from exports.addresses import unit_address
from exports.bibliography import BibliographicRecord
from exports.citation import cite
from exports.tei_lists import list_persons, list_places, list_topics, person_id
from exports.tei_text import TextWriter, default_title, facsimile, valid_id
from exports.xml_documents import element, xml_document

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
MEDIA_TYPE: Final = "application/tei+xml"
_SEE_UNITS: Final = "See the individual units."
_APPLICATION: Final = {"ident": "perepiska", "version": VERSION}


@dataclass(frozen=True, slots=True)
class TeiUnit:
    """A unit to be written as TEI, with its notes and the cross-references in it and them."""

    record: BibliographicRecord
    notes: Sequence[Unit]
    references: Sequence[Reference] = ()


@dataclass(frozen=True, slots=True)
class TeiLists:
    """The lists of an edition: all persons and topics, of which those that units name are written, and terms.

    ``is_whole`` is set if all documents of the edition are exported: then the lists are written as a whole,
    topics only if the index has no other edition (``is_only_edition``).
    """

    persons: Sequence[Person] = ()
    topics: Sequence[Topic] = ()
    terms: Sequence[Term] = ()
    is_whole: bool = False
    is_only_edition: bool = True


def write_tei(units: Sequence[TeiUnit], lists: TeiLists | None = None) -> str:
    """Return units as a TEI document; as a ``teiCorpus`` unless exactly one text is written.

    A note whose document is also exported appears only within that document. An ``xml:id`` is the unit's name
    within its edition, prefixed with the edition if units of several are exported.
    """
    ids = {tei_unit.record.unit.id for tei_unit in units}
    editions = {tei_unit.record.unit.edition: tei_unit.record.edition for tei_unit in units}
    written = [tei_unit for tei_unit in units if tei_unit.record.unit.parent not in ids]
    writer = _UnitWriter(written, lists or TeiLists(), is_mixed=len(editions) > 1)
    shared = writer.shared_parts(next(iter(editions.values())) if len(editions) == 1 else None)
    texts = [writer.write(tei_unit, shared if len(written) == 1 else ()) for tei_unit in written]
    if len(texts) == 1:
        root = texts[0]
        root.attrib = {"xmlns": NAMESPACE, **root.attrib}
        return xml_document(root)
    return xml_document(
        element("teiCorpus", {"xmlns": NAMESPACE}, _corpus_header(list(editions.values()), shared), *texts)
    )


def corresp_desc(
    record: BibliographicRecord,
    attributes: Mapping[str, str | None] | None = None,
    *contents: Element,
    is_complete: bool = False,
) -> Element | None:
    """Return the ``correspDesc`` of a letter: persons, places and date; None if all are unknown.

    Args:
        attributes: those of the element; None values are omitted.
        contents: further contents.
        is_complete: whether dates and names have all that restores them.
    """
    unit, persons = record.unit, record.persons
    places = [
        _place_name(ref, printed, record.places)
        for ref, printed in ((unit.sent_from, unit.place), (unit.sent_to, unit.destination))
    ]
    senders, recipients = (
        [_name(ref, persons.get(ref.id), is_complete=is_complete) for ref in refs]
        for refs in (unit.senders, unit.recipients)
    )
    sent = [*senders, places[0], complete_date(unit.date) if is_complete else date_element(unit.date)]
    received = [*recipients, places[1]]
    actions = [
        element("correspAction", {"type": kind}, *parts)
        for kind, parts in (("sent", sent), ("received", received))
        if any(part is not None for part in parts)
    ]
    return element("correspDesc", attributes, *actions, *contents) if actions or contents else None


def date_element(span: DateSpan | None) -> Element | None:
    """Return a date as a TEI ``date``; without bounds it has only its text. None if there is no date."""
    if span is None:
        return None
    first, last = (day.isoformat() if day else None for day in span.stated)
    attributes: dict[str, str | None]
    if first and first == last:
        attributes = {"when": first}
    elif span.certainty == "uncertain" or "/" not in span.edtf:
        attributes = {"notBefore": first, "notAfter": last}
    else:
        attributes = {"from": first, "to": last}
    if span.certainty == "inferred":
        attributes["evidence"] = "conjecture"
    elif span.certainty in ("uncertain", "approximate"):
        attributes["cert"] = "low"
    return element("date", attributes, span.display)


def complete_date(span: DateSpan | None) -> Element | None:
    """Return a date as a TEI ``date`` with its EDTF, its certainty and the source of its year."""
    date = date_element(span)
    if span is None or date is None:
        return None
    date.attrib |= {"when-custom": span.edtf, "type": span.certainty, "subtype": span.year_source}
    return date


@dataclass(slots=True)
class _UnitWriter:
    """A writer of units as ``TEI`` elements.

    ``units`` are all that are written; with ``is_mixed`` they are of several editions.
    """

    units: Sequence[TeiUnit]
    lists: TeiLists
    is_mixed: bool
    _known: set[str] = field(default_factory=set)
    """The ids of the units and notes that are written."""

    _answered: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the letters that a letter answers, as the edition states, by its id."""

    def __post_init__(self) -> None:
        editions = {tei_unit.record.unit.edition: tei_unit.record.edition for tei_unit in self.units}
        for answer, answered in (pair for edition in editions.values() for pair in edition.replies):
            self._answered.setdefault(answer, []).append(answered)
        for tei_unit in self.units:
            self._known |= {tei_unit.record.unit.id, *(note.id for note in tei_unit.notes)}

    def shared_parts(self, edition: Edition | None) -> tuple[Element, ...]:
        """Return the parts of the header that all units share: an encoding and a profile description.

        Args:
            edition: the edition of all units; None if there are several.
        """
        written = [unit for tei in self.units for unit in (tei.record.unit, *tei.notes)]
        indexes = {person.id: person for person in self.lists.persons}
        for tei_unit in self.units:
            indexes = {**tei_unit.record.persons, **indexes} if not self.lists.persons else indexes
        persons = list_persons(written, indexes, self.xml_id, is_whole=self.lists.is_whole)
        index = {id: place for tei in self.units for id, place in tei.record.places.items()}
        places = list_places(written, index, is_whole=self.lists.is_whole)
        has_all_topics = self.lists.is_whole and self.lists.is_only_edition
        topics = list_topics(written, self.lists.topics, is_whole=has_all_topics)
        application = element("application", _APPLICATION, element("label", "Perepiska"))
        encoding = element(
            "encodingDesc",
            element("appInfo", application) if edition else None,
            element("classDecl", *map(_taxonomy, SCHEMES.values()), topics),
        )
        language = edition.language if edition else ""
        profile = element(
            "profileDesc",
            element("langUsage", element("language", {"ident": language})) if language else None,
            element("particDesc", persons) if persons is not None else None,
            element("settingDesc", places) if places is not None else None,
        )
        return (encoding, profile) if len(profile) else (encoding,)

    def write(self, tei_unit: TeiUnit, shared: Sequence[Element]) -> Element:
        """Return a unit as ``TEI``; ``shared`` are the parts of its header that units otherwise share."""
        unit = tei_unit.record.unit
        kind = "letter" if unit.kind == "document" else unit.kind
        writer = TextWriter(self.xml_id, lambda id: self._pointer(id, tei_unit.record), tei_unit.references)
        images = facsimile(unit, self.xml_id(unit.id))
        by = f"#{self._abstract_id(unit)}" if unit.abstract_source else None
        abstract = {"subtype": "abstract", "resp": by} if unit.is_abstract else None
        direction = "direction: rtl" if is_right_to_left(unit.text) else None
        contents = writer.write(unit, tei_unit.notes)
        body = element("div", {"type": kind, "n": unit.number}, abstract, *contents)
        return element(
            "TEI",
            {"xml:id": self.xml_id(unit.id), "n": str(unit.order)},
            self._header(tei_unit, shared),
            images,
            self._mentions(tei_unit),
            element("text", {"xml:lang": unit.language, "style": direction}, element("body", body)),
        )

    def xml_id(self, id: str) -> str:
        """Return the ``xml:id`` of a unit: its name, with ``is_mixed`` its whole id."""
        return valid_id(id if self.is_mixed else id.partition("/")[2])

    def _pointer(self, id: str, record: BibliographicRecord) -> str:
        """Return the pointer to a unit: its ``xml:id`` if it is written, else the address of its page."""
        if id in self._known:
            return f"#{self.xml_id(id)}"
        return record.address.removesuffix(unit_address(record.unit.id)) + unit_address(id)

    def _header(self, tei_unit: TeiUnit, shared: Sequence[Element]) -> Element:
        """Return the header of a unit."""
        record = tei_unit.record
        unit = record.unit
        file_description = element(
            "fileDesc",
            element(
                "titleStmt",
                element("title", unit.title),
                self._abstract_authors(unit),
                _rights_holder(unit.rights),
            ),
            _publication_statement(record),
            self._note_titles(tei_unit),
            element(
                "sourceDesc",
                element("bibl", str(cite(record))),
                self._scope(tei_unit),
                _edition_bibl(record.edition) if shared else None,
                _abstract_bibl(unit),
                _manuscript(unit.archive),
            ),
        )
        by = {"resp": f"#{self._abstract_id(unit)}"} if unit.abstract_source else None
        abstract = element("abstract", by, *_paragraphs(unit.abstract)) if unit.abstract else None
        language = element("langUsage", element("language", {"ident": unit.language}))
        profile = element(
            "profileDesc",
            abstract,
            language,
            _creation(unit),
            self._keywords(tei_unit),
            self._letter(tei_unit),
        )
        for part in shared:
            if part.tag == "profileDesc":
                profile.extend(child for child in part if child.tag != "langUsage")
        return element("teiHeader", file_description, *shared[:1], profile, _revisions(unit))

    def _abstract_id(self, unit: Unit) -> str:
        """Return the ``xml:id`` of the statement who wrote the abstract of a unit."""
        return f"abstract.{self.xml_id(unit.id)}"

    def _abstract_authors(self, unit: Unit) -> Element | None:
        """Return who wrote the abstract of a unit; None if it is the edition's own."""
        source = unit.abstract_source
        if source is None:
            return None
        names = [element("name", name) for name in source.authors or (source.title,)]
        resp = element("resp", {"when": source.year}, "abstract" if unit.abstract else "text")
        return element("respStmt", {"xml:id": self._abstract_id(unit)}, resp, *names)

    def _scope(self, tei_unit: TeiUnit) -> Element | None:
        """Return where a unit is in its edition: the chapter and the pages; None if unknown.

        The pages of a note are stated if it has others than its paragraphs, its position if it does not
        follow the unit or the note before it.
        """
        unit = tei_unit.record.unit
        parts = [element("biblScope", {"unit": "chapter"}, unit.chapter)] if unit.chapter else []
        parts += [element("biblScope", {"unit": "page"}, page) for page in unit.pages]
        for before, note in pairwise((unit, *tei_unit.notes)):
            pointer = f"#{self.xml_id(note.id)}"
            if note.pages != pages_of_paragraphs(note.paragraphs):
                attributes = {"unit": "page", "corresp": pointer}
                parts += [element("biblScope", attributes, page) for page in note.pages]
            if note.order != before.order + 1:
                parts.append(element("biblScope", {"unit": "position", "corresp": pointer}, str(note.order)))
        return element("bibl", {"type": "scope"}, *parts) if parts else None

    def _note_titles(self, tei_unit: TeiUnit) -> Element | None:
        """Return the titles of the notes that do not follow from their numbers; None if there are none."""
        unit = tei_unit.record.unit
        titles = [
            element("note", {"type": "title", "target": f"#{self.xml_id(note.id)}"}, note.title)
            for note in tei_unit.notes
            if note.title != default_title(note, unit)
        ]
        return element("notesStmt", *titles) if titles else None

    def _letter(self, tei_unit: TeiUnit) -> Element | None:
        """Return the ``correspDesc`` of a document, with the letters that it answers; else None."""
        record = tei_unit.record
        if record.unit.kind != "document":
            return None
        pointers = [self._pointer(id, record) for id in self._answered.get(record.unit.id, ())]
        replies = [element("ref", {"type": "reply", "target": pointer}) for pointer in pointers]
        context = [element("correspContext", *replies)] if replies else []
        return corresp_desc(record, None, *context, is_complete=True)

    def _keywords(self, tei_unit: TeiUnit) -> Element | None:
        """Return the medium, topics and terms of a unit and its notes; None if there are none."""
        unit = tei_unit.record.unit
        terms = [term for term in self.lists.terms if term.unit == unit.id]
        keywords = [
            _terms("media", None, [element("term", unit.medium)] if unit.medium else []),
            _terms(
                "terms", None, [element("term", name) for term in terms for name in (term.term, *term.forms)]
            ),
        ]
        for classified in (unit, *tei_unit.notes):
            pointer = None if classified is unit else f"#{self.xml_id(classified.id)}"
            topics = [
                element("term", {"key": topic.id, "type": topic.source}, topic.label)
                for topic in classified.topics
            ]
            keywords.append(_terms("topics", pointer, topics))
            headings = [element("term", heading) for heading in classified.index_terms]
            keywords.append(_terms("index", pointer, headings))
        found = [group for group in keywords if group is not None]
        return element("textClass", *found) if found else None

    def _mentions(self, tei_unit: TeiUnit) -> Element | None:
        """Return the persons whom a unit and its notes mention, as relations; None if there are none."""
        relations = [
            element(
                "relation", {"name": "mentions", "active": f"#{self.xml_id(unit.id)}", "passive": persons}
            )
            for unit in (tei_unit.record.unit, *tei_unit.notes)
            if (persons := " ".join(f"#{person_id(ref.id)}" for ref in unit.mentions))
        ]
        return element("standOff", element("listRelation", *relations)) if relations else None


def _corpus_header(editions: Sequence[Edition], shared: Sequence[Element]) -> Element:
    """Return the header of a ``teiCorpus``."""
    edition = editions[0] if len(editions) == 1 else None
    title = edition.title if edition else "Units exported from Perepiska"
    file_description = element(
        "fileDesc",
        element("titleStmt", element("title", title)),
        element("publicationStmt", element("p", _SEE_UNITS)),
        element("sourceDesc", _edition_bibl(edition) if edition else element("p", _SEE_UNITS)),
    )
    return element("teiHeader", file_description, *shared)


def _publication_statement(record: BibliographicRecord) -> Element:
    """Return the ``publicationStmt``: one sentence or, if rights are stated, address and availability."""
    terms = availability(record.unit.rights)
    if terms is None:
        return element("publicationStmt", element("p", f"Exported from Perepiska: {record.address}"))
    publisher = record.edition.publisher
    agency = element("publisher", publisher) if publisher else element("distributor", "Perepiska")
    return element("publicationStmt", agency, element("idno", {"type": "url"}, record.address), terms)


def availability(rights: Rights) -> Element | None:
    """Return licence, access and embargo as a TEI ``availability``; None if none of them is stated.

    Its status is "restricted" where not everything may be shown, and "free" under an open licence.
    """
    is_limited = rights.access != "full-text" or rights.embargo is not None
    licence = rights.licence
    if not licence and not is_limited:
        return None
    status = "restricted" if is_limited else "free" if is_open_licence(licence or "") else None
    day = rights.embargo.isoformat() if rights.embargo else ""
    return element(
        "availability",
        {"status": status},
        element("licence", {"target": licence_uri(licence)}, licence_name(licence)) if licence else None,
        element("ab", {"type": "access"}, rights.access) if is_limited else None,
        element("ab", {"type": "embargo"}, element("date", {"when": day}, day)) if day else None,
    )


def _rights_holder(rights: Rights) -> Element | None:
    if not rights.holder:
        return None
    return element("respStmt", element("resp", "rights holder"), element("name", rights.holder))


def _edition_bibl(edition: Edition) -> Element:
    """Return the bibliographic description of an edition, with its id."""
    return element(
        "bibl",
        {"type": "edition"},
        element("idno", {"type": "edition"}, edition.id),
        element("title", edition.title),
        *(element("editor", name) for name in edition.editors),
        element("publisher", edition.publisher) if edition.publisher else None,
        element("pubPlace", edition.place) if edition.place else None,
        element("date", edition.year) if edition.year else None,
        _described_bibl(edition.described) if edition.described else None,
    )


def _described_bibl(described: DescribedEdition) -> Element:
    """Return the bibliographic description of the printed edition that a calendar describes."""
    bibl = element(
        "bibl",
        element("idno", {"type": "edition"}, described.id),
        element("title", described.title) if described.title else None,
        *(element("editor", name) for name in described.editors),
        element("publisher", described.publisher) if described.publisher else None,
        element("pubPlace", described.place) if described.place else None,
        element("date", described.year) if described.year else None,
    )
    return element("relatedItem", {"type": "describes"}, bibl)


def _revisions(unit: Unit) -> Element | None:
    """Return the corrections of a unit as ``revisionDesc``; None if there are none."""
    changes = [
        element(
            "change",
            {
                "type": "correction",
                "n": correction.field,
                "when": correction.when.isoformat() if correction.when else None,
            },
            element("name", correction.who) if correction.who else None,
            element("choice", element("sic", correction.former), element("corr", correction.value)),
            element("note", correction.why) if correction.why else None,
        )
        for correction in unit.corrections
    ]
    return element("revisionDesc", *changes) if changes else None


def _abstract_bibl(unit: Unit) -> Element | None:
    """Return the calendar that the abstract of a unit comes from, with its entry; None if from none."""
    source = unit.abstract_source
    if source is None:
        return None
    return element(
        "bibl",
        {"type": "abstract"},
        element("idno", {"type": "unit"}, source.unit),
        element("title", source.title),
        *(element("author", name) for name in source.authors),
        element("date", source.year) if source.year else None,
    )


def _taxonomy(scheme: tuple[str, str]) -> Element:
    """Return the declaration of a scheme of keywords, given by its id and name."""
    return element("taxonomy", {"xml:id": scheme[0]}, element("bibl", scheme[1]))


def _terms(scheme: str, pointer: str | None, terms: Sequence[Element]) -> Element | None:
    """Return terms as ``keywords`` of a scheme; None if there are none.

    Args:
        pointer: the note that they are of; None for those of the unit.
    """
    attributes = {"scheme": f"#{SCHEMES[scheme][0]}", "corresp": pointer}
    return element("keywords", attributes, *terms) if terms else None


def _creation(unit: Unit) -> Element | None:
    """Return the dateline of a unit, and the date if it is no document; None if there is neither."""
    dateline = element("date", {"type": "dateline"}, unit.dateline) if unit.dateline else None
    date = complete_date(unit.date) if unit.kind != "document" else None
    return element("creation", dateline, date) if dateline is not None or date is not None else None


def _paragraphs(text: str) -> Iterator[Element]:
    """Yield the paragraphs of a text."""
    return (element("p", paragraph) for paragraph in text.split("\n\n"))


def _manuscript(archive: ArchiveReference | None) -> Element | None:
    """Return an archive reference as ``msDesc``, with its parts as alternative identifiers."""
    if archive is None:
        return None
    shelfmark = str(replace(archive, archive=None)).removeprefix(f"{archive.archive}, ")
    parts = {
        "fond": archive.fond, "opis": archive.opis, "delo": archive.delo, "leaves": archive.leaves,
        "printed": archive.printed, "scheme": archive.scheme,
    }  # fmt: skip
    identifier = element(
        "msIdentifier",
        element("repository", archive.archive) if archive.archive else None,
        element("idno", shelfmark or archive.printed),
        *(
            element("altIdentifier", element("idno", {"type": name}, value))
            for name, value in parts.items()
            if value
        ),
    )
    return element("msDesc", identifier, element("p", archive.remark) if archive.remark else None)


def _place_name(ref: PlaceRef | None, printed: str | None, places: Mapping[str, Place]) -> Element | None:
    """Return the name of a place as printed, with its ids; None if it is not known."""
    place = places.get(ref.id) if ref else None
    attributes = {"key": ref.id if ref else None, "ref": " ".join(place.same_as) if place else None}
    name = printed or (ref.name if ref else None)
    return element("placeName", attributes, name) if name else None


def _name(ref: PersonRef, person: Person | None, *, is_complete: bool) -> Element:
    """Return a correspondent by the full name; with ``is_complete`` another name in the unit is the label."""
    tag = "orgName" if person and person.kind == "group" else "persName"
    name = person.display if person else ref.name
    label = ref.name if is_complete and ref.name != name else None
    return element(
        tag, {"key": ref.id, "ref": " ".join(person.same_as) if person else None, "n": label}, name
    )
