"""Lines of a printed source, each parsed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corpus.readers.printed.inline import heading_level, plain_text

NUMBERED = re.compile(r"\A\s{0,3}(?:(?P<number>\d{1,3})\.|<sup>(?P<superscript>\d{1,3})</sup>\.?)\s+(?=\S)")
"""The number that begins a note or a list item, with the space after it."""
_RULE = re.compile(r"\s*(?:([-*_=]\s*){3,}|\|[\s:|-]+\|\s*)\Z")
_BULLET = re.compile(r"\A\s*[-•*]\s+")


@dataclass(frozen=True)
class SourceLine:
    """A line of the source with its number, counted from 1; the properties are computed on demand."""

    number: int
    text: str

    @cached_property
    def is_blank(self) -> bool:
        """Whether the line has only white space."""
        return not self.text.strip()

    @cached_property
    def is_rule(self) -> bool:
        """Whether the line is a horizontal rule, or the line below a table's head."""
        return bool(_RULE.match(self.text))

    @cached_property
    def plain_text(self) -> str:
        """The text without markup."""
        return plain_text(self.text).strip()

    @cached_property
    def level(self) -> int:
        """The level of the heading on this line; 0 for other text."""
        return heading_level(self.text)

    @cached_property
    def label(self) -> int | None:
        """The number of the note or list item that begins here; None for other lines."""
        return label_of(self.text)

    @cached_property
    def entry(self) -> str:
        """The text without a bullet before it or space around it."""
        return _BULLET.sub("", self.text, count=1).strip()

    @property
    def is_letter(self) -> bool:
        """Whether the line is a single character: a letter above the entries that begin with it."""
        return len(plain_text(self.entry)) == 1


@lru_cache(maxsize=1)
def split_lines(text: str) -> tuple[SourceLine, ...]:
    """Split a source into numbered lines at CR, LF or CRLF, but at no other separators."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(SourceLine(number, line) for number, line in enumerate(unified.split("\n"), start=1))


def label_of(text: str) -> int | None:
    """Return the number with which a text begins ("12. …"), as a note or list item does, or None."""
    match = NUMBERED.match(text)
    return int(match["number"] or match["superscript"]) if match else None
