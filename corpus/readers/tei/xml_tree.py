"""XML parsed into a tree that preserves mixed content in order and the line of every element.

The parser is expat, hardened against hostile files: entities are bounded, external ones never fetched, and
nesting is bounded. Names of TEI P4 become those of P5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from corpus.errors import SourceInvalid
from corpus.readers.source import Source

from .entities import check_entity, check_expansion, resolve_html_entities

MAX_DEPTH = 100
"""The deepest nesting of elements; editions stay below 40."""
XINCLUDE = "{http://www.w3.org/2001/XInclude}include"
_TEI_NAMESPACES = ("http://www.tei-c.org/ns/1.0", "http://history.state.gov/frus/ns/1.0")
_P4_TAGS = {"TEI.2": "TEI", "teiCorpus.2": "teiCorpus", "xref": "ref", "xptr": "ptr"}
_P4_ATTRIBUTES = {"id": "xml:id", "lang": "xml:lang", "value": "when", "url": "target"}
"""Attributes in P5 by their names in P4; ``value`` only in ``date``, ``url`` only in cross-references."""
_XML = "http://www.w3.org/XML/1998/namespace"
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']""")
_ENTITY = re.compile(rb"&([\w.:-]+);")
_HINT = "Correct the file; “xmllint --noout FILE” lists its errors."


@dataclass(slots=True)
class XmlElement:
    """An XML element; tags in the TEI namespace are without it, others are ``{namespace}name``.

    ``children`` are elements and text in document order; ``line`` is the line of the start tag, from 1.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[XmlElement | str] = field(default_factory=list)
    line: int = 0

    @property
    def id(self) -> str | None:
        """The ``xml:id``; None if there is none."""
        return self.get("xml:id")

    @property
    def child_elements(self) -> list[XmlElement]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, XmlElement)]

    @property
    def text(self) -> str:
        """The text of the element and its descendants, with white space collapsed; "" if there is none."""
        return " ".join("".join(self.texts()).split())

    @property
    def text_without_notes(self) -> str:
        """The text without that of notes, with white space collapsed; "" if there is none."""
        return " ".join("".join(self._texts_without_notes()).split())

    def get(self, name: str) -> str | None:
        """Return the value of an attribute without surrounding white space; None if missing or empty."""
        return self.attributes.get(name, "").strip() or None

    def walk(self) -> Iterator[XmlElement]:
        """Yield this element and all its descendants, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(element.child_elements)

    def find_all(self, *tags: str) -> Iterator[XmlElement]:
        """Return an iterator over the descendants with any of these tags, in document order."""
        return (element for element in self.walk() if element.tag in tags and element is not self)

    def find(self, *tags: str) -> XmlElement | None:
        """Return the first descendant with any of these tags; None if there is none."""
        return next(self.find_all(*tags), None)

    def _texts_without_notes(self) -> Iterator[str]:
        """Yield the pieces of text outside of notes, in document order."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag != "note":
                yield from child._texts_without_notes()

    def texts(self) -> Iterator[str]:
        """Yield the pieces of text in the element and its descendants, in document order."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.texts()


def read_xml(source: Source, path: Path) -> XmlElement:
    """Read and parse an XML file; return its root element.

    Raises:
        SourceInvalid: the file is not well-formed or breaks a rule of this parser.
        SourceError: the file cannot be read, or is empty, too large or not text.
    """
    content = source.read_bytes(path)
    text = resolve_html_entities(source.decode(content, path, _declared_encoding(content)))
    try:
        return parse_xml(text)
    except expat.ExpatError as error:
        reason = _reason(error, text)
        raise SourceInvalid(f"{path}:{error.lineno} is not well-formed XML: {reason}.", _HINT) from None
    except ValueError as error:
        raise SourceInvalid(f"{path}: {error}.", _HINT) from None


def _reason(error: expat.ExpatError, text: str) -> str:
    """Return the parser's error message, with the name of the entity if one is undefined."""
    reason = expat.ErrorString(error.code) if error.code else str(error)
    entity = _ENTITY.match(text.split("\n")[error.lineno - 1].encode()[error.offset :])
    return f"{reason} “{entity[1].decode()}”" if entity else reason


def parse_xml(text: str) -> XmlElement:
    """Parse an XML document; return its root element.

    Raises:
        expat.ExpatError: it is not well-formed.
        ValueError: it is nested deeper than ``MAX_DEPTH``, or uses entities that are undefined, external,
            nested or too long.
    """
    builder = _TreeBuilder(text)
    builder.parser.Parse(text, True)
    return builder.root


def _declared_encoding(content: bytes) -> str | None:
    """Return the encoding in the XML declaration; None if it declares none.

    A declared UTF-16 or UTF-32 is ignored: if it were true, the declaration would not match these bytes.
    """
    match = _DECLARATION.match(content)
    name = match[1].decode() if match else ""
    return name if name and not name.lower().startswith(("utf-16", "utf-32", "ucs")) else None


class _TreeBuilder:
    """A builder of the tree from the parser's events; ``root`` is the result."""

    def __init__(self, text: str) -> None:
        self.root = XmlElement("")
        self._document = text
        self._open: list[XmlElement] = []
        self._entities: dict[str, str] = {}
        self._is_p4 = False
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.EndDoctypeDeclHandler = self._end_doctype
        self.parser.ExternalEntityRefHandler = self._external
        self.parser.SkippedEntityHandler = self._skipped

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """Add an element to the tree and open it; ``ValueError`` if it is nested too deeply."""
        if len(self._open) == MAX_DEPTH:
            line = self.parser.CurrentLineNumber
            raise ValueError(f"line {line}: elements are nested more than {MAX_DEPTH} deep")
        named = {_attribute(key): value for key, value in attributes.items()}
        element = XmlElement(_tag(name), named, line=self.parser.CurrentLineNumber)
        self._is_p4 = element.tag in _P4_TAGS if not self._open else self._is_p4
        if self._is_p4:
            _update_p4_names(element)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, name: str) -> None:
        """Close the element that was opened last."""
        self._open.pop()

    def _text(self, text: str) -> None:
        """Add text to the element that was opened last."""
        self._open[-1].children.append(text)

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        """Record a declared entity; ``ValueError`` if it uses others. External ones only matter if used."""
        if value is not None and not is_parameter:
            check_entity(name, value)
            self._entities[name] = value

    def _end_doctype(self) -> None:
        """Raise ``ValueError`` if the declared entities expand to too much."""
        check_expansion(self._document, self._entities)

    def _external(self, context: str | None, *_: object) -> int:
        """Raise ``ValueError``, because the file uses an external entity."""
        name = (context or "").rpartition("\f")[2]
        raise ValueError(
            f"line {self.parser.CurrentLineNumber}: the entity “{name}” is external, which is not supported"
        )

    def _skipped(self, name: str, is_parameter: bool) -> None:
        """Raise ``ValueError``, because the file uses an undefined entity; parameter entities are ignored."""
        if not is_parameter:
            raise ValueError(f"line {self.parser.CurrentLineNumber}: the entity “{name}” is not defined")


def _tag(name: str) -> str:
    """Return expat's name of an element, without the TEI namespace or with another one in braces."""
    namespace, _, local = name.rpartition("}")
    return local if not namespace or namespace in _TEI_NAMESPACES else f"{{{namespace}}}{local}"


def _attribute(name: str) -> str:
    """Return expat's name of an attribute without its namespace, or with ``xml:`` for that of XML."""
    namespace, _, local = name.rpartition("}")
    return f"xml:{local}" if namespace == _XML else local


def _update_p4_names(element: XmlElement) -> None:
    """Replace the names of TEI P4 that P5 has changed, in an element and its attributes."""
    is_link = element.tag in ("xref", "xptr")
    for name, replacement in _P4_ATTRIBUTES.items():
        is_applicable = {"value": element.tag == "date", "url": is_link}.get(name, True)
        if is_applicable and name in element.attributes:
            element.attributes.setdefault(replacement, element.attributes[name])
    element.tag = _P4_TAGS.get(element.tag, element.tag)
