"""The glossary section: a unit for each entry, and a term with the names that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.model import ReportLine, Term, Unit
from corpus.readers.assembly import make_entry
from corpus.readers.printed.expansions import expand_term, see_target
from corpus.readers.printed.inline import HEADING_MARK, plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.paragraphs import make_paragraph, report_removed_hyphens
from corpus.readers.printed.rejoin import Vocabulary, rejoin, remove_stray_hyphens
from corpus.slugs import unique_slug

_BOLD_TERM = re.compile(r"[-•*]?\s*\*\*(?P<term>[^*]+)\*\*\s*[:—–-]?\s*(?P<gloss>.+)\Z")
_DASHED_TERM = re.compile(r"(?:[-•]\s+)?(?P<term>[^—:]{1,60}?)\s*—\s*(?P<gloss>.+)\Z")


@dataclass(frozen=True, slots=True)
class Glossary:
    """The glossary's entries as units and as terms, in the same order."""

    units: tuple[Unit, ...]
    terms: tuple[Term, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _GlossaryEntry:
    """An entry being collected; ``group`` is the heading above it."""

    term: str
    gloss: str
    line: int
    group: str | None


def read_glossary(lines: tuple[SourceLine, ...], vocabulary: Vocabulary, *, edition: str) -> Glossary:
    """Read the lines of the glossary, with or without its heading; lines outside of entries are reported."""
    entries, report = _read_entries(lines, vocabulary)
    used_slugs: set[str] = set()
    units = tuple(_make_unit(entry, unique_slug(entry.term, used_slugs), edition) for entry in entries)
    terms, unresolved = _make_terms(entries, units)
    return Glossary(units, terms, tuple(report + unresolved))


def _read_entries(
    lines: Iterable[SourceLine], vocabulary: Vocabulary
) -> tuple[list[_GlossaryEntry], list[ReportLine]]:
    """Collect the entries, each with the heading above it.

    A line that starts no entry is a heading, continues the previous entry, or is reported as dropped.
    """
    entries: list[_GlossaryEntry] = []
    report: list[ReportLine] = []
    group: str | None = None
    for line in lines:
        text, words = remove_stray_hyphens(line.text, vocabulary)
        if line.is_blank or line.is_rule:
            continue
        report += report_removed_hyphens(words, line.number)
        cells = _split_row(text, tabbed=bool(entries) and entries[-1].group == group)
        if cells:
            entries.append(_GlossaryEntry(*cells, line.number, group))
        elif _is_group(text):
            group = plain_text(text)
        elif entries:
            report.append(_append_rest(entries[-1], text, line.number, vocabulary))
        else:
            report.append(_report_dropped(line))
    return entries, report


def _split_row(text: str, *, tabbed: bool) -> tuple[str, str] | None:
    """Split a row into term and gloss: at a tab or table cell, after a bold term, or at a dash.

    None if it is not the start of an entry.

    Args:
        tabbed: the group's entries are split at tabs, so that a dash is part of a gloss.
    """
    row = text.strip().strip("|") if text.strip().startswith("|") else text
    row = row.replace("|", "\t") if row is not text else row
    if "\t" in row.strip():
        term, _, gloss = row.partition("\t")
        return (term.strip(), gloss.strip()) if term.strip() else None
    match = _BOLD_TERM.match(row.strip()) or (None if tabbed else _DASHED_TERM.match(row.strip()))
    return (match["term"].strip(), match["gloss"].strip()) if match else None


def _is_group(text: str) -> bool:
    """Return whether a line is the heading of a group of entries: marked as one, or all in capitals."""
    return bool(HEADING_MARK.match(text)) or plain_text(text).isupper()


def _append_rest(entry: _GlossaryEntry, text: str, line: int, vocabulary: Vocabulary) -> ReportLine:
    """Append the rest of an entry that a page break or narrow column split off; return the report line."""
    join = rejoin(entry.gloss, text.strip(), vocabulary)
    entry.gloss = join.text
    message = f"glossary entry “{entry.term}” rejoined: “{join.result}”".replace("\f", "")
    return ReportLine("info", "entry-rejoined", message, line)


def _report_dropped(line: SourceLine) -> ReportLine:
    """Return the report line for a line before the first entry."""
    return ReportLine(
        "dropped", "glossary-line", f"not part of any entry: {line.text.strip()[:60]}", line.number
    )


def _make_unit(entry: _GlossaryEntry, slug: str, edition: str) -> Unit:
    """Return an entry as a unit of kind glossary: "term — gloss"."""
    gloss = entry.gloss.removeprefix("—").strip()
    paragraph = make_paragraph(f"{entry.term} — {gloss}", entry.line, "item")
    return make_entry(edition, "glossary", slug, plain_text(entry.term), (paragraph,), entry.group)


def _make_terms(
    entries: list[_GlossaryEntry], units: tuple[Unit, ...]
) -> tuple[tuple[Term, ...], list[ReportLine]]:
    """Return the terms of all entries, expanded, and warnings about see-references without a target.

    The term of a see-reference becomes a name of the entry it refers to. Terms and entries have the same
    order.
    """
    expanded = [expand_term(entry.term, entry.gloss) for entry in entries]
    terms = [
        Term(unit.id, expansion.term, expansion.forms)
        for expansion, unit in zip(expanded, units, strict=True)
    ]
    positions: dict[str, int] = {}
    for position, term in enumerate(terms):
        positions.setdefault(term.term.casefold(), position)
    report = []
    for entry, term in zip(entries, tuple(terms), strict=True):
        target = see_target(entry.gloss)
        if target is not None and target.casefold() in positions:
            target_position = positions[target.casefold()]
            terms[target_position] = replace(
                terms[target_position], forms=_unique(*terms[target_position].forms, term.term)
            )
        elif target is not None:
            message = f"glossary entry “{term.term}” refers to “{target}”, which is not an entry"
            report.append(ReportLine("warning", "see-unresolved", message, entry.line))
    by_name = {name: terms[position] for name, position in positions.items()}
    return tuple(_spell_out_abbreviation(term, by_name) for term in terms), report


def _unique(*forms: str) -> tuple[str, ...]:
    """Return the forms without duplicates, in order."""
    return tuple(dict.fromkeys(forms))


def _spell_out_abbreviation(term: Term, terms: dict[str, Term]) -> Term:
    """Return a term with a form in which the first abbreviation it contains is spelled out ("PC of Finance").

    A term without a known abbreviation is returned unchanged.

    Args:
        terms: all terms by their name in lower case.
    """
    words = term.term.split()
    for word in words:
        part = terms.get(word.casefold())
        if part is not None and part is not term and word.isupper() and part.forms:
            spelled = " ".join(part.forms[0] if other == word else other for other in words)
            return replace(term, forms=_unique(spelled, *term.forms))
    return term
