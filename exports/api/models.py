"""The answers of the API, version 1: every key of docs/api.md is declared here. Keys are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from corpus.model import (
    BoundSource,
    Certainty,
    Kind,
    ParagraphStyle,
    PersonKind,
    ReplyEvidence,
    SpanStyle,
    YearSource,
)
from search.model import Channel, Mode, RetrieverName
from store.fields import FACETS
from store.passages import Part

English = Annotated[str, BeforeValidator(str)]
"""A message as the API gives it: in English."""


class ResponseModel(BaseModel):
    """What all responses share: no key that is not declared, values read from attributes of its name."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class DateModel(ResponseModel):
    """A date as printed and as understood."""

    edtf: str
    display: str
    earliest: date | None
    latest: date | None
    certainty: Certainty
    year_source: YearSource
    bounded_by: BoundSource | None


class PersonRefModel(ResponseModel):
    """A person or group by id and name."""

    id: str
    name: str


class TopicRefModel(ResponseModel):
    """A topic of a unit; ``source`` says where it came from: calendar, index or nearness."""

    id: str
    label: str
    source: str


def _written(value: object) -> str | None:
    """Return an archive reference as it is written."""
    return str(value) if value else None


class UnitSummary(ResponseModel):
    """What every answer tells of a unit."""

    id: str
    edition: str
    kind: Kind
    title: str
    number: str | None
    medium: str | None
    date: DateModel | None
    dateline: str | None
    senders: list[PersonRefModel]
    recipients: list[PersonRefModel]
    place: str | None
    archive: Annotated[str | None, BeforeValidator(_written)]
    pages: list[str]
    topics: list[TopicRefModel]
    parent: str | None
    chapter: str | None
    language: str
    url: str
    citation: str


class PassageModel(ResponseModel):
    """A piece of the text; ``highlights`` and ``nearest`` are (start, end) character offsets into it."""

    text: str
    highlights: list[tuple[int, int]]
    page: str | None
    anchor: str
    part: Part
    nearest: tuple[int, int] | None


class HitModel(UnitSummary):
    """A unit found."""

    score: float
    matched_by: list[RetrieverName]
    passages: list[PassageModel]
    explain: dict[str, Any] | None = Field(description="Only with include=explain.")
    text: str | None = Field(description="The whole text; only with include=text.")
    folded: list[HitModel] = Field(description="Matching notes of the document; only with group=document.")


class InterpretationModel(ResponseModel):
    """A thing the query was taken to mean; ``literal=<removable_as>`` takes it back."""

    kind: str
    text: str
    value: English
    removable_as: str | None


class QueryModel(ResponseModel):
    """The query as it was read."""

    text: str
    mode: Mode
    understood: list[InterpretationModel]
    suggestion: str | None
    notices: list[English]


class IndexModel(ResponseModel):
    """The generation that answered."""

    generation: str
    units: int
    passages: int
    model: str


class FacetValueModel(ResponseModel):
    """A value the filter of the facet's name takes, with the number of hits that have it."""

    value: str
    label: str
    count: int
    selected: bool
    broader: str | None


_FACETS: Any = {name: (list[FacetValueModel], []) for name in FACETS}


class FacetsModel(
    create_model("Facets", __base__=ResponseModel, **_FACETS),  # type: ignore[misc]  # a base that is made of a table
):
    """The facets, counted over the whole result."""


class HistogramBinModel(ResponseModel):
    """A month of the histogram; ``month`` is null for the undated."""

    month: str | None
    count: int
    uncertain: int


class LinksModel(ResponseModel):
    """Where this page of the result is, and where the next one is."""

    self: str
    next: str | None


class QuotedAnswerModel(ResponseModel):
    """A sentence that may answer the question, as it stands in a unit."""

    text: str
    score: float
    page: str | None
    anchor: str
    unit: UnitSummary


class RelaxationModel(ResponseModel):
    """The same request with one thing less, and how much it finds."""

    name: str
    value: str
    excluded: bool
    total: int
    link: str


class SearchResponse(ResponseModel):
    """GET /api/v1/search."""

    query: QueryModel
    total: int
    total_is_exact: bool
    took_ms: float
    index: IndexModel
    hits: list[HitModel]
    facets: FacetsModel | None = Field(description="Only with include=facets.")
    histogram: list[HistogramBinModel] | None = Field(description="Only with include=histogram.")
    answers: list[QuotedAnswerModel] | None = Field(
        description="Only with include=answers; null if the query is not a question."
    )
    relaxations: list[RelaxationModel] = Field(
        description="Of an empty result: the same request with one condition less."
    )
    links: LinksModel


class SpanModel(ResponseModel):
    """Characters set in a style."""

    start: int
    end: int
    style: SpanStyle


class MarkerModel(ResponseModel):
    """A note marker that stood at a character."""

    offset: int
    label: str
    note: str | None


class PageBreakModel(ResponseModel):
    """The printed page that begins at a character."""

    offset: int
    page: str


class ParagraphModel(ResponseModel):
    """A paragraph as printed; ``anchor`` is its fragment on the unit's page."""

    text: str
    style: ParagraphStyle
    page: str | None
    anchor: str
    spans: list[SpanModel]
    markers: list[MarkerModel]
    breaks: list[PageBreakModel]


class ReferenceModel(ResponseModel):
    """A cross-reference of the editors; ``to`` is empty where the print leads nowhere."""

    printed: str
    to: list[str]
    paragraph: int
    start: int
    end: int


class ReplyModel(ResponseModel):
    """A letter of the exchange that another answers, as inferred; ``confidence`` lies in 0 … 1.

    ``evidence``: the answer names its number or day, or names a letter, or the editors speak of a reply, or
    both share words; ``text`` is what was said, or the shared words.
    """

    id: str
    confidence: float
    evidence: ReplyEvidence
    text: str


class ThreadLetterModel(ResponseModel):
    """A letter of the exchange that a unit belongs to, and what it answers."""

    id: str
    title: str
    date: DateModel | None
    url: str
    answers: list[ReplyModel]


class UnitResponse(UnitSummary):
    """GET /api/v1/units/<edition>/<unit>."""

    mentions: list[PersonRefModel]
    abstract: str | None
    index_terms: list[str]
    paragraphs: list[ParagraphModel]
    notes: list[str]
    references: list[ReferenceModel]
    referenced_by: list[str]
    thread: list[ThreadLetterModel] | None
    previous: str | None
    next: str | None
    notices: list[English]


class ReasonModel(ResponseModel):
    """Why a unit is related."""

    channel: Channel
    detail: English


class RelatedUnitModel(UnitSummary):
    """A related unit; ``score`` lies in 0 … 1."""

    score: float
    reasons: list[ReasonModel]


class RelatedResponse(ResponseModel):
    """GET /api/v1/units/<edition>/<unit>/related."""

    related: list[RelatedUnitModel]
    notices: list[English]


class SuggestionModel(ResponseModel):
    """A completion: ``value`` fills the box or the filter of its kind."""

    kind: Literal["person", "topic", "glossary", "document"]
    label: str
    value: str
    unit: str | None
    detail: str


class SuggestResponse(ResponseModel):
    """GET /api/v1/suggest."""

    suggestions: list[SuggestionModel]


class EditionModel(ResponseModel):
    """An edition with its imprint and what is in it."""

    id: str
    title: str
    editors: list[str]
    publisher: str | None
    place: str | None
    year: str | None
    language: str
    counts: dict[str, int]
    url: str


class EditionsResponse(ResponseModel):
    """GET /api/v1/editions."""

    editions: list[EditionModel]


class PersonModel(ResponseModel):
    """A person or group of the register.

    ``biography`` is the id of the unit; ``same_as`` are addresses in authority files.
    """

    id: str
    name: str
    display: str
    kind: PersonKind
    variants: list[str]
    dates: str | None
    biography: str | None
    members: list[str]
    same_as: list[str]
    count: int


class PersonsResponse(ResponseModel):
    """GET /api/v1/persons."""

    persons: list[PersonModel]


class TopicModel(ResponseModel):
    """A topic of the vocabulary with the number of units that have it."""

    id: str
    label: str
    broader: str | None
    note: str
    count: int


class TopicsResponse(ResponseModel):
    """GET /api/v1/topics."""

    topics: list[TopicModel]


class HealthResponse(ResponseModel):
    """GET /health."""

    status: Literal["ok"]
    index: IndexModel


class LiveResponse(ResponseModel):
    """GET /health/live."""

    status: Literal["ok"]


class RefusedGenerationModel(ResponseModel):
    """A published generation that is not taken up, and why."""

    generation: str
    reason: str


class ReadyResponse(ResponseModel):
    """GET /health/ready: ``degraded`` where readers are answered but something needs to be seen to."""

    status: Literal["ok", "degraded"]
    generation: str
    refused: RefusedGenerationModel | None
    left_out: list[str]


class Problem(BaseModel):
    """An error as RFC 9457 application/problem+json; what else it knows stands under further keys."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str = ""
    position: int | None = None
    length: int | None = None
    parameter: str | None = None
    nearest: str | None = None
