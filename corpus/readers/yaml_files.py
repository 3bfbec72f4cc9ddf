"""YAML parsed without type guessing, with the line of every value.

Only whole numbers become numbers: dates, "yes" and "no" stay text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from corpus.errors import SourceEmpty, SourceInvalid, SourceMissing
from corpus.readers.source import Source
from corpus.readers.tabular.tables import check_depth

WHOLE_NUMBER = "tag:yaml.org,2002:int"
Value = str | int | list["Value"] | dict[str, "Value"] | None
KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML file: its top-level mapping, and the line of each value (from 1) by key path."""

    path: Path
    value: dict[str, Value]
    lines: dict[KeyPath, int] = field(repr=False)

    def line(self, key_path: KeyPath) -> int:
        """Return the line of the value at a key path, or of the closest enclosing value with a known line."""
        while key_path and key_path not in self.lines:
            key_path = key_path[:-1]
        return self.lines.get(key_path, 1)

    def location(self, key_path: KeyPath) -> str:
        """Return ``path:line`` of the value at a key path, as editors and terminals understand it."""
        return f"{self.path}:{self.line(key_path)}"


class _Loader(yaml.SafeLoader):
    """A safe loader that rejects aliases: a few lines of nested aliases expand beyond any memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node; raise ``MarkedYAMLError`` at an alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed", problem_mark=mark)
        return super().compose_node(parent, index)


def read_yaml_file(source: Source, path: Path) -> YamlFile:
    """Read a YAML file whose top level is a mapping.

    Raises:
        SourceInvalid: it is not YAML, repeats a key, or is not a mapping; the message has file and line.
        SourceMissing, SourceEmpty, SourceTooLarge, SourceError: it is missing, empty, too large or
            unreadable.
    """
    node = _compose(source, path)
    lines: dict[KeyPath, int] = {}
    value = _to_value(node, (), lines, path)
    if not isinstance(value, dict):
        raise SourceInvalid(f"{path}:1: it must be a mapping of keys to values.")
    return YamlFile(path, value, lines)


def _compose(source: Source, path: Path) -> yaml.Node:
    """Return the YAML node tree of a file.

    Raises:
        SourceInvalid: it is not YAML; the message has file and line.
        SourceMissing, SourceEmpty, SourceTooLarge, SourceError: it is missing, empty, too large or
            unreadable.
    """
    if not path.is_file():
        raise SourceMissing(f"{path} does not exist.", "Add the file or remove it from edition.yaml.")
    try:
        text = source.read_text(path)
        check_depth(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceInvalid(f"{path}:{line}: not valid YAML: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SourceInvalid(f"{path}:1: not valid YAML: {error}.") from None
    if node is None:
        raise SourceEmpty(f"{path} is empty.")
    return node


def _to_value(node: yaml.Node, key_path: KeyPath, lines: dict[KeyPath, int], path: Path) -> Value:
    """Return a node as a Python value, recording its line and those of its descendants in ``lines``.

    Raises:
        SourceInvalid: a mapping repeats a key, or has one that is no text.
    """
    lines[key_path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _to_mapping(node, key_path, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_to_value(child, (*key_path, number), lines, path) for number, child in enumerate(node.value)]
    return _to_scalar(node)


def _to_mapping(
    node: yaml.MappingNode, key_path: KeyPath, lines: dict[KeyPath, int], path: Path
) -> dict[str, Value]:
    """Return a mapping node as a dict; the line recorded for an item is that of its key.

    Raises:
        SourceInvalid: a key occurs twice, or is no text.
    """
    mapping: dict[str, Value] = {}
    for key, child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise SourceInvalid(f"{path}:{line}: a key is a text.")
        name = str(key.value)
        if name in mapping:
            raise SourceInvalid(f"{path}:{line}: the key {name} occurs twice.")
        mapping[name] = _to_value(child, (*key_path, name), lines, path)
        lines[(*key_path, name)] = line
    return mapping


def _to_scalar(node: yaml.Node) -> Value:
    """Return a whole number as int, an empty value as None, and anything else as text."""
    if node.tag == WHOLE_NUMBER and str(node.value).isdecimal():
        return int(node.value)
    if node.tag == "tag:yaml.org,2002:null" and not node.value:
        return None
    return str(node.value)
