"""The biographies section: a unit and a person for each entry; see-references become name variants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.model import Person, Reference, ReportLine, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.readers.printed.inline import plain_text
from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.paragraphs import make_paragraph, report_removed_hyphens
from corpus.readers.printed.person_headings import (
    PersonHeading,
    heading_variants,
    text_variants,
)
from corpus.readers.printed.rejoin import Vocabulary, is_finished, rejoin, remove_stray_hyphens
from corpus.slugs import unique_slug

_BOLD_NAME = re.compile(r"\*{0,2}(?P<name>[^*—]{2,80}?)\s*\*\*(?P<rest>\s*[(,:—–-].*|\s*)\Z")
_PLAIN_NAME = re.compile(
    r"(?P<name>[^\W\d_][^*—()]{1,60}?(?:\([^)\d]*\)[^*—()]{0,30}?)?)"
    r"(?P<rest>(?P<dates>\s*\([^)]*\d[^)]*\))?(?:\s*—|\s–\s).*)\Z"
)
_BRACKET = re.compile(r"\((?P<content>[^()]*)\)")
_DATES = re.compile(r"(?:(?:b|d|c|ca|fl)\.\s*)?(?:\d{3,4}|\?)\b.*|\?.*")
_SEE = re.compile(r"\A(?:\s*\([^()]*\))?\W*see\s+(?P<target>.+?(?:\b\w{1,2}\.)?)\.?\s*\Z", re.IGNORECASE)
_SEE_NAME = re.compile(r"\*{0,2}(?P<name>[^*—()]{2,60}?)\*{0,2}(?P<rest>,?\s+\*?see\*?\s+[^\W\d_a-z].*)\Z")
_DASH = re.compile(r"—|\s–\s|(?<=\)):|(?<=\))\.?\s(?=[A-ZÀ-ÞЀ-Я])")
_DATES_IN_NAME = re.compile(r"(?P<name>.*?)(?P<dates>\s*\([^()]*\d[^()]*\))\Z")
_LONGEST_PLAIN_NAME = 6


@dataclass(frozen=True, slots=True)
class Biographies:
    """The entries of the biographies section as units, the persons described, and the see-references."""

    units: tuple[Unit, ...]
    persons: tuple[Person, ...]
    references: tuple[Reference, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _BiographyEntry:
    """An entry being collected: the printed heading, and the text after it, which begins with the dates."""

    name: str
    rest: str
    line: int

    @property
    def parts(self) -> tuple[str, str]:
        """The text between name and dash (dates, other names in brackets), and the text after it, or ""."""
        before, *after = _DASH.split(plain_text(self.rest), maxsplit=1)
        return before, after[0] if after else ""

    @property
    def see(self) -> str | None:
        """The heading to which a see-reference refers; None for an entry with text of its own."""
        match = _SEE.match(plain_text(self.rest))
        return match["target"] if match else None


def read_biographies(lines: tuple[SourceLine, ...], vocabulary: Vocabulary, *, edition: str) -> Biographies:
    """Read the lines of the biographies section, with or without its heading.

    Lines that belong to no entry and see-references without a target are reported.
    """
    entries, report = _read_entries(lines, vocabulary)
    used_slugs: set[str] = set()
    slugs = [unique_slug(entry.name, used_slugs) for entry in entries]
    units = tuple(_make_unit(entry, slug, edition) for entry, slug in zip(entries, slugs, strict=True))
    persons = {
        slug: _make_person(entry, slug, unit.id)
        for entry, slug, unit in zip(entries, slugs, units, strict=True)
        if entry.see is None
    }
    references, warnings = _follow_see_references(entries, units, persons)
    return Biographies(units, tuple(persons.values()), references, tuple(report + warnings))


def _read_entries(
    lines: Iterable[SourceLine], vocabulary: Vocabulary
) -> tuple[list[_BiographyEntry], list[ReportLine]]:
    """Collect the entries: a line that starts none continues the previous one or is reported as dropped."""
    entries: list[_BiographyEntry] = []
    report: list[ReportLine] = []
    for line in lines:
        text, words = remove_stray_hyphens(line.entry, vocabulary)
        if not text or line.level or line.is_letter:
            continue
        report += report_removed_hyphens(words, line.number)
        start = _match_start(text, entries[-1] if entries else None)
        if start:
            entries.append(_make_entry(start["name"].strip(" *"), start["rest"], line.number))
        elif entries:
            report.append(_append_rest(entries[-1], text, line.number, vocabulary))
        else:
            message = f"not part of any biography: {text[:60]}"
            report.append(ReportLine("dropped", "biography-line", message, line.number))
    return entries, report


def _make_entry(name: str, rest: str, line: int) -> _BiographyEntry:
    """Return an entry; dates in brackets at the end of the name are moved to the text."""
    match = _DATES_IN_NAME.match(name)
    if match and match["name"]:
        return _BiographyEntry(match["name"], match["dates"].strip() + rest, line)
    return _BiographyEntry(name, rest, line)


def _match_start(text: str, previous: _BiographyEntry | None) -> re.Match[str] | None:
    """Match the start of an entry: a name in bold, a name with dates, or a short name and a dash.

    The last counts only after a complete entry or at the beginning. The match has the groups ``name`` and
    ``rest``; None if no entry starts here.
    """
    bold = _BOLD_NAME.match(text.replace("—**", "**—", 1)) or _SEE_NAME.match(text)
    if bold:
        return bold
    match = _PLAIN_NAME.match(text)
    if not match or not match["name"][:1].isupper():
        return None
    if match["dates"] or previous is None:
        return match
    complete = previous.see is not None or is_finished(previous.rest)
    return match if complete and len(match["name"].split()) <= _LONGEST_PLAIN_NAME else None


def _append_rest(entry: _BiographyEntry, text: str, line: int, vocabulary: Vocabulary) -> ReportLine:
    """Append the rest of an entry that a page break split off, and return the report line on the join."""
    join = rejoin(entry.rest, text, vocabulary)
    entry.rest = join.text
    message = f"biography of {entry.name} rejoined: “{join.result}” ({join.kind})".replace("\f", "")
    return ReportLine("info", "entry-rejoined", message, line)


def _make_unit(entry: _BiographyEntry, slug: str, edition: str) -> Unit:
    """Return an entry as a unit of kind biography, the name in bold."""
    space = " " if entry.rest.startswith("(") else ""
    paragraph = make_paragraph(f"**{entry.name}**{space}{entry.rest}", entry.line, "item")
    return make_entry(edition, "biography", slug, plain_text(entry.name), (paragraph,))


def _make_person(entry: _BiographyEntry, slug: str, unit: str) -> Person:
    """Return the person whom an entry describes, with the dates and name variants it mentions."""
    before, text = entry.parts
    brackets = [match["content"] for match in _BRACKET.finditer(before)]
    dates = next((content for content in brackets if _DATES.fullmatch(content)), None)
    heading = PersonHeading(
        plain_text(entry.name), tuple(content for content in brackets if content != dates)
    )
    variants = (*heading_variants(heading), *text_variants(text))
    return Person(
        slug,
        heading.name,
        display_name(heading.name),
        variants=tuple(dict.fromkeys(variants)),
        dates=dates,
        biography=unit,
    )


def _follow_see_references(
    entries: list[_BiographyEntry], units: tuple[Unit, ...], persons: dict[str, Person]
) -> tuple[tuple[Reference, ...], list[ReportLine]]:
    """Add each see-reference's heading as a variant to the person it refers to.

    Replaces values of ``persons``, which are keyed by person id.

    Returns:
        The see-references, without targets if unresolved, and a report line for each unresolved one.
    """
    references: list[Reference] = []
    report: list[ReportLine] = []
    for entry, unit in zip(entries, units, strict=True):
        target = entry.see
        if target is None:
            continue
        person = _find_person(target, persons.values())
        if person is None:
            message = f"“{unit.title}” refers to “{target}”, who has no biography"
            report.append(ReportLine("warning", "see-unresolved", message, entry.line))
        else:
            variants = tuple(dict.fromkeys((*person.variants, unit.title)))
            persons[person.id] = replace(person, variants=variants)
        start = unit.text.rfind(target)
        targets = (person.biography,) if person and person.biography else ()
        references.append(Reference(unit.id, 0, start, start + len(target), target, targets))
    return tuple(references), report


def _find_person(target: str, persons: Iterable[Person]) -> Person | None:
    """Return the person with the heading ``target``, or the only one whose heading begins with it.

    None if there is no such person, or more than one.
    """
    target_words = _name_words(target)
    exact = [person for person in persons if _name_words(person.name) == target_words]
    matching = exact or [
        person for person in persons if _name_words(person.name).startswith(f"{target_words} ")
    ]
    return matching[0] if len(matching) == 1 else None


def _name_words(name: str) -> str:
    """Return the words of a name in lower case, without punctuation."""
    return " ".join(re.findall(r"[\w-]+", name.casefold()))
