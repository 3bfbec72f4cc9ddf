"""The editors' cross-references, resolved to units: "See note 4 to document 5 and documents 2, 4, 6".

Each number is a separate reference, so that each can become a link; a range ("documents 86–91") is one
reference with several targets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Kind, Reference, ReportLine, Unit
from corpus.text.numerals import from_roman
from corpus.unit_id import document_id, note_id

ReferenceKind = Literal["document", "appendix", "note", "local-note", "chapter-introduction", "introduction"]

_MONTH = r"(?!\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)"
_NUMBER = rf"\d{{1,4}}(?![\d%]|[.,]\d){_MONTH}"
_ITEM = rf"{_NUMBER}(?:\s?[-–]\s?{_NUMBER})?"
_LIST = rf"{_ITEM}(?:(?:,\s*(?:and\s+|or\s+|&\s*)?|\s+(?:and|or)\s+|\s*&\s*){_ITEM})*"
_NOTES = rf"(?:(?:notes|nn\.)\s+(?P<notes>{_LIST})|(?:note|n\.)\s+(?P<note>{_NUMBER}))"
_NEAR_NOTES = _NOTES.replace("<note", "<near_note")
_DOCUMENT = r"(?:docs?\.|documents?|letters?)"
_SEEN_LETTER = r"(?<=\bsee\s)letters?|(?<=\bsee\salso\s)letters?|(?<=\bcf\.\s)letters?"
_NOTE_OF = re.compile(
    rf"\b{_NOTES}\s+(?:to|of|in)\s+(?:the\s+)?(?P<appendix>Appendix[:,]?\s+)?{_DOCUMENT}\s+(?P<of>{_NUMBER})",
    re.IGNORECASE,
)
_WITH_NOTE = re.compile(
    rf"\b(?P<appendix>Appendix[:,]?\s+)?{_DOCUMENT}\s+(?P<of>{_NUMBER}),?\s+\(?{_NOTES}(?!\s+(?:to|of|in)\b)",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\b(?P<appendix>Appendix[:,]?\s+)?"
    rf"(?:(?:docs\.|documents|{_SEEN_LETTER})\s+(?P<many>{_LIST})|(?:doc\.|document)\s+(?P<one>{_ITEM}))"
    r"(?P<after>\s+(?:in|of|to)\s+the\s+Appendix)?",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    r"\bthe\s+introductions?\s+to\s+(?:the\s+)?(?:(?P<this>this\s+(?:chapter|part|year))"
    r"|(?:chapters?|parts?)\s+(?P<number>\d{1,2}|[IVX]{1,5})|(?P<year>1\d{3}|20\d\d)(?:\s+chapter)?)\b",
    re.IGNORECASE,
)
_BOOK = re.compile(
    r"\bthe\s+(?:general\s+)?introduction\s+to\s+(?:this|the)\s+(?:volume|book)\b", re.IGNORECASE
)
_LOCAL_NOTES = re.compile(
    rf"\b(?:see|cf\.|compare)(?:\s+also)?\s+{_NOTES}(?!\s+(?:to|of|in)\b)|\b{_NEAR_NOTES}"
    r"(?=,?\s+(?:above|below)\b)",
    re.IGNORECASE,
)
EDITORIAL_KINDS: tuple[Kind, ...] = ("note", "introduction", "biography", "glossary")


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """A cross-reference as printed; ``text[start:end] == printed``.

    ``number`` is that of the document or chapter (None: the current one), ``note`` that of a note, and
    ``last`` the end of a range of documents or notes.
    """

    start: int
    end: int
    printed: str
    kind: ReferenceKind
    number: str | None = None
    note: str | None = None
    last: str | None = None
    in_appendix: bool = False


def find_cross_references(text: str) -> tuple[PrintedReference, ...]:
    """Find the cross-references in an editors' text, in order and without overlaps."""
    references: list[PrintedReference] = []
    for pattern, parse in (
        (_NOTE_OF, _notes_of_document),
        (_WITH_NOTE, _notes_of_document),
        (_DOCUMENTS, _documents),
        (_CHAPTER, _introduction),
        (_BOOK, _introduction),
        (_LOCAL_NOTES, _local_notes),
    ):
        for match in pattern.finditer(text):
            if all(match.end() <= other.start or match.start() >= other.end for other in references):
                references += parse(match)
    return tuple(sorted(references, key=lambda reference: reference.start))


def resolve_cross_references(
    units: Sequence[Unit], kinds: Collection[Kind] = EDITORIAL_KINDS
) -> tuple[tuple[Reference, ...], tuple[ReportLine, ...]]:
    """Find and resolve the cross-references in all units of the given kinds.

    Returns:
        The references, each with the ids of those targets that exist (possibly none), and a warning for each
        target that does not.
    """
    targets = _ReferenceTargets(units)
    references: list[Reference] = []
    report: list[ReportLine] = []
    for unit in units:
        if unit.kind not in kinds:
            continue
        for number, paragraph in enumerate(unit.paragraphs):
            for printed in find_cross_references(paragraph.text):
                ids = targets.ids(printed, unit)
                existing = tuple(id for id in ids if id in targets.known)
                span = number, printed.start, printed.end, printed.printed
                references.append(Reference(unit.id, *span, existing))
                for missing in ids:
                    if missing not in targets.known:
                        message = (
                            f"“{printed.printed}” in {unit.id} refers to {missing}, which does not exist"
                        )
                        report.append(ReportLine("warning", "reference-unresolved", message, paragraph.line))
    return tuple(references), tuple(report)


def text_without_references(unit: Unit, references: Iterable[Reference]) -> str:
    """Return the text of a unit with its cross-references replaced by spaces."""
    texts = [paragraph.text for paragraph in unit.paragraphs]
    for reference in references:
        text = texts[reference.paragraph]
        blank = " " * (reference.end - reference.start)
        texts[reference.paragraph] = text[: reference.start] + blank + text[reference.end :]
    return "\n\n".join(texts)


class _ReferenceTargets:
    """The units of an edition as possible targets of cross-references."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.known = {unit.id for unit in units}
        introductions = [unit for unit in units if unit.kind == "introduction"]
        self._introduction = next((unit.id for unit in introductions if not unit.chapter), "")
        self._introduction = next(
            (unit.id for unit in introductions if unit.id.endswith("/introduction")), self._introduction
        )
        chapters = dict.fromkeys(unit.chapter for unit in units if unit.kind == "document" and unit.chapter)
        self._chapters = {
            chapter: next((unit.id for unit in introductions if unit.chapter == chapter), None)
            for chapter in chapters
        }

    def ids(self, printed: PrintedReference, unit: Unit) -> tuple[str, ...]:
        """Return the unit ids that a reference in ``unit`` refers to, whether they exist or not."""
        match printed.kind:
            case "chapter-introduction":
                return self._chapter(printed, unit)
            case "introduction":
                return (self._introduction or f"{unit.edition}/introduction",)
            case "local-note":
                parent = unit.parent or unit.id
                return tuple(note_id(parent, note) for note in _span(printed.note, printed.last))
            case "note":
                document = document_id(unit.edition, printed.number or "", appendix=printed.in_appendix)
                return tuple(note_id(document, note) for note in _span(printed.note, printed.last))
        numbers = _span(printed.number, printed.last)
        in_appendix = printed.in_appendix
        return tuple(document_id(unit.edition, number, appendix=in_appendix) for number in numbers)

    def _chapter(self, printed: PrintedReference, unit: Unit) -> tuple[str, ...]:
        """Return the id of a chapter's introduction, whether it exists or not, as the only item.

        The chapter is the one that the reference names or numbers, or that of ``unit`` if it does neither.
        """
        chapters = list(self._chapters)
        chapter = unit.chapter
        if printed.number in chapters:
            chapter = printed.number
        elif printed.number:
            i = int(printed.number) - 1
            chapter = chapters[i] if 0 <= i < len(chapters) else None
        introduction = self._chapters.get(chapter or "")
        return (introduction or f"{unit.edition}/{printed.number or unit.chapter}-introduction",)


def _notes_of_document(match: re.Match[str]) -> Iterator[PrintedReference]:
    """Parse "notes 3 and 4 to document 12" and "document 12, note 3"."""
    group = "notes" if match["notes"] else "note"
    for start, end, first, last in _items(match, group):
        printed = match.string[start:end]
        yield PrintedReference(start, end, printed, "note", match["of"], first, last, bool(match["appendix"]))


def _documents(match: re.Match[str]) -> Iterator[PrintedReference]:
    """Parse "documents 2, 4–6" and "document 3 in the Appendix"."""
    in_appendix = bool(match["appendix"] or match["after"])
    kind: ReferenceKind = "appendix" if in_appendix else "document"
    for start, end, first, last in _items(match, "many" if match["many"] else "one"):
        printed = match.string[start:end]
        yield PrintedReference(start, end, printed, kind, first, last=last, in_appendix=in_appendix)


def _local_notes(match: re.Match[str]) -> Iterator[PrintedReference]:
    """Parse "see note 4" and "note 4 above", which are notes to the same document."""
    group = next(name for name, value in match.groupdict().items() if value)
    word = match.start() + re.search(r"\bn(?:ote|n?\.)", match.group(), re.IGNORECASE).start()  # type: ignore[union-attr]
    for start, end, first, last in _items(match, group, within_words=False):
        start = max(start, word)
        yield PrintedReference(start, end, match.string[start:end], "local-note", None, first, last)


def _introduction(match: re.Match[str]) -> Iterator[PrintedReference]:
    """Parse "the introduction to chapter 2" and "the introduction to this volume"."""
    groups = match.groupdict()
    kind: ReferenceKind = "chapter-introduction" if "this" in groups else "introduction"
    number = groups.get("year") or _arabic(groups.get("number"))
    yield PrintedReference(match.start(), match.end(), match.group(), kind, number)


def _items(
    match: re.Match[str], group: str, *, within_words: bool = True
) -> Iterator[tuple[int, int, str, str | None]]:
    """Split a list of numbers: yield (start, end, number, last number of a range).

    The first item extends to the words before it and, with ``within_words``, the last to those after it.
    """
    items = list(re.finditer(r"(\d+)(?:\s?[-–]\s?(\d+))?", match[group]))
    offset = match.start(group)
    for i, item in enumerate(items):
        start = match.start() if i == 0 else offset + item.start()
        is_last = i == len(items) - 1
        end = match.end() if is_last and within_words else offset + item.end()
        yield start, end, item[1], item[2]


def _arabic(number: str | None) -> str | None:
    """Convert a chapter's Roman numeral to Arabic digits; return anything else unchanged."""
    value = from_roman(number or "")
    return str(value) if value else number


def _span(first: str | None, last: str | None) -> Iterable[str]:
    """Return the numbers of a range, as text; only its ends if it runs backwards or has over 100 numbers.

    If ``last`` is None, only ``first`` is returned; if ``first`` is None, nothing.
    """
    if not first:
        return ()
    if not last:
        return (first,)
    low, high = int(first), int(last)
    return [str(number) for number in range(low, high + 1)] if low < high < low + 100 else (first, last)
