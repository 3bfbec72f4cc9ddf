"""Reopening of the index in a running server when a new generation is published.

Requests in progress finish on the generation they began with. Each process watches the files by itself;
processes share no other state.
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
"""Seconds until a refused generation is tried again although its files look unchanged."""
CAUSES_LOGGED_MAX: Final = 100
"""Distinct causes that are remembered, so that each is logged only once."""
_RETRY_SHARE: Final = 10
"""A failed attempt is repeated at the earliest after this many times its duration."""
FileIdentity = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A published generation that cannot be served, and why; ``generation`` is "" if its id is unknown."""

    generation: str
    reason: str


@dataclass(frozen=True, slots=True)
class WatcherState:
    """The ids of the served and the published generation, and the outcome of past polls.

    ``polled`` is the time of the last poll in seconds since 1970; ``failures`` counts failed attempts.
    """

    served: str
    published: str = ""
    refused: Refusal | None = None
    failures: int = 0
    polled: float = 0.0


class GenerationWatcher(Thread):
    """A thread that polls which generation of an index is published and switches the site to it."""

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
        """Poll every ``seconds`` of the constructor until stopped."""
        while not self._stopped.wait(self._seconds):
            self.poll()

    def stop(self) -> None:
        """End the thread after the poll in progress."""
        self._stopped.set()

    def poll(self) -> bool:
        """Switch to the published generation if it is not served yet and can be; raise nothing.

        A generation that fails is not tried again until its files change or some time has passed. One that an
        external engine does not hold yet is tried at every poll, because it is fed after publication.

        Returns:
            Whether the site was switched to another generation.
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
        """Open a generation, check that its pages render, and make it the one served; raise what fails."""
        searcher = self._open(published)
        site = Site(searcher, self._site.settings)
        probe_site(self._app, site)
        set_site(self._app, site)
        freeze_garbage()
        log.info("Now serving generation %s.", published)
        searcher.prefetch()

    def _open(self, published: str) -> Searcher:
        """Verify and open a generation, and load its models; a model that cannot be loaded is only logged."""
        searcher = self._site.searcher
        assert isinstance(searcher, Searcher)
        generation = open_generation(self._root, self._index, published)
        verify_generation(generation)
        new_searcher = searcher.reopened_on(generation)
        try:
            new_searcher.warm()
        except ModelError as error:
            log.error("%s", error)
        return new_searcher

    def _record_served(self, published: str) -> None:
        self._refused = None
        self._logged.clear()
        self._set(replace(self._state, served=published, published=published, refused=None))

    def _record_refusal(self, published: str, error: BaseException) -> None:
        """Record why a generation cannot be served; log each cause once."""
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
            log.warning("Waiting for generation %s: %s", published, reason)
        else:
            trace = None if isinstance(error, PerepiskaError) else error
            subject = f"Generation {published}" if published else "The published generation"
            log.error("%s cannot be served: %s", subject, reason, exc_info=trace)

    def _identity_of(self, published: str) -> FileIdentity:
        """Return the identities of the files that show whether a refused generation has changed since."""
        directory = self._root / self._index
        return tuple(map(_stat, (directory / CURRENT, directory / published / MANIFEST)))

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
    """Return the state of an application's watcher; None if it has none."""
    return cast("WatcherState | None", app.extensions.get(EXTENSION))


def _stat(path: Path) -> tuple[int, int, int] | None:
    """Return a file's inode, time of modification (in ns) and size; None if it cannot be accessed."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
