"""Finds out whether a source has letters in rows, and reads them."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

import yaml

from corpus.errors import SourceInvalid, SourceNotText, SourceTooLarge
from corpus.model import Edition, IngestReport, ReportLine
from corpus.readers.sizes import MAX_BYTES, check_total, read_bounded
from corpus.slugs import slug

from .columns import Row
from .edition import assemble
from .tables import is_csv, is_json_lines, read_csv, read_json_lines, suffix_of
from .text_files import FILES_MOST, find_text_files, has_head, read_text_file

TABLES = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson")
_LOOKED_INTO = 1_000_000
"""Bytes of a file that show what it is, where the first line has no more."""
_LEAVES_LOOKED_INTO = 20


def recognises(source: Path) -> bool:
    """Whether it is a table or JSON Lines of letters, or a folder of texts with metadata heads."""
    if source.is_dir():
        first = islice(find_text_files(source), _LEAVES_LOOKED_INTO)
        return any(has_head(_beginning(path)) for path in first)
    if not source.is_file():
        return False
    if suffix_of(source) in TABLES:
        return is_csv(_beginning(source))
    return suffix_of(source) in LINES and is_json_lines(_beginning(source))


def read(source: Path, say: Callable[[str], None], max_bytes: int) -> Edition:
    """Read the letters.

    Raises:
        SourceError: too large, not text, or not to be read as a table.
    """
    report: list[ReportLine] = []
    found = _found(source, report, say, max_bytes)
    id = slug(source.stem if source.is_file() else source.resolve().name) or "edition"
    edition = assemble(id, _metadata(source, max_bytes), found)
    lines = (*report, *edition.report.lines)
    return replace(edition, report=IngestReport(edition.report.counts, lines))


def _found(
    source: Path, report: list[ReportLine], say: Callable[[str], None], max_bytes: int
) -> Iterator[Row | ReportLine]:
    if source.is_file():
        say(f"reading rows of {source}")
        text = _text(source, report, max_bytes)
        read_rows = read_csv if suffix_of(source) in TABLES else read_json_lines
        yield from read_rows(text, source.name)
        return
    paths = sorted(islice(find_text_files(source), FILES_MOST))
    check_total(source, paths, max_bytes)
    say(f"reading {len(paths)} files of {source}")
    for path in paths:
        name = path.relative_to(source).as_posix()
        try:
            yield from read_text_file(_text(path, report, max_bytes), name)
        except (SourceNotText, SourceTooLarge) as error:
            yield ReportLine("dropped", "file-unreadable", error.message, file=name)


def _metadata(source: Path, max_bytes: int) -> Mapping[str, str]:
    """What ``about.yaml`` in the folder, or ``NAME.about.yaml`` beside the file, says of the edition."""
    path = source / "about.yaml" if source.is_dir() else source.with_suffix(".about.yaml")
    if not path.is_file():
        return {}
    try:
        value = yaml.load(read_bounded(path, max_bytes).decode("utf-8"), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.", "See docs/rows.md for an example.") from error
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path} is no list of keys and values.", "See docs/rows.md for an example.")
    listed = {str(name): one if isinstance(one, list) else [one] for name, one in value.items()}
    return {
        name: "; ".join(one for one in several if isinstance(one, str)) for name, several in listed.items()
    }


def _beginning(path: Path) -> str:
    """The beginning of a file: its first line that is not blank is whole, however long."""
    content = b""
    with path.open("rb") as file:
        while part := file.read(max(_LOOKED_INTO, len(content))):
            content += part
            if b"\n" in content.removeprefix(BOM_UTF8).lstrip() or len(content) > MAX_BYTES:
                break
    return _decoded(content)[0]


def _text(path: Path, report: list[ReportLine], max_bytes: int) -> str:
    content = read_bounded(path, max_bytes)
    if b"\0" in content:
        raise SourceNotText(f"{path} is not text but binary.", "Convert it to UTF-8 text first.")
    text, encoding = _decoded(content)
    if encoding != "utf-8":
        report.append(ReportLine("warning", "encoding", f"not UTF-8; read as {encoding}", file=path.name))
    return text


def _decoded(content: bytes) -> tuple[str, str]:
    """UTF-8, with or without its mark; else Windows-1252, in which every byte is some sign."""
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 4 and len(content) >= _LOOKED_INTO:
            return content[: error.start].decode("utf-8-sig"), "utf-8"
        return content.decode("cp1252", "replace"), "cp1252"
