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
from web.filter_links import Chip, chips
from web.judging_form import GRADES, USUAL_TYPE, Sheet, kept_sheet
from web.pool import Card, lay_cards, pool_of
from web.problems import problem_of
from web.site import Site, current_site
from web.wording import counted


@dataclass(frozen=True, slots=True)
class Line:
    """A judged question in the list."""

    id: str
    text: str
    type: str
    narrowed: str
    counts: tuple[int, ...]
    """Units of each grade, as ``GRADES`` orders them."""
    is_open: bool
    """Whether nothing has been found yet that is relevant."""
    address: str
    deleting: str


def this_file() -> Judgements:
    """Open the file of judgements of the application that answers."""
    return Judgements(cast(Path, current_site().settings.judgements))


def overview_page(text: str = "", problem: Problem | None = None) -> str:
    """Show the list, with what is wrong with a new question."""
    lines = [line_of(kept) for kept in this_file().all()]
    return render_template("judge.html", lines=lines, grades=GRADES, text=text, problem=problem)


def changed_page(site: Site, sheet: Sheet, error: JudgementChanged) -> Response:
    """Show a sheet beside what somebody else has saved; saving again keeps the sheet."""
    kept = this_file().find(error.id) if error.id else None
    saved = kept_sheet(kept, site).grades if kept else {}
    current = replace(
        sheet,
        id=kept.question.id if kept else "",
        revision=kept.revision if kept else "",
        grades={**sheet.grades, **saved, **{id: mark for id, mark in sheet.grades.items() if mark}},
    )
    page = sheet_page(site, current, problem=problem_of(error), saved=saved)
    return make_response(page, error.http_status)


def sheet_page(
    site: Site,
    sheet: Sheet,
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
        asked = site.parse_search([("q", sheet.text), *sheet.filters])
        shown = chips_of(site, asked)
        hits = pool_of(site, asked) if sheet.text else ()
    except RequestError as error:
        problem = problem or problem_of(error)
    others = sheet.grades if problem else (*sheet.grades, *sheet.added)
    cards = lay_cards(site, sheet.text, hits, others)
    graded = [grade_card(card, sheet.grades, saved or {}) for card in cards]
    return render_template(
        "judge_question.html",
        sheet=sheet,
        cards=graded,
        chips=shown,
        grades=GRADES,
        types=sorted({USUAL_TYPE, *(kept.question.type for kept in this_file().all())}),
        problem=problem,
        notice=notice,
        judged=f"{sum(bool(card.grade) for card in graded)} of {counted(len(graded), 'unit')} judged",
        action=judging_address(sheet.id),
    )


def chips_of(site: Site, asked: SearchRequest) -> tuple[Chip, ...]:
    """Say what a question is narrowed to; a question keeps its filters."""
    shown = chips(asked, (), site.searcher.labels(asked.filters))
    return tuple(replace(chip, address=None) for chip in shown)


def grade_card(card: Card, marks: Mapping[str, str], saved: Mapping[str, str]) -> Card:
    """Give a card the grade of the sheet, and the one that somebody else has saved where it is another."""
    mark = marks.get(card.id, "")
    other = saved.get(card.id, "")
    return replace(card, grade=mark, other=other if other != mark else "")


def line_of(kept: StoredQuestion) -> Line:
    """Put a question into the list."""
    question = kept.question
    grades = Counter(question.grades.values())
    return Line(
        id=question.id,
        text=question.text,
        type=question.type,
        narrowed=narrowed_text(question.filters),
        counts=tuple(grades[int(mark)] for mark in GRADES),
        is_open=not any(question.grades.values()),
        address=judging_address(question.id),
        deleting=judging_address(question.id, "delete"),
    )


def narrowed_text(filters: Iterable[tuple[str, str]]) -> str:
    """Say briefly what a question is narrowed to."""
    return ", ".join(f"{name.replace('not.', 'not ')} {value}" for name, value in filters)
