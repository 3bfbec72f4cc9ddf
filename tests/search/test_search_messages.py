"""What a search says is data: each code once, each in use, worded with its values."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import search
from search.messages import TEMPLATES, Message

SOURCES = [path for path in Path(search.__file__).parent.rglob("*.py") if path.name != "messages.py"]


def constants() -> set[str]:
    """Every string that stands in the sources of the search."""
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_code_is_in_use() -> None:
    assert set(TEMPLATES) <= constants()


def test_every_code_named_has_a_template() -> None:
    calls = [
        node
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Message"
    ]
    named = {one.args[0].value for one in calls if isinstance(one.args[0], ast.Constant)}
    assert named
    assert named <= set(TEMPLATES)


@pytest.mark.parametrize(
    ("message", "english"),
    [
        (Message("days-apart", {"count": 1}), "1 day apart"),
        (Message("days-apart", {"count": 2}), "2 days apart"),
        (
            Message("may-answer-this", {"apart": Message("same-day")}),
            "possible reply to this letter, same day",
        ),
        (
            Message("expansion-cut", {"asked": "l*", "all": 1204, "kept": 2}),
            "“l*” matches 1,204 words; only the 2 most frequent were searched.",
        ),
        (
            Message("left-out", {"parts": (Message("facets"), Message("answers"))}),
            "Not shown because of an error (see the server log): filter values, quoted answers.",
        ),
        (
            Message("meaning-cut-short", {"seconds": 2.0}),
            "The search reached its limit of 2 seconds: only keywords were searched.",
        ),
        (Message("word-absent", {"word": "100%"}), "“100%” does not occur in this edition."),
    ],
)
def test_a_message_is_english_by_itself(message: Message, english: str) -> None:
    assert str(message) == english
