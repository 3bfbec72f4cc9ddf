"""Entries of a calendar as units: documents, their notes, introductions, glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from corpus.dates.spans import read_edtf
from corpus.model import (
    ArchiveReference,
    Paragraph,
    Person,
    PersonRef,
    Reference,
    Term,
    Topic,
    TopicRef,
    Unit,
)
from corpus.persons.names import surname
from corpus.references.archives import parse_archive_reference

from .nodes import Place, Sheet, Value
from .validation import entries

_POINT = re.compile(r"\d+\. ")
_SEE = re.compile(r"\b(appendix )?documents? (\d+(?:(?:, | and |–)\d+)*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Register:
    """What entries name by id."""

    edition: str
    language: str
    persons: Mapping[str, Person]
    topics: Mapping[str, Topic]

    def person(self, id: str) -> PersonRef:
        """The person of this id as named on documents."""
        return PersonRef(id, self.persons[id].display)

    def all(self, ids: Value) -> tuple[PersonRef, ...]:
        """The persons of a list of ids."""
        return tuple(self.person(id) for id in _strings(ids))


def make_documents(sheet: Sheet, chapter: str, *, appendix: bool, register: Register) -> Iterator[Unit]:
    """Each document of a chapter, followed by its notes; all of order 0."""
    for place, entry in entries(sheet, "documents"):
        document = _document(sheet, place, entry, chapter, appendix, register)
        yield document
        kind = "appendix document" if appendix else "document"
        yield from _notes(sheet, place, entry, document, f"{kind} {document.number}")


def _document(
    sheet: Sheet, place: Place, entry: dict[str, Value], chapter: str, appendix: bool, register: Register
) -> Unit:
    dateline = cast("str | None", entry.get("dateline"))
    span = read_edtf(cast("str", entry["date"]), dateline=dateline, inferred="inferred" in entry)
    number = str(entry["number"])
    abstract = paragraphs(cast("str", entry["abstract"]), sheet.line((*place, "abstract")))
    return Unit(
        id=f"{register.edition}/{'app' if appendix else 'doc'}-{number}",
        edition=register.edition,
        kind="document",
        title=cast("str", entry.get("title")) or f"{_heading(entry, register)}, {span.display}",
        order=0,
        paragraphs=abstract,
        number=number,
        chapter=chapter,
        medium=cast("str", entry["medium"]),
        dateline=dateline,
        date=span,
        senders=register.all(entry.get("from")),
        recipients=register.all(entry.get("to")),
        mentions=register.all(entry.get("mentioned")),
        place=cast("str | None", entry.get("place")),
        archive=read_archive(cast("str", entry["archive"]), cast("str | None", entry.get("archive_remark"))),
        pages=read_pages(str(entry.get("pages", ""))),
        topics=tuple(TopicRef(id, register.topics[id].label, "calendar") for id in _strings(entry["topics"])),
        abstract="\n\n".join(paragraph.text for paragraph in abstract),
        language=register.language,
    )


def _notes(sheet: Sheet, place: Place, entry: dict[str, Value], parent: Unit, named: str) -> Iterator[Unit]:
    for number, text in enumerate(_strings(entry.get("notes")), 1):
        yield Unit(
            id=f"{parent.id}.n{number}",
            edition=parent.edition,
            kind="note",
            title=f"Note {number} to {named}",
            order=0,
            paragraphs=paragraphs(text, sheet.line((*place, "notes", number - 1))),
            number=str(number),
            parent=parent.id,
            chapter=parent.chapter,
            date=parent.date,
            language=parent.language,
        )


def make_introduction(sheet: Sheet, id: str, chapter: str | None, register: Register) -> Iterator[Unit]:
    """The introduction a file holds, if any, followed by its notes."""
    entry = cast("dict[str, Value] | None", sheet.value.get("introduction"))
    if entry is None:
        return
    introduction = Unit(
        id=f"{register.edition}/{id}",
        edition=register.edition,
        kind="introduction",
        title=cast("str", entry["title"]),
        order=0,
        paragraphs=paragraphs(cast("str", entry["text"]), sheet.line(("introduction", "text"))),
        chapter=chapter,
        language=register.language,
    )
    yield introduction
    yield from _notes(sheet, ("introduction",), entry, introduction, introduction.title)


def make_term(entry: dict[str, Value], id: str, register: Register, line: int) -> tuple[Unit, Term]:
    """A glossary entry and the forms that stand for each other in queries."""
    name = cast("str", entry["term"])
    unit = Unit(
        id=id,
        edition=register.edition,
        kind="glossary",
        title=name,
        order=0,
        paragraphs=(Paragraph(" ".join(cast("str", entry["text"]).split()), line=line),),
        chapter="Glossary",
        language=register.language,
    )
    return unit, Term(id, name, tuple(_strings(entry.get("forms"))))


def find_references(unit: Unit, known: Mapping[str, Unit]) -> Iterator[Reference]:
    """Where a text says "document 5" or "appendix document 2", and the units meant."""
    for position, paragraph in enumerate(unit.paragraphs):
        for match in _SEE.finditer(paragraph.text):
            stem = f"{unit.edition}/{'app' if match[1] else 'doc'}-"
            targets = tuple(stem + number for number in _numbers(match[2]) if stem + number in known)
            yield Reference(unit.id, position, match.start(), match.end(), match[0], targets)


def paragraphs(text: str, line: int) -> tuple[Paragraph, ...]:
    """Split a block of text at blank lines and before numbered points."""
    blocks = re.split(r"\n\s*\n|\n(?=\d+\. )", text.strip())
    joined = [" ".join(block.split()) for block in blocks]
    return tuple(
        Paragraph(block, style="item" if _POINT.match(block) else "paragraph", line=line) for block in joined
    )


def read_archive(normal: str, remark: str | None = None) -> ArchiveReference:
    """Take the normal form of an archive reference apart."""
    return replace(parse_archive_reference(normal), remark=remark)


def read_pages(printed: str) -> tuple[str, ...]:
    """``49–53`` as the labels of five pages."""
    if not printed:
        return ()
    first, _, last = printed.partition("–")
    return tuple(str(page) for page in range(int(first), int(last or first) + 1))


def _heading(entry: dict[str, Value], register: Register) -> str:
    ends = [_listed([_called(register.persons[id]) for id in _strings(entry[key])]) for key in ("from", "to")]
    heading = " to ".join(ends)
    return heading[:1].upper() + heading[1:]


def _called(person: Person) -> str:
    """A person by surname, a group in the midst of a sentence: "members of the Politburo"."""
    return person.name[:1].lower() + person.name[1:] if person.kind == "group" else surname(person.name)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _numbers(printed: str) -> Iterator[str]:
    for part in re.split(r", | and ", printed):
        first, _, last = part.partition("–")
        yield from (str(number) for number in range(int(first), int(last or first) + 1))


def _strings(value: Value) -> list[str]:
    return cast("list[str]", value or [])
