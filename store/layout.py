"""Where the parts of a generation lie, its manifest, and how one is opened and verified.

<root>/<name>/current            the id of the published generation
<root>/<name>/<generation>/      catalogue.sqlite table/ keyword/ vectors/ encoder/ manifest.json
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from corpus.errors import IndexDamaged, IndexMissing
from store.build_sources import index_incompatible

FORMAT = 9
"""Raised whenever what a generation holds can no longer be read by older or newer software."""

CURRENT = "current"
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite"
KEYWORD = "keyword"
TABLE_NAMES = "table/names.json"
TABLE_ARRAYS = "table/arrays.npy"
VECTORS = "vectors"
VECTOR_INDEX = "vectors/passages.faiss"
PASSAGES = "vectors/passages.sqlite"
PASSAGE_UNITS = "vectors/units.npy"
WORD_ENDS = "vectors/word-ends.npy"
WORD_SPANS = "vectors/word-spans.npy"
WORD_VECTORS = "vectors/words.npy"
ENCODER = "encoder"

GENERATION_ID = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}(?:-2)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CHUNK = 1 << 20
CHECKSUM_ON_OPEN_MAX = 8_000_000
"""Bytes of the largest file whose checksum is compared whenever a generation is opened."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The embedding model a generation was made with."""

    name: str
    checksum: str
    dimension: int


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Size in bytes and sha256 of a file of the generation."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """The sha256 of an edition as it was read, and whence, where its source was named."""

    sha256: str
    path: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class CalibrationRecord:
    """Statistics of the best scores that everyday sentences, as queries, reach in a generation.

    ``cosine_…`` are of the best passage's cosine, ``similarity_…`` of the best unit's combined similarity;
    ``similarity_high`` is the 95th percentile.
    """

    sentences: int
    cosine_mean: float
    cosine_deviation: float
    similarity_mean: float
    similarity_deviation: float
    similarity_high: float


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is and was made from.

    ``sources`` has a record of each edition, the calendar among them; ``model`` is None where nothing was
    embedded; ``files`` maps each file's path inside the generation to its record.
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


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation: its folder and its manifest."""

    name: str
    directory: Path
    manifest: Manifest

    @property
    def id(self) -> str:
        """The generation's id."""
        return self.manifest.generation

    @property
    def catalogue(self) -> Path:
        """The SQLite file of units, persons, references."""
        return self.directory / CATALOGUE

    @property
    def keyword(self) -> Path:
        """The folder of the keyword index."""
        return self.directory / KEYWORD

    @property
    def vector_index(self) -> Path:
        """The faiss file; there is none where nothing was embedded (``manifest.model`` is None)."""
        return self.directory / VECTOR_INDEX

    @property
    def passages(self) -> Path:
        """The SQLite file of passages."""
        return self.directory / PASSAGES

    @property
    def passage_units(self) -> Path:
        """The numpy file that maps each passage to its unit's row."""
        return self.directory / PASSAGE_UNITS

    @property
    def word_ends(self) -> Path:
        """The numpy file that says where the words of each passage end among all words."""
        return self.directory / WORD_ENDS

    @property
    def word_spans(self) -> Path:
        """The numpy file of the characters of each word in what was embedded."""
        return self.directory / WORD_SPANS

    @property
    def word_vectors(self) -> Path:
        """The numpy file of the words' vectors."""
        return self.directory / WORD_VECTORS

    @property
    def table_names(self) -> Path:
        """The file of the names of all units and of the values of their columns."""
        return self.directory / TABLE_NAMES

    @property
    def table_arrays(self) -> Path:
        """The numpy file of the columns of all units."""
        return self.directory / TABLE_ARRAYS

    @property
    def encoder(self) -> Path:
        """The folder of the exported encoder; there is none where the model cannot be exported."""
        return self.directory / ENCODER


def is_index_name(name: str) -> bool:
    """Whether a name can be that of an index or generation: one plain folder name."""
    return _NAME.fullmatch(name) is not None


def index_directory(root: Path, name: str) -> Path:
    """The folder of an index.

    Raises:
        IndexMissing: no index can have this name.
    """
    if not is_index_name(name):
        raise IndexMissing(
            f"“{name}” cannot be the name of an index.", "Use letters, digits, hyphens, dots and underscores."
        )
    return root / name


def encode_manifest(manifest: Manifest) -> str:
    """The manifest as JSON, under the checksum of itself."""
    content = msgspec.to_builtins(manifest)
    return json.dumps({"checksum": _checksum_of(content), "manifest": content}, indent=2) + "\n"


class UnsupportedFormat(ValueError):
    """A manifest that another version wrote; ``content`` is what it says."""

    def __init__(self, content: dict[str, Any]) -> None:
        super().__init__(f"it is in format {content.get('format')}")
        self.content = content


def decode_manifest(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        ValueError: it is not whole.
        OtherFormat
    """
    content = decode_manifest_fields(text)
    if isinstance(content.get("format"), int) and content["format"] != FORMAT:
        raise UnsupportedFormat(content)
    return msgspec.convert(content, Manifest)


def decode_manifest_fields(text: str) -> dict[str, Any]:
    """Read what a manifest of any format says; ValueError where it is not whole."""
    outer = json.loads(text)
    if not isinstance(outer, dict) or not isinstance(outer.get("manifest"), dict):
        raise ValueError("it is not a manifest")
    if outer.get("checksum") != _checksum_of(outer["manifest"]):
        raise ValueError("its checksum does not match")
    return dict(outer["manifest"])


def open_generation(root: Path, name: str, id: str | None = None) -> Generation:
    """A generation, by default the published one, after a fast check.

    Every file is there with its size, and those of up to ``CHECKED_ON_OPENING`` bytes have their checksum.

    Raises:
        IndexMissing, IndexDamaged: naming the first file that differs.
    """
    generation = load_generation(root, name, id or published_id(root, name))
    check_files(generation, CHECKSUM_ON_OPEN_MAX)
    return generation


def published_id(root: Path, name: str) -> str:
    """The id of the published generation of an index."""
    try:
        text = (index_directory(root, name) / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(
            f"There is no index “{name}” in {root}.", f"Build it: perepiska index SOURCE --name {name}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(name, f"{CURRENT} cannot be read ({error})") from error
    if not is_index_name(text):
        raise _damaged(name, f"{CURRENT} does not name a generation")
    return text


def published_manifest(root: Path, name: str) -> dict[str, Any]:
    """What the manifest of the published generation says, in whatever format it is.

    Raises:
        IndexMissing, IndexDamaged
    """
    id = published_id(root, name)
    with _reading_manifest(name, id):
        return decode_manifest_fields((index_directory(root, name) / id / MANIFEST).read_text("utf-8"))


def load_generation(root: Path, name: str, id: str) -> Generation:
    """A generation by its id, its manifest checked against its own checksum.

    Raises:
        IndexDamaged
        IndexIncompatible: with the command that builds it again.
    """
    directory = index_directory(root, name) / id
    with _reading_manifest(name, id):
        return Generation(name, directory, decode_manifest((directory / MANIFEST).read_text("utf-8")))


def verify_generation(generation: Generation) -> None:
    """Compare every file with its checksum; raises IndexDamaged naming the first that differs."""
    check_files(generation, None)


def check_files(generation: Generation, largest: int | None) -> None:
    """Compare the size of every file, and the checksum of those of up to so many bytes (None: of all).

    Raises:
        IndexDamaged: naming the first that differs.
    """
    for path, record in generation.manifest.files.items():
        _check_size(generation, path, record)
        if largest is None or record.size <= largest:
            _check_sum(generation, path, record)


def file_checksum(path: Path) -> str:
    """The sha256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _check_size(generation: Generation, path: str, record: FileRecord) -> None:
    try:
        size = (generation.directory / path).stat().st_size
    except OSError as error:
        raise _damaged(generation.name, f"{generation.id}/{path} is missing") from error
    if size != record.size:
        raise _damaged(generation.name, f"{generation.id}/{path} has {size} bytes, not {record.size}")


def _check_sum(generation: Generation, path: str, record: FileRecord) -> None:
    try:
        found = file_checksum(generation.directory / path)
    except OSError as error:
        raise _damaged(generation.name, f"{generation.id}/{path} cannot be read ({error})") from error
    if found != record.sha256:
        raise _damaged(generation.name, f"{generation.id}/{path} has changed since it was built")


@contextmanager
def _reading_manifest(name: str, id: str) -> Iterator[None]:
    """Have what goes wrong while a manifest is read said of the index."""
    try:
        yield
    except UnsupportedFormat as error:
        raise index_incompatible(name, id, error.content, FORMAT) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
        raise _damaged(name, f"{id}/{MANIFEST} {reason}") from error


def _checksum_of(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _damaged(name: str, reason: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index “{name}” is damaged: {reason}.", f"Build it again: perepiska index SOURCE --name {name}"
    )
