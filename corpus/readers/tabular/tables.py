"""Rows of CSV and JSON with their line numbers; what cannot be parsed is reported."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.model import ReportLine

from .columns import Columns, LetterRow
from .csv_records import DELIMITERS, Record, read_records, sample_records
from .entries import entry_heading, split_entries
from .workbooks import Worksheet

_MAX_SAMPLED_LINES = 20
MAX_JSON_DEPTH = 100
"""The deepest nesting of brackets allowed in a line of JSON."""
_SAMPLED_ROWS = 50
"""The rows of a sheet from which its form is told."""
_HEADING_ROWS = 10
"""The records at the beginning of a table among which its headings are."""
LETTER_COLUMNS = frozenset({"text", "abstract", "sender", "sender_surname", "recipient", "date", "date_year"})
_DATED_OR_ADDRESSED = frozenset({"recipient", "date", "dateline", "date_year", "date_sort", "date_from"})
"""The columns beside which no column is taken for one of entries."""
_DELIMITER_LINE = re.compile(r"\ufeff?sep=(.)\r?\n")


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a table is written: its delimiter, its headings, and the number of filled records before these."""

    delimiter: str
    headings: tuple[str, ...]
    skipped: int = 0
    is_known: bool = False
    """Whether the headings are those of letters."""
    entries: str | None = None
    """The heading of a column of entries with a recipient and a date ("A. Berg. (1). 4 March 1821")."""


def table_form(text: str, columns: Columns, delimiter: str | None = None) -> TableForm:
    """Return how a table is written, told from its first records.

    The delimiter is the one that gives the most headings of known columns, and then the most even records.

    Args:
        delimiter: the delimiter, if the profile names it.
    """
    stated = _DELIMITER_LINE.match(text)
    candidates = delimiter or (stated[1] if stated else DELIMITERS)
    forms = (_form(sample_records(text, candidate), candidate, columns) for candidate in candidates)
    return max(forms, key=lambda scored: scored[0])[1]


def worksheet_form(worksheets: Sequence[Worksheet], columns: Columns) -> tuple[int, TableForm]:
    """Return the index of the sheet that gives the most headings of known columns, and its form."""
    forms = [
        _form([cells for _, cells in worksheet.rows[:_SAMPLED_ROWS]], "", columns) for worksheet in worksheets
    ]
    best = max(range(len(forms)), key=lambda index: (forms[index][1].is_known, forms[index][0]))
    return best, forms[best][1]


def _form(
    records: Sequence[list[str]], delimiter: str, columns: Columns
) -> tuple[tuple[float, ...], TableForm]:
    """Return the form of a table with these first records, and how plausible it is: the larger, the more."""
    named = [columns.names_of(cells) for cells in records[:_HEADING_ROWS]]
    first = next((row for row, names in enumerate(named) if len(names) > 1), 0)
    headings = tuple(cell.strip("\ufeff \t\r\n") for cell in records[first]) if records else ()
    even = sum(len(cells) == len(headings) for cells in records[first:]) / max(len(records) - first, 1)
    names = named[first] if named else set()
    is_known = len(headings) > 1 and bool(LETTER_COLUMNS & names)
    score = (len(headings) > 1, len(names), even, len(headings))
    is_short_of = is_known and "sender" in names and not names & _DATED_OR_ADDRESSED
    entries = entry_heading(headings, records[first + 1 :]) if is_short_of else None
    return tuple(map(float, score)), TableForm(delimiter, headings, first, is_known, entries)


def is_letter_json_lines(text: str, columns: Columns) -> bool:
    """Return whether one of the first ``_MAX_SAMPLED_LINES`` lines is a JSON object with a known column."""
    for line in islice(text.split("\n"), _MAX_SAMPLED_LINES):
        try:
            value = _object(line)
        except ValueError:
            continue
        if any(columns.name_of(name) for name in value):
            return True
    return False


def read_csv(text: str, file: str, columns: Columns, form: TableForm) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of delimited text, as ``read_records_of_table``.

    Raises:
        SourceInvalid: a cell is longer than ``MAX_CELL_LENGTH``.
    """
    records = read_records(text, form.delimiter, len(form.headings), file)
    return read_records_of_table(records, file, columns, form)


def read_worksheet(
    worksheet: Worksheet, file: str, columns: Columns, form: TableForm
) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a sheet, as ``read_records_of_table``."""
    records = (Record(cells, number) for number, cells in worksheet.rows)
    return read_records_of_table(records, file, columns, form)


def read_records_of_table(
    records: Iterable[Record], file: str, columns: Columns, form: TableForm
) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a table, and lines on what was left out, the use of its columns last.

    Blank rows are skipped; surplus cells and the rows before the headings are left out and reported.
    """
    filled = (record for record in records if any(cell.strip() for cell in record.cells))
    columns.interpret_together(form.headings)
    heading_line = 1
    for record in islice(filled, form.skipped + 1):
        heading_line = record.line
    if form.skipped:
        message = f"{form.skipped} rows before the headings"
        yield ReportLine("dropped", "before-headings", message, 1, file)
    yield from _repeated_headings(form.headings, heading_line, file)
    parts = {f"{form.entries} ({name})": name for name in ("recipient", "date") if form.entries}
    columns.by_heading = {**parts, **columns.by_heading}
    for record in filled:
        yield from _record_faults(record, form, file)
        cells = list(zip(form.headings, record.cells, strict=False))
        if form.entries:
            cells = split_entries(cells, form.entries, list(parts))
        yield columns.make_row(cells, record.line, file)
    yield from columns.report((*form.headings, *parts), heading_line, file)


def _repeated_headings(headings: Sequence[str], line: int, file: str) -> Iterator[ReportLine]:
    """Yield a warning for each heading that occurs twice."""
    for heading, count in Counter(filter(None, headings)).items():
        if count > 1:
            message = f"{count} columns are called “{heading}”; the first with a value is used"
            yield ReportLine("warning", "column-twice", message, line, file)


def _record_faults(record: Record, form: TableForm, file: str) -> Iterator[ReportLine]:
    """Yield warnings of a faulty quotation mark and of surplus cells in a record."""
    if not record.is_sound:
        message = (
            "a quotation mark is not closed, or not doubled inside a cell; the line was split without it"
        )
        yield ReportLine("warning", "quotation-mark", message, record.line, file)
    surplus = [cell for cell in record.cells[len(form.headings) :] if cell.strip()]
    if surplus:
        message = (
            f"the row has {len(record.cells)} cells for {len(form.headings)} columns; the last were left out"
        )
        yield ReportLine("dropped", "cells-without-column", message, record.line, file)


def read_json_lines(text: str, file: str, columns: Columns) -> Iterator[LetterRow | ReportLine]:
    """Yield a row for each line with a JSON object; other non-blank lines are reported and left out.

    The use of the keys is reported last.
    """
    keys: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            cells = list(flatten(_object(line)))
        except ValueError as error:
            yield ReportLine(
                "dropped", "line-unreadable", f"the line is not a JSON object: {error}", number, file
            )
            continue
        _note_keys(cells, keys, columns)
        yield columns.make_row(cells, number, file)
    yield from columns.report(keys, 0, file)


def read_json(objects: Iterable[object], file: str, columns: Columns) -> Iterator[LetterRow | ReportLine]:
    """Yield a row for each object of a JSON list; report other entries, and the use of the keys last."""
    keys: dict[str, None] = {}
    for number, value in enumerate(objects, 1):
        if not isinstance(value, dict):
            message = f"the entry {number} of the list is not an object"
            yield ReportLine("dropped", "line-unreadable", message, 0, file)
            continue
        cells = list(flatten(value))
        _note_keys(cells, keys, columns)
        yield columns.make_row(cells, number, file)
    yield from columns.report(keys, 0, file)


def _note_keys(cells: Iterable[tuple[str, object]], keys: dict[str, None], columns: Columns) -> None:
    """Add the keys of an object; if new ones may change what others mean, interpret all together."""
    added = [key for key, _ in cells if key not in keys]
    keys |= dict.fromkeys(added)
    if any(map(columns.is_interpreted_together, added)):
        columns.interpret_together(keys)


def json_objects(text: str, columns: Columns) -> tuple[list[object], list[str]]:
    """Return the list of letters in a JSON file: the file itself, or the list in its object that is one.

    Of several lists, it is the one whose first object has the most columns of letters.

    Returns:
        Its objects, and the keys of other lists of objects; ([], []) if there is none, or the file is not
        valid JSON.
    """
    value = load_json(text)
    entries = value if isinstance(value, dict) else {"": value}
    lists = {key: entry for key, entry in entries.items() if isinstance(entry, list)}
    named = {key: _letter_columns(entry, columns) for key, entry in lists.items()}
    best = max(named, key=lambda key: len(named[key]), default="")
    if not named.get(best):
        return [], []
    others = [key for key, entry in lists.items() if key != best and entry and isinstance(entry[0], dict)]
    return lists[best], others


def _letter_columns(objects: Sequence[object], columns: Columns) -> set[str]:
    """Return the columns of letters that the first object of a list has."""
    first = next((entry for entry in objects if isinstance(entry, dict)), {})
    return columns.names_of([key for key, _ in flatten(first)]) & LETTER_COLUMNS


def flatten(value: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield the values of a JSON object by key; those of an object inside it as "sender name".

    ``fields`` and ``properties`` add nothing to a key (Airtable, GeoJSON). Objects in a list become a list
    for each of their keys.
    """
    for key, entry in value.items():
        name = f"{prefix} {key}".strip()
        if isinstance(entry, dict):
            yield from flatten(entry, "" if key in ("fields", "properties") else name)
        elif isinstance(entry, list) and entry and all(isinstance(item, dict) for item in entry):
            for inner in dict.fromkeys(inner for item in entry for inner in item):
                yield f"{name} {inner}", [item.get(inner, "") for item in entry]
        else:
            yield name, entry


def _object(line: str) -> dict[str, object]:
    """Parse a line as a JSON object.

    Raises:
        ValueError: it is not valid JSON, not an object, or nested deeper than ``MAX_JSON_DEPTH``.
    """
    value = _parse_json(line)
    if not isinstance(value, dict):
        raise ValueError("expected an object in braces")
    return value


def load_json(text: str) -> object:
    """Return the value of a JSON file; None if it is not valid, or nested too deeply."""
    try:
        return _parse_json(text)
    except ValueError:
        return None


def _parse_json(text: str) -> object:
    """Parse JSON; numbers that are not whole stay as they are written.

    Raises:
        ValueError: it is not valid JSON, or nested deeper than ``MAX_JSON_DEPTH``.
    """
    check_depth(text)
    return json.loads(text, parse_float=str, parse_constant=str)


def check_depth(text: str) -> None:
    """Check how deep the brackets in a text are nested, counting those in strings.

    Raises:
        ValueError: they are nested deeper than ``MAX_JSON_DEPTH``.
    """
    if text.count("[") + text.count("{") > MAX_JSON_DEPTH and _bracket_depth(text) > MAX_JSON_DEPTH:
        raise ValueError("brackets are nested too deep")


def _bracket_depth(text: str) -> int:
    """Return how deep the brackets in a text are nested, counting those in strings."""
    deepest = depth = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest
