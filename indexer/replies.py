"""Which letter answers which: by the letters that a letter names, else by what both speak of.

A letter answers one that its recipient wrote to its sender before. What it says itself (a number, a day,
"your letter") is the best evidence, then what the editors say. A report on what was ordered often says
nothing of the order and shares only its words; these are compared as vectors of (1 + ln tf) · ln(N / df), by
their cosine (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Edition, Reference, Reply, ReplyEvidence, Unit
from corpus.references.letter_mentions import (
    LetterMention,
    find_letter_mentions,
    letter_number,
    medium_class,
)
from corpus.text.sentences import sentence_spans
from corpus.text.tf_idf import content_terms, l2_normalize, tf_idf

NUMBER_DAYS = 60
"""How long a number is looked for that is named without a day."""
OPEN_DAYS = 4
"""How long after "later than 22 June" a letter is taken to be written."""
ACKNOWLEDGED_DAYS = 10
"""How old a letter may be that is named without day and number: "I received your letter"."""
WORDS_DAYS = 8
"""How soon a letter is answered that is not named at all."""
WORDS_LEAST = 0.2
TELEGRAM_LEAST = 0.1
"""Cosine from which "your telegram" is the last one printed: of most, only the answers are printed."""
FADING_DAYS = 4.0
SHOWN_WORDS = 4
_CONFIDENCE: dict[ReplyEvidence, float] = {"number": 0.95, "day": 0.95, "editors": 0.9, "named": 0.6}
_ANOTHER = re.compile(r"\b(?:next|second|another|other)\b", re.IGNORECASE)
_REPLY = re.compile(r"\b(?:repl(?:y|ies|ied)|answer(?:s|ed)?|respon(?:se|ded))\b", re.IGNORECASE)


def infer_replies(edition: Edition) -> tuple[Reply, ...]:
    """Who answers whom among the documents of an edition: each pair once, by its surest evidence.

    ``confidence`` lies in 0 … 1. A letter may answer several that it names, but only one that it does not.
    """
    documents = [unit for unit in edition.units if unit.kind == "document"]
    documents.sort(key=lambda unit: unit.order)
    return tuple(_Correspondence(documents).replies(_said_by_editors(edition)))


@dataclass(frozen=True, slots=True)
class _Dated:
    """A document at its place, with the span of days in which it was written, as ordinals."""

    place: int
    unit: Unit
    first: int
    last: int
    persons: tuple[frozenset[str], frozenset[str]]

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2


class _Correspondence:
    def __init__(self, documents: Sequence[Unit]) -> None:
        self._documents = documents
        self._words = _WordVectors([unit.text for unit in documents])
        self._letters = [found for place, unit in enumerate(documents) if (found := _dated(place, unit))]
        self._names = {
            letter.place: [one for one in find_letter_mentions(letter.unit) if one.author != "sender"]
            for letter in self._letters
        }
        self._received: dict[tuple[frozenset[str], int], float] = {}
        """When a letter was first named, by its readers and its place."""
        self._by_writers: defaultdict[tuple[str, str], list[_Dated]] = defaultdict(list)
        self._by_number: defaultdict[str, list[_Dated]] = defaultdict(list)
        for letter in sorted(self._letters, key=lambda one: (one.last, one.place)):
            for sender in letter.persons[0]:
                for recipient in letter.persons[1]:
                    self._by_writers[sender, recipient].append(letter)
            if number := letter_number(letter.unit):
                self._by_number[number].append(letter)

    def replies(self, by_editors: Sequence[tuple[str, str, str]]) -> Iterator[Reply]:
        """All replies, the answers in the order of time."""
        said: defaultdict[frozenset[str], str] = defaultdict(str)
        for source, target, text in by_editors:
            said[frozenset((source, target))] = text
        told = {letter.place: list(self._told_by(letter)) for letter in self._letters}
        self._received = {
            (letter.persons[0], other.place): letter.middle
            for letter in sorted(self._letters, key=lambda one: -one.middle)
            for other, _ in told[letter.place]
        }
        for letter in sorted(self._letters, key=lambda one: (one.middle, one.place)):
            found: dict[str, Reply] = {}
            for reply in (*self._named(letter, told[letter.place]), *self._said(letter, said)):
                known = found.get(reply.answered)
                if known is None or reply.confidence > known.confidence:
                    found[reply.answered] = reply
            if not found:
                found = {reply.answered: reply for reply in self._by_words(letter)}
            yield from found.values()

    def _told_by(self, letter: _Dated) -> Iterator[tuple[_Dated, LetterMention]]:
        """The letters that one names by their number or day."""
        for one in self._names[letter.place]:
            if one.day or one.number:
                for other in self._told(letter, one):
                    yield other, one

    def _named(self, letter: _Dated, told: Sequence[tuple[_Dated, LetterMention]]) -> Iterator[Reply]:
        resolved = {other.unit.id for other, _ in told}
        means = {one.medium for _, one in told}
        for other, one in told:
            evidence: ReplyEvidence = "number" if one.number else "day"
            yield self._reply(letter, other, evidence, one.text)
        for one in (one for one in self._names[letter.place] if not one.day and not one.number):
            if one.medium in means and not _ANOTHER.search(one.text):
                continue
            means.add(one.medium)
            for other in self._last(letter, one, resolved):
                resolved.add(other.unit.id)
                self._received.setdefault((letter.persons[0], other.place), letter.middle)
                yield self._reply(letter, other, "named", one.text)

    def _told(self, letter: _Dated, named: LetterMention) -> list[_Dated]:
        """The letters with a number, or of a day; with both, whoever wrote them."""
        day = named.day.toordinal() if named.day else None
        if named.number:
            numbered = [
                one
                for one in self._by_number[named.number]
                if _is_before(one, letter) and not one.persons[0] & letter.persons[0]
            ]
            if day is not None:
                return [one for one in numbered if one.first - 1 <= day <= one.last + 1]
            since = letter.last - NUMBER_DAYS
            return [one for one in numbered if one.first >= since and _is_back(one, letter)][-1:]
        of_day = [
            one
            for one in self._before(letter, days=None)
            if day is not None and one.first <= day <= one.last and _fits(one, named)
        ]
        return [one for one in of_day if one.first == one.last] or of_day

    def _last(self, letter: _Dated, named: LetterMention, resolved: set[str]) -> list[_Dated]:
        """The letters last sent to the writer, the likelier the nearer in time and in words."""
        likely = []
        for one in self._read(letter, ACKNOWLEDGED_DAYS):
            alike = self._words.cosine(letter.place, one.place)
            if one.unit.id in resolved or not _fits(one, named):
                continue
            if named.medium == "telegram" and alike < TELEGRAM_LEAST:
                continue
            lag = max(letter.last - one.last, 0)
            likely.append((math.exp(-lag / FADING_DAYS) + alike, one.place, one))
        return [one for *_, one in sorted(likely, reverse=True)[: named.count]]

    def _by_words(self, letter: _Dated) -> Iterator[Reply]:
        """The one letter whose words this one takes up most."""
        alike = [
            (self._words.cosine(letter.place, one.place), one.place, one)
            for one in self._read(letter, WORDS_DAYS)
        ]
        cosine, _, other = max(alike, default=(0.0, 0, None))
        if other is not None and cosine >= WORDS_LEAST:
            words = self._words.shared(letter.place, other.place)
            yield self._reply(letter, other, "words", ", ".join(words))

    def _said(self, letter: _Dated, said: dict[frozenset[str], str]) -> Iterator[Reply]:
        for one in self._before(letter, days=None):
            if text := said.get(frozenset((letter.unit.id, one.unit.id))):
                yield self._reply(letter, one, "editors", text)

    def _read(self, letter: _Dated, days: int) -> Iterator[_Dated]:
        """What was sent to the writer, but for what another letter of the writer has as just received."""
        for one in self._before(letter, days):
            if self._received.get((letter.persons[0], one.place), letter.middle) == letter.middle:
                yield one

    def _before(self, letter: _Dated, days: int | None) -> Iterator[_Dated]:
        """What the recipients wrote to the senders, at most so many days before."""
        seen: set[int] = set()
        for sender in letter.persons[0]:
            for recipient in letter.persons[1]:
                letters = self._by_writers.get((recipient, sender), [])
                start = 0 if days is None else bisect_left(letters, letter.first - days, key=_last_day)
                end = bisect_right(letters, letter.last, key=_last_day)
                for one in letters[start:end]:
                    if one.place not in seen and _is_before(one, letter):
                        seen.add(one.place)
                        yield one

    def _reply(self, letter: _Dated, other: _Dated, evidence: ReplyEvidence, text: str) -> Reply:
        cosine = self._words.cosine(letter.place, other.place)
        if evidence == "words":
            confidence = cosine / (cosine + WORDS_LEAST)
        else:
            confidence = _CONFIDENCE[evidence]
            if evidence == "named":
                confidence += min(cosine, 0.2)
        return Reply(letter.unit.id, other.unit.id, round(confidence, 2), evidence, text)


class _WordVectors:
    """The texts as unit vectors over their terms; figures and stop words are left out."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._printed: dict[str, str] = {}
        counted = [Counter(content_terms(text, self._printed)) for text in texts]
        found = Counter(term for counts in counted for term in counts)
        self._vectors = [
            l2_normalize(
                {term: tf_idf(n, len(texts), found[term]) for term, n in counts.items() if found[term] > 1}
            )
            for counts in counted
        ]

    def cosine(self, one: int, other: int) -> float:
        """How alike two texts are, 0 to 1."""
        small, large = sorted((self._vectors[one], self._vectors[other]), key=len)
        return sum(weight * large.get(term, 0.0) for term, weight in small.items())

    def shared(self, one: int, other: int) -> list[str]:
        """The words that weigh most in what two texts share, as first printed."""
        left, right = self._vectors[one], self._vectors[other]
        terms = sorted(left.keys() & right.keys(), key=lambda term: (-left[term] * right[term], term))
        return [self._printed[term] for term in terms[:SHOWN_WORDS]]


def _said_by_editors(edition: Edition) -> list[tuple[str, str, str]]:
    """Cross-references to a document in a sentence that speaks of a reply."""
    units = {unit.id: unit for unit in edition.units}
    found = []
    for reference in edition.references:
        source = units[reference.source]
        sentence = _sentence_about(source, reference)
        if _REPLY.search(sentence):
            for target in reference.targets:
                if units[target].kind == "document":
                    place = f"note {source.number}" if source.kind == "note" else "the text"
                    found.append((source.parent or source.id, target, place))
    return found


def _sentence_about(unit: Unit, reference: Reference) -> str:
    text = unit.paragraphs[reference.paragraph].text
    return next((text[s:e] for s, e in sentence_spans(text) if s <= reference.start < e), "")


def _dated(place: int, unit: Unit) -> _Dated | None:
    days = unit.date.stated if unit.date else (None, None)
    first, last = (day.toordinal() if day else None for day in days)
    if first is None:
        if last is None:
            return None
        first = last - OPEN_DAYS
    if last is None:
        last = first + OPEN_DAYS
    persons = frozenset(one.id for one in unit.senders), frozenset(one.id for one in unit.recipients)
    return _Dated(place, unit, first, last, persons)


def _last_day(letter: _Dated) -> int:
    return letter.last


def _is_before(one: _Dated, letter: _Dated) -> bool:
    """Say whether a letter can have been read when another was written: never two letters of one day."""
    if one.middle != letter.middle:
        return one.middle < letter.middle
    both = {medium_class(one.unit.medium), medium_class(letter.unit.medium)}
    return one.place < letter.place and "letter" not in both


def _is_back(one: _Dated, letter: _Dated) -> bool:
    return bool(one.persons[0] & letter.persons[1] and one.persons[1] & letter.persons[0])


def _fits(one: _Dated, named: LetterMention) -> bool:
    means = medium_class(one.unit.medium)
    return "any" in (means, named.medium) or means == named.medium
