"""Adapts the embedding model to an edition, and says whether what came of it is better.

The model learns from what editors and cataloguers put together (``indexer.pairs``). How much of what it
learned is taken is chosen on documents that it never saw; on yet others it must find more than before, and
what it makes of language at large must stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.description import describe
from corpus.errors import AdaptationRefused
from corpus.model import Edition
from encoders.encoder import SentenceEncoder
from indexer.adapted import AdaptedModel
from indexer.build import lengths_of
from indexer.held_out import Keeping, Parts, Retrieval, part_pairs
from indexer.pairs import pairs_of
from indexer.passages import cut_editions
from indexer.progress import Progress, Silence, Steps
from indexer.training import Schedule
from indexer.trial import Trial
from store.settings import Settings

PAIRS_LEAST = 20
"""With fewer there is nothing to learn, and no judge."""

Ask = Callable[[SentenceEncoder], float]
"""Asks judged questions of an index made with a model; their mean nDCG@10."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How the model does before and after.

    ``learned`` and ``judged`` count the pairs by kind, ``share`` is how much of what was learned is taken,
    ``asked`` the nDCG@10 of judged questions before and after, where there were any.
    """

    learned: Mapping[str, int]
    judged: Mapping[str, int]
    share: float
    before: Retrieval
    after: Retrieval
    kept: Keeping
    asked: tuple[float, float] | None
    seconds: Mapping[str, float]

    @property
    def objections(self) -> tuple[str, ...]:
        """Why the adapted model must not be used; empty where it may."""
        return tuple(self._objections())

    def _objections(self) -> Iterator[str]:
        if not self.after.surely_exceeds(self.before) or self.after.recall < self.before.recall:
            yield "It does not surely find more of what belongs to documents that it did not learn from."
        if not self.kept.is_enough:
            yield "It changes what it makes of general language."
        if self.asked and self.asked[1] < self.asked[0]:
            yield "It answers the questions worse."


def adapt(
    editions: Sequence[Edition],
    encoder: SentenceEncoder,
    folder: Path,
    *,
    settings: Settings,
    schedule: Schedule,
    calendar: Edition | None = None,
    ask: Ask | None = None,
    progress: Progress | None = None,
) -> tuple[AdaptedModel, Verdict]:
    """Adapt a model to editions. The verdict is for the caller to heed.

    Args:
        folder: where the adapted model is written.
        calendar: gives abstracts to the edition that it describes, as in a build.

    Raises:
        AdaptationRefused: there is too little to learn from and to judge by.
    """
    if calendar:
        editions = [describe(edition, calendar, abstracts=settings.abstracts) for edition in editions]
    passages = list(cut_editions(editions, lengths_of(settings, encoder)))
    parts = part_pairs(pairs_of(editions, passages), schedule.seed)
    _check(parts)
    steps = Steps(progress or Silence())
    trial = Trial(passages, encoder, settings, schedule, steps)
    chosen = trial.choose(trial.learn(parts.learning), parts.choosing, folder)
    verdict = Verdict(
        Counter(pair.kind for pair in parts.learning),
        Counter(pair.kind for pair in parts.judging),
        chosen.share,
        trial.judge(parts.judging, encoder),
        trial.judge(parts.judging, chosen.encoder),
        chosen.kept,
        (ask(encoder), ask(chosen.encoder)) if ask else None,
        steps.seconds,
    )
    return AdaptedModel(chosen.encoder, encoder.checksum), verdict


def _check(parts: Parts) -> None:
    if min(len(parts.learning), len(parts.choosing), len(parts.judging)) < PAIRS_LEAST:
        raise AdaptationRefused(
            f"There are {len(parts.learning)} pairs to learn from and {len(parts.judging)} to judge by.",
            "It takes an edition with many notes, cross-references, abstracts or index headings.",
        )
