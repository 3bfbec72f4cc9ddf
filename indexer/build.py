"""Builds all indexes of some editions as one generation and publishes it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from corpus.calendar_enrichment import apply_calendar
from corpus.errors import BuildError, PerepiskaError
from corpus.model import Edition, Reply, Unit
from encoders.encoder import Encoder, find_encoder
from indexer import publication
from indexer.catalogue import units_in_order, write_catalogue
from indexer.embedders import open_embedder
from indexer.embeddings import Embeddings, embed
from indexer.export import add_query_encoder
from indexer.keyword import write_keyword_index
from indexer.passages import PassageLengths, split_editions
from indexer.previous_generation import PreviousGeneration
from indexer.progress import NullProgress, Progress, StepTimer
from indexer.replies import infer_replies
from indexer.settings import IndexSettings
from indexer.topics import assign_topics
from indexer.vectors import write_passages, write_vectors, write_words
from indexer.verification import verify_build
from store.layout import (
    ENCODER,
    MANIFEST,
    CalibrationRecord,
    FileRecord,
    Generation,
    Manifest,
    ModelRecord,
    SourceRecord,
    encode_manifest,
    file_checksum,
    is_index_name,
)
from store.passages import Passage
from store.records import EDITION
from store.unit_table import UnitTable

Calibrate = Callable[[Generation], CalibrationRecord]
"""A function that measures the similarities of a generation which is not published yet."""
_FAILURES = (OSError, MemoryError, RuntimeError, ValueError, sqlite3.Error)
"""What disks and engines raise; anything else is a fault of ours and shows its traceback."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What was built. ``embedded`` texts went through the model, ``cached`` were known from before."""

    generation: str
    directory: Path
    units: int
    passages: int
    embedded: int
    cached: int
    seconds: dict[str, float] = field(default_factory=dict)
    bytes: int = 0
    notices: tuple[str, ...] = ()

    def __str__(self) -> str:
        steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in self.seconds.items())
        lines = (
            f"Published {self.directory}:",
            f"{self.units} units, {self.passages} passages, {self.bytes / 1e6:.1f} MB.",
            f"{self.embedded} texts embedded, {self.cached} known from before.",
            f"{sum(self.seconds.values()):.1f} s: {steps}.",
            *self.notices,
        )
        return "\n".join(lines)


def build(
    editions: Sequence[Edition],
    *,
    root: Path,
    name: str,
    settings: IndexSettings,
    calendar: Edition | None = None,
    sources: Mapping[str, Path] = MappingProxyType({}),
    profile: Path | None = None,
    encoder: Encoder | None = None,
    calibrate: Calibrate | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build and publish a generation of the index ``name``.

    What was published before stays published unless everything has gone well.

    Args:
        calendar: its topics are given to the editions, and its abstracts to the one that it describes.
        sources: the paths that editions were read from, by their ids, with the profile that was named; they
            are recorded, so that the index can be built again.
        encoder: by default that of the setting ``model``; where that is ``none``, nothing is embedded.
        calibrate: measures the similarities of the finished generation, for its manifest.
    """
    check_name(name)
    _check(editions)
    index = root / name
    try:
        with publication.index_lock(index):
            if encoder is None:
                encoder = find_encoder(settings.model, settings.device)
            steps = StepTimer(progress or NullProgress())
            with steps.step("reading"):
                records = _sources((*editions, calendar) if calendar else editions, sources, profile)
            return _build(editions, calendar, records, index, settings, encoder, calibrate, steps)
    except PerepiskaError:
        raise
    except _FAILURES as error:
        raise BuildError(
            f"The index “{name}” could not be built: {error or type(error).__name__}.",
            "What was published before is unchanged. See to the cause (often a full disk) and start again.",
        ) from error


def _build(
    editions: Sequence[Edition],
    calendar: Edition | None,
    sources: dict[str, SourceRecord],
    index: Path,
    settings: IndexSettings,
    encoder: Encoder | None,
    calibrate: Calibrate | None,
    steps: StepTimer,
) -> BuildReport:
    created = datetime.now(UTC)
    generation = _generation_id(index, created, sources, settings)
    with publication.staging_directory(index, generation) as directory:
        previous = PreviousGeneration(index)
        contents, embedded = _prepare(editions, calendar, settings, encoder, previous, steps)
        notices = [*(embedded.notices if embedded else ()), *_write(directory, contents, embedded, steps)]
        notices += _export(directory, contents, settings, encoder, steps)
        notices += previous.notices
        manifest = Manifest(
            generation,
            created.isoformat(timespec="seconds"),
            version("perepiska"),
            counts=_counts(contents),
            sources=sources,
            settings=settings.manifest_settings(),
            model=ModelRecord(encoder.name, encoder.checksum, encoder.dimension) if encoder else None,
            files=_records(directory),
        )
        if encoder and calibrate:
            with steps.step("calibrating"):
                record = calibrate(Generation(index.name, directory, manifest))
            manifest = replace(manifest, calibration=record)
        (directory / MANIFEST).write_text(encode_manifest(manifest), "utf-8")
        with steps.step("verifying"):
            verify_build(Generation(index.name, directory, manifest))
        with steps.step("publishing"):
            publication.publish(index, directory, generation)
    publication.remove_old_generations(index, kept=settings.generations_kept, notify=notices.append)
    return BuildReport(
        generation,
        index / generation,
        len(contents.units),
        len(contents.passages),
        embedded.computed if embedded else 0,
        embedded.cached if embedded else 0,
        steps.seconds,
        sum(record.size for record in manifest.files.values()),
        tuple(notices),
    )


@dataclass(frozen=True, slots=True)
class _Contents:
    """What is written."""

    editions: Sequence[Edition]
    units: Sequence[Unit]
    passages: Sequence[Passage]
    replies: Sequence[Reply]
    aliases: Mapping[str, str]


def _prepare(
    editions: Sequence[Edition],
    calendar: Edition | None,
    settings: IndexSettings,
    encoder: Encoder | None,
    previous: PreviousGeneration,
    steps: StepTimer,
) -> tuple[_Contents, Embeddings | None]:
    """Describe, cut, embed, give topics, and infer who answers whom."""
    if calendar:
        editions = [apply_calendar(edition, calendar, abstracts=settings.abstracts) for edition in editions]
    lengths = passage_lengths(settings, encoder)
    with steps.step("passages"):
        passages = list(split_editions(editions, lengths))
    embedded = None
    if encoder:
        texts = [passage.embedding_input for passage in passages]
        with ExitStack() as embedding:
            with steps.step("encoder"):
                reader, batch_size = embedding.enter_context(open_embedder(encoder, settings, texts))
            encode = partial(embed, encoder=reader, directory=settings.cache_directory, batch_size=batch_size)
            with steps.step("embedding", len(passages)):
                embedded = encode(texts, progress=steps.progress, known=previous.embeddings)
            if calendar:
                with steps.step("topics"):
                    editions = assign_topics(
                        editions,
                        passages,
                        embedded.vectors,
                        calendar,
                        lengths,
                        lambda texts: encode(texts, progress=NullProgress()).vectors,
                    )
    with steps.step("replies"):
        replies = [reply for edition in editions for reply in infer_replies(edition)]
    units = units_in_order(editions)
    return _Contents(editions, units, passages, replies, previous.aliases(units)), embedded


def _write(
    directory: Path, contents: _Contents, embedded: Embeddings | None, steps: StepTimer
) -> Iterator[str]:
    """Write the catalogue, the keyword index, the passages, and the vectors if there are any.

    What is to be told of them is given.
    """
    with steps.step("catalogue"):
        write_catalogue(directory, contents.editions, contents.units, contents.replies, contents.aliases)
        topics = [topic for edition in contents.editions for topic in edition.topics]
        UnitTable.from_units(contents.units, topics).write(directory)
    with steps.step("keyword index", len(contents.units)):
        write_keyword_index(directory, contents.editions, contents.units, steps.progress)
    with steps.step("vector index"):
        write_passages(directory, contents.passages, contents.units)
        if embedded:
            recall = write_vectors(directory, embedded.vectors)
            write_words(directory, embedded.words)
            if recall < 1:
                yield f"Vectors are searched by rough codes first; that finds {recall:.1%} of the nearest."


def _export(
    directory: Path, contents: _Contents, settings: IndexSettings, encoder: Encoder | None, steps: StepTimer
) -> Iterator[str]:
    """Put the encoder of queries into the generation; what is to be told of it."""
    if encoder is None or settings.query_encoder == "none":
        return
    with steps.step("query encoder"):
        samples = [passage.embedding_input for passage in contents.passages]
        notice = add_query_encoder(
            encoder, directory / ENCODER, settings.cache_directory, settings.query_encoder, samples
        )
    if notice:
        yield notice


def passage_lengths(settings: IndexSettings, encoder: Encoder | None) -> PassageLengths:
    """The lengths set, but no passage longer than the model reads."""
    lengths = (settings.passage_words_min, settings.passage_words_target, settings.passage_words_max)
    return PassageLengths(*(min(words, encoder.max_words) if encoder else words for words in lengths))


def check_name(name: str) -> None:
    """Refuse a name that no index can have.

    Raises:
        BuildError
    """
    if not is_index_name(name):
        raise BuildError(
            f"“{name}” cannot be the name of an index.", "Use letters, digits, hyphens, dots and underscores."
        )


def _check(editions: Sequence[Edition]) -> None:
    twice = [id for id, count in Counter(u.id for e in editions for u in e.units).items() if count > 1]
    twice += [id for id, count in Counter(edition.id for edition in editions).items() if count > 1]
    if twice:
        raise BuildError(f"The id “{twice[0]}” is given twice.", "Index each edition once; check its source.")
    if not any(edition.units for edition in editions):
        raise BuildError("There is nothing to index.", "Name a source that holds an edition.")


def _sources(
    editions: Sequence[Edition], paths: Mapping[str, Path], profile: Path | None
) -> dict[str, SourceRecord]:
    """What editions are and where they were read; those without a path were not named."""
    records = {}
    for edition in editions:
        checksum = hashlib.sha256(EDITION.encode(edition)).hexdigest()
        named = [os.path.abspath(path) for path in (paths.get(edition.id), profile) if path]
        records[edition.id] = SourceRecord(checksum, *(named if edition.id in paths else ()))
    return records


def _generation_id(
    index: Path, created: datetime, sources: Mapping[str, SourceRecord], settings: IndexSettings
) -> str:
    """The moment in UTC and a few signs of what it was made from."""
    made_from = sorted((id, record.sha256) for id, record in sources.items())
    content = hashlib.sha256(f"{made_from}{settings.manifest_settings()}".encode()).hexdigest()[:8]
    stem = f"{created:%Y%m%dT%H%M%S}{created.microsecond // 1000:03}Z-{content}"
    return stem if not (index / stem).exists() else f"{stem}-2"


def _counts(contents: _Contents) -> dict[str, int]:
    return {"units": len(contents.units), "passages": len(contents.passages)}


def _records(directory: Path) -> dict[str, FileRecord]:
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    return {
        path.relative_to(directory).as_posix(): FileRecord(path.stat().st_size, file_checksum(path))
        for path in paths
    }
