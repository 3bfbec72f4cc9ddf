"""An index opened for the commands that search."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import click

from cli.process import configure_runtime
from corpus.errors import ModelError

if TYPE_CHECKING:
    from search.searcher import Searcher


def open_searcher(name: str, *, preload_encoder: bool = False, is_verified: bool = False) -> Searcher:
    """Open an index; where a question will follow at once, its encoder is loaded meanwhile.

    Called before anything else is imported that imports numpy.

    Args:
        is_verified: every file has its checksum compared before it is opened, not only the small ones.
    """
    configure_runtime()
    from cli.settings import load_settings
    from store.layout import open_generation, verify_generation

    settings = load_settings()
    generation = open_generation(settings.indexes, name)
    if is_verified:
        verify_generation(generation)
    encoder = None
    if preload_encoder and generation.encoder.is_dir():
        from encoders.exported import ExportedEncoder

        encoder = ExportedEncoder(generation.encoder)
        Thread(target=encoder.preload, daemon=True).start()
    from search.searcher import Searcher

    return Searcher(generation, settings, encoder)


def warm_up(searcher: Searcher) -> None:
    """Load the model and the files beside the start; without a model, searches go by words and say so."""
    try:
        searcher.warm()
    except ModelError as error:
        click.echo(str(error), err=True)
    searcher.prefetch()
