"""Which eight-bit encoding a text is in: the one whose letters are likeliest in some language.

The likelihood of a word is the product, over its letters beyond ASCII, of three probabilities: of the letter
among those of a language, of its neighbours' script, and of its case after the letter before it. A Russian
word read as Latin is all accents; in another Cyrillic encoding it has rare letters, and capitals inside.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from typing import Final

ENCODINGS: Final = {
    "windows-1252": ("cp1252", 1.0),
    "windows-1251": ("cp1251", 1.0),
    "windows-1250": ("cp1250", 0.3),
    "koi8-r": ("koi8_r", 0.3),
    "iso-8859-2": ("iso8859_2", 0.2),
    "iso-8859-5": ("iso8859_5", 0.02),
    "mac-roman": ("mac_roman", 0.02),
    "mac-cyrillic": ("mac_cyrillic", 0.02),
    "cp866": ("cp866", 0.02),
}
"""The encodings that are tried: name → Python codec, and how frequent it is in relation to the first."""
_LETTERS: Final = {
    "de": "ü65 ä54 ö30 ß31",
    "fr": "é190 è35 à49 ê22 ç9 ù6 â5 î5 ô4 û6 ë1 ï1 œ2",
    "es": "ó83 í73 á50 é43 ñ31 ú17 ü1",
    "it": "à63 è36 ù17 ò15 ì8 é6",
    "pt": "ã73 ç53 ê45 é33 ó30 í13 á12 à7 â6 õ4 ú2",
    "nl": "ë5 é4 ï2 ó2 ö1 ü1 è1 á1",
    "sv": "ä180 å130 ö130 é2",
    "da": "ø100 æ90 å120 é2",
    "pl": "ł182 ę111 ą99 ó85 ż83 ś66 ć40 ń20 ź6",
    "cs": "í324 á220 ě160 é130 ř121 ý108 ž100 č95 š82 ů70 ú10 ť4 ó3 ď2 ň1",
    "sk": "á180 í120 ý110 ž100 š100 č100 ú90 é80 ť60 ľ40 ď20 ň20 ô15 ä10 ó10 ĺ1 ŕ1",
    "hu": "é390 á340 ö120 ó110 ő90 í70 ü60 ú30 ű20",
    "ro": "ă240 ş150 î140 ţ110 â10",
    "hr": "č100 š100 ž60 ć60 đ20",
    "ru": (
        "о1097 е845 а801 и735 н670 т626 с547 р473 в454 л440 к349 м321 д298 п281 у262 я201 ы190 ь174 г170 з165"
        " б159 ч144 й121 х97 ж94 ш73 ю64 ц48 щ36 э32 ф26 ъ4 ё4"
    ),
    "uk": (
        "о942 а807 и626 і616 н681 в535 т535 е495 р448 к354 с424 л358 м301 у336 д338 п287 я246 з232 ь183 г155"
        " б177 ч141 х119 ц83 ж93 ї65 й138 ш76 ю93 є61 щ56 ф28 ґ1"
    ),
    "sr": (
        "а1151 е885 и988 о988 н551 р535 т435 с545 в378 у428 к349 л328 ј413 м368 д371 п285 з180 г161 б151 ч98"
        " ш98 ц77 њ60 х67 ж61 ћ63 љ53 ђ15 ф19 џ5"
    ),
}
"""Letters beyond ASCII with their frequencies among 10,000 letters of a language, by language."""
_PUNCTUATION: Final = frozenset("“”„‘’‚«»‹›–—…§°№·•\u00a0¿¡€£†‡´")
_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_SAMPLED_BYTES: Final = 2_000_000
_SAMPLED_WORDS: Final = 2_000
_UNLIKELY: Final = math.log(1e-5)
"""The logarithm of the probability of a sign that no language or typography has in its place."""
_PUNCTUATION_LIKELIHOOD: Final = math.log(0.005)
_DASH_AT_WORD_LIKELIHOOD: Final = math.log(0.0002)
_CAPITAL_LIKELIHOOD: Final = math.log(0.05)
_CAPITAL_INSIDE_LIKELIHOOD: Final = math.log(0.002)
_ACCENT_BESIDE_ACCENT: Final = math.log(0.06)
_SCRIPTS_MIXED: Final = math.log(0.001)
_CERTAIN_ODDS: Final = math.log(30)
"""The logarithm of the odds between the best encoding and the next from which the choice is certain."""


def rank_encodings(content: bytes) -> tuple[str, str | None]:
    """Return the most plausible eight-bit encoding of a text, and one that is nearly as plausible or None.

    An encoding in which the text reads the same is no other one.
    """
    words = Counter(_WORD.findall(content[:_SAMPLED_BYTES])).most_common(_SAMPLED_WORDS)
    scores = {name: _plausibility(words, name) for name in ENCODINGS}
    best = max(scores, key=lambda name: scores[name])
    reading = _decoded(words, best)
    others = (name for name in scores if name != best and _decoded(words, name) != reading)
    second = max(others, key=lambda name: scores[name], default=None)
    is_doubtful = second and scores[best] - scores[second] < _CERTAIN_ODDS
    return best, second if is_doubtful else None


def _decoded(words: list[tuple[bytes, int]], name: str) -> list[str]:
    """Return words as they read in an encoding."""
    return [word.decode(ENCODINGS[name][0], "replace") for word, _ in words]


def _plausibility(words: list[tuple[bytes, int]], name: str) -> float:
    """Return the log-likelihood of the letters beyond ASCII, in the language where it is highest."""
    contexts: Counter[tuple[str, float]] = Counter()
    for word, count in words:
        for letter, context in _letters_in_context(word.decode(ENCODINGS[name][0], "replace")):
            contexts[letter, context] += count
    fixed = sum(context * count for (_, context), count in contexts.items())
    letters: Counter[str] = Counter()
    for (letter, _), count in contexts.items():
        letters[letter] += count
    likeliest = max(_letter_likelihood(letters, frequencies) for frequencies in _FREQUENCIES.values())
    return fixed + likeliest + math.log(ENCODINGS[name][1])


def _letters_in_context(word: str) -> list[tuple[str, float]]:
    """Return each letter beyond ASCII in lower case, "" for other signs, with its place's likelihood."""
    found = []
    for position, char in enumerate(word):
        if char.isascii():
            continue
        before, after = word[position - 1 : position], word[position + 1 : position + 2]
        if char.isalpha():
            found.append((char.lower(), _place_likelihood(char, before, after)))
        else:
            found.append(("", _sign_likelihood(char, before, after)))
    return found


def _sign_likelihood(char: str, before: str, after: str) -> float:
    """Return the log-likelihood of a sign: an apostrophe inside a word, a dash between words."""
    if char in "–—" and bool(before) != bool(after):
        return _DASH_AT_WORD_LIKELIHOOD
    is_typographic = char in _PUNCTUATION and (char in "’‘–—" or not (before and after))
    return _PUNCTUATION_LIKELIHOOD if is_typographic else _UNLIKELY


def _place_likelihood(char: str, before: str, after: str) -> float:
    """Return the log-likelihood of a letter's case and neighbours."""
    likelihood = 0.0
    if char.isupper():
        is_inside = before.isalpha() and before.islower()
        likelihood += _CAPITAL_INSIDE_LIKELIHOOD if is_inside else _CAPITAL_LIKELIHOOD
    for neighbour in filter(str.isalpha, (before, after)):
        if _is_cyrillic(char) != _is_cyrillic(neighbour):
            likelihood += _SCRIPTS_MIXED
        elif not _is_cyrillic(char) and not neighbour.isascii():
            likelihood += _ACCENT_BESIDE_ACCENT
    return likelihood


def _is_cyrillic(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CYRILLIC")


def _letter_likelihood(letters: Counter[str], frequencies: dict[str, float]) -> float:
    """Return the summed log-likelihood of letters in a language; signs that are no letters count nothing."""
    return sum(frequencies.get(letter, _UNLIKELY) * count for letter, count in letters.items() if letter)


def _log_frequencies(listed: str) -> dict[str, float]:
    """Parse letters with their frequencies into log-probabilities among these letters."""
    frequencies = {entry[0]: int(entry[1:]) for entry in listed.split()}
    total = sum(frequencies.values())
    return {letter: math.log(frequency / total) for letter, frequency in frequencies.items()}


_FREQUENCIES: Final = {language: _log_frequencies(listed) for language, listed in _LETTERS.items()}
