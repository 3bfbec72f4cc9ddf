"""Evaluation of rankings against judged questions: effectiveness measures, and runs over a questions file.

A questions file has one JSON object per line: ``qid``, ``type``, ``query``, ``filters`` (named as in the
search endpoint, with ``date_from`` and ``date_to`` as date bounds) and ``gold``, which maps unit ids to
grades from 0 (judged not relevant) to 3. Unit ids may omit the edition if there is only one.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Protocol

from corpus.dates.datelines import parse_day
from corpus.errors import SourceInvalid, SourceMissing
from corpus.unit_id import UnitId
from search.model import Filters, Mode, SearchRequest, SearchResult
from store.fields import FILTERS

DEPTH = 20
"""Number of hits that are requested and evaluated: the cutoff of recall."""
CUT = 10
"""Cutoff of nDCG and reciprocal rank."""
HELPFUL = 2
"""Minimum grade of a relevant unit, for recall and reciprocal rank."""

Ranker = Callable[["Question", Mode], Sequence[str]]
"""A function that returns the ids of the units found for a question, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question; ``filters`` are (name, value) pairs of the search API, ``grades`` are by unit id."""

    id: str
    type: str
    text: str
    filters: tuple[tuple[str, str], ...]
    grades: Mapping[str, int]

    @property
    def request(self) -> SearchRequest:
        """The search request of the question, for ``DEPTH`` hits.

        Raises:
            ValueError: a date bound is not a date.
        """
        return SearchRequest(self.text, filters=_filters(self.filters), limit=DEPTH)


@dataclass(frozen=True, slots=True)
class Measures:
    """The effectiveness of one ranking, or the mean over several; each measure from 0 to 1.

    ``ndcg`` and ``reciprocal_rank`` are at ``CUT``, ``recall`` at ``DEPTH``.
    """

    ndcg: float
    recall: float
    reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures of each question, by question id, with means over all questions and by type."""

    questions: Mapping[str, Measures] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def overall(self) -> Measures:
        """The means over all questions; 0 if there are none."""
        return _mean(self.questions.values())

    @property
    def by_type(self) -> dict[str, Measures]:
        """The means over the questions of each type, in order of first occurrence."""
        return {type: self.mean(ids) for type, ids in self.ids_by_type.items()}

    @property
    def ids_by_type(self) -> dict[str, tuple[str, ...]]:
        """The ids of the questions of each type, in order of first occurrence."""
        groups: dict[str, tuple[str, ...]] = {}
        for id in self.questions:
            groups[self.types[id]] = (*groups.get(self.types[id], ()), id)
        return groups

    def mean(self, ids: Iterable[str]) -> Measures:
        """Return the means over the questions with the given ids; 0 for no ids."""
        return _mean(self.questions[id] for id in ids)


class SearchProvider(Protocol):
    """The part of the searcher's interface that the evaluation needs."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Run a search and return its result."""


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a questions file, in its order; empty lines are skipped.

    Raises:
        SourceMissing: the file does not exist.
        SourceInvalid: it cannot be read, or a line is not a judged question.
    """
    return tuple(question for question, _ in read_lines(path))


def read_lines(path: Path) -> tuple[tuple[Question, str], ...]:
    """Return (question, line) for each line of a questions file; empty lines are skipped.

    Raises:
        SourceMissing: the file does not exist.
        SourceInvalid: it cannot be read, or a line is not a judged question.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except FileNotFoundError:
        raise SourceMissing(
            f"File not found: {path}.", "Give the path of a file of judged questions."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceInvalid(f"Cannot read {path}: {error}.") from error
    return tuple(
        (_question(path, number, line), line) for number, line in enumerate(lines, 1) if line.strip()
    )


def evaluate(questions: Iterable[Question], ranker: Ranker, mode: Mode = "hybrid") -> Evaluation:
    """Rank the units for every question by ``ranker``, and measure the rankings."""
    listed = list(questions)
    return measure_run(listed, collect_run(listed, ranker, mode))


def collect_run(questions: Iterable[Question], ranker: Ranker, mode: Mode) -> dict[str, list[str]]:
    """Return a run: question id -> ids of the units found, best first.

    If none of a question's judgements has an edition in its unit ids, neither do the ids found.
    """
    run = {}
    for question in questions:
        ids = ranker(question, mode)
        is_bare = question.grades and not any("/" in id for id in question.grades)
        run[question.id] = [UnitId(id).name if is_bare else id for id in ids]
    return run


def measure_run(questions: Iterable[Question], run: Mapping[str, Sequence[str]]) -> Evaluation:
    """Measure a run; a question that the run lacks counts as one without hits."""
    listed = list(questions)
    return Evaluation(
        {question.id: measure(run.get(question.id, ()), question.grades) for question in listed},
        {question.id: question.type for question in listed},
    )


def with_judgements(
    questions: Iterable[Question], judgements: Mapping[str, Mapping[str, int]]
) -> tuple[Question, ...]:
    """Return the questions with other judgements (question id -> unit id -> grade).

    Questions that have none there are omitted.
    """
    return tuple(
        replace(question, grades=judgements[question.id])
        for question in questions
        if judgements.get(question.id)
    )


def with_bare_ids(aliases: Mapping[str, str]) -> dict[str, str]:
    """Return aliases (former id -> current id) with and without edition, since judgements may use either."""
    return {UnitId(id).name: UnitId(unit).name for id, unit in aliases.items()} | {**aliases}


def with_current_ids(
    questions: Iterable[Question], aliases: Mapping[str, str], notify: Callable[[str], object]
) -> tuple[Question, ...]:
    """Return the questions with current unit ids in place of former ones.

    If there are former ids, ``notify`` is called with a sentence that states their number.
    """
    listed = list(questions)
    renamed = {id for question in listed for id in question.grades if id in aliases}
    if renamed:
        notify(f"Judged units whose ids have changed: {len(renamed)}.")
    return tuple(
        replace(question, grades={aliases.get(id, id): grade for id, grade in question.grades.items()})
        for question in listed
    )


def search_ranker(searcher: SearchProvider) -> Ranker:
    """Return a ranker that uses a searcher in this process and finds at most ``DEPTH`` units."""

    def rank(question: Question, mode: Mode) -> list[str]:
        request = replace(question.request, mode=mode)
        return [hit.unit.id for hit in searcher.search(request).hits]

    return rank


def parameters(question: Question, mode: Mode) -> list[tuple[str, str]]:
    """Return the parameters of the search endpoint for a question, as (name, value) pairs."""
    return [("q", question.text), ("mode", mode), ("limit", str(DEPTH)), *question.filters]


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """Return the measures of one ranking of unit ids; units missing from ``grades`` count as grade 0."""
    gains = [_grade(id, grades) for id in ranked]
    return Measures(ndcg(gains, grades.values()), recall(gains, grades.values()), reciprocal_rank(gains))


def ndcg(ranked: Sequence[int], grades: Iterable[int]) -> float:
    """Return nDCG@10: the DCG of the ranking divided by that of the ideal order; 0 if all grades are 0.

    DCG = sum of (2^grade - 1) / log2(rank + 1), as in Burges et al.: Learning to Rank using Gradient Descent
    (ICML 2005), after Järvelin, Kekäläinen: Cumulated Gain-Based Evaluation of IR Techniques (ACM TOIS 20(4),
    2002).

    Args:
        ranked: the grades of the ranked units, best rank first; 0 for units that are not judged.
        grades: the grades of all judged units.
    """
    best = _dcg(sorted(grades, reverse=True)[:CUT])
    return _dcg(ranked[:CUT]) / best if best else 0.0


def recall(ranked: Sequence[int], grades: Iterable[int]) -> float:
    """Return recall@20: the share of the relevant units that are among the first 20; 1 if none is relevant.

    Relevant are grades of at least ``HELPFUL``. The arguments are those of ``ndcg``.
    """
    relevant = sum(grade >= HELPFUL for grade in grades)
    return sum(grade >= HELPFUL for grade in ranked[:DEPTH]) / relevant if relevant else 1.0


def reciprocal_rank(ranked: Sequence[int], cut: int = CUT) -> float:
    """Return 1 / rank of the first relevant unit (grade of at least ``HELPFUL``); 0 if beyond the cutoff.

    Args:
        ranked: the grades of the ranked units, best rank first.
        cut: the cutoff.
    """
    return next((1 / rank for rank, grade in enumerate(ranked[:cut], 1) if grade >= HELPFUL), 0.0)


def _dcg(grades: Sequence[int]) -> float:
    """Return the discounted cumulated gain of grades, best rank first."""
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _grade(id: str, grades: Mapping[str, int]) -> int:
    """Return the grade of a unit, judged by its id with or without the edition; 0 if it is not judged."""
    return grades.get(id, grades.get(UnitId(id).name, 0))


def _mean(rankings: Iterable[Measures]) -> Measures:
    """Return the mean of each measure; 0 if there are no rankings."""
    measures = list(rankings)
    if not measures:
        return Measures(0.0, 0.0, 0.0)
    return Measures(
        fmean(each.ndcg for each in measures),
        fmean(each.recall for each in measures),
        fmean(each.reciprocal_rank for each in measures),
    )


def _question(path: Path, number: int, line: str) -> Question:
    """Parse a line of a questions file.

    Raises:
        SourceInvalid: it is not a judged question.
    """
    try:
        content: dict[str, Any] = json.loads(line)
        return Question(
            str(content["qid"]),
            str(content["type"]),
            str(content["query"]),
            tuple(_pairs(content.get("filters") or {})),
            {str(id): int(grade) for id, grade in content["gold"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceInvalid(f"{path}, line {number}: not a judged question ({error}).") from error


def _pairs(filters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a line's filters as parameters of the search endpoint: a (name, value) pair for each value."""
    for name, value in filters.items():
        for item in value if isinstance(value, list) else [value]:
            yield name.removeprefix("date_") if name in ("date_from", "date_to") else name, str(item)


def _filters(pairs: Sequence[tuple[str, str]]) -> Filters:
    """Return the filters of a search request from parameters of the search endpoint; others are ignored.

    Raises:
        ValueError: a date bound is not a date.
    """
    include: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    exclude: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for name, value in pairs:
        side = exclude if name.startswith("not.") else include
        filter = name.removeprefix("not.")
        if filter in FILTERS:
            side[filter] = (*side[filter], value)
    bounds = dict(pairs)
    return Filters(
        include=dict(include),
        exclude=dict(exclude),
        earliest=parse_day(bounds["from"])[0] if "from" in bounds else None,
        latest=parse_day(bounds["to"])[1] if "to" in bounds else None,
        date_mode="certain" if bounds.get("date_mode") == "certain" else "possible",
    )
