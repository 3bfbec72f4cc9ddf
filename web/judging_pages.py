"""The pages for judging: the list of questions, and a question's form with its pool."""

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
from web.texts import DisplayText, LazyText


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A stored question as a row of the list; ``filters`` is a text."""

    id: str
    text: str
    type: str
    filters: str
    counts: tuple[int, ...]
    """The number of units of each grade, in the order of ``GRADES``."""
    is_open: bool
    """Whether no relevant unit has been found yet."""
    address: str
    delete_address: str


def judgements_file() -> Judgements:
    """Return the judgements file of the current site, in which ``judgements`` must be set."""
    return Judgements(cast(Path, current_site().settings.judgements))


def render_overview(text: str = "", problem: Problem | None = None) -> str:
    """Render the list of judged questions, with the box for a new one.

    Args:
        text: what the box contains.
        problem: why the text was refused.
    """
    lines = [question_row(stored) for stored in judgements_file().all()]
    return render_template("judge.html", lines=lines, grades=GRADES, text=text, problem=problem)


def render_conflict(site: Site, form: JudgingForm, error: JudgementChanged) -> Response:
    """Return a form with the grades that someone else has saved since; saving it again keeps its own.

    If the question was deleted, saving the form creates a new one.
    """
    stored = judgements_file().find(error.id) if error.id else None
    saved_grades = stored_form(stored, site).grades if stored else {}
    current = replace(
        form,
        id=stored.question.id if stored else "",
        revision=stored.revision if stored else "",
        grades={**form.grades, **saved_grades, **{id: grade for id, grade in form.grades.items() if grade}},
    )
    page = render_form(site, current, problem=problem_from_error(error), saved=saved_grades)
    return make_response(page, error.http_status)


def render_form(
    site: Site,
    form: JudgingForm,
    *,
    problem: Problem | None = None,
    notice: DisplayText = "",
    saved: Mapping[str, str] | None = None,
) -> str:
    """Render a form: the pool, then the units judged or added that are not in it.

    If there is a problem, ids to be added stay in their field.

    Args:
        saved: the grades that someone else has saved since, by unit id.
    """
    hits: tuple[Hit, ...] = ()
    filter_chips: tuple[Chip, ...] = ()
    try:
        search_request = site.parse_search([("q", form.text), *form.filters])
        filter_chips = question_chips(site, search_request)
        hits = make_pool(site, search_request) if form.text else ()
    except RequestError as error:
        problem = problem or problem_from_error(error)
    other_ids = form.grades if problem else (*form.grades, *form.added)
    cards = make_cards(site, form.text, hits, other_ids)
    graded = [with_grade(card, form.grades, saved or {}) for card in cards]
    return render_template(
        "judge_question.html",
        form=form,
        cards=graded,
        chips=filter_chips,
        grades=GRADES,
        types=sorted({DEFAULT_TYPE, *(stored.question.type for stored in judgements_file().all())}),
        problem=problem,
        notice=notice,
        judged=LazyText(
            "%(judged)s of %(units)s judged",
            {
                "judged": sum(bool(card.grade) for card in graded),
                "units": format_count(len(graded), "unit"),
            },
        ),
        action=judging_address(form.id),
    )


def question_chips(site: Site, search_request: SearchRequest) -> tuple[Chip, ...]:
    """Return a question's filters as chips without links, because a stored question keeps its filters."""
    filters = site.searcher.with_person_ids(search_request.filters)
    filter_chips = make_chips(replace(search_request, filters=filters), (), site.searcher.labels(filters))
    return tuple(replace(chip, address=None) for chip in filter_chips)


def with_grade(card: JudgingCard, grades: Mapping[str, str], saved: Mapping[str, str]) -> JudgingCard:
    """Return a card with its grade in the form, and the saved grade if someone else has changed that."""
    grade = grades.get(card.id, "")
    saved_grade = saved.get(card.id, "")
    return replace(card, grade=grade, other_grade=saved_grade if saved_grade != grade else "")


def question_row(stored: StoredQuestion) -> QuestionRow:
    """Return a stored question as a row of the list."""
    question = stored.question
    grades = Counter(question.grades.values())
    return QuestionRow(
        id=question.id,
        text=question.text,
        type=question.type,
        filters=filters_text(question.filters),
        counts=tuple(grades[int(grade)] for grade in GRADES),
        is_open=not any(question.grades.values()),
        address=judging_address(question.id),
        delete_address=judging_address(question.id, "delete"),
    )


def filters_text(filters: Iterable[tuple[str, str]]) -> str:
    """Return a question's filters as text: "sender: stalin; not.topic: trade"; "" if there are none."""
    return "; ".join(f"{name}: {value}" for name, value in filters)
