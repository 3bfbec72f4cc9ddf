"""The application: one factory, and the server it runs in."""

from __future__ import annotations

import logging

import waitress  # type: ignore[import-untyped]
from flask import Flask
from waitress.server import BaseWSGIServer  # type: ignore[import-untyped]

from corpus.store.settings import Settings
from search.judgements import Judgements
from web.api import api
from web.browse import browse
from web.citation_formats import MEDIA_TYPES
from web.discovery import discovery
from web.exports import exports
from web.headers import secure
from web.judging import judging
from web.languages import speak
from web.manual import manual
from web.overviews import overviews
from web.pages import pages
from web.problems import register_problems
from web.room import Room, Searcher, enter, room_of

log = logging.getLogger(__name__)


def create_app(searcher: Searcher, settings: Settings) -> Flask:
    """Make the application that answers from an open index; hits are judged only where a file is set for it.

    Raises:
        SourceInvalid, PerepiskaError: the file of judgements cannot be read or its folder not be written to.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=settings.body_max_bytes, PROPAGATE_EXCEPTIONS=False)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    enter(app, Room(searcher, settings))
    for blueprint in (api, discovery, exports, pages, browse, overviews, manual):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["media_types"] = MEDIA_TYPES
    app.jinja_env.globals["judging"] = settings.judgements is not None
    if settings.judgements:
        Judgements(settings.judgements).check()
        app.register_blueprint(judging)
    speak(app)
    register_problems(app)
    app.after_request(secure)
    return app


def make_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Bind a server, not yet running; port 0 takes a free one."""
    threads = room_of(app).settings.threads
    server: BaseWSGIServer = waitress.create_server(app, host=host, port=port, threads=threads)
    return server


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until stopped. The address is logged in one line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    server = make_server(app, host, port)
    log.info("Perepiska answers on http://%s:%s/", host, server.effective_port)
    server.run()
