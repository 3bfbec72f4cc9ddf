"""Finds names of registered persons in running text, careful with those that merely look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Person
from corpus.persons.names import PersonName, parse_name
from corpus.persons.transliteration import fold_name

_WORD = re.compile(r"[^\W\d_]+(?:[’'](?![sS]\b)[^\W\d_]+)*(?:-[^\W\d_]+(?:[’'](?![sS]\b)[^\W\d_]+)*)*")
_SEVERAL_WORDS = re.compile(r"[^\W\d_][\w’'-]*(?:[ -][A-ZÀ-Þ][\w’'-]*)+")
_INITIALS_BEFORE = re.compile(r"(?<!\w)(?P<initials>(?:[A-ZА-Я][a-zа-я]{0,2}\.[-\s]?){1,3})\Z")
_INITIAL = re.compile(r"[^\W\d_]+")
_GIVEN_BEFORE = re.compile(r"(?P<context>\A|.)\s*\b(?P<given>[A-ZÀ-Þ][a-zß-ÿ]+)\s\Z", re.DOTALL)
_NAMED_AFTER = re.compile(
    r"[’']?s?\s(?:(?:[A-Z]\w+|[a-z]+)\s)?(?:Regions?|Territor(?:y|ies)|Plants?|Factor(?:y|ies)|Railroads?"
    r"|Railway|Works|Street|Prize|Institute|Theat(?:er|re)|Districts?|Academy|Library|Museum|Park|Province|City"
    r"|(?:auto(?:mobile)?|tractor) (?:plant|factory))\b"
)
_NOT_GIVEN_NAMES = """
Comrade Comrades Marshal General Ambassador Minister President Secretary Commissar Citizen Mister Professor
Doctor Herr Monsieur Madame Madam Miss Messrs Lord Lady Sir Count Baron Prince Captain Lieutenant Colonel
Commodore Admiral Major Master Reverend Dr Mr Mrs Ms And The But To From With For By Dear Regards When While
If As In On At After Before January February March April May June July August September October November
December
"""
_NOT_GIVEN = frozenset(_NOT_GIVEN_NAMES.split())
_TITLES = frozenset(word.lower() for word in ("Prof", "Rev", *_NOT_GIVEN))
_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A way somebody is named: folded surname and given names (or initials); ``person`` is the id."""

    surname: str
    given: tuple[str, ...]
    person: str

    def allows(self, given: Sequence[str]) -> bool:
        """Say whether given names or initials can be this person's: "L. M." and "Lazar" allow each other."""
        return all(
            mine.startswith(theirs[: len(mine)]) or theirs.startswith(mine[: len(theirs)])
            for mine, theirs in zip(self.given, given, strict=False)
        )


def name_forms(person: Person) -> list[NameForm]:
    """List the surnames a person can be found by, with the given names that go with each."""
    entries = []
    own = parse_name(person.name) if "," in person.name else PersonName(person.name)
    for name in (person.name, *person.variants):
        parts = parse_name(_BRACKETS.sub("", name))
        if name == own.family:
            parts = own
        words = [word for word in fold_name(parts.given).split() if word not in _TITLES]
        key = fold_name(parts.family)
        if len(key) > 2:
            entries.append(NameForm(key, tuple(words), person.id))
    return entries


def find_names(
    text: str, by_surname: Mapping[str, Sequence[NameForm]]
) -> Iterator[tuple[int, int, list[NameForm]]]:
    """Find surnames with who may be meant: (start, end, entries); given names before them belong to it."""
    words = list(_words(text, by_surname))
    place = 0
    while place < len(words):
        size, entries = _longest(text, words, place, by_surname)
        end = words[place + size - 1][1]
        if entries and not _NAMED_AFTER.match(text, end):
            start, fitting = _with_given(text, words[place][0], entries)
            if fitting:
                yield start, end, fitting
        place += size


def _words(text: str, by_surname: Mapping[str, Sequence[NameForm]]) -> Iterator[tuple[int, int]]:
    """Where words stand; "Petrov-Ivanov", which is no double name of anybody, is two."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if "-" not in word or fold_name(word) in by_surname:
            yield match.span()
            continue
        for part in word.split("-"):
            yield start, start + len(part)
            start += len(part) + 1


def _longest(
    text: str,
    words: Sequence[tuple[int, int]],
    place: int,
    by_surname: Mapping[str, Sequence[NameForm]],
) -> tuple[int, Sequence[NameForm]]:
    """Take the longest surname that starts at a word: of how many words it is, and who bears it."""
    start = words[place][0]
    if not text[start].isupper():
        return 1, ()
    for size in (3, 2, 1):
        if place + size > len(words):
            continue
        written = text[start : words[place + size - 1][1]]
        if size > 1 and not _SEVERAL_WORDS.fullmatch(written):
            continue
        entries = by_surname.get(fold_name(written), ())
        if entries and (written[-1].islower() or written.isupper()):
            return size, entries
    return 1, ()


def _with_given(text: str, start: int, entries: Sequence[NameForm]) -> tuple[int, list[NameForm]]:
    """Take the initials or given name before a surname and keep whom they fit."""
    initials = _INITIALS_BEFORE.search(text, max(0, start - 16), start)
    if initials:
        given = [one for one in _INITIAL.finditer(text, initials.start("initials"), start) if _is_given(one)]
        folded = fold_name(" ".join(one.group() for one in given)).split()
        return given[0].start() if given else start, [entry for entry in entries if entry.allows(folded)]
    before = _GIVEN_BEFORE.search(text, max(0, start - 24), start)
    if not before or before["given"] in _NOT_GIVEN or before["context"] in ("", ".", "\n", "“", '"', ":"):
        return start, list(entries)
    folded = fold_name(before["given"]).split()
    return before.start("given"), [entry for entry in entries if entry.allows(folded)]


def _is_given(initial: re.Match[str]) -> bool:
    """Tell an initial or shortened name ("S.", "Al.") from a title ("Mr.")."""
    return initial.group().lower() not in _TITLES
