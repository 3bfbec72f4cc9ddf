"""What a server has opened it can read to the end of its life, though its generation be pruned meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from indexer.build import build
from search.searcher import Searcher
from store.databases import CONNECTIONS
from store.layout import open_generation
from tests.builds import NAME, settings_in
from tests.editions import lighthouse_edition
from tests.models import tiny_model
from web.app import create_app

THREADS = 2 * CONNECTIONS
ADDRESSES = (
    "/", "/search?q=lens", "/search?q=lens&mode=keyword", "/search?q=who+paid+for+the+lens%3F&mode=semantic",
    "/search?q=lamp*&sort=date&group=none", "/search?q=lens~", "/search?q=lenz",
    "/search?q=nowhere&topic=coal",
    "/lighthouse", "/lighthouse/doc-1?q=lens", "/lighthouse/doc-3", "/lighthouse/calendar",
    "/lighthouse/persons", "/lighthouse/persons/brandt-a", "/lighthouse/topics", "/lighthouse/topics/lamps",
    "/lighthouse/archive", "/lighthouse/glossary", "/lighthouse/pictures", "/editions", "/sitemap.xml",
    "/search.csv?q=lens", "/search.atom?q=lens", "/lighthouse.xml", "/lighthouse/doc-1.jsonld",
    "/lighthouse/doc-1.bib", "/suggest.json?q=bra", "/api/v1/suggest?q=bra", "/api/v1/editions",
    "/api/v1/persons", "/api/v1/topics", "/api/v1/units/lighthouse/doc-2",
    "/api/v1/units/lighthouse/doc-2/related", "/api/v1/units/lighthouse/doc-2/related?channels=meaning,words",
    "/api/v1/search?q=lens&include=facets,histogram,answers,explain,text", "/health",
)  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with an exported model of its own, as a server has it."""
    root = tmp_path_factory.mktemp("indexes")
    model = tiny_model(root / "model", [unit.text for unit in lighthouse_edition().units])
    build([lighthouse_edition()], root=root, name=NAME, settings=settings_in(root), encoder=model)
    assert open_generation(root, NAME).encoder.is_dir()
    return root


def app_of(root: Path) -> Flask:
    settings = settings_in(root, model="none")
    searcher = Searcher.open(root, NAME, settings)
    searcher.warm()
    return create_app(searcher, settings)


def answered(app: Flask) -> dict[str, tuple[int, str]]:
    """What every address gives, without the milliseconds that it took."""
    found = {}
    for address in ADDRESSES:
        response = app.test_client().get(address)
        body = dict(response.json, took_ms=0) if address.startswith("/api/v1/search") else response.text  # type: ignore[arg-type]
        found[address] = response.status_code, str(body)
    return found


def beside_each_other(ask: Callable[[], dict[str, tuple[int, str]]]) -> list[dict[str, tuple[int, str]]]:
    """What new threads are answered that begin at once, more than there are connections."""
    begun = Barrier(THREADS)

    def waiting() -> dict[str, tuple[int, str]]:
        begun.wait()
        return ask()

    with ThreadPoolExecutor(THREADS) as pool:
        return [one.result() for one in [pool.submit(waiting) for _ in range(THREADS)]]


def test_a_deleted_generation_answers_as_before(root: Path) -> None:
    expected = answered(app_of(root))
    assert {status for status, _ in expected.values()} == {200}
    app = app_of(root)
    kept = root.with_name("kept")
    shutil.copytree(root, kept)
    shutil.rmtree(root / NAME)
    try:
        for found in beside_each_other(lambda: answered(app)):
            assert found == expected
    finally:
        shutil.copytree(kept / NAME, root / NAME)
