"""XML documents, and texts made fit for them: what no XML may hold is replaced, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, tostring

Content: TypeAlias = Element | str | Mapping[str, str | None] | None

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INSTEAD: Final = "\ufffd"


def element(tag: str, *contents: Content) -> Element:
    """Make an element of texts and elements, in their order, and attributes, as a mapping.

    What has no value is left out. Names are written as they are given: a default namespace is the attribute
    ``xmlns`` of the root.
    """
    made = Element(tag)
    for content in contents:
        if isinstance(content, Element):
            made.append(content)
        elif isinstance(content, Mapping):
            made.attrib.update((name, value) for name, value in content.items() if value)
        elif content and len(made):
            made[-1].tail = (made[-1].tail or "") + content
        elif content:
            made.text = (made.text or "") + content
    return made


def clean(text: str) -> str:
    """Replace control characters, lone surrogates, U+FFFE and U+FFFF: XML 1.0, section 2.2, forbids them."""
    return _NOT_XML.sub(_INSTEAD, text)


def xml_document(root: Element) -> str:
    """Write an XML document; every writer of XML ends here."""
    return f"{_DECLARATION}{clean(tostring(root, 'unicode'))}\n"
