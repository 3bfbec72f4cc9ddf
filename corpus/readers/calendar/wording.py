"""Whose words are these? Finds where a calendar repeats the wording of the edition it describes.

A *run* is six words in a row. A run of the calendar that the edition also has is borrowed, unless there was
no other way to say it: every one of its words is a name, a figure, a word of an office or institution, or a
connective between them ("people's commissar of foreign trade and member of the Politburo"). Runs are
compared twice, as they stand and with names and figures taken out on both sides, so that neither a changed
name nor a changed figure hides a borrowed sentence. Runs never cross the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

RUN = 6

_WORD = re.compile(r"[^\W_]+(?:['’.\-–/,](?=[^\W_])[^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?:;])[\"”’)]*\s+(?=[\"“(\[]?[A-Z0-9])|\n\s*\n|\n(?=\d+[.)] )")
_MARKS = re.compile(r"<sup>.*?</sup>|<[^>]+>|[*_#`]|\[|\]")

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
class Borrowed:
    """A stretch of words that the edition has too."""

    words: str
    without_names: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """All runs of an edition."""

    runs: frozenset[tuple[str, ...]]
    runs_without_names: frozenset[tuple[str, ...]]


def read_wording(text: str) -> Wording:
    """Collect the runs of an edition's source text, its marks and note markers taken out."""
    plain = re.sub(r"(\w)-\n+(\w)", r"\1\2", _MARKS.sub("", text))
    sentences = [_words(sentence) for sentence in _sentences(plain)]
    return Wording(
        frozenset(run for words in sentences for run in _runs([word.lower() for word in words])),
        frozenset(run for words in sentences for run in _runs(_common(words))),
    )


def find_borrowed(text: str, wording: Wording, names: Iterable[str] = ()) -> Iterator[Borrowed]:
    """Find the borrowed stretches of a text, overlapping runs joined.

    Args:
        names: words that are names even where they open a sentence.
    """
    known = frozenset(names)
    for sentence in _sentences(text):
        words = _words(sentence)
        lowered = [word.lower() for word in words]
        excused = [
            _is_name(word, place, known) or _unavoidable(lowered[place]) for place, word in enumerate(words)
        ]
        yield from _stretches(lowered, excused, wording.runs, without_names=False)
        common = _common(words)
        excused = [_unavoidable(word) for word in common]
        yield from _stretches(common, excused, wording.runs_without_names, without_names=True)


def _stretches(
    words: list[str], excused: list[bool], runs: frozenset[tuple[str, ...]], *, without_names: bool
) -> Iterator[Borrowed]:
    start = end = 0
    for place, run in enumerate(_runs(words)):
        if run not in runs or all(excused[place : place + RUN]):
            continue
        if end > start and place > end - RUN + 1:
            yield Borrowed(" ".join(words[start:end]), without_names)
            start = place
        elif end == start:
            start = place
        end = place + RUN
    if end > start:
        yield Borrowed(" ".join(words[start:end]), without_names)


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text)


def _words(sentence: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(sentence)]


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))


def _common(words: list[str]) -> list[str]:
    """What is left when names and figures are taken out; the word that opens a sentence stays."""
    return [
        word.lower()
        for place, word in enumerate(words)
        if not (word[0].isupper() and place) and not _is_figure(word.lower())
    ]


def _is_name(word: str, place: int, known: frozenset[str]) -> bool:
    return word[0].isupper() and (place > 0 or word in known)


def _is_figure(word: str) -> bool:
    return any(sign.isdigit() for sign in word) or word in FIGURES


def _unavoidable(word: str) -> bool:
    return word in CONNECTIVES or word in OFFICES or _is_figure(word)
