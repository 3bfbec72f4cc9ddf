from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError
from encoders.reranker import CrossEncoderReranker, find_reranker

WORDS = ["coal", "lamp", "lens", "oil", "the", "of", "for", "a", "broken"]


def tiny_cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """A BERT of one layer with weights by lot, saved in a folder."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder.mkdir()
    vocabulary = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS)
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", "utf-8")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1931)
        configuration = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=32,
            initializer_range=0.5,
        )
        configuration.num_labels = labels
        BertForSequenceClassification(configuration).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def test_none_is_none() -> None:
    assert find_reranker("none") is None


def test_a_model_that_is_not_here_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="“nobody/nothing” is not on this machine") as caught:
        find_reranker("nobody/nothing")
    assert "PEREPISKA_RERANKER" in str(caught.value.hint)


def test_texts_are_read_with_the_query(tmp_path: Path) -> None:
    found = find_reranker(str(tiny_cross_encoder(tmp_path / "tiny")))
    assert isinstance(found, CrossEncoderReranker)
    assert found.name == "tiny"
    texts = ["oil for the lamp", "a broken lens", "coal"]
    scores = found.scores("a lamp", texts)
    assert scores.shape == (3,)
    assert len(set(scores.tolist())) == 3
    assert np.allclose(found.scores("a lamp", texts[::-1]), scores[::-1], atol=1e-5)
    assert not np.allclose(found.scores("coal", texts), scores, atol=1e-3)


def test_a_model_with_several_labels_is_refused(tmp_path: Path) -> None:
    found = CrossEncoderReranker("tiny", tiny_cross_encoder(tmp_path / "tiny", labels=3))
    with pytest.raises(ModelError, match="one score"):
        found.scores("coal", ["coal", "oil"])


def test_a_folder_without_a_model_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        CrossEncoderReranker("empty", tmp_path).scores("coal", ["coal"])
