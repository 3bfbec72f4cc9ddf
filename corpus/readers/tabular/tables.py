"""Rows of CSV and JSON Lines with their line numbers; lines that cannot be parsed are reported."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO

from corpus.errors import SourceInvalid
from corpus.model import ReportLine

from .columns import LetterRow, canonical_column, make_row

MAX_CELL_LENGTH = 10_000_000
"""The most characters that a cell may have."""
DELIMITERS = ",;\t|"
MAX_JSON_DEPTH = 100
"""The deepest nesting of brackets allowed in a line of JSON."""


def is_letter_csv(text: str) -> bool:
    """Return whether the first line has several headings, among them that of a text, sender or date."""
    headings = _headings(text)
    columns = {canonical_column(heading) for heading in headings}
    return len(headings) > 1 and bool({"text", "sender", "date"} & columns)


def is_letter_json_lines(text: str) -> bool:
    """Return whether the first line, blank lines and comments aside, is a JSON object with a known column."""
    try:
        value = _object(_first_line(text, comments=("#", "//")))
    except ValueError:
        return False
    return any(canonical_column(name) for name in value)


def read_csv(text: str, file: str) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a table whose first non-blank line has the headings.

    Blank rows are skipped; surplus cells are left out and reported in a line before the row.

    Raises:
        SourceInvalid: a cell is longer than ``MAX_CELL_LENGTH``, as after an unmatched quotation mark.
    """
    headings = _headings(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        next((cells for cells in rows if any(cell.strip() for cell in cells)), None)
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(headings):
                message = (
                    f"the row has {len(cells)} cells for {len(headings)} columns; the last were left out"
                )
                yield ReportLine("dropped", "cells-without-column", message, rows.line_num, file)
            yield make_row(dict(zip(headings, cells, strict=False)), rows.line_num, file)
    except csv.Error as error:
        raise SourceInvalid(
            f"{file}, line {rows.line_num}: {error}.", "Correct that line of the table."
        ) from error


def read_json_lines(text: str, file: str) -> Iterator[LetterRow | ReportLine]:
    """Yield a row for each line with a JSON object; other non-blank lines are reported and left out."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield make_row(_object(line), number, file)
        except ValueError as error:
            yield ReportLine(
                "dropped", "line-unreadable", f"the line is not a JSON object: {error}", number, file
            )


def _object(line: str) -> dict[str, object]:
    """Parse a line as a JSON object.

    Raises:
        ValueError: it is not valid JSON, not an object, or nested deeper than ``MAX_JSON_DEPTH``.
    """
    if line.count("[") + line.count("{") > MAX_JSON_DEPTH and _depth(line) > MAX_JSON_DEPTH:
        raise ValueError("brackets are nested too deep")
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError("expected an object in braces")
    return value


def _depth(line: str) -> int:
    """Return how deep the brackets in a line are nested, counting those in strings."""
    deepest = depth = 0
    for char in line:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest


def _headings(text: str) -> list[str]:
    """Return the cells of the first non-blank line; empty if there is none or it is not valid CSV."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    try:
        return next(csv.reader([_first_line(text)], delimiter=_delimiter(text)), [])
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    """Return the delimiter that occurs most often in the first non-blank line, preferably a comma."""
    return max(DELIMITERS, key=_first_line(text).count)


def _first_line(text: str, comments: tuple[str, ...] = ()) -> str:
    """Return the first line that is neither blank nor a comment; "" if there is none.

    Args:
        comments: the signs that begin a comment.
    """
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].rstrip("\r")
        if line.strip() and not (comments and line.lstrip().startswith(comments)):
            return line
        start = end + 1
    return ""
