from __future__ import annotations

import re
from pathlib import Path

import pytest

import web

STATIC = Path(web.__file__).parent / "static"
STYLE = (STATIC / "perepiska.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
)
TEXT, SHAPE = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("ink", "paper", TEXT),
        ("ink", "leaf", TEXT),
        ("quiet", "paper", TEXT),
        ("quiet", "leaf", TEXT),
        ("quiet", "wash", TEXT),
        ("accent", "paper", TEXT),
        ("accent", "wash", TEXT),
        ("accent-hover", "paper", TEXT),
        ("mark-ink", "mark", TEXT),
        ("mark-line", "paper", SHAPE),
        ("field", "paper", SHAPE),
        ("field", "leaf", SHAPE),
        ("bar", "paper", SHAPE),
    ],
)
def test_colours_stand_out(colours: dict[str, str], front: str, back: str, least: float) -> None:
    darker, lighter = sorted(luminance(colours[name]) for name in (front, back))
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_the_fonts_are_few_and_free() -> None:
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert sum(font.stat().st_size for font in fonts) < 400_000
    assert "SIL Open Font License" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8")
    assert {font.name for font in fonts} == set(re.findall(r'url\("fonts/([^"]+)"\)', STYLE))


@pytest.mark.parametrize(
    "template", sorted((STATIC.parent / "templates").glob("*.html")), ids=lambda path: path.name
)
def test_a_template_is_short_enough_to_be_read(template: Path) -> None:
    text = template.read_text("utf-8")
    assert len(text.splitlines()) < 120
    assert "|safe" not in text.replace(" ", "")
