"""The application factory."""

from __future__ import annotations

from functools import partial

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from exports.formats import EXPORT_FORMATS
from exports.search_service import SearchService
from search.evaluation.judgements import Judgements
from web.access_control import init_access_control
from web.api import api
from web.browse import browse
from web.discovery import discovery
from web.exports import exports
from web.headers import add_cors_headers, add_hsts_header, add_security_headers, answer_preflight
from web.hosts import check_hosts
from web.judging import judging
from web.languages import init_i18n
from web.manual import manual
from web.metrics import init_metrics
from web.overviews import overviews
from web.pages import pages
from web.problems import register_problems
from web.settings import ServerSettings
from web.site import Site, set_site


def create_app(searcher: SearchService, settings: ServerSettings) -> Flask:
    """Create the application that serves an open index; it has judging pages only if ``judgements`` is set.

    Raises:
        SourceInvalid: the judgements file is malformed.
        PerepiskaError: the judgements file or the key file cannot be read, the directory of the judgements
            cannot be written to, or the rate limit is malformed.
    """
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=settings.body_max_bytes, PROPAGATE_EXCEPTIONS=False)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    set_site(app, Site(searcher, settings))
    init_metrics(app, settings)
    init_access_control(app, settings)
    check_hosts(app, settings.hosts)
    app.before_request(answer_preflight)
    for blueprint in (api, discovery, exports, pages, browse, overviews, manual):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["media_types"] = {suffix: kind for suffix, (kind, _) in EXPORT_FORMATS.items()}
    app.jinja_env.globals["judging"] = settings.judgements is not None
    if settings.judgements:
        Judgements(settings.judgements).check()
        app.register_blueprint(judging)
    init_i18n(app)
    register_problems(app)
    app.after_request(add_cors_headers)
    app.after_request(add_security_headers)
    if settings.hsts_seconds:
        app.after_request(partial(add_hsts_header, seconds=settings.hsts_seconds))
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)  # type: ignore[method-assign]
    return app
