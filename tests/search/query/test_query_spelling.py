from __future__ import annotations

import pytest

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
    assert SPELLER.suggest(text, asked, asked) == suggestion


def test_words_that_are_not_looked_for_are_left_alone() -> None:
    assert SPELLER.suggest("sander:harbor", ["harbor"], ["harbor"]) == "sander:harbour"
    assert SPELLER.suggest("harbor", [], ["harbor"]) is None


def test_words_that_occur_are_left_alone() -> None:
    assert SPELLER.suggest("harbor", ["harbor"], []) is None
    assert SPELLER.suggest("dregding harbor", ["dregding", "harbor"], ["harbor"]) == "dregding harbour"


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("ocal", None),
        ("laco", None),
        ("caol", "coal"),
        ("cola", "coal"),
        ("coals", None),
        ("harbuur", "harbour"),
        ("hrbour", "harbour"),
        ("harvour", "harbour"),
        ("dredges", None),
        ("randt", "brandt"),
        ("grandt", None),
        ("bramdt", "brandt"),
        ("harbuor", "harbour"),
        ("habroru", None),
        ("гарбор", None),
        ("coal7", None),
    ],
)
def test_letters_are_transposed_side_by_side_only(word: str, suggestion: str | None) -> None:
    assert SPELLER.suggest(word, [word], [word]) == suggestion


@pytest.mark.parametrize(("word", "similar"), [("coat", ["coal"]), ("tam", []), ("1922", []), ("x", [])])
def test_short_words_and_figures_have_no_similar_ones(word: str, similar: list[str]) -> None:
    assert SPELLER.similar(word) == similar
