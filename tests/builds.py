"""Builds of the small edition, for tests of all rooms."""

from __future__ import annotations

from pathlib import Path

from cli.settings import Settings, load_settings
from corpus.model import Edition
from encoders.encoder import Encoder
from indexer.build import BuildReport, build
from search.engines.local.keyword_retriever import KeywordArm
from search.query.languages import Languages
from store.catalogue import Catalogue
from store.layout import Generation, open_generation
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


def open_keyword(generation: Generation) -> KeywordArm:
    """The keyword side of a generation in English alone."""
    return KeywordArm(generation, Languages(), Catalogue.open(generation), Settings())
