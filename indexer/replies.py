"""Inference of replies: which letter answers which.

A letter can answer a letter that one of its recipients sent to one of its senders before. A mention in the
letter itself (a number, a day, "your letter") is the best evidence, then the editors' notes. A report on an
order often shares only its vocabulary with the order; such letters are compared by the cosine of their tf-idf
vectors, (1 + ln tf) · ln(N / df) (Salton and Buckley, "Term-weighting approaches in automatic text
retrieval", 1988).
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
from corpus.text.tf_idf import content_terms, term_vectors

NUMBER_DAYS = 60
"""Greatest age in days of a letter that is mentioned by its number without a day."""
OPEN_DAYS = 4
"""Days within which a letter is assumed to be written if its date has only one bound."""
ACKNOWLEDGED_DAYS = 10
"""Greatest age in days of a letter that is mentioned without day and number: "I received your letter"."""
WORDS_DAYS = 8
"""Greatest age in days of a letter that is answered without being mentioned."""
WORDS_LEAST = 0.2
"""Least cosine with a letter that is answered without being mentioned."""
TELEGRAM_LEAST = 0.1
"""Least cosine with a telegram that is mentioned without day and number: editions omit most telegrams."""
FADING_DAYS = 4.0
"""Days after which the weight of recency has fallen to 1/e."""
SHOWN_WORDS = 4
"""Most shared words that are shown as evidence."""
_CONFIDENCE: dict[ReplyEvidence, float] = {"number": 0.95, "day": 0.95, "editors": 0.9, "named": 0.6}
_ANOTHER = re.compile(
    r"\b(?:next|second|another|other|n[äa]chste\w*|zweite\w*|andere\w*|autre|seconde?|suivante?|altr[ao]"
    r"|otr[ao]|segund[ao]|друг\w+|втор\w+|следующ\w+)\b",
    re.IGNORECASE,
)
_REPLY = re.compile(
    r"\b(?:repl(?:y|ies|ied)|answer(?:s|ed)?|respon(?:se|ded)|(?:be)?antwort\w*|erwider\w*|r[ée]pon[sd]\w*"
    r"|ответ\w*|отвѣт\w*|отвеч\w*|rispost\w*|rispond\w*|respuesta|contestaci[óo]n)\b",
    re.IGNORECASE,
)


def infer_replies(edition: Edition) -> tuple[Reply, ...]:
    """Return the replies among an edition's documents, in chronological order; each pair of letters once.

    If there are several kinds of evidence for a pair, the most confident is returned; ``confidence`` is
    between 0 and 1. A letter can answer several letters that it or the editors mention, but otherwise at most
    one.
    """
    documents = [unit for unit in edition.units if unit.kind == "document"]
    documents.sort(key=lambda unit: unit.order)
    return tuple(_Correspondence(documents).replies(_editors_evidence(edition)))


@dataclass(frozen=True, slots=True)
class _DatedLetter:
    """A dated document; ``index`` is its index among all documents.

    ``first`` and ``last`` (inclusive) are the span of its date as ordinals; ``is_open`` is whether the
    edition states only one of them. ``senders`` and ``recipients`` are ids of persons.
    """

    index: int
    unit: Unit
    first: int
    last: int
    is_open: bool
    senders: frozenset[str]
    recipients: frozenset[str]

    @property
    def middle(self) -> float:
        """The middle of the date span, as an ordinal."""
        return (self.first + self.last) / 2


class _Correspondence:
    """The dated letters of an edition, indexed by correspondents and number, and the replies among them."""

    def __init__(self, documents: Sequence[Unit]) -> None:
        self._vectors = _TfIdfVectors([(unit.text, unit.language) for unit in documents])
        self._letters = [
            letter for index, unit in enumerate(documents) if (letter := _dated_letter(index, unit))
        ]
        self._mentions = {
            letter.index: [
                mention for mention in find_letter_mentions(letter.unit) if mention.author != "sender"
            ]
            for letter in self._letters
        }
        self._acknowledged: dict[tuple[frozenset[str], int], float] = {}
        """The day on which a letter was first mentioned, by the mentioning senders and the letter's index."""
        self._by_correspondents: defaultdict[tuple[str, str], list[_DatedLetter]] = defaultdict(list)
        self._by_number: defaultdict[str, list[_DatedLetter]] = defaultdict(list)
        for letter in sorted(self._letters, key=lambda letter: (letter.last, letter.index)):
            for sender in letter.senders:
                for recipient in letter.recipients:
                    self._by_correspondents[sender, recipient].append(letter)
            if number := letter_number(letter.unit):
                self._by_number[number].append(letter)

    def replies(self, editors_evidence: Sequence[tuple[str, str, str]]) -> Iterator[Reply]:
        """Yield all replies, sorted by the day of the answer.

        Args:
            editors_evidence: (source id, target id, location) of each connection that the editors make.
        """
        by_editors: defaultdict[frozenset[str], str] = defaultdict(str)
        for source, target, text in editors_evidence:
            by_editors[frozenset((source, target))] = text
        identified = {letter.index: list(self._identified(letter)) for letter in self._letters}
        self._acknowledged = {
            (letter.senders, answered.index): letter.middle
            for letter in sorted(self._letters, key=lambda letter: -letter.middle)
            for answered, _ in identified[letter.index]
        }
        for letter in sorted(self._letters, key=lambda letter: (letter.middle, letter.index)):
            replies: dict[str, Reply] = {}
            for reply in (
                *self._by_mentions(letter, identified[letter.index]),
                *self._by_editors(letter, by_editors),
            ):
                best = replies.get(reply.answered)
                if best is None or reply.confidence > best.confidence:
                    replies[reply.answered] = reply
            if not replies:
                replies = {reply.answered: reply for reply in self._by_words(letter)}
            yield from replies.values()

    def _identified(self, letter: _DatedLetter) -> Iterator[tuple[_DatedLetter, LetterMention]]:
        """Yield the letters that a letter mentions by number or day, each with the mention."""
        for mention in self._mentions[letter.index]:
            if mention.day or mention.number:
                for answered in self._resolve(letter, mention):
                    yield answered, mention

    def _by_mentions(
        self, letter: _DatedLetter, identified: Sequence[tuple[_DatedLetter, LetterMention]]
    ) -> Iterator[Reply]:
        """Yield replies to the identified letters, then to those mentioned without number or day."""
        resolved = {answered.unit.id for answered, _ in identified}
        media = {mention.medium for _, mention in identified}
        for answered, mention in identified:
            evidence: ReplyEvidence = "number" if mention.number else "day"
            yield self._reply(letter, answered, evidence, mention.text)
        for mention in self._mentions[letter.index]:
            if mention.day or mention.number:
                continue
            if mention.medium in media and not _ANOTHER.search(mention.text):
                continue
            media.add(mention.medium)
            for answered in self._last_received(letter, mention, resolved):
                resolved.add(answered.unit.id)
                self._acknowledged.setdefault((letter.senders, answered.index), letter.middle)
                yield self._reply(letter, answered, "named", mention.text)

    def _resolve(self, letter: _DatedLetter, mention: LetterMention) -> list[_DatedLetter]:
        """Return the letters that a mention with a number or a day can refer to; empty if there are none.

        A number with a day identifies earlier letters by other senders, whatever their recipients. A number
        alone identifies the last such letter that a recipient sent to a sender in the last ``NUMBER_DAYS``. A
        day alone identifies the received letters of that day and medium, or only those dated exactly if there
        are any.
        """
        day = mention.day.toordinal() if mention.day else None
        if mention.number:
            numbered = [
                candidate
                for candidate in self._by_number[mention.number]
                if _is_before(candidate, letter) and not candidate.senders & letter.senders
            ]
            if day is not None:
                return [
                    candidate for candidate in numbered if candidate.first - 1 <= day <= candidate.last + 1
                ]
            since = letter.last - NUMBER_DAYS
            return [
                candidate
                for candidate in numbered
                if candidate.first >= since and _is_opposite(candidate, letter)
            ][-1:]
        of_day = [
            candidate
            for candidate in self._received(letter, days=None)
            if day is not None
            and candidate.first <= day <= candidate.last
            and _has_medium_of(candidate, mention)
        ]
        return [candidate for candidate in of_day if candidate.first == candidate.last] or of_day

    def _last_received(
        self, letter: _DatedLetter, mention: LetterMention, resolved: set[str]
    ) -> list[_DatedLetter]:
        """Return the most likely letters for a mention without number or day, best first.

        Candidates are the unacknowledged letters of the last ``ACKNOWLEDGED_DAYS`` that have the mentioned
        medium and are not in ``resolved`` (telegrams also need a cosine of ``TELEGRAM_LEAST``), ranked by
        recency plus cosine; at most ``mention.count`` are returned.
        """
        candidates = []
        for candidate in self._unacknowledged(letter, ACKNOWLEDGED_DAYS):
            cosine = self._vectors.cosine(letter.index, candidate.index)
            if candidate.unit.id in resolved or not _has_medium_of(candidate, mention):
                continue
            if mention.medium == "telegram" and cosine < TELEGRAM_LEAST:
                continue
            lag = max(letter.last - candidate.last, 0)
            candidates.append((math.exp(-lag / FADING_DAYS) + cosine, candidate.index, candidate))
        return [candidate for *_, candidate in sorted(candidates, reverse=True)[: mention.count]]

    def _by_words(self, letter: _DatedLetter) -> Iterator[Reply]:
        """Yield a reply to the most similar unacknowledged letter, if its cosine reaches ``WORDS_LEAST``."""
        candidates = [
            (self._vectors.cosine(letter.index, candidate.index), candidate.index, candidate)
            for candidate in self._unacknowledged(letter, WORDS_DAYS)
        ]
        cosine, _, answered = max(candidates, default=(0.0, 0, None))
        if answered is not None and cosine >= WORDS_LEAST:
            words = self._vectors.shared_words(letter.index, answered.index)
            yield self._reply(letter, answered, "words", ", ".join(words))

    def _by_editors(self, letter: _DatedLetter, by_editors: dict[frozenset[str], str]) -> Iterator[Reply]:
        """Yield replies to the received letters that the editors connect with this one."""
        for candidate in self._received(letter, days=None):
            if text := by_editors.get(frozenset((letter.unit.id, candidate.unit.id))):
                yield self._reply(letter, candidate, "editors", text)

    def _unacknowledged(self, letter: _DatedLetter, days: int) -> Iterator[_DatedLetter]:
        """Yield the letters received in the last ``days``.

        Those that the senders acknowledged first in another letter are left out, and so are letters with open
        dates, of which nobody knows how old they are; a letter with an open date has none.
        """
        if letter.is_open:
            return
        for candidate in self._received(letter, days):
            if candidate.is_open:
                continue
            if self._acknowledged.get((letter.senders, candidate.index), letter.middle) == letter.middle:
                yield candidate

    def _received(self, letter: _DatedLetter, days: int | None) -> Iterator[_DatedLetter]:
        """Yield the earlier letters from recipients to senders, at most ``days`` old (None: of any age)."""
        seen: set[int] = set()
        for sender in letter.senders:
            for recipient in letter.recipients:
                letters = self._by_correspondents.get((recipient, sender), [])
                start = 0 if days is None else bisect_left(letters, letter.first - days, key=_last_day)
                end = bisect_right(letters, letter.last, key=_last_day)
                for candidate in letters[start:end]:
                    if candidate.index not in seen and _is_before(candidate, letter):
                        seen.add(candidate.index)
                        yield candidate

    def _reply(
        self, letter: _DatedLetter, answered: _DatedLetter, evidence: ReplyEvidence, text: str
    ) -> Reply:
        """Return a reply; its confidence depends on the kind of evidence and the cosine of both letters."""
        cosine = self._vectors.cosine(letter.index, answered.index)
        if evidence == "words":
            confidence = cosine / (cosine + WORDS_LEAST)
        else:
            confidence = _CONFIDENCE[evidence]
            if evidence == "named":
                confidence += min(cosine, 0.2)
        return Reply(letter.unit.id, answered.unit.id, round(confidence, 2), evidence, text)


class _TfIdfVectors:
    """The L2-normalized tf-idf vectors of texts, without stop words, numbers and terms of a single text."""

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        """Create the vectors of texts, given with their languages."""
        self._printed: dict[str, str] = {}
        self._vectors = term_vectors(
            [Counter(content_terms(text, self._printed, language)) for text, language in texts]
        )

    def cosine(self, left: int, right: int) -> float:
        """Return the cosine of two texts, given by their indexes; between 0 and 1."""
        small, large = sorted((self._vectors[left], self._vectors[right]), key=len)
        return sum(weight * large.get(term, 0.0) for term, weight in small.items())

    def shared_words(self, left: int, right: int) -> list[str]:
        """Return up to ``SHOWN_WORDS`` words that two texts share, as first printed.

        They are those that contribute most to the cosine.
        """
        first, second = self._vectors[left], self._vectors[right]
        terms = sorted(first.keys() & second.keys(), key=lambda term: (-first[term] * second[term], term))
        return [self._printed[term] for term in terms[:SHOWN_WORDS]]


def _editors_evidence(edition: Edition) -> list[tuple[str, str, str]]:
    """Return (source, target, location) of stated replies and cross-references in sentences about replies.

    The source of a cross-reference in a note is the document of the note.
    """
    units = {unit.id: unit for unit in edition.units}
    evidence = [(source, target, "the metadata") for source, target in edition.replies]
    for reference in edition.references:
        source = units[reference.source]
        sentence = _sentence_of(source, reference)
        if _REPLY.search(sentence):
            for target in reference.targets:
                if units[target].kind == "document":
                    location = f"note {source.number}" if source.kind == "note" else "the text"
                    evidence.append((source.parent or source.id, target, location))
    return evidence


def _sentence_of(unit: Unit, reference: Reference) -> str:
    """Return the sentence of a unit that contains a cross-reference; "" if there is none."""
    text = unit.paragraphs[reference.paragraph].text
    spans = sentence_spans(text)
    return next((text[start:end] for start, end in spans if start <= reference.start < end), "")


def _dated_letter(index: int, unit: Unit) -> _DatedLetter | None:
    """Return a document with its stated date span, or None if it is undated.

    A missing bound is put ``OPEN_DAYS`` from the other.
    """
    days = unit.date.stated if unit.date else (None, None)
    first, last = (day.toordinal() if day else None for day in days)
    is_open = first is None or last is None
    if first is None:
        if last is None:
            return None
        first = last - OPEN_DAYS
    if last is None:
        last = first + OPEN_DAYS
    senders = frozenset(person.id for person in unit.senders)
    recipients = frozenset(person.id for person in unit.recipients)
    return _DatedLetter(index, unit, first, last, is_open, senders, recipients)


def _last_day(letter: _DatedLetter) -> int:
    return letter.last


def _is_before(earlier: _DatedLetter, letter: _DatedLetter) -> bool:
    """Return whether a letter can have been read before another was written.

    If both have the same date, the first in edition order can, unless either is a letter and not a telegram.
    """
    if earlier.middle != letter.middle:
        return earlier.middle < letter.middle
    media = {medium_class(earlier.unit.medium), medium_class(letter.unit.medium)}
    return earlier.index < letter.index and "letter" not in media


def _is_opposite(candidate: _DatedLetter, letter: _DatedLetter) -> bool:
    """Return whether a candidate went from a recipient of the letter to one of its senders."""
    return bool(candidate.senders & letter.recipients and candidate.recipients & letter.senders)


def _has_medium_of(candidate: _DatedLetter, mention: LetterMention) -> bool:
    """Return whether a letter has the mentioned medium; an unknown medium matches any."""
    medium = medium_class(candidate.unit.medium)
    return "any" in (medium, mention.medium) or medium == mention.medium
