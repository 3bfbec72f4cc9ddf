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
    editions, calendar = _read_all(sources, profile, settings)
    for edition in editions:
        print_counts(edition)
    report = build(
        editions,
        calendar=calendar,
        sources={edition.id: source for edition, source in zip(editions, sources, strict=False)},
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
    """Read an edition and print the ingest report: counts, dropped text, warnings, a verdict."""
    from cli.reading import print_counts, print_report, print_verdict
    from cli.settings import load_settings

    edition = _read(source, profile, load_settings())
    if as_json:
        click.echo(json.dumps(asdict(edition.report), ensure_ascii=False, indent=2))
        return
    print_counts(edition)
    print_report(edition.report, show_all=show_all)
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
) -> tuple[list[Edition], Edition | None]:
    """Return the editions to index, and the calendar or None if it is disabled.

    If no source is named, the calendar is the only edition.

    Raises:
        click.UsageError: no source is named, and the calendar is disabled.
    """
    calendar = _read(settings.calendar_directory, None, settings) if settings.calendar_directory else None
    editions = [_read(source, profile, settings) for source in sources]
    if editions:
        return editions, calendar
    if calendar is None:
        raise click.UsageError("SOURCE is required because PEREPISKA_CALENDAR is “none”.")
    return [calendar], calendar


def _read(source: Path, profile: Path | None, settings: Settings) -> Edition:
    """Read an edition within the configured maximum size, with progress messages on stderr."""
    from corpus.readers import read_edition

    notify = partial(click.echo, err=True)
    return read_edition(source, profile, progress=notify, max_bytes=settings.source_max_bytes)
