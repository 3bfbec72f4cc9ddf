"""A TEI file or folder read as an edition: finds out which sort it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import SourceUnrecognised
from corpus.model import Edition

from .nodes import read_tree
from .volume import holds_documents, read_volume

_HINT = "See docs/tei-editions.md for what is read."


def recognises(path: Path) -> bool:
    """Whether this is TEI: an XML file, or a folder with some."""
    return path.is_file() and path.suffix.lower() == ".xml"


def read(path: Path, say: Callable[[str], None], max_bytes: int) -> Edition:
    """Read a TEI edition.

    Raises:
        SourceError: it is not XML, not TEI, or holds nothing that is read.
    """
    root = read_tree(path, max_bytes)
    if not holds_documents(root):
        raise SourceUnrecognised(f"{path} holds no letters or documents.", _HINT)
    return read_volume(root, path, say)
