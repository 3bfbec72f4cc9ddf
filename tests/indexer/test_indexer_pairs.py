from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Edition, Paragraph, Reference, Unit
from indexer.pairs import Pair, pairs_of
from indexer.passages import Lengths, cut_editions
from store.passages import Passage
from tests.editions import EDITION, lighthouse_edition

SHORT = Lengths(5, 20, 30)


def cut(edition: Edition) -> list[Passage]:
    return list(cut_editions([edition], SHORT))


def pairs(kind: str, edition: Edition | None = None) -> list[Pair]:
    edition = edition or lighthouse_edition()
    return [pair for pair in pairs_of([edition], cut(edition)) if pair.kind == kind]


def of(document: str, found: list[Pair]) -> Pair:
    return next(pair for pair in found if f"{EDITION}/{document}" in pair.documents)


def of_id(edition: Edition, unit: str) -> Unit:
    return next(one for one in edition.units if one.id == f"{EDITION}/{unit}")


def texts_of(pair: Pair) -> str:
    passages = cut(lighthouse_edition())
    return " | ".join(passages[id].text for id in pair.passages)


def test_a_note_belongs_to_the_passage_with_its_marker() -> None:
    pair = of("doc-1", pairs("note"))
    assert pair.query.startswith("M. P. Zelenov then directed")
    assert texts_of(pair).endswith("Zelenov swears that it did not.")
    assert len(pair.passages) == 1


def test_a_note_without_a_marker_belongs_to_its_document() -> None:
    edition = lighthouse_edition()
    text = "The harbour board met on the following day and refused to pay its share."
    note = replace(of_id(edition, "doc-1.n2"), paragraphs=(Paragraph(text),))
    units = tuple(note if unit.id == note.id else unit for unit in edition.units)
    (pair,) = [pair for pair in pairs("note", replace(edition, units=units)) if pair.query == text]
    passages = cut(replace(edition, units=units))
    assert [passages[id].unit for id in pair.passages] == [f"{EDITION}/doc-1"] * len(pair.passages)
    assert len(pair.passages) > 1


def test_a_query_is_not_looked_for_in_its_own_unit() -> None:
    passages = cut(lighthouse_edition())
    for pair in pairs("note"):
        assert {passages[id].unit.rpartition(".")[2][0] for id in pair.own} == {"n"}
        assert pair.own.isdisjoint(pair.passages)


def referring(*targets: str) -> Edition:
    """The edition with one cross-reference, in the first note to document 1."""
    text = "He wrote in haste. The other lens was granted within the week (see document 2). It was late."
    source, start = f"{EDITION}/doc-1.n1", text.index("see document 2")
    edition = lighthouse_edition()
    units = tuple(
        replace(unit, paragraphs=(Paragraph(text),)) if unit.id == source else unit for unit in edition.units
    )
    to = tuple(f"{EDITION}/{target}" for target in targets)
    line = Reference(source, 0, start, start + len("see document 2"), "see document 2", to)
    return replace(edition, units=units, references=(line,))


def test_a_cross_reference_is_cut_out_of_its_sentence() -> None:
    (pair,) = pairs("reference", referring("doc-2"))
    assert pair.query == "The other lens was granted within the week"
    assert pair.documents == {f"{EDITION}/doc-1", f"{EDITION}/doc-2"}
    passages = cut(referring("doc-2"))
    assert {passages[id].unit for id in pair.passages} == {f"{EDITION}/doc-2"}


def test_a_reference_to_several_units_says_too_little() -> None:
    assert pairs("reference", referring("doc-2", "doc-3")) == []


def test_a_point_of_an_abstract_belongs_to_the_text_alone() -> None:
    edition = lighthouse_edition()
    point = "The commissioner asks for another lens before the fogs come in."
    units = tuple(
        replace(unit, abstract=point) if unit.id == f"{EDITION}/doc-1" else unit for unit in edition.units
    )
    described = replace(edition, units=units)
    pair = of("doc-1", pairs("abstract", described))
    passages = cut(described)
    assert pair.query == point
    assert {passages[id].part for id in pair.passages} == {"text"}
    assert {passages[id].part for id in pair.own} == {"abstract"}


def test_a_heading_belongs_to_the_one_document_on_its_page() -> None:
    found = [(pair.query, *pair.documents) for pair in pairs("heading")]
    assert found == [("coal", f"{EDITION}/doc-3"), ("lenses: French", f"{EDITION}/doc-10")]


def test_a_page_with_two_documents_leaves_a_heading_undecided() -> None:
    edition = lighthouse_edition()
    moved = tuple(
        replace(unit, paragraphs=tuple(replace(one, page="14") for one in unit.paragraphs))
        if unit.id == f"{EDITION}/doc-4"
        else unit
        for unit in edition.units
    )
    assert "coal" not in [pair.query for pair in pairs("heading", replace(edition, units=moved))]


def test_a_sentence_is_cut_out_of_its_passage() -> None:
    found = pairs("sentence")
    assert found
    for pair in found:
        assert pair.query not in pair.rest
        assert len(pair.passages) == 1


def test_a_note_belongs_to_its_documents_document() -> None:
    documents = {id for pair in pairs("sentence") for id in pair.documents}
    assert not [id for id in documents if ".n" in id]


@pytest.mark.parametrize("text", ["See there.", ""])
def test_texts_of_few_words_teach_nothing(text: str) -> None:
    edition = lighthouse_edition()
    units = tuple(
        replace(unit, paragraphs=(Paragraph(text),)) if unit.kind == "note" else unit
        for unit in edition.units
    )
    assert pairs("note", replace(edition, units=units, references=())) == []
