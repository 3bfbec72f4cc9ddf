"""The encoder of a generation: the model exported as an ONNX graph, run by onnxruntime, with its tokenizer.

A process that only searches needs neither torch nor the original model. The files in ``encoder/`` are written
by ``indexer.export``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from encoders.encoder import EncodedTexts
from store.layout import file_checksum
from store.word_vectors import EncodedWords

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

GRAPH = "model.onnx"
WEIGHTS = "model.weights"
"""The graph's weights; memory-mapped, so that only the token embeddings in use are read."""
TOKENIZER = "tokenizer.json"
METADATA = "encoder.json"
OUTPUTS = ("sentence_embedding", "token_embeddings")
_HINT = "Build the index again, or with PEREPISKA_QUERY_ENCODER=none."
_COLUMNS = {"input_ids": "ids", "token_type_ids": "type_ids", "attention_mask": "attention_mask"}
"""The inputs of a graph, each mapped to the attribute of ``tokenizers.Encoding`` that holds it."""


@dataclass(frozen=True, slots=True)
class EncoderMetadata:
    """The contents of ``encoder.json``: which model was exported, and how texts are prepared for the graph.

    ``checksum`` is that of the original model, ``max_pieces`` the number of tokens after which texts are
    truncated, ``inputs`` the names of the graph's inputs; ``sums`` has the sha256 of each exported file.
    """

    name: str
    checksum: str
    dimension: int
    max_pieces: int
    inputs: tuple[str, ...]
    sums: dict[str, str]
    query_prompt: str = ""
    passage_prompt: str = ""


class ExportedEncoder:
    """An encoder that runs an exported graph and tokenizer, loaded for the first text; thread-safe.

    Every property and method but ``preload`` raises ModelError if a file of the export cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = directory
        self._loading_lock = Lock()

    @property
    def name(self) -> str:
        """The original model's name, for display."""
        return self._metadata.name

    @property
    def checksum(self) -> str:
        """The checksum of the original model."""
        return self._metadata.checksum

    @property
    def dimension(self) -> int:
        """The number of components of the encoder's vectors."""
        return self._metadata.dimension

    @property
    def max_words(self) -> int:
        """The approximate number of English words encoded of a text, at about 1.3 tokens per word."""
        return int(self._metadata.max_pieces / 1.3)

    def preload(self) -> None:
        """Load the graph and the tokenizer before the first text is encoded.

        A ModelError is ignored; it recurs when a text is encoded.
        """
        with suppress(ModelError), self._loading_lock:
            self._session, self._tokenizer  # noqa: B018

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode texts and their words, with the model's prompt for passages.

        Raises:
            ModelError: a file of the export cannot be read.
        """
        return self._encode(texts, self._metadata.passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode queries and their words, with the model's prompt for queries.

        Raises:
            ModelError: a file of the export cannot be read.
        """
        return self._encode(texts, self._metadata.query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> EncodedTexts:
        """Encode texts, each with ``prompt`` before it."""
        if not texts:
            return EncodedTexts(np.zeros((0, self.dimension), np.float32), ())
        prompted = [f"{prompt}{text}" for text in texts]
        with self._loading_lock:
            tokenizer, session = self._tokenizer, self._session
        encodings = tokenizer.encode_batch(prompted)
        inputs = {name: _pad(encodings, _COLUMNS[name]) for name in self._metadata.inputs}
        vectors, token_vectors = session.run(list(OUTPUTS), inputs)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        words = tuple(
            EncodedWords.of(
                text, encoding.word_ids, encoding.offsets, tokens[: len(encoding)]
            ).without_prefix(len(prompt))
            for text, encoding, tokens in zip(prompted, encodings, token_vectors, strict=True)
        )
        return EncodedTexts(vectors.astype(np.float32, copy=False), words)

    @cached_property
    def _metadata(self) -> EncoderMetadata:
        return _load_metadata(self._folder)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        except Exception as error:  # the library raises nothing more specific
            raise ModelError(f"{self._folder / TOKENIZER} cannot be read: {error}.", _HINT) from error
        tokenizer.enable_truncation(self._metadata.max_pieces)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Threads that spin while they wait would take CPU time from the rest of the process.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        path = str(self._folder / GRAPH)
        try:
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors have no common base class
            raise ModelError(f"{path} cannot be loaded: {error}.", _HINT) from error


def write_metadata(directory: Path, metadata: EncoderMetadata) -> None:
    """Write ``encoder.json`` into the directory of an exported encoder."""
    content = msgspec.to_builtins(metadata)
    (directory / METADATA).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def is_valid_export(directory: Path) -> bool:
    """Return whether a directory contains an exported encoder whose files match their checksums."""
    try:
        sums = _load_metadata(directory).sums
        return all(file_checksum(directory / name) == expected for name, expected in sums.items())
    except (ModelError, OSError):
        return False


def _load_metadata(directory: Path) -> EncoderMetadata:
    """Load ``encoder.json`` from a directory; raise ModelError if it cannot be read."""
    path = directory / METADATA
    try:
        return msgspec.json.decode(path.read_bytes(), type=EncoderMetadata)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}.", _HINT) from error


def _pad(encodings: Sequence[Encoding], column: str) -> NDArray[np.int64]:
    """Return one attribute of all texts' tokens, padded with zeros; shape (texts, tokens of the longest)."""
    padded = np.zeros((len(encodings), max(map(len, encodings))), np.int64)
    for row, encoding in enumerate(encodings):
        padded[row, : len(encoding)] = getattr(encoding, column)
    return padded
