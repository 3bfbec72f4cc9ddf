"""The choice of an embedding model for editions, where the setting is ``auto``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from corpus.model import Edition
from corpus.text.languages import primary_subtag
from encoders.packaged_model import PackagedModel
from encoders.registry import E5, MINILM, MPNET

FOREIGN_SHARE_MIN: Final = 0.1
"""Share of the words that are not English from which the multilingual model is the better one.

On questions about German and French letters it gains 0.20 nDCG@10 over the small English model, about English
ones it loses 0.021 and 0.033 on two editions (docs/measurements.md#models): gain and loss are equal at shares
of 0.09 and 0.14, if every word is as likely to be asked about."""
LARGE_PASSAGES_MAX: Final = 30_000
"""Passages up to which the large model is chosen: over an hour of two CPU cores."""
LARGE_PASSAGES_PER_MINUTE: Final = 400
"""Passages that the large model embeds per minute on two CPU cores."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model, and sentences for the user that say why, and which model would find more."""

    model: PackagedModel
    notices: tuple[str, ...]


def choose_model(
    editions: Iterable[Edition],
    passage_words: int,
    is_installed: Callable[[PackagedModel], bool] = lambda model: model.is_installed,
) -> ModelChoice:
    """Return the best installed model for editions, by the languages and the number of their words.

    Args:
        passage_words: the target length of a passage in words.
    """
    words = _words_by_language(editions)
    total = sum(words.values())
    if total - words["en"] >= FOREIGN_SHARE_MIN * total > 0:
        return _choice(E5, is_installed, f"in {', '.join(_main_languages(words))}")
    if not total:
        return ModelChoice(MINILM, (_taken(MINILM, "the editions have no texts"),))
    passages = total // passage_words
    if passages > LARGE_PASSAGES_MAX:
        return ModelChoice(MINILM, (_taken(MINILM, f"about {passages:,} passages"),))
    minutes = max(1, round(passages / LARGE_PASSAGES_PER_MINUTE))
    return _choice(MPNET, is_installed, f"and takes about {minutes} min on two CPU cores")


def _choice(best: PackagedModel, is_installed: Callable[[PackagedModel], bool], found: str) -> ModelChoice:
    """Return the best model if it is installed, or else the default one with the command that installs it.

    Args:
        found: where the best model finds more, or what that takes.
    """
    if is_installed(best):
        return ModelChoice(best, (_taken(best, "chosen for these editions"),))
    better = f"{best.name} would find more {found} ({best.megabytes} MB): {best.install}"
    return ModelChoice(MINILM, (_taken(MINILM, "the best one installed"), better))


def _taken(model: PackagedModel, reason: str) -> str:
    return f"Embedding model: {model.name} ({reason})."


def _words_by_language(editions: Iterable[Edition]) -> Counter[str]:
    """Count the words of all units by the primary subtag of their language."""
    counts: Counter[str] = Counter()
    for edition in editions:
        for unit in edition.units:
            counts[primary_subtag(unit.language)] += len(unit.text.split())
    return counts


def _main_languages(words: Counter[str]) -> Iterator[str]:
    """Yield the codes of the languages that are frequent, without English, the most frequent first."""
    least = FOREIGN_SHARE_MIN * words.total() / 2
    yield from (code for code, count in words.most_common() if code != "en" and count >= least)
