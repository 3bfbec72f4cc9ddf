"""Finds out whether a source has letters in rows, and reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import yaml

from corpus.errors import SourceInvalid
from corpus.model import Edition, ReportLine
from corpus.readers.source import Source
from corpus.slugs import slug

from .columns import Row
from .edition import assemble
from .tables import is_csv, is_json_lines, read_csv, read_json_lines
from .text_files import SUFFIXES, has_head, may_be_letter, read_text_file

TABLES = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson")
_TEXT_FILES_LOOKED_INTO = 20


def recognises(source: Source) -> bool:
    """Whether it is a table or JSON Lines of letters, or a folder of texts with metadata heads."""
    if source.is_directory:
        first = islice(filter(may_be_letter, source.files), _TEXT_FILES_LOOKED_INTO)
        return any(has_head(source.read_beginning(path)) for path in first)
    if source.suffix in TABLES:
        return is_csv(source.read_beginning(source.path))
    return source.suffix in LINES and is_json_lines(source.read_beginning(source.path))


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters.

    Raises:
        SourceError: too large, not text, or not to be read as a table.
    """
    rows = _read_folder(source, progress) if source.is_directory else _read_file(source, progress)
    return assemble(slug(source.name) or "edition", _metadata(source), rows)


def _read_file(source: Source, progress: Callable[[str], None]) -> Iterator[Row | ReportLine]:
    progress(f"reading rows of {source.path}")
    read_rows = read_csv if source.suffix in TABLES else read_json_lines
    return read_rows(source.read_text(source.path), source.path.name)


def _read_folder(source: Source, progress: Callable[[str], None]) -> Iterator[Row | ReportLine]:
    paths = [path for path in source.list_files(*SUFFIXES) if may_be_letter(path)]
    progress(f"reading {len(paths)} files of {source.path}")
    for path in paths:
        rows: list[Row | ReportLine] = []
        with source.skip_unreadable(path):
            rows = list(read_text_file(source.read_text(path), source.relative_name(path)))
        yield from rows


def _metadata(source: Source) -> Mapping[str, str]:
    """What ``about.yaml`` in the folder, or ``NAME.about.yaml`` beside the file, says of the edition."""
    path = source.path / "about.yaml" if source.is_directory else source.path.with_suffix(".about.yaml")
    if not path.is_file():
        return {}
    try:
        value = yaml.load(source.read_text(path), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.", "See docs/rows.md for an example.") from error
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path} is no list of keys and values.", "See docs/rows.md for an example.")
    listed = {str(name): one if isinstance(one, list) else [one] for name, one in value.items()}
    return {
        name: "; ".join(one for one in several if isinstance(one, str)) for name, several in listed.items()
    }
