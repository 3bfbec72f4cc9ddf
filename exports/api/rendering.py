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
    Answer,
    EditionAnswer,
    HitAnswer,
    IndexAnswer,
    ParagraphAnswer,
    PersonAnswer,
    PersonsAnswer,
    QueryAnswer,
    QuotedAnswer,
    RelatedAnswer,
    RelatedUnitAnswer,
    RelaxationAnswer,
    SearchAnswer,
    SuggestAnswer,
    ThreadAnswer,
    TopicAnswer,
    TopicsAnswer,
    UnitAnswer,
    UnitBrief,
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
Response = TypeVar("Response", bound=Answer)


def render_search(result: SearchResult, editions: Editions) -> SearchAnswer:
    """Render a result as the search endpoint answers it."""
    request = result.request
    whole_text = "text" in request.include
    answers = result.answers
    return _read(
        SearchAnswer,
        result,
        query=_read(
            QueryAnswer, result, text=request.text, mode=request.mode, understood=result.interpretations
        ),
        took_ms=round(result.took_ms, 1),
        hits=[render_hit(hit, editions, whole_text=whole_text) for hit in result.hits],
        answers=None if answers is None else [render_quoted(one, editions) for one in answers],
        relaxations=[
            _read(RelaxationAnswer, one, link=search_address(one.request, API_SEARCH))
            for one in result.relaxations
        ],
        links=_links(result),
    )


def render_quoted(answer: QuotedSentence, editions: Editions) -> QuotedAnswer:
    """Render a sentence that may answer, with the unit it stands in."""
    return _read(
        QuotedAnswer, answer, score=round(answer.score, 4), unit=_unit(UnitBrief, answer.unit, editions)
    )


def render_hit(hit: Hit, editions: Editions, *, whole_text: bool = False) -> HitAnswer:
    """Render a hit with the notes folded under it."""
    return _unit(
        HitAnswer,
        hit.unit,
        editions,
        score=round(hit.score, 6),
        matched_by=hit.matched_by,
        passages=hit.passages,
        explain=hit.explain,
        text=hit.unit.text if whole_text else None,
        folded=[render_hit(note, editions, whole_text=whole_text) for note in hit.folded],
    )


def render_unit(view: UnitView, editions: Editions, asked: str) -> UnitAnswer:
    """Render a whole unit; ``asked`` is the id that it was asked for by."""
    keys = ("printed", "paragraph", "start", "end", "to")
    return _unit(
        UnitAnswer,
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
) -> RelatedAnswer:
    """Render related units, best first."""
    return RelatedAnswer(
        related=[
            _unit(RelatedUnitAnswer, one.unit, editions, score=round(one.score, 6), reasons=one.reasons)
            for one in related
        ],
        notices=[str(notice) for notice in notices],
    )


def render_suggestions(suggestions: Iterable[Suggestion]) -> SuggestAnswer:
    """Render completions."""
    return SuggestAnswer.model_validate({"suggestions": list(suggestions)})


def render_edition(edition: Edition, counts: Mapping[str, int]) -> EditionAnswer:
    """Render an edition with the number of its units by kind."""
    return _read(EditionAnswer, edition, counts=counts, url=edition_address(edition.id))


def render_register(persons: Iterable[Person], counts: Mapping[str, int]) -> PersonsAnswer:
    """Render the register with the number of units each person sent or received."""
    return PersonsAnswer(persons=[_read(PersonAnswer, one, count=counts.get(one.id, 0)) for one in persons])


def render_topics(topics: Iterable[Topic], counts: Mapping[str, int]) -> TopicsAnswer:
    """Render the vocabulary with the number of units of each topic."""
    return TopicsAnswer(topics=[_read(TopicAnswer, one, count=counts.get(one.id, 0)) for one in topics])


def render_index(info: IndexInfo) -> IndexAnswer:
    """Render the generation that answered."""
    return IndexAnswer.model_validate(info)


def render_brief(record: BibliographicRecord) -> UnitBrief:
    """Render what every response tells of a unit."""
    return _unit(UnitBrief, record.unit, {record.edition.id: record.edition})


def _read(model: type[Response], thing: object, **given: object) -> Response:
    """Make a response of what is given and, for the rest that it declares, the attributes of a thing."""
    read = {name: getattr(thing, name) for name in model.model_fields if name not in given}
    return model.model_validate(read | given)


def _unit(model: type[Response], unit: Unit, editions: Editions, **given: object) -> Response:
    """Make a response of a unit, with its address and citation."""
    citation = str(cite(BibliographicRecord(unit, editions[unit.edition])))
    return _read(model, unit, url=unit_address(unit.id), citation=citation, **given)


def _links(result: SearchResult) -> dict[str, str | None]:
    """Return the addresses of this page of the result and of the next."""
    following = replace(result.request, cursor=result.next_cursor)
    return {
        "self": search_address(result.request, API_SEARCH),
        "next": search_address(following, API_SEARCH) if result.next_cursor else None,
    }


def _thread_letter(letter: ThreadLetter) -> ThreadAnswer:
    answers = [
        {
            "id": reply.answered,
            "confidence": reply.confidence,
            "evidence": reply.evidence,
            "text": reply.text,
        }
        for reply in letter.answers
    ]
    return _read(ThreadAnswer, letter.unit, url=unit_address(letter.unit.id), answers=answers)


def _paragraph(place: int, paragraph: Paragraph) -> ParagraphAnswer:
    """Render a paragraph; ``place`` counts from 1."""
    breaks = [{"offset": offset, "page": page} for offset, page in paragraph.breaks]
    return _read(ParagraphAnswer, paragraph, anchor=f"p{place}", breaks=breaks)
