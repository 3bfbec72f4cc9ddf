"""Look-ups in an opened index that need no search: units, persons, topics, labels and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from corpus.model import Edition, Person, Place, Reference, Term, Topic
from corpus.persons.across_editions import Entry
from search.damage import DamageCheck, detect_damage
from search.model import Filters, IndexInfo, UnitView
from search.open_index import OpenIndex
from search.optional_parts import optional
from search.results.threads import thread_of
from store.fields import BY_NAME


class Lookups:
    """Look-ups in an opened index; the base class of ``Searcher``."""

    damage: DamageCheck
    index: OpenIndex

    @detect_damage
    def current_id(self, id: str) -> str:
        """Return the current id of a unit, given a former id; any other id is returned unchanged."""
        return self.index.catalogue.current_id(id)

    @detect_damage
    def aliases(self) -> dict[str, str]:
        """Return all former unit ids, mapped to the current ids."""
        return self.index.catalogue.aliases()

    @detect_damage
    def unit(self, id: str) -> UnitView:
        """Return a unit with its notes, cross-references, neighbours and thread.

        Raises:
            UnknownUnit: no unit has this id; ``UnitWithdrawn`` if one had.
        """
        catalogue = self.index.catalogue
        unit = catalogue.unit(id)
        notes = catalogue.notes_of(id)
        previous, following = catalogue.previous_next(id)
        sources = dict.fromkeys(reference.source for reference in catalogue.references_to(id))
        view = UnitView(
            unit,
            notes,
            _reference_tuples(catalogue.references_from(id)),
            {note.id: _reference_tuples(catalogue.references_from(note.id)) for note in notes},
            tuple(catalogue.units(sources).values()),
            previous,
            following,
            optional("thread", partial(thread_of, catalogue, id), None),
        )
        return self.index.rights.view(view)

    @detect_damage
    def withdrawal(self, id: str) -> str | None:
        """Return why the unit or edition with an id has been withdrawn; None if it has not."""
        return self.index.catalogue.withdrawal(id)

    def embargoes(self) -> int:
        """Return the number of days in the future on which an embargo ends."""
        return self.index.rights.embargoes()

    @detect_damage
    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Count the units of every value of a facet, among those that match the filters; zeros are omitted.

        Raises:
            FilterError: a filter has an invalid value.
        """
        table = self.index.table
        return table.columns[facet].counts(self.index.resolve(filters).mask(table))

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Return the labels of the filters' values: (filter name, value) -> label; missing if unknown."""
        sides = (filters.include, filters.exclude)
        pairs = [(name, value) for side in sides for name, values in side.items() for value in values]
        return {pair: label for pair in pairs if (label := self._label(*pair))}

    def _label(self, name: str, value: str) -> str | None:
        """Return the label of a filter's value, of further ids of persons too; None if it is unknown."""
        labels = self.index.labels.get(name, {})
        persons = self.identify_person(value) if BY_NAME[name].filter == "person" else ()
        ids = [person.id for person in persons] or [value]
        return "; ".join(labels[id] for id in ids if id in labels) or None

    def bearers(self, name: str) -> tuple[Person, ...]:
        """Return all persons who bear a name in any form; empty if nobody does."""
        return self.index.person_index.bearers(name)

    def with_person_ids(self, filters: Filters) -> Filters:
        """Return filters in which the names of persons and places are replaced by ids.

        Unknown names stay.
        """
        return self.index.with_person_ids(filters)

    def editions(self) -> tuple[Edition, ...]:
        """List the editions, without their units."""
        return self.index.rights.editions(self.index.catalogue.editions())

    def persons(self) -> tuple[Person, ...]:
        """List the persons of the index, each merged from the entries of the editions."""
        return self.index.person_index.persons

    def person_entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return the entries of the editions' person indexes by the ids of the persons in this index."""
        return self.index.person_entries

    def identify_person(self, id: str) -> tuple[Person, ...]:
        """Return the person with an id, or all who have or had it in an edition; empty if unknown.

        ``<edition>/<id>`` is the person who has or had the id in that edition.
        """
        return self.index.person_index.identify(id)

    def places(self, edition: str | None = None) -> tuple[Place, ...]:
        """List the places of one edition, or of all editions."""
        return self.index.catalogue.places(edition) if edition else self.index.place_names.places

    def topics(self) -> tuple[Topic, ...]:
        """List the topics of the vocabulary."""
        return self.index.topics

    def terms(self) -> tuple[Term, ...]:
        """List the terms of the glossaries whose entries may be shown."""
        return self.index.rights.terms(self.index.catalogue.terms())

    def info(self) -> IndexInfo:
        """Return the id, the unit and passage counts, and the model of the generation being searched."""
        return self.index.info


def _reference_tuples(
    references: Iterable[Reference],
) -> tuple[tuple[str, int, int, int, tuple[str, ...]], ...]:
    """Return references as tuples (printed text, paragraph, start, end, target ids)."""
    return tuple(
        (reference.printed, reference.paragraph, reference.start, reference.end, reference.targets)
        for reference in references
    )
