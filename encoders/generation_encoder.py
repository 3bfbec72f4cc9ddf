"""The encoder of a generation: its exported graph, or the model that it was built with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.errors import ModelError
from encoders.encoder import Encoder, find_encoder
from encoders.exported import ExportedEncoder
from store.layout import Generation, ModelRecord
from store.settings import NONE


def find_generation_encoder(
    generation: Generation, *fallbacks: str, encoder: Encoder | None = None
) -> Encoder:
    """Return the encoder that a generation's vectors were made with, identified by its checksum.

    The generation's exported encoder is the only candidate if there is one.

    Args:
        fallbacks: names or directories of models to try after the one that the generation records.
        encoder: if given, the only candidate.

    Raises:
        ModelError: the generation has no vectors, or no candidate has the checksum of its model.
    """
    record = generation.manifest.model
    if record is None:
        raise ModelError("The index has no vectors.", "Build it with a model: see PEREPISKA_MODEL.")
    for candidate in [encoder] if encoder else _candidates(generation, record, fallbacks):
        if candidate.checksum == record.checksum:
            return candidate
    raise ModelError(
        f"The index was built with model {record.name}, which is not available.",
        "Set PEREPISKA_MODEL to that model, or build the index again.",
    )


def _candidates(generation: Generation, record: ModelRecord, fallbacks: Sequence[str]) -> Iterator[Encoder]:
    """Yield the exported encoder if there is one, or else those of the named models that exist here."""
    if generation.encoder.is_dir():
        yield ExportedEncoder(generation.encoder)
        return
    names = (record.name, str(generation.manifest.settings.get("model", NONE)), *fallbacks)
    for name in dict.fromkeys(names):
        try:
            encoder = find_encoder(name)
        except ModelError:
            continue
        if encoder is not None:
            yield encoder
