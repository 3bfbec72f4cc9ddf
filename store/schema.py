"""The SQL tables of the catalogue and of the passages.

``row`` numbers the units of a generation from 0, edition by edition, each in its own order; the keyword index
and the passages refer to units by it. ``data`` is the dataclass as JSON (``records.py``).
"""

from __future__ import annotations

CATALOGUE_TABLES = """
CREATE TABLE editions (row INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE units (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    edition TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    file TEXT,
    data BLOB NOT NULL
);
CREATE TABLE aliases (alias TEXT PRIMARY KEY, unit TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE withdrawn (id TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE persons (row INTEGER PRIMARY KEY, edition TEXT NOT NULL, person TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE person_aliases (alias TEXT PRIMARY KEY, person TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (row INTEGER PRIMARY KEY, edition TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE reference_lines (row INTEGER PRIMARY KEY, source TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE reference_targets (target TEXT NOT NULL, reference INTEGER NOT NULL, PRIMARY KEY (target, reference)) WITHOUT ROWID;
CREATE TABLE replies (row INTEGER PRIMARY KEY, answer TEXT NOT NULL, answered TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE topics (row INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE terms (row INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE printed_index (row INTEGER PRIMARY KEY, edition TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE compounds (key TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (key, words)) WITHOUT ROWID;
CREATE INDEX units_parent ON units (parent, row);
CREATE INDEX units_kind ON units (edition, kind, row);
CREATE INDEX units_file ON units (file, row);
CREATE INDEX references_source ON reference_lines (source);
CREATE INDEX replies_answer ON replies (answer);
CREATE INDEX replies_answered ON replies (answered);
"""  # noqa: E501  one table per line is easiest to read

PASSAGE_TABLES = """
CREATE TABLE passages (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    page TEXT,
    part TEXT NOT NULL,
    terms TEXT NOT NULL
);
CREATE INDEX passages_unit ON passages (unit, id);
"""
