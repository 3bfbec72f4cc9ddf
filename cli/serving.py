"""Commands that serve an index: the web site with its API, and the MCP server for assistants."""

from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING

import click

from cli.binding import free_port, listen
from cli.opening import open_searcher, warm_up
from cli.options import name_option
from cli.process import configure_runtime, shorten_switch_interval
from corpus.errors import PerepiskaError, RequestError

if TYPE_CHECKING:
    from search.searcher import Searcher


@click.command()
@name_option
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0: any free port.")
def serve(name: str, host: str | None, port: int | None) -> None:
    """Serve the website and the API."""
    # Requests run in parallel; more threads within a request would only wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    shorten_switch_interval()
    searcher = open_searcher(name, verify=True)
    Thread(target=_warm_and_freeze, args=(searcher,), daemon=True).start()

    from cli.settings import load_settings
    from web.app import create_app
    from web.generation_watcher import GenerationWatcher
    from web.health import site_readiness
    from web.serving import serve as serve_app

    settings = load_settings()
    app = create_app(searcher, settings)
    site_readiness(app).start()
    if settings.reload_seconds:
        GenerationWatcher(app, settings.indexes, name, settings.reload_seconds).start()
    host = host or settings.host
    serve_app(app, listen(host, settings.port if port is None else port), host)


@click.command()
@name_option
@click.option("--root", default="http://127.0.0.1:8000/", help="Public address of the site, for links.")
@click.option(
    "--http",
    "port",
    type=click.IntRange(0, 65535),
    help="Serve streamable HTTP on this port instead of stdio; 0: any free port.",
)
def mcp(name: str, root: str, port: int | None) -> None:
    """Serve assistants over the Model Context Protocol (requires: pip install 'perepiska[mcp]')."""
    configure_runtime()
    from cli.settings import load_settings

    try:
        from assistants.mcp_server import create_mcp_server
    except ModuleNotFoundError as error:
        raise PerepiskaError(
            f"The package {error.name} is not installed.", "Install it with: pip install 'perepiska[mcp]'."
        ) from error

    searcher = open_searcher(name)
    Thread(target=warm_up, args=(searcher,), daemon=True).start()
    server = create_mcp_server(searcher, load_settings(), root)
    if port is None:
        server.run("stdio")
    else:
        server.run("streamable-http", host="127.0.0.1", port=free_port("127.0.0.1", port))


@click.command()
@click.argument("name")
def key(name: str) -> None:
    """Create an API key called NAME, and its line for the file PEREPISKA_API_KEYS."""
    from exports.api.keys import new_key

    if name.split() != [name] or name.startswith("#"):
        raise RequestError(
            f"“{name}” is not a valid name for a key.", "Use one word that does not start with #."
        )
    api_key, line = new_key(name)
    click.echo(f"{api_key}\n{line}")
    click.echo("Give the first line to the client (it is not stored); add the second to the file.", err=True)


def _warm_and_freeze(searcher: Searcher) -> None:
    """Load the model and index files, then exclude everything in memory from garbage collection."""
    from web.serving import freeze_garbage

    warm_up(searcher)
    freeze_garbage()
