"""Topics that corrections assign to units, in the vocabulary of their edition."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from corpus.model import Edition, Topic, TopicRef, Unit

CORRECTED: Final = "correction"
"""What assigned a topic that a correction states."""


def with_corrected_topics(edition: Edition) -> Edition:
    """Return an edition whose corrected topics are those of its vocabulary, by id or label.

    Any other is added to the vocabulary, which may come from a calendar and be unknown when corrections are
    read.
    """
    stated = [ref for unit in edition.units for ref in unit.topics if ref.source == CORRECTED]
    if not stated:
        return edition
    known = {name: topic for topic in edition.topics for name in (topic.label, topic.id)}
    added: dict[str, Topic] = {}
    for ref in stated:
        if not {ref.id, ref.label} & known.keys():
            added.setdefault(ref.id, Topic(ref.id, ref.label))
    vocabulary = known | added

    def resolve(ref: TopicRef) -> TopicRef:
        if ref.source != CORRECTED:
            return ref
        topic = vocabulary.get(ref.label) or vocabulary[ref.id]
        return TopicRef(topic.id, topic.label, CORRECTED)

    def complete(unit: Unit) -> Unit:
        return replace(unit, topics=tuple(dict.fromkeys(map(resolve, unit.topics))))

    return replace(
        edition, units=tuple(map(complete, edition.units)), topics=(*edition.topics, *added.values())
    )
