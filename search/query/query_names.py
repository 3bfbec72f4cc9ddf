"""The persons that a query names, in the cases of its language and in either script.

Unlike ``PersonIndex.find_names``, which knows the surnames of running text, this resolves what a user types:
several given names, a given name alone, names in lower case, in a case ("Schnitzlers", "Сталину"), and in
Cyrillic letters where the index has Latin ones, or the reverse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from rapidfuzz.distance import Levenshtein

from corpus.model import Person
from corpus.persons.declension import GENITIVE, Case, nominatives
from corpus.persons.transliteration import fold_name, sound_of
from corpus.text.analysis import TextToken, fold, tokens, words
from search.query.lexicon import Lexicon

_PARTICLES = frozenset(
    [
        "von",
        "van",
        "vom",
        "zu",
        "zum",
        "zur",
        "de",
        "del",
        "della",
        "degli",
        "der",
        "den",
        "des",
        "di",
        "du",
        "da",
        "la",
        "le",
        "ten",
        "ter",
        "фон",
        "ван",
        "де",
    ]
)
_APOSTROPHE = re.compile(r"['’](?!\w)")
_GENITIVE_S = re.compile(r"['’][sS]\Z")
_BETWEEN_NAMES = re.compile(r"\.?[ \t]+|[-‐–]|\.")
_WORD_BEFORE = re.compile(r"(?<!\w)(?P<word>[^\W\d_a-zß-öø-ÿа-яё]\w+)[ ]+\Z")
_ELISION = re.compile(r"(?<!\w)[^\W\d_A-Z]{1,7}['’](?=\w)")
_NOUNS_CAPITALISED = ("de",)
"""Languages in which a capital is no evidence of a name."""
WORDS_MAX = 8
"""Maximum number of words of a name."""
OTHERS_MAX = 3
"""Maximum number of further words of names, in the other script, that a word is taken for."""
SPELLINGS_MAX = 64
"""Maximum number of spellings of a name that are tried."""


@dataclass(frozen=True, slots=True)
class QueryName:
    """A name in a query, with all persons who may be meant, the most likely first, and its possible cases."""

    start: int
    end: int
    persons: tuple[Person, ...]
    case: Case


@dataclass(frozen=True, slots=True)
class _NameToken:
    """A token of a query that can be part of a name: the word of the index that it is, and its case.

    ``others`` are further words of names in the other script that it can be, in the same case.
    """

    token: TextToken
    word: str
    case: Case
    is_name: bool = True
    others: tuple[str, ...] = ()


class QueryNameFinder:
    """Finds the names of persons in a query of one language."""

    def __init__(self, lexicon: Lexicon, language: str, is_common: Callable[[str], bool]) -> None:
        self._lexicon = lexicon
        self._language = language
        self._is_common = is_common

    def find(self, text: str) -> Iterator[QueryName]:
        """Yield the names in a text, in order of groups and persons.

        Args:
            text: the query, in which other things than names may be replaced by private-use characters.
        """
        rest = text
        for start, end, person in self._lexicon.find_groups(text):
            rest = rest[:start] + " " * (end - start) + rest[end:]
            yield QueryName(start, end, (person,), Case(0))
        spaced = _ELISION.sub(lambda match: " " * len(match.group()), rest)
        for run in self._runs(spaced):
            yield from self._resolved(rest, run)

    def _runs(self, text: str) -> Iterator[list[_NameToken]]:
        """Yield the sequences of adjacent words of names, with particles and initials inside them."""
        run: list[_NameToken] = []
        end = 0
        for token in tokens(text):
            is_adjacent = bool(run) and bool(_BETWEEN_NAMES.fullmatch(text, end, token.start))
            if run and not is_adjacent:
                yield run
                run = []
            found = self._name_token(text, token)
            if found is None and run and token.word in _PARTICLES:
                found = _NameToken(token, token.word, Case(0), is_name=False)
            if found:
                run.append(found)
            elif run:
                yield run
                run = []
            end = token.end
        if run:
            yield run

    def _name_token(self, text: str, token: TextToken) -> _NameToken | None:
        """Return what a token stands for as an initial or a word of a name; None if it can be neither."""
        is_capital = token.text[:1].isupper()
        if len(token.word) == 1:
            is_initial = text[token.end : token.end + 1] == "." or (is_capital and self._language != "ru")
            return _NameToken(token, token.word, Case(0), is_name=False) if is_initial else None
        if token.word in _PARTICLES or self._is_common(token.word):
            return None
        options = [(word, case) for word, case in self._forms(token) if word in self._lexicon.names]
        has_letters = self._lexicon.name_vocabulary.of_correspondents
        options.sort(key=lambda option: option[0] not in has_letters)
        respelled = [] if options else list(self._respelled(token))
        for word, case in options or respelled:
            is_evidence = is_capital and (
                self._language not in _NOUNS_CAPITALISED
                or "-" in (text[token.start - 1 : token.start], text[token.end : token.end + 1])
            )
            if is_evidence or not self._lexicon.is_common_word(word):
                others = tuple(other for other, its_case in respelled if its_case == case and other != word)
                if _APOSTROPHE.match(text, token.end) or _GENITIVE_S.search(token.text):
                    case |= GENITIVE
                return _NameToken(token, word, case, others=others[:OTHERS_MAX])
        return None

    def _forms(self, token: TextToken) -> list[tuple[str, Case]]:
        """Return the nominatives that a token can stand for, itself first."""
        return [(token.word, Case(0)), *nominatives(token.word, self._language)]

    def _respelled(self, token: TextToken) -> Iterator[tuple[str, Case]]:
        """Yield the words of names in the other script that a token can stand for, the most similar first."""
        if not token.text[:1].isupper():
            return
        found: list[tuple[int, str, Case]] = []
        for form, case in self._forms(token):
            for other in self._lexicon.name_vocabulary.in_other_script(form):
                found.append((Levenshtein.distance(sound_of(form), sound_of(other)), other, case))
        for _, other, case in sorted(found, key=lambda item: item[0]):
            yield other, case

    def _resolved(self, text: str, run: Sequence[_NameToken]) -> Iterator[QueryName]:
        """Yield the names that a sequence of words consists of, at each word the longest one.

        If not all of it is names of correspondents, a single word of it without a case may be part of a name
        that nobody has, and is none.
        """
        index, unresolved = 0, self._follows_unknown_name(text, run[0].token.start)
        least = 2 if unresolved else 1
        found: list[QueryName] = []
        while index < len(run):
            size = self._longest(run, index, least)
            is_missing = not size and run[index].is_name
            least = 2 if is_missing else 1
            unresolved |= is_missing
            if size:
                part = run[index : index + size]
                case = next((each.case for each in reversed(part) if each.case), Case(0))
                end = part[-1].token.end
                apostrophe = _APOSTROPHE.match(text, end) if case & GENITIVE else None
                end = apostrophe.end() if apostrophe else end
                found.append(QueryName(part[0].token.start, end, self._bearers(part), case))
            index += size or 1
        is_doubtful = unresolved or (len(found) > 1 and not all(map(self._has_letters, found)))
        yield from (
            name for name in found if not is_doubtful or name.case or " " in text[name.start : name.end]
        )

    def _has_letters(self, name: QueryName) -> bool:
        """Return whether any of those who may be meant by a name has letters; True if that is unknown."""
        known = self._lexicon.correspondents
        return known is None or any(person.id in known["correspondent"] for person in name.persons)

    def _longest(self, run: Sequence[_NameToken], index: int, least: int) -> int:
        """Return how many words from one on are the longest name, of at least ``least`` words; 0 if none."""
        for size in range(min(len(run) - index, WORDS_MAX), least - 1, -1):
            part = run[index : index + size]
            is_bounded = part[0].word not in _PARTICLES
            is_bounded &= part[-1].is_name and _agree(each.case for each in part)
            persons = self._bearers(part) if is_bounded else ()
            if persons and not self._is_given(run, index, size, persons):
                return size
        return 0

    def _bearers(self, part: Sequence[_NameToken]) -> tuple[Person, ...]:
        """Return all persons whose name a sequence of words may be; it has all of them but particles.

        Words that can be several of a name are taken as the first ones that somebody's name has together.
        """
        for spelling in islice(product(*((each.word, *each.others) for each in part)), SPELLINGS_MAX):
            persons = self._lexicon.person_index.bearers(" ".join(spelling))
            if len(part) > 1:
                asked = [fold_name(word) for word, each in zip(spelling, part, strict=True) if each.is_name]
                persons = tuple(person for person in persons if _has_words(person, asked))
            if persons or len(part) == 1:
                return persons
        return ()

    @staticmethod
    def _is_given(run: Sequence[_NameToken], index: int, length: int, persons: Sequence[Person]) -> bool:
        """Return whether a word is only the given name of a longer name, which nobody has."""
        if length > 1 or index + length == len(run) or run[index].case:
            return False
        word = run[index].word
        return not any(word in words(name.partition(",")[0] if "," in name else name.rpartition(" ")[2])
                       for person in persons for name in (person.name, *person.variants))  # fmt: skip

    def _follows_unknown_name(self, text: str, start: int) -> bool:
        """Return whether a capitalised word that is neither common nor the first is right before a name."""
        before = _WORD_BEFORE.search(text, max(0, start - 40), start)
        if not before or not any(char.isalnum() for char in text[: before.start()]):
            return False
        word = fold(before["word"])
        return not (self._is_common(word) or self._lexicon.is_common_word(word))


def _agree(cases: Iterable[Case]) -> bool:
    """Return whether the words of a name can be in the same case; those that are not inflected always can."""
    common = ~Case(0)
    for case in filter(None, cases):
        common &= case
    return bool(common)


def _has_words(person: Person, asked: Sequence[str]) -> bool:
    """Return whether the forms of a person's name have all of some folded words, or their initials."""
    known = {word for name in (person.name, *person.variants) for word in fold_name(name).split()}
    initials = {word for word in known if len(word) == 1}
    return all(word in known or word[:1] in initials for word in asked)
