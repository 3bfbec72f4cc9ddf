"""Opens the engine that is set: tantivy and faiss in this process, or a Milvus."""

from __future__ import annotations

from dataclasses import dataclass

from encoders.encoder import Encoder
from search.engines.local.keyword_retriever import KeywordArm
from search.engines.local.semantic_retriever import MeaningArm, QueryEncoder
from search.engines.protocols import Backend, KeywordSearch, NearMeaning
from search.query.languages import Languages
from search.settings import SearchSettings
from store.catalogue import Catalogue
from store.layout import Generation
from store.passages import PassageTable
from store.unit_table import UnitTable


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine's two arms, and both behind one protocol."""

    keyword: KeywordSearch
    meaning: MeaningArm
    backend: Backend


def open_engine(
    generation: Generation,
    settings: SearchSettings,
    table: UnitTable,
    passages: PassageTable,
    catalogue: Catalogue,
    encoder: Encoder | None = None,
) -> Engine:
    """The engine of a generation.

    Raises:
        EngineMissing: it cannot be reached, or was not fed this generation.
    """
    languages = Languages.of(table.columns["language"])
    queries = QueryEncoder(generation, encoder, settings.model)
    keyword: KeywordSearch
    near: NearMeaning | None = None
    if settings.engine == "milvus":
        from search.engines.milvus.retrievers import open_milvus

        keyword, vectors, near = open_milvus(generation, settings, len(table), len(passages), languages)
        meaning = MeaningArm(generation, passages.unit_rows, settings.weight_words, vectors)
    else:
        keyword = KeywordArm(generation, languages, catalogue, settings)
        meaning = MeaningArm(generation, passages.unit_rows, settings.weight_words)
    return Engine(keyword, meaning, Backend(keyword, meaning, queries, settings.coordination, near))
