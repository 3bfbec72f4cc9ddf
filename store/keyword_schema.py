"""The fields of the keyword index: one document a unit.

Text fields hold the terms of ``analysis.py`` (given pre-tokenized) with their positions, so that phrases
work in each of them. Raw fields hold the values of ``fields.INDEXED``. Days are proleptic ordinals
(``date.toordinal``); an open or missing end is ``DAY_MIN`` / ``DAY_MAX``.
"""

from __future__ import annotations

from tantivy import Index, Schema, SchemaBuilder

from store.fields import INDEXED_FIELDS
from store.integrity import REBUILD_HINT, reporting_damage
from store.layout import Generation

TEXT = "text"
HEADING = "heading"
NAMES = "names"
TOPICS = "topics"
INDEX_TERMS = "index_terms"
ABSTRACT = "abstract"
STEMMED_FIELDS: tuple[str, ...] = (TEXT, HEADING, NAMES, TOPICS, INDEX_TERMS, ABSTRACT)
"""Fields of stemmed terms: heading is who to whom, when, and where; names are the persons of the unit in all
their variants; index_terms the headings of the printed index that lead to its pages."""

EXACT = "exact"
EXACT_SOURCES = (TEXT, HEADING, ABSTRACT)
"""These, folded but not stemmed: the words of prefixes, fuzzy words and spelling."""

ROW = "row"
"""The catalogue's row of the unit (unsigned, fast, indexed)."""

EARLIEST = "earliest"
LATEST = "latest"
DATED = "dated"
"""1 where the unit has a date with at least one end, else 0."""
DAY_MIN = 0
DAY_MAX = 10_000_000


def keyword_schema() -> Schema:
    """The schema of the keyword index."""
    builder = SchemaBuilder()
    for name in (*STEMMED_FIELDS, EXACT):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="position")
    for field in INDEXED_FIELDS:
        builder.add_text_field(field.name, stored=False, tokenizer_name="raw", index_option="basic")
    for name in (ROW, DATED):
        builder.add_unsigned_field(name, indexed=True, fast=name == ROW)
    for name in (EARLIEST, LATEST):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def open_keyword_index(generation: Generation) -> Index:
    """The keyword index of a generation. The engine takes a lock file in its folder even to read."""
    hint = f"Give this user leave to write in that folder. {REBUILD_HINT.replace('NAME', generation.name)}"
    with reporting_damage(generation.keyword, hint):
        return Index.open(str(generation.keyword))
