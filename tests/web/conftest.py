"""An application over the hand-made edition and a searcher in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cli.settings import load_settings
from tests.editions import lighthouse_edition
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher(lighthouse_edition())


@pytest.fixture
def app(searcher: FakeSearcher) -> Flask:
    return create_app(searcher, load_settings())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    """Where judgements are kept; there are none yet."""
    return tmp_path / "judged.jsonl"


@pytest.fixture
def judge(searcher: FakeSearcher, judged: Path) -> FlaskClient:
    """A client of an application in which hits can be judged."""
    return create_app(searcher, load_settings(judgements=judged)).test_client()
