"""All errors that Perepiska raises deliberately.

Each states what went wrong and what the user can do. ``code`` is stable and documented in docs/errors.md; the
interfaces use ``exit_status`` (command line) and ``http_status`` (problem+json and pages).

    PerepiskaError
    ├── SourceError          an edition's source cannot be read
    │   ├── SourceMissing
    │   ├── SourceEmpty
    │   ├── SourceTooLarge
    │   ├── SourceNotText        binary, or not in the declared encoding
    │   ├── SourceUnrecognised   no reader recognises the format
    │   ├── SourceInvalid        invalid in its own format
    │   └── BackupIncompatible   a backup in the format of another version
    ├── ProfileError         an edition's profile is invalid
    ├── IndexMissing         no generation is published under this name
    ├── IndexDamaged         a published generation lacks files or fails its checksums
    │   └── IndexIncompatible    a generation in the format of another version
    ├── BuildError           a build failed; the published generation is unchanged
    │   └── BuildRunning         another build of the same index is running
    ├── EngineMissing        the configured search engine is unreachable or lacks the published generation
    ├── ModelError           the embedding model is missing, or is not the one the index was built with
    ├── StorageError         a file or directory cannot be read or written: disk full, permission denied
    ├── AddressError         the server cannot listen on its address
    └── RequestError         the request is invalid
        ├── QuerySyntaxError     a malformed query, with the position of the fault
        ├── QueryTooCostly       a query that exceeds the limits on time or memory
        ├── FilterError          an invalid filter value: an impossible date, a value not in a closed list
        ├── UnknownParameter     a parameter that does not exist; suggests the nearest valid name
        ├── CursorError          a damaged cursor, or one of another query
        │   └── CursorExpired        a cursor of a generation that is no longer served
        ├── UnknownUnit
        │   └── UnitWithdrawn        the unit or its edition has been withdrawn
        ├── UnknownEdition
        ├── UnknownQuestion      no judged question has this id
        ├── JudgementError       a judgement that cannot be saved; names the field
        └── JudgementChanged     someone else has changed the question in the meantime
"""

from __future__ import annotations

from typing import ClassVar


class PerepiskaError(Exception):
    """The base class of all Perepiska errors: ``message`` states what is wrong, ``hint`` what to do next."""

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
    """The source file or directory does not exist."""

    code, title = "source-missing", "Source not found"


class SourceEmpty(SourceError):
    """The source file is empty."""

    code, title = "source-empty", "The source is empty"


class SourceTooLarge(SourceError):
    """The source is larger than the setting ``source_max_bytes`` allows."""

    code, title = "source-too-large", "The source is too large"


class SourceNotText(SourceError):
    """The source file is binary, or is not in the encoding it declares."""

    code, title = "source-not-text", "The source is not text"


class SourceUnrecognised(SourceError):
    """No reader recognises the format of the source."""

    code, title = "source-unrecognised", "Unknown source format"


class SourceInvalid(SourceError):
    """The source is invalid in its own format; the message lists each fault with file and line."""

    code, title = "source-invalid", "The source is invalid"


class BackupIncompatible(SourceError):
    """The backup is in the format of another version; the hint is the command that rebuilds its index."""

    code, title = "backup-incompatible", "The backup is from another version"


class ProfileError(PerepiskaError):
    """An edition's profile is invalid."""

    code, title, exit_status = "profile", "The edition's profile is invalid", 3


class IndexMissing(PerepiskaError):
    """No generation is published under this index name."""

    code, title, exit_status, http_status = "index-missing", "Index not found", 4, 503


class IndexDamaged(PerepiskaError):
    """A published generation lacks files or fails its checksums."""

    code, title, exit_status, http_status = "index-damaged", "The index is damaged", 5, 503


class IndexIncompatible(IndexDamaged):
    """A generation is in the format of another version; the hint is the command that rebuilds it."""

    code, title = "index-incompatible", "The index is from another version"


class BuildError(PerepiskaError):
    """A build failed; the published generation is unchanged."""

    code, title, exit_status = "build", "The index could not be built", 6


class BuildRunning(BuildError):
    """Another build of the same index is running."""

    code, title = "build-running", "Another build is running"


class EngineMissing(PerepiskaError):
    """The configured search engine cannot be reached, or does not hold the published generation."""

    code, title, exit_status, http_status = "engine-missing", "The search engine cannot be reached", 5, 503


class ModelError(PerepiskaError):
    """The embedding model is missing, or is not the one the index was built with."""

    code, title, exit_status, http_status = "model", "The embedding model cannot be used", 7, 503


class StorageError(PerepiskaError):
    """A file or directory cannot be read or written: the disk is full, or permission is denied."""

    code, title, exit_status = "storage", "A file cannot be read or written", 9


class AddressError(PerepiskaError):
    """The server cannot listen on its address: the port is in use, or the host is not this machine."""

    code, title, exit_status = "address", "The server cannot start", 10


class RequestError(PerepiskaError):
    """The request is invalid."""

    code, title, exit_status, http_status = "request", "Invalid request", 2, 400


class QuerySyntaxError(RequestError):
    """The query is malformed; ``position`` and ``length`` locate the fault, in characters."""

    code, title = "query-syntax", "Invalid query syntax"

    def __init__(self, message: str, hint: str = "", *, position: int, length: int = 1) -> None:
        super().__init__(message, hint)
        self.position = position
        self.length = length


class QueryTooCostly(RequestError):
    """The query would exceed the limits on time or memory."""

    code, title = "query-too-costly", "The query is too expensive"


class FilterError(RequestError):
    """A filter or another parameter has an invalid value; ``parameter`` is its name.

    For a field in a query, ``position`` and ``length`` locate it, in characters.
    """

    code, title = "filter", "Invalid filter value"

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        parameter: str,
        position: int | None = None,
        length: int | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.position = position
        self.length = length


class UnknownParameter(RequestError):
    """A parameter does not exist; ``nearest`` is the closest valid name, None if none is close."""

    code, title = "unknown-parameter", "Unknown parameter"

    def __init__(self, message: str, hint: str = "", *, parameter: str, nearest: str | None = None) -> None:
        super().__init__(message, hint)
        self.parameter = parameter
        self.nearest = nearest


class CursorError(RequestError):
    """The cursor is damaged, or belongs to another query or generation."""

    code, title, http_status = "cursor", "Invalid cursor", 400


class CursorExpired(CursorError):
    """The cursor belongs to a generation that is no longer served."""

    code, title, http_status = "cursor-expired", "The cursor has expired", 410


class UnknownUnit(RequestError):
    """No unit has this id."""

    code, title, exit_status, http_status = "unknown-unit", "Unit not found", 4, 404


class UnitWithdrawn(UnknownUnit):
    """The unit, or a whole edition, has been withdrawn; ``reason`` is the one that the owner states."""

    code, title, http_status = "withdrawn", "Withdrawn", 410

    def __init__(self, id: str, reason: str) -> None:
        super().__init__(f"“{id}” has been withdrawn: {reason.rstrip('.')}.")
        self.reason = reason


class UnknownEdition(RequestError):
    """No edition has this id."""

    code, title, exit_status, http_status = "unknown-edition", "Edition not found", 4, 404


class UnknownQuestion(RequestError):
    """No judged question has this id."""

    code, title, exit_status, http_status = "unknown-question", "Question not found", 4, 404


class JudgementError(RequestError):
    """The judgement cannot be saved; ``parameter`` names the form field that is invalid."""

    code, title = "judgement", "The judgement cannot be saved"

    def __init__(self, message: str, hint: str = "", *, parameter: str) -> None:
        super().__init__(message, hint)
        self.parameter = parameter


class JudgementChanged(RequestError):
    """Someone else has changed the question since it was opened.

    ``id`` is the id of the question, or None if it has been deleted.
    """

    code, title, http_status = "judgement-changed", "The question has changed", 409

    def __init__(self, message: str, hint: str = "", *, id: str | None) -> None:
        super().__init__(message, hint)
        self.id = id
