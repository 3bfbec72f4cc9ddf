from __future__ import annotations

from pathlib import Path

from web.openapi import endpoints
from web.parameters import SEARCH_PARAMETERS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")


def test_every_endpoint_is_documented() -> None:
    for endpoint in endpoints():
        assert endpoint.path.replace("{", "<").replace("}", ">") in DOCUMENT


def test_every_parameter_is_documented() -> None:
    for name in SEARCH_PARAMETERS:
        assert f"`{name}`" in DOCUMENT or name.startswith("not."), name


def test_every_key_is_documented() -> None:
    for endpoint in endpoints():
        for key in endpoint.answer.model_fields:
            assert f'"{key}"' in DOCUMENT or f"`{key}`" in DOCUMENT, f"{endpoint.name}: {key}"
