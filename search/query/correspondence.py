"""Correspondents and times that a plain-language query asks for: "Stalin's telegrams of July 1932".

A query asks for letters if its wording says who wrote or received them, or when: its correspondents and
times are then conditions. Whoever and whatever is merely its subject ("Stalin's view of the Comintern", "the
harvest of 1932") never is. In a question about something else ("Why did Stalin's letters …") they only rank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from corpus.model import Person
from corpus.text.analysis import ENGLISH, tokens, words
from search.query.dates import QueryDate, find_query_dates
from search.query.lexicon import Lexicon
from search.query.query_names import QueryNameFinder
from search.query.wording import (
    BLANK,
    DATE_FIRST,
    PADDING,
    PERSON_FIRST,
    PLACEHOLDERS_MAX,
    PRIVATE,
    LetterWord,
    QueryWording,
    case_sign,
    word_sign,
)
from search.query.wording_patterns import is_language_word, languages_of, wording

Role = Literal["sender", "recipient", "correspondent"]
ROLES: Final[tuple[Role, ...]] = ("sender", "recipient", "correspondent")
Span = tuple[int, int]
_INITIAL = re.compile(r"\b\w(?=\.)")


@dataclass(frozen=True, slots=True)
class QueryCorrespondent:
    """A correspondent that a query names; ``printed`` is the name in the query, at ``start`` to ``end``.

    ``persons`` are all who may be meant, the most likely first; if some of them have letters, only those.
    ``is_condition`` is False in a question about something other than letters, for somebody who has no
    letters in the index, and for whoever else wrote or received the letters of such a person;
    ``has_letters`` is False for the person alone.
    """

    role: Role
    printed: str
    persons: tuple[Person, ...]
    start: int
    end: int
    is_condition: bool = True
    has_letters: bool = True

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the persons."""
        return tuple(person.id for person in self.persons)


@dataclass(frozen=True, slots=True)
class QueryTime:
    """A date or period of a query; as a condition, the time at which the letters were written."""

    date: QueryDate
    is_condition: bool


@dataclass(frozen=True, slots=True)
class AskedCorrespondence:
    """The correspondents and times of a query, each once.

    ``spans`` are the offsets of the wording that asks for letters ("letters from Molotov to"), ``named``
    those of the names and dates in it; ``letters`` is the noun for letters that is the head of the query
    ("telegrams" in "telegrams of July 1932"), "" if there is none. ``language`` is that of the wording.
    """

    correspondents: tuple[QueryCorrespondent, ...] = ()
    times: tuple[QueryTime, ...] = ()
    spans: tuple[Span, ...] = ()
    named: tuple[Span, ...] = ()
    letters: str = ""
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class _Outline:
    """A query whose names and dates are placeholders of the same length, so that offsets are those in it.

    ``correspondents`` are the ids of the persons with letters, by role; None: unknown. ``is_other_question``
    is whether the query asks about something other than letters.
    """

    text: str
    wording: QueryWording
    is_other_question: bool
    persons: dict[str, QueryCorrespondent]
    dates: dict[str, QueryDate]
    correspondents: Mapping[str, Container[str]] | None


def find_correspondence(text: str, lexicon: Lexicon) -> AskedCorrespondence:
    """Find the correspondents and times that a query asks for; names may be in lower case.

    The query is read in its language; if its words could be of several, in the one in which it names most
    correspondents and times as conditions.
    """
    readings = (_find_in(language, text, lexicon) for language in find_query_languages(text, lexicon))
    return max(readings, key=_count_conditions)


def find_query_languages(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the languages that most words of a query belong to, by grammar or letters; then English."""
    counts = Counter[str]()
    for token in tokens(text):
        if not (token.word in lexicon.names and token.text[:1].isupper()):
            counts.update(languages_of(token.word))
    most = max(counts.values(), default=0)
    found = sorted(language for language, count in counts.items() if count == most)
    ordered = sorted(found, key=lambda language: language != ENGLISH)
    return tuple(dict.fromkeys((*ordered, ENGLISH)))


def _count_conditions(asked: AskedCorrespondence) -> tuple[int, int]:
    """Return how many correspondents, and how many times, of a query are conditions."""
    return sum(each.is_condition for each in asked.correspondents), sum(
        each.is_condition for each in asked.times
    )


def _find_in(language: str, text: str, lexicon: Lexicon) -> AskedCorrespondence:
    """Find the correspondents and times that a query of a language asks for."""
    outline = _outline(text, lexicon, wording(language))
    correspondents, cited = _find_correspondents(outline)
    spans = sorted({span for person, spans in correspondents if person.is_condition for span in spans})
    asks_for_persons = any(person.is_condition for person, _ in correspondents)
    headed = None if outline.is_other_question else outline.wording.headed_by_letters.match(outline.text)
    times = _find_times(outline, spans, cited, is_asking=asks_for_persons or headed is not None)
    is_timed = any(time.is_condition for time, _ in times)
    if headed and (is_timed or asks_for_persons):
        spans = [*spans, headed.span("letters")]
    letters = text[slice(*headed.span("letters"))] if headed else ""
    named = {(person.start, person.end) for person, _ in correspondents}
    named |= {(time.date.start, time.date.end) for time, _ in times}
    return AskedCorrespondence(
        tuple({(person.role, person.ids): person for person, _ in reversed(correspondents)}.values())[::-1],
        tuple(time for time, _ in times),
        (*spans, *(span for time, span in times if time.is_condition)),
        tuple(sorted(named)),
        letters,
        language,
    )


def without_conditions(text: str, asked: AskedCorrespondence, conditions: Iterable[Span]) -> str:
    """Return the query without the wording that asks for letters; "" if nothing else is asked for.

    Args:
        conditions: the offsets of the names and dates that are conditions; all others remain.
    """
    characters = list(_blanked(text, asked.spans))
    taken = set(conditions)
    for start, end in asked.named:
        if (start, end) not in taken:
            characters[start:end] = text[start:end]
    rest = "".join(characters)
    words_of = wording(asked.language)
    while (shorter := words_of.relating.sub(lambda match: BLANK * len(match.group()), rest)) != rest:
        rest = shorter
    rest = rest.replace(BLANK, " ")
    content = [token for token in tokens(rest) if not words_of.is_filler(token.word)]
    return " ".join(rest[content[0].start : content[-1].end].split()) if content else ""


def _find_correspondents(outline: _Outline) -> tuple[list[tuple[QueryCorrespondent, list[Span]]], set[str]]:
    """Return each correspondent with the spans of the wording that names it; matches do not overlap.

    The placeholders of dates of other letters ("reply to Stalin's letter of 5 June") are returned, too.
    """
    found: list[tuple[QueryCorrespondent, list[Span]]] = []
    cited: set[str] = set()
    rest = outline.text
    patterns_of = outline.wording
    for patterns in (
        patterns_of.sendings,
        patterns_of.noun_phrases,
        patterns_of.headings,
        patterns_of.clauses,
    ):
        is_condition = not (outline.is_other_question and patterns is patterns_of.noun_phrases)
        for pattern in patterns:
            for match in pattern.finditer(rest):
                named = list(_named(match, outline))
                may_exist = is_condition and not patterns_of.other_owner.search(rest, 0, match.start())
                may_exist = may_exist and _have_letters(named)
                named = [replace(person, is_condition=may_exist and person.has_letters) for person in named]
                found += ((person, _wording(match)) for person in named)
                cited.update(match.groupdict().get("theirs") or "")
                rest = _blanked(rest, [match.span()])
    return sorted(found, key=lambda item: item[0].start), cited


def _have_letters(named: Sequence[QueryCorrespondent]) -> bool:
    """Return whether letters between persons can be in the index: each role has somebody with letters."""
    return {person.role for person in named} == {person.role for person in named if person.has_letters}


def _wording(match: re.Match[str]) -> list[Span]:
    """Return the offsets of a pattern's match without the subjects of the letters in it."""
    start, end = match.span()
    spans = []
    for group, content in match.groupdict().items():
        if content and group.startswith(("subject", "theirs")):
            spans.append((start, match.start(group)))
            start = match.end(group)
    return [*spans, (start, end)]


def _named(match: re.Match[str], outline: _Outline) -> Iterator[QueryCorrespondent]:
    """Yield the persons in the groups of a pattern's match, in the roles that the groups are named after."""
    for group, content in match.groupdict().items():
        role = next((role for role in ROLES if group.startswith(role)), None)
        for placeholder in content or "":
            if role and placeholder in outline.persons:
                named = outline.persons[placeholder]
                known = None if outline.correspondents is None else outline.correspondents[role]
                writing = tuple(person for person in named.persons if known is None or person.id in known)
                yield replace(
                    named, role=role, persons=writing or named.persons[:1], has_letters=bool(writing)
                )


def _find_times(
    outline: _Outline, spans: Sequence[Span], cited: Container[str], *, is_asking: bool
) -> list[tuple[QueryTime, Span]]:
    """Return each date of a query with its offsets, including a preposition of its own.

    Vague dates are left out unless they are conditions.

    Args:
        outline: the query.
        spans: the wording that names correspondents.
        cited: placeholders of dates that are not those of the letters asked for.
        is_asking: whether the query asks for letters.
    """
    text = _blanked(outline.text, spans)
    patterns = outline.wording
    is_other = outline.is_other_question
    of_letters = (
        [] if is_other else [match.span() for match in patterns.letters_of_date.finditer(outline.text)]
    )
    is_bare = not spans and all(map(patterns.is_filler, words(PRIVATE.sub(" ", text))))
    times: list[tuple[QueryTime, Span]] = []
    for placeholder, date in outline.dates.items():
        start, end = date.start, date.end
        preposition = patterns.time_preposition.search(text, 0, start)
        around = next((span for span in [*spans, *of_letters] if span[0] <= start < span[1]), None)
        is_attached = (
            preposition
            or patterns.leading_preposition.match(date.text)
            or patterns.adjacent.search(text, 0, start)
            or (patterns.last.search(text, 0, start) and not text[end:].strip(" .?!"))
        )
        is_alone = not date.is_outside and (is_bare or (patterns.between.match(date.text) and date.is_span))
        is_condition = bool(
            placeholder not in cited
            and (around or is_alone or (is_asking and is_attached and (spans or not date.is_outside)))
        )
        before = times[-1] if times else None
        if before and before[0].is_condition and not date.is_outside and not is_condition:
            is_condition = bool(patterns.joined_dates.fullmatch(outline.text, before[0].date.end, start))
        first = preposition.start() if preposition else start
        if is_condition or not date.is_vague:
            span = around or (first, end)
            times.append((QueryTime(date, is_condition), span))
    return times


def _outline(text: str, lexicon: Lexicon, words_of: QueryWording) -> _Outline:
    """Replace the dates, then the persons of a query by placeholders, and the words that are signs."""
    outline = PRIVATE.sub(" ", text)
    is_english = words_of.language == ENGLISH
    is_other_question = bool(words_of.other_question.match(outline))
    dates: dict[str, QueryDate] = {}
    found_dates = find_query_dates(outline, lexicon.years, vague=True, language=words_of.language)
    for date in found_dates[:PLACEHOLDERS_MAX]:
        placeholder = chr(ord(DATE_FIRST) + len(dates))
        dates[placeholder] = replace(date, text=text[date.start : date.end])
        outline = _replaced(outline, placeholder, date.start, date.end)
    persons: dict[str, QueryCorrespondent] = {}
    names = _english_names(outline, lexicon) if is_english else _names(outline, lexicon, words_of.language)
    for start, end, found, padding in names:
        if len(persons) < PLACEHOLDERS_MAX:
            placeholder = chr(ord(PERSON_FIRST) + len(persons))
            persons[placeholder] = QueryCorrespondent("sender", text[start:end], found, start, end)
            outline = _replaced(outline, placeholder, start, end, padding)
    if is_english:
        is_other_question = bool(words_of.other_question.match(outline))
    else:
        outline = _with_signs(outline, words_of)
    return _Outline(outline, words_of, is_other_question, persons, dates, lexicon.correspondents)


def _english_names(outline: str, lexicon: Lexicon) -> Iterator[tuple[int, int, tuple[Person, ...], str]]:
    """Yield the names in an English query with the persons who may be meant and their padding."""
    for start, end, found in lexicon.find_persons(_capitalised(outline, lexicon)):
        yield start, end, found, PADDING


def _names(
    outline: str, lexicon: Lexicon, language: str
) -> Iterator[tuple[int, int, tuple[Person, ...], str]]:
    """Yield the names in a query of another language with the persons who may be meant and their padding."""
    finder = QueryNameFinder(lexicon, language, is_language_word(language))
    for name in finder.find(outline):
        yield name.start, name.end, name.persons, case_sign(name.case)


def _with_signs(outline: str, words_of: QueryWording) -> str:
    """Replace nouns for letters and verbs by their signs, and join titles to the names after them."""
    while words_of.before_name and (match := words_of.before_name.search(outline)):
        start, name = match.start("name") if match["name"] else match.start(), match.end()
        end = name + (2 if PRIVATE.match(outline, name + 1) else 1)
        outline = outline[:start] + outline[name:end] + PADDING * (name - start) + outline[end:]
    found: dict[Span, LetterWord] = {}
    for kind, pattern in words_of.words.items():
        for match in pattern.finditer(outline):
            found[match.span()] = found.get(match.span(), LetterWord(0)) | kind
    done = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= done:
            is_noun = outline[start].isupper()
            outline = _replaced(outline, word_sign(found[start, end], is_noun=is_noun), start, end)
            done = end
    return outline


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """Replace parts of a text by ``BLANK``; offsets stay the same."""
    for start, end in spans:
        text = text[:start] + BLANK * (end - start) + text[end:]
    return text


def _replaced(text: str, placeholder: str, start: int, end: int, padding: str = PADDING) -> str:
    """Replace a part of a text by a placeholder, padded to its length; ``padding`` is its first character."""
    padded = (placeholder + padding + PADDING * (end - start))[: end - start]
    return text[:start] + padded + text[end:]


def _capitalised(text: str, lexicon: Lexicon) -> str:
    """Return a text with lower-case names and initials capitalised for recognition; offsets are the same."""
    characters = list(text)
    names = [
        token for token in tokens(text) if token.word in lexicon.names and lexicon.may_be_name(text, token)
    ]
    for start in (*(token.start for token in names), *(match.start() for match in _INITIAL.finditer(text))):
        capital = text[start].upper()
        if len(capital) == 1:
            characters[start] = capital
    return "".join(characters)
