"""From the results of a search to the responses of the API, and of ``--json`` on the command line.

A response reads what it declares from the attributes of what is rendered; only what has another name or form
is given here. Every citation needs the edition of its unit: ``Editions`` maps an edition's id to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias, TypeVar

from corpus.model import Edition, Paragraph, Person, Topic, Unit
from exports.addresses import API_SEARCH, edition_address, search_address, unit_address
from exports.api.models import (
    EditionModel,
    HitModel,
    IndexModel,
    ParagraphModel,
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
    TopicModel,
    TopicsResponse,
    UnitResponse,
    UnitSummary,
)  # fmt: skip
from exports.bibliography import BibliographicRecord
from exports.citation import cite
from search.messages import Message
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
    """Render a result as the search endpoint answers it."""
    request = result.request
    whole_text = "text" in request.include
    answers = result.answers
    return _build(
        SearchResponse,
        result,
        query=_build(
            QueryModel, result, text=request.text, mode=request.mode, understood=result.interpretations
        ),
        took_ms=round(result.took_ms, 1),
        hits=[render_hit(hit, editions, whole_text=whole_text) for hit in result.hits],
        answers=None if answers is None else [render_quoted_answer(one, editions) for one in answers],
        relaxations=[
            _build(RelaxationModel, one, link=search_address(one.request, API_SEARCH))
            for one in result.relaxations
        ],
        links=_links(result),
    )


def render_quoted_answer(answer: QuotedSentence, editions: Editions) -> QuotedAnswerModel:
    """Render a sentence that may answer, with the unit it stands in."""
    return _build(
        QuotedAnswerModel,
        answer,
        score=round(answer.score, 4),
        unit=_build_unit(UnitSummary, answer.unit, editions),
    )


def render_hit(hit: Hit, editions: Editions, *, whole_text: bool = False) -> HitModel:
    """Render a hit with the notes folded under it."""
    return _build_unit(
        HitModel,
        hit.unit,
        editions,
        score=round(hit.score, 6),
        matched_by=hit.matched_by,
        passages=hit.passages,
        explain=hit.explain,
        text=hit.unit.text if whole_text else None,
        folded=[render_hit(note, editions, whole_text=whole_text) for note in hit.folded],
    )


def render_unit(view: UnitView, editions: Editions, asked: str) -> UnitResponse:
    """Render a whole unit; ``asked`` is the id that it was asked for by."""
    keys = ("printed", "paragraph", "start", "end", "to")
    return _build_unit(
        UnitResponse,
        view.unit,
        editions,
        paragraphs=[_paragraph(place, text) for place, text in enumerate(view.unit.paragraphs, start=1)],
        notes=[note.id for note in view.notes],
        references=[dict(zip(keys, reference, strict=True)) for reference in view.references],
        referenced_by=[unit.id for unit in view.referenced_by],
        thread=None if view.thread is None else [_thread_letter(letter) for letter in view.thread],
        previous=view.previous,
        next=view.next,
        notices=renamed_id_notices(asked, view.unit.id),
    )


def render_related(
    related: Iterable[RelatedUnit], editions: Editions, notices: Iterable[Message] = ()
) -> RelatedResponse:
    """Render related units, best first."""
    return RelatedResponse(
        related=[
            _build_unit(RelatedUnitModel, one.unit, editions, score=round(one.score, 6), reasons=one.reasons)
            for one in related
        ],
        notices=[str(notice) for notice in notices],
    )


def render_suggestions(suggestions: Iterable[Suggestion]) -> SuggestResponse:
    """Render completions."""
    return SuggestResponse.model_validate({"suggestions": list(suggestions)})


def render_edition(edition: Edition, counts: Mapping[str, int]) -> EditionModel:
    """Render an edition with the number of its units by kind."""
    return _build(EditionModel, edition, counts=counts, url=edition_address(edition.id))


def render_persons(persons: Iterable[Person], counts: Mapping[str, int]) -> PersonsResponse:
    """Render the register with the number of units each person sent or received."""
    return PersonsResponse(persons=[_build(PersonModel, one, count=counts.get(one.id, 0)) for one in persons])


def render_topics(topics: Iterable[Topic], counts: Mapping[str, int]) -> TopicsResponse:
    """Render the vocabulary with the number of units of each topic."""
    return TopicsResponse(topics=[_build(TopicModel, one, count=counts.get(one.id, 0)) for one in topics])


def render_index(info: IndexInfo) -> IndexModel:
    """Render the generation that answered."""
    return IndexModel.model_validate(info)


def render_summary(record: BibliographicRecord) -> UnitSummary:
    """Render what every response tells of a unit."""
    return _build_unit(UnitSummary, record.unit, {record.edition.id: record.edition})


def _build(model: type[Response], thing: object, **given: object) -> Response:
    """Make a response of what is given and, for the rest that it declares, the attributes of a thing."""
    read = {name: getattr(thing, name) for name in model.model_fields if name not in given}
    return model.model_validate(read | given)


def _build_unit(model: type[Response], unit: Unit, editions: Editions, **given: object) -> Response:
    """Make a response of a unit, with its address and citation."""
    citation = str(cite(BibliographicRecord(unit, editions[unit.edition])))
    return _build(model, unit, url=unit_address(unit.id), citation=citation, **given)


def _links(result: SearchResult) -> dict[str, str | None]:
    """Return the addresses of this page of the result and of the next."""
    following = replace(result.request, cursor=result.next_cursor)
    return {
        "self": search_address(result.request, API_SEARCH),
        "next": search_address(following, API_SEARCH) if result.next_cursor else None,
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


def _paragraph(place: int, paragraph: Paragraph) -> ParagraphModel:
    """Render a paragraph; ``place`` counts from 1."""
    breaks = [{"offset": offset, "page": page} for offset, page in paragraph.breaks]
    return _build(ParagraphModel, paragraph, anchor=f"p{place}", breaks=breaks)
