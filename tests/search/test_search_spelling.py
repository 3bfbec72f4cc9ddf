from __future__ import annotations

import pytest

from search.spelling import Speller

SPELLER = Speller({"dredging": 9, "dredger": 5, "harbour": 7, "rare": 1, "brandt": 1, "coal": 4}, {"brandt"})


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("dregding the harbor", "dredging the harbour"),
        ("Harbor!", "harbour!"),
        ("what abot Brant?", "what abot brandt?"),
        ("harbour coal", None),
        ("cole", None),
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
