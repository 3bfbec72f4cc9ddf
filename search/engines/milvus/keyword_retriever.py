"""The Milvus keyword retriever: the same terms as in tantivy, scored by Milvus's BM25 function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from search.engines.clauses import (
    AllOf,
    AnyOf,
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
    """The keyword retriever on Milvus. Hits are rows of the catalogue.

    Args:
        units: the collection of units.
        words: the collection of words and stems with their document frequencies.
        size: the number of units.
    """

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
        """Replace the phrases of the constraint by the units in which they occur.

        The phrases that only score are left; their terms score individually.

        Raises:
            QueryTooCostly: too many units would have to be checked for phrases, or too many postings read.
        """
        constraint = query.constraint and with_leaves(query.constraint, self._phrases.query_rewriter())
        rewritten = replace(query, constraint=constraint)
        check_cost(rewritten, self._doc_freq, self._size, self._settings.query_postings_max)
        return rewritten

    def _candidates(self, phrase: PhraseClause, limit: int | None) -> Mapping[int, Sequence[str]] | None:
        """Return row -> terms of the units that have all terms of a phrase.

        Returns None if there are more than ``limit`` such units (None: no limit).
        """
        candidates = {
            int(entry[ROW]): entry[phrase.field].split(" ")
            for entry in self._units.all(
                expression(phrase), [ROW, phrase.field], None if limit is None else limit + 1
            )
        }
        return None if limit is not None and len(candidates) > limit else candidates

    def _doc_freq(self, field: str, term: str) -> int:
        """Return the document frequency of a term; that of the text stands for all stemmed fields."""
        return self.vocabulary.get(term, 0) if field == fields.EXACT else self.document_frequency(term)

    def search(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> score of the matching units, best first, at most ``limit``.

        The score is the weighted sum of the BM25 scores per field; phrases score by their terms. A query that
        has neither scoring nor constraint matches nothing.
        """
        if query.scoring is None and query.constraint is None:
            return {}
        among = _filter_of(filters.clause(), query.constraint)
        scores: defaultdict[int, float] = defaultdict(float)
        for (field, weight), terms in scored_terms(query.scoring or AnyOf()).items():
            for row, score in self._scored(field, terms, among, limit):
                scores[row] += weight * score
        if not query.wants_words:
            for row in self._rows(among, limit):
                scores[row] += 0.0
        return _best(scores, limit)

    def cover_words(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> dict[int, float]:
        """Return row -> summed idf of the query words in the unit, the highest first, at most ``limit``.

        A phrase counts if any of its terms matches. The result is empty for a query whose words only rank.
        """
        if not isinstance(query.covering, AnyOf):
            return {}
        among = _filter_of(filters.clause(), query.constraint)
        by_field: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        scores = [
            child.score if isinstance(child, ConstantScore) else 1.0 for child in query.covering.children
        ]
        for index, child in enumerate(query.covering.children):
            for (field, _), terms in scored_terms(
                child.child if isinstance(child, ConstantScore) else child
            ).items():
                by_field[field].append((index, " ".join(terms)))
        matched: defaultdict[int, set[int]] = defaultdict(set)
        for field, texts in by_field.items():
            results = self._search(field, [terms for _, terms in texts], among, RESULTS_MAX)
            for (index, _), hits in zip(texts, results, strict=True):
                for row, _ in hits:
                    matched[row].add(index)
        covered = {row: sum(scores[index] for index in indices) for row, indices in matched.items()}
        return _best(covered, limit)

    def matching_rows(self, constraint: Clause, filters: ResolvedFilters) -> set[int]:
        """Return the rows of all units that match both a constraint and the filters."""
        return set(self._rows(_filter_of(filters.clause(), constraint), self._size))

    def document_frequency(self, term: str) -> int:
        """Return the number of units that have a stemmed term in their text."""
        return self._counts["stem"].get(term, 0)

    def idf(self, word: str) -> float:
        """Return the smoothed inverse document frequency of a folded word."""
        return self.languages.idf(word, self.document_frequency, self._size)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The document frequency of each folded word, in descending order."""
        return self._counts["word"]

    @cached_property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        """The document frequencies by kind ("word" or "stem"), in descending order."""
        counts_by_kind: dict[str, dict[str, int]] = {"word": {}, "stem": {}}
        for entry in self._words.all("", [SORT, WORD, COUNT]):
            counts_by_kind[entry[SORT]][entry[WORD]] = int(entry[COUNT])
        return {
            kind: dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))
            for kind, counts in counts_by_kind.items()
        }

    def _scored(
        self, field: str, terms: Sequence[str], among: str, limit: int
    ) -> Iterator[tuple[int, float]]:
        """Yield (row, BM25 score) of the rows with any of some terms in a field; 1 in unstemmed fields."""
        if field not in fields.STEMMED_FIELDS:
            text = expression(AnyOf(tuple(TermClause(field, term) for term in terms)))
            yield from ((row, 1.0) for row in self._rows(f"{among} and {text}" if among else text, limit))
            return
        yield from self._search(field, [" ".join(terms)], among, limit)[0]

    def _search(
        self, field: str, texts: Sequence[str], among: str, limit: int
    ) -> list[list[tuple[int, float]]]:
        """Return, for each text of terms, (row, BM25 score) of the rows with any of the terms in a field.

        Each has at most ``limit`` and ``RESULTS_MAX`` rows.
        """
        results = self._units.search(
            data=list(texts),
            anns_field=bm25_field(field),
            filter=among,
            limit=min(limit, RESULTS_MAX),
            output_fields=[ROW],
        )
        # Milvus Lite returns BM25 scores negated, a cluster does not.
        return [[(int(hit["entity"][ROW]), abs(float(hit["distance"]))) for hit in hits] for hits in results]

    def _rows(self, among: str, limit: int) -> list[int]:
        """Return at most ``limit`` rows that match a filter expression; all if it exceeds ``RESULTS_MAX``."""
        return [int(entry[ROW]) for entry in self._units.all(among, [ROW], limit)]


def _best(scores: Mapping[int, float], limit: int) -> dict[int, float]:
    """Return the ``limit`` highest scores by row, best first; equal scores in the order of the rows."""
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def _filter_of(*clauses: Clause | None) -> str:
    """Return a filter expression for the units that match every clause that is not None."""
    return expression(AllOf(tuple(clause for clause in clauses if clause is not None)))
