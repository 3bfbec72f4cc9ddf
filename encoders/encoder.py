"""The encoder protocol, and its adapter for sentence-transformers and torch.

Both libraries are imported when the first text is encoded. Name, checksum and dimension are read from the
model's files, so that a build whose embeddings are all cached does not load the model.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from corpus.errors import ModelError
from encoders.model_files import PASSAGE_PROMPTS, QUERY_PROMPTS, WEIGHTS, ModelFiles
from encoders.packaged_model import PackagedModel, check_model_files
from encoders.registry import MODELS, packaged_model
from store.settings import AUTO, DEFAULT_MODEL, NONE
from store.word_vectors import EncodedWords, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """The output of an encoder for n texts.

    ``vectors`` are L2-normalized, shape (n, dimension), float32; ``words`` has the content words of each
    text, none if the model gives no vectors of tokens.
    """

    vectors: Vectors
    words: tuple[EncodedWords, ...]


class Encoder(Protocol):
    """A protocol for encoders, which turn texts into vectors."""

    @property
    def name(self) -> str:
        """The model's name, for display."""

    @property
    def checksum(self) -> str:
        """The sha256 of everything that the encoder's vectors depend on; known without loading the model."""

    @property
    def dimension(self) -> int:
        """The number of components of the encoder's vectors."""

    @property
    def max_words(self) -> int:
        """The approximate number of English words of a text that are encoded; the rest is truncated."""

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Return the vectors and content words of texts that are to be searched."""

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Return the vectors and content words of queries."""


class SentenceEncoder:
    """An encoder that runs a sentence-transformers model in a directory, with the prompts that it declares.

    Args:
        name: for display and in errors.
        files: the sha256 of each file that the model must have; None to accept any files.
        device: as torch names it: ``cpu``, ``cuda``, ``mps``.
        hint: the hint of the error for files that differ.
    """

    def __init__(
        self,
        name: str,
        directory: Path,
        files: Mapping[str, str] | None = None,
        device: str = "cpu",
        hint: str = "",
    ) -> None:
        self.name = name
        self.directory = directory
        self._device = device
        self._files = ModelFiles(directory)
        self._expected_files = files
        self._hint = hint
        self._lock = threading.Lock()

    @property
    def location(self) -> str:
        """What ``find_encoder`` finds this encoder by on another machine with the same model."""
        return str(self.directory)

    @cached_property
    def checksum(self) -> str:
        """The sha256 over the model's files and prompts.

        Raises:
            ModelError: a file is missing or differs from what is expected.
        """
        sums = self._files.sums()
        if self._expected_files is not None:
            check_model_files(self.directory, self._expected_files, sums, self._hint)
        if not any(path.endswith(WEIGHTS) for path in sums):
            raise ModelError(f"No model weights in {self.directory}.", _HINT)
        return self._files.checksum(sums)

    @cached_property
    def dimension(self) -> int:
        """The number of components of the encoder's vectors.

        Raises:
            ModelError: the model's files do not declare it.
        """
        dimension = self._files.dimension()
        if dimension is None:
            raise ModelError(f"The model in {self.directory} does not declare its dimension.", _HINT)
        return dimension

    @cached_property
    def max_words(self) -> int:
        """The approximate number of English words encoded of a text, at about 1.3 tokens per word."""
        return int(self._files.max_pieces() / 1.3)

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode texts and their words in one pass, with the model's prompt for passages.

        Raises:
            ModelError: the model cannot be loaded, which the first call does.
        """
        return self._encode(texts, PASSAGE_PROMPTS)

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Encode queries and their words in one pass, with the model's prompt for queries.

        Raises:
            ModelError: the model cannot be loaded, which the first call does.
        """
        return self._encode(texts, QUERY_PROMPTS)

    def _encode(self, texts: Sequence[str], prompts: Sequence[str]) -> EncodedTexts:
        """Encode texts with the first prompt that the model has under one of the given names."""
        if not texts:
            return EncodedTexts(np.zeros((0, self.dimension), np.float32), ())
        outputs: Any
        with self._lock:
            prompt = prompt_of(self._model, prompts)
            outputs = self._model.encode(
                list(texts),
                prompt=prompt,
                task=prompts[0],
                batch_size=len(texts),
                show_progress_bar=False,
                output_value=None,
            )
        vectors = np.stack([output["sentence_embedding"].cpu().numpy() for output in outputs])
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return EncodedTexts(vectors.astype(np.float32), tuple(self._words(texts, prompt, outputs)))

    def _words(
        self, texts: Sequence[str], prompt: str, outputs: Sequence[Mapping[str, Tensor]]
    ) -> Iterator[EncodedWords]:
        """Yield the content words of each text; empty without token vectors or character offsets."""
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False) or "token_embeddings" not in outputs[0]:
            yield from (EncodedWords.empty() for _ in texts)
            return
        prompted = [f"{prompt}{text}" for text in texts]
        tokens = tokenizer(
            prompted, truncation=True, max_length=self._model.max_seq_length, return_offsets_mapping=True
        )
        for index, (text, output) in enumerate(zip(prompted, outputs, strict=True)):
            vectors = output["token_embeddings"][output["attention_mask"].bool()].cpu().numpy()
            masked = len(tokens["input_ids"][index]) - len(vectors)  # some models mask the prompt
            offsets = tokens["offset_mapping"][index][masked:]
            words = EncodedWords.of(text, tokens.word_ids(index)[masked:], offsets, vectors)
            yield words.without_prefix(len(prompt))

    @cached_property
    def _model(self) -> SentenceTransformer:
        return self.load(self._device)

    def load(self, device: str = "cpu", *, attention: str | None = None) -> SentenceTransformer:
        """Verify the model's files, then load and return the model; ``load_model`` describes the arguments.

        Raises:
            ModelError: a file is missing or damaged, or the model cannot be loaded.
        """
        self.checksum  # noqa: B018  computed to detect damaged files before loading them
        with self._files_of_model() as directory:
            return load_model(self.name, directory, device, attention=attention)

    @contextmanager
    def _files_of_model(self) -> Iterator[Path]:
        """Yield the directory that the model is loaded from."""
        yield self.directory


class AssembledEncoder(SentenceEncoder):
    """An encoder that runs a packaged model whose directory is assembled when it is loaded.

    The directory is temporary: once the model has been exported, it is not needed again.
    """

    def __init__(self, model: PackagedModel, device: str = "cpu") -> None:
        super().__init__(model.name, model.paths()[0].parent, device=device)
        self._packaged_model = model

    @property
    def location(self) -> str:
        """The model's name."""
        return self.name

    @cached_property
    def checksum(self) -> str:
        """The sha256 over the package's files and the version of the assembly.

        Raises:
            ModelError: a file is missing or damaged.
        """
        return self._packaged_model.checksum()

    @cached_property
    def dimension(self) -> int:
        """The number of components of the encoder's vectors."""
        return self._packaged_model.dimension

    @cached_property
    def max_words(self) -> int:
        """The approximate number of English words encoded of a text, at about 1.3 tokens per word."""
        return int(self._packaged_model.max_pieces / 1.3)

    @contextmanager
    def _files_of_model(self) -> Iterator[Path]:
        """Yield a temporary directory with the assembled model."""
        assert self._packaged_model.assemble is not None
        try:
            with TemporaryDirectory(prefix="perepiska-") as directory:
                self._packaged_model.assemble(self._packaged_model.paths(), Path(directory))
                yield Path(directory)
        except OSError as error:
            raise ModelError(
                f"Model “{self.name}” cannot be unpacked: {error}.",
                "Free disk space there, or set TMPDIR to a directory with more.",
            ) from error


_HINT = f"Set PEREPISKA_MODEL to {', '.join(MODELS)}, a directory, or the name of a downloaded model."


def find_encoder(model: str = DEFAULT_MODEL, device: str = "cpu") -> SentenceEncoder | None:
    """Return the encoder for a model name or directory; None for ``none``, and for ``auto``, which is none.

    The model is not loaded yet, and nothing is ever downloaded.

    Raises:
        ModelError: the model is not on this machine.
    """
    if model in (NONE, AUTO):
        return None
    packaged = packaged_model(model)
    if packaged is not None:
        return open_packaged_model(packaged, device)
    directory = Path(model).expanduser()
    if directory.is_dir():
        return SentenceEncoder(directory.resolve().name, directory, device=device)
    return SentenceEncoder(model, find_downloaded_model(model, _HINT), device=device)


def open_packaged_model(model: PackagedModel, device: str = "cpu") -> SentenceEncoder:
    """Return the encoder of a packaged model.

    Raises:
        ModelError: a package of it is not installed.
    """
    if model.assemble is not None:
        return AssembledEncoder(model, device)
    return SentenceEncoder(model.name, model.directory(), model.files, device, hint=model.reinstall)


def load_model(
    name: str, directory: Path, device: str = "cpu", *, attention: str | None = None
) -> SentenceTransformer:
    """Load a model from its directory without network access.

    Args:
        device: as torch names it: ``cpu``, ``cuda``, ``mps``.
        attention: the attention implementation; by default the fastest available.

    Raises:
        ModelError: the model cannot be loaded, or there is no such device.
    """
    quiet_libraries()
    options = {"attn_implementation": attention} if attention else {}
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(directory), device=device, local_files_only=True, model_kwargs=options)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"Model “{name}” cannot be loaded: {error}.", _HINT) from error


def prompt_of(model: SentenceTransformer, names: Sequence[str]) -> str:
    """Return the first prompt that a model has under one of the given names; "" if it has none."""
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def find_downloaded_model(model: str, hint: str) -> Path:
    """Return the directory of a model in the local Hugging Face cache.

    Args:
        hint: the hint of the error.

    Raises:
        ModelError: the model has not been downloaded.
    """
    quiet_libraries()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(f"Model “{model}” is not on this machine.", hint) from error


def quiet_libraries() -> None:
    """Disable the Hugging Face libraries' network access, progress bars and warnings in this process."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    for name in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(name).setLevel(logging.ERROR)
