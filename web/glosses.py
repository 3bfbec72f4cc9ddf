"""Glosses: biographies and glossary entries shown for names and terms in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from corpus.model import Person, PersonRef, Term, Unit
from corpus.persons.names import surname
from corpus.unit_id import UnitId
from exports.addresses import unit_address

FORM_LENGTH_MIN: Final = 2
"""The minimum length of a term, in characters; surnames must be longer."""
EXCERPT_MAX: Final = 320
"""Characters of an entry shown in a gloss, which links to the whole entry."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """The explanation of a name or term; ``id`` is its HTML id, ``forms`` are the words it explains."""

    id: str
    title: str
    text: str
    address: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossedSpan:
    """The characters of a text, from ``start`` to ``end`` (exclusive), that a gloss explains."""

    start: int
    end: int
    by: Gloss


class GlossFinder:
    """A search for the forms of glosses in texts: whole words, case-sensitive, longer forms first.

    If several glosses have the same form, the first gloss is used.
    """

    def __init__(self, glosses: Iterable[Gloss]) -> None:
        self._by_form: dict[str, Gloss] = {}
        for gloss in glosses:
            for form in gloss.forms:
                self._by_form.setdefault(form, gloss)
        forms = sorted(map(re.escape, self._by_form), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None

    def find(self, text: str) -> tuple[GlossedSpan, ...]:
        """Return the first occurrence of each gloss in a text, in order of position; empty if none occurs."""
        if self._pattern is None:
            return ()
        spans: dict[str, GlossedSpan] = {}
        for match in self._pattern.finditer(text):
            gloss = self._by_form[match.group()]
            spans.setdefault(gloss.id, GlossedSpan(match.start(), match.end(), gloss))
        return tuple(spans.values())


def person_glosses(
    mentions: Iterable[PersonRef], persons: Mapping[str, Person], biographies: Mapping[str, Unit]
) -> tuple[Gloss, ...]:
    """Return glosses of mentioned persons who have a biography.

    Persons who share a surname get none, because it is ambiguous.

    Args:
        persons: the edition's person index, by id.
        biographies: units by id.
    """
    glosses_by_surname: dict[str, list[Gloss]] = {}
    for id in dict.fromkeys(mention.id for mention in mentions):
        person = persons.get(id)
        biography = biographies.get(person.biography or "") if person else None
        if person and biography:
            forms = (surname(person.display), *(surname(form) for form in person.variants if form.strip()))
            surnames = tuple(
                dict.fromkeys(form for form in forms if len(form) > FORM_LENGTH_MIN and form[:1].isupper())
            )
            text = excerpt(biography.text.removeprefix(person.name).lstrip(" —–:,"))
            gloss = Gloss(f"at-hand-{id}", person.display, text, unit_address(biography.id), surnames)
            glosses_by_surname.setdefault(surname(person.display), []).append(gloss)
    return tuple(glosses[0] for glosses in glosses_by_surname.values() if len(glosses) == 1)


def term_glosses(terms: Iterable[Term], glossary: Mapping[str, Unit]) -> tuple[Gloss, ...]:
    """Return glosses of the terms and abbreviations that have an entry in ``glossary`` (units by id).

    Terms shorter than ``FORM_LENGTH_MIN`` get none.
    """
    return tuple(
        Gloss(
            f"at-hand-{UnitId(term.unit).name.replace('.', '-')}",
            term.term,
            excerpt(glossary[term.unit].text.removeprefix(term.term).lstrip(" —–:=,.")),
            unit_address(term.unit),
            (term.term,),
        )
        for term in terms
        if term.unit in glossary and len(term.term) >= FORM_LENGTH_MIN
    )


def excerpt(text: str, most: int = EXCERPT_MAX) -> str:
    """Return the first ``most`` characters of a text, cut between words, with " …" if it is longer.

    White space is normalized.
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rpartition(" ")[0] + " …"
