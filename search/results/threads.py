"""Threads: the letters connected to a letter by replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corpus.model import Reply, Unit
from search.messages import Message
from search.model import ThreadLetter
from store.catalogue import Catalogue

THREAD_LETTERS_MAX = 12
"""Maximum number of letters in a thread."""


def thread_of(catalogue: Catalogue, id: str) -> tuple[ThreadLetter, ...]:
    """Return the thread of a letter by date, including itself; empty if no reply connects it to another.

    The thread follows replies backwards from the letter and forwards from it; other answers to the same
    letters are not included. It has at most ``THREAD_LETTERS_MAX`` letters, those with the fewest steps.
    """
    replies = set(catalogue.replies_of(id))
    reached = {id}
    for backwards in (True, False):
        frontier = {id}
        while frontier and len(reached) < THREAD_LETTERS_MAX:
            connected = {reply for letter in sorted(frontier) for reply in catalogue.replies_of(letter)}
            steps = {
                reply for reply in connected if (reply.answer if backwards else reply.answered) in frontier
            }
            frontier = {reply.answered if backwards else reply.answer for reply in steps} - reached
            frontier = set(sorted(frontier)[: THREAD_LETTERS_MAX - len(reached)])
            reached |= frontier
            replies |= steps
    if len(reached) == 1:
        return ()
    letters = sorted(catalogue.units(reached).values(), key=_sort_key)
    return tuple(ThreadLetter(letter, _answers(replies, letter.id, reached)) for letter in letters)


def reason_of(reply: Reply) -> Message:
    """Return the message that states why one letter is taken to answer another."""
    match reply.evidence:
        case "number" | "day":
            return Message("reply-named", {"text": reply.text})
        case "named":
            return Message("reply-nearest", {"text": reply.text})
        case "editors":
            return Message("reply-editors", {"text": reply.text})
        case "words":
            return Message("words-shared", {"words": reply.text})


def _sort_key(unit: Unit) -> tuple[date, int]:
    """Return the latest known day of a letter (undated letters come last) and its order in the edition."""
    day = unit.date and (unit.date.stated[1] or unit.date.known_day)
    return day or date.max, unit.order


def _answers(replies: Iterable[Reply], id: str, reached: set[str]) -> tuple[Reply, ...]:
    """Return the replies of a letter to other letters of the thread, by descending confidence."""
    answers = (reply for reply in replies if reply.answer == id and reply.answered in reached)
    return tuple(sorted(answers, key=lambda reply: (-reply.confidence, reply.answered)))
