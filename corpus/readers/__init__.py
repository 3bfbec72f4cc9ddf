"""A reader for each source format, and the one call that finds out which it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from corpus.errors import SourceMissing, SourceUnrecognised
from corpus.model import Edition, IngestReport
from corpus.readers import calendar, plain, printed, tabular, tei
from corpus.readers.source import MAX_BYTES, Source

_FORMS: Final = "Read are printed editions, TEI, calendars, CSV, JSON Lines and folders: docs/editions.md."


class Reader(Protocol):
    """What a package of this folder offers."""

    @property
    def name(self) -> str:
        """The name of the format."""

    def recognises(self, source: Source) -> bool:
        """Whether a source has this form, as far as its names and beginnings show."""

    def read(self, source: Source, progress: Callable[[str], None]) -> Edition:
        """Read a source that is recognised, saying what is being done.

        Raises:
            SourceError: it is not what it seemed.
        """


READERS: tuple[Reader, ...] = (calendar, tei, tabular, printed, plain)
"""The first that recognises a source reads it."""


def read_edition(
    path: Path,
    profile: Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Edition:
    """Read an edition, whatever its form.

    Args:
        profile: the edition's profile; by default the one beside the source, else a bundled one.
        progress: is told what is being done.

    Raises:
        SourceError: missing, empty, too large, not text, or of no known form.
    """
    source = Source(path, max_bytes=max_bytes, profile=profile)
    reader = next((one for one in READERS if one.recognises(source)), None)
    if reader is None:
        raise _unrecognised(source)
    try:
        edition = reader.read(source, progress or (lambda _: None))
    except SourceUnrecognised as error:
        raise SourceUnrecognised(_with_faults(error.message, source), error.hint) from None
    lines = (*source.report, *edition.report.lines)
    return replace(edition, report=IngestReport(edition.report.counts, lines))


def _unrecognised(source: Source) -> SourceMissing | SourceUnrecognised:
    if source.is_directory and not source.text_file:
        message = f"{source.path} is a folder of no known form."
        return SourceMissing(message, "Give the path of an edition's source file.")
    path = source.text_file or source.path
    source.read_text(path)
    message = f"{path} has no documents in a form that is known."
    return SourceUnrecognised(_with_faults(message, source), _FORMS)


def _with_faults(message: str, source: Source) -> str:
    """Add the first thing that was reported, which may be why nothing is found."""
    faults = [f"({line.message.rstrip('.')})" for line in source.report]
    return " ".join((message, *faults[:1]))
