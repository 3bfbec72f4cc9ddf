"""The analyzer shared by index and queries: tokenization, folding, stemming, stop words.

It is written in Python because printed text needs more care than tantivy's tokenizers take: apostrophes in
transliterated names (Zinov'ev = Zinovev), French elision (d'Alma), accents, ligatures and soft hyphens,
figures (1,000 = 1000), dotted abbreviations (U.S.S.R. = USSR), and scripts without spaces. Stems are
tantivy's (Snowball), in the language of the unit, of keys that historical and
modern spellings share. The index receives these tokens as they are (``pre_tokenized``), so that highlights,
phrases and the index always agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tantivy import Filter, PreTokenizedString, TextAnalyzer, TextAnalyzerBuilder, Tokenizer
from tantivy import Token as IndexToken

from corpus.text.languages import primary_subtag
from corpus.text.word_keys import word_key
from corpus.text.word_patterns import APOSTROPHES, SPACES, is_mark, word_pattern

_POSSESSIVE = re.compile(rf"[{APOSTROPHES}][sS]$")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "\u0640": ""}
)
"""Letters that decomposition leaves as they are; the last, the Arabic tatweel, only lengthens a word."""
_DISTINCT = re.compile("и\u0306|у\u0306|і\u0308")
"""Decomposed letters that are not accented forms of others (й, ў, ї): they keep their diacritic."""
_ACCENT = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711"
    "\u0730-\u074a\u0898-\u089f\u08ca-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ua66f-\ua67d"
    "\ua69e\ua69f\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
"""Marks that words may lack: those of Latin, Greek, Cyrillic, Hebrew, Arabic and Syriac letters, and
variation selectors. The marks of other scripts are vowels, tones and parts of letters."""
_INITIALS_MAX = 3
"""Maximum number of dotted letters beside a name that are initials rather than an abbreviation."""
_DOTTED_LETTER = re.compile(rf"[^\W\d_][^.{SPACES}{APOSTROPHES}]*")
_NAME_BEFORE = re.compile(rf"(?<!\w)([^\W\d_])\w+,?[{SPACES}]\Z")
_NAME_AFTER = re.compile(rf"\)?[{SPACES}]?([^\W\d_])\w")

ENGLISH = "en"
_STEMMED = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french",
    "de": "german", "el": "greek", "hu": "hungarian", "it": "italian", "no": "norwegian", "nb": "norwegian",
    "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "es": "spanish",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Languages with a stemmer, by code; words of other languages are not stemmed."""
_WITHOUT_STOP_WORDS = ("ar", "el", "ro", "ta", "tr")

_STOP_WORDS = """
    a an and are as at be been but by did do does for from had has have he her him his how i in is it its me
    my not of on or our she so that the their them they this to us was we were what when where which who whom
    whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English stop words, folded. They are indexed, for phrases; plain-word queries can leave them out."""


@dataclass(frozen=True, slots=True)
class TextToken:
    """A token of a text: as printed, its offsets, folded (``word``), and folded and stemmed (``term``)."""

    text: str
    start: int
    end: int
    word: str
    term: str


TokenTuple = tuple[int, int, str, str]
"""A token as a plain tuple: start, end, folded word, term."""


def tokens(text: str, language: str = ENGLISH) -> list[TextToken]:
    """Tokenize a text; a token's position in the list is its position in the index."""
    return list(_tokens(text, language))


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """Return the stemmed term of each token of a text, as term and phrase queries need them."""
    return [token.term for token in _tokens(text, language)]


def words(text: str) -> list[str]:
    """Return the folded, unstemmed words of a text, as the index field ``exact`` holds them."""
    return [word for _, _, word, _ in token_tuples(text)]


def fold(text: str) -> str:
    """Fold a word: case-fold it, remove accents and a final possessive 's, and all but letters and digits.

    Digits of all scripts become ASCII digits; marks that distinguish words, such as the vowels of Indic
    scripts, are kept.
    """
    if text.isascii() and text.isalnum():
        return text.lower()
    bare = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    decomposed = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
    kept = "".join(map(_folded, _ACCENT.sub("", _DISTINCT.sub(_composed, decomposed))))
    return unicodedata.normalize("NFC", kept)


def _composed(match: re.Match[str]) -> str:
    """Return a decomposed letter as one character."""
    return unicodedata.normalize("NFC", match.group())


def _folded(character: str) -> str:
    """Return a character of a folded word: digits in ASCII; empty for punctuation."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character if character.isalnum() or is_mark(character) else ""


@lru_cache(maxsize=262_144)
def stem(word: str, language: str = ENGLISH) -> str:
    """Return the Snowball stem of a folded word's key; the word itself in a language without a stemmer."""
    stemmer = _stemmer(primary_subtag(language))
    stems: list[str] = stemmer.analyze(word_key(word, language)) if stemmer else []
    return fold(stems[0]) if stems else word


def is_stop_word(token: TextToken, language: str = ENGLISH) -> bool:
    """Return whether a token is a stop word: English by ``STOP_WORDS``, other languages by Snowball's lists.

    Languages without a list have no stop words.
    """
    return _is_stop_word(token.text, token.word, language)


@lru_cache(maxsize=262_144)
def is_stop_word_as_printed(printed: str, language: str = ENGLISH) -> bool:
    """Return whether a printed word is a stop word, as ``is_stop_word`` does for a token."""
    return _is_stop_word(printed, fold(printed), language)


def _is_stop_word(printed: str, word: str, language: str) -> bool:
    """Return whether a word, as printed and folded, is a stop word."""
    code = primary_subtag(language)
    if code == ENGLISH:
        return word in STOP_WORDS
    stop_filter = _stop_filter(code)
    return stop_filter is not None and not (
        stop_filter.analyze(printed.lower()) and stop_filter.analyze(word)
    )


def pre_tokenized(text: str, found: Sequence[TokenTuple]) -> tuple[PreTokenizedString, PreTokenizedString]:
    """Return a text with its tokens for two tantivy fields: with stemmed terms, and with folded words."""
    stemmed, exact = [], []
    for position, (start, end, word, term) in enumerate(found):
        stemmed.append(IndexToken(term, position, start, end))
        exact.append(IndexToken(word, position, start, end))
    return PreTokenizedString(text, stemmed), PreTokenizedString(text, exact)


@cache
def _stemmer(language: str) -> TextAnalyzer | None:
    """Return the Snowball stemmer of a language; None if it has none."""
    name = _STEMMED.get(language)
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build() if name else None


@cache
def _stop_filter(language: str) -> TextAnalyzer | None:
    """Return an analyzer that drops stop words; None for a language without a list of them."""
    name = None if language in _WITHOUT_STOP_WORDS else _STEMMED.get(language)
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(name)).build() if name else None


@lru_cache(maxsize=262_144)
def _fold_and_stem(printed: str, language: str) -> tuple[str, str]:
    """Return the folded word and the term of a printed word, cached because words recur."""
    word = fold(printed)
    return word, stem(word, language)


def token_tuples(text: str, language: str = ENGLISH) -> Iterator[TokenTuple]:
    """Yield the tokens of a text as plain tuples, which is faster than ``tokens``."""
    for match in word_pattern(text).finditer(text):
        if match.lastgroup == "dotted" and not _is_single_word(match):
            yield from _letters(match, language)
            continue
        word, term = _fold_and_stem(match.group(), language)
        if word:
            start, end = match.span()
            yield start, end, word, term


def _is_single_word(dotted: re.Match[str]) -> bool:
    """Return whether dotted letters are one word ("U.S.S.R."): neither initials nor, closed, a stop word.

    Up to ``_INITIALS_MAX`` letters, none of them lower-case, are initials if a capitalised word (in a script
    without capitals: any word) stands before or after them: "I. V. Stalin", "Stalin, I. V.".
    """
    letters = fold(dotted.group())
    if letters in STOP_WORDS:
        return False
    if len(letters) > _INITIALS_MAX or any(letter.islower() for letter in dotted.group()):
        return True
    start, end = dotted.span()
    before = _NAME_BEFORE.search(dotted.string, max(start - 60, 0), start)
    after = _NAME_AFTER.match(dotted.string, end)
    return not any(name and not name[1].islower() for name in (before, after))


def _letters(dotted: re.Match[str], language: str) -> Iterator[TokenTuple]:
    """Yield dotted letters as tokens of their own."""
    for letter in _DOTTED_LETTER.finditer(dotted.string, *dotted.span()):
        word, term = _fold_and_stem(letter.group(), language)
        if word:
            yield *letter.span(), word, term


def _tokens(text: str, language: str) -> Iterator[TextToken]:
    """Yield the tokens of a text."""
    for start, end, word, term in token_tuples(text, language):
        yield TextToken(text[start:end], start, end, word, term)
