from __future__ import annotations

import pytest

from corpus.text.unspaced import joined_words, search_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京大学 的 fog", ["北京", "京大", "大学", "的", "fog"]),
        ("手紙を", ["手紙", "紙を"]),
        ("กรุงเทพ", ["กรุงเ", "รุงเท", "งเทพ"]),
        ("手機ก", ["手機", "ก"]),
        ("iPhone手机1949年", ["iphone", "手机", "1949", "年"]),
        ("fog lamp", ["fog", "lamp"]),
        ("", []),
    ],
)
def test_signs_are_searched_in_overlapping_sequences(text: str, expected: list[str]) -> None:
    found = search_words(text)
    assert [token.word for token in found] == expected
    assert all(text[token.start : token.end] == token.text for token in found)


def test_signs_of_a_name_are_one_word() -> None:
    assert joined_words("王小明 (Wang, Xiaoming)") == ["王小明", "wang", "xiaoming"]
