"""Records of delimited text with their lines; a quotation mark that is never closed costs one line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from corpus.errors import SourceInvalid

MAX_CELL_LENGTH: Final = 10_000_000
"""The most characters that a cell may have."""
DELIMITERS: Final = ",;\t|"
_SAMPLED_RECORDS: Final = 50
_SAMPLED_CHARS: Final = 200_000
_END: Final = "\ue000"
"""A line that is added at the end: inside a cell, it shows that the cell's quotation mark is not closed."""
_DIGITS: Final = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of a record, its first line (from 1), and whether its quotation marks are sound."""

    cells: list[str]
    line: int
    is_sound: bool = True


def sample_records(text: str, delimiter: str) -> list[list[str]]:
    """Return the first records of a text that are not blank, split by a delimiter; none if faulty."""
    csv.field_size_limit(MAX_CELL_LENGTH)
    sample = text[:_SAMPLED_CHARS]
    records = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    try:
        filled = [cells for cells in islice(records, _SAMPLED_RECORDS) if any(map(str.strip, cells))]
    except csv.Error:
        return []
    return filled if len(sample) == len(text) or len(filled) < 2 else filled[:-1]


def read_records(text: str, delimiter: str, width: int, file: str) -> Iterator[Record]:
    """Yield the records of a text; a quotation mark that is faulty or never closed is repaired.

    Args:
        width: the number of cells in a record, which decides how a line with a faulty mark is split.
        file: the name of the file, for errors.

    Raises:
        SourceInvalid: a cell is longer than ``MAX_CELL_LENGTH``.
    """
    csv.field_size_limit(MAX_CELL_LENGTH)
    lines = [*StringIO(text if text.endswith("\n") else f"{text}\n", newline=""), _END]
    table = _Lines(lines, delimiter, width, file)
    start = 0
    while start < len(lines) - 1:
        yield from table.sound_records(start)
        start = table.position
        if start < len(lines) - 1:
            yield table.repaired_record(start)
            start = table.position


@dataclass(slots=True)
class _Lines:
    """The physical lines of a table, the last being ``_END``; ``position`` is the next one to be read."""

    lines: Sequence[str]
    delimiter: str
    width: int
    file: str
    position: int = 0

    def sound_records(self, start: int) -> Iterator[Record]:
        """Yield records up to the first whose quotation marks are faulty, where ``position`` stops."""
        self.position = start
        records = csv.reader(self._lines_from(start), delimiter=self.delimiter, strict=True)
        try:
            for cells in records:
                end = start + records.line_num
                if end == len(self.lines) or self._swallows_record(self.position, end, cells):
                    self.position = end if end == self.position + 1 else self.position
                    return
                yield Record(cells, self.position + 1)
                self.position = end
        except csv.Error:
            return

    def repaired_record(self, start: int) -> Record:
        """Return the record that begins at a line with a faulty quotation mark.

        It is the whole record if this has the right number of cells with marks inside a cell taken as text,
        otherwise the line alone.

        Raises:
            SourceInvalid: a cell of the line is too long.
        """
        try:
            records = csv.reader(self._lines_from(start), delimiter=self.delimiter)
            cells = next(records)
            end = start + records.line_num
            is_whole = len(cells) == self.width and end < len(self.lines)
        except csv.Error:
            cells, end, is_whole = [], start, False
        if not is_whole or self._swallows_record(start, end, cells):
            cells, end = self._split_line(self.lines[start], start), start + 1
        self.position = end
        return Record(cells, start + 1, is_sound=False)

    def _lines_from(self, start: int) -> Iterator[str]:
        """Return the lines from an index on."""
        return (self.lines[position] for position in range(start, len(self.lines)))

    def _split_line(self, line: str, position: int) -> list[str]:
        """Return the cells of one line; without quotation marks if these make too many or too few cells."""
        try:
            cells = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error as error:
            raise SourceInvalid(
                f"{self.file}, line {position + 1}: {error}.", "Correct that line of the table."
            ) from error
        if len(cells) == self.width:
            return [cell.rstrip("\r\n") for cell in cells]
        return [cell.strip('"') for cell in line.rstrip("\r\n").split(self.delimiter)]

    def _swallows_record(self, start: int, end: int, cells: Sequence[str]) -> bool:
        """Return whether a record of several lines has one in a cell that is evidently another record.

        Such a line has as many cells, and its first cell has the shape of the record's: "L12" and "L7".
        """
        shape = _DIGITS.sub("0", cells[0].strip()) if cells else ""
        if end - start < 2 or self.width < 3 or "0" not in shape:
            return False
        inside = (self.lines[position] for position in range(start + 1, min(end, len(self.lines))))
        return any(
            _DIGITS.sub("0", line.partition(self.delimiter)[0].strip(' "')) == shape
            and line.count(self.delimiter) >= self.width - 1
            for line in inside
        )
