"""What counts as a word: letters and digits, figures, dotted abbreviations, signs of unspaced scripts.

A word consists of letters, digits, and the combining marks and joiners of every script. The signs of scripts
that are written without spaces between words (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) are words
one by one: a sequence of them is searched as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import groupby

APOSTROPHES = "'’‘ʼʹ′`"
SPACES = " \u00a0\u2009\u202f"
"""Spaces within a figure or an abbreviation: ordinary, no-break, thin and narrow no-break."""
HYPHENS = "\\-\u2010\u2011"
"""Hyphen-minus, hyphen and no-break hyphen; a dash separates words."""
JOINERS = "\u00ad\u200c\u200d\u2060\ufeff"
"""Invisible characters within words, of which the first is the soft hyphen."""
SOUTHEAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9fe\uaa60-\uaa7f"
"""Thai, Lao, Burmese and Khmer, whose signs are letters rather than syllables."""
UNSPACED = (
    "々-〇〡-〩ぁ-ゖゝ-ゟァ-ヺー-ヿㇰ-ㇿ㐀-䶿一-鿿豈-龎ｦ-ﾝ\U00020000-\U000323af"
    f"\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb{SOUTHEAST_ASIAN}"
)
"""Scripts without spaces between words, and Korean, whose words are written together with their particles."""
_SYLLABLE = "[\u1100-\u115f\ua960-\ua97c][\u1160-\u11a7\ud7b0-\ud7c6]+[\u11a8-\u11ff\ud7cb-\ud7fb]*"
"""A decomposed Korean syllable."""
_NOT_LETTERS = "¹²³⁰⁴-⁹¼-¾⅐-⅟↉①-⒛⓪-⓿❶-➓"
"""Superscript and circled figures, which refer to notes, and fractions: no part of a word."""
_SEPARATORS = f".,٬{APOSTROPHES}"
"""Signs that separate the thousands of a figure; the third is Arabic."""
_GROUPS = r"\d{{1,3}}(?P<{0}>[{1}])\d{{3}}(?:(?P={0})\d{{3}})*(?!\d|(?P={0})\d)"
FIGURE = (
    rf"(?<!\w)(?<!\d[{_SEPARATORS}])(?!0)(?:{_GROUPS.format('separator', _SEPARATORS)}"
    rf"|(?<!\d[{SPACES}])(?:{_GROUPS.format('gap', SPACES[1:])}|\d{{1,3}}(?:[ ]\d{{3}})*?[ ]000(?!\d|[ ]\d)))"
)
"""A whole number with separated thousands: groups of exactly three digits after one of one to three.

With ordinary spaces, the last group must be 000: other numbers often follow each other by chance.
"""
_COMMON_MARKS = "\u0300-\u036f"
_PLANES_WITH_MARKS = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))
_UNCOMMON = re.compile("[\u0483-\u0489\u0530-\u1dff\u20d0-\U0010ffff]")
"""Characters of texts that may have other combining marks than ``_COMMON_MARKS``, or unspaced signs."""


def _dotted(marks: str, unspaced: str) -> str:
    """Return the pattern of single letters each followed by a dot: an abbreviation, or initials.

    Args:
        marks: the combining marks that letters may have, as the inside of a character class.
        unspaced: the signs that are no letters of abbreviations, likewise.
    """
    letter = rf"[^\W\d_{_NOT_LETTERS}{unspaced}][{marks}]*"
    return (
        rf"(?<!\w)(?<!\w\.)(?:(?:{letter}\.)+{letter}\.|(?:{letter}\.){{2,}}{letter}|(?:{letter}\.[{SPACES}])+{letter}\.)"
        rf"(?:[{APOSTROPHES}]s)?(?!\w|\.\w)"
    )


DOTTED = _dotted(_COMMON_MARKS, "")
"""Dotted letters in Latin, Greek and Cyrillic."""


def word_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern that finds the words of a text.

    Its group ``dotted`` matches dotted letters, which are one word or several.
    """
    return _full_pattern() if _UNCOMMON.search(text) else _COMMON_PATTERN


def _compile(marks: str, unspaced: str) -> re.Pattern[str]:
    """Compile the pattern of words, with the combining marks and unspaced signs of some scripts."""
    first = rf"[^\W_{_NOT_LETTERS}{unspaced}]"
    rest = rf"(?:{first}++|[{marks}{JOINERS}])"
    continued = rf"(?:[{APOSTROPHES}](?!\d){rest}++)*+"
    sign = rf"|(?:{_SYLLABLE}|[{unspaced}])[{marks}{JOINERS}ﾞﾟ]*" if unspaced else ""
    return re.compile(
        rf"(?=\w)(?:[^\W\d_{_NOT_LETTERS}{unspaced}]{rest}++{continued}"
        rf"|(?=\d){FIGURE}{rest}*+|(?P<dotted>{_dotted(marks, unspaced)})"
        rf"|(?P<elided>\b[dlDL][{APOSTROPHES}](?=[aeiouhàâéèêîôAEIOUHÀÂÉÈÊÎÔ]{rest}))"
        rf"{sign}|{first}{rest}*+{continued})"
    )


_COMMON_PATTERN = _compile(_COMMON_MARKS, "")


@cache
def _full_pattern() -> re.Pattern[str]:
    """Compile the pattern for all scripts."""
    return _compile(combining_marks(), UNSPACED)


@cache
def combining_marks() -> str:
    """Return the combining marks of every script, as the inside of a character class."""
    marks = [code for plane in _PLANES_WITH_MARKS for code in plane if is_mark(chr(code))]
    runs = groupby(enumerate(marks), lambda pair: pair[1] - pair[0])
    ranges = [[code for _, code in run] for _, run in runs]
    return "".join(f"{chr(codes[0])}-{chr(codes[-1])}" for codes in ranges)


def is_mark(character: str) -> bool:
    """Return whether a character is a combining mark, of any script."""
    return unicodedata.category(character).startswith("M")
