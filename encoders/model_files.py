"""What the files of a sentence-transformers model say of it, read without loading it."""

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
"""The names that models give the prompts of what is asked, and of what is found."""
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_OPTIONS = "config_sentence_transformers.json"
_NOTHING_EMBEDDED_IN = ("data_config.json", _OPTIONS)
_DECISIVE = re.compile(r".*\.(safetensors|bin|json|txt|model)")
_DIMENSIONS = ("out_features", "embedding_dimension", "word_embedding_dimension")
_PIECES_IF_UNSAID = 256
_PIECES_MAX = 8192
"""Tokenizers without a limit of their own give one beyond all sense (10³⁰)."""


class ModelFiles:
    """The folder of a model, saved by any version of the library."""

    def __init__(self, directory: Path) -> None:
        self._folder = directory

    def sums(self) -> dict[str, str]:
        """sha256 of each file that its vectors depend on."""
        return {
            path.relative_to(self._folder).as_posix(): file_checksum(path)
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and _DECISIVE.fullmatch(path.name) and path.name not in _NOTHING_EMBEDDED_IN
        }

    def checksum(self, sums: Mapping[str, str]) -> str:
        """sha256 over those of the files and over the prompts, if it has any."""
        options = self._configuration(_OPTIONS)
        said = {key: options.get(key) for key in ("prompts", "default_prompt_name")}
        prompts = {key: value for key, value in said.items() if _says_something(value)}
        return hashlib.sha256(json.dumps({**sums, **prompts}, sort_keys=True).encode()).hexdigest()

    def dimension(self) -> int | None:
        """The length of its vectors, by the last of its modules that says so."""
        for module in reversed(self._modules()):
            found = self._first_number(f"{module}/config.json", _DIMENSIONS)
            if found:
                return found
        return self._first_number("config.json", ("hidden_size",))

    def max_pieces(self) -> int:
        """How many word pieces it reads of a text."""
        for file, key in (
            ("sentence_bert_config.json", "max_seq_length"),
            ("tokenizer_config.json", "model_max_length"),
            ("config.json", "max_position_embeddings"),
        ):
            found = self._first_number(file, (key,))
            if found and found <= _PIECES_MAX:
                return found
        return _PIECES_IF_UNSAID

    def _modules(self) -> list[str]:
        """The folders of the modules in their order, without the transformer's own."""
        found = self._content("modules.json")
        modules = found if isinstance(found, list) else [{"path": "1_Pooling"}]
        return [one["path"] for one in modules if isinstance(one, dict) and one.get("path")]

    def _first_number(self, file: str, keys: tuple[str, ...]) -> int | None:
        configuration = self._configuration(file)
        return next((value for key in keys if isinstance(value := configuration.get(key), int)), None)

    def _configuration(self, file: str) -> dict[str, object]:
        content = self._content(file)
        return content if isinstance(content, dict) else {}

    def _content(self, file: str) -> object:
        try:
            return json.loads((self._folder / file).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{self._folder / file} cannot be read: {error}.", "Download the model again."
            ) from error


def _says_something(value: object) -> bool:
    """Whether there are prompts and not only empty ones."""
    return any(value.values()) if isinstance(value, dict) else bool(value)
