"""JSON codecs for the dataclasses of the model; fields with their default values are omitted."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from corpus.model import Edition, IndexEntry, Person, Place, Reference, Reply, Term, Topic, Unit

T = TypeVar("T")


class Codec(Generic[T]):
    """A codec that encodes one dataclass as JSON and decodes it with validation of every field."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T]:
        """The decoder, created on first use, because a command needs only a few of them."""
        return msgspec.json.Decoder(self._kind)

    def encode(self, value: T) -> bytes:
        """Return a dataclass as JSON, without the fields that have their default value."""
        return msgspec.json.encode(_without_defaults(value))

    def decode(self, data: bytes) -> T:
        """Return the dataclass that its JSON represents.

        Raises:
            ValueError: the JSON is malformed or does not match the dataclass.
        """
        return self._decoder.decode(data)


def _without_defaults(value: object) -> object:
    """Convert dataclasses, recursively, to dictionaries without the fields that have their default value."""
    if isinstance(value, tuple):
        return [_without_defaults(item) for item in value]
    if is_dataclass(value):
        items = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _without_defaults(item) for field, item in items if item != field.default}
    return value


UNIT = Codec(Unit)
PERSON = Codec(Person)
PLACE = Codec(Place)
REFERENCE = Codec(Reference)
REPLY = Codec(Reply)
TOPIC = Codec(Topic)
TERM = Codec(Term)
INDEX_ENTRY = Codec(IndexEntry)
EDITION = Codec(Edition)
