"""Entries of a calendar as units: documents, their notes, introductions, glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from corpus.dates.spans import span_from_edtf
from corpus.model import (
    ArchiveReference,
    Paragraph,
    Person,
    PersonRef,
    Term,
    Topic,
    TopicRef,
    Unit,
)
from corpus.persons.names import surname
from corpus.readers.assembly import join_names, make_entry, make_note
from corpus.references.archives import parse_archive_reference
from corpus.unit_id import document_id

from .nodes import Place, Sheet, Value
from .validation import entries

_POINT = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What entries name by id."""

    edition: str
    language: str
    persons: Mapping[str, Person]
    topics: Mapping[str, Topic]

    def person(self, id: str) -> PersonRef:
        """The person of this id as named on documents."""
        return PersonRef(id, self.persons[id].display)

    def topic_refs(self, ids: Value) -> tuple[TopicRef, ...]:
        """The topics of a list of ids."""
        return tuple(TopicRef(id, self.topics[id].label, "calendar") for id in _strings(ids))

    def all(self, ids: Value) -> tuple[PersonRef, ...]:
        """The persons of a list of ids."""
        return tuple(self.person(id) for id in _strings(ids))


def make_documents(sheet: Sheet, chapter: str, *, appendix: bool, vocabulary: Vocabulary) -> Iterator[Unit]:
    """Each document of a chapter, followed by its notes; all of order 0."""
    for place, entry in entries(sheet, "documents"):
        document = _document(sheet, place, entry, chapter, appendix, vocabulary)
        yield document
        kind = "appendix document" if appendix else "document"
        yield from _notes(sheet, place, entry, document, f"{kind} {document.number}")


def _document(
    sheet: Sheet, place: Place, entry: dict[str, Value], chapter: str, appendix: bool, vocabulary: Vocabulary
) -> Unit:
    dateline = cast("str | None", entry.get("dateline"))
    span = span_from_edtf(cast("str", entry["date"]), dateline=dateline, inferred="inferred" in entry)
    number = str(entry["number"])
    abstract = paragraphs(cast("str", entry["abstract"]), sheet.line((*place, "abstract")))
    return Unit(
        id=document_id(vocabulary.edition, number, appendix=appendix),
        edition=vocabulary.edition,
        kind="document",
        title=cast("str", entry.get("title")) or f"{_heading(entry, vocabulary)}, {span.display}",
        order=0,
        paragraphs=abstract,
        number=number,
        chapter=chapter,
        medium=cast("str", entry["medium"]),
        dateline=dateline,
        date=span,
        senders=vocabulary.all(entry.get("from")),
        recipients=vocabulary.all(entry.get("to")),
        mentions=vocabulary.all(entry.get("mentioned")),
        place=cast("str | None", entry.get("place")),
        archive=read_archive(cast("str", entry["archive"]), cast("str | None", entry.get("archive_remark"))),
        pages=read_pages(str(entry.get("pages", ""))),
        topics=vocabulary.topic_refs(entry["topics"]),
        abstract="\n\n".join(paragraph.text for paragraph in abstract),
        language=vocabulary.language,
    )


def _notes(sheet: Sheet, place: Place, entry: dict[str, Value], parent: Unit, named: str) -> Iterator[Unit]:
    for number, text in enumerate(_strings(entry.get("notes")), 1):
        line = sheet.line((*place, "notes", number - 1))
        yield make_note(parent, str(number), paragraphs(text, line), named)


def make_introduction(sheet: Sheet, id: str, chapter: str | None, vocabulary: Vocabulary) -> Iterator[Unit]:
    """The introduction a file holds, if any, followed by its notes."""
    entry = cast("dict[str, Value] | None", sheet.value.get("introduction"))
    if entry is None:
        return
    introduction = Unit(
        id=f"{vocabulary.edition}/{id}",
        edition=vocabulary.edition,
        kind="introduction",
        title=cast("str", entry["title"]),
        order=0,
        paragraphs=paragraphs(cast("str", entry["text"]), sheet.line(("introduction", "text"))),
        chapter=chapter,
        language=vocabulary.language,
    )
    yield introduction
    yield from _notes(sheet, ("introduction",), entry, introduction, introduction.title)


def make_term(entry: dict[str, Value], slug: str, vocabulary: Vocabulary, line: int) -> tuple[Unit, Term]:
    """A glossary entry and the forms that stand for each other in queries."""
    name = cast("str", entry["term"])
    text = Paragraph(" ".join(cast("str", entry["text"]).split()), line=line)
    unit = make_entry(vocabulary.edition, "glossary", slug, name, (text,), "Glossary")
    return unit, Term(unit.id, name, tuple(_strings(entry.get("forms"))))


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


def _heading(entry: dict[str, Value], vocabulary: Vocabulary) -> str:
    ends = [
        join_names([_called(vocabulary.persons[id]) for id in _strings(entry[key])]) for key in ("from", "to")
    ]
    heading = " to ".join(ends)
    return heading[:1].upper() + heading[1:]


def _called(person: Person) -> str:
    """A person by surname, a group in the midst of a sentence: "members of the Politburo"."""
    return person.name[:1].lower() + person.name[1:] if person.kind == "group" else surname(person.name)


def _strings(value: Value) -> list[str]:
    return cast("list[str]", value or [])
