"""Gives units topics from the vocabulary of a calendar, whose entries show how it is used.

Three signs are added up, each for a unit and a topic:

- the scope note: the cosine of the unit's nearest passage with it, above what the entries have on average;
- the entries: what regularized least squares, learned from them and the scope notes, foretells of the unit by
  its meaning and its words (Rifkin, Yeo, Poggio: Regularized Least-Squares Classification, 2003);
- the printed index: the cosine with the scope note of the nearest heading that leads to the unit.

The topics of its document are brought nearer to a note. A topic is given that is not far behind the nearest,
from a threshold on that is best (F1) on the entries, each judged by what was learned from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.model import Edition, Topic, TopicRef, Unit
from corpus.text.tf_idf import TfIdfVectorizer
from indexer.catalogue import units_in_order
from indexer.passages import PassageLengths, split_editions
from store.passages import Passage
from store.word_vectors import Vectors

REGULARIZATION = 0.5
INDEX_WEIGHT = 0.3
INDEX_FLOOR = 0.25
"""Nearness from which on a heading of the printed index says something."""
INHERITED = 0.1
"""Added for the topics of a note's document."""
SHARE_OF_NEAREST = 0.6
TOPICS_MOST = 6
WORDS_LEAST = 15
"""A shorter text ("See note 3.") says too little to be given a topic."""
_BATCH = 1000

Encode = Callable[[Sequence[str]], Vectors]
Scores = NDArray[np.float64]
"""A row a unit, a column a topic."""


@dataclass(frozen=True, slots=True)
class EmbeddedTexts:
    """Texts with the vectors of their passages; ``owners`` has the place of the text of each passage."""

    texts: Sequence[str]
    passages: Vectors
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, units: Sequence[Unit], passages: Sequence[Passage], vectors: Vectors) -> EmbeddedTexts:
        """The texts of units, with all their passages."""
        places = {unit.id: place for place, unit in enumerate(units)}
        owners = np.array([places[passage.unit] for passage in passages], dtype=np.int64)
        return cls([unit.text for unit in units], vectors, owners)

    def __len__(self) -> int:
        return len(self.texts)

    def one(self, place: int) -> EmbeddedTexts:
        """One of them alone."""
        own = self.passages[self.owners == place]
        return EmbeddedTexts([self.texts[place]], own, np.zeros(len(own), dtype=np.int64))

    def means(self) -> Scores:
        """The mean of the passages of each, zeros where there are none."""
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
    """Give topics to the units that have none, of the editions that use the calendar's vocabulary.

    Args:
        passages: those of the editions, with their ``vectors`` row by row.
    """
    model = TopicModel.learn(calendar, encode)
    units = units_in_order(editions)
    near = model.similarities(EmbeddedTexts.of(units, passages, vectors))
    near += INHERITED * topic_matrix(_documents(units), model.topics)
    printed = model.heading_similarities([unit.index_terms for unit in units], encode)
    chosen = model.choose(near, printed, model.threshold(embed_entries(calendar, lengths, encode)))
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


def embed_entries(calendar: Edition, lengths: PassageLengths, encode: Encode) -> EmbeddedTexts:
    """The entries of a calendar, cut and embedded like any other text."""
    entries = tuple(_entries(calendar))
    passages = list(split_editions([replace(calendar, units=entries)], lengths))
    return EmbeddedTexts.of(entries, passages, encode([passage.embedding_input for passage in passages]))


def _documents(units: Sequence[Unit]) -> list[Unit]:
    """The document of each note, else the unit itself."""
    by_id = {unit.id: unit for unit in units}
    return [by_id[unit.parent] if unit.parent else unit for unit in units]


def _with(unit: Unit, topics: tuple[TopicRef, ...]) -> Unit:
    return replace(unit, topics=topics) if topics else unit


def _entries(calendar: Edition) -> Iterator[Unit]:
    return (unit for unit in calendar.units if unit.kind == "document" and unit.topics)


@dataclass(frozen=True)
class TopicModel:
    """What is known of a vocabulary: its scope notes, and texts whose topics are known.

    ``scope_notes`` (topics × dimension) and ``entries`` (texts × dimension) are vectors; ``given``
    (texts × topics) is 1 where a text has a topic, else 0; ``examples`` are the features of the texts, then
    of the scope notes, each an example of its own topic: the vector, then the weights of the words.
    """

    topics: tuple[Topic, ...]
    scope_notes: Vectors
    entries: Vectors
    words: TfIdfVectorizer
    examples: Scores
    given: Scores

    @classmethod
    def learn(cls, calendar: Edition, encode: Encode) -> TopicModel:
        """Learn from the entries of a calendar; the topics are those of the second level."""
        topics = tuple(topic for topic in calendar.topics if topic.broader)
        scope_notes = [f"{topic.label}. {topic.note}" for topic in topics]
        units = list(_entries(calendar))
        entries = [unit.text for unit in units]
        near, texts = encode(scope_notes), encode([f"{unit.title}\n{unit.text}" for unit in units])
        words = TfIdfVectorizer.fit(entries)
        examples = np.hstack([np.vstack([texts, near]), words.transform([*entries, *scope_notes])])
        return cls(topics, near, texts, words, examples, topic_matrix(units, topics))

    def similarities(self, texts: EmbeddedTexts, without: int | None = None) -> Scores:
        """How near each text is to each topic; ``without`` is an entry not to be learned from."""
        weights, means = self._weights(without), texts.means()
        foretold = [
            np.hstack(
                [means[start : start + _BATCH], self.words.transform(texts.texts[start : start + _BATCH])]
            )
            @ weights
            for start in range(0, len(texts), _BATCH)
        ]
        return np.asarray(self.scope_note_similarities(texts) + np.vstack(foretold))

    def scope_note_similarities(self, texts: EmbeddedTexts) -> Scores:
        """The part of the nearness that comes from the scope notes alone."""
        near = np.full((len(texts), len(self.topics)), -np.inf)
        np.maximum.at(near, texts.owners, texts.passages @ self.scope_notes.T - self._usual)
        return near

    def heading_similarities(self, headings: Sequence[Sequence[str]], encode: Encode) -> Scores:
        """How near each unit is to each topic by the headings of a printed index that lead to it, from 0."""
        places = {heading: place for place, heading in enumerate(dict.fromkeys(_all(headings)))}
        near = encode(list(places)) @ self.scope_notes.T - self._usual if places else np.zeros((0, 0))
        found = np.zeros((len(headings), len(self.topics)))
        for row, own in enumerate(headings):
            if own:
                found[row] = near[[places[heading] for heading in own]].max(axis=0)
        return INDEX_WEIGHT * np.maximum(found - INDEX_FLOOR, 0.0)

    def threshold(self, entries: EmbeddedTexts) -> float:
        """The nearness from which on topics are given: best on the entries, each judged by the others."""
        near = [self.similarities(entries.one(place), without=place)[0] for place in range(len(entries))]
        return best_threshold(np.array(near), self.given)

    def choose(self, near: Scores, printed: Scores, threshold: float) -> Iterator[tuple[TopicRef, ...]]:
        """The topics of each unit, the nearest first; ``index`` are those only the printed index brings."""
        scores = near + printed
        enough, by_text = is_assigned(scores, threshold), is_assigned(near, threshold)
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
        """What features are multiplied with to foretell topics.

        Leaving an entry out needs no new inversion (Rifkin, Lippert: Notes on Regularized Least Squares,
        MIT-CSAIL-TR-2007-025, section 4).
        """
        coefficients = self._inverse @ np.vstack([self.given, np.eye(len(self.topics))])
        if without is not None:
            column = self._inverse[:, without] / self._inverse[without, without]
            coefficients = coefficients - np.outer(column, coefficients[without])
        return np.asarray(self.examples.T @ coefficients)

    @cached_property
    def _inverse(self) -> Scores:
        kernel = self.examples @ self.examples.T
        return np.asarray(np.linalg.inv(kernel + REGULARIZATION * np.eye(len(kernel))))

    @cached_property
    def _usual(self) -> Scores:
        """The cosine of each scope note with the entries on average."""
        return np.asarray((self.entries @ self.scope_notes.T).mean(axis=0), dtype=np.float64)


def is_assigned(scores: Scores, threshold: float) -> NDArray[np.bool_]:
    """What is not below the threshold, nor far below the nearest topic of its unit."""
    nearest = scores.max(axis=1, initial=0.0, keepdims=True)
    return np.asarray(scores >= np.maximum(threshold, SHARE_OF_NEAREST * nearest))


def topic_matrix(units: Sequence[Unit], topics: Sequence[Topic]) -> Scores:
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
