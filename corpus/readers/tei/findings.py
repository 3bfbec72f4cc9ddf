"""What a reader found and did not use or could not reconcile, counted by kind for the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from corpus.model import ReportLevel, ReportLine

_MESSAGES: Final[dict[str, tuple[ReportLevel, str]]] = {
    "authority-shared": ("warning", "persons with one authority id, told apart by their keys and names"),
    "names-of-one-id": ("warning", "names that have nothing in common for one id, which decides"),
    "name-shared": ("warning", "persons of the same name, told apart by their ids"),
    "correspondent-unresolved": ("warning", "correspondents without a name whose id has no entry"),
    "correspondent-roles": (
        "warning",
        "letters whose title contradicts the roles in the markup",
    ),
    "facts-unused": ("warning", "facts in correspDesc that are not used"),
}


@dataclass(slots=True)
class Findings:
    """Findings by code: how many there are, and the first with the file it is in."""

    file: str | None = None
    _counts: dict[str, int] = field(default_factory=dict)
    _first: dict[str, tuple[str, str | None, int]] = field(default_factory=dict)

    def add(self, code: str, example: str, line: int = 0) -> None:
        """Count a finding; the first of a code is the example in the report."""
        self._counts[code] = self._counts.get(code, 0) + 1
        self._first.setdefault(code, (example, self.file, line))

    def report_lines(self) -> Iterator[ReportLine]:
        """Yield one report line for each code, with the count and the first example."""
        for code, count in self._counts.items():
            level, text = _MESSAGES[code]
            example, file, line = self._first[code]
            yield ReportLine(level, code, f"{text}: {count:,}, the first “{example}”", line, file)
