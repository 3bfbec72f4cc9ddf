"""The words of an edition as data: what every reader yields and everything else works on.

All ids of units are whole addresses, ``<edition>/<unit>`` (``stalin-kaganovich/doc-24.n3``): they are
promises and survive re-indexing. All text is plain Unicode; what was italic or a note marker in print
is kept beside it as character offsets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["document", "note", "introduction", "biography", "glossary"]
Certainty = Literal["exact", "inferred", "approximate", "uncertain"]
YearSource = Literal["dateline", "editors", "chapter"]
BoundSource = Literal["chapter", "neighbours", "default"]
SpanStyle = Literal["italic", "bold", "superscript"]
ParagraphStyle = Literal["heading", "salutation", "paragraph", "item", "signature", "postscript", "table"]
PersonKind = Literal["person", "group"]
ReportLevel = Literal["info", "dropped", "warning"]
ReplyEvidence = Literal["number", "day", "named", "editors", "words"]
LONGEST_RANGE = 60
"""Pages or documents from the first to the last of an index's range; more are a misprint."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """What we make of a dateline.

    ``earliest`` and ``latest`` bound the day of writing, both inclusive; ``None`` is an open end.
    ``exact``: day, month and year are printed or the year follows from the chapter alone; ``inferred``:
    the editors supplied day or month in brackets; ``approximate``: a span of days, "about"; ``uncertain``:
    open-ended or doubtful.
    """

    edtf: str
    display: str
    earliest: date | None
    latest: date | None
    certainty: Certainty
    year_source: YearSource
    bounded_by: BoundSource | None = None
    """What an end that the edition leaves open was taken from; None where both or neither are stated."""

    @property
    def stated(self) -> tuple[date | None, date | None]:
        """The first and the last day that the edition states; None for an end that it leaves open."""
        if self.bounded_by is None:
            return self.earliest, self.latest
        return (None, self.latest) if self.edtf.lstrip("[{")[:1] in "./" else (self.earliest, None)

    @property
    def known_day(self) -> date | None:
        """The first day that is stated, else the last: the one to sort and count an open date by."""
        first, last = self.stated
        return first or last

    @property
    def years(self) -> range:
        """The years it may lie in; of an open span the year of its one end."""
        ends = [end.year for end in (self.earliest, self.latest) if end]
        return range(min(ends), max(ends) + 1) if ends else range(0)

    @property
    def year_values(self) -> list[str]:
        """The same as filters, addresses and EDTF have them: with four digits."""
        return [f"{year:04}" for year in self.years]


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person or group as named in one place; ``id`` is the id in the edition's register."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of the register of persons: everybody with a biography, and every correspondent.

    ``id`` is the slug of the printed heading (``kaganovich-l-m``); ``name`` is inverted as printed
    ("Kaganovich, L. M."), ``display`` as one would say it ("L. M. Kaganovich"). ``variants`` are other
    spellings found in the edition or made by transliteration rules. ``dates`` are as printed.
    ``members`` lists the persons of a group where known; ``same_as`` are addresses in authority files, as
    ``corpus.persons.authorities`` forms them.
    """

    id: str
    name: str
    display: str
    kind: PersonKind = "person"
    variants: tuple[str, ...] = ()
    dates: str | None = None
    biography: str | None = None
    members: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject from a controlled vocabulary; ``broader`` is the id of the wider topic."""

    id: str
    label: str
    broader: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TopicRef:
    """A topic given to a unit, and where it came from (``calendar``, ``index``, ``nearness``)."""

    id: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class ArchiveReference:
    """Where the original lies; ``str()`` gives the one normal form: ``RGASPI, f. 558, op. 11, d. 739, l. 5``.

    ``fond``, ``opis``, ``delo`` are as printed without their labels; ``leaves`` is ``19–25`` (en dash)
    or ``8, 8ob``; ``scheme`` is ``fond-opis-delo`` or ``free`` (then ``printed`` alone counts).
    """

    printed: str
    archive: str | None = None
    fond: str | None = None
    opis: str | None = None
    delo: str | None = None
    leaves: str | None = None
    remark: str | None = None
    scheme: Literal["fond-opis-delo", "free"] = "fond-opis-delo"

    def __str__(self) -> str:
        if self.scheme == "free":
            return self.printed
        label = "ll." if self.leaves and any(sign in self.leaves for sign in "–,") else "l."
        parts = [
            self.archive,
            self.fond and f"f. {self.fond}",
            self.opis and f"op. {self.opis}",
            self.delo and f"d. {self.delo}",
            self.leaves and f"{label} {self.leaves}",
        ]
        return ", ".join(part for part in parts if part)

    @property
    def file(self) -> str:
        """The file (delo) the document lies in, shared by the documents of the same file."""
        return str(
            ArchiveReference(self.printed, self.archive, self.fond, self.opis, self.delo, scheme=self.scheme)
        )


@dataclass(frozen=True, slots=True)
class StyledSpan:
    """Characters ``start`` to ``end`` (exclusive) of a paragraph, set in ``style``."""

    start: int
    end: int
    style: SpanStyle


@dataclass(frozen=True, slots=True)
class Marker:
    """A superscript note marker: it stood at character ``offset`` and was taken out of the text."""

    offset: int
    label: str
    note: str | None = None
    """The id of the note it leads to, or None where the print gives no such note."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as printed, rejoined over page breaks. ``page`` is the page it starts on."""

    text: str
    style: ParagraphStyle = "paragraph"
    page: str | None = None
    spans: tuple[StyledSpan, ...] = ()
    markers: tuple[Marker, ...] = ()
    breaks: tuple[tuple[int, str], ...] = ()
    """Page breaks inside the paragraph: (character offset, label of the page that begins there)."""
    line: int = 0
    """The first line of the source it was read from, counted from 1; 0 where there is none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Anything that can be a hit.

    ``number`` is the printed number ("24"; for a note "3"); ``title`` says what it is by itself
    ("Kaganovich to Stalin, 2 June 1932"; for a note "Note 3 to document 24"; for the rest the heading).
    A note carries its document's ``date``. ``chapter`` is the heading it stands under ("1931").
    ``index_terms`` are the printed index's headings that lead to its pages. ``abstract`` is a summary
    in a cataloguer's words. ``order`` is its place in the edition, counted from 0, unique.
    """

    id: str
    edition: str
    kind: Kind
    title: str
    order: int
    paragraphs: tuple[Paragraph, ...] = ()
    number: str | None = None
    parent: str | None = None
    chapter: str | None = None
    medium: str | None = None
    dateline: str | None = None
    date: DateSpan | None = None
    senders: tuple[PersonRef, ...] = ()
    recipients: tuple[PersonRef, ...] = ()
    mentions: tuple[PersonRef, ...] = ()
    place: str | None = None
    """Where it was written, as printed."""
    destination: str | None = None
    """Where it was received, as printed."""
    archive: ArchiveReference | None = None
    pages: tuple[str, ...] = ()
    """Labels of the printed pages it stands on, in order: ("49", "50", "51")."""
    topics: tuple[TopicRef, ...] = ()
    index_terms: tuple[str, ...] = ()
    abstract: str | None = None
    language: str = "en"

    @property
    def text(self) -> str:
        """All paragraphs, a blank line between them."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def summary(self) -> str | None:
        """The abstract, unless it is the text itself, as in a calendar."""
        return self.abstract if self.abstract != self.text else None


@dataclass(frozen=True, slots=True)
class Reference:
    """An editors' cross-reference: where it is printed and the units it leads to (none: unresolved)."""

    source: str
    paragraph: int
    start: int
    end: int
    printed: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One letter (``answer``) answers another (``answered``), as we infer; both are ids of units.

    ``confidence`` lies in 0 … 1. ``evidence``: the answer names the other's number or day, or names a letter
    ("named"), or the editors speak of a reply, or both letters share words. ``text`` is what was said, or the
    shared words.
    """

    answer: str
    answered: str
    confidence: float
    evidence: ReplyEvidence
    text: str


@dataclass(frozen=True, slots=True)
class Locator:
    """A page reference of a printed index; ``note`` is set for "53n4", ``last`` for "12–15"."""

    page: str
    last: str | None = None
    note: str | None = None

    @property
    def pages(self) -> list[str]:
        """The pages it refers to; "131–32" ends on 132, and a misprinted range is its first page."""
        if not self.last or not self.page.isdecimal() or not self.last.isdecimal():
            return [self.page]
        pages = range(int(self.page), int(self.page[: -len(self.last)] + self.last) + 1)
        return [str(page) for page in pages] if 0 < len(pages) <= LONGEST_RANGE else [self.page]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A heading (or subheading) of the printed index with its pages and see-references."""

    heading: str
    subheading: str | None
    locators: tuple[Locator, ...] = ()
    see: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()
    line: int = 0

    @property
    def term(self) -> str:
        """The heading as one line, a subheading after it: "Agriculture: beet harvest"."""
        return f"{self.heading}: {self.subheading}" if self.subheading else self.heading


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary term or abbreviation and what it stands for: "CER" – ("Chinese Eastern Railroad",)."""

    unit: str
    term: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One thing a reader did or found; ``code`` groups lines of a sort (``page-break-rejoined``)."""

    level: ReportLevel
    code: str
    message: str
    line: int = 0
    file: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What was read, what was rejoined, what was dropped and why, and every inconsistency."""

    counts: dict[str, int]
    lines: tuple[ReportLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One published collection as read from its source. ``id`` is its slug (``stalin-kaganovich``).

    ``describes`` is the id of the edition whose documents this one is a calendar of.
    """

    id: str
    title: str
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    place: str | None = None
    year: str | None = None
    language: str = "en"
    units: tuple[Unit, ...] = ()
    persons: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()
    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()
    index: tuple[IndexEntry, ...] = ()
    report: IngestReport = field(default_factory=lambda: IngestReport({}))
    describes: str | None = None
