"""The files of an edition: each read once, what they include put in its place, what is broken reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import SourceError
from corpus.readers.source import Source

from .nodes import INCLUDE, Node, read_tree

MOST_INCLUDED = 2_000
"""Inclusions in one edition."""
DEEPEST_INCLUDED = 2
"""Files between a file and what it includes through others."""
FALLBACK = INCLUDE.replace("include", "fallback")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name within the edition, and its root."""

    name: str
    path: Path
    root: Node


@dataclass(slots=True)
class Files:
    """Reads the XML files of a source and nothing outside its folder."""

    source: Source
    _trees: dict[Path, Node] = field(default_factory=dict)
    _included: set[Path] = field(default_factory=set)
    _count: int = 0

    def read_all(self) -> list[SourceFile]:
        """Read all XML files of the folder; those included in others do not stand by themselves.

        Raises:
            SourceTooLarge: they are too large together.
        """
        read = []
        for path in self.source.list_files(".xml"):
            with self.source.skip_unreadable(path):
                read.append(self.read_one(path))
        return [file for file in read if file.path.resolve() not in self._included]

    def read_one(self, path: Path) -> SourceFile:
        """Read a file with what it includes.

        Raises:
            SourceError: it is broken.
        """
        return SourceFile(self.source.relative_name(path), path, self._tree(path, ()))

    def _tree(self, path: Path, above: tuple[Path, ...]) -> Node:
        real = path.resolve()
        if real not in self._trees:
            root = read_tree(self.source, path)
            self._resolve(root, path, (*above, real))
            self._trees[real] = root
        return self._trees[real]

    def _resolve(self, node: Node, path: Path, above: tuple[Path, ...]) -> None:
        """Put what is included in the place of each inclusion."""
        children: list[Node | str] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag == INCLUDE:
                children += self._include(child, path, above)
            else:
                children.append(child)
                if isinstance(child, Node):
                    self._resolve(child, path, above)
        node.children = children

    def _include(self, node: Node, path: Path, above: tuple[Path, ...]) -> list[Node | str]:
        href = (node.get("href") or "").partition("#")[0]
        refused = self._refusal(href, node, path, above)
        if refused is None:
            self._count += 1
            wanted = path.parent / unquote(href)
            try:
                root = self._tree(wanted, above)
            except SourceError as error:
                refused = error.message
            else:
                self._included.add(wanted.resolve())
                found = _element(root, node.get("xpointer"))
                if found:
                    return [found]
                refused = f"{href} has no element {node.get('xpointer')}"
        message = f"“{href}” is not included: {refused}"
        self.source.add_report_line("warning", "include-refused", message, path, node.line)
        return [part for child in node.elements if child.tag == FALLBACK for part in child.children]

    def _refusal(self, href: str, node: Node, path: Path, above: tuple[Path, ...]) -> str | None:
        """Why something may not be included; None: it may."""
        wanted = path.parent / unquote(href)
        if not href or "://" in href or not self.source.contains(wanted):
            return "there is no such file in the edition's folder"
        if node.get("parse") not in (None, "xml"):
            return "only XML is"
        if not wanted.is_file():
            return "it is no file"
        if len(above) > DEEPEST_INCLUDED:
            return "it is included by too many files within each other"
        if wanted.resolve() in above:
            return "it would include itself"
        if self._count >= MOST_INCLUDED:
            return f"more than {MOST_INCLUDED} inclusions"
        if wanted.resolve() in self._included and not node.get("xpointer"):
            return "it is included already"
        return None


def _element(root: Node, pointer: str | None) -> Node | None:
    """The element an XPointer names by its id; the whole without one."""
    return root if not pointer else next((node for node in root.walk() if node.id == pointer), None)
