"""The generations of an index: listed, verified, gone back to, and kept as one file outside of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing, PerepiskaError, StorageError
from indexer import history, publication
from indexer.archive import broken, open_archive, write_archive
from indexer.verification import verify_parts
from store.files import replacing
from store.layout import (
    MANIFEST,
    Generation,
    Manifest,
    index_folder,
    is_index_name,
    open_generation,
    published_id,
    read_generation,
    verify_generation,
)


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
    """The generations of an index, the most recently published last.

    Among them are the one that is published, be it there or not, and folders that are no whole generations.

    Raises:
        IndexMissing
        OSError
    """
    published = published_id(root, name)
    index = root / name
    known = history.in_order(index)
    folders = {path.name for path in index.iterdir() if path.is_dir() and not path.name.startswith(".")}
    odd = sorted((folders | {published}) - set(known))
    return tuple(_entry(root, name, id, published) for id in (*odd, *known))


def verify(root: Path, name: str, id: str | None = None) -> Generation:
    """Compare every file of a generation, by default the published one, with its checksum.

    Raises:
        IndexMissing
        IndexDamaged: names the first that differs.
    """
    generation = open_generation(root, name, id)
    if generation.id != generation.folder.name:
        raise IndexDamaged(
            f"The index “{name}” is damaged: {generation.folder.name} holds the generation {generation.id}.",
            f"Build it again: perepiska index SOURCE --name {name}",
        )
    verify_generation(generation)
    return generation


def rollback(
    root: Path, name: str, id: str | None = None, *, notify: Callable[[str], object] = lambda _: None
) -> Generation:
    """Publish an earlier generation again: that of an id, else the one published before the published one.

    Args:
        notify: is told of damaged ones that are passed over; one that is named is not.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: none passes its checksums; what is published stays.
        BuildRunning
        OSError: what is published stays.
    """
    index = index_folder(root, name)
    published_id(root, name)
    with publication.locked(index):
        generation = _named(root, name, id) if id else _before(root, name, notify)
        publication.point_to(index, generation.id, "rollback")
    return generation


def backup(root: Path, name: str, target: Path) -> Generation:
    """Write the published generation into one tar file, whole or not at all.

    Raises:
        IndexMissing, IndexDamaged
        StorageError: the target is a device or a pipe.
        OSError: it cannot be written; what was there before stays.
    """
    generation = open_generation(root, name)
    if target.exists() and not target.is_file() and not target.is_dir():
        raise StorageError(f"{target} is no file that can be replaced.", "Name a file.")
    with replacing(target) as file:
        write_archive(generation, file)
    return generation


def restore(root: Path, name: str, source: Path) -> Generation:
    """Publish the generation of a backup, whole or not at all.

    It is unpacked beside the generations, compared and opened there, and published last; a damaged generation
    of its id stays until then (``indexer.publication`` says how it is replaced).

    Raises:
        SourceMissing: there is no such file.
        SourceInvalid: it is no backup, or not whole; what is published stays.
        BackupIncompatible: it is in the format of another version.
        SourceError: it cannot be read.
        StorageError: the disk has no room for it.
        BuildRunning
        OSError: what is published stays.
    """
    index = index_folder(root, name)
    with open_archive(source, name) as archive, publication.locked(index):
        manifest = archive.manifest
        _check_room(index, manifest)
        with publication.unfinished(index, manifest.generation) as folder:
            archive.unpack(folder)
            try:
                verify_parts(Generation(name, folder, manifest))
            except PerepiskaError as error:
                raise broken(source, error.message.rstrip(".")) from error
            there = _whole(root, name, manifest.generation)
            if there is None:
                publication.publish(index, folder, manifest.generation, "restore")
            elif there.manifest == manifest:
                publication.point_to(index, manifest.generation, "restore")
            else:
                raise broken(source, f"the index has another generation {manifest.generation}, a whole one")
    return read_generation(root, name, manifest.generation)


def _named(root: Path, name: str, id: str) -> Generation:
    if not is_index_name(id) or not (root / name / id / MANIFEST).is_file():
        raise IndexMissing(
            f"The index “{name}” has no generation “{id}”.",
            f"See those it has: perepiska generations --name {name}",
        )
    return verify(root, name, id)


def _before(root: Path, name: str, notify: Callable[[str], object]) -> Generation:
    """The nearest earlier generation that is whole."""
    damage: IndexDamaged | None = None
    for id in history.earlier(root / name, published_id(root, name)):
        try:
            return verify(root, name, id)
        except IndexDamaged as error:
            notify(f"{id} is passed over. {error.message}")
            damage = damage or error
    raise damage or IndexMissing(
        f"The index “{name}” has no generation before the published one.",
        "How many are kept is the setting PEREPISKA_GENERATIONS_KEPT.",
    )


def _check_room(index: Path, manifest: Manifest) -> None:
    needed = sum(record.size for record in manifest.files.values())
    free = shutil.disk_usage(index).free
    if needed > free:
        raise StorageError(
            f"The generation takes {needed:,} bytes; {index} has room for {free:,}.", "Free disk space."
        )


def _whole(root: Path, name: str, id: str) -> Generation | None:
    """A generation that is there and as it was built."""
    try:
        return verify(root, name, id)
    except IndexDamaged:
        return None


def _entry(root: Path, name: str, id: str, published: str) -> Entry:
    try:
        generation = open_generation(root, name, id)
    except IndexDamaged as error:
        return Entry(id, "", 0, 0, id == published, str(error))
    manifest = generation.manifest
    size = sum(record.size for record in manifest.files.values())
    return Entry(id, manifest.created, manifest.counts.get("units", 0), size, id == published)
