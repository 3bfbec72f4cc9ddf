"""The words of a question, marked in a text that is read. Pure; the terms are those of the index."""

from __future__ import annotations

import re
from typing import Final

from corpus.text.analysis import ENGLISH, Token, is_stop_word, tokens
from web.reading import Highlighter

NOT_SOUGHT: Final = re.compile(r"(?:^|\s)(?:-|NOT\s+)(?:\"[^\"]*\"|\S+)|\b(?:AND|OR|NOT)\b|\b[\w.]+:(?=\S)")
BEGINNING: Final = re.compile(r"(\w+)\*")


def highlighter(question: str, language: str) -> Highlighter:
    """Make the function that finds a question's words in a text, without excluded and stop words.

    Args:
        language: of the text.
    """
    sought = NOT_SOUGHT.sub(" ", question)
    beginnings = tuple(word.lower() for word in BEGINNING.findall(sought))
    wanted = {token.term for token in tokens(sought, language) if not _is_little(token, language)}

    def find(text: str) -> tuple[tuple[int, int], ...]:
        if not wanted:
            return ()
        return tuple(
            (token.start, token.end)
            for token in tokens(text, language)
            if token.term in wanted or token.word.startswith(beginnings or ("\0",))
        )

    return find


def _is_little(token: Token, language: str) -> bool:
    """A stop word of the text's language, or of English, in which most ask."""
    return is_stop_word(token, language) or is_stop_word(token, ENGLISH)
