"""A Milvus that ends, comes back or hangs: each is told, none is waited for without end."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from corpus.errors import EngineMissing
from indexer.milvus import feed
from search.engines.milvus.collection import MilvusCollection
from search.model import SearchRequest
from search.searcher import Searcher
from store.milvus_schema import collection_name, connect
from tests.builds import NAME, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.servers import SECONDS, free_port, milvus_process

pytest.importorskip("pymilvus", reason="pymilvus is not installed")
pytestmark = pytest.mark.slow


def test_a_milvus_that_ends_is_named_and_one_that_comes_back_answers(tmp_path: Path) -> None:
    generation, port = built_lighthouse(tmp_path), free_port()
    address = f"http://127.0.0.1:{port}"
    settings = settings_in(tmp_path, engine="milvus", milvus=address, search_seconds=SECONDS)
    with milvus_process(tmp_path, port):
        feed(generation, connect(address))
        searcher = Searcher(generation, settings, HashingEncoder())
        total = searcher.search(SearchRequest("a lamp")).total
    with pytest.raises(EngineMissing, match="Milvus request failed"):
        searcher.search(SearchRequest("a lamp"))
    with milvus_process(tmp_path, port):
        assert total_in_the_end(searcher) == total > 0


def total_in_the_end(searcher: Searcher) -> int:
    """Ask until the client has found its server again, as readers do."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            return searcher.search(SearchRequest("a lamp")).total
        except EngineMissing:
            assert time.monotonic() < end
            time.sleep(0.2)


def test_a_milvus_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    generation, port = built_lighthouse(tmp_path), free_port()
    with milvus_process(tmp_path, port) as server:
        client = connect(f"http://127.0.0.1:{port}")
        feed(generation, client)
        asked = MilvusCollection(client, collection_name(NAME, "units", generation.id), 0.5)
        server.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(EngineMissing, match="Milvus request failed"):
                list(asked.all("row >= 0", ["row"], 10))
        finally:
            server.send_signal(signal.SIGCONT)
