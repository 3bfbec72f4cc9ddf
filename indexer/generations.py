"""The generations of an index: listed, gone back to, and kept as one file outside of it."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from corpus.errors import IndexDamaged, IndexMissing, PerepiskaError, SourceInvalid, SourceMissing
from corpus.store.layout import (
    CURRENT,
    FORMAT,
    MANIFEST,
    Generation,
    Manifest,
    decode_manifest,
    is_index_name,
    open_generation,
    published_id,
    read_generation,
    verify_generation,
)
from indexer import publication
from indexer.verification import verify_build

_CHUNK = 1 << 20
_MANIFEST_MOST = 10_000_000
"""Bytes of the largest manifest that is read from a backup."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A generation as a list shows it; ``fault`` says what the fast check found wrong with it."""

    id: str
    created: str
    units: int
    bytes: int
    is_published: bool
    fault: str | None = None


def list_generations(root: Path, name: str) -> tuple[Entry, ...]:
    """The generations of an index, oldest first.

    Raises:
        IndexMissing
    """
    published = published_id(root, name)
    ids = sorted(path.parent.name for path in (root / name).glob(f"*/{MANIFEST}"))
    return tuple(_entry(root, name, id, published) for id in ids)


def rollback(root: Path, name: str, id: str | None = None) -> Generation:
    """Publish an earlier generation again: that of an id, else the newest before the published one.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: it fails its checksums; what is published stays.
        BuildRunning
    """
    with publication.locked(root / name):
        wanted = id or _before(root, name)
        if not is_index_name(wanted) or not (root / name / wanted / MANIFEST).is_file():
            raise IndexMissing(
                f"The index “{name}” has no generation “{wanted}”.",
                f"See those it has: perepiska generations --name {name}",
            )
        generation = read_generation(root, name, wanted)
        verify_generation(generation)
        publication.point_to(root / name, wanted)
    return generation


def backup(root: Path, name: str, target: Path) -> Generation:
    """Write the published generation into one tar file, whole or not at all.

    Raises:
        IndexMissing, IndexDamaged
    """
    generation = open_generation(root, name)
    verify_generation(generation)
    waiting = target.with_name(f".{target.name}.unfinished")
    try:
        with tarfile.open(waiting, "w") as archive:
            for path in (MANIFEST, *generation.manifest.files):
                archive.add(generation.folder / path, path, recursive=False)
        publication.sync(waiting)
        waiting.replace(target)
    finally:
        waiting.unlink(missing_ok=True)
    return generation


def restore(root: Path, name: str, source: Path) -> Generation:
    """Publish the generation of a backup; nothing but the files its manifest names is written.

    Raises:
        SourceMissing: there is no such file.
        SourceInvalid: it is no backup, or not whole; what is published stays.
        BuildRunning
    """
    if not is_index_name(name):
        raise IndexMissing(f"“{name}” cannot be the name of an index.", "Use letters, digits and hyphens.")
    index = root / name
    with publication.locked(index), _opened(source) as archive:
        manifest = _manifest_of(archive, source)
        id = manifest.generation
        if _is_damaged(root, name, id):
            shutil.rmtree(index / id)
        if not (index / id).exists():
            with publication.unfinished(index, id) as folder:
                for path, content in _contents(archive, manifest, source):
                    _write(folder / path, content)
                generation = Generation(name, folder, manifest)
                try:
                    verify_build(generation)
                except PerepiskaError as error:
                    raise _broken(source, error.message) from error
                publication.publish(index, folder, id)
        publication.point_to(index, id)
    return read_generation(root, name, id)


def _is_damaged(root: Path, name: str, id: str) -> bool:
    """Whether a generation is there, and not as it was built."""
    if not (root / name / id).exists():
        return False
    try:
        verify_generation(read_generation(root, name, id))
    except IndexDamaged:
        return True
    return False


def _entry(root: Path, name: str, id: str, published: str) -> Entry:
    try:
        generation = open_generation(root, name, id)
    except IndexDamaged as error:
        return Entry(id, "", 0, 0, id == published, error.message)
    manifest = generation.manifest
    size = sum(record.size for record in manifest.files.values())
    return Entry(id, manifest.created, manifest.counts.get("units", 0), size, id == published)


def _before(root: Path, name: str) -> str:
    published = published_id(root, name)
    everything = [path.parent.name for path in (root / name).glob(f"*/{MANIFEST}")]
    earlier = [id for id in everything if id < published]
    if not earlier:
        raise IndexMissing(
            f"The index “{name}” has no generation before the published one.",
            "How many are kept is the setting PEREPISKA_GENERATIONS_KEPT.",
        )
    return max(earlier)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    if not source.is_file():
        raise SourceMissing(f"{source} does not exist.", "Give the path of a backup.")
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except tarfile.TarError as error:
        raise _broken(source, str(error)) from error


def _manifest_of(archive: tarfile.TarFile, source: Path) -> Manifest:
    member = archive.next()
    content = archive.extractfile(member) if member and member.isreg() and member.name == MANIFEST else None
    if content is None:
        raise _broken(source, f"it does not begin with {MANIFEST}")
    try:
        manifest = decode_manifest(content.read(_MANIFEST_MOST).decode("utf-8"))
    except ValueError as error:
        raise _broken(source, str(error)) from error
    inside = all(_is_plain(path) for path in manifest.files)
    if manifest.format != FORMAT:
        raise _broken(source, f"it is kept in format {manifest.format}, this version reads format {FORMAT}")
    if not inside or not is_index_name(manifest.generation) or manifest.generation == CURRENT:
        raise _broken(source, "it names files outside of a generation")
    return manifest


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return len(parts) < 4 and all(is_index_name(part) or part == ".managed.json" for part in parts)


def _contents(archive: tarfile.TarFile, manifest: Manifest, source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files the manifest names; anything else in the archive is passed over."""
    yield MANIFEST, _extracted(archive, archive.getmember(MANIFEST), source)
    for path, record in manifest.files.items():
        try:
            member = archive.getmember(path)
        except KeyError as error:
            raise _broken(source, f"{path} is missing") from error
        if not member.isreg() or member.size != record.size:
            raise _broken(source, f"{path} has {member.size} bytes, not {record.size}")
        yield path, _extracted(archive, member, source)


def _extracted(archive: tarfile.TarFile, member: tarfile.TarInfo, source: Path) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise _broken(source, f"{member.name} is no file")
    return content


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        while chunk := content.read(_CHUNK):
            file.write(chunk)


def _broken(source: Path, reason: str) -> SourceInvalid:
    return SourceInvalid(f"{source} is no whole backup: {reason}.", "Make it again: perepiska backup FILE")
