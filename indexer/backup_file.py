"""A generation as one tar file: its manifest first, then the files it names, nothing else.

What is read may have been damaged or made to do harm. So nothing is taken that the manifest does not name,
and all is compared while it is written: each name once, plain files alone, each of the size and the checksum
of its record. The first that differs ends the reading.
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
    is_index_name,
)

_CHUNK = 1 << 20
_MANIFEST_MOST = 10_000_000
"""Bytes of the largest manifest that is read from a backup."""
_READ_MOST = 16_000_000
"""Bytes that are read at once: an extended header may claim any size."""
_MALFORMED = (tarfile.TarError, ValueError, ArithmeticError, LookupError, TypeError, RecursionError)
"""What the library raises on headers that are none."""


def write_backup(generation: Generation, target: BinaryIO) -> None:
    """Write a generation as a tar file; links are followed, and what is written is compared with its record.

    Raises:
        IndexDamaged: a file is not as it was built.
        OSError: the target cannot be written.
    """
    with tarfile.open(fileobj=target, mode="w|") as archive:
        _add(archive, generation, MANIFEST)
        for path in generation.manifest.files:
            _add(archive, generation, path)


class _HashingFile:
    """A file that is hashed as it is read; what the disk does not give is damage of the index."""

    def __init__(self, generation: Generation, path: str) -> None:
        self._place = f"{generation.id}/{path}"
        self._digest = hashlib.sha256()
        try:
            self._file = (generation.directory / path).open("rb")
            self.size = (generation.directory / path).stat().st_size
        except OSError as error:
            raise self.damaged(f"cannot be read ({error})") from error

    def read(self, size: int) -> bytes:
        """Read on."""
        try:
            content = self._file.read(size)
        except OSError as error:
            raise self.damaged(f"cannot be read ({error})") from error
        self._digest.update(content)
        return content

    def close(self) -> str:
        """End reading; the sha256 of what was read."""
        self._file.close()
        return self._digest.hexdigest()

    def damaged(self, reason: str) -> IndexDamaged:
        """The error that says what is wrong with the file."""
        return IndexDamaged(f"The index is damaged: {self._place} {reason}.", "Build the index again.")


def _add(archive: tarfile.TarFile, generation: Generation, path: str) -> None:
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
    """A backup that is being read; ``manifest`` is what it says it holds.

    Raises:
        SourceInvalid: its manifest is missing, damaged, or not that of a whole generation.
        BackupIncompatible: it is in the format of another version.
    """

    def __init__(self, source: Path, index: str, tar: tarfile.TarFile) -> None:
        self._source = source
        self._index = index
        self._tar = tar
        self._manifest = self._read_manifest()
        self.manifest = self._decoded(self._manifest)

    def unpack(self, directory: Path) -> None:
        """Write every file into a folder, compared with its record as it is written.

        Raises:
            SourceInvalid: one is missing, given twice, of another kind, or not as its record says.
            SourceError: the backup cannot be read.
            OSError: the folder cannot be written.
        """
        awaited = dict(self.manifest.files)
        while member := self._next():
            record = awaited.pop(member.name, None)
            if record is None:
                is_known = member.name == MANIFEST or member.name in self.manifest.files
                reason = "is given twice" if is_known else "does not belong to it"
                raise self._broken(f"{member.name} {reason}")
            self._check_kind(member)
            if member.size != record.size:
                raise self._broken(f"{member.name} has {member.size} bytes, not {record.size}")
            if self._write(directory / member.name, member) != record.sha256:
                raise self._broken(f"{member.name} is not what was backed up")
        if awaited:
            raise self._broken(f"{next(iter(awaited))} is missing")
        (directory / MANIFEST).write_bytes(self._manifest)

    def _read_manifest(self) -> bytes:
        member = self._next()
        if member is None or member.name != MANIFEST:
            raise self._broken(f"it does not begin with {MANIFEST}")
        self._check_kind(member)
        if not 0 < member.size <= _MANIFEST_MOST:
            raise self._broken(f"{MANIFEST} has {member.size} bytes")
        return b"".join(self._chunks(member))

    def _decoded(self, content: bytes) -> Manifest:
        try:
            manifest = decode_manifest(content.decode("utf-8"))
        except UnsupportedFormat as error:
            raise backup_incompatible(self._source, self._index, error.content, FORMAT) from error
        except (ValueError, RecursionError) as error:
            raise self._broken(f"{MANIFEST} cannot be read: {error}") from error
        if not GENERATION_ID.fullmatch(manifest.generation) or not all(map(_is_plain, manifest.files)):
            raise self._broken("it names files outside of a generation")
        directories = {str(parent) for path in manifest.files for parent in Path(path).parents}
        missing = find_omission(manifest)
        if missing or directories & {MANIFEST, *manifest.files} or MANIFEST in manifest.files:
            raise self._broken(missing or "it names a file twice")
        return manifest

    def _next(self) -> tarfile.TarInfo | None:
        try:
            return self._tar.next()
        except _MALFORMED as error:
            raise self._broken(str(error)) from error

    def _check_kind(self, member: tarfile.TarInfo) -> None:
        if not member.isreg() or member.issparse():
            raise self._broken(f"{member.name} is no plain file")

    def _write(self, path: Path, member: tarfile.TarInfo) -> str:
        """Write a file; its sha256."""
        digest = hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for chunk in self._chunks(member):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()

    def _chunks(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        content = self._tar.extractfile(member)
        assert content is not None
        left = member.size
        while left:
            try:
                chunk = content.read(min(left, _CHUNK))
            except _MALFORMED as error:
                raise self._broken(f"{member.name}: {error}") from error
            if not chunk:
                raise self._broken(f"{member.name} is cut off")
            left -= len(chunk)
            yield chunk

    def _broken(self, reason: str) -> SourceInvalid:
        return invalid_backup(self._source, reason)


@contextmanager
def open_backup(source: Path, index: str) -> Iterator[BackupFile]:
    """Open a backup and read its manifest.

    Args:
        index: the name of the index that it is for, which errors give.

    Raises:
        SourceMissing: there is no such file.
        SourceInvalid: it is no backup.
        BackupIncompatible: it is in the format of another version.
        SourceError: it cannot be read.
    """
    try:
        if not source.is_file():
            kind = "is not a file" if source.exists() else "does not exist"
            raise SourceMissing(f"{source} {kind}.", "Give the path of a backup.")
        file = _BoundedFile(source)
    except OSError as error:
        raise _unreadable(source, error) from error
    with file.file:
        try:
            tar = tarfile.TarFile(fileobj=cast("IO[bytes]", file), mode="r")
        except _MALFORMED as error:
            raise invalid_backup(source, f"it is no tar file ({error})") from error
        yield BackupFile(source, index, tar)


class _BoundedFile:
    """A file that is read in pieces of a bounded size, with errors that say whose they are."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file = path.open("rb")

    def read(self, size: int = -1) -> bytes:
        """Read up to so many bytes."""
        if not 0 <= size <= _READ_MOST:
            raise tarfile.ReadError(f"a header of {size} bytes")
        try:
            return self.file.read(size)
        except OSError as error:
            raise _unreadable(self._path, error) from error

    def seek(self, position: int, whence: int = 0) -> int:
        """Go to a place."""
        try:
            return self.file.seek(position, whence)
        except OSError as error:
            raise tarfile.ReadError(f"nothing is at byte {position}") from error

    def tell(self) -> int:
        """Where the file is read."""
        return self.file.tell()


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return len(parts) < 4 and all(is_index_name(part) or part == ".managed.json" for part in parts)


def _unreadable(source: Path, error: OSError) -> SourceError:
    return SourceError(f"{source} cannot be read: {error.strerror or error}.", "See to the file.")


def invalid_backup(source: Path, reason: str) -> SourceInvalid:
    """The error that says why a file is no whole backup."""
    return SourceInvalid(f"{source} is no whole backup: {reason}.", "Make it again: perepiska backup FILE")
