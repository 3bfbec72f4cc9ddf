"""Exports a model once, so that queries (and documents, too) are encoded without torch.

The graph is the whole chain of a sentence-transformers model, pooling and all, traced into ONNX. It is taken
only where it gives what the model gives.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.errors import ModelError
from corpus.store.encoder import Encoder, SentenceEncoder, load_model, prompt_of
from corpus.store.exported_encoder import (
    GRAPH,
    OUTPUTS,
    TOKENIZER,
    Described,
    ExportedEncoder,
    describe,
    is_whole,
)
from corpus.store.layout import checksum_of_file
from corpus.store.model_files import PASSAGE_PROMPTS, QUERY_PROMPTS
from indexer.links import link_folder

if TYPE_CHECKING:
    from torch import Tensor

Precision = Literal["fp32", "int8"]
TOLERANCE = 1e-4
"""The most by which a component of an exported vector may differ from the model's."""
LEAST_COSINE = 0.97
"""The least cosine of a vector of bytes with the model's."""
_SAMPLES = 16
_OPSET = 17
_TRACED = ("one two", "three four five six seven")


def put_query_encoder(
    encoder: Encoder, folder: Path, cache: Path, precision: Precision, samples: Sequence[str]
) -> str | None:
    """Give a generation's folder the exported encoder; exported once a model and kept in the cache.

    Args:
        samples: texts on which the export is compared with the model.

    Returns:
        What to tell where the model cannot be exported; queries are then encoded as documents are.
    """
    if not isinstance(encoder, SentenceEncoder):
        return None
    kept = cache / "encoders" / f"{encoder.checksum}-{precision}"
    if not is_whole(kept):
        shutil.rmtree(kept, ignore_errors=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=kept.parent))
        try:
            export(encoder, workshop, precision)
            compare(encoder, ExportedEncoder(workshop), precision, _chosen(samples))
            workshop.replace(kept)
        except ModelError as error:
            return f"{error.message} Queries will be encoded by torch, which is slow to start."
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    link_folder(kept, folder)
    return None


def export(encoder: SentenceEncoder, folder: Path, precision: Precision = "fp32") -> None:
    """Write the graph of a model, its tokenizer, and what belongs beside them.

    Raises:
        ModelError: the model is of a kind that cannot be exported.
    """
    import torch

    model = load_model(encoder.name, encoder.folder, attention="eager").eval()
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(f"The tokenizer of the model “{encoder.name}” cannot be exported.")
    inputs = tuple(tokenizer.model_input_names)
    traced = tokenizer(list(_TRACED), padding=True, return_tensors="pt")
    axes = {name: {0: "texts", 1: "pieces"} for name in (*inputs, OUTPUTS[1])} | {OUTPUTS[0]: {0: "texts"}}

    class Chain(torch.nn.Module):
        """The model from pieces to vectors, as a function of tensors alone."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
            found = self.model(dict(zip(inputs, tensors, strict=True)))
            return tuple(found[name] for name in OUTPUTS)

    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer warns of every shape that it takes for constant
            torch.onnx.export(
                Chain(),
                tuple(traced[name] for name in inputs),
                str(folder / GRAPH),
                input_names=list(inputs),
                output_names=list(OUTPUTS),
                dynamic_axes=axes,
                opset_version=_OPSET,
                dynamo=False,
            )
        if precision == "int8":
            _make_small(folder / GRAPH)
    except (ImportError, KeyError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"The model “{encoder.name}” cannot be exported: {error}.") from error
    tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    prompts = (prompt_of(model, names) for names in (QUERY_PROMPTS, PASSAGE_PROMPTS))
    pieces = model.max_seq_length or tokenizer.model_max_length
    sums = {name: checksum_of_file(folder / name) for name in (GRAPH, TOKENIZER)}
    described = Described(
        encoder.name, encoder.checksum, encoder.dimension, int(pieces), inputs, sums, *prompts
    )
    describe(folder, described)


def compare(
    encoder: Encoder, exported: Encoder, precision: Precision = "fp32", samples: Sequence[str] = _TRACED
) -> None:
    """Compare what an export makes of some texts with what the model makes of them.

    Raises:
        ModelError: they differ.
    """
    for given, read in (
        (encoder.read(samples), exported.read(samples)),
        (encoder.read_queries(samples), exported.read_queries(samples)),
    ):
        cosines = (given.vectors * read.vectors).sum(axis=1)
        difference = float(np.abs(given.vectors - read.vectors).max())
        is_same = difference <= TOLERANCE if precision == "fp32" else float(cosines.min()) >= LEAST_COSINE
        same_words = all(
            np.array_equal(one.spans, other.spans) for one, other in zip(given.words, read.words, strict=True)
        )
        if not is_same or not same_words:
            raise ModelError(
                f"The export of the model “{encoder.name}” differs from it"
                f" (by {difference:.1e}, least cosine {cosines.min():.4f})."
            )


def _chosen(samples: Sequence[str]) -> list[str]:
    """Some texts, from the shortest to the longest."""
    ordered = sorted(dict.fromkeys(samples), key=len) or list(_TRACED)
    return ordered[:: max(1, len(ordered) // _SAMPLES)]


def _make_small(graph: Path) -> None:
    """Round the weights to bytes, channel by channel, within the range that old processors multiply right."""
    from onnxruntime.quantization import quantize_dynamic

    full = graph.rename(graph.with_suffix(".full"))
    options: dict[str, Any] = {"per_channel": True, "reduce_range": True}
    quantize_dynamic(str(full), str(graph), **options)
    full.unlink()
