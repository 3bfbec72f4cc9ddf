"""What a query means beyond its words: references, numbers, days, correspondents, abbreviations.

Everything understood is returned with a key under which the user can take it back
(``SearchRequest.literal``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.archives import find_archive_references
from corpus.datelines import FoundDate, find_dates
from corpus.model import ArchiveReference, Person
from corpus.store.analysis import STOP_WORDS, tokens
from search.grammar import (
    And,
    Beside,
    Field,
    Fuzzy,
    Must,
    Node,
    Not,
    Or,
    ParsedQuery,
    Phrase,
    Prefix,
    Word,
)
from search.lexicon import Expansion, Lexicon, find_expansions
from search.model import Understood

_MONTH = r"January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER = re.compile(
    r"\b(?:notes?\s+(?P<note>\d{1,3})\s+(?:to|of)\s+)?(?P<appendix>appendix[:,]?\s+)?(?:document|doc|letter)\.?\s*"
    rf"(?:no\.?\s*)?(?P<number>\d{{1,4}})\b(?!\s+(?:{_MONTH}))",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:letter|telegram|cipher|phonegram|wire|note|message|memorandum)s?\b", re.IGNORECASE
)
_NAME = rf"(?P<{{}}>[A-Z][\w’'.-]*(?:\s(?!(?:{_MONTH})\b)[A-Z][\w’'.-]*)?)"
_FROM_TO = re.compile(rf"\bfrom\s+{_NAME.format('sender')}(?:\s+to\s+{_NAME.format('recipient')})?")
_X_TO_Y = re.compile(rf"\A\W*{_NAME.format('sender')}\s+to\s+{_NAME.format('recipient')}")
_POSSESSIVE = re.compile(
    rf"{_NAME.format('sender')}[’']s\s+(?:\w+\s+){{0,2}}?(?:letter|telegram|cipher|phonegram|message)s?\b"
    rf"(?:\s+to\s+{_NAME.format('recipient')})?"
)
_LETTER_TO = re.compile(
    rf"\b(?:letter|telegram|cipher|phonegram|message)s?\s+to\s+{_NAME.format('recipient')}"
)
_CORRESPONDENTS = (_FROM_TO, _POSSESSIVE, _X_TO_Y, _LETTER_TO)


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A document (or a note of one) named by its printed number."""

    document: str
    note: str | None = None
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """What arms and ranking make use of; ``remaining_text`` is the query less references and numbers."""

    remaining_text: str
    items: tuple[Understood, ...] = ()
    archive: ArchiveReference | None = None
    numbers: tuple[KnownNumber, ...] = ()
    dates: tuple[tuple[date, date, str], ...] = ()
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    pins_document: bool = False
    biographies: tuple[str, ...] = ()
    """The units about the person that the query names and nothing else."""

    @property
    def names_units(self) -> bool:
        """Whether the query names units outright, so that there is something to find without its words."""
        return self.archive is not None or bool(self.numbers)


def understand(
    parsed: ParsedQuery, lexicon: Lexicon, *, literal: frozenset[str] = frozenset()
) -> Understanding:
    """Read what a query means; what stands in ``literal`` is left as words."""
    text = parsed.text if parsed.is_plain else " ".join(_plain_words(parsed.root))
    items: list[Understood] = []
    archive, rest = _archive(text, literal, items)
    numbers, rest = _numbers(rest, literal, items)
    dates = _dates(rest, lexicon, literal, items) if parsed.is_plain else ()
    senders, recipients = _correspondents(rest, lexicon, literal, items) if parsed.is_plain else ((), ())
    biographies = _biographies(rest, lexicon, literal, items) if parsed.is_plain else ()
    expansions = find_expansions(rest, lexicon, literal)
    items += (Understood(one.kind, one.printed, one.alternatives[0], one.key) for one in expansions)
    items += _operators(parsed.root) if not parsed.is_plain else ()
    is_day = any(first == last for first, last, _ in dates)
    pinned = bool(archive or numbers) or (is_day and bool(senders or recipients or _LETTER.search(rest)))
    once = {item.removable_as or f"{item.kind} {item.text}": item for item in items}
    return Understanding(
        rest,
        tuple(once.values()),
        archive,
        numbers,
        dates,
        senders,
        recipients,
        expansions,
        pinned,
        biographies,
    )


def _operators(node: Node | None) -> Iterator[Understood]:
    """The exact things a query asks for; they are the user's own and cannot be taken back."""
    match node:
        case Phrase(text=text, slop=slop):
            yield Understood("phrase", text, f"within {slop} places" if slop else "in these words")
        case Prefix(text=text):
            yield Understood("prefix", f"{text}*", f"words beginning with {text}")
        case Fuzzy(text=text, distance=distance):
            yield Understood("fuzzy", f"{text}~{distance}", f"words like {text}")
        case Field(name=name, child=child):
            yield Understood("field", name, " or ".join(_texts(child)))
        case Not(child=child):
            yield Understood("exclusion", " ".join(_texts(child)), "left out")
        case Must(child=child):
            yield from _operators(child)
        case And(children=children) | Or(children=children) | Beside(children=children):
            for child in children:
                yield from _operators(child)


def _texts(node: Node) -> Iterator[str]:
    """The words of a tree, whatever their operators."""
    match node:
        case And(children=children) | Or(children=children) | Beside(children=children):
            for child in children:
                yield from _texts(child)
        case Not(child=child) | Must(child=child) | Field(child=child):
            yield from _texts(child)
        case _:
            yield node.text


def _plain_words(node: Node | None) -> Iterator[str]:
    match node:
        case Word(text=text):
            yield text
        case And(children=children) | Or(children=children) | Beside(children=children):
            for child in children:
                yield from _plain_words(child)
        case Must(child=child):
            yield from _plain_words(child)


def _archive(
    text: str, literal: frozenset[str], items: list[Understood]
) -> tuple[ArchiveReference | None, str]:
    for found in find_archive_references(text):
        value = str(found.reference)
        if f"archive:{value}" not in literal:
            printed = text[found.start : found.end]
            items.append(Understood("archive", printed, value, f"archive:{value}"))
            return found.reference, text[: found.start] + text[found.end :]
    return None, text


def _numbers(
    text: str, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[KnownNumber, ...], str]:
    numbers: list[KnownNumber] = []
    rest = text
    for match in _NUMBER.finditer(text):
        number = KnownNumber(match["number"], match["note"], bool(match["appendix"]))
        key = f"number:{'app' if number.appendix else 'doc'}-{number.document}" + (
            f".n{number.note}" if number.note else ""
        )
        if key not in literal:
            numbers.append(number)
            items.append(Understood("document-number", match[0], key.partition(":")[2], key))
            rest = rest.replace(match[0], " ", 1)
    return tuple(numbers), rest


def _dates(
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[date, date, str], ...]:
    """Days, months and seasons in words; those with a year, or within the one year that has documents."""
    only = lexicon.years[0] if lexicon.years and lexicon.years[0] == lexicon.years[1] else None
    spans = []
    for found in find_dates(text, year=only):
        key = f"date:{found.edtf}"
        bounds = _within(found, lexicon.years)
        if key not in literal and bounds:
            spans.append((*bounds, found.text))
            items.append(Understood("date", found.text, found.edtf, key))
    return tuple(spans)


def _within(found: FoundDate, years: tuple[int, int] | None) -> tuple[date, date] | None:
    """The bounds of a date that may be one of this index's."""
    if found.earliest is None or found.latest is None or years is None:
        return None
    overlaps = years[0] <= found.latest.year and found.earliest.year <= years[1]
    return (found.earliest, found.latest) if overlaps else None


def _correspondents(
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who wrote to whom, where the query says so and not merely names somebody."""
    roles: dict[str, dict[str, None]] = {"sender": {}, "recipient": {}}
    for pattern in _CORRESPONDENTS:
        for match in pattern.finditer(text):
            for role, name in match.groupdict().items():
                person = _person(name, lexicon) if name else None
                key = f"{role}:{person.id}" if person else ""
                if person and key not in literal and person.id not in roles[role]:
                    roles[role][person.id] = None
                    items.append(Understood(role, str(name), person.display, key))
    return tuple(roles["sender"]), tuple(roles["recipient"])


def _person(name: str, lexicon: Lexicon) -> Person | None:
    bare = re.sub(r"[’']s\Z", "", name).rstrip(".,;:?!")
    return lexicon.register.resolve(bare) or lexicon.register.resolve(bare.split()[0])


def _biographies(
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[str, ...]:
    """Who is asked for where nothing but a name is left: "Yezhov", "who was N. I. Yezhov?"."""
    content = [token for token in tokens(text) if token.word not in STOP_WORDS]
    if not content:
        return ()
    name = text[content[0].start : content[-1].end]
    person = lexicon.register.resolve(name)
    key = f"person:{person.id}" if person else ""
    if person is None or person.biography is None or key in literal:
        return ()
    items.append(Understood("person", name, person.display, key))
    return (person.biography,)
