"""The build: editions become one generation with all its indexes, which is verified and published."""

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
from corpus.persons.across_editions import Entry, PersonIdentities, identify_persons, merge_entries
from corpus.places.editions import identify_places
from corpus.rights_of_units import resolve_rights, withdrawals, without_withdrawn
from corpus.topics import with_corrected_topics
from encoders.encoder import Encoder, find_encoder, open_packaged_model
from indexer import publication, shared_encoders
from indexer.catalogue import units_in_order, write_catalogue
from indexer.embedders import open_embedder
from indexer.embeddings import Embeddings, embed
from indexer.export import add_query_encoder
from indexer.keyword import write_keyword_index
from indexer.model_choice import choose_model
from indexer.passages import PassageLengths, split_editions
from indexer.previous_generation import PreviousGeneration
from indexer.progress import NullProgress, Progress, StepTimer
from indexer.replies import infer_replies
from indexer.settings import IndexSettings
from indexer.term_vectors import write_term_vectors
from indexer.topics import assign_topics
from indexer.vectors import content_words, write_passages, write_vectors, write_words
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
from store.settings import AUTO
from store.unit_table import UnitTable

Calibrate = Callable[[Generation], CalibrationRecord]
"""A function that measures the similarities of a generation which is not published yet."""
_FAILURES = (OSError, MemoryError, RuntimeError, ValueError, sqlite3.Error)
"""Errors that disks and engines raise; any other is a bug and shows its traceback."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build.

    ``embedded`` texts were encoded by the model, ``cached`` were found in the cache or the previous
    generation; ``seconds`` has the duration of each step, ``bytes`` the size of the generation
    without the encoder that it shares.
    """

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
            f"{self.embedded} texts embedded, {self.cached} found in the cache.",
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
    """Build and publish a generation of the index ``name``; if anything fails, the published one stays.

    Args:
        root: the directory of the indexes.
        calendar: its topics are assigned to the editions' units, and its abstracts added to the edition it
            describes.
        sources: the path that each edition was read from, by its id; recorded, so that the index can be
            rebuilt.
        profile: the profile that was named with the sources; recorded likewise.
        encoder: by default that of the setting ``model``; where that is ``none``, nothing is embedded.
        calibrate: measures the similarities of the finished generation, for its manifest.

    Raises:
        BuildError: the name or the editions are not valid, or the build failed.
        BuildRunning: another build of the index is running.
        ModelError: the model cannot be found or loaded.
        EngineMissing: the configured cluster cannot be reached.
    """
    check_name(name)
    _check_editions(editions)
    index = root / name
    try:
        with publication.index_lock(index):
            notices: tuple[str, ...] = ()
            if encoder is None:
                encoder, notices = _find_encoder(editions, settings)
            steps = StepTimer(progress or NullProgress())
            with steps.step("reading"):
                records = _source_records((*editions, calendar) if calendar else editions, sources, profile)
            return _build(editions, calendar, records, index, settings, encoder, calibrate, steps, notices)
    except PerepiskaError:
        raise
    except _FAILURES as error:
        raise BuildError(
            f"Index “{name}” could not be built: {error or type(error).__name__}.",
            "The published generation is unchanged. "
            "Fix the cause (often a full disk), then run the command again.",
        ) from error


def _find_encoder(
    editions: Sequence[Edition], settings: IndexSettings
) -> tuple[Encoder | None, tuple[str, ...]]:
    """Return the encoder that the settings select, and notices about the choice.

    Raises:
        ModelError: the model is not on this machine.
    """
    if settings.model != AUTO:
        return find_encoder(settings.model, settings.device), ()
    choice = choose_model(editions, settings.passage_words_target)
    return open_packaged_model(choice.model, settings.device), choice.notices


def _build(
    editions: Sequence[Edition],
    calendar: Edition | None,
    sources: dict[str, SourceRecord],
    index: Path,
    settings: IndexSettings,
    encoder: Encoder | None,
    calibrate: Calibrate | None,
    steps: StepTimer,
    first_notices: tuple[str, ...],
) -> BuildReport:
    created = datetime.now(UTC)
    generation = _generation_id(index, created, sources, settings)
    root = index.parent
    with publication.staging_directory(index, generation) as directory, shared_encoders.storing_lock(root):
        previous = PreviousGeneration(index)
        contents, embedded = _prepare(editions, calendar, settings, encoder, previous, steps)
        notices = [*first_notices, *(embedded.notices if embedded else ())]
        notices += _write(directory, contents, embedded, steps)
        notices += _export(directory, contents, settings, encoder, steps)
        notices += previous.notices
        notices += _conflict_notices(contents.identities.conflicts)
        files = _file_records(directory)
        manifest = Manifest(
            generation,
            created.isoformat(timespec="seconds"),
            version("perepiska"),
            counts=_counts(contents),
            sources=sources,
            settings=settings.manifest_settings(),
            model=ModelRecord(encoder.name, encoder.checksum, encoder.dimension) if encoder else None,
            files=files,
            encoder=shared_encoders.share_encoder(directory, root, files),
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
    publication.remove_old_generations(index, keep=settings.generations_kept, notify=notices.append)
    shared_encoders.remove_unused_encoders(root, notices.append)
    return BuildReport(
        generation,
        index / generation,
        len(contents.units),
        len(contents.passages),
        embedded.computed if embedded else 0,
        embedded.cached if embedded else 0,
        steps.seconds,
        manifest.unshared_bytes,
        tuple(notices),
    )


@dataclass(frozen=True, slots=True)
class _Contents:
    """What a generation contains: editions, units in row order, passages, inferred replies and aliases.

    ``identities`` are its persons; ``aliases`` are former ids of units, ``person_aliases`` of persons.
    ``withdrawn`` are the reasons by the ids of units and editions that it does not contain.
    """

    editions: Sequence[Edition]
    units: Sequence[Unit]
    passages: Sequence[Passage]
    replies: Sequence[Reply]
    aliases: Mapping[str, str]
    identities: PersonIdentities
    person_aliases: Mapping[str, str]
    withdrawn: Mapping[str, str]


def _prepare(
    editions: Sequence[Edition],
    calendar: Edition | None,
    settings: IndexSettings,
    encoder: Encoder | None,
    previous: PreviousGeneration,
    steps: StepTimer,
) -> tuple[_Contents, Embeddings | None]:
    """Leave out what is withdrawn, apply the calendar, split, embed, assign topics and infer replies."""
    editions, withdrawn = _released(editions)
    editions = identify_places(editions)
    if calendar:
        editions = [
            apply_calendar(edition, calendar, abstracts=settings.abstracts, to_all=settings.topics_for_all)
            for edition in editions
        ]
    identities = identify_persons(editions)
    editions = [identities.with_index_ids(edition) for edition in editions]
    lengths = passage_lengths(settings, encoder)
    with steps.step("passages"):
        passages = list(split_editions(editions, lengths))
    embedded = None
    if encoder:
        texts = [passage.embedding_input for passage in passages]
        with ExitStack() as embedding:
            with steps.step("encoder"):
                passage_encoder, batch_size = embedding.enter_context(open_embedder(encoder, settings, texts))
            encode = partial(
                embed, encoder=passage_encoder, directory=settings.cache_directory, batch_size=batch_size
            )
            with steps.step("embedding", len(passages)):
                embedded = encode(texts, progress=steps.progress, lookup=previous.embeddings)
            if calendar and any(edition.topics == calendar.topics for edition in editions):
                with steps.step("topics"):
                    editions = assign_topics(
                        editions,
                        passages,
                        embedded.vectors,
                        calendar,
                        lengths,
                        lambda texts: encode(texts, progress=NullProgress()).vectors,
                    )
    editions = [with_corrected_topics(edition) for edition in editions]
    with steps.step("replies"):
        replies = [reply for edition in editions for reply in infer_replies(edition)]
    units = units_in_order(editions)
    aliases, person_aliases = previous.aliases(units, withdrawn), previous.person_aliases(editions)
    contents = _Contents(editions, units, passages, replies, aliases, identities, person_aliases, withdrawn)
    return contents, embedded


def _conflict_notices(conflicts: Sequence[Sequence[Entry]]) -> Iterator[str]:
    """Yield a notice that names the persons whom authority ids connect although they cannot be one."""
    if conflicts:
        named = (f"{edition}/{person.id} ({', '.join(person.same_as)})" for edition, person in conflicts[0])
        count = f"{len(conflicts)} time{'s' * (len(conflicts) > 1)}"
        yield (
            "Authority ids connect persons of several editions of whom two are of one edition "
            f"({count}); these were not joined. First: {'; '.join(named)}."
        )


def _released(editions: Sequence[Edition]) -> tuple[Sequence[Edition], dict[str, str]]:
    """Return the editions with the rights of each unit and without what is withdrawn, and the reasons by id.

    Raises:
        BuildError: nothing is left.
    """
    resolved = [resolve_rights(edition) for edition in editions]
    reasons = {id: reason for edition in resolved for id, reason in withdrawals(edition).items()}
    released = [
        without_withdrawn(edition, reasons.keys()) for edition in resolved if edition.id not in reasons
    ]
    if not any(edition.units for edition in released):
        raise BuildError(
            "Everything in the sources is withdrawn.", "Stop the server and delete the index instead."
        )
    return released, reasons


def _write(
    directory: Path, contents: _Contents, embedded: Embeddings | None, steps: StepTimer
) -> Iterator[str]:
    """Write the catalogue, the unit table, the keyword index, the passages and any vectors; yield notices."""
    with steps.step("catalogue"):
        write_catalogue(
            directory,
            contents.editions,
            contents.units,
            contents.replies,
            contents.aliases,
            contents.identities,
            contents.person_aliases,
            contents.withdrawn,
        )
        topics = [topic for edition in contents.editions for topic in edition.topics]
        UnitTable.from_units(contents.units, topics).write(directory)
        write_term_vectors(directory, contents.editions, contents.units)
    with steps.step("keyword index", len(contents.units)):
        persons = merge_entries(contents.identities.group(contents.editions))
        write_keyword_index(directory, contents.editions, contents.units, persons, steps.progress)
    with steps.step("vector index"):
        write_passages(directory, contents.passages, contents.units)
        if embedded:
            recall = write_vectors(directory, embedded.vectors)
            write_words(directory, content_words(embedded.words, contents.passages, contents.units))
            if recall < 1:
                yield f"Vector search is approximate: recall@10 is {recall:.1%}."


def _export(
    directory: Path, contents: _Contents, settings: IndexSettings, encoder: Encoder | None, steps: StepTimer
) -> Iterator[str]:
    """Write the encoder of queries into the generation; yield a notice where the model cannot be exported."""
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
    """Return the passage lengths of the settings, each at most the number of words that the model encodes."""
    lengths = (settings.passage_words_min, settings.passage_words_target, settings.passage_words_max)
    return PassageLengths(*(min(words, encoder.max_words) if encoder else words for words in lengths))


def check_name(name: str) -> None:
    """Check that a name is valid for an index.

    Raises:
        BuildError: it is not.
    """
    if not is_index_name(name):
        raise BuildError(
            f"“{name}” is not a valid index name.", "Use letters, digits, hyphens, dots and underscores."
        )


def _check_editions(editions: Sequence[Edition]) -> None:
    """Raise BuildError for repeated ids, or where there are no units."""
    unit_ids = Counter(unit.id for edition in editions for unit in edition.units)
    repeated = [id for id, count in unit_ids.items() if count > 1]
    repeated += [id for id, count in Counter(edition.id for edition in editions).items() if count > 1]
    if repeated:
        raise BuildError(
            f"The id “{repeated[0]}” occurs twice.", "Index each edition once; check its source."
        )
    if not any(edition.units for edition in editions):
        raise BuildError("There is nothing to index.", "Name a source that contains an edition.")


def _source_records(
    editions: Sequence[Edition], paths: Mapping[str, Path], profile: Path | None
) -> dict[str, SourceRecord]:
    """Return the source record of each edition by id; only those with a path get path and profile."""
    records = {}
    for edition in editions:
        checksum = hashlib.sha256(EDITION.encode(edition)).hexdigest()
        recorded = [os.path.abspath(path) for path in (paths.get(edition.id), profile) if path]
        records[edition.id] = SourceRecord(checksum, *(recorded if edition.id in paths else ()))
    return records


def _generation_id(
    index: Path, created: datetime, sources: Mapping[str, SourceRecord], settings: IndexSettings
) -> str:
    """Return a new id: the time in UTC and a short hash of sources and settings; ``-2`` is added if it is
    taken.
    """
    checksums = sorted((id, record.sha256) for id, record in sources.items())
    digest = hashlib.sha256(f"{checksums}{settings.manifest_settings()}".encode()).hexdigest()[:8]
    id = f"{created:%Y%m%dT%H%M%S}{created.microsecond // 1000:03}Z-{digest}"
    return id if not (index / id).exists() else f"{id}-2"


def _counts(contents: _Contents) -> dict[str, int]:
    return {"units": len(contents.units), "passages": len(contents.passages)}


def _file_records(directory: Path) -> dict[str, FileRecord]:
    paths = sorted(path for path in directory.rglob("*") if path.is_file())
    return {
        path.relative_to(directory).as_posix(): FileRecord(path.stat().st_size, file_checksum(path))
        for path in paths
    }
