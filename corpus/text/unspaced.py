"""Words of texts in scripts without spaces: overlapping sequences of a few signs, as queries search them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.text.analysis import ENGLISH, TextToken, tokens
from corpus.text.word_patterns import SOUTHEAST_ASIAN, UNSPACED

_SIGN = re.compile(f"[{UNSPACED}]")
_LETTER = re.compile(f"[{SOUTHEAST_ASIAN}]")
SIGNS, LETTERS = 2, 4
"""Signs of a sequence, and letters of a Southeast Asian one, which are less than syllables."""


def is_unspaced(word: str) -> bool:
    """Return whether a word begins with a sign of a script without spaces."""
    return _SIGN.match(word) is not None


def search_words(text: str, language: str = ENGLISH) -> list[TextToken]:
    """Return the words of a query: its tokens, signs of unspaced scripts as overlapping sequences.

    北京大学 is searched as 北京, 京大 and 大学; a shorter sequence as a whole.
    """
    return [word for run in _runs(text, language) for word in _sequences(text, run)]


def joined_words(text: str) -> list[str]:
    """Return the folded words of a name or heading: successive signs of an unspaced script as one word."""
    return ["".join(token.word for token in run) for run in _runs(text, ENGLISH)]


def _runs(text: str, language: str) -> list[list[TextToken]]:
    """Return the tokens of a text, successive signs of an unspaced script together and others alone."""
    runs: list[list[TextToken]] = []
    for token in tokens(text, language):
        if runs and runs[-1][-1].end == token.start and _kind(runs[-1][-1]) == _kind(token) != 0:
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _kind(token: TextToken) -> int:
    """Return how many signs a sequence has in the script of a token; 0 for a script with spaces."""
    if not is_unspaced(token.text):
        return 0
    return LETTERS if _LETTER.match(token.text) else SIGNS


def _sequences(text: str, run: Sequence[TextToken]) -> Iterator[TextToken]:
    """Yield the overlapping sequences of a run of signs."""
    size = min(_kind(run[0]) or 1, len(run))
    for index in range(len(run) - size + 1):
        signs = run[index : index + size]
        start, end = signs[0].start, signs[-1].end
        word, term = "".join(sign.word for sign in signs), "".join(sign.term for sign in signs)
        yield TextToken(text[start:end], start, end, word, term)
