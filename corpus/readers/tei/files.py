"""The files of an edition: each read once, what they include put in its place, what is broken reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import SourceError
from corpus.readers.source import Source

from .xml_tree import XINCLUDE, XmlElement, read_xml

MAX_INCLUDES = 2_000
"""Inclusions in one edition."""
MAX_INCLUDE_DEPTH = 2
"""Files between a file and what it includes through others."""
XINCLUDE_FALLBACK = XINCLUDE.replace("include", "fallback")


@dataclass(frozen=True, slots=True)
class TeiFile:
    """A file's name within the edition, and its root."""

    name: str
    path: Path
    root: XmlElement


@dataclass(slots=True)
class TeiFiles:
    """Reads the XML files of a source and nothing outside its folder."""

    source: Source
    _trees: dict[Path, XmlElement] = field(default_factory=dict)
    _included: set[Path] = field(default_factory=set)
    _count: int = 0

    def read_all(self) -> list[TeiFile]:
        """Read all XML files of the folder; those included in others do not stand by themselves.

        Raises:
            SourceTooLarge: they are too large together.
        """
        read = []
        for path in self.source.list_files(".xml"):
            with self.source.skip_unreadable(path):
                read.append(self.read_file(path))
        return [file for file in read if file.path.resolve() not in self._included]

    def read_file(self, path: Path) -> TeiFile:
        """Read a file with what it includes.

        Raises:
            SourceError: it is broken.
        """
        return TeiFile(self.source.relative_name(path), path, self._tree(path, ()))

    def _tree(self, path: Path, above: tuple[Path, ...]) -> XmlElement:
        real = path.resolve()
        if real not in self._trees:
            root = read_xml(self.source, path)
            self._resolve(root, path, (*above, real))
            self._trees[real] = root
        return self._trees[real]

    def _resolve(self, element: XmlElement, path: Path, above: tuple[Path, ...]) -> None:
        """Put what is included in the place of each inclusion."""
        children: list[XmlElement | str] = []
        for child in element.children:
            if isinstance(child, XmlElement) and child.tag == XINCLUDE:
                children += self._include(child, path, above)
            else:
                children.append(child)
                if isinstance(child, XmlElement):
                    self._resolve(child, path, above)
        element.children = children

    def _include(self, element: XmlElement, path: Path, above: tuple[Path, ...]) -> list[XmlElement | str]:
        href = (element.get("href") or "").partition("#")[0]
        refused = self._refusal(href, element, path, above)
        if refused is None:
            self._count += 1
            wanted = path.parent / unquote(href)
            try:
                root = self._tree(wanted, above)
            except SourceError as error:
                refused = error.message
            else:
                self._included.add(wanted.resolve())
                found = _element(root, element.get("xpointer"))
                if found:
                    return [found]
                refused = f"{href} has no element {element.get('xpointer')}"
        message = f"“{href}” is not included: {refused}"
        self.source.add_report_line("warning", "include-refused", message, path, element.line)
        return [
            part
            for child in element.child_elements
            if child.tag == XINCLUDE_FALLBACK
            for part in child.children
        ]

    def _refusal(self, href: str, element: XmlElement, path: Path, above: tuple[Path, ...]) -> str | None:
        """Why something may not be included; None: it may."""
        wanted = path.parent / unquote(href)
        if not href or "://" in href or not self.source.contains(wanted):
            return "there is no such file in the edition's folder"
        if element.get("parse") not in (None, "xml"):
            return "only XML is"
        if not wanted.is_file():
            return "it is no file"
        if len(above) > MAX_INCLUDE_DEPTH:
            return "it is included by too many files within each other"
        if wanted.resolve() in above:
            return "it would include itself"
        if self._count >= MAX_INCLUDES:
            return f"more than {MAX_INCLUDES} inclusions"
        if wanted.resolve() in self._included and not element.get("xpointer"):
            return "it is included already"
        return None


def _element(root: XmlElement, pointer: str | None) -> XmlElement | None:
    """The element an XPointer names by its id; the whole without one."""
    return root if not pointer else next((element for element in root.walk() if element.id == pointer), None)
