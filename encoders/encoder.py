"""The adapter of sentence-transformers and torch, which are imported only when something is embedded.

Name, checksum and dimension are read from the model's files, so that a build whose embeddings are all in the
cache starts no engine.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from corpus.errors import ModelError
from encoders.model_files import PASSAGE_PROMPTS, QUERY_PROMPTS, WEIGHTS, ModelFiles
from encoders.packaged_model import FILES, check_model_files, find_packaged_model
from store.settings import DEFAULT_MODEL, NONE
from store.word_vectors import ContentWords, Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_PACKAGED_NAMES = (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}")


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """What a model makes of some texts: a vector each, float32, L2-normalised, one a row; and their words."""

    vectors: Vectors
    words: tuple[ContentWords, ...]


class Encoder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """The model's name as shown to people."""

    @property
    def checksum(self) -> str:
        """What its vectors depend on; known without loading the model."""

    @property
    def dimension(self) -> int:
        """The length of its vectors."""

    @property
    def max_words(self) -> int:
        """About how many English words it reads of a text; the rest is cut off."""

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts that are to be found, and their words."""

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts to find others by, and their words."""


class SentenceEncoder:
    """A sentence-transformers model in a folder, used with the prompts that it declares."""

    def __init__(
        self, name: str, directory: Path, files: Mapping[str, str] | None = None, device: str = "cpu"
    ) -> None:
        self.name = name
        self.directory = directory
        self._device = device
        self._files = ModelFiles(directory)
        self._expected = files
        self._lock = threading.Lock()

    @cached_property
    def checksum(self) -> str:
        """sha256 over the model's files; those of the packaged model are compared with the known ones."""
        sums = self._files.sums()
        if self._expected is not None:
            check_model_files(self.directory, self._expected, sums)
        if not any(path.endswith(WEIGHTS) for path in sums):
            raise ModelError(f"There are no model weights in {self.directory}.", _HINT)
        return self._files.checksum(sums)

    @cached_property
    def dimension(self) -> int:
        """The length of its vectors."""
        found = self._files.dimension()
        if found is None:
            raise ModelError(f"The model in {self.directory} does not say how long its vectors are.", _HINT)
        return found

    @cached_property
    def max_words(self) -> int:
        """An English word makes about 1.3 word pieces."""
        return int(self._files.max_pieces() / 1.3)

    def encode_passages(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts and their words in one pass; the first call loads the model."""
        return self._encode(texts, PASSAGE_PROMPTS)

    def encode_queries(self, texts: Sequence[str]) -> EncodedTexts:
        """Embed texts to find others by, under the prompt that the model has for queries."""
        return self._encode(texts, QUERY_PROMPTS)

    def _encode(self, texts: Sequence[str], prompts: Sequence[str]) -> EncodedTexts:
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
    ) -> Iterator[ContentWords]:
        """The words of each text; none where the model has no vectors of pieces, or does not say whose."""
        tokenizer = self._model.tokenizer
        if not getattr(tokenizer, "is_fast", False) or "token_embeddings" not in outputs[0]:
            yield from (ContentWords.empty() for _ in texts)
            return
        prompted = [f"{prompt}{text}" for text in texts]
        pieces = tokenizer(
            prompted, truncation=True, max_length=self._model.max_seq_length, return_offsets_mapping=True
        )
        for place, (text, output) in enumerate(zip(prompted, outputs, strict=True)):
            vectors = output["token_embeddings"][output["attention_mask"].bool()].cpu().numpy()
            masked = len(pieces["input_ids"][place]) - len(vectors)  # the prompt, by models that leave it out
            offsets = pieces["offset_mapping"][place][masked:]
            words = ContentWords.of(text, pieces.word_ids(place)[masked:], offsets, vectors)
            yield words.without_prefix(len(prompt))

    @cached_property
    def _model(self) -> SentenceTransformer:
        return self.load(self._device)

    def load(self, device: str = "cpu", *, attention: str | None = None) -> SentenceTransformer:
        """Load the model, after its files have been checked; see ``load_model``."""
        self.checksum  # noqa: B018  damaged files are found before they are loaded
        return load_model(self.name, self.directory, device, attention=attention)


_HINT = (
    f"Set PEREPISKA_MODEL to {DEFAULT_MODEL}, to a model's folder, or to the name of one already downloaded."
)


def find_encoder(model: str = DEFAULT_MODEL, device: str = "cpu") -> SentenceEncoder | None:
    """The encoder of a model given by name or folder, None where it is ``none``.

    Nothing is loaded yet, and nothing is ever downloaded.
    """
    if model == NONE:
        return None
    if model in _PACKAGED_NAMES:
        return SentenceEncoder(DEFAULT_MODEL, find_packaged_model(), FILES, device)
    directory = Path(model).expanduser()
    if directory.is_dir():
        return SentenceEncoder(directory.resolve().name, directory, device=device)
    return SentenceEncoder(model, find_downloaded_model(model, _HINT), device=device)


def load_model(
    name: str, directory: Path, device: str = "cpu", *, attention: str | None = None
) -> SentenceTransformer:
    """Load a model from its folder, without a network.

    Args:
        device: as torch names it: ``cpu``, ``cuda``, ``mps``.
        attention: the implementation of attention, where it may not be the fastest that there is.

    Raises:
        ModelError: it cannot be loaded, or there is no such device.
    """
    silence_libraries()
    options = {"attn_implementation": attention} if attention else {}
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(directory), device=device, local_files_only=True, model_kwargs=options)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise ModelError(f"The model “{name}” cannot be loaded: {error}.", _HINT) from error


def prompt_of(model: SentenceTransformer, names: Sequence[str]) -> str:
    """The first of a model's prompts that has one of these names; empty where it has none."""
    return next((prompt for name in names if (prompt := model.prompts.get(name))), "")


def find_downloaded_model(model: str, hint: str) -> Path:
    """Where a model of the local Hugging Face cache lies; ``hint`` says what to do where there is none."""
    silence_libraries()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(f"There is no model “{model}” on this machine.", hint) from error


def silence_libraries() -> None:
    """Keep the libraries from the network, from progress bars and from chatter on stderr."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    for name in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(name).setLevel(logging.ERROR)
