"""Small sentence-transformers models, made on the spot with weights by lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.text.analysis import words
from encoders.encoder import SentenceEncoder

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def tiny_model(
    folder: Path,
    texts: Iterable[str],
    *,
    prompts: Mapping[str, str] | None = None,
    dense: int | None = None,
    include_prompt: bool = True,
    pieces: int = 64,
) -> SentenceEncoder:
    """A BERT of two layers that knows the words of some texts, saved in a folder.

    Args:
        dense: the length of its vectors where a dense layer follows the pooling.
        include_prompt: whether the pieces of a prompt are part of a text's vector.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel, BertTokenizer

    source = folder.with_name(f"{folder.name}-source")
    source.mkdir(parents=True)
    known = sorted({word.lower() for text in texts for word in words(text)} | set(".,:;-?!"))
    (source / "vocab.txt").write_text("\n".join((*_SPECIAL, *known)) + "\n", "utf-8")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1931)
        bert = BertModel(
            BertConfig(
                vocab_size=len(_SPECIAL) + len(known),
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=2,
                intermediate_size=64,
                max_position_embeddings=pieces,
                initializer_range=0.2,
            )
        )
        bert.save_pretrained(source)
        BertTokenizer(str(source / "vocab.txt")).save_pretrained(source)
        parts = [
            modules.Transformer(str(source), max_seq_length=pieces),
            modules.Pooling(32, include_prompt=include_prompt),
        ]
        if dense:
            parts.append(modules.Dense(32, dense))
        model = SentenceTransformer(modules=parts, prompts=dict(prompts or {}), device="cpu")
        model.save(str(folder), create_model_card=False)
    return SentenceEncoder(folder.name, folder)
