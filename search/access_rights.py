"""What of an index may leave it, by the rights of its units on the day of a request.

``Searcher`` passes everything that it returns through ``AccessRights``, so that pages, API, exports,
assistants and commands get only what may leave: a unit without text where its text may not be shown. The
rules are in docs/rights.md. Searches themselves use the whole text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any, Final

import numpy as np

from corpus.model import Edition, Term, Unit
from corpus.rights import Access
from search.messages import Message
from search.model import (
    Hit,
    HitPassage,
    QuotedSentence,
    RelatedUnit,
    SearchResult,
    Suggestion,
    ThreadLetter,
    UnitView,
)
from search.results.snippets import cut_snippet
from store.unit_table import Mask, UnitTable

WITHHELD: Final = "…"
"""What stands for a wording that may not be quoted."""
_QUOTING: Final = frozenset({"printed", "text", "words"})
"""Values of messages that quote the text of a unit."""

METADATA: Final = frozenset({
    "id", "edition", "kind", "title", "order", "number", "parent", "chapter", "medium", "dateline", "date",
    "senders", "recipients", "mentions", "place", "destination", "sent_from", "sent_to", "archive", "pages",
    "topics", "index_terms", "abstract_source", "language", "corrections",
    "rights",
})  # fmt: skip
"""The fields of a unit that leave with its metadata; whatever else a unit has is withheld."""
_WITHHELD: Final[Mapping[str, Any]] = {
    field.name: field.default for field in fields(Unit) if field.name not in METADATA
}
"""The other fields, as a unit without text has them."""


def today() -> date:
    """Return the current day in UTC."""
    return datetime.now(UTC).date()


class AccessRights:
    """The rights to show what is in an index; ``day`` returns the day by which embargoes are judged."""

    def __init__(self, table: UnitTable, day: Callable[[], date] = today) -> None:
        self._table = table
        self._day = day
        self._access_column = table.columns["access"]
        self._is_unlimited = not self._access_column.values

    def embargoes(self) -> int:
        """Return the number of days in the future on which an embargo ends; it changes when one does."""
        if self._is_unlimited:
            return 0
        today = self._day().isoformat()
        return sum(value[:1].isdigit() and value > today for value in self._access_column.values)

    def withheld_rows(self) -> Mask | None:
        """Return the mask of the units whose text may not be shown in full; None if there are none."""
        if self._is_unlimited:
            return None
        column, today = self._access_column, self._day().isoformat()
        in_force = (value for value in column.values if not value[:1].isdigit() or value > today)
        return column.mask(in_force, len(self._table))

    def unit(self, unit: Unit) -> Unit:
        """Return a unit without what may not leave, with the rights of the day.

        Its abstract may leave with snippets, but not with metadata alone.
        """
        if self._is_unlimited:
            return unit
        rights = unit.rights.on(self._day())
        if rights.access == "full-text":
            return replace(unit, rights=rights)
        released = replace(unit, rights=rights, **_WITHHELD)
        return replace(released, abstract=unit.summary) if rights.access == "snippets" else released

    def editions(self, editions: Iterable[Edition]) -> tuple[Edition, ...]:
        """Return editions with the rights of the day."""
        return tuple(replace(edition, rights=edition.rights.on(self._day())) for edition in editions)

    def units(self, units: Iterable[Unit]) -> tuple[Unit, ...]:
        """Return units without what may not leave."""
        return tuple(map(self.unit, units))

    def result(self, result: SearchResult) -> SearchResult:
        """Return a result in which hits and quoted answers have no text that may not leave."""
        if self._is_unlimited:
            return result
        answers = result.answers
        return replace(
            result,
            hits=tuple(map(self._hit, result.hits)),
            answers=None if answers is None else tuple(filter(self._is_quotable, answers)),
        )

    def view(self, view: UnitView) -> UnitView:
        """Return a unit with its context without what may not leave; notes without text are left out."""
        if self._is_unlimited:
            return view
        return replace(
            view,
            unit=self.unit(view.unit),
            notes=tuple(note for note in view.notes if self._is_shown(note)),
            references=view.references if self._is_shown(view.unit) else (),
            note_references={
                note.id: view.note_references[note.id] for note in view.notes if self._is_shown(note)
            },
            referenced_by=self.units(view.referenced_by),
            thread=None if view.thread is None else self._thread(view.thread),
        )

    def related(self, unit: Unit, related: Iterable[RelatedUnit]) -> tuple[RelatedUnit, ...]:
        """Return the units related to a unit; reasons quote neither where one of the two may not be shown."""
        if self._is_unlimited:
            return tuple(related)
        return tuple(self._related(unit, other) for other in related)

    def suggestions(self, suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
        """Return suggestions; the expansions of glossary terms are left out where they may not be shown."""
        withheld = self.withheld_rows()
        if withheld is None:
            return tuple(suggestions)
        return tuple(
            replace(suggestion, detail="")
            if suggestion.kind == "glossary" and withheld[self._table.rows[suggestion.unit or ""]]
            else suggestion
            for suggestion in suggestions
        )

    def terms(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        """Return the glossary terms whose entries may be shown."""
        withheld = self.withheld_rows()
        if withheld is None:
            return tuple(terms)
        return tuple(term for term in terms if not withheld[self._table.rows[term.unit]])

    def occurs_in_shown(self, rows: Iterable[int]) -> bool:
        """Return whether any of some rows is of a unit whose text may be shown."""
        withheld = self.withheld_rows()
        return withheld is None or not np.all(withheld[list(rows)])

    def _access(self, unit: Unit) -> Access:
        return "full-text" if self._is_unlimited else unit.rights.access_on(self._day())

    def _is_shown(self, unit: Unit) -> bool:
        """Return whether the whole text of a unit may be shown."""
        return self._access(unit) == "full-text"

    def _is_quotable(self, answer: QuotedSentence) -> bool:
        """Return whether a sentence may be quoted as an answer: one of a text that may be shown."""
        return self._is_shown(answer.unit)

    def _hit(self, hit: Hit) -> Hit:
        """Return a hit, its folded notes included, without what may not leave."""
        access, folded = self._access(hit.unit), tuple(map(self._hit, hit.folded))
        if access == "full-text":
            return replace(hit, unit=self.unit(hit.unit), folded=folded)
        passages = tuple(_snippets(hit.passages)) if access == "snippets" else ()
        explain = hit.explain and {**hit.explain, "words": []}
        return replace(hit, unit=self.unit(hit.unit), passages=passages, explain=explain, folded=folded)

    def _thread(self, thread: Iterable[ThreadLetter]) -> tuple[ThreadLetter, ...]:
        """Return a thread whose letters have no text, and evidence no wording, that may not leave."""
        letters = tuple(thread)
        shown = {letter.unit.id: self._is_shown(letter.unit) for letter in letters}
        return tuple(
            ThreadLetter(
                self.unit(letter.unit),
                tuple(
                    reply if shown[reply.answer] and shown[reply.answered] else replace(reply, text=WITHHELD)
                    for reply in letter.answers
                ),
            )
            for letter in letters
        )

    def _related(self, unit: Unit, other: RelatedUnit) -> RelatedUnit:
        """Return a related unit without what may not leave."""
        if self._is_shown(unit) and self._is_shown(other.unit):
            return other
        reasons = tuple(replace(reason, detail=_unquoted(reason.detail)) for reason in other.reasons)
        return replace(other, unit=self.unit(other.unit), reasons=reasons)


def _snippets(passages: Iterable[HitPassage]) -> Iterable[HitPassage]:
    """Yield the snippets of a hit's passages that may leave; a passage of an abstract leaves whole."""
    for passage in passages:
        snippet = passage if passage.part == "abstract" else cut_snippet(passage)
        if snippet:
            yield snippet


def _unquoted(message: Message) -> Message:
    """Return a message without the wordings that it quotes."""
    return replace(message, values=dict(_unquoted_values(message.values)))


def _unquoted_values(values: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, Message):
            yield name, _unquoted(value)
        else:
            yield name, WITHHELD if name in _QUOTING else value
