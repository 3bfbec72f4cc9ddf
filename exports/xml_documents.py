"""XML documents, without the characters that XML forbids."""

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
    """Return an element with texts and child elements in their order, and attributes from mappings.

    Attributes without a value, None and empty texts are omitted. Names are not interpreted: a default
    namespace is the attribute ``xmlns`` of the root.
    """
    parent = Element(tag)
    for content in contents:
        if isinstance(content, Element):
            parent.append(content)
        elif isinstance(content, Mapping):
            parent.attrib.update((name, value) for name, value in content.items() if value)
        elif content and len(parent):
            parent[-1].tail = (parent[-1].tail or "") + content
        elif content:
            parent.text = (parent.text or "") + content
    return parent


def clean(text: str) -> str:
    """Return a text with the characters that XML 1.0 forbids (section 2.2) replaced by U+FFFD."""
    return _NOT_XML.sub(_INSTEAD, text)


def xml_document(root: Element) -> str:
    """Return an element as an XML document with declaration; forbidden characters become U+FFFD."""
    return f"{_DECLARATION}{clean(tostring(root, 'unicode'))}\n"
