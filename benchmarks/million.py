"""Make a generation of a million passages out of real letters, and measure how it is searched.

    python benchmarks/million.py make VOLUMES FOLDER [--passages 1000000] [--name million]
    python benchmarks/million.py ask FOLDER QUESTIONS.jsonl [--name million]
    python benchmarks/million.py recall VOLUMES FOLDER QUESTIONS.jsonl [--name million]

VOLUMES is the folder of TEI volumes of Foreign Relations, read and embedded once (FOLDER/.cache). Each
further copy of them has other words in place of a twentieth of its vocabulary, and vectors that lie about the
real ones: to embed a million passages would take hours, and random vectors would lie as no texts do. Words'
vectors are repeated as they are. Everything is written by the writers of ``indexer`` and ``store``.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from benchmarks.frus import read_without_index
from benchmarks.timing import percentiles, resident
from cli.progress import ProgressBar
from cli.settings import Settings, load_settings
from corpus.model import Edition, Paragraph, Unit
from encoders.encoder import SentenceEncoder, find_encoder
from indexer import publication
from indexer.build import passage_lengths
from indexer.catalogue import units_in_order, write_catalogue
from indexer.embeddings import Embeddings, embed
from indexer.export import add_query_encoder
from indexer.keyword import write_keyword_index
from indexer.passages import split_editions
from indexer.progress import StepTimer
from indexer.vectors import content_words, write_passages, write_vectors
from search.model import Filters, Include, SearchRequest
from search.searcher import Searcher
from store.layout import (
    ENCODER,
    MANIFEST,
    WORD_ENDS,
    WORD_SPANS,
    WORD_VECTORS,
    FileRecord,
    Manifest,
    ModelRecord,
    encode_manifest,
    file_checksum,
    open_generation,
)  # fmt: skip
from store.passages import Passage
from store.unit_table import UnitTable
from store.vectors import VectorIndex
from store.word_vectors import EncodedWords, Vectors
from web.serving import freeze_garbage

_named = click.option("--name", default="million", show_default=True, help="The index's name in FOLDER.")
_WORD = re.compile(r"[a-z]{4,12}")
_SWAPPED = 0.05
_BLUR = 0.35
"""Length of what is added to a vector of length 1: the cosine with the real one is about 0.94."""
_SEED = 1931
_WARM = 20


@click.group()
def main() -> None:
    """Make it, ask it."""


@main.command()
@click.argument("volumes", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--passages", "passages_total", default=1_000_000, show_default=True)
@_named
def make(volumes: Path, folder: Path, passages_total: int, name: str) -> None:
    """Make the generation."""
    settings = load_settings(indexes=folder, calendar="none")
    steps = StepTimer(ProgressBar())
    encoder, editions, passages, embedded = _read(volumes, settings, steps)
    copies = round(passages_total / len(passages))
    index = folder / name
    with publication.index_lock(index), publication.staging_directory(index, f"{copies}-copies") as target:
        _write(target, editions, passages, embedded, copies, steps)
        samples = [passage.embedding_input for passage in passages[:1000]]
        add_query_encoder(encoder, target / ENCODER, settings.cache_directory, "fp32", samples)
        _publish(index, target, f"{copies}-copies", settings, encoder, len(passages) * copies, steps)
    print(", ".join(f"{step} {seconds:.0f} s" for step, seconds in steps.seconds.items()))


def _read(
    volumes: Path, settings: Settings, steps: StepTimer
) -> tuple[SentenceEncoder, list[Edition], list[Passage], Embeddings]:
    """The volumes, cut and embedded."""
    encoder = find_encoder()
    assert encoder is not None
    with steps.step("reading"):
        editions = [read_without_index(path) for path in sorted(volumes.glob("*.xml"))]
        passages = list(split_editions(editions, passage_lengths(settings, encoder)))
    with steps.step("embedding", len(passages)):
        texts = [passage.embedding_input for passage in passages]
        embedded = embed(
            texts, encoder, settings.cache_directory, batch_size=settings.batch_size, progress=steps.progress
        )
    units = [unit for edition in editions for unit in edition.units]
    return (
        encoder,
        editions,
        passages,
        replace(embedded, words=tuple(content_words(embedded.words, passages, units))),
    )


def _write(
    target: Path,
    editions: Sequence[Edition],
    passages: Sequence[Passage],
    embedded: Embeddings,
    copies: int,
    steps: StepTimer,
) -> None:
    swaps = [_swaps(editions, seed) for seed in range(copies)]
    with steps.step("copying"):
        every = [_copy(edition, number, swaps[number]) for number in range(copies) for edition in editions]
        units = units_in_order(every)
    with steps.step("catalogue"):
        write_catalogue(target, every, units, [])
        UnitTable.from_units(units).write(target)
    with steps.step("keyword index", len(units)):
        persons = {person.id: person for edition in every for person in edition.persons}
        write_keyword_index(target, every, units, persons, steps.progress)
    with steps.step("passages"):
        copied = list(_passages(passages, swaps))
        write_passages(target, copied, units)
    with steps.step("vectors"):
        recall = write_vectors(target, _vectors(embedded.vectors, copies))
        _write_words(target, embedded.words, copies)
    print(f"{len(units):,} units, {len(copied):,} passages; recall measured by the build {recall:.3f}")


def _swaps(editions: Sequence[Edition], seed: int) -> Mapping[str, str]:
    """Words and others of the same length to stand in their places; none in the first copy."""
    if not seed:
        return {}
    chance = random.Random(_SEED + seed)
    vocabulary = sorted(
        {word for edition in editions for unit in edition.units for word in _WORD.findall(unit.text)}
    )
    by_length: dict[int, list[str]] = {}
    for word in vocabulary:
        by_length.setdefault(len(word), []).append(word)
    chosen = chance.sample(vocabulary, int(_SWAPPED * len(vocabulary)))
    return {word: chance.choice(by_length[len(word)]) for word in chosen}


def _copy(edition: Edition, number: int, swaps: Mapping[str, str]) -> Edition:
    if not number:
        return replace(edition, references=())
    id = f"{edition.id}-{number}"
    units = tuple(_copied(unit, id, number, swaps) for unit in edition.units)
    return replace(edition, id=id, units=units, persons=(), terms=(), references=(), index=())


def _copied(unit: Unit, edition: str, number: int, swaps: Mapping[str, str]) -> Unit:
    def other(paragraph: Paragraph) -> Paragraph:
        return replace(paragraph, text=_swapped(paragraph.text, swaps))

    return replace(
        unit,
        id=_renamed(unit.id, number),
        edition=edition,
        parent=_renamed(unit.parent, number) if unit.parent else None,
        paragraphs=tuple(map(other, unit.paragraphs)),
    )


def _renamed(id: str, number: int) -> str:
    edition, _, unit = id.partition("/")
    return f"{edition}-{number}/{unit}" if number else id


def _swapped(text: str, swaps: Mapping[str, str]) -> str:
    return _WORD.sub(lambda match: swaps.get(match.group(), match.group()), text) if swaps else text


def _passages(passages: Sequence[Passage], swaps: Sequence[Mapping[str, str]]) -> Iterator[Passage]:
    for number, swap in enumerate(swaps):
        for passage in passages:
            yield replace(
                passage,
                id=number * len(passages) + passage.id,
                unit=_renamed(passage.unit, number),
                text=_swapped(passage.text, swap),
            )


def _vectors(vectors: Vectors, copies: int) -> Vectors:
    chance = np.random.default_rng(_SEED)
    every = np.tile(vectors, (copies, 1))
    for number in range(1, copies):
        block = every[number * len(vectors) : (number + 1) * len(vectors)]
        block += np.float32(_BLUR / vectors.shape[1] ** 0.5) * chance.standard_normal(
            block.shape, dtype=np.float32
        )
        block /= np.linalg.norm(block, axis=1, keepdims=True)
    return every


def _write_words(target: Path, words: Sequence[EncodedWords], copies: int) -> None:
    counts = np.array([len(passage) for passage in words])
    np.save(target / WORD_ENDS, np.cumsum(np.tile(counts, copies)).astype(np.int64))
    for name, parts in (
        (WORD_SPANS, np.concatenate([passage.spans for passage in words])),
        (WORD_VECTORS, np.concatenate([passage.vectors for passage in words])),
    ):
        array = np.lib.format.open_memmap(
            target / name, "w+", parts.dtype, (copies * len(parts), parts.shape[1])
        )
        for number in range(copies):
            array[number * len(parts) : (number + 1) * len(parts)] = parts
        array.flush()


def _publish(
    index: Path,
    target: Path,
    id: str,
    settings: Settings,
    encoder: SentenceEncoder,
    passages: int,
    steps: StepTimer,
) -> None:
    with steps.step("verifying"):
        paths = sorted(path for path in target.rglob("*") if path.is_file())
        files = {
            path.relative_to(target).as_posix(): FileRecord(path.stat().st_size, file_checksum(path))
            for path in paths
        }
        manifest = Manifest(
            id, "", "benchmark", counts={"passages": passages}, files=files,
            settings=settings.manifest_settings(),
            model=ModelRecord(encoder.name, encoder.checksum, encoder.dimension),
        )  # fmt: skip
        (target / MANIFEST).write_text(encode_manifest(manifest), "utf-8")
    publication.publish(index, target, id)


@main.command()
@click.argument("volumes", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
@_named
def recall(volumes: Path, folder: Path, questions: Path, name: str) -> None:
    """Share of the ten nearest passages found, of the vectors as they were before they were rounded."""
    settings = load_settings(indexes=folder, calendar="none")
    _, _, passages, embedded = _read(volumes, settings, StepTimer(ProgressBar()))
    generation = open_generation(folder, name)
    index, searcher = VectorIndex.open(generation), Searcher.open(folder, name, settings)
    vectors = _vectors(embedded.vectors, len(index) // len(passages))
    asked = np.concatenate([searcher.encode_query(text) for text in _texts(questions)])
    chance = np.random.default_rng(_SEED)
    for share in (1.0, 0.3, 0.01, 0.001):
        allowed = chance.random(len(index)) < share
        places = np.flatnonzero(allowed)
        nearest = places[np.argsort(-(vectors[places] @ asked.T), axis=0)[:10].T]
        found, taken = [], []
        for query in asked:
            began = time.perf_counter()
            found.append(index.search(query[None], 10, allowed if share < 1 else None)[1])
            taken.append((time.perf_counter() - began) * 1000)
        part = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(nearest, found, strict=True)])
        print(f"{len(places):,} of {len(index):,} passages: recall@10 {part:.3f}; {percentiles(taken)}")


def _texts(questions: Path) -> list[str]:
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    return list(dict.fromkeys(line.get("query") or line["text"] for line in lines))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.argument("questions", type=click.Path(path_type=Path, exists=True))
@_named
def ask(folder: Path, questions: Path, name: str) -> None:
    """Ask every question once, in the process, with facets and histogram, and again narrowed."""
    settings = load_settings(indexes=folder)
    began = time.perf_counter()
    searcher = Searcher.open(folder, name, settings)
    print(f"opened in {time.perf_counter() - began:.1f} s; {resident()}")
    searcher.warm()
    freeze_garbage()
    print(f"with the model {resident()}")
    texts = _texts(questions)
    include: frozenset[Include] = frozenset({"facets", "histogram"})
    narrowed = {
        "": Filters(),
        "kind=document": Filters({"kind": ("document",)}),
        "edition=frus1961-63v06": Filters({"edition": ("frus1961-63v06",)}),
    }
    for mode in ("keyword", "semantic", "hybrid"):
        for label, filters in narrowed.items():
            taken = []
            for text in texts:
                request = SearchRequest(text, mode=mode, include=include, filters=filters)
                began = time.perf_counter()
                searcher.search(request)
                taken.append((time.perf_counter() - began) * 1000)
            print(f"{mode:9} {label:24} {percentiles(taken[_WARM:])}; {resident()}")


if __name__ == "__main__":
    main()
