"""Models of the API's responses, version 1, with every key of docs/api.md. Keys are only ever added."""

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
from corpus.rights import Access
from search.model import Channel, Effect, Mode, RetrieverName
from store.fields import FACETS
from store.passages import Part

English = Annotated[str, BeforeValidator(str)]
"""A message as a string in English, the language of the API."""


class ResponseModel(BaseModel):
    """The base of all models: undeclared keys are forbidden, values are read from attributes."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class DateModel(ResponseModel):
    """A date as printed (``display``) and as interpreted; the bounds are inclusive, null if unknown."""

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


class PlaceRefModel(ResponseModel):
    """A place by id and name."""

    id: str
    name: str


class UnitPlacesModel(ResponseModel):
    """The places of a letter: where it was written and where it was received, null if unknown."""

    sent: PlaceRefModel | None
    received: PlaceRefModel | None


class TopicRefModel(ResponseModel):
    """A topic of a unit; ``source`` is how it was assigned: calendar, index or nearness."""

    id: str
    label: str
    source: str


class RightsModel(ResponseModel):
    """The rights in a unit or an edition; what is not stated is null.

    ``licence`` is a URI or a text; ``access`` is what may be shown today; ``embargo`` is the day on which an
    embargo that is in force ends. ``withdrawn`` is always null: what has been withdrawn is 410 Gone.
    """

    licence: str | None
    holder: str | None
    access: Access
    embargo: date | None
    withdrawn: str | None


class PageImageModel(ResponseModel):
    """An image of a page: ``page`` is its label, ``url`` an address or only the name of a file.

    ``iiif`` is the base URI of a IIIF image or the address of a IIIF manifest, otherwise null.
    """

    page: str | None
    url: str
    iiif: str | None


def _written(value: object) -> str | None:
    """Return an archive reference in its normal form; None if there is none."""
    return str(value) if value else None


class AbstractSourceModel(ResponseModel):
    """The calendar entry that an abstract comes from: its id, the calendar's title, authors and year."""

    unit: str
    title: str
    authors: list[str]
    year: str | None


class CorrectionModel(ResponseModel):
    """A corrected property of a unit: ``former`` is what the edition says, ``value`` what is right.

    ``who``, ``why`` and ``when`` are null if they are not stated.
    """

    field: str
    former: str
    value: str
    who: str | None
    why: str | None
    when: date | None


class UnitSummary(ResponseModel):
    """The keys that every unit has, in hits, quoted answers, related units and whole units.

    ``parent`` is the id of the unit that a note belongs to; ``url`` is the address of the unit's page.
    ``abstract_source`` is who wrote the abstract, null if there is none or if it is the edition's own; where
    ``is_abstract``, the text itself is the abstract, not the letter.
    """

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
    places: UnitPlacesModel
    archive: Annotated[str | None, BeforeValidator(_written)]
    pages: list[str]
    images: list[PageImageModel]
    topics: list[TopicRefModel]
    parent: str | None
    chapter: str | None
    language: str
    is_abstract: bool
    abstract_source: AbstractSourceModel | None
    corrections: list[CorrectionModel]
    rights: RightsModel
    url: str
    citation: str


class PassageModel(ResponseModel):
    """A passage shown with a hit; ``page`` is the label of its printed page, null if unknown.

    ``highlights`` and ``nearest`` (the most similar sentence) are (start, end) offsets, end exclusive;
    ``nearest`` is null unless the semantic retriever found the unit.
    """

    text: str
    highlights: list[tuple[int, int]]
    page: str | None
    anchor: str
    part: Part
    nearest: tuple[int, int] | None


class HitModel(UnitSummary):
    """A unit that matches the search, with its score, the retrievers that found it, and its passages."""

    score: float
    matched_by: list[RetrieverName]
    has_words: bool = Field(description="False if it is only similar in meaning.")
    passages: list[PassageModel]
    explain: dict[str, Any] | None = Field(description="Only with include=explain.")
    text: str | None = Field(description="The whole text; only with include=text.")
    folded: list[HitModel] = Field(description="Matching notes of the document; only with group=document.")


class InterpretationModel(ResponseModel):
    """An interpretation of part of the query; ``literal=<removable_as>`` turns it off, if not null.

    ``effect`` is "condition" if every hit meets it, "boost" if such hits only rank higher, otherwise null;
    ``boost=<removable_as>`` turns a condition into a boost.
    """

    kind: str
    text: str
    value: English
    removable_as: str | None
    effect: Effect | None


class NameModel(ResponseModel):
    """A name in a filter or field that means several persons, or (not ``is_known``) nobody.

    ``persons`` are those who bear the name, whose units were searched, or up to three with similar names.
    """

    field: str
    value: str
    is_known: bool
    persons: list[PersonRefModel]


class QueryModel(ResponseModel):
    """The query as interpreted; ``suggestion`` is a corrected spelling, null if there is none."""

    text: str
    mode: Mode
    understood: list[InterpretationModel]
    suggestion: str | None
    notices: list[English]
    names: list[NameModel]


class IndexModel(ResponseModel):
    """The generation that was searched, with its size and its embedding model."""

    generation: str
    units: int
    passages: int
    model: str


class FacetValueModel(ResponseModel):
    """A value of a facet, with the number of hits that have it; filters accept ``value``.

    ``broader`` is the id of a topic's broader topic, otherwise null. A facet of which values are chosen is
    counted as if none were; ``added`` is the number of hits that the value adds to those of the chosen ones.
    ``words`` is how many of ``count`` have words of the query, as ``totals.words`` is of ``total``.
    """

    value: str
    label: str
    count: int
    selected: bool
    broader: str | None
    added: int
    words: int


_FACETS: Any = {name: (list[FacetValueModel], []) for name in FACETS}


class FacetsModel(
    create_model("Facets", __base__=ResponseModel, **_FACETS),  # type: ignore[misc]  # a base that is made of a table
):
    """The facets by name, each a list of values, counted over the whole result."""


class HistogramBinModel(ResponseModel):
    """A month (``1932-06``) of the histogram; ``month`` is null for undated units.

    A unit whose date spans several months is counted in the first; ``uncertain`` is the number of these.
    ``words`` is how many of ``count`` have words of the query.
    """

    month: str | None
    count: int
    uncertain: int
    words: int


class LinksModel(ResponseModel):
    """The addresses of this page of the result and of the next; ``next`` is null on the last page."""

    self: str
    next: str | None


class QuotedAnswerModel(ResponseModel):
    """A sentence quoted as a possible answer, with its unit; ``page`` is a label, null if unknown."""

    text: str
    score: float
    page: str | None
    anchor: str
    unit: UnitSummary


class RelaxationModel(ResponseModel):
    """A request with one condition less than the one that had no hits, and its number of hits.

    ``name`` and ``value`` are the condition removed; ``link`` is the address of the request in the API.
    """

    name: str
    value: str
    excluded: bool
    total: int
    link: str


class TotalsModel(ResponseModel):
    """The hits that have words of the query, and those that are only similar in meaning."""

    words: int
    similar: int


class SearchResponse(ResponseModel):
    """The response of GET /api/v1/search."""

    query: QueryModel
    total: int
    total_is_exact: bool
    totals: TotalsModel | None = Field(description="The parts of the total; null if the query is empty.")
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
    """A styled range of characters, from ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    style: SpanStyle


class MarkerModel(ResponseModel):
    """A note marker at a character offset; ``note`` is the note's id, null if there is no such note."""

    offset: int
    label: str
    note: str | None


class PageBreakModel(ResponseModel):
    """A page break: the label of the printed page that begins at a character offset."""

    offset: int
    page: str


class ParagraphModel(ResponseModel):
    """A paragraph; ``anchor`` is its fragment on the unit's page, ``page`` the printed page it begins on."""

    text: str
    style: ParagraphStyle
    page: str | None
    anchor: str
    spans: list[SpanModel]
    markers: list[MarkerModel]
    breaks: list[PageBreakModel]


class ReferenceModel(ResponseModel):
    """An editorial cross-reference; ``to`` are the ids of its targets, empty if they are not in the edition.

    ``paragraph`` is the index of its paragraph, from 0; ``start`` and ``end`` (exclusive) are offsets in it.
    """

    printed: str
    to: list[str]
    paragraph: int
    start: int
    end: int


class ReplyModel(ResponseModel):
    """A letter to which another replies, as inferred; ``confidence`` is between 0 and 1.

    ``evidence`` is what the reply has: the number, the day or a naming of the letter, a statement of the
    editors, or shared words; ``text`` is that passage, or the shared words.
    """

    id: str
    confidence: float
    evidence: ReplyEvidence
    text: str


class ThreadLetterModel(ResponseModel):
    """A letter of the exchange to which a unit belongs, and the letters it answers, if any."""

    id: str
    title: str
    date: DateModel | None
    url: str
    answers: list[ReplyModel]


class UnitResponse(UnitSummary):
    """The response of GET /api/v1/units/<edition>/<unit>.

    ``notes``, ``referenced_by``, ``previous`` and ``next`` are ids; ``thread`` is null if it could not be
    determined, and empty if the unit belongs to none.
    """

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
    """A reason why a unit is related."""

    channel: Channel
    detail: English


class RelatedUnitModel(UnitSummary):
    """A related unit; ``score`` is between 0 and 1."""

    score: float
    reasons: list[ReasonModel]


class RelatedResponse(ResponseModel):
    """The response of GET /api/v1/units/<edition>/<unit>/related."""

    related: list[RelatedUnitModel]
    notices: list[English]


class SuggestionModel(ResponseModel):
    """A completion; ``value`` is what the search box or the filter of its kind takes.

    ``unit`` is the id of its biography, glossary entry or document, null if it has none.
    """

    kind: Literal["person", "place", "topic", "glossary", "document"]
    label: str
    value: str
    unit: str | None
    detail: str


class SuggestResponse(ResponseModel):
    """The response of GET /api/v1/suggest."""

    suggestions: list[SuggestionModel]


class EditionModel(ResponseModel):
    """An edition with its imprint and its number of units by kind."""

    id: str
    title: str
    editors: list[str]
    publisher: str | None
    place: str | None
    year: str | None
    language: str
    rights: RightsModel
    counts: dict[str, int]
    url: str


class EditionsResponse(ResponseModel):
    """The response of GET /api/v1/editions."""

    editions: list[EditionModel]


class PersonEntryModel(ResponseModel):
    """The entry of a person in the person index of one edition, with the id there and the person's page."""

    edition: str
    id: str
    name: str
    dates: str | None
    biography: str | None
    url: str


class PersonModel(ResponseModel):
    """A person or group of the person index.

    ``biography`` is the id of a unit; ``same_as`` are URIs in authority files; ``count`` is the number of
    units that the person sent or received. ``editions`` are the entries of the editions that have the person,
    of which the other values are merged.
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
    editions: list[PersonEntryModel]


class PersonsResponse(ResponseModel):
    """The response of GET /api/v1/persons."""

    persons: list[PersonModel]


class PlaceModel(ResponseModel):
    """A place of the place index.

    ``same_as`` are URIs in authority files; ``latitude`` and ``longitude`` are decimal degrees, null if
    unknown; ``count`` is the number of units sent from or to the place.
    """

    id: str
    name: str
    variants: list[str]
    same_as: list[str]
    latitude: float | None
    longitude: float | None
    count: int


class PlacesResponse(ResponseModel):
    """The response of GET /api/v1/places."""

    places: list[PlaceModel]


class TopicEntryModel(ResponseModel):
    """A topic of the vocabulary with its number of units."""

    id: str
    label: str
    broader: str | None
    note: str
    count: int


class TopicsResponse(ResponseModel):
    """The response of GET /api/v1/topics."""

    topics: list[TopicEntryModel]


class HealthResponse(ResponseModel):
    """The response of GET /health."""

    status: Literal["ok"]
    index: IndexModel


class LiveResponse(ResponseModel):
    """The response of GET /health/live."""

    status: Literal["ok"]


class RefusedGenerationModel(ResponseModel):
    """A published generation that cannot be served, and why; ``generation`` is "" if its id is unknown."""

    generation: str
    reason: str


class ReadyResponse(ResponseModel):
    """The response of GET /health/ready; ``degraded``: the site is served, but needs attention."""

    status: Literal["ok", "degraded"]
    generation: str
    refused: RefusedGenerationModel | None
    left_out: list[str]


class Problem(BaseModel):
    """An error as application/problem+json (RFC 9457), with further keys if they apply."""

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
