"""The generations of an index: listed, verified, gone back to, and kept as one file outside of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing, PerepiskaError, StorageError
from indexer import history, publication
from indexer.backup_file import invalid_backup, open_backup, write_backup
from indexer.verification import verify_parts
from store.files import atomic_write
from store.layout import (
    MANIFEST,
    Generation,
    Manifest,
    index_directory,
    is_index_name,
    load_generation,
    open_generation,
    published_id,
    verify_generation,
)


@dataclass(frozen=True, slots=True)
class GenerationSummary:
    """A generation as a list shows it; ``fault`` says what the fast check found wrong with it."""

    id: str
    created: str
    units: int
    bytes: int
    is_published: bool
    fault: str | None = None


def list_generations(root: Path, name: str) -> tuple[GenerationSummary, ...]:
    """The generations of an index, the most recently published last.

    Among them are the one that is published, be it there or not, and folders that are no whole generations.

    Raises:
        IndexMissing
        OSError
    """
    published = published_id(root, name)
    index = root / name
    known = history.ids_by_publication(index)
    directories = {path.name for path in index.iterdir() if path.is_dir() and not path.name.startswith(".")}
    odd = sorted((directories | {published}) - set(known))
    return tuple(_entry(root, name, id, published) for id in (*odd, *known))


def verify(root: Path, name: str, id: str | None = None) -> Generation:
    """Compare every file of a generation, by default the published one, with its checksum.

    Raises:
        IndexMissing
        IndexDamaged: names the first that differs.
    """
    generation = open_generation(root, name, id)
    if generation.id != generation.directory.name:
        raise IndexDamaged(
            f"The index “{name}” is damaged: "
            f"{generation.directory.name} contains generation {generation.id}.",
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
    index = index_directory(root, name)
    published_id(root, name)
    with publication.index_lock(index):
        generation = _named(root, name, id) if id else _before(root, name, notify)
        publication.set_current(index, generation.id, "rollback")
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
    with atomic_write(target) as file:
        write_backup(generation, file)
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
    index = index_directory(root, name)
    with open_backup(source, name) as archive, publication.index_lock(index):
        manifest = archive.manifest
        _check_room(index, manifest)
        with publication.staging_directory(index, manifest.generation) as directory:
            archive.unpack(directory)
            try:
                verify_parts(Generation(name, directory, manifest))
            except PerepiskaError as error:
                raise invalid_backup(source, error.message.rstrip(".")) from error
            there = _whole(root, name, manifest.generation)
            if there is None:
                publication.publish(index, directory, manifest.generation, "restore")
            elif there.manifest == manifest:
                publication.set_current(index, manifest.generation, "restore")
            else:
                raise invalid_backup(
                    source, f"the index has another generation {manifest.generation}, a whole one"
                )
    return load_generation(root, name, manifest.generation)


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


def _entry(root: Path, name: str, id: str, published: str) -> GenerationSummary:
    try:
        generation = open_generation(root, name, id)
    except IndexDamaged as error:
        is_published = id == published
        return GenerationSummary(id, "", 0, 0, is_published, str(error) if is_published else error.message)
    manifest = generation.manifest
    size = sum(record.size for record in manifest.files.values())
    return GenerationSummary(id, manifest.created, manifest.counts.get("units", 0), size, id == published)
