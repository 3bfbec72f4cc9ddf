"""Rendering of search results as API responses, also for ``--json`` on the command line.

A response takes the attributes it declares from the rendered object; only those with another name or form are
passed here. ``Editions`` maps edition ids to editions, which every citation needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

from corpus.model import Edition, Paragraph, Person, Topic, Unit
from corpus.persons.across_editions import Entry
from exports.addresses import API_SEARCH, edition_address, person_address, search_address, unit_address
from exports.api.models import (
    EditionModel,
    HitModel,
    IndexModel,
    ParagraphModel,
    PersonEntryModel,
    PersonModel,
    PersonsResponse,
    QueryModel,
    QuotedAnswerModel,
    RelatedResponse,
    RelatedUnitModel,
    RelaxationModel,
    ResponseModel,
    SearchResponse,
    SuggestResponse,
    ThreadLetterModel,
    TopicEntryModel,
    TopicsResponse,
    UnitResponse,
    UnitSummary,
)  # fmt: skip
from exports.bibliography import BibliographicRecord
from exports.citation import cite
from search.messages import Message, NameNotice
from search.model import (
    Hit,
    IndexInfo,
    QuotedSentence,
    RelatedUnit,
    SearchResult,
    Suggestion,
    ThreadLetter,
    UnitView,
    renamed_id_notices,
)

Editions: TypeAlias = Mapping[str, Edition]
Response = TypeVar("Response", bound=ResponseModel)


def render_search(result: SearchResult, editions: Editions) -> SearchResponse:
    """Return the response of the search endpoint for a result."""
    request = result.request
    whole_text = "text" in request.include
    answers = result.answers
    return _build(
        SearchResponse,
        result,
        query=_build(
            QueryModel,
            result,
            text=request.text,
            mode=request.mode,
            understood=result.interpretations,
            names=[notice for notice in result.notices if isinstance(notice, NameNotice)],
        ),
        took_ms=round(result.took_ms, 1),
        hits=[render_hit(hit, editions, whole_text=whole_text) for hit in result.hits],
        answers=None if answers is None else [render_quoted_answer(answer, editions) for answer in answers],
        relaxations=[
            _build(RelaxationModel, relaxation, link=search_address(relaxation.request, API_SEARCH))
            for relaxation in result.relaxations
        ],
        links=_links(result),
    )


def render_quoted_answer(answer: QuotedSentence, editions: Editions) -> QuotedAnswerModel:
    """Return the API's model of a quoted answer with its unit."""
    return _build(
        QuotedAnswerModel,
        answer,
        score=round(answer.score, 4),
        unit=_build_unit(UnitSummary, answer.unit, editions),
    )


def render_hit(hit: Hit, editions: Editions, *, whole_text: bool = False) -> HitModel:
    """Return the API's model of a hit with its folded notes; with ``whole_text``, each has its whole text."""
    return _build_unit(
        HitModel,
        hit.unit,
        editions,
        score=round(hit.score, 6),
        matched_by=hit.matched_by,
        has_words=hit.has_words,
        passages=hit.passages,
        explain=hit.explain,
        text=hit.unit.text if whole_text else None,
        folded=[render_hit(note, editions, whole_text=whole_text) for note in hit.folded],
    )


def render_unit(view: UnitView, editions: Editions, requested_id: str) -> UnitResponse:
    """Return the API's response for a whole unit; a ``requested_id`` that is a former id adds a notice."""
    keys = ("printed", "paragraph", "start", "end", "to")
    return _build_unit(
        UnitResponse,
        view.unit,
        editions,
        paragraphs=[
            _paragraph(number, paragraph) for number, paragraph in enumerate(view.unit.paragraphs, start=1)
        ],
        notes=[note.id for note in view.notes],
        references=[dict(zip(keys, reference, strict=True)) for reference in view.references],
        referenced_by=[unit.id for unit in view.referenced_by],
        thread=None if view.thread is None else [_thread_letter(letter) for letter in view.thread],
        previous=view.previous,
        next=view.next,
        notices=renamed_id_notices(requested_id, view.unit.id),
    )


def render_related(
    related: Iterable[RelatedUnit], editions: Editions, notices: Iterable[Message] = ()
) -> RelatedResponse:
    """Return the API's response for related units, in the given order."""
    return RelatedResponse(
        related=[
            _build_unit(
                RelatedUnitModel,
                related_unit.unit,
                editions,
                score=round(related_unit.score, 6),
                reasons=related_unit.reasons,
            )
            for related_unit in related
        ],
        notices=[str(notice) for notice in notices],
    )


def render_suggestions(suggestions: Iterable[Suggestion]) -> SuggestResponse:
    """Return the API's response for completions, in the given order."""
    return SuggestResponse.model_validate({"suggestions": list(suggestions)})


def render_edition(edition: Edition, counts: Mapping[str, int]) -> EditionModel:
    """Return the API's model of an edition; ``counts`` is its number of units by kind."""
    return _build(EditionModel, edition, counts=counts, url=edition_address(edition.id))


def render_persons(
    persons: Iterable[Person], counts: Mapping[str, int], entries: Mapping[str, Iterable[Entry]]
) -> PersonsResponse:
    """Return the API's response for persons.

    Args:
        counts: the number of units that each person sent or received, by person id; 0 if missing.
        entries: the entries of the editions' person indexes, by person id.
    """
    return PersonsResponse(
        persons=[
            _build(
                PersonModel,
                person,
                count=counts.get(person.id, 0),
                editions=[_person_entry(*entry) for entry in entries.get(person.id, ())],
            )
            for person in persons
        ]
    )


def _person_entry(edition: str, person: Person) -> PersonEntryModel:
    """Return the API's model of an edition's entry of a person."""
    return _build(PersonEntryModel, person, edition=edition, url=person_address(edition, person.id))


def render_topics(topics: Iterable[Topic], counts: Mapping[str, int]) -> TopicsResponse:
    """Return the API's response for topics.

    Args:
        counts: the number of units of each topic, by topic id; 0 if missing.
    """
    return TopicsResponse(
        topics=[_build(TopicEntryModel, topic, count=counts.get(topic.id, 0)) for topic in topics]
    )


def render_index(info: IndexInfo) -> IndexModel:
    """Return the API's model of the generation that was searched."""
    return IndexModel.model_validate(info)


def render_summary(record: BibliographicRecord) -> UnitSummary:
    """Return the API's summary of a unit."""
    return _build_unit(UnitSummary, record.unit, {record.edition.id: record.edition})


def _build(model: type[Response], source: object, **values: object) -> Response:
    """Return a model made from keyword values and, for all other keys, the attributes of an object."""
    attributes = {name: getattr(source, name) for name in model.model_fields if name not in values}
    return model.model_validate(attributes | values)


def _build_unit(model: type[Response], unit: Unit, editions: Editions, **values: object) -> Response:
    """Return a model of a unit, with its address and citation; ``editions`` must have the unit's edition."""
    citation = str(cite(BibliographicRecord(unit, editions[unit.edition])))
    return _build(model, unit, url=unit_address(unit.id), citation=citation, **values)


def _links(result: SearchResult) -> dict[str, str | None]:
    """Return the API addresses of this page of a result and of the next (None on the last page)."""
    next_request = replace(result.request, cursor=result.next_cursor)
    return {
        "self": search_address(result.request, API_SEARCH),
        "next": search_address(next_request, API_SEARCH) if result.next_cursor else None,
    }


def _thread_letter(letter: ThreadLetter) -> ThreadLetterModel:
    answers = [
        {
            "id": reply.answered,
            "confidence": reply.confidence,
            "evidence": reply.evidence,
            "text": reply.text,
        }
        for reply in letter.answers
    ]
    return _build(ThreadLetterModel, letter.unit, url=unit_address(letter.unit.id), answers=answers)


def _paragraph(number: int, paragraph: Paragraph) -> ParagraphModel:
    """Return the API's model of a paragraph; ``number`` counts from 1 and makes its anchor."""
    breaks = [{"offset": offset, "page": page} for offset, page in paragraph.breaks]
    return _build(ParagraphModel, paragraph, anchor=f"p{number}", breaks=breaks)
