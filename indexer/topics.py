"""Gives units topics from the vocabulary of a calendar, whose entries show how it is used.

Three signs are added up, each for a unit and a topic:

- the scope note: the cosine of the unit's nearest passage with it, above what the entries have on average;
- the entries: what regularized least squares, learned from them and the scope notes, foretells of the unit's
  passages, on average (Rifkin, Yeo, Poggio: Regularized Least-Squares Classification, 2003);
- the printed index: the cosine with the scope note of the nearest heading that leads to the unit.

The topics of its document are brought nearer to a note. A topic is given that is not far behind the nearest,
from a threshold on that is best (F1) on the entries, each judged by what was learned from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.model import Edition, Topic, TopicRef, Unit
from corpus.store.encoder import Vectors
from corpus.store.passages import Passage
from indexer.catalogue import units_in_order
from indexer.passages import Lengths, cut_editions

REGULARIZATION = 1.0
INDEX_WEIGHT = 0.3
INDEX_FLOOR = 0.25
"""Nearness from which on a heading of the printed index says something."""
INHERITED = 0.1
"""Added for the topics of a note's document."""
SHARE_OF_NEAREST = 0.6
TOPICS_MOST = 6
WORDS_LEAST = 15
"""A shorter text ("See note 3.") says too little to be given a topic."""

Encode = Callable[[Sequence[str]], Vectors]
Scores = NDArray[np.float64]
Rows = NDArray[np.int64]


def assign_topics(
    editions: Sequence[Edition],
    passages: Sequence[Passage],
    vectors: Vectors,
    calendar: Edition,
    lengths: Lengths,
    encode: Encode,
) -> list[Edition]:
    """Give topics to the units that have none, of the editions that use the calendar's vocabulary.

    Args:
        passages: those of the editions, with their ``vectors`` row by row.
    """
    model = TopicModel.learn(calendar, encode)
    threshold = model.threshold(*passages_of_entries(calendar, lengths, encode))
    units = units_in_order(editions)
    rows = {unit.id: row for row, unit in enumerate(units)}
    near = model.nearness(vectors, np.array([rows[passage.unit] for passage in passages]), len(units))
    near += INHERITED * given_to([_document(unit, units, rows) for unit in units], model.topics)
    printed = model.nearness_of_headings([unit.index_terms for unit in units], encode)
    chosen = model.choose(near, printed, threshold)
    given = {
        unit.id: topics
        for unit, topics in zip(units, chosen, strict=True)
        if not unit.topics and len(unit.text.split()) >= WORDS_LEAST
    }
    return [
        replace(edition, units=tuple(_with(unit, given.get(unit.id, ())) for unit in edition.units))
        if edition.topics == calendar.topics
        else edition
        for edition in editions
    ]


def _document(unit: Unit, units: Sequence[Unit], rows: Mapping[str, int]) -> Unit:
    return units[rows[unit.parent]] if unit.parent else unit


def _with(unit: Unit, topics: tuple[TopicRef, ...]) -> Unit:
    return replace(unit, topics=topics) if topics else unit


def passages_of_entries(calendar: Edition, lengths: Lengths, encode: Encode) -> tuple[Vectors, Rows]:
    """Embed the passages of a calendar's entries; with them the place of the entry of each."""
    entries = replace(calendar, units=tuple(_entries(calendar)))
    places = {unit.id: place for place, unit in enumerate(entries.units)}
    passages = list(cut_editions([entries], lengths))
    owners = np.array([places[passage.unit] for passage in passages])
    return encode([passage.embedded for passage in passages]), owners


def _entries(calendar: Edition) -> Iterator[Unit]:
    return (unit for unit in calendar.units if unit.kind == "document" and unit.topics)


@dataclass(frozen=True)
class TopicModel:
    """What is known of a vocabulary: its scope notes, and texts whose topics are known.

    ``scope_notes`` has a row a topic, ``entries`` a row a text; ``given`` (texts × topics) is 1 where a text
    has a topic, else 0.
    """

    topics: tuple[Topic, ...]
    scope_notes: Vectors
    entries: Vectors
    given: Scores

    @classmethod
    def learn(cls, calendar: Edition, encode: Encode) -> TopicModel:
        """Learn from the entries of a calendar; the topics are those of the second level."""
        topics = tuple(topic for topic in calendar.topics if topic.broader)
        entries = list(_entries(calendar))
        return cls(
            topics,
            encode([f"{topic.label}. {topic.note}" for topic in topics]),
            encode([f"{unit.title}\n{unit.text}" for unit in entries]),
            given_to(entries, topics),
        )

    def nearness(self, passages: Vectors, units: Rows, count: int, without: int | None = None) -> Scores:
        """How near each of ``count`` units is to each topic.

        Args:
            units: the row of the unit of each passage.
            without: the entry not to be learned from.
        """
        foretold = np.zeros((count, len(self.topics)))
        np.add.at(foretold, units, passages @ self._weights(without))
        sizes = np.bincount(units, minlength=count)[:, np.newaxis]
        near: Scores = self.of_scope_notes(passages, units, count) + foretold / np.maximum(sizes, 1)
        return near

    def of_scope_notes(self, passages: Vectors, units: Rows, count: int) -> Scores:
        """The part of the nearness that comes from the scope notes."""
        scope = np.full((count, len(self.topics)), -np.inf)
        np.maximum.at(scope, units, passages @ self.scope_notes.T - self._usual)
        return scope

    def nearness_of_headings(self, headings: Sequence[Sequence[str]], encode: Encode) -> Scores:
        """How near each unit is to each topic by the headings of a printed index that lead to it, from 0."""
        places = {heading: place for place, heading in enumerate(dict.fromkeys(_all(headings)))}
        near = encode(list(places)) @ self.scope_notes.T - self._usual if places else np.zeros((0, 0))
        found = np.zeros((len(headings), len(self.topics)))
        for row, own in enumerate(headings):
            if own:
                found[row] = near[[places[heading] for heading in own]].max(axis=0)
        return INDEX_WEIGHT * np.maximum(found - INDEX_FLOOR, 0.0)

    def threshold(self, passages: Vectors, owners: Rows) -> float:
        """The nearness from which on topics are given: best on the entries, each judged by the others.

        Args:
            passages: those of the entries.
            owners: the place of the entry of each passage.
        """
        scores = [
            self.nearness(passages[owners == place], np.zeros(int((owners == place).sum()), int), 1, place)[0]
            for place in range(len(self.entries))
        ]
        return best_threshold(np.array(scores), self.given)

    def choose(self, near: Scores, printed: Scores, threshold: float) -> Iterator[tuple[TopicRef, ...]]:
        """The topics of each unit, the nearest first; ``index`` are those only the printed index brings."""
        scores = near + printed
        enough, by_text = near_enough(scores, threshold), near_enough(near, threshold)
        for row, order in enumerate(np.argsort(-scores, axis=1)):
            yield tuple(
                TopicRef(
                    self.topics[column].id,
                    self.topics[column].label,
                    "nearness" if by_text[row, column] else "index",
                )
                for column in order[:TOPICS_MOST]
                if enough[row, column]
            )

    def _weights(self, without: int | None) -> Scores:
        """What a vector is multiplied with to foretell its topics.

        Leaving an entry out needs no new inversion (Rifkin, Lippert: Notes on Regularized Least Squares,
        MIT-CSAIL-TR-2007-025, section 4).
        """
        coefficients = self._inverse @ np.vstack([self.given, np.eye(len(self.topics))])
        if without is not None:
            column = self._inverse[:, without] / self._inverse[without, without]
            coefficients = coefficients - np.outer(column, coefficients[without])
        weights: Scores = self._examples.T @ coefficients
        return weights

    @cached_property
    def _examples(self) -> Scores:
        """The entries, then the scope notes, each an example of its own topic."""
        return np.vstack([self.entries, self.scope_notes]).astype(np.float64)

    @cached_property
    def _inverse(self) -> Scores:
        kernel = self._examples @ self._examples.T
        return np.asarray(np.linalg.inv(kernel + REGULARIZATION * np.eye(len(kernel))))

    @cached_property
    def _usual(self) -> Scores:
        """The cosine of each scope note with the entries on average."""
        return np.asarray((self.entries @ self.scope_notes.T).mean(axis=0), dtype=np.float64)


def near_enough(scores: Scores, threshold: float) -> NDArray[np.bool_]:
    """What is not below the threshold, nor far below the nearest topic of its unit."""
    nearest = scores.max(axis=1, initial=0.0, keepdims=True)
    return np.asarray(scores >= np.maximum(threshold, SHARE_OF_NEAREST * nearest))


def given_to(units: Sequence[Unit], topics: Sequence[Topic]) -> Scores:
    """Which topics units have: 1, else 0."""
    own = [{ref.id for ref in unit.topics} for unit in units]
    return np.array([[topic.id in ids for topic in topics] for ids in own], dtype=np.float64)


def best_threshold(scores: Scores, given: Scores) -> float:
    """The threshold with the best F1 of all decisions together (micro-averaged)."""
    order = np.argsort(-scores, axis=None)
    right = np.cumsum(given.ravel()[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + given.sum())
    return float(scores.ravel()[order[int(np.argmax(f1))]])


def _all(headings: Iterable[Iterable[str]]) -> Iterator[str]:
    return (heading for own in headings for heading in own)
