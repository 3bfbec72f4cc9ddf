"""Measure how well topics are given: each document whose topics are known, judged by what the others teach.

    python benchmarks/topics.py EDITION.txt

The edition is one that the calendar of the settings describes. Prints Markdown for docs/measurements.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cli.settings import load_settings
from corpus.model import Edition, Unit
from corpus.readers import read_edition
from corpus.unit_id import UnitId
from encoders.encoder import find_encoder
from indexer.embeddings import embed
from indexer.passages import PassageLengths, split_editions
from indexer.progress import NullProgress
from indexer.topics import WORDS_LEAST, EmbeddedTexts, Scores, TopicModel, embed_entries, is_assigned
from store.word_vectors import Vectors

SETTINGS = load_settings()
LENGTHS = PassageLengths(
    SETTINGS.passage_words_min, SETTINGS.passage_words_target, SETTINGS.passage_words_max
)


def main(arguments: Sequence[str]) -> None:
    """Score every known document, and every note of one, and print what that gives."""
    if len(arguments) != 1 or SETTINGS.calendar_directory is None:
        sys.exit(__doc__)
    calendar, edition = read_edition(SETTINGS.calendar_directory), read_edition(Path(arguments[0]))
    model = TopicModel.learn(calendar, encode)
    threshold = model.threshold(embed_entries(calendar, LENGTHS, encode))
    documents = known_documents(calendar, edition)
    near, printed = scores(model, edition, documents, range(len(documents)))
    print(f"{len(documents)} documents, {model.labels.sum():.0f} topics given, threshold {threshold:.3f}\n")
    print("| documents by | precision | recall | F1 |\n|---|---|---|---|")
    for name, found in (("text", near), ("text and printed index", near + printed)):
        row = measures(is_assigned(found, threshold), model.labels)
        print(f"| {name} | {' | '.join(f'{value:.3f}' for value in row)} |")
    places = {document.id: place for place, document in enumerate(documents)}
    notes = [unit for unit in edition.units if unit.kind == "note" and unit.parent in places]
    notes = [note for note in notes if len(note.text.split()) >= WORDS_LEAST]
    parents = [places[str(note.parent)] for note in notes]
    by_text, by_index = scores(model, edition, notes, parents)
    report_notes(is_assigned(by_text + by_index, threshold), model.labels[parents])


def encode(texts: Sequence[str]) -> Vectors:
    """Embed through the cache of the indexes."""
    encoder = find_encoder(SETTINGS.model)
    if encoder is None:
        sys.exit("Topics are given by a model: see PEREPISKA_MODEL.")
    return embed(texts, encoder, SETTINGS.cache_directory, batch_size=32, progress=NullProgress()).vectors


def known_documents(calendar: Edition, edition: Edition) -> list[Unit]:
    """The documents that the calendar has entries of, in their order."""
    by_id = {unit.id: unit for unit in edition.units}
    entries = [unit for unit in calendar.units if unit.kind == "document"]
    return [by_id[f"{edition.id}/{UnitId(entry.id).name}"] for entry in entries]


def scores(
    model: TopicModel, edition: Edition, units: Sequence[Unit], entries: Sequence[int]
) -> tuple[Scores, Scores]:
    """Nearness by text, each unit without what one entry teaches, and by the printed index."""
    ids = {unit.id for unit in units}
    passages = [passage for passage in split_editions([edition], LENGTHS) if passage.unit in ids]
    texts = EmbeddedTexts.of(units, passages, encode([passage.embedding_input for passage in passages]))
    scores = [model.text_scores(texts.single(index), without=entry)[0] for index, entry in enumerate(entries)]
    return np.array(scores), model.index_scores([unit.index_terms for unit in units], encode)


def measures(found: np.ndarray, given: Scores) -> tuple[float, float, float]:
    """Precision, recall and F1 of all decisions together."""
    right = float((found & (given > 0)).sum())
    precision, recall = right / max(float(found.sum()), 1.0), right / float(given.sum())
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def report_notes(found: np.ndarray, of_documents: Scores) -> None:
    """Say how many topics notes are given, and how many of them their documents have too."""
    shared = measures(found, of_documents)[0]
    each, covered = found.sum() / len(found), found.any(axis=1).mean()
    print(f"\n{len(found)} notes: {each:.2f} topics each, {covered:.0%} have one;")
    print(f"{shared:.0%} of the topics are their document's too (by chance {of_documents.mean():.0%}).")


if __name__ == "__main__":
    main(sys.argv[1:])
