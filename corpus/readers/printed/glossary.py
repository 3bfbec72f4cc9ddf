"""The glossary: units of kind glossary, and terms with what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.model import ReportLine, Term, Unit
from corpus.readers.assembly import make_entry
from corpus.readers.printed.expansions import expand, see_target
from corpus.readers.printed.inline import HEADING_MARK, plain
from corpus.readers.printed.lines import Line
from corpus.readers.printed.paragraphs import make_paragraph, report_mended
from corpus.readers.printed.rejoin import Vocabulary, mend_words, rejoin
from corpus.slugs import unique_slug

_BOLD_TERM = re.compile(r"[-•*]?\s*\*\*(?P<term>[^*]+)\*\*\s*[:—–-]?\s*(?P<gloss>.+)\Z")
_DASHED_TERM = re.compile(r"(?:[-•]\s+)?(?P<term>[^—:]{1,60}?)\s*—\s*(?P<gloss>.+)\Z")


@dataclass(frozen=True, slots=True)
class Glossary:
    """The glossary's entries as units and as terms."""

    units: tuple[Unit, ...]
    terms: tuple[Term, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _Entry:
    term: str
    gloss: str
    line: int
    group: str | None


def read_glossary(lines: tuple[Line, ...], vocabulary: Vocabulary, *, edition: str) -> Glossary:
    """Read the glossary's lines, with or without its heading; no lines give no entries."""
    entries, report = _entries(lines, vocabulary)
    taken: set[str] = set()
    units = tuple(_unit(entry, unique_slug(entry.term, taken), edition) for entry in entries)
    terms, unresolved = _terms(entries, units)
    return Glossary(units, terms, tuple(report + unresolved))


def _entries(lines: Iterable[Line], vocabulary: Vocabulary) -> tuple[list[_Entry], list[ReportLine]]:
    entries: list[_Entry] = []
    report: list[ReportLine] = []
    group: str | None = None
    for line in lines:
        text, words = mend_words(line.text, vocabulary)
        if line.is_blank or line.is_rule:
            continue
        report += report_mended(words, line.number)
        cells = _cells(text, tabbed=bool(entries) and entries[-1].group == group)
        if cells:
            entries.append(_Entry(*cells, line.number, group))
        elif _is_group(text):
            group = plain(text)
        elif entries:
            report.append(_append(entries[-1], text, line.number, vocabulary))
        else:
            report.append(_dropped(line))
    return entries, report


def _cells(text: str, *, tabbed: bool) -> tuple[str, str] | None:
    """Split a row into term and gloss: at a tab, or after a bold term, or at a dash."""
    row = text.strip().strip("|") if text.strip().startswith("|") else text
    row = row.replace("|", "\t") if row is not text else row
    if "\t" in row.strip():
        term, _, gloss = row.partition("\t")
        return (term.strip(), gloss.strip()) if term.strip() else None
    match = _BOLD_TERM.match(row.strip()) or (None if tabbed else _DASHED_TERM.match(row.strip()))
    return (match["term"].strip(), match["gloss"].strip()) if match else None


def _is_group(text: str) -> bool:
    """A heading over a group of entries: marked as one, or all in capitals."""
    return bool(HEADING_MARK.match(text)) or plain(text).isupper()


def _append(entry: _Entry, text: str, line: int, vocabulary: Vocabulary) -> ReportLine:
    """Add the rest of an entry that a page break or a narrow column tore off."""
    join = rejoin(entry.gloss, text.strip(), vocabulary)
    entry.gloss = join.text
    message = f"glossary entry “{entry.term}” rejoined: “{join.made}”".replace("\f", "")
    return ReportLine("info", "entry-rejoined", message, line)


def _dropped(line: Line) -> ReportLine:
    return ReportLine(
        "dropped", "glossary-line", f"belongs to no entry: {line.text.strip()[:60]}", line.number
    )


def _unit(entry: _Entry, slug: str, edition: str) -> Unit:
    gloss = entry.gloss.removeprefix("—").strip()
    paragraph = make_paragraph(f"{entry.term} — {gloss}", entry.line, "item")
    return make_entry(edition, "glossary", slug, plain(entry.term), (paragraph,), entry.group)


def _terms(entries: list[_Entry], units: tuple[Unit, ...]) -> tuple[tuple[Term, ...], list[ReportLine]]:
    """Expand each entry; a see-reference is another name of the entry it leads to."""
    expanded = [expand(entry.term, entry.gloss) for entry in entries]
    terms = [Term(unit.id, found.term, found.forms) for found, unit in zip(expanded, units, strict=True)]
    places: dict[str, int] = {}
    for place, term in enumerate(terms):
        places.setdefault(term.term.casefold(), place)
    report = []
    for entry, term in zip(entries, tuple(terms), strict=True):
        target = see_target(entry.gloss)
        if target is not None and target.casefold() in places:
            led_to = places[target.casefold()]
            terms[led_to] = replace(terms[led_to], forms=_without_repeats(*terms[led_to].forms, term.term))
        elif target is not None:
            message = f"glossary entry “{term.term}” leads to “{target}”, which is no entry"
            report.append(ReportLine("warning", "see-unresolved", message, entry.line))
    by_name = {name: terms[place] for name, place in places.items()}
    return tuple(_with_parts(term, by_name) for term in terms), report


def _without_repeats(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


def _with_parts(term: Term, terms: dict[str, Term]) -> Term:
    """Spell out an abbreviation inside a term by its own entry: "PC of Finance" has "PC"."""
    words = term.term.split()
    for word in words:
        part = terms.get(word.casefold())
        if part is not None and part is not term and word.isupper() and part.forms:
            spelled = " ".join(part.forms[0] if other == word else other for other in words)
            return replace(term, forms=_without_repeats(spelled, *term.forms))
    return term
