"""Where hits are judged, for ``perepiska eval``; there is no such page unless ``judgements`` is set."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from corpus.errors import JudgementChanged, RequestError
from exports.addresses import judging_address, with_query
from search.evaluation.trec import write_qrels
from web.judging_form import blank_sheet, check_sheet, kept_sheet, sent_sheet
from web.judging_pages import changed_page, line_of, overview_page, sheet_page, this_file
from web.origin import refuse_other_sites
from web.problems import problem_of
from web.redirects import redirect_within
from web.site import current_site
from web.wording import counted

judging = Blueprint("judging", __name__)
judging.before_request(refuse_other_sites)


@judging.after_request
def never_stored(response: Response) -> Response:
    """Let browsers ask again: a sheet kept from yesterday would be compared with what is saved today."""
    response.headers["Cache-Control"] = "no-store"
    return response


@judging.get("/judge")
def overview() -> str:
    """List the questions judged so far."""
    return overview_page()


@judging.get("/judge/question")
def begin() -> AnyResponse | str:
    """Put the pool of a new question before the judge; one that was judged before is opened again."""
    site = current_site()
    try:
        asked = site.parse_search(request.args.items(multi=True))
        if not asked.text:
            return redirect_within("/judge")
        sheet = blank_sheet(asked)
        site.searcher.search(replace(asked, mode="keyword", limit=1))
    except RequestError as error:
        page = overview_page(request.args.get("q", ""), problem_of(error))
        return make_response(page, error.http_status)
    kept = this_file().asking(sheet.text, sheet.filters)
    return redirect_within(judging_address(kept.question.id)) if kept else sheet_page(site, sheet)


@judging.get("/judge/question/<path:id>")
def take_up(id: str) -> str:
    """Open a question that was judged before."""
    site = current_site()
    sheet = replace(kept_sheet(this_file().get(id), site), added=tuple(request.args.getlist("add")))
    return sheet_page(site, sheet, notice="Saved." if "saved" in request.args else "")


@judging.post("/judge/question")
@judging.post("/judge/question/<path:id>")
def save(id: str = "") -> AnyResponse:
    """Keep a sheet; where that cannot be, show it as it was typed and say what to do."""
    site, file = current_site(), this_file()
    sheet = sent_sheet(request.form.items(multi=True), id)
    before = file.find(id) if id else None
    if before:
        sheet = replace(sheet, filters=before.question.filters)
    try:
        question, open_units = check_sheet(sheet, site, before)
        kept = file.save(question, sheet.revision)
    except JudgementChanged as error:
        return changed_page(site, sheet, error)
    except RequestError as error:
        page = sheet_page(site, sheet, problem=problem_of(error))
        return make_response(page, error.http_status)
    shown = [("saved", "1"), *(("add", one) for one in open_units)]
    fragment = open_units[0] if open_units else ""
    return redirect_within(with_query(judging_address(kept.id), shown, fragment), HTTPStatus.SEE_OTHER)


@judging.get("/judge/delete/<path:id>")
def ask_to_delete(id: str) -> str:
    """Ask whether a question is really to be deleted."""
    kept = this_file().get(id)
    judged = counted(len(kept.question.grades), "judgement")
    return render_template("judge_delete.html", line=line_of(kept), judged=judged, revision=kept.revision)


@judging.post("/judge/delete/<path:id>")
def delete(id: str) -> AnyResponse:
    """Delete a question with its judgements."""
    this_file().delete(id, request.form.get("revision", ""))
    return redirect_within("/judge", HTTPStatus.SEE_OTHER)


@judging.get("/judge/questions.jsonl")
def questions_file() -> Response:
    """Give the questions as ``perepiska eval`` reads them."""
    text = "".join(f"{kept.line}\n" for kept in this_file().all())
    return download(text, "application/jsonl", "questions.jsonl")


@judging.get("/judge/qrels.txt")
def qrels_file() -> Response:
    """Give the judgements as TREC tools read them."""
    site = current_site()
    sheets = (kept_sheet(kept, site) for kept in this_file().all())
    return download(
        write_qrels({sheet.id: {id: int(mark) for id, mark in sheet.grades.items()} for sheet in sheets}),
        "text/plain",
        "qrels.txt",
    )


def download(text: str, mimetype: str, name: str) -> Response:
    """Send a text to be kept as a file."""
    response = Response(text, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
