"""Related units, each with its reasons.

Each channel (kind of relation) scores units from 0 to 1; higher scores count as 1. The score of a unit is the
weighted mean over the requested channels.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from itertools import islice
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from corpus.dates.mentioned_days import find_mentioned_days, forms_of_month
from corpus.model import Kind, Reference, Unit
from corpus.references.cross_references import text_without_references
from corpus.references.letter_mentions import medium_class
from corpus.text.analysis import terms
from search.engines.clauses import AnyOf, PhraseClause
from search.engines.protocols import KeywordRetriever
from search.engines.semantic_retriever import SemanticRetriever
from search.messages import Message
from search.model import Channel, Reason, RelatedUnit
from search.query.filters import ResolvedFilters
from search.ranking.key_terms import KeyTerm, extract_key_terms, shared_key_words
from search.results.chronology import Chronology
from search.results.threads import reason_of
from store.catalogue import Catalogue
from store.keyword_schema import EXACT
from store.term_vectors import TermVectors
from store.unit_table import IntArray, RowIds, UnitTable

WEIGHTS: dict[Channel, float] = {
    "cross-reference": 1.5,
    "words": 1.0,
    "sequence": 0.35,
    "mentioned-day": 0.3,
    "time": 0.25,
    "topics": 0.2,
    "persons": 0.1,
    "reply": 0.1,
    "same-file": 0.05,
    "meaning": 0.02,
}
"""Weights of the channels, chosen leaving one edition out (docs/lab/2026-12-01-related.md)."""
KINDS: tuple[Kind, ...] = ("document", "introduction", "biography")
"""Kinds of units that are returned as related."""
SIMILAR_UNITS_MAX = 40
"""Maximum number of units that the channel ``meaning`` scores."""
HALF_STEPS = 3
"""Distance in documents at which the score of the channel ``sequence`` is one half."""
DISTANCE_LEAST = 0.1
"""Least score of the channels ``sequence`` and ``time``; units that are farther away have none."""
REPLY_DAYS = 12
"""Maximum distance in days of a possible reply."""
REPLY_DECAY_DAYS = 4
"""Days in which the score of a possible reply decays by a factor of e."""
MENTIONS_MAX = 100
"""Maximum number of documents whose texts are searched for mentions of the day of a unit."""
SHARED_WORDS = 4
"""Maximum number of shared words in a reason."""
FREQUENCY_MAX = 0.5
"""Share of the documents from which on a person or topic is too common to relate them."""

ChannelScores = dict[int, tuple[float, Message]]
"""Row -> score (0 to 1, or more) and reason."""


@dataclass(slots=True)
class _Evidence:
    """The weighted score of a unit over all channels, with its weighted reasons."""

    strength: float = 0.0
    reasons: list[tuple[float, Reason]] = field(default_factory=list)


@dataclass(frozen=True)
class RelatedUnitFinder:
    """A finder of related units in an index."""

    catalogue: Catalogue
    table: UnitTable
    keyword_retriever: KeywordRetriever
    semantic_retriever: SemanticRetriever
    term_vectors: TermVectors

    @cached_property
    def chronology(self) -> Chronology:
        """The distances of documents, computed once per index."""
        return Chronology(self.table)

    def related(self, unit: Unit, channels: frozenset[Channel] | None, limit: int) -> tuple[RelatedUnit, ...]:
        """Return at most ``limit`` units related to a unit, best first, each with at least one reason.

        A note is related by its own text, persons, topics and references, never to its own document.

        Args:
            channels: the channels to use; None: all.
        """
        selected = channels if channels is not None else frozenset(get_args(Channel))
        evidence: defaultdict[int, _Evidence] = defaultdict(_Evidence)
        for channel, find in self._channels(unit).items():
            if channel in selected:
                for row, (score, detail) in find().items():
                    weighted = WEIGHTS[channel] * min(score, 1.0)
                    evidence[row].strength += weighted
                    evidence[row].reasons.append((weighted, Reason(channel, detail)))
        evidence.pop(int(self.table.document[self.table.rows[unit.id]]), None)
        total = sum(WEIGHTS[channel] for channel in selected)
        key_terms = self._key_terms(unit) if "words" in selected else ()
        ranked = sorted(evidence.items(), key=lambda pair: (-pair[1].strength, pair[0]))
        found = (
            RelatedUnit(other, item.strength / total, reasons)
            for row, item in ranked
            for other in self.catalogue.units_at([row])
            if (reasons := self._reasons(item.reasons, key_terms, other))
        )
        return tuple(islice(found, limit))

    def _channels(self, unit: Unit) -> dict[Channel, Callable[[], ChannelScores]]:
        """Return, for each channel, the function that scores the units related to a unit."""
        return {
            "cross-reference": partial(self._by_reference, unit),
            "reply": partial(self._by_reply, unit),
            "meaning": partial(self._by_meaning, unit),
            "words": partial(self._by_words, unit),
            "time": partial(self._by_time, unit),
            "sequence": partial(self._by_sequence, unit),
            "mentioned-day": partial(self._by_mentioned_day, unit),
            "persons": partial(self._by_column, unit, "mentions"),
            "topics": partial(self._by_column, unit, "topic"),
            "same-file": partial(self._by_file, unit),
        }

    def _by_reference(self, unit: Unit) -> ChannelScores:
        """Score 1 for documents that cite the unit or its notes or are cited by them."""
        scored: ChannelScores = {}
        notes = self.catalogue.notes_of(unit.id)
        for citing in (unit, *notes):
            for reference in self.catalogue.references_from(citing.id):
                for target in reference.targets:
                    self._add(scored, target, _citation_reason(reference, citing, unit))
        for cited in (unit, *notes):
            for reference in self.catalogue.references_to(cited.id):
                self._add(scored, reference.source, Message("cited-by", {"printed": reference.printed}))
        return scored

    def _add(self, scored: ChannelScores, id: str, detail: Message) -> None:
        """Add the document of a unit to ``scored`` with score 1, unless it is there already."""
        row = self.table.rows.get(id)
        if row is not None:
            scored.setdefault(int(self.table.document[row]), (1.0, detail))

    def _by_reply(self, unit: Unit) -> ChannelScores:
        """Score letters that answer the unit or that it answers.

        Replies recorded in the catalogue score by their confidence. Other letters in the opposite direction
        score exp(-days / ``REPLY_DECAY_DAYS``) up to ``REPLY_DAYS``; their dates must be closed and leave no
        doubt about the order, and of one day only telegrams answer each other.
        """
        row = self.table.rows[unit.id]
        back = self.table.columns["sender"].mask((person.id for person in unit.recipients), len(self.table))
        back &= self.table.columns["recipient"].mask((person.id for person in unit.senders), len(self.table))
        scored: ChannelScores = {}
        rows, days = self.chronology.days_from(row)
        is_possible = back[rows] & (days <= REPLY_DAYS)
        for other, apart in zip(rows[is_possible].tolist(), days[is_possible].tolist(), strict=True):
            if code := self._possible_reply(row, other):
                detail = Message(code, {"apart": self._time_distance(row, other, apart)})
                scored[other] = (math.exp(-apart / REPLY_DECAY_DAYS), detail)
        for reply in self.catalogue.replies_of(unit.id):
            is_answer = reply.answered == unit.id
            other = self.table.rows[reply.answer if is_answer else reply.answered]
            code = "answers-this" if is_answer else "answered-by-this"
            scored[other] = (reply.confidence, Message(code, {"evidence": reason_of(reply)}))
        return scored

    def _possible_reply(self, row: int, other: int) -> str | None:
        """Return the code of the message that one of two units may answer the other; None if neither can."""
        earliest, latest = self.table.earliest, self.table.latest
        if earliest[other] > latest[row]:
            return "may-answer-this"
        if earliest[row] > latest[other]:
            return "may-be-answered-by-this"
        media = {medium_class(self.table.value("medium", either)) for either in (row, other)}
        if media != {"telegram"} or not self.chronology.is_exact(row, other):
            return None
        return "may-answer-this" if other > row else "may-be-answered-by-this"

    def _by_meaning(self, unit: Unit) -> ChannelScores:
        """Score the most similar units by their cosine, mapped from that of unrelated units onto 0 to 1."""
        floor = self.semantic_retriever.thresholds.related
        similar = self.semantic_retriever.similar_units(self.table.rows[unit.id])
        shown = ((other, cosine) for other, cosine in similar if self._is_shown(other))
        return {
            other: (
                (cosine - floor) / (1 - floor),
                Message("near-in-meaning", {"cosine": f"{cosine:.2f}"}),
            )
            for other, cosine in islice(shown, SIMILAR_UNITS_MAX)
            if cosine > floor
        }

    def _by_words(self, unit: Unit) -> ChannelScores:
        """Score units by the square root of the cosine of their tf–idf vectors and that of the unit.

        The vector of a document is that of its text and notes, without cross-references.
        """
        cosines = self.term_vectors.cosines(self.table.rows[unit.id])
        is_shown = self.table.columns["kind"].mask(KINDS, len(self.table))
        rows = np.flatnonzero(is_shown & (cosines > 0))
        detail = Message("words-shared")
        return {
            row: (score, detail)
            for row, score in zip(rows.tolist(), np.sqrt(cosines[rows]).tolist(), strict=True)
        }

    def _key_terms(self, unit: Unit) -> tuple[KeyTerm, ...]:
        """Return the key terms of a unit and its notes, without the text of their cross-references."""
        texts = [self._without_references(part) for part in (unit, *self.catalogue.notes_of(unit.id))]
        return extract_key_terms(texts, self.keyword_retriever, unit.language)

    def _without_references(self, unit: Unit) -> str:
        """Return the text of a unit with its cross-references replaced by spaces."""
        return text_without_references(unit, self.catalogue.references_from(unit.id))

    def _by_time(self, unit: Unit) -> ChannelScores:
        """Score documents of the edition by d / (d + days), where d is the typical distance in the edition.

        Documents with open dates neither score nor are scored.
        """
        row = self.table.rows[unit.id]
        rows, days = self.chronology.days_from(row)
        scores = _decayed(days, self.chronology.typical_days(row))
        is_near = scores >= DISTANCE_LEAST
        return {
            other: (score, self._time_distance(row, other, apart))
            for other, score, apart in zip(
                rows[is_near].tolist(), scores[is_near].tolist(), days[is_near].tolist(), strict=True
            )
        }

    def _by_sequence(self, unit: Unit) -> ChannelScores:
        """Score the documents before and after the unit in its edition, by 3 / (3 + documents apart).

        Editors arrange by subject, and what they put side by side belongs together.
        """
        rows, steps = self.chronology.steps_from(self.table.rows[unit.id])
        scores = _decayed(steps - 1, HALF_STEPS)
        is_near = scores >= DISTANCE_LEAST
        return {
            other: (score, Message("documents-apart", {"count": apart}) if apart > 1 else Message("adjacent"))
            for other, score, apart in zip(
                rows[is_near].tolist(), scores[is_near].tolist(), steps[is_near].tolist(), strict=True
            )
        }

    def _by_mentioned_day(self, unit: Unit) -> ChannelScores:
        """Score documents whose day the text of the unit mentions, or which mention that of the unit.

        If several documents are of that day, they share the score. Cross-references are left out.
        """
        row = self.table.rows[unit.id]
        if unit.kind != "document" or not self.chronology.is_exact(row):
            return {}
        rows, _ = self.chronology.days_from(row)
        is_exact = self.table.earliest[rows] == self.table.latest[rows]
        rows_by_day: defaultdict[int, list[int]] = defaultdict(list)
        for other in rows[is_exact].tolist():
            rows_by_day[int(self.table.earliest[other])].append(other)
        scored: ChannelScores = {}
        day_of_unit = int(self.table.earliest[row])
        share = 1 / (1 + len(rows_by_day[day_of_unit]))
        for other in self._documents_mentioning(date.fromordinal(day_of_unit), rows[is_exact]):
            other_day = int(self.table.earliest[self.table.rows[other.id]])
            if other_day != day_of_unit and (text := self._mentioned_days(other, other_day).get(day_of_unit)):
                scored[self.table.rows[other.id]] = (share, Message("mentions-this-day", {"text": text}))
        for day, text in self._mentioned_days(unit, day_of_unit).items():
            for other in rows_by_day[day] if day != day_of_unit else ():
                score = 1 / len(rows_by_day[day])
                if score >= scored.get(other, (0.0,))[0]:
                    scored[other] = (score, Message("mentions-its-day", {"text": text}))
        return scored

    def _documents_mentioning(self, day: date, rows: RowIds) -> list[Unit]:
        """Return at most ``MENTIONS_MAX`` of the documents in some rows that may mention a day in words."""
        number = str(day.day)
        clauses = tuple(
            PhraseClause(EXACT, terms, slop=1)
            for month in forms_of_month(day.month)
            for terms in ((month, number), (number, month))
        )
        found = self.keyword_retriever.matching_rows(AnyOf(clauses), ResolvedFilters())
        mentioning = [row for row in rows.tolist() if row in found]
        return self.catalogue.units_at(mentioning[:MENTIONS_MAX])

    def _mentioned_days(self, unit: Unit, written: int) -> dict[int, str]:
        """Return the days that the text of a unit mentions, as ordinals, with their wording."""
        days = find_mentioned_days(self._without_references(unit), date.fromordinal(written))
        return {day.toordinal(): text for day, text in days.items()}

    def _time_distance(self, row: int, other: int, days: int) -> Message:
        """Return the message for the distance in days of two units."""
        if not self.chronology.is_exact(row, other):
            return Message("days-apart-at-most", {"count": days})
        return Message("days-apart", {"count": days}) if days else Message("same-day")

    def _by_column(self, unit: Unit, name: str) -> ChannelScores:
        """Score units that share values of a column (persons, topics), weighted by idf = ln(1 + N / n).

        N is the number of documents, n the number of units with the value. The score is twice the idf of the
        shared values over that of all values of ``unit``, so it can exceed 1. Values whose n is at least
        ``FREQUENCY_MAX`` of N do not count as shared.
        """
        labels = {ref.id: _label(ref) for ref in (unit.mentions if name == "mentions" else unit.topics)}
        column = self.table.columns[name]
        documents = int(self.table.documents.sum())
        totals = column.totals
        shared: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for code, value in enumerate(column.values):
            if value in labels and totals[code] < FREQUENCY_MAX * documents:
                weight = math.log(1 + documents / totals[code])
                for other in column.rows_of(code).tolist():
                    if self._is_shown(other):
                        shared[other].append((weight, labels[value]))
        total = sum(
            math.log(1 + documents / totals[code])
            for code, value in enumerate(column.values)
            if value in labels
        )
        return {
            other: (
                2 * sum(weight for weight, _ in values) / total,
                _shared_reason(name, tuple(label for _, label in sorted(values, reverse=True)[:3])),
            )
            for other, values in shared.items()
        }

    def _by_file(self, unit: Unit) -> ChannelScores:
        """Score 1 for all units in the archival file of the unit; none if its file is unknown."""
        if unit.archive is None or unit.archive.delo is None:
            return {}
        return {
            self.table.rows[other.id]: (1.0, Message("same-file", {"file": unit.archive.file}))
            for other in self.catalogue.units_of_file(unit.archive.file)
        }

    def _reasons(
        self, weighted: Sequence[tuple[float, Reason]], key_terms: Sequence[KeyTerm], unit: Unit
    ) -> tuple[Reason, ...]:
        """Return the reasons for relating a unit, strongest first.

        The shared words are only determined here, for the units that are returned. They are no reason unless
        they are rare.
        """
        reasons = [reason for _, reason in sorted(weighted, key=lambda pair: -pair[0])]
        if any(reason.channel == "words" for reason in reasons):
            parts = (unit, *self.catalogue.notes_of(unit.id))
            unit_terms = {term for part in parts for term in terms(part.text, part.language)}
            shared = tuple(shared_key_words(key_terms, unit_terms, SHARED_WORDS))
            by_words = [Reason("words", Message("words-shared", {"words": shared}))] if shared else []
            at = next(index for index, reason in enumerate(reasons) if reason.channel == "words")
            reasons[at : at + 1] = by_words
        return tuple(reasons)

    def _is_shown(self, row: int) -> bool:
        """Return whether the unit in a row is of one of the ``KINDS``."""
        return self.table.value("kind", row) in KINDS


def _decayed(distances: IntArray, half: int) -> NDArray[np.float64]:
    """Return half / (half + distance), shape (n,): 1 for the distance 0, one half for ``half``."""
    return half / (half + distances)


def _citation_reason(reference: Reference, citing: Unit, unit: Unit) -> Message:
    """Return the reason that ``citing``, the unit itself or one of its notes, cites another unit."""
    if citing.id == unit.id:
        return Message("cites", {"printed": reference.printed})
    return Message("note-cites", {"note": citing.number, "printed": reference.printed})


def _shared_reason(column: str, labels: tuple[str, ...]) -> Message:
    """Return the reason that two units share persons or topics, with their labels."""
    if column == "mentions":
        return Message("persons-shared", {"names": labels})
    return Message("topics-shared", {"topics": labels})


def _label(ref: object) -> str:
    """Return the name of a person reference or the label of a topic reference."""
    return str(getattr(ref, "name", None) or getattr(ref, "label", ""))
