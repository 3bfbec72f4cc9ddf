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

    host: str = setting("127.0.0.1", "Address that the server listens on.")
    port: Annotated[int, Meta(ge=0, le=65535)] = setting(
        8000,
        "Port that the server listens on; 0 selects a free port.",
    )
    reload_seconds: Positive = setting(
        2,
        "Seconds between two checks for a newly published generation; 0 disables them.",
    )
    threads: Count = setting(4, "Maximum number of requests served at the same time.")
    connections_max: Count = setting(1000, "Maximum number of open connections.")
    idle_seconds: Count = setting(
        60,
        "Seconds without data after which a connection is closed, even during a request.",
    )
    request_seconds: Annotated[float, Meta(gt=0)] = setting(
        20,
        "Seconds within which a request must be received completely; a client that reads its "
        "response too slowly for as long is disconnected.",
    )
    request_head_max_bytes: Annotated[int, Meta(ge=1024)] = setting(
        32_768,
        "Maximum size of the request line and headers, in bytes.",
    )
    stop_seconds: Positive = setting(
        20, "Seconds that requests in progress have to finish when the server is stopped."
    )
    trusted_proxies: Annotated[int, Meta(ge=0)] = setting(
        0,
        "Number of reverse proxies in front of the server whose `X-Forwarded-` headers are trusted.",
    )
    hosts: str = setting(
        "",
        "Host names that the site accepts, separated by spaces, without ports; requests with any "
        "other are answered with 400. Empty: any.",
    )
    rate_limit: str = setting(
        NONE,
        "Maximum request rate per client, such as “60 per minute; 1000 per day”, or `none`.",
    )
    api_keys: Path | None = setting(
        None,
        "File of API keys (`perepiska key` creates them); if not set, the API requires no key.",
    )
    hsts_seconds: Annotated[int, Meta(ge=0)] = setting(
        0,
        "Seconds for which browsers must use HTTPS (`Strict-Transport-Security`); 0: the header is not sent.",
    )
    metrics: bool = setting(False, "Whether `/metrics` serves metrics for Prometheus.")
    log_requests: bool = setting(
        False,
        "Whether each request is logged as a line of JSON, without its query.",
    )
    log_questions: bool = setting(False, "Whether the request log includes queries.")
    body_max_bytes: Count = setting(65_536, "Maximum size of a request body, in bytes.")
    judgements: Path | None = setting(
        None,
        "File of judged questions; if set, hits can be judged in the browser and the judgements "
        "are saved there.",
    )
    pool_depth: Annotated[int, Meta(ge=1, le=100)] = setting(
        20,
        "Number of hits of each search mode that are shown for judging.",
    )
