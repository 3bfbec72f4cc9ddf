"""What is looked up in an opened index without a search: units, registers, labels, counts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from corpus.model import Edition, Person, Reference, Term, Topic
from search.damage import DamageCheck, detects_damage
from search.model import Filters, IndexInfo, UnitView
from search.open_index import OpenIndex
from search.optional_parts import optional
from search.results.threads import thread_of


class Lookups:
    """The look-ups of an opened index."""

    damage: DamageCheck
    index: OpenIndex

    @detects_damage
    def current_id(self, id: str) -> str:
        """Return the id that a unit has now, by one that it may have had before."""
        return self.index.catalogue.current_id(id)

    @detects_damage
    def aliases(self) -> dict[str, str]:
        """Return the ids that units had before, each with the one it has now."""
        return self.index.catalogue.aliases()

    @detects_damage
    def unit(self, id: str) -> UnitView:
        """Return a unit with what surrounds it.

        Raises:
            UnknownUnit
        """
        catalogue = self.index.catalogue
        unit = catalogue.unit(id)
        notes = catalogue.notes_of(id)
        previous, following = catalogue.previous_next(id)
        sources = dict.fromkeys(reference.source for reference in catalogue.references_to(id))
        return UnitView(
            unit,
            notes,
            _plain(catalogue.references_from(id)),
            {note.id: _plain(catalogue.references_from(note.id)) for note in notes},
            tuple(catalogue.units(sources).values()),
            previous,
            following,
            optional("thread", partial(thread_of, catalogue, id), None),
        )

    @detects_damage
    def counts(self, facet: str, filters: Filters) -> dict[str, int]:
        """Count the units of every value of a facet, among those that pass some filters."""
        table = self.index.table
        return table.columns[facet].counts(self.index.resolve(filters).mask(table))

    def labels(self, filters: Filters) -> dict[tuple[str, str], str]:
        """Return how the values of filters are called: (filter, value) → label, as far as known."""
        labels = self.index.labels
        asked = [pair for side in (filters.include, filters.exclude) for pair in side.items()]
        return {
            (name, value): labels[name][value]
            for name, values in asked
            for value in values
            if value in labels.get(name, {})
        }

    def editions(self) -> tuple[Edition, ...]:
        """List the editions, without their units."""
        return self.index.catalogue.editions()

    def persons(self, edition: str | None = None) -> tuple[Person, ...]:
        """List the register of an edition, or of all together."""
        return self.index.catalogue.persons(edition) if edition else self.index.person_index.persons

    def topics(self) -> tuple[Topic, ...]:
        """List the vocabulary of topics."""
        return self.index.topics

    def terms(self) -> tuple[Term, ...]:
        """List the glossary's terms."""
        return self.index.catalogue.terms()

    def info(self) -> IndexInfo:
        """Return which generation answers."""
        return self.index.info


def _plain(references: Iterable[Reference]) -> tuple[tuple[str, int, int, int, tuple[str, ...]], ...]:
    return tuple((one.printed, one.paragraph, one.start, one.end, one.targets) for one in references)
