"""From what the arms found to one ranking: fusion, notes sharing with their letters, known items first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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

KNOWN_ITEM_BONUS = 10.0
"""Added to the score of what the query names outright: more than any other score can be."""
SHORT_QUERY_WORDS = 7
"""Up to so many telling words a query names things; a longer one says them in its own words."""
Factors = NDArray[np.float64]
SEMANTIC_FLOOR = 0.2
"""Nearness that unrelated passages still have with this kind of model."""
BACKGROUND_RANK = 50
"""The place from which on nearness tells nothing: its score becomes 0."""


class RankedUnit(NamedTuple):
    """A unit's place: its score and what it is made of. ``passage`` is the nearest in meaning."""

    score: float
    keyword: float | None = None
    semantic: float | None = None
    keyword_rank: int | None = None
    semantic_rank: int | None = None
    passage: int | None = None
    is_known_item: bool = False
    reranker: float | None = None

    def explain(self) -> dict[str, object]:
        """Say how the score came about."""
        return {
            "keyword_score": self.keyword,
            "keyword_rank": self.keyword_rank,
            "semantic_score": self.semantic,
            "semantic_rank": self.semantic_rank,
            "known_item": self.is_known_item,
            "reranker_score": self.reranker,
        }


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole result, by row."""

    scores: Mapping[int, RankedUnit]
    is_complete: bool = True
    """Whether an arm gave all it had, and not only as many as are read."""


def missing_items(interpretation: QueryInterpretation, ranking: Ranking) -> list[Message]:
    """Say what the query names that is not there."""
    if not interpretation.is_identifier_query or any(one.is_known_item for one in ranking.scores.values()):
        return []
    named = [item.value for item in interpretation.items if item.kind in ("archive", "document-number")]
    return [Message("item-missing", {"name": name}) for name in named]


def rank(
    found: Candidates,
    interpretation: QueryInterpretation,
    table: UnitTable,
    allowed: Mask | None,
    settings: SearchSettings,
    *,
    words: int,
    is_constrained: bool = False,
) -> Ranking:
    """Fuse the arms and put known items first.

    Args:
        allowed: the rows that pass the filters; None: all.
        words: how many telling words the query has.
        is_constrained: operators hold, so that only what was found can be a known item.
    """
    weight = settings.weight_semantic if words <= SHORT_QUERY_WORDS else settings.weight_semantic_long
    fused = _fuse(found, settings, weight, is_picked=is_constrained or allowed is not None)
    shared = _shared(fused, table, settings)
    factors = _fitting(_array(shared), interpretation, table, settings).tolist()
    raised = zip(shared.items(), factors, strict=True)
    boosted = {row: score * factor for (row, score), factor in raised}
    known = {row for row in _known_items(interpretation, table) if allowed is None or allowed[row]}
    if is_constrained:
        known &= boosted.keys()
    keyword_ranks, semantic_ranks = ranks(found.keyword), ranks(found.semantic)
    return Ranking(
        {
            row: RankedUnit(
                boosted.get(row, 0.0) + KNOWN_ITEM_BONUS * (row in known),
                found.keyword.get(row),
                found.semantic.get(row),
                keyword_ranks.get(row),
                semantic_ranks.get(row),
                found.passages.get(row),
                row in known,
            )
            for row in boosted.keys() | known
        },
        len(found.keyword) < settings.candidates,
    )


def _shared(fused: Mapping[int, float], table: UnitTable, settings: SearchSettings) -> dict[int, float]:
    """Let documents and their notes lend each other a share of their own scores."""
    documents = _documents(fused, table)
    to_notes = share_with_notes(fused, documents, settings.note_share)
    to_documents = share_with_documents(fused, documents, settings.document_share)
    return {row: to_notes[row] + to_documents[row] - fused[row] for row in fused}


def _documents(rows: Iterable[int], table: UnitTable) -> dict[int, int]:
    """What each row folds under."""
    listed = _array(rows)
    return dict(zip(listed.tolist(), table.document[listed].tolist(), strict=True))


def _array(rows: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(rows, dtype=np.int64)


def _fuse(found: Candidates, settings: SearchSettings, weight: float, *, is_picked: bool) -> dict[int, float]:
    """The scores of the units that belong to the result: those with its words, and the nearest in meaning.

    What is no nearer than any unrelated text is left out, unless filters or operators picked it.
    """
    near = (row for row, score in found.semantic.items() if is_picked or score > SEMANTIC_FLOOR)
    belonging = found.keyword.keys() | set(islice(near, settings.meaning_hits))
    return {row: score for row, score in _fused(found, weight).items() if row in belonging}


def _fused(found: Candidates, weight: float) -> dict[int, float]:
    keyword, semantic = (
        normalise_by_maximum(found.keyword),
        rescale(found.semantic, _background(found.semantic)),
    )
    if not keyword or not semantic:
        return keyword or semantic
    return weighted_sum(keyword, semantic, weight)


def _background(semantic: Mapping[int, float]) -> float:
    """The nearness of what is only about as near as everything else."""
    return max(
        SEMANTIC_FLOOR, next(islice(sorted(semantic.values(), reverse=True), BACKGROUND_RANK - 1, None), 0.0)
    )


def _fitting(
    rows: NDArray[np.int64], interpretation: QueryInterpretation, table: UnitTable, settings: SearchSettings
) -> Factors:
    """By what rows are raised that fit the days and correspondents named in plain words, 1 for the others."""
    factors = np.ones(len(rows))
    firsts, lasts = table.earliest[rows], table.latest[rows]
    fits = np.zeros(len(rows), dtype=np.bool_)
    for earliest, latest, _ in interpretation.dates:
        fits |= (firsts <= latest.toordinal()) & (lasts >= earliest.toordinal())
    factors[fits & table.dated[rows]] += settings.date_boost
    for name, persons in (("sender", interpretation.senders), ("recipient", interpretation.recipients)):
        if persons:
            factors[table.columns[name].mask(persons, len(table))[rows]] += settings.correspondent_boost
    return factors


def _known_items(interpretation: QueryInterpretation, table: UnitTable) -> Iterator[int]:
    """The rows that an archive reference, a number, or a day with its sender pins down."""
    if interpretation.archive is not None:
        wanted = fold_archive(str(interpretation.archive))
        archives = table.columns["archive"]
        for code, archive in enumerate(archives.values):
            if is_archive_prefix(wanted, archive):
                yield from archives.rows_of(code).tolist()
    for number in interpretation.numbers:
        yield from _numbered(number, table)
    yield from (table.rows[id] for id in interpretation.biographies if id in table.rows)
    if interpretation.identifies_document:
        yield from _of_the_day(interpretation, table)


def _numbered(number: DocumentNumber, table: UnitTable) -> Iterator[int]:
    """The documents of a printed number, or their note of one."""
    for row in table.rows_of_number(number.document):
        if table.is_appendix(row) != number.appendix:
            continue
        if number.note is None:
            yield row
        else:
            yield from (note for note in table.notes_of(row) if table.value("number", note) == number.note)


def _of_the_day(interpretation: QueryInterpretation, table: UnitTable) -> Iterator[int]:
    """The documents of exactly the day named, by the sender and to the recipient named."""
    for first, last, _ in interpretation.dates:
        if first != last:
            continue
        day = first.toordinal()
        found = table.documents & (table.earliest == day) & (table.latest == day)
        for row in np.flatnonzero(found).tolist():
            if _is_between(row, interpretation, table):
                yield row


def _is_between(row: int, interpretation: QueryInterpretation, table: UnitTable) -> bool:
    """Whether a document is by and to those named, as far as any are."""
    named = (("sender", interpretation.senders), ("recipient", interpretation.recipients))
    return all(
        not persons or not set(persons).isdisjoint(table.columns[column].row_values(row))
        for column, persons in named
    )
