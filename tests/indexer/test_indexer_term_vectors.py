"""Term vectors: a letter by its text and notes, a note by its own, without cross-references."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.model import Edition, Paragraph, Reference, Unit
from indexer.term_vectors import write_term_vectors
from store.layout import Generation, Manifest
from store.term_vectors import TermVectors


def unit(id: str, text: str, parent: str | None = None) -> Unit:
    return Unit(id, "e", "note" if parent else "document", id, 1, (Paragraph(text),), parent=parent)


@pytest.fixture(scope="module")
def cosines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    everyday = "Please answer soon."
    units = [
        unit("a", f"The dredger sank. {everyday}"),
        unit("a.n1", "Harpoons of whalers. See Zanzibar 4.", "a"),
        unit("b", f"A dredger was raised. {everyday}"),
        unit("c", f"Whalers and harpoons. {everyday}"),
        unit("d", f"Zanzibar. {everyday}"),
        *(unit(f"x{number}", everyday) for number in range(6)),
    ]
    references = (Reference("a.n1", 0, 25, 35, "Zanzibar 4", ("d",)),)
    directory = tmp_path_factory.mktemp("generation")
    (directory / "table").mkdir()
    write_term_vectors(directory, [Edition("e", "E", units=tuple(units), references=references)], units)
    vectors = TermVectors.open(Generation("e", directory, Manifest("g", "", "")))
    ids = [one.id for one in units]
    return {id: dict(zip(ids, vectors.cosines(row).tolist(), strict=True)) for row, id in enumerate(ids)}


def test_a_letter_is_compared_by_text_and_notes(cosines: dict[str, dict[str, float]]) -> None:
    assert cosines["a"]["b"] > 0
    assert cosines["a"]["c"] > 0


def test_a_note_is_compared_by_its_own_text(cosines: dict[str, dict[str, float]]) -> None:
    assert cosines["a.n1"]["b"] == 0
    assert cosines["a.n1"]["c"] == pytest.approx(1)


def test_cross_references_and_everyday_words_do_not_count(cosines: dict[str, dict[str, float]]) -> None:
    assert cosines["a"]["d"] == 0
    assert not any(cosines["a"][f"x{number}"] for number in range(6))
    assert not np.any(list(cosines["x0"].values()))
