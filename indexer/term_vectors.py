"""The tf–idf vectors of units for the keyword similarity of related documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpus.model import Edition, Reference, Unit
from corpus.references.cross_references import text_without_references
from corpus.text.tf_idf import content_terms, term_vectors
from store.term_vectors import TermVectors

FREQUENCY_MAX = 0.3
"""Share of the documents above which a term is too common to relate them."""


def write_term_vectors(directory: Path, editions: Iterable[Edition], units: Sequence[Unit]) -> None:
    """Write the vectors of units in row order: of a note by its text, of others by text and notes.

    Cross-references are left out, since they are evidence of their own. The frequencies of terms are those
    among the documents, so that registers and glossaries do not change what is common in letters.
    """
    references: defaultdict[str, list[Reference]] = defaultdict(list)
    for edition in editions:
        for reference in edition.references:
            references[reference.source].append(reference)
    counts = {unit.id: Counter(_terms(unit, references[unit.id])) for unit in units}
    for unit in units:
        if unit.kind == "note" and unit.parent in counts:
            counts[unit.parent].update(counts[unit.id])
    documents = [counts[unit.id] for unit in units if unit.kind == "document"]
    vectors = term_vectors(list(counts.values()), of_all=documents, share_max=FREQUENCY_MAX)
    TermVectors.of(vectors).write(directory)


def _terms(unit: Unit, references: Sequence[Reference]) -> Iterable[str]:
    return content_terms(text_without_references(unit, references), {}, unit.language)
