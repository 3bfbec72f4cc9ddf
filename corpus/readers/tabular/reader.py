"""The tabular reader: recognises and reads tables, JSON Lines and directories of text files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import yaml

from corpus.errors import SourceInvalid
from corpus.model import Edition, ReportLine
from corpus.readers.source import Source
from corpus.slugs import slug

from .columns import LetterRow
from .edition import assemble_edition
from .tables import is_letter_csv, is_letter_json_lines, read_csv, read_json_lines
from .text_files import TEXT_SUFFIXES, has_front_matter, is_letter_file, read_text_file

TABLE_SUFFIXES = (".csv", ".tsv")
JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_MAX_SAMPLED_FILES = 20


def recognises(source: Source) -> bool:
    """Return whether the source is a table or JSON Lines of letters, or texts with front matter.

    The texts are a directory's; only the first ``_MAX_SAMPLED_FILES`` of them are examined.

    Raises:
        SourceError: the source is a single file that cannot be read.
    """
    if source.is_directory:
        first = islice(filter(is_letter_file, source.files), _MAX_SAMPLED_FILES)
        return any(has_front_matter(source.read_beginning(path)) for path in first)
    if source.suffix in TABLE_SUFFIXES:
        return is_letter_csv(source.read_beginning(source.path))
    return source.suffix in JSON_LINES_SUFFIXES and is_letter_json_lines(source.read_beginning(source.path))


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters of a source as an edition; files of a directory that cannot be read are reported.

    Raises:
        SourceError: the source is too large, not text, or not a valid table, or its about.yaml is invalid.
    """
    rows = _read_folder(source, progress) if source.is_directory else _read_file(source, progress)
    return assemble_edition(slug(source.name) or "edition", _metadata(source), rows)


def _read_file(source: Source, progress: Callable[[str], None]) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a table or JSON Lines file, among them lines for the report."""
    progress(f"reading rows of {source.path}")
    read_rows = read_csv if source.suffix in TABLE_SUFFIXES else read_json_lines
    return read_rows(source.read_text(source.path), source.path.name)


def _read_folder(source: Source, progress: Callable[[str], None]) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a directory's text files, and report lines; unreadable files are reported."""
    paths = [path for path in source.list_files(*TEXT_SUFFIXES) if is_letter_file(path)]
    progress(f"reading {len(paths)} files of {source.path}")
    for path in paths:
        rows: list[LetterRow | ReportLine] = []
        with source.skip_unreadable(path):
            rows = list(read_text_file(source.read_text(path), source.relative_name(path)))
        yield from rows


def _metadata(source: Source) -> Mapping[str, str]:
    """Return the edition's metadata from ``about.yaml`` in the directory or ``NAME.about.yaml`` by the file.

    Lists are joined by "; ", and anything else that is not text becomes "". If there is no such file, the
    result is empty.

    Raises:
        SourceInvalid: the file is not valid YAML or not a mapping.
        SourceError: the file cannot be read.
    """
    path = source.path / "about.yaml" if source.is_directory else source.path.with_suffix(".about.yaml")
    if not path.is_file():
        return {}
    try:
        value = yaml.load(source.read_text(path), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.", "See docs/rows.md for an example.") from error
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path} is not a mapping of keys to values.", "See docs/rows.md for an example.")
    lists = {str(name): entry if isinstance(entry, list) else [entry] for name, entry in value.items()}
    return {name: "; ".join(item for item in items if isinstance(item, str)) for name, items in lists.items()}
