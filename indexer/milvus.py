"""Feeding of a published generation to Milvus, which then replaces tantivy and faiss as its search engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from corpus.model import Unit
from corpus.persons.across_editions import merge_entries
from corpus.text.analysis import tokens
from indexer.keyword import date_fields
from indexer.progress import NullProgress, Progress
from store import keyword_schema as fields
from store import milvus_schema as milvus
from store.catalogue import Catalogue
from store.field_texts import field_texts, notes_by_parent
from store.fields import INDEXED_FIELDS, Field, broader_topics
from store.layout import Generation
from store.passages import PassageTable
from store.vectors import VectorIndex

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
_BATCH = 500


def feed(generation: Generation, client: MilvusClient, progress: Progress | None = None) -> tuple[str, ...]:
    """Fill the collections of a generation, point the aliases to them, and return notices.

    The generation that was published in Milvus before stays in use until then. A notice names the units whose
    text is too long for a field of Milvus and is truncated.

    Raises:
        EngineMissing: a request to Milvus failed.
        IndexDamaged: a file of the generation cannot be read.
    """
    with milvus.translating_milvus_errors():
        return _feed(generation, client, progress or NullProgress())


def _feed(generation: Generation, client: MilvusClient, progress: Progress) -> tuple[str, ...]:
    """Feed a generation as ``feed`` describes, without converting the errors of Milvus."""
    catalogue, passages = Catalogue.open(generation), PassageTable.open(generation)
    record = generation.manifest.model
    milvus.create_collections(client, generation.name, generation.id, record.dimension if record else 2)
    raw_fields: list[dict[str, Any]] = []
    counts: Counter[tuple[str, str]] = Counter()
    truncated: list[str] = []
    broader = broader_topics(catalogue.topics())
    persons = merge_entries(catalogue.person_entries())
    parents = {unit.id: unit for unit in catalogue.all_units() if unit.kind != "note"}
    notes = notes_by_parent(catalogue.all_units())

    def units() -> Iterator[dict[str, Any]]:
        for row, unit in enumerate(catalogue.all_units()):
            terms = _terms(
                unit, field_texts(unit, parents.get(unit.parent or ""), persons), notes.get(unit.id, ())
            )
            counts.update({("word", word) for word in terms[fields.EXACT].split()})
            counts.update({("stem", term) for term in terms[fields.TEXT].split()})
            if any(len(text.encode()) > milvus.TEXT_BYTES_MAX for text in terms.values()):
                truncated.append(unit.id)
                terms = {field: _truncate(text) for field, text in terms.items()}
            raw_fields.append(
                {field.name: _field_value(field, field.of(unit, broader)) for field in INDEXED_FIELDS}
                | date_fields(unit.date)
            )
            yield {milvus.ROW: row, **terms, **raw_fields[-1]}
            progress.advance(1)

    progress.start("units", len(catalogue.ids()))
    _insert(client, milvus.collection_name(generation.name, "units", generation.id), units())
    progress.finish()
    if record:
        vectors = VectorIndex.open(generation).all_vectors()
        _insert(
            client,
            milvus.collection_name(generation.name, "passages", generation.id),
            (
                {milvus.PASSAGE: id, milvus.ROW: int(row), milvus.VECTOR: vector.tolist(), **raw_fields[row]}
                for id, (row, vector) in enumerate(zip(passages.unit_rows, vectors, strict=True))
            ),
        )
    _insert(client, milvus.collection_name(generation.name, "words", generation.id), _words(counts))
    for part in milvus.COLLECTIONS:
        client.flush(milvus.collection_name(generation.name, part, generation.id))
        client.load_collection(milvus.collection_name(generation.name, part, generation.id))
    milvus.publish(client, generation.name, generation.id)
    notice = (
        f"Only the first {milvus.TEXT_BYTES_MAX:,} bytes of {len(truncated)} units are in the keyword index: "
    )
    return (f"{notice}{', '.join(truncated[:5])}{' …' * (len(truncated) > 5)}.",) if truncated else ()


def _terms(unit: Unit, texts: dict[str, str], notes: Iterable[Unit]) -> dict[str, str]:
    """Return the terms of each field, and the words of the exact field, separated by spaces.

    The terms of different notes are separated by two, as by an empty term: no phrase spans two notes.
    """
    tokens_by_field = {field: tokens(text, unit.language) for field, text in texts.items()}
    exact = [token.word for field in fields.EXACT_SOURCES for token in tokens_by_field[field]]
    terms = {
        field: " ".join(token.term for token in field_tokens)
        for field, field_tokens in tokens_by_field.items()
    }
    in_notes = (" ".join(token.term for token in tokens(note.text, note.language)) for note in notes)
    return terms | {fields.EXACT: " ".join(exact), fields.NOTES: "  ".join(in_notes)}


def _field_value(field: Field, values: Sequence[str]) -> list[str] | str:
    """Return the value of a field as Milvus stores it: a list, or a string if it has one value at most."""
    return list(values) if field.is_multivalued else next(iter(values), "")


def _truncate(terms: str) -> str:
    """Truncate terms, separated by spaces, to ``TEXT_BYTES_MAX`` bytes, at the end of a term."""
    cut = terms.encode()[: milvus.TEXT_BYTES_MAX].decode("utf-8", "ignore")
    return cut if len(cut) == len(terms) else cut.rpartition(" ")[0]


def _words(counts: Counter[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield the entities of the collection of words, given the number of units per (sort, word)."""
    for (sort, word), units in counts.items():
        yield {
            "key": f"{sort}:{word}"[:300],
            milvus.SORT: sort,
            milvus.WORD: word[:300],
            milvus.COUNT: units,
            milvus.VECTOR: np.zeros(2, np.float32).tolist(),
        }


def _insert(client: MilvusClient, name: str, entities: Iterable[dict[str, Any]]) -> None:
    """Insert entities into a collection, in batches."""
    for batch in _batches(entities):
        client.insert(name, batch)


def _batches(entities: Iterable[T]) -> Iterator[list[T]]:
    """Yield the entities in lists of ``_BATCH``, the last of which may be shorter."""
    remaining = iter(entities)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
