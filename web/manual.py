"""Pages that explain: how to ask, the API, the errors. Written from the tables the code itself uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Blueprint, render_template

from corpus.errors import PerepiskaError
from corpus.model import Unit
from corpus.persons.names import surname
from exports.addresses import search_for
from exports.api.openapi import Endpoint, endpoints
from search.model import Filters, SearchRequest
from web.problems import HTTP_HINTS
from web.site import Site, current_site
from web.texts import LazyText
from web.wording import spoken_day

manual = Blueprint("manual", __name__)

ANSWERED_STATUSES: Final = (404, 405, 413, 500)
LONG_WORD: Final = 6


@dataclass(frozen=True, slots=True)
class Operator:
    """A way of asking, with an example that runs."""

    example: str
    meaning: LazyText

    @property
    def address(self) -> str:
        """Where the example is searched."""
        return search_for(q=self.example)


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """An error explained."""

    code: str
    title: str
    status: int
    meaning: str


@manual.get("/help")
def help_page() -> str:
    """Explain how to ask."""
    return render_template("help.html", operators=operators(sample_of(current_site())))


def sample_of(site: Site) -> Unit | None:
    """Take the first document of the index, to make examples that find something."""
    request = SearchRequest(filters=Filters(include={"kind": ("document",)}), sort="date", limit=1)
    return next((hit.unit for hit in site.searcher.search(request).hits), None)


def operators(sample: Unit | None) -> tuple[Operator, ...]:
    """List the ways of asking, with the words, names and references of a document."""
    one, two = telling_words(sample.text if sample else "")
    examples = [
        Operator(f"{one} and {two}", LazyText("These words, and passages with a similar meaning.")),
        Operator(f'"{phrase_of(sample)}"', LazyText("This exact phrase.")),
        Operator(
            f'"{one} {two}"~8', LazyText("Both words, at most %(distance)s words apart.", {"distance": 8})
        ),
        Operator(f"{one} AND {two}", LazyText("Both words. OR and NOT also work; use parentheses to group.")),
        Operator(f"+{one} {two}", LazyText("Texts that contain the word after the plus sign.")),
        Operator(f"{one} -{two}", LazyText("Texts without the word after the minus sign.")),
        Operator(f"{one[:4]}*", LazyText("Words beginning with “%(text)s”.", {"text": one[:4]})),
        Operator(f"{one[:-1]}~", LazyText("Similar spellings.")),
    ]
    if sample and sample.senders:
        sender = surname(sample.senders[0].name)
        meaning = LazyText("One field only: sender, recipient, topic and others.")
        examples.append(Operator(f"sender:{sender}", meaning))
    if sample and sample.number:
        examples.append(Operator(f"document {sample.number}", LazyText("The document with this number.")))
    if sample and sample.date and sample.date.earliest:
        day = spoken_day(sample.date.earliest)
        examples.append(Operator(f"letter of {day}", LazyText("A day, month or year in words.")))
    if sample and sample.archive:
        examples.append(
            Operator(sample.archive.file, LazyText("An archive reference or the beginning of one."))
        )
    return tuple(examples)


def telling_words(text: str) -> tuple[str, str]:
    """Take two long words of a text."""
    found = dict.fromkeys(word for word in re.findall(r"\b[a-z]+\b", text) if len(word) >= LONG_WORD)
    first, second = [*found, "harbour", "winter"][:2]
    return first, second


def phrase_of(sample: Unit | None) -> str:
    """Take the first two words of a document that make a phrase."""
    found = re.search(r"\b[a-z]{4,} [a-z]{4,}\b", sample.text if sample else "")
    return found.group() if found else "winter harbour"


@manual.get("/docs/errors")
def errors() -> str:
    """Explain every error by its code."""
    return render_template("errors.html", errors=sorted(explained(), key=lambda entry: entry.code))


@manual.get("/docs/api")
def api_page() -> str:
    """List the endpoints of the API."""
    listed = endpoints(current_site().settings)
    return render_template("api.html", endpoints=[(one, example_of(one)) for one in listed])


def explained() -> Iterator[ErrorEntry]:
    """List the errors a reader can meet: ours, and those of the protocol."""
    for error in descendants(PerepiskaError):
        meaning = re.sub(r"`+", "", (error.__doc__ or "").strip().splitlines()[0])
        yield ErrorEntry(error.code, error.title, error.http_status, meaning)
    for status in ANSWERED_STATUSES:
        known = HTTPStatus(status)
        yield ErrorEntry(f"http-{status}", known.phrase, status, HTTP_HINTS.get(status, known.description))


def descendants(error: type[PerepiskaError]) -> Iterator[type[PerepiskaError]]:
    """List an error and those under it, however deep."""
    yield error
    for below in error.__subclasses__():
        yield from descendants(below)


def example_of(endpoint: Endpoint) -> str | None:
    """Give the address to try an endpoint with, where it needs no id."""
    return None if "{" in endpoint.path else endpoint.path
