"""Adapted models: where a published one is found again, and how it comes into the next generation."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import AdaptationRefused, IndexDamaged, IndexMissing
from encoders.encoder import SentenceEncoder, find_encoder
from indexer.links import link_folder
from store.layout import open_generation
from store.settings import Settings


@dataclass(frozen=True, slots=True)
class AdaptedModel:
    """A model adapted to an edition; ``base`` is the checksum of the model it was made from."""

    encoder: SentenceEncoder
    base: str

    def put_into(self, folder: Path) -> None:
        """Give the files of the model to a folder; on the same disk they take no further room."""
        link_folder(self.encoder.folder, folder)


def base_model(settings: Settings) -> SentenceEncoder:
    """The model of the settings, to be adapted.

    Raises:
        AdaptationRefused: there is none.
    """
    encoder = find_encoder(settings.model)
    if encoder is None:
        raise AdaptationRefused("There is no model to adapt.", "Set PEREPISKA_MODEL to one.")
    return encoder


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """A folder beside the indexes to make a model in, removed at the end."""
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".adapting-", dir=root) as folder:
        yield Path(folder)


def published_model(root: Path, name: str, settings: Settings) -> AdaptedModel | None:
    """The adapted model of the published generation.

    None where there is none that can be read, or where the settings name another model than it was made from.
    """
    try:
        generation = open_generation(root, name)
    except (IndexMissing, IndexDamaged):
        return None
    record = generation.manifest.model
    if record is None or record.base is None:
        return None
    base = find_encoder(settings.model)
    if base is None or base.checksum != record.base:
        return None
    return AdaptedModel(SentenceEncoder(record.name, generation.model), record.base)
