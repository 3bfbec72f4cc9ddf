"""The pages of a judge as they are put together: the list of questions, and a sheet with its pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from flask import Response, make_response, render_template

from corpus.errors import JudgementChanged, RequestError
from exports.addresses import judging_address
from exports.api.models import Problem
from search.evaluation.judgements import Judgements, StoredQuestion
from search.model import Hit, SearchRequest
from web.filter_links import Chip, make_chips
from web.judging_form import DEFAULT_TYPE, GRADES, JudgingForm, stored_form
from web.labels import format_count
from web.pool import JudgingCard, make_cards, make_pool
from web.problems import problem_from_error
from web.site import Site, current_site


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A judged question in the list."""

    id: str
    text: str
    type: str
    filters: str
    counts: tuple[int, ...]
    """Units of each grade, as ``GRADES`` orders them."""
    is_open: bool
    """Whether nothing has been found yet that is relevant."""
    address: str
    delete_address: str


def judgements_file() -> Judgements:
    """Open the file of judgements of the application that answers."""
    return Judgements(cast(Path, current_site().settings.judgements))


def render_overview(text: str = "", problem: Problem | None = None) -> str:
    """Show the list, with what is wrong with a new question."""
    lines = [question_row(kept) for kept in judgements_file().all()]
    return render_template("judge.html", lines=lines, grades=GRADES, text=text, problem=problem)


def render_conflict(site: Site, form: JudgingForm, error: JudgementChanged) -> Response:
    """Show a sheet beside what somebody else has saved; saving again keeps the sheet."""
    kept = judgements_file().find(error.id) if error.id else None
    saved = stored_form(kept, site).grades if kept else {}
    current = replace(
        form,
        id=kept.question.id if kept else "",
        revision=kept.revision if kept else "",
        grades={**form.grades, **saved, **{id: mark for id, mark in form.grades.items() if mark}},
    )
    page = render_form(site, current, problem=problem_from_error(error), saved=saved)
    return make_response(page, error.http_status)


def render_form(
    site: Site,
    form: JudgingForm,
    *,
    problem: Problem | None = None,
    notice: str = "",
    saved: Mapping[str, str] | None = None,
) -> str:
    """Show a sheet: the pool, then what was judged or added besides; on a mistake that stays in its box.

    Args:
        saved: the grades somebody else has given meanwhile.
    """
    hits: tuple[Hit, ...] = ()
    shown: tuple[Chip, ...] = ()
    try:
        asked = site.parse_search([("q", form.text), *form.filters])
        shown = question_chips(site, asked)
        hits = make_pool(site, asked) if form.text else ()
    except RequestError as error:
        problem = problem or problem_from_error(error)
    others = form.grades if problem else (*form.grades, *form.added)
    cards = make_cards(site, form.text, hits, others)
    graded = [with_grade(card, form.grades, saved or {}) for card in cards]
    return render_template(
        "judge_question.html",
        form=form,
        cards=graded,
        chips=shown,
        grades=GRADES,
        types=sorted({DEFAULT_TYPE, *(kept.question.type for kept in judgements_file().all())}),
        problem=problem,
        notice=notice,
        judged=f"{sum(bool(card.grade) for card in graded)} of {format_count(len(graded), 'unit')} judged",
        action=judging_address(form.id),
    )


def question_chips(site: Site, asked: SearchRequest) -> tuple[Chip, ...]:
    """Say what a question is narrowed to; a question keeps its filters."""
    shown = make_chips(asked, (), site.searcher.labels(asked.filters))
    return tuple(replace(chip, address=None) for chip in shown)


def with_grade(card: JudgingCard, marks: Mapping[str, str], saved: Mapping[str, str]) -> JudgingCard:
    """Give a card the grade of the sheet, and the one that somebody else has saved where it is another."""
    mark = marks.get(card.id, "")
    other_grade = saved.get(card.id, "")
    return replace(card, grade=mark, other_grade=other_grade if other_grade != mark else "")


def question_row(kept: StoredQuestion) -> QuestionRow:
    """Put a question into the list."""
    question = kept.question
    grades = Counter(question.grades.values())
    return QuestionRow(
        id=question.id,
        text=question.text,
        type=question.type,
        filters=filters_text(question.filters),
        counts=tuple(grades[int(mark)] for mark in GRADES),
        is_open=not any(question.grades.values()),
        address=judging_address(question.id),
        delete_address=judging_address(question.id, "delete"),
    )


def filters_text(filters: Iterable[tuple[str, str]]) -> str:
    """Say briefly what a question is narrowed to."""
    return ", ".join(f"{name.replace('not.', 'not ')} {value}" for name, value in filters)
