from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.model import Paragraph, Unit
from indexer.passages import PassageLengths, page_at, passage_context, split_editions, split_unit
from store.passages import Passage
from tests.editions import EDITION, lighthouse_edition

LENGTHS = PassageLengths(60, 110, 160)


def unit_of(*texts: str) -> Unit:
    return Unit("e/doc-1", "e", "document", "A to B", 0, tuple(Paragraph(text) for text in texts))


def prose(words: int, sentence: int = 10) -> str:
    """So many words in sentences of so many."""
    return " ".join(
        "Word" if n % sentence == 0 else "word." if n % sentence == sentence - 1 else "word"
        for n in range(words)
    )


def lengths(passages: Sequence[Passage]) -> list[int]:
    return [len(passage.text.split()) for passage in passages]


def test_a_short_unit_is_one_passage() -> None:
    (passage,) = split_unit(unit_of(prose(50), prose(60)), "A to B", LENGTHS)
    assert passage.text == f"{prose(50)}\n\n{prose(60)}"
    assert passage.paragraph == 0


def test_a_unit_without_words_has_no_passage() -> None:
    assert split_unit(unit_of("", "  "), "A to B", LENGTHS) == []


def test_passages_end_with_sentences_and_leave_no_crumbs() -> None:
    passages = split_unit(unit_of(prose(330)), "A to B", LENGTHS)
    assert lengths(passages) == [110, 110, 110]
    assert all(passage.text.endswith("word.") for passage in passages)


def test_a_text_without_spaces_is_cut_at_its_sentences() -> None:
    text = "昨天收到了来信，学生们很高兴。" * 40
    passages = split_unit(unit_of(text), "A to B", LENGTHS)
    assert "".join(passage.text for passage in passages) == text
    assert len(passages) > 1
    assert all(passage.text.endswith("。") for passage in passages)


def test_passages_end_with_paragraphs_where_lengths_allow() -> None:
    passages = split_unit(unit_of(prose(90), prose(120), prose(100)), "A to B", LENGTHS)
    assert list(zip([p.paragraph for p in passages], lengths(passages), strict=True)) == [
        (0, 90),
        (1, 120),
        (2, 100),
    ]


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    passages = split_unit(unit_of(prose(500, sentence=500)), "A to B", LENGTHS)
    assert sum(lengths(passages)) == 500
    assert max(lengths(passages)) <= LENGTHS.maximum


def test_a_sentence_longer_than_a_passage_is_cut_at_clauses_where_there_are_any() -> None:
    passages = split_unit(unit_of(", ".join(["one two three four five"] * 60) + "."), "A to B", LENGTHS)
    assert [passage.text[-1] for passage in passages] == [",", "."]
    assert lengths(passages) == [150, 150]


def test_each_point_of_an_abstract_is_a_passage_after_those_of_the_text() -> None:
    unit = replace(unit_of(prose(50)), abstract=f"{prose(20)}\n\n{prose(30)}")
    text, *abstract = split_unit(unit, "A to B", LENGTHS, first_id=4)
    assert (text.id, text.part) == (4, "text")
    assert [(p.id, p.part, p.paragraph) for p in abstract] == [(5, "abstract", 0), (6, "abstract", 1)]
    assert lengths(abstract) == [20, 30]
    assert {p.context for p in abstract} == {"A to B"}


def test_an_abstract_that_is_the_text_itself_is_cut_once_and_by_its_points() -> None:
    unit = unit_of(prose(20), prose(30))
    passages = split_unit(replace(unit, abstract=unit.text), "A to B", LENGTHS)
    assert [p.part for p in passages] == ["text", "text"]
    assert lengths(passages) == [20, 30]


def test_a_note_stands_in_the_context_of_its_document() -> None:
    units = {unit.id: unit for unit in lighthouse_edition().units}
    assert passage_context(units[f"{EDITION}/doc-1.n1"], units) == "Brandt to Lindqvist, 4 March 1921"
    assert passage_context(units[f"{EDITION}/bio.tamm-j"], units) == "Tamm, J."


def test_passages_are_numbered_through_all_editions() -> None:
    edition = lighthouse_edition()
    passages = list(split_editions([edition, replace(edition, id="other")], LENGTHS))
    assert [passage.id for passage in passages] == list(range(len(passages)))


@pytest.mark.parametrize(("offset", "page"), [(0, "4"), (9, "4"), (10, "5"), (25, "6")])
def test_a_page_is_read_off_the_breaks(offset: int, page: str) -> None:
    assert page_at(Paragraph("x" * 30, page="4", breaks=((10, "5"), (20, "6"))), offset) == page


@given(st.lists(st.text(alphabet="ab. AB?1 ", max_size=200), max_size=8))
def test_passages_hold_every_word_once_and_quote_the_text(texts: list[str]) -> None:
    unit = unit_of(*texts)
    passages = split_unit(unit, "", PassageLengths(3, 6, 9))
    assert " ".join(passage.text for passage in passages).split() == " ".join(texts).split()
    for passage in passages:
        assert len(passage.text.split()) <= 9
        assert passage.text.partition("\n\n")[0] in unit.paragraphs[passage.paragraph].text
