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
from indexer.postgres import feed_tables
from search.model import SearchRequest
from search.service import Searcher
from store.layout import Generation
from store.milvus_schema import PARTS, collection, connect, is_whole, published
from tests.builds import NAME, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.servers import milvus_server

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytest.importorskip("pymilvus", reason="pymilvus is not installed")
pytestmark = pytest.mark.slow

HALF = """
import sys, time
import perepiska, indexer.milvus, indexer.postgres

def stop(*_):
    print("half", flush=True)
    time.sleep(3600)

def stopped_after_units(client, name, entities, insert=indexer.milvus._insert):
    insert(client, name, entities)
    stop()

def stopped_before_passages(statements, written=indexer.postgres.as_postgres):
    return stop() if "passages" in statements else written(statements)

if sys.argv[1] == "milvus":
    indexer.milvus._insert = stopped_after_units
else:
    indexer.postgres.as_postgres = stopped_before_passages
perepiska.main(["feed", "--name", sys.argv[2]])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with milvus_server(tmp_path) as address:
        yield address


def searched(generation: Generation, milvus: str, database: str = "") -> int:
    settings = settings_in(generation.folder.parents[1], engine="milvus", milvus=milvus, database=database)
    return Searcher(generation, settings, HashingEncoder()).search(SearchRequest("a lamp")).total


def kill_half_way(place: str, root: Path, milvus: str, database: str) -> None:
    """Feed the published generation in another process, and kill it when a part of it is written."""
    environment = os.environ | {
        "PEREPISKA_INDEXES": str(root), "PEREPISKA_MILVUS": milvus, "PEREPISKA_DATABASE": database,
    }  # fmt: skip
    feeding = subprocess.Popen(
        [sys.executable, "-c", HALF, place, NAME], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert feeding.stdout
    with feeding:
        assert feeding.stdout.readline() == "half\n"
        feeding.kill()


@pytest.mark.parametrize("place", ["milvus", "postgres"])
def test_a_feed_that_is_killed_leaves_what_answered_before(
    server: str, postgres: str, tmp_path: Path, place: str
) -> None:
    first = built_lighthouse(tmp_path)
    feed_tables(first, postgres)
    feed(first, connect(server))
    second = built_lighthouse(tmp_path)
    kill_half_way(place, tmp_path, server, postgres)
    client = connect(server)
    assert published(client, NAME) == first.id
    assert not is_whole(client, NAME, second.id)
    assert searched(first, server, postgres)
    with pytest.raises(EngineMissing, match=r"does not hold|no schema"):
        searched(second, server, postgres)
    feed_tables(second, postgres, published(client, NAME))
    feed(second, client)
    assert published(client, NAME) == second.id
    assert searched(second, server, postgres) == searched(first, server, postgres)


def test_the_last_and_the_one_before_are_kept(server: str, tmp_path: Path) -> None:
    client = connect(server)
    fed = [built_lighthouse(tmp_path) for _ in range(3)]
    for one in fed:
        assert feed(one, client) == ()
    there = set(client.list_collections())
    assert there == {collection(NAME, part, one.id) for part in PARTS for one in fed[1:]}
    for part in PARTS:
        assert client.describe_alias(collection(NAME, part))["collection_name"] in there
    assert searched(fed[1], server)
    assert feed(fed[2], client) == ()
    assert published(client, NAME) == fed[2].id


def test_an_index_leaves_those_of_other_names_alone(server: str, tmp_path: Path) -> None:
    client, generation = connect(server), built_lighthouse(tmp_path)
    names = (f"{NAME}-2", f"{NAME}_2", NAME)
    for name in names:
        feed(replace(generation, name=name), client)
    assert [published(client, name) for name in names] == [generation.id] * len(names)
