"""The wording by which a query of one language asks for letters, as patterns over the outline of a query.

In an outline, persons and dates are single private-use characters, padded to the length of the name or date
(see ``correspondence``). In languages other than English the first character of the padding of a person
tells the cases of the name (``corpus.persons.declension``), and nouns for letters and verbs of writing are
such signs too, so that patterns need not spell them. The groups of a pattern are named after the roles of
the persons in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Final

from corpus.persons.declension import Case

Patterns = tuple[re.Pattern[str], ...]
PERSON_FIRST, PERSON_LAST, DATE_FIRST, DATE_LAST, PADDING, BLANK = map(
    chr, (0xE000, 0xEFFF, 0xF000, 0xF7FF, 0xF8FE, 0xF8FF)
)
"""Private-use characters: the range of placeholders of persons and of dates, their padding, removed text."""
PLACEHOLDERS_MAX: Final = 500
"""Maximum number of persons, and of dates, in an outline."""
PRIVATE: Final = re.compile(f"[{PERSON_FIRST}-{BLANK}]")
_CASE_FIRST: Final = 0xF800
_CASES: Final = range(1, 16)
ANY_CASE: Final = f"[{chr(_CASE_FIRST)}-{chr(_CASE_FIRST + 15)}]"
_WORD_FIRST: Final = 0xF810


class LetterWord(Flag):
    """What a word of a query can be; many verbs can be several."""

    WRITES = auto()
    WRITTEN = auto()
    GETS = auto()
    GOT = auto()
    SENT = auto()
    RECEIVED = auto()
    LETTER = auto()
    CORRESPONDENCE = auto()


_NOUNS: Final = (LetterWord.LETTER, LetterWord.CORRESPONDENCE, LetterWord(0))
"""The kinds of nouns that have a sign of their own; the last are replies."""


def word_sign(kind: LetterWord, *, is_noun: bool = False) -> str:
    """Return the sign of a noun of one kind or a verb of any; ``is_noun`` decides if it can be both."""
    noun = next((each for each in _NOUNS if each and each & kind), LetterWord(0))
    if kind == noun or (noun and is_noun):
        return chr(_WORD_FIRST + _NOUNS.index(noun))
    return chr(_WORD_FIRST + 0x10 + kind.value % LetterWord.LETTER.value)


def word_pattern(kind: LetterWord) -> str:
    """Return a pattern of the words of a kind in an outline."""
    if kind in _NOUNS:
        return f"{word_sign(kind)}{PADDING}*"
    values = (value for value in range(1, LetterWord.LETTER.value) if LetterWord(value) & kind)
    return f"[{''.join(chr(_WORD_FIRST + 0x10 + value) for value in values)}]{PADDING}*"


def case_sign(case: Case) -> str:
    """Return the first character of the padding of a person whose name is in a case."""
    return chr(_CASE_FIRST + case.value) if case else PADDING


def signs_of(case: Case) -> str:
    """Return all characters that tell that a name can be in a case."""
    return "".join(chr(_CASE_FIRST + value) for value in _CASES if Case(value) & case)


@dataclass(frozen=True, slots=True)
class QueryWording:
    """The wording of one language.

    Who wrote to whom is sought in the order ``sendings`` (who wrote something to whom), ``noun_phrases``
    that name letters by their correspondents, ``headings``, as of a letter, and other ``clauses``; noun
    phrases are no conditions in an ``other_question``, nor after an ``other_owner``, whom the index does not
    know.

    ``headed_by_letters`` matches a query whose head is a noun for letters, its group; ``letters_of_date`` a
    noun for letters with a date. A date is one of letters if ``time_preposition`` or ``adjacent`` ends before
    it, or ``last`` before one at the end of the query; if its text begins with ``leading_preposition``;
    alone, if it is a span that begins with ``between``. ``relating`` words after what was understood add
    nothing, nor does any word of which ``is_filler`` is true (folded). ``before_name`` matches what belongs
    to the name of a person after it, ``words`` the words that are signs in an outline, by kind,
    ``joined_dates`` what joins a date to the one before.
    """

    language: str
    sendings: Patterns
    noun_phrases: Patterns
    headings: Patterns
    clauses: Patterns
    other_owner: re.Pattern[str]
    other_question: re.Pattern[str]
    headed_by_letters: re.Pattern[str]
    letters_of_date: re.Pattern[str]
    time_preposition: re.Pattern[str]
    leading_preposition: re.Pattern[str]
    between: re.Pattern[str]
    adjacent: re.Pattern[str]
    last: re.Pattern[str]
    relating: re.Pattern[str]
    is_filler: Callable[[str], bool]
    before_name: re.Pattern[str] | None = None
    words: Mapping[LetterWord, re.Pattern[str]] = field(default_factory=dict)
    joined_dates: re.Pattern[str] = re.compile(
        r"\s*(?:,|and|or|&|,\s*and)\s*(?:(?:in|of|on|from)\s+)?", re.IGNORECASE
    )
