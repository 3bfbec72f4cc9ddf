import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.sentences import sentence_spans


@pytest.mark.parametrize(
    "expected",
    [
        ["He met L. M. Brandt on 5 June.", "They spoke."],
        ["See f. 17, op. 3, d. 4.", "Nos. 4 and 5 are lost."],
        ["St. Anne was cold.", "Dr. Tamm left with Mr. Haugen."],
        ["1. Two dredgers are hired.", "2. Mud is carried.", "3) Night work."],
        ["He asked, “Why?” and left.", "“No.”", "Then he came…", "Really!", "(He did.)"],
        ["It was in 1921.", "The end"],
        ["The U.S. government said so, cf. Annual for 1871.", "Then no. 5 came."],
        ["“Is it so?”", "“It is.”"],
        ["One"],
        [],
    ],
)
def test_sentences_end_where_a_reader_says(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentence_spans(text)] == expected


def test_sentences_without_spaces_between_them_end() -> None:
    text = "昨日、手紙を受け取った。「本当？」と彼は言った！終わり"
    ends = [text[start:end] for start, end in sentence_spans(text)]
    assert ends == ["昨日、手紙を受け取った。", "「本当？」", "と彼は言った！", "終わり"]


@given(st.text(alphabet="ab. AB?!“”()1…\n", max_size=60))
def test_sentences_cover_a_text_but_for_blanks(text: str) -> None:
    place = 0
    for start, end in sentence_spans(text):
        assert start < end
        assert not text[place:start].strip()
        assert text[start:end] == text[start:end].strip()
        place = end
    assert not text[place:].strip()
