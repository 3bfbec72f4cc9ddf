"""One ranking from the candidates of both retrievers: fusion, score sharing, boosts, known items first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.passage_hits import SimilarUnits
from search.engines.retrieval import Candidates
from search.messages import Message
from search.query.document_numbers import DocumentNumber
from search.query.filters import is_archive_prefix
from search.query.interpretation import QueryInterpretation
from search.ranking.fusion import (
    normalise_by_maximum,
    ranks,
    rescale,
    share_with_documents,
    share_with_notes,
    weighted_sum,
)
from search.settings import SearchSettings
from store.fields import fold_archive
from store.unit_table import Mask, UnitTable

IDENTIFIERS = ("archive", "document-number", "page")
"""Kinds of interpretations that identify units and are reported if there are none."""
KNOWN_ITEM_BONUS = 10.0
"""Score bonus of a known item (a unit that the query identifies); exceeds every other score."""
SHORT_QUERY_WORDS_MAX = 7
"""Number of content words up to which ``weight_semantic`` applies, beyond it ``weight_semantic_long``."""
Factors = NDArray[np.float64]
BACKGROUND_RANK = 50
"""Rank of the unit whose semantic score is taken as the background and mapped to 0."""


class RankedUnit(NamedTuple):
    """The final score of a unit and its components; ``passage`` is the id of the most similar passage."""

    score: float
    keyword: float | None = None
    semantic: float | None = None
    keyword_rank: int | None = None
    semantic_rank: int | None = None
    passage: int | None = None
    is_known_item: bool = False
    reranker: float | None = None

    def explain(self) -> dict[str, object]:
        """Return the components of the score under the keys of the API's ``explain``."""
        return {
            "keyword_score": self.keyword,
            "keyword_rank": self.keyword_rank,
            "semantic_score": self.semantic,
            "semantic_rank": self.semantic_rank,
            "known_item": self.is_known_item,
            "reranker_score": self.reranker,
        }


_LISTED = RankedUnit(0.0)
_MATCHED = RankedUnit(0.0, keyword=0.0)


@dataclass(frozen=True, slots=True)
class Ranking:
    """All units of a result.

    ``scores`` maps the rows that were scored to their scores; ``members`` is the mask of all rows of the
    result, scored or not, ``by_words`` that of the rows which have words of the query or are known items.
    ``similar`` are those that belong to it by similarity; None if it decides nothing.
    """

    scores: Mapping[int, RankedUnit]
    members: Mask
    by_words: Mask
    similar: SimilarUnits | None = None

    def of(self, row: int) -> RankedUnit | None:
        """Return the score of a row, 0 if it belongs to the result unscored; None if it does not belong."""
        if not self.members[row]:
            return None
        ranked = self.scores.get(row) or (_MATCHED if self.by_words[row] else _LISTED)
        hit = self.similar.hit(row) if self.similar and ranked.semantic is None else None
        return ranked._replace(semantic=hit.score, passage=hit.passage) if hit else ranked

    def has_words(self, row: int) -> bool:
        """Return whether a row is more than similar: has words of the query, or is listed without scores."""
        return bool(self.by_words[row]) or not self.scores


def missing_item_notices(interpretation: QueryInterpretation, ranking: Ranking) -> list[Message]:
    """Return a notice for each archive reference, number or page in the query if none of them was found."""
    is_found = any(ranked.is_known_item for ranked in ranking.scores.values())
    if is_found or not interpretation.is_identifier_query:
        return []
    named = [item.value for item in interpretation.items if item.kind in IDENTIFIERS]
    return [Message("item-missing", {"name": name}) for name in named]


def rank(
    candidates: Candidates,
    interpretation: QueryInterpretation,
    table: UnitTable,
    allowed: Mask | None,
    settings: SearchSettings,
    *,
    floor: float,
    words: int,
    is_constrained: bool = False,
) -> Ranking:
    """Fuse the scores of both retrievers, apply the boosts and put known items first.

    Args:
        allowed: the mask of the rows that match the filters; None: all.
        floor: combined similarity that counts as none.
        words: the number of content words in the query.
        is_constrained: whether the query has operators, so that a known item must match them too.
    """
    weight = settings.weight_semantic if words <= SHORT_QUERY_WORDS_MAX else settings.weight_semantic_long
    fused = _fused_scores(candidates, weight, floor)
    shared = _share_scores(fused, table, settings)
    strength = _strength(candidates, floor)
    factors = (strength * _boost_factors(_array(shared), interpretation, table, settings)).tolist()
    scores = zip(shared.items(), factors, strict=True)
    boosted = {row: score * factor for (row, score), factor in scores}
    known = {row for row in known_items(interpretation, table) if allowed is None or allowed[row]}
    if is_constrained:
        known &= boosted.keys()
    keyword_ranks, semantic_ranks = ranks(candidates.keyword), ranks(candidates.semantic)
    by_words = table.mask_of({*candidates.word_rows, *known})
    members = by_words | table.mask_of(boosted.keys())
    if candidates.similar is not None:
        members |= candidates.similar.members
    return Ranking(
        {
            row: RankedUnit(
                boosted.get(row, 0.0) + KNOWN_ITEM_BONUS * (row in known),
                candidates.keyword.get(row),
                candidates.semantic.get(row),
                keyword_ranks.get(row),
                semantic_ranks.get(row),
                candidates.passages.get(row),
                row in known,
            )
            for row in boosted.keys() | known
        },
        members,
        by_words,
        candidates.similar,
    )


def _share_scores(fused: Mapping[int, float], table: UnitTable, settings: SearchSettings) -> dict[int, float]:
    """Add shares of the note scores to their documents, and of the document scores to their notes."""
    documents = _documents(fused, table)
    to_notes = share_with_notes(fused, documents, settings.note_share)
    to_documents = share_with_documents(fused, documents, settings.document_share)
    return {row: to_notes[row] + to_documents[row] - fused[row] for row in fused}


def _documents(rows: Iterable[int], table: UnitTable) -> dict[int, int]:
    """Return the document of each row: row -> row of the document, or the row itself."""
    array = _array(rows)
    return dict(zip(array.tolist(), table.document[array].tolist(), strict=True))


def _array(rows: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(rows, dtype=np.int64)


def _fused_scores(candidates: Candidates, weight: float, floor: float) -> dict[int, float]:
    """Return the weighted sum of the normalised scores; those of one retriever if the other has none."""
    keyword = normalise_by_maximum(candidates.keyword)
    semantic = rescale(candidates.semantic, _background(candidates.semantic, floor))
    if not keyword or not semantic:
        return keyword or semantic
    return weighted_sum(keyword, semantic, weight)


def _background(semantic: Mapping[int, float], floor: float) -> float:
    """Return the score of the unit at ``BACKGROUND_RANK``, at least the floor."""
    best_first = sorted(semantic.values(), reverse=True)
    return max(floor, next(islice(best_first, BACKGROUND_RANK - 1, None), 0.0))


def _strength(candidates: Candidates, floor: float) -> float:
    """Return how well the best unit really matches, in [0, 1]: fused scores are relative to it.

    It is the share of the query's words that one unit has, or the highest similarity above the floor, scaled
    so that 1 is a cosine of 1, whichever is larger.
    """
    highest = max(candidates.semantic.values(), default=floor)
    similarity = (highest - floor) / (1 - floor) if floor < 1 else 0.0
    return min(max(candidates.coverage, similarity, 0.0), 1.0)


def _boost_factors(
    rows: NDArray[np.int64], interpretation: QueryInterpretation, table: UnitTable, settings: SearchSettings
) -> Factors:
    """Return one boost factor per row: 1 plus the boosts of the date and correspondents that the query names.

    A date matches a unit if their spans overlap. The sender and the recipient each add
    ``correspondent_boost``.
    """
    factors = np.ones(len(rows))
    firsts, lasts = table.earliest[rows], table.latest[rows]
    is_in_period = np.zeros(len(rows), dtype=np.bool_)
    for earliest, latest, _ in interpretation.dates:
        is_in_period |= (firsts <= latest.toordinal()) & (lasts >= earliest.toordinal())
    factors[is_in_period & table.dated[rows]] += settings.date_boost
    for name, persons in (("sender", interpretation.senders), ("recipient", interpretation.recipients)):
        if persons:
            factors[table.columns[name].mask(persons, len(table))[rows]] += settings.correspondent_boost
    return factors


def known_items(interpretation: QueryInterpretation, table: UnitTable) -> Iterator[int]:
    """Yield the rows that the query identifies.

    A query identifies units by an archive reference, a printed number, a printed page, a person's name alone
    (the biography), or an exact day together with correspondents or a word such as "letter".
    """
    if interpretation.archive is not None:
        prefix = fold_archive(str(interpretation.archive))
        archives = table.columns["archive"]
        for code, archive in enumerate(archives.values):
            if is_archive_prefix(prefix, archive):
                yield from archives.rows_of(code).tolist()
    for number in interpretation.numbers:
        yield from _rows_of_number(number, table)
    for reference, editions in interpretation.pages:
        on_page = table.columns["page"].mask(reference.labels, len(table))
        of_volume = table.columns["edition"].mask(editions, len(table)) if editions else table.all_rows()
        yield from np.flatnonzero(on_page & of_volume).tolist()
    yield from (table.rows[id] for id in interpretation.biographies if id in table.rows)
    if interpretation.identifies_document:
        yield from _documents_of_day(interpretation, table)


def _rows_of_number(number: DocumentNumber, table: UnitTable) -> Iterator[int]:
    """Yield the documents with a printed number, or the note of that number in each of them."""
    for row in table.rows_of_number(number.document):
        if table.is_appendix(row) != number.appendix:
            continue
        if number.note is None:
            yield row
        else:
            yield from (note for note in table.notes_of(row) if table.value("number", note) == number.note)


def _documents_of_day(interpretation: QueryInterpretation, table: UnitTable) -> Iterator[int]:
    """Yield the documents dated exactly a day that the query names, between the correspondents it names."""
    for first, last, _ in interpretation.dates:
        if first != last:
            continue
        day = first.toordinal()
        is_of_day = table.documents & (table.earliest == day) & (table.latest == day)
        for row in np.flatnonzero(is_of_day).tolist():
            if _has_correspondents(row, interpretation, table):
                yield row


def _has_correspondents(row: int, interpretation: QueryInterpretation, table: UnitTable) -> bool:
    """Return whether a document has the sender and the recipient that the query names, if any."""
    named = (("sender", interpretation.senders), ("recipient", interpretation.recipients))
    return all(
        not persons or not set(persons).isdisjoint(table.columns[column].row_values(row))
        for column, persons in named
    )
