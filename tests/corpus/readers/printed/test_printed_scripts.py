from __future__ import annotations

import pytest

from corpus.readers.printed.lines import Line
from corpus.readers.printed.scripts import mend_scripts


@pytest.mark.parametrize(
    ("printed", "mended"),
    [("Petrovатов came", "Petrovatov came"), ("the Vоенный", "the Voennый"), ("plain text", "plain text")],
)
def test_cyrillic_letters_inside_latin_words_become_latin(printed: str, mended: str) -> None:
    (line,), _ = mend_scripts([Line(1, printed)])
    assert line.text == mended


def test_a_word_of_another_script_stays_as_it_is() -> None:
    lines, report = mend_scripts([Line(7, "ШИФРОВКА из Москвы")])
    assert lines == (Line(7, "ШИФРОВКА из Москвы"),)
    assert report == ()


def test_what_is_mended_is_reported_and_so_is_what_stays_mixed() -> None:
    _, report = mend_scripts([Line(3, "Ivanоv"), Line(4, "Kniازهv")])
    assert [(one.level, one.code, one.line) for one in report] == [
        ("info", "script-mended", 3),
        ("warning", "mixed-script", 4),
    ]
