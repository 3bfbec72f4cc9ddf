"""The form in which a question's hits are graded: kept as typed despite mistakes, then validated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlsplit

from corpus.errors import JudgementError, UnknownUnit
from exports.api.parameters import Pair
from exports.api.search_parameters import search_pairs
from search.evaluation.evaluation import Question
from search.evaluation.judgements import StoredQuestion
from search.model import SearchRequest
from web.site import Site
from web.texts import LazyText

GRADES: Final = {
    "3": LazyText("answers the question"),
    "2": LazyText("highly relevant"),
    "1": LazyText("marginally relevant"),
    "0": LazyText("not relevant"),
}
GRADE_FIELD: Final = "grade."
FORM_FIELDS: Final = frozenset({"q", "type", "revision", "add", "rest"})
DEFAULT_TYPE: Final = "question"
QUESTION_TYPE: Final = re.compile(r"\w[\w -]{0,39}")
NOTE_FRAGMENT: Final = re.compile(r"n[0-9]+")


@dataclass(frozen=True, slots=True)
class JudgingForm:
    """A judging form as typed or stored, not yet validated.

    ``grades`` has every unit on the form, with "" if no grade is chosen; ``added`` are the ids of units added
    by hand; ``filters`` are those of the question, as query string pairs; ``revision`` identifies the stored
    version that the form was opened with, "" if it is new.
    """

    id: str = ""
    text: str = ""
    type: str = DEFAULT_TYPE
    filters: tuple[Pair, ...] = ()
    grades: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    revision: str = ""


def new_form(search_request: SearchRequest) -> JudgingForm:
    """Return a form, without grades, for the text (white space normalized) and filters of a search."""
    filters = tuple(search_pairs(SearchRequest(filters=search_request.filters)))
    return JudgingForm(text=" ".join(search_request.text.split()), filters=filters)


def stored_form(stored: StoredQuestion, site: Site) -> JudgingForm:
    """Return the form of a stored question; former ids of units become current ones."""
    question = stored.question
    return JudgingForm(
        id=question.id,
        text=question.text,
        type=question.type,
        filters=question.filters,
        grades={resolve_id(id, site): str(grade) for id, grade in question.grades.items()},
        revision=stored.revision,
    )


def submitted_form(pairs: Iterable[Pair], id: str = "") -> JudgingForm:
    """Return a form from its submitted fields; unknown fields are filters.

    Units that are not graded get 0 if ``rest`` is checked.
    """
    field_pairs = list(pairs)
    fields = dict(field_pairs)
    rest = "0" if fields.get("rest") else ""
    return JudgingForm(
        id=id,
        text=" ".join(fields.get("q", "").split()),
        type=" ".join(fields.get("type", "").split()),
        filters=tuple(
            (name, value)
            for name, value in field_pairs
            if name not in FORM_FIELDS and not name.startswith(GRADE_FIELD)
        ),
        grades={
            name.removeprefix(GRADE_FIELD): value or rest
            for name, value in field_pairs
            if name.startswith(GRADE_FIELD)
        },
        added=tuple(word for name, value in field_pairs if name == "add" for word in split_ids(value)),
        revision=fields.get("revision", ""),
    )


def split_ids(text: str) -> Iterator[str]:
    """Return an iterator of the ids in a text, separated by white space, commas or semicolons."""
    return (word for word in re.split(r"[\s,;]+", text) if word)


def validate_form(
    form: JudgingForm, site: Site, stored: StoredQuestion | None
) -> tuple[Question, tuple[str, ...]]:
    """Return a form as a question, and the ids of the units added by hand that have no grade yet.

    Args:
        stored: the question as stored; None if it is new. Units graded in it need not exist any more.

    Raises:
        JudgementError: a field is wrong; the error names it.
        QuerySyntaxError, QueryTooCostly, FilterError, UnknownParameter: the question cannot be searched.
    """
    if not form.text:
        raise JudgementError("The question is empty.", "Enter what your readers would ask.", parameter="q")
    if not QUESTION_TYPE.fullmatch(form.type):
        raise JudgementError(
            f"“{form.type}” is not a valid type." if form.type else "The type is empty.",
            "Enter a word to group averages by, such as question, theme or name.",
            parameter="type",
        )
    search_request = site.parse_search([("q", form.text), *form.filters])
    site.searcher.search(replace(search_request, mode="keyword", limit=1))
    stored_grades = stored.question.grades if stored else {}
    stored_ids = {resolve_id(id, site) for id in stored_grades}
    grades = {id: parse_grade(id, mark) for id, mark in form.grades.items() if mark}
    for id in grades.keys() - stored_ids:
        require_unit(id, site)
    added = tuple(dict.fromkeys(require_unit(resolve_id(id, site), site) for id in form.added))
    question = Question(form.id, form.type, form.text, new_form(search_request).filters, grades)
    return question, tuple(id for id in added if id not in grades)


def parse_grade(id: str, mark: str) -> int:
    """Return the grade of a unit as a number from 0 to 3.

    Raises:
        JudgementError: ``mark`` is not "0", "1", "2" or "3".
    """
    if mark in GRADES:
        return int(mark)
    raise JudgementError(
        f"Invalid grade “{mark}” for {id}.", "Choose 3, 2, 1 or 0.", parameter=GRADE_FIELD + id
    )


def require_unit(id: str, site: Site) -> str:
    """Return the id unchanged if the index has a unit with this id.

    Raises:
        JudgementError: no unit has it.
    """
    try:
        site.searcher.unit(id)
    except UnknownUnit:
        raise JudgementError(
            f"Unit “{id}” not found.",
            "Enter its id or the address of its page, such as "
            f"{next(iter(site.editions()), 'edition')}/doc-3, or …/doc-3.n2 for its note 2.",
            parameter="add",
        ) from None
    return id


def resolve_id(text: str, site: Site) -> str:
    """Return a unit's current id from a current or former id or from its page's address.

    In an index of one edition, the edition may be omitted. The unit need not exist.
    """
    parts = urlsplit(text)
    id = parts.path.strip("/")
    if NOTE_FRAGMENT.fullmatch(parts.fragment):
        id = f"{id}.{parts.fragment}"
    editions = tuple(site.editions())
    full_id = f"{editions[0]}/{id}" if "/" not in id and len(editions) == 1 else id
    return site.searcher.current_id(full_id)
