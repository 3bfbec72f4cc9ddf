"""The words of a question, marked in a text that is read. Pure; the terms are those of the index."""

from __future__ import annotations

import re
from typing import Final

from corpus.store.analysis import STOP_WORDS, tokens
from web.reading import Highlighter

NOT_SOUGHT: Final = re.compile(r"(?:^|\s)(?:-|NOT\s+)(?:\"[^\"]*\"|\S+)|\b(?:AND|OR|NOT)\b|\b[\w.]+:(?=\S)")
BEGINNING: Final = re.compile(r"(\w+)\*")


def highlighter(question: str) -> Highlighter:
    """Make the function that finds a question's words in a text, without excluded and stop words."""
    sought = NOT_SOUGHT.sub(" ", question)
    beginnings = tuple(word.lower() for word in BEGINNING.findall(sought))
    wanted = {token.term for token in tokens(sought) if token.word not in STOP_WORDS}

    def find(text: str) -> tuple[tuple[int, int], ...]:
        if not wanted:
            return ()
        return tuple(
            (token.start, token.end)
            for token in tokens(text)
            if token.term in wanted or token.word.startswith(beginnings or ("\0",))
        )

    return find
