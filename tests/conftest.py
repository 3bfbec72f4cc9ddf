"""Fixtures of all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from corpus.model import Edition
from corpus.readers import read_edition
from tests.servers import milvus_server

os.environ["HF_HUB_OFFLINE"] = "1"
settings.register_profile("steady", deadline=None)  # a busy machine must not fail a test
settings.load_profile("steady")

FIXTURES = Path(__file__).parent / "fixtures"


class CompiledTemplates(BytecodeCache):
    """Compiled page templates, shared by all applications of a test run."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Set the code of a template that another application has compiled."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store the code of a template that has just been compiled."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


# Compiling the templates takes most of the first request to an application, and most tests make their own.
Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}


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


@pytest.fixture(scope="session")
def book(book_path: Path) -> Edition:
    """That edition as it is read."""
    return read_edition(book_path)


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty Milvus Lite server; skipped where it is not installed."""
    with milvus_server(tmp_path_factory.mktemp("milvus")) as address:
        yield address
