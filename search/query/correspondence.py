"""Correspondents and times that a plain-language query asks for: "Stalin's telegrams of July 1932".

A query asks for letters if its wording says who wrote or received them, or when: its correspondents and
times are then conditions. Whoever and whatever is merely its subject ("Stalin's view of the Comintern", "the
harvest of 1932") never is. In a question about something else ("Why did Stalin's letters …") they only rank.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from corpus.model import Person
from corpus.text.analysis import tokens, words
from search.query.correspondence_patterns import (
    ADJACENT,
    BETWEEN,
    BLANK,
    CLAUSES,
    DATE_FIRST,
    FILLERS,
    HEADED_BY_LETTERS,
    HEADINGS,
    INITIAL,
    LAST,
    LEADING_PREPOSITION,
    LETTERS_OF_DATE,
    NOUN_PHRASES,
    OTHER_OWNER,
    OTHER_QUESTION,
    PADDING,
    PERSON_FIRST,
    PLACEHOLDERS_MAX,
    PRIVATE,
    RELATING,
    SENDINGS,
    TIME_PREPOSITION,
)
from search.query.dates import QueryDate, find_query_dates
from search.query.lexicon import Lexicon

Role = Literal["sender", "recipient", "correspondent"]
ROLES: Final[tuple[Role, ...]] = ("sender", "recipient", "correspondent")
Span = tuple[int, int]


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
    ("telegrams" in "telegrams of July 1932"), "" if there is none.
    """

    correspondents: tuple[QueryCorrespondent, ...] = ()
    times: tuple[QueryTime, ...] = ()
    spans: tuple[Span, ...] = ()
    named: tuple[Span, ...] = ()
    letters: str = ""


@dataclass(frozen=True, slots=True)
class _Outline:
    """A query whose names and dates are placeholders of the same length, so that offsets are those in it.

    ``correspondents`` are the ids of the persons with letters, by role; None: unknown.
    """

    text: str
    persons: dict[str, QueryCorrespondent]
    dates: dict[str, QueryDate]
    correspondents: Mapping[str, Container[str]] | None


def find_correspondence(text: str, lexicon: Lexicon) -> AskedCorrespondence:
    """Find the correspondents and times that a query asks for; names may be in lower case."""
    outline = _outline(text, lexicon)
    correspondents, cited = _find_correspondents(outline)
    spans = sorted({span for person, spans in correspondents if person.is_condition for span in spans})
    asks_for_persons = any(person.is_condition for person, _ in correspondents)
    headed = None if OTHER_QUESTION.match(outline.text) else HEADED_BY_LETTERS.match(outline.text)
    times = _find_times(outline, spans, cited, is_asking=asks_for_persons or headed is not None)
    is_timed = any(time.is_condition for time, _ in times)
    if headed and (is_timed or asks_for_persons):
        spans = [*spans, headed.span("letters")]
    letters = text[slice(*headed.span("letters"))] if headed else ""
    named = {(person.start, person.end) for person, _ in correspondents}
    named |= {(time.date.start, time.date.start + len(time.date.text)) for time, _ in times}
    return AskedCorrespondence(
        tuple({(person.role, person.ids): person for person, _ in reversed(correspondents)}.values())[::-1],
        tuple(time for time, _ in times),
        (*spans, *(span for time, span in times if time.is_condition)),
        tuple(sorted(named)),
        letters,
    )


def without_conditions(text: str, asked: AskedCorrespondence, conditions: Iterable[Span]) -> str:
    """Return the query without the wording that asks for letters; "" if nothing else is asked for.

    Args:
        conditions: the offsets of the names and dates that are conditions; all others remain.
    """
    characters = list(text)
    for start, end in asked.spans:
        characters[start:end] = BLANK * (end - start)
    taken = set(conditions)
    for start, end in asked.named:
        if (start, end) not in taken:
            characters[start:end] = text[start:end]
    rest = "".join(characters)
    while (shorter := RELATING.sub(lambda match: BLANK * len(match.group()), rest)) != rest:
        rest = shorter
    rest = rest.replace(BLANK, " ")
    content = [token for token in tokens(rest) if token.word not in FILLERS]
    return " ".join(rest[content[0].start : content[-1].end].split()) if content else ""


def _find_correspondents(outline: _Outline) -> tuple[list[tuple[QueryCorrespondent, list[Span]]], set[str]]:
    """Return each correspondent with the spans of the wording that names it; matches do not overlap.

    The placeholders of dates of other letters ("reply to Stalin's letter of 5 June") are returned, too.
    """
    found: list[tuple[QueryCorrespondent, list[Span]]] = []
    cited: set[str] = set()
    rest = outline.text
    is_other_question = bool(OTHER_QUESTION.match(rest))
    for patterns in (SENDINGS, NOUN_PHRASES, HEADINGS, CLAUSES):
        is_condition = not (is_other_question and patterns is NOUN_PHRASES)
        for pattern in patterns:
            for match in pattern.finditer(rest):
                named = list(_named(match, outline))
                may_exist = is_condition and not OTHER_OWNER.search(rest, 0, match.start())
                may_exist = may_exist and _have_letters(named)
                named = [replace(person, is_condition=may_exist and person.has_letters) for person in named]
                found += ((person, _wording(match)) for person in named)
                cited.update(match.groupdict().get("theirs") or "")
                rest = rest[: match.start()] + BLANK * len(match.group()) + rest[match.end() :]
    return sorted(found, key=lambda item: item[0].start), cited


def _have_letters(named: Sequence[QueryCorrespondent]) -> bool:
    """Return whether letters between persons can be in the index: each role has somebody with letters."""
    return {person.role for person in named} == {person.role for person in named if person.has_letters}


def _wording(match: re.Match[str]) -> list[Span]:
    """Return the offsets of a pattern's match without the subject of the letters in it."""
    start, end = match.span()
    for group in ("subject", "theirs"):
        if match.groupdict().get(group):
            return [(start, match.start(group)), (match.end(group), end)]
    return [(start, end)]


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
    text = outline.text
    for start, end in spans:
        text = text[:start] + BLANK * (end - start) + text[end:]
    is_other = bool(OTHER_QUESTION.match(text))
    of_letters = [] if is_other else [match.span() for match in LETTERS_OF_DATE.finditer(outline.text)]
    is_bare = not spans and _is_bare(text)
    times = []
    for placeholder, date in outline.dates.items():
        start, end = date.start, date.start + len(date.text)
        preposition = TIME_PREPOSITION.search(text, 0, start)
        around = next((span for span in [*spans, *of_letters] if span[0] <= start < span[1]), None)
        is_attached = (
            preposition
            or LEADING_PREPOSITION.match(date.text)
            or ADJACENT.search(text, 0, start)
            or (LAST.search(text, 0, start) and not text[end:].strip(" .?!"))
        )
        is_alone = not date.is_outside and (is_bare or (BETWEEN.match(date.text) and date.is_span))
        is_condition = bool(
            placeholder not in cited
            and (around or is_alone or (is_asking and is_attached and (spans or not date.is_outside)))
        )
        first = preposition.start() if preposition else start
        if is_condition or not date.is_vague:
            span = around or (first, end)
            times.append((QueryTime(date, is_condition), span))
    return times


def _is_bare(text: str) -> bool:
    """Return whether an outline consists of dates and words that add nothing."""
    return all(word in FILLERS for word in words(PRIVATE.sub(" ", text)))


def _outline(text: str, lexicon: Lexicon) -> _Outline:
    """Replace the dates, then the persons of a query by placeholders."""
    outline = PRIVATE.sub(" ", text)
    dates: dict[str, QueryDate] = {}
    for date in find_query_dates(outline, lexicon.years, vague=True)[:PLACEHOLDERS_MAX]:
        placeholder = chr(ord(DATE_FIRST) + len(dates))
        end = date.start + len(date.text)
        dates[placeholder] = replace(date, text=text[date.start : end])
        outline = _replaced(outline, placeholder, date.start, end)
    persons: dict[str, QueryCorrespondent] = {}
    for start, end, found in lexicon.find_persons(_capitalised(outline, lexicon)):
        if len(persons) < PLACEHOLDERS_MAX:
            placeholder = chr(ord(PERSON_FIRST) + len(persons))
            persons[placeholder] = QueryCorrespondent("sender", text[start:end], found, start, end)
            outline = _replaced(outline, placeholder, start, end)
    return _Outline(outline, persons, dates, lexicon.correspondents)


def _replaced(text: str, placeholder: str, start: int, end: int) -> str:
    """Replace a part of a text by a placeholder, padded to its length."""
    return text[:start] + placeholder + PADDING * (end - start - 1) + text[end:]


def _capitalised(text: str, lexicon: Lexicon) -> str:
    """Return a text with lower-case names and initials capitalised for recognition; offsets are the same."""
    characters = list(text)
    names = [
        token for token in tokens(text) if token.word in lexicon.names and lexicon.may_be_name(text, token)
    ]
    for start in (*(token.start for token in names), *(match.start() for match in INITIAL.finditer(text))):
        capital = text[start].upper()
        if len(capital) == 1:
            characters[start] = capital
    return "".join(characters)
