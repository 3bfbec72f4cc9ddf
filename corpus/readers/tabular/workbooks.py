"""Sheets of Excel workbooks (``.xlsx``, Office Open XML, ECMA-376): the texts of their cells, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from corpus.errors import SourceInvalid, SourceTooLarge

if TYPE_CHECKING:
    from corpus.readers.tei.xml_tree import XmlElement

WORKBOOK_SUFFIX: Final = ".xlsx"
_NAMESPACE: Final = re.compile(r"\{[^}]*\}")
_COLUMN: Final = re.compile(r"[A-Z]+")
_MOST_COLUMNS: Final = 16_384
"""The columns of a sheet, by the specification."""
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""The numbers of the built-in formats of dates and times (ECMA-376, part 1, 18.8.30)."""
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE_CODE: Final = re.compile(r"[yd]", re.IGNORECASE)
_EPOCHS: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}
_FIRST_OF_MARCH_1900: Final = 61
"""The number of the first day that is counted correctly."""
_HINT: Final = "Save it again as an Excel workbook (.xlsx), or as CSV UTF-8."


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A sheet: its name, and its rows that are not empty, each with its number (from 1) and its cells."""

    name: str
    rows: Sequence[tuple[int, list[str]]]


def read_worksheets(content: bytes, max_bytes: int) -> list[Worksheet]:
    """Return the sheets of a workbook, in order.

    Dates are in the form of ISO 8601, other numbers as they are stored.

    Raises:
        SourceInvalid: it is not a workbook, or protected by a password.
        SourceTooLarge: it has more than ``max_bytes`` bytes when it is unpacked.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return list(_Workbook(archive, max_bytes).worksheets())
    except (BadZipFile, KeyError, ValueError, OverflowError, NotImplementedError, RuntimeError) as error:
        raise SourceInvalid(f"The workbook cannot be read: {error}.", _HINT) from error
    except ExpatError as error:
        raise SourceInvalid(f"The workbook has a part that is not XML: {error}.", _HINT) from error


class _Workbook:
    """The parts of a workbook, of which at most ``max_bytes`` bytes in all are unpacked."""

    def __init__(self, archive: ZipFile, max_bytes: int) -> None:
        self._archive = archive
        self._left = max_bytes

    def worksheets(self) -> Iterator[Worksheet]:
        """Yield the sheets."""
        book = self._parse("xl/workbook.xml")
        links = self._parse("xl/_rels/workbook.xml.rels").child_elements
        targets = {link.get("Id"): link.get("Target") or "" for link in links}
        names = set(self._archive.namelist())
        strings = (
            self._parse("xl/sharedStrings.xml").child_elements if "xl/sharedStrings.xml" in names else []
        )
        styles = _date_styles(self._parse("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
        epoch = _EPOCHS[any(part.get("date1904") in ("1", "true") for part in book.find_all("workbookPr"))]
        cells = _Cells([_text(entry) for entry in strings], styles, epoch)
        for worksheet in book.find_all("sheet"):
            target = targets.get(worksheet.get("id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in names:
                yield Worksheet(worksheet.get("name") or "", list(_rows(self._parse(path), cells)))

    def _parse(self, name: str) -> XmlElement:
        """Parse a part.

        Raises:
            KeyError: there is no such part.
            ValueError: it has entities that are not allowed.
            ExpatError: it is not XML.
            SourceTooLarge: it is larger than what is left of ``max_bytes``.
        """
        from corpus.readers.tei.xml_tree import parse_xml  # the reader of TEI imports this package

        with self._archive.open(name) as part:
            content = part.read(self._left + 1)
        self._left -= len(content)
        if self._left < 0:
            hint = "If this really is an edition, raise the setting PEREPISKA_SOURCE_MAX_BYTES."
            raise SourceTooLarge("The workbook is too large when it is unpacked.", hint)
        root = parse_xml(content.decode("utf-8-sig"))
        for element in root.walk():
            element.tag = _NAMESPACE.sub("", element.tag)
        return root


@dataclass(frozen=True, slots=True)
class _Cells:
    """What the cells of a workbook refer to: its strings, its styles of dates, and the day 0 of its dates."""

    strings: Sequence[str]
    date_styles: frozenset[int]
    epoch: datetime

    def text_of(self, cell: XmlElement) -> str:
        """Return the text of a cell.

        Raises:
            ValueError: it refers to a string by something other than a number.
        """
        kind, value = cell.get("t"), cell.find("v")
        if kind == "inlineStr":
            return _text(cell)
        stored = value.text if value else ""
        if kind == "s" and stored:
            position = int(stored)
            return self.strings[position] if 0 <= position < len(self.strings) else ""
        if kind in (None, "n") and stored and int(cell.get("s") or 0) in self.date_styles:
            return _date(float(stored), self.epoch)
        return stored.removesuffix(".0") if kind in (None, "n") else stored


def _rows(worksheet: XmlElement, cells: _Cells) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row of a sheet that has any."""
    for position, row in enumerate(worksheet.find_all("row"), 1):
        values: list[str] = []
        for cell in row.child_elements:
            column = _column(cell.get("r") or "", len(values))
            values += [""] * (column - len(values))
            values.append(cells.text_of(cell))
        if any(value.strip() for value in values):
            yield int(row.get("r") or position), values


def _column(reference: str, following: int) -> int:
    """Return the index of a cell's column ("C7" is 2), ``following`` if it states none."""
    letters = _COLUMN.match(reference)
    index = 0
    for letter in letters[0] if letters else "":
        index = min(26 * index + ord(letter) - 64, _MOST_COLUMNS)
    return max(index - 1, following) if letters else following


def _text(element: XmlElement) -> str:
    """Return the text of a string, which may be in runs, without phonetic hints."""
    runs = (part for part in element.child_elements if part.tag != "rPh")
    return "".join("".join(piece.texts()) for run in runs for piece in run.walk() if piece.tag == "t")


def _date_styles(styles: XmlElement) -> frozenset[int]:
    """Return the styles that show a number as a date."""
    codes = {part.get("numFmtId"): part.get("formatCode") or "" for part in styles.find_all("numFmt")}
    dated = {id for id, code in codes.items() if _DATE_CODE.search(_LITERAL.sub("", code))}
    dated |= {str(number) for number in _BUILT_IN_DATES}
    formats = next((part.child_elements for part in styles.find_all("cellXfs")), [])
    return frozenset(i for i, style in enumerate(formats) if style.get("numFmtId") in dated)


def _date(days: float, epoch: datetime) -> str:
    """Return a date that is stored as days since an epoch; a time of day is left out.

    Days before March 1900 are counted from a day later, as Excel has a 29 February 1900.
    """
    early = epoch.year < 1900 and days < _FIRST_OF_MARCH_1900 - 1
    return (epoch + timedelta(days=int(days) + early)).date().isoformat()
