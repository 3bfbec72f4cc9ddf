"""Replaces Cyrillic letters inside Latin words, which OCR misreads and which no search would match."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.model import ReportLine
from corpus.readers.printed.lines import SourceLine

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = "АВЕЅІЈКМНОРСТХаеѕіјоросху" + "втмнвклпи"
_LATIN = "ABESIJKMHOPCTXaesijopocxy" + "vtmnvklpi"
_LATIN_COUNTERPARTS = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)))
"""Cyrillic letters that look like Latin ones, or are misread for them in transliterated names."""


def repair_mixed_scripts(
    lines: Iterable[SourceLine],
) -> tuple[tuple[SourceLine, ...], tuple[ReportLine, ...]]:
    """Replace Cyrillic letters in words that begin with a Latin one; return the lines and the report.

    Every changed word is reported, as are those that stay mixed.
    """
    repaired: list[SourceLine] = []
    report: list[ReportLine] = []
    for line in lines:
        words = [] if line.text.isascii() else [word for word in _WORD.findall(line.text) if _is_mixed(word)]
        text = line.text
        for word in words:
            replacement = word.translate(_LATIN_COUNTERPARTS)
            text = text.replace(word, replacement)
            report.append(_report(word, replacement, line.number))
        repaired.append(SourceLine(line.number, text) if words else line)
    return tuple(repaired), tuple(report)


def _is_mixed(word: str) -> bool:
    """Return whether a word begins with a Latin letter and contains letters of another script."""
    foreign = sum(letter > "ɏ" for letter in word)
    return foreign > 0 and word[0] <= "ɏ"


def _report(word: str, replacement: str, line: int) -> ReportLine:
    """Return the report line on a changed word: a warning if it is still mixed."""
    if _is_mixed(replacement):
        return ReportLine("warning", "mixed-script", f"“{word}” mixes letters of two scripts", line)
    return ReportLine("info", "script-mended", f"“{word}” changed to “{replacement}”", line)
