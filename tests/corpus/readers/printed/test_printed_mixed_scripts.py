from __future__ import annotations

import pytest

from corpus.readers.printed.lines import SourceLine
from corpus.readers.printed.mixed_scripts import repair_mixed_scripts


@pytest.mark.parametrize(
    ("printed", "mended"),
    [("Petrovатов came", "Petrovatov came"), ("the Vоенный", "the Voennый"), ("plain text", "plain text")],
)
def test_cyrillic_letters_inside_latin_words_become_latin(printed: str, mended: str) -> None:
    (line,), _ = repair_mixed_scripts([SourceLine(1, printed)])
    assert line.text == mended


def test_a_word_of_another_script_stays_as_it_is() -> None:
    lines, report = repair_mixed_scripts([SourceLine(7, "ШИФРОВКА из Москвы")])
    assert lines == (SourceLine(7, "ШИФРОВКА из Москвы"),)
    assert report == ()


def test_repaired_and_still_mixed_words_are_reported() -> None:
    _, report = repair_mixed_scripts([SourceLine(3, "Ivanоv"), SourceLine(4, "Kniازهv")])
    assert [(one.level, one.code, one.line) for one in report] == [
        ("info", "script-mended", 3),
        ("warning", "mixed-script", 4),
    ]
