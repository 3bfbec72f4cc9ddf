"""Turns a calendar's entries into units: documents, their notes, introductions and glossary entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from corpus.dates.spans import span_from_edtf
from corpus.model import (
    AbstractSource,
    ArchiveReference,
    Edition,
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
from corpus.readers.yaml_files import KeyPath, Value, YamlFile
from corpus.references.archives import parse_archive_reference
from corpus.unit_id import document_id

from .validation import entries

_POINT = re.compile(r"\d+\. ")


@dataclass(frozen=True, slots=True)
class CalendarContext:
    """The calendar, without units, and the persons and topics that entries refer to by id."""

    calendar: Edition
    persons: Mapping[str, Person]
    topics: Mapping[str, Topic]

    @property
    def edition(self) -> str:
        """The id of the calendar."""
        return self.calendar.id

    @property
    def language(self) -> str:
        """The language of the calendar."""
        return self.calendar.language

    def signed(self, unit: Unit) -> Unit:
        """Return a unit of the calendar with who wrote it."""
        calendar = self.calendar
        source = AbstractSource(unit.id, calendar.title, calendar.editors, calendar.year)
        return replace(unit, abstract_source=source)

    def person_ref(self, id: str) -> PersonRef:
        """Return a reference to the person with this id, by display name; ``KeyError`` if there is none."""
        return PersonRef(id, self.persons[id].display)

    def topic_refs(self, ids: Value) -> tuple[TopicRef, ...]:
        """Return references to the topics with these ids; empty for None, ``KeyError`` for an unknown id."""
        return tuple(TopicRef(id, self.topics[id].label, "calendar") for id in _strings(ids))

    def person_refs(self, ids: Value) -> tuple[PersonRef, ...]:
        """Return references to the persons with these ids; empty for None, ``KeyError`` for an unknown id."""
        return tuple(self.person_ref(id) for id in _strings(ids))


def make_documents(
    file: YamlFile, chapter: str, *, appendix: bool, context: CalendarContext
) -> Iterator[Unit]:
    """Yield each document of a chapter followed by its notes, with ``order`` still 0.

    Args:
        file: the chapter's file.
        chapter: the chapter's title.
        appendix: whether these are documents of an appendix.
    """
    for key_path, entry in entries(file, "documents"):
        document = _make_document(file, key_path, entry, chapter, appendix, context)
        yield document
        kind = "appendix document" if appendix else "document"
        yield from _make_notes(file, key_path, entry, document, f"{kind} {document.number}")


def _make_document(
    file: YamlFile,
    key_path: KeyPath,
    entry: dict[str, Value],
    chapter: str,
    appendix: bool,
    context: CalendarContext,
) -> Unit:
    """Return a document's entry as a unit, with its abstract as the text."""
    dateline = cast("str | None", entry.get("dateline"))
    span = span_from_edtf(cast("str", entry["date"]), dateline=dateline, inferred="inferred" in entry)
    number = str(entry["number"])
    abstract = paragraphs(cast("str", entry["abstract"]), file.line((*key_path, "abstract")))
    return Unit(
        id=document_id(context.edition, number, appendix=appendix),
        edition=context.edition,
        kind="document",
        title=cast("str", entry.get("title")) or f"{_make_title(entry, context)}, {span.display}",
        order=0,
        paragraphs=abstract,
        number=number,
        chapter=chapter,
        medium=cast("str", entry["medium"]),
        dateline=dateline,
        date=span,
        senders=context.person_refs(entry.get("from")),
        recipients=context.person_refs(entry.get("to")),
        mentions=context.person_refs(entry.get("mentioned")),
        place=cast("str | None", entry.get("place")),
        archive=parse_archive(cast("str", entry["archive"]), cast("str | None", entry.get("archive_remark"))),
        pages=expand_pages(str(entry.get("pages", ""))),
        topics=context.topic_refs(entry["topics"]),
        abstract="\n\n".join(paragraph.text for paragraph in abstract),
        language=context.language,
    )


def _make_notes(
    file: YamlFile, key_path: KeyPath, entry: dict[str, Value], parent: Unit, parent_title: str
) -> Iterator[Unit]:
    """Yield the notes listed in an entry, numbered from 1."""
    for number, text in enumerate(_strings(entry.get("notes")), 1):
        line = file.line((*key_path, "notes", number - 1))
        yield make_note(parent, str(number), paragraphs(text, line), parent_title)


def make_introduction(
    file: YamlFile, id: str, chapter: str | None, context: CalendarContext
) -> Iterator[Unit]:
    """Yield the introduction in a file, if there is one, followed by its notes.

    Args:
        id: the last part of the unit's id.
        chapter: the chapter's title; None for a general introduction.
    """
    entry = cast("dict[str, Value] | None", file.value.get("introduction"))
    if entry is None:
        return
    introduction = Unit(
        id=f"{context.edition}/{id}",
        edition=context.edition,
        kind="introduction",
        title=cast("str", entry["title"]),
        order=0,
        paragraphs=paragraphs(cast("str", entry["text"]), file.line(("introduction", "text"))),
        chapter=chapter,
        language=context.language,
    )
    yield introduction
    yield from _make_notes(file, ("introduction",), entry, introduction, introduction.title)


def make_term(entry: dict[str, Value], slug: str, context: CalendarContext, line: int) -> tuple[Unit, Term]:
    """Return a glossary entry as a unit, and its term with the forms that are synonyms in queries.

    Args:
        slug: the end of the unit's id.
    """
    name = cast("str", entry["term"])
    text = Paragraph(" ".join(cast("str", entry["text"]).split()), line=line)
    unit = make_entry(context.edition, "glossary", slug, name, (text,), "Glossary")
    return unit, Term(unit.id, name, tuple(_strings(entry.get("forms"))))


def paragraphs(text: str, line: int) -> tuple[Paragraph, ...]:
    """Split text at blank lines and before numbered items, which get the style "item"; unwrap lines.

    Args:
        line: the line of the source to record for all paragraphs.
    """
    blocks = re.split(r"\n\s*\n|\n(?=\d+\. )", text.strip())
    joined = [" ".join(block.split()) for block in blocks]
    return tuple(
        Paragraph(block, style="item" if _POINT.match(block) else "paragraph", line=line) for block in joined
    )


def parse_archive(reference: str, remark: str | None = None) -> ArchiveReference:
    """Parse an archive reference in normal form and attach a remark, if any."""
    return replace(parse_archive_reference(reference), remark=remark)


def expand_pages(printed: str) -> tuple[str, ...]:
    """Return the page labels of a range: ``49–53`` as five labels, a single page as one, "" as none.

    Raises:
        ValueError: a page is not a number.
    """
    if not printed:
        return ()
    first, _, last = printed.partition("–")
    return tuple(str(page) for page in range(int(first), int(last or first) + 1))


def _make_title(entry: dict[str, Value], context: CalendarContext) -> str:
    """Compose a title such as "Kaganovich to Stalin" from the entry's senders and recipients."""
    parties = [
        join_names([_name_in_title(context.persons[id]) for id in _strings(entry[key])])
        for key in ("from", "to")
    ]
    heading = " to ".join(parties)
    return heading[:1].upper() + heading[1:]


def _name_in_title(person: Person) -> str:
    """Return a person's surname, or a group's name with a small first letter ("members of the Politburo")."""
    return person.name[:1].lower() + person.name[1:] if person.kind == "group" else surname(person.name)


def _strings(value: Value) -> list[str]:
    """Return a list of strings as it is, and None as an empty list."""
    return cast("list[str]", value or [])
