"""Pages that explain: how to ask, the API, the errors. Written from the tables the code itself uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template

from corpus.errors import PerepiskaError
from web.openapi import Endpoint, endpoints
from web.problems import HTTP_HINTS

manual = Blueprint("manual", __name__)

ANSWERED_STATUSES: Final = (404, 405, 413, 500)


@dataclass(frozen=True, slots=True)
class Operator:
    """A way of asking, with an example that runs."""

    example: str
    meaning: str

    @property
    def address(self) -> str:
        """Where the example is searched."""
        return f"/search?{urlencode({'q': self.example})}"


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """An error explained."""

    code: str
    title: str
    status: int
    meaning: str


OPERATORS: Final = (
    Operator(
        "who repaired the harbour wall?", "Plain words: both their wording and their meaning are looked for."
    ),
    Operator('"grain procurement"', "Exactly this phrase."),
    Operator("grain AND railway", "Both words. OR and NOT work too; brackets group."),
    Operator("(grain OR bread) NOT export", "Either of two words, without a third."),
    Operator("grain -export", "A minus leaves out."),
    Operator("collectiv*", "Words that begin so."),
    Operator("Ezhov~", "Words spelled nearly so."),
    Operator("sender:stalin", "One field only: sender, recipient, topic and the other filters."),
    Operator("document 24", "A document by its number."),
    Operator("letter of 5 June 1932", "A day, month or year in plain words."),
    Operator("f. 558, op. 11, d. 739", "An archive reference, whole or its beginning."),
)


@manual.get("/help")
def help_page() -> str:
    """Explain how to ask."""
    return render_template("help.html", operators=OPERATORS)


@manual.get("/docs/errors")
def errors() -> str:
    """Explain every error by its code."""
    return render_template("errors.html", errors=sorted(explained(), key=lambda entry: entry.code))


@manual.get("/docs/api")
def api_page() -> str:
    """List the endpoints of the API."""
    return render_template("api.html", endpoints=[(one, example_of(one)) for one in endpoints()])


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
