"""Finds wording that a calendar takes over from the edition it describes.

A *run* is six consecutive words. A run that also occurs in the edition counts as borrowed, unless all its
words are unavoidable: names, figures, words for offices or institutions, and connectives between them
("people's commissar of foreign trade and member of the Politburo"). Runs are compared twice, as printed and
with names and figures left out on both sides, so that changing a name or figure does not hide a borrowed
sentence. Runs never cross the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

RUN = 6
"""The number of words in a run."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-–/,](?=[^\W_])[^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?:;])[\"”’)]*\s+(?=[\"“(\[]?[A-Z0-9])|\n\s*\n|\n(?=\d+[.)] )")
_MARKUP = re.compile(r"<sup>.*?</sup>|<[^>]+>|[*_#`]|\[|\]")

_CONNECTIVES = "a an and as at by for from in of on or the to with"
_OFFICES = """
academy administration affairs agriculture ambassador army assistant association bank board bureau cabinet
central chairman chancellor chief china collegium commissar commissariat commissars commission commissions
committee committees communist conference congress consul control corporation cooperatives council defense
department deputy director editor executive finance first foreign government head heavy industry internal
justice labor light local member members military minister ministry national naval navy newspaper party
people's plant plenum president procurator prosecutor railroad red regional republic revolution second
secretary section socialist soviet special staff state supply territorial third timber trade transport trust
union unions water food agricultural candidate culture propaganda information international press politburo
municipal mission economy appendix document documents five-year plan
"""
_FIGURES = """
one two three four five six seven eight nine ten eleven twelve hundred thousand million billion percent
poods pood tons ton tsentners hectares kilometers meters rubles gold dollars marks yen pounds
january february march april may june july august september october november december year years quarter
"""
CONNECTIVES = frozenset(_CONNECTIVES.split())
OFFICES = frozenset(_OFFICES.split())
FIGURES = frozenset(_FIGURES.split())


@dataclass(frozen=True, slots=True)
class BorrowedWording:
    """Words, in lower case, that also occur in the edition.

    If ``without_names``, they match only because names and figures were left out of both texts.
    """

    words: str
    without_names: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """All runs of an edition's text, and those left after removing names and figures."""

    runs: frozenset[tuple[str, ...]]
    runs_without_names: frozenset[tuple[str, ...]]


def read_wording(text: str) -> Wording:
    """Collect the runs of an edition's source text, with and without its names and figures.

    Case, markup and note markers are ignored.
    """
    plain = re.sub(r"(\w)-\n+(\w)", r"\1\2", _MARKUP.sub("", text))
    sentences = [_split_words(sentence) for sentence in _split_sentences(plain)]
    return Wording(
        frozenset(run for words in sentences for run in _runs([word.lower() for word in words])),
        frozenset(run for words in sentences for run in _runs(_without_names_and_figures(words))),
    )


def find_borrowed(text: str, wording: Wording, names: Iterable[str] = ()) -> Iterator[BorrowedWording]:
    """Yield the stretches of a text whose wording is borrowed; runs at consecutive words are joined.

    A stretch may be yielded twice: as printed, and with names and figures left out.

    Args:
        names: words that count as names even at the start of a sentence.
    """
    name_words = frozenset(names)
    for sentence in _split_sentences(text):
        words = _split_words(sentence)
        lowered = [word.lower() for word in words]
        unavoidable = [
            _is_name(word, position, name_words) or _is_unavoidable(lowered[position])
            for position, word in enumerate(words)
        ]
        yield from _find_borrowed_runs(lowered, unavoidable, wording.runs, without_names=False)
        words_without_names = _without_names_and_figures(words)
        unavoidable = [_is_unavoidable(word) for word in words_without_names]
        yield from _find_borrowed_runs(
            words_without_names, unavoidable, wording.runs_without_names, without_names=True
        )


def _find_borrowed_runs(
    words: list[str], unavoidable: list[bool], runs: frozenset[tuple[str, ...]], *, without_names: bool
) -> Iterator[BorrowedWording]:
    """Yield the stretches of a sentence that occur in ``runs``; runs at consecutive words are joined.

    Args:
        unavoidable: for each word, whether it is unavoidable; a run of only such words is not borrowed.
        without_names: recorded in the result.
    """
    start = end = 0
    for position, run in enumerate(_runs(words)):
        if run not in runs or all(unavoidable[position : position + RUN]):
            continue
        if end > start and position > end - RUN + 1:
            yield BorrowedWording(" ".join(words[start:end]), without_names)
            start = position
        elif end == start:
            start = position
        end = position + RUN
    if end > start:
        yield BorrowedWording(" ".join(words[start:end]), without_names)


def _split_sentences(text: str) -> list[str]:
    """Split a text at the ends of sentences, at colons and semicolons before a capital, at blank lines."""
    return _SENTENCE.split(text)


def _split_words(sentence: str) -> list[str]:
    """Return the words of a sentence, with straight apostrophes."""
    return [word.replace("’", "'") for word in _WORD.findall(sentence)]


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of ``RUN`` consecutive words."""
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _without_names_and_figures(words: list[str]) -> list[str]:
    """Return the words in lower case without figures and capitalised words; the first word may be a name."""
    return [
        word.lower()
        for position, word in enumerate(words)
        if not (word[0].isupper() and position) and not _is_figure(word.lower())
    ]


def _is_name(word: str, position: int, name_words: frozenset[str]) -> bool:
    """Return whether a word is capitalised inside a sentence, or is a known name."""
    return word[0].isupper() and (position > 0 or word in name_words)


def _is_figure(word: str) -> bool:
    """Return whether a word in lower case has a digit, or is a number word, a unit of measure or a month."""
    return any(character.isdigit() for character in word) or word in FIGURES


def _is_unavoidable(word: str) -> bool:
    """Return whether a word in lower case is a connective, a word for an office, or a figure."""
    return word in CONNECTIVES or word in OFFICES or _is_figure(word)
