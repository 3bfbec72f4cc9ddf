"""The arrows between packages, and which modules may import what is heavy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BELOW = {
    "corpus": "",
    "store": "corpus",
    "encoders": "corpus store",
    "indexer": "corpus store encoders",
    "search": "corpus store encoders",
    "exports": "corpus store search",
    "assistants": "corpus store search exports",
    "web": "corpus store search exports",
    "cli": "corpus store encoders indexer search exports assistants",
}
"""The packages that each may import."""
EXCEPTIONS = {
    "cli/settings.py": {"web.settings"},
    "cli/serving.py": {"web.app", "web.generation_watcher", "web.health", "web.serving"},
}
"""What may be imported besides: all settings are listed together, and one command serves."""
PACKAGES = {*BELOW, "perepiska"}


def imported(source: Path) -> Iterator[str]:
    """Return the modules that a source imports, anywhere in it."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


@pytest.mark.parametrize("package", BELOW)
def test_packages_import_in_one_direction(package: str) -> None:
    allowed = {package, *BELOW[package].split()}
    wrong = [
        (name, module)
        for source in (ROOT / package).rglob("*.py")
        for name in [str(source.relative_to(ROOT))]
        for module in imported(source)
        if module.partition(".")[0] in PACKAGES - allowed and module not in EXCEPTIONS.get(name, ())
    ]
    assert wrong == []


def test_addresses_are_made_in_one_module() -> None:
    """No module of what leaves or is shown quotes an address, or writes XML, by itself."""
    makers = {"urlencode", "urljoin", "quote", "xml.sax.saxutils"}
    kept = {"exports/addresses.py", "web/redirects.py"}
    found = {
        str(source.relative_to(ROOT))
        for package in ("exports", "web", "assistants", "cli")
        for source in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
        if makers & {node.module, *(alias.name for alias in node.names if node.module == "urllib.parse")}
    }
    assert found <= kept


def test_exports_need_no_server() -> None:
    wrong = {
        (str(source.relative_to(ROOT)), module)
        for package in ("exports", "assistants")
        for source in (ROOT / package).rglob("*.py")
        for module in imported(source)
        if module.partition(".")[0] in ("flask", "werkzeug")
    }
    assert wrong == set()


def defined(source: Path) -> set[str]:
    """Return the names that a source defines, methods by their class."""
    found = set()
    for node in ast.parse(source.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


def test_what_the_documentation_follows_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+\.py)` `([\w.]+)`", text)
    assert len(named) > 40
    assert [(path, name) for path, name in named if name not in defined(ROOT / path)] == []
    assert [path for path in re.findall(r"`([\w/]+\.py)`", text) if not (ROOT / path).is_file()] == []
