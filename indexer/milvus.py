"""Feeds a published generation to Milvus, where it is searched instead of by tantivy and faiss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from corpus.model import Unit
from corpus.text.analysis import tokens
from indexer.keyword import date_fields
from indexer.progress import NullProgress, Progress
from store import keyword_schema as fields
from store import milvus_schema as milvus
from store.catalogue import Catalogue
from store.field_texts import field_texts
from store.fields import INDEXED_FIELDS, Field, broader_topics
from store.layout import Generation
from store.passages import PassageTable
from store.vectors import VectorIndex

if TYPE_CHECKING:
    from pymilvus import MilvusClient

T = TypeVar("T")
_BATCH = 500


def feed(generation: Generation, client: MilvusClient, progress: Progress | None = None) -> tuple[str, ...]:
    """Fill the collections of a generation, and lead the aliases to them last; what is to be told of it.

    What was published there before answers until then.

    Raises:
        EngineMissing
    """
    with milvus.translating_milvus_errors():
        return _feed(generation, client, progress or NullProgress())


def _feed(generation: Generation, client: MilvusClient, told: Progress) -> tuple[str, ...]:
    catalogue, passages = Catalogue.open(generation), PassageTable.open(generation)
    record = generation.manifest.model
    milvus.create_collections(client, generation.name, generation.id, record.dimension if record else 2)
    raw: list[dict[str, Any]] = []
    counts: Counter[tuple[str, str]] = Counter()
    cut: list[str] = []
    broader = broader_topics(catalogue.topics())
    persons = {person.id: person for person in catalogue.persons()}
    parents = {unit.id: unit for unit in catalogue.all_units() if unit.kind != "note"}

    def units() -> Iterator[dict[str, Any]]:
        for row, unit in enumerate(catalogue.all_units()):
            terms = _terms(unit, field_texts(unit, parents.get(unit.parent or ""), persons))
            counts.update({("word", word) for word in terms[fields.EXACT].split()})
            counts.update({("stem", term) for term in terms[fields.TEXT].split()})
            if any(len(text.encode()) > milvus.TEXT_BYTES_MAX for text in terms.values()):
                cut.append(unit.id)
                terms = {field: _shortened(text) for field, text in terms.items()}
            raw.append(
                {field.name: _value(field, field.of(unit, broader)) for field in INDEXED_FIELDS}
                | date_fields(unit.date)
            )
            yield {milvus.ROW: row, **terms, **raw[-1]}
            told.advance(1)

    told.start("units", len(catalogue.ids()))
    _insert(client, milvus.collection_name(generation.name, "units", generation.id), units())
    told.finish()
    if record:
        vectors = VectorIndex.open(generation).all_vectors()
        _insert(
            client,
            milvus.collection_name(generation.name, "passages", generation.id),
            (
                {milvus.PASSAGE: id, milvus.ROW: int(row), milvus.VECTOR: vector.tolist(), **raw[row]}
                for id, (row, vector) in enumerate(zip(passages.unit_rows, vectors, strict=True))
            ),
        )
    _insert(client, milvus.collection_name(generation.name, "words", generation.id), _words(counts))
    for part in milvus.COLLECTIONS:
        client.flush(milvus.collection_name(generation.name, part, generation.id))
        client.load_collection(milvus.collection_name(generation.name, part, generation.id))
    milvus.publish(client, generation.name, generation.id)
    shortest = f"Of {len(cut)} units only the first {milvus.TEXT_BYTES_MAX:,} bytes are searched by words: "
    return (f"{shortest}{', '.join(cut[:5])}{' …' * (len(cut) > 5)}.",) if cut else ()


def _terms(unit: Unit, texts: dict[str, str]) -> dict[str, str]:
    """The terms of each field in order, parted by blanks; of ``exact`` the words of several, folded."""
    found = {field: tokens(text, unit.language) for field, text in texts.items()}
    exact = [token.word for field in fields.EXACT_SOURCES for token in found[field]]
    return {field: " ".join(token.term for token in own) for field, own in found.items()} | {
        fields.EXACT: " ".join(exact)
    }


def _value(field: Field, values: Sequence[str]) -> list[str] | str:
    """What Milvus keeps of a field: an array, or one string, empty where there is none."""
    return list(values) if field.is_multivalued else next(iter(values), "")


def _shortened(terms: str) -> str:
    cut = terms.encode()[: milvus.TEXT_BYTES_MAX].decode("utf-8", "ignore")
    return cut if len(cut) == len(terms) else cut.rpartition(" ")[0]


def _words(counts: Counter[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for (sort, word), units in counts.items():
        yield {
            "key": f"{sort}:{word}"[:300],
            milvus.SORT: sort,
            milvus.WORD: word[:300],
            milvus.COUNT: units,
            milvus.VECTOR: np.zeros(2, np.float32).tolist(),
        }


def _insert(client: MilvusClient, name: str, entities: Iterable[dict[str, Any]]) -> None:
    for batch in _batches(entities):
        client.insert(name, batch)


def _batches(entities: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(entities)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
