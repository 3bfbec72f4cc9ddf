"""The brief biographies: a unit and a person each; a see-reference is another name of a person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.model import Person, Reference, ReportLine, Unit
from corpus.persons.names import display_name
from corpus.readers.assembly import make_entry
from corpus.readers.printed.inline import plain
from corpus.readers.printed.lines import Line
from corpus.readers.printed.paragraphs import make_paragraph, report_mended
from corpus.readers.printed.person_headings import (
    PersonHeading,
    heading_variants,
    text_variants,
)
from corpus.readers.printed.rejoin import Vocabulary, is_finished, mend_words, rejoin
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
    """The entries as units, the persons, and where see-references lead."""

    units: tuple[Unit, ...]
    persons: tuple[Person, ...]
    references: tuple[Reference, ...]
    report: tuple[ReportLine, ...]


@dataclass(slots=True)
class _Entry:
    """An entry in the making: the printed heading and all that follows it, dates first."""

    name: str
    rest: str
    line: int

    @property
    def parts(self) -> tuple[str, str]:
        """The brackets before the dash (dates, other names) and the text after it."""
        before, *after = _DASH.split(plain(self.rest), maxsplit=1)
        return before, after[0] if after else ""

    @property
    def see(self) -> str | None:
        """The heading a see-reference leads to."""
        match = _SEE.match(plain(self.rest))
        return match["target"] if match else None


def read_biographies(lines: tuple[Line, ...], vocabulary: Vocabulary, *, edition: str) -> Biographies:
    """Read the lines of the biographies, with or without their heading; no lines give no entries."""
    entries, report = _entries(lines, vocabulary)
    taken: set[str] = set()
    slugs = [unique_slug(entry.name, taken) for entry in entries]
    units = tuple(_unit(entry, slug, edition) for entry, slug in zip(entries, slugs, strict=True))
    persons = {
        slug: _person(entry, slug, unit.id)
        for entry, slug, unit in zip(entries, slugs, units, strict=True)
        if entry.see is None
    }
    references, warnings = _follow_see_references(entries, units, persons)
    return Biographies(units, tuple(persons.values()), references, tuple(report + warnings))


def _entries(lines: Iterable[Line], vocabulary: Vocabulary) -> tuple[list[_Entry], list[ReportLine]]:
    entries: list[_Entry] = []
    report: list[ReportLine] = []
    for line in lines:
        text, words = mend_words(line.entry, vocabulary)
        if not text or line.level or line.is_letter:
            continue
        report += report_mended(words, line.number)
        start = _start(text, entries[-1] if entries else None)
        if start:
            entries.append(_entry(start["name"].strip(" *"), start["rest"], line.number))
        elif entries:
            report.append(_append(entries[-1], text, line.number, vocabulary))
        else:
            message = f"belongs to no biography: {text[:60]}"
            report.append(ReportLine("dropped", "biography-line", message, line.number))
    return entries, report


def _entry(name: str, rest: str, line: int) -> _Entry:
    """Make an entry; dates set in bold with the name belong to what follows."""
    match = _DATES_IN_NAME.match(name)
    if match and match["name"]:
        return _Entry(match["name"], match["dates"].strip() + rest, line)
    return _Entry(name, rest, line)


def _start(text: str, previous: _Entry | None) -> re.Match[str] | None:
    """Recognise the start of an entry: a bold name, a name with dates, or a short name and a dash."""
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


def _append(entry: _Entry, text: str, line: int, vocabulary: Vocabulary) -> ReportLine:
    """Add the rest of an entry that a page break tore off."""
    join = rejoin(entry.rest, text, vocabulary)
    entry.rest = join.text
    message = f"biography of {entry.name} rejoined: “{join.made}” ({join.kind})".replace("\f", "")
    return ReportLine("info", "entry-rejoined", message, line)


def _unit(entry: _Entry, slug: str, edition: str) -> Unit:
    space = " " if entry.rest.startswith("(") else ""
    paragraph = make_paragraph(f"**{entry.name}**{space}{entry.rest}", entry.line, "item")
    return make_entry(edition, "biography", slug, plain(entry.name), (paragraph,))


def _person(entry: _Entry, slug: str, unit: str) -> Person:
    before, text = entry.parts
    brackets = [match["content"] for match in _BRACKET.finditer(before)]
    dates = next((content for content in brackets if _DATES.fullmatch(content)), None)
    heading = PersonHeading(plain(entry.name), tuple(content for content in brackets if content != dates))
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
    entries: list[_Entry], units: tuple[Unit, ...], persons: dict[str, Person]
) -> tuple[tuple[Reference, ...], list[ReportLine]]:
    """Make each see-reference a variant of the person it leads to; report those that lead nowhere."""
    references: list[Reference] = []
    report: list[ReportLine] = []
    for entry, unit in zip(entries, units, strict=True):
        target = entry.see
        if target is None:
            continue
        person = _find(target, persons.values())
        if person is None:
            message = f"“{unit.title}” leads to “{target}”, who has no biography"
            report.append(ReportLine("warning", "see-unresolved", message, entry.line))
        else:
            variants = tuple(dict.fromkeys((*person.variants, unit.title)))
            persons[person.id] = replace(person, variants=variants)
        start = unit.text.rfind(target)
        led_to = (person.biography,) if person and person.biography else ()
        references.append(Reference(unit.id, 0, start, start + len(target), target, led_to))
    return tuple(references), report


def _find(target: str, persons: Iterable[Person]) -> Person | None:
    """Find the person a see-reference means: the heading itself, or the only one that begins so."""
    wanted = _letters(target)
    exact = [person for person in persons if _letters(person.name) == wanted]
    starting = exact or [person for person in persons if _letters(person.name).startswith(f"{wanted} ")]
    return starting[0] if len(starting) == 1 else None


def _letters(name: str) -> str:
    return " ".join(re.findall(r"[\w-]+", name.casefold()))
