"""The exchange that a letter belongs to: what it answers, what answers it, and so on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corpus.model import Reply, Unit
from search.messages import Message
from search.model import ThreadLetter
from store.catalogue import Catalogue

THREAD_LETTERS_MAX = 12


def thread_of(catalogue: Catalogue, id: str) -> tuple[ThreadLetter, ...]:
    """The letters that lead to one and those that follow from it, by date; empty where it stands alone.

    Other answers to the same letters are left out. At most ``LETTERS_MOST``, the nearest by steps.
    """
    replies = set(catalogue.replies_of(id))
    reached = {id}
    for backwards in (True, False):
        edge = {id}
        while edge and len(reached) < THREAD_LETTERS_MAX:
            found = {reply for one in sorted(edge) for reply in catalogue.replies_of(one)}
            steps = {reply for reply in found if (reply.answer if backwards else reply.answered) in edge}
            edge = {reply.answered if backwards else reply.answer for reply in steps} - reached
            edge = set(sorted(edge)[: THREAD_LETTERS_MAX - len(reached)])
            reached |= edge
            replies |= steps
    if len(reached) == 1:
        return ()
    shown = sorted(catalogue.units(reached).values(), key=_place_in_time)
    return tuple(ThreadLetter(unit, _answers(replies, unit.id, reached)) for unit in shown)


def reason_of(reply: Reply) -> Message:
    """Say why one letter is taken to answer another."""
    match reply.evidence:
        case "number" | "day":
            return Message("reply-named", {"text": reply.text})
        case "named":
            return Message("reply-nearest", {"text": reply.text})
        case "editors":
            return Message("reply-editors", {"text": reply.text})
        case "words":
            return Message("words-shared", {"words": reply.text})


def _place_in_time(unit: Unit) -> tuple[date, int]:
    last = unit.date and (unit.date.stated[1] or unit.date.known_day)
    return last or date.max, unit.order


def _answers(replies: Iterable[Reply], id: str, reached: set[str]) -> tuple[Reply, ...]:
    found = (reply for reply in replies if reply.answer == id and reply.answered in reached)
    return tuple(sorted(found, key=lambda reply: (-reply.confidence, reply.answered)))
