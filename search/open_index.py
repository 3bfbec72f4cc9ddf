"""A published generation, opened for searching, with everything derived from it once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.model import IndexEntry, Person, PersonRef, PlaceRef, Unit
from corpus.persons.across_editions import Entry, merge_entries
from corpus.persons.person_index import PersonIndex
from corpus.places.place_names import PlaceNames
from encoders.encoder import Encoder
from encoders.reranker import find_reranker
from search.access_rights import AccessRights, today
from search.calibration import Thresholds, calibrate
from search.engines.clauses import TermClause
from search.engines.opening import open_engine
from search.model import Filters, IndexInfo, Suggestion
from search.query.correspondence import ROLES
from search.query.filters import ResolvedFilters, find_persons, find_places, resolve_filters
from search.query.keyword_query import BuiltQuery
from search.query.lexicon import Lexicon
from search.query.matching import QueryTerms
from search.query.page_numbers import volumes_of
from search.query.spelling import SpellChecker
from search.query.word_usage import WordUsage
from search.results.hits import HitBuilder
from search.settings import SearchSettings
from store.catalogue import Catalogue
from store.fields import BY_NAME
from store.keyword_schema import EXACT
from store.layout import CalibrationRecord, Generation
from store.passages import PassageTable
from store.term_vectors import TermVectors
from store.unit_table import UnitTable

if TYPE_CHECKING:
    from search.query.suggest import Suggester
    from search.results.related import RelatedUnitFinder

LETTER_WEIGHT = 100
"""Weight of a letter sent or received, in mentions, when a surname fits several persons."""
USAGE_UNITS_MAX = 50
"""Units read at most to tell whether a word of a name is also an everyday word."""


class OpenIndex:
    """The opened parts of one generation and everything cached for it."""

    def __init__(
        self,
        generation: Generation,
        settings: SearchSettings,
        encoder: Encoder | None,
        day: Callable[[], date] = today,
    ) -> None:
        self.generation = generation
        self.settings = settings
        self.catalogue = Catalogue.open(generation)
        self.passages = PassageTable.open(generation)
        self._term_vectors = TermVectors.open(generation)
        self.topics = self.catalogue.topics()
        self.table = UnitTable.open(generation)
        self.place_names = PlaceNames(self.catalogue.places())
        self.rights = AccessRights(self.table, day)
        self.person_entries = self.catalogue.person_entries()
        self.person_index = PersonIndex(
            merge_entries(self.person_entries).values(),
            _person_weights(self.table),
            _other_person_ids(self.person_entries, self.catalogue.person_aliases()),
        )
        self.retrieval = open_engine(generation, settings, self.table, self.passages, self.catalogue, encoder)
        self.keyword_retriever = self.retrieval.keyword_retriever
        self.lexicon = Lexicon.of(
            self.person_index,
            self.rights.terms(self.catalogue.terms()),
            self.table.years,
            self._index_entries(),
            self.retrieval.vocabulary(),
            {role: frozenset(self.table.columns[role].values) for role in ROLES},
            WordUsage(self._texts_with).is_common,
            volumes_of(self.catalogue.editions()),
        )
        self.hit_builder = HitBuilder(
            self.catalogue, self.passages, self.table, self.retrieval, settings.passages_shown
        )
        self.reranker = find_reranker(settings.reranker)

    @cached_property
    def info(self) -> IndexInfo:
        """The id, size and embedding model of the generation."""
        model = self.generation.manifest.model
        return IndexInfo(
            self.generation.id, len(self.table), len(self.passages), model.name if model else "none"
        )

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """Display labels of filter and facet values: filter name -> value -> label."""
        topics = {topic.id: topic.label for topic in self.topics}
        places = {place.id: place.name for place in self.place_names.places}
        editions = {edition.id: edition.title for edition in self.catalogue.editions()}
        persons = {person.id: self._person_label(person, editions) for person in self.person_index.persons}
        return {
            "sender": persons, "recipient": persons, "correspondent": persons, "mentions": persons,
            "place": places, "origin": places, "destination": places,
            "topic": topics, "edition": editions,
        }  # fmt: skip

    def _person_label(self, person: Person, editions: Mapping[str, str]) -> str:
        """Return a person's name; if another edition has the same id for another person, with the edition."""
        edition, separator, _ = person.id.rpartition("/")
        return f"{person.display} ({editions[edition]})" if separator else person.display

    @cached_property
    def thresholds(self) -> Thresholds:
        """Thresholds of the semantic retriever, from the manifest, or measured now if it has none.

        Raises:
            ModelError
        """
        manifest = self.generation.manifest
        if manifest.model is None:
            return Thresholds()
        return Thresholds.of(manifest.calibration or calibrate(self.retrieval))

    @cached_property
    def spell_checker(self) -> SpellChecker:
        """The spelling checker over the vocabulary of the index."""
        return SpellChecker(self.retrieval.vocabulary(), self.lexicon.names, self._is_shown)

    @cached_property
    def related_unit_finder(self) -> RelatedUnitFinder:
        """The finder of related units; created on first use."""
        from search.results.related import RelatedUnitFinder

        return RelatedUnitFinder(
            self.catalogue,
            self.table,
            self.keyword_retriever,
            self.retrieval.semantic_retriever,
            self._term_vectors,
        )

    @cached_property
    def suggester(self) -> Suggester:
        """The autocomplete of persons, topics, terms and documents; created on first use."""
        from search.query.suggest import Suggester

        return Suggester(self._suggestions(self.catalogue.documents()))

    def resolve(self, filters: Filters) -> ResolvedFilters:
        """Resolve filters as requested to values of the index.

        Raises:
            FilterError
        """
        return resolve_filters(filters, self.table, self.person_index, self.topics, self.place_names)

    def with_person_ids(self, filters: Filters) -> Filters:
        """Return filters in which names of persons and places are replaced by the ids of all that have them.

        Unknown names stay.
        """
        return replace(
            filters, include=self._side_by_id(filters.include), exclude=self._side_by_id(filters.exclude)
        )

    def _side_by_id(self, side: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Return inclusions or exclusions with the names of persons and places replaced by their ids."""
        return {name: tuple(dict.fromkeys(self._ids(name, values))) for name, values in side.items()}

    def _ids(self, name: str, values: Iterable[str]) -> Iterator[str]:
        """Yield the values of a filter, those of a filter of persons or places as ids if there are any."""
        kind = BY_NAME[name].filter
        for value in values:
            found: Sequence[PersonRef | PlaceRef] = ()
            if kind == "person":
                found = find_persons(name, value, self.table, self.person_index)
            elif kind == "place":
                found = find_places(name, value, self.table, self.place_names)
            yield from (ref.id for ref in found) if found else (value,)

    def _is_shown(self, word: str) -> bool:
        """Return whether a folded word occurs in a text that may be shown, so that it may be suggested."""
        if self.rights.withheld_rows() is None:
            return True
        clause = TermClause(EXACT, word)
        return self.rights.occurs_in_shown(self.keyword_retriever.matching_rows(clause, ResolvedFilters()))

    def _texts_with(self, word: str) -> Iterator[str]:
        """Yield texts of up to ``USAGE_UNITS_MAX`` units in which a folded word occurs."""
        query = BuiltQuery(TermClause(EXACT, word), None, QueryTerms(), "")
        rows = self.keyword_retriever.search(query, ResolvedFilters(), USAGE_UNITS_MAX)
        return (unit.text for unit in self.catalogue.units_at(rows))

    def _index_entries(self) -> Iterator[IndexEntry]:
        for edition in self.catalogue.editions():
            yield from self.catalogue.index_entries(edition.id)

    def _suggestions(self, documents: Iterable[Unit]) -> list[tuple[Suggestion, str, int]]:
        from search.query.suggest import collect_suggestions

        counts: Counter[str] = Counter()
        for name in ("correspondent", "mentions", "topic"):
            counts.update(self.table.columns[name].counts(self.table.all_rows()))
        places = self.table.columns["place"].counts(self.table.all_rows())
        named = [(place, places[place.id]) for place in self.place_names.places if place.id in places]
        titles = {edition.id: edition.title for edition in self.catalogue.editions()}
        editions = {
            id: [titles[edition] for edition, _ in group] for id, group in self.person_entries.items()
        }
        persons, terms = self.person_index.persons, self.catalogue.terms()
        return collect_suggestions(persons, self.topics, terms, documents, counts, named, editions)


def calibrate_generation(generation: Generation, settings: SearchSettings) -> CalibrationRecord:
    """Measure the similarities of a generation, published or not.

    Raises:
        ModelError: the encoder cannot be loaded.
    """
    return calibrate(OpenIndex(generation, settings, None).retrieval)


def _other_person_ids(
    entries: Mapping[str, Sequence[Entry]], aliases: Mapping[str, str]
) -> dict[str, dict[str, None]]:
    """Return further ids of persons, each mapped to the ids in the index that it stands for.

    They are the ids in the editions, with and without that of the edition before them (``<edition>/<id>``),
    and former ones; these without their edition only while nobody else has them.

    Args:
        aliases: the current ids of former ones.
    """
    ids: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for id, group in entries.items():
        for edition, entry in group:
            ids[entry.id][id] = ids[f"{edition}/{entry.id}"][id] = None
    former: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for alias, current in aliases.items():
        former[alias] |= ids.get(current, {})
        former[alias.partition("/")[2]] |= ids.get(current, {})
    return former | ids


def _person_weights(table: UnitTable) -> dict[str, int]:
    """Return a weight per person id, by which an ambiguous surname is resolved.

    A weight is the number of units that mention the person, plus ``LETTER_WEIGHT`` per unit sent or received.
    """
    all_rows = table.all_rows()
    weights = Counter(table.columns["mentions"].counts(all_rows))
    for person, count in table.columns["correspondent"].counts(all_rows).items():
        weights[person] += LETTER_WEIGHT * count
    return weights
