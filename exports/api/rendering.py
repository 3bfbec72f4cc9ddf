"""From the words of the house to the answers of the API: the web and ``perepiska search --json`` use these.

Every citation needs the edition a unit belongs to; ``Publications`` maps an edition's id to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from corpus.model import DateSpan, Edition, Paragraph, Person, PersonRef, Topic, Unit
from exports.api.models import (
    BinAnswer,
    DateAnswer,
    EditionAnswer,
    FacetsAnswer,
    FacetValueAnswer,
    HitAnswer,
    IndexAnswer,
    LinksAnswer,
    MarkerAnswer,
    PageBreakAnswer,
    ParagraphAnswer,
    PassageAnswer,
    PersonAnswer,
    PersonRefAnswer,
    PersonsAnswer,
    QueryAnswer,
    QuotedAnswer,
    ReasonAnswer,
    ReferenceAnswer,
    RelatedAnswer,
    RelatedUnitAnswer,
    RelaxationAnswer,
    ReplyAnswer,
    SearchAnswer,
    SpanAnswer,
    SuggestAnswer,
    SuggestionAnswer,
    ThreadAnswer,
    TopicAnswer,
    TopicRefAnswer,
    TopicsAnswer,
    UnderstoodAnswer,
    UnitAnswer,
    UnitBrief,
)  # fmt: skip
from exports.api.parameters import address
from exports.citation import Publication, cite
from search.model import (
    Answer,
    Bin,
    FacetValue,
    Hit,
    HitPassage,
    IndexInfo,
    Related,
    SearchResult,
    Suggestion,
    ThreadLetter,
    Understood,
    UnitView,
)  # fmt: skip

Publications: TypeAlias = Mapping[str, Publication]
SEARCH_PATH: Final = "/api/v1/search"


def render_search(result: SearchResult, publications: Publications) -> SearchAnswer:
    """Render a result as the search endpoint answers it."""
    request = result.request
    return SearchAnswer(
        query=QueryAnswer(
            text=request.text,
            mode=request.mode,
            understood=[render_understood(thing) for thing in result.understood],
            suggestion=result.suggestion,
            notices=[str(notice) for notice in result.notices],
        ),
        total=result.total,
        total_is_exact=result.total_is_exact,
        took_ms=round(result.took_ms, 1),
        index=render_index(result.index),
        hits=[render_hit(hit, publications, whole_text="text" in request.include) for hit in result.hits],
        facets=None if result.facets is None else render_facets(result.facets),
        histogram=None if result.histogram is None else [render_bin(month) for month in result.histogram],
        answers=None
        if result.answers is None
        else [render_quoted(answer, publications) for answer in result.answers],
        relaxations=[
            RelaxationAnswer(
                name=one.name,
                value=one.value,
                excluded=one.excluded,
                total=one.total,
                link=address(SEARCH_PATH, one.request),
            )
            for one in result.relaxations
        ],
        links=render_links(result),
    )


def render_quoted(answer: Answer, publications: Publications) -> QuotedAnswer:
    """Render a sentence that may answer, with the unit it stands in."""
    return QuotedAnswer(
        text=answer.text,
        score=round(answer.score, 4),
        page=answer.page,
        anchor=answer.anchor,
        unit=UnitBrief(**_brief(answer.unit, publications)),
    )


def render_links(result: SearchResult) -> LinksAnswer:
    """Give the addresses of this page of the result and of the next."""
    here = address(SEARCH_PATH, result.request)
    if result.next_cursor is None:
        return LinksAnswer(self=here, next=None)
    following = replace(result.request, cursor=result.next_cursor)
    return LinksAnswer(self=here, next=address(SEARCH_PATH, following))


def render_hit(hit: Hit, publications: Publications, *, whole_text: bool = False) -> HitAnswer:
    """Render a hit with the notes folded under it."""
    return HitAnswer(
        **_brief(hit.unit, publications),
        score=round(hit.score, 6),
        matched_by=list(hit.matched_by),
        passages=[render_passage(passage) for passage in hit.passages],
        explain=None if hit.explain is None else dict(hit.explain),
        text=hit.unit.text if whole_text else None,
        folded=[render_hit(note, publications, whole_text=whole_text) for note in hit.folded],
    )


def render_unit(view: UnitView, publications: Publications) -> UnitAnswer:
    """Render a whole unit."""
    unit = view.unit
    return UnitAnswer(
        **_brief(unit, publications),
        mentions=render_persons(unit.mentions),
        abstract=unit.abstract,
        index_terms=list(unit.index_terms),
        paragraphs=[render_paragraph(place, text) for place, text in enumerate(unit.paragraphs, start=1)],
        notes=[note.id for note in view.notes],
        references=[
            ReferenceAnswer(printed=printed, to=list(targets), paragraph=paragraph, start=start, end=end)
            for printed, paragraph, start, end, targets in view.references
        ],
        referenced_by=[unit.id for unit in view.referenced_by],
        thread=None if view.thread is None else [render_thread_letter(letter) for letter in view.thread],
        previous=view.previous,
        next=view.next,
    )


def render_thread_letter(letter: ThreadLetter) -> ThreadAnswer:
    """Render a letter of an exchange."""
    unit = letter.unit
    return ThreadAnswer(
        id=unit.id,
        title=unit.title,
        date=render_date(unit.date),
        url=unit_path(unit),
        answers=[
            ReplyAnswer(
                id=reply.answered, confidence=reply.confidence, evidence=reply.evidence, text=reply.text
            )
            for reply in letter.answers
        ],
    )


def render_related(related: Iterable[Related], publications: Publications) -> RelatedAnswer:
    """Render related units, best first."""
    return RelatedAnswer(
        related=[
            RelatedUnitAnswer(
                **_brief(one.unit, publications),
                score=round(one.score, 6),
                reasons=[ReasonAnswer(channel=why.channel, detail=str(why.detail)) for why in one.reasons],
            )
            for one in related
        ]
    )


def render_suggestions(suggestions: Iterable[Suggestion]) -> SuggestAnswer:
    """Render completions."""
    return SuggestAnswer(
        suggestions=[
            SuggestionAnswer(
                kind=one.kind, label=one.label, value=one.value, unit=one.unit, detail=one.detail
            )
            for one in suggestions
        ]
    )


def render_edition(edition: Edition, counts: Mapping[str, int]) -> EditionAnswer:
    """Render an edition with the number of its units by kind."""
    return EditionAnswer(
        id=edition.id,
        title=edition.title,
        editors=list(edition.editors),
        publisher=edition.publisher,
        place=edition.place,
        year=edition.year,
        language=edition.language,
        counts=dict(counts),
        url=f"/{edition.id}",
    )


def render_register(persons: Iterable[Person], counts: Mapping[str, int]) -> PersonsAnswer:
    """Render the register with the number of units each person sent or received."""
    return PersonsAnswer(
        persons=[
            PersonAnswer(
                id=person.id,
                name=person.name,
                display=person.display,
                kind=person.kind,
                variants=list(person.variants),
                dates=person.dates,
                biography=person.biography,
                members=list(person.members),
                same_as=list(person.same_as),
                count=counts.get(person.id, 0),
            )
            for person in persons
        ]
    )


def render_topics(topics: Iterable[Topic], counts: Mapping[str, int]) -> TopicsAnswer:
    """Render the vocabulary with the number of units of each topic."""
    return TopicsAnswer(
        topics=[
            TopicAnswer(
                id=topic.id,
                label=topic.label,
                broader=topic.broader,
                note=topic.note,
                count=counts.get(topic.id, 0),
            )
            for topic in topics
        ]
    )


def render_understood(thing: Understood) -> UnderstoodAnswer:
    """Render a thing the query was taken to mean."""
    return UnderstoodAnswer(
        kind=thing.kind, text=thing.text, value=str(thing.value), removable_as=thing.removable_as
    )


def render_index(info: IndexInfo) -> IndexAnswer:
    """Render the generation that answered."""
    return IndexAnswer(generation=info.generation, units=info.units, passages=info.passages, model=info.model)


def render_facets(facets: Mapping[str, tuple[FacetValue, ...]]) -> FacetsAnswer:
    """Render the facets, each with the values its filter takes."""
    return FacetsAnswer.model_validate(
        {name: [render_facet_value(value) for value in values] for name, values in facets.items()}
    )


def render_facet_value(value: FacetValue) -> FacetValueAnswer:
    """Render one value of a facet."""
    return FacetValueAnswer(
        value=value.value,
        label=value.label,
        count=value.count,
        selected=value.selected,
        broader=value.broader,
    )


def render_bin(month: Bin) -> BinAnswer:
    """Render a month of the histogram."""
    return BinAnswer(month=month.month, count=month.count, uncertain=month.uncertain)


def render_passage(passage: HitPassage) -> PassageAnswer:
    """Render a passage with its highlights as offsets."""
    return PassageAnswer(
        text=passage.text,
        highlights=list(passage.highlights),
        page=passage.page,
        anchor=passage.anchor,
        part=passage.part,
        nearest=passage.nearest,
    )


def render_paragraph(place: int, paragraph: Paragraph) -> ParagraphAnswer:
    """Render a paragraph; ``place`` counts from 1."""
    return ParagraphAnswer(
        text=paragraph.text,
        style=paragraph.style,
        page=paragraph.page,
        anchor=f"p{place}",
        spans=[SpanAnswer(start=span.start, end=span.end, style=span.style) for span in paragraph.spans],
        markers=[
            MarkerAnswer(offset=one.offset, label=one.label, note=one.note) for one in paragraph.markers
        ],
        breaks=[PageBreakAnswer(offset=offset, page=page) for offset, page in paragraph.breaks],
    )


def render_persons(persons: Iterable[PersonRef]) -> list[PersonRefAnswer]:
    """Render persons by id and name."""
    return [PersonRefAnswer(id=person.id, name=person.name) for person in persons]


def render_date(span: DateSpan | None) -> DateAnswer | None:
    """Render a date as printed and as understood."""
    if span is None:
        return None
    return DateAnswer(
        edtf=span.edtf,
        display=span.display,
        earliest=span.earliest,
        latest=span.latest,
        certainty=span.certainty,
        year_source=span.year_source,
    )


def unit_path(unit: Unit) -> str:
    """Give the address of a unit's page; a note's is its parent's with the note in view."""
    return note_path(unit.id) if unit.parent else f"/{unit.id}"


def note_path(note: str) -> str:
    """Give the address of a note by its id: ``doc-24.n3`` is ``doc-24#n3``."""
    parent, _, label = note.rpartition(".")
    return f"/{parent}#{label}"


def render_brief(unit: Unit, publications: Publications) -> UnitBrief:
    """Render what every answer tells of a unit."""
    return UnitBrief(**_brief(unit, publications))


def _brief(unit: Unit, publications: Publications) -> dict[str, Any]:
    """Collect what every answer tells of a unit."""
    return {
        "id": unit.id,
        "edition": unit.edition,
        "kind": unit.kind,
        "title": unit.title,
        "number": unit.number,
        "medium": unit.medium,
        "date": render_date(unit.date),
        "dateline": unit.dateline,
        "senders": render_persons(unit.senders),
        "recipients": render_persons(unit.recipients),
        "place": unit.place,
        "archive": str(unit.archive) if unit.archive else None,
        "pages": list(unit.pages),
        "topics": [
            TopicRefAnswer(id=topic.id, label=topic.label, source=topic.source) for topic in unit.topics
        ],
        "parent": unit.parent,
        "chapter": unit.chapter,
        "language": unit.language,
        "url": unit_path(unit),
        "citation": str(cite(unit, publications[unit.edition])),
    }
