"""The files of an edition: each read once, what they include put in its place, what is broken reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import SourceError
from corpus.model import ReportLine
from corpus.readers.sizes import check_total

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
    """Reads files below ``folder`` and nothing outside it, at most ``max_bytes`` of them together."""

    folder: Path
    max_bytes: int
    report: list[ReportLine] = field(default_factory=list)
    _trees: dict[Path, Node] = field(default_factory=dict)
    _included: set[Path] = field(default_factory=set)
    _count: int = 0
    _bytes: int = 0

    def read_all(self) -> list[SourceFile]:
        """Read all XML files of the folder; those included in others do not stand by themselves.

        Raises:
            SourceTooLarge: they are too large together.
        """
        paths = sorted(path for path in self.folder.rglob("*.xml") if path.is_file())
        check_total(self.folder, paths, self.max_bytes)
        read = [file for path in paths for file in self._read_reported(path)]
        return [file for file in read if file.path.resolve() not in self._included]

    def read_one(self, path: Path) -> SourceFile:
        """Read a file with what it includes.

        Raises:
            SourceError: it is broken.
        """
        return SourceFile(path.name, path, self._tree(path, ()))

    def _read_reported(self, path: Path) -> Iterator[SourceFile]:
        name = path.relative_to(self.folder).as_posix()
        try:
            if self._is_inside(path):
                yield SourceFile(name, path, self._tree(path, ()))
            else:
                self._drop("file-outside", "a link that leads out of the edition's folder", name)
        except SourceError as error:
            self._drop("file-unreadable", error.message, name)

    def _tree(self, path: Path, above: tuple[Path, ...]) -> Node:
        real = path.resolve()
        if real not in self._trees:
            root = read_tree(path, self.max_bytes - self._bytes)
            self._bytes += path.stat().st_size
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
        self.report.append(ReportLine("warning", "include-refused", message, node.line, path.name))
        return [part for child in node.elements if child.tag == FALLBACK for part in child.children]

    def _refusal(self, href: str, node: Node, path: Path, above: tuple[Path, ...]) -> str | None:
        """Why something may not be included; None: it may."""
        wanted = path.parent / unquote(href)
        if not href or "://" in href or not self._is_inside(wanted):
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

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve(strict=True).is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError):
            return False

    def _drop(self, code: str, message: str, name: str) -> None:
        self.report.append(ReportLine("dropped", code, message, file=name))


def _element(root: Node, pointer: str | None) -> Node | None:
    """The element an XPointer names by its id; the whole without one."""
    return root if not pointer else next((node for node in root.walk() if node.id == pointer), None)
