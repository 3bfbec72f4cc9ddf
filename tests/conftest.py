"""What tests of all rooms share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers import milvus_server

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile("steady", deadline=None)  # a busy machine must not fail a test
settings.load_profile("steady")

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def book_path() -> Path:
    """The edition named by PEREPISKA_EDITION; tests that need it are skipped elsewhere."""
    named = os.environ.get("PEREPISKA_EDITION")
    if not named:
        pytest.skip("PEREPISKA_EDITION is not set: the book is in copyright and not part of the project")
    path = Path(named)
    if not path.is_file():
        pytest.skip(f"PEREPISKA_EDITION names {named}, which is not a file")
    return path


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Milvus Lite server; skipped where it is not installed."""
    with milvus_server(tmp_path_factory.mktemp("milvus")) as address:
        yield address
