"""The data model of a search: requests, results, hits, facets and related units.

The interfaces (web, command line, MCP) build a ``SearchRequest`` and render a ``SearchResult``. Nothing here
depends on HTTP. Names follow the API (docs/api.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from corpus.model import Reply, Unit
from search.messages import Message

if TYPE_CHECKING:  # imports numpy, which would slow down the start of every command
    from store.passages import Part

Mode = Literal["hybrid", "keyword", "semantic"]
DateMode = Literal["possible", "certain"]
Grouping = Literal["none", "document"]
Sort = Literal["relevance", "date", "-date"]
Include = Literal["facets", "histogram", "answers", "explain", "text"]
RetrieverName = Literal["keyword", "semantic"]
Effect = Literal["condition", "boost"]
Channel = Literal[
    "cross-reference",
    "reply",
    "same-file",
    "meaning",
    "words",
    "persons",
    "topics",
    "time",
    "sequence",
    "mentioned-day",
]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a search; ``include`` and ``exclude`` map the name of a filter to its values.

    Values of one filter are alternatives (OR); different filters are combined (AND). A person is given by id
    or by any form of the name ("kaganovich-l-m", "Stalin"), an archive reference by a prefix of its normal
    form. ``earliest`` and ``latest`` are inclusive date bounds: ``possible`` matches units whose date span
    overlaps them, ``certain`` those whose span lies within them. Undated units never match a date bound.
    """

    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earliest: date | None = None
    latest: date | None = None
    date_mode: DateMode = "possible"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The parameters of one search. An empty ``text`` lists all units that match the filters, by date."""

    text: str = ""
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    group: Grouping = "none"
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str | None = None
    include: frozenset[Include] = frozenset()
    literal: frozenset[str] = frozenset()
    """Keys (``Interpretation.removable_as``) of the interpretations that the user has dismissed."""
    boosts: frozenset[str] = frozenset()
    """Keys of the conditions that shall only rank."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The interpretation of one part of a query.

    ``kind`` is phrase, field, prefix, fuzzy, exclusion, archive, document-number, page, date, sender,
    recipient, correspondent, kind, person, abbreviation, see, spelling or regional; ``text`` is the part of
    the query, ``value`` its interpretation. Adding ``removable_as`` to ``SearchRequest.literal`` dismisses
    the interpretation; None means that it cannot be dismissed. ``effect`` is None for those that are neither
    a condition, which every hit meets, nor a boost; adding the key to ``SearchRequest.boosts`` makes a
    condition a boost.
    """

    kind: str
    text: str
    value: str | Message
    removable_as: str | None = None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class HitPassage:
    """The passage of a unit that is shown with a hit.

    ``highlights`` are (start, end) character offsets into ``text``; ``page`` is the label of the printed
    page, None if unknown; ``anchor`` is the URL fragment of the paragraph in which the passage begins (``p3``
    is the third); ``part`` states whether the passage belongs to the unit's text or to its abstract from a
    calendar; ``nearest`` are the offsets of the sentence most similar to the query, only for units found by
    the semantic retriever.
    """

    text: str
    highlights: tuple[tuple[int, int], ...]
    page: str | None
    anchor: str
    part: Part = "text"
    nearest: tuple[int, int] | None = None
    offset: int = 0
    """Characters of the passage before ``text``, which is cut to begin near the first match."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that matches a search, with its score and passages.

    ``explain`` holds the matched ``words`` and the scores and ranks of both retrievers, if requested;
    ``folded`` holds the note hits grouped under their document (``group="document"``). ``has_words`` is
    false for a unit that is only similar in meaning, and so are all notes in ``folded``.
    """

    unit: Unit
    score: float
    matched_by: tuple[RetrieverName, ...]
    passages: tuple[HitPassage, ...]
    explain: Mapping[str, object] | None = None
    folded: tuple[Hit, ...] = ()
    has_words: bool = True


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its number of units in the whole result.

    ``value`` is what the filter of the same name takes; ``broader`` is the id of the broader topic, whose
    count includes each unit of its narrower topics once. A facet of which values are chosen is counted as if
    none were, so that ``count`` is the total with this value instead of them; ``added`` is how much greater
    the total is with this value besides them. ``words`` is how many of ``count`` have words of the query, as
    ``Totals.words`` is of the total.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    broader: str | None = None
    added: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """One month (``1932-06``) of the date histogram; ``month`` is None for undated units.

    A unit whose date span covers several months is counted in the month of its earliest day; ``uncertain`` is
    the number of such units among ``count``, ``words`` the number of units among them that have words of the
    query, and ``uncertain_words`` that of such units among these.
    """

    month: str | None
    count: int
    uncertain: int = 0
    words: int = 0
    uncertain_words: int = 0


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The published generation that was searched, with its size and embedding model."""

    generation: str
    units: int
    passages: int
    model: str


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence quoted verbatim from ``unit`` because it may answer the question; ``page`` as printed."""

    text: str
    unit: Unit
    page: str | None
    anchor: str
    score: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A variant of an unsuccessful request with one constraint removed, and its number of hits.

    ``name`` is the removed constraint: the name of a filter, ``date``, ``interpretation`` (a correspondent or
    time in plain words), ``condition`` (one operator of the query), ``operators`` (all of them) or
    ``filters`` (all filters); ``value`` is its value in the request.
    ``excluded`` is whether the filter excluded that value.
    """

    name: str
    value: str
    excluded: bool
    request: SearchRequest
    total: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """How many hits have words of the query, and how many are only similar in meaning; together, all hits."""

    words: int
    similar: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search: one page of hits, with totals and facets of the whole result.

    ``facets`` and ``histogram`` are None unless requested, or if they failed; ``next_cursor`` is None on the
    last page; ``relaxations`` are only computed for an empty result; ``took_ms`` is in milliseconds.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    took_ms: float
    index: IndexInfo
    interpretations: tuple[Interpretation, ...] = ()
    suggestion: str | None = None
    notices: tuple[Message, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    histogram: tuple[HistogramBin, ...] | None = None
    next_cursor: str | None = None
    relaxations: tuple[Relaxation, ...] = ()
    totals: Totals | None = None
    """None where nothing was searched and everything is listed."""
    answers: tuple[QuotedSentence, ...] | None = None
    """None if not requested or if the query is not a question; empty if no sentence may answer it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why a unit is related; ``detail`` is its text for readers ("cites note 4 to document 5")."""

    channel: Channel
    detail: Message


@dataclass(frozen=True, slots=True)
class RelatedUnit:
    """A unit related to another, with a score from 0 to 1 and the reasons for it, strongest first."""

    unit: Unit
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ThreadLetter:
    """One letter of a thread, with the replies that link it to the letters it answers."""

    unit: Unit
    answers: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with its context: everything that a unit's page or ``/api/v1/units`` shows.

    ``previous`` and ``next`` are the ids of its neighbours, None at either end; ``referenced_by`` are the
    units that cite it.
    """

    unit: Unit
    notes: tuple[Unit, ...]
    references: tuple[tuple[str, int, int, int, tuple[str, ...]], ...]
    """(printed text, paragraph, start, end, target ids) of each cross-reference in this unit."""
    note_references: Mapping[str, tuple[tuple[str, int, int, int, tuple[str, ...]], ...]]
    """The cross-references in each of its notes, by note id."""
    referenced_by: tuple[Unit, ...]
    previous: str | None
    next: str | None
    thread: tuple[ThreadLetter, ...] | None = ()
    """The thread the unit belongs to, by date, including itself; empty if there is none, None on failure."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An autocomplete suggestion; ``value`` is what it puts into the search box or filter.

    ``unit`` is the id of its unit (biography, glossary entry or document), None if it has none.
    """

    kind: Literal["person", "place", "topic", "glossary", "document"]
    label: str
    value: str
    unit: str | None
    detail: str = ""


def renamed_id_notices(requested: str, current: str) -> tuple[Message, ...]:
    """Return the notice that a unit was requested by a former id; empty if the ids are the same."""
    is_current = requested == current
    return () if is_current else (Message("unit-renamed", {"asked": requested, "current": current}),)
