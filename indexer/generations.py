"""Management of an index's generations: listing, verification, rollback, backup and restore."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing, PerepiskaError, StorageError
from indexer import history, publication, shared_encoders
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
    """A generation as listed; ``bytes`` is the size of all its files, without a shared encoder.

    ``fault`` describes what the quick check found wrong, or is None. A faulty generation has no date and
    counts of 0.
    """

    id: str
    created: str
    units: int
    bytes: int
    is_published: bool
    fault: str | None = None


def list_generations(root: Path, name: str) -> tuple[GenerationSummary, ...]:
    """Return summaries of an index's generations, the most recently published last.

    The published generation is included even if it is missing, and so are directories that are not complete
    generations.

    Raises:
        IndexMissing: there is no index of this name.
        OSError: the directory cannot be read.
    """
    published = published_id(root, name)
    index = root / name
    published_before = history.ids_by_publication(index)
    directories = {path.name for path in index.iterdir() if path.is_dir() and not path.name.startswith(".")}
    others = sorted((directories | {published}) - set(published_before))
    return tuple(_summary(root, name, id, published) for id in (*others, *published_before))


def verify(root: Path, name: str, id: str | None = None) -> Generation:
    """Compare every file of a generation with its checksum, and return the generation.

    Args:
        id: of the generation; by default the published one's.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: a file is missing or differs; the message names the first.
        IndexIncompatible: the generation is in another format.
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
    """Publish an earlier generation again and return it.

    By default, it is the most recent intact generation before the published one.

    Args:
        notify: called with a message about each damaged generation that is skipped.

    Raises:
        IndexMissing: there is no such index or generation.
        IndexDamaged: the given generation, or every earlier one, is damaged; the published one stays.
        BuildRunning: a build of the index is running.
        OSError: the index cannot be written; the published generation stays.
    """
    index = index_directory(root, name)
    published_id(root, name)
    with publication.index_lock(index):
        generation = _named_generation(root, name, id) if id else _previous_intact(root, name, notify)
        publication.set_current(index, generation.id, "rollback")
    return generation


def backup(root: Path, name: str, target: Path) -> Generation:
    """Write the published generation to a tar file, atomically, and return the generation.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: the generation is damaged, or (IndexIncompatible) in another format.
        StorageError: the target is a device or a pipe.
        OSError: the target cannot be written; an existing file is unchanged.
    """
    generation = open_generation(root, name)
    if target.exists() and not target.is_file() and not target.is_dir():
        raise StorageError(f"{target} is not a regular file.", "Name a file.")
    with atomic_write(target) as file:
        write_backup(generation, file)
    return generation


def restore(root: Path, name: str, source: Path) -> Generation:
    """Publish the generation in a backup and return it.

    It is extracted into a staging directory and verified there, then published; a damaged generation with its
    id stays until then (``indexer.publication`` describes how it is replaced). If an error is raised, the
    published generation stays.

    Raises:
        SourceMissing: there is no such file.
        SourceInvalid: it is not a complete backup, or the index has another intact generation with its id.
        BackupIncompatible: it is in another format.
        SourceError: it cannot be read.
        StorageError: there is not enough disk space.
        BuildRunning: a build of the index is running.
        OSError: the index cannot be written.
    """
    index = index_directory(root, name)
    with (
        open_backup(source, name) as backup_file,
        publication.index_lock(index),
        shared_encoders.storing_lock(root),
    ):
        manifest = backup_file.manifest
        _check_disk_space(index, manifest)
        with publication.staging_directory(index, manifest.generation) as directory:
            backup_file.unpack(directory)
            try:
                verify_parts(Generation(name, directory, manifest))
            except PerepiskaError as error:
                raise invalid_backup(source, error.message.rstrip(".")) from error
            if manifest.encoder:
                shared_encoders.share_encoder(directory, root, manifest.files)
            existing = _intact_generation(root, name, manifest.generation)
            if existing is None:
                publication.publish(index, directory, manifest.generation, "restore")
            elif existing.manifest == manifest:
                publication.set_current(index, manifest.generation, "restore")
            else:
                raise invalid_backup(source, f"the index has a different generation {manifest.generation}")
    return load_generation(root, name, manifest.generation)


def _named_generation(root: Path, name: str, id: str) -> Generation:
    """Return the generation with an id after verifying it.

    Raises:
        IndexMissing: there is none.
        IndexDamaged: it is damaged.
    """
    if not is_index_name(id) or not (root / name / id / MANIFEST).is_file():
        raise IndexMissing(
            f"Index “{name}” has no generation “{id}”.",
            f"List its generations: perepiska generations --name {name}",
        )
    return verify(root, name, id)


def _previous_intact(root: Path, name: str, notify: Callable[[str], object]) -> Generation:
    """Return the most recent intact generation before the published one.

    ``notify`` is called with a message about each damaged generation that is skipped.

    Raises:
        IndexMissing: there is no earlier generation.
        IndexDamaged: every earlier generation is damaged.
    """
    damage: IndexDamaged | None = None
    for id in history.earlier_ids(root / name, published_id(root, name)):
        try:
            return verify(root, name, id)
        except IndexDamaged as error:
            notify(f"Skipping {id}. {error.message}")
            damage = damage or error
    raise damage or IndexMissing(
        f"Index “{name}” has no generation before the published one.",
        "The setting PEREPISKA_GENERATIONS_KEPT determines how many are kept.",
    )


def _check_disk_space(index: Path, manifest: Manifest) -> None:
    """Raise StorageError if the files of a manifest need more space than is free for the index."""
    needed = sum(record.size for record in manifest.files.values())
    free = shutil.disk_usage(index).free
    if needed > free:
        raise StorageError(
            f"The generation needs {needed:,} bytes; only {free:,} are free for {index}.", "Free disk space."
        )


def _intact_generation(root: Path, name: str, id: str) -> Generation | None:
    """Return a generation if it exists and matches its checksums, or None if not."""
    try:
        return verify(root, name, id)
    except IndexDamaged:
        return None


def _summary(root: Path, name: str, id: str, published: str) -> GenerationSummary:
    """Return the summary of a generation, after a quick check."""
    try:
        generation = open_generation(root, name, id)
    except IndexDamaged as error:
        is_published = id == published
        return GenerationSummary(id, "", 0, 0, is_published, str(error) if is_published else error.message)
    manifest = generation.manifest
    size = manifest.unshared_bytes
    return GenerationSummary(id, manifest.created, manifest.counts.get("units", 0), size, id == published)
