"""The source of an edition, a file or a directory: its files listed, limited in size, read and decoded."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Collection, Iterator, Sequence
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
from corpus.readers.encodings import Decoded, decode, printable
from corpus.readers.profile import SourceProfile, load_profile

MAX_BYTES: Final = 100_000_000
MAX_FILES: Final = 200_000
MAX_LINES: Final = 5_000_000
"""The most lines in a file."""
_BEGINNING_BYTES: Final = 1_000_000
"""Bytes of a file from which its format is recognised; more are read if the first line is longer."""
_PATH_HINT: Final = "Give the path of an edition's source file."
_ENCODING_HINT: Final = "Correct the key “encoding” of the profile."
_SIZE_HINT: Final = "If this really is an edition, raise the setting PEREPISKA_SOURCE_MAX_BYTES."
_NO_FILE: Final = "neither a file nor a folder"
_SPACES_MAX: Final = 200
_LONG_SPACE: Final = re.compile(rf"([ \u00a0]{{{_SPACES_MAX}}})[ \u00a0]+")
_LINES_HINT: Final = "Split the file, or remove its blank lines."
_TEXT_SUFFIXES: Final = (".txt", ".md", ".markdown", "")


class SeveralVolumes(SourceInvalid):
    """A directory that a reader was to read as one edition has several, in the files ``paths``."""

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(f"There are {len(paths)} volumes, each a separate edition.", _PATH_HINT)
        self.paths = paths


class Source:
    """A source as the user named it, and the report of what is wrong with its files.

    ``profile`` is the edition's profile, if the user named one. Each problem is reported once, however often
    a file is read.
    """

    def __init__(
        self,
        path: Path,
        *,
        max_bytes: int = MAX_BYTES,
        profile: Path | None = None,
        name: str | None = None,
    ) -> None:
        """Check that the path exists, and that a file is neither empty nor too large.

        Args:
            name: the name from which an edition makes its id; by default the path's.

        Raises:
            SourceMissing: there is no such path.
            SourceEmpty: the file is empty.
            SourceTooLarge: the file has more than ``max_bytes`` bytes.
            SourceError: it cannot be read.
        """
        self.path = path
        self.max_bytes = max_bytes
        self.profile = profile
        self._name = name
        self._report: dict[ReportLine, None] = {}
        self._read_paths: set[Path] = set()
        self.registers: set[Path] = set()
        """Files beside those of the edition that hold its persons or places."""
        self.unused: list[Path] = []
        """Files that are no part of an edition, unless they are registers of one."""
        self._bytes_read = 0
        with _reading(path):
            if not path.exists():
                raise SourceMissing(f"{path} does not exist.", _PATH_HINT)
            self.is_directory = path.is_dir()
            if not self.is_directory and not path.is_file():
                raise SourceError(f"{path} is {_NO_FILE}.", _PATH_HINT)
            if not self.is_directory:
                self._check_size(path, path.stat().st_size)
        if not self.is_directory and not self._read_first_bytes(path).strip():
            raise SourceEmpty(f"{path} is empty.", _PATH_HINT)

    @property
    def report(self) -> tuple[ReportLine, ...]:
        """The report lines so far, without repetitions."""
        return tuple(self._report)

    @property
    def directory(self) -> Path:
        """The source's directory; for a single file, the one that contains it."""
        return self.path if self.is_directory else self.path.parent

    @property
    def name(self) -> str:
        """The name of the directory, or the file's name without its suffix."""
        return self._name or (self.path.resolve().name if self.is_directory else self.path.stem)

    @property
    def suffix(self) -> str:
        """The file's suffix in lower case, with its dot; "" for a directory or if there is none."""
        return "" if self.is_directory else self.path.suffix.lower()

    @property
    def text_file(self) -> Path | None:
        """The source's only text; None for a table or XML file, or a directory with more than one file.

        It is the source itself if it ends in .txt, .md or .markdown or has no suffix, or a directory's only
        file if that is a .txt file.
        """
        if not self.is_directory:
            return self.path if self.suffix in _TEXT_SUFFIXES else None
        only = self.files[0] if len(self.files) == 1 else None
        return only if only and only.suffix.lower() == ".txt" else None

    @property
    def profile_path(self) -> Path:
        """The profile that the user named, else where one would be: next to the file, or in the directory."""
        adjacent = self.path / "profile.toml" if self.is_directory else self.path.with_suffix(".toml")
        return self.profile or adjacent

    @cached_property
    def settings(self) -> SourceProfile:
        """The profile's content; without a profile, nothing is set.

        Raises:
            ProfileError: the profile is unreadable or invalid.
        """
        path = self.profile_path
        is_stated = self.profile is not None or self.has_metadata_file(path)
        return load_profile(path, SourceProfile) if is_stated else SourceProfile()

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """All files in the directory and below, sorted, or the one file.

        Hidden files are left out and counted. Symbolic links are followed to hidden files of the directory,
        as in a git annex; those to its other files are counted, and those that lead nowhere or out of it
        reported, as are directories that cannot be read.

        Raises:
            SourceTooLarge: there are more than ``MAX_FILES``.
        """
        paths = list(islice(self._walk(), MAX_FILES + 1)) if self.is_directory else [self.path]
        if len(paths) > MAX_FILES:
            raise SourceTooLarge(
                f"{self.path} has more than {MAX_FILES:,} files.",
                "Give the path of a folder with one edition.",
            )
        followed = [path for path in paths if not path.is_symlink() or self._is_annexed_file(path)]
        links = [path for path in paths if path.is_symlink() and self.contains(path)]
        self._report_repeated_links(links, followed)
        return tuple(sorted(followed))

    def list_files(self, *suffixes: str) -> list[Path]:
        """Return the files with one of the suffixes (".xml", in any case), all of which are to be read.

        Raises:
            SourceTooLarge: together they exceed ``max_bytes``, not counting files that do so alone, which are
                reported when they are read.
        """
        paths = [path for path in self.files if path.suffix.lower() in suffixes]
        sizes = (path.stat().st_size for path in paths)
        total = sum(size for size in sizes if size <= self.max_bytes)
        if total > self.max_bytes:
            message = (
                f"The files in {self.path} have {total:,} bytes; at most {self.max_bytes:,} are allowed."
            )
            raise SourceTooLarge(message, _SIZE_HINT)
        return paths

    def has_suffix(self, suffix: str) -> bool:
        """Return whether any of the files has this suffix (".xml", in any case)."""
        return any(path.suffix.lower() == suffix for path in self.files)

    def contains(self, path: Path) -> bool:
        """Return whether a path exists and, once links are resolved, is inside the source's directory."""
        try:
            return path.resolve(strict=True).is_relative_to(self.directory.resolve())
        except (OSError, RuntimeError):
            return False

    def has_metadata_file(self, path: Path) -> bool:
        """Return whether there is a file that describes the source; links do not lead out of a directory."""
        return path.is_file() and (not self.is_directory or self.contains(path))

    def relative_name(self, path: Path) -> str:
        """Return a file's path relative to the source's directory, or only its name if it is outside.

        What cannot be printed or is not UTF-8 becomes U+FFFD.
        """
        is_inside = path.is_relative_to(self.directory)
        return printable(path.relative_to(self.directory).as_posix() if is_inside else path.name)

    def add_report_line(self, level: ReportLevel, code: str, message: str, path: Path, line: int = 0) -> None:
        """Add a line about a file to the report, unless the same one is there already.

        Args:
            line: the line in the file, from 1; 0 for the whole file.
        """
        self._report[ReportLine(level, code, printable(message), line, self.relative_name(path))] = None

    def as_directory(self) -> Source:
        """Return the source for the directory that contains this file; it shares the report of this source.

        A source that is a directory is returned as it is.
        """
        if self.is_directory:
            return self
        directory = Source(self.directory, max_bytes=self.max_bytes, profile=self.profile)
        directory._report = self._report
        return directory

    @contextmanager
    def skip_unreadable(self, path: Path) -> Iterator[None]:
        """Return a context that catches a ``SourceError`` and reports the file as dropped."""
        try:
            yield
        except SourceError as error:
            self.add_report_line("dropped", "file-unreadable", error.message, path)

    def read_bytes(self, path: Path) -> bytes:
        """Return the content of a file.

        Raises:
            SourceTooLarge: it has more bytes than ``max_bytes`` leaves after the files already read, whatever
                size the file system reports, or more than ``MAX_LINES`` lines.
            SourceEmpty: it is empty or blank.
            SourceError: it cannot be read.
        """
        allowed = self.max_bytes - (0 if path in self._read_paths else self._bytes_read)
        with _reading(path):
            self._check_size(path, path.stat().st_size, allowed)
            with path.open("rb") as file:
                content = file.read(allowed + 1)
        self._check_size(path, len(content), allowed)
        if not content.strip():
            raise SourceEmpty(f"{path} is empty.", _PATH_HINT)
        if max(content.count(b"\n"), content.count(b"\r")) > MAX_LINES:
            raise SourceTooLarge(f"{path} has more than {MAX_LINES:,} lines.", _LINES_HINT)
        if path not in self._read_paths:
            self._read_paths.add(path)
            self._bytes_read += len(content)
        return content

    def read_text(self, path: Path) -> str:
        """Return the text of a file; if it is neither UTF-8 nor UTF-16, its encoding is guessed and reported.

        Raises:
            SourceNotText: it is a binary file.
            SourceTooLarge, SourceEmpty, SourceError: as for ``read_bytes``.
        """
        return self.decode(self.read_bytes(path), path)

    def decode(self, content: bytes, path: Path, declared: str | None = None) -> str:
        """Return the text of a file's content; an encoding that had to be guessed is reported.

        The encoding that the profile names goes before all evidence. Line ends of old Macintosh files become
        line feeds, and of a long run of spaces ``_SPACES_MAX`` remain.

        Args:
            declared: the encoding the file declares.

        Raises:
            SourceInvalid: there is no such encoding.
            SourceNotText: it is a binary file, or not in the encoding that the profile names.
        """
        try:
            decoded = decode(content, declared, forced=self.settings.encoding)
        except LookupError as error:
            raise SourceInvalid(
                f"{path}: {error}.", "Declare the file's actual encoding in its first line."
            ) from None
        except UnicodeError as error:
            if self.settings.encoding:
                raise SourceNotText(f"{path} cannot be decoded: {error}.", _ENCODING_HINT) from None
            decoded = Decoded("\0", "")
        if "\0" in decoded.text:
            raise SourceNotText(f"{path} is a binary file, not text.", "Convert it to UTF-8 text first.")
        if decoded.is_guess:
            message = f"not UTF-8; decoded as {decoded.encoding}"
            if decoded.rival:
                message += (
                    f", but {decoded.rival} is nearly as plausible; if that is right, write"
                    f" encoding = “{decoded.rival}” into the profile {self.profile_path.name}"
                )
            self.add_report_line("warning", "encoding", message, path)
        return _normalized(decoded.text)

    def read_beginning(self, path: Path) -> str:
        """Return the beginning of a file, at least its first line that is not blank, to recognise its format.

        Returns "" for a file that is not text, and for an unreadable file of a directory.

        Raises:
            SourceError: the source is a single file that cannot be read.
        """
        try:
            text = decode(self._read_first_bytes(path), None, final=False, forced=self.settings.encoding).text
            return _normalized(text)
        except (UnicodeError, LookupError):
            return ""
        except SourceError:
            if self.is_directory:
                return ""
            raise

    def _read_first_bytes(self, path: Path) -> bytes:
        """Return the beginning of a file, extended until a non-blank line ends or ``max_bytes`` is exceeded.

        Raises:
            SourceError: the file cannot be read.
        """
        content = b""
        with _reading(path), path.open("rb") as file:
            while chunk := file.read(max(_BEGINNING_BYTES, len(content))):
                content += chunk
                if b"\n" in content.removeprefix(codecs.BOM_UTF8).lstrip() or len(content) > self.max_bytes:
                    break
        return content

    def _walk(self) -> Iterator[Path]:
        """Yield the regular files below the directory and the links to files; hidden ones are counted."""
        hidden: list[Path] = []
        for directory, subdirectories, names in os.walk(self.path, onerror=self._report_unreadable_directory):
            hidden += (Path(directory, name) for name in (*subdirectories, *names) if name.startswith("."))
            subdirectories[:] = sorted(name for name in subdirectories if not name.startswith("."))
            links = (path for name in subdirectories if (path := Path(directory, name)).is_symlink())
            for link in links:
                self._check_link(link)
            for path in (Path(directory, name) for name in names if not name.startswith(".")):
                if path.is_file():
                    yield path
                elif path.is_symlink():
                    self._check_link(path)
                else:
                    self.add_report_line("dropped", "file-unreadable", f"{path} is {_NO_FILE}.", path)
        if hidden:
            message = f"hidden files and folders that are left out: {len(hidden):,}"
            self.add_report_line("info", "file-hidden", message, min(hidden))

    def _is_annexed_file(self, link: Path) -> bool:
        """Return whether a link leads to a hidden file of the source, which is not listed itself (git annex).

        Links that lead out of the source are reported.
        """
        if not self._check_link(link):
            return False
        target = link.resolve().relative_to(self.directory.resolve())
        return any(part.startswith(".") for part in target.parts)

    def _check_link(self, link: Path) -> bool:
        """Return whether a link leads to something in the directory; report it if it does not."""
        if self.contains(link):
            return True
        where = "to a file outside the edition's folder" if link.exists() else "that leads nowhere"
        self.add_report_line("dropped", "file-outside", f"a symbolic link {where}", link)
        return False

    def _report_repeated_links(self, links: Sequence[Path], followed: Collection[Path]) -> None:
        """Report the links within the directory that were not followed, because their files are listed."""
        repeated = sorted(set(links) - set(followed))
        if repeated:
            message = f"symbolic links to files that are read anyway: {len(repeated):,}"
            self.add_report_line("info", "link-repeated", message, repeated[0])

    def _report_unreadable_directory(self, error: OSError) -> None:
        """Report a directory that cannot be listed as dropped."""
        message = f"{error.filename} cannot be read: {error.strerror}."
        self.add_report_line("dropped", "file-unreadable", message, Path(error.filename))

    def _check_size(self, path: Path, size: int, allowed: int | None = None) -> None:
        """Raise ``SourceTooLarge`` if a file's size in bytes exceeds ``allowed`` (default ``max_bytes``)."""
        limit = self.max_bytes if allowed is None else allowed
        if size > limit:
            raise SourceTooLarge(f"{path} has {size:,} bytes; at most {limit:,} are allowed.", _SIZE_HINT)


def _normalized(text: str) -> str:
    """Return a text with line feeds, and without endless spaces, in which patterns take quadratic time."""
    lines = text if "\n" in text else text.replace("\r", "\n")
    return _LONG_SPACE.sub(r"\1", lines)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Return a context that turns an ``OSError`` into a ``SourceError`` with the path."""
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read: {error.strerror}.", "Check the file and its permissions."
        ) from error
