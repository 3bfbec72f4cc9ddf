"""Check a calendar or one file of it: ``python -m corpus.readers.calendar.check CALENDAR [FILE]``.

The wording is compared with the book named by ``--edition`` or the environment variable PEREPISKA_EDITION.
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

from .nodes import Place, Sheet, Value
from .reader import Calendar, find_faults, open_calendar
from .validation import count_words, entries
from .wording import Wording, find_borrowed, read_wording


def main(arguments: list[str] | None = None) -> int:
    """Print every fault with its line; 1 if there are any."""
    parser = argparse.ArgumentParser(description="Check a calendar: form, names, lengths, wording.")
    parser.add_argument("calendar", type=Path, help="the calendar's folder")
    parser.add_argument("file", nargs="?", help="only this file's faults, e.g. 1931.yaml")
    parser.add_argument(
        "--edition", default=os.environ.get("PEREPISKA_EDITION"), help="the book it describes"
    )
    chosen = parser.parse_args(arguments)
    try:
        faults = list(_faults(chosen.calendar, chosen.file, chosen.edition))
    except PerepiskaError as error:
        faults = str(error).splitlines()
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults" if faults else "no faults", file=sys.stderr)
    return 1 if faults else 0


def _faults(folder: Path, file: str | None, edition: str | None) -> Iterator[str]:
    calendar = open_calendar(Source(folder))
    for fault in find_faults(calendar):
        if not file or f"/{file}:" in fault.split(" ", 1)[0]:
            yield fault
    for sheet in calendar.sheets:
        if not file or sheet.path.name == file:
            print(_summary(sheet), file=sys.stderr)
    if edition:
        wording = read_wording(Path(edition).read_text(encoding="utf-8"))
        yield from wording_faults(calendar, wording, file)
    else:
        print(
            "The wording was not compared: name the book with --edition or PEREPISKA_EDITION.",
            file=sys.stderr,
        )


def wording_faults(calendar: Calendar, wording: Wording, file: str | None = None) -> Iterator[str]:
    """Every run of words a calendar has in common with the edition, with file and line."""
    names = list(_names(calendar))
    for sheet in calendar.sheets:
        if file and sheet.path.name != file:
            continue
        for place, text in _texts(sheet.value, ()):
            for borrowed in find_borrowed(text, wording, names):
                how = " (names and figures taken out)" if borrowed.without_names else ""
                yield f"{sheet.where(place)}: the edition's own words{how}: {borrowed.words}"


def _texts(value: Value, place: Place) -> Iterator[tuple[Place, str]]:
    """Every running text below a place; names, ids and references are not running text."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _texts(child, (*place, key))
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _texts(child, (*place, number))
    elif isinstance(value, str) and {"abstract", "notes", "text", "note", "roles"} & set(place):
        yield place, value


def _names(calendar: Calendar) -> Iterator[str]:
    for sheet in calendar.sheets:
        for _, person in entries(sheet, "persons"):
            yield surname(cast("str", person["name"]))


def _summary(sheet: Sheet) -> str:
    lengths = [count_words(cast("str", entry["abstract"])) for _, entry in entries(sheet, "documents")]
    range_ = f", abstracts of {min(lengths)}–{max(lengths)} words" if lengths else ""
    persons = len(list(entries(sheet, "persons")))
    return f"{sheet.path.name}: {len(lengths)} documents, {persons} persons{range_}"


if __name__ == "__main__":
    sys.exit(main())
