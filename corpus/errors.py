"""Every error Perepiska raises on purpose.

Each says what went wrong and what the user can do; ``code`` is stable (documented in docs/errors.md), and
doors map it in one place: ``exit_status`` for the command line, ``http_status`` for problem+json and pages.

    PerepiskaError
    ├── SourceError          an edition's source cannot be read
    │   ├── SourceMissing
    │   ├── SourceEmpty
    │   ├── SourceTooLarge
    │   ├── SourceNotText        binary, or not in the encoding it should be in
    │   ├── SourceUnrecognised   no reader knows its form
    │   ├── SourceInvalid        it breaks the rules of its form
    │   └── BackupIncompatible   a backup in the format of another version
    ├── ProfileError         an edition's profile is wrong
    ├── IndexMissing         no generation is published under that name
    ├── IndexDamaged         a published generation lacks files or fails its checksums
    │   └── IndexIncompatible    it is kept in the format of another version
    ├── BuildError           a build could not be finished; what was published stays
    │   └── BuildRunning         another build of the same index is under way
    ├── EngineMissing        the engine that is set cannot be reached, or lacks the published generation
    ├── ModelError           the embedding model is missing, or not the one the index was made with
    ├── StorageError         a file or folder cannot be read or written: a full disk, no leave
    ├── AddressError         the server cannot listen on its address
    └── RequestError         what was asked cannot be answered as asked
        ├── QuerySyntaxError     with the position in the query
        ├── QueryTooCostly       to answer it would take more time or memory than a query may
        ├── FilterError          an impossible date, an unknown value of a closed list
        ├── UnknownParameter     names the nearest valid one
        ├── CursorError          a cursor that is not of this query or not whole
        │   └── CursorExpired        the index has been rebuilt since
        ├── UnknownUnit
        ├── UnknownEdition
        ├── UnknownQuestion      no judged question has this id
        ├── JudgementError       what a judge sent cannot be kept; names the field
        └── JudgementChanged     somebody else has changed the question meanwhile
"""

from __future__ import annotations

from typing import ClassVar


class PerepiskaError(Exception):
    """The root; ``hint`` says what to do next."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SourceError(PerepiskaError):
    """An edition's source cannot be read."""

    code, title, exit_status = "source", "The source cannot be read", 3


class SourceMissing(SourceError):
    """There is no such file or folder."""

    code, title = "source-missing", "There is no such source"


class SourceEmpty(SourceError):
    """The file has nothing in it."""

    code, title = "source-empty", "The source is empty"


class SourceTooLarge(SourceError):
    """The file is larger than the setting ``source_max_bytes`` allows."""

    code, title = "source-too-large", "The source is too large"


class SourceNotText(SourceError):
    """The file is binary or not in the encoding it should be in."""

    code, title = "source-not-text", "The source is not readable text"


class SourceUnrecognised(SourceError):
    """No reader knows the form of the source."""

    code, title = "source-unrecognised", "The form of the source is not known"


class SourceInvalid(SourceError):
    """The source breaks the rules of its form; the message has each fault with file and line."""

    code, title = "source-invalid", "The source breaks the rules of its form"


class BackupIncompatible(SourceError):
    """The backup is in the format of another version; the hint says how its index is built again."""

    code, title = "backup-incompatible", "The backup is of another version"


class ProfileError(PerepiskaError):
    """An edition's profile is wrong."""

    code, title, exit_status = "profile", "The edition's profile is wrong", 3


class IndexMissing(PerepiskaError):
    """No generation is published under that name."""

    code, title, exit_status, http_status = "index-missing", "There is no such index", 4, 503


class IndexDamaged(PerepiskaError):
    """A published generation lacks files or fails its checksums."""

    code, title, exit_status, http_status = "index-damaged", "The index is damaged", 5, 503


class IndexIncompatible(IndexDamaged):
    """A generation is in the format of another version; the hint says how it is built again."""

    code, title = "index-incompatible", "The index is of another version"


class BuildError(PerepiskaError):
    """A build could not be finished; what was published stays."""

    code, title, exit_status = "build", "The index could not be built", 6


class BuildRunning(BuildError):
    """Another build of the same index is under way."""

    code, title = "build-running", "Another build is under way"


class EngineMissing(PerepiskaError):
    """The engine that is set cannot be reached, or does not hold the published generation."""

    code, title, exit_status, http_status = "engine-missing", "The search engine cannot be reached", 5, 503


class ModelError(PerepiskaError):
    """The embedding model is missing, or not the one the index was made with."""

    code, title, exit_status, http_status = "model", "The embedding model cannot be used", 7, 503


class StorageError(PerepiskaError):
    """A file or folder cannot be read or written: the disk is full, or this user has no leave."""

    code, title, exit_status = "storage", "A file cannot be read or written", 9


class AddressError(PerepiskaError):
    """The server cannot listen on its address: the port is taken, or there is no such host."""

    code, title, exit_status = "address", "The server cannot start", 10


class RequestError(PerepiskaError):
    """What was asked cannot be answered as asked."""

    code, title, exit_status, http_status = "request", "The request cannot be answered", 2, 400


class QuerySyntaxError(RequestError):
    """The query is malformed; ``position`` is the offset of the first character that does not fit."""

    code, title = "query-syntax", "The query is malformed"

    def __init__(self, message: str, hint: str = "", *, position: int, length: int = 1) -> None:
        super().__init__(message, hint)
        self.position = position
        self.length = length


class QueryTooCostly(RequestError):
    """To answer the query would take more time or memory than one query may."""

    code, title = "query-too-costly", "The query is too costly"


class FilterError(RequestError):
    """A filter's value is impossible; ``parameter`` names the filter."""

    code, title = "filter", "A filter's value is not valid"

    def __init__(self, message: str, hint: str = "", *, parameter: str) -> None:
        super().__init__(message, hint)
        self.parameter = parameter


class UnknownParameter(RequestError):
    """A parameter nobody knows; ``nearest`` is the closest valid name."""

    code, title = "unknown-parameter", "The parameter is not known"

    def __init__(self, message: str, hint: str = "", *, parameter: str, nearest: str | None = None) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.nearest = nearest


class CursorError(RequestError):
    """A cursor that is damaged, or belongs to another generation or query."""

    code, title, http_status = "cursor", "The cursor cannot be used", 400


class CursorExpired(CursorError):
    """A cursor of a generation that no longer answers."""

    code, title, http_status = "cursor-expired", "The cursor has expired", 410


class UnknownUnit(RequestError):
    """No unit has this id."""

    code, title, exit_status, http_status = "unknown-unit", "There is no such unit", 4, 404


class UnknownEdition(RequestError):
    """No edition has this id."""

    code, title, exit_status, http_status = "unknown-edition", "There is no such edition", 4, 404


class UnknownQuestion(RequestError):
    """No judged question has this id."""

    code, title, exit_status, http_status = "unknown-question", "There is no such question", 4, 404


class JudgementError(RequestError):
    """What a judge sent cannot be kept; ``parameter`` names the field."""

    code, title = "judgement", "The judgement cannot be kept"

    def __init__(self, message: str, hint: str = "", *, parameter: str) -> None:
        super().__init__(message, hint)
        self.parameter = parameter


class JudgementChanged(RequestError):
    """Somebody else has changed the question since it was opened; ``id`` is its id, None where it is gone."""

    code, title, http_status = "judgement-changed", "The question has been changed meanwhile", 409

    def __init__(self, message: str, hint: str = "", *, id: str | None) -> None:
        super().__init__(message, hint)
        self.id = id
