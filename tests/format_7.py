"""Generations as version 0.1.0 wrote them (format 7): tables and manifest by hand, for tests of upgrades."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from corpus.model import Unit
from encoders.encoder import Encoder
from store.word_vectors import EncodedWords

GENERATION = "20250101T000000000Z-0a1b2c3d"
_CATALOGUE = """
CREATE TABLE units (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, edition TEXT NOT NULL, kind TEXT NOT NULL, parent TEXT,
    number TEXT, file TEXT, earliest TEXT, latest TEXT, data BLOB NOT NULL
);
CREATE TABLE roles (
    unit TEXT NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (person, role, unit)
) WITHOUT ROWID;
"""
_PASSAGES = """
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, unit TEXT NOT NULL, text TEXT NOT NULL, context TEXT NOT NULL,
    first_paragraph INTEGER NOT NULL, start INTEGER NOT NULL, last_paragraph INTEGER NOT NULL,
    "end" INTEGER NOT NULL, page TEXT, words INTEGER NOT NULL, part TEXT NOT NULL, terms TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class OldPassage:
    """A passage as it was kept."""

    unit: str
    text: str
    context: str


def write_format_7(
    root: Path,
    name: str,
    *,
    sources: Sequence[str] = ("lighthouse", "stalin-kaganovich-calendar"),
    units: Sequence[Unit] = (),
    passages: Sequence[OldPassage] = (),
    encoder: Encoder | None = None,
) -> Path:
    """Publish a generation of format 7 and return its folder; without an encoder it has no vectors."""
    folder = root / name / GENERATION
    (folder / "vectors").mkdir(parents=True)
    _write_units(folder / "catalogue.sqlite", units)
    _write_passages(folder / "vectors", passages, encoder)
    model = (
        {"name": encoder.name, "checksum": encoder.checksum, "dimension": encoder.dimension, "base": None}
        if encoder
        else None
    )
    paths = [path for path in folder.rglob("*") if path.is_file()]
    manifest = {
        "generation": GENERATION,
        "created": "2025-01-01T00:00:00+00:00",
        "software": "0.1.0",
        "format": 7,
        "counts": {"units": len(units), "passages": len(passages), "document": len(units)},
        "sources": {id: hashlib.sha256(id.encode()).hexdigest() for id in sources},
        "settings": {"model": "none", "passage_words_max": 100, "calendar": "bundled", "abstracts": True},
        "model": model,
        "files": {path.relative_to(folder).as_posix(): _record(path) for path in paths},
    }
    (folder / "manifest.json").write_text(signed(manifest), "utf-8")
    (root / name / "current").write_text(f"{GENERATION}\n", "utf-8")
    return folder


def signed(manifest: Mapping[str, object]) -> str:
    """Return a manifest under its checksum."""
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"))
    return json.dumps({"checksum": hashlib.sha256(canonical.encode()).hexdigest(), "manifest": manifest})


def _write_units(path: Path, units: Sequence[Unit]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_CATALOGUE)
        for row, unit in enumerate(units):
            data = {
                "id": unit.id, "edition": unit.edition, "kind": unit.kind, "title": unit.title,
                "order": unit.order, "paragraphs": [{"text": one.text} for one in unit.paragraphs],
                "number": unit.number, "parent": unit.parent,
            }  # fmt: skip
            key = (row, unit.id, unit.edition, unit.kind, unit.parent, unit.number)
            connection.execute(
                "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, ?)",
                (*key, json.dumps(data).encode()),
            )


def _write_passages(folder: Path, passages: Sequence[OldPassage], encoder: Encoder | None) -> None:
    with closing(sqlite3.connect(folder / "passages.sqlite")) as connection, connection:
        connection.executescript(_PASSAGES)
        rows = [
            (id, one.unit, one.text, one.context, 0, 0, 0, len(one.text), None, 1, "text", "")
            for id, one in enumerate(passages)
        ]
        connection.executemany(f"INSERT INTO passages VALUES ({','.join('?' * 12)})", rows)
    if encoder is None:
        return
    found = encoder.encode_passages([f"{one.context}\n{one.text}" for one in passages])
    index = faiss.IndexFlatIP(encoder.dimension)
    index.add(found.vectors)
    faiss.write_index(index, str(folder / "passages.faiss"))
    words = [EncodedWords.empty(), *found.words]
    np.save(folder / "word-ends.npy", np.cumsum([len(own) for own in found.words], dtype=np.int64))
    np.save(folder / "word-spans.npy", np.concatenate([own.spans for own in words]))
    np.save(folder / "words.npy", np.concatenate([own.vectors for own in words]))


def _record(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
