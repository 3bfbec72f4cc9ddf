"""Export of a model as an ONNX graph, so that queries and passages are encoded without torch.

The graph is traced through all modules of a sentence-transformers model, pooling included. It is stored after
onnxruntime's processor-independent optimizations, with its weights in a separate file for memory mapping.
Embedding tables that fit into 4 bits without loss are stored so. An export is used only if its output equals
the model's.
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
"""Largest difference allowed between components of an exported vector and the model's (fp32)."""
MIN_COSINE = 0.998
"""Least cosine allowed between a vector of the quantized export (int8) and the model's."""
EXPORT_VERSION = 3
"""Incremented whenever the export changes, which invalidates cached exports."""
_SAMPLES = 16
_OPSET = 17
_MIN_EXTERNAL_BYTES = "1024"
"""Size in bytes below which a weight stays in the graph: shape inference needs small constants on loading."""
_TRACED_TEXTS = ("one two", "three four five six seven")


def add_query_encoder(
    encoder: Encoder, directory: Path, cache: Path, precision: Precision, samples: Sequence[str]
) -> str | None:
    """Add a model's export to a generation, in ``directory``; a model is exported once and then cached.

    Args:
        cache: the cache directory.
        samples: texts on which a new export is compared with the model.

    Returns:
        A notice if the model cannot be exported (queries are then encoded by torch); None if it was added, or
        if the encoder is not a ``SentenceEncoder``, which is not exported.
    """
    if not isinstance(encoder, SentenceEncoder):
        return None
    try:
        hardlink_or_copy(cached_export(encoder, cache, precision, samples), directory)
    except ModelError as error:
        return f"{error.message} Queries will be encoded with torch, which is slow to start."
    return None


def cached_export(
    encoder: SentenceEncoder, cache: Path, precision: Precision, samples: Sequence[str]
) -> Path:
    """Return the directory of a model's export; if it is not cached yet, export the model and compare both.

    Raises:
        ModelError: the model cannot be exported, or the export differs from it.
    """
    cached = cache / "encoders" / f"{encoder.checksum}-{precision}-{EXPORT_VERSION}"
    if not is_valid_export(cached):
        shutil.rmtree(cached, ignore_errors=True)
        cached.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=cached.parent))
        try:
            export_model(encoder, staging, precision)
            check_export(encoder, ExportedEncoder(staging), precision, _select_samples(samples))
            staging.replace(cached)
        except OSError:
            if not is_valid_export(cached):  # else another build has exported the model meanwhile
                raise
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return cached


def export_model(encoder: SentenceEncoder, directory: Path, precision: Precision = "fp32") -> None:
    """Write a model's graph, tokenizer and metadata into a directory.

    Raises:
        ModelError: the model cannot be loaded, or is of a kind that cannot be exported.
    """
    model = encoder.load(attention="eager").eval()
    tokenizer = model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(f"The tokenizer of model “{encoder.name}” cannot be exported.")
    inputs = tuple(tokenizer.model_input_names)
    with tempfile.TemporaryDirectory() as temporary:
        traced = Path(temporary) / GRAPH
        try:
            _trace(model, inputs, traced)
            from indexer.quantization import pack_tables, quantize_weights

            (quantize_weights if precision == "int8" else pack_tables)(traced)
            _optimize(traced, directory)
        except Exception as error:  # the libraries' errors have no common base class
            raise ModelError(f"Model “{encoder.name}” cannot be exported: {error}.") from error
    tokenizer.backend_tokenizer.save(str(directory / TOKENIZER))
    prompts = (prompt_of(model, names) for names in (QUERY_PROMPTS, PASSAGE_PROMPTS))
    max_tokens = model.max_seq_length or tokenizer.model_max_length
    sums = {name: file_checksum(directory / name) for name in (GRAPH, WEIGHTS, TOKENIZER)}
    metadata = EncoderMetadata(
        encoder.name, encoder.checksum, encoder.dimension, int(max_tokens), inputs, sums, *prompts
    )
    write_metadata(directory, metadata)


def check_export(
    encoder: Encoder, exported: Encoder, precision: Precision = "fp32", samples: Sequence[str] = _TRACED_TEXTS
) -> None:
    """Compare the output of an export with the model's, for passages and queries.

    Raises:
        ModelError: vectors differ by more than the tolerance of the precision, or the words' offsets differ.
    """
    for expected, actual in (
        (encoder.encode_passages(samples), exported.encode_passages(samples)),
        (encoder.encode_queries(samples), exported.encode_queries(samples)),
    ):
        cosines = (expected.vectors * actual.vectors).sum(axis=1)
        difference = float(np.abs(expected.vectors - actual.vectors).max())
        is_equal = difference <= TOLERANCE if precision == "fp32" else float(cosines.min()) >= MIN_COSINE
        same_words = all(
            np.array_equal(left.spans, right.spans)
            for left, right in zip(expected.words, actual.words, strict=True)
        )
        if not is_equal or not same_words:
            raise ModelError(
                f"The export of model “{encoder.name}” differs from the model"
                f" (by {difference:.1e}, least cosine {cosines.min():.4f})."
            )


def _select_samples(samples: Sequence[str]) -> list[str]:
    """Return at most 31 of the distinct texts, evenly spaced by length, the shortest first.

    If there are no texts, two examples are returned.
    """
    ordered = sorted(dict.fromkeys(samples), key=len) or list(_TRACED_TEXTS)
    return ordered[:: max(1, len(ordered) // _SAMPLES)]


def _trace(model: SentenceTransformer, inputs: Sequence[str], graph: Path) -> None:
    """Trace a model into an ONNX graph with the given inputs, written to the path ``graph``."""
    import torch

    example = model.tokenizer(list(_TRACED_TEXTS), padding=True, return_tensors="pt")
    axes = {name: {0: "texts", 1: "tokens"} for name in (*inputs, OUTPUTS[1])} | {OUTPUTS[0]: {0: "texts"}}

    class TensorModel(torch.nn.Module):
        """The model as a function from token tensors to vectors."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
            outputs = self.model(dict(zip(inputs, tensors, strict=True)))
            return tuple(outputs[name] for name in OUTPUTS)

    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of every shape that it treats as a constant
        torch.onnx.export(
            TensorModel(),
            tuple(example[name] for name in inputs),
            str(graph),
            input_names=list(inputs),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )


def _optimize(graph: Path, directory: Path) -> None:
    """Optimize an ONNX graph and write it to a directory, with its large weights in a separate file."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(directory / GRAPH)
    for entry, value in (("file_name", WEIGHTS), ("min_size_in_bytes", _MIN_EXTERNAL_BYTES)):
        options.add_session_config_entry(f"session.optimized_model_external_initializers_{entry}", value)
    onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
