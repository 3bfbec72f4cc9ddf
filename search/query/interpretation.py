"""What a query means beyond its words: references, numbers, days, correspondents, abbreviations.

Everything understood is returned with a key under which the user can take it back
(``SearchRequest.literal``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from corpus.model import ArchiveReference
from corpus.references.archives import find_archive_references
from corpus.text.analysis import STOP_WORDS, tokens
from search.messages import Message
from search.model import Interpretation
from search.query.correspondents import QueryCorrespondent, find_correspondents
from search.query.dates import QueryDate, find_query_dates
from search.query.document_numbers import DocumentNumber, find_document_numbers
from search.query.lexicon import Lexicon, QueryExpansion, find_query_expansions
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
    positive_leaves,
)

_LETTER = re.compile(
    r"\b(?:letter|telegram|cipher|phonegram|wire|note|message|memorandum)s?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class QueryInterpretation:
    """What arms and ranking make use of; ``remaining_text`` is the query less references and numbers."""

    remaining_text: str
    items: tuple[Interpretation, ...] = ()
    archive: ArchiveReference | None = None
    numbers: tuple[DocumentNumber, ...] = ()
    dates: tuple[tuple[date, date, str], ...] = ()
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    expansions: tuple[QueryExpansion, ...] = ()
    identifies_document: bool = False
    biographies: tuple[str, ...] = ()
    """The units about the person that the query names and nothing else."""

    @property
    def is_identifier_query(self) -> bool:
        """Whether the query names units outright, so that there is something to find without its words."""
        return self.archive is not None or bool(self.numbers)


def interpret_query(
    parsed: ParsedQuery, lexicon: Lexicon, *, literal: frozenset[str] = frozenset()
) -> QueryInterpretation:
    """Read what a query means; what stands in ``literal`` is left as words."""
    text = parsed.text if parsed.is_plain else _plain_words(parsed.root)
    archive, rest = _archive(text, literal)
    numbers, rest = _numbers(rest, lexicon, literal)
    dates = _dates(rest, lexicon, literal) if parsed.is_plain else ()
    correspondents = _correspondents(rest, lexicon, literal) if parsed.is_plain else ()
    subject = _subject(rest, lexicon, literal) if parsed.is_plain else None
    expansions = find_query_expansions(rest, lexicon, literal)
    items = (
        *((archive[1],) if archive else ()),
        *(_number_item(printed, number) for printed, number in numbers),
        *(Interpretation("date", one.text, one.edtf, f"date:{one.edtf}") for one in dates),
        *(
            Interpretation(one.role, one.printed, one.person.display, _role_key(one))
            for one in correspondents
        ),
        *((subject[1],) if subject else ()),
        *(Interpretation(one.kind, one.printed, one.alternatives[0], one.key) for one in expansions),
        *(_operators(parsed.root) if not parsed.is_plain else ()),
    )
    is_day = any(one.earliest == one.latest for one in dates)
    is_letter = bool(correspondents or _LETTER.search(rest))
    return QueryInterpretation(
        rest,
        tuple({item.removable_as or f"{item.kind} {item.text}": item for item in items}.values()),
        archive[0] if archive else None,
        tuple(dict.fromkeys(number for _, number in numbers)),
        tuple((one.earliest, one.latest, one.text) for one in dates),
        tuple(one.person.id for one in correspondents if one.role == "sender"),
        tuple(one.person.id for one in correspondents if one.role == "recipient"),
        expansions,
        bool(archive or numbers) or (is_day and is_letter),
        (subject[0],) if subject else (),
    )


def _operators(node: Node | None) -> Iterator[Interpretation]:
    """The exact things a query asks for; they are the user's own and cannot be taken back."""
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
            yield from _operators(child)
        case And(children=children) | Or(children=children) | Implicit(children=children):
            for child in children:
                yield from _operators(child)


def _any_of(texts: Iterable[str]) -> str | Message:
    first, *others = texts
    either: str | Message = first
    for other in others:
        either = Message("either", {"first": either, "second": other})
    return either


def _texts(node: Node) -> Iterator[str]:
    """The words of a tree, whatever their operators."""
    match node:
        case And(children=children) | Or(children=children) | Implicit(children=children):
            for child in children:
                yield from _texts(child)
        case Not(child=child) | Must(child=child) | FieldNode(child=child):
            yield from _texts(child)
        case _:
            yield node.text


def _plain_words(root: Node | None) -> str:
    """The words beside operators that are in no field."""
    leaves = positive_leaves(root) if root else ()
    return " ".join(leaf.text for field, leaf in leaves if not field and isinstance(leaf, Word))


def _archive(
    text: str, literal: frozenset[str]
) -> tuple[tuple[ArchiveReference, Interpretation] | None, str]:
    """The first archive reference, and the text without it."""
    for found in find_archive_references(text):
        value = str(found.reference)
        if f"archive:{value}" not in literal:
            item = Interpretation("archive", text[found.start : found.end], value, f"archive:{value}")
            return (found.reference, item), text[: found.start] + text[found.end :]
    return None, text


def _numbers(
    text: str, lexicon: Lexicon, literal: frozenset[str]
) -> tuple[list[tuple[str, DocumentNumber]], str]:
    """What is named by number, as written; a piece of which nothing is taken back leaves the text."""
    numbers: list[tuple[str, DocumentNumber]] = []
    rest, end = "", 0
    for found in find_document_numbers(text, years=lexicon.years):
        applied = [number for number in found.numbers if f"number:{number.unit_name}" not in literal]
        if len(applied) == len(found.numbers):
            rest += f"{text[end : found.start]} "
            end = found.end
        numbers += ((text[found.start : found.end], number) for number in applied)
    return numbers, rest + text[end:]


def _number_item(printed: str, number: DocumentNumber) -> Interpretation:
    return Interpretation("document-number", printed, number.unit_name, f"number:{number.unit_name}")


def _dates(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[QueryDate, ...]:
    """Days, months, seasons and years in words."""
    found = find_query_dates(text, lexicon.years)
    return tuple(one for one in found if f"date:{one.edtf}" not in literal)


def _correspondents(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[QueryCorrespondent, ...]:
    """Who wrote to whom."""
    return tuple(one for one in find_correspondents(text, lexicon) if _role_key(one) not in literal)


def _correspondent_item(correspondent: QueryCorrespondent) -> Interpretation:
    return Interpretation(
        correspondent.role,
        correspondent.printed,
        correspondent.person.display,
        _role_key(correspondent),
    )


def _role_key(one: QueryCorrespondent) -> str:
    return f"{one.role}:{one.person.id}"


def _subject(text: str, lexicon: Lexicon, literal: frozenset[str]) -> tuple[str, Interpretation] | None:
    """The biography asked for where nothing but a name is left: "Yezhov", "who was N. I. Yezhov?"."""
    content = [token for token in tokens(text) if token.word not in STOP_WORDS]
    if not content:
        return None
    name = text[content[0].start : content[-1].end]
    person = lexicon.person_index.resolve(name)
    key = f"person:{person.id}" if person else ""
    if person is None or person.biography is None or key in literal:
        return None
    return person.biography, Interpretation("person", name, person.display, key)
