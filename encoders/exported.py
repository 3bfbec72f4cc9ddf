"""The encoder of a generation: the model as a graph that onnxruntime runs, with its tokenizer.

A process that only asks needs neither torch nor the model as it came. What lies in ``encoder/`` is written by
``indexer.export``.
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
from store.word_vectors import ContentWords

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

GRAPH = "model.onnx"
WEIGHTS = "model.weights"
"""The numbers of the graph; mapped, so that only those vectors of word pieces are read that are asked for."""
TOKENIZER = "tokenizer.json"
METADATA = "encoder.json"
OUTPUTS = ("sentence_embedding", "token_embeddings")
_HINT = "Build the index again, or with PEREPISKA_QUERY_ENCODER=none."
_COLUMNS = {"input_ids": "ids", "token_type_ids": "type_ids", "attention_mask": "attention_mask"}
"""The inputs of a graph, and what a tokenizer calls them."""


@dataclass(frozen=True, slots=True)
class EncoderMetadata:
    """What is written beside the graph: whose it is, and how texts are put before it.

    ``sums`` has the sha256 of the files.
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
    """The graph and the tokenizer in a folder, loaded on the first text; several threads may use it."""

    def __init__(self, directory: Path) -> None:
        self._folder = directory
        self._loading = Lock()

    @property
    def name(self) -> str:
        """The model's name as shown to people."""
        return self._metadata.name

    @property
    def checksum(self) -> str:
        """That of the model the graph was made from."""
        return self._metadata.checksum

    @property
    def dimension(self) -> int:
        """The length of its vectors."""
        return self._metadata.dimension

    @property
    def max_words(self) -> int:
        """An English word makes about 1.3 word pieces."""
        return int(self._metadata.max_pieces / 1.3)

    def preload(self) -> None:
        """Load what is needed, ahead of the first text; what fails will fail again when it is asked for."""
        with suppress(ModelError), self._loading:
            self._session, self._tokenizer  # noqa: B018

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts that are to be found, and their words."""
        return self._encode(texts, self._metadata.passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts to find others by, and their words."""
        return self._encode(texts, self._metadata.query_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> EncodedTexts:
        if not texts:
            return EncodedTexts(np.zeros((0, self.dimension), np.float32), ())
        prompted = [f"{prompt}{text}" for text in texts]
        with self._loading:
            tokenizer, session = self._tokenizer, self._session
        encodings = tokenizer.encode_batch(prompted)
        asked = {name: _padded(encodings, _COLUMNS[name]) for name in self._metadata.inputs}
        sentences, pieces = session.run(list(OUTPUTS), asked)
        sentences /= np.maximum(np.linalg.norm(sentences, axis=1, keepdims=True), 1e-12)
        words = tuple(
            ContentWords.of(text, encoding.word_ids, encoding.offsets, own[: len(encoding)]).without_prefix(
                len(prompt)
            )
            for text, encoding, own in zip(prompted, encodings, pieces, strict=True)
        )
        return EncodedTexts(sentences.astype(np.float32, copy=False), words)

    @cached_property
    def _metadata(self) -> EncoderMetadata:
        return _load_metadata(self._folder)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            found = Tokenizer.from_file(str(self._folder / TOKENIZER))
        except Exception as error:  # the library raises nothing narrower
            raise ModelError(f"{self._folder / TOKENIZER} cannot be read: {error}.", _HINT) from error
        found.enable_truncation(self._metadata.max_pieces)
        found.no_padding()
        return found

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Threads that wait by spinning take the cores from everything else in the process.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False
        path = str(self._folder / GRAPH)
        try:
            return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the library's errors have no class of their own in common
            raise ModelError(f"{path} cannot be loaded: {error}.", _HINT) from error


def write_metadata(directory: Path, metadata: EncoderMetadata) -> None:
    """Write what belongs beside a graph."""
    content = msgspec.to_builtins(metadata)
    (directory / METADATA).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def is_valid_export(directory: Path) -> bool:
    """Whether there is an export in a folder, as it was written."""
    try:
        sums = _load_metadata(directory).sums
        return all(file_checksum(directory / name) == expected for name, expected in sums.items())
    except (ModelError, OSError):
        return False


def _load_metadata(directory: Path) -> EncoderMetadata:
    path = directory / METADATA
    try:
        return msgspec.json.decode(path.read_bytes(), type=EncoderMetadata)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}.", _HINT) from error


def _padded(encodings: Sequence[Encoding], column: str) -> NDArray[np.int64]:
    """One column of some texts' pieces, shape (texts, pieces of the longest); zeros after the shorter."""
    padded = np.zeros((len(encodings), max(map(len, encodings))), np.int64)
    for row, encoding in enumerate(encodings):
        padded[row, : len(encoding)] = getattr(encoding, column)
    return padded
