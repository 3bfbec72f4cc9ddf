"""What a reader cannot reconcile in the ids and names of persons, counted by kind for the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from corpus.model import ReportLevel, ReportLine

from .accounting import TextAccount

_MESSAGES: Final[dict[str, tuple[ReportLevel, str]]] = {
    "authority-shared": ("warning", "persons with one authority id, told apart by their keys and names"),
    "names-of-one-id": ("warning", "names that have nothing in common for one id, which decides"),
    "name-shared": ("warning", "persons of the same name, told apart by their ids"),
    "correspondent-unresolved": ("warning", "correspondents without a name whose id has no entry"),
    "mention-without-entry": ("warning", "persons whose ids have no entry, named as the texts name them"),
    "correspondent-roles": ("warning", "letters whose title contradicts the roles in the markup"),
    "authority-unused": ("warning", "ids of entries in other authority files than those known"),
    "facts-unused": ("warning", "values in notes of correspDesc"),
}


@dataclass(slots=True)
class Findings:
    """Findings by code: how many there are, and the first with its place in a file."""

    account: TextAccount = field(default_factory=TextAccount)

    def add(self, code: str, example: str, line: int = 0) -> None:
        """Count a finding; the first of a code is the example in the report."""
        level, kind = _MESSAGES[code]
        self.account.add(level, code, kind, line, example)

    def report_lines(self) -> Iterator[ReportLine]:
        """Return an iterator over one report line for each code, with the count and the first example."""
        return self.account.report_lines()
