"""Interpretation of a query: archive references, numbers, dates, correspondents, alternative wordings.

Each interpretation is returned with a key by which the user can dismiss it (``SearchRequest.literal``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from corpus.model import ArchiveReference
from corpus.references.archives import find_archive_references
from corpus.text.analysis import STOP_WORDS, tokens
from search.messages import Message
from search.model import Effect, Interpretation
from search.query.correspondence import (
    ROLES,
    AskedCorrespondence,
    QueryCorrespondent,
    QueryTime,
    Role,
    find_correspondence,
    without_conditions,
)
from search.query.dates import Period
from search.query.document_numbers import DocumentNumber, find_document_numbers
from search.query.lexicon import Lexicon, QueryExpansion, find_query_expansions
from search.query.name_words import NO_NAME_WORDS, NameWords, find_name_words
from search.query.page_numbers import PageReference, find_pages
from search.query.syntax import (
    And,
    FieldNode,
    Fuzzy,
    Implicit,
    Must,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Word,
    exclusions_from_words,
    positive_leaves,
)

_LETTER = re.compile(
    r"\b(?:letter|telegram|cipher|phonegram|wire|note|message|memorandum)s?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """Everything interpreted in a query, as the retrievers and the ranking use it.

    ``remaining_text`` is the query (if it has operators, its plain words) without archive reference, numbers
    and the wording of conditions. Every unit of the result meets all ``conditions``, (field, values) pairs,
    and one of the ``periods``, if there are any. ``dates`` are (first day, last day, text), ``senders`` and
    ``recipients`` person ids, whether they are conditions or only rank. ``identifies_document`` is true if
    the query has a reference, a number, or an exact day with correspondents or a word such as "letter".
    """

    remaining_text: str
    items: tuple[Interpretation, ...] = ()
    archive: ArchiveReference | None = None
    numbers: tuple[DocumentNumber, ...] = ()
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    periods: tuple[Period, ...] = ()
    pages: tuple[tuple[PageReference, frozenset[str]], ...] = ()
    """Printed pages, each with the ids of the editions of the volume; without ids, of all editions."""
    dates: tuple[tuple[date, date, str], ...] = ()
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    expansions: tuple[QueryExpansion, ...] = ()
    identifies_document: bool = False
    biographies: tuple[str, ...] = ()
    """Id of the biography of a person whose name is the whole query."""
    notices: tuple[Message, ...] = ()
    name_words: NameWords = NO_NAME_WORDS
    """The words of ``remaining_text`` that are initials or given names."""

    @property
    def has_conditions(self) -> bool:
        """Whether the result is limited to units that the query asks for by correspondents or times."""
        return bool(self.conditions or self.periods)

    @property
    def is_identifier_query(self) -> bool:
        """Whether the query has an archive reference, number or page, which find units even without words."""
        return self.archive is not None or bool(self.numbers or self.pages)


def interpret_query(
    parsed: ParsedQuery,
    lexicon: Lexicon,
    *,
    literal: frozenset[str] = frozenset(),
    boosts: frozenset[str] = frozenset(),
) -> QueryInterpretation:
    """Interpret a query.

    Dates, correspondents and biographies are only recognised in plain words, with or without exclusions.

    Args:
        literal: the keys of dismissed interpretations, whose text is treated as words.
        boosts: the keys of interpretations that only rank, although they would be conditions.
    """
    text = parsed.text if parsed.is_plain else _plain_words(parsed.root)
    is_of_words = parsed.is_plain or bool(exclusions_from_words(parsed.root))
    archive, rest = _archive(text, literal)
    numbers, rest = _numbers(rest, lexicon, literal)
    pages, rest = _pages(rest, literal)
    asked = _asked(rest, lexicon, literal, boosts) if is_of_words else AskedCorrespondence()
    subject = _subject(rest, lexicon, literal) if is_of_words and not asked.correspondents else None
    remaining = _without_conditions(rest, asked)
    expansions = find_query_expansions(remaining, lexicon, literal)
    items = (
        *((archive[1],) if archive else ()),
        *(_number_item(text, number) for text, number in numbers),
        *(_page_item(text, reference) for text, reference in pages),
        *map(_time_item, asked.times),
        *(_correspondent_item(item) for item in asked.correspondents if item.has_letters),
        *((_letters_item(asked.letters),) if asked.letters else ()),
        *((subject[1],) if subject else ()),
        *(Interpretation(item.kind, item.printed, item.alternatives[0], item.key) for item in expansions),
        *(_operator_items(parsed.root) if not parsed.is_plain else ()),
    )
    dates = [time.date for time in asked.times if not time.date.is_vague]
    is_letter = bool(asked.correspondents or _LETTER.search(rest))
    is_day = any(item.earliest == item.latest for item in dates)
    return QueryInterpretation(
        remaining,
        tuple({item.removable_as or f"{item.kind} {item.text}": item for item in items}.values()),
        archive[0] if archive else None,
        tuple(dict.fromkeys(number for _, number in numbers)),
        tuple(_conditions(asked)),
        tuple(period for time in asked.times if time.is_condition for period in time.date.periods),
        tuple((reference, _editions(reference, lexicon)) for _, reference in pages),
        tuple((item.earliest, item.latest, item.text) for item in dates),
        tuple(id for item in asked.correspondents if item.role == "sender" for id in item.ids),
        tuple(id for item in asked.correspondents if item.role == "recipient" for id in item.ids),
        expansions,
        bool(archive or numbers or pages) or (is_day and is_letter),
        (subject[0],) if subject else (),
        tuple(
            Message(_WITHOUT_LETTERS[item.role], {"name": item.persons[0].display})
            for item in asked.correspondents
            if not item.has_letters
        ),
        find_name_words(remaining, lexicon),
    )


def _asked(
    text: str, lexicon: Lexicon, literal: frozenset[str], boosts: frozenset[str]
) -> AskedCorrespondence:
    """Return the correspondents and times of a query without dismissed ones; ``boosts`` are no conditions.

    A noun for letters restricts the query to documents only if no correspondent does.
    """
    asked = find_correspondence(text, lexicon)
    correspondents = tuple(
        replace(item, is_condition=item.is_condition and _role_key(item) not in boosts)
        for item in asked.correspondents
        if _role_key(item) not in literal
    )
    times = tuple(
        replace(item, is_condition=item.is_condition and _time_key(item) not in boosts)
        for item in asked.times
        if _time_key(item) not in literal
    )
    is_of_time_only = any(item.is_condition for item in times) and not any(
        item.is_condition for item in correspondents
    )
    letters = asked.letters if is_of_time_only and _KIND_KEY not in literal | boosts else ""
    return replace(asked, correspondents=correspondents, times=times, letters=letters)


def _conditions(asked: AskedCorrespondence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the (field, values) that must hold: any of the senders, any of the recipients, both parties."""
    for role in ROLES:
        named = [person.ids for person in asked.correspondents if person.role == role and person.is_condition]
        if role == "correspondent":
            yield from ((role, ids) for ids in named)
        elif named:
            yield role, tuple(dict.fromkeys(id for ids in named for id in ids))
    if asked.letters:
        yield "kind", ("document",)


def _without_conditions(text: str, asked: AskedCorrespondence) -> str:
    """Return a query without the wording of its conditions; unchanged if it has none."""
    times = [time.date for time in asked.times if time.is_condition]
    persons = [person for person in asked.correspondents if person.is_condition]
    if not (times or persons or asked.letters):
        return text
    # Optional dates that cannot rank, such as "1940" in "letters of 1940", are no words either.
    dates = [*times, *(time.date for time in asked.times if time.date.is_vague)]
    taken = {(person.start, person.end) for person in persons} | {(date.start, date.end) for date in dates}
    return without_conditions(text, asked, taken)


def _operator_items(node: Node | None) -> Iterator[Interpretation]:
    """Yield an item for each operator of a query; these cannot be dismissed."""
    match node:
        case Phrase(text=text, slop=slop):
            yield Interpretation("phrase", text, Message("within-places", {"slop": slop}) if slop else text)
        case Prefix(text=text):
            yield Interpretation("prefix", f"{text}*", Message("words-beginning", {"text": text}))
        case Fuzzy(text=text, distance=distance):
            yield Interpretation("fuzzy", f"{text}~{distance}", Message("words-like", {"text": text}))
        case FieldNode(name=name, child=child):
            yield Interpretation("field", name, _any_of(_texts(child)))
        case Not(child=child):
            yield Interpretation("exclusion", " ".join(_texts(child)), Message("excluded"))
        case Must(child=child):
            yield from _operator_items(child)
        case And(children=children) | Or(children=children) | Implicit(children=children):
            for child in children:
                yield from _operator_items(child)


def _any_of(texts: Iterable[str]) -> str | Message:
    """Return a single text as it is, several as a message "a or b"."""
    first, *others = texts
    either: str | Message = first
    for other in others:
        either = Message("either", {"first": either, "second": other})
    return either


def _texts(node: Node) -> Iterator[str]:
    """Yield the texts of all leaves of a tree, including negated ones."""
    match node:
        case And(children=children) | Or(children=children) | Implicit(children=children):
            for child in children:
                yield from _texts(child)
        case Not(child=child) | Must(child=child) | FieldNode(child=child):
            yield from _texts(child)
        case _:
            yield node.text


def _plain_words(root: Node | None) -> str:
    """Return the words of a tree that are neither negated nor in a field."""
    leaves = positive_leaves(root) if root else ()
    return " ".join(leaf.text for field, leaf in leaves if not field and isinstance(leaf, Word))


def _archive(
    text: str, literal: frozenset[str]
) -> tuple[tuple[ArchiveReference, Interpretation] | None, str]:
    """Return the first archive reference that is not dismissed, and the text without it.

    If there is none, return None and the unchanged text.
    """
    for mention in find_archive_references(text):
        value = str(mention.reference)
        if f"archive:{value}" not in literal:
            item = Interpretation("archive", text[mention.start : mention.end], value, f"archive:{value}")
            return (mention.reference, item), text[: mention.start] + text[mention.end :]
    return None, text


def _numbers(
    text: str, lexicon: Lexicon, literal: frozenset[str]
) -> tuple[list[tuple[str, DocumentNumber]], str]:
    """Return the (text, number) of each document or note number, and the remaining text.

    A mention is removed from the text unless one of its numbers is dismissed.
    """
    numbers: list[tuple[str, DocumentNumber]] = []
    rest, end = "", 0
    for mention in find_document_numbers(text, years=lexicon.years):
        applied = [number for number in mention.numbers if f"number:{number.unit_name}" not in literal]
        if len(applied) == len(mention.numbers):
            rest += f"{text[end : mention.start]} "
            end = mention.end
        numbers += ((text[mention.start : mention.end], number) for number in applied)
    return numbers, rest + text[end:]


def _number_item(text: str, number: DocumentNumber) -> Interpretation:
    """Return the interpretation of a document or note number."""
    return Interpretation("document-number", text, number.unit_name, f"number:{number.unit_name}")


_WITHOUT_LETTERS: Final[Mapping[Role, str]] = {
    "sender": "sender-without-letters",
    "recipient": "recipient-without-letters",
    "correspondent": "correspondent-without-letters",
}
"""The notice that somebody named as a correspondent has no letters, by role."""
_KIND_KEY = "kind:document"
"""The key that dismisses the condition that hits are documents."""


def _pages(text: str, literal: frozenset[str]) -> tuple[list[tuple[str, PageReference]], str]:
    """Return the (text, pages) of each mention of printed pages, and the remaining text."""
    pages: list[tuple[str, PageReference]] = []
    rest, end = "", 0
    for mention in find_pages(text):
        if mention.reference.key not in literal:
            pages.append((text[mention.start : mention.end], mention.reference))
            rest += f"{text[end : mention.start]} "
            end = mention.end
    return pages, rest + text[end:]


def _page_item(text: str, reference: PageReference) -> Interpretation:
    """Return the interpretation of printed pages."""
    return Interpretation("page", text, reference.description, reference.key)


def _editions(reference: PageReference, lexicon: Lexicon) -> frozenset[str]:
    """Return the ids of the editions with the volume of a reference; empty if no edition states a volume."""
    if reference.volume is None or not lexicon.volumes:
        return frozenset()
    return lexicon.volumes.get(reference.volume, frozenset(("",)))


def _time_item(time: QueryTime) -> Interpretation:
    """Return the interpretation of a date or period."""
    return Interpretation("date", time.date.text, time.date.edtf, _time_key(time), _effect(time))


def _time_key(time: QueryTime) -> str:
    """Return the key by which the user can dismiss a date."""
    return f"date:{time.date.edtf}"


def _correspondent_item(correspondent: QueryCorrespondent) -> Interpretation:
    """Return the interpretation of a correspondent."""
    return Interpretation(
        correspondent.role,
        correspondent.printed,
        _any_of(person.display for person in correspondent.persons),
        _role_key(correspondent),
        _effect(correspondent),
    )


def _letters_item(text: str) -> Interpretation:
    """Return the interpretation of "letters" as the condition that hits are documents."""
    return Interpretation("kind", text, "document", _KIND_KEY, "condition")


def _effect(item: QueryTime | QueryCorrespondent) -> Effect:
    """Return whether an interpretation is a condition or only ranks."""
    return "condition" if item.is_condition else "boost"


def _role_key(correspondent: QueryCorrespondent) -> str:
    """Return the key by which the user can dismiss a correspondent."""
    return f"{correspondent.role}:{','.join(correspondent.ids)}"


def _subject(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[str, Interpretation] | None:
    """Return the id of a biography, if the query is only its person's name and stop words; otherwise None.

    "who was N. I. Yezhov?" is such a query. The interpretation is returned with the id.
    """
    content = [token for token in tokens(text) if token.word not in STOP_WORDS]
    if not content:
        return None
    if len(content) == 1 and lexicon.is_everyday(text, content[0]):
        return None
    name = text[content[0].start : content[-1].end]
    person = lexicon.person_index.resolve(name)
    key = f"person:{person.id}" if person else ""
    if person is None or person.biography is None or key in literal:
        return None
    return person.biography, Interpretation("person", name, person.display, key)
