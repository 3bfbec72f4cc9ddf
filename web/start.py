"""The start page: what there is to read, and questions made from the index itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from corpus.model import Edition
from search.model import FacetValue, Filters, SearchRequest
from web.citation import editors_text, imprint_text
from web.narrowing import page_address, with_period
from web.room import Room
from web.wording import counted

KINDS: Final = (
    ("document", "document", None),
    ("note", "editors’ note", None),
    ("introduction", "introduction", None),
    ("biography", "biography", "biographies"),
    ("glossary", "glossary entry", "glossary entries"),
)
EXAMPLES: Final = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A question one may follow."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year with the number of units of it."""

    label: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition as introduced: its imprint and what is in it."""

    id: str
    title: str
    imprint: str
    contents: str
    search: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """All that the start page shows."""

    title: str
    lead: str
    editions: tuple[EditionView, ...]
    examples: tuple[Example, ...]
    years: tuple[Year, ...]


def make_welcome(room: Room) -> Welcome:
    """Put the start page together."""
    editions = room.searcher.editions()
    found = room.count(kind=("document",))
    return Welcome(
        title=editions[0].title if len(editions) == 1 else "Perepiska",
        lead="Letters and telegrams with their editors’ notes, introductions and biographies: "
        "ask in plain words or exactly, narrow by date and correspondent, follow any hit to its document.",
        editions=tuple(
            introduce(edition, room.counts("kind", edition=(edition.id,))) for edition in editions
        ),
        examples=examples(found),
        years=years(found.get("year", ())),
    )


def introduce(edition: Edition, counts: Mapping[str, int]) -> EditionView:
    """Introduce an edition."""
    pieces = (editors_text(edition.editors), imprint_text(edition))
    contents = [counted(counts[kind], one, many) for kind, one, many in KINDS if counts.get(kind)]
    return EditionView(
        id=edition.id,
        title=edition.title,
        imprint=", ".join(piece for piece in pieces if piece),
        contents=", ".join(contents),
        search=page_address(SearchRequest(filters=Filters(include={"edition": (edition.id,)}))),
    )


def years(values: tuple[FacetValue, ...]) -> tuple[Year, ...]:
    """List the years in their order."""
    ordered = sorted(values, key=lambda value: value.value)
    return tuple(
        Year(value.label, value.count, page_address(with_period(SearchRequest(), value.value)))
        for value in ordered
    )


def examples(found: Mapping[str, tuple[FacetValue, ...]]) -> tuple[Example, ...]:
    """Make questions of what the documents are about, who wrote them and when."""
    topics = [value.label for value in found.get("topic", ())]
    senders = [value.label for value in found.get("sender", ())]
    recipients = [value.label for value in found.get("recipient", ())]
    busiest = max(found.get("year", ()), key=lambda value: value.count, default=None)
    texts = [topic.lower() for topic in topics[:3]]
    if senders and recipients and busiest:
        texts.append(f"{senders[0]} to {other_than(senders[0], recipients)} {busiest.label}")
    if topics and len(senders) > 1:
        texts.append(f"what did {senders[1]} write about {topics[0].lower()}?")
    return tuple(Example(text, page_address(SearchRequest(text=text))) for text in dict.fromkeys(texts))[
        :EXAMPLES
    ]


def other_than(name: str, names: list[str]) -> str:
    """Take the first name that is another."""
    return next((other for other in names if other != name), names[0])
