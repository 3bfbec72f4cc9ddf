"""A running server takes up the generation that is published next; requests under way end with their own.

Each process over an index watches for itself: what is published lies in files, and nothing else is shared.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event, Thread
from typing import Final, cast

from flask import Flask

from corpus.errors import EngineMissing, ModelError, PerepiskaError
from search.searcher import Searcher
from store.layout import CURRENT, MANIFEST, open_generation, published_id, verify_generation
from web.health import probe_site
from web.serving import freeze_garbage
from web.site import Site, set_site, site_of
from web.watcher_metrics import record_poll

log = logging.getLogger(__name__)
EXTENSION: Final = "perepiska-watcher"
RETRY_SECONDS: Final = 60.0
"""Until a refused generation is tried again, though nothing that can be seen from outside has changed."""
CAUSES_LOGGED_MAX: Final = 100
_RETRY_SHARE: Final = 10
"""Trying a refused generation takes at most one part in so many of the time."""
FileIdentity = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A generation that is published and does not answer, and why; its id is empty where none can be read."""

    generation: str
    reason: str


@dataclass(frozen=True, slots=True)
class WatcherState:
    """What a watcher knows: the ids of what answers and what is published, and how its polls went.

    ``polled`` is the time of the last poll in seconds since 1970; ``failures`` counts attempts.
    """

    served: str
    published: str = ""
    refused: Refusal | None = None
    failures: int = 0
    polled: float = 0.0


class GenerationWatcher(Thread):
    """Polls every few seconds which generation of an index is published; nothing but ``stop`` ends it."""

    def __init__(self, app: Flask, root: Path, name: str, seconds: float) -> None:
        super().__init__(name="generation-watcher", daemon=True)
        self._app = app
        self._root = root
        self._index = name
        self._seconds = seconds
        self._stopped = Event()
        self._logged: set[tuple[str, str]] = set()
        self._refused: FileIdentity | None = None
        self._retry_at = 0.0
        self._set(WatcherState(self._site.searcher.info().generation))

    def run(self) -> None:
        """Poll, until stopped."""
        while not self._stopped.wait(self._seconds):
            self.poll()

    def stop(self) -> None:
        """Poll no more."""
        self._stopped.set()

    def poll(self) -> bool:
        """Let the published generation answer, if it does not yet and can.

        One that cannot is passed over until its files change, or a while has passed; one that an engine
        elsewhere does not hold yet is tried at every poll, for it is fed after it was published.

        Returns:
            Whether another one answers from now on.
        """
        published, identity, began = "", None, time.monotonic()
        try:
            published = published_id(self._root, self._index)
            identity = self._identity_of(published)
            if published == self._site.searcher.info().generation:
                self._record_served(published)
            elif identity != self._refused or began >= self._retry_at:
                self._switch_to(published)
                self._record_served(published)
                return True
            else:
                self._set(replace(self._state, published=published))
        except BaseException as error:
            self._record_refusal(published, error)
            self._refused = identity
            now = time.monotonic()
            is_awaited = isinstance(error, EngineMissing)
            self._retry_at = now if is_awaited else now + max(RETRY_SECONDS, _RETRY_SHARE * (now - began))
        return False

    def _switch_to(self, published: str) -> None:
        """Open a generation, see that its pages can be shown, and let it answer."""
        searcher = self._open(published)
        site = Site(searcher, self._site.settings)
        probe_site(self._app, site)
        set_site(self._app, site)
        freeze_garbage()
        log.info("Generation %s answers from now on.", published)
        searcher.prefetch()

    def _open(self, published: str) -> Searcher:
        """Open a generation that is whole, and load its models."""
        searcher = self._site.searcher
        assert isinstance(searcher, Searcher)
        generation = open_generation(self._root, self._index, published)
        verify_generation(generation)
        reopened = searcher.reopened_on(generation)
        try:
            reopened.warm()
        except ModelError as error:
            log.error("%s", error)
        return reopened

    def _record_served(self, published: str) -> None:
        self._refused = None
        self._logged.clear()
        self._set(replace(self._state, served=published, published=published, refused=None))

    def _record_refusal(self, published: str, error: BaseException) -> None:
        """Keep why a generation does not answer, and log it once for each cause."""
        reason = str(error) if isinstance(error, PerepiskaError) else f"{type(error).__name__}: {error}"
        state = self._state
        refusal = Refusal(published, reason)
        self._set(replace(state, published=published, refused=refusal, failures=state.failures + 1))
        if (published, reason) in self._logged:
            return
        if len(self._logged) > CAUSES_LOGGED_MAX:
            self._logged.clear()
        self._logged.add((published, reason))
        if isinstance(error, EngineMissing):
            log.warning("Generation %s is waited for: %s", published, reason)
        else:
            trace = None if isinstance(error, PerepiskaError) else error
            what = f"Generation {published}" if published else "What is published"
            log.error("%s is not taken up: %s", what, reason, exc_info=trace)

    def _identity_of(self, published: str) -> FileIdentity:
        """What tells whether the files of a generation are still those that were refused."""
        folder = self._root / self._index
        return tuple(map(_stat, (folder / CURRENT, folder / published / MANIFEST)))

    @property
    def _site(self) -> Site:
        return site_of(self._app)

    @property
    def _state(self) -> WatcherState:
        return cast(WatcherState, self._app.extensions[EXTENSION])

    def _set(self, state: WatcherState) -> None:
        state = replace(state, polled=time.time())
        self._app.extensions[EXTENSION] = state
        record_poll(
            self._app,
            is_behind=state.published not in ("", state.served),
            failures=state.failures,
            polled=state.polled,
        )


def watcher_state(app: Flask) -> WatcherState | None:
    """Look up what the watcher of an application knows; None where nobody watches."""
    return cast("WatcherState | None", app.extensions.get(EXTENSION))


def _stat(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
