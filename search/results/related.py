"""Related units, each with its reasons.

Each channel (kind of relation) scores units from 0 to 1; higher scores count as 1. The score of a unit is the
weighted mean over the requested channels.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import get_args

import numpy as np

from corpus.model import Kind, Reference, Unit
from corpus.text.analysis import terms
from search.engines.protocols import KeywordRetriever
from search.engines.semantic_retriever import SemanticRetriever
from search.messages import Message
from search.model import Channel, Reason, RelatedUnit
from search.ranking.more_like_this import KeyTerm, extract_key_terms, shared_key_words
from search.results.threads import reason_of
from store.catalogue import Catalogue
from store.unit_table import UnitTable

WEIGHTS: dict[Channel, float] = {
    "cross-reference": 1.5,
    "time": 1.0,
    "words": 0.8,
    "meaning": 0.3,
    "persons": 0.2,
    "topics": 0.2,
    "reply": 0.2,
    "same-file": 0.05,
}
"""Weights of the channels; cosines and shared persons have lower weights because their scores are higher."""
KINDS: tuple[Kind, ...] = ("document", "introduction", "biography")
"""Kinds of units that are returned as related."""
SIMILAR_UNITS_MAX = 40
"""Maximum number of units that the channel ``meaning`` scores."""
NEAR_DAYS = 90
"""Maximum distance in time, in days, of the channel ``time``."""
DECAY_DAYS = 20.0
"""Days in which the score of the channel ``time`` decays by a factor of e."""
REPLY_DAYS = 12
"""Maximum distance in days of a possible reply."""
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


@dataclass(frozen=True, slots=True)
class RelatedUnitFinder:
    """A finder of related units in an index."""

    catalogue: Catalogue
    table: UnitTable
    keyword_retriever: KeywordRetriever
    semantic_retriever: SemanticRetriever

    def related(self, unit: Unit, channels: frozenset[Channel] | None, limit: int) -> tuple[RelatedUnit, ...]:
        """Return at most ``limit`` units related to a unit, best first; for a note, those of its document.

        Args:
            channels: the channels to use; None: all.
        """
        selected = channels if channels is not None else frozenset(get_args(Channel))
        centre = self.catalogue.unit(unit.parent) if unit.parent else unit
        evidence: defaultdict[int, _Evidence] = defaultdict(_Evidence)
        for channel, find in self._channels(centre).items():
            if channel in selected:
                for row, (score, detail) in find().items():
                    weighted = WEIGHTS[channel] * min(score, 1.0)
                    evidence[row].strength += weighted
                    evidence[row].reasons.append((weighted, Reason(channel, detail)))
        evidence.pop(self.table.rows[centre.id], None)
        total = sum(WEIGHTS[channel] for channel in selected)
        best = sorted(evidence.items(), key=lambda pair: (-pair[1].strength, pair[0]))[:limit]
        units = self.catalogue.units_at(row for row, _ in best)
        key_terms = self._key_terms(centre) if "words" in selected else ()
        return tuple(
            RelatedUnit(other, item.strength / total, self._reasons(item.reasons, key_terms, other))
            for other, (_, item) in zip(units, best, strict=True)
        )

    def _channels(self, unit: Unit) -> dict[Channel, Callable[[], ChannelScores]]:
        """Return, for each channel, the function that scores the units related to a unit."""
        return {
            "cross-reference": partial(self._by_reference, unit),
            "reply": partial(self._by_reply, unit),
            "meaning": partial(self._by_meaning, unit),
            "words": partial(self._by_words, unit),
            "time": partial(self._by_time, unit),
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

        None are scored if the unit is undated or not a document. Replies recorded in the catalogue score by
        their confidence. Other letters in the opposite direction within ``REPLY_DAYS`` score exp(-days / 4).
        """
        row = self.table.rows[unit.id]
        day = int(self.table.middle_days[row])
        if not self.table.dated[row] or unit.kind != "document":
            return {}
        back = self.table.columns["sender"].mask((person.id for person in unit.recipients), len(self.table))
        back &= self.table.columns["recipient"].mask((person.id for person in unit.senders), len(self.table))
        scored: ChannelScores = {}
        days = self.table.middle_days
        for other in np.flatnonzero(back & self.table.dated & (abs(days - day) <= REPLY_DAYS)).tolist():
            other_day = int(days[other])
            if other != row:
                code = "may-answer-this" if other_day >= day else "may-be-answered-by-this"
                detail = Message(code, {"apart": _time_distance(other_day - day)})
                scored[other] = (math.exp(-abs(other_day - day) / 4), detail)
        for reply in self.catalogue.replies_of(unit.id):
            is_answer = reply.answered == unit.id
            other = self.table.rows[reply.answer if is_answer else reply.answered]
            code = "answers-this" if is_answer else "answered-by-this"
            scored[other] = (reply.confidence, Message(code, {"evidence": reason_of(reply)}))
        return scored

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
        """Score units by the key terms of this unit and its notes, relative to the best match.

        A document has the best score of its text and notes.
        """
        weights = {key_term.term: key_term.weight for key_term in self._key_terms(unit)}
        folded: dict[int, float] = {}
        for row, score in self.keyword_retriever.more_like_this(weights, len(self.table)).items():
            document = int(self.table.document[row])
            if self._is_shown(document) and score > folded.get(document, 0.0):
                folded[document] = score
        folded.pop(self.table.rows[unit.id], None)
        best = max(folded.values(), default=1.0)
        return {row: (score / best, Message("words-shared")) for row, score in folded.items()}

    def _key_terms(self, unit: Unit) -> tuple[KeyTerm, ...]:
        """Return the key terms of a unit and its notes, without the text of their cross-references."""
        texts = [self._without_references(part) for part in (unit, *self.catalogue.notes_of(unit.id))]
        return extract_key_terms(texts, self.keyword_retriever, unit.language)

    def _without_references(self, unit: Unit) -> str:
        """Return the text of a unit with its cross-references replaced by spaces."""
        texts = [paragraph.text for paragraph in unit.paragraphs]
        for reference in self.catalogue.references_from(unit.id):
            text = texts[reference.paragraph]
            blank = " " * (reference.end - reference.start)
            texts[reference.paragraph] = text[: reference.start] + blank + text[reference.end :]
        return "\n\n".join(texts)

    def _by_time(self, unit: Unit) -> ChannelScores:
        """Score documents dated within ``NEAR_DAYS`` by exp(-days / ``DECAY_DAYS``).

        No document is scored if the unit is undated or not a document.
        """
        row = self.table.rows[unit.id]
        day = int(self.table.middle_days[row])
        if not self.table.dated[row] or unit.kind != "document":
            return {}
        scored: ChannelScores = {}
        is_near = self.table.dated & self.table.documents & (abs(self.table.middle_days - day) <= NEAR_DAYS)
        for other in np.flatnonzero(is_near).tolist():
            apart = int(self.table.middle_days[other]) - day
            scored[other] = (math.exp(-abs(apart) / DECAY_DAYS), _time_distance(apart))
        return scored

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

        The shared words are only determined here, for the units that are returned.
        """
        reasons = [reason for _, reason in sorted(weighted, key=lambda pair: -pair[0])]
        for index, reason in enumerate(reasons):
            if reason.channel == "words":
                parts = (unit, *self.catalogue.notes_of(unit.id))
                unit_terms = {term for part in parts for term in terms(part.text, part.language)}
                shared = shared_key_words(key_terms, unit_terms, SHARED_WORDS)
                reasons[index] = Reason("words", Message("words-shared", {"words": tuple(shared)}))
        return tuple(reasons)

    def _is_shown(self, row: int) -> bool:
        """Return whether the unit in a row is of one of the ``KINDS``."""
        return self.table.value("kind", row) in KINDS


def _time_distance(days: int) -> Message:
    """Return the message for a distance in days, of either sign."""
    return Message("days-apart", {"count": abs(days)}) if days else Message("same-day")


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
