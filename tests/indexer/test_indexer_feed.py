"""What feeds leave behind: of each index the last generation and the one before; a half one never answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import EngineMissing
from indexer.milvus import feed
from search.model import SearchRequest
from search.searcher import Searcher
from store.layout import Generation
from store.milvus_schema import COLLECTIONS, collection_name, connect, is_complete, published_generation
from tests.builds import NAME, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.servers import milvus_server

pytest.importorskip("pymilvus", reason="pymilvus is not installed")
pytestmark = pytest.mark.slow

HALF = """
import sys, time
import perepiska, indexer.milvus

def stopped_after_units(client, name, entities, insert=indexer.milvus._insert):
    insert(client, name, entities)
    print("half", flush=True)
    time.sleep(3600)

indexer.milvus._insert = stopped_after_units
perepiska.main(["feed", "--name", sys.argv[1]])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with milvus_server(tmp_path) as address:
        yield address


def searched(generation: Generation, milvus: str) -> int:
    settings = settings_in(generation.directory.parents[1], engine="milvus", milvus=milvus)
    return Searcher(generation, settings, HashingEncoder()).search(SearchRequest("a lamp")).total


def kill_half_way(root: Path, milvus: str) -> None:
    """Feed the published generation in another process, and kill it when a part of it is written."""
    environment = os.environ | {"PEREPISKA_INDEXES": str(root), "PEREPISKA_MILVUS": milvus}
    feeding = subprocess.Popen(
        [sys.executable, "-c", HALF, NAME], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert feeding.stdout
    with feeding:
        assert feeding.stdout.readline() == "half\n"
        feeding.kill()


def test_a_feed_that_is_killed_leaves_what_answered_before(server: str, tmp_path: Path) -> None:
    first = built_lighthouse(tmp_path)
    feed(first, connect(server))
    second = built_lighthouse(tmp_path)
    kill_half_way(tmp_path, server)
    client = connect(server)
    assert published_generation(client, NAME) == first.id
    assert not is_complete(client, NAME, second.id)
    assert searched(first, server)
    with pytest.raises(EngineMissing, match="does not hold"):
        searched(second, server)
    feed(second, client)
    assert published_generation(client, NAME) == second.id
    assert searched(second, server) == searched(first, server)


def test_the_last_and_the_one_before_are_kept(server: str, tmp_path: Path) -> None:
    client = connect(server)
    fed = [built_lighthouse(tmp_path) for _ in range(3)]
    for one in fed:
        assert feed(one, client) == ()
    there = set(client.list_collections())
    assert there == {collection_name(NAME, part, one.id) for part in COLLECTIONS for one in fed[1:]}
    for part in COLLECTIONS:
        assert client.describe_alias(collection_name(NAME, part))["collection_name"] in there
    assert searched(fed[1], server)
    assert feed(fed[2], client) == ()
    assert published_generation(client, NAME) == fed[2].id


def test_an_index_leaves_those_of_other_names_alone(server: str, tmp_path: Path) -> None:
    client, generation = connect(server), built_lighthouse(tmp_path)
    names = (f"{NAME}-2", f"{NAME}_2", NAME)
    for name in names:
        feed(replace(generation, name=name), client)
    assert [published_generation(client, name) for name in names] == [generation.id] * len(names)
