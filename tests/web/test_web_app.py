from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from flask import Flask

from web import app as app_module
from web.app import make_server, serve


@pytest.fixture
def address(app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = make_server(app, "127.0.0.1", 0)
    monkeypatch.setattr(app_module, "make_server", lambda *_: made)
    with caplog.at_level(logging.INFO, logger="web.app"):
        thread = threading.Thread(target=serve, args=(app, "127.0.0.1", 0), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{made.effective_port}/"
        with urlopen(f"{url}health", timeout=10) as response:
            assert response.status == 200
        yield url
    made.trigger.pull_trigger(made.close)  # in the server's own thread: it may be waiting on the socket
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_the_server_logs_its_address_in_one_line(address: str, caplog: pytest.LogCaptureFixture) -> None:
    assert [record.message for record in caplog.get_records("setup") if record.name == "web.app"] == [
        f"Perepiska answers on {address}"
    ]


def test_the_style_sheet_and_its_fonts_are_served(address: str) -> None:
    with urlopen(f"{address}static/perepiska.css", timeout=10) as response:
        style = response.read().decode()
    fonts = [piece.split('"')[0] for piece in style.split('url("')[1:]]
    assert fonts
    assert not any("//" in font for font in fonts)
    for font in fonts:
        with urlopen(f"{address}static/{font}", timeout=10) as response:
            assert response.headers["Content-Type"] == "font/woff2"
