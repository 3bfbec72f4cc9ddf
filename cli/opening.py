"""An index opened for the commands that search."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import click

from cli.process import spare
from corpus.errors import ModelError

if TYPE_CHECKING:
    from search.searcher import Searcher


def open_searcher(name: str, *, asks: bool = False, is_verified: bool = False) -> Searcher:
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


def warm(searcher: Searcher) -> None:
    """Load the model and the files beside the start; without a model, searches go by words and say so."""
    try:
        searcher.warm()
    except ModelError as error:
        click.echo(str(error), err=True)
    searcher.prefetch()
