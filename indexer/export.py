"""Exports a model once, so that queries (and documents, too) are encoded without torch.

The graph is the whole chain of a sentence-transformers model, pooling and all, traced into ONNX. It is kept
as onnxruntime simplifies it for whatever processor, its weights in a file to be mapped. It is taken only
where it gives what the model gives.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from corpus.errors import ModelError
from encoders.encoder import Encoder, SentenceEncoder, prompt_of
from encoders.exported import (
    GRAPH,
    OUTPUTS,
    TOKENIZER,
    WEIGHTS,
    EncoderMetadata,
    ExportedEncoder,
    is_valid_export,
    write_metadata,
)
from encoders.model_files import PASSAGE_PROMPTS, QUERY_PROMPTS
from indexer.hardlinks import hardlink_or_copy
from store.layout import file_checksum

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

Precision = Literal["fp32", "int8"]
TOLERANCE = 1e-4
"""The most by which a component of an exported vector may differ from the model's."""
MIN_COSINE = 0.998
"""The least cosine of a vector of bytes with the model's."""
EXPORT_VERSION = 2
"""Raised whenever the same model is exported in another way, so that what the cache has is not taken."""
_SAMPLES = 16
_OPSET = 17
_LEAST_MAPPED = "1024"
"""Bytes below which a weight stays in the graph: what shapes are reckoned from must be known on loading."""
_TRACED = ("one two", "three four five six seven")


def add_query_encoder(
    encoder: Encoder, directory: Path, cache: Path, precision: Precision, samples: Sequence[str]
) -> str | None:
    """Give a generation's folder the exported encoder; exported once a model and kept in the cache.

    Args:
        samples: texts on which the export is compared with the model.

    Returns:
        What to tell where the model cannot be exported; queries are then encoded as documents are.
    """
    if not isinstance(encoder, SentenceEncoder):
        return None
    try:
        hardlink_or_copy(exported(encoder, cache, precision, samples), directory)
    except ModelError as error:
        return f"{error.message} Queries will be encoded by torch, which is slow to start."
    return None


def exported(encoder: SentenceEncoder, cache: Path, precision: Precision, samples: Sequence[str]) -> Path:
    """The folder of a model's export, which is made, and compared with the model, where it is not there yet.

    Raises:
        ModelError: the model cannot be exported.
    """
    kept = cache / "encoders" / f"{encoder.checksum}-{precision}-{EXPORT_VERSION}"
    if not is_valid_export(kept):
        shutil.rmtree(kept, ignore_errors=True)
        kept.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=kept.parent))
        try:
            export(encoder, workshop, precision)
            compare(encoder, ExportedEncoder(workshop), precision, _chosen(samples))
            workshop.replace(kept)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return kept


def export(encoder: SentenceEncoder, directory: Path, precision: Precision = "fp32") -> None:
    """Write the graph of a model, its tokenizer, and what belongs beside them.

    Raises:
        ModelError: the model is of a kind that cannot be exported.
    """
    model = encoder.load(attention="eager").eval()
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(f"The tokenizer of the model “{encoder.name}” cannot be exported.")
    inputs = tuple(tokenizer.model_input_names)
    with tempfile.TemporaryDirectory() as workshop:
        traced = Path(workshop) / GRAPH
        try:
            _trace(model, inputs, traced)
            if precision == "int8":
                from indexer.quantization import quantize_weights

                quantize_weights(traced)
            _simplify(traced, directory)
        except Exception as error:  # the libraries' errors have no class of their own in common
            raise ModelError(f"The model “{encoder.name}” cannot be exported: {error}.") from error
    tokenizer.backend_tokenizer.save(str(directory / TOKENIZER))
    prompts = (prompt_of(model, names) for names in (QUERY_PROMPTS, PASSAGE_PROMPTS))
    pieces = model.max_seq_length or tokenizer.model_max_length
    sums = {name: file_checksum(directory / name) for name in (GRAPH, WEIGHTS, TOKENIZER)}
    metadata = EncoderMetadata(
        encoder.name, encoder.checksum, encoder.dimension, int(pieces), inputs, sums, *prompts
    )
    write_metadata(directory, metadata)


def compare(
    encoder: Encoder, exported: Encoder, precision: Precision = "fp32", samples: Sequence[str] = _TRACED
) -> None:
    """Compare what an export makes of some texts with what the model makes of them.

    Raises:
        ModelError: they differ.
    """
    for given, read in (
        (encoder.encode_passages(samples), exported.encode_passages(samples)),
        (encoder.encode_queries(samples), exported.encode_queries(samples)),
    ):
        cosines = (given.vectors * read.vectors).sum(axis=1)
        difference = float(np.abs(given.vectors - read.vectors).max())
        is_same = difference <= TOLERANCE if precision == "fp32" else float(cosines.min()) >= MIN_COSINE
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


def _trace(model: SentenceTransformer, inputs: Sequence[str], graph: Path) -> None:
    """Write down what a model does with the pieces of some texts."""
    import torch

    traced = model.tokenizer(list(_TRACED), padding=True, return_tensors="pt")
    axes = {name: {0: "texts", 1: "pieces"} for name in (*inputs, OUTPUTS[1])} | {OUTPUTS[0]: {0: "texts"}}

    class Chain(torch.nn.Module):
        """The model from pieces to vectors, as a function of tensors alone."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
            found = self.model(dict(zip(inputs, tensors, strict=True)))
            return tuple(found[name] for name in OUTPUTS)

    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape that it takes for constant
        torch.onnx.export(
            Chain(),
            tuple(traced[name] for name in inputs),
            str(graph),
            input_names=list(inputs),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _simplify(graph: Path, directory: Path) -> None:
    """Put a graph into a folder, its nodes joined where any processor gains by it, its weights apart."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(directory / GRAPH)
    for entry, value in (("file_name", WEIGHTS), ("min_size_in_bytes", _LEAST_MAPPED)):
        options.add_session_config_entry(f"session.optimized_model_external_initializers_{entry}", value)
    onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
