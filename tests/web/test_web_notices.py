"""What a search says is in the reader's language on pages, and in English in the API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.errors import ModelError
from encoders.encoder import Encoder
from search.messages import TEMPLATES
from search.searcher import Searcher
from tests.builds import NAME, build_lighthouse, settings_in
from tests.doubles import FailingEncoder, HashingEncoder
from web.app import create_app

PIECES = re.compile(r"%\(\w+\)s")
ENGLISH = {
    piece.strip(" .:;,()“”")
    for template in TEMPLATES.values()
    for text in ([template] if isinstance(template, str) else template)
    for piece in PIECES.split(text)
    if " " in piece.strip(" .:;,()“”")
}
NOTICE = re.compile(r'<p class="notice">(.*?)</p>')
QUERIES = [
    ("q=lens+%22cracked", {}, None),
    ("q=lens&sender=Brandtt", {}, None),
    ("q=lens&sender=%D0%A9", {}, None),
    ("q=sender:Brandtt", {}, None),
    ("q=l*+OR+lamq~2+OR+c*", {"prefix_expansions_max": 2, "expansions_max": 3}, None),
    ("q=lamp+lens+coal", {"clauses_max": 2}, None),
    ("q=document+99", {}, None),
    ("q=zeppelin", {}, None),
    ("q=date:+5+June", {}, None),
    ("q=lens", {"search_seconds": 1e-9}, None),
    ("q=lens", {}, FailingEncoder(error=ModelError("The model is gone."))),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("indexes")
    build_lighthouse(root)
    return root


def client_of(root: Path, encoder: Encoder | None = None, **settings: object) -> FlaskClient:
    given = settings_in(root, **settings)
    return create_app(Searcher.open(root, NAME, given, encoder or HashingEncoder()), given).test_client()


def shown(client: FlaskClient, address: str, language: str) -> str:
    return client.get(address, headers={"Accept-Language": language}).text


def english_in(html: str) -> list[str]:
    return [piece for piece in ENGLISH if piece in html]


@pytest.mark.parametrize(("query", "settings", "encoder"), QUERIES)
def test_a_notice_is_in_the_readers_language(
    root: Path, query: str, settings: dict[str, object], encoder: Encoder | None
) -> None:
    client = client_of(root, encoder, **settings)
    english = NOTICE.findall(shown(client, f"/search?{query}", "en"))
    assert english_in(" ".join(english))
    for language in ("de", "ru"):
        notices = NOTICE.findall(shown(client, f"/search?{query}", language))
        assert len(notices) == len(english)
        assert not english_in(" ".join(notices))
    answer = client.get(f"/api/v1/search?{query}", headers={"Accept-Language": "de"}).json
    assert answer
    assert english_in(" ".join(answer["query"]["notices"]))


def test_parts_left_out_are_named_in_the_readers_language(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ArithmeticError

    client = client_of(root)
    monkeypatch.setattr("search.pipeline.histogram", fail)
    assert "nicht angezeigt (siehe Serverprotokoll): Treffer im Zeitverlauf." in shown(
        client, "/search?q=lens", "de"
    )


def test_operators_are_explained_in_the_readers_language(root: Path) -> None:
    html = shown(client_of(root), "/search?q=lens+AND+sender:(Brandt+OR+Tamm)", "de")
    assert "sender → Brandt oder Tamm" in html


@pytest.mark.parametrize("unit", ["doc-1", "doc-5", "doc-6", "doc-7"])
def test_reasons_are_in_the_readers_language(root: Path, unit: str) -> None:
    client = client_of(root)
    related = [
        shown(client, f"/lighthouse/{unit}", language).partition('class="surroundings"')[2]
        for language in ("en", "de", "ru")
    ]
    assert english_in(related[0])
    assert not english_in(related[1])
    assert not english_in(related[2])


def test_steps_of_an_exchange_are_in_the_readers_language(root: Path) -> None:
    client = client_of(root)
    assert "reply to document 5 (" in shown(client, "/lighthouse/doc-6", "en")
    assert "Antwort auf Dokument 5 (" in shown(client, "/lighthouse/doc-6", "de")


def test_what_is_cached_of_a_generation_has_no_language(root: Path) -> None:
    client = client_of(root)
    assert "March 1921" in shown(client, "/lighthouse/calendar", "en")
    assert "März 1921" in shown(client, "/lighthouse/calendar", "de")
