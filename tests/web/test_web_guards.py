"""Who may ask, how often, and what is seen of it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import perepiska
from cli.settings import load_settings
from corpus.errors import PerepiskaError
from exports.api.keys import new_key, read_keys
from tests.web.fake_searcher import FakeSearcher
from web.app import create_app


def client_of(searcher: FakeSearcher, **given: object) -> FlaskClient:
    return create_app(searcher, load_settings(**given)).test_client()


class TestLimits:
    def test_a_limited_client_gets_retry_after(self, searcher: FakeSearcher) -> None:
        client = client_of(searcher, rate_limit="3 per minute")
        answers = [client.get("/api/v1/search?q=lens") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert [one.headers["RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
        refused = answers[-1]
        assert refused.mimetype == "application/problem+json"
        assert refused.json["code"] == "http-429"  # type: ignore[index]
        assert 0 < int(refused.headers["Retry-After"]) <= 61
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get("/search?q=lens").status_code == 429
        assert client.get("/health/live").status_code == 200
        assert client.get("/static/perepiska.css", buffered=True).status_code == 200

    def test_clients_behind_a_proxy_are_distinguished(self, searcher: FakeSearcher) -> None:
        client = client_of(searcher, rate_limit="1 per minute", trusted_proxies=1)
        ask = [client.get("/help", headers={"X-Forwarded-For": who}).status_code for who in ("a", "b", "a")]
        assert ask == [200, 200, 429]

    def test_who_merely_says_to_be_another_is_not_believed(self, searcher: FakeSearcher) -> None:
        client = client_of(searcher, rate_limit="1 per minute")
        ask = [client.get("/help", headers={"X-Forwarded-For": who}).status_code for who in ("a", "b")]
        assert ask == [200, 429]

    @pytest.mark.parametrize("address", ["/api/v1/search", "/nothing", "/a/b/c", "/a//b"])
    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "INVENTED"])
    def test_every_answer_counts(self, searcher: FakeSearcher, address: str, method: str) -> None:
        client = client_of(searcher, rate_limit="2 per minute")
        statuses = [client.open(address, method=method).status_code for _ in range(3)]
        assert statuses[0] == statuses[1] != 429
        assert statuses[2] == 429

    def test_who_asked_too_often_is_not_logged(
        self, searcher: FakeSearcher, caplog: pytest.LogCaptureFixture
    ) -> None:
        client = client_of(searcher, rate_limit="1 per minute")
        with caplog.at_level(logging.INFO):
            assert [client.get("/help").status_code for _ in range(2)] == [200, 429]
        assert "127.0.0.1" not in caplog.text

    def test_a_limit_nobody_understands_is_refused(self, searcher: FakeSearcher) -> None:
        with pytest.raises(PerepiskaError, match="60 per minute"):
            client_of(searcher, rate_limit="often")


class TestKeys:
    @pytest.fixture
    def key(self, tmp_path: Path) -> tuple[str, Path]:
        made, line = new_key("library")
        path = tmp_path / "keys"
        path.write_text(f"# who may ask\n\n{line}\n{new_key('museum')[1]}\n", "utf-8")
        return made, path

    def test_the_api_answers_who_has_a_key(self, searcher: FakeSearcher, key: tuple[str, Path]) -> None:
        made, path = key
        client = client_of(searcher, api_keys=path)
        assert client.get("/api/v1/topics", headers={"Authorization": f"Bearer {made}"}).status_code == 200
        assert client.get("/search?q=lens").status_code == 200
        assert client.get("/health").status_code == 200

    @pytest.mark.parametrize(
        "given", ["", "Bearer", "Bearer x", "Basic {key}", "{key}", "Bearer {key}x", "Bearer é"]
    )
    def test_without_one_it_says_what_is_missing(
        self, searcher: FakeSearcher, key: tuple[str, Path], given: str
    ) -> None:
        made, path = key
        headers = {"Authorization": given.format(key=made)} if given else {}
        response = client_of(searcher, api_keys=path).get("/api/v1/topics", headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.json["code"] == "http-401"  # type: ignore[index]
        assert made not in response.text

    def test_the_file_holds_no_key_itself(self, key: tuple[str, Path]) -> None:
        made, path = key
        assert made not in path.read_text("utf-8")
        assert list(read_keys(path)) == ["library", "museum"]

    @pytest.mark.parametrize("content", [b"library", b"library abc", b"\xff\xfe"])
    def test_a_file_that_is_none_is_refused(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "keys"
        path.write_bytes(content)
        with pytest.raises(PerepiskaError):
            read_keys(path)
        with pytest.raises(PerepiskaError, match="Cannot read the API keys"):
            read_keys(tmp_path / "none")

    def test_the_command_line_makes_keys(self, tmp_path: Path) -> None:
        made, line = CliRunner().invoke(perepiska.main, ["key", "library"]).stdout.splitlines()
        path = tmp_path / "keys"
        path.write_text(line, "utf-8")
        assert list(read_keys(path)) == ["library"]
        assert len(made) > 40


class TestFigures:
    def test_figures_are_given_by_setting(self, searcher: FakeSearcher) -> None:
        assert client_of(searcher).get("/metrics").status_code == 404
        client = client_of(searcher, metrics=True)
        client.get("/lighthouse/doc-1?q=secret")
        client.get("/nobody/nowhere/at/all")
        text = client.get("/metrics").text
        assert 'perepiska_requests_total{method="GET",route="/<edition>/<unit>",status="200"} 1.0' in text
        assert 'route="none",status="404"' in text
        assert 'perepiska_index_units{generation="g1"} 52' in text
        assert "secret" not in text
        assert "doc-1" not in text

    def test_no_client_makes_up_labels(self, searcher: FakeSearcher) -> None:
        client = client_of(searcher, metrics=True)
        for number in range(20):
            client.open(f"/search?q={number}", method=f"FOO{number}")
            client.open(f"/made/up/{number}", method="GET", headers={"Host": f"made{number}.example"})
        text = client.get("/metrics").text
        assert 'method="other",route="none",status="405"} 20.0' in text
        assert text.count("perepiska_requests_total{") == 2
        assert "made" not in text

    @pytest.mark.parametrize("is_asked", [False, True])
    def test_the_log_has_questions_only_where_they_are_wanted(
        self, searcher: FakeSearcher, caplog: pytest.LogCaptureFixture, is_asked: bool
    ) -> None:
        client = client_of(searcher, log_requests=True, log_questions=is_asked)
        with caplog.at_level(logging.INFO, logger="perepiska.requests"):
            response = client.get("/search?q=lamps", headers={"Authorization": "Bearer hidden"})
        (record,) = [one for one in caplog.records if one.name == "perepiska.requests"]
        line = json.loads(record.message)
        assert (line["route"], line["status"], line["generation"]) == ("/search", 200, "g1")
        assert line["id"] == response.headers["X-Request-Id"]
        assert line.get("asked") == ("/search?q=lamps" if is_asked else None)
        assert "127.0.0.1" not in record.message
        assert "hidden" not in record.message

    def test_nothing_is_logged_of_a_request_otherwise(
        self, client: FlaskClient, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO):
            client.get("/search?q=lamps")
        assert caplog.records == []


def test_hsts_is_sent_by_setting(searcher: FakeSearcher) -> None:
    assert "Strict-Transport-Security" not in client_of(searcher).get("/").headers
    told = client_of(searcher, hsts_seconds=60).get("/").headers["Strict-Transport-Security"]
    assert told == "max-age=60; includeSubDomains"


@pytest.mark.parametrize("place", ["/health/live", "/health/ready"])
def test_health_states_are_distinguished(client: FlaskClient, place: str) -> None:
    response = client.get(place)
    assert response.status_code == 200
    assert response.json
    assert response.json["status"] == "ok"
    assert response.headers["Cache-Control"] == "no-store"
