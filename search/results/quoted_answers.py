"""Sentences that may answer a question, quoted as they stand. Nothing is generated.

A sentence counts by the question's words in it (weighted by their rarity), by how near in meaning its unit
is, and by the unit's score among the hits. Where no unit is near enough in meaning, nothing is quoted: of a
question that the edition cannot answer even the nearest text lies farther away (docs/measurements.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.text.analysis import ENGLISH, terms, tokens
from corpus.text.sentences import sentence_spans
from search.query.languages import Languages
from store.passages import Passage

DEPTH = 6
"""Units that are looked into."""
PASSAGES = 4
"""Passages of each that are looked into."""
WORDS_LEAST = 6
"""A shorter sentence answers nothing by itself."""
MEANING_SHARE = 0.3
RANK_SHARE = 0.3
_ASKING_WORDS = """
    who whom whose what when where which why how did does do was were is are has have had can could should
    would will
"""
_ASKING = frozenset(_ASKING_WORDS.split())
_PREPOSITIONS = "about at by for from in of on since to under until with"
_BEFORE = frozenset(_PREPOSITIONS.split())
_QUESTION_WORDS_LEAST = 4


@dataclass(frozen=True, slots=True)
class CandidateUnit:
    """A unit that is looked into: its row, passages, score by meaning, share of the best hit's score.

    ``language`` is that of its text.
    """

    row: int
    passages: Sequence[Passage]
    meaning: float
    score: float
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence: characters ``start`` to ``end`` of a passage of the unit in ``row``."""

    row: int
    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.passage.text[self.start : self.end]


def is_question(text: str) -> bool:
    """Whether a query asks in a sentence: it ends in a question mark, or begins like one and goes on."""
    asked = text.lower().split()
    if len(asked) > 1 and asked[-1].endswith("?"):
        return True
    begins = asked[1:2] if asked[:1] and asked[0] in _BEFORE else asked[:1]
    return len(asked) >= _QUESTION_WORDS_LEAST and _ASKING.issuperset(begins)


def word_weights(question: str, idf: Callable[[str], float], languages: Languages) -> dict[str, float]:
    """The terms of a question, in every language, and what the word of each is worth, all words together 1.

    Args:
        rarity: how much a folded word says.
    """
    words = {languages.stems(token.word): token.word for token in languages.content_words(tokens(question))}
    weights = {stems: idf(word) for stems, word in words.items()}
    whole = sum(weights.values())
    return {term: weight / whole for stems, weight in weights.items() for term in stems} if whole else {}


def best_sentences(
    weights: Mapping[str, float], sources: Iterable[CandidateUnit], *, most: int, threshold: float
) -> tuple[ScoredSentence, ...]:
    """The best sentences, best first, one a unit; none where no source reaches the threshold."""
    looked_into = list(sources)
    if max((source.meaning for source in looked_into), default=0.0) < threshold:
        return ()
    found = sorted(
        (quote for source in looked_into for quote in _quotes(source, weights)),
        key=lambda quote: (-quote.score, quote.row, quote.passage.id, quote.start),
    )
    chosen: dict[int, ScoredSentence] = {}
    for quote in found:
        chosen.setdefault(quote.row, quote)
    return tuple(chosen.values())[:most]


def _quotes(source: CandidateUnit, weights: Mapping[str, float]) -> Iterator[ScoredSentence]:
    for passage in source.passages:
        for start, end, found in _sentences(passage.text, source.language):
            shared = sum(weight for term, weight in weights.items() if term in found)
            if shared:
                score = shared + MEANING_SHARE * source.meaning + RANK_SHARE * source.score
                yield ScoredSentence(source.row, passage, start, end, score)


@lru_cache(maxsize=5000)
def _sentences(text: str, language: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """The sentences of a passage with their terms; the same passages are looked into again and again."""
    return tuple(
        (start, end, frozenset(terms(text[start:end], language)))
        for start, end in sentence_spans(text)
        if len(text[start:end].split()) >= WORDS_LEAST
    )
