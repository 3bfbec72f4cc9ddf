"""What a query means beyond its words: references, numbers, days, correspondents, abbreviations.

Everything understood is returned with a key under which the user can take it back
(``SearchRequest.literal``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.model import ArchiveReference
from corpus.references.archives import find_archive_references
from corpus.text.analysis import STOP_WORDS, tokens
from search.model import Understood
from search.query.correspondents import Role, find_correspondents
from search.query.dates import find_query_dates
from search.query.document_numbers import KnownNumber, find_numbers
from search.query.lexicon import Expansion, Lexicon, find_expansions
from search.query.syntax import (
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
    positive_leaves,
)

_LETTER = re.compile(
    r"\b(?:letter|telegram|cipher|phonegram|wire|note|message|memorandum)s?\b", re.IGNORECASE
)


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
    text = parsed.text if parsed.is_plain else _plain_words(parsed.root)
    items: list[Understood] = []
    archive, rest = _archive(text, literal, items)
    numbers, rest = _numbers(rest, lexicon, literal, items)
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
            yield Understood("phrase", text, f"within {slop} places" if slop else text)
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


def _plain_words(root: Node | None) -> str:
    """The words beside operators that are in no field."""
    leaves = positive_leaves(root) if root else ()
    return " ".join(leaf.text for field, leaf in leaves if not field and isinstance(leaf, Word))


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
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[KnownNumber, ...], str]:
    """What is named by number; a piece of which nothing is taken back leaves the text."""
    numbers: list[KnownNumber] = []
    rest, end = "", 0
    for found in find_numbers(text, years=lexicon.years):
        applied = [number for number in found.numbers if f"number:{number.tail}" not in literal]
        if len(applied) == len(found.numbers):
            rest += f"{text[end : found.start]} "
            end = found.end
        numbers += applied
        printed = text[found.start : found.end]
        items += (
            Understood("document-number", printed, number.tail, f"number:{number.tail}") for number in applied
        )
    return tuple(dict.fromkeys(numbers)), rest + text[end:]


def _dates(
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[date, date, str], ...]:
    """Days, months, seasons and years in words."""
    spans = []
    for found in find_query_dates(text, lexicon.years):
        key = f"date:{found.edtf}"
        if key not in literal:
            spans.append((found.earliest, found.latest, found.text))
            items.append(Understood("date", found.text, found.edtf, key))
    return tuple(spans)


def _correspondents(
    text: str, lexicon: Lexicon, literal: frozenset[str], items: list[Understood]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who wrote to whom, by ids."""
    ids: dict[Role, list[str]] = {"sender": [], "recipient": []}
    for found in find_correspondents(text, lexicon):
        key = f"{found.role}:{found.person.id}"
        if key not in literal:
            ids[found.role].append(found.person.id)
            items.append(Understood(found.role, found.printed, found.person.display, key))
    return tuple(ids["sender"]), tuple(ids["recipient"])


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
