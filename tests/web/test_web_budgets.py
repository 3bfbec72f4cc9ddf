"""What a page may weigh and how long it may take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web

FOLDER = Path(web.__file__).parent
PAGE_BYTES = 200_000
"""HTML, style and script of a page, fonts apart."""


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=lens", "/lighthouse/doc-1?q=lens", "/lighthouse/calendar", "/lighthouse/pictures"],
)
def test_a_page_is_light(client: FlaskClient, address: str) -> None:
    html = client.get(address).text
    assets = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg))"', html)
    assert assets
    weight = len(html.encode()) + sum((FOLDER / asset.lstrip("/")).stat().st_size for asset in assets)
    assert weight <= PAGE_BYTES


def test_no_script_or_style_is_left_over() -> None:
    templates = "\n".join(one.read_text("utf-8") for one in (FOLDER / "templates").glob("*.html"))
    for asset in (*(FOLDER / "static").glob("*.js"), *(FOLDER / "static").glob("*.css")):
        assert f"filename='{asset.name}'" in templates
