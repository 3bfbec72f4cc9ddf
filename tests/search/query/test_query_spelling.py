from __future__ import annotations

import pytest

from search.query.languages import Languages
from search.query.spelling import SpellChecker

SPELLER = SpellChecker(
    {
        "dredging": 9,
        "dredger": 5,
        "harbour": 7,
        "rare": 1,
        "brandt": 1,
        "tamm": 2,
        "coal": 4,
        "lamplighters": 3,
    },
    {"brandt", "tamm"},
    Languages(),
)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("dregding the harbor", "dredging the harbour"),
        ("Harbor!", "Harbour!"),
        ("what abot Brant?", "what abot Brandt?"),
        ("harbour coal", None),
        ("cole", None),
        ("caol", "coal"),
        ("goal", None),
        ("cool", None),
        ("Tamn", "Tamm"),
        ("lamplihgtrs", "lamplighters"),
        ("dregdin", None),
        ("HARBOR", None),
        ("what did the harbor cost the crew in that dark winter of storms", None),
        ("rar", None),
        ("xyzzy", None),
        ("1922", None),
        ("", None),
    ],
)
def test_unknown_words_are_corrected_where_they_stand(text: str, suggestion: str | None) -> None:
    asked = text.lower().strip("!?").split()
    assert SPELLER.suggest(text, asked) == suggestion


def test_words_that_are_not_looked_for_are_left_alone() -> None:
    assert SPELLER.suggest("sander:harbor", ["harbor"]) == "sander:harbour"
    assert SPELLER.suggest("harbor", []) is None
