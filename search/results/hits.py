"""Building of hits from ranked rows: the unit, its best passages, folded notes and the explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.model import Unit
from search.engines.retrieval import Retrieval
from search.model import Hit, HitPassage, QuotedSentence, RetrieverName, SearchRequest
from search.query.keyword_query import BuiltQuery
from search.query.matching import QueryTerms, find_matches
from search.ranking.ranking import RankedUnit, Ranking
from search.results.quoted_answers import DEPTH, PASSAGES, CandidateUnit, best_sentences
from search.results.snippets import best_passages, quote, quote_across
from store.catalogue import Catalogue
from store.passages import Passage, PassageTable, PassageTerms
from store.unit_table import UnitTable

NOTES_QUOTED = 200
"""Maximum number of folded notes per page that get passages. A document may have hundreds of notes, and each
costs as much as a hit."""
UNITS_CACHED = 1024
_UNRANKED = RankedUnit(0.0)
"""The ranking of a document that is only listed because its notes were found."""


class HitBuilder:
    """A builder of hits, which caches units and passages."""

    def __init__(
        self,
        catalogue: Catalogue,
        passages: PassageTable,
        table: UnitTable,
        retrieval: Retrieval,
        passages_shown: int,
    ) -> None:
        self._table = table
        self._retrieval = retrieval
        self._passages_shown = passages_shown
        self._unit = lru_cache(maxsize=UNITS_CACHED)(lambda row: catalogue.units_at([row])[0])
        self._passage_terms = lru_cache(maxsize=UNITS_CACHED)(passages.terms_of_unit)
        self._passage = lru_cache(maxsize=UNITS_CACHED)(passages.passage)

    def build(
        self, request: SearchRequest, scores: Mapping[int, float], ranking: Ranking, query: BuiltQuery
    ) -> tuple[Hit, ...]:
        """Build the hits of a page, in order.

        Args:
            scores: the rows of the page -> the scores by which they are listed.
        """
        hits = [
            replace(self._hit(request, row, ranking, query), score=score) for row, score in scores.items()
        ]
        if request.group == "none":
            return tuple(hits)
        folded = []
        remaining = NOTES_QUOTED
        for row, hit in zip(scores, hits, strict=True):
            notes = self._notes(request, row, ranking, query, remaining)
            has_words = hit.has_words or any(note.has_words for note in notes)
            folded.append(replace(hit, folded=notes, has_words=has_words))
            remaining = max(0, remaining - len(notes))
        return tuple(folded)

    def quote_sentences(
        self, ranking: Ranking, query: BuiltQuery, limit: int, threshold: float
    ) -> tuple[QuotedSentence, ...]:
        """Quote at most ``limit`` sentences of the best hits that may answer a question, best first.

        Args:
            threshold: the minimum semantic score among the best hits; below it, nothing is quoted.
        """
        best = sorted(ranking.scores, key=lambda row: (-ranking.scores[row].score, row))[:DEPTH]
        highest = ranking.scores[best[0]].score if best else 1.0
        candidates = [
            self._candidate(row, ranking.of(row) or _UNRANKED, query, highest or 1.0) for row in best
        ]
        return tuple(
            QuotedSentence(quoted.text, self._unit(row), quoted.passage.page, quoted.passage.anchor, score)
            for row, quoted, score in best_sentences(candidates, limit=limit, threshold=threshold)
        )

    def reranker_text(self, row: int, ranked: RankedUnit, query: BuiltQuery) -> str:
        """Return the text of a unit for the reranker: its best passage with context line, or its title."""
        unit = self._unit(row)
        best = self._best(unit, self._passage_terms(unit.id), query.query_terms, ranked, 1)
        return best[0].embedding_input if best else unit.title

    def _best(
        self,
        unit: Unit,
        candidates: Sequence[PassageTerms],
        query_terms: QueryTerms,
        ranked: RankedUnit,
        count: int,
    ) -> list[Passage]:
        ids = best_passages(
            candidates, query_terms, ranked.passage, lambda id: self._passage(id).text, count, unit.language
        )
        return [self._passage(id) for id in ids]

    def _candidate(self, row: int, ranked: RankedUnit, query: BuiltQuery, highest: float) -> CandidateUnit:
        unit = self._unit(row)
        candidates = [candidate for candidate in self._passage_terms(unit.id) if candidate.part == "text"]
        passages = self._best(unit, candidates, query.query_terms, ranked, PASSAGES)
        sentences = tuple(self._retrieval.similar_sentences(query, passages))
        return CandidateUnit(row, sentences, ranked.semantic or 0.0, ranked.score / highest)

    def _notes(
        self, request: SearchRequest, row: int, ranking: Ranking, query: BuiltQuery, quoted: int
    ) -> tuple[Hit, ...]:
        """Return the notes of a document in the result, best first.

        The first ``quoted`` have passages, without those that are only similar and not above the background.
        """
        notes = [(note, ranked) for note in self._table.notes_of(row) if (ranked := ranking.of(note))]
        is_near = {note: ranking.is_near(note) for note, _ in notes}
        notes.sort(key=lambda item: (not is_near[item[0]], -item[1].score, item[0]))
        quoted = min(quoted, sum(is_near.values()))
        best = tuple(self._hit(request, note, ranking, query) for note, _ in notes[:quoted])
        return best + tuple(
            Hit(
                self._unit(note),
                ranked.score,
                _matched_by(ranked),
                (),
                has_words=ranking.has_words(note),
            )
            for note, ranked in notes[quoted:]
        )

    def _hit(self, request: SearchRequest, row: int, ranking: Ranking, query: BuiltQuery) -> Hit:
        unit = self._unit(row)
        ranked = ranking.of(row) or _UNRANKED
        explain = None
        if "explain" in request.include:
            explain = {"words": _matched(unit, query.query_terms), **ranked.explain()}
        return Hit(
            unit,
            ranked.score,
            _matched_by(ranked),
            self._quoted(unit, query, ranked),
            explain,
            has_words=ranking.has_words(row),
        )

    def _quoted(self, unit: Unit, query: BuiltQuery, ranked: RankedUnit) -> tuple[HitPassage, ...]:
        """Return the best passages with highlights; none for a document that is only listed for its notes.

        If a phrase only matches across passages, return the passage in which it begins.
        """
        if ranked is _UNRANKED:
            return ()
        query_terms, language = query.query_terms, unit.language
        best = self._shown(unit, query, ranked)
        is_near = ranked.semantic is not None
        quoted = tuple(
            quote(
                passage,
                query_terms,
                self._retrieval.most_similar_sentence(query, passage) if is_near else None,
                language,
            )
            for passage in best
        )
        if not query_terms.phrases or any(passage.highlights for passage in quoted):
            return quoted
        passages = [
            self._passage(candidate.id)
            for candidate in self._passage_terms(unit.id)
            if candidate.part == "text"
        ]
        across = quote_across(passages, query_terms, language)
        return (across,) if across else quoted

    def _shown(self, unit: Unit, query: BuiltQuery, ranked: RankedUnit) -> list[Passage]:
        """Return the best passages, those of an abstract only where the text has none that is comparable."""
        query_terms, count = query.query_terms, self._passages_shown
        candidates = self._passage_terms(unit.id)
        best = self._best(unit, candidates, query_terms, ranked, count)
        if all(passage.part == "text" for passage in best):
            return best
        abstract = next(passage.id for passage in best if passage.part == "abstract")
        comparable = self._comparable(query, ranked, candidates, abstract)
        shown = []
        if comparable:
            most_similar = ranked._replace(passage=comparable[0].id)
            shown = self._best(unit, comparable, query_terms, most_similar, count)
        if query_terms.phrases:
            asked = QueryTerms(phrases=query_terms.phrases)
            shown = [passage for passage in shown if find_matches(passage.text, asked, unit.language)]
        kept = [passage for passage in best if passage.part == "text" and passage not in shown]
        return [*shown, *kept, *best][:count] if shown else best

    def _comparable(
        self, query: BuiltQuery, ranked: RankedUnit, candidates: Sequence[PassageTerms], abstract: int
    ) -> list[PassageTerms]:
        """Return the passages of a text that are comparable to one of its abstract, the most similar first.

        They have words of the query of the same weight or, if meaning counts, a similarity that chance does
        not tell apart. Where a phrase is asked for, only its words count.
        """
        terms = query.query_terms
        passages = [candidate for candidate in candidates if candidate.part == "text"]
        least = next(_weight(candidate, terms) for candidate in candidates if candidate.id == abstract)
        similarities: dict[int, float] = {}
        if ranked.semantic is not None and not terms.phrases:
            ids = [passage.id for passage in passages]
            similarities = self._retrieval.comparable_passages(query, ids, abstract)
        comparable = [
            passage
            for passage in passages
            if passage.id in similarities or least <= _weight(passage, terms) > 0
        ]
        return sorted(comparable, key=lambda passage: -similarities.get(passage.id, 0.0))


def _weight(candidate: PassageTerms, query: QueryTerms) -> float:
    """Return the total weight of the terms of a query, those of phrases included, that a passage has."""
    of_phrases = (term for phrase in query.phrases for term in phrase.terms)
    asked = {*(query.terms - query.expanded), *of_phrases}
    return sum(query.weights.get(term, 1.0) for term in asked if candidate.contains_all((term,)))


def _matched_by(ranked: RankedUnit) -> tuple[RetrieverName, ...]:
    """Return the retrievers that found a unit."""
    scores: list[tuple[RetrieverName, float | None]] = [
        ("keyword", ranked.keyword),
        ("semantic", ranked.semantic),
    ]
    return tuple(name for name, score in scores if score is not None)


def _matched(unit: Unit, query_terms: QueryTerms) -> list[str]:
    """Return the distinct matches of a query in a unit's title and text, in lower case, sorted."""
    text = f"{unit.title}\n\n{unit.text}"
    return sorted({text[start:end].lower() for start, end in find_matches(text, query_terms, unit.language)})
