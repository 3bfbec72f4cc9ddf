"""How well rankings agree with judged questions: the measures, and a run of a questions file.

A questions file has a JSON object a line: ``qid``, ``type``, ``query``, ``filters`` (names of the search
endpoint; ``date_from``/``date_to`` bound the date) and ``gold``, the grade (1–3; 0 for what was judged and
is not relevant) of each unit's id, without its edition where there is but one.
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
"""Hits that are asked for: as deep as the deepest measure looks."""
CUT = 10
HELPFUL = 2
"""Grade from which a unit counts for recall and reciprocal rank."""

Ranker = Callable[["Question", Mode], Sequence[str]]
"""Ranks the ids of units for a question, best first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A judged question; ``filters`` are (name, value) as the endpoint takes them."""

    id: str
    type: str
    text: str
    filters: tuple[tuple[str, str], ...]
    grades: Mapping[str, int]

    @property
    def request(self) -> SearchRequest:
        """The question as this room is asked."""
        return SearchRequest(self.text, filters=_filters(self.filters), limit=DEPTH)


@dataclass(frozen=True, slots=True)
class Measures:
    """How good one ranking is, or several on average; each from 0 to 1."""

    ndcg: float
    recall: float
    reciprocal_rank: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measures of each question, with means over all and by type."""

    questions: Mapping[str, Measures] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    @property
    def overall(self) -> Measures:
        """The mean over all questions."""
        return _mean(self.questions.values())

    @property
    def by_type(self) -> dict[str, Measures]:
        """The mean over the questions of each type, in the order of the file."""
        return {type: self.mean(ids) for type, ids in self.ids_by_type.items()}

    @property
    def ids_by_type(self) -> dict[str, tuple[str, ...]]:
        """The questions of each type, in the order of the file."""
        groups: dict[str, tuple[str, ...]] = {}
        for id in self.questions:
            groups[self.types[id]] = (*groups.get(self.types[id], ()), id)
        return groups

    def mean(self, ids: Iterable[str]) -> Measures:
        """The mean over some questions."""
        return _mean(self.questions[id] for id in ids)


class SearchProvider(Protocol):
    """The part of a searcher that is needed here."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a search."""


def read_questions(path: Path) -> tuple[Question, ...]:
    """Read a questions file.

    Raises:
        SourceMissing, SourceInvalid
    """
    return tuple(question for question, _ in read_lines(path))


def read_lines(path: Path) -> tuple[tuple[Question, str], ...]:
    """Read a questions file, each question with the line it was read from.

    Raises:
        SourceMissing, SourceInvalid
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except FileNotFoundError:
        raise SourceMissing(f"There is no file {path}.", "Name a file of judged questions.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceInvalid(f"{path} cannot be read: {error}.") from error
    return tuple(
        (_question(path, number, line), line) for number, line in enumerate(lines, 1) if line.strip()
    )


def evaluate(questions: Iterable[Question], ask: Ranker, mode: Mode = "hybrid") -> Evaluation:
    """Ask every question and measure the answers."""
    asked = list(questions)
    return measure_run(asked, collect_run(asked, ask, mode))


def collect_run(questions: Iterable[Question], ask: Ranker, mode: Mode) -> dict[str, list[str]]:
    """Ask every question; the ids are written as the judgements write them, with their edition or without."""
    run = {}
    for question in questions:
        found = ask(question, mode)
        is_bare = question.grades and not any("/" in id for id in question.grades)
        run[question.id] = [UnitId(id).name if is_bare else id for id in found]
    return run


def measure_run(questions: Iterable[Question], run: Mapping[str, Sequence[str]]) -> Evaluation:
    """Measure a run; a question that it does not answer counts as one without hits."""
    asked = list(questions)
    return Evaluation(
        {question.id: measure(run.get(question.id, ()), question.grades) for question in asked},
        {question.id: question.type for question in asked},
    )


def with_judgements(
    questions: Iterable[Question], judgements: Mapping[str, Mapping[str, int]]
) -> tuple[Question, ...]:
    """The questions with other judgements than their own; those without any are left out."""
    return tuple(
        replace(question, grades=judgements[question.id])
        for question in questions
        if judgements.get(question.id)
    )


def with_bare_ids(aliases: Mapping[str, str]) -> dict[str, str]:
    """The same aliases with their edition and without, as judgements write ids."""
    return {UnitId(id).name: UnitId(unit).name for id, unit in aliases.items()} | {**aliases}


def with_current_ids(
    questions: Iterable[Question], aliases: Mapping[str, str], notify: Callable[[str], object]
) -> tuple[Question, ...]:
    """The questions with their units by the ids that these have now; how many had others is told."""
    asked = list(questions)
    renamed = {id for one in asked for id in one.grades if id in aliases}
    if renamed:
        notify(f"Judged units that have other ids now: {len(renamed)}.")
    return tuple(
        replace(one, grades={aliases.get(id, id): grade for id, grade in one.grades.items()}) for one in asked
    )


def search_ranker(searcher: SearchProvider) -> Ranker:
    """Ask a searcher of this process."""

    def ask(question: Question, mode: Mode) -> list[str]:
        request = replace(question.request, mode=mode)
        return [hit.unit.id for hit in searcher.search(request).hits]

    return ask


def parameters(question: Question, mode: Mode) -> list[tuple[str, str]]:
    """The question as a query string of the search endpoint."""
    return [("q", question.text), ("mode", mode), ("limit", str(DEPTH)), *question.filters]


def measure(ranked: Sequence[str], grades: Mapping[str, int]) -> Measures:
    """Measure one ranking."""
    found = [_grade(id, grades) for id in ranked]
    return Measures(ndcg(found, grades.values()), recall(found, grades.values()), reciprocal_rank(found))


def ndcg(found: Sequence[int], grades: Iterable[int]) -> float:
    """Discounted cumulative gain over that of the best order, gain 2^grade − 1.

    Burges et al.: Learning to Rank using Gradient Descent (ICML 2005), after Järvelin, Kekäläinen (2002).
    """
    best = _gain(sorted(grades, reverse=True)[:CUT])
    return _gain(found[:CUT]) / best if best else 0.0


def recall(found: Sequence[int], grades: Iterable[int]) -> float:
    """The share of the helpful units that are among the first; 1 where there are none to find."""
    helpful = sum(grade >= HELPFUL for grade in grades)
    return sum(grade >= HELPFUL for grade in found[:DEPTH]) / helpful if helpful else 1.0


def reciprocal_rank(found: Sequence[int], cut: int = CUT) -> float:
    """One over the place of the first helpful unit; 0 beyond the cut."""
    return next((1 / place for place, grade in enumerate(found[:cut], 1) if grade >= HELPFUL), 0.0)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def _grade(id: str, grades: Mapping[str, int]) -> int:
    return grades.get(id, grades.get(UnitId(id).name, 0))


def _mean(measured: Iterable[Measures]) -> Measures:
    several = list(measured)
    if not several:
        return Measures(0.0, 0.0, 0.0)
    return Measures(
        fmean(one.ndcg for one in several),
        fmean(one.recall for one in several),
        fmean(one.reciprocal_rank for one in several),
    )


def _question(path: Path, number: int, line: str) -> Question:
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
        raise SourceInvalid(f"{path}, line {number}: this is no judged question ({error}).") from error


def _pairs(filters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in filters.items():
        for one in value if isinstance(value, list) else [value]:
            yield name.removeprefix("date_") if name in ("date_from", "date_to") else name, str(one)


def _filters(pairs: Sequence[tuple[str, str]]) -> Filters:
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
