"""Commands that read editions, index them and feed them to Milvus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import json_option, name_option, profile_option

if TYPE_CHECKING:
    from cli.settings import Settings
    from corpus.model import Edition


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@name_option
@profile_option
def index(sources: tuple[Path, ...], name: str, profile: Path | None) -> None:
    """Index editions and publish them as one searchable generation.

    Without SOURCE, an existing index is rebuilt from its own sources; a new one is built from the calendar
    (docs/settings.md).
    """
    from cli.progress import ProgressBar
    from cli.reading import print_counts
    from cli.settings import load_settings
    from indexer.build import build, check_name
    from indexer.sources import recorded_sources
    from search.open_index import calibrate_generation

    check_name(name)
    settings = load_settings()
    if not sources:
        sources, recorded = recorded_sources(settings.indexes, name)
        profile = profile or recorded
        for source in sources:
            click.echo(f"Rereading {source}.", err=True)
    read, calendar = _read_all(sources, profile, settings)
    editions = [edition for edition, _ in read]
    for edition in editions:
        print_counts(edition)
    report = build(
        editions,
        calendar=calendar,
        sources={edition.id: source for edition, source in read if source},
        profile=profile,
        root=settings.indexes,
        name=name,
        settings=settings,
        calibrate=partial(calibrate_generation, settings=settings),
        progress=ProgressBar(),
    )
    click.echo(str(report))


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@profile_option
@click.option("--all", "show_all", is_flag=True, help="Show all lines of the report, not only warnings.")
@json_option
def check(source: Path, profile: Path | None, show_all: bool, as_json: bool) -> None:
    """Read editions and print their reports: counts, dropped text, warnings, use of columns, a verdict."""
    from cli.reading import print_columns, print_counts, print_report, print_verdict
    from cli.settings import load_settings

    editions = _read(source, profile, load_settings())
    if as_json:
        reports = [asdict(edition.report) for edition in editions]
        click.echo(json.dumps(reports if len(reports) > 1 else reports[0], ensure_ascii=False, indent=2))
        return
    for edition in editions:
        print_counts(edition)
        print_report(edition.report, show_all=show_all)
        print_columns(edition.report)
        print_verdict(edition.report)


@click.command()
@name_option
def feed(name: str) -> None:
    """Load the published generation into Milvus (docs/scaling.md)."""
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
    click.echo(f"Loaded generation {generation.id} into {settings.milvus}.")


def _read_all(
    sources: Sequence[Path], profile: Path | None, settings: Settings
) -> tuple[list[tuple[Edition, Path | None]], Edition | None]:
    """Return the editions to index with their sources, and the calendar or None if it is disabled.

    If no source is named, the calendar is the only edition.

    Raises:
        click.UsageError: no source is named, and the calendar is disabled.
    """
    calendar = _read(settings.calendar_directory, None, settings)[0] if settings.calendar_directory else None
    editions = [(edition, source) for source in sources for edition in _read(source, profile, settings)]
    if editions:
        return list(editions), calendar
    if calendar is None:
        raise click.UsageError("SOURCE is required because PEREPISKA_CALENDAR is “none”.")
    return [(calendar, None)], calendar


def _read(source: Path, profile: Path | None, settings: Settings) -> tuple[Edition, ...]:
    """Read a source's editions within the configured maximum size, with progress messages on stderr."""
    from corpus.readers import read_editions

    notify = partial(click.echo, err=True)
    return read_editions(source, profile, progress=notify, max_bytes=settings.source_max_bytes)
