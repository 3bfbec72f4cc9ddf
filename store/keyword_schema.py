"""The schema of the keyword index, in which each unit is one document.

Text fields contain the terms produced by ``corpus.text.analysis`` (added pre-tokenized) with their positions,
for phrase queries. Raw fields contain the values of ``fields.INDEXED_FIELDS``. Days are proleptic Gregorian
ordinals (``date.toordinal``); a missing bound is ``DAY_MIN`` or ``DAY_MAX``.
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
NOTES = "notes"
STEMMED_FIELDS: tuple[str, ...] = (TEXT, HEADING, NAMES, TOPICS, INDEX_TERMS, ABSTRACT, NOTES)
"""Fields of stemmed terms. ``heading`` has the title, dateline, place and medium; ``names`` all variants of
the unit's persons' names; ``index_terms`` the headings of the printed index that refer to the unit's
pages; ``notes`` the texts of a document's notes, so that it is found by their words under every filter."""

EXACT = "exact"
"""Field of folded, unstemmed words, for prefixes, fuzzy terms and spelling."""
EXACT_SOURCES = (TEXT, HEADING, ABSTRACT)
"""Fields whose words are also indexed in ``EXACT``."""

ROW = "row"
"""Row of the unit in the catalogue (unsigned, fast, indexed)."""

EARLIEST = "earliest"
LATEST = "latest"
DATED = "dated"
"""1 for a unit whose date has at least one bound, else 0."""
DAY_MIN = 0
DAY_MAX = 10_000_000


def keyword_schema() -> Schema:
    """Return the tantivy schema of the keyword index."""
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
    """Open the keyword index of a generation; tantivy writes a lock file into its directory even for reading.

    Raises:
        IndexDamaged: the index cannot be opened, or the directory is not writable.
    """
    rebuild = REBUILD_HINT.replace("NAME", generation.name)
    hint = f"Give this user permission to write to that directory. {rebuild}"
    with reporting_damage(generation.keyword, hint):
        return Index.open(str(generation.keyword))
