"""The keyword and the semantic retriever of an engine, combined with the query encoder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from corpus.text.analysis import tokens
from encoders.encoder import Encoder
from search.engines.clauses import RowSetClause
from search.engines.passage_hits import SimilarSentence, SimilarUnits
from search.engines.protocols import KeywordRetriever, Restriction
from search.engines.query_encoder import QueryEncoder
from search.engines.semantic_retriever import SemanticRetriever
from search.query.filters import ResolvedFilters
from search.query.keyword_query import BuiltQuery
from search.ranking.fusion import apply_coordination
from search.ranking.late_interaction import QueryWords
from store.layout import Generation
from store.passages import Passage
from store.unit_table import Mask
from store.word_vectors import Vectors

QUERY_WORDS_CACHED = 64
"""Number of queries whose weighted words are cached, since every hit needs them."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates of both retrievers.

    ``keyword`` maps rows to BM25 scores, ``semantic`` to similarities, ``passages`` to the id of the most
    similar passage. ``semantic`` is in descending order of score. ``word_rows`` are all rows that the words
    or operators of the query match, scored or not, ``similar`` all that belong to the result by similarity;
    None if it decides nothing. ``coverage`` is the largest share of the query's words, weighted by idf, that
    one unit has, from 0 to 1.
    """

    keyword: Mapping[int, float]
    semantic: Mapping[int, float]
    passages: Mapping[int, int] = field(default_factory=dict)
    word_rows: Collection[int] = ()
    coverage: float = 0.0
    similar: SimilarUnits | None = None


class Retrieval:
    """The retrievers of a generation, of whichever engine, and the query encoder."""

    def __init__(
        self,
        keyword_retriever: KeywordRetriever,
        semantic_retriever: SemanticRetriever,
        encoder: QueryEncoder,
        coordination: float = 0.0,
    ) -> None:
        self.keyword_retriever = keyword_retriever
        self.semantic_retriever = semantic_retriever
        self._encoder = encoder
        self._coordination = coordination
        self._cached_words = lru_cache(maxsize=QUERY_WORDS_CACHED)(self._weigh_words)

    @property
    def is_exact(self) -> bool:
        """Whether the semantic retriever compares every passage."""
        return self.semantic_retriever.is_exact

    def keyword_candidates(self, query: BuiltQuery, filters: ResolvedFilters, limit: int) -> Candidates:
        """Retrieve at most ``limit`` units by keywords, scored by BM25 times the coordination factor."""
        scores = self.keyword_retriever.search(query, filters, limit)
        matched = self.keyword_retriever.cover_words(query, filters, limit)
        rows: Collection[int] = scores
        if len(scores) >= limit and query.membership is not None:
            rows = self.keyword_retriever.matching_rows(query.membership, filters)
        covered = max(matched.values()) / query.full_coverage if matched else float(bool(scores))
        scores = apply_coordination(scores, matched, query.full_coverage, self._coordination)
        return Candidates(scores, {}, word_rows=rows, coverage=min(covered, 1.0))

    def add_semantic_candidates(
        self,
        query: BuiltQuery,
        candidates: Candidates,
        allowed: Mask | None,
        *,
        limit: int,
        similar: int,
        floor: float,
    ) -> Candidates:
        """Return the candidates with semantic ones added; operators and filters apply too.

        For plain words these are the similar units of the whole index that match filters and exclusions; with
        other operators, the most similar units that match them.

        Args:
            allowed: the mask of the rows that match filters and exclusions; None: all.
            limit: the maximum number of semantic candidates of a query whose words only rank.
            similar: the same of a query of plain words; further units only belong to the result.
            floor: the cosine that a similar passage exceeds.
        """
        if not query.text:
            return candidates
        vector, query_words = self.encode_query(query.text), self._query_words(query)
        units = None
        if query.wants_words:
            units = self.semantic_retriever.similar(vector, query_words, allowed, similar, floor)
            hits = units.best if units else ()
        else:
            restriction = self._restriction(candidates.word_rows)
            hits = self.semantic_retriever.search(vector, query_words, restriction, limit)
        return replace(
            candidates,
            semantic={hit.row: hit.score for hit in hits},
            passages={hit.row: hit.passage for hit in hits},
            similar=units,
        )

    def scores_of_chance(self, text: str) -> tuple[Vectors, float]:
        """Return the cosines of the units with a text, and the highest combined similarity that it reaches.

        The cosines are those of the units' best passages, shape (n,).
        """
        return self.semantic_retriever.scores_of_chance(self.encode_query(text), self._cached_words(text))

    def _restriction(self, rows: Collection[int]) -> Restriction:
        mask = np.zeros(len(self.keyword_retriever), dtype=np.bool_)
        mask[list(rows)] = True
        return Restriction(RowSetClause(frozenset(rows)), mask)

    def most_similar_sentence(self, query: BuiltQuery, passage: Passage) -> tuple[int, int] | None:
        """Return the (start, end) offsets of the sentence most similar to a query, if any is similar."""
        query_words = self._query_words(query)
        return self.semantic_retriever.most_similar_sentence(query_words, passage) if query_words else None

    def comparable_passages(self, query: BuiltQuery, passages: Sequence[int], best: int) -> dict[int, float]:
        """Return passages that are as similar to a query as the best one, with their similarities.

        The similarity is that of the words; they may be less similar by one standard deviation of what chance
        reaches.

        Args:
            passages: the ids of the passages.
            best: the id of the passage that they are compared with.
        """
        query_words = self._query_words(query)
        if query_words is None or not passages:
            return {}
        retriever = self.semantic_retriever
        scores = retriever.word_similarities(query_words, np.array([best, *passages])).tolist()
        least = scores[0] - retriever.thresholds.deviation
        return {id: score for id, score in zip(passages, scores[1:], strict=True) if score >= least}

    def similar_sentences(self, query: BuiltQuery, passages: Sequence[Passage]) -> Iterator[SimilarSentence]:
        """Yield the sentences of passages that are similar to a query by late interaction."""
        query_words, retriever = self._query_words(query), self.semantic_retriever
        if query_words is None or not passages:
            return
        ids = np.array([passage.id for passage in passages])
        scores = retriever.word_similarities(query_words, ids).tolist()
        for passage, of_passage in zip(passages, scores, strict=True):
            for (start, end), similarity in retriever.similar_sentences(query_words, passage).items():
                yield SimilarSentence(passage, start, end, similarity, of_passage)

    def _query_words(self, query: BuiltQuery) -> QueryWords | None:
        return self._cached_words(query.text)

    def _weigh_words(self, text: str) -> QueryWords | None:
        """Return the content words of a query, which may be in another language than the index."""
        words = self._encoder.encode(text).words[0]
        languages = self.keyword_retriever.languages.query_languages(tokens(text))
        content_words = words.without_stop_words(text, languages)
        return QueryWords.of(text, content_words, self.keyword_retriever.idf)

    def vocabulary(self) -> Mapping[str, int]:
        """Return the document frequency of each folded word."""
        return self.keyword_retriever.vocabulary

    def encoder_for(self, generation: Generation) -> Encoder | None:
        """Return the loaded encoder if a generation was built with the same model, else None."""
        encoder, record = self._encoder.loaded, generation.manifest.model
        return encoder if encoder and record and encoder.checksum == record.checksum else None

    def encode_query(self, text: str) -> Vectors:
        """Return the vector of a query, of length 1, shape (1, dimension)."""
        return self._encoder.encode(text).vectors

    def warm(self) -> None:
        """Load the encoder by encoding a short text."""
        self._encoder.encode("warm")
