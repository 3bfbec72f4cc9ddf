"""Check of the Host header, because absolute addresses in feeds and exports are built from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from web.access_control import UNLIMITED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(
    rf"({_LABEL}(\.{_LABEL})*\.?|\[[0-9a-f:.]{{2,45}}\])(:[0-9]{{1,5}})?", re.IGNORECASE
)
_HOST_LENGTH_MAX: Final = 255
_PREFIX: Final = re.compile(r"(/[\w.~-]+)*")
_REFUSED: Final = "perepiska.host-refused"
_REPLACEMENT_HOST: Final = "invalid"


def check_hosts(app: Flask, names: str) -> None:
    """Make an application answer 400 to requests with a malformed host name, or one not in ``names``.

    Args:
        names: host names without ports, separated by spaces; empty: any.
    """
    app.wsgi_app = _HostCheck(app.wsgi_app, names.lower().split())  # type: ignore[method-assign]
    app.before_request(_refuse)


class _HostCheck:
    """WSGI middleware that replaces a refused host name and marks the request for ``_refuse`` to abort."""

    def __init__(self, application: WSGIApplication, names: Iterable[str]) -> None:
        self._application = application
        self._names = frozenset(names)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on; a refused host or path prefix is replaced first, and the request is marked."""
        if not (self._is_known(environ.get("HTTP_HOST")) and _PREFIX.fullmatch(environ["SCRIPT_NAME"])):
            environ |= {_REFUSED: True, "HTTP_HOST": _REPLACEMENT_HOST, "SCRIPT_NAME": ""}
        return self._application(environ, start_response)

    def _is_known(self, host: str | None) -> bool:
        """Return whether a Host header is well formed and has one of the names, if names are configured.

        None, a missing header, is accepted only if no names are configured.
        """
        if host is None:
            return not self._names
        if len(host) > _HOST_LENGTH_MAX or not _HOST.fullmatch(host):
            return False
        name = re.sub(r":[0-9]*$", "", host).rstrip(".").lower()
        return not self._names or name in self._names


def _refuse() -> None:
    """Abort a marked request with 400; monitoring and static files are served under any host name."""
    if _REFUSED in request.environ and request.endpoint not in UNLIMITED:
        raise BadRequest("Unknown host name.")
