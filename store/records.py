"""The dataclasses of the model as JSON and back; fields at their defaults are left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from corpus.model import Edition, IndexEntry, Person, Reference, Reply, Term, Topic, Unit

T = TypeVar("T")


class Codec(Generic[T]):
    """JSON of one dataclass; what is read is checked, field by field."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _decoder(self) -> msgspec.json.Decoder[T]:
        """Made on first use, for a command needs few of them."""
        return msgspec.json.Decoder(self._kind)

    def encode(self, value: T) -> bytes:
        """A dataclass as JSON."""
        return msgspec.json.encode(_bare(value))

    def decode(self, data: bytes) -> T:
        """The dataclass again; ValueError where the JSON is not of it."""
        return self._decoder.decode(data)


def _bare(value: object) -> object:
    """A value without what its dataclasses would say unasked."""
    if isinstance(value, tuple):
        return [_bare(one) for one in value]
    if is_dataclass(value):
        told = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _bare(own) for one, own in told if own != one.default}
    return value


UNIT = Codec(Unit)
PERSON = Codec(Person)
REFERENCE = Codec(Reference)
REPLY = Codec(Reply)
TOPIC = Codec(Topic)
TERM = Codec(Term)
INDEX_ENTRY = Codec(IndexEntry)
EDITION = Codec(Edition)
