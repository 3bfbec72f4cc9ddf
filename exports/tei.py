"""Units as TEI P5: header with ``correspDesc``, text with notes in place, page breaks, emphasis. Pure.

Guidelines: https://tei-c.org/guidelines/p5/ (chapter 2.4.6 for correspondence).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from corpus.model import DateSpan, Edition, Paragraph, Person, PersonRef, Unit
from exports.citation import cite
from exports.clean_text import xml_document

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
MEDIA_TYPE: Final = "application/tei+xml"
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")
_RENDITIONS: Final = {"italic": "italic", "bold": "bold", "superscript": "superscript"}


@dataclass(frozen=True, slots=True)
class Exported:
    """A unit with its notes, its edition and the address of its page."""

    unit: Unit
    notes: Sequence[Unit]
    edition: Edition
    address: str


def write_tei(exported: Sequence[Exported], persons: Mapping[str, Person]) -> str:
    """Write units as one TEI document, several as a ``teiCorpus``; notes whose document is there stand in it.

    ``xml:id`` is the name of a unit in its edition, where there are several after the edition's own.
    """
    ids = {one.unit.id for one in exported}
    is_mixed = len({one.unit.edition for one in exported}) > 1
    written = [_tei(one, persons, is_mixed) for one in exported if one.unit.parent not in ids]
    if len(written) == 1:
        return xml_document(written[0].replace("<TEI", f'<TEI xmlns="{NAMESPACE}"', 1))
    header = (
        "<teiHeader><fileDesc><titleStmt><title>Units exported from Perepiska</title></titleStmt>"
        "<publicationStmt><p>See each unit.</p></publicationStmt>"
        "<sourceDesc><p>See each unit.</p></sourceDesc></fileDesc></teiHeader>"
    )
    return xml_document(f'<teiCorpus xmlns="{NAMESPACE}">{header}{"".join(written)}</teiCorpus>')


def write_correspondence(unit: Unit, persons: Mapping[str, Person], attributes: str = "") -> str:
    """Write who sent it to whom, where and when, as ``correspDesc``; empty where nothing is known of that."""
    sent = _names(unit.senders, persons) + _place(unit) + write_date(unit.date)
    received = _names(unit.recipients, persons)
    actions = [
        f'<correspAction type="{kind}">{content}</correspAction>'
        for kind, content in (("sent", sent), ("received", received))
        if content
    ]
    return f"<correspDesc{attributes}>{''.join(actions)}</correspDesc>" if actions else ""


def write_date(span: DateSpan | None) -> str:
    """Write a date with the attributes of TEI; a date without bounds as its text alone."""
    if span is None:
        return ""
    first, last = span.earliest, span.latest
    if first and first == last:
        attributes = f' when="{first.isoformat()}"'
    elif span.certainty == "uncertain" or "/" not in span.edtf:
        attributes = f' notBefore="{first.isoformat()}"' if first else ""
        attributes += f' notAfter="{last.isoformat()}"' if last else ""
    else:
        attributes = f' from="{first.isoformat()}"' if first else ""
        attributes += f' to="{last.isoformat()}"' if last else ""
    if span.certainty == "inferred":
        attributes += ' evidence="conjecture"'
    elif span.certainty in ("uncertain", "approximate"):
        attributes += ' cert="low"'
    return f"<date{attributes}>{_text(span.display)}</date>"


def _tei(exported: Exported, persons: Mapping[str, Person], is_mixed: bool) -> str:
    unit = exported.unit
    described = write_correspondence(unit, persons) if unit.kind == "document" else ""
    abstract = f"<abstract><p>{_text(unit.summary)}</p></abstract>" if unit.summary else ""
    terms = "".join(f"<term>{_text(topic.label)}</term>" for topic in unit.topics)
    keywords = f"<textClass><keywords>{terms}</keywords></textClass>" if terms else ""
    language = f"<langUsage><language ident={quoteattr(unit.language)}/></langUsage>"
    header = (
        f"<teiHeader><fileDesc><titleStmt><title>{_text(unit.title)}</title></titleStmt>"
        f"<publicationStmt><p>Exported from Perepiska: {_text(exported.address)}</p></publicationStmt>"
        f"<sourceDesc><bibl>{_text(str(cite(unit, exported.edition)))}</bibl>{_manuscript(unit)}</sourceDesc>"
        f"</fileDesc><profileDesc>{abstract}{language}{keywords}{described}</profileDesc></teiHeader>"
    )
    kind = "letter" if unit.kind == "document" else unit.kind
    placed: set[str] = set()
    notes = {note.id: _note(note, is_mixed) for note in exported.notes}
    body = "".join(_paragraph(paragraph, notes, placed) for paragraph in unit.paragraphs) or "<p/>"
    left = "".join(note for id, note in notes.items() if id not in placed)
    back = f"<back><div>{left}</div></back>" if left else ""
    number = f" n={quoteattr(unit.number)}" if unit.number else ""
    return (
        f"<TEI{_identity(unit, is_mixed)}>{header}<text xml:lang={quoteattr(unit.language)}>"
        f'<body><div type="{kind}"{number}>{body}</div></body>{back}</text></TEI>'
    )


def _identity(unit: Unit, is_mixed: bool) -> str:
    """Write the unit's name as an ``xml:id``, which begins with no digit and has no slash or other sign."""
    name = _NOT_IN_NAMES.sub("_", unit.id if is_mixed else unit.id.partition("/")[2])
    return f" xml:id={quoteattr(name if name[:1].isalpha() else f'_{name}')}"


def _manuscript(unit: Unit) -> str:
    if unit.archive is None:
        return ""
    repository = f"<repository>{_text(unit.archive.archive)}</repository>" if unit.archive.archive else ""
    rest = replace(unit.archive, archive=None)
    return f"<msDesc><msIdentifier>{repository}<idno>{_text(str(rest))}</idno></msIdentifier></msDesc>"


def _names(named: Iterable[PersonRef], persons: Mapping[str, Person]) -> str:
    return "".join(_name(one, persons.get(one.id)) for one in named)


def _name(named: PersonRef, person: Person | None) -> str:
    element = "orgName" if person and person.kind == "group" else "persName"
    ref = f" ref={quoteattr(' '.join(person.same_as))}" if person and person.same_as else ""
    name = _text(person.display if person else named.name)
    return f"<{element} key={quoteattr(named.id)}{ref}>{name}</{element}>"


def _place(unit: Unit) -> str:
    return f"<placeName>{_text(unit.place)}</placeName>" if unit.place else ""


def _paragraph(paragraph: Paragraph, notes: Mapping[str, str], placed: set[str]) -> str:
    """Write a paragraph; a heading, signature and so on is told by ``rend``."""
    rend = "" if paragraph.style == "paragraph" else f' rend="{paragraph.style}"'
    return f"<p{rend}>{_content(paragraph, notes, placed)}</p>"


def _content(paragraph: Paragraph, notes: Mapping[str, str], placed: set[str]) -> str:
    length = len(paragraph.text)
    cuts = {0, length}
    for span in paragraph.spans:
        cuts |= {span.start, span.end}
    cuts |= {marker.offset for marker in paragraph.markers} | {offset for offset, _ in paragraph.breaks}
    written: list[str] = []
    for start, end in [*pairwise(sorted(cut for cut in cuts if 0 <= cut <= length)), (length, length)]:
        for marker in paragraph.markers:
            note = notes.get(marker.note or "")
            if marker.offset == start and note and marker.note not in placed:
                placed.add(marker.note or "")
                written.append(note)
        written += [f"<pb n={quoteattr(page)}/>" for offset, page in paragraph.breaks if offset == start]
        if end > start:
            written.append(_piece(paragraph, start, end))
    return "".join(written)


def _piece(paragraph: Paragraph, start: int, end: int) -> str:
    text = _text(paragraph.text[start:end])
    for style in sorted({span.style for span in paragraph.spans if span.start <= start < span.end}):
        text = f'<hi rend="{_RENDITIONS[style]}">{text}</hi>'
    return text


def _note(note: Unit, is_mixed: bool) -> str:
    number = f" n={quoteattr(note.number)}" if note.number else ""
    inner = "".join(f"<p>{_content(paragraph, {}, set())}</p>" for paragraph in note.paragraphs)
    return f'<note{_identity(note, is_mixed)} type="editorial"{number}>{inner}</note>'


def _text(text: str | None) -> str:
    return escape(text or "")
