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
from exports.addresses import filtered_search_address
from exports.api.openapi import Endpoint, endpoints
from search.model import Filters, SearchRequest
from web.labels import format_day
from web.problems import HTTP_HINTS
from web.site import Site, current_site
from web.texts import LazyText

manual = Blueprint("manual", __name__)

DOCUMENTED_STATUSES: Final = (404, 405, 413, 500)
LONG_WORD_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class OperatorExample:
    """A way of asking, with an example that runs."""

    example: str
    meaning: LazyText

    @property
    def address(self) -> str:
        """Where the example is searched."""
        return filtered_search_address(q=self.example)


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
    return render_template("help.html", operator_examples=operator_examples(first_document(current_site())))


def first_document(site: Site) -> Unit | None:
    """Take the first document of the index, to make examples that find something."""
    request = SearchRequest(filters=Filters(include={"kind": ("document",)}), sort="date", limit=1)
    return next((hit.unit for hit in site.searcher.search(request).hits), None)


def operator_examples(sample: Unit | None) -> tuple[OperatorExample, ...]:
    """List the ways of asking, with the words, names and references of a document."""
    one, two = two_long_words(sample.text if sample else "")
    examples = [
        OperatorExample(f"{one} and {two}", LazyText("These words, and passages with a similar meaning.")),
        OperatorExample(f'"{first_phrase(sample)}"', LazyText("This exact phrase.")),
        OperatorExample(
            f'"{one} {two}"~8', LazyText("Both words, at most %(distance)s words apart.", {"distance": 8})
        ),
        OperatorExample(
            f"{one} AND {two}", LazyText("Both words. OR and NOT also work; use parentheses to group.")
        ),
        OperatorExample(f"+{one} {two}", LazyText("Texts that contain the word after the plus sign.")),
        OperatorExample(f"{one} -{two}", LazyText("Texts without the word after the minus sign.")),
        OperatorExample(f"{one[:4]}*", LazyText("Words beginning with “%(text)s”.", {"text": one[:4]})),
        OperatorExample(f"{one[:-1]}~", LazyText("Similar spellings.")),
    ]
    if sample and sample.senders:
        sender = surname(sample.senders[0].name)
        meaning = LazyText("One field only: sender, recipient, topic and others.")
        examples.append(OperatorExample(f"sender:{sender}", meaning))
    if sample and sample.number:
        examples.append(
            OperatorExample(f"document {sample.number}", LazyText("The document with this number."))
        )
    if sample and sample.date and sample.date.earliest:
        day = format_day(sample.date.earliest)
        examples.append(OperatorExample(f"letter of {day}", LazyText("A day, month or year in words.")))
    if sample and sample.archive:
        examples.append(
            OperatorExample(sample.archive.file, LazyText("An archive reference or the beginning of one."))
        )
    return tuple(examples)


def two_long_words(text: str) -> tuple[str, str]:
    """Take two long words of a text."""
    found = dict.fromkeys(word for word in re.findall(r"\b[a-z]+\b", text) if len(word) >= LONG_WORD_LENGTH)
    first, second = [*found, "harbour", "winter"][:2]
    return first, second


def first_phrase(sample: Unit | None) -> str:
    """Take the first two words of a document that make a phrase."""
    found = re.search(r"\b[a-z]{4,} [a-z]{4,}\b", sample.text if sample else "")
    return found.group() if found else "winter harbour"


@manual.get("/docs/errors")
def errors() -> str:
    """Explain every error by its code."""
    return render_template("errors.html", errors=sorted(error_entries(), key=lambda entry: entry.code))


@manual.get("/docs/api")
def api_page() -> str:
    """List the endpoints of the API."""
    listed = endpoints(current_site().settings)
    return render_template("api.html", endpoints=[(one, example_address(one)) for one in listed])


def error_entries() -> Iterator[ErrorEntry]:
    """List the errors a reader can meet: ours, and those of the protocol."""
    for error in subclasses_of(PerepiskaError):
        meaning = re.sub(r"`+", "", (error.__doc__ or "").strip().splitlines()[0])
        yield ErrorEntry(error.code, error.title, error.http_status, meaning)
    for status in DOCUMENTED_STATUSES:
        known = HTTPStatus(status)
        yield ErrorEntry(f"http-{status}", known.phrase, status, HTTP_HINTS.get(status, known.description))


def subclasses_of(error: type[PerepiskaError]) -> Iterator[type[PerepiskaError]]:
    """List an error and those under it, however deep."""
    yield error
    for below in error.__subclasses__():
        yield from subclasses_of(below)


def example_address(endpoint: Endpoint) -> str | None:
    """Give the address to try an endpoint with, where it needs no id."""
    return None if "{" in endpoint.path else endpoint.path
