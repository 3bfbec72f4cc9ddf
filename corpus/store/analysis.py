"""Words as both sides count them: what the index holds and what a query looks for.

One tokenizer for text and query, in Python because print needs more care than an index's own tokenizers
take: apostrophes inside transliterated names (Zinov'ev = Zinovev), French elision (d'Alma), accents,
ligatures and soft hyphens. Stems are tantivy's own Snowball English. The index is given these terms as they
are (``pre_tokenized``), so that highlights, phrases and the index can never disagree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tantivy import Filter, PreTokenizedString, TextAnalyzerBuilder, Tokenizer
from tantivy import Token as IndexToken

_APOSTROPHES = "'’‘ʼʹ′`"
_LETTERS = r"(?:[^\W_]|[\u0300-\u036f\u00ad])"
_WORD = re.compile(
    rf"(?P<elided>\b[dlDL][{_APOSTROPHES}](?=[aeiouhàâéèêîôAEIOUHÀÂÉÈÊÎÔ]{_LETTERS}))"
    rf"|[^\W_]{_LETTERS}*(?:[{_APOSTROPHES}]{_LETTERS}+)*"
)
_POSSESSIVE = re.compile(rf"[{_APOSTROPHES}][sS]$")
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})

_STEMMER = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.stemmer("english")).build()

_STOP_WORDS = """
    a an and are as at be been but by did do does for from had has have he her him his how i in is it its me
    my not of on or our she so that the their them they this to us was we were what when where which who whom
    whose why will with would you your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words (folded) that say nothing by themselves. The index keeps them, for phrases; a query in plain words
may leave them out."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: ``text[start:end]`` is it as printed, ``word`` folded, ``term`` what is indexed."""

    text: str
    start: int
    end: int
    word: str
    term: str


def tokens(text: str) -> list[Token]:
    """The words of a text in order; a word's place in the list is its position in the index."""
    return list(_tokens(text))


def terms(text: str) -> list[str]:
    """The stemmed terms of a text, one a word: what goes into term and phrase queries."""
    return [term for word, term in map(_analysed, _printed(text)) if word]


def words(text: str) -> list[str]:
    """The folded, unstemmed words of a text: what the field ``exact`` holds."""
    return [word for word, _ in map(_analysed, _printed(text)) if word]


def fold(text: str) -> str:
    """Lower case without accents, apostrophes and soft hyphens; a final possessive 's is taken off."""
    if text.isascii() and text.isalnum():
        return text.lower()
    bare = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    decomposed = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
    return "".join(sign for sign in decomposed if sign.isalnum())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Snowball English stem of a folded word, the same that tantivy's ``en_stem`` yields."""
    stems: list[str] = _STEMMER.analyze(word)
    return stems[0] if stems else word


def pre_tokenized(text: str, *, stemmed: bool = True) -> PreTokenizedString:
    """The text as tantivy takes it into a field, its words at their positions."""
    found = [
        IndexToken(token.term if stemmed else token.word, position, token.start, token.end)
        for position, token in enumerate(_tokens(text))
    ]
    return PreTokenizedString(text, found)


def _printed(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(text))


@lru_cache(maxsize=65_536)
def _analysed(printed: str) -> tuple[str, str]:
    """Word and term of a word as printed; words recur, so this is mostly looked up."""
    word = fold(printed)
    return word, stem(word)


def _tokens(text: str) -> Iterator[Token]:
    for match in _WORD.finditer(text):
        printed = match.group()
        word, term = _analysed(printed)
        if word:
            yield Token(printed, match.start(), match.end(), word, term)
