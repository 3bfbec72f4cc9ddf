"""The command line: every command is a thin call into a room.

Rooms are imported inside the commands, for ``perepiska --help`` must not wait for engines and models.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.table import Table
from rich.text import Text

from corpus.errors import ModelError, PerepiskaError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from corpus.model import Edition, IngestReport
    from corpus.store.settings import Settings
    from search.evaluation import Evaluation
    from search.model import Hit, Mode, Related, SearchResult, UnitView
    from search.service import Searcher

FILTER_OPTIONS = (
    "sender", "recipient", "correspondent", "mentions", "topic", "kind", "medium", "archive", "edition",
)  # fmt: skip


class ProgressBar:
    """Draws the steps of a build on stderr: how far, how fast, how long still."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._console = Console(stderr=True)
        self._columns = columns
        self._bar: RichProgress | None = None

    def start(self, step: str, total: int | None) -> None:
        """Begin a new line."""
        self._bar = RichProgress(*self._columns, console=self._console)
        self._task = self._bar.add_task(f"{step:<14}", total=total)
        self._is_counted = total is not None
        self._bar.start()

    def advance(self, done: int) -> None:
        """Move on by so many."""
        if self._bar:
            self._bar.advance(self._task, done)

    def finish(self) -> None:
        """End the line."""
        if self._bar:
            if not self._is_counted:
                self._bar.update(self._task, total=1, completed=1)
            self._bar.stop()


class Commands(click.Group):
    """The one place that turns an expected error into a message and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an expected error is one clear message on stderr, never a traceback."""
        try:
            return super().invoke(ctx)
        except PerepiskaError as error:
            click.echo(f"{error.title}: {error.message}", err=True)
            if error.hint:
                click.echo(error.hint, err=True)
            ctx.exit(error.exit_status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perepiska")
def main() -> None:
    """Search edited correspondence by words and by meaning."""


name_option = click.option("--name", default="default", show_default=True, help="Which index.")
profile_option = click.option(
    "--profile", type=click.Path(path_type=Path), help="The edition's profile (TOML), if not beside it."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print what the API returns.")


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@name_option
@profile_option
def index(sources: tuple[Path, ...], name: str, profile: Path | None) -> None:
    """Read editions and publish them as one searchable generation.

    Without SOURCE the calendar is indexed (docs/settings.md).
    """
    from corpus.store.settings import load_settings
    from indexer.build import build

    settings = load_settings()
    calendar = _read(settings.calendar_folder, None, settings) if settings.calendar_folder else None
    editions = [_read(source, profile, settings) for source in sources]
    if not editions:
        if calendar is None:
            raise click.UsageError("Name a SOURCE: PEREPISKA_CALENDAR is “none”.")
        editions = [calendar]
    for edition in editions:
        _print_counts(edition)
    report = build(
        editions,
        calendar=calendar,
        root=settings.indexes,
        name=name,
        settings=settings,
        progress=ProgressBar(),
    )
    click.echo(str(report))


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@profile_option
@click.option("--all", "show_all", is_flag=True, help="Show every line of the report, not only oddities.")
@json_option
def check(source: Path, profile: Path | None, show_all: bool, as_json: bool) -> None:
    """Read an edition and print the ingest report: what was read, dropped and odd."""
    from corpus.store.settings import load_settings

    edition = _read(source, profile, load_settings())
    if as_json:
        click.echo(json.dumps(asdict(edition.report), ensure_ascii=False, indent=2))
        return
    _print_counts(edition)
    _print_report(edition.report, show_all=show_all)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the filters of the search endpoint as options."""
    for name in reversed(FILTER_OPTIONS):
        command = click.option(f"--not-{name}", multiple=True, hidden=True)(command)
        command = click.option(f"--{name}", multiple=True, help=f"Only this {name}; --not-{name} excludes.")(
            command
        )
    return command


@main.command()
@click.argument("q", metavar="QUESTION", default="")
@name_option
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "semantic"]), default="hybrid")
@click.option("--from", "from", help="Not before this year, month or day (1932, 1932-06, 1932-06-02).")
@click.option("--to", help="Not after this year, month or day.")
@click.option("--date-mode", "date_mode", type=click.Choice(["possible", "certain"]))
@filter_options
@click.option("--group", type=click.Choice(["none", "document"]))
@click.option("--sort", type=click.Choice(["relevance", "date", "-date"]))
@click.option("--limit", default="10", show_default=True)
@click.option("--cursor", help="Go on where an earlier answer ended.")
@click.option("--include", multiple=True, help="facets, histogram, explain, text (with --json).")
@json_option
def search(name: str, as_json: bool, **parameters: str | tuple[str, ...] | None) -> None:
    """Ask a question in plain words or with exact operators."""
    from web.parameters import parse_search
    from web.schema import render_search

    searcher = _searcher(name)
    request = parse_search(_pairs(parameters), page_size_max=searcher.settings.page_size_max)
    result = searcher.search(request)
    if as_json:
        _print_json(render_search(result, _publications(searcher)))
    else:
        _print_result(result)


@main.command()
@click.argument("unit_id", metavar="ID")
@name_option
@json_option
def show(unit_id: str, name: str, as_json: bool) -> None:
    """Print a unit and its notes."""
    from web.schema import render_unit

    searcher = _searcher(name)
    view = searcher.unit(unit_id)
    if as_json:
        _print_json(render_unit(view, _publications(searcher)))
    else:
        _print_unit(view)


@main.command()
@click.argument("unit_id", metavar="ID")
@name_option
@click.option("--channel", "channels", multiple=True, help="Only for these reasons (repeatable).")
@click.option("--limit", default=10, show_default=True)
@json_option
def related(unit_id: str, name: str, channels: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the units related to one, each with its reasons."""
    from web.parameters import parse_channels
    from web.schema import render_related

    searcher = _searcher(name)
    found = searcher.related(unit_id, parse_channels(channels), limit)
    if as_json:
        _print_json(render_related(found, _publications(searcher)))
    else:
        _print_related(found)


@main.command()
@name_option
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.")
def serve(name: str, host: str | None, port: int | None) -> None:
    """Serve the reading room and the API."""
    # Requests run beside each other; several threads inside one request would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from web.app import create_app
    from web.app import serve as serve_app

    searcher = _searcher(name)
    settings = searcher.settings
    Thread(target=_warm, args=(searcher,), daemon=True).start()
    serve_app(create_app(searcher, settings), host or settings.host, settings.port if port is None else port)


file_option = partial(click.option, type=click.Path(path_type=Path, dir_okay=False))


@main.command("eval")
@click.argument("questions", type=click.Path(path_type=Path))
@name_option
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "semantic"]), default="hybrid")
@file_option("--qrels", help="TREC judgements to measure by, instead of those of the questions.")
@file_option("--run", "run_path", help="A TREC run to measure, instead of asking.")
@file_option("--compare", help="An earlier TREC run, to tell what became better and worse.")
@file_option("--save-run", help="Write the run as a TREC file.")
@file_option("--save-qrels", help="Write the judgements as a TREC file.")
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
    """Ask judged questions and measure the answers (docs/evaluation.md)."""
    from search import trec
    from search.evaluation import asking, judged_by, measure_run, read_questions, run_of

    judged = read_questions(questions)
    if qrels:
        judged = judged_by(judged, trec.read_qrels(qrels))
    run = trec.read_run(run_path) if run_path else run_of(judged, asking(_searcher(name)), mode)
    if save_run:
        save_run.write_text(trec.write_run(run, f"perepiska-{mode}"), "utf-8")
    if save_qrels:
        save_qrels.write_text(trec.write_qrels({one.id: one.grades for one in judged}), "utf-8")
    found = measure_run(judged, run)
    earlier = measure_run(judged, trec.read_run(compare)) if compare else None
    if as_json:
        click.echo(json.dumps(_as_data(found, earlier), ensure_ascii=False, indent=2))
    else:
        _print_evaluation(found, earlier, {one.id: one.text for one in judged})


def _searcher(name: str) -> Searcher:
    from corpus.store.settings import load_settings
    from search.service import Searcher

    settings = load_settings()
    return Searcher.open(settings.indexes, name, settings)


def _warm(searcher: Searcher) -> None:
    """Load the model beside the start of the server; without it, searches go by words and say so."""
    try:
        searcher.warm()
    except ModelError as error:
        click.echo(str(error), err=True)


def _publications(searcher: Searcher) -> dict[str, Edition]:
    """The imprint of each edition, for citations."""
    return {edition.id: edition for edition in searcher.editions()}


def _read(source: Path, profile: Path | None, settings: Settings) -> Edition:
    from corpus.readers import read_edition

    say = partial(click.echo, err=True)
    return read_edition(source, profile, progress=say, max_bytes=settings.source_max_bytes)


def _pairs(parameters: Mapping[str, str | tuple[str, ...] | None]) -> Iterator[tuple[str, str]]:
    """The options given, as the pairs of a query string."""
    for option, value in parameters.items():
        name = option.replace("not_", "not.", 1) if option.startswith("not_") else option
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield name, one


def _print_json(answer: BaseModel) -> None:
    click.echo(answer.model_dump_json(indent=2))


def _print_counts(edition: Edition) -> None:
    click.echo(f"{edition.title} ({edition.id})")
    for what, count in edition.report.counts.items():
        click.echo(f"  {count:>6}  {what}")


def _print_report(report: IngestReport, *, show_all: bool) -> None:
    """Totals of each sort of line, then the lines themselves: the oddities, or all."""
    for (level, code), count in sorted(Counter((line.level, line.code) for line in report.lines).items()):
        click.echo(f"  {count:>6}  {level}: {code}")
    for line in report.lines:
        if show_all or line.level == "oddity":
            click.echo(f"{line.file or 'line'} {line.line}: {line.code}: {line.message}")


def _print_result(result: SearchResult) -> None:
    console = Console(highlight=False)
    for notice in result.notices:
        console.print(notice, style="italic")
    if result.suggestion:
        console.print(f"Did you mean: {result.suggestion}", style="italic")
    console.print(f"{result.total} found in {result.took_ms:.0f} ms\n")
    for place, hit in enumerate(result.hits, start=1):
        _print_hit(console, place, hit)


def _print_hit(console: Console, place: int, hit: Hit) -> None:
    console.print(Text(f"{place}. {hit.unit.title}", style="bold"), Text(hit.unit.id, style="dim"))
    for passage in hit.passages:
        quoted = Text(passage.text)
        for start, end in passage.highlights:
            quoted.stylize("bold yellow", start, end)
        page = Text(f"p. {passage.page}: " if passage.page else "", style="dim")
        console.print(Padding(Text.assemble(page, quoted), (0, 0, 0, 3)))
    console.print()


def _print_unit(view: UnitView) -> None:
    console = Console(highlight=False)
    unit = view.unit
    console.print(Text(unit.title, style="bold"))
    if unit.archive:
        console.print(f"{unit.archive}", style="dim")
    if unit.pages:
        console.print("p. " + "–".join(dict.fromkeys((unit.pages[0], unit.pages[-1]))), style="dim")
    for paragraph in unit.paragraphs:
        console.print(Text(f"\n{paragraph.text}"))
    for note in view.notes:
        console.print(Padding(Text(f"{note.number}. {note.text}"), (1, 0, 0, 3)))


def _print_related(found: Iterable[Related]) -> None:
    console = Console(highlight=False)
    for one in found:
        console.print(Text(f"{one.score:.2f}  {one.unit.title}"), Text(one.unit.id, style="dim"))
        for reason in one.reasons:
            console.print(Text(f"      {reason.channel}: {reason.detail}", style="dim"))


def _as_data(found: Evaluation, earlier: Evaluation | None) -> dict[str, object]:
    """An evaluation as JSON: means with intervals, by type and over all, and each question."""
    data: dict[str, object] = {
        "all": _summary(found, tuple(found.questions)),
        "types": {type: _summary(found, ids) for type, ids in found.ids_by_type.items()},
        "questions": {id: asdict(measured) for id, measured in found.questions.items()},
    }
    if earlier:
        data["compared"] = {id: asdict(measured) for id, measured in earlier.questions.items()}
    return data


def _summary(found: Evaluation, ids: Sequence[str]) -> dict[str, object]:
    from search.bootstrap import interval_of_mean

    several = [found.questions[id] for id in ids]
    interval = interval_of_mean([one.ndcg for one in several])
    return {"questions": len(ids), **asdict(found.mean(ids)), "ndcg_interval": list(interval)}


def _print_evaluation(found: Evaluation, earlier: Evaluation | None, texts: Mapping[str, str]) -> None:
    from search.bootstrap import interval_of_mean

    table = Table("type", "questions", "nDCG@10", "95 %", "recall@20", "RR@10", box=None)
    for type, ids in (*found.ids_by_type.items(), ("all", tuple(found.questions))):
        mean = found.mean(ids)
        low, high = interval_of_mean([found.questions[id].ndcg for id in ids])
        numbers = (
            f"{mean.ndcg:.3f}",
            f"{low:.2f}–{high:.2f}",
            f"{mean.recall:.3f}",
            f"{mean.reciprocal_rank:.3f}",
        )
        table.add_row(type, str(len(ids)), *numbers)
    console = Console(highlight=False)
    console.print(table)
    if earlier is None:
        return
    changes = {id: one.ndcg - earlier.questions[id].ndcg for id, one in found.questions.items()}
    change = sum(changes.values()) / max(len(changes), 1)
    low, high = interval_of_mean(list(changes.values()))
    console.print(f"\nnDCG@10 {change:+.3f} on average ({low:+.3f} to {high:+.3f}):")
    for id in sorted((id for id in changes if changes[id]), key=lambda id: changes[id]):
        before, now = earlier.questions[id].ndcg, found.questions[id].ndcg
        console.print(
            f"  {changes[id]:+.2f}  {before:.2f} → {now:.2f}  {id}  {texts[id]}",
            overflow="ellipsis",
            no_wrap=True,
        )


if __name__ == "__main__":
    sys.exit(main())
