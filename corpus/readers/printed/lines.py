"""Lines of a printed source, each parsed once: what it says, and what it looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.readers.printed.inline import heading_level, plain_text

NUMBERED = re.compile(r"\A\s{0,3}(?:(?P<number>\d{1,3})\.|<sup>(?P<superscript>\d{1,3})</sup>\.?)\s+(?=\S)")
"""The number that a note or an item of a list starts with."""
_RULE = re.compile(r"\s*(?:([-*_=]\s*){3,}|\|[\s:|-]+\|\s*)\Z")
_BULLET = re.compile(r"\A\s*[-•*]\s+")


@dataclass(frozen=True)
class SourceLine:
    """A line of the source with its number, counted from 1."""

    number: int
    text: str

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is printed on it."""
        return not self.text.strip()

    @cached_property
    def is_rule(self) -> bool:
        """Whether it is a rule, or the one under the head of a table."""
        return bool(_RULE.match(self.text))

    @cached_property
    def plain_text(self) -> str:
        """The text without marks of form."""
        return plain_text(self.text).strip()

    @cached_property
    def level(self) -> int:
        """The level of the heading it is; 0 is none."""
        return heading_level(self.text)

    @cached_property
    def label(self) -> int | None:
        """The number it starts with."""
        return label_of(self.text)

    @cached_property
    def entry(self) -> str:
        """The text without the bullet before it."""
        return _BULLET.sub("", self.text, count=1).strip()

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter of the alphabet, set over the entries that begin with it."""
        return len(plain_text(self.entry)) == 1


@lru_cache(maxsize=1)
def split_lines(text: str) -> tuple[SourceLine, ...]:
    """Number the lines of a source, whatever ends them; nothing else counts as an end of line."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(SourceLine(number, line) for number, line in enumerate(unified.split("\n"), start=1))


def label_of(text: str) -> int | None:
    """The number that a text starts with ("12. …"), which may make it a note or an item."""
    match = NUMBERED.match(text)
    return int(match["number"] or match["superscript"]) if match else None
