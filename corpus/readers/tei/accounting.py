"""The account of a TEI edition: words in, words out, words left out by reason, and facts not used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import ReportLevel, ReportLine, TextCounts

from .xml_tree import XmlElement

_MAX_EXAMPLE_LENGTH = 60
_DELIBERATE = frozenset((
    "deletions", "surplus text", "running heads", "alternative readings", "glosses of expansions",
    "note marks", "headings of notes",
    "title pages", "tables of contents", "lists of persons, places and works",
    "entries of registers in notes",
))  # fmt: skip
"""What is left out by rule or becomes something other than text; all else that is left out is a loss."""


@dataclass(slots=True)
class Tally:
    """How often something occurred, and where first: the file, the line and an example of it."""

    file: str | None
    line: int
    example: str
    count: int = 0


@dataclass(slots=True)
class TextAccount:
    """The words and facts of the files read so far; ``file`` is the name of the current one.

    A word is a run of characters without white space within one text node, so that the words in, the words
    out and the words left out are counted alike.
    """

    file: str | None = None
    words_in: int = 0
    words_out: int = 0
    left: dict[str, Tally] = field(default_factory=dict)
    _tallies: dict[tuple[ReportLevel, str, str], Tally] = field(default_factory=dict)

    def expect(self, element: XmlElement) -> None:
        """Add the words of an element, which is about to be parsed, to the words in."""
        self.words_in += count_words(element)

    def keep(self, text: str) -> None:
        """Add the words of a text to the words out."""
        self.words_out += len(text.split())

    def keep_element(self, element: XmlElement) -> None:
        """Add the words of an element that is parsed elsewhere to the words out."""
        self.words_out += count_words(element)

    def leave(self, element: XmlElement, reason: str) -> None:
        """Count the words of an element as left out for a reason."""
        if count := count_words(element):
            self.left.setdefault(reason, Tally(self.file, element.line, element.text)).count += count

    def add(self, level: ReportLevel, code: str, kind: str, line: int, example: str) -> None:
        """Count one more occurrence of something to report; only its first occurrence is described."""
        self._tallies.setdefault((level, code, kind), Tally(self.file, line, example)).count += 1

    def counts(self) -> TextCounts:
        """Return the words in, the words out and the words left out by reason."""
        left = {reason: tally.count for reason, tally in self.left.items()}
        return TextCounts(self.words_in, self.words_out, left)

    def report_lines(self) -> Iterator[ReportLine]:
        """Yield a report line for each reason and each kind, with the count and the first occurrence."""
        for reason, left in self.left.items():
            level: ReportLevel = "dropped" if reason in _DELIBERATE else "warning"
            yield _line(level, "text-left-out", f"words of {reason}", left)
        for (level, code, kind), tally in self._tallies.items():
            yield _line(level, code, kind, tally)
        missing = self.words_in - self.words_out - sum(tally.count for tally in self.left.values())
        if missing > 0:
            yield ReportLine(
                "warning", "text-lost", f"words that were not read, for unknown reasons: {missing}"
            )


def count_words(element: XmlElement) -> int:
    """Return the number of words in an element, counted in each text node by itself."""
    return sum(len(text.split()) for text in element.texts())


def _line(level: ReportLevel, code: str, kind: str, tally: Tally) -> ReportLine:
    """Return the report line of a tally."""
    example = tally.example
    if len(example) > _MAX_EXAMPLE_LENGTH:
        example = f"{example[:_MAX_EXAMPLE_LENGTH].rstrip()}…"
    first = f", the first “{example}”" if example else ""
    return ReportLine(level, code, f"{kind}: {tally.count:,}{first}", tally.line, tally.file)
