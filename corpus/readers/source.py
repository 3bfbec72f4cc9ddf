"""What an edition is read from, a file or a folder with files: found, bounded, decoded and checked."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from corpus.errors import (
    SourceEmpty,
    SourceError,
    SourceInvalid,
    SourceMissing,
    SourceNotText,
    SourceTooLarge,
)
from corpus.model import ReportLevel, ReportLine
from corpus.readers.encodings import decode

MAX_BYTES: Final = 100_000_000
MAX_FILES: Final = 200_000
_BEGINNING_BYTES: Final = 1_000_000
"""Bytes of a file that show what it is, where the first line has no more."""
_HINT: Final = "Give the path of an edition's source file."
_SIZE_HINT: Final = "Raise the setting PEREPISKA_SOURCE_MAX_BYTES if this really is an edition."
_TEXT_SUFFIXES: Final = (".txt", ".md", ".markdown", "")


class Source:
    """A source as the user named it; ``profile`` is the edition's profile, where the user named one.

    What is wrong with some of its files goes into the ``report``, each thing once.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, profile: Path | None = None) -> None:
        """Check that there is something to read.

        Raises:
            SourceMissing, SourceEmpty, SourceTooLarge, SourceError
        """
        self.path = path
        self.max_bytes = max_bytes
        self.profile = profile
        self._report: dict[ReportLine, None] = {}
        self._links_outside: list[Path] = []
        self._read_paths: set[Path] = set()
        self._bytes_read = 0
        with _reading(path):
            if not path.exists():
                raise SourceMissing(f"{path} does not exist.", _HINT)
            self.is_directory = path.is_dir()
            if not self.is_directory:
                self._check_size(path, path.stat().st_size)
        if not self.is_directory and not self._read_first_bytes(path).strip():
            raise SourceEmpty(f"{path} has nothing in it.", _HINT)

    @property
    def report(self) -> tuple[ReportLine, ...]:
        """What has been reported."""
        return tuple(self._report)

    @property
    def directory(self) -> Path:
        """The folder, or the one that the file lies in."""
        return self.path if self.is_directory else self.path.parent

    @property
    def name(self) -> str:
        """The name of the folder, or the file's without its suffix."""
        return self.path.resolve().name if self.is_directory else self.path.stem

    @property
    def suffix(self) -> str:
        """The file's suffix in lower case; empty for a folder."""
        return "" if self.is_directory else self.path.suffix.lower()

    @property
    def text_file(self) -> Path | None:
        """The one text of the source: a file that may be plain text or Markdown, or a folder's only file."""
        if not self.is_directory:
            return self.path if self.suffix in _TEXT_SUFFIXES else None
        only = self.files[0] if len(self.files) == 1 else None
        return only if only and only.suffix.lower() == ".txt" else None

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files of the folder and those below it, in order; none hidden, no link followed out of it.

        Raises:
            SourceTooLarge: there are more than ``MAX_FILES``.
        """
        found = list(islice(self._walk(), MAX_FILES + 1)) if self.is_directory else [self.path]
        if len(found) > MAX_FILES:
            raise SourceTooLarge(
                f"{self.path} has more than {MAX_FILES:,} files.", "Give the folder of one edition."
            )
        return tuple(sorted(path for path in found if not path.is_symlink() or self._is_annexed_file(path)))

    def list_files(self, *suffixes: str) -> list[Path]:
        """List the files of some suffixes, to read all of them; links that lead elsewhere are reported.

        Raises:
            SourceTooLarge: together they have more bytes than are allowed.
        """
        chosen = [path for path in self.files if path.suffix.lower() in suffixes]
        for path in self._links_outside:
            if path.suffix.lower() in suffixes:
                message = "a link that leads out of the edition's folder"
                self.add_report_line("dropped", "file-outside", message, path)
        sizes = (path.stat().st_size for path in chosen)
        total = sum(size for size in sizes if size <= self.max_bytes)
        if total > self.max_bytes:
            message = (
                f"The files of {self.path} have {total:,} bytes; {self.max_bytes:,} are allowed together."
            )
            raise SourceTooLarge(message, _SIZE_HINT)
        return chosen

    def has_suffix(self, suffix: str) -> bool:
        """Whether a file has this suffix."""
        return any(path.suffix.lower() == suffix for path in self.files)

    def contains(self, path: Path) -> bool:
        """Whether a path leads to something in the source's folder."""
        try:
            return path.resolve(strict=True).is_relative_to(self.directory.resolve())
        except (OSError, RuntimeError):
            return False

    def relative_name(self, path: Path) -> str:
        """The file's name for the report: its path within the folder."""
        return (
            path.relative_to(self.directory).as_posix() if path.is_relative_to(self.directory) else path.name
        )

    def add_report_line(self, level: ReportLevel, code: str, message: str, path: Path, line: int = 0) -> None:
        """Add a line to the report, unless it stands there."""
        self._report[ReportLine(level, code, message, line, self.relative_name(path))] = None

    def as_directory(self) -> Source:
        """Give the source that is the folder of this one, with the same report."""
        if self.is_directory:
            return self
        directory = Source(self.directory, max_bytes=self.max_bytes, profile=self.profile)
        directory._report = self._report
        return directory

    @contextmanager
    def skip_unreadable(self, path: Path) -> Iterator[None]:
        """Leave a file of a folder out if it cannot be read, with a line in the report."""
        try:
            yield
        except SourceError as error:
            self.add_report_line("dropped", "file-unreadable", error.message, path)

    def read_bytes(self, path: Path) -> bytes:
        """Read a file.

        Raises:
            SourceTooLarge: it has more bytes than are left for it, whatever size it is said to have.
            SourceEmpty, SourceError
        """
        allowed = self.max_bytes - (0 if path in self._read_paths else self._bytes_read)
        with _reading(path):
            self._check_size(path, path.stat().st_size, allowed)
            with path.open("rb") as file:
                content = file.read(allowed + 1)
        self._check_size(path, len(content), allowed)
        if not content.strip():
            raise SourceEmpty(f"{path} has nothing in it.", _HINT)
        if path not in self._read_paths:
            self._read_paths.add(path)
            self._bytes_read += len(content)
        return content

    def read_text(self, path: Path) -> str:
        """Read a file of text; what is not UTF-8 or UTF-16 is reported with the encoding it is taken for.

        Raises:
            SourceNotText: it is binary.
            SourceTooLarge, SourceEmpty, SourceError
        """
        return self.decode(self.read_bytes(path), path)

    def decode(self, content: bytes, path: Path, declared: str | None = None) -> str:
        """Decode what was read of a file.

        Args:
            declared: the encoding it says it has.

        Raises:
            SourceInvalid: there is no such encoding.
            SourceNotText: it is binary.
        """
        try:
            text, encoding = decode(content, declared)
        except LookupError as error:
            raise SourceInvalid(
                f"{path}: {error}.", "Name the encoding of the file in its first line."
            ) from None
        except UnicodeDecodeError:
            text, encoding = "\0", ""
        if "\0" in text:
            raise SourceNotText(f"{path} is not text but binary.", "Convert it to UTF-8 text first.")
        if encoding.startswith("windows"):
            self.add_report_line("warning", "encoding", f"not UTF-8; read as {encoding}", path)
        return text

    def read_beginning(self, path: Path) -> str:
        """Read the beginning of a file, to see what it is: its first line that is not blank is whole.

        Empty where it is no text; of a folder's file, also where it cannot be read.
        """
        try:
            return decode(self._read_first_bytes(path), None, final=False)[0]
        except UnicodeDecodeError:
            return ""
        except SourceError:
            if self.is_directory:
                return ""
            raise

    def _read_first_bytes(self, path: Path) -> bytes:
        content = b""
        with _reading(path), path.open("rb") as file:
            while part := file.read(max(_BEGINNING_BYTES, len(content))):
                content += part
                if b"\n" in content.removeprefix(codecs.BOM_UTF8).lstrip() or len(content) > self.max_bytes:
                    break
        return content

    def _walk(self) -> Iterator[Path]:
        for directory, subdirectories, names in os.walk(self.path, onerror=self._report_unreadable_directory):
            subdirectories[:] = sorted(name for name in subdirectories if not name.startswith("."))
            paths = (Path(directory, name) for name in names if not name.startswith("."))
            yield from (path for path in paths if path.is_file())

    def _is_annexed_file(self, link: Path) -> bool:
        """Whether a link leads to a file that is not found by itself, as in a git annex."""
        if not self.contains(link):
            self._links_outside.append(link)
            return False
        target = link.resolve().relative_to(self.directory.resolve())
        return any(part.startswith(".") for part in target.parts)

    def _report_unreadable_directory(self, error: OSError) -> None:
        message = f"{error.filename} cannot be read: {error.strerror}."
        self.add_report_line("dropped", "file-unreadable", message, Path(error.filename))

    def _check_size(self, path: Path, size: int, allowed: int | None = None) -> None:
        most = self.max_bytes if allowed is None else allowed
        if size > most:
            raise SourceTooLarge(f"{path} has {size:,} bytes; {most:,} are allowed.", _SIZE_HINT)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read: {error.strerror}.", "Check the file and its permissions."
        ) from error
