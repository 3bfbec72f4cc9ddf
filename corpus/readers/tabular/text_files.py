"""Markdown and text files, one letter in each: front matter (a metadata head), then the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.model import ReportLine

from .columns import Columns, LetterRow
from .headings import canonical_column
from .tables import check_depth, flatten

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
NON_LETTER_NAMES = frozenset({"readme", "license", "licence", "changelog", "contributing", "index"})
_FENCE = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_BLANK = re.compile(r"\A\s*\n")
_KEY = re.compile(r"([^\W\d_][\w -]{0,40}):[ \t]*(.*)")


def is_letter_file(path: Path) -> bool:
    """Return whether a file has the suffix of a text, and is not a README, licence or the like."""
    return path.suffix.lower() in TEXT_SUFFIXES and path.stem.lower() not in NON_LETTER_NAMES


def has_front_matter(text: str) -> bool:
    """Return whether a text begins with front matter that has at least two known columns."""
    names = {canonical_column(heading) for heading, _ in flatten(split_front_matter(text).values)}
    return len(names - {None}) >= 2


def read_text_file(text: str, file: str, columns: Columns) -> Iterator[LetterRow | ReportLine]:
    """Yield the row of one file; faulty or missing front matter is reported first.

    Args:
        file: the file's relative name; without its suffix, it is the default id.
    """
    matter = split_front_matter(text)
    if matter.fault:
        message = (
            f"the metadata head is not valid YAML, so its lines are read as “Key: value”: {matter.fault}"
        )
        yield ReportLine("warning", "head-invalid", message, 1, file)
    elif not matter.values:
        yield ReportLine(
            "info", "head-missing", "the file has no metadata head; only its text is used", 1, file
        )
    name = Path(file).with_suffix("").as_posix()
    cells = list(flatten(matter.values))
    columns.interpret_together(heading for heading, _ in cells)
    default = [("id", name)] if "id" not in (columns.name_of(heading) for heading, _ in cells) else []
    yield columns.make_row([*default, *cells, ("text", matter.text)], 1, file)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values in a file's front matter by key, the text below it, and the fault of its YAML or ""."""

    values: Mapping[str, object]
    text: str
    fault: str = ""


def split_front_matter(text: str) -> FrontMatter:
    """Split the front matter from the text.

    It is YAML between lines of ``---``, or lines "Key: value" up to a blank one, in which the first of equal
    keys counts. Invalid YAML is read as such lines too.
    """
    normal = _BLANK.sub("", text.replace("\r\n", "\n").lstrip("\ufeff"))
    fenced = _FENCE.match(normal)
    if fenced:
        body = normal[fenced.end() :]
        try:
            return FrontMatter(_yaml(fenced[1]), body)
        except ValueError as error:
            values, _ = _key_lines(fenced[1].split("\n"), stop_at_blank=False)
            return FrontMatter(values, body, str(error))
    lines = normal.split("\n")
    values, end = _key_lines(lines)
    return FrontMatter(values, "\n".join(lines[end:])) if end else FrontMatter({}, normal)


def _key_lines(lines: Sequence[str], *, stop_at_blank: bool = True) -> tuple[dict[str, object], int]:
    """Return the values of lines "Key: value" by key, and the index of the line below them.

    Args:
        stop_at_blank: the values end at a blank line, and any other line means that there are none; otherwise
            all other lines are skipped.
    """
    head: dict[str, object] = {}
    for i, line in enumerate(lines):
        match = _KEY.fullmatch(line.rstrip())
        if match:
            head.setdefault(match[1].strip(), match[2].strip(" \t\"'"))
        elif stop_at_blank:
            return (head, i + 1) if head and not line.strip() else ({}, 0)
    return ({}, 0) if stop_at_blank else (head, len(lines))


def load_yaml(text: str) -> object:
    """Parse YAML with all scalars as strings.

    PyYAML's C loader would be faster, but crashes the process on deep nesting; the time of this one is
    quadratic in the depth of brackets, which is bounded.

    Raises:
        ValueError: brackets are nested too deep.
        yaml.YAMLError: it is not YAML.
        RecursionError: other collections are nested too deep.
    """
    check_depth(text)
    return yaml.load(text, Loader=yaml.BaseLoader)


def _yaml(text: str) -> dict[str, object]:
    """Parse YAML front matter with all scalars as strings.

    Raises:
        ValueError: it is not a valid mapping.
    """
    try:
        value = load_yaml(text)
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise ValueError(f"{error.problem}{where}") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(str(error).splitlines()[0]) from error
    if not isinstance(value, dict):
        raise ValueError("it is not a mapping of keys to values")
    return {str(name): entry for name, entry in value.items()}
