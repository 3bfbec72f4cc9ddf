"""What manifests of all versions say of what an index was built from."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.errors import IndexIncompatible
from store.build_sources import BuildSources, index_incompatible

OLD = {"format": 7, "settings": {"calendar": "bundled"}}
BOOK = {"sha256": "", "path": "/home/ann/the book.txt", "profile": None}


@pytest.mark.parametrize(
    ("manifest", "rebuild_command"),
    [
        ({**OLD, "sources": {"book": "", "calendar": ""}}, "perepiska index SOURCE --name b"),
        ({**OLD, "sources": {"calendar": ""}}, "perepiska index --name b"),
        (
            {**OLD, "sources": {"book": ""}, "settings": {"calendar": "none"}},
            "perepiska index SOURCE --name b",
        ),
        ({"sources": {"book": BOOK}}, "perepiska index '/home/ann/the book.txt' --name b"),
        (
            {"sources": {"book": {**BOOK, "profile": "/p.toml"}, "calendar": {"sha256": ""}}},
            "perepiska index '/home/ann/the book.txt' --profile /p.toml --name b",
        ),
        (
            {"sources": {"a": {"path": "/letters"}, "b": {"path": "/letters"}, "c": {"path": "/c"}}},
            "perepiska index /letters /c --name b",
        ),
        ({}, "perepiska index SOURCE --name b"),
        ({"sources": [1], "settings": None}, "perepiska index SOURCE --name b"),
    ],
)
def test_the_command_that_builds_it_again_is_exact(manifest: dict[str, Any], rebuild_command: str) -> None:
    origin = BuildSources.from_manifest(manifest)
    assert origin.rebuild_command("b") == rebuild_command
    assert origin.rebuild_hint("b").endswith(rebuild_command)


def test_where_sources_are_not_recorded_the_editions_are_named() -> None:
    manifest = {**OLD, "sources": {"book": "", "diary": "", "calendar": ""}}
    assert "from the source of book, diary:" in BuildSources.from_manifest(manifest).rebuild_hint("b")


@pytest.mark.parametrize(("format", "is_newer"), [(7, False), (9, True)])
def test_a_newer_format_asks_for_the_newer_version(format: int, is_newer: bool) -> None:
    error = index_incompatible("b", "id", {"format": format, "sources": {"book": BOOK}}, 8)
    assert isinstance(error, IndexIncompatible)
    assert f"in format {format}" in error.message
    assert ("newer version" in error.hint) is is_newer
