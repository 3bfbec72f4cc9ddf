from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Edition
from encoders.packaged_model import PackagedModel
from encoders.registry import E5, MINILM, MPNET
from indexer.model_choice import LARGE_PASSAGES_MAX, choose_model
from tests.editions import lighthouse_edition


def edition(*languages: str) -> Edition:
    """The small edition with its units in some languages, one after the other."""
    lighthouse = lighthouse_edition()
    units = (
        replace(unit, language=languages[at % len(languages)]) for at, unit in enumerate(lighthouse.units)
    )
    return replace(lighthouse, units=tuple(units))


@pytest.mark.parametrize(
    ("languages", "installed", "expected"),
    [
        (("en",), (), MINILM),
        (("en-GB",), (E5,), MINILM),
        (("en",), (E5, MPNET), MPNET),
        (("de",), (E5, MPNET), E5),
        (("de-AT",), (MPNET,), MINILM),
        (("en", "fr"), (E5, MPNET), E5),
        (("ja",), (), MINILM),
    ],
)
def test_the_best_installed_model_for_the_languages_is_chosen(
    languages: tuple[str, ...], installed: tuple[PackagedModel, ...], expected: PackagedModel
) -> None:
    choice = choose_model([edition(*languages)], 60, lambda model: model in installed)
    assert choice.model == expected
    assert expected.name in choice.notices[0]


def test_a_better_model_that_is_missing_is_named_with_its_command() -> None:
    (_, german) = choose_model([edition("de")], 60, lambda model: False).notices
    assert german == f"{E5.name} would find more in de (91 MB): {E5.install}"
    (_, english) = choose_model([edition("en")], 60, lambda model: False).notices
    assert MPNET.install in english
    assert "min" in english


def test_a_large_edition_takes_the_small_model() -> None:
    large = replace(lighthouse_edition(), units=lighthouse_edition().units * LARGE_PASSAGES_MAX)
    choice = choose_model([large], 60, lambda model: True)
    assert choice.model == MINILM
    assert "passages" in choice.notices[0]


@pytest.mark.parametrize("is_installed", [True, False])
def test_an_edition_without_words_takes_the_small_model(is_installed: bool) -> None:
    silent = replace(
        lighthouse_edition(), units=tuple(replace(unit, paragraphs=()) for unit in edition("de").units)
    )
    for editions in ([], [silent]):
        choice = choose_model(editions, 60, lambda model: is_installed)
        assert choice.model == MINILM
        assert len(choice.notices) == 1
