"""Opening of an index for the commands that search."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import click

from cli.process import configure_runtime
from corpus.errors import ModelError

if TYPE_CHECKING:
    from search.searcher import Searcher


def open_searcher(name: str, *, preload_encoder: bool = False, verify: bool = False) -> Searcher:
    """Open the published generation of an index for searching.

    Must be called before anything that imports numpy (``configure_runtime``).

    Args:
        preload_encoder: load the query encoder in the background, for a query that follows immediately.
        verify: compare the checksums of all files before opening, not only of the small ones.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: a file is missing or damaged.
        IndexIncompatible: the generation is in another format.
    """
    configure_runtime()
    from cli.settings import load_settings
    from store.layout import open_generation, verify_generation

    settings = load_settings()
    generation = open_generation(settings.indexes, name)
    if verify:
        verify_generation(generation)
    encoder = None
    if preload_encoder and generation.encoder.is_dir():
        from encoders.exported import ExportedEncoder

        encoder = ExportedEncoder(generation.encoder)
        Thread(target=encoder.preload, daemon=True).start()
    from search.searcher import Searcher

    return Searcher(generation, settings, encoder)


def warm_up(searcher: Searcher) -> None:
    """Load the model and the index files into memory.

    If the model cannot be loaded, the error is printed; searches then use keywords only.
    """
    try:
        searcher.warm()
    except ModelError as error:
        click.echo(str(error), err=True)
    searcher.prefetch()
