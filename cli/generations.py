"""Commands for an index's generations: list, roll back, verify, back up and restore."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cli.options import name_option
from corpus.errors import IndexDamaged, IndexIncompatible


@click.command()
@name_option
def generations(name: str) -> None:
    """List the generations of an index, newest last; * marks the published generation."""
    from cli.settings import load_settings
    from indexer.generations import list_generations

    for generation in list_generations(load_settings().indexes, name):
        size = f"{generation.units:>8,} units  {generation.bytes / 1e6:>8,.1f} MB  {generation.created}"
        click.echo(f"{'*' if generation.is_published else ' '} {generation.id}  {generation.fault or size}")


@click.command()
@click.argument("generation", required=False)
@name_option
def rollback(generation: str | None, name: str) -> None:
    """Publish an earlier GENERATION again; default: the one before the published one."""
    from cli.settings import load_settings
    from indexer.generations import rollback as publish_earlier

    notify = partial(click.echo, err=True)
    published = publish_earlier(load_settings().indexes, name, generation, notify=notify)
    click.echo(f"Published generation: {published.id}.")


@click.command()
@name_option
@click.option(
    "--all", "verify_all", is_flag=True, help="Verify every generation, not only the published one."
)
def verify(name: str, verify_all: bool) -> None:
    """Verify the checksums of all files of the published generation.

    With --all, earlier generations in another format are listed without failing.
    """
    from cli.settings import load_settings
    from indexer.generations import list_generations
    from indexer.generations import verify as verify_generation

    root = load_settings().indexes
    damage: IndexDamaged | None = None
    for summary in list_generations(root, name):
        if summary.is_published or verify_all:
            try:
                generation = verify_generation(root, name, summary.id)
                click.echo(f"{summary.id}: {len(generation.manifest.files)} files verified.")
            except IndexDamaged as error:
                click.echo(f"{summary.id}: {error.message}")
                if summary.is_published or not isinstance(error, IndexIncompatible):
                    damage = damage or error
    if damage:
        raise damage


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@name_option
def backup(target: Path, name: str) -> None:
    """Back up the published generation of an index to TARGET (a tar file)."""
    from cli.settings import load_settings
    from indexer.generations import backup as write_backup

    generation = write_backup(load_settings().indexes, name, target)
    click.echo(f"Saved generation {generation.id} to {target} ({target.stat().st_size / 1e6:,.1f} MB).")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False))
@name_option
def restore(source: Path, name: str) -> None:
    """Restore the backup SOURCE and publish its generation."""
    from cli.settings import load_settings
    from indexer.generations import restore as publish_backup

    click.echo(f"Published generation: {publish_backup(load_settings().indexes, name, source).id}.")
