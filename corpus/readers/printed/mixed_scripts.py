"""Letters of another script inside a Latin word, which OCR put there and no search would find."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.model import ReportLine
from corpus.readers.printed.lines import SourceLine

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = "АВЕЅІЈКМНОРСТХаеѕіјоросху" + "втмнвклпи"
_LATIN = "ABESIJKMHOPCTXaesijopocxy" + "vtmnvklpi"
_LATIN_COUNTERPARTS = str.maketrans(dict(zip(_CYRILLIC, _LATIN, strict=True)))
"""Cyrillic letters that look like, or in transliterated names stand for, Latin ones."""


def repair_mixed_scripts(
    lines: Iterable[SourceLine],
) -> tuple[tuple[SourceLine, ...], tuple[ReportLine, ...]]:
    """Put Latin letters for Cyrillic ones inside Latin words; what stays mixed is reported."""
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
    """Whether most letters are Latin and some are not."""
    foreign = sum(sign > "ɏ" for sign in word)
    return foreign > 0 and word[0] <= "ɏ"


def _report(word: str, replacement: str, line: int) -> ReportLine:
    if _is_mixed(replacement):
        return ReportLine("warning", "mixed-script", f"“{word}” has letters of two scripts", line)
    return ReportLine("info", "script-mended", f"“{word}” read as “{replacement}”", line)
