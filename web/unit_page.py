"""A reading page: a unit with everything at hand that a reader of the print would turn to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from corpus.model import Edition, Person, PersonRef, Reply, Unit
from corpus.slugs import slug
from exports.addresses import (
    QUESTION_MAX,
    export_address,
    person_address,
    search_for,
    unit_address,
    with_question,
)
from exports.bibliography import BibliographicRecord
from exports.citation import Citation
from exports.citation_formats import styles
from exports.metadata import metadata
from search.model import Channel, RelatedUnit, UnitView
from search.optional_parts import optional
from search.results.threads import reason_of
from web.glosses import Explainer, Explanation, explain_persons
from web.hit_anchors import number_marks
from web.hits import designation
from web.html_rendering import mark
from web.reading import Block, Highlighter, lay_out
from web.texts import DisplayText, LazyText, format_lazy, join_lazy, lazy_message
from web.wording import date_bounds, date_remark, format_pages

ROLES: Final = (
    ("senders", LazyText("sender")),
    ("recipients", LazyText("recipient")),
    ("mentions", LazyText("mentioned")),
)


CHANNELS: Final[dict[Channel, LazyText]] = {
    "cross-reference": LazyText("Cross-references"),
    "reply": LazyText("Replies"),
    "time": LazyText("Close in time"),
    "words": LazyText("Shared words"),
    "meaning": LazyText("Similar meaning"),
    "persons": LazyText("Shared persons"),
    "topics": LazyText("Shared topics"),
    "same-file": LazyText("Same archive file"),
}
FORMS: Final = {"bib": "BibTeX", "ris": "RIS", "csl.json": "CSL-JSON"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, a link where it has an address."""

    text: DisplayText
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the head: what it is, what it says, and a remark of ours."""

    name: LazyText
    pieces: tuple[Piece, ...]
    remark: DisplayText = ""


@dataclass(frozen=True, slots=True)
class PersonAtHand:
    """A person of the unit with the biography to unfold."""

    name: str
    role: LazyText
    biography: tuple[str, ...]
    address: str | None
    letters: str
    mentions: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link to another unit."""

    title: str
    address: str
    remark: DisplayText = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A letter of the exchange that the unit in hand (``is_here``) belongs to, and which ones it answers."""

    letter: Pointer
    answers: tuple[LazyText, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A channel of related documents that can be switched."""

    value: str
    label: LazyText
    chosen: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The units about a unit that its page needs besides the unit itself."""

    related: tuple[RelatedUnit, ...] | None
    persons: Mapping[str, Person]
    biographies: Mapping[str, Unit]
    neighbours: Mapping[str, Unit]
    terms: tuple[Explanation, ...] = ()
    channels: frozenset[Channel] | None = None
    """The channels that the related ones were asked by; None: all."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All that the template of a reading page shows."""

    id: str
    kind: str
    title: str
    eyebrow: DisplayText
    edition: Edition
    chapter: str | None
    chapter_fragment: str
    language: str
    abstract: tuple[Markup, ...]
    facts: tuple[Fact, ...]
    blocks: tuple[Block, ...]
    people: tuple[PersonAtHand, ...]
    thread: tuple[Step, ...]
    related: tuple[Pointer, ...] | None
    """None where they could not be found; empty where nothing is related."""
    referenced_by: tuple[Pointer, ...]
    previous: Pointer | None
    next: Pointer | None
    citations: Mapping[str, Citation]
    downloads: tuple[Pointer, ...]
    metadata: tuple[tuple[str, str], ...]
    address: str
    cards: tuple[Explanation, ...]
    marks: int
    channels: tuple[Choice, ...]
    question: str
    back_to_search: str | None


def make_page(
    view: UnitView,
    edition: Edition,
    around: Surroundings,
    question: str,
    highlight: Highlighter,
    address: str,
) -> UnitPage:
    """Put a reading page together; ``address`` is its own, whole."""
    unit = view.unit
    mentions = (*unit.mentions, *(person for note in view.notes for person in note.mentions))
    persons = optional("glosses", lambda: explain_persons(mentions, around.persons, around.biographies), ())
    explanations = (*persons, *around.terms)
    record = BibliographicRecord(unit, edition, around.persons, address)
    blocks, marks = optional(
        "marks", lambda: number_marks(lay_out(view, highlight, Explainer(explanations))), None
    ) or number_marks(lay_out(view, lambda _: (), Explainer(())))
    called = {card for block in blocks for card in block.cards}
    return UnitPage(
        id=unit.id,
        kind=unit.kind,
        title=unit.title,
        eyebrow=designation(unit),
        edition=edition,
        chapter=unit.chapter if unit.chapter != unit.title else None,
        chapter_fragment=chapter_fragment(unit.chapter),
        language=unit.language,
        abstract=optional("abstract", lambda: set_abstract(unit, highlight), ()),
        facts=(
            *facts_of(unit),
            *optional("subject", lambda: subject_facts(unit, around.persons), ()),
        ),
        blocks=blocks,
        people=optional("people", lambda: people_of(unit, around), ()),
        thread=optional("thread", lambda: steps_of(view), ()),
        related=optional("related", lambda: _related(around), None),
        referenced_by=tuple(Pointer(one.title, unit_address(one.id)) for one in view.referenced_by),
        previous=neighbour(view.previous, around),
        next=neighbour(view.next, around),
        citations=optional("citations", lambda: styles(record), {}),
        downloads=tuple(Pointer(name, export_address(unit.id, form), form) for form, name in FORMS.items()),
        metadata=optional("metadata", lambda: metadata(record), ()),
        address=address,
        cards=tuple(one for one in explanations if one.id in called),
        marks=marks,
        channels=tuple(
            Choice(value, label, around.channels is None or value in around.channels)
            for value, label in CHANNELS.items()
        ),
        question=question,
        back_to_search=with_question("/search", question) if 0 < len(question) < QUESTION_MAX else None,
    )


def set_abstract(unit: Unit, highlight: Highlighter) -> tuple[Markup, ...]:
    """Set the paragraphs of a unit's abstract; none where the text itself is one."""
    paragraphs = unit.summary.split("\n\n") if unit.summary else []
    return tuple(mark(paragraph, highlight(paragraph)) for paragraph in paragraphs)


def chapter_fragment(chapter: str | None) -> str:
    """Give the fragment of a chapter on the page of contents."""
    return f"chapter-{slug(chapter or '')}"


def facts_of(unit: Unit) -> tuple[Fact, ...]:
    """List what the head says of a unit, line by line."""
    facts = [
        Fact(LazyText("From"), correspondents(unit.senders)),
        Fact(LazyText("To"), correspondents(unit.recipients)),
        date_fact(unit),
        Fact(LazyText("Place"), _text(unit.place)),
        archive_fact(unit),
        Fact(LazyText("Pages"), _text(format_pages(unit.pages))),
        topics_fact(unit),
    ]
    return tuple(fact for fact in facts if fact.pieces)


def topics_fact(unit: Unit) -> Fact:
    """Name the topics, each a link to the units that have it."""
    links = [Piece(topic.label, search_for(topic=topic.id)) for topic in unit.topics]
    return Fact(LazyText("Topics"), _joined(links))


def subject_facts(unit: Unit, persons: Mapping[str, Person]) -> tuple[Fact, ...]:
    """Lead from a biography to the letters of the person and to where the person is named."""
    subjects = [person for person in persons.values() if person.biography == unit.id]
    return tuple(
        Fact(
            LazyText("In this edition"),
            _joined(
                [
                    Piece(person.display, person_address(unit.edition, person.id)),
                    Piece(LazyText("correspondence"), search_for(correspondent=person.id)),
                    Piece(LazyText("mentions"), search_for(mentions=person.id)),
                ]
            ),
        )
        for person in subjects[:1]
    )


def correspondents(persons: Iterable[PersonRef]) -> tuple[Piece, ...]:
    """Name persons, each a link to the letters with them."""
    return _joined([Piece(person.name, search_for(correspondent=person.id)) for person in persons])


def date_fact(unit: Unit) -> Fact:
    """Say when it was written, as printed, and how sure that is."""
    if unit.date is None:
        return Fact(LazyText("Date"), _text(unit.dateline))
    remarks = [part for part in (date_bounds(unit.date), date_remark(unit.date)) if part]
    remark = format_lazy("(%(remark)s)", remark=join_lazy("; ", remarks)) if remarks else ""
    return Fact(LazyText("Date"), _text(unit.date.display), remark)


def archive_fact(unit: Unit) -> Fact:
    """Say where the original lies; the reference leads to the documents of the same file."""
    if unit.archive is None:
        return Fact(LazyText("Archive reference"), ())
    place = search_for(archive=unit.archive.file)
    return Fact(LazyText("Archive reference"), (Piece(str(unit.archive), place),), unit.archive.remark or "")


def people_of(unit: Unit, around: Surroundings) -> tuple[PersonAtHand, ...]:
    """List correspondents and mentioned persons, each once, in the first role they have."""
    roles: dict[str, tuple[PersonRef, LazyText]] = {}
    for attribute, role in ROLES:
        for person in getattr(unit, attribute):
            roles.setdefault(person.id, (person, role))
    return tuple(_at_hand(person, role, around) for person, role in roles.values())


def steps_of(view: UnitView) -> tuple[Step, ...]:
    """List the letters of the exchange, each with what it answers and how that is known."""
    thread = view.thread or ()
    units = {letter.unit.id: letter.unit for letter in thread}
    return tuple(
        Step(
            Pointer(unit.title, unit_address(unit.id)),
            tuple(_answers(units[reply.answered], reply) for reply in letter.answers),
            unit.id == view.unit.id,
        )
        for letter in thread
        for unit in (letter.unit,)
    )


def _answers(letter: Unit, reply: Reply) -> LazyText:
    named = LazyText("document %(number)s", {"number": letter.number}) if letter.number else letter.title
    return LazyText("reply to %(letter)s (%(reason)s)", {"letter": named, "reason": reason_of(reply)})


def _related(around: Surroundings) -> tuple[Pointer, ...] | None:
    return None if around.related is None else tuple(map(point_to_related, around.related))


def point_to_related(related: RelatedUnit) -> Pointer:
    """Point to a related unit with the reasons."""
    remark = join_lazy("; ", [lazy_message(reason.detail) for reason in related.reasons])
    return Pointer(related.unit.title, unit_address(related.unit.id), remark)


def neighbour(id: str | None, around: Surroundings) -> Pointer | None:
    """Point to the unit before or after."""
    unit = around.neighbours.get(id) if id else None
    return Pointer(unit.title, unit_address(unit.id)) if unit else None


def _at_hand(person: PersonRef, role: LazyText, around: Surroundings) -> PersonAtHand:
    known = around.persons.get(person.id)
    biography = around.biographies.get(known.biography) if known and known.biography else None
    return PersonAtHand(
        name=known.display if known else person.name,
        role=role,
        biography=tuple(paragraph.text for paragraph in biography.paragraphs) if biography else (),
        address=unit_address(biography.id) if biography else None,
        letters=search_for(correspondent=person.id),
        mentions=search_for(mentions=person.id),
    )


def _text(text: DisplayText | None) -> tuple[Piece, ...]:
    return (Piece(text),) if text else ()


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Put commas and "and" between pieces."""
    enumerated: list[Piece] = []
    for place, piece in enumerate(pieces):
        if place:
            enumerated.append(Piece(LazyText(" and ") if place == len(pieces) - 1 else ", "))
        enumerated.append(piece)
    return tuple(enumerated)
