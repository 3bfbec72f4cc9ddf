"""Words that a line or page break divides without any sign, rejoined on the evidence of the edition."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .accounting import TextAccount
from .blocks import BLOCK_TAGS
from .inline import OMITTED_TAGS, is_rendered_as_hyphen, preferred_reading
from .xml_tree import XmlElement

_BREAKS: Final = ("lb", "pb", "cb")
_WORD: Final = re.compile(r"(?<![.\w])[^\W\d_]+(?!\w)")
_LAST_LETTERS: Final = re.compile(r"(?<!\w)[^\W\d_]+(?=\s*\Z)")
_FIRST_LETTERS: Final = re.compile(r"\s*([^\W\d_]+)(?!\w)")
_MAX_WORD_LENGTH: Final = 60
_UNKNOWN: Final = 0.5
"""The count added to that of each half, so that an unknown one is not impossible."""
_ENDING_LENGTH: Final = 3
"""The most letters in which two forms of a word differ at the end."""
_FEWEST_REJOINED: Final = 2
_REJOINED_PER_SEPARATE: Final = 8
"""How many broken words without space around the break are evidence, in all and for each pair of words."""
_BY_WORDS: Final = "words broken without a sign, rejoined because the edition has them whole"
_BY_SPACING: Final = "words broken without a sign, rejoined because only such words lack a space there"


@dataclass(frozen=True, slots=True)
class _Break:
    """A break without a sign between letters.

    ``before`` and ``after`` are the letters next to it; ``is_tight`` is whether no white space is around it.
    Breaks of one ``kind`` (tag, within a note or not) in one file are encoded alike.
    """

    element: XmlElement
    before: str
    after: str
    is_tight: bool
    file: str
    kind: tuple[str, bool]

    @property
    def joined(self) -> str:
        """The word that the letters around the break make."""
        return self.before + self.after

    @property
    def pair(self) -> tuple[str, str]:
        """The letters around the break in lower case."""
        return self.before.lower(), self.after.lower()

    @property
    def may_divide(self) -> bool:
        """Whether a word may be divided here: no initial, and no capital after the break."""
        return self.after[0].islower() and min(len(self.before), len(self.after)) > 1


def rejoin_broken_words(roots: Mapping[str, XmlElement], account: TextAccount) -> None:
    """Set ``break="no"`` on breaks that divide a word without saying so, in place, and report how many.

    A word is rejoined if the edition has it whole and that is likelier than two words, or if breaks of the
    kind have no white space around them in that file only where they divide words. Two words of the edition
    with white space between them, and a word with a capital after the break, stay apart.

    Args:
        roots: the root elements of the edition's files by name.
        account: counts the words that were rejoined.
    """
    breaks = [found for name, root in roots.items() for found in _Scan(name).find(root)]
    if not breaks:
        return
    words = _Words.of([text for root in roots.values() for text in root.texts()], breaks)
    spacing = _Spacing.of(breaks, words)
    for found in breaks:
        is_word = words.is_broken(found)
        if is_word or (spacing.divides(found) and words.may_be_broken(found)):
            found.element.attributes["break"] = "no"
            kind, account.file = _BY_WORDS if is_word else _BY_SPACING, found.file
            example = f"{found.before}|{found.after}"
            account.add("info", "word-rejoined", kind, found.element.line, example)


@dataclass(slots=True)
class _Scan:
    """A scan of a file for breaks between letters, in document order, as far as their text is read."""

    file: str
    breaks: list[_Break] = field(default_factory=list)
    _text: str = ""
    _open: XmlElement | None = None

    def find(self, root: XmlElement) -> list[_Break]:
        """Return the breaks below an element."""
        self._scan(root, in_note=False)
        return self.breaks

    def _scan(self, element: XmlElement, *, in_note: bool) -> None:
        """Scan the content of an element."""
        for child in element.children:
            if isinstance(child, str):
                self._add_text(child, in_note)
            elif child.tag in _BREAKS:
                self._add_break(child)
            elif child.tag == "choice":
                self._scan_all([reading] if (reading := preferred_reading(child)) else [], in_note)
            elif child.tag == "note":
                note = _Scan(self.file, self.breaks)
                note._scan(child, in_note=True)
            elif child.tag not in OMITTED_TAGS:
                self._scan_all([child], in_note)

    def _scan_all(self, elements: Iterable[XmlElement], in_note: bool) -> None:
        """Scan elements; no word goes beyond those that are blocks."""
        for element in elements:
            if element.tag in BLOCK_TAGS:
                self._text, self._open = "", None
            self._scan(element, in_note=in_note)
            if element.tag in BLOCK_TAGS:
                self._text, self._open = "", None

    def _add_text(self, text: str, in_note: bool) -> None:
        """Note the text; it may be what follows a break."""
        opened = self._open
        if opened and text.strip():
            before, after = _LAST_LETTERS.search(self._text), _FIRST_LETTERS.match(text)
            if before and after:
                is_tight = not self._text[-1:].isspace() and not text[0].isspace()
                kind = (opened.tag, in_note)
                self.breaks.append(_Break(opened, before[0], after[1], is_tight, self.file, kind))
            self._open = None
        self._text = (self._text + text)[-_MAX_WORD_LENGTH:]

    def _add_break(self, element: XmlElement) -> None:
        """Note a break, unless it says whether it divides a word; of breaks in a row the first counts."""
        if element.get("break") or is_rendered_as_hyphen(element):
            self._text, self._open = "", None
        elif self._open is None and _LAST_LETTERS.search(self._text):
            self._open = element


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words within the lines of an edition say about its breaks.

    ``counts`` are those of the words as printed, ``lower`` without regard to case, ``pairs`` those of two
    words side by side, ``vocabulary`` is the sorted words in lower case. ``rate`` is the share of the breaks
    that certainly divide a word.
    """

    counts: Counter[str]
    lower: Counter[str]
    pairs: Counter[tuple[str, str]]
    vocabulary: list[str]
    total: int
    rate: float = 0.0

    @classmethod
    def of(cls, texts: list[str], breaks: list[_Break]) -> _Words:
        """Count the words of the text nodes, without the first and last of each, which may be cut off."""
        counts = Counter(word for text in texts for word in _WORD.findall(text)[1:-1])
        lower: Counter[str] = Counter()
        for word, count in counts.items():
            lower[word.lower()] += count
        candidates = {found.pair for found in breaks}
        neighbours = (pair for text in texts for pair in pairwise(_WORD.findall(text.lower())))
        pairs = Counter(pair for pair in neighbours if pair in candidates)
        words = cls(counts, lower, pairs, sorted(lower), max(1, counts.total()))
        certain = sum(1 for found in breaks if words._count_whole(found) and not words.are_words(found))
        return cls(counts, lower, pairs, words.vocabulary, words.total, certain / len(breaks))

    def are_words(self, found: _Break) -> bool:
        """Return whether the letters on both sides of a break are words of the edition."""
        return bool(self.lower[found.before.lower()] and self.counts[found.after])

    def may_be_broken(self, found: _Break) -> bool:
        """Return whether nothing shows that there are two words around a break."""
        return found.may_divide and not self.pairs[found.pair] and not self.are_words(found)

    def is_broken(self, found: _Break) -> bool:
        """Return whether a break divides a word that the edition has, rather than two words.

        The odds compare how often the word and the pair of words are expected. The former is the rate of
        broken words times the count of the word, each position in it being equally likely; the latter is the
        number of pairs seen plus that of two independent words. Two words of the edition are one only if
        there is no white space around the break.
        """
        if self.are_words(found) and not found.is_tight:
            return False
        known_before, known_after = self.lower[found.before.lower()], self.counts[found.after]
        independent = (known_before + _UNKNOWN) * (known_after + _UNKNOWN) / self.total
        expected = self.rate * self._count_whole(found) / (len(found.joined) - 1)
        return expected >= self.pairs[found.pair] + independent

    def _count_whole(self, found: _Break) -> int:
        """Return how often the edition has the word that a break may divide; 1 if only a form of it."""
        if not found.may_divide:
            return 0
        joined = found.joined
        count = self.counts[joined] + (self.counts[joined.lower()] if joined[0].isupper() else 0)
        has_parts = self.lower[found.before.lower()] or self.counts[found.after]
        return count or int(not has_parts and any(self._forms(found)))

    def _forms(self, found: _Break) -> Iterator[str]:
        """Yield the words of the edition that differ in their ending from the one that may be divided."""
        joined = found.joined.lower()
        shortest = max(len(found.before) + _ENDING_LENGTH, 2 * _ENDING_LENGTH)
        for length in range(max(shortest, len(joined) - _ENDING_LENGTH), len(joined) + 1):
            start = bisect_left(self.vocabulary, joined[:length])
            end = bisect_left(self.vocabulary, joined[:length] + "\U0010ffff", start)
            yield from (word for word in self.vocabulary[start:end] if len(word) - length <= _ENDING_LENGTH)


@dataclass(slots=True)
class _Spacing:
    """Whether breaks without white space around them divide words, by file and kind and by kind alone.

    Each entry has the number of words that the edition has whole, and of pairs that it has as two words.
    """

    evidence: dict[tuple[str, tuple[str, bool]], Counter[bool]]

    @classmethod
    def of(cls, breaks: Iterable[_Break], words: _Words) -> _Spacing:
        """Count the breaks without white space whose nature the edition's words show."""
        evidence: dict[tuple[str, tuple[str, bool]], Counter[bool]] = defaultdict(Counter)
        for found in breaks:
            is_broken = words.is_broken(found)
            if found.is_tight and (is_broken or not words.may_be_broken(found)):
                evidence[found.file, found.kind][is_broken] += 1
                evidence["", found.kind][is_broken] += 1
        return cls(evidence)

    def divides(self, found: _Break) -> bool:
        """Return whether a break without white space divides a word, as others of its kind do.

        What the file shows decides, else what all files show together.
        """
        if not found.is_tight:
            return False
        counts = self.evidence[found.file, found.kind]
        if not counts[False] and counts[True] < _FEWEST_REJOINED:
            counts = self.evidence["", found.kind]
        return counts[True] >= max(_FEWEST_REJOINED, _REJOINED_PER_SEPARATE * counts[False])
