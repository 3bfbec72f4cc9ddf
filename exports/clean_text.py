"""Texts of editions and queries made fit for files: what no XML may hold is replaced, wherever it stands."""

from __future__ import annotations

import re
from typing import Final

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INSTEAD: Final = "\ufffd"


def clean(text: str) -> str:
    """Replace control characters, lone surrogates, U+FFFE and U+FFFF: XML 1.0, section 2.2, forbids them."""
    return _NOT_XML.sub(_INSTEAD, text)


def xml_document(root: str) -> str:
    """Write an XML document whose root element, markup escaped, is given; every writer of XML ends here."""
    return f"{_DECLARATION}{clean(root)}\n"
