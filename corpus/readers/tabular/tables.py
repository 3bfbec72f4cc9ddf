"""Rows of JSON Lines and CSV, with their lines; what cannot be read is reported, never lost in silence."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

from corpus.errors import SourceInvalid
from corpus.model import ReportLine

from .columns import Row, column, row_of

FIELD_MOST = 10_000_000
"""Characters of the longest cell."""
DELIMITERS = ",;\t|"
DEEPEST = 100
"""Brackets of one JSON line that may be open at once."""


def is_csv(text: str) -> bool:
    """Whether the first line names columns of ours, a sender or text among them."""
    headings = _headings(text)
    return len(headings) > 1 and bool({"text", "sender", "date"} & {column(one) for one in headings})


def is_json_lines(text: str) -> bool:
    """Whether the first line is a JSON object that says something of a letter."""
    try:
        value = _object(_first_line(text, comments=("#", "//")))
    except ValueError:
        return False
    return any(column(name) for name in value)


def read_csv(text: str, file: str) -> Iterator[Row | ReportLine]:
    """Rows of a table whose first line names the columns.

    Raises:
        SourceInvalid: a cell is larger than ``FIELD_MOST``, or quotation marks do not match.
    """
    csv.field_size_limit(FIELD_MOST)
    headings = _headings(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        next((cells for cells in rows if any(cell.strip() for cell in cells)), None)
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(headings):
                message = f"{len(cells)} cells under {len(headings)} columns; the last are left out"
                yield ReportLine("dropped", "cells-without-column", message, rows.line_num, file)
            yield row_of(dict(zip(headings, cells, strict=False)), rows.line_num, file)
    except csv.Error as error:
        raise SourceInvalid(
            f"{file}, line {rows.line_num}: {error}.", "Mend that line of the table."
        ) from error


def read_json_lines(text: str, file: str) -> Iterator[Row | ReportLine]:
    """Rows of objects, one a line; a line that is none is reported and left out."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield row_of(_object(line), number, file)
        except ValueError as error:
            yield ReportLine("dropped", "line-unreadable", f"no JSON object: {error}", number, file)


def _object(line: str) -> dict[str, object]:
    if line.count("[") + line.count("{") > DEEPEST and _depth(line) > DEEPEST:
        raise ValueError("brackets are nested too deep")
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError("an object in braces is wanted")
    return value


def _depth(line: str) -> int:
    deepest = depth = 0
    for sign in line:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest


def _headings(text: str) -> list[str]:
    try:
        return next(csv.reader([_first_line(text)], delimiter=_delimiter(text)), [])
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    """The sign that parts the most columns in the first line."""
    return max(DELIMITERS, key=_first_line(text).count)


def _first_line(text: str, comments: tuple[str, ...] = ()) -> str:
    """The first line that is neither blank nor a comment."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].rstrip("\r")
        if line.strip() and not (comments and line.lstrip().startswith(comments)):
            return line
        start = end + 1
    return ""
