"""A searcher over units in memory: it finds whole words, counts facets and pages; enough for the doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.errors import CursorError, QuerySyntaxError, UnknownUnit
from corpus.model import Edition, Person, PersonRef, Place, PlaceRef, Reply, Term, Topic, Unit
from corpus.persons.across_editions import Entry
from corpus.persons.person_index import PersonIndex
from corpus.text.analysis import is_stop_word, tokens
from search.messages import Message
from search.model import (
    Channel,
    FacetValue,
    Filters,
    HistogramBin,
    Hit,
    HitPassage,
    IndexInfo,
    Interpretation,
    Reason,
    RelatedUnit,
    SearchRequest,
    SearchResult,
    Suggestion,
    ThreadLetter,
    UnitView,
)  # fmt: skip
from search.query.matching import QueryTerms

VALUES: dict[str, Callable[[Unit], Iterable[tuple[str, str]]]] = {
    "sender": lambda unit: named(unit.senders),
    "recipient": lambda unit: named(unit.recipients),
    "correspondent": lambda unit: named((*unit.senders, *unit.recipients)),
    "mentions": lambda unit: named(unit.mentions),
    "topic": lambda unit: [(topic.id, topic.label) for topic in unit.topics],
    "kind": lambda unit: [(unit.kind, unit.kind)],
    "medium": lambda unit: [(unit.medium, unit.medium)] if unit.medium else [],
    "place": lambda unit: located(unit.sent_from, unit.sent_to),
    "origin": lambda unit: located(unit.sent_from),
    "destination": lambda unit: located(unit.sent_to),
    "year": lambda unit: years(unit),
    "edition": lambda unit: [(unit.edition, unit.edition)],
    "archive": lambda unit: [(unit.archive.file, unit.archive.file)] if unit.archive else [],
}


def years(unit: Unit) -> list[tuple[str, str]]:
    if unit.date is None or unit.date.earliest is None:
        return []
    year = str(unit.date.earliest.year)
    return [(year, year)]


def named(persons: Iterable[PersonRef]) -> list[tuple[str, str]]:
    return [(person.id, person.name) for person in persons]


def located(*places: PlaceRef | None) -> list[tuple[str, str]]:
    return [(place.id, place.name) for place in places if place]


class FakeSearcher:
    def __init__(self, edition: Edition, generation: str = "g1") -> None:
        self.edition = edition
        self.by_id = {unit.id: unit for unit in edition.units}
        self.generation = generation
        self.renamed: dict[str, str] = {}

    def search(self, request: SearchRequest) -> SearchResult:
        if request.text.count('"') % 2:
            position = request.text.rindex('"')
            raise QuerySyntaxError("The quotation mark is not closed.", "Close it.", position=position)
        found = [unit for unit in self.edition.units if self._passes(unit, request)]
        start = self._start(request)
        page = found[start : start + request.limit]
        more = start + request.limit < len(found)
        return SearchResult(
            request=request,
            hits=tuple(self._hit(unit, request) for unit in page),
            total=len(found),
            total_is_exact=True,
            took_ms=1.25,
            index=self.info(),
            interpretations=(Interpretation("person", "Brandt", "Brandt, A. K.", "person:brandt-a"),)
            if "Brandt" in request.text
            else (),
            suggestion="lamp" if request.text == "lampp" else None,
            facets={
                name: self._facet(name, found, request)
                for name in VALUES
                if name not in ("mentions", "archive")
            }
            if "facets" in request.include
            else None,
            histogram=self._histogram(found) if "histogram" in request.include else None,
            next_cursor=f"at-{start + request.limit}" if more else None,
        )

    def units(self, request: SearchRequest, limit: int) -> tuple[Unit, ...]:
        found = self.search(replace(request, limit=limit))
        return tuple(hit.unit for hit in found.hits)

    def withdrawal(self, id: str) -> str | None:
        return None

    def embargoes(self) -> int:
        return 0

    def current_id(self, id: str) -> str:
        return self.renamed.get(id, id)

    def unit(self, id: str) -> UnitView:
        unit = self.by_id.get(id)
        if unit is None:
            raise UnknownUnit(f"There is no unit “{id}”.", "Search for it.")
        main = [one for one in self.edition.units if one.parent is None]
        place = next((place for place, one in enumerate(main) if one.id == id), None)
        notes = tuple(one for one in self.edition.units if one.parent == id)
        return UnitView(
            unit=unit,
            notes=notes,
            references=self._references(id),
            note_references={note.id: self._references(note.id) for note in notes},
            referenced_by=tuple(
                self.by_id[one.source] for one in self.edition.references if id in one.targets
            ),
            previous=main[place - 1].id if place else None,
            next=main[place + 1].id if place is not None and place + 1 < len(main) else None,
            thread=self._thread(id),
        )

    def _thread(self, id: str) -> tuple[ThreadLetter, ...]:
        """The first two documents are an exchange."""
        first, second = [one for one in self.edition.units if one.kind == "document"][:2]
        reply = Reply(second.id, first.id, 0.95, "day", "your letter of 4 March")
        letters = ThreadLetter(first, ()), ThreadLetter(second, (reply,))
        return letters if id in (first.id, second.id) else ()

    def related(
        self, id: str, channels: frozenset[Channel] | None = None, limit: int = 10
    ) -> tuple[RelatedUnit, ...]:
        unit = self.unit(id).unit
        others = [one for one in self.edition.units if one.kind == "document" and one.id != unit.id]
        reason = Reason("same-file", Message("same-file", {"file": "f. 1, op. 2, d. 3"}))
        return tuple(RelatedUnit(one, 0.5, (reason,)) for one in others[:limit])

    def query_terms(self, text: str) -> QueryTerms:
        found = [token.term for token in tokens(text) if not is_stop_word(token)]
        return QueryTerms(frozenset(found))

    def suggest(self, text: str, limit: int = 10) -> tuple[Suggestion, ...]:
        return tuple(
            Suggestion("person", person.display, person.display, person.biography, person.dates or "")
            for person in self.edition.persons
            if person.name.lower().startswith(text.lower())
        )[:limit]

    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        request = SearchRequest(filters=filters)
        found = [unit for unit in self.edition.units if self._passes(unit, request)]
        return dict(Counter(value for unit in found for value, _ in VALUES[facet](unit)))

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        names = {person.id: person.display for person in self.edition.persons}
        names |= {place.id: place.name for place in self.edition.places}
        names |= {topic.id: topic.label for topic in self.edition.topics}
        asked = [pair for side in (filters.include, filters.exclude) for pair in side.items()]
        return {(name, value): names[value] for name, own in asked for value in own if value in names}

    def bearers(self, name: str) -> tuple[Person, ...]:
        return PersonIndex(self.edition.persons).bearers(name)

    def with_person_ids(self, filters: Filters) -> Filters:
        return filters

    def editions(self) -> tuple[Edition, ...]:
        return (replace(self.edition, units=(), references=()),)

    def persons(self) -> tuple[Person, ...]:
        return self.edition.persons

    def person_entries(self) -> dict[str, tuple[Entry, ...]]:
        return {person.id: ((self.edition.id, person),) for person in self.edition.persons}

    def identify_person(self, id: str) -> tuple[Person, ...]:
        return tuple(
            person for person in self.edition.persons if id in (person.id, f"{self.edition.id}/{person.id}")
        )

    def places(self, edition: str | None = None) -> tuple[Place, ...]:
        return self.edition.places if edition in (None, self.edition.id) else ()

    def topics(self) -> tuple[Topic, ...]:
        return self.edition.topics

    def terms(self) -> tuple[Term, ...]:
        return self.edition.terms

    def info(self) -> IndexInfo:
        return IndexInfo(self.generation, len(self.edition.units), len(self.edition.units), "hashing")

    def _start(self, request: SearchRequest) -> int:
        if request.cursor is None:
            return 0
        if not request.cursor.startswith("at-"):
            raise CursorError("The cursor is damaged.", "Start from the first page.")
        return int(request.cursor.removeprefix("at-"))

    def _passes(self, unit: Unit, request: SearchRequest) -> bool:
        words = [word for word in request.text.lower().split() if word.isalpha()]
        if words and not any(word in unit.text.lower() for word in words):
            return False
        filters = request.filters
        for name, wanted in filters.include.items():
            if not {value for value, _ in VALUES[name](unit)} & set(wanted):
                return False
        for name, unwanted in filters.exclude.items():
            if {value for value, _ in VALUES[name](unit)} & set(unwanted):
                return False
        if not (filters.earliest or filters.latest):
            return True
        date = unit.date
        if date is None or date.earliest is None or date.latest is None:
            return False
        return not (
            (filters.earliest and date.latest < filters.earliest)
            or (filters.latest and date.earliest > filters.latest)
        )

    def _hit(self, unit: Unit, request: SearchRequest) -> Hit:
        text = unit.paragraphs[0].text if unit.paragraphs else ""
        words = [word for word in request.text.lower().split() if word.isalpha()]
        at = [(text.lower().find(word), word) for word in words]
        highlights = tuple(sorted((start, start + len(word)) for start, word in at if start >= 0))
        page = unit.pages[0] if unit.pages else None
        explain = {"words": words, "keyword_rank": 1} if "explain" in request.include else None
        return Hit(unit, 0.75, ("keyword",), (HitPassage(text, highlights, page, "p1"),), explain)

    def _facet(self, name: str, found: list[Unit], request: SearchRequest) -> tuple[FacetValue, ...]:
        counter: Counter[str] = Counter()
        labels: dict[str, str] = {}
        for unit in found:
            for value, label in VALUES[name](unit):
                counter[value] += 1
                labels[value] = label
        chosen = request.filters.include.get(name, ())
        return tuple(
            FacetValue(value, labels[value], count, value in chosen) for value, count in counter.most_common()
        )

    def _histogram(self, found: list[Unit]) -> tuple[HistogramBin, ...]:
        months = Counter(
            unit.date.earliest.isoformat()[:7] if unit.date and unit.date.earliest else None for unit in found
        )
        return tuple(HistogramBin(month, count) for month, count in months.items())

    def _references(self, id: str) -> tuple[tuple[str, int, int, int, tuple[str, ...]], ...]:
        return tuple(
            (one.printed, one.paragraph, one.start, one.end, one.targets)
            for one in self.edition.references
            if one.source == id
        )
