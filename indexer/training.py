"""Trains a model on pairs. Beside ``encoders/encoder.py`` the only module that imports torch."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from encoders.encoder import SentenceEncoder, prompt_of
from encoders.model_files import PASSAGE_PROMPTS, QUERY_PROMPTS
from indexer.progress import Progress

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_WARM_UP = 0.1
_WEIGHT_DECAY = 0.01
_GRADIENT_MOST = 1.0
_PIECES_MOST = 128
"""Word pieces read of a text while learning: as many as a passage has; more would double the time."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query, the passage that is right, and the documents the two touch."""

    query: str
    passage: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast a model learns; ``steps`` ends it early. The same seed gives the same weights."""

    epochs: int = 1
    steps: int | None = None
    batch: int = 16
    rate: float = 3e-5
    seed: int = 1931


class Trained:
    """A model before and after training, and all models between the two."""

    def __init__(self, model: SentenceTransformer, before: Mapping[str, Tensor]) -> None:
        self._model = model
        self._before = before
        self._after = copy.deepcopy(model.state_dict())

    def save(self, folder: Path, share: float) -> None:
        """Write the model whose weights are ``share`` of what was learned and for the rest as before.

        Wortsman et al.: Robust fine-tuning of zero-shot models (CVPR 2022), eq. 1.
        """
        between = {
            name: before + share * (self._after[name] - before) if before.is_floating_point() else before
            for name, before in self._before.items()
        }
        self._model.load_state_dict(between)
        self._model.save(str(folder), create_model_card=False)


def batches_of(examples: Sequence[Example], schedule: Schedule) -> list[list[Example]]:
    """Batches of all epochs in which no two examples share a document, a query or a passage.

    The passages of the others are each query's wrong answers, and must not be right ones too.
    """
    chance = random.Random(schedule.seed)
    batches: list[list[Example]] = []
    for _ in range(schedule.epochs):
        left = chance.sample(examples, len(examples))
        while left:
            batch, left = _drawn(left, schedule.batch)
            batches.append(batch)
    full = [batch for batch in batches if len(batch) > schedule.batch // 2]
    return (full or batches)[: schedule.steps]


def train(
    encoder: SentenceEncoder, batches: Sequence[Sequence[Example]], schedule: Schedule, progress: Progress
) -> Trained:
    """Teach a copy of the model to tell each query's passage from the others of its batch.

    The loss is the cross entropy of the scaled cosines (Henderson et al.: Efficient Natural Language Response
    Suggestion for Smart Reply, 2017, sec. 4.4).
    """
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    model = encoder.load()
    before = copy.deepcopy(model.state_dict())
    pieces = model.max_seq_length
    model.max_seq_length = min(pieces or _PIECES_MOST, _PIECES_MOST)
    for module in model.modules():
        if isinstance(module, torch.nn.Embedding):  # rare words would move away from those never met here
            module.requires_grad_(False)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(schedule.seed)
        loss_of = MultipleNegativesRankingLoss(model)
        learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.AdamW(learning, lr=schedule.rate, weight_decay=_WEIGHT_DECAY)
        rates = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate_at(step, len(batches)))
        model.train()
        for batch in batches:
            optimizer.zero_grad()
            loss = loss_of(list(_columns(model, batch)), torch.empty(0))
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learning, _GRADIENT_MOST)
            optimizer.step()
            rates.step()
            progress.advance(1)
        model.eval()
    model.max_seq_length = pieces
    return Trained(model, before)


def _drawn(left: Sequence[Example], size: int) -> tuple[list[Example], list[Example]]:
    """The first examples that may stand together, and the others in their order."""
    batch: list[Example] = []
    others: list[Example] = []
    taken: set[str] = set()
    for example in left:
        marks = example.documents | {example.query, example.passage}
        if len(batch) < size and taken.isdisjoint(marks):
            batch.append(example)
            taken |= marks
        else:
            others.append(example)
    return batch, others


def _columns(model: SentenceTransformer, batch: Sequence[Example]) -> Iterator[dict[str, Any]]:
    """What the model reads of the queries, then of the passages, each under its prompt."""
    for names, texts in (
        (QUERY_PROMPTS, [example.query for example in batch]),
        (PASSAGE_PROMPTS, [example.passage for example in batch]),
    ):
        yield model.preprocess(texts, prompt=prompt_of(model, names), task=names[0])


def _rate_at(step: int, steps: int) -> float:
    """The share of the learning rate: rising during the warm-up, then falling to nothing."""
    warm = max(1, round(_WARM_UP * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))
