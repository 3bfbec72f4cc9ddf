"""XML read into a tree of our own: mixed content in order, every element with its line.

The parser is expat with everything off that a hostile file could use: entities are never declared nor
fetched, nesting is bounded, and nothing is read but the bytes given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from corpus.errors import SourceInvalid
from corpus.readers.source import Source

MAX_DEPTH = 100
"""Elements within elements; editions stay below 40."""
XINCLUDE = "{http://www.w3.org/2001/XInclude}include"
_TEI_NAMESPACES = ("http://www.tei-c.org/ns/1.0", "http://history.state.gov/frus/ns/1.0")
_XML = "http://www.w3.org/XML/1998/namespace"
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_ENTITY = re.compile(rb"&([\w.:-]+);")
_HINT = "Mend the file, for instance with the help of: xmllint --noout FILE."


@dataclass(slots=True)
class XmlElement:
    """An element. TEI names stand without their namespace, others as ``{namespace}name``."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[XmlElement | str] = field(default_factory=list)
    line: int = 0

    @property
    def id(self) -> str | None:
        """The ``xml:id``."""
        return self.get("xml:id")

    @property
    def child_elements(self) -> list[XmlElement]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, XmlElement)]

    @property
    def text(self) -> str:
        """All text inside, white space made single."""
        return " ".join("".join(self._texts()).split())

    def get(self, name: str) -> str | None:
        """Give an attribute's value without white space around it; None if missing or empty."""
        return self.attributes.get(name, "").strip() or None

    def walk(self) -> Iterator[XmlElement]:
        """This element and all inside it, in document order."""
        ahead = [self]
        while ahead:
            element = ahead.pop()
            yield element
            ahead += reversed(element.child_elements)

    def find_all(self, *tags: str) -> Iterator[XmlElement]:
        """All elements of these names inside."""
        return (element for element in self.walk() if element.tag in tags and element is not self)

    def find(self, *tags: str) -> XmlElement | None:
        """The first element of these names inside."""
        return next(self.find_all(*tags), None)

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()


def read_xml(source: Source, path: Path) -> XmlElement:
    """Read a file into its root element.

    Raises:
        SourceError: it cannot be read, or is not XML; with file and line.
    """
    content = source.read_bytes(path)
    text = source.decode(content, path, _declared_encoding(content))
    try:
        return parse_xml(text)
    except expat.ExpatError as error:
        reason = _reason(error, text)
        raise SourceInvalid(f"{path}:{error.lineno}: this is not XML: {reason}.", _HINT) from None
    except ValueError as error:
        raise SourceInvalid(f"{path}: {error}.", _HINT) from None


def _reason(error: expat.ExpatError, text: str) -> str:
    """What is wrong, with the name of an entity that is not defined."""
    reason = expat.ErrorString(error.code) if error.code else str(error)
    entity = _ENTITY.match(text.split("\n")[error.lineno - 1].encode()[error.offset :])
    return f"{reason} “{entity[1].decode()}”" if entity else reason


def parse_xml(text: str) -> XmlElement:
    """Parse a document.

    Raises:
        expat.ExpatError: it is not well-formed.
        ValueError: its nesting or entities are not taken.
    """
    builder = _TreeBuilder()
    builder.parser.Parse(text, True)
    return builder.root


def _declared_encoding(content: bytes) -> str | None:
    """The encoding an XML declaration names, unless its being legible here belies it."""
    match = _DECLARATION.match(content)
    name = match[1].decode() if match else ""
    return name if name and not name.lower().startswith(("utf-16", "utf-32", "ucs")) else None


class _TreeBuilder:
    """Receives the parser's events."""

    def __init__(self) -> None:
        self.root = XmlElement("")
        self._open: list[XmlElement] = []
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == MAX_DEPTH:
            line = self.parser.CurrentLineNumber
            raise ValueError(f"line {line}: more than {MAX_DEPTH} elements within each other")
        named = {_attribute(key): value for key, value in attributes.items()}
        element = XmlElement(_tag(name), named, line=self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].children.append(text)

    def _entity(self, name: str, *_: object) -> None:
        line = self.parser.CurrentLineNumber
        raise ValueError(f"line {line}: it declares the entity “{name}”, and entities are not taken")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise ValueError(f"line {self.parser.CurrentLineNumber}: the entity “{name}” is not defined")


def _tag(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return local if not namespace or namespace in _TEI_NAMESPACES else f"{{{namespace}}}{local}"


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition("}")
    return f"xml:{local}" if namespace == _XML else local
