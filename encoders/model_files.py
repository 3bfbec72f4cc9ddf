"""Properties of a sentence-transformers model, read from its files without loading it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import ModelError
from store.layout import file_checksum

QUERY_PROMPTS = ("query",)
PASSAGE_PROMPTS = ("document", "passage", "corpus")
"""Names that models use for their prompts for queries and for passages."""
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_OPTIONS = "config_sentence_transformers.json"
_IGNORED = ("data_config.json", _OPTIONS)
_RELEVANT = re.compile(r".*\.(safetensors|bin|json|txt|model)")
_DIMENSIONS = ("out_features", "embedding_dimension", "word_embedding_dimension")
_PIECES_DEFAULT = 256
_PIECES_MAX = 8192
"""Longest plausible input: tokenizers without a limit declare an absurd one (10³⁰)."""


class ModelFiles:
    """The directory of a model, saved by any version of sentence-transformers.

    Methods raise ModelError if a JSON file is malformed or cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = directory

    def sums(self) -> dict[str, str]:
        """Return the sha256 of each file that the model's vectors depend on, by its relative path."""
        return {
            path.relative_to(self._folder).as_posix(): file_checksum(path)
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and _RELEVANT.fullmatch(path.name) and path.name not in _IGNORED
        }

    def checksum(self, sums: Mapping[str, str]) -> str:
        """Return the sha256 over the files' checksums and the model's prompts, if it has any."""
        options = self._configuration(_OPTIONS)
        settings = {key: options.get(key) for key in ("prompts", "default_prompt_name")}
        prompts = {key: value for key, value in settings.items() if _has_prompt(value)}
        return hashlib.sha256(json.dumps({**sums, **prompts}, sort_keys=True).encode()).hexdigest()

    def dimension(self) -> int | None:
        """Return the dimension that the last module to have one declares; None if none does.

        If no module declares it, it is the hidden size in ``config.json``.
        """
        for module in reversed(self._modules()):
            dimension = self._first_number(f"{module}/config.json", _DIMENSIONS)
            if dimension:
                return dimension
        return self._first_number("config.json", ("hidden_size",))

    def max_pieces(self) -> int:
        """Return the number of tokens (word pieces) to which texts are truncated.

        256 if the files declare no plausible number.
        """
        for file, key in (
            ("sentence_bert_config.json", "max_seq_length"),
            ("tokenizer_config.json", "model_max_length"),
            ("config.json", "max_position_embeddings"),
        ):
            limit = self._first_number(file, (key,))
            if limit and limit <= _PIECES_MAX:
                return limit
        return _PIECES_DEFAULT

    def _modules(self) -> list[str]:
        """Return the directories of the modules in order, without the transformer's (the root).

        A model that does not list its modules has the default one for pooling.
        """
        content = self._content("modules.json")
        modules = content if isinstance(content, list) else [{"path": "1_Pooling"}]
        return [module["path"] for module in modules if isinstance(module, dict) and module.get("path")]

    def _first_number(self, file: str, keys: tuple[str, ...]) -> int | None:
        """Return the first integer that a JSON file has under one of the keys; None if it has none."""
        configuration = self._configuration(file)
        return next((value for key in keys if isinstance(value := configuration.get(key), int)), None)

    def _configuration(self, file: str) -> dict[str, object]:
        """Return the object in a JSON file; empty if the file is missing or contains something else."""
        content = self._content(file)
        return content if isinstance(content, dict) else {}

    def _content(self, file: str) -> object:
        """Return the content of a JSON file; None if it is missing."""
        try:
            return json.loads((self._folder / file).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{self._folder / file} cannot be read: {error}.", "Download the model again."
            ) from error


def _has_prompt(value: object) -> bool:
    """Return whether a value is a non-empty prompt or contains one."""
    return any(value.values()) if isinstance(value, dict) else bool(value)
