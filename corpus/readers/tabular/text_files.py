"""Markdown and text files, one letter in each: front matter (a metadata head), then the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from corpus.model import ReportLine

from .columns import LetterRow, canonical_column, make_row

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
NON_LETTER_NAMES = frozenset({"readme", "license", "licence", "changelog", "contributing", "index"})
_FENCE = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BLANK = re.compile(r"\A\s*\n")
_KEY = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")


def is_letter_file(path: Path) -> bool:
    """Return whether a file has the suffix of a text, and is not a README, licence or the like."""
    return path.suffix.lower() in TEXT_SUFFIXES and path.stem.lower() not in NON_LETTER_NAMES


def has_front_matter(text: str) -> bool:
    """Return whether a text begins with front matter that has at least two known columns."""
    values, _ = split_front_matter(text)
    return len({canonical_column(name) for name in values} - {None}) >= 2


def read_text_file(text: str, file: str) -> Iterator[LetterRow | ReportLine]:
    """Yield the row of one file; missing front matter is reported first.

    Args:
        file: the file's relative name; without its suffix, it is the default id.
    """
    values, body = split_front_matter(text)
    if not values:
        yield ReportLine(
            "info", "head-missing", "the file has no metadata head; only its text is used", 1, file
        )
    name = Path(file).with_suffix("").as_posix()
    yield make_row({"id": name, **values, "text": body}, 1, file)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """Split the front matter from the text.

    It is YAML between lines of ``---``, or lines "Key: value" up to a blank one, in which the first of equal
    keys counts.

    Returns:
        The values by key and the text; no values if there is no front matter or its YAML is not a mapping.
    """
    normal = _BLANK.sub("", text.replace("\r\n", "\n").lstrip("\ufeff"))
    fenced = _FENCE.match(normal)
    if fenced:
        return _yaml(fenced[1]), normal[fenced.end() :]
    head: dict[str, object] = {}
    lines = normal.split("\n")
    for i, line in enumerate(lines):
        match = _KEY.fullmatch(line.rstrip())
        if match:
            head.setdefault(match[1].strip(), match[2].strip())
        elif not line.strip() and head:
            return head, "\n".join(lines[i + 1 :])
        else:
            break
    return {}, normal


def _yaml(text: str) -> dict[str, object]:
    """Parse YAML front matter with all scalars as strings; empty if it is not a valid mapping.

    PyYAML's C loader would be faster, but crashes the process on deep nesting.
    """
    try:
        value = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return {str(name): entry for name, entry in value.items()} if isinstance(value, dict) else {}
