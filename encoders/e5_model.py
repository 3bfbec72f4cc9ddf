"""The directory of a multilingual E5 model for sentence-transformers, written from its 4-bit file.

The network is a BERT whose pooling is the mean; the tokenizer is that of XLM-R: characters are normalized,
texts split at spaces, and words into the most probable pieces (Kudo: Subword Regularization, ACL 2018). Texts
have a prompt, as the model's card asks for.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ModelError
from encoders.e5_file import E5File, E5Header, E5Vocabulary, read_e5_file

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PROMPTS: Final = {"query": "query: ", "passage": "passage: "}
_LAYER = re.compile(r"l(\d+)\.(.+)")
_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings",
    "emb.pos": "embeddings.position_embeddings",
    "emb.type": "embeddings.token_type_embeddings",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The names of the file's layers in a BERT model."""
_PARAMETERS: Final = {".w": ".weight", ".b": ".bias"}


def write_e5_model(paths: Sequence[Path], directory: Path) -> None:
    """Write the directory of a model.

    Args:
        paths: the path of the model's file alone.

    Raises:
        ModelError: the file is not a complete model.
        OSError: it cannot be read, or the directory cannot be written.
    """
    from safetensors.numpy import save_file

    model = read_e5_file(paths[0])
    save_file(dict(_weights(model)), directory / "model.safetensors", metadata={"format": "pt"})
    tokenizer_of(model.vocabulary).save(str(directory / "tokenizer.json"))
    (directory / "1_Pooling").mkdir()
    for name, content in _configurations(model).items():
        (directory / name).write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def tokenizer_of(vocabulary: E5Vocabulary) -> Tokenizer:
    """Return the tokenizer of a vocabulary."""
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
    from tokenizers.models import Unigram
    from tokenizers.processors import TemplateProcessing

    scored = list(zip(vocabulary.pieces, vocabulary.scores.tolist(), strict=True))
    tokenizer = Tokenizer(Unigram(scored, unk_id=vocabulary.unk, byte_fallback=False))
    replacements = [
        normalizers.Replace(Regex(pattern), target)
        for target, pattern in _replaced_characters(vocabulary.characters).items()
    ]
    tokenizer.normalizer = normalizers.Sequence([*replacements, normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    first, last = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, vocabulary.bos), (last, vocabulary.eos)]
    )
    return tokenizer


def _replaced_characters(characters: Mapping[str, str]) -> dict[str, str]:
    """Return the character classes that become something other than by NFKC, by what they become."""
    classes: defaultdict[str, str] = defaultdict(str)
    for character, target in characters.items():
        if unicodedata.normalize("NFKC", character) != target:
            classes[target] += re.escape(character)
    return {target: f"[{members}]" for target, members in classes.items()}


def _weights(model: E5File) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the names of a BERT model's parameters, and their values.

    Raises:
        ModelError: a tensor is unknown or has another size.
    """
    shapes = _shapes(model.header)
    if len(shapes) != len(model.tensors):
        raise ModelError(f"The model has {len(model.tensors)} tensors instead of {len(shapes)}.")
    for name, values in model.tensors.items():
        shape = shapes.get(name)
        if shape is None or np.prod(shape) != len(values):
            raise ModelError(f"Tensor {name} of the model is not as expected.")
        yield _parameter_name(name), values.reshape(shape)


def _parameter_name(name: str) -> str:
    """Return the name of a parameter in a BERT model.

    ``l0.q.w`` becomes ``encoder.layer.0.attention.self.query.weight``.
    """
    layer = _LAYER.fullmatch(name)
    prefix, inner = (f"encoder.layer.{layer[1]}.", layer[2]) if layer else ("", name)
    suffix = _PARAMETERS.get(inner[-2:], "")
    return f"{prefix}{_NAMES[inner[:-2] if suffix else inner]}{suffix or '.weight'}"


def _shapes(header: E5Header) -> dict[str, tuple[int, ...]]:
    """Return the shape of each tensor that a model of some sizes has."""
    hidden, wide = header.hidden, header.feed_forward
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (header.rows, hidden),
        "emb.pos": (header.positions, hidden),
        "emb.type": (header.types, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    matrices = dict.fromkeys(("q", "k", "v", "ao"), (hidden, hidden)) | {
        "fi": (wide, hidden),
        "fo": (hidden, wide),
    }
    for layer in range(header.layers):
        for name, shape in matrices.items():
            shapes |= {f"l{layer}.{name}.w": shape, f"l{layer}.{name}.b": shape[:1]}
        for name in ("aln", "oln"):
            shapes |= {f"l{layer}.{name}.w": (hidden,), f"l{layer}.{name}.b": (hidden,)}
    return shapes


def _configurations(model: E5File) -> dict[str, object]:
    """Return the contents of a model's JSON files, by their names."""
    header, vocabulary = model.header, model.vocabulary
    roles = {"bos": vocabulary.bos, "eos": vocabulary.eos, "pad": vocabulary.pad, "unk": vocabulary.unk}
    modules = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": header.hidden,
            "intermediate_size": header.feed_forward,
            "num_hidden_layers": header.layers,
            "num_attention_heads": header.heads,
            "max_position_embeddings": header.positions,
            "type_vocab_size": header.types,
            "vocab_size": header.rows,
            "layer_norm_eps": header.epsilon,
            "pad_token_id": vocabulary.pad,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": header.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            **{f"{role}_token": vocabulary.pieces[index] for role, index in roles.items()},
        },
        "sentence_bert_config.json": {"max_seq_length": header.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (path, kind) in enumerate(modules.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": header.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "config_sentence_transformers.json": {"prompts": PROMPTS},
    }
