"""Feeds the tables of a published generation to a PostgreSQL, as they stand in its SQLite files."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from store.databases import connect_postgres, reached_postgres, schema_of, schema_prefix
from store.layout import GENERATION_ID, Generation
from store.schema import CATALOGUE_TABLES, PASSAGE_TABLES

_BATCH = 1000


def feed_tables(generation: Generation, address: str, before: str | None = None) -> None:
    """Write the schema of a generation, whole or not at all; others of the index are dropped.

    Args:
        before: the generation that is kept beside it, since servers that run still ask it.

    Raises:
        EngineMissing
    """
    schema = schema_of(generation)
    with closing(connect_postgres(address)) as connection, reached_postgres(), connection.transaction():
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())
        connection.execute(f'CREATE SCHEMA "{schema}"'.encode())
        connection.execute(f'SET LOCAL search_path TO "{schema}"'.encode())
        for statements, file in (
            (CATALOGUE_TABLES, generation.catalogue),
            (PASSAGE_TABLES, generation.passages),
        ):
            connection.execute(as_postgres(statements).encode())
            with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as source:
                for table in re.findall(r"CREATE TABLE (\w+)", statements):
                    found = source.execute(f"SELECT * FROM {table}")
                    with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                        while rows := found.fetchmany(_BATCH):
                            for row in rows:
                                copy.write_row(row)
        names = connection.execute("SELECT schema_name FROM information_schema.schemata").fetchall()
        prefix = schema_prefix(generation.name)
        for (name,) in names:
            id = name.removeprefix(prefix)
            if name != id and GENERATION_ID.fullmatch(id) and id not in (generation.id, before):
                connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


def as_postgres(statements: str) -> str:
    """Statements that make tables of SQLite as PostgreSQL has them."""
    return statements.replace(" WITHOUT ROWID", "").replace(" BLOB", " BYTEA")
