"""The dataclasses of the model as JSON and back; fields at their defaults are left out."""

from __future__ import annotations

from functools import cached_property
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from corpus.model import Edition, IndexEntry, Person, Reference, Reply, Term, Topic, Unit

T = TypeVar("T")


class Codec(Generic[T]):
    """JSON of one dataclass."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        """Made on first use, for making it takes milliseconds."""
        return TypeAdapter(self._kind)

    def encode(self, value: T) -> bytes:
        """A dataclass as JSON."""
        return self._adapter.dump_json(value, exclude_defaults=True)

    def decode(self, data: bytes) -> T:
        """The dataclass again; ValueError where the JSON is not of it."""
        return self._adapter.validate_json(data)


UNIT = Codec(Unit)
PERSON = Codec(Person)
REFERENCE = Codec(Reference)
REPLY = Codec(Reply)
TOPIC = Codec(Topic)
TERM = Codec(Term)
INDEX_ENTRY = Codec(IndexEntry)
EDITION = Codec(Edition)
