"""A search as data: what is asked of this room and what it answers.

The doors (web, command line) build a ``SearchRequest`` and render a ``SearchResult``; nothing here knows
HTTP. Names are those of the API (docs/api.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from corpus.model import Reply, Unit
from search.messages import Message

if TYPE_CHECKING:  # or every command would wait for numpy
    from store.passages import Part

Mode = Literal["hybrid", "keyword", "semantic"]
DateMode = Literal["possible", "certain"]
Grouping = Literal["none", "document"]
Sort = Literal["relevance", "date", "-date"]
Include = Literal["facets", "histogram", "answers", "explain", "text"]
RetrieverName = Literal["keyword", "semantic"]
Channel = Literal["cross-reference", "reply", "same-file", "meaning", "words", "persons", "topics", "time"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a hit must be. ``include`` and ``exclude`` map a filter's name to the values given for it.

    A person value matches by id or by any form of the name ("Stalin", "kaganovich-l-m"); ``archive`` by
    prefix of the normal form. ``earliest``/``latest`` bound the date, inclusive: ``possible`` keeps units
    whose span overlaps, ``certain`` those whose span lies inside. A unit without a date fails any date bound.
    """

    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    earliest: date | None = None
    latest: date | None = None
    date_mode: DateMode = "possible"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. An empty ``text`` browses: all units that pass the filters, by date."""

    text: str = ""
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)
    group: Grouping = "none"
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str | None = None
    include: frozenset[Include] = frozenset()
    literal: frozenset[str] = frozenset()
    """Keys (``Interpretation.removable_as``) of expansions and guesses the user took back."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One thing the query was taken to mean. ``kind``: phrase, field, prefix, fuzzy, exclusion, archive,
    document-number, date, person, abbreviation …; ``text`` is the piece of the query, ``value`` what it was
    taken for; ``removable_as`` goes into ``SearchRequest.literal`` to take it back (None: cannot be)."""

    kind: str
    text: str
    value: str | Message
    removable_as: str | None = None


@dataclass(frozen=True, slots=True)
class HitPassage:
    """The piece of the unit shown: ``highlights`` are (start, end) character offsets into ``text``;
    ``anchor`` is the fragment of the unit's page where it begins (``p3``: its paragraph 3, from 1);
    ``part`` says whether it is from the text or from the abstract that a calendar gives of it; ``nearest``
    are the offsets of the sentence nearest in meaning, where the unit was found by meaning."""

    text: str
    highlights: tuple[tuple[int, int], ...]
    page: str | None
    anchor: str
    part: Part = "text"
    nearest: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit found. ``explain`` has ``words`` matched, ``keyword_rank``, ``semantic_rank``, scores, weights.

    ``folded`` holds the note hits grouped under their document (``group="document"``).
    """

    unit: Unit
    score: float
    matched_by: tuple[RetrieverName, ...]
    passages: tuple[HitPassage, ...]
    explain: Mapping[str, object] | None = None
    folded: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet, counted over the whole result; ``value`` is what the filter takes.

    ``broader`` is the wider topic of a narrow one, which counts each unit of its narrower topics once.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    broader: str | None = None


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """A month of the histogram (``2026-11``); ``uncertain`` of ``count`` may belong to another month.
    A unit whose span covers several months counts in the month of its earliest day. ``month`` is None for
    the undated."""

    month: str | None
    count: int
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """The generation that answered."""

    generation: str
    units: int
    passages: int
    model: str


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence that may answer the question, as it stands in ``unit`` on the printed ``page``."""

    text: str
    unit: Unit
    page: str | None
    anchor: str
    score: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A request with one thing less, and how much it finds.

    ``name`` is the filter, ``date``, ``operators`` or, for all of them, ``filters``; ``value`` what was asked
    of it.
    """

    name: str
    value: str
    excluded: bool
    request: SearchRequest
    total: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer. ``next_cursor`` is None on the last page; ``relaxations`` are given of an empty result."""

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
    answers: tuple[QuotedSentence, ...] | None = None
    """None where none were asked for or nothing was asked in a sentence; empty where nothing here answers."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit is related: ``detail`` is a sentence fragment for people ("cites note 4 to document 5")."""

    channel: Channel
    detail: Message


@dataclass(frozen=True, slots=True)
class RelatedUnit:
    """A related unit, best first; ``score`` lies in 0 … 1."""

    unit: Unit
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ThreadLetter:
    """A letter of an exchange, and which others of it this one answers."""

    unit: Unit
    answers: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with what surrounds it: all that a reading page or ``/api/v1/units`` shows."""

    unit: Unit
    notes: tuple[Unit, ...]
    references: tuple[tuple[str, int, int, int, tuple[str, ...]], ...]
    """(printed, paragraph, start, end, target ids) of each cross-reference out of this unit."""
    note_references: Mapping[str, tuple[tuple[str, int, int, int, tuple[str, ...]], ...]]
    """The same of each of its notes, by the note's id."""
    referenced_by: tuple[Unit, ...]
    previous: str | None
    next: str | None
    thread: tuple[ThreadLetter, ...] | None = ()
    """The exchange it belongs to, by date and with itself; empty where it stands alone, None if unknown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: ``kind`` is person, topic, glossary or document; ``value`` fills the box or filter."""

    kind: Literal["person", "topic", "glossary", "document"]
    label: str
    value: str
    unit: str | None
    detail: str = ""


def renamed_id_notices(asked: str, current: str) -> tuple[Message, ...]:
    """Return what is to be said where a unit is asked for by an id that it no longer has."""
    return (Message("unit-renamed", {"asked": asked, "current": current}),) if asked != current else ()
