"""The catalogue in a PostgreSQL of the test's own answers as the files do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import EngineMissing, UnknownUnit
from indexer.postgres import feed_tables
from search.model import SearchRequest
from search.service import Searcher
from store.catalogue import Catalogue
from store.layout import Generation
from store.passages import PassageTable
from tests.builds import NAME, built_lighthouse, settings_in
from tests.doubles import HashingEncoder
from tests.editions import EDITION

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def generation(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    generation = built_lighthouse(tmp_path_factory.mktemp("indexes"))
    feed_tables(generation, postgres)
    return generation


def test_units_references_and_registers_are_the_same(postgres: str, generation: Generation) -> None:
    files, server = Catalogue.open(generation), Catalogue.open(generation, postgres)
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


def test_passages_are_the_same(postgres: str, generation: Generation) -> None:
    files, server = PassageTable.open(generation), PassageTable.open(generation, postgres)
    assert server.passages(range(len(files))) == files.passages(range(len(files)))
    assert server.outlines(f"{EDITION}/doc-8") == files.outlines(f"{EDITION}/doc-8")


def test_a_search_reads_from_the_server(postgres: str, generation: Generation) -> None:
    root = generation.folder.parents[1]
    local, remote = (
        Searcher.open(root, NAME, settings_in(root, database=given), HashingEncoder())
        for given in ("", postgres)
    )
    request = SearchRequest("a lamp for the harbour")
    given, found = local.search(request), remote.search(request)
    assert [hit.unit for hit in found.hits] == [hit.unit for hit in given.hits]
    assert [hit.passages for hit in found.hits] == [hit.passages for hit in given.hits]


def test_the_next_generation_takes_the_place_of_the_last(postgres: str, tmp_path: Path) -> None:
    first, second = built_lighthouse(tmp_path), built_lighthouse(tmp_path)
    feed_tables(first, postgres)
    feed_tables(second, postgres, before=first.id)
    Catalogue.open(first, postgres).close()
    feed_tables(second, postgres)
    Catalogue.open(second, postgres).close()
    with pytest.raises(EngineMissing, match="no schema"):
        Catalogue.open(first, postgres)


def test_an_index_leaves_those_of_other_names_alone(postgres: str, generation: Generation) -> None:
    others = [replace(generation, name=name) for name in (f"{NAME}-2", NAME.upper(), "n" * 100)]
    for one in (*others, generation):
        feed_tables(one, postgres)
    for one in (*others, generation):
        Catalogue.open(one, postgres).close()


def test_a_connection_that_was_lost_is_made_anew(postgres: str, generation: Generation) -> None:
    catalogue = Catalogue.open(generation, postgres)
    ids = catalogue.ids()
    with psycopg.connect(postgres, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    assert catalogue.ids() == ids
    catalogue.close()


def test_a_server_that_does_not_answer_is_named(generation: Generation) -> None:
    with pytest.raises(EngineMissing, match="PEREPISKA_DATABASE"):
        Catalogue.open(generation, "postgresql://reader@127.0.0.1:9/postgres")
