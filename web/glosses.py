"""Names and abbreviations in a text that a reader may want explained, with what explains them. Pure."""

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
EXCERPT_MAX: Final = 320
"""Characters of a biography that are shown at hand; the whole is one click away."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """What explains some forms of a name or term: ``id`` is the fragment of its card on the page."""

    id: str
    title: str
    text: str
    address: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossedSpan:
    """Characters of a text with what explains them."""

    start: int
    end: int
    by: Gloss


class GlossFinder:
    """Finds the forms of some explanations in texts; the longest form wins."""

    def __init__(self, glosses: Iterable[Gloss]) -> None:
        self._by_form: dict[str, Gloss] = {}
        for one in glosses:
            for form in one.forms:
                self._by_form.setdefault(form, one)
        forms = sorted(map(re.escape, self._by_form), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") if forms else None

    def find(self, text: str) -> tuple[GlossedSpan, ...]:
        """The first place of each explanation in a text, in order."""
        if self._pattern is None:
            return ()
        found: dict[str, GlossedSpan] = {}
        for match in self._pattern.finditer(text):
            explanation = self._by_form[match.group()]
            found.setdefault(explanation.id, GlossedSpan(match.start(), match.end(), explanation))
        return tuple(found.values())


def person_glosses(
    mentions: Iterable[PersonRef], persons: Mapping[str, Person], biographies: Mapping[str, Unit]
) -> tuple[Gloss, ...]:
    """Explain the persons mentioned who have a biography; of namesakes the text does not tell apart, none."""
    named: dict[str, list[Gloss]] = {}
    for id in dict.fromkeys(one.id for one in mentions):
        person = persons.get(id)
        biography = biographies.get(person.biography or "") if person else None
        if person and biography:
            forms = (surname(person.display), *(surname(form) for form in person.variants if form.strip()))
            kept = tuple(
                dict.fromkeys(form for form in forms if len(form) > FORM_LENGTH_MIN and form[:1].isupper())
            )
            text = excerpt(biography.text.removeprefix(person.name).lstrip(" —–:,"))
            explanation = Gloss(f"at-hand-{id}", person.display, text, unit_address(biography.id), kept)
            named.setdefault(surname(person.display), []).append(explanation)
    return tuple(found[0] for found in named.values() if len(found) == 1)


def term_glosses(terms: Iterable[Term], glossary: Mapping[str, Unit]) -> tuple[Gloss, ...]:
    """Explain the abbreviations and terms of the glossary."""
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
    """The beginning of a text, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rpartition(" ")[0] + " …"
