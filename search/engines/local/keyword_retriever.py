"""The local keyword retriever: BM25 in tantivy over the fields of units, with filters applied inside."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tantivy import Occur, Query, Schema, Searcher

from corpus.model import Unit
from corpus.text.analysis import terms
from search.engines.clauses import Clause, PhraseClause
from search.engines.local.tantivy_clauses import candidates, needs_check, query_of
from search.engines.phrases import PhraseCheck
from search.query.cost import check_cost
from search.query.filters import ResolvedFilters
from search.query.languages import Languages
from search.settings import SearchSettings
from store import keyword_schema as fields
from store.catalogue import Catalogue
from store.field_texts import field_texts
from store.integrity import reporting_damage
from store.layout import Generation

if TYPE_CHECKING:
    from search.query.keyword_query import BuiltQuery


class Vocabulary(Mapping[str, int]):
    """The document frequency of each folded word.

    Single words are looked up in the index; the whole vocabulary is only loaded when it is iterated.
    """

    def __init__(self, searcher: Searcher, folder: Path) -> None:
        self._searcher = searcher
        self._folder = folder

    def __getitem__(self, word: str) -> int:
        with reporting_damage(self._folder):
            count = int(self._searcher.doc_freq(fields.EXACT, word))
        if not count:
            raise KeyError(word)
        return count

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def items(self) -> ItemsView[str, int]:
        """Return all words with their document frequencies, the most frequent first."""
        return self._listed.items()

    @cached_property
    def _listed(self) -> dict[str, int]:
        """The whole vocabulary, the most frequent word first."""
        with reporting_damage(self._folder):
            return dict(self._searcher.terms_with_prefix(fields.EXACT, "", limit=None))


class LocalKeywordRetriever:
    """The keyword retriever on tantivy. Hits are rows of the catalogue."""

    def __init__(
        self, generation: Generation, languages: Languages, catalogue: Catalogue, settings: SearchSettings
    ) -> None:
        index = fields.open_keyword_index(generation)
        self.languages = languages
        self._catalogue = catalogue
        self._settings = settings
        self._phrases = PhraseCheck(self._candidates, needs_check, settings.loose_phrase_units_max)
        self._folder = generation.keyword
        with reporting_damage(self._folder):
            self._schema: Schema = index.schema
            self._searcher = index.searcher()
            self._size = int(self._searcher.num_docs)
        self.vocabulary: Mapping[str, int] = Vocabulary(self._searcher, self._folder)

    def __len__(self) -> int:
        return self._size

    def rewrite(self, query: BuiltQuery) -> BuiltQuery:
        """Replace the sloppy phrases that tantivy cannot match exactly by the units in which they occur.

        Raises:
            QueryTooCostly: too many units would have to be checked for phrases, or too many postings read.
        """
        rewritten = query.with_leaves(self._phrases.query_rewriter())
        check_cost(rewritten, self._doc_freq, self._size, self._settings.query_postings_max)
        return rewritten

    def _candidates(self, phrase: PhraseClause, limit: int | None) -> Mapping[int, Sequence[str]] | None:
        """Return row -> terms of the units in which adjacent phrase terms are within the slop of each other.

        Returns None if there are more than ``limit`` such units (None: no limit).
        """
        rows = list(self._run(candidates(phrase, self._schema), self._size if limit is None else limit + 1))
        if limit is not None and len(rows) > limit:
            return None
        units = self._catalogue.units_at(rows)
        if phrase.field == fields.NOTES:
            return {row: self._note_terms(unit) for row, unit in zip(rows, units, strict=True)}
        parents = self._catalogue.units(unit.parent for unit in units if unit.parent)
        texts = (field_texts(unit, parents.get(unit.parent or ""), {})[phrase.field] for unit in units)
        return {row: terms(text, unit.language) for row, unit, text in zip(rows, units, texts, strict=True)}

    def _note_terms(self, unit: Unit) -> list[str]:
        """Return the terms of a unit's notes, an empty term after each note as in the index."""
        notes = self._catalogue.notes_of(unit.id)
        return [term for note in notes for term in (*terms(note.text, note.language), "")]

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> BM25 score of the matching units, best first, at most ``limit``.

        A query that has neither scoring nor constraint matches nothing.
        """
        if query.scoring is None and query.constraint is None:
            return {}
        clauses = self._required(filters.clause(), query.constraint)
        if query.scoring is not None:
            occur = Occur.Must if query.wants_words else Occur.Should
            clauses.append((occur, query_of(query.scoring, self._schema)))
        return self._run(Query.boolean_query(clauses), limit)

    def cover_words(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> summed idf of the query words in the unit, the highest first, at most ``limit``.

        The result is empty for a query whose words only rank.
        """
        if query.covering is None:
            return {}
        required = self._required(filters.clause(), query.constraint, query.covering)
        return self._run(Query.boolean_query(required), limit)

    def matching_rows(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """Return the rows of all units that match both a constraint and the filters."""
        query = Query.boolean_query(self._required(filters.clause(), constraint))
        return set(self._ranked_rows(query, self._size)[0])

    def _required(self, *clauses: Clause | None) -> list[tuple[Occur, Query]]:
        """Translate the clauses that are not None to subqueries that must match."""
        return [(Occur.Must, query_of(clause, self._schema)) for clause in clauses if clause is not None]

    def document_frequency(self, term: str) -> int:
        """Return the number of units that have a stemmed term in their text."""
        return self._doc_freq(fields.TEXT, term)

    def _doc_freq(self, field: str, term: str) -> int:
        """Return the number of units that have a term in a field."""
        with reporting_damage(self._folder):
            return int(self._searcher.doc_freq(field, term))

    def idf(self, word: str) -> float:
        """Return the smoothed inverse document frequency of a folded word."""
        return self.languages.idf(word, self.document_frequency, self._size)

    def _run(self, query: Query, limit: int) -> dict[int, float]:
        """Run a tantivy query: row -> score of the matching units, best first, at most ``limit``.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        return dict(zip(*self._ranked_rows(query, limit), strict=True))

    def _ranked_rows(self, query: Query, limit: int) -> tuple[list[int], list[float]]:
        """Run a tantivy query: rows and scores of the matching units, best first, at most ``limit``.

        Raises:
            IndexDamaged: the index cannot be read.
        """
        with reporting_damage(self._folder):
            hits = self._searcher.search(query, limit=max(min(limit, self._size), 1), count=False).hits
            rows = self._searcher.fast_field_values(fields.ROW, [address for _, address in hits])
        return [int(row or 0) for row in rows], [score for score, _ in hits]
