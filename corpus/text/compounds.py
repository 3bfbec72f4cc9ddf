"""Compounds: successive words of a text that are one word when written closed.

They are words joined by hyphens ("co-operation", closed "cooperation"), also at the end of a printed line;
dotted letters that may be initials ("U.S. Government", closed "US"); and groups of digits separated by
ordinary spaces ("12 500", closed "12500"). The words themselves are indexed. An index lists its compounds, so
that the closed form of a query finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from corpus.text.analysis import ENGLISH, TokenTuple, stem
from corpus.text.word_patterns import HYPHENS, JOINERS

Joint = Literal["", "hyphen", "dot", "space"]
PARTS_MAX = 6
"""Maximum number of words of a compound; longer sequences are enumerations."""
_HYPHEN = re.compile(rf"[{HYPHENS}](?:\s*\n\s*)?")
_SOFT_HYPHEN = JOINERS[0]


@dataclass(frozen=True, slots=True)
class Compound:
    """The tokens ``first`` to ``end`` (exclusive) of a text, and their closed form, folded."""

    first: int
    end: int
    word: str


def find_compounds(text: str, tokens: Sequence[TokenTuple]) -> Iterator[Compound]:
    """Yield the compounds of a text, given with its tokens, in order."""
    joints = enumerate(_joint(text, left, right) for left, right in pairwise(tokens))
    for joint, run in groupby(joints, lambda pair: pair[1]):
        if joint:
            indices = [index for index, _ in run]
            first, end = indices[0], indices[-1] + 2
            words = [word for _, _, word, _ in tokens[first:end]]
            if end - first <= PARTS_MAX and (joint != "space" or _is_figure(words)):
                yield Compound(first, end, "".join(words))


def _joint(text: str, left: TokenTuple, right: TokenTuple) -> Joint:
    """Return how two successive words of a text are joined; empty if they are not."""
    (_, end, before, _), (start, _, after, _) = left, right
    gap = text[end:start]
    if gap == " " or not gap:
        return "space" if gap and before.isdecimal() and after.isdecimal() else ""
    if gap == ".":
        return "dot" if len(before) == len(after) == 1 and before.isalpha() and after.isalpha() else ""
    if _HYPHEN.fullmatch(gap):
        return "" if before[-1].isdecimal() and after[0].isdecimal() else "hyphen"
    return "hyphen" if text[end - 1] == _SOFT_HYPHEN and gap.isspace() and "\n" in gap else ""


def _is_figure(groups: Sequence[str]) -> bool:
    """Return whether groups of digits are one figure: one to three digits, then groups of three."""
    first, *others = groups
    return len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)


def compound_entries(
    text: str, tokens: Sequence[TokenTuple], language: str = ENGLISH
) -> Iterator[tuple[str, str]]:
    """Yield the compounds of a text as an index lists them: (key, folded words separated by spaces).

    Each has two keys: its closed form, folded, and the stem of that.
    """
    for compound in find_compounds(text, tokens):
        parts = " ".join(word for _, _, word, _ in tokens[compound.first : compound.end])
        for key in {compound.word, stem(compound.word, language)}:
            yield key, parts
