"""Assignment of a calendar's topics to units; the calendar's own entries are the training examples.

The score of a unit for a topic is the sum of three signals:

- scope note: the similarity of the topic's scope note and the most similar passage of the unit;
- entries: the prediction of regularized least squares, trained on entries and scope notes, from the unit's
  mean vector and tf-idf weights (Rifkin, Yeo, Poggio: Regularized Least-Squares Classification, 2003);
- printed index: the similarity of the scope note and the most similar index heading that refers to the unit.

Similarities are cosines, counted from the scope note's mean cosine with the calendar's entries, in standard
deviations of these: models differ in how far the cosines of their vectors spread.

A note also gets a bonus for its document's topics. A topic is assigned if its score reaches both a fixed
share of the unit's best score and a threshold, the one with the best F1 on the entries (leave-one-out).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from corpus.model import Edition, Topic, TopicRef, Unit
from corpus.text.tf_idf import TfIdfVectorizer
from indexer.catalogue import units_in_order
from indexer.passages import PassageLengths, split_editions
from store.passages import Passage
from store.word_vectors import Vectors

REGULARIZATION = 0.5
"""Regularization parameter λ of the least squares."""
SCOPE_NOTE_WEIGHT = 0.08
"""Weight of the similarity with a scope note."""
INDEX_WEIGHT = 0.024
"""Weight of the signal from the printed index."""
INDEX_FLOOR = 3.1
"""Similarity below which a heading of the printed index is ignored."""
INHERITED = 0.1
"""Bonus for the topics of a note's document."""
SHARE_OF_BEST = 0.6
"""Share of the unit's best score that an assigned topic must reach."""
TOPICS_MOST = 6
"""Maximum number of topics per unit."""
WORDS_LEAST = 15
"""Units with fewer words ("See note 3.") get no topics."""
_BATCH = 1000

Encode = Callable[[Sequence[str]], Vectors]
Scores = NDArray[np.float64]
"""A row per text or unit, a column per topic; float64."""


@dataclass(frozen=True, slots=True)
class EmbeddedTexts:
    """Texts with the vectors of their passages.

    ``passages`` has the shape (passages, dimension); ``owners`` has the index of each passage's text.
    """

    texts: Sequence[str]
    passages: Vectors
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, units: Sequence[Unit], passages: Sequence[Passage], vectors: Vectors) -> EmbeddedTexts:
        """Create from units and all their passages; ``vectors`` has a row for each passage."""
        indexes = {unit.id: index for index, unit in enumerate(units)}
        owners = np.array([indexes[passage.unit] for passage in passages], dtype=np.int64)
        return cls([unit.text for unit in units], vectors, owners)

    def __len__(self) -> int:
        return len(self.texts)

    def single(self, index: int) -> EmbeddedTexts:
        """Return the text with an index, with its passages."""
        passages = self.passages[self.owners == index]
        return EmbeddedTexts([self.texts[index]], passages, np.zeros(len(passages), dtype=np.int64))

    def means(self) -> Scores:
        """Return the mean vector of each text's passages, or zeros; shape (texts, dimension)."""
        sums = np.zeros((len(self), self.passages.shape[1]))
        np.add.at(sums, self.owners, self.passages)
        sizes = np.bincount(self.owners, minlength=len(self))
        return np.asarray(sums / np.maximum(sizes, 1)[:, np.newaxis])


def assign_topics(
    editions: Sequence[Edition],
    passages: Sequence[Passage],
    vectors: Vectors,
    calendar: Edition,
    lengths: PassageLengths,
    encode: Encode,
) -> list[Edition]:
    """Return the editions with topics assigned to their units, at most ``TOPICS_MOST`` to each.

    Only units without topics get any, if they have at least ``WORDS_LEAST`` words and their edition uses the
    calendar's vocabulary.

    Args:
        passages: the passages of all editions, in row order.
        vectors: the vectors of the passages; shape (passages, dimension).
        lengths: the lengths of passages, for splitting the calendar's entries.
        encode: encodes texts as vectors.
    """
    model = TopicModel.learn(calendar, encode)
    units = units_in_order(editions)
    text_scores = model.text_scores(EmbeddedTexts.of(units, passages, vectors))
    text_scores += INHERITED * topic_matrix(_documents(units), model.topics)
    index_scores = model.index_scores([unit.index_terms for unit in units], encode)
    threshold = model.threshold(embed_entries(calendar, lengths, encode))
    assigned = {
        unit.id: topics
        for unit, topics in zip(units, model.select(text_scores, index_scores, threshold), strict=True)
        if not unit.topics and not unit.is_corrected("topics") and len(unit.text.split()) >= WORDS_LEAST
    }
    return [
        replace(edition, units=tuple(_with_topics(unit, assigned.get(unit.id, ())) for unit in edition.units))
        if edition.topics == calendar.topics
        else edition
        for edition in editions
    ]


def embed_entries(calendar: Edition, lengths: PassageLengths, encode: Encode) -> EmbeddedTexts:
    """Split the entries of a calendar into passages, like other units, and embed these.

    The entries are the calendar's documents that have topics.
    """
    entries = tuple(_entries(calendar))
    passages = list(split_editions([replace(calendar, units=entries)], lengths))
    return EmbeddedTexts.of(entries, passages, encode([passage.embedding_input for passage in passages]))


def _documents(units: Sequence[Unit]) -> list[Unit]:
    """Return, for each unit, the unit itself, or for a note its document (or introduction)."""
    by_id = {unit.id: unit for unit in units}
    return [by_id[unit.parent] if unit.parent else unit for unit in units]


def _with_topics(unit: Unit, topics: tuple[TopicRef, ...]) -> Unit:
    """Return a unit with the given topics, or unchanged if there are none."""
    return replace(unit, topics=topics) if topics else unit


def _entries(calendar: Edition) -> Iterator[Unit]:
    """Yield the documents of a calendar that have topics."""
    return (unit for unit in calendar.units if unit.kind == "document" and unit.topics)


@dataclass(frozen=True)
class TopicModel:
    """A classifier for the topics of a calendar, with its training data.

    ``scope_notes`` (topics, dimension) and ``entries`` (entries, dimension) are vectors; ``labels`` (entries,
    topics) is 1 if an entry has a topic, else 0; ``examples`` (entries + topics, features) has the features
    of the entries and of the scope notes, each an example of its topic: its vector and tf-idf weights.
    """

    topics: tuple[Topic, ...]
    scope_notes: Vectors
    entries: Vectors
    words: TfIdfVectorizer
    examples: Scores
    labels: Scores

    @classmethod
    def learn(cls, calendar: Edition, encode: Encode) -> TopicModel:
        """Collect the training data for a calendar's narrower topics from its entries."""
        topics = tuple(topic for topic in calendar.topics if topic.broader)
        scope_notes = [f"{topic.label}. {topic.note}" for topic in topics]
        units = list(_entries(calendar))
        entries = [unit.text for unit in units]
        note_vectors, entry_vectors = (
            encode(scope_notes),
            encode([f"{unit.title}\n{unit.text}" for unit in units]),
        )
        words = TfIdfVectorizer.fit(entries)
        examples = np.hstack(
            [np.vstack([entry_vectors, note_vectors]), words.transform([*entries, *scope_notes])]
        )
        return cls(topics, note_vectors, entry_vectors, words, examples, topic_matrix(units, topics))

    def text_scores(self, texts: EmbeddedTexts, without: int | None = None) -> Scores:
        """Return the scores from scope notes and entries; shape (texts, topics).

        Args:
            without: index of an entry to leave out of the training.
        """
        weights, means = self._weights(without), texts.means()
        predicted = [
            np.hstack(
                [means[start : start + _BATCH], self.words.transform(texts.texts[start : start + _BATCH])]
            )
            @ weights
            for start in range(0, len(texts), _BATCH)
        ]
        return np.asarray(SCOPE_NOTE_WEIGHT * self.scope_note_scores(texts) + np.vstack(predicted))

    def scope_note_scores(self, texts: EmbeddedTexts) -> Scores:
        """Return the similarities with the scope notes; shape (texts, topics).

        They are -inf for a text without passages.
        """
        scores = np.full((len(texts), len(self.topics)), -np.inf)
        np.maximum.at(scores, texts.owners, self._similarities(texts.passages))
        return scores

    def index_scores(self, headings: Sequence[Sequence[str]], encode: Encode) -> Scores:
        """Return the scores from the headings that refer to each unit; shape (units, topics), at least 0."""
        numbers = {heading: number for number, heading in enumerate(dict.fromkeys(chain(*headings)))}
        if not numbers:
            return np.zeros((len(headings), len(self.topics)))
        similarities = self._similarities(encode(list(numbers)))
        scores = np.zeros((len(headings), len(self.topics)))
        for row, unit_headings in enumerate(headings):
            if unit_headings:
                scores[row] = similarities[[numbers[heading] for heading in unit_headings]].max(axis=0)
        return INDEX_WEIGHT * np.maximum(scores - INDEX_FLOOR, 0.0)

    def threshold(self, entries: EmbeddedTexts) -> float:
        """Return the threshold with the best F1 on the entries, each scored without training on it."""
        scores = [self.text_scores(entries.single(row), without=row)[0] for row in range(len(entries))]
        return best_threshold(np.array(scores), self.labels)

    def select(
        self, text_scores: Scores, index_scores: Scores, threshold: float
    ) -> Iterator[tuple[TopicRef, ...]]:
        """Yield the assigned topics of each unit, the best first, at most ``TOPICS_MOST``.

        The evidence of a topic is ``nearness``, or ``index`` if only the printed index suggests it.
        """
        scores = text_scores + index_scores
        assigned, by_text = is_assigned(scores, threshold), is_assigned(text_scores, threshold)
        for row, order in enumerate(np.argsort(-scores, axis=1)):
            yield tuple(
                TopicRef(
                    self.topics[column].id,
                    self.topics[column].label,
                    "nearness" if by_text[row, column] else "index",
                )
                for column in order[:TOPICS_MOST]
                if assigned[row, column]
            )

    def _weights(self, without: int | None) -> Scores:
        """Return the coefficients of the features for each topic; shape (features, topics).

        Leaving out the entry with the index ``without`` needs no new inversion (Rifkin, Lippert: Notes on
        Regularized Least Squares, MIT-CSAIL-TR-2007-025, section 4).
        """
        coefficients = self._inverse @ np.vstack([self.labels, np.eye(len(self.topics))])
        if without is not None:
            column = self._inverse[:, without] / self._inverse[without, without]
            coefficients = coefficients - np.outer(column, coefficients[without])
        return np.asarray(self.examples.T @ coefficients)

    @cached_property
    def _inverse(self) -> Scores:
        """The inverse of the examples' regularized kernel matrix; shape (examples, examples)."""
        kernel = self.examples @ self.examples.T
        return np.asarray(np.linalg.inv(kernel + REGULARIZATION * np.eye(len(kernel))))

    def _similarities(self, vectors: Vectors) -> Scores:
        """Return the similarities of texts and scope notes; shape (texts, topics)."""
        means, deviation = self._cosines_of_entries
        return np.asarray((vectors @ self.scope_notes.T - means) / deviation, dtype=np.float64)

    @cached_property
    def _cosines_of_entries(self) -> tuple[Scores, float]:
        """The mean cosine of each scope note with the entries, shape (topics,), and the deviation from it."""
        cosines = np.asarray(self.entries @ self.scope_notes.T, dtype=np.float64)
        means = cosines.mean(axis=0)
        return means, float((cosines - means).std()) or 1.0


def is_assigned(scores: Scores, threshold: float) -> NDArray[np.bool_]:
    """Return which topics are assigned, as booleans of the scores' shape (units, topics).

    A score must be at least the threshold and ``SHARE_OF_BEST`` of its row's maximum.
    """
    best = scores.max(axis=1, initial=0.0, keepdims=True)
    return np.asarray(scores >= np.maximum(threshold, SHARE_OF_BEST * best))


def topic_matrix(units: Sequence[Unit], topics: Sequence[Topic]) -> Scores:
    """Return which units have which topics, as 1 and 0; shape (units, topics)."""
    ids_by_unit = [{ref.id for ref in unit.topics} for unit in units]
    return np.array([[topic.id in ids for topic in topics] for ids in ids_by_unit], dtype=np.float64)


def best_threshold(scores: Scores, labels: Scores) -> float:
    """Return the score that, as a threshold, has the best micro-averaged F1.

    Args:
        labels: of 0 and 1, in the shape of the scores.
    """
    order = np.argsort(-scores, axis=None)
    true_positives = np.cumsum(labels.ravel()[order])
    f1 = 2 * true_positives / (np.arange(1, len(order) + 1) + labels.sum())
    return float(scores.ravel()[order[int(np.argmax(f1))]])
