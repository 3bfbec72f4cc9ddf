"""The readers of source formats, and ``read_edition``, which picks the first that recognises a source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from corpus.errors import SourceMissing, SourceUnrecognised
from corpus.model import Edition
from corpus.readers import calendar, plain, printed, tabular, tei
from corpus.readers.source import MAX_BYTES, Source

_FORMATS_HINT: Final = (
    "Supported are printed editions, TEI, calendars, CSV, JSON Lines and plain text; see docs/editions.md."
)
_HEADS_HINT: Final = (
    "Letters in a text need a heading each, at least three, on lines of their own: “12. To Mr. Berg”,"
    " “Anna Brandt to Otto Berg”, or “LETTER IV.” above “To Mr. Berg”; or, with one letter per file, lines"
    f" “From: …”, “To: …”, “Date: …” at the top. {_FORMATS_HINT}"
)
_SHOWN_LINES: Final = 3
_SHOWN_CHARS: Final = 80
"""Lines of an unrecognised text that the error shows, and characters of each."""


class Reader(Protocol):
    """The interface of a format's reader, which each subpackage provides at module level."""

    @property
    def name(self) -> str:
        """The name of the format."""

    def recognises(self, source: Source) -> bool:
        """Return whether a source looks like this format, judging by file names and by text.

        Raises:
            SourceError: a file that has to be read for this is unreadable or not text.
        """

    def read(self, source: Source, progress: Callable[[str], None]) -> Edition:
        """Read a recognised source into an edition and report each step to ``progress``.

        Raises:
            SourceError: the source turns out not to be valid in this format.
        """


READERS: tuple[Reader, ...] = (calendar, tei, tabular, printed, plain)
"""All readers in order of precedence: the first that recognises a source reads it."""


def read_edition(
    path: Path,
    profile: Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Edition:
    """Read an edition with the first reader that recognises its source.

    The edition's report begins with what ``Source`` reported about the files.

    Args:
        profile: the profile of a printed edition; by default the one next to the source, or a bundled one.
        progress: called with a short description of each step.
        max_bytes: how many bytes may be read from the source in all.

    Raises:
        SourceError: the source is missing, empty, too large, not text, or in no supported format.
        ProfileError: the profile is unreadable or invalid.
    """
    source = Source(path, max_bytes=max_bytes, profile=profile)
    reader = next((reader for reader in READERS if reader.recognises(source)), None)
    if reader is None:
        raise _unrecognised(source)
    try:
        edition = reader.read(source, progress or (lambda _: None))
    except SourceUnrecognised as error:
        raise SourceUnrecognised(_with_first_problem(error.message, source), error.hint) from None
    lines = (*source.report, *edition.report.lines)
    return replace(edition, report=replace(edition.report, lines=lines))


def _unrecognised(source: Source) -> SourceMissing | SourceUnrecognised:
    """Return the error for a source that no reader recognises.

    Raises:
        SourceError: the source's only file is unreadable or not text, which explains more.
    """
    if source.is_directory and not source.text_file:
        message = f"No supported format was recognised in the folder {source.path}."
        return SourceMissing(message, "Give the path of an edition's source file.")
    path = source.text_file or source.path
    lines = [" ".join(line.split()) for line in source.read_text(path).split("\n") if line.strip()]
    shown = " / ".join(line[:_SHOWN_CHARS] for line in lines[:_SHOWN_LINES])
    message = f"No documents were recognised in {path}, which begins: “{shown}”."
    hint = _HEADS_HINT if source.text_file else _FORMATS_HINT
    return SourceUnrecognised(_with_first_problem(message, source), hint)


def _with_first_problem(message: str, source: Source) -> str:
    """Append the first line of the source's report, if any, to a message, as it may explain the failure."""
    problems = [f"({line.message.rstrip('.')})" for line in source.report]
    return " ".join((message, *problems[:1]))
