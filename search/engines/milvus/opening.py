"""Opening of a generation's retrievers on the configured Milvus."""

from __future__ import annotations

from corpus.errors import EngineMissing
from search.engines.milvus.collection import MilvusCollection
from search.engines.milvus.keyword_retriever import MilvusKeywordRetriever
from search.engines.milvus.vector_retriever import MilvusVectorRetriever
from search.query.languages import Languages
from search.settings import SearchSettings
from store.layout import Generation
from store.milvus_schema import COLLECTIONS, collection_name, connect, is_complete, translating_milvus_errors
from store.vectors import PassageIds


def open_milvus(
    generation: Generation, settings: SearchSettings, units: int, unit_rows: PassageIds, languages: Languages
) -> tuple[MilvusKeywordRetriever, MilvusVectorRetriever | None]:
    """Open the keyword retriever, and the vector retriever if the generation has vectors.

    Args:
        units: the number of units.
        unit_rows: the row of the unit of each passage.

    Raises:
        EngineMissing: Milvus cannot be reached, or does not hold this generation.
    """
    client = connect(settings.milvus, settings.milvus_token)
    name, id = generation.name, generation.id
    with translating_milvus_errors():
        is_there = is_complete(client, name, id)
        for part in COLLECTIONS if is_there else ():
            client.load_collection(collection_name(name, part, id))
    if not is_there:
        raise EngineMissing(
            f"Milvus at {settings.milvus} does not hold generation {id}.",
            f"Run: perepiska feed --name {name}",
        )
    parts = [
        MilvusCollection(client, collection_name(name, part, id), settings.search_seconds)
        for part in COLLECTIONS
    ]
    keyword = MilvusKeywordRetriever(parts[0], parts[2], units, languages, settings)
    has_vectors = generation.manifest.model is not None
    return keyword, MilvusVectorRetriever(parts[1], unit_rows) if has_vectors else None
