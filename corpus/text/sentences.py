"""Sentence segmentation for prose full of initials, abbreviations and archive references."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…।؟۔]+[\"”’')\]]*(?=\s+[\"“‘'(\[]*[^\W_])|[。！？｡]+[\"”’')\]」』）〉》]*")
"""The end of a sentence; in scripts without spaces, none need follow."""
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
_NEXT_CHAR = re.compile(r"\s+[\"“‘'(\[]*(\S)")
_LIST_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}$")

_BEFORE_A_NAME = "mr mrs ms dr st prof gen col lt capt comr rev hon messrs mt"
_BEFORE_A_NUMBER = (
    "no nos f op d l ll p pp vol vols ch sec art fig par para col bk pt ca approx doc docs n nn"
)
_INSIDE = "cf eg ie viz vs incl esp trans"
_ALWAYS_ABBREVIATED = frozenset(f"{_BEFORE_A_NAME} {_INSIDE}".split())
_ABBREVIATED_BEFORE_A_NUMBER = frozenset(_BEFORE_A_NUMBER.split())


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of each sentence, in order; only white space lies between them."""
    spans: list[tuple[int, int]] = []
    start = _skip_blanks(text, 0)
    for match in _END.finditer(text):
        if _ends_sentence(text, start, match):
            spans.append((start, match.end()))
            start = _skip_blanks(text, match.end())
    end = len(text.rstrip())
    if start < end:
        spans.append((start, end))
    return spans


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Return whether the punctuation of a match ends the sentence that begins at ``start``."""
    following = _NEXT_CHAR.match(text, match.end())
    next_char = following.group(1) if following else ""
    if next_char.islower():
        return False
    if match.group()[0] != "." or match.group().startswith(".."):
        return True
    sentence = text[start : match.start()]
    return not (_LIST_NUMBER.fullmatch(sentence) or _is_abbreviated(sentence, next_char))


def _is_abbreviated(sentence: str, next_char: str) -> bool:
    """Return whether the full stop belongs to the last word: an initial, a title, "no." before a number."""
    last_word = _LAST_WORD.search(sentence)
    if last_word is None:
        return False
    word = last_word.group()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    folded = word.lower()
    if next_char.isdigit() and folded in _ABBREVIATED_BEFORE_A_NUMBER:
        return True
    return folded in _ALWAYS_ABBREVIATED or "." in word


def _skip_blanks(text: str, start: int) -> int:
    """Return the first offset from ``start`` on that is not white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
