"""The manual: the query language, the API and the errors, generated from the tables that the code uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, render_template

from corpus.errors import PerepiskaError
from corpus.model import Unit
from corpus.persons.names import surname
from exports.addresses import filtered_search_address
from exports.api.openapi import Endpoint, endpoints
from search.model import Filters, SearchRequest
from web.error_texts import ERROR_TEXTS, ErrorText
from web.labels import format_day
from web.site import Site, current_site
from web.texts import LazyText

manual = Blueprint("manual", __name__)

DOCUMENTED_STATUSES: Final = (404, 405, 413, 500)
LONG_WORD_LENGTH: Final = 6


@dataclass(frozen=True, slots=True)
class OperatorExample:
    """An example query with an operator of the query language, and what that does."""

    example: str
    meaning: LazyText

    @property
    def address(self) -> str:
        """The address of the search page for the example."""
        return filtered_search_address(q=self.example)


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """An error in the manual, by its code, HTTP status, title and explanation."""

    code: str
    status: int
    text: ErrorText


@manual.get("/help")
def help_page() -> str:
    """Show the help page with an example of each operator."""
    return render_template("help.html", operator_examples=operator_examples(first_document(current_site())))


def first_document(site: Site) -> Unit | None:
    """Return the earliest document of the index, from which examples are made; None if there is none."""
    request = SearchRequest(filters=Filters(include={"kind": ("document",)}), sort="date", limit=1)
    return next((hit.unit for hit in site.searcher.search(request).hits), None)


def operator_examples(sample: Unit | None) -> tuple[OperatorExample, ...]:
    """Return an example of each operator, with the words, names and references of a document.

    Examples that need data the document lacks are omitted.
    """
    first, second = two_long_words(sample.text if sample else "")
    examples = [
        OperatorExample(
            f"{first} and {second}", LazyText("These words, and passages with a similar meaning.")
        ),
        OperatorExample(f'"{first_phrase(sample)}"', LazyText("This exact phrase.")),
        OperatorExample(
            f'"{first} {second}"~8',
            LazyText("Both words, at most %(distance)s words apart.", {"distance": 8}),
        ),
        OperatorExample(
            f"{first} AND {second}", LazyText("Both words. OR and NOT also work; use parentheses to group.")
        ),
        OperatorExample(f"+{first} {second}", LazyText("Texts that contain the word after the plus sign.")),
        OperatorExample(f"{first} -{second}", LazyText("Texts without the word after the minus sign.")),
        OperatorExample(f"{first[:4]}*", LazyText("Words beginning with “%(text)s”.", {"text": first[:4]})),
        OperatorExample(f"{first[:-1]}~", LazyText("Similar spellings.")),
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
    """Return the first two different lower-case words of at least ``LONG_WORD_LENGTH`` letters.

    Stock words replace those that the text lacks.
    """
    words = dict.fromkeys(word for word in re.findall(r"\b[a-z]+\b", text) if len(word) >= LONG_WORD_LENGTH)
    first, second = [*words, "harbour", "winter"][:2]
    return first, second


def first_phrase(sample: Unit | None) -> str:
    """Return the first two adjacent lower-case words of at least four letters; stock words if none occur."""
    match = re.search(r"\b[a-z]{4,} [a-z]{4,}\b", sample.text if sample else "")
    return match.group() if match else "winter harbour"


@manual.get("/docs/errors")
def errors() -> str:
    """Show all errors by code."""
    return render_template("errors.html", errors=sorted(error_entries(), key=lambda entry: entry.code))


@manual.get("/docs/api")
def api_page() -> str:
    """Show the endpoints of the API with their parameters and example addresses."""
    api_endpoints = endpoints(current_site().settings)
    return render_template(
        "api.html", endpoints=[(endpoint, example_address(endpoint)) for endpoint in api_endpoints]
    )


def error_entries() -> Iterator[ErrorEntry]:
    """Yield all errors of the project with a code of their own, then the ``DOCUMENTED_STATUSES`` of HTTP."""
    for error in (error for error in subclasses_of(PerepiskaError) if "code" in vars(error)):
        yield ErrorEntry(error.code, error.http_status, ERROR_TEXTS[error.code])
    for status in DOCUMENTED_STATUSES:
        yield ErrorEntry(f"http-{status}", status, ERROR_TEXTS[f"http-{status}"])


def subclasses_of(error: type[PerepiskaError]) -> Iterator[type[PerepiskaError]]:
    """Yield an error class, then all its direct and indirect subclasses."""
    yield error
    for subclass in error.__subclasses__():
        yield from subclasses_of(subclass)


def example_address(endpoint: Endpoint) -> str | None:
    """Return an endpoint's address as an example; None if it needs an id."""
    return None if "{" in endpoint.path else endpoint.path
