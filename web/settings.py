"""The settings of the server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from exports.settings import ExportSettings
from store.settings import NONE, Count, Positive, setting


@dataclass(frozen=True)
class ServerSettings(ExportSettings):
    """How the site is served."""

    host: str = setting("127.0.0.1", "Address the site is served on.")
    port: Annotated[int, Meta(ge=0, le=65535)] = setting(
        8000,
        "Port the site is served on; 0 takes a free one.",
    )
    reload_seconds: Positive = setting(
        2,
        "Seconds after which a running server looks for a newly published generation; 0: never.",
    )
    threads: Count = setting(4, "Requests answered at the same time.")
    connections_max: Count = setting(1000, "Clients that may be connected at the same time.")
    idle_seconds: Count = setting(
        60,
        "Seconds a connection may be silent before it is closed, in mid-request, too.",
    )
    request_seconds: Annotated[float, Meta(gt=0)] = setting(
        20,
        "Seconds in which a request must have come whole, and over which a client that takes its "
        "response too slowly is given up.",
    )
    request_head_max_bytes: Annotated[int, Meta(ge=1024)] = setting(
        32_768,
        "Size of the largest request line with its headers.",
    )
    stop_seconds: Positive = setting(20, "Seconds a server that is told to stop gives to requests under way.")
    trusted_proxies: Annotated[int, Meta(ge=0)] = setting(
        0,
        "Proxies before the server, whose `X-Forwarded-` headers say who asks, by which address.",
    )
    hosts: str = setting(
        "",
        "Names by which the site may be asked, separated by spaces, without ports; others are answered "
        "with 400. Empty: any.",
    )
    rate_limit: str = setting(
        NONE,
        "Requests allowed to each client, as “60 per minute; 1000 per day”, or `none`.",
    )
    api_keys: Path | None = setting(
        None,
        "File of keys the API asks for (`perepiska key` makes them); without it anybody may ask.",
    )
    hsts_seconds: Annotated[int, Meta(ge=0)] = setting(
        0,
        "Seconds for which browsers are told to use HTTPS alone; 0: not told.",
    )
    metrics: bool = setting(False, "Whether `/metrics` gives figures for Prometheus.")
    log_requests: bool = setting(
        False,
        "Whether every request is logged as a line of JSON, without what was asked.",
    )
    log_questions: bool = setting(False, "Whether that line has what was asked, too.")
    body_max_bytes: Count = setting(65_536, "Size of the largest request body that is read.")
    judgements: Path | None = setting(
        None,
        "File of judged questions; where it is set, hits are judged in the browser and kept there.",
    )
    pool_depth: Annotated[int, Meta(ge=1, le=100)] = setting(
        20,
        "Hits of each way of searching that are put before a judge.",
    )
