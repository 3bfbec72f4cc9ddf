"""Settings of the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from exports.settings import ExportSettings
from store.settings import NONE, Count, Positive, setting


@dataclass(frozen=True)
class ServerSettings(ExportSettings):
    """The settings of the server, together with those of exports and search."""

    host: str = setting("127.0.0.1", "Address to listen on.")
    port: Annotated[int, Meta(ge=0, le=65535)] = setting(
        8000,
        "Port to listen on; 0: any free port.",
    )
    reload_seconds: Positive = setting(
        2,
        "Interval at which a running server checks for a new generation, in seconds; 0: never.",
    )
    threads: Count = setting(4, "Requests served in parallel.")
    connections_max: Count = setting(1000, "Maximum number of open connections.")
    idle_seconds: Count = setting(
        60,
        "Seconds after which an idle connection is closed, even during a request.",
    )
    request_seconds: Annotated[float, Meta(gt=0)] = setting(
        20,
        "Time limit for receiving a request, and for noticing that a client reads its response too "
        "slowly, in seconds.",
    )
    request_head_max_bytes: Annotated[int, Meta(ge=1024)] = setting(
        32_768,
        "Maximum size of request line and headers, in bytes.",
    )
    stop_seconds: Positive = setting(
        20, "Seconds that running requests have to finish when the server stops."
    )
    trusted_proxies: Annotated[int, Meta(ge=0)] = setting(
        0,
        "Number of trusted proxies in front of the server (for `X-Forwarded-` headers).",
    )
    hosts: str = setting(
        "",
        "Accepted host names without ports, separated by spaces; requests for others get 400. Empty: any.",
    )
    rate_limit: str = setting(
        NONE,
        "Rate limit per client, such as “60 per minute; 1000 per day”, or `none`.",
    )
    api_keys: Path | None = setting(
        None,
        "File of API keys (created by `perepiska key`); if unset, the API needs no key.",
    )
    hsts_seconds: Annotated[int, Meta(ge=0)] = setting(
        0,
        "`max-age` of the header Strict-Transport-Security, in seconds; 0: no header.",
    )
    metrics: bool = setting(False, "Whether `/metrics` serves metrics for Prometheus.")
    log_requests: bool = setting(
        False,
        "Whether each request is logged as a line of JSON, without its query.",
    )
    log_questions: bool = setting(False, "Whether the log includes the query.")
    body_max_bytes: Count = setting(65_536, "Maximum size of a request body, in bytes.")
    judgements: Path | None = setting(
        None,
        "File of judged questions; if set, results can be judged in the browser.",
    )
    pool_depth: Annotated[int, Meta(ge=1, le=100)] = setting(
        20,
        "Results of each search mode that are shown to a judge.",
    )
