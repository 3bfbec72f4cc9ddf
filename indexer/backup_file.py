"""Backup files: a generation as one tar file, its manifest first, then exactly the files that it lists.

A backup may be damaged or malicious. Therefore only files that the manifest lists are extracted, each once,
each a regular file, and size and checksum are compared while it is written. The first difference ends the
extraction.
"""

from __future__ import annotations

import hashlib
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from corpus.errors import IndexDamaged, SourceError, SourceInvalid, SourceMissing
from indexer.verification import find_omission
from store.build_sources import backup_incompatible
from store.layout import (
    FORMAT,
    GENERATION_ID,
    MANIFEST,
    Generation,
    Manifest,
    UnsupportedFormat,
    decode_manifest,
    encoder_checksum,
    is_index_name,
)

_CHUNK = 1 << 20
_MANIFEST_BYTES_MAX = 10_000_000
"""Size in bytes of the largest manifest accepted."""
_READ_BYTES_MAX = 16_000_000
"""Most bytes read at once: an extended header can claim any size."""
_MALFORMED = (tarfile.TarError, ValueError, ArithmeticError, LookupError, TypeError, RecursionError)
"""The errors that tarfile raises for malformed headers."""


def write_backup(generation: Generation, target: BinaryIO) -> None:
    """Write a generation as a tar file; links are followed, and every file is compared with its checksum.

    Raises:
        IndexDamaged: a file is missing or has changed since it was built.
        OSError: the target cannot be written.
    """
    with tarfile.open(fileobj=target, mode="w|") as archive:
        _add(archive, generation, MANIFEST)
        for path in generation.manifest.files:
            _add(archive, generation, path)


class _HashingFile:
    """A file of a generation, hashed while it is read; read errors become ``IndexDamaged``."""

    def __init__(self, generation: Generation, path: str) -> None:
        self._label = f"{generation.id}/{path}"
        self._digest = hashlib.sha256()
        try:
            self._file = generation.path(path).open("rb")
            self.size = generation.path(path).stat().st_size
        except OSError as error:
            raise self.damaged(f"cannot be read ({error})") from error

    def read(self, size: int) -> bytes:
        """Read and hash up to ``size`` bytes."""
        try:
            content = self._file.read(size)
        except OSError as error:
            raise self.damaged(f"cannot be read ({error})") from error
        self._digest.update(content)
        return content

    def close(self) -> str:
        """Close the file and return the sha256 of what was read."""
        self._file.close()
        return self._digest.hexdigest()

    def damaged(self, reason: str) -> IndexDamaged:
        """Return the error that reports this file as damaged."""
        return IndexDamaged(f"The index is damaged: {self._label} {reason}.", "Build the index again.")


def _add(archive: tarfile.TarFile, generation: Generation, path: str) -> None:
    """Add a file of a generation to a tar file; raise IndexDamaged if it does not match its record."""
    source = _HashingFile(generation, path)
    member = tarfile.TarInfo(path)
    member.size, member.mtime = source.size, int(time.time())
    record = generation.manifest.files.get(path)
    try:
        archive.addfile(member, cast("IO[bytes]", source))
    finally:
        checksum = source.close()
    if record and (source.size, checksum) != (record.size, record.sha256):
        raise source.damaged("has changed since it was built")


class BackupFile:
    """An open backup; ``manifest`` is that of its generation.

    Args:
        index: the name of the index, for hints in errors.

    Raises:
        SourceInvalid: the manifest is missing, damaged, or not that of a complete generation.
        BackupIncompatible: the backup is in another format.
        SourceError: the backup cannot be read.
    """

    def __init__(self, source: Path, index: str, tar: tarfile.TarFile) -> None:
        self._source = source
        self._index = index
        self._tar = tar
        self._manifest_bytes = self._read_manifest()
        self.manifest = self._decode(self._manifest_bytes)

    def unpack(self, directory: Path) -> None:
        """Extract all files into a directory, comparing each with its checksum.

        Raises:
            SourceInvalid: a file is missing, repeated, unexpected, not a regular file, or differs from its
                record.
            SourceError: the backup cannot be read.
            OSError: the directory cannot be written.
        """
        expected = dict(self.manifest.files)
        while member := self._next():
            record = expected.pop(member.name, None)
            if record is None:
                is_repeated = member.name == MANIFEST or member.name in self.manifest.files
                reason = "occurs twice" if is_repeated else "is not listed in its manifest"
                raise self._invalid(f"{member.name} {reason}")
            self._check_kind(member)
            if member.size != record.size:
                raise self._invalid(f"{member.name} has {member.size} bytes instead of {record.size}")
            if self._write(directory / member.name, member) != record.sha256:
                raise self._invalid(f"the checksum of {member.name} does not match")
        if expected:
            raise self._invalid(f"{next(iter(expected))} is missing")
        (directory / MANIFEST).write_bytes(self._manifest_bytes)

    def _read_manifest(self) -> bytes:
        """Return the bytes of the first file; raise SourceInvalid if it is not a manifest."""
        member = self._next()
        if member is None or member.name != MANIFEST:
            raise self._invalid(f"its first file is not {MANIFEST}")
        self._check_kind(member)
        if not 0 < member.size <= _MANIFEST_BYTES_MAX:
            raise self._invalid(f"{MANIFEST} has {member.size} bytes")
        return b"".join(self._chunks(member))

    def _decode(self, content: bytes) -> Manifest:
        """Parse and validate the manifest.

        Raises:
            SourceInvalid: it is damaged, incomplete, or lists files outside a generation.
            BackupIncompatible: it is in another format.
        """
        try:
            manifest = decode_manifest(content.decode("utf-8"))
        except UnsupportedFormat as error:
            raise backup_incompatible(self._source, self._index, error.content, FORMAT) from error
        except (ValueError, RecursionError) as error:
            raise self._invalid(f"{MANIFEST} cannot be read: {error}") from error
        if not GENERATION_ID.fullmatch(manifest.generation) or not all(map(_is_valid_path, manifest.files)):
            raise self._invalid("its manifest lists files outside a generation")
        if manifest.encoder not in (None, encoder_checksum(manifest.files)):
            raise self._invalid("its manifest refers to another encoder")
        directories = {str(parent) for path in manifest.files for parent in Path(path).parents}
        missing = find_omission(manifest)
        if missing or directories & {MANIFEST, *manifest.files} or MANIFEST in manifest.files:
            raise self._invalid(missing or "its manifest lists a file twice")
        return manifest

    def _next(self) -> tarfile.TarInfo | None:
        """Return the header of the next file, or None at the end; raise SourceInvalid if it is malformed."""
        try:
            return self._tar.next()
        except _MALFORMED as error:
            raise self._invalid(str(error)) from error

    def _check_kind(self, member: tarfile.TarInfo) -> None:
        """Raise SourceInvalid if a file is not a regular one, or is sparse."""
        if not member.isreg() or member.issparse():
            raise self._invalid(f"{member.name} is not a regular file")

    def _write(self, path: Path, member: tarfile.TarInfo) -> str:
        """Extract a file to a path that does not exist yet; return its sha256.

        Raises:
            SourceInvalid: the file is truncated or malformed.
        """
        digest = hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for chunk in self._chunks(member):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    def _chunks(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        """Yield the content of a file in chunks; raise SourceInvalid if it is truncated or malformed."""
        content = self._tar.extractfile(member)
        assert content is not None
        remaining = member.size
        while remaining:
            try:
                chunk = content.read(min(remaining, _CHUNK))
            except _MALFORMED as error:
                raise self._invalid(f"{member.name}: {error}") from error
            if not chunk:
                raise self._invalid(f"{member.name} is truncated")
            remaining -= len(chunk)
            yield chunk

    def _invalid(self, reason: str) -> SourceInvalid:
        """Return the error for this backup, which is not a complete one."""
        return invalid_backup(self._source, reason)


@contextmanager
def open_backup(source: Path, index: str) -> Iterator[BackupFile]:
    """Open a backup, read its manifest and yield the backup.

    Args:
        index: the name of the index to restore it to, for hints in errors.

    Raises:
        SourceMissing: there is no such file.
        SourceInvalid: it is not a backup, or is damaged.
        BackupIncompatible: it is in another format.
        SourceError: it cannot be read.
    """
    try:
        if not source.is_file():
            reason = "is not a file" if source.exists() else "does not exist"
            raise SourceMissing(f"{source} {reason}.", "Give the path of a backup.")
        file = _BoundedFile(source)
    except OSError as error:
        raise _unreadable(source, error) from error
    with file.file:
        try:
            tar = tarfile.TarFile(fileobj=cast("IO[bytes]", file), mode="r")
        except _MALFORMED as error:
            raise invalid_backup(source, f"it is not a tar file ({error})") from error
        yield BackupFile(source, index, tar)


class _BoundedFile:
    """A file that refuses oversized reads and whose read errors become ``SourceError``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file = path.open("rb")

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes.

        Raises:
            tarfile.ReadError: more than ``_READ_BYTES_MAX`` bytes are requested, or all of them.
            SourceError: the file cannot be read.
        """
        if not 0 <= size <= _READ_BYTES_MAX:
            raise tarfile.ReadError(f"a header of {size} bytes")
        try:
            return self.file.read(size)
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def seek(self, position: int, whence: int = 0) -> int:
        """Move to a position and return it; raise tarfile.ReadError if there is no such position."""
        try:
            return self.file.seek(position, whence)
        except OSError as error:
            raise tarfile.ReadError(f"there is no byte {position}") from error

    def tell(self) -> int:
        """Return the current position."""
        return self.file.tell()


def _is_valid_path(path: str) -> bool:
    """Return whether a path in a manifest is relative, with at most three parts, all of them valid names."""
    parts = path.split("/")
    return len(parts) < 4 and all(is_index_name(part) or part == ".managed.json" for part in parts)


def _unreadable(source: Path, error: OSError) -> SourceError:
    """Return the error for a backup that the operating system cannot read."""
    return SourceError(
        f"{source} cannot be read: {error.strerror or error}.", "Check the file and its permissions."
    )


def invalid_backup(source: Path, reason: str) -> SourceInvalid:
    """Return the error for a file that is not a complete backup."""
    return SourceInvalid(
        f"{source} is not a complete backup: {reason}.", "Create it again: perepiska backup FILE"
    )
