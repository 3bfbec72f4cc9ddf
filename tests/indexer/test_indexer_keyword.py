from datetime import date
from pathlib import Path

import pytest
from tantivy import Index, Query

from corpus.errors import IndexDamaged
from corpus.text.analysis import terms
from store import keyword_schema as fields
from tests.builds import built_lighthouse
from tests.editions import EDITION, lighthouse_edition

UNITS = lighthouse_edition().units


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return fields.open_keyword_index(built_lighthouse(tmp_path_factory.mktemp("indexes")))


def found(index: Index, query: Query) -> set[str]:
    searcher = index.searcher()
    addresses = [address for _, address in searcher.search(query, 100).hits]
    rows = searcher.fast_field_values(fields.ROW, addresses)
    return {UNITS[int(row or 0)].id.removeprefix(f"{EDITION}/") for row in rows}


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        (fields.TEXT, "Perseverance", {"doc-8", "doc-8.n2"}),
        (fields.TEXT, "admires", {"doc-10"}),
        (
            fields.NAMES,
            "Selenow",
            {"doc-1", "doc-3", "doc-9", "doc-3.n1", "bio.zelenov-m"},
        ),
        (fields.HEADING, "Havre", {"doc-10"}),
        (fields.INDEX_TERMS, "coal", {"doc-9"}),
        (fields.TOPICS, "wreck", {"doc-8"}),
        (fields.ABSTRACT, "wrecks", {"doc-8"}),
        (fields.NOTES, "refloated", {"doc-8"}),
    ],
)
def test_each_field_finds_its_words(index: Index, field: str, text: str, expected: set[str]) -> None:
    assert found(index, Query.term_query(index.schema, field, terms(text)[0])) == expected


def test_phrases_need_their_words_in_order(index: Index) -> None:
    def phrase(text: str) -> Query:
        return Query.phrase_query(index.schema, fields.TEXT, list(enumerate(terms(text))))

    assert found(index, phrase("glass works at Orlets")) >= {"doc-1.n1"}
    assert found(index, phrase("Orlets at works glass")) == set()


def test_no_phrase_spans_two_notes(index: Index) -> None:
    def phrase(text: str) -> Query:
        return Query.phrase_query(index.schema, fields.NOTES, list(enumerate(terms(text))))

    assert found(index, phrase("strike lasted nine days")) == {"doc-8"}
    assert found(index, phrase("nine days the Perseverance")) == set()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("sender", "haugen-i", {"doc-6", "doc-11"}),
        ("recipient", "haugen-i", {"doc-5"}),
        ("correspondent", "haugen-i", {"doc-5", "doc-6", "doc-11"}),
        ("mentions", "odair-r", {"doc-3", "doc-8", "bio.odair-r"}),
        ("medium", "cipher", {"doc-7"}),
        ("archive", "cal, f. 12, op. 4, d. 7, ll. 19-25", {"doc-5"}),
        ("topic", "coal", {"doc-9"}),
    ],
)
def test_raw_fields_filter_by_whole_values(index: Index, field: str, value: str, expected: set[str]) -> None:
    assert found(index, Query.term_query(index.schema, field, value)) == expected


def test_days_bound_units_and_the_undated_have_none(index: Index) -> None:
    searcher = index.searcher()
    addresses = [address for _, address in searcher.search(Query.all_query(), 100).hits]
    names = (fields.ROW, fields.EARLIEST, fields.LATEST)
    values = (searcher.fast_field_values(name, addresses) for name in names)
    days = {UNITS[int(row or 0)].id: tuple(found) for row, *found in zip(*values, strict=True)}
    assert days[f"{EDITION}/doc-1.n1"] == (date(1921, 3, 4).toordinal(),) * 2
    assert days[f"{EDITION}/doc-4"] == (date(1921, 4, 2).toordinal(), date(1921, 12, 31).toordinal())
    assert days[f"{EDITION}/doc-7"] == (date(1922, 1, 1).toordinal(), date(1922, 7, 14).toordinal())
    assert days[f"{EDITION}/doc-12"] == (fields.DAY_MIN, fields.DAY_MAX)


def test_what_has_a_date_is_marked(index: Index) -> None:
    searcher = index.searcher()
    counts = [
        len(searcher.search(Query.term_query(index.schema, fields.DATED, value), 100).hits)
        for value in (0, 1)
    ]
    undated = [unit for unit in UNITS if not (unit.date and (unit.date.earliest or unit.date.latest))]
    assert counts == [len(undated), len(UNITS) - len(undated)]


def test_the_exact_field_holds_unstemmed_vocabulary(index: Index) -> None:
    vocabulary = dict(index.searcher().terms_with_prefix(fields.EXACT, "dredg"))
    assert set(vocabulary) == {"dredge", "dredgers", "dredging"}


def test_an_index_that_cannot_be_opened_is_said_to_be_damaged(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    (generation.keyword / "meta.json").unlink()
    with pytest.raises(IndexDamaged, match="perepiska index SOURCE --name lighthouse"):
        fields.open_keyword_index(generation)


def test_no_lock_is_left_for_a_manifest_to_record(tmp_path: Path) -> None:
    generation = built_lighthouse(tmp_path)
    assert not [path for path in generation.manifest.files if "lock" in path]
