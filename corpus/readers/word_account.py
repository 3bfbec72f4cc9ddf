"""The account of words of sources other than TEI: which of them are in units, and which were left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from corpus.model import Edition, ReportLine, TextCounts, Unit

_WORD: Final = re.compile(r"[^\W\d_]+")
_WORD_LENGTH_MAX: Final = 100
"""The most characters in a word that may have been rejoined."""
LETTERS_LEFT_OUT: Final = "letters left out by corrections"
"""The reason why the words of letters that corrections exclude are left out."""
_SHOWN_WORDS: Final = 3
"""Words that were not read which the report shows."""


def account_for_words(edition: Edition, texts: Iterable[str], left: Mapping[str, Iterable[str]]) -> Edition:
    """Return an edition whose report counts the words of its source, in and out.

    Words are runs of letters; those of ``texts`` are to be in units, apart from those that are left out. A
    part of a word that was rejoined is read. Words that are neither read nor left out are reported.

    Args:
        edition: the edition, complete.
        texts: the texts of the source.
        left: the parts of them that were left out, by reason.
    """
    printed, read = _words(texts), _words(_texts_of(edition))
    omitted = {reason: _words(parts) for reason, parts in left.items()}
    for words in omitted.values():
        printed -= words
    parts = _parts_of_words(read - printed)
    missing = Counter({word: count for word, count in (printed - read).items() if word not in parts})
    counts = {reason: words.total() for reason, words in omitted.items() if words}
    words_in = printed.total() + sum(counts.values())
    if missing:
        counts["unknown reasons"] = missing.total()
    text = TextCounts(words_in, printed.total() - missing.total(), counts)
    lines = (*edition.report.lines, *_report(missing))
    return replace(edition, report=replace(edition.report, lines=lines, text=text))


def without_letters(counts: TextCounts, units: Iterable[Unit], excluded: Container[str]) -> TextCounts:
    """Return the words in and out of a source from which letters are left out.

    Of the words out they have the share that they have of the words of all units, as readers count words
    differently.
    """
    words = {unit.id: _words((unit.text, unit.abstract or "")).total() for unit in units}
    total = sum(words.values())
    share = sum(count for id, count in words.items() if id in excluded) / total if total else 0.0
    left = round(counts.words_out * share)
    reasons = {**counts.left, LETTERS_LEFT_OUT: left} if left else counts.left
    return replace(counts, words_out=counts.words_out - left, left=reasons)


def _words(texts: Iterable[str]) -> Counter[str]:
    """Count the words of texts, without regard to case."""
    return Counter(word for text in texts for word in _WORD.findall(text.casefold()))


def _texts_of(edition: Edition) -> Iterator[str]:
    """Yield all that was read from a source: metadata, units, persons and entries of the printed index."""
    yield from filter(None, (edition.title, *edition.editors, edition.publisher, edition.place))
    for unit in edition.units:
        yield from _texts_of_unit(unit)
    for person in edition.persons:
        yield from (person.name, *person.variants)
    for entry in edition.index:
        yield entry.term
        yield from (f"see {heading}" for heading in entry.see)
        yield from (f"see also {heading}" for heading in entry.see_also)


def _texts_of_unit(unit: Unit) -> Iterator[str]:
    """Yield the texts of a unit: its paragraphs, and what its metadata have as printed."""
    yield unit.text
    yield from filter(None, (unit.title, unit.number, unit.dateline, unit.chapter, unit.place, unit.abstract))
    if unit.archive:
        yield unit.archive.printed
    for paragraph in unit.paragraphs:
        yield from (marker.label for marker in paragraph.markers)


def _parts_of_words(words: Iterable[str]) -> set[str]:
    """Return the beginnings and ends of words, which may have been rejoined from them."""
    short = (word for word in words if len(word) <= _WORD_LENGTH_MAX)
    return {part for word in short for i in range(1, len(word)) for part in (word[:i], word[i:])}


def _report(missing: Counter[str]) -> Iterator[ReportLine]:
    """Yield a line about words of which nothing was made, if there are any."""
    if missing:
        examples = ", ".join(f"“{word}”" for word in list(missing)[:_SHOWN_WORDS])
        message = f"words that were not read, for unknown reasons: {missing.total():,}, the first {examples}"
        yield ReportLine("warning", "text-lost", message)
