"""The words of a query that is a person's name: initials and given names say less than the surname."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.persons.names import surname
from corpus.text.analysis import TextToken, tokens, words
from search.query.initials import find_initials

if TYPE_CHECKING:
    from search.query.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class NameWords:
    """The offsets at which the initials and the given names of a query start."""

    initials: frozenset[int] = frozenset()
    given: frozenset[int] = frozenset()


NO_NAME_WORDS = NameWords()


def find_name_words(text: str, lexicon: Lexicon) -> NameWords:
    """Return the initials in a query, and the given names if the whole query is a name."""
    initials = frozenset(token.start for token in find_initials(text))
    surnames = _surname_words(text, lexicon, has_initials=bool(initials))
    given = (token.start for token in tokens(text) if token.word not in surnames)
    return NameWords(initials, frozenset(given) if surnames else frozenset())


def _surname_words(text: str, lexicon: Lexicon, *, has_initials: bool) -> frozenset[str]:
    """Return the folded words of the surname of a query that is a name; empty if it is not.

    A name is that of a person of the index, or inverted ("McCoy, Robert E") with initials or given names that
    persons of the index have.
    """
    person = lexicon.person_index.resolve(text)
    if person is not None and person.kind == "person":
        return frozenset(words(surname(person.name)))
    family, comma, given = text.partition(",")
    others = [token for token in tokens(given) if len(token.word) > 1]
    if comma and (has_initials or others) and all(_is_given_name(token, lexicon) for token in others):
        return frozenset(words(family))
    return frozenset()


def _is_given_name(token: TextToken, lexicon: Lexicon) -> bool:
    """Return whether a word after the comma is capitalised and part of a name in the index."""
    return token.text[:1].isupper() and token.word in lexicon.names
