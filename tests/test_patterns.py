"""No pattern that a stranger's question meets takes long over a question that was made for it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

from cli.settings import load_settings

LENGTH = load_settings().query_length_max
SECONDS = 0.25
_PIECES = """
a A 1 . , - ' ( [ “ * | A._ Aa_ aA 1_ 1._ a,_ June_ 1_June_ [1_ (1 f._1,_ op._1,_d._1,_ see_note_1_and_
document_1,_ 1– 1-1,_ of_ to_ and_ the_letter_ A_to_B_ -_ *_*_ *a _a_ key:_ http://a
"""
PIECES = (" ", "\n", "\t", "\n\n", " \n ", *(piece.replace("_", " ") for piece in _PIECES.split()))


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module keeps, alone or among others, but for the readers of editions."""
    for room in ("corpus", "search", "web"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if module.name.startswith("corpus.readers"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                for place, found in enumerate(_within(value)):
                    if isinstance(found.pattern, str):
                        yield f"{module.name}.{name}.{place}", found


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _within(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _within(one)


FOUND = {pattern.pattern: (name, pattern) for name, pattern in patterns()}


def test_the_patterns_are_found() -> None:
    assert len(FOUND) > 60


@pytest.mark.parametrize(("name", "pattern"), FOUND.values(), ids=[name for name, _ in FOUND.values()])
def test_no_pattern_takes_long(name: str, pattern: re.Pattern[str]) -> None:
    for piece in PIECES:
        text = piece * (LENGTH // len(piece))
        for hostile in (text, f"{text}\0", f"[{text}"):
            began = time.process_time()
            pattern.search(hostile)
            pattern.fullmatch(hostile)
            taken = time.process_time() - began
            assert taken < SECONDS, f"{name} takes {taken:.1f} s over {piece!r}"
