from collections.abc import Iterator

import pytest

from corpus.errors import IndexDamaged
from store.catalogue import Catalogue
from store.layout import Generation
from store.passages import PassageTable
from tests.builds import built_lighthouse
from tests.editions import EDITION


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return built_lighthouse(tmp_path_factory.mktemp("indexes"))


@pytest.fixture(scope="module")
def table(generation: Generation) -> Iterator[PassageTable]:
    opened = PassageTable.open(generation)
    yield opened
    opened.close()


def test_passages_lead_to_their_units(generation: Generation, table: PassageTable) -> None:
    ids = Catalogue.open(generation).ids()
    assert len(table) == generation.manifest.counts["passages"]
    for id in range(len(table)):
        passage = table.passage(id)
        assert (passage.id, passage.unit) == (id, ids[table.unit_rows[id]])


def test_an_unknown_passage_is_a_key_error(table: PassageTable) -> None:
    with pytest.raises(KeyError):
        table.passage(10_000)


def test_a_unit_knows_its_passages(table: PassageTable) -> None:
    passage, abstract = (table.passage(one.id) for one in table.terms_of_unit(f"{EDITION}/doc-7"))
    assert (passage.part, passage.anchor) == ("text", "p1")
    assert (abstract.part, abstract.anchor, abstract.page) == ("abstract", "abstract", None)
    assert passage.page == "25"
    assert passage.embedding_input == f"{passage.context}\n{passage.text}"


def test_a_damaged_table_is_said_to_be_damaged(generation: Generation) -> None:
    content = generation.passage_units.read_bytes()
    generation.passage_units.write_bytes(content[:20])
    with pytest.raises(IndexDamaged):
        PassageTable.open(generation)
    generation.passage_units.write_bytes(content)
