"""The XML files of an edition: each is parsed once, XInclude is resolved, unreadable files are reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from corpus.errors import SourceError
from corpus.readers.source import Source

from .xml_tree import XINCLUDE, XmlElement, read_xml

MAX_INCLUDES = 2_000
"""The most inclusions in one edition."""
MAX_INCLUDE_DEPTH = 2
"""The deepest nesting of inclusions."""
XINCLUDE_FALLBACK = XINCLUDE.replace("include", "fallback")


@dataclass(frozen=True, slots=True)
class TeiFile:
    """A parsed XML file: its name within the edition, its path and its root element."""

    name: str
    path: Path
    root: XmlElement


@dataclass(slots=True)
class TeiFiles:
    """A reader of the XML files of a source, which reads nothing outside the source's directory."""

    source: Source
    _trees: dict[Path, XmlElement] = field(default_factory=dict)
    _included: set[Path] = field(default_factory=set)
    _count: int = 0
    _refusals: dict[str, list[tuple[str, Path, int]]] = field(default_factory=dict)
    """The inclusions that were refused, with their file and line, by the reason."""

    def read_all(self) -> list[TeiFile]:
        """Read all XML files of the directory, without those that others include; report unreadable ones.

        Raises:
            SourceTooLarge: together they are too large, or there are too many.
        """
        files = []
        for path in self.source.list_files(".xml"):
            with self.source.skip_unreadable(path):
                files.append(self.read_file(path))
        return [file for file in files if file.path.resolve() not in self._included]

    def read_file(self, path: Path) -> TeiFile:
        """Read a file and the files that it includes.

        Raises:
            SourceError: the file is unreadable or not well-formed.
        """
        return TeiFile(self.source.relative_name(path), path, self._tree(path, ()))

    def report_refusals(self) -> None:
        """Report the inclusions that were refused, with one line for each reason."""
        for reason, refused in self._refusals.items():
            href, path, line = refused[0]
            message = (
                f"inclusions that were not followed because {reason}: {len(refused):,}, the first “{href}”"
            )
            self.source.add_report_line("warning", "include-refused", message, path, line)

    def _tree(self, path: Path, above: tuple[Path, ...]) -> XmlElement:
        """Return the root of a file with its inclusions resolved; each file is parsed once.

        Args:
            above: the files that include this one, outermost first.

        Raises:
            SourceError: the file is unreadable or not well-formed.
        """
        real = path.resolve()
        if real not in self._trees:
            root = read_xml(self.source, path)
            self._resolve(root, path, (*above, real))
            self._trees[real] = root
        return self._trees[real]

    def _resolve(self, element: XmlElement, path: Path, above: tuple[Path, ...]) -> None:
        """Replace each ``xi:include`` below an element by the included content, in place.

        Args:
            path: the file that the element is in.
            above: the files that include each other down to this one, which is the last.
        """
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
        """Return the content that an ``xi:include`` includes.

        If it is refused, the reason is kept and the content of its fallback returned.
        """
        href = (element.get("href") or "").partition("#")[0]
        reason = self._refusal(href, element, path, above)
        if reason is None:
            self._count += 1
            target = path.parent / unquote(href)
            try:
                root = self._tree(target, above)
            except SourceError as error:
                reason = error.message
            else:
                self._included.add(target.resolve())
                included = _resolve_pointer(root, element.get("xpointer"))
                if included:
                    return [included]
                reason = f"{href} has no element {element.get('xpointer')}"
        self._refusals.setdefault(reason, []).append((href, path, element.line))
        fallbacks = (child for child in element.child_elements if child.tag == XINCLUDE_FALLBACK)
        return [content for fallback in fallbacks for content in fallback.children]

    def _refusal(self, href: str, element: XmlElement, path: Path, above: tuple[Path, ...]) -> str | None:
        """Return the reason why an inclusion is not allowed; None if it is allowed."""
        target = path.parent / unquote(href)
        if not href or "://" in href or not self.source.contains(target):
            return "the edition's folder has no such file"
        if element.get("parse") not in (None, "xml"):
            return "only XML can be included"
        if not target.is_file():
            return "it is not a file"
        if len(above) > MAX_INCLUDE_DEPTH:
            return "it is nested in too many inclusions"
        if target.resolve() in above:
            return "it would include itself"
        if self._count >= MAX_INCLUDES:
            return f"the edition has more than {MAX_INCLUDES:,} inclusions"
        if target.resolve() in self._included and not element.get("xpointer"):
            return "it has already been included"
        return None


def _resolve_pointer(root: XmlElement, pointer: str | None) -> XmlElement | None:
    """Return the element with the id in an XPointer, or None; without a pointer return the root."""
    return root if not pointer else next((element for element in root.walk() if element.id == pointer), None)
