from datetime import date

import pytest

from search.model import Filters, SearchRequest
from search.query.grammar import parse_query
from search.results.relaxations import relaxations


def test_each_filter_is_left_out_once() -> None:
    filters = Filters({"sender": ("a", "b"), "kind": ("note",)}, {"topic": ("coal",)}, date(1921, 3, 1))
    found = list(relaxations(SearchRequest("lens", filters=filters, cursor="x"), parse_query("lens")))
    assert [(one.name, one.value, one.excluded) for one in found] == [
        ("sender", "a", False),
        ("sender", "b", False),
        ("kind", "note", False),
        ("topic", "coal", True),
        ("date", "1921-03-01 – ", False),
    ]
    assert found[0].request.filters.include == {"sender": ("b",), "kind": ("note",)}
    assert found[2].request.filters.include == {"sender": ("a", "b")}
    assert found[3].request.filters.exclude == {}
    assert found[4].request.filters.earliest is None
    assert all(one.request.cursor is None for one in found)


@pytest.mark.parametrize(
    ("text", "less"),
    [
        ('"lamp oil" AND sender:Brandt', ["sender:Brandt", '"lamp oil"', "lamp oil Brandt"]),
        ("+coal -stoves", ["coal NOT stoves", "+coal", "coal"]),
        ("harvest -wheat", ["harvest"]),
        ("NOT (wheat OR rye) harvest", ["harvest"]),
        ("dredg* (bar~1)", ["bar~1", "dredg*", "dredg bar"]),
        (
            "lens AND (lamp OR oil NOT coal)",
            ["lamp OR oil NOT coal", "lens", "lens AND (lamp OR oil)", "lens lamp oil"],
        ),
        ("kind:note lamp", ["lamp", "note lamp"]),
        ('"lamp oil"', ["lamp oil"]),
        ("-wheat", []),
    ],
)
def test_each_condition_is_left_out_once(text: str, less: list[str]) -> None:
    found = list(relaxations(SearchRequest(text), parse_query(text)))
    assert [one.request.text for one in found] == less
    assert [one.name for one in found] == ["condition"] * (len(less) - 1) + ["operators"] * bool(less)


@pytest.mark.parametrize("text", ["", "lamp oil for the bar", "a half-hour's walk"])
def test_plain_words_have_nothing_to_leave_out(text: str) -> None:
    assert list(relaxations(SearchRequest(text), parse_query(text))) == []
