"""The documentation says what is there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click
import pytest

import perepiska
from cli.settings import list_settings
from corpus import errors

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
REPORT_CODE = re.compile(r'"(?:info|dropped|warning)",\s*"([a-z-]+)"')


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_to_files(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("setting", list_settings(), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    row = f"| `{setting.variable}` | {setting.default or '–'} | {setting.help} |"  # type: ignore[attr-defined]
    assert row in page("settings.md")


@pytest.mark.parametrize(
    "error",
    [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.PerepiskaError)
    ],
    ids=lambda kind: kind.code,
)
def test_every_error_is_documented(error: type[errors.PerepiskaError]) -> None:
    row = next(line for line in page("errors.md").splitlines() if line.startswith(f"| `{error.code}` |"))
    assert row.endswith(f"| {error.exit_status} | {error.http_status} |")


@pytest.mark.parametrize(
    ("reader", "where"),
    [("printed", "printed-editions.md"), ("tei", "tei-editions.md"), (".", "editions.md")],
)
def test_every_report_code_is_documented(reader: str, where: str) -> None:
    sources = (ROOT / "corpus" / "readers" / reader).glob("*.py")
    codes = {code for source in sources for code in REPORT_CODE.findall(source.read_text(encoding="utf-8"))}
    assert codes
    assert [code for code in sorted(codes) if f"`{code}`" not in page(where)] == []


@pytest.mark.parametrize("name", sorted(perepiska.main.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = page("command-line.md")
    command = perepiska.main.commands[name]
    options = [
        option
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
    ]
    assert f"perepiska {name}" in text
    assert [option for option in options if option not in text] == []
