"""The tabular reader: recognises and reads tables, JSON Lines and directories of text files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import yaml

from corpus.errors import ProfileError, SourceEmpty, SourceInvalid, SourceUnrecognised
from corpus.model import Edition, ReportLine
from corpus.readers.source import Source
from corpus.readers.word_account import account_for_words
from corpus.slugs import slug

from .columns import Columns, LetterRow
from .edition import KINDS, assemble_edition
from .tables import (
    TableForm,
    is_letter_json_lines,
    json_objects,
    read_csv,
    read_json,
    read_json_lines,
    read_worksheet,
    table_form,
    worksheet_form,
)
from .text_files import TEXT_SUFFIXES, has_front_matter, is_letter_file, load_yaml, read_text_file
from .workbooks import WORKBOOK_SUFFIX, Worksheet, read_worksheets

TABLE_SUFFIXES = (".csv", ".tsv", ".tab")
JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_TABULAR_TEXT_SUFFIX = ".txt"
_MAX_SAMPLED_FILES = 20
_PROGRESS_STEP = 1_000


def recognises(source: Source) -> bool:
    """Return whether the source is a table or JSON of letters, or texts with front matter.

    The texts are a directory's; only the first ``_MAX_SAMPLED_FILES`` of them are examined. A file with the
    suffix of a table is one, whatever its headings.

    Raises:
        SourceError: the source is a single file that cannot be read.
    """
    if source.is_directory:
        first = islice(filter(is_letter_file, source.files), _MAX_SAMPLED_FILES)
        return any(has_front_matter(source.read_beginning(path)) for path in first)
    if source.suffix in (*TABLE_SUFFIXES, WORKBOOK_SUFFIX):
        return True
    beginning = source.read_beginning(source.path)
    if source.suffix in JSON_LINES_SUFFIXES:
        return is_letter_json_lines(beginning, _columns(source))
    if source.suffix == ".json":
        return bool(json_objects(source.read_text(source.path), _columns(source))[0])
    if source.suffix != _TABULAR_TEXT_SUFFIX:
        return False
    form = table_form(beginning, _columns(source), source.settings.delimiter)
    return form.is_known and form.delimiter != "," and len(form.headings) > 2


def read(source: Source, progress: Callable[[str], None]) -> Edition:
    """Read the letters of a source as an edition; files of a directory that cannot be read are reported.

    Raises:
        SourceError: the source is too large, not text, or not a valid table, or its about.yaml is invalid.
        ProfileError: the profile names a column that does not exist.
    """
    rows = list(_read_folder(source, progress) if source.is_directory else _read_file(source, progress))
    name = source.settings.id or slug(source.name) or "edition"
    others = _other_entries(rows)
    edition = assemble_edition(name, _metadata(source), [*_without(rows, others), *_report_others(others)])
    return account_for_words(edition, _words(rows), {"entries that are no letters": _words(others)})


def _other_entries(rows: Sequence[LetterRow | ReportLine]) -> list[LetterRow]:
    """Return the entries that are no letters: of a kind that is none, without correspondents, beside letters.

    A site of letters has pages of persons and places in the same form.
    """
    entries = [row for row in rows if isinstance(row, LetterRow)]
    if not any(row.value("kind").lower() == "letter" for row in entries):
        return []
    of_units = {"", "letter", *KINDS}
    return [
        row
        for row in entries
        if row.value("kind").lower() not in of_units and not (row.values.keys() & {"sender", "recipient"})
    ]


def _without(
    rows: Sequence[LetterRow | ReportLine], left: Sequence[LetterRow]
) -> list[LetterRow | ReportLine]:
    """Return the rows that are not among others."""
    ids = set(map(id, left))
    return [row for row in rows if id(row) not in ids]


def _report_others(entries: Sequence[LetterRow]) -> Iterator[ReportLine]:
    """Yield a line for each kind of entry that is no letter, with their number and the first."""
    for kind in dict.fromkeys(row.value("kind") for row in entries):
        of_kind = [row for row in entries if row.value("kind") == kind]
        message = f"entries of the kind “{kind}”, which are no letters: {len(of_kind)}"
        yield ReportLine("dropped", "entry-not-letter", message, of_kind[0].line, of_kind[0].file)


def _words(rows: Sequence[LetterRow | ReportLine]) -> list[str]:
    """Return the texts, notes and abstracts of rows."""
    letters = (row for row in rows if isinstance(row, LetterRow))
    return [row.value(name) for row in letters for name in ("text", "notes", "abstract")]


def table_columns(source: Source) -> set[str] | None:
    """Return the columns of a table, None for a file of another form.

    Raises:
        SourceError: the file cannot be read.
    """
    columns = _columns(source)
    if source.suffix == WORKBOOK_SUFFIX:
        return columns.names_of(_worksheets(source, columns)[2].headings)
    if source.suffix not in TABLE_SUFFIXES:
        return None
    form = table_form(source.read_beginning(source.path), columns, source.settings.delimiter)
    return columns.names_of(form.headings)


def _worksheets(source: Source, columns: Columns) -> tuple[Worksheet, list[Worksheet], TableForm]:
    """Return the sheet of a workbook that has letters, its other sheets, and the form of the first.

    Raises:
        SourceError: it cannot be read, or has no cells.
    """
    worksheets = [
        worksheet
        for worksheet in read_worksheets(source.read_bytes(source.path), source.max_bytes)
        if worksheet.rows
    ]
    if not worksheets:
        raise SourceEmpty(f"{source.path} has no cells.", "Give the path of an edition's source file.")
    best, form = worksheet_form(worksheets, columns)
    return worksheets[best], [*worksheets[:best], *worksheets[best + 1 :]], form


def _columns(source: Source) -> Columns:
    """Return the columns of a source, as its profile corrects them."""
    return Columns.from_profile(source.settings.columns)


def _read_file(source: Source, progress: Callable[[str], None]) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a table or JSON file, among them lines for the report.

    Raises:
        SourceUnrecognised: no column of the table is one of letters.
        ProfileError: the profile names a heading that the table lacks.
    """
    progress(f"reading rows of {source.path}")
    columns, file = _columns(source), source.relative_name(source.path)
    if source.suffix == ".json":
        objects, others = json_objects(source.read_text(source.path), columns)
        for key in others:
            message = f"the list “{key}” has no letters and is not read"
            yield ReportLine("dropped", "list-unread", message, 0, file)
        yield from read_json(objects, file, columns)
        return
    if source.suffix == WORKBOOK_SUFFIX:
        yield from _read_workbook(source, columns)
        return
    text = source.read_text(source.path)
    if source.suffix in JSON_LINES_SUFFIXES:
        yield from read_json_lines(text, file, columns)
        return
    form = table_form(text, columns, source.settings.delimiter)
    _check_headings(source, columns, form)
    yield from read_csv(text, file, columns, form)


def _read_workbook(source: Source, columns: Columns) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a workbook's sheet of letters, and report its other sheets.

    Raises:
        SourceError: it cannot be read, or no column is one of letters.
        ProfileError: the profile names a heading that the sheet lacks.
    """
    letters, others, form = _worksheets(source, columns)
    _check_headings(source, columns, form)
    for worksheet in others:
        message = f"the sheet “{worksheet.name}” is not read (rows: {len(worksheet.rows)})"
        yield ReportLine("dropped", "sheet-unread", message, 0, source.path.name)
    yield from read_worksheet(letters, source.path.name, columns, form)


def _check_headings(source: Source, columns: Columns, form: TableForm) -> None:
    """Check that a table has the headings that the profile names, and columns of letters.

    Raises:
        SourceUnrecognised: no column of the table is one of letters.
        ProfileError: the profile names a heading that the table lacks.
    """
    missing = [heading for heading in columns.by_heading if heading not in form.headings]
    listed = ", ".join(f"“{heading}”" for heading in form.headings)
    if missing:
        message = f"{source.profile_path}: {source.path.name} has no column “{missing[0]}”."
        raise ProfileError(message, f"Its columns are {listed}.")
    if not form.is_known:
        message = f"No column of {source.path} is known as a sender, recipient, date or text: {listed}."
        hint = f"Name them in {source.profile_path.name}: [columns] sender = “…”; see docs/rows.md."
        raise SourceUnrecognised(message, hint)


def _read_folder(source: Source, progress: Callable[[str], None]) -> Iterator[LetterRow | ReportLine]:
    """Yield the rows of a directory's text files, and report lines; unreadable files are reported."""
    paths = [path for path in source.list_files(*TEXT_SUFFIXES) if is_letter_file(path)]
    columns = _columns(source)
    progress(f"reading {len(paths)} files of {source.path}")
    for number, path in enumerate(paths):
        if number and number % _PROGRESS_STEP == 0:
            progress(f"read {number:,} of {len(paths):,} files")
        rows: list[LetterRow | ReportLine] = []
        with source.skip_unreadable(path):
            rows = list(read_text_file(source.read_text(path), source.relative_name(path), columns))
        yield from rows
    yield from columns.report_dropped((*columns.unused, *columns.second))


def _metadata(source: Source) -> Mapping[str, str]:
    """Return the edition's metadata from ``about.yaml`` in the directory or ``NAME.about.yaml`` by the file.

    Lists are joined by "; ", and anything else that is not text becomes "". The profile goes before it.

    Raises:
        SourceInvalid: the file is not valid YAML or not a mapping.
        SourceError: the file cannot be read.
    """
    stated = source.settings.metadata
    path = source.path / "about.yaml" if source.is_directory else source.path.with_suffix(".about.yaml")
    if not source.has_metadata_file(path):
        return stated
    try:
        value = load_yaml(source.read_text(path))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.", "See docs/rows.md for an example.") from error
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path} is not a mapping of keys to values.", "See docs/rows.md for an example.")
    lists = {str(name): entry if isinstance(entry, list) else [entry] for name, entry in value.items()}
    return {
        name: "; ".join(item for item in items if isinstance(item, str)) for name, items in lists.items()
    } | stated
