from __future__ import annotations

from pathlib import Path

import pytest

from cli import recommended_extra
from encoders.packaged_model import PackagedModel

LETTERS = {
    "english": "The harvest was poor this year, and bread costs twice what it did in the last one.",
    "german": "Die Ernte war in diesem Jahr schlecht, und das Brot kostet doppelt so viel wie im letzten.",
}


@pytest.mark.parametrize(
    ("language", "installed", "expected"),
    [("english", False, ""), ("german", False, "multilingual"), ("german", True, "")],
)
def test_letters_in_another_language_need_the_multilingual_model(
    language: str, installed: bool, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PackagedModel, "is_installed", property(lambda model: installed))
    rows = "".join(f'Brandt,Berg,1907-03-0{day},"{LETTERS[language]}"\n' for day in range(1, 6))
    source = tmp_path / "letters.csv"
    source.write_text(f"sender,recipient,date,text\n{rows}", "utf-8")
    assert recommended_extra.recommended_extra([source]) == expected
