"""Every view is checked for barriers by axe-core: WCAG 2.0 to 2.2, levels A and AA, and best practice."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = (
    "/",
    "/search?q=lens",
    "/search?q=lens&sender=zelenov-m&not.kind=note&from=1921",
    "/search?q=nothingatall",
    '/search?q="lens',
    "/editions",
    "/lighthouse",
    "/lighthouse/calendar",
    "/lighthouse/persons",
    "/lighthouse/persons/brandt-a",
    "/lighthouse/topics",
    "/lighthouse/topics/works",
    "/lighthouse/archive",
    "/lighthouse/glossary",
    "/lighthouse/pictures?least=1",
    "/lighthouse/doc-1?q=lens",
    "/lighthouse/1922-introduction",
    "/lighthouse/bio.brandt-a",
    "/help",
    "/docs/api",
    "/docs/errors",
    "/no-such-page",
    "/judge",
    "/judge/question?q=lens&kind=document",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 375])
def test_no_view_has_a_barrier(browser: Browser, site: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    page = context.new_page()
    found = []
    for view in VIEWS:
        page.goto(view)
        page.evaluate(AXE)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [
            f"{view}: {one['id']}: {node['html'][:120]}"
            for one in result["violations"]
            for node in one["nodes"]
        ]
    context.close()
    assert found == []
