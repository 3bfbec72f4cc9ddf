"""Checks a calendar or one file of it: ``python -m corpus.readers.calendar.check CALENDAR [FILE]``.

The wording is compared with the text of the edition, named by ``--edition`` or the environment variable
PEREPISKA_EDITION.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from corpus.errors import PerepiskaError
from corpus.persons.names import surname
from corpus.readers.source import Source
from corpus.readers.yaml_files import KeyPath, Value, YamlFile

from .reader import Calendar, find_errors, open_calendar
from .validation import count_words, entries
from .wording import Wording, find_borrowed, read_wording


def main(arguments: list[str] | None = None) -> int:
    """Check a calendar: print every error with its file and line; return 1 if there are any, or 0 if not.

    Args:
        arguments: the command line; by default that of the process.
    """
    parser = argparse.ArgumentParser(description="Check a calendar: format, names, lengths, wording.")
    parser.add_argument("calendar", type=Path, help="the calendar's directory")
    parser.add_argument("file", nargs="?", help="report only errors in this file, e.g. 1931.yaml")
    parser.add_argument(
        "--edition", default=os.environ.get("PEREPISKA_EDITION"), help="the text of the edition it describes"
    )
    chosen = parser.parse_args(arguments)
    try:
        errors = list(_find_all_errors(chosen.calendar, chosen.file, chosen.edition))
    except PerepiskaError as error:
        errors = str(error).splitlines()
    for message in errors:
        print(message)
    print(f"{len(errors)} errors" if errors else "no errors", file=sys.stderr)
    return 1 if errors else 0


def _find_all_errors(directory: Path, name: str | None, edition: str | None) -> Iterator[str]:
    """Yield the errors in a calendar or its file ``name``, and print a summary of each file to stderr.

    Raises:
        PerepiskaError: the calendar cannot be parsed or breaks the schema.
    """
    calendar = open_calendar(Source(directory))
    for error in find_errors(calendar):
        if not name or f"/{name}:" in error.split(" ", 1)[0]:
            yield error
    for file in calendar.files:
        if not name or file.path.name == name:
            print(_summary(file), file=sys.stderr)
    if edition:
        wording = read_wording(Path(edition).read_text(encoding="utf-8"))
        yield from wording_errors(calendar, wording, name)
    else:
        print(
            "Wording not compared: name the edition's text with --edition or PEREPISKA_EDITION.",
            file=sys.stderr,
        )


def wording_errors(calendar: Calendar, wording: Wording, name: str | None = None) -> Iterator[str]:
    """Yield an error for every run of words that a calendar or its file ``name`` shares with the edition."""
    names = list(_names(calendar))
    for file in calendar.files:
        if name and file.path.name != name:
            continue
        for key_path, text in _texts(file.value, ()):
            for borrowed in find_borrowed(text, wording, names):
                how = " (ignoring names and figures)" if borrowed.without_names else ""
                yield f"{file.location(key_path)}: wording taken from the edition{how}: {borrowed.words}"


def _texts(value: Value, key_path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield each running text below a key path, with its key path.

    Names, ids and references are not running text.
    """
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*key_path, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _texts(child, (*key_path, number))
    elif isinstance(value, str) and {"abstract", "notes", "text", "note", "roles"} & set(key_path):
        yield key_path, value


def _names(calendar: Calendar) -> Iterator[str]:
    """Yield the surnames of the calendar's persons."""
    for file in calendar.files:
        for _, person in entries(file, "persons"):
            yield surname(cast("str", person["name"]))


def _summary(file: YamlFile) -> str:
    """Return one line: the file's numbers of documents and persons, and the lengths of its abstracts."""
    lengths = [count_words(cast("str", entry["abstract"])) for _, entry in entries(file, "documents")]
    length_range = f", abstracts of {min(lengths)}–{max(lengths)} words" if lengths else ""
    persons = len(list(entries(file, "persons")))
    return f"{file.path.name}: {len(lengths)} documents, {persons} persons{length_range}"


if __name__ == "__main__":
    sys.exit(main())
