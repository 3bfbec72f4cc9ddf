"""The command ``eval``, which measures search quality with judged questions."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.opening import open_searcher
from cli.options import file_option, json_option, name_option
from cli.process import configure_runtime

if TYPE_CHECKING:
    from search.model import Mode


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@name_option
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "semantic"]), default="hybrid")
@file_option("--qrels", help="TREC judgements to use instead of those in QUESTIONS.")
@file_option("--run", "run_path", help="TREC run to measure instead of searching.")
@file_option("--compare", help="Earlier TREC run to compare with, question by question.")
@file_option("--save-run", help="Save the run to this TREC file.")
@file_option("--save-qrels", help="Save the judgements to this TREC file.")
@json_option
def evaluate(
    questions: Path,
    name: str,
    mode: Mode,
    qrels: Path | None,
    run_path: Path | None,
    compare: Path | None,
    save_run: Path | None,
    save_qrels: Path | None,
    as_json: bool,
) -> None:
    """Measure search quality with judged questions (docs/evaluation.md)."""
    configure_runtime()
    from cli.measures import evaluation_data, print_evaluation
    from search.evaluation import trec
    from search.evaluation.evaluation import (
        collect_run,
        measure_run,
        read_questions,
        search_ranker,
        with_bare_ids,
        with_current_ids,
        with_judgements,
    )  # fmt: skip
    from store.files import write_file

    judged_questions = read_questions(questions)
    if qrels:
        judged_questions = with_judgements(judged_questions, trec.read_qrels(qrels))
    aliases: dict[str, str] = {}
    if run_path:
        run = trec.read_run(run_path)
    else:
        searcher = open_searcher(name)
        aliases = with_bare_ids(searcher.aliases())
        judged_questions = with_current_ids(judged_questions, aliases, notify=partial(click.echo, err=True))
        run = collect_run(judged_questions, search_ranker(searcher), mode)
    if save_run:
        write_file(save_run, trec.write_run(run, f"perepiska-{mode}"))
    if save_qrels:
        write_file(
            save_qrels, trec.write_qrels({question.id: question.grades for question in judged_questions})
        )
    evaluation = measure_run(judged_questions, run)
    baseline = measure_run(judged_questions, trec.read_run(compare, aliases)) if compare else None
    if as_json:
        click.echo(json.dumps(evaluation_data(evaluation, baseline), ensure_ascii=False, indent=2))
    else:
        print_evaluation(evaluation, baseline, {question.id: question.text for question in judged_questions})
