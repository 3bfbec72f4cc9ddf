"""Mentions of known persons in running text, without words and place names that merely look like names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.model import Person
from corpus.persons.names import PersonName, parse_name
from corpus.persons.titles import ACADEMIC, ADDRESSES, COMRADES, OFFICES, RANKS
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
Count Baron Prince Master Reverend Rev And The But To From With For By Dear Regards When While If As In On At
After Before January February March April May June July August September October November December
"""
_NOT_GIVEN = frozenset(_NOT_GIVEN_NAMES.split()) | ADDRESSES | COMRADES | ACADEMIC | RANKS | OFFICES
_PARTS = re.compile(r"[-\s]+(?:(?:von|van|de|der|zu|im|y|e)\s+)*")
_TITLES = frozenset(map(str.lower, _NOT_GIVEN))
_BRACKETS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A form of a person's name: folded surname and folded given names or initials; ``person`` is the id."""

    surname: str
    given: tuple[str, ...]
    person: str

    def allows(self, given: Sequence[str]) -> bool:
        """Return whether folded given names or initials fit those of this form, as "L. M." fits "Lazar"."""
        return all(
            initial.startswith(other[: len(initial)]) or other.startswith(initial[: len(other)])
            for initial, other in zip(self.given, given, strict=False)
        )


def name_forms(person: Person) -> list[NameForm]:
    """List the name forms by which a person can be found; surnames of one or two letters are left out."""
    forms = []
    main_name = parse_name(person.name) if "," in person.name else PersonName(person.name)
    for name in (person.name, *person.variants):
        parts = parse_name(_BRACKETS.sub("", name))
        if name == main_name.family:
            parts = main_name
        key = fold_name(parts.family)
        if len(key) > 2:
            forms.append(NameForm(key, _given_words(parts), person.id))
    return forms


def surname_forms(person: Person) -> list[NameForm]:
    """List name forms that ``name_forms`` leaves out: by surnames in direct order, and by their parts."""
    forms = []
    for name in dict.fromkeys((person.name, *person.variants)):
        parts = parse_name(_BRACKETS.sub("", name))
        if "," in name and not _PARTS.search(parts.surname):
            continue
        given = _given_words(parts)
        keys = dict.fromkeys((fold_name(parts.surname), *map(fold_name, _PARTS.split(parts.surname))))
        forms += [NameForm(key, given, person.id) for key in keys if len(key) > 2]
    return forms


def _given_words(parts: PersonName) -> tuple[str, ...]:
    """Return the folded given names of a name without titles."""
    return tuple(word for word in fold_name(parts.given).split() if word not in _TITLES)


def find_names(
    text: str, by_surname: Mapping[str, Sequence[NameForm]]
) -> Iterator[tuple[int, int, list[NameForm]]]:
    """Find the names in a text with the forms that match them.

    A name begins with the given names or initials before the surname. Names of streets, plants and the like
    are skipped.

    Args:
        text: the text to search.
        by_surname: the known name forms by folded surname.

    Yields:
        (start, end, matching forms), in order; ``end`` is exclusive.
    """
    words = list(_word_spans(text, by_surname))
    i = 0
    while i < len(words):
        size, forms = _longest_surname(text, words, i, by_surname)
        end = words[i + size - 1][1]
        if forms and not _NAMED_AFTER.match(text, end):
            start, matching = match_given(text, words[i][0], forms)
            if matching:
                yield start, end, matching
        i += size


def _word_spans(text: str, by_surname: Mapping[str, Sequence[NameForm]]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word; a hyphenated word that is not a known surname counts as several."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if "-" not in word or fold_name(word) in by_surname:
            yield match.span()
            continue
        for part in word.split("-"):
            yield start, start + len(part)
            start += len(part) + 1


def _longest_surname(
    text: str,
    words: Sequence[tuple[int, int]],
    i: int,
    by_surname: Mapping[str, Sequence[NameForm]],
) -> tuple[int, Sequence[NameForm]]:
    """Return the length in words of the longest surname that starts at word ``i``, and its name forms.

    If no surname starts there, the length is 1 and there are no forms.
    """
    start = words[i][0]
    if not text[start].isupper():
        return 1, ()
    for size in (3, 2, 1):
        if i + size > len(words):
            continue
        candidate = text[start : words[i + size - 1][1]]
        if size > 1 and not _SEVERAL_WORDS.fullmatch(candidate):
            continue
        forms = by_surname.get(fold_name(candidate), ())
        if forms and (candidate[-1].islower() or candidate.isupper()):
            return size, forms
    return 1, ()


def match_given(text: str, start: int, forms: Sequence[NameForm]) -> tuple[int, list[NameForm]]:
    """Return the start of a name including its initials or given name, and the forms that these fit.

    Args:
        start: the offset of the surname.
        forms: the forms with this surname.
    """
    initials = _INITIALS_BEFORE.search(text, max(0, start - 16), start)
    if initials:
        given = [
            initial
            for initial in _INITIAL.finditer(text, initials.start("initials"), start)
            if not _is_title(initial)
        ]
        folded = fold_name(" ".join(initial.group() for initial in given)).split()
        return given[0].start() if given else start, [form for form in forms if form.allows(folded)]
    before = _GIVEN_BEFORE.search(text, max(0, start - 24), start)
    if not before or before["given"] in _NOT_GIVEN:
        return start, list(forms)
    folded = fold_name(before["given"]).split()
    if before["context"] in ("", ".", "\n", "“", '"', ":"):
        named = [form for form in forms if folded and folded[0] in form.given]
        return (before.start("given"), named) if named else (start, list(forms))
    return before.start("given"), [form for form in forms if form.allows(folded)]


def _is_title(initial: re.Match[str]) -> bool:
    """Return whether an abbreviation is a title ("Mr.") and not an initial or short name ("S.", "Al.")."""
    return initial.group().lower() in _TITLES
