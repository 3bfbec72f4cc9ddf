"""What tests of this room share."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import HashingEncoder


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Indexes with the small edition as the index ``lighthouse``."""
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    return root


@pytest.fixture(scope="module")
def searcher(root: Path) -> Searcher:
    """The small edition, opened with the fast encoder."""
    return Searcher.open(root, NAME, settings_in(root), HashingEncoder())
