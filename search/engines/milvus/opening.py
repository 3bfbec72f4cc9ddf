"""Opens the retrievers of a generation in the Milvus that is set."""

from __future__ import annotations

from corpus.errors import EngineMissing
from search.engines.milvus.collection import MilvusCollection
from search.engines.milvus.keyword_retriever import MilvusKeywordRetriever
from search.engines.milvus.vector_retriever import MilvusVectorRetriever
from search.query.languages import Languages
from search.settings import SearchSettings
from store.layout import Generation
from store.milvus_schema import PARTS, collection, connect, is_whole, reached_milvus
from store.vectors import Passages


def open_milvus(
    generation: Generation, settings: SearchSettings, units: int, unit_rows: Passages, languages: Languages
) -> tuple[MilvusKeywordRetriever, MilvusVectorRetriever | None]:
    """Open both retrievers; of an index without vectors that of keywords alone.

    Raises:
        EngineMissing: there is no Milvus, or it was not fed this generation.
    """
    client = connect(settings.milvus, settings.milvus_token)
    name, id = generation.name, generation.id
    with reached_milvus():
        is_there = is_whole(client, name, id)
        for part in PARTS if is_there else ():
            client.load_collection(collection(name, part, id))
    if not is_there:
        raise EngineMissing(
            f"The Milvus at {settings.milvus} does not hold the generation {id}.",
            f"Feed it: perepiska feed --name {name}",
        )
    parts = [MilvusCollection(client, collection(name, part, id), settings.search_seconds) for part in PARTS]
    keyword = MilvusKeywordRetriever(parts[0], parts[2], units, languages, settings)
    has_vectors = generation.manifest.model is not None
    return keyword, MilvusVectorRetriever(parts[1], unit_rows) if has_vectors else None
