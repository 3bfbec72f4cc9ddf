"""The collections of a generation in Milvus, declared once for who feeds and who asks.

``p_<name>_<generation>_units`` holds one entity a unit: the terms of its fields (those that tantivy has, in
order, parted by blanks) with a BM25 function each, and the raw fields that filters ask. ``…_passages`` has a
vector for each passage with its unit's raw fields, ``…_words`` how many units have each word. Aliases without
the generation lead to the one that was fed last.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import EngineMissing
from corpus.store import keyword_schema as fields

if TYPE_CHECKING:
    from pymilvus import MilvusClient

PARTS = ("units", "passages", "words")
ROW, PASSAGE, VECTOR, WORD, SORT, COUNT = "row", "passage", "vector", "word", "sort", "units"
TEXT_FIELDS: tuple[str, ...] = (*fields.STEMMED_FIELDS, fields.EXACT)
SINGLE_FIELDS = (
    fields.KIND, fields.EDITION, fields.MEDIUM, fields.NUMBER, fields.ARCHIVE,
)  # fmt: skip
SEVERAL_FIELDS = (
    fields.SENDER, fields.RECIPIENT, fields.CORRESPONDENT, fields.MENTIONS, fields.TOPIC, fields.YEAR,
)  # fmt: skip
NUMBER_FIELDS = (fields.EARLIEST, fields.LATEST, fields.DATED)
TEXT_BYTES = 65_535
"""The longest text that Milvus keeps in a field."""
_VALUE_BYTES = 1024
_VALUES = 512


def connect(uri: str, token: str = "") -> MilvusClient:
    """A client of a Milvus: ``http://host:19530``, or a file's path ending in ``.db`` for Milvus Lite.

    Raises:
        EngineMissing
    """
    try:
        from pymilvus import MilvusClient, MilvusException
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"The package {error.name} is missing.", "Install it with: pip install 'perepiska[milvus]'."
        ) from error
    logging.getLogger("pymilvus").setLevel(logging.ERROR)
    try:
        return MilvusClient(uri, token=token)
    except (MilvusException, OSError, ValueError) as error:
        raise EngineMissing(
            f"There is no Milvus at {uri}: {error}.", "Start it, or correct PEREPISKA_MILVUS."
        ) from error


def collection(name: str, part: str, generation: str | None = None) -> str:
    """The name of a collection; without a generation that of its alias."""
    return re.sub(r"\W", "_", "_".join(filter(None, ("p", name, generation, part))))


def create(client: MilvusClient, name: str, generation: str, dimension: int) -> None:
    """Create the collections of a generation, empty; what is left of an earlier attempt is dropped."""
    for part in PARTS:
        if client.has_collection(collection(name, part, generation)):
            client.drop_collection(collection(name, part, generation))
    client.create_collection(collection(name, "units", generation), **_units(client))
    client.create_collection(collection(name, "passages", generation), **_passages(client, dimension))
    client.create_collection(collection(name, "words", generation), **_words(client))


def _units(client: MilvusClient) -> dict[str, Any]:
    from pymilvus import DataType, Function, FunctionType

    schema, index = client.create_schema(), client.prepare_index_params()
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    for field in TEXT_FIELDS:
        schema.add_field(
            field,
            DataType.VARCHAR,
            max_length=TEXT_BYTES,
            enable_analyzer=True,
            enable_match=True,
            analyzer_params={"tokenizer": "standard"},
        )
        if field != fields.EXACT:
            schema.add_field(sparse(field), DataType.SPARSE_FLOAT_VECTOR)
            schema.add_function(
                Function(
                    name=f"{field}_scored",
                    function_type=FunctionType.BM25,
                    input_field_names=[field],
                    output_field_names=[sparse(field)],
                )
            )
            index.add_index(
                sparse(field),
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

    for field in SINGLE_FIELDS:
        schema.add_field(field, DataType.VARCHAR, max_length=_VALUE_BYTES)
    for field in SEVERAL_FIELDS:
        schema.add_field(
            field,
            DataType.ARRAY,
            element_type=DataType.VARCHAR,
            max_capacity=_VALUES,
            max_length=_VALUE_BYTES,
        )
    for field in NUMBER_FIELDS:
        schema.add_field(field, DataType.INT64)


def publish(client: MilvusClient, name: str, generation: str) -> None:
    """Lead the aliases to a generation, and drop those before it."""
    for part in PARTS:
        alias, target = collection(name, part), collection(name, part, generation)
        if alias in _aliases(client):
            client.alter_alias(target, alias)
        else:
            client.create_alias(target, alias)
    kept = {collection(name, part, generation) for part in PARTS}
    pattern = re.compile(rf"{collection(name, '')}\w*_({'|'.join(PARTS)})")
    for other in client.list_collections():
        if other not in kept and pattern.fullmatch(other):
            client.drop_collection(other)


def _aliases(client: MilvusClient) -> Sequence[str]:
    found: Any = client.list_aliases()
    return [str(alias) for alias in (found.get("aliases", ()) if isinstance(found, dict) else found)]


def sparse(field: str) -> str:
    """The field of the scored terms of a field."""
    return f"{field}_bm25"
