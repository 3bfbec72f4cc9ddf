"""A reader for each source format, and the one call that finds out which it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from corpus.errors import SourceEmpty, SourceError, SourceMissing, SourceNotText, SourceUnrecognised
from corpus.model import Edition
from corpus.readers import calendar, plain, tabular, tei
from corpus.readers.printed.lines import split_lines
from corpus.readers.printed.profile import find_profile, load_profile
from corpus.readers.printed.reader import read_printed
from corpus.readers.printed.sections import printed_title, read_sections
from corpus.readers.sizes import MAX_BYTES, read_bounded

_PRINTED = (".txt", ".md", ".markdown", "")


def read_edition(
    source: Path,
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
    try:
        return _read_edition(source, profile, progress or (lambda _: None), max_bytes)
    except OSError as error:
        raise SourceError(f"{source} cannot be read: {error}.", "See to the file.") from error


def _read_edition(source: Path, profile: Path | None, say: Callable[[str], None], max_bytes: int) -> Edition:
    source = _only_text(source)
    if calendar.recognises(source):
        say(f"reading the calendar {source}")
        return calendar.read(source, max_bytes)
    if tei.recognises(source):
        say(f"reading the TEI edition {source}")
        return tei.read(source, say, max_bytes)
    if tabular.recognises(source):
        return tabular.read(source, say, max_bytes)
    text = _read_text(source, max_bytes)
    lines = split_lines(text)
    is_text = source.suffix.lower() in _PRINTED
    if is_text and not profile and not read_sections(lines).has_documents and plain.recognises(text):
        return plain.read(text, source.stem, say)
    if not is_text or not read_sections(lines).has_documents:
        raise SourceUnrecognised(
            f"{source} has no documents in a form that is known.",
            "Read are printed editions, TEI, calendars, CSV, JSON Lines and folders: docs/editions.md.",
        )
    chosen = load_profile(profile) if profile else find_profile(source, printed_title(lines))
    say(f"reading {source} as a printed edition, “{chosen.id}”")
    return read_printed(lines, chosen, say)


def _only_text(source: Path) -> Path:
    """The one file of a folder, where that is a text in itself; else the source as it is."""
    if not source.is_dir():
        return source
    files = [path for path in islice(source.iterdir(), 3) if not path.name.startswith(".")]
    is_text = len(files) == 1 and files[0].is_file() and files[0].suffix.lower() == ".txt"
    return files[0] if is_text and not tabular.recognises(source) else source


def _read_text(source: Path, max_bytes: int) -> str:
    if not source.is_file():
        kind = "is a folder of no known form" if source.is_dir() else "does not exist"
        raise SourceMissing(f"{source} {kind}.", "Give the path of an edition's source file.")
    content = read_bounded(source, max_bytes)
    if not content.strip():
        raise SourceEmpty(f"{source} has nothing in it.", "Give the path of an edition's source file.")
    if b"\0" in content:
        raise SourceNotText(f"{source} is not text but binary.", "Convert it to UTF-8 text first.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceNotText(
            f"{source} is not UTF-8: byte {error.start} does not fit.",
            "Convert it first, for instance with: iconv -f WINDOWS-1252 -t UTF-8.",
        ) from error
