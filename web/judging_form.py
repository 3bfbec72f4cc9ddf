"""What a judge fills in: read as typed, so that nothing is lost on a mistake, then checked."""

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

GRADES: Final = {
    "3": "answers it",
    "2": "helps much",
    "1": "touches it",
    "0": "not relevant",
}
GRADE_FIELD: Final = "grade."
FORM_FIELDS: Final = frozenset({"q", "type", "revision", "add", "rest"})
DEFAULT_TYPE: Final = "question"
TYPE: Final = re.compile(r"\w[\w -]{0,39}")
NOTE: Final = re.compile(r"n[0-9]+")


@dataclass(frozen=True, slots=True)
class JudgingForm:
    """A judge's sheet for a question: what is or was typed, not yet checked.

    ``grades`` has every unit that stood on the sheet, with "" where nothing was chosen; ``added`` are units
    put on it by hand, ``filters`` the question's, as a query string has them.
    """

    id: str = ""
    text: str = ""
    type: str = DEFAULT_TYPE
    filters: tuple[Pair, ...] = ()
    grades: Mapping[str, str] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    revision: str = ""


def new_form(asked: SearchRequest) -> JudgingForm:
    """Begin a sheet with a question and its filters."""
    filters = tuple(search_pairs(SearchRequest(filters=asked.filters)))
    return JudgingForm(text=" ".join(asked.text.split()), filters=filters)


def stored_form(kept: StoredQuestion, site: Site) -> JudgingForm:
    """Take up the sheet of a question that was judged before."""
    question = kept.question
    return JudgingForm(
        id=question.id,
        text=question.text,
        type=question.type,
        filters=question.filters,
        grades={resolve_id(id, site): str(grade) for id, grade in question.grades.items()},
        revision=kept.revision,
    )


def submitted_form(pairs: Iterable[Pair], id: str = "") -> JudgingForm:
    """Read a sheet as a form sends it; what is left open counts as 0 where the judge says so."""
    listed = list(pairs)
    fields = dict(listed)
    rest = "0" if fields.get("rest") else ""
    return JudgingForm(
        id=id,
        text=" ".join(fields.get("q", "").split()),
        type=" ".join(fields.get("type", "").split()),
        filters=tuple(
            (name, value)
            for name, value in listed
            if name not in FORM_FIELDS and not name.startswith(GRADE_FIELD)
        ),
        grades={
            name.removeprefix(GRADE_FIELD): value or rest
            for name, value in listed
            if name.startswith(GRADE_FIELD)
        },
        added=tuple(word for name, value in listed if name == "add" for word in split_ids(value)),
        revision=fields.get("revision", ""),
    )


def split_ids(written: str) -> Iterator[str]:
    """Read ids set apart by blanks or commas."""
    return (word for word in re.split(r"[\s,;]+", written) if word)


def validate_form(
    form: JudgingForm, site: Site, before: StoredQuestion | None
) -> tuple[Question, tuple[str, ...]]:
    """Make a question of a sheet; also give the units added to it that have no grade yet.

    Raises:
        JudgementError: names the field that is wrong.
        QuerySyntaxError, FilterError, UnknownParameter: the question cannot be searched.
    """
    if not form.text:
        raise JudgementError("There is no question.", "Write what your readers would ask.", parameter="q")
    if not TYPE.fullmatch(form.type):
        raise JudgementError(
            f"“{form.type}” cannot be a type of question." if form.type else "The type is empty.",
            "Write a word by which you want averages, such as question, theme or name.",
            parameter="type",
        )
    asked = site.parse_search([("q", form.text), *form.filters])
    site.searcher.search(replace(asked, mode="keyword", limit=1))
    known = before.question.grades if before else {}
    kept = {resolve_id(id, site) for id in known}
    grades = {id: parse_grade(id, mark) for id, mark in form.grades.items() if mark}
    for id in grades.keys() - kept:
        require_unit(id, site)
    added = tuple(dict.fromkeys(require_unit(resolve_id(id, site), site) for id in form.added))
    question = Question(form.id, form.type, form.text, new_form(asked).filters, grades)
    return question, tuple(id for id in added if id not in grades)


def parse_grade(id: str, mark: str) -> int:
    """Read a grade from 0 to 3."""
    if mark in GRADES:
        return int(mark)
    raise JudgementError(
        f"The grade of {id} is “{mark}”.", "Choose 3, 2, 1 or 0.", parameter=GRADE_FIELD + id
    )


def require_unit(id: str, site: Site) -> str:
    """Make sure that there is a unit of this id."""
    try:
        site.searcher.unit(id)
    except UnknownUnit:
        raise JudgementError(
            f"There is no unit “{id}”.",
            "Write its id or the address of its page, such as "
            f"{next(iter(site.editions()), 'edition')}/doc-3 or, for note 2 to it, …/doc-3.n2.",
            parameter="add",
        ) from None
    return id


def resolve_id(written: str, site: Site) -> str:
    """Complete an id: from the address of a page, by the edition where there is but one, or by an alias."""
    parts = urlsplit(written)
    id = parts.path.strip("/")
    if NOTE.fullmatch(parts.fragment):
        id = f"{id}.{parts.fragment}"
    editions = tuple(site.editions())
    whole = f"{editions[0]}/{id}" if "/" not in id and len(editions) == 1 else id
    return site.searcher.current_id(whole)
