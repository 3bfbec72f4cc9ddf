"""Whether the indexed texts use a word as an everyday word ("gold") or as a name ("Gold").

What they print in lower case is the evidence, so that no list of words is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

LOWER_CASE_SHARE_MIN = 0.2
"""Share of a word's occurrences in lower case from which on it is an everyday word. In seven editions hardly
any word of a name has a share between 0.05 and 0.9."""
WORDS_CACHED = 4096
_SENTENCE_START = re.compile(r"(?:\A|\n|[!?:…]|(?<!\b[A-Z])(?<!\b[A-Z][a-z])\.)[\"”’')\]]*\s*[\"“„‘'(\[«]*\Z")
_CONTEXT = 16
_COMBINING = re.compile(r"[\u0300-\u036f]")

TextsWith = Callable[[str], Iterable[str]]
"""Returns texts of the index, or a sample of them, in which a folded word occurs."""


class WordUsage:
    """How the texts of an index use words."""

    def __init__(self, texts_with: TextsWith) -> None:
        self._texts_with = texts_with
        self._is_common = lru_cache(maxsize=WORDS_CACHED)(self._is_mostly_common)

    def is_common(self, word: str) -> bool:
        """Return whether the texts use a folded word as an everyday word; False if it does not occur."""
        return self._is_common(word)

    def _is_mostly_common(self, word: str) -> bool:
        cases = [is_lower for text in self._texts_with(word) for is_lower in _cases(word, text)]
        return bool(cases) and sum(cases) >= LOWER_CASE_SHARE_MIN * len(cases)


def _cases(word: str, text: str) -> Iterator[bool]:
    """Yield for each occurrence of a folded word in a text whether it is in lower case.

    Occurrences at the start of a sentence and in capitals throughout are left out: they tell nothing.
    """
    bare = text if text.isascii() else _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    for match in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", bare, re.IGNORECASE):
        printed = match.group()
        if printed[0].islower():
            yield True
        elif not (len(printed) > 1 and printed.isupper()) and not starts_sentence(bare, match.start()):
            yield False


def starts_sentence(text: str, start: int) -> bool:
    """Return whether a sentence may start at an offset."""
    return bool(_SENTENCE_START.search(text[max(0, start - _CONTEXT) : start]) if start else True)
