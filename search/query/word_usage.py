"""Whether the indexed texts use a word as an everyday word ("gold") or as a name ("Gold").

What they print in lower case is the evidence, and in German, which capitalises nouns, what follows an article
("der Kaiser"), so that no list of words is needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Literal

LOWER_CASE_SHARE_MIN = 0.2
"""Share of a word's occurrences in lower case from which on it is an everyday word. In seven editions hardly
any word of a name has a share between 0.05 and 0.9."""
ARTICLE_SHARE_MIN, ARTICLES_MIN = 0.35, 3
"""Share and number of a word's occurrences after a German article from which on it is a noun. In five
editions "Zeit", "Buch" and "König" have shares from 0.4, names hardly any above 0.3."""
WORDS_CACHED = 4096
_ARTICLE = re.compile(
    r"(?<!von )\b(?:d(?:er|ie|as|e[mnrs])|[kmds]?ein(?:e[mnrs]?)?|(?:ihr|unser|eur|jed|dies|jen)e[mnrs]?"
    r"|vom|zum|zur|beim)\s+(?:[a-zäöüß]+e[mnrs]?\s+)?\Z",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(r"(?:\A|\n|[!?:…]|(?<!\b[A-Z])(?<!\b[A-Z][a-z])\.)[\"”’')\]]*\s*[\"“„‘'(\[«]*\Z")
_CONTEXT = 32
Case = Literal["lower", "article", "name"]
"""How a word is printed: in lower case, in capitals after an article, or in capitals without one."""
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
        cases = Counter(case for text in self._texts_with(word) for case in _cases(word, text))
        total, nouns = cases.total(), cases["article"]
        is_noun = nouns >= ARTICLES_MIN and nouns >= ARTICLE_SHARE_MIN * total
        return is_noun or (total > 0 and cases["lower"] >= LOWER_CASE_SHARE_MIN * total)


def _cases(word: str, text: str) -> Iterator[Case]:
    """Yield for each occurrence of a folded word in a text how it is printed.

    Occurrences at the start of a sentence and in capitals throughout are left out: they tell nothing.
    """
    bare = text if text.isascii() else _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    for match in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", bare, re.IGNORECASE):
        printed, start = match.group(), match.start()
        if printed[0].islower():
            yield "lower"
        elif not (len(printed) > 1 and printed.isupper()) and not starts_sentence(bare, start):
            yield "article" if _ARTICLE.search(bare[max(0, start - _CONTEXT) : start]) else "name"


def starts_sentence(text: str, start: int) -> bool:
    """Return whether a sentence may start at an offset."""
    return bool(_SENTENCE_START.search(text[max(0, start - _CONTEXT) : start]) if start else True)
