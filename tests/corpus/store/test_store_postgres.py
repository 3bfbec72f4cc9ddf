"""The catalogue in a PostgreSQL of the test's own answers as the files do."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import EngineMissing, UnknownUnit
from corpus.store.catalogue import Catalogue
from corpus.store.layout import Generation
from corpus.store.passages import PassageTable
from indexer.postgres import feed_tables
from search.model import SearchRequest
from search.service import Searcher
from tests.builds import NAME, build_lighthouse, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.slow
BIN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a free port, ended afterwards. It refuses to run as root, who lends it to ``nobody``."""
    if BIN is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tmp_path_factory.mktemp("postgres") / "data"
    folder.mkdir()
    as_other = []
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
        for parent in (folder.parent, *list(folder.parents)[1:3]):
            parent.chmod(0o755)
        as_other = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    subprocess.run([*as_other, BIN / "initdb", "-D", folder, "-A", "trust", "-U", "reader"],
                   check=True, capture_output=True)  # fmt: skip
    server = subprocess.Popen(
        [*as_other, BIN / "postgres", "-D", folder, "-p", str(port), "-h", "127.0.0.1", "-k", ""],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"postgresql://reader@127.0.0.1:{port}/postgres"
    try:
        for _ in range(200):
            try:
                psycopg.connect(address).close()
                break
            except psycopg.OperationalError:
                assert server.poll() is None
                subprocess.run(["sleep", "0.05"], check=True)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # does not wait for clients
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def generation(address: str, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    generation = built_lighthouse(tmp_path_factory.mktemp("indexes"))
    feed_tables(generation, address)
    return generation


def test_units_references_and_registers_are_the_same(address: str, generation: Generation) -> None:
    files, server = Catalogue.open(generation), Catalogue.open(generation, address)
    assert list(server.all_units()) == list(files.all_units())
    for id in files.ids():
        assert server.notes_of(id) == files.notes_of(id)
        assert server.previous_next(id) == files.previous_next(id)
        assert server.references_to(id) == files.references_to(id)
        assert server.replies_of(id) == files.replies_of(id)
        assert server.row(id) == files.row(id)
    assert server.persons() == files.persons()
    assert server.topics() == files.topics()
    assert server.units_of_person("brandt-a") == files.units_of_person("brandt-a")
    assert server.units_on_page(EDITION, "11") == files.units_on_page(EDITION, "11")
    with pytest.raises(UnknownUnit):
        server.unit("nobody/has-this'; --")
    server.close()


def test_passages_are_the_same(address: str, generation: Generation) -> None:
    files, server = PassageTable.open(generation), PassageTable.open(generation, address)
    assert server.passages(range(len(files))) == files.passages(range(len(files)))
    assert server.outlines(f"{EDITION}/doc-8") == files.outlines(f"{EDITION}/doc-8")


def test_a_search_reads_from_the_server(address: str, generation: Generation) -> None:
    root = generation.folder.parents[1]
    local, remote = (
        Searcher.open(root, NAME, settings_in(root, database=given), HashingEncoder())
        for given in ("", address)
    )
    request = SearchRequest("a lamp for the harbour")
    given, found = local.search(request), remote.search(request)
    assert [hit.unit for hit in found.hits] == [hit.unit for hit in given.hits]
    assert [hit.passages for hit in found.hits] == [hit.passages for hit in given.hits]


def test_the_next_generation_takes_the_place_of_the_last(address: str, tmp_path: Path) -> None:
    first = built_lighthouse(tmp_path)
    feed_tables(first, address)
    build_lighthouse(tmp_path)
    from corpus.store.layout import open_generation

    second = open_generation(tmp_path, NAME)
    feed_tables(second, address)
    Catalogue.open(second, address).close()
    with pytest.raises(EngineMissing, match="no schema"):
        Catalogue.open(first, address)


def test_a_server_that_does_not_answer_is_named(generation: Generation) -> None:
    with pytest.raises(EngineMissing, match="PEREPISKA_DATABASE"):
        Catalogue.open(generation, "postgresql://reader@127.0.0.1:9/postgres")
