"""The collections of a generation in Milvus, declared once for who feeds and who asks.

``p_<name>_<generation>_units`` holds one entity a unit: the terms of its fields (those that tantivy has, in
order, parted by blanks) with a BM25 function each, and the raw fields that filters ask. ``…_passages`` has a
vector for each passage with its unit's raw fields, ``…_words`` how many units have each word. The alias
``…_whole`` is there when all of a generation is. Aliases without the generation lead to the one that was fed
last; it and the one before are kept, since servers that run still ask the latter.
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
_WHOLE = "whole"
ROW, PASSAGE, VECTOR, WORD, SORT, COUNT = "row", "passage", "vector", "word", "sort", "units"
TEXT_FIELDS: tuple[str, ...] = (*fields.STEMMED_FIELDS, fields.EXACT)
NUMBER_FIELDS = (fields.EARLIEST, fields.LATEST, fields.DATED)
TEXT_BYTES_MAX = 65_535
"""The longest text that Milvus keeps in a field."""
_CONNECTION = {"grpc.keepalive_permit_without_calls": False}
"""A server may end a connection that is kept alive, every ten seconds, by a client that asks nothing."""
_VALUE_BYTES = 1024
_VALUES = 512


def connect(uri: str, token: str = "") -> MilvusClient:
    """A client of a Milvus: ``http://host:19530``, or a file's path ending in ``.db`` for Milvus Lite.

    Raises:
        EngineMissing
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
            f"There is no Milvus at {uri}: {error}.", "Start it, or correct PEREPISKA_MILVUS."
        ) from error


@contextmanager
def translating_milvus_errors() -> Iterator[None]:
    """Turn what the client raises into an error that says what to do."""
    from grpc import RpcError
    from pymilvus import MilvusException

    try:
        yield
    except (MilvusException, RpcError) as error:  # of the latter those that it does not try again
        said = error.message if isinstance(error, MilvusException) else error.details()
        raise EngineMissing(f"Milvus does not answer: {said}.", "See whether it runs.") from error


def collection_name(name: str, part: str, generation: str | None = None) -> str:
    """The name of a collection; without a generation that of its alias."""
    return "_".join(filter(None, (_plain(name), generation and generation.replace("-", "_"), part)))


def _plain(name: str) -> str:
    """What all names of an index begin with, never the same for two; signs that Milvus refuses are coded."""
    return "p_" + re.sub(r"[^A-Za-z0-9]", lambda found: f"_{ord(found[0]):x}_", name)


def create(client: MilvusClient, name: str, generation: str, dimension: int) -> None:
    """Create the collections of a generation, empty; what is left of an earlier attempt is dropped."""
    for part in COLLECTIONS:
        _drop(client, collection_name(name, part, generation))
    client.create_collection(collection_name(name, "units", generation), **_units(client))
    client.create_collection(collection_name(name, "passages", generation), **_passages(client, dimension))
    client.create_collection(collection_name(name, "words", generation), **_words(client))


def _units(client: MilvusClient) -> dict[str, Any]:
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
    _add_raw(schema)
    return {"schema": schema, "index_params": index}


def _passages(client: MilvusClient, dimension: int) -> dict[str, Any]:
    from pymilvus import DataType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field(PASSAGE, DataType.INT64, is_primary=True)
    schema.add_field(ROW, DataType.INT64)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
    index.add_index(VECTOR, index_type="AUTOINDEX", metric_type="IP")
    _add_raw(schema)
    return {"schema": schema, "index_params": index}


def _words(client: MilvusClient) -> dict[str, Any]:
    from pymilvus import DataType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field("key", DataType.VARCHAR, max_length=_VALUE_BYTES, is_primary=True)
    schema.add_field(SORT, DataType.VARCHAR, max_length=8)
    schema.add_field(WORD, DataType.VARCHAR, max_length=_VALUE_BYTES)
    schema.add_field(COUNT, DataType.INT64)
    schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=2)  # a collection must have one
    index.add_index(VECTOR, index_type="AUTOINDEX", metric_type="IP")
    return {"schema": schema, "index_params": index}


def _add_raw(schema: Any) -> None:
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
    """Say that a generation is whole, lead the aliases to it, and drop those but it and the one before."""
    before = published_generation(client, name)
    _lead(client, collection_name(name, _WHOLE, generation), collection_name(name, "units", generation))
    for part in COLLECTIONS:
        _lead(client, collection_name(name, part), collection_name(name, part, generation))
    for id in _generations(client, name) - {generation, before}:
        for part in COLLECTIONS:
            _drop(client, collection_name(name, part, id))


def published_generation(client: MilvusClient, name: str) -> str | None:
    """The generation that the aliases lead to: the last that was fed to the end."""
    if collection_name(name, COLLECTIONS[-1]) not in _aliases(client):
        return None
    target = client.describe_alias(collection_name(name, COLLECTIONS[-1]))["collection_name"]
    return next(
        (id for id in _generations(client, name) if collection_name(name, COLLECTIONS[-1], id) == target),
        None,
    )


def is_complete(client: MilvusClient, name: str, generation: str) -> bool:
    """Whether all of a generation is there; a feed that was killed leaves a part."""
    return bool(client.has_collection(collection_name(name, _WHOLE, generation)))


def _generations(client: MilvusClient, name: str) -> set[str]:
    """The generations of an index of which there are collections, whole or not."""
    own = re.compile(rf"{_plain(name)}_(\w+)_(?:{'|'.join(COLLECTIONS)})")
    found = filter(None, map(own.fullmatch, client.list_collections()))
    ids = {match[1].replace("_", "-") for match in found}
    return set(filter(GENERATION_ID.fullmatch, ids))


def _aliases(client: MilvusClient, name: str = "") -> Sequence[str]:
    found: Any = client.list_aliases(name)
    return [str(alias) for alias in (found.get("aliases", ()) if isinstance(found, dict) else found)]


def _lead(client: MilvusClient, alias: str, target: str) -> None:
    if alias in _aliases(client):
        client.alter_alias(target, alias)
    else:
        client.create_alias(target, alias)


def _drop(client: MilvusClient, name: str) -> None:
    """Drop a collection if it is there, and first its aliases: with any, Milvus would not."""
    if client.has_collection(name):
        for alias in _aliases(client, name):
            client.drop_alias(alias)
        client.drop_collection(name)


def bm25_field(field: str) -> str:
    """The field of the scored terms of a field."""
    return f"{field}_bm25"
