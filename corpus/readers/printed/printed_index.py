"""The printed index: its lines put together into entries, which are then parsed.

An entry is one paragraph: ``Heading, 3, 7–9: subheading, 12; subheading, 14n2. See also Other``. Its lines
may be bulleted, bare or wrapped with an indentation, and split at page and column breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import IndexEntry, ReportLine
from corpus.readers.printed.index_entries import parse_entry
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.rejoin import Vocabulary, rejoin, remove_stray_hyphens

AFTER_INDEX = "after-index"
"""The code of the report line about what follows the index."""
_NESTED = re.compile(r"(?:\s{2,}|\t)[-•*]\s+")
_INDENTED = re.compile(r"\s{2,}(?=\S)")
_LOOSE_STAR = re.compile(r"\A(?P<title>[^*]+\*)(?!\*)")
_LOCATORS_ALONE = re.compile(r"\d[\dn–-]*(?:,\s*\d[\dn–-]*)*\s*(?:[;.]|,?\Z)")
_ENDS_WITH_LOCATOR = re.compile(r"(?:\d(?:nn?\d*)?|\b[ivxlc]+)\s*[.)]?\Z")
_ENDS_WITH_SEE = re.compile(r"\bsee(?: also)?\b[^.]*\w[)\]]*\.?\Z", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(?<!\w)(?P<first>\w++)-(?P<marks>\*+)(?P<second>[a-z]\w*(?:['’]\w+)?)\*+")


@dataclass(frozen=True, slots=True)
class PrintedIndex:
    """The entries in order, each heading followed by its subheadings."""

    entries: tuple[IndexEntry, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _EntryText:
    """The source text of an entry being collected, and the number of its first line."""

    text: str
    line: int


def read_index(lines: tuple[SourceLine, ...], vocabulary: Vocabulary) -> PrintedIndex:
    """Read the lines of the index, with or without its heading; text after it is dropped and reported."""
    lines, report = _cut_trailing_lines(lines)
    texts, joins = _entry_texts(lines, vocabulary)
    entries: list[IndexEntry] = []
    report += joins
    for text in texts:
        parsed, warnings = parse_entry(plain_text(text.text), text.line)
        entries += parsed
        report += warnings
    return PrintedIndex(tuple(entries), tuple(report + _report_unresolved(entries)))


def _report_unresolved(entries: list[IndexEntry]) -> list[ReportLine]:
    """Return warnings for see-references whose target is not a heading.

    A target in lower case, such as "specific countries", is not one heading and is not reported.
    """
    headings = [entry.heading.casefold() for entry in entries if entry.subheading is None]
    report = []
    for entry in entries:
        for target in (*entry.see, *entry.see_also):
            name = target.split(": ")[0].casefold()
            if not target[:1].islower() and not any(heading.startswith(name) for heading in headings):
                message = f"“{entry.heading}” refers to “{target}”, which is not a heading"
                report.append(ReportLine("warning", "see-unresolved", message, entry.line))
    return report


def _cut_trailing_lines(lines: tuple[SourceLine, ...]) -> tuple[tuple[SourceLine, ...], list[ReportLine]]:
    """Cut off another list after the index, which begins with three words or more in capitals and no page.

    The lines cut off are reported; if there is no such list, all lines are returned.
    """
    for position, line in enumerate(lines):
        text = line.plain_text
        if (
            position
            and text.isupper()
            and len(text.split()) > 2
            and not any(character.isdigit() for character in text)
        ):
            count = sum(not after.is_blank for after in lines[position:])
            message = f"{count} lines after the index, from “{text}” on"
            return lines[:position], [ReportLine("dropped", AFTER_INDEX, message, line.number)]
    return lines, []


def _entry_texts(
    lines: Iterable[SourceLine], vocabulary: Vocabulary
) -> tuple[list[_EntryText], list[ReportLine]]:
    """Return the text of each entry, rejoined from its lines, and the report.

    Nested bullets become subheadings; headings and single letters are left out.
    """
    texts: list[_EntryText] = []
    report: list[ReportLine] = []
    after_gap = False
    for line in lines:
        if line.is_blank or line.level or line.is_letter:
            after_gap = True
            continue
        text = _repair_entry(line.entry, vocabulary)
        if texts and _NESTED.match(line.text):
            texts[-1].text += ("; " if re.search(r"\d|: ", texts[-1].text) else ": ") + text
        elif texts and _continues_block(texts[-1].text, line, text):
            join = rejoin(texts[-1].text, text, vocabulary)
            texts[-1].text = join.text
            if after_gap or join.kind != "between-words":
                message = f"index entry: “{join.printed}” rejoined as “{join.result}” ({join.kind})"
                report.append(ReportLine("info", "entry-rejoined", message.replace("\f", ""), line.number))
        else:
            texts.append(_EntryText(text, line.number))
        after_gap = False
    return texts, report


def _repair_entry(text: str, vocabulary: Vocabulary) -> str:
    """Restore an italic title whose opening asterisk became a bullet, and words split at a column break."""
    if text.count("*") % 2:
        text = _LOOSE_STAR.sub(r"*\g<title>", text)

    def whole(match: re.Match[str]) -> str:
        joined = match["first"] + match["second"]
        return joined if vocabulary.has(joined) else match[0]

    return remove_stray_hyphens(_BROKEN_WORD.sub(whole, text), vocabulary)[0]


def _continues_block(before: str, line: SourceLine, text: str) -> bool:
    """Return whether a line continues the previous entry instead of starting one.

    Args:
        before: the previous entry's text so far.
        text: the text of ``line``, repaired.
    """
    if _INDENTED.match(line.text) and line.entry == line.text.strip():
        return True
    if _LOCATORS_ALONE.match(text):
        return True
    return not _is_complete(before) or (text[0].islower() and text.casefold() < before.casefold())


def _is_complete(text: str) -> bool:
    """Return whether an entry's text ends with a page or with a see-reference."""
    cleaned = plain_text(text).rstrip()
    if cleaned.endswith((",", ";", ":", "-", "–")):
        return False
    return bool(_ENDS_WITH_LOCATOR.search(cleaned) or _ENDS_WITH_SEE.search(cleaned))
