"""The keyword retriever on Milvus: the same terms that tantivy has, scored by its BM25 function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from search.engines.clauses import (
    AllOf,
    AnyOf,
    Boosted,
    Clause,
    ConstantScore,
    PhraseClause,
    TermClause,
    with_leaves,
)
from search.engines.milvus.clauses import expression, scored_terms
from search.engines.milvus.collection import RESULTS_MAX, MilvusCollection
from search.engines.phrases import PhraseCheck
from search.query.cost import check_cost
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.query.languages import Languages
from search.settings import SearchSettings
from store import keyword_schema as fields
from store.milvus_schema import COUNT, ROW, SORT, WORD, bm25_field


class MilvusKeywordRetriever:
    """The units and words of a generation; hits are rows of the catalogue."""

    def __init__(
        self,
        units: MilvusCollection,
        words: MilvusCollection,
        size: int,
        languages: Languages,
        settings: SearchSettings,
    ) -> None:
        self.languages = languages
        self._units = units
        self._words = words
        self._size = size
        self._settings = settings
        self._phrases = PhraseCheck(self._candidates, lambda _: True, settings.loose_phrase_units_max)

    def __len__(self) -> int:
        return self._size

    def rewrite(self, query: BuiltQuery) -> BuiltQuery:
        """Replace the phrases that must hold by the units in which they occur; elsewhere their terms score.

        Raises:
            QueryTooCostly: that, or the query as a whole, would cost more than one query may.
        """
        constraint = query.constraint and with_leaves(query.constraint, self._phrases.of_query())
        rewritten = replace(query, constraint=constraint)
        check_cost(rewritten, self._doc_freq, self._size, self._settings.query_postings_max)
        return rewritten

    def _candidates(self, phrase: PhraseClause, most: int | None) -> Mapping[int, Sequence[str]] | None:
        """Read the terms of the units that have all terms of a phrase."""
        limit = None if most is None else most + 1
        found = {
            int(entry[ROW]): entry[phrase.field].split(" ")
            for entry in self._units.all(expression(phrase), [ROW, phrase.field], limit)
        }
        return None if most is not None and len(found) > most else found

    def _doc_freq(self, field: str, term: str) -> int:
        """How many units have a term in a field; of all stemmed fields the text's count stands for it."""
        return self.vocabulary.get(term, 0) if field == fields.EXACT else self.document_frequency(term)

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Score the units that match, best first; terms in order score as they do alone."""
        if query.scoring is None and query.constraint is None:
            return {}
        among = _filter_of(filters.clause(), query.constraint)
        scores: defaultdict[int, float] = defaultdict(float)
        for (field, weight), terms in scored_terms(query.scoring or AnyOf()).items():
            for row, score in self._scored(field, terms, among, limit):
                scores[row] += weight * score
        if query.constraint is not None:
            for row in self._rows(among, limit):
                scores[row] += 0.0
        return _best(scores, limit)

    def count_matched_words(
        self, query: BuiltQuery, filters: ResolvedFilters, limit: int
    ) -> dict[int, float]:
        """How many of the query's words the units have; of terms in order, any of them counts."""
        if not isinstance(query.counting, AnyOf):
            return {}
        among = _filter_of(filters.clause())
        by_field: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        scores = [
            child.score if isinstance(child, ConstantScore) else 1.0 for child in query.counting.children
        ]
        for place, child in enumerate(query.counting.children):
            for (field, _), terms in scored_terms(
                child.child if isinstance(child, ConstantScore) else child
            ).items():
                by_field[field].append((place, " ".join(terms)))
        matched: defaultdict[int, set[int]] = defaultdict(set)
        for field, texts in by_field.items():
            results = self._search(field, [terms for _, terms in texts], among, RESULTS_MAX)
            for (index, _), hits in zip(texts, results, strict=True):
                for row, _ in hits:
                    matched[row].add(index)
        counts = {row: sum(scores[index] for index in indices) for row, indices in matched.items()}
        return _best(counts, limit)

    def matching_rows(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """All rows that a constraint and the filters leave."""
        return set(self._rows(_filter_of(filters.clause(), constraint), self._size))

    def document_frequency(self, term: str) -> int:
        """How many units have a term in their text."""
        return self._counts["stem"].get(term, 0)

    def idf(self, word: str) -> float:
        """The inverse document frequency of a folded word."""
        return self.languages.idf(word, self.document_frequency, self._size)

    def more_like_this(self, weights: Mapping[str, float], limit: int) -> dict[int, float]:
        """Score the units that have some of the terms in their text; a term counts by its weight."""
        clauses = tuple(Boosted(TermClause(fields.TEXT, term), weight) for term, weight in weights.items())
        scores: defaultdict[int, float] = defaultdict(float)
        for (field, weight), terms in scored_terms(AnyOf(clauses)).items():
            for row, score in self._scored(field, terms, "", min(limit, RESULTS_MAX)):
                scores[row] += weight * score
        return _best(scores, limit)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """How many units have each folded word."""
        return self._counts["word"]

    @cached_property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {"word": {}, "stem": {}}
        for entry in self._words.all("", [SORT, WORD, COUNT]):
            found[entry[SORT]][entry[WORD]] = int(entry[COUNT])
        return {
            sort: dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
            for sort, counts in found.items()
        }

    def _scored(
        self, field: str, terms: Sequence[str], among: str, limit: int
    ) -> Iterator[tuple[int, float]]:
        """The rows that have some of the terms in a field, with their BM25; those without scores have 0."""
        if field not in fields.STEMMED_FIELDS:
            text = expression(AnyOf(tuple(TermClause(field, term) for term in terms)))
            yield from ((row, 1.0) for row in self._rows(f"{among} and {text}" if among else text, limit))
            return
        yield from self._search(field, [" ".join(terms)], among, limit)[0]

    def _search(
        self, field: str, asked: Sequence[str], among: str, limit: int
    ) -> list[list[tuple[int, float]]]:
        """For each of some texts of terms the rows that have any of them in a field, with their BM25."""
        found = self._units.search(
            data=list(asked),
            anns_field=bm25_field(field),
            filter=among,
            limit=min(limit, RESULTS_MAX),
            output_fields=[ROW],
        )
        # Milvus Lite gives BM25 with a minus before it, a cluster without.
        return [[(int(hit["entity"][ROW]), abs(float(hit["distance"]))) for hit in hits] for hits in found]

    def _rows(self, among: str, limit: int) -> list[int]:
        return [int(entry[ROW]) for entry in self._units.all(among, [ROW], limit)]


def _best(scores: Mapping[int, float], limit: int) -> dict[int, float]:
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def _filter_of(*clauses: Clause | None) -> str:
    """The filter of the units of which all clauses hold."""
    return expression(AllOf(tuple(clause for clause in clauses if clause is not None)))
