"""Opening of the configured engine: tantivy and faiss in this process, or Milvus."""

from __future__ import annotations

from encoders.encoder import Encoder
from search.engines.local.keyword_retriever import LocalKeywordRetriever
from search.engines.local.vector_retriever import LocalVectorRetriever
from search.engines.protocols import KeywordRetriever, VectorRetriever
from search.engines.query_encoder import QueryEncoder
from search.engines.retrieval import Retrieval
from search.engines.semantic_retriever import SemanticRetriever
from search.query.languages import Languages
from search.settings import SearchSettings
from store.catalogue import Catalogue
from store.layout import Generation
from store.passages import PassageTable
from store.unit_table import UnitTable
from store.vectors import VectorIndex


def open_engine(
    generation: Generation,
    settings: SearchSettings,
    table: UnitTable,
    passages: PassageTable,
    catalogue: Catalogue,
    encoder: Encoder | None = None,
) -> Retrieval:
    """Open the retrievers and the query encoder of a generation.

    Args:
        encoder: an encoder that is already loaded, to be used instead of the generation's.

    Raises:
        EngineMissing: Milvus cannot be reached, or does not hold this generation.
        IndexDamaged: a file of the local engine cannot be read.
    """
    languages = Languages.of(table.columns["language"], catalogue)
    keyword: KeywordRetriever
    vectors: VectorRetriever | None = None
    if settings.engine == "milvus":
        from search.engines.milvus.opening import open_milvus

        keyword, vectors = open_milvus(generation, settings, len(table), passages.unit_rows, languages)
    else:
        keyword = LocalKeywordRetriever(generation, languages, catalogue, settings)
        if generation.manifest.model is not None:
            vectors = LocalVectorRetriever(VectorIndex.open(generation), passages.unit_rows)
    semantic = SemanticRetriever(generation, vectors, passages.unit_rows, settings.weight_words)
    query_encoder = QueryEncoder(generation, encoder, settings.model)
    return Retrieval(keyword, semantic, query_encoder, settings.coordination)
