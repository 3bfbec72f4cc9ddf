"""Words as both sides count them: what the index holds and what a query looks for.

One tokenizer for text and query, in Python because print needs more care than an index's own tokenizers
take: apostrophes inside transliterated names (Zinov'ev = Zinovev), French elision (d'Alma), accents,
ligatures and soft hyphens. Stems are tantivy's own: Snowball's, of the language a unit is written in. The
index is given these terms as they are (``pre_tokenized``), so that highlights, phrases and the index can
never disagree.
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
"""Letters of their own, which lose their sign nowhere."""

ENGLISH = "en"
_STEMMED = {
    "ar": "arabic", "da": "danish", "nl": "dutch", "en": "english", "fi": "finnish", "fr": "french",
    "de": "german", "el": "greek", "hu": "hungarian", "it": "italian", "no": "norwegian", "nb": "norwegian",
    "nn": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "es": "spanish",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
"""Languages with a stemmer; words of others are compared as they stand."""
_WITHOUT_STOP_WORDS = ("ar", "el", "ro", "ta", "tr")

_STOP_WORDS = """
    a an and are as at be been but by did do does for from had has have he her him his how i in is it its me
    my not of on or our she so that the their them they this to us was we were what when where which who whom
    whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""English words (folded) that say nothing by themselves. The index keeps them, for phrases; a query in plain
words may leave them out."""


@dataclass(frozen=True, slots=True)
class TextToken:
    """A word of a text: ``text[start:end]`` is it as printed, ``word`` folded, ``term`` what is indexed."""

    text: str
    start: int
    end: int
    word: str
    term: str


TokenTuple = tuple[int, int, str, str]


def tokens(text: str, language: str = ENGLISH) -> list[TextToken]:
    """The words of a text in order; a word's place in the list is its position in the index."""
    return list(_tokens(text, language))


def terms(text: str, language: str = ENGLISH) -> list[str]:
    """The stemmed terms of a text, one a word: what goes into term and phrase queries."""
    return [token.term for token in _tokens(text, language)]


def words(text: str) -> list[str]:
    """The folded, unstemmed words of a text: what the field ``exact`` holds."""
    return [word for match in _WORD.finditer(text) if (word := fold(match.group()))]


def fold(text: str) -> str:
    """Lower case without accents, apostrophes and soft hyphens; a final possessive 's is taken off."""
    if text.isascii() and text.isalnum():
        return text.lower()
    bare = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    decomposed = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
    for parted, letter in _DISTINCT.items():
        decomposed = decomposed.replace(parted, letter)
    return "".join(sign for sign in decomposed if sign.isalnum())


@lru_cache(maxsize=262_144)
def stem(word: str, language: str = ENGLISH) -> str:
    """The Snowball stem of a folded word, the same that tantivy's stemmer yields."""
    stemmer = _stemmer(primary_subtag(language))
    stems: list[str] = stemmer.analyze(word) if stemmer else []
    return fold(stems[0]) if stems else word


def is_stop_word(token: TextToken, language: str = ENGLISH) -> bool:
    """Whether a word says nothing by itself; of English by our own list, of others by Snowball's."""
    own = primary_subtag(language)
    if own == ENGLISH:
        return token.word in STOP_WORDS
    stopper = _stopper(own)
    return stopper is not None and not (stopper.analyze(token.text.lower()) and stopper.analyze(token.word))


def pre_tokenized(text: str, language: str = ENGLISH) -> tuple[PreTokenizedString, PreTokenizedString]:
    """The text as tantivy takes it into fields, its words at their positions: stemmed, and as they are."""
    stemmed, exact = [], []
    for position, token in enumerate(_tokens(text, language)):
        stemmed.append(IndexToken(token.term, position, token.start, token.end))
        exact.append(IndexToken(token.word, position, token.start, token.end))
    return PreTokenizedString(text, stemmed), PreTokenizedString(text, exact)


@cache
def _stemmer(language: str) -> TextAnalyzer | None:
    name = _STEMMED.get(language)
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer(name)).build() if name else None


@cache
def _stopper(language: str) -> TextAnalyzer | None:
    """What lets a word pass that is no stop word."""
    name = None if language in _WITHOUT_STOP_WORDS else _STEMMED.get(language)
    return TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stopword(name)).build() if name else None


@lru_cache(maxsize=262_144)
def _fold_and_stem(printed: str, language: str) -> tuple[str, str]:
    """Word and term of a word as printed; words recur, so this is mostly looked up."""
    word = fold(printed)
    return word, stem(word, language)


def token_tuples(text: str, language: str = ENGLISH) -> Iterator[TokenTuple]:
    """The words of a text in order as plain tuples: start, end, the folded word, its term."""
    for match in _WORD.finditer(text):
        word, term = _fold_and_stem(match.group(), language)
        if word:
            start, end = match.span()
            yield start, end, word, term


def _tokens(text: str, language: str) -> Iterator[TextToken]:
    for start, end, word, term in token_tuples(text, language):
        yield TextToken(text[start:end], start, end, word, term)
