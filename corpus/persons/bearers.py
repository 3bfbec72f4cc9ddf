"""Everyone who bears a name: a surname with or without particles, a part of it, a title, a maiden name.

Unlike ``PersonIndex.resolve``, which identifies one person for certain, this is for people who search: it
finds all who may be meant, and the closest matches only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from corpus.model import Person
from corpus.persons.names import PersonName, parse_name, split_dates
from corpus.persons.titles import NAME_TITLES
from corpus.persons.transliteration import fold_name
from corpus.text.unspaced import joined_words

Fold = Callable[[str], Sequence[str]]
"""Splits a name, or a part of one, into folded words."""
Rank = tuple[int, int]
"""How well a name fits, the best first: by its given names, then by the particles that it lacks."""

_APOSTROPHE_MAC = re.compile(r"\bM['’‘ʼ](?=[^\W\d_])")
_SHORT_MAC = re.compile(r"\Amc(?=[a-z])")
_UMLAUT = re.compile(r"(?<![aeoq])(?:([aou])e|(a)a)")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OTHER_NAME = re.compile(
    r"[,;]?\s+\(?(?i:geb(?:\.|orene?r?\b)|née?\b|born\b|ver[hw]\.|eigtl?\.|recte\b|alias\b|gen(?:\.|annt\b)"
    r"|pseud\.|урожд(?:\.|[её]нн\w+))\s*(?:von |van |de )?(?P<name>[^\W\d_a-z][^\s,;()]*)\)?"
)
_PARTICLES = """
von van vom zum zur zu auf der den dem des de da das di do dos du del della dell delle la le les los las el
al ten ter ther tot of the af av y e i und and et im in am an d l
"""
_TITLES = " ".join(sorted(NAME_TITLES))
_INDISTINCT = frozenset((*_PARTICLES.split(), *joined_words(_TITLES)))
"""The folded words of names that tell nobody apart."""
_RUNS_MAX = 12
"""Words of a name of which runs are formed."""
_SURNAME_WORDS_MAX = 16
"""Words of a name as typed that are tried as one surname."""
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}")


@dataclass(frozen=True, slots=True)
class _Bearer:
    """One form of a person's name: the folded given names, without titles and particles, and the id."""

    given: tuple[str, ...]
    id: str


class NameBearers:
    """The persons of an index by every name they bear."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self._persons = tuple(persons)

    def find(self, name: str) -> tuple[str, ...]:
        """Return the ids of all persons who bear a name, whatever the order of its parts; empty if none does.

        Persons whose surname it is go before those of whom it is only a given name or title and bodies of
        whose name it is a part; spellings that differ in accents only go before other transliterations.
        """
        return (
            self._by_spelling.surnamed(name)
            or self._by_transliteration.surnamed(name)
            or self._by_spelling.partial(name)
            or self._by_transliteration.partial(name)
        )

    @staticmethod
    def is_surname(name: str) -> bool:
        """Return whether a name is a surname alone: one word, besides particles and titles."""
        return sum(word not in _INDISTINCT for word in joined_words(name)) < 2

    @cached_property
    def _by_spelling(self) -> _NameIndex:
        return _NameIndex(self._persons, spelled_words)

    @cached_property
    def _by_transliteration(self) -> _NameIndex:
        return _NameIndex(self._persons, lambda text: fold_name(text.replace(",", " ")).split())


class _NameIndex:
    """Persons by the words of their names, under one folding."""

    def __init__(self, persons: Iterable[Person], fold: Fold) -> None:
        self._fold = fold
        self._titles, self._particles = frozenset(fold(_TITLES)), frozenset(fold(_PARTICLES))
        self._indistinct = self._titles | self._particles
        self._by_surname: defaultdict[str, dict[_Bearer, None]] = defaultdict(dict)
        self._by_part: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for person in persons:
            add = self._add_body if person.kind == "group" else self._add_person
            for parts, others in dict.fromkeys(map(_parse, (person.name, person.display, *person.variants))):
                add(person.id, parts, others)

    def surnamed(self, name: str) -> tuple[str, ...]:
        """Return the ids of the persons with a surname, whose given names fit those before or after it."""
        words = self._query_words(name)
        orders = (
            (ordered, is_inverted)
            for ordered in (words, self._untitled(words))
            for is_inverted in (False, True)
        )
        return next(filter(None, (self._best(*order) for order in orders)), ())

    def partial(self, name: str) -> tuple[str, ...]:
        """Return the ids of the persons and bodies with these words, in this order, in their names."""
        return tuple(self._by_part.get("".join(self._query_words(name)), ()))

    def _query_words(self, name: str) -> list[str]:
        """Return the folded words of a name as typed, in direct order and without dates."""
        parts = _parse(name)[0] if "," in name else PersonName(_BRACKETED.sub("", split_dates(name)[0]))
        return [word for part in (parts.given, parts.family) for word in self._fold(part)]

    def _untitled(self, words: Sequence[str]) -> Sequence[str]:
        """Return a name without the titles before it, as in "Secretary of State Rusk"."""
        start = 0
        while start < len(words) - 1 and words[0] in self._titles and words[start] in self._indistinct:
            start += 1
        return words[start:]

    def _best(self, words: Sequence[str], is_inverted: bool) -> tuple[str, ...]:
        """Return the ids of the best matches of a name; ``is_inverted`` if the surname comes first."""
        ranks: dict[str, Rank] = {}
        for size in range(1, min(len(words), _SURNAME_WORDS_MAX) + 1):
            surname, rest = (words[:size], words[size:]) if is_inverted else (words[-size:], words[:-size])
            given = self._given(rest)
            particles = sum(word in self._particles for word in rest)
            for bearer in self._by_surname.get("".join(surname), ()):
                fit = _fit(given, bearer.given)
                if fit is not None:
                    ranks[bearer.id] = min((fit, particles), ranks.get(bearer.id, (fit, particles)))
        best = min(ranks.values(), default=None)
        return tuple(id for id, rank in ranks.items() if rank == best)

    def _add_person(self, id: str, parts: PersonName, others: Iterable[str]) -> None:
        """Add a form of a person's name, with the other surnames that it states."""
        given = self._fold(parts.given)
        bearer = _Bearer(self._given(given), id)
        for key in self._surname_keys(self._fold(parts.family), given):
            self._by_surname[key].setdefault(bearer)
        for other in others:
            for key in _runs(self._fold(other), self._indistinct):
                self._by_surname[key].setdefault(bearer)
        self._add_parts(id, (*bearer.given, *self._fold(parts.suffix)))

    def _add_body(self, id: str, parts: PersonName, others: Iterable[str]) -> None:
        """Add a corporate body, known by its whole name, and by each run of words in it."""
        words = [word for text in (parts.inverted, *others) for word in self._fold(text)]
        if words:
            self._by_surname["".join(words)].setdefault(_Bearer((), id))
        self._add_parts(id, words)

    def _add_parts(self, id: str, words: Sequence[str]) -> None:
        """Add the runs of words by which a person or body can be found if they are nobody's surname."""
        for key in _runs(words, self._indistinct):
            self._by_part[key].setdefault(id)

    def _given(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return given names without titles and particles."""
        return tuple(word for word in words if word not in self._indistinct)

    def _surname_keys(self, family: Sequence[str], given: Sequence[str]) -> Iterator[str]:
        """Yield the keys of a surname: each run of its words, and all of them with the particles before it.

        The last given name is joined to it too, since "Mac Donald" may be one word.
        """
        yield from _runs(family, self._particles)
        last = max((i for i, word in enumerate(given) if word not in self._particles), default=-1)
        for start in range(last + 1, len(given) + 1 if family else 0):
            yield "".join((*given[start:], *family))
        if last >= 0 and len(given[last]) > 1:
            yield "".join((*given[last:], *family))
        if len(family) == 1 and _CHINESE.fullmatch(family[0]):
            yield family[0][:1]


def spelled_words(text: str) -> list[str]:
    """Return the words of a name, alike for spellings that differ in case, accents, umlauts or apostrophes.

    "Göthe" and "Goethe", "O’Hara" and "OHara", "McKay" and "MacKay", "St." and "Saint" are the same. An
    elided particle is a word of its own, as in "d’Alembert", and so is every initial.
    """
    without_dots = _APOSTROPHE_MAC.sub("Mac", text).replace(".", " ")
    return [_spelled_word(word) for word in joined_words(without_dots)]


@lru_cache(maxsize=65_536)
def _spelled_word(word: str) -> str:
    """Return the key of a folded word that umlauts and abbreviations do not change."""
    full = "saint" if word in ("st", "ste", "sainte", "sankt") else _SHORT_MAC.sub("mac", word)
    return _UMLAUT.sub(r"\1\2", full)


@lru_cache(maxsize=65_536)
def _parse(name: str) -> tuple[PersonName, tuple[str, ...]]:
    """Parse a name into its parts, and the other surnames that it states: maiden names, pseudonyms.

    These stand in brackets or after a word such as "geb.".
    """
    stated = [match["name"] for match in _OTHER_NAME.finditer(name)]
    bare = _OTHER_NAME.sub("", name) if stated else name
    stated += [inner for inner in _BRACKETED.findall(bare) if inner[:1].isupper()]
    return replace(parse_name(_BRACKETED.sub("", bare).strip(" ,;")), dates=None), tuple(stated)


def _runs(words: Sequence[str], indistinct: Container[str]) -> Iterator[str]:
    """Yield each run of adjacent words, joined, unless it has only initials and ``indistinct`` words."""
    words = words[:_RUNS_MAX]
    is_distinct = [len(word) > 1 and word not in indistinct for word in words]
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if any(is_distinct[start:end]):
                yield "".join(words[start:end])


def _fit(asked: Sequence[str], known: Sequence[str]) -> int | None:
    """Return how well the given names in a query fit those of a person; None if they do not.

    0 is in full, or by initials in the query; 1 by initials of the person, 2 if no given name is known. The
    names of the shorter list must occur in the longer one, in the same order.
    """
    if not asked or not known:
        return 0 if not asked else 2
    is_longer = len(asked) > len(known)
    shorter, longer = (known, asked) if is_longer else (asked, known)
    position, fit = 0, 0
    for name in shorter:
        while position < len(longer) and not _abbreviates(name, longer[position]):
            position += 1
        if position == len(longer):
            return None
        ask, know = (longer[position], name) if is_longer else (name, longer[position])
        fit = max(fit, int(not know.startswith(ask)))
        position += 1
    return fit


def given_names_differ(name: str, other: str) -> bool:
    """Return whether two names have the same surname and given names, of which none fits one of the other.

    Initials and short forms fit the names that begin with them; so does a name without given names any other.
    """
    first, second = parse_name(name), parse_name(other)
    if fold_name(first.surname) != fold_name(second.surname):
        return False
    given, others = (
        [word for word in spelled_words(parts.given) if word not in _INDISTINCT] for parts in (first, second)
    )
    return bool(given and others) and not any(_abbreviates(word, known) for word in given for known in others)


def _abbreviates(name: str, other: str) -> bool:
    """Return whether one of two names begins with the other."""
    return name.startswith(other) or other.startswith(name)
