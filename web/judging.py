"""Where hits are judged, for ``perepiska eval``; there is no such page unless ``judgements`` is set."""

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

judging = Blueprint("judging", __name__)
judging.before_request(refuse_cross_site_forms)


@judging.after_request
def no_store(response: Response) -> Response:
    """Let browsers ask again: a sheet kept from yesterday would be compared with what is saved today."""
    response.headers["Cache-Control"] = "no-store"
    return response


@judging.get("/judge")
def overview() -> str:
    """List the questions judged so far."""
    return render_overview()


@judging.get("/judge/question")
def new_question() -> AnyResponse | str:
    """Put the pool of a new question before the judge; one that was judged before is opened again."""
    site = current_site()
    try:
        asked = site.parse_search(request.args.items(multi=True))
        if not asked.text:
            return redirect_within("/judge")
        form = new_form(asked)
        site.searcher.search(replace(asked, mode="keyword", limit=1))
    except RequestError as error:
        page = render_overview(request.args.get("q", ""), problem_from_error(error))
        return make_response(page, error.http_status)
    kept = judgements_file().find_by_query(form.text, form.filters)
    return redirect_within(judging_address(kept.question.id)) if kept else render_form(site, form)


@judging.get("/judge/question/<path:id>")
def reopen(id: str) -> str:
    """Open a question that was judged before."""
    site = current_site()
    form = replace(stored_form(judgements_file().get(id), site), added=tuple(request.args.getlist("add")))
    return render_form(site, form, notice="Saved." if "saved" in request.args else "")


@judging.post("/judge/question")
@judging.post("/judge/question/<path:id>")
def save(id: str = "") -> AnyResponse:
    """Keep a sheet; where that cannot be, show it as it was typed and say what to do."""
    site, file = current_site(), judgements_file()
    form = submitted_form(request.form.items(multi=True), id)
    before = file.find(id) if id else None
    if before:
        form = replace(form, filters=before.question.filters)
    try:
        question, open_units = validate_form(form, site, before)
        kept = file.save(question, form.revision)
    except JudgementChanged as error:
        return render_conflict(site, form, error)
    except RequestError as error:
        page = render_form(site, form, problem=problem_from_error(error))
        return make_response(page, error.http_status)
    shown = [("saved", "1"), *(("add", one) for one in open_units)]
    fragment = open_units[0] if open_units else ""
    return redirect_within(with_query(judging_address(kept.id), shown, fragment), HTTPStatus.SEE_OTHER)


@judging.get("/judge/delete/<path:id>")
def ask_to_delete(id: str) -> str:
    """Ask whether a question is really to be deleted."""
    kept = judgements_file().get(id)
    judged = format_count(len(kept.question.grades), "judgement")
    return render_template(
        "judge_delete.html", line=question_row(kept), judged=judged, revision=kept.revision
    )


@judging.post("/judge/delete/<path:id>")
def delete(id: str) -> AnyResponse:
    """Delete a question with its judgements."""
    judgements_file().delete(id, request.form.get("revision", ""))
    return redirect_within("/judge", HTTPStatus.SEE_OTHER)


@judging.get("/judge/questions.jsonl")
def questions_file() -> Response:
    """Give the questions as ``perepiska eval`` reads them."""
    text = "".join(f"{kept.line}\n" for kept in judgements_file().all())
    return download_response(text, "application/jsonl", "questions.jsonl")


@judging.get("/judge/qrels.txt")
def qrels_file() -> Response:
    """Give the judgements as TREC tools read them."""
    site = current_site()
    forms = (stored_form(kept, site) for kept in judgements_file().all())
    return download_response(
        write_qrels({form.id: {id: int(mark) for id, mark in form.grades.items()} for form in forms}),
        "text/plain",
        "qrels.txt",
    )


def download_response(text: str, mimetype: str, name: str) -> Response:
    """Send a text to be kept as a file."""
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
