"""Drop caps: "**I**N 1931" and "**N**OT LONG" become "In 1931" and "Not long"."""

from __future__ import annotations

import re

from corpus.readers.printed.rejoin import Vocabulary

_INITIAL = re.compile(r"\*\*([^\W\d_])\*\*(?=\w)|<b>([^\W\d_])</b>(?=\w)", re.UNICODE)
_OPENING = re.compile(r"(?:[A-ZÀ-ÞЀ-Я’'-]+|\d{1,4})(?:\s+|(?=[,;:]))", re.UNICODE)


def normalize_drop_cap(text: str, vocabulary: Vocabulary) -> str:
    """Return a text with its opening words in capitals changed to the case usual in the book.

    A text without such an opening is returned unchanged.
    """
    initial = _INITIAL.match(text)
    plain_start = _INITIAL.sub(lambda match: match[1] or match[2], text, count=1) if initial else text
    end = _end_of_capitals(plain_start)
    first = re.match(r"[^\W\d_]+", plain_start)
    if not initial and (end == 0 or first is None or len(first[0]) < 2 or _is_usual(first[0], vocabulary)):
        return text
    opening = re.sub(r"[^\W\d_]+", lambda match: _usual_form(match[0], vocabulary), plain_start[:end])
    return opening[:1].upper() + opening[1:] + plain_start[end:]


def _end_of_capitals(text: str) -> int:
    """Return the offset at which the opening words in capitals end, with numbers between them; 0 if none."""
    position = end = 0
    while match := _OPENING.match(text, position):
        position = match.end()
        word = match[0].strip()
        if len(word) > 1 and not word.isdigit():
            end = position
    return end


def _usual_form(word: str, vocabulary: Vocabulary) -> str:
    """Return the book's most frequent spelling of a word, or the word capitalised if the book lacks it."""
    return vocabulary.forms.get(word.lower(), word.capitalize())


def _is_usual(word: str, vocabulary: Vocabulary) -> bool:
    """Return whether the book usually sets a word in the case it has here, as it does abbreviations."""
    return _usual_form(word, vocabulary) == word
