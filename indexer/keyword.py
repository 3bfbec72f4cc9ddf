"""Writing of the keyword index, in which each unit is one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tantivy import Document, Index, PreTokenizedString, Token

from corpus.model import DateSpan, Edition, Person, Unit
from corpus.text.analysis import TokenTuple, pre_tokenized, token_tuples
from corpus.text.compounds import compound_entries
from indexer.catalogue import write_compounds
from indexer.progress import Progress
from store import keyword_schema as fields
from store.field_texts import field_texts, notes_by_parent
from store.fields import INDEXED_FIELDS, Broader, broader_topics
from store.layout import KEYWORD

_HEAP = 64_000_000
_Analyzed = dict[str, tuple[str, tuple[TokenTuple, ...]]]
"""The texts of fields, with their tokens."""
_LOCKS = (".tantivy-writer.lock", ".tantivy-meta.lock")


def write_keyword_index(
    directory: Path,
    editions: Sequence[Edition],
    units: Sequence[Unit],
    persons: Mapping[str, Person],
    progress: Progress,
) -> None:
    """Write the keyword index of a generation, and the compounds of its texts into the catalogue.

    Args:
        units: in row order.
        persons: the persons of the index by id.
    """
    path = directory / KEYWORD
    path.mkdir()
    broader = broader_topics(topic for edition in editions for topic in edition.topics)
    by_id = {unit.id: unit for unit in units}
    notes = notes_by_parent(units)
    padding = _length_padding(units)
    index = Index(fields.keyword_schema(), str(path))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    compounds: set[tuple[str, str]] = set()
    for row, unit in enumerate(units):
        texts = field_texts(unit, by_id.get(unit.parent or ""), persons)
        analyzed = {name: (text, tuple(token_tuples(text, unit.language))) for name, text in texts.items()}
        for text, tokens in analyzed.values():
            compounds.update(compound_entries(text, tokens, unit.language))
        document = _keyword_document(row, unit, analyzed, broader)
        _add_notes(document, notes.get(unit.id, ()))
        document.add_pre_tokenized_text(fields.TEXT, padding)
        writer.add_document(document)
        progress.advance(1)
    write_compounds(directory, compounds)
    writer.commit()
    writer.wait_merging_threads()
    for lock in _LOCKS:
        (path / lock).unlink(missing_ok=True)


def _keyword_document(row: int, unit: Unit, texts: _Analyzed, broader: Broader) -> Document:
    """Return the tantivy document of a unit, given the texts of its fields."""
    document = Document()
    _add_texts(document, texts)
    for field in INDEXED_FIELDS:
        for value in field.of(unit, broader):
            document.add_text(field.name, value)
    document.add_unsigned(fields.ROW, row)
    for name, day in date_fields(unit.date).items():
        add = document.add_unsigned if name == fields.DATED else document.add_integer
        add(name, day)
    return document


def _add_texts(document: Document, texts: _Analyzed) -> None:
    """Add the terms of texts to their fields, and the words of some also to ``EXACT``."""
    for field, (text, tokens) in texts.items():
        if not text:
            continue
        stemmed, exact = pre_tokenized(text, tokens)
        document.add_pre_tokenized_text(field, stemmed)
        if field in fields.EXACT_SOURCES:
            document.add_pre_tokenized_text(fields.EXACT, exact)


def _add_notes(document: Document, notes: Sequence[Unit]) -> None:
    """Add the terms of a document's notes, each in its own language; no phrase spans two of them."""
    for note in notes:
        tokens = tuple(token_tuples(note.text, note.language))
        document.add_pre_tokenized_text(fields.NOTES, pre_tokenized(note.text, tokens)[0])


def _length_padding(units: Sequence[Unit]) -> PreTokenizedString:
    """Return half as many empty terms as the mean document has words, to be added to every text.

    tantivy's BM25 has b = 0.75, and its mean length is that of all units, of which most may be notes: a long
    letter would be punished several times over. Texts that are all longer by the same number differ less in
    length, as with a lower b.
    """
    lengths = [len(unit.text.split()) for unit in units if unit.kind == "document"]
    padding = sum(lengths) // (2 * max(len(lengths), 1))
    return PreTokenizedString("", [Token("", position, 0, 0) for position in range(padding)])


def date_fields(date: DateSpan | None) -> dict[str, int]:
    """Return the values of the fields for a unit's date.

    Bounds are ordinals, ``DAY_MIN`` and ``DAY_MAX`` if missing; ``DATED`` is 1 if there is a bound, or 0.
    """
    return {
        fields.EARLIEST: date.earliest.toordinal() if date and date.earliest else fields.DAY_MIN,
        fields.LATEST: date.latest.toordinal() if date and date.latest else fields.DAY_MAX,
        fields.DATED: int(bool(date and (date.earliest or date.latest))),
    }
