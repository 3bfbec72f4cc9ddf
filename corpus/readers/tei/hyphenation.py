"""Words broken at the end of a line, rejoined as the rest of the edition prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

HYPHENS: Final = "-¬⸗=\u00ad‐"
"""The characters that can break a word at the end of a line."""
_DOUBTFUL: Final = "-‐"
"""Those that a word can also contain."""
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_CONJUNCTIONS: Final = frozenset(("und", "oder", "bzw", "sowie", "u", "and", "or", "och", "og", "и", "или"))
"""Words before which a hyphen may stand for a common part, as in "land- and seamarks"."""


class Hyphenation:
    """The rule by which words are rejoined, with the spellings of the edition's texts as evidence."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Take the texts of the edition, which are only read if a word has to be rejoined."""
        self._texts = texts

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """The words and hyphened compounds within lines, in lower case."""
        return frozenset(
            match.lower().replace("‐", "-") for text in self._texts for match in _WORD.findall(text)
        )

    def connect(self, before: str, hyphen: str, after: str) -> str:
        """Return what stands between the halves of a broken word: "", a hyphen, or a hyphen and a space.

        A hyphen is kept in a compound that the edition prints within a line, before a capital after a small
        letter, before what is not a letter, and before a conjunction ("land- and seamarks").

        Args:
            before: the letters before the hyphen.
            hyphen: the hyphen as printed.
            after: the word after it.
        """
        kept = hyphen if hyphen in _DOUBTFUL else "-"
        if not before or not after[:1].isalpha():
            return hyphen if hyphen in _DOUBTFUL else ""
        if after[0].isupper() and before[-1].islower():
            return kept
        if hyphen not in _DOUBTFUL:
            return ""
        if f"{before}-{after}".lower() in self._spellings:
            return kept
        is_word = f"{before}{after}".lower() in self._spellings
        return f"{kept} " if after.lower() in _CONJUNCTIONS and not is_word else ""
