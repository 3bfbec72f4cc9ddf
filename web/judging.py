"""Routes on which hits are judged for ``perepiska eval``; registered only if ``judgements`` is set."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import JudgementChanged, RequestError
from exports.addresses import judging_address, with_query
from search.evaluation.trec import write_qrels
from web.judging_form import new_form, stored_form, submitted_form, validate_form
from web.judging_pages import judgements_file, question_row, render_conflict, render_form, render_overview
from web.labels import format_count
from web.origin import refuse_cross_site_forms
from web.problems import problem_from_error
from web.redirects import redirect_within
from web.site import current_site
from web.texts import LazyText

judging = Blueprint("judging", __name__)
judging.before_request(refuse_cross_site_forms)


@judging.after_request
def no_store(response: Response) -> Response:
    """Forbid the caching of a response, because an outdated form would conflict with what was saved since."""
    response.headers["Cache-Control"] = "no-store"
    return response


@judging.get("/judge")
def overview() -> str:
    """List the judged questions."""
    return render_overview()


@judging.get("/judge/question")
def new_question() -> AnyResponse | str:
    """Show the pool of a new question; redirect to its form if it was judged before.

    An empty question redirects to the list; an invalid one is shown there with the problem.
    """
    site = current_site()
    try:
        search_request = site.parse_search(request.args.items(multi=True))
        if not search_request.text:
            return redirect_within("/judge")
        form = new_form(search_request)
        site.searcher.search(replace(search_request, mode="keyword", limit=1))
    except RequestError as error:
        page = render_overview(request.args.get("q", ""), problem_from_error(error))
        return make_response(page, error.http_status)
    stored = judgements_file().find_by_query(form.text, form.filters)
    return redirect_within(judging_address(stored.question.id)) if stored else render_form(site, form)


@judging.get("/judge/question/<path:id>")
def reopen(id: str) -> str:
    """Show the form of a stored question, with the units named by ``add`` in the query string."""
    site = current_site()
    form = replace(stored_form(judgements_file().get(id), site), added=tuple(request.args.getlist("add")))
    return render_form(site, form, notice=LazyText("Saved.") if "saved" in request.args else "")


@judging.post("/judge/question")
@judging.post("/judge/question/<path:id>")
def save(id: str = "") -> AnyResponse:
    """Save a submitted form and redirect to it.

    An invalid form is shown again; if someone else has changed the question, both versions are shown.
    """
    site, file = current_site(), judgements_file()
    form = submitted_form(request.form.items(multi=True), id)
    stored = file.find(id) if id else None
    if stored:
        form = replace(form, filters=stored.question.filters)
    try:
        question, open_units = validate_form(form, site, stored)
        saved = file.save(question, form.revision)
    except JudgementChanged as error:
        return render_conflict(site, form, error)
    except RequestError as error:
        page = render_form(site, form, problem=problem_from_error(error))
        return make_response(page, error.http_status)
    query_pairs = [("saved", "1"), *(("add", id) for id in open_units)]
    fragment = open_units[0] if open_units else ""
    return redirect_within(with_query(judging_address(saved.id), query_pairs, fragment), HTTPStatus.SEE_OTHER)


@judging.get("/judge/delete/<path:id>")
def ask_to_delete(id: str) -> str:
    """Show a form that asks for confirmation before a question is deleted."""
    stored = judgements_file().get(id)
    judged = format_count(len(stored.question.grades), "judgement")
    return render_template(
        "judge_delete.html", line=question_row(stored), judged=judged, revision=stored.revision
    )


@judging.post("/judge/delete/<path:id>")
def delete(id: str) -> AnyResponse:
    """Delete a question with its judgements and redirect to the list.

    Raises:
        UnknownQuestion: no question has this id.
        JudgementChanged: someone has saved the question since.
    """
    judgements_file().delete(id, request.form.get("revision", ""))
    return redirect_within("/judge", HTTPStatus.SEE_OTHER)


@judging.get("/judge/questions.jsonl")
def questions_file() -> Response:
    """Return the questions as a file to be downloaded, in the format of ``perepiska eval``."""
    text = "".join(f"{stored.line}\n" for stored in judgements_file().all())
    return download_response(text, "application/jsonl", "questions.jsonl")


@judging.get("/judge/qrels.txt")
def qrels_file() -> Response:
    """Return the judgements as a file to be downloaded, in TREC's qrels format."""
    site = current_site()
    forms = (stored_form(stored, site) for stored in judgements_file().all())
    return download_response(
        write_qrels({form.id: {id: int(mark) for id, mark in form.grades.items()} for form in forms}),
        "text/plain",
        "qrels.txt",
    )


def download_response(text: str, mimetype: str, name: str) -> Response:
    """Return a text as a file to be downloaded."""
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
