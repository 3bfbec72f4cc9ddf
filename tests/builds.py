"""Builds of the small edition, for tests of all rooms."""

from __future__ import annotations

from pathlib import Path

from cli.settings import Settings, load_settings
from corpus.model import Edition
from encoders.encoder import Encoder
from indexer.build import BuildReport, build
from search.engines.local.keyword_retriever import LocalKeywordRetriever
from search.engines.local.vector_retriever import LocalVectorRetriever
from search.engines.semantic_retriever import SemanticRetriever
from search.query.languages import Languages
from store.catalogue import Catalogue
from store.layout import Generation, open_generation
from store.passages import PassageTable
from store.vectors import VectorIndex
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition

NAME = "lighthouse"


def settings_in(root: Path, **given: object) -> Settings:
    """Settings whose indexes and cache lie in a test's own folder."""
    return load_settings(indexes=root, cache=root / "cache", **given)


def build_lighthouse(
    root: Path,
    *,
    encoder: Encoder | None = None,
    settings: Settings | None = None,
    edition: Edition | None = None,
) -> BuildReport:
    """Build the small edition as the index ``lighthouse``, by default with the fast encoder."""
    return build(
        [edition or lighthouse_edition()],
        root=root,
        name=NAME,
        settings=settings or settings_in(root),
        encoder=encoder or HashingEncoder(),
    )


def built_lighthouse(root: Path) -> Generation:
    """A freshly built and opened generation."""
    build_lighthouse(root)
    return open_generation(root, NAME)


def open_semantic(generation: Generation, share: float = 0.0) -> SemanticRetriever:
    """The semantic retriever of a generation."""
    unit_rows = PassageTable.open(generation).unit_rows
    vectors = LocalVectorRetriever(VectorIndex.open(generation), unit_rows)
    return SemanticRetriever(generation, vectors, unit_rows, share)


def open_keyword(generation: Generation) -> LocalKeywordRetriever:
    """The keyword side of a generation in English alone."""
    return LocalKeywordRetriever(generation, Languages(), Catalogue.open(generation), Settings())
