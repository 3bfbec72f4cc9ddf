"""A folder of Markdown or text files, a letter a file: a metadata head, then the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from corpus.model import ReportLine

from .columns import Row, column, row_of

SUFFIXES = (".md", ".markdown", ".txt")
NOT_LETTERS = frozenset({"readme", "license", "licence", "changelog", "contributing", "index"})
_FENCE = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BLANK = re.compile(r"\A\s*\n")
_KEY = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")


def may_be_letter(path: Path) -> bool:
    """Whether a file's name is that of a text and of no file about the edition."""
    return path.suffix.lower() in SUFFIXES and path.stem.lower() not in NOT_LETTERS


def has_head(text: str) -> bool:
    """Whether a text begins with a head that says something of a letter."""
    values, _ = split_head(text)
    return len({column(name) for name in values} - {None}) >= 2


def read_text_file(text: str, file: str) -> Iterator[Row | ReportLine]:
    """The row of one file."""
    values, body = split_head(text)
    if not values:
        yield ReportLine("info", "head-missing", "no metadata head; only the text is read", 1, file)
    name = Path(file).with_suffix("").as_posix()
    yield row_of({"id": name, **values, "text": body}, 1, file)


def split_head(text: str) -> tuple[dict[str, object], str]:
    """Part the head from the text: YAML between lines of ---, or lines "Key: value" up to a blank one."""
    normal = _BLANK.sub("", text.replace("\r\n", "\n").lstrip("\ufeff"))
    fenced = _FENCE.match(normal)
    if fenced:
        return _yaml(fenced[1]), normal[fenced.end() :]
    head: dict[str, object] = {}
    lines = normal.split("\n")
    for place, line in enumerate(lines):
        match = _KEY.fullmatch(line.rstrip())
        if match:
            head.setdefault(match[1].strip(), match[2].strip())
        elif not line.strip() and head:
            return head, "\n".join(lines[place + 1 :])
        else:
            break
    return {}, normal


def _yaml(text: str) -> dict[str, object]:
    """The head as written: no value is taken for a date, number or truth.

    PyYAML's loader in C is faster, and ends the whole process on deep nesting.
    """
    try:
        value = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return {str(name): one for name, one in value.items()} if isinstance(value, dict) else {}
