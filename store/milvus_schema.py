"""The Milvus collections of a generation: their schemas, aliases and publication.

Collection ``p_<name>_<generation>_units`` has an entity for each unit: the terms of its text fields (as in
tantivy, in order, separated by spaces), each with a BM25 function, and the raw fields for filters.
``…_passages`` has a vector for each passage with the raw fields of its unit, ``…_words`` the number of units
in which each word occurs. Alias ``…_whole`` exists once a generation is complete. Aliases without a
generation point to the last one fed; it and its predecessor are kept, because running servers may still query
the predecessor.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from corpus.errors import EngineMissing
from store import keyword_schema as fields
from store.fields import INDEXED_FIELDS
from store.layout import GENERATION_ID

if TYPE_CHECKING:
    from pymilvus import MilvusClient

COLLECTIONS = ("units", "passages", "words")
_COMPLETE = "whole"
ROW, PASSAGE, VECTOR, WORD, SORT, COUNT = "row", "passage", "vector", "word", "sort", "units"
TEXT_FIELDS: tuple[str, ...] = (*fields.STEMMED_FIELDS, fields.EXACT)
NUMBER_FIELDS = (fields.EARLIEST, fields.LATEST, fields.DATED)
TEXT_BYTES_MAX = 65_535
"""Longest text in bytes that a Milvus field holds."""
_CONNECTION = {"grpc.keepalive_permit_without_calls": False}
"""Without this, servers may drop clients that send keep-alive pings (every 10 s) while no call is open."""
_VALUE_BYTES = 1024
_VALUES = 512


def connect(uri: str, token: str = "") -> MilvusClient:
    """Connect to Milvus at ``http://host:19530``, or at a path that ends in ``.db`` for Milvus Lite.

    Args:
        token: a token or ``user:password``; empty for none.

    Raises:
        EngineMissing: pymilvus is not installed, or Milvus cannot be reached.
    """
    try:
        from grpc import RpcError
        from pymilvus import MilvusClient, MilvusException
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[milvus]'."
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    try:
        return MilvusClient(uri, token=token, grpc_options=_CONNECTION)
    except (MilvusException, RpcError, OSError, ValueError) as error:
        raise EngineMissing(
            f"Cannot connect to Milvus at {uri}: {error}.", "Start Milvus, or correct PEREPISKA_MILVUS."
        ) from error


@contextmanager
def translating_milvus_errors() -> Iterator[None]:
    """Context manager that turns the client's errors into ``EngineMissing`` with a hint."""
    from grpc import RpcError
    from pymilvus import MilvusException

    try:
        yield
    except (MilvusException, RpcError) as error:  # the client retries most of the latter itself
        reason = error.message if isinstance(error, MilvusException) else error.details()
        raise EngineMissing(f"Milvus request failed: {reason}.", "Check that Milvus is running.") from error


def collection_name(name: str, kind: str, generation: str | None = None) -> str:
    """Return the name of a generation's collection (``units``, ``passages`` or ``words``).

    If no generation is given, it is the name of the alias that points to the published one's.
    """
    return "_".join(filter(None, (_prefix(name), generation and generation.replace("-", "_"), kind)))


def _prefix(name: str) -> str:
    """Return the prefix, unique per index, of collections; characters forbidden by Milvus are escaped."""
    return "p_" + re.sub(r"[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):x}_", name)


def create_collections(client: MilvusClient, name: str, generation: str, dimension: int) -> None:
    """Create the empty collections of a generation; leftovers of an earlier attempt are dropped.

    Args:
        dimension: the number of components of the passages' vectors.
    """
    for kind in COLLECTIONS:
        _drop(client, collection_name(name, kind, generation))
    client.create_collection(collection_name(name, "units", generation), **_units_schema(client))
    client.create_collection(
        collection_name(name, "passages", generation), **_passages_schema(client, dimension)
    )
    client.create_collection(collection_name(name, "words", generation), **_words_schema(client))


def _units_schema(client: MilvusClient) -> dict[str, Any]:
    """Return the schema and the index parameters of the collection of units, as keyword arguments."""
    from pymilvus import DataType, Function, FunctionType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    for field in TEXT_FIELDS:
        schema.add_field(
            field,
            DataType.VARCHAR,
            max_length=TEXT_BYTES_MAX,
            enable_analyzer=True,
            enable_match=True,
            analyzer_params={"tokenizer": "standard"},
        )
        if field != fields.EXACT:
            schema.add_field(bm25_field(field), DataType.SPARSE_FLOAT_VECTOR)
            schema.add_function(
                Function(
                    name=f"{field}_scored",
                    function_type=FunctionType.BM25,
                    input_field_names=[field],
                    output_field_names=[bm25_field(field)],
                )
            )
            index.add_index(
                bm25_field(field),
                index_type="SPARSE_INVERTED_INDEX",
                metric_type="BM25",
                params={"bm25_k1": 1.2, "bm25_b": 0.75},
            )
    _add_raw_fields(schema)
    return {"schema": schema, "index_params": index}


def _passages_schema(client: MilvusClient, dimension: int) -> dict[str, Any]:
    """Return the schema and the index parameters of the collection of passages, as keyword arguments."""
    from pymilvus import DataType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field(PASSAGE, DataType.INT64, is_primary=True)
    schema.add_field(ROW, DataType.INT64)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    index.add_index(VECTOR, index_type="AUTOINDEX", metric_type="IP")
    _add_raw_fields(schema)
    return {"schema": schema, "index_params": index}


def _words_schema(client: MilvusClient) -> dict[str, Any]:
    """Return the schema and the index parameters of the collection of words, as keyword arguments."""
    from pymilvus import DataType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field("key", DataType.VARCHAR, max_length=_VALUE_BYTES, is_primary=True)
    schema.add_field(SORT, DataType.VARCHAR, max_length=8)
    schema.add_field(WORD, DataType.VARCHAR, max_length=_VALUE_BYTES)
    schema.add_field(COUNT, DataType.INT64)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=2)  # Milvus requires a vector field
    index.add_index(VECTOR, index_type="AUTOINDEX", metric_type="IP")
    return {"schema": schema, "index_params": index}


def _add_raw_fields(schema: Any) -> None:
    """Add the raw fields for filters, dates included, to a schema, in place."""
    from pymilvus import DataType

    for field in INDEXED_FIELDS:
        if field.is_multivalued:
            schema.add_field(
                field.name,
                DataType.ARRAY,
                element_type=DataType.VARCHAR,
                max_capacity=_VALUES,
                max_length=_VALUE_BYTES,
            )
        else:
            schema.add_field(field.name, DataType.VARCHAR, max_length=_VALUE_BYTES)
    for name in NUMBER_FIELDS:
        schema.add_field(name, DataType.INT64)


def publish(client: MilvusClient, name: str, generation: str) -> None:
    """Mark a generation as complete, point the aliases to it, and drop all others except its predecessor."""
    predecessor = published_generation(client, name)
    _set_alias(
        client, collection_name(name, _COMPLETE, generation), collection_name(name, "units", generation)
    )
    for kind in COLLECTIONS:
        _set_alias(client, collection_name(name, kind), collection_name(name, kind, generation))
    for id in _generations(client, name) - {generation, predecessor}:
        for kind in COLLECTIONS:
            _drop(client, collection_name(name, kind, id))


def published_generation(client: MilvusClient, name: str) -> str | None:
    """Return the id of the generation that the aliases point to; None if nothing has been published."""
    if collection_name(name, COLLECTIONS[-1]) not in _aliases(client):
        return None
    target = client.describe_alias(collection_name(name, COLLECTIONS[-1]))["collection_name"]
    return next(
        (id for id in _generations(client, name) if collection_name(name, COLLECTIONS[-1], id) == target),
        None,
    )


def is_complete(client: MilvusClient, name: str, generation: str) -> bool:
    """Return whether a generation has been fed completely; an interrupted feed leaves it incomplete."""
    return bool(client.has_collection(collection_name(name, _COMPLETE, generation)))


def _generations(client: MilvusClient, name: str) -> set[str]:
    """Return the ids of the generations that have collections, complete or not."""
    pattern = re.compile(rf"{_prefix(name)}_(\w+)_(?:{'|'.join(COLLECTIONS)})")
    matches = filter(None, map(pattern.fullmatch, client.list_collections()))
    ids = {match[1].replace("_", "-") for match in matches}
    return set(filter(GENERATION_ID.fullmatch, ids))


def _aliases(client: MilvusClient, name: str = "") -> Sequence[str]:
    """Return the aliases of a collection, or all aliases if no collection is named."""
    answer: Any = client.list_aliases(name)
    return [str(alias) for alias in (answer.get("aliases", ()) if isinstance(answer, dict) else answer)]


def _set_alias(client: MilvusClient, alias: str, target: str) -> None:
    """Point an alias to a collection, creating the alias if it does not exist."""
    if alias in _aliases(client):
        client.alter_alias(target, alias)
    else:
        client.create_alias(target, alias)


def _drop(client: MilvusClient, name: str) -> None:
    """Drop a collection if it exists, after its aliases: Milvus refuses to drop a collection that has any."""
    if client.has_collection(name):
        for alias in _aliases(client, name):
            client.drop_alias(alias)
        client.drop_collection(name)


def bm25_field(field: str) -> str:
    """Return the name of the sparse vector field with the BM25 weights of a text field."""
    return f"{field}_bm25"
