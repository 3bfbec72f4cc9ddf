"""The files of a generation and its manifest; opening and verifying a generation.

<root>/<name>/current            the id of the published generation
<root>/<name>/<generation>/      catalogue.sqlite table/ keyword/ vectors/ manifest.json
<root>/.models/<checksum>/       the encoder that generations refer to; older ones have their own in encoder/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import IndexDamaged, IndexMissing
from store.build_sources import index_incompatible

FORMAT = 9
"""Version of the index format; incremented with every incompatible change."""

CURRENT = "current"
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite"
KEYWORD = "keyword"
TABLE_NAMES = "table/names.json"
TABLE_ARRAYS = "table/arrays.npy"
TERM_ENDS = "table/term-ends.npy"
TERM_ENTRIES = "table/term-entries.npy"
VECTORS = "vectors"
VECTOR_INDEX = "vectors/passages.faiss"
PASSAGES = "vectors/passages.sqlite"
PASSAGE_UNITS = "vectors/units.npy"
WORD_ENDS = "vectors/word-ends.npy"
WORD_SPANS = "vectors/word-spans.npy"
WORD_VECTORS = "vectors/words.npy"
ENCODER = "encoder"
SHARED_ENCODERS = ".models"

GENERATION_ID = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}(?:-2)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CHUNK = 1 << 20
CHECKSUM_ON_OPEN_MAX = 8_000_000
"""Size in bytes up to which a file's checksum is compared whenever a generation is opened."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The embedding model of a generation: its name, checksum and the dimension of its vectors."""

    name: str
    checksum: str
    dimension: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The size in bytes and the sha256 of a file of the generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The sha256 of an edition as read, and the absolute paths of its source and profile.

    Both paths are None if the source was not named.
    """

    sha256: str
    path: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class CalibrationRecord:
    """Statistics of what everyday sentences, as queries, reach in a generation.

    ``cosine_…`` are of the cosine of each unit's best passage, ``similarity_…`` of the best unit's combined
    similarity.
    """

    sentences: int
    cosine_mean: float
    cosine_deviation: float
    similarity_mean: float
    similarity_deviation: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """The metadata of a generation and of what it was built from.

    ``sources`` has a record for each edition, the calendar included, by id; ``model`` is None if nothing was
    embedded; ``files`` maps the path of each file, relative to the generation, to its record. ``encoder`` is
    the checksum of the shared encoder whose files are those recorded in ``encoder/``; None if the generation
    has them itself, or none.
    """

    generation: str
    created: str
    software: str
    format: int = FORMAT
    counts: dict[str, int] = field(default_factory=dict)
    sources: dict[str, SourceRecord] = field(default_factory=dict)
    settings: dict[str, bool | int | str] = field(default_factory=dict)
    model: ModelRecord | None = None
    files: dict[str, FileRecord] = field(default_factory=dict)
    calibration: CalibrationRecord | None = None
    encoder: str | None = None

    @property
    def unshared_bytes(self) -> int:
        """The size in bytes of the generation's files, without those of a shared encoder."""
        return sum(record.size for path, record in self.files.items() if not self.is_shared(path))

    def is_shared(self, path: str) -> bool:
        """Return whether a file belongs to the shared encoder."""
        return self.encoder is not None and path.startswith(f"{ENCODER}/")


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation on disk: the name of its index, its directory and its manifest."""

    name: str
    directory: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The generation's id."""
        return self.manifest.generation

    def path(self, name: str) -> Path:
        """Return where a file of the manifest is, given its path there: in the generation or shared."""
        if self.manifest.is_shared(name):
            return self.encoder / name.removeprefix(f"{ENCODER}/")
        return self.directory / name

    @property
    def catalogue(self) -> Path:
        """The path of the SQLite file with units, persons, references and the rest of the catalogue."""
        return self.directory / CATALOGUE

    @property
    def keyword(self) -> Path:
        """The path of the directory of the keyword index."""
        return self.directory / KEYWORD

    @property
    def vector_index(self) -> Path:
        """The path of the faiss file; missing if nothing was embedded (``manifest.model`` is None)."""
        return self.directory / VECTOR_INDEX

    @property
    def passages(self) -> Path:
        """The path of the SQLite file of passages."""
        return self.directory / PASSAGES

    @property
    def passage_units(self) -> Path:
        """The path of the numpy file of each passage's unit, as a row of the catalogue.

        Shape (passages,), int64.
        """
        return self.directory / PASSAGE_UNITS

    @property
    def word_ends(self) -> Path:
        """The path of the numpy file of the cumulative number of words after each passage.

        Shape (passages,), int64; missing if nothing was embedded.
        """
        return self.directory / WORD_ENDS

    @property
    def word_spans(self) -> Path:
        """The path of the numpy file of the words' character offsets in the embedded texts.

        Shape (words, 2), int32; missing if nothing was embedded.
        """
        return self.directory / WORD_SPANS

    @property
    def word_vectors(self) -> Path:
        """The path of the numpy file of the words' vectors.

        Shape (words, ``WORD_DIMENSION``), int8; missing if nothing was embedded.
        """
        return self.directory / WORD_VECTORS

    @property
    def table_names(self) -> Path:
        """The path of the JSON file of the unit table's strings: unit ids and column values."""
        return self.directory / TABLE_NAMES

    @property
    def table_arrays(self) -> Path:
        """The path of the numpy file of the unit table's integer arrays, concatenated; int32."""
        return self.directory / TABLE_ARRAYS

    @property
    def term_ends(self) -> Path:
        """The path of the numpy file of the cumulative number of terms after each unit; (units,), int64."""
        return self.directory / TERM_ENDS

    @property
    def term_entries(self) -> Path:
        """The path of the numpy file of the terms of all units with their weights; shape (entries,)."""
        return self.directory / TERM_ENTRIES

    @property
    def encoder(self) -> Path:
        """The path of the directory of the exported encoder; missing if the model was not exported."""
        if self.manifest.encoder is None:
            return self.directory / ENCODER
        return self.directory.parent.parent / SHARED_ENCODERS / self.manifest.encoder


def is_index_name(name: str) -> bool:
    """Return whether a name is valid for an index or generation, that is, as a plain directory name.

    It has at most 100 ASCII letters, digits, dots, hyphens and underscores, the first a letter or digit.
    """
    return _NAME.fullmatch(name) is not None


def index_directory(root: Path, name: str) -> Path:
    """Return the directory of an index, which need not exist.

    Raises:
        IndexMissing: the name is not valid.
    """
    if not is_index_name(name):
        raise IndexMissing(
            f"“{name}” is not a valid index name.", "Use letters, digits, hyphens, dots and underscores."
        )
    return root / name


def encode_manifest(manifest: Manifest) -> str:
    """Return the manifest as JSON, with the checksum of its own content."""
    content = msgspec.to_builtins(manifest)
    return json.dumps({"checksum": _checksum_of(content), "manifest": content}, indent=2) + "\n"


class UnsupportedFormat(ValueError):
    """The error for a manifest in another format version; ``content`` has its decoded fields."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(f"format {content.get('format')} is not supported")
        self.content = content


def decode_manifest(text: str) -> Manifest:
    """Parse and validate a manifest in the current format.

    Raises:
        UnsupportedFormat: it is in another format.
        ValueError: it is malformed, or its checksum does not match.
        RecursionError: it is nested too deeply.
    """
    content = decode_manifest_fields(text)
    if isinstance(content.get("format"), int) and content["format"] != FORMAT:
        raise UnsupportedFormat(content)
    return msgspec.convert(content, Manifest)


def decode_manifest_fields(text: str) -> dict[str, Any]:
    """Return the fields of a manifest in any format, unvalidated except for its checksum.

    Raises:
        ValueError: it is malformed, or its checksum does not match.
        RecursionError: it is nested too deeply.
    """
    outer = json.loads(text)
    if not isinstance(outer, dict) or not isinstance(outer.get("manifest"), dict):
        raise ValueError("not a manifest")
    if outer.get("checksum") != _checksum_of(outer["manifest"]):
        raise ValueError("the checksum does not match")
    return dict(outer["manifest"])


def open_generation(root: Path, name: str, id: str | None = None) -> Generation:
    """Open a generation, by default the published one, after a quick check.

    Every file must exist with its recorded size; checksums are compared for files of up to
    ``CHECKSUM_ON_OPEN_MAX`` bytes.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: a file is missing or differs (the message names the first), or the manifest cannot be
            read.
        IndexIncompatible: the generation is in another format.
    """
    generation = load_generation(root, name, id or published_id(root, name))
    check_files(generation, CHECKSUM_ON_OPEN_MAX)
    return generation


def published_id(root: Path, name: str) -> str:
    """Return the id of the published generation of an index.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: ``current`` cannot be read or has no valid id.
    """
    try:
        text = (index_directory(root, name) / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"No index “{name}” in {root}.", f"Build it: perepiska index SOURCE --name {name}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _index_damaged(name, f"{CURRENT} cannot be read ({error})") from error
    if not is_index_name(text):
        raise _index_damaged(name, f"{CURRENT} does not contain a generation id")
    return text


def published_manifest(root: Path, name: str) -> dict[str, Any]:
    """Return the fields of the published generation's manifest, in any format.

    Raises:
        IndexMissing: there is no index of this name.
        IndexDamaged: the manifest cannot be read.
    """
    id = published_id(root, name)
    with _reading_manifest(name, id):
        return decode_manifest_fields((index_directory(root, name) / id / MANIFEST).read_text("utf-8"))


def load_generation(root: Path, name: str, id: str) -> Generation:
    """Load a generation by its id; only the manifest's own checksum is verified.

    Raises:
        IndexMissing: the name of the index is not valid.
        IndexDamaged: the manifest is missing or cannot be read.
        IndexIncompatible: it is in another format; the hint has the command to rebuild the index.
    """
    directory = index_directory(root, name) / id
    with _reading_manifest(name, id):
        return Generation(name, directory, decode_manifest((directory / MANIFEST).read_text("utf-8")))


def verify_generation(generation: Generation) -> None:
    """Compare the size and checksum of every file with the manifest.

    Raises:
        IndexDamaged: a file is missing or differs; the message names the first.
    """
    check_files(generation, None)


def check_files(generation: Generation, largest: int | None) -> None:
    """Compare the size of every file with the manifest, and the checksum if it has at most ``largest`` bytes.

    Args:
        largest: in bytes; None to compare all checksums.

    Raises:
        IndexDamaged: a file is missing or differs; the message names the first.
    """
    for path, record in generation.manifest.files.items():
        _check_size(generation, path, record)
        if largest is None or record.size <= largest:
            _check_checksum(generation, path, record)


def file_checksum(path: Path) -> str:
    """Return the sha256 of a file as a hexadecimal string; raise OSError if it cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def encoder_checksum(files: Mapping[str, FileRecord]) -> str | None:
    """Return the checksum of the encoder among a generation's files, by which it is shared; None without."""
    sums = {path: record.sha256 for path, record in sorted(files.items()) if path.startswith(f"{ENCODER}/")}
    return _checksum_of(sums) if sums else None


def _check_size(generation: Generation, path: str, record: FileRecord) -> None:
    """Raise IndexDamaged if a file is missing or its size is not the recorded one."""
    try:
        size = generation.path(path).stat().st_size
    except OSError as error:
        raise _index_damaged(generation.name, f"{generation.id}/{path} is missing") from error
    if size != record.size:
        raise _index_damaged(
            generation.name, f"{generation.id}/{path} has {size} bytes instead of {record.size}"
        )


def _check_checksum(generation: Generation, path: str, record: FileRecord) -> None:
    """Raise IndexDamaged if a file cannot be read or its checksum is not the recorded one."""
    try:
        checksum = file_checksum(generation.path(path))
    except OSError as error:
        raise _index_damaged(generation.name, f"{generation.id}/{path} cannot be read ({error})") from error
    if checksum != record.sha256:
        raise _index_damaged(generation.name, f"{generation.id}/{path} has changed since it was built")


@contextmanager
def _reading_manifest(name: str, id: str) -> Iterator[None]:
    """Convert failures to read a manifest into ``IndexDamaged`` or ``IndexIncompatible``."""
    try:
        yield
    except UnsupportedFormat as error:
        raise index_incompatible(name, id, error.content, FORMAT) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        raise _index_damaged(name, f"{id}/{MANIFEST} {reason}") from error


def _checksum_of(content: dict[str, Any]) -> str:
    """Return the sha256 of a manifest's fields as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _index_damaged(name: str, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index “{name}” is damaged: {reason}.", f"Build it again: perepiska index SOURCE --name {name}"
    )
