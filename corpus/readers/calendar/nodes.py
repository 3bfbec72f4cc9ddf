"""YAML read so that every value knows its line, and nothing is guessed from how a value looks.

Only whole numbers are numbers: dates, "yes" and "no" stay the text they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from corpus.errors import SourceEmpty, SourceInvalid, SourceMissing
from corpus.readers.source import Source

WHOLE_NUMBER = "tag:yaml.org,2002:int"
Value = str | int | list["Value"] | dict[str, "Value"] | None
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of a calendar: its value, and the line of each place in it."""

    path: Path
    value: dict[str, Value]
    lines: dict[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that has one."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def where(self, place: Place) -> str:
        """File and line, as editors and terminals understand them."""
        return f"{self.path}:{self.line(place)}"


class _Loader(yaml.SafeLoader):
    """Reads no aliases: a few lines of them can stand for more than any memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read here", problem_mark=mark)
        return super().compose_node(parent, index)


def read_sheet(source: Source, path: Path) -> Sheet:
    """Read one YAML file whose top is a mapping."""
    node = _compose(source, path)
    lines: dict[Place, int] = {}
    value = _value(node, (), lines, path)
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path}:1: a calendar's file is a mapping of keys to values.")
    return Sheet(path, value, lines)


def _compose(source: Source, path: Path) -> yaml.Node:
    if not path.is_file():
        raise SourceMissing(f"There is no file {path}.", "Name it in edition.yaml only when it is there.")
    try:
        node = yaml.compose(source.read_text(path), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceInvalid(f"{path}:{line}: this is not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise SourceInvalid(f"{path}:1: this is not YAML: {error}.") from None
    if node is None:
        raise SourceEmpty(f"{path} has nothing in it.")
    return node


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> Value:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*place, number), lines, path) for number, child in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], path: Path) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, child in node.value:
        name = str(key.value)
        line = key.start_mark.line + 1
        if name in found:
            raise SourceInvalid(f"{path}:{line}: the key {name} stands here a second time.")
        found[name] = _value(child, (*place, name), lines, path)
        lines[(*place, name)] = line
    return found


def _scalar(node: yaml.Node) -> Value:
    if node.tag == WHOLE_NUMBER and str(node.value).isdecimal():
        return int(node.value)
    if node.tag == "tag:yaml.org,2002:null" and not node.value:
        return None
    return str(node.value)
