"""The model of a generation: what was exported of it, or the one that this was made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.errors import ModelError
from encoders.encoder import Encoder, find_encoder
from encoders.exported import ExportedEncoder
from store.layout import Generation, ModelRecord
from store.settings import NONE


def find_generation_encoder(generation: Generation, *others: str, given: Encoder | None = None) -> Encoder:
    """The encoder whose vectors the generation holds.

    Args:
        others: names or folders of models to try besides the one that the generation names.
        given: the only one to try.

    Raises:
        ModelError: the generation has no vectors, or no model here is the one it was made with.
    """
    record = generation.manifest.model
    if record is None:
        raise ModelError("The index has no vectors.", "Build it with a model: see PEREPISKA_MODEL.")
    for encoder in [given] if given else _candidates(generation, record, others):
        if encoder.checksum == record.checksum:
            return encoder
    raise ModelError(
        f"The model here is not the one the index was made with, {record.name}.",
        "Set PEREPISKA_MODEL to that model, or build the index again.",
    )


def _candidates(generation: Generation, record: ModelRecord, others: Sequence[str]) -> Iterator[Encoder]:
    if generation.encoder.is_dir():
        yield ExportedEncoder(generation.encoder)
        return
    named = (record.name, str(generation.manifest.settings.get("model", NONE)), *others)
    for name in dict.fromkeys(named):
        try:
            encoder = find_encoder(name)
        except ModelError:
            continue
        if encoder is not None:
            yield encoder
