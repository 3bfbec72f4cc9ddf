"""A model of two layers adapts to letters in which only one word in five says anything."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import AdaptationRefused
from corpus.model import Edition, Marker, Paragraph, Unit
from encoders.encoder import SentenceEncoder
from indexer.adaptation import Verdict, adapt
from indexer.held_out import Keeping
from indexer.training import Schedule
from tests.builds import settings_in
from tests.editions import lighthouse_edition
from tests.indexer.test_indexer_held_out import found
from tests.indexer.test_indexer_training import FILLERS, SUBJECTS, with_fillers
from tests.models import tiny_model

BETTER = Verdict({}, {}, 1.0, found(*[3] * 50), found(*[1] * 50), Keeping(0.99, 0.01), None, {})


def letters() -> Edition:
    """A hundred letters of one paragraph and one note; the two share their subjects."""
    chance = random.Random(3)
    units: list[Unit] = []
    for number in range(1, 101):
        id = f"e/doc-{number}"
        subjects = " ".join(chance.sample(SUBJECTS, 2))
        text, note = with_fillers(subjects, chance), with_fillers(subjects, chance)
        marked = Paragraph(text, markers=(Marker(0, "1", f"{id}.n1"),))
        units += [
            Unit(id, "e", "document", "", 2 * number, (marked,)),
            Unit(f"{id}.n1", "e", "note", "", 2 * number + 1, (Paragraph(note),), parent=id),
        ]
    return Edition("e", "Letters", units=tuple(units))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"after": found(*[3] * 50)}, "surely find more"),
        ({"after": found(*[1] * 40, *[11] * 10), "before": found(*[3] * 50)}, "surely find more"),
        ({"kept": Keeping(0.9, 0.01)}, "general language"),
        ({"kept": Keeping(0.99, 0.1)}, "general language"),
        ({"asked": (0.8, 0.79)}, "questions worse"),
    ],
)
def test_each_loss_is_an_objection(change: dict[str, object], said: str) -> None:
    (objection,) = replace(BETTER, **change).objections  # type: ignore[arg-type]
    assert said in objection


def test_a_model_that_is_better_in_everything_meets_none() -> None:
    assert BETTER.objections == ()
    assert replace(BETTER, asked=(0.8, 0.8)).objections == ()


def test_an_edition_with_little_to_learn_from_is_refused(tmp_path: Path) -> None:
    encoder = SentenceEncoder("none", tmp_path)
    encoder.__dict__["max_words"] = 100
    with pytest.raises(AdaptationRefused, match="pairs to learn from"):
        adapt([lighthouse_edition()], encoder, tmp_path, settings=settings_in(tmp_path), schedule=Schedule())


@pytest.mark.slow
def test_a_model_adapts_to_an_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.adaptation.PAIRS_LEAST", 10)
    monkeypatch.setattr("indexer.held_out.CORRELATION_LEAST", -1.0)
    monkeypatch.setattr("indexer.held_out.CHANGE_MOST", 1.0)
    base = tiny_model(tmp_path / "tiny", [" ".join((*FILLERS, *SUBJECTS))])
    asked: list[str] = []

    def ask(encoder: SentenceEncoder) -> float:
        asked.append(encoder.checksum)
        return 0.5

    adapted, verdict = adapt(
        [letters()],
        base,
        tmp_path / "made",
        settings=settings_in(tmp_path),
        schedule=Schedule(epochs=6, rate=2e-3, batch=8),
        ask=ask,
    )
    assert verdict.after.mean > verdict.before.mean
    assert verdict.learned == {"note": 70}
    assert verdict.judged == {"note": 15}
    assert adapted.base == base.checksum
    assert adapted.encoder.checksum != base.checksum
    assert asked == [base.checksum, adapted.encoder.checksum]
    assert {"embedding", "learning", "choosing", "judging"} <= verdict.seconds.keys()
