"""A running server takes up the generation that is published next; requests under way end with their own."""

from __future__ import annotations

import gc
import logging
from pathlib import Path
from threading import Event, Thread

from flask import Flask

from corpus.errors import EngineMissing, ModelError, PerepiskaError
from corpus.store.layout import open_generation, published_id
from search.service import Searcher
from web.room import Room, enter, forget, room_of

log = logging.getLogger(__name__)


class Succession(Thread):
    """Looks every few seconds which generation of an index is published."""

    def __init__(self, app: Flask, root: Path, name: str, seconds: float) -> None:
        super().__init__(name="succession", daemon=True)
        self._app = app
        self._root = root
        self._index = name
        self._seconds = seconds
        self._stopped = Event()
        self._refused = ""
        self._awaited = ""

    def run(self) -> None:
        """Look, until stopped."""
        while not self._stopped.wait(self._seconds):
            self.look()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def look(self) -> bool:
        """Let the published generation answer, if it does not yet; one that cannot be opened is passed over.

        One that an engine elsewhere does not hold yet is tried again: it is fed after it was published.
        Returns whether another one answers from now on.
        """
        room = room_of(self._app)
        searcher = room.searcher
        assert isinstance(searcher, Searcher)
        published = ""
        try:
            published = published_id(self._root, self._index)
            if published in (searcher.info().generation, self._refused):
                return False
            successor = searcher.successor(open_generation(self._root, self._index, published))
            _warm(successor)
        except EngineMissing as error:
            if published != self._awaited:
                log.warning("Generation %s is waited for: %s", published, error)
            self._awaited = published
            return False
        except PerepiskaError as error:
            if published != self._refused:
                log.error("Generation %s is not taken up: %s", published, error)
            self._refused = published
            return False
        enter(self._app, Room(successor, room.settings))
        forget()
        del room, searcher
        _let_go()
        log.info("Generation %s answers from now on.", published)
        successor.keep_near()
        return True


def _warm(searcher: Searcher) -> None:
    try:
        searcher.warm()
    except ModelError as error:
        log.error("%s", error)


def _let_go() -> None:
    """Free what the generation before has left; ``Searcher.warm`` had hidden it from the collector."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
