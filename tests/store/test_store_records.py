import json

import pytest

from corpus.model import Paragraph, Unit
from store.records import EDITION, REPLY, UNIT, Codec
from tests.editions import lighthouse_edition


def test_an_edition_survives_the_way_to_json_and_back() -> None:
    edition = lighthouse_edition()
    assert EDITION.decode(EDITION.encode(edition)) == edition


def test_every_unit_survives_the_way_to_json_and_back() -> None:
    for unit in lighthouse_edition().units:
        assert UNIT.decode(UNIT.encode(unit)) == unit


def test_what_is_as_it_is_unasked_is_left_out() -> None:
    unit = Unit("a/doc-1", "a", "document", "A letter", 0, (Paragraph("Dear", line=3),))
    assert json.loads(UNIT.encode(unit)) == {
        "id": "a/doc-1",
        "edition": "a",
        "kind": "document",
        "title": "A letter",
        "order": 0,
        "paragraphs": [{"text": "Dear", "line": 3}],
    }


UNIT_JSON = '{"id": "a/b", "edition": "a", "kind": "note", "title": "N", "order": %s}'


@pytest.mark.parametrize(
    ("codec", "data"),
    [
        (UNIT, ""),
        (UNIT, "[]"),
        (UNIT, "{}"),
        (UNIT, UNIT_JSON % '"1"'),
        (UNIT, UNIT_JSON % "true"),
        (UNIT, UNIT_JSON.replace("note", "poem") % "1"),
        (UNIT, UNIT_JSON % '1, "paragraphs": [{"text": 5}]'),
        (UNIT, UNIT_JSON % '1, "date": "1932-06-31"'),
        (REPLY, '{"answer": "a", "answered": "b", "confidence": 0.5, "evidence": "smell", "text": ""}'),
    ],
)
def test_what_is_not_of_it_is_refused(codec: Codec[object], data: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        codec.decode(data.encode())
