"""What belongs with a unit in hand, each with its reasons.

Every channel gives scores from 0 to 1. Their weighted sum, over the sum of the weights, is a unit's score.
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
"""Cosines and shared persons lie higher than the other scores, so that they weigh less."""
KINDS: tuple[Kind, ...] = ("document", "introduction", "biography")
NEAREST = 40
NEAR_DAYS = 90
FADING_DAYS = 20.0
"""Days in which nearness in time falls by e."""
REPLY_DAYS = 12
SHARED_WORDS = 4
COSINE_FLOOR = 0.2
COMMON = 0.5
"""A person mentioned in more than this share of the documents says nothing."""

Found = dict[int, tuple[float, Message]]


@dataclass(slots=True)
class _Evidence:
    strength: float = 0.0
    reasons: list[tuple[float, Reason]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RelatedUnitFinder:
    """What the channels read: the catalogue, the table, and both arms."""

    catalogue: Catalogue
    table: UnitTable
    keyword_retriever: KeywordRetriever
    semantic_retriever: SemanticRetriever

    def related(self, unit: Unit, channels: frozenset[Channel] | None, limit: int) -> tuple[RelatedUnit, ...]:
        """The units related to one, best first; for a note, those of its document."""
        chosen = channels if channels is not None else frozenset(get_args(Channel))
        centre = self.catalogue.unit(unit.parent) if unit.parent else unit
        evidence: defaultdict[int, _Evidence] = defaultdict(_Evidence)
        for channel, find in self._channels(centre).items():
            if channel in chosen:
                for row, (score, detail) in find().items():
                    weighed = WEIGHTS[channel] * min(score, 1.0)
                    evidence[row].strength += weighed
                    evidence[row].reasons.append((weighed, Reason(channel, detail)))
        evidence.pop(self.table.rows[centre.id], None)
        whole = sum(WEIGHTS[channel] for channel in chosen)
        best = sorted(evidence.items(), key=lambda pair: (-pair[1].strength, pair[0]))[:limit]
        units = self.catalogue.units_at(row for row, _ in best)
        key_terms = self._key_terms(centre) if "words" in chosen else ()
        return tuple(
            RelatedUnit(one, found.strength / whole, self._reasons(found.reasons, key_terms, one))
            for one, (_, found) in zip(units, best, strict=True)
        )

    def _channels(self, unit: Unit) -> dict[Channel, Callable[[], Found]]:
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

    def _by_reference(self, unit: Unit) -> Found:
        found: Found = {}
        notes = self.catalogue.notes_of(unit.id)
        for one in (unit, *notes):
            for reference in self.catalogue.references_from(one.id):
                for target in reference.targets:
                    self._add(found, target, _cites(reference, one, unit))
        for one in (unit, *notes):
            for reference in self.catalogue.references_to(one.id):
                self._add(found, reference.source, Message("cited-by", {"printed": reference.printed}))
        return found

    def _add(self, found: Found, id: str, detail: Message) -> None:
        row = self.table.rows.get(id)
        if row is not None:
            found.setdefault(int(self.table.document[row]), (1.0, detail))

    def _by_reply(self, unit: Unit) -> Found:
        """What a letter answers and what answers it; fainter, what else was written back within days."""
        row = self.table.rows[unit.id]
        day = int(self.table.middle_days[row])
        if not self.table.dated[row] or unit.kind != "document":
            return {}
        back = self.table.columns["sender"].mask((one.id for one in unit.recipients), len(self.table))
        back &= self.table.columns["recipient"].mask((one.id for one in unit.senders), len(self.table))
        found: Found = {}
        days = self.table.middle_days
        for other in np.flatnonzero(back & self.table.dated & (abs(days - day) <= REPLY_DAYS)).tolist():
            another = int(days[other])
            if other != row:
                code = "may-answer-this" if another >= day else "may-be-answered-by-this"
                detail = Message(code, {"apart": _apart(another - day)})
                found[other] = (math.exp(-abs(another - day) / 4), detail)
        for reply in self.catalogue.replies_of(unit.id):
            is_answer = reply.answered == unit.id
            other = self.table.rows[reply.answer if is_answer else reply.answered]
            code = "answers-this" if is_answer else "answered-by-this"
            found[other] = (reply.confidence, Message(code, {"evidence": reason_of(reply)}))
        return found

    def _by_meaning(self, unit: Unit) -> Found:
        near = self.semantic_retriever.similar_units(self.table.rows[unit.id])
        shown = ((other, cosine) for other, cosine in near if self._is_shown(other))
        return {
            other: (
                (cosine - COSINE_FLOOR) / (1 - COSINE_FLOOR),
                Message("near-in-meaning", {"cosine": f"{cosine:.2f}"}),
            )
            for other, cosine in islice(shown, NEAREST)
            if cosine > COSINE_FLOOR
        }

    def _by_words(self, unit: Unit) -> Found:
        """Units, or their notes, with the words that tell this unit and its notes from others."""
        weights = {one.term: one.weight for one in self._key_terms(unit)}
        folded: dict[int, float] = {}
        for row, score in self.keyword_retriever.more_like_this(weights, len(self.table)).items():
            document = int(self.table.document[row])
            if self._is_shown(document) and score > folded.get(document, 0.0):
                folded[document] = score
        folded.pop(self.table.rows[unit.id], None)
        best = max(folded.values(), default=1.0)
        return {row: (score / best, Message("words-shared")) for row, score in folded.items()}

    def _key_terms(self, unit: Unit) -> tuple[KeyTerm, ...]:
        """The terms of a unit and its notes, their cross-references taken out."""
        texts = [self._without_references(one) for one in (unit, *self.catalogue.notes_of(unit.id))]
        return extract_key_terms(texts, self.keyword_retriever, unit.language)

    def _without_references(self, unit: Unit) -> str:
        texts = [paragraph.text for paragraph in unit.paragraphs]
        for reference in self.catalogue.references_from(unit.id):
            text = texts[reference.paragraph]
            blank = " " * (reference.end - reference.start)
            texts[reference.paragraph] = text[: reference.start] + blank + text[reference.end :]
        return "\n\n".join(texts)

    def _by_time(self, unit: Unit) -> Found:
        """Letters written within three months; the nearer the stronger."""
        row = self.table.rows[unit.id]
        day = int(self.table.middle_days[row])
        if not self.table.dated[row] or unit.kind != "document":
            return {}
        found: Found = {}
        near = self.table.dated & self.table.documents & (abs(self.table.middle_days - day) <= NEAR_DAYS)
        for other in np.flatnonzero(near).tolist():
            apart = int(self.table.middle_days[other]) - day
            found[other] = (math.exp(-abs(apart) / FADING_DAYS), _apart(apart))
        return found

    def _by_column(self, unit: Unit, name: str) -> Found:
        """Units that share values of a column; rare values count more (idf, Jaccard)."""
        own = {ref.id: _label(ref) for ref in (unit.mentions if name == "mentions" else unit.topics)}
        column = self.table.columns[name]
        documents = int(self.table.documents.sum())
        totals = column.totals
        shared: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for code, value in enumerate(column.values):
            if value in own and totals[code] < COMMON * documents:
                weight = math.log(1 + documents / totals[code])
                for other in column.rows_of(code).tolist():
                    if self._is_shown(other):
                        shared[other].append((weight, own[value]))
        whole = sum(
            math.log(1 + documents / totals[code]) for code, value in enumerate(column.values) if value in own
        )
        return {
            other: (
                2 * sum(weight for weight, _ in found) / whole,
                _shared(name, tuple(label for _, label in sorted(found, reverse=True)[:3])),
            )
            for other, found in shared.items()
        }

    def _by_file(self, unit: Unit) -> Found:
        if unit.archive is None or unit.archive.delo is None:
            return {}
        return {
            self.table.rows[other.id]: (1.0, Message("same-file", {"file": unit.archive.file}))
            for other in self.catalogue.units_of_file(unit.archive.file)
        }

    def _reasons(
        self, found: Sequence[tuple[float, Reason]], key_terms: Sequence[KeyTerm], unit: Unit
    ) -> tuple[Reason, ...]:
        """The reasons, strongest first; which words are shared is looked up for what is shown alone."""
        reasons = [reason for _, reason in sorted(found, key=lambda pair: -pair[0])]
        for place, reason in enumerate(reasons):
            if reason.channel == "words":
                both = (unit, *self.catalogue.notes_of(unit.id))
                own = {term for one in both for term in terms(one.text, one.language)}
                shared = shared_key_words(key_terms, own, SHARED_WORDS)
                reasons[place] = Reason("words", Message("words-shared", {"words": tuple(shared)}))
        return tuple(reasons)

    def _is_shown(self, row: int) -> bool:
        return self.table.value("kind", row) in KINDS


def _apart(days: int) -> Message:
    return Message("days-apart", {"count": abs(days)}) if days else Message("same-day")


def _cites(reference: Reference, one: Unit, unit: Unit) -> Message:
    if one.id == unit.id:
        return Message("cites", {"printed": reference.printed})
    return Message("note-cites", {"note": one.number, "printed": reference.printed})


def _shared(column: str, labels: tuple[str, ...]) -> Message:
    if column == "mentions":
        return Message("persons-shared", {"names": labels})
    return Message("topics-shared", {"topics": labels})


def _label(ref: object) -> str:
    return str(getattr(ref, "name", None) or getattr(ref, "label", ""))
