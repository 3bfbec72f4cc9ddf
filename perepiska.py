"""The command line: every command is a thin call into a room.

Rooms are imported inside the commands, for ``perepiska --help`` must not wait for engines and models.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from cli.failures import as_failure, report_failure
from cli.options import file_option, filter_options, json_option, name_option, pairs, profile_option
from cli.process import spare, switch_often
from corpus.errors import IndexDamaged, ModelError, PerepiskaError, RequestError

if TYPE_CHECKING:
    from cli.settings import Settings
    from corpus.model import Edition
    from search.model import Mode
    from search.searcher import Searcher


class Commands(click.Group):
    """The one place that turns an expected error into a message and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an expected error is one clear message on stderr, never a traceback.

        A reader of the output who goes away (``| head``) and Ctrl-C are left to click: exit status 1.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            failure = as_failure(error)
            if failure is None:
                raise
            report_failure(failure)
            ctx.exit(failure.exit_status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="perepiska")
def main() -> None:
    """Search edited correspondence by words and by meaning."""


@main.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@name_option
@profile_option
def index(sources: tuple[Path, ...], name: str, profile: Path | None) -> None:
    """Read editions and publish them as one searchable generation.

    Without SOURCE the calendar is indexed (docs/settings.md).
    """
    from cli.progress import ProgressBar
    from cli.reading import print_counts
    from cli.settings import load_settings
    from indexer.build import build, check_name

    check_name(name)
    settings = load_settings()
    editions, calendar = _read_all(sources, profile, settings)
    for edition in editions:
        print_counts(edition)
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
@click.option("--all", "show_all", is_flag=True, help="Show every line of the report, not only warnings.")
@json_option
def check(source: Path, profile: Path | None, show_all: bool, as_json: bool) -> None:
    """Read an edition and print the ingest report: what was read, dropped and odd."""
    from cli.reading import print_counts, print_report
    from cli.settings import load_settings

    edition = _read(source, profile, load_settings())
    if as_json:
        click.echo(json.dumps(asdict(edition.report), ensure_ascii=False, indent=2))
        return
    print_counts(edition)
    print_report(edition.report, show_all=show_all)


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
    searcher = _searcher(name, asks=parameters["mode"] != "keyword")

    from cli.results import print_json, print_result
    from exports.api.search_parameters import parse_search

    result = searcher.search(parse_search(pairs(parameters), searcher.settings))
    if as_json:
        from exports.api.rendering import render_search

        print_json(render_search(result, _publications(searcher)))
    else:
        print_result(result)


@main.command()
@click.argument("unit_id", metavar="ID")
@name_option
@json_option
def show(unit_id: str, name: str, as_json: bool) -> None:
    """Print a unit and its notes."""
    searcher = _searcher(name)

    from cli.results import print_json, print_unit

    view = searcher.unit(unit_id)
    if as_json:
        from exports.api.rendering import render_unit

        print_json(render_unit(view, _publications(searcher)))
    else:
        print_unit(view)


@main.command()
@click.argument("unit_id", metavar="ID")
@name_option
@click.option("--channel", "channels", multiple=True, help="Only for these reasons (repeatable).")
@click.option("--limit", default=10, show_default=True)
@json_option
def related(unit_id: str, name: str, channels: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Print the units related to one, each with its reasons."""
    searcher = _searcher(name)

    from cli.results import print_json, print_related
    from exports.api.parameters import CHANNELS

    found = searcher.related(unit_id, CHANNELS.read_all({CHANNELS.name: channels}) or None, limit)
    if as_json:
        from exports.api.rendering import render_related

        print_json(render_related(found, _publications(searcher)))
    else:
        print_related(found)


@main.command()
@click.argument("q", metavar="QUESTION", default="")
@name_option
@click.option("--form", required=True, help="csv, jsonl, jsonld, xml (TEI), cmif.xml, bib, ris or csl.json.")
@click.option("--from", "from", help="Not before this year, month or day.")
@click.option("--to", help="Not after this year, month or day.")
@click.option("--mode", type=click.Choice(["hybrid", "keyword", "semantic"]))
@click.option("--sort", type=click.Choice(["relevance", "date", "-date"]))
@filter_options
@click.option("--root", default="http://127.0.0.1:8000/", help="Where the site is read, for whole addresses.")
@file_option("--output", "-o", help="The file to write; without it, to the terminal.")
def export(
    name: str, form: str, root: str, output: Path | None, **parameters: str | tuple[str, ...] | None
) -> None:
    """Write the units that a search finds as a table, references, TEI, CMIF or linked data.

    Without QUESTION and filters, everything; as many as PEREPISKA_EXPORT_MAX allows.
    """
    searcher = _searcher(name)

    from cli.settings import load_settings
    from exports.forms import export_search
    from store.files import write_file

    text = export_search(searcher, load_settings(), form, list(pairs(parameters)), root)
    if output:
        write_file(output, text)
    else:
        click.echo(text, nl=False)


@main.command()
@name_option
@click.option("--host", help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes a free one.")
def serve(name: str, host: str | None, port: int | None) -> None:
    """Serve the reading room and the API."""
    # Requests run beside each other; several threads inside one request would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    switch_often()
    searcher = _searcher(name, is_verified=True)
    Thread(target=_warm_server, args=(searcher,), daemon=True).start()

    from cli.settings import load_settings
    from web.app import create_app
    from web.generation_watcher import GenerationWatcher
    from web.health import readiness_of
    from web.serving import serve as serve_app

    settings = load_settings()
    app = create_app(searcher, settings)
    readiness_of(app).start()
    if settings.reload_seconds:
        GenerationWatcher(app, settings.indexes, name, settings.reload_seconds).start()
    serve_app(app, host or settings.host, settings.port if port is None else port)


@main.command()
@name_option
@click.option("--root", default="http://127.0.0.1:8000/", help="Where the site is read, for whole addresses.")
@click.option(
    "--http",
    "port",
    type=click.IntRange(0, 65535),
    help="Serve streamable HTTP on this port instead of stdio; 0 takes a free one.",
)
def mcp(name: str, root: str, port: int | None) -> None:
    """Let an assistant ask by the Model Context Protocol (needs the extra: pip install perepiska[mcp])."""
    spare()
    from cli.settings import load_settings

    try:
        from assistants.mcp_server import make_mcp
    except ModuleNotFoundError as error:
        raise PerepiskaError(
            f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[mcp]'."
        ) from error

    searcher = _searcher(name)
    Thread(target=_warm, args=(searcher,), daemon=True).start()
    server = make_mcp(searcher, load_settings(), root)
    if port is None:
        server.run("stdio")
    else:
        from web.binding import free_port

        server.run("streamable-http", host="127.0.0.1", port=free_port("127.0.0.1", port))


@main.command()
@click.argument("name")
def key(name: str) -> None:
    """Make a key for the API, and the line of it for the file PEREPISKA_API_KEYS."""
    from web.guards import new_key

    if name.split() != [name] or name.startswith("#"):
        raise RequestError(f"“{name}” cannot name a key.", "Use one word that does not begin with #.")
    made, line = new_key(name)
    click.echo(f"{made}\n{line}")
    click.echo("The first line goes to who asks, and is kept nowhere; the second into the file.", err=True)


@main.command()
@name_option
def generations(name: str) -> None:
    """List the generations of an index, the last published last; the published one is marked."""
    from cli.settings import load_settings
    from indexer.generations import list_generations

    for one in list_generations(load_settings().indexes, name):
        size = f"{one.units:>8,} units  {one.bytes / 1e6:>8,.1f} MB  {one.created}"
        click.echo(f"{'*' if one.is_published else ' '} {one.id}  {one.fault or size}")


@main.command()
@name_option
def feed(name: str) -> None:
    """Feed the published generation to the Milvus that is set (docs/scaling.md)."""
    from cli.progress import ProgressBar
    from cli.settings import load_settings
    from indexer.milvus import feed as feed_milvus
    from store.layout import open_generation
    from store.milvus_schema import connect

    settings = load_settings()
    generation = open_generation(settings.indexes, name)
    client = connect(settings.milvus, settings.milvus_token)
    for notice in feed_milvus(generation, client, ProgressBar()):
        click.echo(notice)
    click.echo(f"{settings.milvus} holds {generation.id}.")


@main.command()
@click.argument("generation", required=False)
@name_option
def rollback(generation: str | None, name: str) -> None:
    """Publish an earlier GENERATION again, by default the one before the published one."""
    from cli.settings import load_settings
    from indexer.generations import rollback as go_back

    notify = partial(click.echo, err=True)
    click.echo(f"Published is {go_back(load_settings().indexes, name, generation, notify=notify).id}.")


@main.command()
@name_option
@click.option("--all", "is_all", is_flag=True, help="Every generation, not only the published one.")
def verify(name: str, is_all: bool) -> None:
    """Compare every file of an index with its checksum."""
    from cli.settings import load_settings
    from indexer.generations import list_generations
    from indexer.generations import verify as compare

    root = load_settings().indexes
    damage: IndexDamaged | None = None
    for one in list_generations(root, name):
        if one.is_published or is_all:
            try:
                generation = compare(root, name, one.id)
                click.echo(f"{one.id}: {len(generation.manifest.files)} files as they were built.")
            except IndexDamaged as error:
                click.echo(f"{one.id}: {error.message}")
                damage = damage or error
    if damage:
        raise damage


@main.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@name_option
def backup(target: Path, name: str) -> None:
    """Write the published generation of an index into one file, TARGET (tar)."""
    from cli.settings import load_settings
    from indexer.generations import backup as write

    generation = write(load_settings().indexes, name, target)
    click.echo(f"{target} holds {generation.id} ({target.stat().st_size / 1e6:,.1f} MB).")


@main.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@name_option
def restore(source: Path, name: str) -> None:
    """Publish the generation that the backup SOURCE holds."""
    from cli.settings import load_settings
    from indexer.generations import restore as bring_back

    click.echo(f"Published is {bring_back(load_settings().indexes, name, source).id}.")


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
    spare()
    from cli.measures import as_data, print_evaluation
    from search.evaluation import trec
    from search.evaluation.evaluation import asking, judged_by, measure_run, read_questions, run_of
    from store.files import write_file

    judged = read_questions(questions)
    if qrels:
        judged = judged_by(judged, trec.read_qrels(qrels))
    run = trec.read_run(run_path) if run_path else run_of(judged, asking(_searcher(name)), mode)
    if save_run:
        write_file(save_run, trec.write_run(run, f"perepiska-{mode}"))
    if save_qrels:
        write_file(save_qrels, trec.write_qrels({one.id: one.grades for one in judged}))
    found = measure_run(judged, run)
    earlier = measure_run(judged, trec.read_run(compare)) if compare else None
    if as_json:
        click.echo(json.dumps(as_data(found, earlier), ensure_ascii=False, indent=2))
    else:
        print_evaluation(found, earlier, {one.id: one.text for one in judged})


def _read_all(
    sources: Sequence[Path], profile: Path | None, settings: Settings
) -> tuple[list[Edition], Edition | None]:
    """The editions, else the calendar itself; and the calendar, if one is wished."""
    calendar = _read(settings.calendar_folder, None, settings) if settings.calendar_folder else None
    editions = [_read(source, profile, settings) for source in sources]
    if editions:
        return editions, calendar
    if calendar is None:
        raise click.UsageError("Name a SOURCE: PEREPISKA_CALENDAR is “none”.")
    return [calendar], calendar


def _searcher(name: str, *, asks: bool = False, is_verified: bool = False) -> Searcher:
    """Open an index; where a question will follow at once, its encoder is loaded meanwhile.

    Called before anything else is imported that imports numpy.

    Args:
        is_verified: every file has its checksum compared before it is opened, not only the small ones.
    """
    spare()
    from cli.settings import load_settings
    from store.layout import open_generation, verify_generation

    settings = load_settings()
    generation = open_generation(settings.indexes, name)
    if is_verified:
        verify_generation(generation)
    encoder = None
    if asks and generation.encoder.is_dir():
        from encoders.exported import ExportedEncoder

        encoder = ExportedEncoder(generation.encoder)
        Thread(target=encoder.prepare, daemon=True).start()
    from search.searcher import Searcher

    return Searcher(generation, settings, encoder)


def _warm(searcher: Searcher) -> None:
    """Load the model and the files beside the start; without a model, searches go by words and say so."""
    try:
        searcher.warm()
    except ModelError as error:
        click.echo(str(error), err=True)
    searcher.prefetch()


def _warm_server(searcher: Searcher) -> None:
    from web.serving import freeze_memory

    _warm(searcher)
    freeze_memory()


def _publications(searcher: Searcher) -> dict[str, Edition]:
    """The imprint of each edition, for citations."""
    return {edition.id: edition for edition in searcher.editions()}


def _read(source: Path, profile: Path | None, settings: Settings) -> Edition:
    from corpus.readers import read_edition

    say = partial(click.echo, err=True)
    return read_edition(source, profile, progress=say, max_bytes=settings.source_max_bytes)


if __name__ == "__main__":
    sys.exit(main())
