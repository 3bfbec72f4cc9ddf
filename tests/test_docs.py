"""The documentation describes what exists, completely: links, settings, errors, commands, codes, columns."""

from __future__ import annotations

import inspect
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

import perepiska
from cli.settings import list_settings
from corpus import errors
from corpus.readers.tabular.headings import ALIASES
from exports.formats import EXPORT_FORMATS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LAB = sorted((DOCS / "lab").glob("*.md"))
CURRENT = sorted(
    [
        *(
            ROOT / f"{name}.md"
            for name in ("README", "CONTRIBUTING", "SECURITY", "deploy/README", "indexes/README")
        ),
        *DOCS.glob("*.md"),
    ]
)
"""Pages about the present; the changelog and the lab notebook keep names of their day."""
PAGES = [*CURRENT, ROOT / "CHANGELOG.md", *LAB]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
REPORT_CODE = re.compile(r'"(?:info|dropped|warning)",\s*"([a-z-]+)"')
COMMAND = re.compile(r"^ {4,}(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?perepiska (.+)$", re.MULTILINE)
TESTS_ALONE = {"PEREPISKA_EDITION"}
FORMER = {"PEREPISKA_DATABASE", "PEREPISKA_FUSION", "PEREPISKA_RECIPROCAL_RANK_K"}
IMAGE_MAX_BYTES = 300_000


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def anchors(path: Path) -> frozenset[str]:
    """The fragments that GitHub makes of the headings of a page."""
    text = CODE_BLOCK.sub("", path.read_text("utf-8"))
    plain = (re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading) for heading in HEADING.findall(text))
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in plain)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    broken = []
    for target, fragment in LINK.findall(CODE_BLOCK.sub("", path.read_text("utf-8"))):
        file = path.parent / target if target else path
        if not file.exists() or (fragment and fragment not in anchors(file)):
            broken.append(f"{target}#{fragment}")
    assert broken == []


@pytest.mark.parametrize("path", CURRENT, ids=name_of)
def test_paths_that_are_named_exist(path: Path) -> None:
    named = re.findall(
        r"(?<!-o )\b((?:tests|benchmarks|corpus|store|encoders|indexer|search|exports|web|cli)/[\w/.]+\.\w+)",
        path.read_text("utf-8"),
    )
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop().resolve()
        if path not in seen and path.suffix == ".md":
            seen.add(path)
            waiting += [path.parent / target for target, _ in LINK.findall(path.read_text("utf-8")) if target]
    assert [name_of(path) for path in PAGES if path not in seen and path.parent != ROOT / "indexes"] == []


def test_images_are_small() -> None:
    assert all(image.stat().st_size < IMAGE_MAX_BYTES for image in (DOCS / "images").iterdir())


@pytest.mark.parametrize("setting", list_settings(), ids=lambda setting: setting.name)
def test_every_setting_is_documented(setting: object) -> None:
    row = f"| `{setting.variable}` | {setting.default or '–'} | {setting.help} |"  # type: ignore[attr-defined]
    assert row in page("settings.md")


@pytest.mark.parametrize("path", CURRENT, ids=name_of)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(r"PEREPISKA_[A-Z_]*[A-Z]", path.read_text("utf-8")))
    assert named - {setting.variable for setting in list_settings()} - TESTS_ALONE <= FORMER & named


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
    [
        ("printed", "printed-editions.md"),
        ("tei", "tei-editions.md"),
        ("tabular", "rows.md"),
        ("calendar", "calendar-format.md"),
        ("plain", "editions.md"),
        (".", "editions.md"),
    ],
)
def test_every_report_code_is_documented(reader: str, where: str) -> None:
    sources = (ROOT / "corpus" / "readers" / reader).glob("*.py")
    codes = {code for source in sources for code in REPORT_CODE.findall(source.read_text("utf-8"))}
    assert codes
    assert [code for code in sorted(codes) if f"`{code}`" not in page(where)] == []


@pytest.mark.parametrize("column", ALIASES)
def test_every_column_of_a_table_is_documented_with_its_other_names(column: str) -> None:
    row = next(line for line in page("rows.md").splitlines() if line.startswith(f"| `{column}` |"))
    assert row.split(" | ")[1].split(", ") == list(ALIASES[column])


@pytest.mark.parametrize("form", EXPORT_FORMATS)
def test_every_form_of_export_is_documented(form: str) -> None:
    assert f"`.{form}`" in page("api.md")
    assert f"`{form}`" in page("command-line.md")


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


def commands_shown() -> Iterator[tuple[str, str]]:
    """Yield page and arguments of every command in a code block that has no placeholder in brackets."""
    for path in CURRENT:
        for line in COMMAND.findall(path.read_text("utf-8")):
            for command in re.split(r" &&? *(?:perepiska |$)", line):
                if command and not re.search(r"[\[…]", command):
                    yield name_of(path), command


@pytest.mark.parametrize(("path", "command"), [*commands_shown()])
def test_commands_in_code_blocks_parse(path: str, command: str) -> None:
    name, *arguments = shlex.split(command, comments=True)
    perepiska.main.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("path", CURRENT, ids=name_of)
def test_targets_of_make_that_are_named_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = re.findall(r"(?:`|^ {4})make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_marks_of_an_unfinished_merge_are_left(path: Path) -> None:
    assert re.findall(r"^(?:<{7} |={7}$|>{7} ).*", path.read_text("utf-8"), re.MULTILINE) == []


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == version
