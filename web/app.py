"""The application: one factory."""

from __future__ import annotations

from functools import partial

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from exports.citation_formats import MEDIA_TYPES
from exports.searcher import Searcher
from search.evaluation.judgements import Judgements
from web.api import api
from web.browse import browse
from web.discovery import discovery
from web.exports import exports
from web.guards import guard
from web.headers import answer_preflight, https_alone, open_to_all, secure
from web.hosts import check_hosts
from web.judging import judging
from web.languages import speak
from web.manual import manual
from web.observing import observe
from web.overviews import overviews
from web.pages import pages
from web.problems import register_problems
from web.settings import ServerSettings
from web.site import Site, set_site


def create_app(searcher: Searcher, settings: ServerSettings) -> Flask:
    """Make the application that answers from an open index; hits are judged only where a file is set for it.

    Raises:
        SourceInvalid, PerepiskaError: the file of judgements cannot be read or its folder not be written to.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=settings.body_max_bytes, PROPAGATE_EXCEPTIONS=False)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    set_site(app, Site(searcher, settings))
    observe(app, settings)
    guard(app, settings)
    check_hosts(app, settings.hosts)
    app.before_request(answer_preflight)
    for blueprint in (api, discovery, exports, pages, browse, overviews, manual):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["media_types"] = MEDIA_TYPES
    app.jinja_env.globals["judging"] = settings.judgements is not None
    if settings.judgements:
        Judgements(settings.judgements).check()
        app.register_blueprint(judging)
    speak(app)
    register_problems(app)
    app.after_request(open_to_all)
    app.after_request(secure)
    if settings.hsts_seconds:
        app.after_request(partial(https_alone, seconds=settings.hsts_seconds))
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]
    return app
