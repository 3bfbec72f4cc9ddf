"""The page of a unit: its text with notes, metadata, related units and citations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from corpus.images import is_web_address
from corpus.model import Correction, Edition, Person, PersonRef, PlaceRef, Reply, Unit
from corpus.rights import Rights, licence_name, licence_uri
from corpus.slugs import slug
from exports.addresses import (
    QUESTION_MAX,
    export_address,
    filtered_search_address,
    person_address,
    place_address,
    unit_address,
    with_question,
)
from exports.bibliography import BibliographicRecord
from exports.citation import Citation, cite_source
from exports.citation_formats import styles
from exports.metadata import metadata
from search.abstract_messages import origin_message
from search.correction_messages import correction_message, signature_message
from search.model import Channel, RelatedUnit, UnitView
from search.optional_parts import optional
from search.results.threads import reason_of
from web.glosses import Gloss, GlossFinder, person_glosses
from web.hit_anchors import number_matches
from web.hits import DOWNLOAD_NAMES, abstract_label, title_language, unit_label
from web.html_rendering import render_highlighted
from web.labels import access_label, date_bounds, date_remark, format_pages, image_label
from web.text_layout import BlockWithNotes, Highlighter, lay_out_text
from web.texts import DisplayText, LazyText, format_lazy, join_lazy, lazy_message

ROLE_LABELS: Final = (
    ("senders", LazyText("sender")),
    ("recipients", LazyText("recipient")),
    ("mentions", LazyText("mentioned")),
)


CHANNELS: Final[dict[Channel, LazyText]] = {
    "cross-reference": LazyText("Cross-references"),
    "reply": LazyText("Replies"),
    "mentioned-day": LazyText("Mentioned dates"),
    "time": LazyText("Close in time"),
    "sequence": LazyText("Close in the edition"),
    "words": LazyText("Shared words"),
    "meaning": LazyText("Similar meaning"),
    "persons": LazyText("Shared persons"),
    "topics": LazyText("Shared topics"),
    "same-file": LazyText("Same archive file"),
}
FORMS: Final = ("bib", "ris", "csl.json", "xml", "csv")
LETTER_FORMS: Final = (*FORMS, "cmif.xml")
"""The formats of files that a unit, and that a document, is offered in."""


@dataclass(frozen=True, slots=True)
class FactPart:
    """A part of a fact, which is a link if it has an address."""

    text: DisplayText
    address: str | None = None

    @property
    def is_external(self) -> bool:
        """Whether the address is one of another site."""
        return self.address is not None and is_web_address(self.address)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the page's header: a name, its value in parts, and a remark."""

    name: LazyText
    parts: tuple[FactPart, ...]
    remark: DisplayText = ""


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """A person named in a unit, with role, biography, and the addresses of two searches.

    ``address`` is that of the biography, None if there is none (``biography`` is then empty).
    """

    name: str
    role: LazyText
    biography: tuple[str, ...]
    address: str | None
    letters: str
    mentions: str


@dataclass(frozen=True, slots=True)
class UnitLink:
    """A link to another unit, with an optional remark."""

    title: str
    address: str
    remark: DisplayText = ""


@dataclass(frozen=True, slots=True)
class ThreadStep:
    """A letter of the exchange, and what it replies to; ``is_here`` marks the unit of the page."""

    letter: UnitLink
    answers: tuple[LazyText, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class ChannelOption:
    """A channel of related units that the reader can switch on or off."""

    value: str
    label: LazyText
    chosen: bool


@dataclass(frozen=True, slots=True)
class UnitContext:
    """What a unit's page shows besides the unit itself, looked up beforehand.

    ``persons`` is the edition's person index; it, ``biographies`` and ``neighbours`` are by id. ``related``
    is None if the search for related units failed.
    """

    related: tuple[RelatedUnit, ...] | None
    persons: Mapping[str, Person]
    biographies: Mapping[str, Unit]
    neighbours: Mapping[str, Unit]
    terms: tuple[Gloss, ...] = ()
    channels: frozenset[Channel] | None = None
    """The channels of the related units; None: all."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that the template of a unit's page shows."""

    id: str
    kind: str
    title: str
    title_language: str
    eyebrow: DisplayText
    edition: Edition
    chapter: str | None
    chapter_fragment: str
    language: str
    abstract: tuple[Markup, ...]
    abstract_label: DisplayText
    """Who wrote the abstract, or the text where it is one itself; "" if there is none."""
    abstract_origin: DisplayText
    """Where that abstract comes from, if it is not the edition's own."""
    printed_in: Citation | None
    """The citation of the letter that an entry of a calendar is an abstract of."""
    facts: tuple[Fact, ...]
    blocks: tuple[BlockWithNotes, ...]
    persons: tuple[PersonDetails, ...]
    thread: tuple[ThreadStep, ...]
    related: tuple[UnitLink, ...] | None
    """None if the search for related units failed; empty if there are none."""
    referenced_by: tuple[UnitLink, ...]
    previous: UnitLink | None
    next: UnitLink | None
    citations: Mapping[str, Citation]
    downloads: tuple[UnitLink, ...]
    metadata: tuple[tuple[str, str], ...]
    address: str
    glosses: tuple[Gloss, ...]
    match_count: int
    channels: tuple[ChannelOption, ...]
    question: str
    back_to_search: str | None
    corrections: tuple[tuple[DisplayText, DisplayText], ...] = ()
    """What has been corrected, and by whom."""
    is_withheld: bool = False
    """Whether the rights do not allow the text to be shown."""


def make_unit_page(
    view: UnitView,
    edition: Edition,
    context: UnitContext,
    question: str,
    highlight: Highlighter,
    address: str,
) -> UnitPage:
    """Return the page of a unit; a part that fails is left out.

    Args:
        question: the query whose matches are highlighted; "" if there is none.
        highlight: finds the matches of the query in a text.
        address: the full address of the page.
    """
    unit = view.unit
    mentions = (*unit.mentions, *(person for note in view.notes for person in note.mentions))
    persons = optional("glosses", lambda: person_glosses(mentions, context.persons, context.biographies), ())
    glosses = (*persons, *context.terms)
    record = BibliographicRecord(unit, edition, context.persons, address)
    blocks, match_count = optional(
        "marks", lambda: number_matches(lay_out_text(view, highlight, GlossFinder(glosses))), None
    ) or number_matches(lay_out_text(view, lambda _: (), GlossFinder(())))
    used_ids = {id for block in blocks for id in block.gloss_ids}
    return UnitPage(
        id=unit.id,
        kind=unit.kind,
        title=unit.title,
        title_language=title_language(unit),
        eyebrow=unit_label(unit),
        edition=edition,
        chapter=unit.chapter if unit.chapter != unit.title else None,
        chapter_fragment=chapter_fragment(unit.chapter),
        language=unit.language,
        abstract=optional("abstract", lambda: render_abstract(unit, highlight), ()),
        abstract_label=abstract_label(unit, "abstract" if unit.summary else "text"),
        abstract_origin=lazy_message(origin_message(unit.abstract_source)) if unit.abstract_source else "",
        printed_in=optional("citations", lambda: cite_source(record), None),
        facts=(
            *unit_facts(unit),
            *optional("subject", lambda: subject_facts(unit, context.persons), ()),
        ),
        blocks=blocks,
        persons=optional("people", lambda: unit_persons(unit, context), ()),
        thread=optional("thread", lambda: thread_steps(view), ()),
        related=optional("related", lambda: _related(context), None),
        referenced_by=tuple(UnitLink(citing.title, unit_address(citing.id)) for citing in view.referenced_by),
        previous=neighbour_link(view.previous, context),
        next=neighbour_link(view.next, context),
        citations=optional("citations", lambda: styles(record), {}),
        downloads=tuple(
            UnitLink(DOWNLOAD_NAMES[form], export_address(unit.id, form), form)
            for form in (LETTER_FORMS if unit.kind == "document" else FORMS)
        ),
        metadata=optional("metadata", lambda: metadata(record), ()),
        address=address,
        glosses=tuple(gloss for gloss in glosses if gloss.id in used_ids),
        match_count=match_count,
        channels=tuple(
            ChannelOption(value, label, context.channels is None or value in context.channels)
            for value, label in CHANNELS.items()
        ),
        question=question,
        back_to_search=with_question("/search", question) if 0 < len(question) < QUESTION_MAX else None,
        corrections=optional("corrections", lambda: tuple(map(correction_texts, unit.corrections)), ()),
        is_withheld=unit.rights.access != "full-text",
    )


def correction_texts(correction: Correction) -> tuple[DisplayText, DisplayText]:
    """Return what has been corrected, and by whom and when; "" if that is not stated."""
    signature = signature_message(correction)
    return lazy_message(correction_message(correction)), lazy_message(signature) if signature else ""


def render_abstract(unit: Unit, highlight: Highlighter) -> tuple[Markup, ...]:
    """Return the paragraphs of a unit's abstract as HTML; empty if it has no abstract."""
    paragraphs = unit.summary.split("\n\n") if unit.summary else []
    return tuple(render_highlighted(paragraph, highlight(paragraph)) for paragraph in paragraphs)


def chapter_fragment(chapter: str | None) -> str:
    """Return the fragment of a chapter on the contents page; None is the front matter."""
    return f"chapter-{slug(chapter or '')}"


def unit_facts(unit: Unit) -> tuple[Fact, ...]:
    """Return the facts about a unit, in the order of the page's header; unknown ones are omitted."""
    facts = [
        Fact(LazyText("From"), correspondents(unit.senders)),
        Fact(LazyText("To"), correspondents(unit.recipients)),
        date_fact(unit),
        Fact(LazyText("Sent from"), place_part(unit, unit.sent_from, unit.place)),
        Fact(LazyText("Sent to"), place_part(unit, unit.sent_to, unit.destination)),
        archive_fact(unit),
        Fact(LazyText("Pages"), _text_part(format_pages(unit.pages))),
        images_fact(unit),
        topics_fact(unit),
        rights_fact(unit.rights),
    ]
    return tuple(fact for fact in facts if fact.parts)


def place_part(unit: Unit, ref: PlaceRef | None, printed: str | None) -> tuple[FactPart, ...]:
    """Return a place of a letter as printed, linked to the place's page; empty if it is not known."""
    text = printed or (ref.name if ref else "")
    return (FactPart(text, place_address(unit.edition, ref.id) if ref else None),) if text else ()


def rights_fact(rights: Rights) -> Fact:
    """Return licence and rights holder as a fact, and what may be shown as its remark.

    It has no parts if none of these is stated.
    """
    label = access_label(rights)
    parts = []
    if rights.licence:
        parts.append(FactPart(licence_name(rights.licence), licence_uri(rights.licence)))
    if rights.holder:
        parts.append(FactPart(rights.holder))
    if not parts:
        return Fact(LazyText("Rights"), _text_part(label))
    remark = format_lazy("(%(label)s)", label=label) if label else ""
    return Fact(LazyText("Rights"), _enumerate_parts(parts), remark)


def images_fact(unit: Unit) -> Fact:
    """Return the images of a unit's pages as a fact: links, or the names of files without an address."""
    parts: list[FactPart] = []
    for image in unit.images:
        if parts:
            parts.append(FactPart(", "))
        parts.append(FactPart(image_label(image), image.url if is_web_address(image.url) else None))
    return Fact(LazyText("Images"), tuple(parts))


def topics_fact(unit: Unit) -> Fact:
    """Return the topics of a unit as a fact, each linked to its search."""
    links = [FactPart(topic.label, filtered_search_address(topic=topic.id)) for topic in unit.topics]
    return Fact(LazyText("Topics"), _enumerate_parts(links))


def subject_facts(unit: Unit, persons: Mapping[str, Person]) -> tuple[Fact, ...]:
    """Return links from a biography to its subject's page, correspondence and mentions, as one fact.

    Empty if the unit is not the biography of one of the persons; if it is of several, the first is used.
    """
    subjects = [(id, person) for id, person in persons.items() if person.biography == unit.id]
    return tuple(
        Fact(
            LazyText("In this edition"),
            _enumerate_parts(
                [
                    FactPart(person.display, person_address(unit.edition, person.id)),
                    FactPart(LazyText("correspondence"), filtered_search_address(correspondent=id)),
                    FactPart(LazyText("mentions"), filtered_search_address(mentions=id)),
                ]
            ),
        )
        for id, person in subjects[:1]
    )


def correspondents(persons: Iterable[PersonRef]) -> tuple[FactPart, ...]:
    """Return persons, each linked to a search for their correspondence, joined to an enumeration."""
    return _enumerate_parts(
        [FactPart(person.name, filtered_search_address(correspondent=person.id)) for person in persons]
    )


def date_fact(unit: Unit) -> Fact:
    """Return a unit's date as printed, with a remark on its bounds and certainty, as a fact.

    If the unit is undated, the fact is its dateline, without parts if it has none.
    """
    if unit.date is None:
        return Fact(LazyText("Date"), _text_part(unit.dateline))
    remarks = [part for part in (date_bounds(unit.date), date_remark(unit.date)) if part]
    remark = format_lazy("(%(remark)s)", remark=join_lazy("; ", remarks)) if remarks else ""
    return Fact(LazyText("Date"), _text_part(unit.date.display), remark)


def archive_fact(unit: Unit) -> Fact:
    """Return a unit's archive reference as a fact, linked to a search for the documents of the same file.

    If it has none, the fact has no parts.
    """
    if unit.archive is None:
        return Fact(LazyText("Archive reference"), ())
    file_address = filtered_search_address(archive=unit.archive.file)
    return Fact(
        LazyText("Archive reference"), (FactPart(str(unit.archive), file_address),), unit.archive.remark or ""
    )


def unit_persons(unit: Unit, context: UnitContext) -> tuple[PersonDetails, ...]:
    """Return a unit's correspondents and mentioned persons, each once, with the first role they have."""
    roles: dict[str, tuple[PersonRef, LazyText]] = {}
    for attribute, role in ROLE_LABELS:
        for person in getattr(unit, attribute):
            roles.setdefault(person.id, (person, role))
    return tuple(_person_details(person, role, context) for person, role in roles.values())


def thread_steps(view: UnitView) -> tuple[ThreadStep, ...]:
    """Return the letters of the exchange, each with the letters it replies to and the evidence.

    Empty if there is no exchange, or if it could not be determined.
    """
    thread = view.thread or ()
    units = {letter.unit.id: letter.unit for letter in thread}
    return tuple(
        ThreadStep(
            UnitLink(unit.title, unit_address(unit.id)),
            tuple(_reply_text(units[reply.answered], reply) for reply in letter.answers),
            unit.id == view.unit.id,
        )
        for letter in thread
        for unit in (letter.unit,)
    )


def _reply_text(letter: Unit, reply: Reply) -> LazyText:
    named = LazyText("document %(number)s", {"number": letter.number}) if letter.number else letter.title
    return LazyText("reply to %(letter)s (%(reason)s)", {"letter": named, "reason": reason_of(reply)})


def _related(context: UnitContext) -> tuple[UnitLink, ...] | None:
    """Return the links to the related units; None if the search for them failed."""
    return None if context.related is None else tuple(map(related_link, context.related))


def related_link(related: RelatedUnit) -> UnitLink:
    """Return the link to a related unit, with the reasons as its remark."""
    remark = join_lazy("; ", [lazy_message(reason.detail) for reason in related.reasons])
    return UnitLink(related.unit.title, unit_address(related.unit.id), remark)


def neighbour_link(id: str | None, context: UnitContext) -> UnitLink | None:
    """Return the link to the previous or next unit; None if there is none or it was not looked up."""
    unit = context.neighbours.get(id) if id else None
    return UnitLink(unit.title, unit_address(unit.id)) if unit else None


def _person_details(person: PersonRef, role: LazyText, context: UnitContext) -> PersonDetails:
    entry = context.persons.get(person.id)
    biography = context.biographies.get(entry.biography) if entry and entry.biography else None
    return PersonDetails(
        name=entry.display if entry else person.name,
        role=role,
        biography=tuple(paragraph.text for paragraph in biography.paragraphs) if biography else (),
        address=unit_address(biography.id) if biography else None,
        letters=filtered_search_address(correspondent=person.id),
        mentions=filtered_search_address(mentions=person.id),
    )


def _text_part(text: DisplayText | None) -> tuple[FactPart, ...]:
    """Return a text as the only part of a fact; no parts if it is empty."""
    return (FactPart(text),) if text else ()


def _enumerate_parts(parts: list[FactPart]) -> tuple[FactPart, ...]:
    """Return the parts with commas and a final "and" between them."""
    enumerated: list[FactPart] = []
    for index, piece in enumerate(parts):
        if index:
            enumerated.append(FactPart(LazyText(" and ") if index == len(parts) - 1 else ", "))
        enumerated.append(piece)
    return tuple(enumerated)
