from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from cli.settings import load_settings
from exports.api.openapi import endpoints
from exports.api.search_parameters import search_parameters

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_endpoint_is_documented() -> None:
    for endpoint in endpoints(load_settings()):
        assert endpoint.path.replace("{", "<").replace("}", ">") in DOCUMENT


def test_every_parameter_is_documented() -> None:
    for name in (parameter.name for parameter in search_parameters(load_settings())):
        assert f"`{name}`" in DOCUMENT or name.startswith("not."), name


def test_every_key_is_documented() -> None:
    for endpoint in endpoints(load_settings()):
        for key in endpoint.response.model_fields:
            assert f'"{key}"' in DOCUMENT or f"`{key}`" in DOCUMENT, f"{endpoint.name}: {key}"


@pytest.mark.parametrize("address", re.findall(r"^ {4}GET (\S+)$", DOCUMENT, re.MULTILINE))
def test_every_request_of_the_manual_is_answered(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == (400 if "sendr" in address else 200)


def test_the_python_of_the_manual_runs(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    transport = httpx.WSGITransport(app=client.application)
    monkeypatch.setattr(httpx, "Client", partial(httpx.Client, transport=transport))
    exec(compile(code, "docs/api.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len({line.split()[0] for line in lines}) > 2
    assert all(line.startswith("lighthouse/doc-") for line in lines)
