"""The values of a letter by column, and the account of which headings they came from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from corpus.errors import ProfileError
from corpus.model import ReportLine
from corpus.persons.authorities import AUTHORITIES
from corpus.text.placeholders import states_absence

from .headings import (
    ALIASES,
    PART_COLUMNS,
    alias_rank,
    authority_of,
    canonical_column,
    heading_words,
    language_of,
    paired_columns,
)
from .html_markup import unescape_entities

Values: TypeAlias = Mapping[str, "str | tuple[str, ...]"]
"""The values of a row by column; a tuple if the source has a list."""
Cells: TypeAlias = Iterable[tuple[str, object]]
"""The cells of a row, each with its heading; a heading can occur twice."""

_SCALARS: Final = (str, int, float, type(None))
_SEPARATOR: Final = re.compile(r"\s*[;|\n]\s*")
_QUOTED: Final = r"(?:'([^']*)'|\"([^\"]*)\")"
_LIST: Final = re.compile(rf"\[\s*{_QUOTED}(?:\s*,\s*{_QUOTED})*\s*\]")
"""Matches a list as programs write it into a cell: ``['English', 'Latin']``."""
_ITEM: Final = re.compile(_QUOTED)
_MARKED_UP: Final = ("text", "notes", "abstract")
"""Columns whose cells may have HTML, which is converted later."""
_BARE_ID: Final = re.compile(r"[0-9A-Za-z-]+")
_CREATED: Final = ("created",)
_CHANGED: Final = {("modified",), ("updated",), ("changed",), ("lastmod",), ("last", "modified")}
_PAIRED: Final = {("source",), ("target",), _CREATED, *_CHANGED}
"""The words of headings that mean something only beside others, or change what these mean."""
_NAMED_COLUMNS: Final = ("sender", "recipient", "place", "destination")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """The values of one letter, and the file and line (from 1) they come from."""

    values: Values
    line: int
    file: str

    def value(self, name: str) -> str:
        """Return the value of a column as one text, a list's items joined by blank lines; "" if missing."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else "\n\n".join(value)

    def values_of(self, name: str) -> tuple[str, ...]:
        """Return the values of a column that can have several: the source's list, or text split at ; | ⏎."""
        value = self.values.get(name, "")
        if isinstance(value, str) and _LIST.fullmatch(value):
            value = tuple(first or second for first, second in _ITEM.findall(value))
        parts = _SEPARATOR.split(value) if isinstance(value, str) else value
        return tuple(part.strip() for part in parts if part.strip())


@dataclass(slots=True)
class Columns:
    """The headings of a source: the column that each means, and how many of its cells were used.

    ``by_heading`` maps headings to columns where the profile says so; a heading that it maps to "" is not
    used.
    """

    by_heading: Mapping[str, str] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)
    unused: Counter[str] = field(default_factory=Counter)
    """Headings with the cells that have a value and were left out."""
    second: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Headings → the headings whose values in the same column went before, with the number of rows."""
    placeholders: Counter[tuple[str, str]] = field(default_factory=Counter)
    """The columns and cells that state that there is no value ("n.d.")."""

    @classmethod
    def from_profile(cls, columns: Mapping[str, str | tuple[str, ...]]) -> Columns:
        """Return the columns of a source whose profile maps columns to headings.

        Raises:
            ProfileError: there is no such column.
        """
        for name in columns:
            if name not in ALIASES and name not in PART_COLUMNS and name != "ignore":
                known = ", ".join((*ALIASES, *PART_COLUMNS))
                raise ProfileError(f"There is no column “{name}”.", f"The columns are {known}, and ignore.")
        return cls(
            {
                heading: "" if name == "ignore" else name
                for name, headings in columns.items()
                for heading in ((headings,) if isinstance(headings, str) else headings)
            }
        )

    def name_of(self, heading: str) -> str | None:
        """Return the column of a heading, None if it is unknown, "" if the profile leaves it out."""
        known = self.by_heading.get(heading)
        return canonical_column(heading) if known is None else known

    def names_of(self, headings: Sequence[str]) -> set[str]:
        """Return the columns that headings mean together."""
        pairs = self._pairs(headings)
        return set(filter(None, (pairs.get(heading, self.name_of(heading)) for heading in headings)))

    def interpret_together(self, headings: Iterable[str]) -> None:
        """Interpret headings whose meaning depends on others of the same table.

        "source" is where a letter was sent if another heading is its destination, and from whom in a table of
        a network, whose other end is "target". "fplace" and "tplace" are both ends of a letter. "created"
        beside "modified" is the day of the record. Profiles, and other headings for the same column, count
        more.
        """
        self.by_heading = {**self._pairs(headings), **self.by_heading}

    def is_interpreted_together(self, heading: str) -> bool:
        """Return whether this heading, known or one of a pair, may change what others mean."""
        words = heading_words(heading)
        is_end = len(words) == 1 and words[0].startswith(("f", "t"))
        return is_end or words in _PAIRED or self.name_of(heading) is not None

    def _pairs(self, headings: Iterable[str]) -> dict[str, str]:
        """Return the columns of headings that mean them only beside others."""
        names = {heading: self.name_of(heading) for heading in headings}
        by_word = {heading_words(heading): heading for heading in names}
        source, target = by_word.get(("source",)), by_word.get(("target",))
        pairs = {}
        if source and target:
            pairs = {source: "sender", target: "recipient"}
        elif source and "destination" in names.values():
            pairs = {source: "place"}
        taken = set(names.values())
        pairs = {} if taken & set(pairs.values()) else pairs
        pairs |= {heading: name for heading, name in paired_columns(names).items() if name not in taken}
        if _CREATED in by_word and _CHANGED & by_word.keys():
            pairs[by_word[_CREATED]] = ""
        return pairs

    def make_row(self, cells: Cells, line: int, file: str) -> LetterRow:
        """Return the row of a letter's cells; empty cells and placeholders are left out.

        If several headings stand for the same column, the one that means it best counts, the first of equals.
        """
        found: dict[str, tuple[int, str, str | tuple[str, ...]]] = {}
        for heading, cell in cells:
            name, value = self.name_of(heading), _normalise(cell)
            if value == "" or value == () or self._is_placeholder(name, value):
                continue
            if not name or value is None:
                self.unused[heading] += 1
                continue
            if name not in _MARKED_UP and isinstance(value, str):
                value = unescape_entities(value)
            candidate = (alias_rank(heading), heading, _as_uris(value, heading))
            best = found.get(name)
            first, later = (best, candidate) if best and best[0] <= candidate[0] else (candidate, best)
            found[name] = first
            if later and later[2] != first[2]:
                self.second[later[1]][first[1]] += 1
        self.used.update(heading for _, heading, _ in found.values())
        values = {name: value for name, (_, _, value) in found.items()}
        if "text" in found and (language := language_of(found["text"][1])):
            values.setdefault("language", language)
        return LetterRow(values, line, file)

    def report(self, headings: Iterable[str], line: int, file: str | None) -> Iterator[ReportLine]:
        """Yield what was used and what was not: a line for each heading, and for each kind of placeholder."""
        for heading in dict.fromkeys(headings):
            yield from self._report_heading(heading, line, file)
        for (name, cell), count in self.placeholders.items():
            message = f"“{cell}” in the column {name} means that there is none (rows: {count})"
            yield ReportLine("info", "placeholder", message, line, file)

    def report_dropped(self, headings: Iterable[str]) -> Iterator[ReportLine]:
        """Yield the lines of ``report`` about what was left out, for sources without a row of headings."""
        return (line for line in self.report(headings, 0, None) if line.level != "info")

    def _report_heading(self, heading: str, line: int, file: str | None) -> Iterator[ReportLine]:
        """Yield the lines on the use of one heading."""
        if self.used[heading]:
            message = (
                f"the column “{heading}” is read as {self.name_of(heading)} (rows: {self.used[heading]})"
            )
            yield ReportLine("info", "column-used", message, line, file)
        if self.unused[heading]:
            reason = self._reason(heading)
            message = f"the column “{heading}” is {reason} and was left out (rows: {self.unused[heading]})"
            yield ReportLine("dropped", "unknown-column", message, line, file)
        for first, count in self.second[heading].items():
            message = (
                f"the column “{heading}” means {self.name_of(heading)} too and was left out where"
                f" “{first}” has another value (rows: {count})"
            )
            yield ReportLine("dropped", "second-column", message, line, file)
        if not (self.used[heading] or self.unused[heading] or self.second[heading]):
            message = f"the column “{heading}” is empty, or repeats another"
            yield ReportLine("info", "column-empty", message, line, file)

    def _reason(self, heading: str) -> str:
        """Return why a heading's cells were left out."""
        if self.name_of(heading) != "":
            return "unknown"
        return "the day of the record" if heading_words(heading) == _CREATED else "ignored by the profile"

    def _is_placeholder(self, name: str | None, value: str | tuple[str, ...] | None) -> bool:
        """Return whether a cell states that there is no name, place or date; count it if so."""
        if name not in _NAMED_COLUMNS or not isinstance(value, str):
            return False
        if not states_absence(value):
            return False
        self.placeholders[name, value] += 1
        return True


def _as_uris(value: str | tuple[str, ...], heading: str) -> str | tuple[str, ...]:
    """Return the ids in a cell as URIs if its heading names their authority file; other cells unchanged."""
    authority = authority_of(heading)
    if authority is None:
        return value
    ids = _SEPARATOR.split(value) if isinstance(value, str) else value
    template = AUTHORITIES[authority]
    return tuple(template.format(id) if _BARE_ID.fullmatch(id) else id for id in ids)


def _normalise(cell: object) -> str | tuple[str, ...] | None:
    """Return a scalar as text, or a list as the texts of its scalars; None for anything else (an object)."""
    if isinstance(cell, list | tuple):
        return tuple(text for item in cell if isinstance(item, _SCALARS) and (text := _text(item)))
    return _text(cell) if isinstance(cell, _SCALARS) else None


def _text(value: object) -> str:
    """Return a scalar as stripped text, None as ""; lone surrogates, which JSON allows, become U+FFFD."""
    text = "" if value is None else str(value).strip()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
