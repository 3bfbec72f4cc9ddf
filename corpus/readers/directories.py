"""What is in a directory: an edition of all files of a kind, editions in single files, and unused files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus.errors import SourceError
from corpus.readers.source import Source
from corpus.readers.tabular.reader import table_columns
from corpus.readers.tabular.text_files import NON_LETTER_NAMES, TEXT_SUFFIXES
from corpus.slugs import slug

if TYPE_CHECKING:
    from corpus.readers import Reader

_READ_TOGETHER: Final = {"calendar": (".yaml",), "tei": (".xml",), "tabular": TEXT_SUFFIXES}
"""Readers that read a directory as one edition → the suffixes of the files that they read."""
_METADATA_NAMES: Final = frozenset({"about.yaml", "profile.toml", "edition.yaml", "corrections.yaml"})
_METADATA_SUFFIXES: Final = (".toml", ".about.yaml", ".corrections.yaml")
_LETTER_COLUMNS: Final = frozenset({"sender", "sender_surname", "recipient", "recipient_surname", "text"})
_MAX_TRIED_TEXTS: Final = 200
"""The most texts of a directory that are tried as an edition each."""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A part of a source that is an edition, and the reader that recognises it."""

    reader: Reader
    source: Source


def parts_of(source: Source, readers: Sequence[Reader]) -> list[SourcePart]:
    """Return the editions in a source: at most one, unless it is a directory.

    In a directory, XML files together are one edition, and so are texts with a metadata head. Any other file
    that a reader recognises is an edition of its own. A calendar is a directory's only edition. Files that
    belong to none become the unused files of the source.
    """
    if not source.is_directory:
        reader = next((reader for reader in readers if reader.recognises(source)), None)
        return [SourcePart(reader, source)] if reader else []
    together = [reader for reader in readers if reader.name in _READ_TOGETHER and reader.recognises(source)]
    if together and together[0].name == "calendar":
        return [SourcePart(together[0], source)]
    parts = [
        SourcePart(reader, _renamed(source, f"{source.name}-texts") if number else source)
        for number, reader in enumerate(together)
    ]
    suffixes = {suffix for reader in together for suffix in _READ_TOGETHER[reader.name]}
    others = [path for path in source.files if path.suffix.lower() not in suffixes and not _is_metadata(path)]
    single = list(_single_files(others, source, readers, is_alone=not parts))
    named = {part.source.path for part in single}
    source.unused = [path for path in others if path not in named] if parts or single else []
    return [*parts, *single]


def file_source(path: Path, source: Source, names: Collection[str]) -> Source:
    """Return the source of one file of a directory; its name gets that of the directory if it is taken."""
    name = f"{source.name}-{path.stem}" if slug(path.stem) in names else None
    return Source(path, max_bytes=source.max_bytes, profile=source.profile, name=name)


def _renamed(source: Source, name: str) -> Source:
    """Return the source of the same path whose edition has another name."""
    return Source(source.path, max_bytes=source.max_bytes, profile=source.profile, name=name)


def report_unused(source: Source, paths: Iterable[Path]) -> None:
    """Report files that are not read: a line for each suffix, with their number and the first."""
    by_suffix: dict[str, list[Path]] = {}
    for path in paths:
        by_suffix.setdefault(path.suffix.lower() or path.name, []).append(path)
    for suffix, unused in by_suffix.items():
        message = f"files that belong to no edition and are not read: {len(unused):,} ({suffix})"
        source.add_report_line("dropped", "file-unused", message, unused[0])


def _single_files(
    paths: Sequence[Path], source: Source, readers: Sequence[Reader], *, is_alone: bool
) -> Iterator[SourcePart]:
    """Return the files that are an edition each.

    A table that lacks senders, recipients and texts is none beside others: it lists persons or places.

    Args:
        is_alone: whether nothing else in the directory is an edition. Otherwise a table without texts is
            taken as metadata of the other files, and is none.
    """
    texts = sum(path.suffix.lower() in TEXT_SUFFIXES for path in paths)
    names = set() if is_alone else {slug(source.name)}
    found: list[tuple[SourcePart, set[str] | None]] = []
    for path in paths:
        is_text = path.suffix.lower() in TEXT_SUFFIXES
        if path.stem.lower() in NON_LETTER_NAMES or (is_text and texts > _MAX_TRIED_TEXTS):
            continue
        try:
            part = file_source(path, source, names)
            reader = next((reader for reader in readers if reader.recognises(part)), None)
            columns = table_columns(part)
        except SourceError as error:
            source.add_report_line("dropped", "file-unreadable", error.message, path)
            continue
        if reader and (is_alone or columns is None or "text" in columns):
            names.add(slug(part.name))
            found.append((SourcePart(reader, part), columns))
    has_letters = any(columns is None or columns & _LETTER_COLUMNS for _, columns in found)
    return (
        part for part, columns in found if not (has_letters and columns and not columns & _LETTER_COLUMNS)
    )


def _is_metadata(path: Path) -> bool:
    """Return whether a file describes an edition: a profile or about.yaml."""
    return path.name in _METADATA_NAMES or path.name.endswith(_METADATA_SUFFIXES)
