"""The readers of source formats, and ``read_editions``, which picks those that recognise a source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

from corpus.errors import SourceError, SourceInvalid, SourceMissing, SourceUnrecognised
from corpus.model import Edition, ReportLine
from corpus.readers import calendar, plain, printed, tabular, tei
from corpus.readers.corrections import unknown_letters, with_corrections
from corpus.readers.corrections_file import CorrectionSet, correction_sets
from corpus.readers.directories import SourcePart, file_source, parts_of, report_unused
from corpus.readers.rights import unknown_units, with_stated_rights
from corpus.readers.source import MAX_BYTES, SeveralVolumes, Source

_FORMATS_HINT: Final = (
    "Supported are printed editions, TEI, calendars, CSV, Excel, JSON and plain text; see docs/editions.md."
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
    """Read the only edition of a source; the arguments and errors are those of ``read_editions``.

    Raises:
        SourceInvalid: the source has several editions.
    """
    editions = read_editions(path, profile, progress=progress, max_bytes=max_bytes)
    if len(editions) > 1:
        named = ", ".join(edition.id for edition in editions)
        raise SourceInvalid(f"{path} has {len(editions)} editions: {named}.", "Give the path of one of them.")
    return editions[0]


def read_editions(
    path: Path,
    profile: Path | None = None,
    *,
    progress: Callable[[str], None] | None = None,
    max_bytes: int = MAX_BYTES,
) -> tuple[Edition, ...]:
    """Read the editions of a source, each with the first reader that recognises it; at least one.

    A file is one edition; a directory may have several (``corpus.readers.directories``), of which those that
    cannot be read are reported. An edition's report begins with what was reported about its files, that of
    the first with what was reported about the directory.

    Args:
        profile: the profile; by default the one next to each source, or a bundled one.
        progress: called with a short description of each step.
        max_bytes: how many bytes may be read from each edition's source in all.

    Raises:
        SourceError: the source is missing, empty, too large, not text, or in no supported format.
        ProfileError: the profile is unreadable or invalid.
    """
    source = Source(path, max_bytes=max_bytes, profile=profile)
    parts = parts_of(source, READERS)
    if not parts:
        raise _unrecognised(source)
    read: list[tuple[Source, Edition]] = []
    errors: list[SourceError] = []
    for part in parts:
        try:
            read += _read_part(part, source, progress or (lambda _: None))
        except SourceError as error:
            errors.append(error)
            if len(parts) > 1:
                source.add_report_line("dropped", "file-unreadable", error.message, part.source.path)
    if not read:
        raise errors[0]
    registers = {path for part in parts for path in part.source.registers}
    report_unused(source, [path for path in source.unused if path not in registers])
    of_directory = source.report if all(part is not source for part, _ in read) else ()
    shared = source.settings.rights
    corrections = list(correction_sets(source))
    unknown = (
        *unknown_units(shared, [edition for _, edition in read]),
        *_unknown_letters(corrections, read),
    )
    editions = [
        _with_report(
            with_stated_rights(
                with_corrections(edition, [*corrections, *_part_corrections(part, corrections)]),
                shared,
                part.settings.rights,
            ),
            part.report,
        )
        for part, edition in read
    ]
    return (_with_report(editions[0], (*of_directory, *unknown)), *editions[1:])


def _part_corrections(part: Source, shared: Sequence[CorrectionSet]) -> list[CorrectionSet]:
    """Return the corrections of an edition that are not those of its whole source."""
    paths = {corrections.path for corrections in shared}
    return [corrections for corrections in correction_sets(part) if corrections.path not in paths]


def _unknown_letters(
    shared: Sequence[CorrectionSet], read: Sequence[tuple[Source, Edition]]
) -> Iterator[ReportLine]:
    """Yield a line for each correction, of the whole source or an edition's own, that fits no unit."""
    yield from unknown_letters(shared, [edition for _, edition in read])
    for part, edition in read:
        yield from unknown_letters(_part_corrections(part, shared), [edition])


def _read_part(
    part: SourcePart, source: Source, notify: Callable[[str], None]
) -> Iterator[tuple[Source, Edition]]:
    """Yield the edition of a part of a source, or its volumes, with the source of each.

    Raises:
        SourceError: the part cannot be read.
    """
    try:
        yield part.source, part.reader.read(part.source, notify)
    except SeveralVolumes as several:
        for number, path in enumerate(several.paths, 1):
            notify(f"volume {number} of {len(several.paths)}: {path.name}")
            with source.skip_unreadable(path):
                volume = file_source(path, source, ())
                yield volume, part.reader.read(volume, notify)
        others = {file for file in source.files if file.suffix.lower() == several.paths[0].suffix.lower()}
        report_unused(source, sorted(others - set(several.paths)))
    except SourceUnrecognised as error:
        raise SourceUnrecognised(_with_first_problem(error.message, source), error.hint) from None


def _with_report(edition: Edition, lines: Sequence[ReportLine]) -> Edition:
    """Return an edition whose report begins with these lines."""
    return replace(edition, report=replace(edition.report, lines=(*lines, *edition.report.lines)))


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
