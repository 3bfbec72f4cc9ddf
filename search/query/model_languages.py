"""Whether an embedding model understands the language of a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from corpus.text.analysis import is_stop_word, tokens
from search.query.languages import STOP_WORDS_MARGIN, WITH_STOP_WORDS


def is_foreign(text: str, languages: Collection[str], names: Collection[str]) -> bool:
    """Return whether a query is certainly in none of some languages written in the Latin script.

    It is if another language has at least two stop words more, or if no letter is Latin. Names tell nothing
    about the language of a query: it must have a word that is neither a name nor capitalized nor a stop word.

    Args:
        names: the folded words of the query that name persons.
    """
    query_tokens = tokens(text)
    counts = {
        code: len({token.word for token in query_tokens if is_stop_word(token, code)})
        for code in {*languages, *WITH_STOP_WORDS}
    }
    has_content = any(
        token.text[0].isalpha()
        and not token.text[0].isupper()
        and token.word not in names
        and not any(is_stop_word(token, code) for code in counts)
        for token in query_tokens
    )
    if len(query_tokens) < 2 or not has_content:
        return False
    known = max(counts[code] for code in languages)
    return max(counts.values()) > known + STOP_WORDS_MARGIN or not any(map(_is_latin, text))


def _is_latin(letter: str) -> bool:
    """Return whether a character is a letter of the Latin script."""
    return letter.isalpha() and unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN"))
