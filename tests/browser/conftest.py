"""A real server on a free port and Debian's chromium; skipped with a reason where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from cli.binding import listen
from cli.settings import load_settings
from indexer.build import build
from search.searcher import Searcher
from tests.doubles import HashingEncoder
from tests.editions import lighthouse_edition
from web.app import create_app
from web.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site over an index of the hand-made edition; hits can be judged."""
    root = tmp_path_factory.mktemp("indexes")
    settings = load_settings(indexes=root, judgements=root / "judged.jsonl")
    encoder = HashingEncoder()
    build((lighthouse_edition(),), root=settings.indexes, name="small", settings=settings, encoder=encoder)
    searcher = Searcher.open(settings.indexes, "small", settings, encoder)
    server = make_server(create_app(searcher, settings), listen("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
