from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from encoders.encoder import SentenceEncoder
from indexer.progress import Silence
from indexer.training import Example, Schedule, batches_of, train
from tests.models import tiny_model

FILLERS = (
    "the", "of", "and", "to", "in", "a", "is", "was", "for", "on", "with", "by", "at", "from", "they", "we",
)  # fmt: skip
SUBJECTS = ("lens", "coal", "boots", "lamp", "oil", "wreck", "harbour", "bell", "rope", "paint")


def example(number: int, document: str | None = None) -> Example:
    return Example(f"query {number}", f"passage {number}", frozenset([document or f"doc-{number}"]))


def with_fillers(subject: str, chance: random.Random) -> str:
    text = [*chance.choices(FILLERS, k=12), subject, subject]
    chance.shuffle(text)
    return " ".join(text)


def lessons() -> list[Example]:
    """Queries and passages that share a subject, and nothing else but little words."""
    chance = random.Random(1)
    return [
        Example(with_fillers(subject, chance), with_fillers(subject, chance), frozenset([subject]))
        for _ in range(20)
        for subject in SUBJECTS
    ]


def accuracy(encoder: SentenceEncoder) -> float:
    """How often a query is nearest to a passage of its subject."""
    chance = random.Random(2)
    subjects = SUBJECTS * 5
    queries = encoder.read_queries([with_fillers(subject, chance) for subject in subjects]).vectors
    passages = encoder.read([with_fillers(subject, chance) for subject in subjects]).vectors
    nearest = (queries @ passages.T).argmax(axis=1)
    return float(np.mean(nearest % len(SUBJECTS) == np.arange(len(subjects)) % len(SUBJECTS)))


def test_a_batch_holds_no_document_twice() -> None:
    examples = [example(number, f"doc-{number % 9}") for number in range(90)]
    batches = batches_of(examples, Schedule(batch=8))
    for batch in batches:
        assert len({document for one in batch for document in one.documents}) == len(batch)


def test_a_batch_holds_no_query_and_no_passage_twice() -> None:
    same_query = [Example("heading", f"passage {n}", frozenset([f"doc-{n}"])) for n in range(6)]
    same_passage = [Example(f"query {n}", "passage", frozenset([f"app-{n}"])) for n in range(6)]
    batches = batches_of([*same_query, *same_passage], Schedule(batch=2))
    assert batches
    for batch in batches:
        assert len({one.query for one in batch}) == len({one.passage for one in batch}) == len(batch)


def test_all_is_learned_once_an_epoch() -> None:
    examples = [example(number) for number in range(64)]
    batches = batches_of(examples, Schedule(batch=16, epochs=2))
    assert len(batches) == 8
    assert {one for batch in batches[:4] for one in batch} == set(examples)
    assert batches[:4] != batches[4:]


def test_the_same_seed_draws_the_same_batches_and_steps_end_them() -> None:
    examples = [example(number) for number in range(64)]
    batches = batches_of(examples, Schedule(batch=16, steps=3, seed=5))
    assert len(batches) == 3
    assert batches == batches_of(examples, Schedule(batch=16, steps=3, seed=5))
    assert batches != batches_of(examples, Schedule(batch=16, steps=3, seed=6))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny", [" ".join((*FILLERS, *SUBJECTS))])


@pytest.mark.slow
def test_a_model_learns_what_belongs_together(base: SentenceEncoder, tmp_path: Path) -> None:
    schedule = Schedule(batch=10, epochs=4, rate=2e-3)
    trained = train(base, batches_of(lessons(), schedule), schedule, Silence())
    trained.save(tmp_path / "learned", 1.0)
    trained.save(tmp_path / "half", 0.5)
    trained.save(tmp_path / "unlearned", 0.0)
    learned = SentenceEncoder("learned", tmp_path / "learned")
    assert accuracy(learned) > accuracy(base) + 0.2
    texts = ["the lens of the lamp"]
    unlearned = SentenceEncoder("unlearned", tmp_path / "unlearned").read(texts).vectors
    assert np.allclose(unlearned, base.read(texts).vectors, atol=1e-6)
    between = SentenceEncoder("half", tmp_path / "half").read(texts).vectors
    assert not np.allclose(between, unlearned, atol=1e-3)
    assert not np.allclose(between, learned.read(texts).vectors, atol=1e-3)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_model(base: SentenceEncoder, tmp_path: Path) -> None:
    schedule = Schedule(batch=10, steps=3, rate=1e-3)
    made = []
    for name in ("first", "second"):
        trained = train(base, batches_of(lessons(), schedule), schedule, Silence())
        trained.save(tmp_path / name, 1.0)
        made.append(SentenceEncoder(name, tmp_path / name))
    assert made[0].checksum == made[1].checksum != base.checksum
    assert (made[0].dimension, made[0].max_words) == (base.dimension, base.max_words)
