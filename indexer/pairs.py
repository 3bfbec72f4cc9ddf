"""Pairs of a text and the passages it belongs to, as the editors and cataloguers of an edition made them.

They teach a model what belongs together here, without anybody's judgements: a note and the place in the
letter that it is set to, a cross-reference and where it leads, a point of an abstract and the letter, a
heading of the printed index and what stands on its page, a sentence and the rest of its passage (the inverse
cloze task: Lee, Chang, Toutanova: Latent Retrieval for Weakly Supervised Open Domain Question Answering,
ACL 2019).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.model import Edition, Locator, Reference, Unit
from corpus.text.sentences import sentences
from store.passages import Passage

PairKind = Literal["note", "reference", "abstract", "heading", "sentence"]
WORDS_LEAST = 8
"""Shorter notes and sentences say nothing of what they belong to."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and the passages it belongs to, by id; which of several is meant is not known.

    ``documents`` are all that it touches. ``own`` are the passages the query was taken from. ``rest`` stands
    for the passage where the query was cut out of it.
    """

    kind: PairKind
    query: str
    passages: tuple[int, ...]
    documents: frozenset[str]
    own: frozenset[int] = frozenset()
    rest: str = ""


def pairs_of(editions: Iterable[Edition], passages: Sequence[Passage]) -> list[Pair]:
    """All pairs of some editions that were cut into these passages."""
    cut: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        cut[passage.unit].append(passage)
    found: list[Pair] = []
    for edition in editions:
        source = _Source(edition, cut)
        for pairs in (source.notes, source.references, source.abstracts, source.headings, source.sentences):
            found += pairs()
    return found


class _Source:
    """An edition, and the passages of each unit."""

    def __init__(self, edition: Edition, cut: Mapping[str, Sequence[Passage]]) -> None:
        self._edition = edition
        self._units = {unit.id: unit for unit in edition.units}
        self._cut = cut

    def notes(self) -> Iterator[Pair]:
        """A note and the passage with its marker; without one, those of its document."""
        marked = {
            marker.note: self._passages_at(unit.id, place, marker.offset)
            for unit in self._edition.units
            for place, paragraph in enumerate(unit.paragraphs)
            for marker in paragraph.markers
        }
        for unit in self._edition.units:
            if unit.kind == "note" and unit.parent:
                belongs_to = marked.get(unit.id) or self._texts(unit.parent)
                yield from self._pair("note", unit.text, belongs_to, unit.id)

    def references(self) -> Iterator[Pair]:
        """The sentence of a cross-reference, without the reference itself, and what it leads to."""
        for reference in self._edition.references:
            source = self._units.get(reference.source)
            led_to = [target for target in reference.targets if target in self._units]
            if source and len(led_to) == 1:
                query = _without(reference, source)
                yield from self._pair("reference", query, self._texts(led_to[0]), source.id, led_to[0])

    def abstracts(self) -> Iterator[Pair]:
        """A point of an abstract and the passages of the text."""
        for unit in self._edition.units:
            for passage in self._cut.get(unit.id, ()):
                if passage.part == "abstract":
                    yield from self._pair("abstract", passage.text, self._texts(unit.id), unit.id)

    def headings(self) -> Iterator[Pair]:
        """A heading with its subheading, and the passages of the one document on its page."""
        on_page = self._documents_on_pages()
        for entry in self._edition.index:
            query = f"{entry.heading}: {entry.subheading}" if entry.subheading else entry.heading
            for page in filter(None, map(_only_page, entry.locators)):
                documents = on_page.get(page, {})
                for document, passages in documents.items() if len(documents) == 1 else ():
                    yield Pair("heading", query, tuple(passages), frozenset([document]))

    def sentences(self) -> Iterator[Pair]:
        """One sentence of each passage that has several, and the rest of it."""
        for unit in self._edition.units:
            for passage in self._cut.get(unit.id, ()):
                sentence, rest = _parted(passage)
                if min(len(sentence.split()), len(rest.split())) >= WORDS_LEAST:
                    whole = f"{passage.context}\n{rest}" if passage.context else rest
                    documents = frozenset([self._document(unit.id)])
                    yield Pair("sentence", sentence, (passage.id,), documents, rest=whole)

    def _pair(self, kind: PairKind, query: str, passages: Sequence[int], *touched: str) -> Iterator[Pair]:
        """The pair, unless there is too little of it; the query is from the first unit that it touches."""
        if passages and len(query.split()) >= WORDS_LEAST:
            own = frozenset(passage.id for passage in self._cut.get(touched[0], ())) - frozenset(passages)
            yield Pair(kind, query, tuple(passages), frozenset(map(self._document, touched)), own)

    def _documents_on_pages(self) -> Mapping[str, Mapping[str, Sequence[int]]]:
        """The passages that begin on each page, by their documents."""
        found: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for unit in self._edition.units:
            for passage in self._cut.get(unit.id, ()) if unit.kind == "document" else ():
                if passage.part == "text" and passage.page:
                    found[passage.page][unit.id].append(passage.id)
        return found

    def _passages_at(self, unit: str, paragraph: int, offset: int) -> list[int]:
        """The passage of the text in which a character stands."""
        at = (paragraph, offset)
        return [
            passage.id
            for passage in self._cut.get(unit, ())
            if passage.part == "text"
            and (passage.first_paragraph, passage.start) <= at <= (passage.last_paragraph, passage.end)
        ][:1]

    def _texts(self, unit: str) -> list[int]:
        return [passage.id for passage in self._cut.get(unit, ()) if passage.part == "text"]

    def _document(self, unit: str) -> str:
        """The document or introduction a unit belongs to, else the unit itself."""
        return self._units[unit].parent or unit


def _without(reference: Reference, source: Unit) -> str:
    """The sentence in which a cross-reference stands, without it."""
    text = source.paragraphs[reference.paragraph].text
    around = (span for span in sentences(text) if span[0] <= reference.start < span[1])
    start, end = next(around, (0, len(text)))
    return f"{text[start : reference.start]}{text[reference.end : max(end, reference.end)]}".strip(" .,;()")


def _parted(passage: Passage) -> tuple[str, str]:
    """A sentence of a passage, now one and now another, and what is left."""
    spans = sentences(passage.text)
    if len(spans) < 2:
        return "", passage.text
    start, end = spans[passage.id % len(spans)]
    return passage.text[start:end], f"{passage.text[:start]}{passage.text[end:]}".strip()


def _only_page(locator: Locator) -> str | None:
    """The page of a locator that leads to one page's text and not to a span or a note."""
    return locator.page if locator.last is None and locator.note is None else None
