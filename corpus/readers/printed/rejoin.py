"""Rejoins what a page break, a column or a footnote split, and describes each join for the report.

Printed books hyphenate words at such breaks; whether the hyphen belongs to the word is decided by the
book's own vocabulary: how often it contains the whole word, the hyphenated form, and the parts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.readers.printed.inline import PAGE_BREAK, plain_text

JoinKind = Literal["between-words", "hyphen-dropped", "hyphen-kept", "syllable-dropped"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)
_HYPHENATED = re.compile(r"(?<!\w)\w++(?:[-‐]\w++)+", re.UNICODE)
_INNER_HYPHEN = re.compile(r"(?<![\w-])(?P<first>[^\W\d_]++)-(?P<second>[^\W\d_A-Z]++)(?![\w-])", re.UNICODE)
_MARKUP = re.compile(r"<sup>[^<]*</sup>|</?\w+>|\*+")
_TORN_END = re.compile(
    r"(?<![\w’'])(?<![\w’']-)(?P<word>[\w’']++(?:-[\w’']++)*+)[-‐¬](?P<marks>\*{0,3})\Z", re.UNICODE
)
_TORN_START = re.compile(r"(?P<marks>\*{0,3})(?P<word>\w+(?:['’]\w+)*)", re.UNICODE)
_ENDED = re.compile(r"[.!?…:][\s'\"”’»)\]]*\Z")
_ITEM = re.compile(r"(?:[-•—–]\s|\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)]\s)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often the book contains each word, each hyphenated form, and each first part of such forms.

    Keys are in lower case.
    """

    words: Mapping[str, int] = field(default_factory=dict)
    hyphenated: Mapping[str, int] = field(default_factory=dict)
    first_parts: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    """The most frequent capitalisation of a word: "june" → "June"."""

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Vocabulary:
        """Count the words of a book; words at the ends of a line that may be fragments are left out."""
        printed: Counter[str] = Counter()
        hyphenated: Counter[str] = Counter()
        for line in lines:
            inner = _without_fragments(_MARKUP.sub("", line).strip())
            hyphenated.update(form.lower() for form in _HYPHENATED.findall(inner))
            printed.update(_WORD.findall(_HYPHENATED.sub(" ", inner)))
        words: Counter[str] = Counter()
        for word, count in printed.items():
            words[word.lower()] += count
        by_use = sorted(printed, key=lambda word: (printed[word], not word.isupper()))
        forms = {word.lower(): word for word in by_use}
        first_parts: Counter[str] = Counter()
        for form, count in hyphenated.items():
            first_parts[form.split("-")[0]] += count
        return cls(words, hyphenated, first_parts, forms)

    def has(self, word: str) -> bool:
        """Return whether the book contains the word by itself, in any case."""
        return self.words.get(word.lower(), 0) > 0


@dataclass(frozen=True, slots=True)
class Join:
    """Two joined pieces of text; ``printed`` and ``result`` are the words where they meet, for the report."""

    text: str
    kind: JoinKind
    printed: str
    result: str


def continues(left: str, right: str) -> bool:
    """Return whether ``right`` continues the text of ``left`` instead of starting a paragraph.

    False if either piece is blank.
    """
    before, after = plain_text(left).rstrip(), plain_text(right).lstrip()
    if not before or not after or right.lstrip().startswith("#"):
        return False
    if _TORN_END.search(before) or _is_open(before):
        return True
    if _ITEM.match(after):
        return False
    opening = after.lstrip("“”\"'‘([")
    return opening[:1].islower() or not _ENDED.search(before)


def is_finished(text: str) -> bool:
    """Return whether a text ends like a sentence, or with a colon before a quotation or list."""
    return bool(_ENDED.search(plain_text(text).rstrip()))


def _is_open(text: str) -> bool:
    """Return whether an unfinished text has an open bracket near its end: "in his letter (document"."""
    tail = text[-80:]
    return tail.rfind("(") > tail.rfind(")") and not _ENDED.search(text)


def rejoin(left: str, right: str, vocabulary: Vocabulary) -> Join:
    """Join two pieces of source text; a form feed marks where the new page begins.

    A word hyphenated at the break is joined as the vocabulary suggests.
    """
    left, right = left.rstrip(), right.lstrip()
    tail, head = _TORN_END.search(left), _TORN_START.match(right)
    if not tail or not head:
        return _join_words(left, right)
    stem, rest = left[: tail.end("word")], right[head.start("word") :]
    marks = "" if tail["marks"] == head["marks"] else tail["marks"] + head["marks"]
    kind, result, overlap = _decide_join(tail["word"], head["word"], _compound(rest), vocabulary)
    hyphen = "-" if kind == "hyphen-kept" else ""
    text = f"{stem}{hyphen}{marks}{PAGE_BREAK}{rest[overlap:]}"
    return Join(text, kind, f"{tail['word']}-/{head['word']}", result)


def remove_stray_hyphens(text: str, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]]:
    """Join words whose line-end hyphen ended up inside a line ("build-ing"); return text and joined words."""
    rejoined: list[str] = []

    def close(match: re.Match[str]) -> str:
        first, second = match["first"], match["second"]
        if not _is_stray_hyphen(first, second, vocabulary):
            return match[0]
        rejoined.append(first + second)
        return first + second

    return _INNER_HYPHEN.sub(close, text), tuple(rejoined)


def _is_stray_hyphen(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Return whether the book prefers the word without the hyphen and lacks at least one of its parts."""
    whole = vocabulary.words.get((first + second).lower(), 0)
    split = vocabulary.hyphenated.get(f"{first}-{second}".lower(), 0)
    return whole > max(split, 1) and not (vocabulary.has(first) and vocabulary.has(second))


def _join_words(left: str, right: str) -> Join:
    """Join two pieces that meet between words: with a space, except at a dash or slash.

    Emphasis that is closed at the end of ``left`` and reopened by ``right`` is continued.
    """
    closing, opening = re.search(r"(?<![\s*])(\*{1,3})\Z", left), re.match(r"(\*{1,3})(?![\s*])", right)
    printed = f"{left[-12:]}/{right[:12]}"
    space = "" if left.endswith(("—", "–", "/")) or right.startswith(("—", "–")) else " "
    if closing and opening and closing[1] == opening[1] and _opens_at(left, closing[1]):
        left, right = left[: closing.start()], right[opening.end() :]
    return Join(f"{left}{space}{PAGE_BREAK}{right}", "between-words", printed, printed.replace("/", " "))


def _opens_at(left: str, mark: str) -> bool:
    """Return whether the marks in ``left`` are balanced, so that the last one closes emphasis."""
    return left.count(mark) % 2 == 0


def _compound(rest: str) -> str:
    """Return the first word of the right piece with the hyphenated parts that follow it, or ""."""
    match = _HYPHENATED.match(rest) or re.match(r"\w+", rest)
    return match[0] if match else ""


def _decide_join(first: str, second: str, compound: str, vocabulary: Vocabulary) -> tuple[JoinKind, str, int]:
    """Return the kind of join, the resulting word, and how many repeated letters of ``second`` to drop.

    Args:
        first, second: the words before and after the hyphen.
        compound: ``second`` with the hyphenated parts that follow it.
    """
    fragment = first.split("-")[-1]
    whole = vocabulary.words.get((fragment + second).lower(), 0)
    split = max(
        vocabulary.hyphenated.get(f"{fragment}-{second}".lower(), 0),
        vocabulary.hyphenated.get(f"{first}-{compound}".lower(), 0),
    )
    overlap = 0 if whole or split else _overlap(fragment, second, vocabulary)
    if overlap:
        return "syllable-dropped", first + second[overlap:], overlap
    keeps = split > whole or (not whole and _keeps_hyphen(fragment, second, vocabulary))
    if keeps:
        return "hyphen-kept", f"{first}-{second}", 0
    return "hyphen-dropped", first + second, 0


def _overlap(first: str, second: str, vocabulary: Vocabulary) -> int:
    """Return the number of letters printed twice: 2 in "es-/established", 2 in "eco-/conomic"; 0 if none.

    Unless the whole first piece is repeated, the joined word must occur elsewhere in the book.
    """
    for length in range(min(len(first), len(second) - 1), 1, -1):
        doubled = first.lower().endswith(second[:length].lower())
        if doubled and (length == len(first) or vocabulary.has(first + second[length:])):
            return length
    return 0


def _keeps_hyphen(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Decide whether a hyphen that occurs nowhere else in the book stays, by what precedes and follows it."""
    if second[:1].isupper() or second[:1].isdigit() or first[-1:].isdigit():
        return True
    return _is_compound(first, second, vocabulary)


def _is_compound(first: str, second: str, vocabulary: Vocabulary) -> bool:
    """Return whether both parts are words of the book and the first one begins compounds elsewhere."""
    return (
        vocabulary.has(first) and vocabulary.has(second) and vocabulary.first_parts.get(first.lower(), 0) > 0
    )


def _without_fragments(line: str) -> str:
    """Remove a word split at a line's end, and one at its start that may continue from the line before."""
    line = re.sub(r"(?<![\w’'-])[\w’'-]+[-‐¬]\Z", "", line)
    return re.sub(r"\A[a-zа-я][\w’']*", "", line)
