"""The analyzer shared by index and queries: tokenization, folding, stemming, stop words.

It is written in Python because printed text needs more care than tantivy's tokenizers take: apostrophes in
transliterated names (Zinov'ev = Zinovev), French elision (d'Alma), accents, ligatures and soft hyphens. Stems
are tantivy's (Snowball), in the language of the unit. The index receives these tokens as they are
(``pre_tokenized``), so that highlights, phrases and the index always agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tantivy import Filter, PreTokenizedString, TextAnalyzer, TextAnalyzerBuilder, Tokenizer
from tantivy import Token as IndexToken

from corpus.text.languages import primary_subtag

_APOSTROPHES = "'’‘ʼʹ′`"
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u00ad])"
_WORD = re.compile(
    rf"(?P<elided>\b[dlDL][{_APOSTROPHES}](?=[aeiouhàâéèêîôAEIOUHÀÂÉÈÊÎÔ]{_LETTERS}))"
    rf"|[^\W_]{_LETTERS}*(?:[{_APOSTROPHES}]{_LETTERS}+)*"
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})

_DISTINCT = {"и\u0306": "й", "у\u0306": "ў", "і\u0308": "ї"}
"""Decomposed letters that are not accented forms of others, and keep their diacritic when folded."""

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
    return [word for match in _WORD.finditer(text) if (word := fold(match.group()))]


def fold(text: str) -> str:
    """Fold a word: case-fold it and remove accents, a final possessive 's, and all but letters and digits."""
    if text.isascii() and text.isalnum():
        return text.lower()
    bare = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    decomposed = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
    for sequence, letter in _DISTINCT.items():
        decomposed = decomposed.replace(sequence, letter)
    return "".join(char for char in decomposed if char.isalnum())


@lru_cache(maxsize=262_144)
def stem(word: str, language: str = ENGLISH) -> str:
    """Return the Snowball stem of a folded word; a language without a stemmer leaves it unchanged."""
    stemmer = _stemmer(primary_subtag(language))
    stems: list[str] = stemmer.analyze(word) if stemmer else []
    return fold(stems[0]) if stems else word


def is_stop_word(token: TextToken, language: str = ENGLISH) -> bool:
    """Return whether a token is a stop word: English by ``STOP_WORDS``, other languages by Snowball's lists.

    Languages without a list have no stop words.
    """
    code = primary_subtag(language)
    if code == ENGLISH:
        return token.word in STOP_WORDS
    stop_filter = _stop_filter(code)
    return stop_filter is not None and not (
        stop_filter.analyze(token.text.lower()) and stop_filter.analyze(token.word)
    )


def pre_tokenized(text: str, language: str = ENGLISH) -> tuple[PreTokenizedString, PreTokenizedString]:
    """Return a text pre-tokenized for two tantivy fields: with stemmed terms, and with folded words."""
    stemmed, exact = [], []
    for position, token in enumerate(_tokens(text, language)):
        stemmed.append(IndexToken(token.term, position, token.start, token.end))
        exact.append(IndexToken(token.word, position, token.start, token.end))
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
    for match in _WORD.finditer(text):
        word, term = _fold_and_stem(match.group(), language)
        if word:
            start, end = match.span()
            yield start, end, word, term


def _tokens(text: str, language: str) -> Iterator[TextToken]:
    """Yield the tokens of a text."""
    for start, end, word, term in token_tuples(text, language):
        yield TextToken(text[start:end], start, end, word, term)
