from datetime import date

import pytest

from search.model import Filters, SearchRequest
from search.results.relaxations import relaxations


def test_each_filter_is_left_out_once() -> None:
    filters = Filters({"sender": ("a", "b"), "kind": ("note",)}, {"topic": ("coal",)}, date(1921, 3, 1))
    found = list(relaxations(SearchRequest("lens", filters=filters, cursor="x")))
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
    ("text", "plain"),
    [
        ('"lamp oil" AND sender:Brandt', "lamp oil Brandt"),
        ("+coal -stoves", "coal stoves"),
        ("dredg* (bar~1)", "dredg bar 1"),
    ],
)
def test_operators_are_left_out_together(text: str, plain: str) -> None:
    (one,) = relaxations(SearchRequest(text))
    assert (one.name, one.request.text) == ("operators", plain)


@pytest.mark.parametrize("text", ["", "lamp oil for the bar", "a half-hour's walk"])
def test_plain_words_have_nothing_to_leave_out(text: str) -> None:
    assert list(relaxations(SearchRequest(text))) == []
